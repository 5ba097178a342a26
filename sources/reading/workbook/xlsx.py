"""The sheets of an XLSX workbook, each cell as the text that a person sees."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal

from openpyxl.cell import Cell, MergedCell
from openpyxl.reader.excel import ExcelReader
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from sources.declaration.errors import SourceError
from sources.reading.content import Content
from sources.reading.workbook.sheet import MAX_CELL, Flaw, Place, Sheet, column_letters, too_long

#: The most that a workbook may hold once unpacked, by its own account. Ten years of all agencies have some 5 MB.
MAX_UNPACKED_BYTES = 128 * 1024 * 1024
#: The largest sheet that is read. All agencies of a year are some 620 rows.
MAX_ROWS, MAX_COLUMNS, MAX_CELLS = 50_000, 200, 1_000_000
_SAVE_AGAIN = "open it in a spreadsheet program and save it as a new XLSX file."
_FEW = 10


class _UnreadableWorkbook(Exception):
    def __init__(self, problem: str, remedy: str = _SAVE_AGAIN) -> None:
        self.problem, self.remedy = problem, remedy
        super().__init__(problem)


def read_xlsx(content: Content) -> list[Sheet]:
    """The sheets of a workbook in the order of their tabs, those of charts left out.

    Raises:
        SourceError: for a file that is damaged, locked or unreasonably large.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl's, of parts that are not read here
            return list(_sheets_of(content.data))
    except _UnreadableWorkbook as refusal:
        raise content.refusal(refusal.problem, refusal.remedy) from refusal
    except (SourceError, MemoryError):
        raise
    except Exception as error:  # whatever a library says of a file that was made to confuse it
        cause = error.__cause__ or error
        reason = f"{type(cause).__name__}: {' '.join(str(cause).split())[:200]}"
        raise content.refusal(f"the workbook cannot be opened ({reason}).", _SAVE_AGAIN) from error


def _sheets_of(data: bytes) -> Iterator[Sheet]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        remarks = _check_archive(archive)
    # openpyxl gives either the values or the formulas of cells.
    values, formulas = _opened(data, data_only=True), _opened(data, data_only=False)
    for page, written in zip(values.worksheets, formulas.worksheets, strict=True):
        yield _sheet(page, written, remarks)


def _check_archive(archive: zipfile.ZipFile) -> tuple[str, ...]:
    """Remarks on what is left behind, once the archive is one that can be read in one way only."""
    entries = archive.infolist()
    names = [entry.filename.lower() for entry in entries]
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MAX_UNPACKED_BYTES:
        raise _UnreadableWorkbook(
            f"unpacked it has {unpacked:,} bytes; {MAX_UNPACKED_BYTES:,} are the most.",
            "copy the table alone into a new workbook.",
        )
    if len(set(names)) < len(names):
        raise _UnreadableWorkbook("it holds two parts of the same name: which one a program shows is open.")
    for entry in entries:
        if entry.filename.startswith("xl/worksheets/") and entry.filename.endswith(".xml"):
            part = archive.read(entry)
            if b"purl.oclc.org/ooxml" in part[:4096]:
                raise _UnreadableWorkbook(
                    "its cells are written in a way that is not read.",
                    "save it as 'Excel Workbook (.xlsx)', not as 'Strict Open XML'.",
                )
            places = re.findall(rb'<(?:\w+:)?c\s(?:[^<>]*\s)?r="(\w+)"', part)
            if len(set(places)) < len(places):
                raise _UnreadableWorkbook("a cell stands twice in one of its sheets: the file is damaged.")
    remarks = []
    if any("vbaproject" in name or name.startswith("xl/macrosheets/") for name in names):
        remarks.append("the workbook holds macros; they were not run")
    if any(name.startswith("xl/externallinks/") for name in names):
        remarks.append("the workbook refers to other files; values from them are as last computed")
    return tuple(remarks)


def _opened(data: bytes, *, data_only: bool) -> Workbook:
    reader = ExcelReader(io.BytesIO(data), data_only=data_only, keep_links=False)
    reader.valid_files = [name for name in reader.valid_files if not name.startswith("xl/chartsheets/")]
    reader.read()
    for declared, relation in reader.parser.find_sheets():
        # openpyxl leaves a missing part out without a word; a chart has no cells.
        if relation.Type.endswith("/worksheet") and relation.target not in reader.valid_files:
            raise _UnreadableWorkbook(f"its sheet {declared.name!r} is missing from the file.")
    return reader.wb


def _sheet(page: Worksheet, written: Worksheet, remarks: tuple[str, ...]) -> Sheet:
    uncomputed = {place for place, cell in written._cells.items() if cell.data_type == "f"}
    cells = {place: cell for place, cell in page._cells.items() if cell.value is not None or place in uncomputed}
    height, width = (max((place[axis] for place in cells), default=0) for axis in (0, 1))
    if height > MAX_ROWS or width > MAX_COLUMNS or height * width > MAX_CELLS:
        raise _UnreadableWorkbook(
            f"its sheet {page.title!r} reaches to cell {column_letters(width)}{height:,}; {MAX_ROWS:,} rows, "
            f"{MAX_COLUMNS} columns and {MAX_CELLS:,} cells are the most.",
            "copy the table alone into a new workbook.",
        )
    rows = [[""] * width for _ in range(height)]
    flaws: dict[Place, Flaw] = {}
    for (row, column), cell in cells.items():
        rows[row - 1][column - 1], flaw = _as_seen(cell, is_formula=(row, column) in uncomputed)
        if flaw:
            flaws[row, column] = flaw
    merged = {
        (row, column): (area.min_row, area.min_col)
        for area in page.merged_cells.ranges
        for row in range(area.min_row, min(area.max_row, height) + 1)
        for column in range(area.min_col, min(area.max_col, width) + 1)
        if (row, column) != (area.min_row, area.min_col)
    }
    return Sheet(page.title, rows, flaws, merged, (*_hidden(page, rows), *remarks))


def _hidden(page: Worksheet, rows: list[list[str]]) -> Iterator[str]:
    if page.sheet_state != "visible":
        yield f"sheet {page.title!r} is hidden; it was read"
    hidden = [n for n, line in page.row_dimensions.items() if line.hidden and n <= len(rows) and any(rows[n - 1])]
    if hidden:
        few = ", ".join(map(str, hidden[:_FEW])) + (", ..." if len(hidden) > _FEW else "")
        yield f"sheet {page.title!r} has hidden rows, which were read: {few}"
    width = len(rows[0]) if rows else 0
    columns = [line.min for line in page.column_dimensions.values() if line.hidden and line.min and line.min <= width]
    if columns:
        few = ", ".join(column_letters(column) for column in columns[:_FEW])
        yield f"sheet {page.title!r} has hidden columns, which were read: from {few}"


def _as_seen(cell: Cell | MergedCell, *, is_formula: bool) -> tuple[str, Flaw | None]:
    """The text of a cell, and the flaw for which nobody may take it for a value."""
    value = cell.value
    if value is None:
        # A formula whose result is an empty text is computed: openpyxl leaves its cell the type of a text.
        if is_formula and cell.data_type != "str":
            return "(formula)", Flaw("has a formula without a computed value", _SAVE_AGAIN)
        return "", None
    if isinstance(value, bool) or cell.data_type == "e":
        text = str(value).upper()
        what = "the logical value" if isinstance(value, bool) else "the error"
        return text, Flaw(f"holds {what} {text}", "write the value as printed, or clear the cell.")
    if isinstance(value, datetime):
        text = value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    elif isinstance(value, date | time):
        text = value.isoformat()
    elif isinstance(value, int | float):
        text = as_shown(value, cell.number_format or "")
    else:
        text = str(value)
    return text[:MAX_CELL], too_long(text)


def as_shown(value: int | float, shown_as: str) -> str:
    """A number as a person sees it, with no digit lost: to 15 digits, as spreadsheets show it.

    Examples:
        >>> as_shown(2.6000000000000001, "General"), as_shown(3.0, "General"), as_shown(0.1 + 0.2, "General")
        ('2.6', '3', '0.3')
        >>> as_shown(12.1, "0.00"), as_shown(3.516, "0.00"), as_shown(0.35, "0%")
        ('12.10', '3.516', '35%')
    """
    exact = Decimal(repr(float(f"{value:.15g}")) if isinstance(value, float) else value)
    if shown_as.endswith("%"):
        return f"{(exact * 100).normalize():f}%"
    # Only what adds zeros: "0.00" and "00", never a format that rounds, scales or adds words.
    if pattern := re.fullmatch(r"(0+)(?:\.(0+))?", shown_as):
        decimals = len(pattern[2] or "")
        fixed = f"{exact:.{decimals}f}"
        if Decimal(fixed) == exact:
            return fixed.zfill(len(pattern[1]) + (decimals + 1 if decimals else 0))
    return f"{exact.normalize():f}"
