"""What parts a page of tables: captions, headings and lines of categories.

Belongs here: all of these in one order. Does not belong here: how one of them is told (pdf_table_captions.py,
pdf_table_head.py), what follows them (pdf_tables.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sources.reading.pdf import Rule
from sources.reading.pdf_lines import Line, text_of
from sources.reading.pdf_table_captions import Caption, begins_caption, caption_at
from sources.reading.pdf_table_head import Heading, NoHeading, find_headings

#: Lines of neighbouring cells may stand nearer than this, in parts of the letters' size.
_WHOLE_LINE = 0.9
#: A category line begins this far from where names begin, in points.
_APART = 3


@dataclass(frozen=True)
class Category:
    """A line that names the category of the rows below it, and its place."""

    text: str
    top: float
    bottom: float


Mark = Heading | NoHeading | Caption | Category


def find_marks(lines: list[Line], rules: list[Rule], categories: re.Pattern[str] | None) -> list[Mark]:
    """Headings, captions and category lines of a page, from the top.

    Args:
        lines: the page's lines.
        rules: its drawn lines.
        categories: lines that match as a whole are categories; None when there are none.
    """
    apart = _category_lines(lines, categories)
    headings = find_headings(lines, rules, apart)
    marks: list[Mark] = [
        Category(text_of(lines[at]), min(w.top for w in lines[at]), max(w.bottom for w in lines[at])) for at in apart
    ]
    marks += headings
    for at in (n for n, line in enumerate(lines) if begins_caption(line)):
        until = min((mark.top for mark in marks if mark.top > lines[at][0].top), default=float("inf"))
        marks.append(caption_at(lines, at, until))
    inside = [(h.top, h.bottom) for h in headings if isinstance(h, Heading)]
    # A caption in the first cell of a heading stays; a category word among the heading's words is none.
    return sorted(
        (m for m in marks if not (isinstance(m, Category) and any(a < m.top < b for a, b in inside))),
        key=lambda mark: mark.top,
    )


def bottom_of(mark: Mark) -> float:
    """Where a mark ends on the page."""
    return mark.top if isinstance(mark, NoHeading) else mark.bottom


def _category_lines(lines: list[Line], categories: re.Pattern[str] | None) -> list[int]:
    """The lines that are a category as a whole.

    A wrapped name may have the line "PEMERINTAH KOTA": a category has a letter or number before it; or it comes once,
    stands a whole line away from others, and begins elsewhere than the names do.
    """
    if categories is None:
        return []
    # Names begin where most often something follows a row number.
    edges = sorted(line[1].x0 for line in lines if len(line) > 1 and line[0].text.strip("().").isdigit()
                   and line[1].text[0].isalpha())  # fmt: skip
    left = edges[len(edges) // 2] if edges else None
    texts = [text_of(line) for line in lines]

    def stands_apart(at: int) -> bool:
        line = lines[at][0]
        beside = [*lines[max(at - 1, 0) : at], *lines[at + 1 : at + 2]]
        return (
            texts.count(texts[at]) == 1
            and all(abs(other[0].middle - line.middle) > _WHOLE_LINE * line.size for other in beside)
            and (left is None or abs(line.x0 - left) > _APART)
        )

    return [
        at for at, text in enumerate(texts)
        if categories.fullmatch(text) and (re.match(r"\w{1,4}[.)]\s", text) or stands_apart(at))
    ]  # fmt: skip
