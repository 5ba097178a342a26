"""What ranks would be if indicators were assessed slightly off, or if domain weights were others.

The assessor's error of an index is a sum of independent steps, so its distribution is computed, not drawn: ends of
index intervals and who is clearly ahead are exact. Only ranks, which hang on everybody's error at once, are drawn, and
in every region's draws each part of its own distribution occurs equally often.

Perturbed indices are whole micro-points (0.000001): with nothing perturbed they are the printed hundredths exactly,
so that ties are ties.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.signedinteger[Any]]
#: What the assessor's error of a region is drawn on: its known levels, the weights of the indicators, or nothing.
Basis = Literal["levels", "indicator_weights", "rounding"]

#: Micro-points in one printed hundredth, and in one cell of a distribution of errors.
HUNDREDTH = 10_000
CELL = 100

_MICRO = 1_000_000
_CELLS_IN_POINT = _MICRO // CELL
_CELLS_IN_HUNDREDTH = HUNDREDTH // CELL
#: Cells of the matrix region x draw that are worked on at once: few enough for the processor's cache.
_CELLS_AT_ONCE = 40_000


@dataclass(frozen=True)
class Assumptions:
    """What is perturbed, and how far.

    Args:
        draws: how often the country is drawn.
        seed: where every random stream starts.
        weight_range: domain weights are multiplied by a factor in 1 -/+ this, then brought back to their sum.
        rounding: a printed index lies at most this far from the index before rounding, in index points.
        level_step: the probability that another assessor's level is one lower, and again that it is one higher.
        tail_percent: share of the cases beyond either end of an interval, at most.
        clear_percent: in so many of all cases one must be above the other to be clearly ahead, at least.
    """

    draws: int = 4000
    seed: int = 592020
    weight_range: float = 0.25
    rounding: float = 0.005
    level_step: float = 0.05
    tail_percent: int = 5
    clear_percent: int = 95

    @property
    def beyond(self) -> int:
        """How many draws lie beyond either end of an interval at most."""
        return (self.draws - 1) * self.tail_percent // 100


ASSUMPTIONS = Assumptions()


@dataclass(frozen=True)
class Tree:
    """An instrument: the parts that its index is the weighted mean of, and the leaves that are given a level.

    Args:
        instrument: its name.
        parts: codes of the index's own children (the domains); none while its indicators are not known.
        part_shares: their weights, summing to one.
        leaves: codes of what is given a level (the indicators).
        leaf_shares: their weights in the index.
        scale: lowest and highest level; None while it is not known.
    """

    instrument: str
    parts: tuple[str, ...]
    part_shares: tuple[float, ...]
    leaves: tuple[str, ...]
    leaf_shares: tuple[float, ...]
    scale: tuple[int, int] | None

    @property
    def largest_step(self) -> float | None:
        """What one level of the heaviest indicator makes in the index; None while no indicator is known."""
        return max(self.leaf_shares, default=None)


@dataclass(frozen=True)
class Errors:
    """How far an index may lie from the printed one, by an assessor's error and by rounding: a distribution.

    Args:
        chances: probabilities of -reach to +reach cells of 0.0001 index points; they sum to one.
    """

    chances: Floats

    @property
    def reach(self) -> int:
        """The farthest cell on either side."""
        return len(self.chances) // 2

    def spread_evenly(self, count: int) -> Integers:
        """So many errors in cells, ascending, each standing for an equal share of the distribution."""
        shares = (np.arange(count) + 0.5) / count
        return np.searchsorted(np.cumsum(self.chances), shares).astype(np.int32) - self.reach

    def interval(self, tail_percent: int) -> tuple[int, int]:
        """The cells beyond which, on either side, lies no more than this share."""
        most = tail_percent / 100
        below = np.cumsum(self.chances)[:-1]
        above = np.cumsum(self.chances[::-1])[:-1]
        return (
            int(np.searchsorted(below, most, side="right")) - self.reach,
            self.reach - int(np.searchsorted(above, most, side="right")),
        )

    def minus(self, other: Errors) -> Errors:
        """The distribution of the difference of two independent errors."""
        length = len(self.chances) + len(other.chances) - 1
        size = 1 << (length - 1).bit_length()
        product = np.fft.rfft(self.chances, size) * np.fft.rfft(other.chances[::-1], size)
        return Errors(np.clip(np.fft.irfft(product, size)[:length], 0, None))

    def hundredths_for(self, percent: int) -> int:
        """The least lead in hundredths, of 1 at least, that this difference of errors leaves standing so often.

        A tie of cells counts half: before rounding there are none.
        """
        # Ahead by a lead of c cells is whoever's difference of errors is above -c.
        not_above = np.cumsum(self.chances) - self.chances / 2
        lost = np.append(not_above[: self.reach][::-1], 0)
        leads = np.minimum(np.arange(1, len(lost) // _CELLS_IN_HUNDREDTH + 2) * _CELLS_IN_HUNDREDTH, len(lost)) - 1
        return 1 + int(np.flatnonzero(lost[leads] <= 1 - percent / 100 + 1e-12)[0])


def errors_of(tree: Tree, assumptions: Assumptions, levels: Floats | None) -> Errors:
    """The errors of one region's index.

    Args:
        tree: the instrument.
        assumptions: how likely a step is, and how far rounding reaches.
        levels: the levels of all leaves, which do not leave the scale; None where they are not known.
    """
    steps = [round(share * _CELLS_IN_POINT) for share in tree.leaf_shares]
    chances = np.zeros(2 * sum(steps) + 1)
    chances[sum(steps)] = 1
    for leaf, step in enumerate(steps):
        down = up = assumptions.level_step
        if levels is not None and tree.scale is not None:
            down, up = down * (levels[leaf] > tree.scale[0]), up * (levels[leaf] < tree.scale[1])
        moved = (1 - down - up) * chances
        moved[step:] += up * chances[: len(chances) - step]
        moved[: len(chances) - step] += down * chances[step:]
        chances = moved
    half = round(assumptions.rounding * _CELLS_IN_POINT)
    if half:
        # Uniform between the ends; the outermost cells are half inside.
        even = np.full(2 * half + 1, 1 / (2 * half))
        even[[0, -1]] /= 2
        chances = np.convolve(chances, even)
    return Errors(chances)


def stream(assumptions: Assumptions, *label: str) -> np.random.Generator:
    """The random numbers of one label, the same whoever else is drawn and in whatever order."""
    number = int.from_bytes("/".join(label).encode(), "big")
    return np.random.Generator(np.random.PCG64([assumptions.seed, number]))


def judge_anew(
    tree: Tree,
    assumptions: Assumptions,
    labels: Sequence[tuple[str, str]],
    centres: Integers,
    in_turn: Sequence[Integers],
) -> Integers:
    """The indices of regions (rows) in every draw (column), as other assessors might have made them, in cells.

    Args:
        tree: the instrument; within its scale the indices stay.
        assumptions: the seed and how many draws.
        labels: year and region code, which name each region's own random stream.
        centres: official indices in cells.
        in_turn: the errors of each region in cells, one per draw; here they are put into an order of chance.
    """
    points = np.empty((len(centres), assumptions.draws), dtype=np.int32)
    for row, (label, errors) in enumerate(zip(labels, in_turn, strict=True)):
        points[row] = stream(assumptions, "assessor", *label).permutation(errors)
    points += centres[:, None]
    if tree.scale is not None:
        # An official figure off the scale stands; a perturbed one does not leave it.
        lowest, highest = (end * _CELLS_IN_POINT for end in tree.scale)
        np.clip(points, np.minimum(lowest, centres)[:, None], np.maximum(highest, centres)[:, None], out=points)
    return points


def shift_weights(tree: Tree, assumptions: Assumptions) -> Floats:
    """Perturbed minus official weight of every part (row) in every draw (column): the same for all regions and years.

    The factors are not drawn: they fill the range evenly (powers of a root of x^(n+1) = x + 1, after Roberts), so that
    there is less chance in the ends of an interval than in as many random draws.
    """
    count = len(tree.parts)
    root = 2.0
    for _ in range(100):
        root = (1 + root) ** (1 / (count + 1))
    strides = root ** -np.arange(1, count + 1)[:, None]
    factors = 1 + assumptions.weight_range * (2 * np.mod(0.5 + strides * np.arange(1, assumptions.draws + 1), 1) - 1)
    official = np.array(tree.part_shares)[:, None]
    weights = official * factors
    shifts: Floats = weights / weights.sum(axis=0) - official
    return shifts


def weigh_anew(shifts: Floats, centres: Integers, scores: Floats) -> Integers:
    """The indices of regions (rows) in every draw (column) of weights, in micro-points.

    A region whose part scores are not all known keeps its index.

    Args:
        shifts: from shift_weights.
        centres: official indices in micro-points.
        scores: of the parts, one row per region; NaN where there is none.
    """
    known = np.nan_to_num(scores * ~np.isnan(scores).any(axis=1, keepdims=True)) * _MICRO
    points = np.empty((len(known), shifts.shape[1]), dtype=np.int32)
    at_once = max(1, _CELLS_AT_ONCE // shifts.shape[1])
    for first in range(0, len(known), at_once):
        rows = slice(first, first + at_once)
        # Summed part by part in one order: equal scores give equal sums, whatever a library does with a matrix.
        moved = np.zeros_like(points[rows], dtype=np.float64)
        for part, shift in enumerate(shifts):
            moved += known[rows, part, None] * shift
        points[rows] = centres[rows, None] + np.rint(moved)
    return points


def ranks_among(points: Integers) -> NDArray[Any]:
    """Rank of each region (row) in every draw (column): the highest is 1, equals share the better rank."""
    count, draws = points.shape
    # Half the memory for any country of less than 65,536 regions of a kind.
    ranks = np.empty((count, draws), dtype=np.uint16 if count < 1 << 16 else np.int32)
    places = np.arange(1, count + 1, dtype=ranks.dtype)
    # One number holds the index, the highest first, and whose it is: sorting numbers is faster than sorting places, and
    # short ones than long ones.
    bits, top = count.bit_length(), int(points.max(initial=0))
    number = np.uint32 if (top - int(points.min(initial=top)) + 1) << bits <= 1 << 32 else np.uint64
    regions, shift = np.arange(count, dtype=number), number(bits)
    at_once = max(1, _CELLS_AT_ONCE // max(count, 1))
    for first in range(0, draws, at_once):
        below = top - np.ascontiguousarray(points[:, first : first + at_once].T)
        in_order: NDArray[Any] = np.left_shift(below.astype(number), shift) | regions
        in_order.sort(axis=1)
        region = in_order & number((1 << bits) - 1)
        in_order >>= shift
        shared = np.ones(in_order.shape, dtype=ranks.dtype)
        np.multiply(places[1:], in_order[:, 1:] != in_order[:, :-1], out=shared[:, 1:])
        np.maximum.accumulate(shared, axis=1, out=shared)
        ranks[region, first + np.arange(len(region))[:, None]] = shared
    return ranks


def rank_interval(points: Integers, official: Integers, assumptions: Assumptions) -> tuple[Integers, Integers]:
    """Per region (row) the ends of the interval that most ranks lie in; the official rank is always inside.

    With 4,000 draws and 5% at either end: the 200th lowest and the 200th highest rank, values that did occur.

    Args:
        points: perturbed indices, one column per draw.
        official: official indices, in the same unit.
        assumptions: how many draws there are, and the share beyond an end.
    """
    drawn = ranks_among(points)
    ranked = ranks_among(official[:, None])[:, 0].astype(np.int32)
    count, draws = drawn.shape
    ends = (assumptions.beyond, draws - 1 - assumptions.beyond)
    low, high = np.empty_like(ranked), np.empty_like(ranked)
    at_once = max(1, _CELLS_AT_ONCE // draws)
    for first in range(0, count, at_once):
        rows = slice(first, first + at_once)
        # A stable sort of such short numbers counts them, which is faster than looking for the two.
        in_order = np.sort(drawn[rows], axis=1, kind="stable")
        low[rows], high[rows] = in_order[:, ends[0]], in_order[:, ends[1]]
    return np.minimum(low, ranked), np.maximum(high, ranked)
