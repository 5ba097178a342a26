"""The columns of a table on one PDF page: row numbers, and from where to where each column reaches.

The headings say the order of the columns; the words under them say the places, since a heading may stand centred
over a column whose words stand left or right.

Belongs here: row numbers, the columns' places. Does not belong here: rows (pdf_table_rows.py).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import combinations, pairwise

from sources.reading.pdf import Word
from sources.reading.pdf_lines import DASHES, FIGURE, GRADES, SAME, Line, Span
from sources.reading.pdf_table_head import FIGURES

_NUMBER = re.compile(r"\(?(\d{1,4})[.)]?")
#: A row's figures stand at most this far above or below its number, in parts of the letters' size.
REACH = 2.6


class RowProblem(Exception):
    """The rows cannot be told for sure."""


def row_numbers(lines: list[Line], columns: Mapping[str, Span], first: set[int], *, must_begin: bool) -> list[Word]:
    """The row numbers, from the top, without a gap.

    A number counts when it stands under "No" and a figure or grade stands in its row; a page number does not.

    Args:
        lines: the lines to look through.
        columns: the place of each heading.
        first: what the first number may be.
        must_begin: whether a first number that may not be is an error; else there are no rows.

    Raises:
        RowProblem: when the numbers do not begin or do not go on as they must.
    """
    words = [word for line in lines for word in line]
    marks = [w for w in words if (FIGURE.fullmatch(w.text) or w.text.casefold() in GRADES)
             and _nearest(w, columns) in {*FIGURES, "predikat"}]  # fmt: skip
    if next(iter(columns)) == "no":
        # "No" may stand left and the numbers right in a wide column: what counts is that nothing is left of them.
        limit = list(columns.values())[1][1]
        found = [line[0] for line in lines if _NUMBER.fullmatch(line[0].text) and line[0].x1 < limit]
    else:
        found = [w for w in words if _NUMBER.fullmatch(w.text) and _nearest(w, columns) == "no"]
    found = [w for w in found if any(abs(m.middle - w.middle) <= REACH * w.size for m in marks)]
    leftmost = min(found, key=lambda w: w.x0, default=None)
    found = [w for w in found if leftmost is not None and w.x0 < leftmost.x1 + leftmost.size]
    if not found or (not must_begin and number_of(found[0]) not in first):
        if must_begin and marks:
            raise RowProblem("figures stand under the heading, but no row number stands under 'No'")
        return []
    if number_of(found[0]) not in first:
        raise RowProblem(
            f"the first row has the number {number_of(found[0])}, not {' or '.join(map(str, sorted(first)))}"
        )
    for before, after in pairwise(found):
        if number_of(after) != number_of(before) + 1:
            raise RowProblem(f"after row {number_of(before)} comes {number_of(after)}")
    return found


def number_of(word: Word) -> int:
    """The row number that a word prints: "12", "12." or "(12)"."""
    return int(re.sub(r"\D", "", word.text))


def column_of(word: Word, bounds: Mapping[str, Span]) -> str:
    """The column in which a word's middle lies."""
    middle = (word.x0 + word.x1) / 2
    return next(column for column, (x0, x1) in bounds.items() if x0 <= middle < x1)


def bounds_of(
    words: list[Word], numbers: list[Word], columns: Mapping[str, Span], centers: Mapping[str, float], span: Span
) -> tuple[dict[str, Span], dict[str, float]]:
    """From where to where each column reaches, and the middles of the columns of figures.

    Args:
        words: the words under the heading.
        numbers: the row numbers.
        columns: the place of each heading, from left to right.
        centers: the middles of the columns of figures, where they are known.
        span: the heights between which rows can stand.

    Raises:
        RowProblem: when the words do not stand in as many columns as the heading names, or in another order.
    """
    reach = REACH * numbers[0].size
    top, bottom = max(span[0], numbers[0].middle - reach), min(span[1], numbers[-1].middle + reach)
    inside = [w for w in words if top <= w.middle <= bottom]
    figures = [w for w in inside if FIGURE.fullmatch(w.text) or (w.text in DASHES and _nearest(w, columns) in FIGURES)]
    # A sentence below the table may hold figures too; they stand level with no row number.
    level = [w for w in figures if any(abs(w.middle - n.middle) <= SAME * n.size for n in numbers)]
    reaches = _figure_columns(level or figures, columns, centers)
    middles = {column: (x0 + x1) / 2 for column, (x0, x1) in reaches.items()}
    reaches["no"] = _hull(numbers)
    grades = [w for w in inside if w.text.casefold() in GRADES and _nearest(w, columns) == "predikat"]
    reaches["predikat"] = _hull(grades) if grades else columns["predikat"]
    bounds, left = {}, float("-inf")
    order = list(columns)
    for column, after in zip(order, [*order[1:], None], strict=True):
        if after is None:
            right = float("inf")
        elif column == "name":
            right = reaches[after][0] - 1
        elif after == "name":
            right = reaches[column][1] + 1
        else:
            right = (reaches[column][1] + reaches[after][0]) / 2
        if right <= left:
            raise RowProblem(f"the words do not stand in the order of the heading: {', '.join(order)}")
        bounds[column], left = (left, right), right
    return bounds, middles


def _figure_columns(figures: list[Word], columns: Mapping[str, Span], centers: Mapping[str, float]) -> dict[str, Span]:
    """Which figures stand under which heading: in the order of the headings, one column of figures each."""
    headed = [column for column in columns if column in FIGURES]
    clusters: list[list[Word]] = []
    for word in sorted(figures, key=lambda w: w.x0):
        if clusters and word.x0 < max(w.x1 for w in clusters[-1]):
            clusters[-1].append(word)
        else:
            clusters.append([word])
    if len(clusters) > len(headed):
        examples = ", ".join(cluster[0].text for cluster in clusters)
        raise RowProblem(f"{len(clusters)} columns of figures ({examples}) stand under {len(headed)} headings")
    targets = [centers.get(column, sum(columns[column]) / 2) for column in headed]
    taken = _best_fit([sum(_hull(cluster)) / 2 for cluster in clusters], targets)
    found = {headed[at]: _hull(cluster) for at, cluster in zip(taken, clusters, strict=True)}
    for column, target in zip(headed, targets, strict=True):
        found.setdefault(column, (target - 1, target + 1))
    return found


def _best_fit(middles: list[float], targets: list[float]) -> tuple[int, ...]:
    """The headings over fewer columns of figures: those to which all figures stand alike, beside or below."""
    if len(middles) == len(targets):
        return tuple(range(len(targets)))

    def misfit(taken: tuple[int, ...]) -> float:
        offsets = [middle - targets[at] for middle, at in zip(middles, taken, strict=True)]
        return max(offsets) - min(offsets) + abs(sum(offsets) / len(offsets)) / 4

    if not middles:
        return ()
    ranked = sorted(combinations(range(len(targets)), len(middles)), key=misfit)
    pitch = min(b - a for a, b in pairwise(targets))
    if misfit(ranked[1]) - misfit(ranked[0]) < pitch / 5:
        raise RowProblem(f"{len(targets) - len(middles)} columns of figures are empty, and it is not clear which")
    return ranked[0]


def _nearest(word: Word, columns: Mapping[str, Span]) -> str:
    """The heading to which a word stands nearest; right below several, the one whose middle is nearest."""

    def away(column: str) -> tuple[float, float]:
        x0, x1 = columns[column]
        return max(x0 - word.x1, word.x0 - x1, 0), abs(x0 + x1 - word.x0 - word.x1)

    return min(columns, key=away)


def _hull(words: list[Word]) -> Span:
    return min(w.x0 for w in words), max(w.x1 for w in words)
