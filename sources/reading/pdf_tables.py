"""Result tables of a PDF, `No | Nama Instansi | figures | Predikat`, read over several pages.

A table is found by the words of its heading, wherever they stand; drawn lines help and are not needed. Each table's
rows must be numbered 1 to n without a gap, each with a name. What cannot be told for sure is an error that names the
page, the table and the row or text.

Belongs here: tables as a whole: captions, headings that are repeated or not, tables that go on on the next page.
Does not belong here: the geometry of one page (pdf_table_*.py), what the tables mean (each source's parse.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sources.declaration.errors import SourceError
from sources.reading.pdf import PdfDocument, Rule
from sources.reading.pdf_lines import FIGURE, GRADES, Line, text_of
from sources.reading.pdf_running_lines import read_pages
from sources.reading.pdf_table_captions import Caption
from sources.reading.pdf_table_cells import join
from sources.reading.pdf_table_columns import RowProblem
from sources.reading.pdf_table_head import Heading, NoHeading
from sources.reading.pdf_table_marks import Category, bottom_of, find_marks
from sources.reading.pdf_table_rows import PageRows, read_rows
from sources.reading.pdf_table_wraps import Habit

_COMPARE = "compare the page with the PDF in a viewer; print it into a new PDF, or type the table into a spreadsheet."
_BEGINS_NAME = re.compile(r"pemerintah (?:kota|provinsi|kabupaten|daerah)|kementerian|lembaga")
_WORTH_READING = re.compile(r"\d[.,]\d|predikat|tabel", re.I)


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: its page, its number, and the cells' texts by column (no, name, d1 to d4, index, predikat)."""

    page: int
    number: int
    cells: dict[str, str]


@dataclass
class Table:
    """One result table.

    Args:
        number: from the caption "Tabel n.", "" without one.
        title: the caption without "Tabel n.", "" without one.
        category: the category line above the table or inside it, "" without one.
        heading: the heading on the page where it begins.
        page: where it begins.
        wanted: whether its rows were read.
        rows: in order, over all pages.
    """

    number: str
    title: str
    category: str
    heading: Heading
    page: int
    wanted: bool
    rows: list[TableRow] = field(default_factory=list)

    @property
    def label(self) -> str:
        """What the table is called in a message."""
        return f"table {self.number}" if self.number else f"the table {self.category or 'without a caption'!r}"


@dataclass
class Tables:
    """What a document holds.

    Args:
        tables: all result tables, wanted or not, in order.
        captions: the captions of all tables, each with its page.
        refused: headings that cannot be used, each with its page.
        stray: lines that look like rows and stand in no table: page, text, count of figures.
        notes: what was decided or left out.
    """

    tables: list[Table] = field(default_factory=list)
    captions: list[tuple[int, Caption]] = field(default_factory=list)
    refused: list[tuple[int, NoHeading]] = field(default_factory=list)
    stray: list[tuple[int, str, int]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_tables(
    document: PdfDocument,
    file: Path,
    wanted: Callable[[Heading, str], bool],
    categories: re.Pattern[str] | None = None,
) -> Tables:
    """All result tables of a document.

    Args:
        document: the opened PDF.
        file: its name, for errors.
        wanted: whether a table with that heading and title is to be read; others are only listed.
        categories: lines that match as a whole part tables, as "KABUPATEN" does in a decree.

    Raises:
        SourceError: when a wanted table cannot be read completely.
    """
    habit = Habit()
    found = _read(document, _Reading(file, wanted, categories, habit))
    if habit.open:
        # What the first pages left open, later pages may have shown; what then is open still is an error.
        learned = Habit(habit.seen, habit.row_gap, last=True)
        found = _read(document, _Reading(file, wanted, categories, learned))
    for table in found.tables:
        if table.wanted and not table.rows:
            raise SourceError(file, f"page {table.page}: {table.label} has a heading and no rows.", _COMPARE)
    return found


def _read(document: PdfDocument, reading: _Reading) -> Tables:
    for page in read_pages(document, _WORTH_READING):
        if page.lines:
            reading.take_page(page.page, page.lines, page.rules)
        elif page.has_text:
            reading.end_table()
    return reading.found


class _Reading:
    """Goes through the pages in order and remembers which table is open."""

    def __init__(
        self, file: Path, wanted: Callable[[Heading, str], bool], categories: re.Pattern[str] | None, habit: Habit
    ) -> None:
        self._file, self._wanted, self._categories, self._habit = file, wanted, categories, habit
        self.found = Tables()
        self._open: Table | None = None
        self._caption: Caption | None = None
        self._category = ""
        self._before: PageRows | None = None  # what the page before held of the open table
        self._offsets: dict[tuple[str, ...], dict[str, float]] = {}  # of figures to headings, by order of columns

    def end_table(self) -> None:
        """A page of other content: a table does not go on over it."""
        self._open = self._caption = None

    def take_page(self, page: int, lines: list[Line], rules: list[Rule]) -> None:
        """Read one page on."""
        marks = find_marks(lines, rules, self._categories)
        used: list[tuple[float, float]] = [(mark.top, bottom_of(mark)) for mark in marks]
        carried, self._caption = self._caption, None
        rows_seen = bool(marks)
        for at, mark in enumerate([None, *marks]):
            until = marks[at].top if at < len(marks) else float("inf")
            since = bottom_of(mark) if mark is not None else float("-inf")
            part = [line for line in lines if since < line[0].middle < until]
            within = [rule for rule in rules if since - 2 <= rule.y <= until]
            if isinstance(mark, Caption):
                self.found.captions.append((page, mark))
                self._caption = mark
                if self._open is None or self._open.number != mark.number:
                    self._open = None  # the rows of the next table need its heading
                    continue
            elif isinstance(mark, NoHeading):
                self.found.refused.append((page, mark))
                self._open = self._caption = None
                used.append((since, until))
                continue
            elif isinstance(mark, Heading):
                # A caption at the foot of the page before belongs to a heading at the top of this one.
                self._take_heading(page, mark, self._caption or carried)
                carried = None
            elif isinstance(mark, Category):
                self._take_category(page, mark)
            if self._open is None:
                continue
            if not self._open.wanted:
                used.append((since, until))
                rows_seen = True
            elif taken := self._take_rows(page, part, within, mark if isinstance(mark, Heading) else None):
                used.append((taken.top, taken.bottom))
                rows_seen = True
        if not rows_seen:
            self._open = None
        self.found.stray += [
            (page, text_of(line), sum(FIGURE.fullmatch(w.text) is not None for w in line)) for line in lines
            if _row_like(line) and not any(top - 1 <= line[0].middle <= bottom + 1 for top, bottom in used)
        ]  # fmt: skip

    def _take_heading(self, page: int, heading: Heading, caption: Caption | None) -> None:
        self._compare_headings(page, heading)
        before, self._caption = self._open, None
        same = before is not None and list(before.heading.columns) == list(heading.columns)
        repeated = before is not None and (
            caption is None or (caption.number, caption.title) == (before.number, before.title)
        )
        if same and repeated:
            self._open = before
        else:
            self._begin(page, heading, caption)

    def _compare_headings(self, page: int, heading: Heading) -> None:
        """Refuse a heading that may have swallowed the first line of a name, "Pemerintah Kota"."""
        for other in self.found.tables:
            short, long = sorted((heading.name_heading, other.heading.name_heading), key=len)
            rest = long.removeprefix(short).strip() if long.startswith(short) else ""
            if list(other.heading.columns) == list(heading.columns) and _BEGINS_NAME.fullmatch(rest):
                raise SourceError(
                    self._file, f"page {page}: names are headed {heading.name_heading!r}, and "
                    f"{other.heading.name_heading!r} on page {other.page}: where a heading ends is not clear.",
                    _COMPARE,
                )  # fmt: skip

    def _take_category(self, page: int, category: Category) -> None:
        self._category = category.text
        if self._open is not None and self._open.rows:
            self._begin(page, self._open.heading, None)
        elif self._open is not None:
            self._open.category = category.text

    def _begin(self, page: int, heading: Heading, caption: Caption | None) -> None:
        number, title = (caption.number, caption.title) if caption else ("", "")
        table = Table(number, title, self._category, heading, page, self._wanted(heading, title))
        self._open, self._before = table, None
        self.found.tables.append(table)

    def _take_rows(self, page: int, lines: list[Line], rules: list[Rule], heading: Heading | None) -> PageRows | None:
        table = self._open
        assert table is not None
        last = table.rows[-1].number if table.rows else 0
        # Without a caption of its own, a heading over a first row begins another table.
        first = {last + 1} if table.number else {last + 1, 1}
        if not table.rows and self._categories is not None:
            first |= {other.rows[-1].number + 1 for other in self.found.tables[-2:-1] if other.rows}
        columns = (heading or table.heading).columns
        middles = {column: sum(span) / 2 for column, span in columns.items()}
        if heading is not None:
            centers = {c: middles[c] + offset for c, offset in self._offsets.get(tuple(columns), {}).items()}
        else:
            centers = self._before.centers if self._before else {}
        try:
            taken = read_rows(lines, rules, columns, centers, first, habit=self._habit,
                              before=self._before, has_heading=heading is not None)  # fmt: skip
        except RowProblem as problem:
            raise SourceError(self._file, f"page {page}, {table.label}: {problem}.", _COMPARE) from problem
        if taken is None:
            return None
        if table.rows and 1 in taken.rows:
            self._begin(page, heading or table.heading, None)
            table = self.found.tables[-1]
        for column, text in taken.fragment.items():
            cells = table.rows[-1].cells
            cells[column] = join([cells[column], text])
        if heading is not None and taken.rows:
            self._offsets.setdefault(tuple(columns), {c: x - middles[c] for c, x in taken.centers.items()})
        table.rows += [TableRow(page, number, cells) for number, cells in taken.rows.items()]
        self._before = taken if taken.rows else None
        self.found.notes += [f"Page {page}, {table.label}: {note}." for note in taken.notes]
        return taken


def _row_like(line: Line) -> bool:
    """Whether a line looks like a row of results: a number, a name, figures, a grade."""
    return (
        line[0].text.strip("().").isdigit()
        and len(line) > 3  # noqa: PLR2004
        and any(FIGURE.fullmatch(w.text) for w in line)
        and any(w.text.casefold() in GRADES for w in line)
    )
