"""The figures of the current release, as an examination of a new document wants them.

Belongs here: reading them from the published file. Does not belong here: what follows from a difference
(sources/intake/).
"""

from __future__ import annotations

from pathlib import Path

from sources.intake.register import Cell, KnownFigure
from warehouse.connection import NothingPublished, SqlError, open_release

_FIGURES = """
SELECT evaluation_year, 'region', region_code, measure, score, printed_value, document_id, evidence_grade
FROM core.spbe_scores
UNION ALL
SELECT evaluation_year, 'central_agency', agency_code, measure, score, printed_value, document_id, evidence_grade
FROM core.central_scores
UNION ALL
SELECT evaluation_year, 'agency_group', agency_group, measure, score, printed_value, document_id, evidence_grade
FROM core.group_means
"""


def known_figures(current: Path) -> dict[Cell, KnownFigure]:
    """Every figure of the current release by year, subject and measure; nothing before the first release."""
    try:
        with open_release(current / "spbe.duckdb") as connection:
            rows = connection.execute(_FIGURES).fetchall()
    except (NothingPublished, SqlError):
        # A release of an older version of this project may lack a column.
        return {}
    return {
        (year, subject, code, measure): KnownFigure(value, printed or "", document_id, grade)
        for year, subject, code, measure, value, printed, document_id, grade in rows
    }


def released_documents(current: Path) -> dict[tuple[str, int | None], set[tuple[str, int, str]]]:
    """The documents of the current release: id, version, sha256; nothing before the first.

    Returns:
        The documents by source and edition; the edition is None for a source without years.
    """
    try:
        with open_release(current / "spbe.duckdb") as connection:
            rows = connection.execute(
                "SELECT source, edition, document_id, document_version, file_sha256 FROM core.documents"
            ).fetchall()
    except (NothingPublished, SqlError):
        # A release of an older version of this project has no versions of documents.
        return {}
    found: dict[tuple[str, int | None], set[tuple[str, int, str]]] = {}
    for source, edition, document_id, version, sha256 in rows:
        found.setdefault((source, edition), set()).add((document_id, version, sha256))
    return found
