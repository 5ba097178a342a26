"""Tables of SPBE results that someone has typed: any order of columns, Indonesian or English, XLSX or CSV.

What makes two files versions of one document (``same_as``): the title above the headings, and the provinces that the
table covers, as its province column or its codes name them. Neither changes when only figures do. The title alone
would not do: two provinces call their tables alike, or give them no title, and the second would take the place of
the first. A table with neither is known by its first and last name in alphabetical order.

Grades are the five words of the regulation, in any case. No English word is taken for one of them: there is no
official translation, and "Excellent" may be the first or the second.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from sources.declaration.declared import Source
from sources.declaration.errors import SourceError
from sources.names.region_names import spelling_key, split_kind
from sources.portals.answers import unpack
from sources.reading.content import Content
from sources.reading.parts import NotThis, Part, Reader
from sources.reading.spelling import plain_words
from sources.reading.typed_yaml import compose_yaml
from sources.reading.workbook.opening import typed_sheets
from sources.reading.workbook.sheet import Sheet
from sources.spbe_spreadsheet.headers import FIGURES, known_headings
from sources.spbe_spreadsheet.rows import TableRows, TypedRow
from sources.spbe_spreadsheet.table import TypedTable, cell_text, find_table, is_heading_row, visible
from sources.statements.printed_numbers import read_figure

RAW_TABLE = "spbe_spreadsheet"
# This project's own transcriptions come in with their sidecars.
_TRANSCRIPTION = "table_no,table_title,pdf_page,row_no,agency,"
_STATEMENT_HEADINGS = {"url", "tautan", "link", "stated by", "stated on"}
_FEW = 10
_FEW_PROVINCES = 3


def read_result_tables(content: Content, source: Source) -> tuple[Part, ...] | NotThis:
    """The tables of a workbook or CSV, one part per evaluation year.

    Raises:
        SourceError: when such a table is there and a cell of it cannot be read for sure, naming the cell.
    """
    if content.media == "json":
        is_table = any(is_heading_row(tuple(row)) for row in _rows_of_answer(content))
        return NotThis(
            "a table; if this is one from an open data portal, download it as CSV or XLSX",
            "it looks like an open data portal's answer: download the same table as CSV or XLSX." if is_table else None,
        )
    root = compose_yaml(content)[0] if content.media == "csv" else None
    if root is not None and root.is_entry_list:
        return NotThis("a table; this is a YAML list of entries")
    found, own_remarks = typed_sheets(content)
    if found and found[0].rows and ",".join(found[0].rows[0]).startswith(_TRANSCRIPTION):
        return NotThis("a table that someone typed; this is a transcription of this project, for snapshots/")
    if any(_makes_statements(sheet) for sheet in found):
        return NotThis("a table of results; this one has a web address for each figure, as statements have")
    tables = {sheet.name: table for sheet in found if (table := find_table(sheet, content))}
    if not tables:
        return NotThis(
            f"a row of headings with a name ({known_headings('agency')}, ...) and an index "
            f"({known_headings('index')}, ... or a year); found {_first_rows(found)}"
        )
    rows: list[TypedRow] = []
    left_out: dict[str, list[str]] = defaultdict(list)
    changed: dict[str, list[str]] = defaultdict(list)
    for table in tables.values():
        reading = TableRows(table, content, source.where)
        rows.extend(reading.result_rows())
        for kept, told in ((left_out, reading.left_out), (changed, reading.changed)):
            for reason, places in told.items():
                kept[reason].extend(places)
    rows = _without_repeats(rows, content, left_out)
    if not rows:
        raise content.refusal("its table has no row with a name and a figure.", "check the file.")
    notes = (
        *dict.fromkeys((*own_remarks, *_remarks(found, tables))),
        *(f"left out: {reason}: {_first_places(places)}" for reason, places in left_out.items()),
        *(f"{reason}: {_first_places(places)}" for reason, places in changed.items()),
    )
    return tuple(_part(year, tables, rows, content, notes) for year in sorted({row.year for row in rows}))


READER = Reader(
    source="spbe_spreadsheet",
    kind="spreadsheet typed by hand (XLSX, CSV)",
    media=frozenset({"xlsx", "csv", "json"}),
    version=3,
    read=read_result_tables,
)


def _rows_of_answer(content: Content) -> Iterator[Mapping[str, object]]:
    """The first row of every list of rows in a JSON file."""
    try:
        waiting: list[object] = [*unpack(content).bodies]
    except SourceError:  # whose it is, says that it is broken
        return
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            yield value[0]
            waiting += value[0].values()


def _makes_statements(sheet: Sheet) -> bool:
    """Whether each figure stands with the page that states it."""
    links = sum(any(cell.strip().casefold().startswith(("http://", "https://")) for cell in row) for row in sheet.rows)
    filled = sum(any(row) for row in sheet.rows)
    return links * 2 > filled or any(
        sum(bool(cell) for cell in row) > 1 and any(plain_words(cell) in _STATEMENT_HEADINGS for cell in row)
        for row in sheet.rows[:_FEW]
    )


def _first_rows(found: Sequence[Sheet]) -> str:
    """What stands in the place of headings: the first row of several cells of each sheet."""
    shown = []
    for sheet in found[:3]:
        rows = ([cell_text(cell)[:30] for cell in row if cell.strip()] for row in sheet.rows)
        first = next((cells for cells in rows if len(cells) > 1), [])
        shown.append((f"on sheet {sheet.name!r} " if sheet.name else "") + (repr(first[:12]) if first else "nothing"))
    return "; ".join(shown) or "no sheet"


def _without_repeats(rows: Sequence[TypedRow], content: Content, left_out: dict[str, list[str]]) -> list[TypedRow]:
    """The rows without those that say the same of the same again, as a sheet of the ten best does."""
    kept: dict[tuple[object, ...], TypedRow] = {}
    contradictions: list[tuple[TypedRow, TypedRow]] = []
    for row in rows:
        first = kept.setdefault(_subject(row), row)
        if first is row:
            continue
        if all(_agree(first.cells[name], row.cells[name]) for name in FIGURES):
            left_out["rows repeated with the same figures"].append(row.place)
        else:
            contradictions.append((first, row))
    if contradictions:
        first, row = contradictions[0]
        one, other = (
            ", ".join(
                f"{name} {found.cells[name] or 'blank'}" for name in FIGURES if first.cells[name] != row.cells[name]
            )
            for found in (first, row)
        )
        others = dict.fromkeys(second.cells["agency"] for _, second in contradictions[1:])
        others.pop(row.cells["agency"], None)
        likewise = f"; likewise of {', '.join([*others][:_FEW])}" if others else ""
        raise content.refusal(
            f"two figures of {row.cells['agency']} {row.year}: {one} at {first.place}, and {other} at "
            f"{row.place}{likewise}; which rows count?",
            _which_rows(first, row, rows),
        )
    return list(kept.values())


def _subject(row: TypedRow) -> tuple[object, ...]:
    kind, name = split_kind(row.cells["agency"])
    return row.year, kind, spelling_key(name) or name, row.cells["region_code"].replace(".", "")


def _agree(one: str, other: str) -> bool:
    return one == other or (bool(one and other) and read_figure(one) == read_figure(other))


def _which_rows(first: TypedRow, second: TypedRow, rows: Sequence[TypedRow]) -> str:
    """What to do about two rows of one body and year: the column that tells such rows apart, if there is one."""
    remedy = "keep the row that is as published."
    for heading, value in second.beside.items():
        values = Counter(row.beside.get(heading, "") for row in rows)
        apart = Counter((_subject(row), plain_words(row.beside.get(heading, ""))) for row in rows)
        if value and first.beside.get(heading) not in {value, "", None} and len(values) < len(rows) == len(apart):
            # The later of two values is most often what was reached; a person decides.
            return (
                f"the column {heading!r} tells them apart ({first.beside[heading]}, {value}): keep the rows that "
                f"count, or declare them in sources/{READER.source}/source.yml, as "
                f"`where: {{{heading}: {value}}}` or `where: {{{heading}: {first.beside[heading]}}}`."
            )
    return remedy


def _remarks(found: Sequence[Sheet], tables: dict[str, TypedTable]) -> Iterator[str]:
    for sheet in found:
        yield from sheet.remarks
        if sheet.name not in tables:
            if any(any(row) for row in sheet.rows):
                yield f"sheet {sheet.name!r} holds no such table"
        elif columns := tables[sheet.name].left_out:
            place = f"sheet {sheet.name!r}: " if sheet.name else ""
            yield f"{place}columns that were not read: {', '.join(visible(column) for column in columns.values())}"


def _first_places(places: Sequence[str]) -> str:
    return "; ".join(places[:_FEW]) + (f"; and {len(places) - _FEW} more" if len(places) > _FEW else "")


def _part(
    year: int, tables: dict[str, TypedTable], rows: Iterable[TypedRow], content: Content, notes: tuple[str, ...]
) -> Part:
    cells = tuple(row.cells for row in rows if row.year == year)
    used = {row["sheet"] for row in cells}
    titles = [" ".join(table.titles) for name, table in tables.items() if name in used and table.titles]
    return Part(
        raw_table=RAW_TABLE,
        edition=year,
        same_as=_label(sorted(set(titles)), cells),
        title=titles[0] if titles else content.name,
        document_type="portal_table",
        rows=cells,
        notes=notes,
    )


def _label(titles: Sequence[str], rows: Sequence[dict[str, str]]) -> str:
    """What the versions of a table share, and other tables of the year do not have; see the module's docstring."""
    provinces = sorted({row["province"] for row in rows if row["province"]}) or sorted(
        {f"kode {row['region_code'][:2]}" for row in rows if row["region_code"]}
    )
    label = [*titles[:1]]
    if len(titles) > 1:
        label.append(f"dan {len(titles) - 1} tabel lain")
    if provinces:
        label.append(", ".join(provinces) if len(provinces) <= _FEW_PROVINCES else f"{len(provinces)} provinsi")
    names = sorted(row["agency"] for row in rows)
    return "; ".join(label) or f"{names[0]} - {names[-1]}"
