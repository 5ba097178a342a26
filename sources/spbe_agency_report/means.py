"""The page of group means that every agency's report repeats: nation, ministries, provinces, kabupaten, kota."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sources.reading.pdf import Word, lines_of
from sources.spbe_agency_report.columns import FigureColumn, center, columns_of
from sources.spbe_agency_report.measures import NameBand, bands_of, measures_of

_FIGURE = re.compile(r"[0-9][.,][0-9]{1,2}")
# The title over all groups, "Rata-rata Nilai", is no group's name.
_TITLE_WORDS = frozenset({"rata-rata", "rata", "nilai", "-"})
# A line of means has as many figures as there are groups; the table of grades on the same page has two a line.
_FEWEST_GROUPS = 4


@dataclass(frozen=True)
class GroupMeans:
    """The table as printed: the groups from left to right, each with its value of every measure."""

    page_no: int
    groups: tuple[tuple[str, dict[str, str]], ...]


def may_hold_means(text: str) -> bool:
    """Whether a page's text may hold the table; a cheap look before words are placed."""
    small = text.casefold()
    return all(word in small for word in ("nasional", "provinsi", "kabupaten", "kota", "domain"))


def read_means(page_no: int, words: Sequence[Word], instrument: str) -> GroupMeans | str | None:
    """Read the table of means of a page; None when it holds none, a sentence that says why it is not taken.

    A table that cannot be read for sure is left out with the reason: it is the same in every agency's report, and
    the agency's own figures do not depend on it.
    """
    lines = [line for line in lines_of([w for w in words if _FIGURE.fullmatch(w.text)]) if len(line) >= _FEWEST_GROUPS]
    measures = measures_of(instrument)
    if len(lines) < len(measures) / 2:
        return None
    columns = columns_of([word for line in lines for word in line], least=len(lines) / 2)
    names = _group_names(words, columns, lines[0])
    if names is None or "Nasional" not in names:
        return f"Page {page_no} has a table of figures whose groups could not be told; no mean was taken."
    labels_end = _left_edge(columns)
    first, last = lines[0][0], lines[-1][0]
    labels = [
        word
        for word in words
        if word.x1 < labels_end and first.top - first.size / 2 <= word.middle <= last.bottom + 2 * last.size
    ]
    bands = bands_of(labels, instrument)
    if len(bands) != len(measures):
        absent = [measure for measure in measures if measure not in {band.measure for band in bands}]
        return f"The group means on page {page_no} have no row for {', '.join(absent)}; none was taken."
    groups = []
    for name, column in zip(names, columns, strict=True):
        values = _values_of(words, column, bands)
        if isinstance(values, str):
            return f"The group means on page {page_no} have no figure for {name}, {values}; none was taken."
        groups.append((name, values))
    return GroupMeans(page_no, tuple(groups))


def _values_of(words: Sequence[Word], column: FigureColumn, bands: list[NameBand]) -> dict[str, str] | str:
    """The figures of a group, or the measure that has none."""
    found = {}
    for band in bands:
        printed = [word.text for word in words if column.holds(word, slack=8) and band.holds(word)]
        if len(printed) != 1 or not _FIGURE.fullmatch(printed[0]):
            return band.measure
        found[band.measure] = printed[0]
    return found


def _left_edge(columns: list[FigureColumn]) -> float:
    """Where the first group's column begins: half a column left of its figures."""
    return columns[0].center - (columns[1].center - columns[0].center) / 2


def _group_names(words: Sequence[Word], columns: list[FigureColumn], first_line: list[Word]) -> list[str] | None:
    """The names above the figures, which wrap over up to three lines; None when a column has none."""
    if len(columns) < _FEWEST_GROUPS:
        return None
    edge = _left_edge(columns)
    above = [word for word in words if word.bottom <= first_line[0].top + 1 and center(word) > edge]
    parts: list[list[Word]] = [[] for _ in columns]
    lowest = first_line[0].middle
    reach = 5.0  # the names may stand in the middle of a high cell; their own lines stand close together
    for line in reversed(lines_of(above)):
        title = all(word.text.casefold() in _TITLE_WORDS for word in line)
        if title or lowest - line[0].middle > reach * line[0].size:
            break
        lowest, reach = line[0].middle, 1.8
        for word in line:
            if word.text.casefold() not in _TITLE_WORDS:
                at = min(range(len(columns)), key=lambda n: abs(columns[n].center - center(word)))
                parts[at].append(word)
    if not all(parts):
        return None
    return [" ".join(word.text for line in lines_of(part) for word in line) for part in parts]
