"""The thirteen names of a table of scores: index, four domains, eight aspects, as the reports spell them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from sources.reading.pdf import Word, lines_of

#: In the order in which the rows of a report are kept.
MEASURES = ("INDEX", "D1", "D2", "D3", "D4", "A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8")

_DOMAIN = r"\bdomain\s+(?:\d\s*[-–—.:]?\s*)?"
# Domains first: their names contain those of aspects ("Domain Kebijakan Internal SPBE").
_NAMES: tuple[tuple[str, str], ...] = (
    ("INDEX", r"\A(?:nama\s+)?(?:indeks\s+)?spbe\b"),
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
)
_PATTERNS = tuple((measure, re.compile(pattern, re.IGNORECASE)) for measure, pattern in _NAMES)


@dataclass(frozen=True)
class NameBand:
    """From where a name begins to where the next one does, in points from the upper edge of the page."""

    measure: str
    top: float
    bottom: float

    def holds(self, word: Word) -> bool:
        """Whether a figure stands beside the name."""
        return self.top <= word.middle < self.bottom


def bands_of(names: Sequence[Word]) -> list[NameBand]:
    """Where each name stands that is found, from top to bottom.

    Args:
        names: the words of the column of names, from its first name on. Text below the table does no harm as long
            as the table has all names: the first place of each counts.
    """
    text, starts = "", []
    for line in lines_of(list(names)):
        for word in line:
            starts.append((len(text), word))
            text += word.text + " "
    heights: list[tuple[float, str]] = []
    for measure, pattern in _PATTERNS:
        if (match := pattern.search(text)) is None:
            continue
        at = match.start() if measure != "INDEX" else match.end() - 1
        word = next(word for offset, word in reversed(starts) if offset <= at)
        # Half a line above the name's middle: a figure of the same line may stand a little higher.
        heights.append((word.middle - word.size / 2, measure))
        text = text[: match.start()] + "·" * (match.end() - match.start()) + text[match.end() :]
    heights.sort()
    if len(heights) < len(MEASURES):
        return [NameBand(measure, top, top) for top, measure in heights]
    tallest = max(below - top for (top, _), (below, _) in pairwise(heights))
    ends = [top for top, _ in heights[1:]] + [heights[-1][0] + tallest]
    return [NameBand(measure, top, end) for (top, measure), end in zip(heights, ends, strict=True)]
