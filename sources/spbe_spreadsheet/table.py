"""Where on a sheet the table is: its heading rows, its columns, the title above, the year that they name."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from sources.reading.content import Content
from sources.reading.dates import ANY_MONTH
from sources.reading.spelling import plain_words, without_hidden
from sources.reading.workbook.sheet import Sheet
from sources.spbe_spreadsheet.headers import ASPECT_NAMES, FIGURES, ColumnHeading, read_heading, read_kind
from sources.statements.statements import grade_of

#: Headings are looked for in the first rows of a sheet, and may be stacked in this many.
_HEADING_WITHIN, _HEADING_ROWS = 60, 3
_FIRST_YEAR = 2018
_NOTE_LENGTH = 120
#: What a spreadsheet program takes for the beginning of a formula.
FORMULA_START = "=+-@"
_ROW_NUMBER = ColumnHeading(())
#: Headings of lists of indicators: those are levels, not results.
_OF_INDICATORS = {"indikator", "kode indikator", "nama indikator", "indicator", "indicator code"}

# Rows that speak of the table instead of naming it: where it is from, when it was printed.
_REMARK = re.compile(
    r"(?i)\W*(?:sumber|source|catatan|keterangan|ket\b|note|dicetak|diunduh|diperbarui|diolah|update|tanggal|per\b"
    r"|printed|downloaded|retrieved|date|dasar|http)"
)
_DAY = re.compile(rf"(?i)\b\d{{1,2}}[\s./-]+(?:\d{{1,2}}|{ANY_MONTH})[\s./-]+20\d\d|20\d\d-\d\d-\d\d")
# Years of a regulation or of a day are not the evaluation year: Kepmen 108/2023 is the result of 2022.
_REGULATION = re.compile(r"(?i)(?:nomor|no\b\.?|number)?\s*(?<!\d)\d{1,4}\s*(?:tahun|/)\s*(?:tahun\s*)?20\d\d")


@dataclass(frozen=True)
class TypedColumn:
    """One column that is read: where it stands (from 0), what it is, and the year that its heading names."""

    index: int
    field: str
    year: int | None
    heading: str


@dataclass(frozen=True)
class TypedTable:
    """A table on a sheet.

    Args:
        sheet: the sheet.
        heading_row: the row, from 1, in which the headings begin.
        first_row: the row below the headings.
        columns: the columns that are read.
        left_out: headings of the columns that are not, by their place from 0.
        titles: the lines above the headings that name the table.
    """

    sheet: Sheet
    heading_row: int
    first_row: int
    columns: tuple[TypedColumn, ...]
    left_out: dict[int, str]
    titles: tuple[str, ...]

    def column(self, field: str) -> TypedColumn | None:
        """The one column of a field that has one."""
        return next((column for column in self.columns if column.field == field), None)

    @property
    def measures(self) -> tuple[TypedColumn, ...]:
        """The columns with figures and grades."""
        return tuple(column for column in self.columns if column.field in FIGURES)


def cell_text(text: str) -> str:
    """A cell's text on one line, without what is not seen."""
    return " ".join(without_hidden(text).split())


def visible(text: str) -> str:
    """A text for a note or a title: short, without what hides or what a spreadsheet program acts on."""
    shown = "".join(character for character in text if not unicodedata.category(character).startswith("C"))
    return shown.lstrip(FORMULA_START + " ")[:_NOTE_LENGTH]


def find_table(sheet: Sheet, content: Content) -> TypedTable | None:
    """The table of names and indices on a sheet; None when there is none.

    Raises:
        SourceError: when a heading can mean two things, or two columns are the same thing.
    """
    if any(plain_words(cell) in _OF_INDICATORS for cells in sheet.rows[:_HEADING_WITHIN] for cell in cells):
        return None
    for row in range(1, min(len(sheet.rows), _HEADING_WITHIN) + 1):
        if sum(bool(cell.strip()) for cell in sheet.rows[row - 1]) < 2:  # noqa: PLR2004  (a title is one cell)
            continue
        for height in range(_stacked(sheet, row), 0, -1):
            headings = _headings(sheet, row, height)
            if is_heading_row(headings):
                first_row = row + height
                columns = _columns(sheet, headings, first_row, content)
                if not any(column.field == "agency" for column in columns):
                    continue
                read = {column.index for column in columns}
                left_out = {
                    index: heading or f"column {index + 1} (without heading)"
                    for index, heading in enumerate(headings)
                    if index not in read and read_heading(heading) != _ROW_NUMBER and _cells(sheet, index, first_row)
                }
                return TypedTable(sheet, row, first_row, columns, left_out, _titles(sheet, row))
    return None


def is_heading_row(cells: tuple[str, ...]) -> bool:
    """Whether cells can head the table: a column for names, one for an index, and no figure among them."""
    known = [heading for cell in cells if cell and (heading := read_heading(cell))]
    return (
        any("agency" in heading.fields for heading in known)
        and any("index" in heading.fields for heading in known)
        and not any(re.fullmatch(r"\d*[.,]\d+", cell) for cell in cells)
    )


def _stacked(sheet: Sheet, row: int) -> int:
    """How many rows headings that begin in a row may take: only merged cells stack them."""
    reach = row
    for (covered, column), (top, left) in sheet.merged.items():
        if top == row and covered > row:
            reach = max(reach, covered)
        elif (
            top == row == covered and row < len(sheet.rows) and sheet.rows[row][column - 1] + sheet.rows[row][left - 1]
        ):
            reach = max(reach, row + 1)
    return min(reach - row + 1, _HEADING_ROWS)


def _headings(sheet: Sheet, row: int, height: int) -> tuple[str, ...]:
    stacked = []
    for column in range(1, len(sheet.rows[0]) + 1):
        anchors = dict.fromkeys(sheet.merged.get((r, column), (r, column)) for r in range(row, row + height))
        parts = (cell_text(sheet.rows[r - 1][c - 1]) for r, c in anchors if r >= row)
        stacked.append(" ".join(part for part in parts if part))
    return tuple(stacked)


def _cells(sheet: Sheet, index: int, first_row: int) -> list[str]:
    return [text for row in sheet.rows[first_row - 1 :] if (text := cell_text(row[index]))]


def _columns(sheet: Sheet, headings: tuple[str, ...], first_row: int, content: Content) -> tuple[TypedColumn, ...]:
    found: dict[tuple[str, int | None], TypedColumn] = {}
    known = [read_heading(text) if text else None for text in headings]
    named = {heading.fields for heading in known if heading is not None and heading.by_name}
    all_named = len(named) == len(set(ASPECT_NAMES.values()))
    for index, (text, heading) in enumerate(zip(headings, known, strict=True)):
        if heading is None or not heading.fields or (heading.by_name and not all_named):
            continue
        if len(heading.fields) > 1 and set(heading.fields) <= set(FIGURES):
            raise content.refusal(
                f"{sheet.at(first_row - 1)}: the heading {text!r} could be {' or '.join(heading.fields)}.",
                "rename the column: D1 to D4, or A1 to A8.",
            )
        repeated = plain_words(text)
        field = _field(heading, [cell for cell in _cells(sheet, index, first_row) if plain_words(cell) != repeated])
        if field is None:
            continue
        column = TypedColumn(index, field, heading.year if field in FIGURES else None, text)
        twin = found.setdefault((field, column.year), column)
        if twin is not column:
            raise content.refusal(
                f"{sheet.at(first_row - 1)}: the headings {twin.heading!r} and {text!r} both name the {field}.",
                "remove or rename one of the columns.",
            )
    if ("region_code", None) in found:
        found.pop(("bps_code", None), None)
    return tuple(found.values())


def _field(heading: ColumnHeading, cells: list[str]) -> str | None:
    """What a column is; where its heading can mean two things its cells decide, but only if all of them agree."""
    if len(heading.fields) == 1:
        return heading.fields[0]
    if "kind" in heading.fields and cells and all(read_kind(cell) for cell in cells):
        return "kind"
    if "predikat" in heading.fields and cells and all(map(grade_of, cells)):
        return "predikat"
    return "agency" if "agency" in heading.fields else None


def _titles(sheet: Sheet, heading_row: int) -> tuple[str, ...]:
    """What names the table; not its source, the day it was printed, or a figure: those change with each version."""
    lines = (visible(cell_text(" ".join(row))) for row in sheet.rows[: heading_row - 1])
    return tuple(
        line for line in lines if line and not (is_remark(line) or _DAY.search(line) or re.search(r"\d[.,]\d", line))
    )


def is_remark(line: str) -> bool:
    """Whether a line says where the table is from or when it was printed."""
    return _REMARK.match(line) is not None


def years_named(*texts: str) -> set[int]:
    """The evaluation years that titles name; those of regulations and of days are none.

    Examples:
        >>> years_named("Indeks SPBE Kabupaten/Kota 2024 (Kepmen PANRB Nomor 663 Tahun 2024)")
        {2024}
        >>> years_named("Kepmen PANRB 108/2023", "12 Januari 2025")
        set()
    """
    own = (_REGULATION.sub(" ", _DAY.sub(" ", text)) for text in texts)
    named = {int(year) for text in own for year in re.findall(r"(?<!\d)20\d\d(?!\d)", text)}
    return {year for year in named if year >= _FIRST_YEAR}
