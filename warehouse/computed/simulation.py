"""The country drawn a thousand times: what the ranks would be under other weights, digits and assessors.

Perturbed indices are whole micro-points (0.000001): with nothing perturbed they are the printed hundredths exactly,
so that ties are ties.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.signedinteger[Any]]
#: What is known of a region: all levels, all domain scores, or the index alone.
Basis = Literal["levels", "domains", "index"]

#: Micro-points in one printed hundredth.
HUNDREDTH = 10_000

_MICRO = 1_000_000
_STEP_RESOLUTION = 1 << 16
#: Cells of the matrix region x draw that are worked on at once: few enough for the processor's cache.
_CELLS_AT_ONCE = 250_000


@dataclass(frozen=True)
class Assumptions:
    """What is perturbed, and how far.

    Args:
        draws: how often the country is drawn.
        seed: where every random stream starts.
        weight_range: weights are multiplied by a factor in 1 -/+ this, then brought back to their sum.
        rounding: a printed figure lies at most this far from the figure before rounding, in index points.
        level_step: the probability that another assessor's level is one lower, and again that it is one higher.
        tail_percent: share of the draws beyond either end of an interval.
    """

    draws: int = 1000
    seed: int = 592020
    weight_range: float = 0.25
    rounding: float = 0.005
    level_step: float = 0.05
    tail_percent: int = 5

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
        leaf_parts: for each leaf the position of its part.
        leaf_shares: for each leaf its weight within its part; they sum to one per part.
        scale: lowest and highest level; None while it is not known.
    """

    instrument: str
    parts: tuple[str, ...]
    part_shares: tuple[float, ...]
    leaves: tuple[str, ...]
    leaf_parts: tuple[int, ...]
    leaf_shares: tuple[float, ...]
    scale: tuple[int, int] | None


@dataclass(frozen=True)
class Weights:
    """An instrument's weights in every draw, one column per draw: the same for all regions and years.

    Args:
        tree: the instrument.
        assumptions: what they were drawn under.
        part_shifts: perturbed minus official weight of every part.
        leaf_weights: perturbed weight of every leaf in the index.
        official_leaf_weights: official weight of every leaf in the index.
    """

    tree: Tree
    assumptions: Assumptions
    part_shifts: Floats
    leaf_weights: Floats
    official_leaf_weights: Floats


def stream(assumptions: Assumptions, *label: str) -> np.random.Generator:
    """The random numbers of one label, the same whoever else is drawn and in whatever order."""
    number = int.from_bytes("/".join(label).encode(), "big")
    return np.random.Generator(np.random.PCG64([assumptions.seed, number]))


def draw_weights(tree: Tree, assumptions: Assumptions) -> Weights:
    """An instrument's weights in every draw: domains among each other, indicators within their domain."""

    def factors(of: str, count: int) -> Floats:
        numbers = stream(assumptions, of, tree.instrument).random((count, assumptions.draws))
        return 1 + assumptions.weight_range * (2 * numbers - 1)

    official = np.array(tree.part_shares)[:, None]
    parts = official * factors("domain weights", len(tree.parts))
    parts /= parts.sum(axis=0)
    part_of = np.array(tree.leaf_parts, dtype=np.intp)
    leaves = np.array(tree.leaf_shares)[:, None] * factors("indicator weights", len(tree.leaves))
    sums = np.zeros_like(parts)
    np.add.at(sums, part_of, leaves)
    return Weights(
        tree=tree,
        assumptions=assumptions,
        part_shifts=parts - official,
        leaf_weights=leaves / sums[part_of] * parts[part_of],
        official_leaf_weights=np.array(tree.leaf_shares) * official[part_of, 0],
    )


def perturb(weights: Weights, label: tuple[str, str], index: int, basis: Basis, figures: Floats) -> Integers:
    """One region's index in every draw.

    Args:
        weights: the weights of the year's instrument in every draw.
        label: year and region code, which name its own random streams.
        index: the official index in hundredths; it stays the centre.
        basis: what is known of the region.
        figures: its levels, or the scores of its domains; not read when only the index is known.

    Returns:
        Micro-points, one per draw, within the instrument's scale.
    """
    tree, assumptions = weights.tree, weights.assumptions
    noise = stream(assumptions, "rounding", *label).random((1 + len(tree.parts), assumptions.draws))
    noise = (2 * noise - 1) * assumptions.rounding
    shift = noise[0]
    if basis == "levels":
        shift = shift + np.einsum("jd,jd->d", weights.leaf_weights, _judged_anew(weights, label, figures))
        shift -= float((weights.official_leaf_weights * figures).sum())
    elif basis == "domains":
        shift = shift + np.einsum("pd,pd->d", weights.part_shifts, figures[:, None] + noise[1:])
    centre = index * HUNDREDTH
    points = centre + np.rint(shift * _MICRO)
    if tree.scale is not None:
        # An official figure off the scale stands; a perturbed one does not leave it.
        points = np.clip(points, min(tree.scale[0] * _MICRO, centre), max(tree.scale[1] * _MICRO, centre))
    drawn: Integers = points.astype(np.int32)
    return drawn


def _judged_anew(weights: Weights, label: tuple[str, str], levels: Floats) -> Floats:
    """Every level as another assessor might have set it, in every draw."""
    assumptions = weights.assumptions
    assert weights.tree.scale is not None
    shape = (len(levels), assumptions.draws)
    numbers = stream(assumptions, "levels", *label).integers(0, _STEP_RESOLUTION, shape, dtype=np.uint16)
    moved = round(assumptions.level_step * _STEP_RESOLUTION)
    steps = (numbers >= _STEP_RESOLUTION - moved).astype(np.int8) - (numbers < moved)
    judged: Floats = np.clip(levels[:, None] + steps, *weights.tree.scale)
    return judged


def ranks_among(points: Integers, rows: NDArray[np.intp]) -> NDArray[Any]:
    """Rank of each of these regions in every draw (column): the highest is 1, equals share the better rank."""
    count, draws = len(rows), points.shape[1]
    # Half the memory for any country of less than 65,536 regions of a kind.
    ranks = np.empty((count, draws), dtype=np.uint16 if count < 1 << 16 else np.int32)
    places = np.arange(1, count + 1, dtype=np.int32)
    at_once = max(1, _CELLS_AT_ONCE // max(count, 1))
    for first in range(0, draws, at_once):
        block = -np.ascontiguousarray(points[rows, first : first + at_once].T)
        order = np.argsort(block, axis=1)
        in_order = np.take_along_axis(block, order, axis=1)
        starts = np.ones(block.shape, dtype=np.bool_)
        starts[:, 1:] = in_order[:, 1:] != in_order[:, :-1]
        shared = np.maximum.accumulate(np.where(starts, places, np.int32(0)), axis=1)
        ranked = np.empty(block.shape, dtype=ranks.dtype)
        np.put_along_axis(ranked, order, shared.astype(ranks.dtype), axis=1)
        ranks[:, first : first + at_once] = ranked.T
    return ranks


def interval(drawn: NDArray[Any], official: Integers, assumptions: Assumptions) -> tuple[Integers, Integers]:
    """Per row the ends of the interval that most draws lie in; the official value is always inside.

    With 1,000 draws and 5% at either end: the 50th lowest and the 50th highest draw, values that did occur.
    """
    count, draws = drawn.shape
    ends = (assumptions.beyond, draws - 1 - assumptions.beyond)
    low, high = np.empty_like(official), np.empty_like(official)
    at_once = max(1, _CELLS_AT_ONCE // draws)
    for first in range(0, count, at_once):
        rows = slice(first, first + at_once)
        in_part = np.partition(drawn[rows], ends, axis=1)
        low[rows], high[rows] = in_part[:, ends[0]], in_part[:, ends[1]]
    return np.minimum(low, official), np.maximum(high, official)
