"""The rows under a table's heading on one PDF page: which word stands in which row and column.

Drawn lines part the rows where there are any; else clearly wider gaps must, each part with one row number. With the
columns' edges they go to pdfplumber's table finder, and every word must stand in one of its cells.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from sources.reading.pdf import Cell, DrawnLine, Word, lines_of, unreadable
from sources.reading.pdf_headings import FIGURES
from sources.reading.pdf_lines import DASHES, FIGURE, GRADE_WORDS, Line, Span, covering, other_print, text_of
from sources.statements.statements import PREDIKAT

_NUMBER = re.compile(r"\(?(\d{1,4})[.)]?")
_GRADES = {"", *DASHES, *(grade.casefold() for grade in PREDIKAT)}
_FIGURE_CELL = re.compile(r"\d{0,3}[.,]\d{1,2}|\d|")
_TOTAL = re.compile(r"(?:\W|nilai\b|indeks\b)*(?:rata\b|rerata\b|total\b|jumlah\b|mean\b)", re.I)
#: In parts of the letters' size: how far a row's figures stand from its number; how far a line may stand from a row
#: and still be suspected to belong to it; how near a drawn line closes a row; how wide gaps inside a cell may be.
_REACH, _SUSPECT, _CLOSING, _INSIDE = 2.6, 4.0, 5.0, 0.6
#: Gaps between rows are wider than those inside them by this, in points.
_WIDER = 1.0

#: Finds the cells that vertical and horizontal lines part.
FindCells = Callable[[list[float], list[DrawnLine]], list[Cell]]


class RowProblem(Exception):
    """The rows cannot be told for sure."""


@dataclass
class PageRows:
    """What one page holds of a table.

    Args:
        rows: the row numbers, each with its cells' texts by column, in order.
        continued: text before the first row that belongs to the last row of the page before, by column.
        columns: where each column's words stand.
        ruled: whether drawn lines part all rows.
        top: where the rows begin on the page.
        bottom: where they end.
        total: the row of totals or means that is left out below them.
        layout: the columns' edges.
    """

    rows: dict[int, dict[str, str]] = field(default_factory=dict)
    continued: dict[str, str] = field(default_factory=dict)
    columns: dict[str, Span] = field(default_factory=dict)
    ruled: bool = False
    top: float = 0
    bottom: float = 0
    total: str = ""
    layout: _Page | None = None


def join(parts: Sequence[str]) -> str:
    r"""Lines of one cell as one text: parted by a space, but not after a hyphen or slash at a line's end.

    Examples:
        >>> join(["Kementerian Investasi/Badan", "Koordinasi Penanaman Modal"])
        'Kementerian Investasi/Badan Koordinasi Penanaman Modal'
        >>> join(["Pemerintah Kab. Fak-", "Fak"])
        'Pemerintah Kab. Fak-Fak'
        >>> join(["Lema\u00ad", "tang Ilir"])
        'Lematang Ilir'
    """
    text = ""
    for part in parts:
        text += part if not text or re.search(r"\w[-/]$|\u00ad$", text) else f" {part}"
    return text.replace("\u00ad", "")


def read_rows(
    lines: list[Line], drawn: list[DrawnLine], columns: Mapping[str, Span], first: set[int], find_cells: FindCells,
    *, headed: bool, before: PageRows | None, ruled: bool,
) -> PageRows | None:  # fmt: skip
    """The rows of a table on one page; None when nothing of it stands there.

    Args:
        lines: the page's lines between the heading, or the page's top, and whatever comes next.
        drawn: the drawn lines in that range.
        columns: where each heading stands, or, without one, the words of each column on the page before.
        first: the numbers that the first row may have.
        find_cells: finds cells on the page.
        headed: whether the lines begin right below a heading.
        before: what the page before held of the table, None when the table begins here.
        ruled: whether drawn lines parted all rows of the last page that had several.

    Raises:
        RowProblem: when a word or line cannot be assigned for sure.
    """
    found = PageRows()
    lines = _until_total(lines, columns, found)
    numbers = _row_numbers(lines, columns, first, headed=headed)
    if not numbers:
        return _only_continued(lines, drawn, columns, found, headed=headed, before=before)
    edges = covering(drawn, min(numbers[0].x0, columns["name"][0]), max(numbers[0].x1, columns["name"][1]))
    page = _Page(
        numbers,
        edges,
        ceiling=max((y for y in edges if y < numbers[0].middle), default=float("-inf")),
        floor=min((y for y in edges if y > numbers[-1].middle), default=float("inf")),
        continues=before is not None,
    )
    page.place_columns([w for line in lines for w in line], columns, headed=headed)
    start, end = page.body(lines)
    body = [w for line in lines[start:end] for w in line]
    found.columns, found.layout = page.spans(body), page
    # One row alone does not show it.
    found.ruled = all(any(a.middle < y < b.middle for y in edges) for a, b in pairwise(numbers))
    found.ruled = found.ruled if len(numbers) > 1 else ruled
    continued = page.continued(lines[:start], lines[start], headed=headed)
    for column in {page.column_of(w) for line in continued for w in line}:
        held = [w for line in continued for w in line if page.column_of(w) == column]
        found.continued[column] = join([text_of(line) for line in lines_of(held)])
    found.top = min(w.top for w in [*body, *(w for line in continued for w in line)])
    found.bottom = max(w.bottom for w in body)
    for number, words in zip(numbers, page.share(body, drawn, find_cells, ruled=found.ruled), strict=True):
        found.rows[number_of(number)] = _row_of(number, words, page)
    return found


def number_of(word: Word) -> int:
    """The row number that a word prints: "12", "12." or "(12)"."""
    return int(re.sub(r"\D", "", word.text))


@dataclass
class _Page:
    """What is known of the rows on a page: the numbers, the drawn lines beside them, the columns."""

    numbers: list[Word]
    edges: list[float]
    ceiling: float
    floor: float
    continues: bool
    bounds: dict[str, Span] = field(default_factory=dict)
    left: float = 0
    right: float = 0

    def __post_init__(self) -> None:
        self.size = self.numbers[0].size
        self.closed = (
            self.numbers[0].middle - self.ceiling <= _CLOSING * self.size,
            self.floor - self.numbers[-1].middle <= _CLOSING * self.size,
        )

    def place_columns(self, words: list[Word], columns: Mapping[str, Span], *, headed: bool) -> None:
        """From where to where each column reaches: by its words, which must stand in the order of the headings."""
        reach = _REACH * self.size
        top, bottom = self.numbers[0].middle - reach, self.numbers[-1].middle + reach
        inside = [w for w in words if max(self.ceiling, top) <= w.middle <= min(self.floor, bottom)]
        # A sentence below the table may hold figures too; they stand level with no row number.
        level = [w for w in inside if any(abs(w.middle - n.middle) <= 0.3 * n.size for n in self.numbers)]
        figures = [
            [w for w in some if FIGURE.fullmatch(w.text) or (w.text in DASHES and _nearest(w, columns) in FIGURES)]
            for some in (level, inside)
        ]
        reaches = {"no": _hull(self.numbers), "predikat": columns["predikat"]}
        reaches |= _figure_columns(figures[0] or figures[1], columns, reaches["no"], headed=headed)
        grades = [w for w in inside if w.text.casefold() in GRADE_WORDS and _nearest(w, columns) == "predikat"]
        if grades:
            reaches["predikat"] = _hull(grades)
        left, order = float("-inf"), list(columns)
        for column, after in pairwise([*order, ""]):
            if not after:
                right = float("inf")
            elif column == "name":
                right = reaches[after][0] - 1
            elif after == "name":
                right = reaches[column][1] + 1
            else:
                right = (reaches[column][1] + reaches[after][0]) / 2
            if right <= left:
                raise RowProblem(f"the words do not stand in the order of the heading: {', '.join(order)}")
            self.bounds[column], left = (left, right), right
        outer = [*reaches.values(), *((w.x0, w.x1) for w in level)]
        self.left, self.right = min(x0 for x0, _ in outer) - 1, max(x1 for _, x1 in outer) + 1

    def column_of(self, word: Word) -> str:
        """The column in which a word's middle lies."""
        middle = (word.x0 + word.x1) / 2
        return next(column for column, (x0, x1) in self.bounds.items() if x0 <= middle < x1)

    def holds(self, word: Word) -> bool:
        """Whether a word lies as a whole in its column."""
        x0, x1 = self.bounds[self.column_of(word)]
        return x0 - 1 <= word.x0 and word.x1 <= x1 + 1

    def spans(self, words: list[Word]) -> dict[str, Span]:
        """Where each column's words stand; the column itself where it has none."""
        held = {column: [w for w in words if self.column_of(w) == column] for column in self.bounds}
        return {
            column: _hull(held[column]) if held[column] else (max(x0, self.left), min(x1, self.right))
            for column, (x0, x1) in self.bounds.items()
        }

    def fits(self, line: Line) -> bool:
        """Whether a line without a row number can belong to a row: every word is of its column's kind."""
        kinds = {"no": lambda text: False, "name": lambda text: True, "predikat": lambda t: t.casefold() in GRADE_WORDS}
        return any(c.isalpha() or FIGURE.fullmatch(w.text) for w in line for c in w.text) and all(
            self.holds(w) and kinds.get(self.column_of(w), FIGURE.fullmatch)(w.text) for w in line
        )

    def body(self, lines: list[Line]) -> tuple[int, int]:
        """From which line to before which line the rows reach, with all lines that might belong to them."""
        holds = [at for at, line in enumerate(lines) if any(w is number for w in line for number in self.numbers)]
        start, end = holds[0], holds[-1] + 1
        while start > 0 and self._joins(lines[start - 1], lines[start], closed=self.closed[0]):
            start -= 1
        while end < len(lines) and self._joins(lines[end], lines[end - 1], closed=self.closed[1]):
            end += 1
        return start, end

    def _joins(self, line: Line, beside: Line, *, closed: bool) -> bool:
        if closed or not self.ceiling < line[0].middle < self.floor:
            return self.ceiling < line[0].middle < self.floor
        near = abs(line[0].middle - beside[0].middle) <= _SUSPECT * line[0].size
        return near and not other_print(line[0], beside[0]) and self.fits(line)

    def continued(self, above: list[Line], first: Line, *, headed: bool) -> list[Line]:
        """The lines above the first row that end the row of the page before: in a drawn box of their own."""
        taken: list[Line] = []
        for line in reversed(above):
            boxed = self.closed[0] and any(y < line[0].middle for y in self.edges)
            if not (self.continues and (boxed or headed) and self.closed[0] and self.fits(line)):
                near = (taken or [first])[0][0].middle - line[0].middle <= _SUSPECT * line[0].size
                if headed or (self.continues and near and self.fits(line)):
                    raise RowProblem(f"the text {text_of(line)!r} above the first row belongs to no row")
                break
            taken.insert(0, line)
        return taken

    def share(self, body: list[Word], drawn: list[DrawnLine], find_cells: FindCells, *, ruled: bool) -> list[Line]:
        """The words of each row, as the cells hold them."""
        top = self.ceiling if self.closed[0] else min(w.top for w in body) - 1
        bottom = self.floor if self.closed[1] else max(w.bottom for w in body) + 1
        levels = [top, *(y for y in self.edges if top < y < bottom), bottom]
        cuts = self._cuts(body, levels, ruled=ruled)
        horizontals = [line for line in drawn if top - 2 <= line.y <= bottom + 2]
        rules = [line for line in horizontals if any(abs(line.y - y) <= 1 for y in self.edges)]
        # A word may reach over the table's edge; drawn lines do not reach further for that.
        left = max(self.left, min((line.x0 for line in rules), default=self.left))
        right = min(self.right, max((line.x1 for line in rules), default=self.right))
        horizontals += [DrawnLine(y, left, right) for y in (top, *cuts, bottom)]
        edges = [left, *(x1 for _, x1 in list(self.bounds.values())[:-1]), right]
        cells = find_cells(edges, horizontals)
        shared: list[Line] = []
        for number in self.numbers:
            x, y = (number.x0 + number.x1) / 2, number.middle
            above, below = next(((c[1], c[3]) for c in cells if c[0] <= x <= c[2] and c[1] <= y <= c[3]), (0, 0))
            if sum(abs(c[1] - above) + abs(c[3] - below) < 1 for c in cells) != len(self.bounds):
                raise RowProblem(f"the cells of row {number_of(number)} do not stand side by side")
            shared.append([w for w in body if above < w.middle <= below])
        if sum(map(len, shared)) != len(body):
            held = {id(w) for row in shared for w in row}
            raise RowProblem(f"the text {text_of([w for w in body if id(w) not in held])!r} belongs to no row")
        return shared

    def _cuts(self, body: list[Word], levels: list[float], *, ruled: bool) -> list[float]:
        """The heights that part the rows between drawn lines which hold several, or are open."""
        cautious = self.continues and not ruled
        whole = _parted(body, self.numbers, cautious=cautious) or []
        cuts: list[float] = []
        for above, below in pairwise(levels):
            words = [w for w in body if above < w.middle <= below]
            held = [n for n in self.numbers if above < n.middle <= below]
            if words and not held:
                raise RowProblem(f"the text {text_of(words)!r} belongs to no row")
            at_top = above == levels[0]
            closed = (self.closed[0] or not at_top) and (self.closed[1] or below != levels[-1])
            if not held or (len(held) == 1 and closed and not (cautious and at_top)):
                continue
            within: list[float] | None = [y for y in whole if above < y < below]
            if not whole or len(within or []) != len(held) - 1:
                within = _parted(words, held, cautious=cautious and at_top)
            if within is None:
                names = [w for w in words if self.column_of(w) == "name"]
                shown = " / ".join(text_of(line) for line in lines_of(names)[:6])
                raise RowProblem(
                    f"rows {number_of(held[0])} to {number_of(held[-1])} are parted neither by drawn lines nor by "
                    f"wider gaps, so which line of the names belongs to which row is not clear ({shown})"
                )
            cuts += within
        return cuts


def _parted(words: list[Word], numbers: list[Word], *, cautious: bool) -> list[float] | None:
    """The middles of the gaps that part the rows, None when they are not clearly wider than those inside rows.

    Args:
        words: the words of these rows.
        numbers: their row numbers; each part must hold one.
        cautious: whether the first lines may belong to a row of the page before.
    """
    layers: list[list[float]] = []
    for word in sorted(words, key=lambda w: w.top):
        if layers and word.top < layers[-1][1]:
            layers[-1][1] = max(layers[-1][1], word.bottom)
        else:
            layers.append([word.top, word.bottom])
    gaps = sorted(((b[0] - a[1], (a[1] + b[0]) / 2) for a, b in pairwise(layers)), reverse=True)
    between, inside = gaps[: len(numbers) - 1], gaps[len(numbers) - 1 :]
    cuts = sorted(y for _, y in between)
    for above, below in pairwise([float("-inf"), *cuts, float("inf")]):
        if sum(above < n.middle < below for n in numbers) != 1:
            return None
    widest = max((gap for gap, _ in inside), default=0.0)
    if between:
        return cuts if not inside or between[-1][0] > widest + _WIDER else None
    led = cautious and inside and layers[0][1] < numbers[0].middle
    return None if led or widest > _INSIDE * numbers[0].size else []


def _until_total(lines: list[Line], columns: Mapping[str, Span], found: PageRows) -> list[Line]:
    """The lines down to a row of totals or means, which is no agency's."""
    for at, line in enumerate(lines):
        words = [w for w in line if not FIGURE.fullmatch(w.text) and w.text.casefold() not in GRADE_WORDS]
        if words and _TOTAL.match(text_of(words)) and words[0].x0 < columns["name"][1]:
            if figures := [w for part in lines[at : at + 3] for w in part if FIGURE.fullmatch(w.text)]:
                found.total = text_of(line)
                found.top, found.bottom = line[0].top, max(w.bottom for w in figures)
            return lines[:at]
    return lines


def _row_numbers(lines: list[Line], columns: Mapping[str, Span], first: set[int], *, headed: bool) -> list[Word]:
    """The row numbers, from the top, without a gap: under "No", with a figure or grade beside; a page number has none.

    Raises:
        RowProblem: when the numbers below a heading do not begin, or do not go on, as they must.
    """
    words = [word for line in lines for word in line]
    marks = [w for w in words if (FIGURE.fullmatch(w.text) or w.text.casefold() in GRADE_WORDS)
             and _nearest(w, columns) in {*FIGURES, "predikat"}]  # fmt: skip
    if next(iter(columns)) == "no":
        # "No" may stand left and the numbers right in a wide column: what counts is that nothing is left of them.
        limit = list(columns.values())[1][1]
        found = [line[0] for line in lines if _NUMBER.fullmatch(line[0].text) and line[0].x1 < limit]
    else:
        found = [w for w in words if _NUMBER.fullmatch(w.text) and _nearest(w, columns) == "no"]
    found = [w for w in found if any(abs(m.middle - w.middle) <= _REACH * w.size for m in marks)]
    leftmost = min(found, key=lambda w: w.x0, default=None)
    found = [w for w in found if leftmost is not None and w.x0 < leftmost.x1 + leftmost.size]
    if not found and headed and marks:
        raise RowProblem("figures stand under the heading, but no row number stands under 'No'")
    if not found or (not headed and number_of(found[0]) not in first):
        return []
    if number_of(found[0]) not in first:
        expected = " or ".join(map(str, sorted(first)))
        raise RowProblem(f"the first row has the number {number_of(found[0])}, not {expected}")
    for before, after in pairwise(found):
        if number_of(after) != number_of(before) + 1:
            raise RowProblem(f"after row {number_of(before)} comes {number_of(after)}")
    return found


def _figure_columns(
    figures: list[Word], columns: Mapping[str, Span], numbers: Span, *, headed: bool
) -> dict[str, Span]:
    """Where the figures of each column stand: in the order of the headings, or below one heading each."""
    headings = [column for column in columns if column in FIGURES]
    clusters: list[list[Word]] = []
    for word in sorted(figures, key=lambda w: w.x0):
        if clusters and word.x0 < max(w.x1 for w in clusters[-1]):
            clusters[-1].append(word)
        else:
            clusters.append([word])
    examples = ", ".join(cluster[0].text for cluster in clusters)
    if len(clusters) > len(headings):
        raise RowProblem(f"{len(clusters)} columns of figures ({examples}) stand under {len(headings)} headings")
    hulls = [_hull(cluster) for cluster in clusters]
    below = [[c for c in headings if columns[c][0] < x1 and x0 < columns[c][1]] for x0, x1 in hulls]
    if len(clusters) == len(headings):
        clear = not headed or all(not over or column in over for column, over in zip(headings, below, strict=True))
        below = [[column] for column in headings]
    else:
        # Below the places of another page, columns count only where the page is not set further left or right.
        clear = headed or _touch(numbers, columns["no"])
    if not clear or any(len(over) != 1 for over in below):
        missing = len(headings) - len(clusters)
        raise RowProblem(f"{missing} columns of figures are empty, and it is not clear which (there are {examples})")
    return {column: columns[column] for column in headings} | {
        over[0]: hull for over, hull in zip(below, hulls, strict=True)
    }


def _only_continued(
    lines: list[Line], drawn: list[DrawnLine], columns: Mapping[str, Span], found: PageRows,
    *, headed: bool, before: PageRows | None,
) -> PageRows | None:  # fmt: skip
    """What a page without a row number holds of the table: the end of the last row, a total, or nothing.

    Raises:
        RowProblem: when a line begins where names do and no drawn box says that it is the last row's.
    """
    if before is None or before.layout is None:
        return found if found.total else None
    found.columns, found.ruled, found.layout = before.columns, before.ruled, before.layout
    edges = covering(drawn, *columns["name"])
    for line in lines:
        boxed = any(y < line[0].middle for y in edges) and any(y > line[0].middle for y in edges)
        if not found.layout.fits(line):
            if headed:
                raise RowProblem(f"the text {text_of(line)!r} under the heading belongs to no row")
            if boxed or found.continued:
                break
            continue
        held = {column: [w for w in line if found.layout.column_of(w) == column] for column in found.layout.bounds}
        begins_as_names_do = abs(line[0].x0 - before.columns["name"][0]) <= 2  # noqa: PLR2004
        closed = any(0 < y - line[0].middle <= _CLOSING * line[0].size for y in edges)
        if found.ruled and not boxed and not closed:
            break
        if not (found.ruled and boxed) and (begins_as_names_do or held["name"] != line):
            raise RowProblem(f"whether {text_of(line)!r} belongs to the last row of the page before is not clear")
        if found.ruled and boxed:
            found.continued |= {c: join([found.continued.get(c, ""), text_of(w)]) for c, w in held.items() if w}
            found.top, found.bottom = found.top or line[0].top, max(w.bottom for w in line)
    return found if found.continued or found.total else None


def _row_of(number: Word, words: list[Word], page: _Page) -> dict[str, str]:
    """The texts of a row by column.

    Raises:
        RowProblem: when a cell holds what it cannot.
    """
    row = number_of(number)
    cells = {}
    for column in page.bounds:
        held = [w for w in words if page.column_of(w) == column and w is not number]
        lines = lines_of(held)
        texts = [text_of(line) for line in lines]
        if (column == "no" and held) or (column in FIGURES and len(held) > 1):
            raise RowProblem(f"row {row} has more than one word under {column}: {' / '.join(texts)!r}")
        over = any(a.bottom - b.top > 0.5 * a.size and a.x0 < b.x1 and b.x0 < a.x1
                   for upper, lower in pairwise(lines) for a in upper for b in lower)  # fmt: skip
        if over or not all(map(page.holds, held)):
            raise RowProblem(f"row {row}, {column}: words run into each other ({' / '.join(texts)!r})")
        # Thousands of rows share their few figures and grades.
        cells[column] = sys.intern(number.text.strip("().") if column == "no" else join(texts))
        if problem := unreadable(cells[column]):
            raise RowProblem(f"row {row}, {column} {cells[column]!r}: {problem}")
    if re.search(r"\d[.,]\d\d", cells["name"]):
        raise RowProblem(f"row {row}: words run into each other ({cells['name']!r})")
    return cells


def problem_of(cells: Mapping[str, str]) -> str | None:
    """What is wrong with the texts of a whole row, all its pages together; None when nothing is."""
    row = cells["no"]
    for column in FIGURES:
        if not _FIGURE_CELL.fullmatch(cells.get(column, "")) and cells[column] not in DASHES:
            return f"row {row}, {column}: {cells[column]!r} is no figure with one or two decimals"
    if cells["predikat"].casefold() not in _GRADES:
        return f"row {row}: {cells['predikat']!r} is none of the grades {', '.join(PREDIKAT)}"
    if not cells["name"]:
        return f"row {row} has no name"
    if not cells["index"] and not cells["predikat"]:
        return f"row {row} ({cells['name']}) has neither index nor predikat"
    return None


def _nearest(word: Word, columns: Mapping[str, Span]) -> str:
    """The heading to which a word stands nearest; right below several, the one whose middle is nearest."""

    def away(column: str) -> tuple[float, float]:
        x0, x1 = columns[column]
        return max(x0 - word.x1, word.x0 - x1, 0), abs(x0 + x1 - word.x0 - word.x1)

    return min(columns, key=away)


def _hull(words: list[Word]) -> Span:
    return min(w.x0 for w in words), max(w.x1 for w in words)


def _touch(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
