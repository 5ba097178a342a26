"""A worksheet that takes the rows of a table as text.

XlsxWriter keeps every cell as an object and writes it by several calls; for the cells of the data sheets that would be
most of what the workbooks cost. Here a row becomes text once, and is put into each workbook that shows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from math import ceil
from types import MappingProxyType
from typing import Any
from xml.sax.saxutils import escape

from xlsxwriter.utility import xl_col_to_name, xl_range
from xlsxwriter.worksheet import Worksheet

#: Stands for the row's number until the row has its place; no text can hold it.
_ROW = "\0"
_UNWRITABLE = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
#: Points.
LINE_HEIGHT = 15


class RowsSheet(Worksheet):  # type: ignore[misc]
    """A worksheet with a table whose rows are given as text."""

    def __init__(self) -> None:
        super().__init__()
        self._block: tuple[int, Sequence[str]] = (0, ())

    def add_rows(self, header: int, columns: Sequence[dict[str, Any]], rows: Sequence[str], name: str) -> None:
        """Add a table from the first column on; every other cell of the sheet stands above it.

        Args:
            header: the row of its headings, counted from 0.
            columns: heading and format of each column, as `add_table` takes them.
            rows: what `rows_as_text` gave; at least one.
            name: of the table.
        """
        last, right = header + len(rows), len(columns) - 1
        # Told of one row: XlsxWriter would note every cell of the table to find out whether two tables overlap.
        self.add_table(header, 0, header + 1, right, {"name": name, "style": "Table Style Light 1", "columns": columns})
        whole = xl_range(header, 0, last, right)
        self.tables[-1] |= {"range": whole, "a_range": whole, "autofilter": whole}
        self._block = (header + 1, rows)
        self._check_dimensions(last, right)

    def _write_rows(self) -> None:
        super()._write_rows()
        first, rows = self._block
        self.fh.write("".join(row.replace(_ROW, str(number)) for number, row in enumerate(rows, start=first + 1)))


def rows_as_text(
    rows: Sequence[Sequence[Any]], styles: Sequence[int], wrapped: Mapping[int, int] = MappingProxyType({})
) -> list[str]:
    """Rows of a worksheet, each without its number.

    Args:
        rows: numbers, texts, or None for an empty cell; from the first column on.
        styles: of the columns, by the number that they have in the workbook.
        wrapped: the columns whose text goes on below, each with its width in characters. Not every program finds the
            height of such a row by itself.

    Raises:
        ValueError: for a character that no workbook can hold.
    """
    columns = [f'<c r="{xl_col_to_name(at)}{_ROW}" s="{style}"' for at, style in enumerate(styles)]
    texts = []
    for row in rows:
        texts.append("".join(_row(row, columns, _height(row, wrapped))))
        if _UNWRITABLE.search(texts[-1]) or texts[-1].count(_ROW) != 1 + sum(value is not None for value in row):
            raise ValueError(f"{row}: a control character, which no workbook can hold: correct it where it was read")
    return texts


def height(lines: int) -> int:
    """The height of a row of so many lines, in points."""
    return LINE_HEIGHT * lines


def lines(text: str, width: int) -> int:
    """About how many lines a text takes in a column: letters are narrower than the digits that widths count."""
    return max(1, ceil(len(text) / width))


def _height(row: Sequence[Any], wrapped: Mapping[int, int]) -> int:
    most = max((lines(str(row[at]), width) for at, width in wrapped.items() if row[at]), default=1)
    return height(most) if most > 1 else 0


def _row(row: Sequence[Any], columns: Sequence[str], high: int) -> Iterator[str]:
    yield f'<row r="{_ROW}" ht="{high}" customHeight="1">' if high else f'<row r="{_ROW}">'
    for value, cell in zip(row, columns, strict=True):
        if value is None:
            continue
        if isinstance(value, str):
            space = ' xml:space="preserve"' if value != value.strip() else ""
            yield f'{cell} t="inlineStr"><is><t{space}>{escape(value)}</t></is></c>'
        else:
            yield f"{cell}><v>{value}</v></c>"
    yield "</row>"
