"""What the reading of tables knows of lines on a page: how figures and grades look, when lines belong together."""

from __future__ import annotations

import re

from sources.reading.pdf import DrawnLine, Word
from sources.statements.statements import PREDIKAT

Line = list[Word]
#: From x0 to x1, or from one height to another.
Span = tuple[float, float]

#: A figure as it is printed, the lost leading digit of ",60" included.
FIGURE = re.compile(r"\d{0,3}[.,]\d{1,10}")
#: What is printed for a figure that is not there.
DASHES = {"-", "–", "—"}
#: The words of which the grades consist, in small letters.
GRADE_WORDS = {word for grade in PREDIKAT for word in grade.casefold().split()}
#: Letters whose sizes differ by more than this part are another print.
_OTHER_SIZE = 0.12


def text_of(line: Line) -> str:
    """The line's words, joined by spaces."""
    return " ".join(word.text for word in line)


def other_print(one: Word, other: Word) -> bool:
    """Whether two words are of clearly different size."""
    return abs(one.size - other.size) > _OTHER_SIZE * min(one.size, other.size)


def covering(drawn: list[DrawnLine], x0: float, x1: float) -> list[DrawnLine]:
    """The drawn lines that reach, in pieces or whole, from x0 to x1; pieces at one height are one line."""
    found: list[DrawnLine] = []
    rows: list[list[DrawnLine]] = []
    for line in drawn:
        if rows and line.y - rows[-1][0].y <= 1:
            rows[-1].append(line)
        else:
            rows.append([line])
    for row in rows:
        reach = x0 + 1
        for line in sorted(row, key=lambda piece: piece.x0):
            if line.x0 <= reach + 3:  # borders of neighbouring cells leave small gaps
                reach = max(reach, line.x1)
        if reach >= x1 - 1:
            y = sum(line.y for line in row) / len(row)
            found.append(DrawnLine(y, min(line.x0 for line in row), max(line.x1 for line in row)))
    return found
