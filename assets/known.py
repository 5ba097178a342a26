"""The figures of the current release, as an examination of a new document wants them."""

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
