"""Columns of printed figures: found by where the figures stand, told apart by the year above them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sources.declaration.errors import SourceError
from sources.reading.pdf import Word

_YEAR = re.compile(r"20[0-9]{2}")
# Figures of one column stand one below the other within this many points; columns stand much further apart.
_SAME_COLUMN = 8.0
# A year in a heading stands above its column within this many points.
_ABOVE = 40.0


@dataclass(frozen=True)
class FigureColumn:
    """The extent of the figures of one column, in points from the left edge of the page."""

    x0: float
    x1: float

    @property
    def center(self) -> float:
        """The middle between both edges."""
        return (self.x0 + self.x1) / 2

    def holds(self, word: Word, slack: float = 3.0) -> bool:
        """Whether a word stands in the column."""
        return self.x0 - slack <= center(word) <= self.x1 + slack

    def moved(self, by: float) -> FigureColumn:
        """The same column on a page whose table stands further right (or left, negative)."""
        return FigureColumn(self.x0 + by, self.x1 + by)


def center(word: Word) -> float:
    """The middle of a word, from the left edge of the page."""
    return (word.x0 + word.x1) / 2


def columns_of(figures: Iterable[Word], least: float) -> list[FigureColumn]:
    """The columns that hold at least so many of the figures, from left to right."""
    groups: list[list[Word]] = []
    for word in sorted(figures, key=center):
        if groups and center(word) - center(groups[-1][-1]) <= _SAME_COLUMN:
            groups[-1].append(word)
        else:
            groups.append([word])
    return [
        FigureColumn(min(word.x0 for word in group), max(word.x1 for word in group))
        for group in groups
        if len(group) >= least
    ]


def years_in(words: Iterable[Word]) -> list[Word]:
    """The words that are a year."""
    return [word for word in words if _YEAR.fullmatch(word.text)]


def column_of_year(
    file: Path, table: str, columns: Sequence[FigureColumn], years: Sequence[Word], year: int
) -> FigureColumn:
    """The column that holds the values of the document's year.

    Args:
        file: for the message.
        table: page and name of the table, for the message.
        columns: the columns of figures.
        years: the years printed in the table's heading; none where the heading has no year.
        year: the evaluation year of the document.

    Raises:
        SourceError: when the heading names other years only, or does not tell which of several columns is meant.
    """
    printed = sorted({word.text for word in years})
    if printed and str(year) not in printed:
        raise SourceError(
            file, f"{table} is of {' and '.join(printed)}, but the document is of {year}.",
            "check that the pages belong to one document; ask the sender for the whole document.",
        )  # fmt: skip
    if not printed and len(columns) == 1:
        return columns[0]
    fitting = []
    for column in columns:
        # The nearest year counts, so that the column of a year with empty cells is not taken for its neighbour.
        above = min(years, key=lambda word: abs(center(word) - column.center), default=None)
        if above is not None and above.text == str(year) and abs(center(above) - column.center) <= _ABOVE:
            fitting.append((abs(center(above) - column.center), column))
    if not fitting or (len(printed) > 1 and len(fitting) > 1):
        raise SourceError(
            file,
            f"{table} has {len(columns)} columns of figures below "
            f"{'the years ' + ', '.join(printed) if printed else 'no year'}; which one is of {year} cannot be told.",
            "transcribe it into sources/spbe_agency_report/snapshots: docs/adding_a_year.md.",
        )  # fmt: skip
    return min(fitting, key=lambda pair: pair[0])[1]
