"""Whom a finding is about, and what is printed there: name, document, place and printed cells beside each finding.

A rule says what it compares; whatever it leaves out of these is looked up here, once for all rules.
"""

from __future__ import annotations

from collections.abc import Collection

from expectations.findings import NAMES
from warehouse import schema
from warehouse.connection import Connection, literal
from warehouse.spec import Table
from warehouse.tables import TABLES

#: What the pipeline adds to a raw row.
_NOT_PRINTED = {"edition", "document_id", "document_version", "line_no", "locator"}
#: Columns of rules' rows that name a subject by its code, and the year that is meant.
_CODES = ("subject_code", "region_code", "current_code", "kemendagri_code", "agency_code", "iso3")
_YEARS = ("evaluation_year", "survey_year", "edition")

_NAMED = {
    "core.regions": "SELECT region_code AS code, region_name AS name, valid_from_year AS since FROM core.regions "
    "UNION ALL SELECT current_code, region_name, valid_from_year FROM core.regions",
    "core.un_egdi": "SELECT iso3 AS code, country_name AS name, survey_year AS since FROM core.un_egdi",
    "core.central_scores": "SELECT agency_code AS code, agency_name AS name, evaluation_year AS since "
    "FROM core.central_scores",
}
_STATED = {
    "core.winning_statements": "SELECT o.evaluation_year AS year, o.subject_code AS code, o.measure, o.document_id, "
    "o.line_no, o.locator FROM core.winning_statements AS w "
    "INNER JOIN core.observations AS o ON w.observation_id = o.observation_id",
    "core.un_egdi": "SELECT survey_year AS year, iso3 AS code, 'INDEX' AS measure, document_id, line_no, locator "
    "FROM core.un_egdi",
}


def place_findings(connection: Connection, checked_tables: Collection[str]) -> None:
    """Fill in name, document, place and printed cells of the stored findings of these tables, as tables now say."""
    of_these = f"checked_table IN ({', '.join(map(literal, checked_tables)) or 'NULL'})"
    if connection.execute(f"SELECT 1 FROM audit.findings WHERE {of_these} LIMIT 1").fetchone() is None:
        return
    # A table that another version of this project has left, or that is not made yet, says nothing.
    usable = {table.full_name for table in TABLES.values() if not schema.drift(connection, table)}
    raw = [table for table in TABLES.values() if table.layer == "raw" and table.full_name in usable]
    connection.execute(
        f"""
        UPDATE audit.findings AS kept
        SET subject_name = found.subject_name, document_id = found.document_id, locator = found.locator,
            printed_row = found.printed_row
        FROM (
            WITH said AS (
                SELECT
                    checked_table, rule, finding_no,
                    {_first_said(NAMES)} AS said_name,
                    {_first_said(_CODES)} AS code,
                    TRY_CAST({_first_said(_YEARS)} AS INTEGER) AS year,
                    coalesce(finding ->> 'measure', 'INDEX') AS measure,
                    finding ->> 'document_id' AS document_id,
                    TRY_CAST(finding ->> 'line_no' AS INTEGER) AS line_no,
                    finding ->> 'locator' AS locator
                FROM audit.findings
                WHERE {of_these}
            ),
            names AS (
                SELECT code, arg_max(name, coalesce(since, 0)) AS name
                FROM ({_union(_NAMED, usable, "NULL AS code, NULL AS name, 0 AS since")})
                GROUP BY code
            ),
            stated AS (
                SELECT year, code, measure, any_value(document_id) AS document_id, any_value(line_no) AS line_no,
                    any_value(locator) AS locator
                FROM ({_union(_STATED, usable, _NOTHING_STATED)})
                GROUP BY year, code, measure
            ),
            placed AS (
                SELECT
                    f.* EXCLUDE (document_id, line_no, locator),
                    coalesce(f.said_name, n.name) AS subject_name,
                    coalesce(f.document_id, s.document_id) AS document_id,
                    CASE WHEN f.document_id IS NULL THEN s.line_no ELSE f.line_no END AS line_no,
                    CASE WHEN f.document_id IS NULL THEN coalesce(f.locator, s.locator) ELSE f.locator END AS locator
                FROM said AS f
                LEFT JOIN names AS n ON f.code = n.code
                LEFT JOIN stated AS s ON f.year = s.year AND f.code = s.code AND f.measure = s.measure
            ),
            printed AS ({" UNION ALL ".join(map(_printed, raw)) or _NOTHING_PRINTED}),
            rows_by_line AS (
                SELECT p.checked_table, p.rule, p.finding_no, any_value(r.locator) AS locator,
                    CASE WHEN count(*) = 1 THEN any_value(r.printed_row) END AS printed_row
                FROM placed AS p
                INNER JOIN printed AS r
                    ON p.document_id = r.document_id
                    AND CASE WHEN p.line_no IS NULL THEN p.locator = r.locator ELSE p.line_no = r.line_no END
                GROUP BY ALL
            )
            SELECT p.checked_table, p.rule, p.finding_no, p.subject_name, p.document_id,
                coalesce(p.locator, l.locator) AS locator, l.printed_row
            FROM placed AS p
            LEFT JOIN rows_by_line AS l USING (checked_table, rule, finding_no)
        ) AS found
        WHERE kept.checked_table = found.checked_table AND kept.rule = found.rule AND kept.finding_no = found.finding_no
        """
    )


_NOTHING_STATED = "0 AS year, '' AS code, '' AS measure, '' AS document_id, 0 AS line_no, '' AS locator"
_NOTHING_PRINTED = "SELECT '' AS document_id, 0 AS line_no, '' AS locator, '' AS printed_row WHERE false"


def _first_said(names: tuple[str, ...]) -> str:
    return f"coalesce({', '.join(f'finding ->> {literal(name)}' for name in names)})"


def _union(parts: dict[str, str], usable: set[str], nothing: str) -> str:
    """What those of the tables say that can be asked."""
    return " UNION ALL ".join(query for table, query in parts.items() if table in usable) or (
        f"SELECT {nothing} WHERE false"
    )


def _printed(table: Table) -> str:
    # Columns that a document may lack are left out where they are empty.
    cells = ", ".join(
        f"nullif({name}, '')" if name in table.optional else f"coalesce({name}, '')"
        for name in table.column_names
        if name not in _NOT_PRINTED
    )
    return (
        f"SELECT document_id, line_no, locator, concat_ws(' | ', {cells}) AS printed_row FROM {table.full_name} "
        "WHERE document_id IN (SELECT document_id FROM placed)"
    )
