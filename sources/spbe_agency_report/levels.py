"""The table of maturity levels, which runs over one to several pages: number, name, level.

Belongs here: pairing each indicator's number with its level. Names are not read: where they wrap, the text layer of
real reports prints their lines over each other, and they vary between official texts.
Does not belong here: any other page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sources.declaration.errors import SourceError
from sources.reading.pdf import Word
from sources.spbe_agency_report.columns import Column, centre, column_of_year, columns_of, years_in

INDICATORS = 47
_LEVELS = ("1", "2", "3", "4", "5")
_NUMBER = re.compile(r"([0-9]{1,2})\.?")
# What may stand in a cell of the column of levels, right or wrong; words of a footer cannot.
_CELL = re.compile(r"[0-9.,]+|[-–—*]+|N/?A", re.IGNORECASE)
_REMEDY = "compare the page with the document; if it is an image there, ask the sender for the PDF with text."


@dataclass(frozen=True)
class Level:
    """One indicator's level and the page that prints it."""

    number: int
    level: str
    page_no: int


@dataclass(frozen=True)
class _Place:
    """Where the table stands: the column of numbers and the column of levels of the document's year."""

    numbers: Column
    levels: Column


@dataclass(frozen=True)
class _Heading:
    """The words ``No`` and ``Indikator`` that head the table, beside ``Nilai Tingkat Kematangan``."""

    no: Word
    indikator: Word

    @property
    def bottom(self) -> float:
        return max(self.no.bottom, self.indikator.bottom)


def may_hold_levels(text: str) -> bool:
    """Whether a page's text may hold the heading of the table; a cheap look before words are placed."""
    said = text.casefold()
    return "indikator" in said and "kematangan" in said and re.search(r"\bno\b", said) is not None


def has_levels_title(text: str) -> bool:
    """Whether a page's text has the title that the reports print over the table."""
    return "perolehan nilai tingkat kematangan indikator" in " ".join(text.casefold().split())


class LevelTable:
    """Collects the levels page by page.

    Args:
        file: for messages.
        year: the evaluation year, where the table shows several.
    """

    def __init__(self, file: Path, year: int) -> None:
        self._file, self._year = file, year
        self._place: _Place | None = None
        self._no_at = 0.0
        self.levels: list[Level] = []
        self.years: list[str] = []

    @property
    def complete(self) -> bool:
        """Whether all indicators were read."""
        return len(self.levels) == INDICATORS

    def read_page(self, page_no: int, words: Sequence[Word]) -> bool:
        """Read the rows of a page; False when it holds none.

        Raises:
            SourceError: when a row cannot be read for sure.
        """
        heading = _find_heading(words)
        if heading is None and self._place is None:
            return False
        body = list(words) if heading is None else [word for word in words if word.top > heading.bottom - 1]
        if self._place is None and heading is not None:
            self._place = self._locate(page_no, heading, words)
            self._no_at = centre(heading.no)
        assert self._place is not None
        moved = 0.0 if heading is None else centre(heading.no) - self._no_at
        numbers = _numbered_rows(body, self._place.numbers.moved(moved), self._place.levels.moved(moved))
        if not numbers or (heading is None and int(_number(numbers[0])) != len(self.levels) + 1):
            return False
        self._check_numbers(page_no, numbers)
        cells = [
            word
            for word in body
            if self._place.levels.moved(moved).holds(word, slack=6)
            and _CELL.fullmatch(word.text)
            and not (heading is not None and word in years_in(_beside(heading, words)))
        ]
        for number, level in zip(numbers, self._paired(page_no, numbers, cells), strict=True):
            self._take(page_no, _number(number), level.text)
        return True

    def finish(self, looked_at: str) -> tuple[Level, ...]:
        """All levels.

        Args:
            looked_at: which pages could not be read, for the message.

        Raises:
            SourceError: when some are missing.
        """
        if not self.complete:
            last = f"page {self.levels[-1].page_no} ends with " if self.levels else "no page has "
            raise SourceError(
                self._file,
                f"{INDICATORS} levels are expected, {len(self.levels)} were found: {last}"
                f"{f'I{len(self.levels):02}' if self.levels else 'one'}; missing are {_named(len(self.levels) + 1)}."
                f"{looked_at}",
                _REMEDY,
            )
        return tuple(self.levels)

    def _locate(self, page_no: int, heading: _Heading, words: Sequence[Word]) -> _Place:
        body = [word for word in words if word.top > heading.bottom - 1]
        near = Column(heading.no.x0 - 6, heading.no.x1 + 6)
        numbers = [word for word in body if _NUMBER.fullmatch(word.text) and near.holds(word, slack=0)]
        figures = [word for word in body if _NUMBER.fullmatch(word.text) and word.x0 > heading.indikator.x0]
        columns = columns_of(figures, least=max(1.0, len(numbers) / 2))
        if not numbers or not columns:
            raise SourceError(
                self._file,
                f"page {page_no}: the table 'No / Indikator / Nilai Tingkat Kematangan' has no "
                f"{'numbers below No' if not numbers else 'column of levels'}.",
                _REMEDY,
            )
        years = years_in(_beside(heading, words))
        self.years = [word.text for word in years]
        chosen = column_of_year(self._file, f"page {page_no}: the table of levels", columns, years, self._year)
        return _Place(near, chosen)

    def _check_numbers(self, page_no: int, numbers: list[Word]) -> None:
        read = [_number(word) for word in numbers]
        expected = list(range(len(self.levels) + 1, len(self.levels) + len(read) + 1))
        if read != expected or read[-1] > INDICATORS:
            missing = sorted(set(range(expected[0], min(max(read), INDICATORS) + 1)) - set(read))
            raise SourceError(
                self._file,
                f"page {page_no}: the indicators are numbered {', '.join(map(str, read))}; {expected[0]}, "
                f"{expected[0] + 1} and so on were expected"
                + (f", missing are {', '.join(f'I{number:02}' for number in missing)}." if missing else "."),
                _REMEDY,
            )

    def _paired(self, page_no: int, numbers: list[Word], cells: list[Word]) -> list[Word]:
        """The cell of each number: on its line, or, where names wrap and no line fits, the same in order."""
        on_line = [
            [cell for cell in cells if abs(cell.middle - number.middle) <= number.size / 2] for number in numbers
        ]
        top, bottom = numbers[0].middle - numbers[0].size / 2, numbers[-1].middle + numbers[-1].size / 2
        # A page number above or below the rows is no level.
        inner = [cell for cell in cells if top <= cell.middle <= bottom]
        single = [found[0] for found in on_line if len(found) == 1]
        # Each cell once: two numbers that stand on one line would share one level and leave another unread.
        if len(set(single)) == len(inner) == len(numbers):
            return single
        # A level may stand on another line of a wrapped name than the number: within the row all the same.
        margin = 2.3 * numbers[0].size
        ordered = sorted(
            (cell for cell in cells if top - margin <= cell.middle <= bottom + margin), key=lambda word: word.middle
        )
        places = [number.middle for number in numbers]
        bounds = zip([top - margin, *places[:-1]], [*places[1:], bottom + margin], strict=True)
        if len(ordered) == len(numbers) and all(
            above < cell.middle < below for cell, (above, below) in zip(ordered, bounds, strict=True)
        ):
            return ordered
        lonely = [f"I{_number(n):02}" for n, found in zip(numbers, on_line, strict=True) if len(found) != 1]
        raise SourceError(
            self._file,
            f"page {page_no}: {len(numbers)} indicators, but {len(ordered)} levels; "
            f"no level of its own stands beside {', '.join(lonely) or 'one of them'}.",
            _REMEDY,
        )

    def _take(self, page_no: int, number: int, level: str) -> None:
        if level not in _LEVELS:
            raise SourceError(
                self._file,
                f"page {page_no}: I{number:02} has the level {level!r}; levels are 1 to 5.",
                "compare the page with the document, and ask the ministry if it is printed so.",
            )
        self.levels.append(Level(number, level, page_no))


def _find_heading(words: Sequence[Word]) -> _Heading | None:
    for no in words:
        if no.text.casefold().rstrip(".") != "no":
            continue
        beside = [
            word
            for word in words
            if word.text.casefold() == "indikator" and word.x0 > no.x1 and abs(word.middle - no.middle) <= 1.5 * no.size
        ]
        for indikator in sorted(beside, key=lambda word: abs(word.middle - no.middle)):
            heading = _Heading(no, indikator)
            # Other tables number indicators too, with weights or targets beside them.
            if any(word.text.casefold() == "kematangan" for word in _beside(heading, words)):
                return heading
    return None


def _beside(heading: _Heading, words: Sequence[Word]) -> list[Word]:
    """The words that head the columns right of the names, in up to five lines."""
    reach = 3 * heading.indikator.size
    return [
        word
        for word in words
        if word.x0 > heading.indikator.x1 and abs(word.middle - heading.indikator.middle) <= reach
    ]


def _numbered_rows(body: Sequence[Word], numbers: Column, levels: Column) -> list[Word]:
    """The numbers that stand beside a name, from top to bottom: a page number in a footer does not."""
    names = [word for word in body if numbers.x1 < word.x0 and word.x1 < levels.x0]
    found = [word for word in body if _NUMBER.fullmatch(word.text) and numbers.holds(word, slack=0)]
    return sorted(
        (n for n in found if any(abs(name.middle - n.middle) <= 1.5 * n.size for name in names)),
        key=lambda word: word.middle,
    )


def _number(word: Word) -> int:
    return int(word.text.rstrip("."))


def _named(first: int) -> str:
    return f"I{first:02}" + (f" to I{INDICATORS}" if first < INDICATORS else "")
