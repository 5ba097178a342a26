"""The sheets of an XLSX workbook, read by openpyxl from parts that have been checked before.

Belongs here: which sheets there are, where their cells stand, merged ranges, what is hidden. Does not belong here:
the bounds of the file (unpacking.py, part_scan.py), the text of a cell (cells.py).
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from sources.declaration.errors import SourceError
from sources.reading.content import Content
from sources.reading.workbook.cells import as_seen
from sources.reading.workbook.part_scan import PartScan
from sources.reading.workbook.refused import SAVE_AGAIN, Refused
from sources.reading.workbook.sheet import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, Flaw, Place, Sheet, column_letters
from sources.reading.workbook.unpacking import unpack

if TYPE_CHECKING:
    from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet


def read_xlsx(content: Content) -> list[Sheet]:
    """The sheets of a workbook in the order of their tabs, those of charts left out.

    Raises:
        SourceError: for a file that is damaged, locked, unreasonably large, or made to do harm.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl's, of parts that are not read here
            return list(_sheets_of(content.data))
    except Refused as refusal:
        raise SourceError(content.path, refusal.problem, refusal.remedy) from refusal
    except MemoryError:
        raise
    except Exception as error:  # whatever a library says of a file that was made to confuse it
        told = " ".join(str(error).split())[:200]
        raise SourceError(
            content.path, f"the workbook cannot be opened ({type(error).__name__}: {told}).", SAVE_AGAIN
        ) from error


def _sheets_of(data: bytes) -> Iterator[Sheet]:
    from openpyxl.reader.excel import ExcelReader  # noqa: PLC0415  (costs 0.3 s, and only workbooks need it)

    kept, parts, remarks = unpack(data)
    reader: Any = ExcelReader(kept, read_only=True, data_only=True, keep_links=False)
    reader.read()
    pages = {page.title: page for page in reader.wb.worksheets}
    for declared, relation in reader.parser.find_sheets():
        if not relation.Type.endswith("/worksheet"):
            continue  # a chart has no cells
        if relation.target not in parts or declared.name not in pages:
            raise Refused(f"its sheet {declared.name!r} is missing from the file.")
        yield _sheet(pages.pop(declared.name), parts[relation.target], remarks)


def _sheet(page: ReadOnlyWorksheet, scan: PartScan, remarks: tuple[str, ...]) -> Sheet:
    height, width = scan.last_row, scan.last_column
    if height > MAX_ROWS or width > MAX_COLUMNS or height * width > MAX_CELLS:
        raise Refused(
            f"its sheet {page.title!r} reaches to cell {column_letters(width)}{height:,}; {MAX_ROWS:,} rows, "
            f"{MAX_COLUMNS} columns and {MAX_CELLS:,} cells are the most.", "copy the table alone into a new workbook.",
        )  # fmt: skip
    rows: list[list[str]] = []
    flaws: dict[Place, Flaw] = {}
    lines: Iterable[Iterable[ReadOnlyCell | EmptyCell]]
    lines = page.iter_rows(1, height, 1, width) if height else ()  # type: ignore[misc, assignment]  # stubs know Worksheet
    for number, cells in enumerate(lines, start=1):
        rows.append([])
        for column, cell in enumerate(cells, start=1):
            text, flaw = as_seen(cell, (number, column) in scan.uncomputed)
            rows[-1].append(text)
            if flaw:
                flaws[number, column] = flaw
    if len(rows) != height:
        raise Refused(
            f"the cells of its sheet {page.title!r} are written in a way that is not read.",
            "save it as 'Excel Workbook (.xlsx)', not as 'Strict Open XML'.",
        )
    merged = _merged(scan.merged, height, width)
    for row, column in merged:
        rows[row - 1][column - 1] = ""  # what a merged range covers nobody sees
        flaws.pop((row, column), None)
    return Sheet(page.title, rows, flaws, merged, (*_hidden(page, scan), *remarks))


def _hidden(page: ReadOnlyWorksheet, scan: PartScan) -> Iterator[str]:
    if page.sheet_state != "visible":
        yield f"sheet {page.title!r} is hidden; it was read"
    if scan.hidden_rows:
        few = ", ".join(map(str, scan.hidden_rows[:10])) + (", ..." if len(scan.hidden_rows) > 10 else "")  # noqa: PLR2004
        yield f"sheet {page.title!r} has hidden rows, which were read: {few}"
    if found := [column_letters(first) for first, _ in scan.hidden_columns if first <= scan.last_column]:
        yield f"sheet {page.title!r} has hidden columns, which were read: from {', '.join(found[:10])}"


def _merged(ranges: Iterable[str], height: int, width: int) -> dict[Place, Place]:
    from openpyxl.utils.cell import range_boundaries  # noqa: PLC0415

    covered: dict[Place, Place] = {}
    area = 0
    for reference in ranges:
        bounds = range_boundaries(reference)
        if None in bounds:
            raise Refused(f"it merges {reference}: whole rows or columns.", "undo the merging.")
        left, top, right, bottom = (int(bound) for bound in bounds if bound is not None)
        right, bottom = min(right, width), min(bottom, height)
        area += max(0, right - left + 1) * max(0, bottom - top + 1)
        if area > MAX_CELLS:
            raise Refused("its merged ranges cover more cells than there are.", "undo the merging.")
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                if (row, column) != (top, left):
                    covered[row, column] = (top, left)
    return covered
