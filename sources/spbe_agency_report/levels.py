"""The table of maturity levels, which runs over one to several pages: number, name, level.

Names are not read: where they wrap, the text layer of real reports prints their lines over each other, and they vary
between official texts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sources.declaration.errors import SourceError
from sources.reading.pdf import Word
from sources.spbe_agency_report.columns import FigureColumn, center, column_of_year, columns_of, years_in
from sources.statements.instruments import YearInstrument

_NUMBER = re.compile(r"([0-9]{1,2})\.?")
# What may stand in a cell of the column of levels, right or wrong; words of a footer cannot.
_CELL = re.compile(r"[0-9.,]+|[-–—*]+|N/?A", re.IGNORECASE)
#: A level stands at most so far above the first number and below the last one, in parts of the letters' size.
_BEYOND = 2.3
_REMEDY = "compare the page with the document; if it is an image there, ask the sender for the PDF with text."


@dataclass(frozen=True)
class IndicatorLevel:
    """One indicator's level as printed: its number in the table, its code ("I07"), and the page that prints it."""

    number: int
    code: str
    level: str
    page_no: int


def may_hold_levels(text: str) -> bool:
    """Whether a page's text may hold the heading of the table; a cheap look before words are placed."""
    small = text.casefold()
    return "indikator" in small and "kematangan" in small and re.search(r"\bno\b", small) is not None


def has_levels_title(text: str) -> bool:
    """Whether a page's text has the title that the reports print over the table."""
    return "perolehan nilai tingkat kematangan indikator" in " ".join(text.casefold().split())


class LevelTable:
    """Collects the levels page by page.

    Args:
        file: for messages.
        year: the evaluation year, where the table shows several.
        instrument: which indicators there are, in the table's order, and which levels.
    """

    def __init__(self, file: Path, year: int, instrument: YearInstrument) -> None:
        self._file, self._year, self._codes = file, year, instrument.leaves
        self._count = len(self._codes)
        self._lowest, self._highest = instrument.level_min, instrument.level_max
        self._columns: tuple[FigureColumn, FigureColumn] | None = None  # of numbers and of levels
        self._no_at = 0.0
        self.levels: list[IndicatorLevel] = []
        self.years: list[str] = []

    @property
    def complete(self) -> bool:
        """Whether all indicators were read."""
        return len(self.levels) == self._count

    def read_page(self, page_no: int, words: Sequence[Word]) -> bool:
        """Read the rows of a page; False when it holds none.

        Raises:
            SourceError: when a row cannot be read for sure.
        """
        heading = _find_heading(words)
        if heading is None and self._columns is None:
            return False
        body, years = list(words), list[Word]()
        if heading is not None:
            bottom = max(word.bottom for word in heading)
            body = [word for word in words if word.top > bottom - 1]
            years = years_in(_beside(heading[1], words))
            if self._columns is None:
                self._columns = self._find_columns(page_no, heading, body, years)
                self._no_at = center(heading[0])
        assert self._columns is not None
        moved = 0.0 if heading is None else center(heading[0]) - self._no_at
        in_numbers, in_levels = (column.moved(moved) for column in self._columns)
        numbers = _numbered_rows(body, in_numbers, in_levels)
        if not numbers or (heading is None and _number(numbers[0]) != len(self.levels) + 1):
            return False
        self._check_numbers(page_no, [_number(word) for word in numbers])
        cells = [
            word for word in body
            if in_levels.holds(word, slack=6) and _CELL.fullmatch(word.text) and word not in years
        ]  # fmt: skip
        for number, cell in zip(numbers, self._pair(page_no, numbers, cells), strict=True):
            found = IndicatorLevel(_number(number), self._code(_number(number)), cell.text, page_no)
            if not (cell.text.isdigit() and self._lowest <= int(cell.text) <= self._highest):
                raise SourceError(
                    self._file,
                    f"page {page_no}: {found.code} has the level {cell.text!r}; levels are {self._lowest} to "
                    f"{self._highest}.",
                    "compare the page with the document, and ask the ministry if it is printed so.",
                )
            self.levels.append(found)
        return True

    def check_complete(self, looked_at: str) -> None:
        """Refuse a table that lacks indicators.

        Args:
            looked_at: which pages could not be read, for the message.

        Raises:
            SourceError: when some are missing.
        """
        if self.complete:
            return
        last = f"page {self.levels[-1].page_no} ends with {self.levels[-1].code}" if self.levels else "no page has one"
        first = self._code(len(self.levels) + 1)
        missing = first if len(self.levels) + 1 == self._count else f"{first} to {self._codes[-1]}"
        raise self._refusal(
            f"{self._count} levels are expected, {len(self.levels)} were found: {last}; missing are {missing}."
            + looked_at
        )

    def _find_columns(
        self, page_no: int, heading: tuple[Word, Word], body: Sequence[Word], years: list[Word]
    ) -> tuple[FigureColumn, FigureColumn]:
        no, indikator = heading
        near = FigureColumn(no.x0 - 6, no.x1 + 6)
        numbers = [word for word in body if _NUMBER.fullmatch(word.text) and near.holds(word, slack=0)]
        figures = [word for word in body if _NUMBER.fullmatch(word.text) and word.x0 > indikator.x0]
        columns = columns_of(figures, least=max(1.0, len(numbers) / 2))
        if not numbers or not columns:
            lacking = "column of levels" if numbers else "numbers below No"
            raise self._refusal(
                f"page {page_no}: the table 'No / Indikator / Nilai Tingkat Kematangan' has no {lacking}."
            )
        self.years = [word.text for word in years]
        return near, column_of_year(self._file, f"page {page_no}: the table of levels", columns, years, self._year)

    def _check_numbers(self, page_no: int, numbers: list[int]) -> None:
        first = len(self.levels) + 1
        if numbers == list(range(first, first + len(numbers))) and numbers[-1] <= self._count:
            return
        missing = sorted(set(range(first, min(max(numbers), self._count) + 1)) - set(numbers))
        raise self._refusal(
            f"page {page_no}: the indicators are numbered {', '.join(map(str, numbers))}; {first}, {first + 1} and so "
            "on were expected" + (f", missing are {', '.join(map(self._code, missing))}." if missing else ".")
        )

    def _pair(self, page_no: int, numbers: list[Word], cells: list[Word]) -> list[Word]:
        """The cell of each number: on its line, or, where names wrap and no line fits, the same in order."""
        on_line = [[c for c in cells if abs(c.middle - number.middle) <= number.size / 2] for number in numbers]
        half, beyond = numbers[0].size / 2, _BEYOND * numbers[0].size
        top, bottom = numbers[0].middle, numbers[-1].middle
        # A page number above or below the rows is no level.
        inner = [cell for cell in cells if top - half <= cell.middle <= bottom + half]
        single = [found[0] for found in on_line if len(found) == 1]
        # Each cell once: two numbers that stand on one line would share one level and leave another unread.
        if len(set(single)) == len(inner) == len(numbers):
            return single
        # A level may stand on another line of a wrapped name than the number: within the row all the same.
        ordered = sorted(
            (c for c in cells if top - half - beyond <= c.middle <= bottom + half + beyond), key=lambda c: c.middle
        )
        heights = [top - half - beyond, *(number.middle for number in numbers), bottom + half + beyond]
        if len(ordered) == len(numbers) and all(
            heights[at] < cell.middle < heights[at + 2] for at, cell in enumerate(ordered)
        ):
            return ordered
        lonely = [self._code(_number(n)) for n, found in zip(numbers, on_line, strict=True) if len(found) != 1]
        raise self._refusal(
            f"page {page_no}: {len(numbers)} indicators, but {len(ordered)} levels; no level of its own stands beside "
            f"{', '.join(lonely) or 'one of them'}."
        )

    def _code(self, number: int) -> str:
        return self._codes[number - 1]

    def _refusal(self, problem: str) -> SourceError:
        return SourceError(self._file, problem, _REMEDY)


def _find_heading(words: Sequence[Word]) -> tuple[Word, Word] | None:
    """The words ``No`` and ``Indikator`` that head the table, beside ``Nilai Tingkat Kematangan``."""
    for no in (word for word in words if word.text.casefold().rstrip(".") == "no"):
        beside = [
            word for word in words
            if word.text.casefold() == "indikator" and word.x0 > no.x1 and abs(word.middle - no.middle) <= 1.5 * no.size
        ]  # fmt: skip
        for indikator in sorted(beside, key=lambda word: abs(word.middle - no.middle)):
            # Other tables number indicators too, with weights or targets beside them.
            if any(word.text.casefold() == "kematangan" for word in _beside(indikator, words)):
                return no, indikator
    return None


def _beside(indikator: Word, words: Sequence[Word]) -> list[Word]:
    """The words that head the columns right of the names, in up to five lines."""
    reach = 3 * indikator.size
    return [word for word in words if word.x0 > indikator.x1 and abs(word.middle - indikator.middle) <= reach]


def _numbered_rows(body: Sequence[Word], numbers: FigureColumn, levels: FigureColumn) -> list[Word]:
    """The numbers that stand beside a name, from top to bottom: a page number in a footer does not."""
    names = [word for word in body if numbers.x1 < word.x0 and word.x1 < levels.x0]
    found = [word for word in body if _NUMBER.fullmatch(word.text) and numbers.holds(word, slack=0)]
    beside = [n for n in found if any(abs(name.middle - n.middle) <= 1.5 * n.size for name in names)]
    return sorted(beside, key=lambda word: word.middle)


def _number(word: Word) -> int:
    return int(word.text.rstrip("."))
