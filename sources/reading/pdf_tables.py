"""Result tables of a PDF, `No | Nama Instansi | figures | Predikat`, read over several pages.

A table is found by the words of its heading, wherever they stand. Each table's rows must be numbered 1 to n without a
gap, each with a name. What cannot be told for sure is an error that names the page, the table and the row or text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from sources.declaration.errors import SourceError
from sources.reading.pdf import DrawnLine, PdfDocument
from sources.reading.pdf_headings import DOMAINS, Caption, CategoryLine, Mark, TableHeading, UnusableHeading, find_marks
from sources.reading.pdf_lines import FIGURE, GRADE_WORDS, Line, text_of
from sources.reading.pdf_rows import PageRows, RowProblem, join, problem_of, read_rows
from sources.statements.statements import grade_of

_COMPARE = "compare the page with the PDF in a viewer; print it into a new PDF, or type the table into a spreadsheet."
_WORTH_READING = re.compile(r"\d[.,]\d|predikat|tabel", re.I)
#: What a table that is printed sideways holds, whatever the order of its letters' lines.
_TURNED_TABLE = [re.compile(words, re.I) for words in ("predikat|tarkiderp", r"instansi|isnatsni", r"\d[.,]\d\d")]


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One row: its page, its number, and the cells' texts by column (no, name, parts, index, predikat)."""

    page: int
    number: int
    cells: dict[str, str]


@dataclass
class ResultTable:
    """One result table; number, title and category are "" where none is printed, and rows only read where wanted."""

    number: str
    title: str
    category: str
    heading: TableHeading
    page: int
    wanted: bool
    rows: list[ResultRow] = field(default_factory=list)

    @property
    def label(self) -> str:
        """What the table is called in a message."""
        return f"table {self.number}" if self.number else f"the table {self.category or 'without a caption'!r}"


@dataclass
class ResultTables:
    """What a document holds: tables, wanted or not, captions, and what was decided or left out.

    A heading that cannot be used is refused; a line that looks like a row and stands in no table is stray, and comes
    with its count of figures. What is not of a table comes with its page.
    """

    tables: list[ResultTable] = field(default_factory=list)
    captions: list[tuple[int, Caption]] = field(default_factory=list)
    refused: list[tuple[int, UnusableHeading]] = field(default_factory=list)
    stray: list[tuple[int, str, int]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def refuse_left_over(self, file: Path, *, with_parts: bool) -> None:
        """Refuse a document in which something that looks like results stands in no table.

        Where results have domains or aspects, headings without them and shorter lines are no results.

        Raises:
            SourceError: for a heading that cannot be used, or a line, with its page.
        """
        problems = [(page, heading.problem) for page, heading in self.refused if heading.parts or not with_parts]
        problems += [
            (page, f"the line {text!r} looks like a result and stands in no table")
            for page, text, figures in self.stray
            if figures >= len(DOMAINS) or not with_parts
        ]
        for page, problem in problems:
            raise SourceError(
                file, f"page {page}: {problem}.",
                "compare the page with the PDF in a viewer; a new column needs a change of the reader.",
            )  # fmt: skip


def read_tables(
    document: PdfDocument,
    file: Path,
    wanted: Callable[[TableHeading, str], bool],
    categories: re.Pattern[str] | None = None,
) -> ResultTables:
    """All result tables of a document; those that are not wanted, by heading and title, are only listed.

    Lines that match `categories` as a whole part tables, as "KABUPATEN" does in a decree.

    Raises:
        SourceError: when a wanted table cannot be read completely.
    """
    reading = _Reading(document, file, wanted, categories)
    for page in range(1, document.page_count + 1):
        reading.take_page(page)
    for table in reading.found.tables:
        if table.wanted and not table.rows:
            raise SourceError(file, f"page {table.page}: {table.label} has a heading and no rows.", _COMPARE)
        for row in table.rows:
            if problem := problem_of(row.cells):
                raise SourceError(file, f"page {row.page}, {table.label}: {problem}.", _COMPARE)
            # In the words of the regulation, whatever letters it is printed in.
            row.cells["predikat"] = grade_of(row.cells["predikat"]) or row.cells["predikat"]
    return reading.found


class _Reading:
    """Goes through the pages in order and remembers which table is open."""

    def __init__(
        self, document: PdfDocument, file: Path, wanted: Callable[[TableHeading, str], bool],
        categories: re.Pattern[str] | None,
    ) -> None:  # fmt: skip
        self._document, self._file, self._wanted, self._categories = document, file, wanted, categories
        self.found = ResultTables()
        self._open: ResultTable | None = None
        self._caption: tuple[int, Caption] | None = None  # a caption whose heading has not come yet, and its page
        self._category = ""
        self._before: PageRows | None = None  # what the page before held of the open table
        self._ruled = False  # whether lines parted the rows of the last page that had several

    def take_page(self, page: int) -> None:
        """Read one page on; a page of other text ends the open table, one without text does not."""
        glance = self._document.glance(page)
        # The last line of a name may stand alone on a page, so the page after a table is always looked at.
        if not _WORTH_READING.search(glance) and not (glance and self._open is not None and self._before is not None):
            if glance:
                self._open = self._caption = None
            return
        lines, drawn = self._document.lines(page), self._document.drawn_lines(page)
        turned = self._document.turned_text(page)
        if all(words.search(turned) for words in _TURNED_TABLE):
            problem = f"page {page}: its table is printed sideways (turned text), which cannot be read."
            raise SourceError(self._file, problem, "print the page upright into a new PDF, or type the table.")
        marks = find_marks(lines, drawn, self._categories)
        used = [(mark.top, mark.bottom) for mark in marks]
        rows_seen = bool(marks)
        for at, mark in enumerate([None, *marks]):
            since = mark.bottom if mark is not None else float("-inf")
            until = marks[at].top if at < len(marks) else float("inf")
            if mark is not None:
                self._take_mark(page, mark)
            if self._open is None or not self._open.wanted:
                if self._open is not None or isinstance(mark, UnusableHeading):
                    used.append((since, until))
                continue
            part = [line for line in lines if since < line[0].middle < until]
            within = [line for line in drawn if since - 2 <= line.y <= until]
            if taken := self._take_rows(page, part, within, mark if isinstance(mark, TableHeading) else None):
                used.append((taken.top - 1, taken.bottom + 1))
                rows_seen = True
        if not rows_seen:
            self._open = self._before = None
        for line in lines:
            if not any(top <= line[0].middle <= bottom for top, bottom in used) and _row_like(line):
                figures = sum(bool(FIGURE.fullmatch(w.text)) for w in line)
                self.found.stray.append((page, text_of(line), figures))

    def _take_mark(self, page: int, mark: Mark) -> None:
        """Open or close a table."""
        if isinstance(mark, Caption):
            self.found.captions.append((page, mark))
            self._caption = (page, mark)
            if self._open is not None and self._open.number != mark.number:
                self._open = None  # the rows of the next table need its heading
        elif isinstance(mark, UnusableHeading):
            self.found.refused.append((page, mark))
            self._open = self._caption = None
        elif isinstance(mark, TableHeading):
            # A caption at the foot of the page before belongs to a heading at the top of this one.
            captioned, caption = self._caption or (0, None)
            caption = caption if captioned >= page - 1 else None
            before, self._caption = self._open, None
            same = caption is None or (before and (caption.number, caption.title) == (before.number, before.title))
            if before is None or not same or list(before.heading.columns) != list(mark.columns):
                self._begin(page, mark, caption)
        elif isinstance(mark, CategoryLine) and mark.text != self._category:
            self._category = mark.text
            if self._open is not None and self._open.rows:
                self._begin(page, self._open.heading, None)
            elif self._open is not None:
                self._open.category = mark.text

    def _begin(self, page: int, heading: TableHeading, caption: Caption | None) -> None:
        number, title = (caption.number, caption.title) if caption else ("", "")
        self._open = ResultTable(number, title, self._category, heading, page, self._wanted(heading, title))
        self._before = None
        self.found.tables.append(self._open)

    def _take_rows(
        self, page: int, lines: list[Line], drawn: list[DrawnLine], heading: TableHeading | None
    ) -> PageRows | None:
        table = self._open
        assert table is not None
        last = table.rows[-1].number if table.rows else 0
        # Without a caption of its own, a heading over a first row begins another table.
        first = {last + 1} if table.number else {last + 1, 1}
        if not table.rows and self._categories is not None:
            first |= {other.rows[-1].number + 1 for other in self.found.tables[-2:-1] if other.rows}
        columns = (heading or self._before or table.heading).columns
        try:
            taken = read_rows(
                lines, drawn, columns, first, partial(self._document.cells, page),
                headed=heading is not None, before=self._before, ruled=self._ruled,
            )  # fmt: skip
        except RowProblem as problem:
            raise SourceError(self._file, f"page {page}, {table.label}: {problem}.", _COMPARE) from problem
        if taken is None:
            return None
        if table.rows and 1 in taken.rows:
            self._begin(page, heading or table.heading, None)
            table = self.found.tables[-1]
        for column, text in taken.continued.items():
            cells = table.rows[-1].cells
            cells[column] = join([cells[column], text])
        table.rows += [ResultRow(page, number, cells) for number, cells in taken.rows.items()]
        self._before = taken if taken.rows else None
        self._ruled = taken.ruled
        if taken.total:
            total = f"a row of totals or means is left out: {taken.total!r}"
            self.found.notes.append(f"Page {page}, {table.label}: {total}.")
        return taken


def _row_like(line: Line) -> bool:
    """Whether a line looks like a row of results: a number, a name, figures, a grade."""
    figures = sum(bool(FIGURE.fullmatch(w.text)) for w in line)
    graded = any(w.text.casefold() in GRADE_WORDS for w in line)
    return line[0].text.strip("().").isdigit() and len(line) > 3 and figures > 0 and (graded or figures > 3)  # noqa: PLR2004
