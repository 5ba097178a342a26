"""The rows under a table's heading on one PDF page, as pdfplumber's table finder parts them.

The finder gets the edges of the columns, told from the heading and the figures, and those of the rows: drawn lines, or
the gaps between rows where none are drawn. Every word must stand in one cell, as a whole, and every row have a number.
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
from sources.statements.statements import PREDIKAT, grade_of

_NUMBER = re.compile(r"\(?(\d{1,4})[.)]?")
_FIGURE_CELL = re.compile(r"\d{0,3}[.,]\d{1,2}|\d|")
_TOTAL = re.compile(r"(?:\W|nilai\b|indeks\b)*(?:rata\b|rerata\b|total\b|jumlah\b|mean\b)", re.I)
#: In parts of the letters' size: how wide gaps inside a cell may be, and how far a line may stand from the rows and
#: still be suspected to belong to one.
_INSIDE, _SUSPECT = 0.7, 4.0
#: A running head has fewer lines than this.
_FIRST_LINES = 4
#: In points: gaps between rows are wider than those inside them by this; lines of one table end at most so far apart.
_WIDER, _SAME_EDGE = 1.0, 3.0

#: Finds the cells, row by row, that vertical and horizontal lines part.
FindCells = Callable[[list[float], list[float]], list[list[Cell]]]


class RowProblem(Exception):
    """The rows cannot be told for sure."""


@dataclass
class PageRows:
    """What one page holds of a table: rows by number, each with its cells' texts by column, and where they stand."""

    columns: dict[str, Span] = field(default_factory=dict)
    ruled: bool = False  # whether drawn lines part all rows
    width: float = float("inf")  # how wide these lines are at most
    rows: dict[int, dict[str, str]] = field(default_factory=dict)
    continued: dict[str, str] = field(default_factory=dict)  # the end of the last row of the page before, by column
    total: str = ""  # the row of totals or means that is left out
    top: float = float("inf")
    bottom: float = float("-inf")

    def column_of(self, word: Word) -> str:
        """The column that holds a word as a whole, "" when none does."""
        return next((c for c, (x0, x1) in self.columns.items() if x0 - 1 <= word.x0 and word.x1 <= x1 + 1), "")

    def fits(self, line: Line) -> bool:
        """Whether a line without a row number can belong to a row: every word is of its column's kind."""
        says = any(FIGURE.fullmatch(w.text) or any(map(str.isalpha, w.text)) for w in line)
        return says and all(_suits(self.column_of(w), w.text) for w in line)


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
        columns: where each heading stands, or, without one, each column on the page before.
        first: the numbers that the first row may have.
        find_cells: finds cells on the page.
        headed: whether the lines begin right below a heading.
        before: what the page before held of the table, None when the table begins here.
        ruled: whether drawn lines parted the rows of the last page that had several.

    Raises:
        RowProblem: when a word or line cannot be assigned for sure.
    """
    lines, total = _until_total(lines, columns)
    numbers = _row_numbers(lines, columns, first, headed=headed)
    if not numbers:
        if before is None:
            return PageRows(total=total) if total else None
        found = PageRows(before.columns, ruled, before.width, total=total)
        edges = [rule.y for rule in covering(drawn, *columns["name"]) if rule.width <= found.width]
        _take_above(lines, None, edges, found, headed=headed, continues=True)
        return found if found.continued or found.total else None
    rules = covering(drawn, min(numbers[0].x0, columns["name"][0]), max(numbers[0].x1, columns["name"][1]))
    # A border around the page is no line of the table.
    nearest = sorted(rules, key=lambda rule: abs(rule.y - numbers[0].middle))
    width = nearest[0].width + _SAME_EDGE if nearest else float("inf")
    edges = [rule.y for rule in rules if rule.width <= width]
    parted = [any(a.middle < y < b.middle for y in edges) for a, b in pairwise(numbers)]
    ruled = all(parted) if parted else ruled
    start, end = _extent(lines, numbers, edges)
    body = [word for line in lines[start:end] for word in line]
    found = PageRows(
        _place_columns(body, numbers, columns), ruled, width, total=total, top=_top(body), bottom=_bottom(body)
    )
    if ruled:
        cuts = [y for y in edges if numbers[0].middle < y < numbers[-1].middle]
    else:
        cuts = _gaps(body, numbers, led=before is not None and (not headed or not parted))
    _take_cells(body, numbers, cuts, find_cells, found)
    _take_above(lines[:start], lines[start], edges, found, headed=headed, continues=before is not None)
    for line in lines[end : end + 1]:
        outside = any(found.bottom < y < line[0].middle for y in edges) and not any(y > line[0].middle for y in edges)
        if found.fits(line) and not outside and line[0].middle - found.bottom <= _SUSPECT * line[0].size:
            raise RowProblem(f"the text {text_of(line)!r} below the last row belongs to no row")
    return found


def number_of(word: Word) -> int:
    """The row number that a word prints: "12", "12." or "(12)"."""
    return int(re.sub(r"\D", "", word.text))


def _until_total(lines: list[Line], columns: Mapping[str, Span]) -> tuple[list[Line], str]:
    """The lines down to a row of totals or means, which is no agency's, and that row."""
    for at, line in enumerate(lines):
        words = [w for w in line if not FIGURE.fullmatch(w.text) and w.text.casefold() not in GRADE_WORDS]
        named = words and _TOTAL.match(text_of(words)) and words[0].x0 < columns["name"][1]
        if named and any(FIGURE.fullmatch(w.text) for part in lines[at : at + 3] for w in part):
            return lines[:at], text_of(line)
    return lines, ""


def _row_numbers(lines: list[Line], columns: Mapping[str, Span], first: set[int], *, headed: bool) -> list[Word]:
    """The row numbers, from the top, without a gap: left of the names, with a figure or grade beside them.

    Raises:
        RowProblem: when the numbers below a heading do not begin, or do not go on, as they must.
    """
    marked = [
        line for line in lines
        if any(_suits(column, w.text) and column != "name" for w in line for column in [_nearest(w, columns)])
    ]  # fmt: skip
    # "No" may stand left and the numbers right in a wide column: what counts is that nothing is left of them.
    found = [line[0] for line in marked if _NUMBER.fullmatch(line[0].text) and line[0].x1 < columns["name"][1]]
    found = [word for word in found if all(word.x0 < other.x1 + other.size for other in found)]
    if headed and marked and not found:
        raise RowProblem("figures stand under the heading, but no row number stands under 'No'")
    if found and number_of(found[0]) not in first:
        if not headed:
            return []
        expected = " or ".join(map(str, sorted(first)))
        raise RowProblem(f"the first row has the number {number_of(found[0])}, not {expected}")
    for before, after in pairwise(found):
        if number_of(after) != number_of(before) + 1:
            raise RowProblem(f"after row {number_of(before)} comes {number_of(after)}")
    return found


def _extent(lines: list[Line], numbers: list[Word], edges: list[float]) -> tuple[int, int]:
    """From which line to before which line the rows reach: as far as lines follow closely, between drawn lines."""
    ceiling = max((y for y in edges if y < numbers[0].middle), default=float("-inf"))
    floor = min((y for y in edges if y > numbers[-1].middle), default=float("inf"))
    holds = [at for at, line in enumerate(lines) if line[0] in numbers]
    start, end = holds[0], holds[-1] + 1

    def follows(line: Line) -> bool:
        body = [word for line in lines[start:end] for word in line]
        gap = max(_top(body) - _bottom(line), _top(line) - _bottom(body))
        return ceiling < line[0].middle < floor and gap <= _INSIDE * line[0].size

    while start > 0 and follows(lines[start - 1]):
        start -= 1
    while end < len(lines) and follows(lines[end]):
        end += 1
    return start, end


def _take_above(
    above: list[Line], below: Line | None, edges: list[float], found: PageRows, *, headed: bool, continues: bool
) -> None:
    """Take the lines above the first row that end the row of the page before: in a drawn box of their own.

    Raises:
        RowProblem: when a line may be such an end, and no box says so.
    """
    end = below[0].middle if below is not None else float("inf")
    for at, line in enumerate(above):
        y, fits = line[0].middle, found.fits(line)
        boxed = found.ruled and any(edge < y for edge in edges) and any(y < edge < end for edge in edges)
        near = end - y <= _SUSPECT * line[0].size if below is not None else at < _FIRST_LINES
        if continues and boxed and fits and (near or below is not None or found.continued):
            for column in found.columns:
                if held := [w for w in line if found.column_of(w) == column]:
                    found.continued[column] = join([found.continued.get(column, ""), text_of(held)])
        elif below is None and found.continued:
            break
        elif headed or (near and (boxed or fits)):
            raise RowProblem(f"whether {text_of(line)!r} belongs to the last row of the page before is not clear")


def _gaps(body: list[Word], numbers: list[Word], *, led: bool) -> list[float]:
    """The middles of the gaps that part the rows; with `led`, the first lines may belong to a row of the page before.

    Raises:
        RowProblem: when they are not clearly wider than the gaps inside rows, or part other than one number each.
    """
    layers: list[list[float]] = []
    for word in sorted(body, key=lambda w: w.top):
        if layers and word.top < layers[-1][1]:
            layers[-1][1] = max(layers[-1][1], word.bottom)
        else:
            layers.append([word.top, word.bottom])
    gaps = sorted(((b[0] - a[1], (a[1] + b[0]) / 2) for a, b in pairwise(layers)), reverse=True)
    between, inside = gaps[: len(numbers) - 1], gaps[len(numbers) - 1 :]
    cuts = sorted(y for _, y in between)
    levels = pairwise([float("-inf"), *cuts, float("inf")])
    clear = all(sum(above < number.middle < below for number in numbers) == 1 for above, below in levels)
    clear = clear and not (between and inside and between[-1][0] <= inside[0][0] + _WIDER)
    if not clear or (led and layers[0][1] < numbers[0].middle):
        shown = [w for w in body if w.text.casefold() not in GRADE_WORDS and w.text[0].isalpha()]
        names = " / ".join(text_of(line) for line in lines_of(shown))
        raise RowProblem(
            f"rows {number_of(numbers[0])} to {number_of(numbers[-1])} are parted neither by drawn lines nor by wider "
            f"gaps, so which line of the names belongs to which row is not clear ({names})"
        )
    return cuts


def _place_columns(body: list[Word], numbers: list[Word], columns: Mapping[str, Span]) -> dict[str, Span]:
    """From where to where each column reaches: its figures stand below each other, in the order of the headings.

    Raises:
        RowProblem: when they do not, or when a column has no figures and the others stand not below one heading each.
    """
    grades, clusters, headings = [], list[list[Word]](), [column for column in columns if column in FIGURES]
    for word in sorted(body, key=lambda w: w.x0):
        column = _nearest(word, columns)
        if column != "name" and _suits("predikat", word.text):
            grades.append(word)
        elif column in FIGURES and (_suits(column, word.text) or word.text in DASHES):
            if not clusters or word.x0 >= max(w.x1 for w in clusters[-1]):
                clusters.append([])
            clusters[-1].append(word)
    hulls = [(min(w.x0 for w in words), max(w.x1 for w in words)) for words in [numbers, *clusters, grades] if words]
    over = [
        [c for c in headings if columns[c][0] < x1 and x0 < columns[c][1]] for x0, x1 in hulls[1 : len(clusters) + 1]
    ]
    placed = headings if len(clusters) == len(headings) else [column for found in over for column in found]
    clear = len(placed) == len(set(placed)) == len(clusters)
    if not clear or any(found and column not in found for column, found in zip(placed, over, strict=True)):
        examples = ", ".join(words[0].text for words in clusters)
        raise RowProblem(
            f"{len(clusters)} columns of figures ({examples}) stand below {len(headings)} headings, and it is "
            "not clear which below which"
        )
    known = dict(zip(["no", *placed, *(["predikat"] if grades else [])], hulls, strict=True))
    bounds, left, reaches = {}, min(w.x0 for w in body) - 1, {**columns, **known}
    for column, after in pairwise([*columns, ""]):
        if not after:
            right = max(w.x1 for w in body) + 1
        elif "name" in {column, after}:
            right = reaches[after][0] - 1 if column == "name" else reaches[column][1] + 1
        else:
            right = (reaches[column][1] + reaches[after][0]) / 2
        if right <= left:
            raise RowProblem(f"the words do not stand in the order of the heading: {', '.join(columns)}")
        bounds[column], left = (left, right), right
    return bounds


def _take_cells(
    body: list[Word], numbers: list[Word], cuts: list[float], find_cells: FindCells, found: PageRows
) -> None:
    """Take each row's texts out of the cells that the columns' and rows' edges part.

    Raises:
        RowProblem: when a word stands in no cell, or a cell holds what it cannot.
    """
    xs = [next(iter(found.columns.values()))[0], *(x1 for _, x1 in found.columns.values())]
    taken = 0
    for cells in find_cells(xs, [found.top - 1, *cuts, found.bottom + 1]):
        within = [word for word in body if cells[0][1] <= word.middle < cells[0][3]]
        row = next((number for number in numbers if number in within), None)
        if within and row is None:
            raise RowProblem(f"the text {text_of(within)!r} belongs to no row")
        if row is None or len(cells) != len(found.columns):
            continue  # between the lines of a double rule
        held = {
            column: [word for word in within if x0 <= (word.x0 + word.x1) / 2 < x1]
            for column, (x0, _, x1, _) in zip(found.columns, cells, strict=True)
        }
        taken += sum(map(len, held.values()))
        found.rows[number_of(row)] = {c: _text_in(c, words, number_of(row), found) for c, words in held.items()}
    if taken != len(body) or list(found.rows) != list(map(number_of, numbers)):
        raise RowProblem(f"the cells of rows {number_of(numbers[0])} to {number_of(numbers[-1])} do not hold all words")


def _text_in(column: str, words: list[Word], row: int, page: PageRows) -> str:
    lines = lines_of(words)
    text = sys.intern(join([text_of(line) for line in lines]))  # thousands of rows share few figures and grades
    if column in {"no", *FIGURES} and len(words) > 1:
        raise RowProblem(f"row {row} has more than one word under {column}: {text!r}")
    over = any(a.bottom - b.top > 0.5 * a.size and a.x0 < b.x1 and b.x0 < a.x1
               for upper, lower in pairwise(lines) for a in upper for b in lower)  # fmt: skip
    glued = column == "name" and re.search(r"\d[.,]\d\d", text)
    if over or glued or any(page.column_of(word) != column or other_print(word, words[0]) for word in words):
        raise RowProblem(f"row {row}, {column}: words run into each other ({text!r})")
    if problem := unreadable(text):
        raise RowProblem(f"row {row}, {column} {text!r}: {problem}")
    return text.strip("().") if column == "no" else text


def problem_of(cells: Mapping[str, str]) -> str | None:
    """What is wrong with the texts of a whole row, all its pages together; None when nothing is."""
    row = cells["no"]
    for column in FIGURES:
        if not _FIGURE_CELL.fullmatch(cells.get(column, "")) and cells[column] not in DASHES:
            return f"row {row}, {column}: {cells[column]!r} is no figure with one or two decimals"
    if cells["predikat"] not in {"", *DASHES} and grade_of(cells["predikat"]) is None:
        return f"row {row}: {cells['predikat']!r} is none of the grades {', '.join(PREDIKAT)}"
    if not cells["name"]:
        return f"row {row} has no name"
    if not cells["index"] and not cells["predikat"]:
        return f"row {row} ({cells['name']}) has neither index nor predikat"
    return None


def _suits(column: str, text: str) -> bool:
    """Whether a column other than that of the row numbers can hold such a word."""
    if column == "predikat":
        return text.casefold() in GRADE_WORDS
    return column == "name" or (column in FIGURES and FIGURE.fullmatch(text) is not None)


def _nearest(word: Word, columns: Mapping[str, Span]) -> str:
    """The heading to which a word stands nearest; right below several, the one whose middle is nearest."""

    def away(column: str) -> tuple[float, float]:
        x0, x1 = columns[column]
        return max(x0 - word.x1, word.x0 - x1, 0), abs(x0 + x1 - word.x0 - word.x1)

    return min(columns, key=away)


def _top(words: list[Word]) -> float:
    return min(word.top for word in words)


def _bottom(words: list[Word]) -> float:
    return max(word.bottom for word in words)
