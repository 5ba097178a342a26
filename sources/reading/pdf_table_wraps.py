"""Names that wrap over lines, where nothing drawn parts the rows: which lines belong to which row number.

The rules, in this order:

1. The names stand to their row numbers all alike: from the number downwards (top), up to it (bottom), or around it
   (middle). Only a reading counts that fits every row, uses every line, and parts no lines that are closer than rows
   are elsewhere in the document.
2. Of several, one whose lines are closer inside the rows than between them; then the one that is the only possible
   one elsewhere in the document; then the only one in which no name begins with a small letter ("dan Keamanan").
3. If none fits, the lines are parted at their widest gaps, provided every part stands beside exactly one number.
4. What is still open is an error, never a guess.

Belongs here: these rules. Does not belong here: columns and cells (pdf_table_columns.py, pdf_table_cells.py).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import product

from sources.reading.pdf import Word
from sources.reading.pdf_lines import SAME, Line, text_of
from sources.reading.pdf_table_columns import RowProblem, number_of

#: Gaps between rows are wider than those inside a row by this, in points; less may be rounding.
_WIDER = 0.5
#: At most so many lines at a page's top may belong to the row that the page before began.
_MOST_CONTINUED = 4
#: Lines of names that an error shows.
_SHOWN = 6


@dataclass
class Habit:
    """How a document sets its names, learned where only one reading is possible.

    Args:
        seen: how often each reading was the only one.
        row_gap: the least distance between lines of different rows that was seen, in points.
        open: how often a reading could not be decided yet.
        last: whether nothing more will be learned, so that what is open is an error.
    """

    seen: Counter[str] = field(default_factory=Counter)
    row_gap: float = 0
    open: int = 0
    last: bool = False

    @property
    def usual(self) -> str | None:
        """The reading that was the only one wherever there was only one; None when pages differ."""
        return next(iter(self.seen)) if len(self.seen) == 1 else None

    def see_gap(self, gap: float) -> None:
        """Learn from two lines that are known to belong to different rows."""
        self.row_gap = min(self.row_gap or gap, gap)


def share_lines(
    lines: list[Line], numbers: list[Word], habit: Habit, *, may_continue: bool, may_be_cut: bool
) -> list[int]:
    """Share the lines of the names among the row numbers.

    Args:
        lines: the lines of the column of names, from the top.
        numbers: the row numbers, from the top.
        habit: what the document showed before; what these lines show is added.
        may_continue: whether the first lines may belong to a row of the page before.
        may_be_cut: whether the last row may go on on the next page, so that its number need not fit its lines.

    Returns:
        The line at which each row's name begins, with the end after the last; lines before the first begin belong
        to the page before.

    Raises:
        RowProblem: when no reading fits, or several do.
    """
    heights = [line[0].middle for line in lines]
    readings = _readings(heights, numbers, 0, may_continue=may_continue, cut=False)
    for skipped, cut in product(range(_MOST_CONTINUED + 1 if may_continue else 1), {False, may_be_cut}):
        if not readings:
            readings = _readings(heights, numbers, skipped, may_continue=False, cut=cut)
    if not readings:
        return _widest_gaps(lines, numbers)
    different = [ends for at, ends in enumerate(readings.values()) if ends not in list(readings.values())[:at]]
    # Lines closer than rows ever are belong to one row.
    different = [ends for ends in different if _least_gap(heights, ends) > habit.row_gap - _WIDER] or different
    parted = [ends for ends in different if _is_parted(heights, ends)]
    possible = different if len(different) == 1 else parted or different
    if len(possible) == 1:
        fitting = [how for how, ends in readings.items() if ends == possible[0]]
        if len(fitting) == 1:
            habit.seen[fitting[0]] += 1
        if possible[0][1:-1]:
            habit.see_gap(_least_gap(heights, possible[0]))
        return possible[0]
    if habit.usual is not None and readings.get(habit.usual) in possible:
        return readings[habit.usual]
    sound = [ends for ends in possible if not any(lines[at][0].text[0].islower() for at in ends[:-1])]
    if len(sound) != 1:
        habit.open += 1
        if habit.last:
            raise _unclear(lines, numbers, "equally far apart")
    return (sound or possible)[0]


def observe(lines: list[Line], number: Word, habit: Habit) -> None:
    """Learn from a row whose lines are known how they stand to its number."""
    readings = _readings([line[0].middle for line in lines], [number], 0, may_continue=False, cut=False)
    if len(readings) == 1:
        habit.seen.update(list(readings))


def _readings(
    heights: list[float], numbers: list[Word], skipped: int, *, may_continue: bool, cut: bool
) -> dict[str, list[int]]:
    """The readings that fit, by how the names stand to the numbers."""
    found = {
        "top": _top(heights, numbers, may_continue),
        "middle": _middle(heights, numbers, skipped, cut),
        "bottom": _bottom(heights, numbers, skipped),
    }
    return {how: ends for how, ends in found.items() if ends is not None}


def _level(heights: list[float], number: Word) -> int | None:
    return next((at for at, y in enumerate(heights) if abs(y - number.middle) <= SAME * number.size), None)


def _top(heights: list[float], numbers: list[Word], may_continue: bool) -> list[int] | None:
    begins = [_level(heights, number) for number in numbers]
    if any(at is None for at in begins) or (begins[0] != 0 and not may_continue):
        return None
    return [at for at in begins if at is not None] + [len(heights)]


def _bottom(heights: list[float], numbers: list[Word], skipped: int) -> list[int] | None:
    lasts = [_level(heights, number) for number in numbers]
    ends = [skipped, *(at + 1 for at in lasts if at is not None)]
    if len(ends) != len(numbers) + 1 or ends[-1] != len(heights) or ends[1] <= skipped:
        return None
    return ends


def _middle(heights: list[float], numbers: list[Word], skipped: int, cut: bool) -> list[int] | None:
    ends = [skipped]
    for number in numbers:
        begin = ends[-1]
        end = next(
            (at + 1 for at in range(begin, len(heights))
             if abs((heights[begin] + heights[at]) / 2 - number.middle) <= SAME * number.size),
            None,
        )  # fmt: skip
        if cut and number is numbers[-1] and begin < len(heights):
            end = len(heights) if heights[begin] <= number.middle + SAME * number.size else None
        if end is None:
            return None
        ends.append(end)
    return ends if ends[-1] == len(heights) else None


def _least_gap(heights: list[float], ends: list[int]) -> float:
    """The least distance between lines of different rows, one of the page before included."""
    return min((heights[at] - heights[at - 1] for at in ends[:-1] if at > 0), default=float("inf"))


def _is_parted(heights: list[float], ends: list[int]) -> bool:
    """Whether the lines are closer inside the rows than between them."""
    gaps = {at: heights[at] - heights[at - 1] for at in range(1, ends[-1])}
    between = [gap for at, gap in gaps.items() if at in ends]
    inside = [gap for at, gap in gaps.items() if at not in ends]
    return bool(inside and between) and min(between) > max(inside) + _WIDER


def _widest_gaps(lines: list[Line], numbers: list[Word]) -> list[int]:
    heights = [line[0].middle for line in lines]
    gaps = sorted(range(1, len(lines)), key=lambda at: heights[at - 1] - heights[at])
    ends = [0, *sorted(gaps[: len(numbers) - 1]), len(lines)]
    fits = len(lines) > len(numbers) and _is_parted(heights, ends) and all(
        heights[begin] - SAME * number.size <= number.middle <= heights[end - 1] + SAME * number.size
        for number, begin, end in zip(numbers, ends, ends[1:], strict=False)
    )  # fmt: skip
    if not fits:
        raise _unclear(lines, numbers, "neither alike nor apart")
    return ends


def _unclear(lines: list[Line], numbers: list[Word], how: str) -> RowProblem:
    shown = " / ".join(text_of(line) for line in lines[:_SHOWN]) + (" / ..." if len(lines) > _SHOWN else "")
    return RowProblem(
        f"rows {number_of(numbers[0])} to {number_of(numbers[-1])}: the lines of the names stand {how} ({shown}), so "
        "which line belongs to which row is not clear"
    )
