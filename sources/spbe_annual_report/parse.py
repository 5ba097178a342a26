"""KemenPANRB's annual report as a PDF: every agency's table row, as printed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from operator import mul
from typing import TYPE_CHECKING

from sources.declaration.declared import Source
from sources.reading.content import Content
from sources.reading.parts import NotThis, Part, Reader
from sources.spbe_annual_report.stated import find_counts, find_decree, find_year
from sources.statements.instruments import YearInstrument, instrument_of
from sources.statements.statements import COLUMN_OF

if TYPE_CHECKING:
    from sources.reading.pdf import PdfDocument
    from sources.reading.pdf_headings import TableHeading
    from sources.reading.pdf_tables import ResultTable, ResultTables

_FIGURES = (*(column for column in COLUMN_OF.values() if column not in {"index", "predikat"}), "index", "predikat")
COLUMNS = ("table_no", "table_title", "pdf_page", "row_no", "agency", *_FIGURES)
_LOOKED_FOR = (
    "tables headed No, Nama Instansi, D1 to D4 or the four domains by name (from 2026 on A1 to A7 or the seven "
    "aspects), Indeks, Predikat"
)

#: Titles of tables that hold groups of agencies or a choice of them, not every agency once.
_NO_RESULTS = re.compile(
    r"\b(?:rata|rerata|kelompok|per kategori|menurut|berdasarkan|sebaran|distribusi|perbandingan|perkembangan|peringkat"
    r"|terbaik|tertinggi|terendah)\b", re.I,
)  # fmt: skip
_WHOLE_FIGURE = re.compile(r"\d[.,]\d\d")
#: How far an index may be from the weighted domains, all printed with two decimals.
_ROUNDING = Decimal("0.011")
_GROUPS = re.compile(r"\b(?:kelompok|kategori|jenis)\b")


def read(content: Content, source: Source) -> tuple[Part, ...] | NotThis:
    """Read an annual report.

    Raises:
        SourceError: when it is one and its year or a table cannot be told for sure.
    """
    from sources.reading.pdf import opened  # noqa: PLC0415
    from sources.reading.pdf_tables import read_tables  # noqa: PLC0415

    with opened(content) as document:
        if missing := _lacks(document):
            return NotThis(f"{_LOOKED_FOR}; {missing}")
        found = read_tables(document, content.path, _is_wanted)
        tables = [table for table in found.tables if table.wanted]
        if not tables:
            return NotThis(f"{_LOOKED_FOR}; {_what_there_is(found)}")
        _refuse_what_is_left_over(content, found, tables)
        pages = [document.glance(page) for page in range(1, document.page_count + 1)]
        year, title = find_year(content.path, pages)
        instrument = _instrument(content, year, tables)
        counts, unsure = find_counts(pages)
        decree, doubtful = find_decree(pages, year)
        rows = tuple(row for table in tables for row in _take_rows(table))
        _check_indices(content, instrument, rows)
        notes = [*_left_out(found, tables), *_empty_cells(rows, instrument), *found.notes, *unsure, *doubtful]
        notes += document.pages_without_text()
    part = Part(
        raw_table="spbe_annual_report",
        edition=year,
        same_as="",
        title=title,
        document_type="annual_report",
        rows=rows,
        decree_number=decree.name if decree else None,
        decree_date=decree.dated if decree else None,
        states={**counts, "first_table": _number(tables[0]), "last_table": _number(tables[-1])},
        notes=tuple(notes),
    )
    return (part,)


READER = Reader(
    source="spbe_annual_report",
    kind="annual report (PDF)",
    media=frozenset({"pdf"}),
    version=2,
    read=read,
)


def _take_rows(table: ResultTable) -> list[dict[str, str]]:
    """The rows as the raw table has them, taken out of the table: a long report's rows are not held twice."""
    rows = [
        {"table_no": table.number, "table_title": table.title, "pdf_page": str(row.page), "row_no": row.cells["no"],
         "agency": row.cells["name"], **{column: row.cells.get(column, "") for column in _FIGURES}}
        for row in table.rows
    ]  # fmt: skip
    table.rows.clear()
    return rows


def _lacks(document: PdfDocument) -> str | None:
    """What every annual report has and this document has not, told without reading its tables."""
    parts = re.compile(r"\bd\W?[1-4]\b|\ba\W?[1-7]\b|domain|aspek|kelola", re.I)
    for page in range(1, document.page_count + 1):
        text = document.glance(page)
        if re.search("predikat", text, re.I) and parts.search(text) and re.search(r"\d[.,]\d\d", text):
            return None
    return f"none of its {document.page_count} pages has these words and figures"


def _is_wanted(heading: TableHeading, title: str) -> bool:
    return bool(heading.parts) and not _GROUPS.search(heading.name_heading) and not _NO_RESULTS.search(title)


def _what_there_is(found: ResultTables) -> str:
    if found.refused:
        page, heading = found.refused[0]
        return f"page {page}: {heading.problem}"
    if found.tables:
        table = found.tables[0]
        held = "groups, not agencies" if table.heading.parts else "neither domains nor aspects"
        return f"{table.label} on page {table.page} has {held}"
    return f"{len(found.captions)} captions of tables were found, and no such heading"


def _refuse_what_is_left_over(content: Content, found: ResultTables, tables: list[ResultTable]) -> None:
    """Nothing that looks like a result may be dropped, and no table may come twice or without a caption."""
    found.refuse_left_over(content.path, with_parts=True)
    seen: dict[str, ResultTable] = {}
    for table in tables:
        if not table.number or not table.title:
            raise content.refusal(
                f"page {table.page}: a table of results has no caption 'Tabel n. Title' above it.",
                "compare the page with the PDF in a viewer; the caption says whose results they are.",
            )  # fmt: skip
        twin = seen.setdefault(table.number, table)
        if twin is not table:
            raise content.refusal(
                f"table {table.number} begins twice, on page {twin.page} ({twin.title!r}) and on page "
                f"{table.page} ({table.title!r}).", "compare both pages: which of them is the table of that number?",
            )  # fmt: skip


def _instrument(content: Content, year: int, tables: Iterable[ResultTable]) -> YearInstrument:
    """The instrument of the year, whose parts the tables must have."""
    instrument = instrument_of(year)
    if instrument is None:
        raise content.refusal(f"no instrument of {year} is known.", "add it to sources/instruments.")
    expected = {code.lower() for code in instrument.parts}
    for table in tables:
        if set(table.heading.parts) != expected:
            raise content.refusal(
                f"page {table.page}, {table.label}: it has the columns {', '.join(table.heading.parts)}, and an index "
                f"of {year} ({instrument.name}) is made of {', '.join(sorted(expected))}.",
                "find out which year the results are of.",
            )
    return instrument


def _check_indices(content: Content, instrument: YearInstrument, rows: Iterable[dict[str, str]]) -> None:
    """Refuse rows whose index does not follow from their parts: a column or a digit may be misread.

    A row with an empty or damaged cell is left to the checks of the warehouse.
    """
    wrong = []
    for row in rows:
        printed = [row[code.lower()] for code in (*instrument.parts, "index")]
        if all(map(_WHOLE_FIGURE.fullmatch, printed)):
            *parts, index = (Decimal(figure.replace(",", ".")) for figure in printed)
            follows = sum(map(mul, instrument.parts.values(), parts)) / 100
            if abs(follows - index) > _ROUNDING:
                wrong.append(
                    f"page {row['pdf_page']}, table {row['table_no']}, row {row['row_no']} ({row['agency']}): the "
                    f"index {row['index']} does not follow from {'; '.join(printed[:-1])}, which give {follows:.3f}"
                )
    if wrong:
        more = f" ({len(wrong)} such rows)" if len(wrong) > 1 else ""
        raise content.refusal(
            f"{wrong[0]}{more}.",
            "compare the row with the page: a digit may be misread; if it is printed so, transcribe the table: "
            "docs/adding_a_year.md.",
        )  # fmt: skip


def _number(table: ResultTable) -> int | str:
    return int(table.number) if table.number.isdigit() else table.number


def _left_out(found: ResultTables, tables: list[ResultTable]) -> Iterator[str]:
    """ResultTables that are not agencies' results, and numbers that no caption has."""
    taken = {table.number for table in tables}
    others = {caption.number: (page, caption.title) for page, caption in found.captions if caption.number not in taken}
    if others:
        listed = "; ".join(f"table {number} on page {page} ({title})" for number, (page, title) in others.items())
        yield f"Left out, no results of single agencies: {listed}."
    numbers = sorted(int(number) for number in taken if number.isdigit())
    if (
        gaps := [str(n) for n in range(numbers[0], numbers[-1]) if str(n) not in taken | others.keys()]
        if numbers
        else []
    ):
        yield f"No caption has the table numbers {', '.join(gaps)}."


def _empty_cells(rows: Iterable[dict[str, str]], instrument: YearInstrument) -> Iterator[str]:
    printed = [*(code.lower() for code in instrument.parts), "index", "predikat"]
    for row in rows:
        if empty := [column for column in printed if not row[column]]:
            yield (
                f"Page {row['pdf_page']}, table {row['table_no']}, row {row['row_no']} ({row['agency']}): "
                f"{', '.join(empty)} printed empty."
            )
