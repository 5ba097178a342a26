"""Typed lists as tables of a workbook or CSV: known by their headings, wherever on a sheet these stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

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
    """A table on a sheet; its row of headings counted from 1."""

    sheet: Sheet
    form: EntryForm
    heading_row: int


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
        found = [_Table(sheet, form, row) for sheet in sheets if (row := _heading_row(sheet, form)) is not None]
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
        (*remarks, *_remarks(sheets, [table.sheet for table in tables.values()])),
    )


def _may_head(content: Content, form: EntryForm) -> bool:
    lines = content.data[:_HEAD].decode("utf-8-sig", errors="replace").splitlines()[:_HEADING_WITHIN]
    return any(not form.lacks(_named(form, re.split("[,;\t]", line))) for line in lines)


def _heading_row(sheet: Sheet, form: EntryForm) -> int | None:
    for row, cells in enumerate(sheet.rows[:_HEADING_WITHIN], start=1):
        if not form.lacks(_named(form, cells)):
            return row
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
        self.shared: dict[str, str] = {}
        titles = []
        for cells in table.sheet.rows[: table.heading_row - 1]:
            written = [text for cell in cells if (text := " ".join(cell.split()))]
            facts = dict(self._facts(table.form, written))
            self.shared.update(facts)
            if written and not facts:
                titles.append(" ".join(written))
        self.titles = tuple(titles)

    @staticmethod
    def _facts(form: EntryForm, written: Sequence[str]) -> Iterator[tuple[str, str]]:
        """`Tahun | 2025` in cells side by side, `Tahun: 2025` in one."""
        for at, text in enumerate(written):
            label, _, value = text.partition(":")
            name = form.column(label)
            value = value.strip() or (written[at + 1] if at + 1 < len(written) else "")
            if name in form.shared and name and value:
                yield name, value.removeprefix(":").strip()


def _entries(content: Content, table: _Table, shared: Mapping[str, str]) -> list[Entry]:
    sheet, form, heading_row = table.sheet, table.form, table.heading_row
    heads = {column: text for column, text in enumerate(sheet.rows[heading_row - 1], start=1) if text.strip()}
    names = known_columns(content, form, list(heads.values()), sheet.name, heading_row)
    columns = dict(zip(heads, names, strict=True))
    entries = []
    for row in range(heading_row + 1, len(sheet.rows) + 1):
        if not any(text.strip() for text in sheet.rows[row - 1]):
            continue
        cells = dict(shared)
        for column, text in enumerate(sheet.rows[row - 1], start=1):
            if column not in columns and text.strip():
                problem = f"{text[:80]!r} stands in column {column_letters(column)}, which has no heading."
                raise Entry(row, {}, sheet.name).refusal(content, problem, "write a heading above it, or clear it.")
            if columns.get(column):
                cells[columns[column]] = form.cell(columns[column], _text(content, sheet, row, column))
        entries.append(Entry(row, cells, sheet.name))
    return filled(content, form, entries, sheet.name, heading_row)


def _text(content: Content, sheet: Sheet, row: int, column: int) -> str:
    """A cell's text; that of the merged range above it, where it lies in one."""
    top, left = sheet.merged.get((row, column), (row, column))
    if left != column:
        return ""
    if flaw := sheet.flaws.get((top, left)):
        raise content.refusal(f"{sheet.at(top, left)} {flaw.problem}.", flaw.remedy)
    return sheet.rows[top - 1][left - 1]


def _remarks(sheets: Sequence[Sheet], read: Sequence[Sheet]) -> Iterator[str]:
    for sheet in sheets:
        yield from sheet.remarks
        if sheet not in read and any(any(row) for row in sheet.rows):
            yield f"sheet {sheet.name!r} holds no such table"
