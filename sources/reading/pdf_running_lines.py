"""Running heads, feet and page numbers: lines that stand at the same height of neighbouring pages.

Belongs here: telling them from what a page says. Does not belong here: what a page says.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from sources.reading.pdf import PdfDocument, Rule
from sources.reading.pdf_lines import FIGURE, LEADING, Line, other_print, text_of
from sources.reading.pdf_table_head import is_heading_or_caption

#: A running line stands on one of the next pages on either side; left and right pages may differ.
_NEIGHBOURS = 2
#: At most so many lines stand at the head or foot of a page.
_MOST = 4
#: Heights of running lines differ at most by this, in points.
_SAME_HEIGHT = 3


@dataclass(frozen=True)
class PageLines:
    """A page: its number, its lines without running ones, its drawn lines, and whether it has any text."""

    page: int
    lines: list[Line]
    rules: list[Rule]
    has_text: bool


def read_pages(document: PdfDocument, worth_reading: re.Pattern[str]) -> Iterator[PageLines]:
    """The pages in order, without running heads and feet; a page that is not worth reading has no lines."""
    window: deque[PageLines] = deque(maxlen=2 * _NEIGHBOURS + 1)
    for at, page in enumerate(_all_pages(document, worth_reading)):
        window.append(page)
        if at >= _NEIGHBOURS:
            yield _plain(window, len(window) - 1 - _NEIGHBOURS)
    for at in range(max(len(window) - min(_NEIGHBOURS, document.page_count), 0), len(window)):
        yield _plain(window, at)


def _all_pages(document: PdfDocument, worth_reading: re.Pattern[str]) -> Iterable[PageLines]:
    for page_no in range(1, document.page_count + 1):
        glance = document.glance(page_no)
        if worth_reading.search(glance):
            yield PageLines(page_no, document.lines(page_no), document.rules(page_no), has_text=True)
        else:
            yield PageLines(page_no, [], [], has_text=bool(glance))


def _plain(window: deque[PageLines], at: int) -> PageLines:
    page = window[at]
    others = [
        {(_masked(line), round(line[0].middle)) for line in [*other.lines[:_MOST], *other.lines[-_MOST:]]}
        for other in window if other is not page
    ]  # fmt: skip

    def runs(line: Line) -> bool:
        text, height = _masked(line), line[0].middle
        return not is_heading_or_caption(line) and not any(FIGURE.fullmatch(w.text) for w in line) and any(
            text == known and abs(height - y) <= _SAME_HEIGHT for other in others for known, y in other
        )  # fmt: skip

    head = _count(page.lines, runs)
    foot = _count(page.lines[head:][::-1], runs)
    return PageLines(page.page, page.lines[head : len(page.lines) - foot], page.rules, page.has_text)


def _count(lines: list[Line], runs: Callable[[Line], bool]) -> int:
    """How many of the outermost lines are running lines: all of them, and a gap parts them from the rest.

    Without the gap, and in the same print, it may be the last line of a wrapped name: two pages can share one.
    """
    for count in range(min(_MOST, len(lines)), 0, -1):
        if all(runs(line) for line in lines[:count]):
            if count == len(lines):
                return count
            outer, inner = lines[count - 1][0], lines[count][0]
            if abs(inner.middle - outer.middle) > LEADING * inner.size or other_print(inner, outer):
                return count
    return 0


def _masked(line: Line) -> str:
    """The line without what counts from page to page."""
    return re.sub(r"\d+|\b[ivxlc]+\b", "#", text_of(line).casefold())
