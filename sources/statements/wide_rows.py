"""Rows that state a year, a body and its figures side by side, as typed tables and interfaces have them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sources.statements.statements import COLUMN_OF, PrintedRow, Statements, Subject

#: What a person does about a name that names nobody.
STATE_THE_KIND = "write the name with its kind: Kabupaten ..., Kota ..., Provinsi ...; a code may tell the kind"


def rows_with_year(
    rows: Sequence[Mapping[str, Any]], statements: Statements, name: str = "agency"
) -> Iterator[PrintedRow]:
    """The rows that state their evaluation year; refuses those that do not."""
    for cells in rows:
        printed = str(cells["evaluation_year"])
        if re.fullmatch(r"20[0-9]{2}", printed):
            yield PrintedRow(statements, cells, cells[name], int(printed))
        else:
            row = PrintedRow(statements, cells, cells[name], int(cells["edition"]))
            row.refuse(
                f"{printed!r} is not a year", "write the evaluation year that the figures are of", printed=printed
            )


def add_filled_cells(row: PrintedRow, subject: Subject, voice: str = "") -> None:
    """State every figure that the row has of its subject; a blank cell states nothing."""
    stated = {
        measure: row.cells[column] for measure, column in COLUMN_OF.items() if str(row.cells.get(column, "")).strip()
    }
    if stated:
        row.add_figures(subject, stated, voice)
    else:
        row.refuse("the row has no figure", "fill it in, or remove the row")
