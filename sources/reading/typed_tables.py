"""Typed lists as tables of a workbook or CSV: known by their headings, wherever on a sheet these stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from sources.declaration.errors import SourceError
from sources.reading.content import Content
from sources.reading.entry_forms import Entry, EntryForm, EntryLists, filled, known_columns
from sources.reading.parts import NotThis
from sources.reading.workbook.opening import typed_sheets
from sources.reading.workbook.sheet import Sheet, column_letters

#: Headings are looked for in the first rows of a sheet.
_HEADING_WITHIN = 30
#: In the first bytes of a text that is no table.
_HEAD = 10_000


@dataclass(frozen=True)
class _Table:
    """A table on a sheet: its row of headings, and the columns from the first to the last of these; counted from 1."""

    sheet: Sheet
    form: EntryForm
    heading_row: int
    columns: range


def table_lists(content: Content, forms: Sequence[EntryForm]) -> EntryLists | NotThis:
    """The lists of a workbook or CSV, each the table whose headings name its columns.

    Raises:
        SourceError: when a heading of such a table is unknown, a list has two tables or no entry, or a cell says
            nothing certain.
    """
    try:
        sheets, remarks = typed_sheets(content)
    except SourceError as broken:
        # A broken text is refused by whoever it was meant for.
        if content.media == "csv" and not any(_may_head(content, form) for form in forms):
            return NotThis(f"a table with headings; {broken.problem}")
        raise
    tables: dict[str, _Table] = {}
    looked_for = []
    for form in forms:
        found = [table for sheet in sheets if (table := _find_table(sheet, form)) is not None]
        if len(found) > 1:
            names = " and ".join(repr(table.sheet.name) for table in found)
            raise content.refusal(f"{form.table} stand on the sheets {names}.", "keep them on one sheet.")
        if found:
            tables[form.table] = found[0]
        else:
            looked_for.append(_what_is_missing(sheets, form))
    if not tables:
        return NotThis("; or ".join(looked_for))
    facts = {name: _Above(table) for name, table in tables.items()}
    return EntryLists(
        "",
        {name: _entries(content, table, facts[name].shared) for name, table in tables.items()},
        {name: above.titles for name, above in facts.items()},
        (*remarks, *_remarks(sheets, list(tables.values()))),
    )


def _may_head(content: Content, form: EntryForm) -> bool:
    lines = content.data[:_HEAD].decode("utf-8-sig", errors="replace").splitlines()[:_HEADING_WITHIN]
    return any(not form.lacks(_named(form, re.split("[,;\t]", line))) for line in lines)


def _find_table(sheet: Sheet, form: EntryForm) -> _Table | None:
    """The first headings side by side that an entry needs; a column without a heading parts two tables."""
    for row, cells in enumerate(sheet.rows[:_HEADING_WITHIN], start=1):
        filled_columns = [column for column, text in enumerate(cells, start=1) if text.strip()]
        for _, run in groupby(enumerate(filled_columns), lambda numbered: numbered[1] - numbered[0]):
            columns = [column for _, column in run]
            if not form.lacks(_named(form, [cells[column - 1] for column in columns])):
                return _Table(sheet, form, row, range(columns[0], columns[-1] + 1))
    return None


def _named(form: EntryForm, cells: Sequence[str]) -> list[str | None]:
    return [form.column(cell) for cell in cells if cell.strip()]


def _what_is_missing(sheets: Sequence[Sheet], form: EntryForm) -> str:
    rows = [_named(form, cells) for sheet in sheets for cells in sheet.rows[:_HEADING_WITHIN]]
    closest = max(rows, key=lambda names: len({name for name in names if name}), default=[])
    needed = [*form.required, *([" or ".join(form.any_of)] if form.any_of else [])]
    return f"the columns {', '.join(needed)}; the row that comes closest has no {', '.join(form.lacks(closest))}"


class _Above:
    """What stands above a table: what holds for all its entries, and the lines of a title."""

    def __init__(self, table: _Table) -> None:
        self._form, self._rows = table.form, table.sheet.rows[: table.heading_row - 1]
        self.shared: dict[str, str] = {}
        titles = []
        for row, cells in enumerate(self._rows):
            facts = {name: value for column in range(len(cells)) for name, value in self._fact(row, column)}
            self.shared.update(facts)
            if not facts and any(cells):
                titles.append(" ".join(text for cell in cells if (text := " ".join(cell.split()))))
        self.titles = tuple(titles)

    def _fact(self, row: int, column: int) -> Iterator[tuple[str, str]]:
        """`Tahun: 2025` in one cell; `Tahun` with 2025 in the next cell, or below where that is a label too."""
        cells = self._rows[row]
        label, _, value = cells[column].partition(":")
        name = self._form.column(label)
        if not name or name not in self._form.shared:
            return
        beside = next((cell.strip(" :") for cell in cells[column + 1 :] if cell.strip(" :")), "")
        if beside and self._form.column(beside.split(":")[0]) is None:
            value = value.strip() or beside
        elif row + 1 < len(self._rows):
            value = value.strip() or self._rows[row + 1][column]
        if value.strip():
            yield name, value.strip()


def _entries(content: Content, table: _Table, shared: Mapping[str, str]) -> list[Entry]:
    sheet, form, heading_row = table.sheet, table.form, table.heading_row
    headings = [sheet.rows[heading_row - 1][column - 1] for column in table.columns]
    columns = dict(zip(table.columns, known_columns(content, form, headings, sheet.name, heading_row), strict=True))
    entries = []
    for row in range(heading_row + 1, len(sheet.rows) + 1):
        if any(sheet.rows[row - 1][column - 1].strip() for column in columns):
            read = {name: _text(content, sheet, row, column) for column, name in columns.items() if name}
            entries.append(Entry(row, {**shared, **{n: form.cell(n, text) for n, text in read.items()}}, sheet.name))
    return filled(content, form, entries, sheet.name, heading_row)


def _text(content: Content, sheet: Sheet, row: int, column: int) -> str:
    """A cell's text; that of the merged range above it, where it lies in one."""
    top, left = sheet.merged.get((row, column), (row, column))
    if left != column:
        return ""
    if flaw := sheet.flaws.get((top, left)):
        raise content.refusal(f"{sheet.at(top, left)} {flaw.problem}.", flaw.remedy)
    return sheet.rows[top - 1][left - 1]


def _remarks(sheets: Sequence[Sheet], tables: Sequence[_Table]) -> Iterator[str]:
    for sheet in sheets:
        yield from sheet.remarks
        of_sheet = [table for table in tables if table.sheet is sheet]
        if not of_sheet and any(any(row) for row in sheet.rows):
            yield f"sheet {sheet.name!r} holds no such table"
        for table in of_sheet:
            below = sheet.rows[table.heading_row :]
            beside = [
                column_letters(column)
                for column in range(1, len(sheet.rows[0]) + 1)
                if column not in table.columns and any(cells[column - 1].strip() for cells in below)
            ]
            if beside:
                yield f"columns beside the {table.form.table} were not read: {', '.join(beside)}"
