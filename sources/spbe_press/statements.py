"""Statements of news and government pages: one index of one body a row, and who says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sources.names.central_names import central_agency_code, is_central_name
from sources.names.region_names import RegionNames, Unresolved
from sources.statements.statements import NATIONAL, Statements, Subject
from sources.statements.wide_rows import add_figures, refuse_name, stated_year


def read_statements(rows: Sequence[Mapping[str, Any]], names: RegionNames, statements: Statements) -> None:
    """Turn the raw rows of all editions into statements; refuse rows that name nobody.

    A mean over several bodies (level ``kelompok``) is nobody's index.
    """
    for row in rows:
        year = stated_year(row, row["agency"], statements)
        if year is None:
            continue
        subject = _subject(row, year, names)
        if isinstance(subject, Unresolved):
            refuse_name(row, year, subject, statements)
            continue
        add_figures(row, year, subject, statements, voice=row["url"])


def _subject(row: Mapping[str, Any], year: int, names: RegionNames) -> Subject | Unresolved:
    if row["level"] == "nasional":
        return Subject("agency_group", NATIONAL)
    if row["level"] == "kementerian_lembaga" and is_central_name(row["agency"]):
        return Subject("central_agency", central_agency_code(row["agency"]))
    found = names.resolve_row(row["agency"], year, province=row["province"])
    return found if isinstance(found, Unresolved) else Subject("region", found.region_code)
