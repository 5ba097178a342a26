"""Captions of tables on a PDF page: "Tabel 31. Hasil Evaluasi SPBE Pemerintah Daerah di Jawa Tengah".

Belongs here: where a caption begins, its further lines, what only looks like one. Does not belong here: tables.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from sources.reading.pdf_lines import FIGURE, Line, other_print, text_of

#: A caption has at most so many lines.
_MOST_LINES = 4
#: Lines of one caption stand at most this far apart, in parts of the letters' size.
_CAPTION_GAP = 2.2
#: Gaps that differ by less are alike, in points.
_SAME_GAP = 0.5
#: Lines of one caption begin, or have their middles, at places that differ at most by this, in points.
_ALIGNED = 1.5
_CAPTION = re.compile(
    r"(?:(?:lanjutan|sambungan)\s+)?tabel\s+(?P<no>\d+(?:[.-]\d+)*)(?P<after>[.:]?)(?:\s+|$)(?P<title>.*)", re.I
)
_CONTINUED = re.compile(r"\s*[(\[]?\s*(?:lanjutan|sambungan)\s*[)\]]?\s*$", re.I)


@dataclass(frozen=True)
class Caption:
    """A caption "Tabel n. Title": the number, the title joined from its lines, and its place."""

    number: str
    title: str
    top: float
    bottom: float


def begins_caption(line: Line) -> bool:
    """Whether a line begins a caption; an entry of a list of tables (dots up to a page number) does not."""
    text = text_of(line)
    match = _CAPTION.fullmatch(text)
    if match is None or re.search(r"\.{4,}|…|(?:\.\s){3,}", text):
        return False
    # "Tabel 31 menunjukkan bahwa ..." is a sentence.
    return not match["title"] or bool(match["after"]) or match["title"][0].isupper()


def caption_at(lines: list[Line], at: int, until: float) -> Caption:
    """The caption that begins at a line, with its further lines above the height `until`."""
    first = _CAPTION.fullmatch(text_of(lines[at]))
    assert first is not None
    parts, bottom = [first["title"]], lines[at][0].bottom
    for above, line in pairwise(lines[at : at + _MOST_LINES]):
        far = line[0].middle - above[0].middle > _CAPTION_GAP * max(w.size for w in (*above, *line))
        table = any(FIGURE.fullmatch(word.text) for word in line)
        if line[0].middle >= until or far or table or other_print(line[0], above[0]) or begins_caption(line):
            break
        parts.append(text_of(line))
        bottom = line[0].bottom
    title = _CONTINUED.sub("", " ".join(part for part in parts if part))
    return Caption(first["no"], " ".join(title.split()), lines[at][0].top, bottom)


def continues_caption(lines: list[Line], at: int) -> bool:
    """Whether a line above a heading belongs to the caption over it, and not to the heading.

    It must begin or have its middle where the caption has, and be no nearer to what is below it.
    """
    start = next((n for n in range(at - 1, max(at - 4, -1), -1) if begins_caption(lines[n])), None)
    if start is None:
        return False
    caption = lines[start]

    def aligned(line: Line) -> bool:
        same_left = abs(caption[0].x0 - line[0].x0) <= _ALIGNED
        return same_left or abs(caption[0].x0 + caption[-1].x1 - line[0].x0 - line[-1].x1) <= 2 * _ALIGNED

    above, below = (lines[n + 1][0].middle - lines[n][0].middle for n in (at - 1, at))
    return above <= below + _SAME_GAP and all(aligned(line) for line in lines[start + 1 : at + 1])
