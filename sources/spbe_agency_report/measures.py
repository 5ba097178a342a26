"""The names of a table of scores, index, domains and aspects, as the reports of each instrument spell them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from sources.reading.pdf import Word, lines_of

_INDEX = ("INDEX", r"\A(?:nama\s+)?(?:indeks\s+)?spbe\b")
_DOMAIN = r"\bdomain\s+(?:\d\s*[-–—.:]?\s*)?"
# Domains first: their names contain those of aspects ("Domain Kebijakan Internal SPBE").
_NAMES = {
    "SPBE-2018": (
        _INDEX,
        ("D1", _DOMAIN + r"kebijakan(?:\s+internal)?\b"),
        ("D2", _DOMAIN + r"tata\s+kelola\b"),
        ("D3", _DOMAIN + r"layanan\b"),
        ("A1", r"\bkebijakan\s+(?:internal\s+)?tata\s+kelola\b"),
        ("A2", r"\bkebijakan\s+(?:internal\s+)?layanan\b"),
        ("A3", r"\bkelembagaan\b"),
        ("A4", r"\bstrategi\s+(?:dan|&)\s+perencanaan\b"),
        ("A5", r"\bteknologi\s+informasi\b"),
        ("A6", r"\b(?:layanan\s+)?administrasi\s+pemerintahan\b"),
        ("A7", r"\blayanan\s+publik\b"),
    ),
    "SPBE-2020": (
        _INDEX,
        ("D1", _DOMAIN + r"kebijakan(?:\s+internal)?\b"),
        ("D2", _DOMAIN + r"tata\s+kelola\b"),
        ("D3", _DOMAIN + r"manajemen\b"),
        ("D4", _DOMAIN + r"layanan\b"),
        ("A1", r"\bkebijakan\s+internal\b"),
        ("A2", r"\bperencanaan\s+strategis\b"),
        ("A3", r"\bteknologi\s+informasi\b"),
        ("A4", r"\bpenyelenggara(?:an)?\b"),
        ("A5", r"\bpenerapan\s+manajemen\b"),
        ("A6", r"\b(?:pelaksanaan\s+)?audit\b"),
        ("A7", r"\b(?:layanan\s+)?administrasi\s+pemerintahan\b"),
        ("A8", r"\blayanan\s+publik\b"),
    ),
}
_PATTERNS = {
    instrument: tuple((measure, re.compile(pattern, re.IGNORECASE)) for measure, pattern in names)
    for instrument, names in _NAMES.items()
}


def measures_of(instrument: str) -> tuple[str, ...]:
    """The scores that a report of an instrument prints, in the order in which its rows are kept; none if not known."""
    return tuple(measure for measure, _ in _PATTERNS.get(instrument, ()))


@dataclass(frozen=True)
class NameBand:
    """From where a name begins to where the next one does, in points from the upper edge of the page."""

    measure: str
    top: float
    bottom: float

    def holds(self, word: Word) -> bool:
        """Whether a figure stands beside the name."""
        return self.top <= word.middle < self.bottom


def bands_of(names: Sequence[Word], instrument: str) -> list[NameBand]:
    """Where each name stands that is found, from top to bottom.

    Args:
        names: the words of the column of names, from its first name on. Text below the table does no harm as long
            as the table has all names: the first place of each counts.
        instrument: whose names they are.
    """
    text, starts = "", []
    for line in lines_of(list(names)):
        for word in line:
            starts.append((len(text), word))
            text += word.text + " "
    heights: list[tuple[float, str]] = []
    for measure, pattern in _PATTERNS[instrument]:
        if (match := pattern.search(text)) is None:
            continue
        at = match.start() if measure != "INDEX" else match.end() - 1
        word = next(word for offset, word in reversed(starts) if offset <= at)
        # Half a line above the name's middle: a figure of the same line may stand a little higher.
        heights.append((word.middle - word.size / 2, measure))
        text = text[: match.start()] + "·" * (match.end() - match.start()) + text[match.end() :]
    heights.sort()
    if len(heights) < len(_PATTERNS[instrument]):
        return [NameBand(measure, top, top) for top, measure in heights]
    tallest = max(below - top for (top, _), (below, _) in pairwise(heights))
    ends = [top for top, _ in heights[1:]] + [heights[-1][0] + tallest]
    return [NameBand(measure, top, end) for (top, measure), end in zip(heights, ends, strict=True)]
