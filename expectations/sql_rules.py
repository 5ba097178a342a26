"""Reads the rules that are SQL: ``rules/<layer>/<table>/<rule>.sql``, which select the offending rows.

A file begins with its header, one line each, and the file's name is the fact that must hold::

    -- severity: error
    -- why: The index is a weighted mean.
    -- remedy: compare sources/instruments/snapshots with the regulation

A rule whose findings a person may accept with a reason has a fourth line, which names the columns of its query that
tell a finding: the year, and where needed the subject, the measure and what is printed, in this order::

    -- accepted by: evaluation_year, printed_name, measure, printed_value

Where a document that comes in is mended otherwise than what came with the project, a last line says so::

    -- on arrival: add the whole decree

What is listed in core.accepted_findings by these comes to `known_because`; a listed exception that the query selects no
longer is selected as well, without it, so that no exception outlives its cause.

``{raw_rows}`` in a query stands for the rows of all raw tables: document_id and line_no.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from expectations.rules import Rule
from warehouse.spec import DeclarationError, Table

RULES_FOLDER = Path(__file__).parent / "rules"

_HEADER = re.compile(
    r"-- severity: (error|warning)\n-- why: (\S[^\n]*\.)\n-- remedy: (\S[^\n]*[^.\n])\n"
    r"(?:-- accepted by: (\S[^\n]*)\n)?(?:-- on arrival: (\S[^\n]*[^.\n])\n)?"
)
#: What tells an accepted finding, in the order of the header's columns.
_ACCEPTED = ("reference_year", "accepted_subject", "measure", "printed_value")


class RuleFileError(DeclarationError):
    """A file among the rules is none: the sentence names the file and what to write."""


def find_sql_rules(tables: Mapping[str, Table], folder: Path = RULES_FOLDER) -> dict[str, tuple[Rule, ...]]:
    """The rules of every table that has some, by ``layer.table``, in the order of their names.

    Raises:
        RuleFileError: for a file of an unknown table, without its header, or without a query.
    """
    raw_tables = [name for name, table in tables.items() if table.layer == "raw"]
    raw_rows = f"({' UNION ALL '.join(f'SELECT document_id, line_no FROM {name}' for name in raw_tables)})"
    found: dict[str, list[Rule]] = {}
    for path in sorted(path for path in folder.rglob("*") if path.suffix.lower() == ".sql"):
        where = path.relative_to(folder)
        if path.suffix != ".sql":
            raise RuleFileError(f"expectations/rules/{where}: let its name end in .sql")
        table = ".".join(where.parts[:-1])
        if table not in tables:
            raise RuleFileError(f"expectations/rules/{where}: no table {table!r} is declared in warehouse/tables")
        found.setdefault(table, []).append(_read(path, f"expectations/rules/{where}", raw_rows))
    return {table: tuple(rules) for table, rules in found.items()}


def _read(path: Path, where: str, raw_rows: str) -> Rule:
    text = path.read_text(encoding="utf-8")
    header = _HEADER.match(text)
    if header is None:
        raise RuleFileError(
            f"{where}: begin the file with the lines `-- severity: error` (or warning), `-- why: ` and a sentence "
            "with its full stop, `-- remedy: ` and what to do, without one"
        )
    query = text[header.end() :].strip().rstrip(";").replace("{raw_rows}", raw_rows)
    if not re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)+", path.stem) or "SELECT" not in query:
        raise RuleFileError(
            f"{where}: name the file by the fact that must hold, in snake case, and select what breaks it"
        )
    severity, why, remedy, columns, on_arrival = header.groups()
    accepted_by = tuple(columns.split(", ")) if columns else ()
    if len(accepted_by) > len(_ACCEPTED):
        raise RuleFileError(
            f"{where}: write at most four columns after `-- accepted by: `: year, subject, measure, print"
        )
    if accepted_by:
        query = _with_accepted(path.stem, query, accepted_by)
    return Rule(
        path.stem,
        "error" if severity == "error" else "warning",
        why,
        remedy,
        query=query,
        accepted_by=accepted_by,
        on_arrival=on_arrival or "",
    )


def _with_accepted(rule: str, query: str, columns: tuple[str, ...]) -> str:
    """The query, with the reasons of accepted findings and with listed exceptions that it selects no longer."""
    pairs = list(zip(columns, _ACCEPTED, strict=False))
    same = " AND ".join(f"o.{found} = a.{listed}" for found, listed in pairs)
    either = ", ".join(f"coalesce(o.{found}, a.{listed}) AS {found}" for found, listed in pairs)
    return f"""\
WITH offending AS (
SELECT *, TRUE AS is_found FROM (
{query}
)
UNION ALL BY NAME
SELECT CAST(NULL AS VARCHAR) AS known_because, FALSE AS is_found WHERE FALSE
),
accepted AS (SELECT * FROM core.accepted_findings WHERE rule = '{rule}')
SELECT o.* EXCLUDE (is_found) REPLACE (
{either}, CASE WHEN o.is_found THEN coalesce(o.known_because, a.accepted_reason_en) END AS known_because
)
FROM offending AS o
FULL JOIN accepted AS a ON {same}
WHERE o.is_found OR a.is_listed"""
