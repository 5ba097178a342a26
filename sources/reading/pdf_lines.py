"""What the reading of tables knows of lines on a page: how figures and grades look, when lines belong together.

Belongs here: words shared by captions, headings, columns and rows. Does not belong here: any of those.
"""

from __future__ import annotations

import re

from sources.reading.pdf import Rule, Word

Line = list[Word]
#: From x0 to x1, or from one height to another.
Span = tuple[float, float]

#: A figure as it is printed, the lost leading digit of ",60" included.
FIGURE = re.compile(r"\d{0,3}[.,]\d{1,10}")
#: What is printed for a figure that is not there.
DASHES = {"-", "–", "—"}
#: The words of the five grades.
GRADES = {"memuaskan", "sangat", "baik", "cukup", "kurang"}
#: Lines of one cell stand at most this far apart, in parts of the letters' size, where nothing is drawn.
LEADING = 1.9
#: Heights closer than this are one, in parts of the letters' size; neighbouring lines are 0.5 apart at least.
SAME = 0.3
#: Letters whose sizes differ by more than this part are another print.
_OTHER_SIZE = 0.12


def text_of(line: Line) -> str:
    """The line's words, joined by spaces."""
    return " ".join(word.text for word in line)


def other_print(one: Word, other: Word) -> bool:
    """Whether two words are of clearly different size."""
    return abs(one.size - other.size) > _OTHER_SIZE * min(one.size, other.size)


def covering(rules: list[Rule], x0: float, x1: float) -> list[float]:
    """The heights at which drawn lines reach, in pieces or whole, from x0 to x1."""
    heights: list[float] = []
    rows: list[list[Rule]] = []
    for rule in rules:
        if rows and rule.y - rows[-1][0].y <= 1:
            rows[-1].append(rule)
        else:
            rows.append([rule])
    for row in rows:
        reach = x0 + 1
        for rule in sorted(row, key=lambda r: r.x0):
            if rule.x0 <= reach + 3:  # borders of neighbouring cells leave small gaps
                reach = max(reach, rule.x1)
        if reach >= x1 - 1:
            heights.append(sum(rule.y for rule in row) / len(row))
    return heights
