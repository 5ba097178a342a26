"""Statements of news and government pages: one index of one body a row, and who says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sources.names.central_names import central_agency_code, is_central_name
from sources.names.region_names import RegionNames
from sources.statements.statements import NATIONAL, PrintedRow, Statements, Subject
from sources.statements.wide_rows import STATE_THE_KIND, add_filled_cells, rows_with_year


def read_statements(rows: Sequence[Mapping[str, Any]], names: RegionNames, statements: Statements) -> None:
    """Turn the raw rows of all editions into statements; refuse rows that name nobody.

    A page is a voice of its own, so two pages may state one cell. A mean over several bodies (level ``kelompok``) is
    nobody's index.
    """
    for row in rows_with_year(rows, statements):
        subject = _subject(row, names)
        if subject is not None:
            add_filled_cells(row, subject, voice=row.cells["url"])


def _subject(row: PrintedRow, names: RegionNames) -> Subject | None:
    level = row.cells["level"]
    if level == "nasional":
        return Subject("agency_group", NATIONAL)
    if level == "kementerian_lembaga" and is_central_name(row.name):
        return Subject("central_agency", central_agency_code(row.name))
    return row.region(names.resolve_row(row.name, row.year, province=row.cells["province"]), STATE_THE_KIND)
