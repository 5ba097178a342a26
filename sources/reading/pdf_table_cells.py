"""Cells of a table's rows: words shared among rows that nothing drawn parts, and words as a cell's text.

Belongs here: which row a cell stands beside, wrapped cells, what a row must hold. Does not belong here: which lines
of names belong together (pdf_table_wraps.py), where rows begin and end (pdf_table_rows.py).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping

from sources.reading.pdf import Word, lines_of, unreadable
from sources.reading.pdf_lines import SAME, Line, Span, text_of
from sources.reading.pdf_table_columns import RowProblem, column_of, number_of
from sources.reading.pdf_table_head import FIGURES

#: The words of a row, each with its column.
Held = list[tuple[str, Word]]


def join(parts: list[str]) -> str:
    """Lines of one cell as one text: parted by a space, but not after a hyphen or slash at a line's end.

    Examples:
        >>> join(["Kementerian Investasi/Badan", "Koordinasi Penanaman Modal"])
        'Kementerian Investasi/Badan Koordinasi Penanaman Modal'
        >>> join(["Pemerintah Kab. Fak-", "Fak"])
        'Pemerintah Kab. Fak-Fak'
    """
    text = ""
    for part in parts:
        text += part if not text or re.search(r"\w[-/]$", text) else f" {part}"
    return text


def share_cells(
    words: list[Word], numbers: list[Word], names: list[list[Line]], bounds: Mapping[str, Span]
) -> list[Held]:
    """Share the words of several rows among them.

    Args:
        words: all words of these rows.
        numbers: their row numbers.
        names: the lines of each row's name.
        bounds: from where to where each column reaches.

    Raises:
        RowProblem: when a cell stands beside no row, or beside several.
    """
    rows: list[Held] = [[("name", w) for line in lines for w in line] for lines in names]
    for column in bounds:
        held = [w for w in words if column != "name" and column_of(w, bounds) == column]
        for cell in _wrapped(held) if column == "predikat" else [[w] for w in held]:
            rows[_row_beside(cell, numbers, names)] += [(column, w) for w in cell]
    return rows


def _wrapped(words: list[Word]) -> list[list[Word]]:
    """Grades as cells: "Sangat" goes with the word after or below it."""
    cells: list[list[Word]] = []
    for word in (w for line in lines_of(words) for w in line):
        if cells and cells[-1][-1].text.casefold() == "sangat":
            cells[-1].append(word)
        else:
            cells.append([word])
    return cells


def _row_beside(cell: list[Word], numbers: list[Word], names: list[list[Line]]) -> int:
    """The row whose number a cell stands level with, by its top, middle or bottom; else whose name it stands beside."""
    top, bottom = min(w.top for w in cell), max(w.bottom for w in cell)

    def away(number: Word) -> float:
        return min(abs(top - number.top), abs(bottom - number.bottom), abs((top + bottom) / 2 - number.middle))

    nearest = min(range(len(numbers)), key=lambda at: away(numbers[at]))
    if away(numbers[nearest]) <= SAME * numbers[nearest].size:
        return nearest
    middle = (top + bottom) / 2
    beside = [
        at for at, lines in enumerate(names)
        if lines and min(w.top for w in lines[0]) <= middle <= max(w.bottom for w in lines[-1])
    ]  # fmt: skip
    if len(beside) != 1:
        raise RowProblem(f"{text_of(cell)!r} stands level with no row number")
    return beside[0]


def row_of(number: Word, held: Held, columns: Mapping[str, Span]) -> dict[str, str]:
    """The texts of a row by column.

    Raises:
        RowProblem: when a cell holds too much, or the row too little.
    """
    row = number_of(number)
    cells = {}
    for column in columns:
        words = [w for c, w in held if c == column and w is not number]
        texts = [text_of(line) for line in lines_of(words)]
        if (column == "no" and words) or (column in FIGURES and len(words) > 1):
            raise RowProblem(f"row {row} has more than one word under {column}: {' / '.join(texts)!r}")
        # Thousands of rows share their few figures and grades.
        cells[column] = sys.intern(number.text.strip("().") if column == "no" else join(texts))
        if problem := unreadable(cells[column]):
            raise RowProblem(f"row {row}, {column} {cells[column]!r}: {problem}")
    if re.search(r"\d[.,]\d\d", cells["name"]) or re.search(r"\d", cells["predikat"]):
        raise RowProblem(f"row {row}: words run into each other ({cells['name']!r}, {cells['predikat']!r})")
    if not cells["name"]:
        raise RowProblem(f"row {row} has no name")
    if not cells["index"] and not cells["predikat"]:
        raise RowProblem(f"row {row} ({cells['name']}) has neither index nor predikat")
    return cells
