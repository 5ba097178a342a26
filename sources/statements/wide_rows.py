"""Rows that state their own year and hold figures side by side, as typed tables, pages and interfaces do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sources.names.region_names import Unresolved
from sources.statements.statements import Statements, Subject

_MEASURES = {"INDEX": "index", "PREDIKAT": "predikat", "D1": "d1", "D2": "d2", "D3": "d3", "D4": "d4"}


def stated_year(row: Mapping[str, Any], agency: str, statements: Statements) -> int | None:
    """The evaluation year that a row states; refuses the row when it states none."""
    printed = str(row["evaluation_year"])
    if re.fullmatch(r"20[0-9]{2}", printed):
        return int(printed)
    statements.refuse(
        row,
        year=int(row["edition"]),
        printed_name=agency,
        measure="ROW",
        printed=printed,
        problem=f"{printed!r} is not a year",
        remedy="write the evaluation year that the figures are of",
    )
    return None


def refuse_name(row: Mapping[str, Any], year: int, why: Unresolved, statements: Statements) -> None:
    """Put a row whose name names no region into quarantine."""
    statements.refuse(
        row,
        year=year,
        printed_name=row["agency"],
        measure="ROW",
        printed=None,
        problem=str(why),
        remedy="write the name with its kind: Kabupaten ..., Kota ..., Provinsi ...; a code may tell the kind",
    )


def add_figures(row: Mapping[str, Any], year: int, subject: Subject, statements: Statements, voice: str = "") -> None:
    """State every figure that the row has of its subject."""
    cells = {measure: row.get(column, "") for measure, column in _MEASURES.items()}
    stated = {measure: cell for measure, cell in cells.items() if cell.strip()}
    if not stated:
        statements.refuse(
            row,
            year=year,
            printed_name=row["agency"],
            measure="ROW",
            printed=None,
            problem="the row has no figure",
            remedy="fill it in, or remove the row",
        )
        return
    if not voice and not statements.is_first_row(row, year=year, subject=subject, printed_name=row["agency"]):
        return
    for measure, cell in stated.items():
        statements.add(
            row, year=year, subject=subject, printed_name=row["agency"], measure=measure, printed=cell, voice=voice
        )
