"""The rows under a table's heading on one PDF page: which word stands in which column, which line in which row.

Where drawn lines (or the edges of shaded boxes) part the row numbers, they part the rows; else pdf_table_wraps.py
decides. A word inside the rows that has no column or no row is an error that shows it.

Belongs here: the geometry of one page's rows. Does not belong here: columns (pdf_table_columns.py), wrapped names
(pdf_table_wraps.py), headings (pdf_table_head.py), tables over several pages (pdf_tables.py).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from sources.reading.pdf import Rule, Word, lines_of
from sources.reading.pdf_lines import FIGURE, GRADES, LEADING, Line, Span, covering, other_print, text_of
from sources.reading.pdf_table_cells import Held, join, row_of, share_cells
from sources.reading.pdf_table_columns import RowProblem, bounds_of, column_of, number_of, row_numbers
from sources.reading.pdf_table_head import FIGURES
from sources.reading.pdf_table_wraps import Habit, observe, share_lines

_TOTAL = re.compile(r"(?:\W|nilai\b|indeks\b)*(?:rata\b|rerata\b|total\b|jumlah\b|mean\b)", re.I)
#: The end of a row that the page before began stands this close to the next row, in parts of the letters' size.
_NEAR = 4
#: A drawn line this close to the last number closes its row, in parts of the letters' size.
_CLOSING = 5.0


@dataclass
class PageRows:
    """What one page holds of a table.

    Args:
        rows: the row numbers, each with its cells' texts, in order.
        fragment: text before the first row that belongs to the last row of the page before, by column.
        centers: the middle of each column of figures, as found.
        bounds: from where to where each column reaches.
        name_left: the left edge of the names.
        top: where the rows begin on the page.
        bottom: where they end.
        at_foot: whether nothing follows them on the page.
        notes: what was decided or left out.
    """

    rows: dict[int, dict[str, str]] = field(default_factory=dict)
    fragment: dict[str, str] = field(default_factory=dict)
    centers: dict[str, float] = field(default_factory=dict)
    bounds: dict[str, Span] = field(default_factory=dict)
    name_left: float = 0
    top: float = 0
    bottom: float = 0
    at_foot: bool = False
    notes: list[str] = field(default_factory=list)


def read_rows(
    lines: list[Line], rules: list[Rule], columns: Mapping[str, Span], centers: Mapping[str, float],
    first: set[int], *, habit: Habit, before: PageRows | None, has_heading: bool,
) -> PageRows | None:  # fmt: skip
    """The rows of a table on one page; None when nothing of it stands there.

    Args:
        lines: the page's lines between the heading, or the page's top, and whatever comes next.
        rules: the drawn lines in that range.
        columns: the place of each heading, from left to right.
        centers: the middles of the columns of figures, where they are known.
        first: the numbers that the first row may have.
        habit: how the document sets wrapped names.
        before: what the page before held of the table, None when the table begins here.
        has_heading: whether the lines begin right below a heading.

    Raises:
        RowProblem: when a word or line cannot be assigned for sure.
    """
    found = PageRows()
    lines = _without_totals(lines, columns, found)
    numbers = row_numbers(lines, columns, first, must_begin=has_heading)
    if not numbers:
        return _only_fragment(lines, rules, columns, before, found, has_heading=has_heading)
    edges = covering(rules, min(numbers[0].x0, columns["name"][0]), max(numbers[0].x1, columns["name"][1]))
    span = (
        max((y for y in edges if y < numbers[0].middle), default=float("-inf")),
        min((y for y in edges if y > numbers[-1].middle), default=float("inf")),
    )
    bounds, found.centers = bounds_of([w for part in lines for w in part], numbers, columns, centers, span)
    start, end = _body(lines, numbers, bounds, span)
    body = lines[start:end]
    names = [w.x0 for line in body for w in line if column_of(w, bounds) == "name"]
    if not names:
        raise RowProblem(f"no names stand beside the row numbers {numbers[0].text} to {numbers[-1].text}")
    found.bounds, found.name_left = bounds, min(names)
    taken = _fragment(lines[:start], body[0], edges, found, continues=before is not None, has_heading=has_heading)
    _add_fragment([w for line in taken for w in line], found)
    found.top, found.bottom = min(w.top for w in [*body[0], *(taken[0] if taken else [])]), _lowest(body)
    found.at_foot = end == len(lines)
    if not found.at_foot and _goes_on_perhaps(lines[end], body[-1], span[1], found):
        raise RowProblem(f"whether {text_of(lines[end])!r} belongs to row {number_of(numbers[-1])} is not clear")
    # A first row is boxed when a line is drawn above it and between all others too: else that line is the table's.
    boxed = span[0] != float("-inf") and len(numbers) > 1 and all(
        any(a.middle < y < b.middle for y in edges) for a, b in pairwise(numbers)
    )  # fmt: skip
    cells = _cells(body, numbers, edges, habit=habit, found=found, may_continue=before is not None and not boxed)
    for number, row in zip(numbers, cells, strict=True):
        found.rows[number_of(number)] = row_of(number, row, columns)
    return found


def _cells(
    body: list[Line], numbers: list[Word], edges: list[float], *, habit: Habit, found: PageRows, may_continue: bool
) -> list[Held]:
    """The words of each row: parted by drawn lines, else by how the names stand to the numbers."""
    cells: list[Held] = [[] for _ in numbers]
    above: float | None = None
    for block, words in _blocks(body, numbers, edges):
        if not block:
            raise RowProblem(f"the text {text_of(words)!r} belongs to no row")
        continued = may_continue and block[0] == 0  # its first lines may belong to the page before
        names = lines_of([w for w in words if column_of(w, found.bounds) == "name"])
        if len(block) == 1 and not continued:
            cells[block[0]] += [(column_of(w, found.bounds), w) for w in words]
            observe(names, numbers[block[0]], habit)
            if above is not None and names:
                habit.see_gap(names[0][0].middle - above)
            above = names[-1][0].middle if names else None
            continue
        above = None
        held = [numbers[at] for at in block]
        cut = found.at_foot and block[-1] == len(numbers) - 1
        ends = share_lines(names, held, habit, may_continue=continued, may_be_cut=cut)
        _add_fragment([w for line in names[: ends[0]] for w in line], found)
        shared = share_cells(words, held, [names[a:b] for a, b in pairwise(ends)], found.bounds)
        for at, row in zip(block, shared, strict=True):
            cells[at] += row
    return cells


def _without_totals(lines: list[Line], columns: Mapping[str, Span], found: PageRows) -> list[Line]:
    """The lines down to a row of totals or means, which is no agency's."""
    for at, line in enumerate(lines):
        words = [w for w in line if not FIGURE.fullmatch(w.text) and w.text.casefold() not in GRADES]
        if words and _TOTAL.match(text_of(words)) and words[0].x0 < columns["name"][1]:
            figures = [w for part in lines[at : at + 3] for w in part if FIGURE.fullmatch(w.text)]
            if figures:
                found.notes.append(f"a row of totals or means is left out: {text_of(line)!r}")
                found.top, found.bottom = line[0].top, max(w.bottom for w in figures)
            return lines[:at]
    return lines


def _body(lines: list[Line], numbers: list[Word], bounds: Mapping[str, Span], span: Span) -> tuple[int, int]:
    """From which line to before which line the rows reach: those of the numbers, and what goes on above and below."""
    holds = [at for at, line in enumerate(lines) if any(w is number for w in line for number in numbers)]
    start, end = holds[0], holds[-1] + 1
    size = numbers[0].size
    closed = numbers[0].middle - span[0] <= _CLOSING * size, span[1] - numbers[-1].middle <= _CLOSING * size
    while start > 0 and _goes_on(lines[start - 1], lines[start], bounds, span, closed[0]):
        start -= 1
    while end < len(lines) and _goes_on(lines[end], lines[end - 1], bounds, span, closed[1]):
        end += 1
    if end < len(lines) and closed[1] and lines[end][0].middle < span[1]:
        raise RowProblem(f"the text {text_of(lines[end])!r} in the last row stands in no column")
    return start, end


def _goes_on(line: Line, beside: Line, bounds: Mapping[str, Span], span: Span, closed: bool) -> bool:
    """Whether a line above the first or below the last number belongs to that row."""
    if not span[0] < line[0].middle < span[1]:
        return False
    near = abs(line[0].middle - beside[0].middle) <= LEADING * min(line[0].size, beside[0].size)
    return (closed or near) and not other_print(line[0], beside[0]) and _fits(line, bounds)


def _goes_on_perhaps(line: Line, last: Line, floor: float, found: PageRows) -> bool:
    """Whether a line below the rows stands like a name's, but too far away to be one for sure."""
    near = line[0].middle - last[0].middle <= _NEAR * line[0].size
    return near and line[0].middle < floor and _in_line(line, found) and _fits(line, found.bounds)


def _fits(line: Line, bounds: Mapping[str, Span]) -> bool:
    """Whether a line without a row number can belong to a row: every word is of its column's kind."""
    for word in line:
        column = column_of(word, bounds)
        if column == "no" or (column in FIGURES and not FIGURE.fullmatch(word.text)):
            return False
        if column == "predikat" and word.text.casefold() not in GRADES:
            return False
    return not all(word.text.isdigit() for word in line)


def _fragment(
    above: list[Line], first: Line, edges: list[float], found: PageRows, *, continues: bool, has_heading: bool
) -> list[Line]:
    """The lines above the first row that end the row of the page before; with a heading, all must."""
    if has_heading:
        wrong = next((line for line in above if not continues or not _fits(line, found.bounds)), None)
        if wrong is not None:
            raise RowProblem(f"the text {text_of(wrong)!r} under the heading belongs to no row")
        return above
    # The page's running head stands there too: only what is boxed like a row, or close and in line, is the row's.
    taken: list[Line] = []
    below = first
    for line in reversed(above):
        boxed = any(y < line[0].middle for y in edges)
        near = below[0].middle - line[0].middle <= _NEAR * line[0].size
        if not ((boxed or (near and _in_line(line, found))) and _fits(line, found.bounds)):
            break
        taken, below = [line, *taken], line
    return taken


def _only_fragment(
    lines: list[Line], rules: list[Rule], columns: Mapping[str, Span], before: PageRows | None, found: PageRows,
    *, has_heading: bool,
) -> PageRows | None:  # fmt: skip
    """What a page without a row number holds of the table: the end of the last row, totals, or nothing."""
    if before is not None:
        found.bounds, found.name_left, found.centers = before.bounds, before.name_left, before.centers
        edges = covering(rules, *columns["name"])
        taken: list[Line] = []
        for line in lines if has_heading or before.at_foot else []:
            boxed = any(y < line[0].middle for y in edges) and any(y > line[0].middle for y in edges)
            near = not taken or line[0].middle - taken[-1][0].middle <= LEADING * line[0].size
            if not _fits(line, found.bounds) or not (boxed or (near and _in_line(line, found))):
                break
            taken.append(line)
        if taken:
            _add_fragment([w for line in taken for w in line], found)
            found.top, found.bottom = taken[0][0].top, _lowest(taken)
    return found if found.fragment or found.notes else None


def _in_line(line: Line, found: PageRows) -> bool:
    return abs(line[0].x0 - found.name_left) <= 2  # noqa: PLR2004


def _lowest(lines: list[Line]) -> float:
    return max(w.bottom for w in lines[-1])


def _add_fragment(words: list[Word], found: PageRows) -> None:
    for column in {column_of(w, found.bounds) for w in words}:
        held = [w for w in words if column_of(w, found.bounds) == column]
        found.fragment[column] = join([found.fragment.get(column, ""), *map(text_of, lines_of(held))])


def _blocks(body: list[Line], numbers: list[Word], edges: list[float]) -> list[tuple[list[int], list[Word]]]:
    """The rows parted by drawn lines: which numbers, and which words, stand between two lines each."""

    def between(word: Word) -> int:
        return sum(y < word.middle for y in edges)

    blocks: dict[int, tuple[list[int], list[Word]]] = {}
    for word in (w for line in body for w in line):
        blocks.setdefault(between(word), ([], []))[1].append(word)
    for index, number in enumerate(numbers):
        blocks[between(number)][0].append(index)
    return [blocks[at] for at in sorted(blocks)]
