"""The lattice that scores lie on: levels are whole, so a domain's score is a sum of whole steps.

A step raises one indicator of the domain by one level and gains the indicator's weight. Steps of one weight are alike;
a state of a domain says how many steps of each weight it still holds. A printed score, which is rounded, is that of
one state where all weights are equal (tenths, elevenths), of a few where they are not.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import product

#: Weights are whole in thirds of a thousandth of a percent: 1.3 percent, and 10/3 printed as 3.3333.
_PER_PERCENT = 3000
#: One point of the index.
WHOLE = 100 * _PER_PERCENT
#: A printed index is a rounded one.
HALF_A_HUNDREDTH = WHOLE // 200

#: Steps that a domain still holds, per weight from the least.
State = tuple[int, ...]


def whole_weights(percents: Iterable[Decimal]) -> tuple[int, ...]:
    """Weights in percent of the index as whole numbers, the thirds among them exactly."""
    return tuple(round(percent * _PER_PERCENT) for percent in percents)


class Domain:
    """The states of one domain of an instrument.

    Args:
        weights: of its indicators, whole (`whole_weights`).
        lowest, highest: the scale of a level.
    """

    def __init__(self, weights: Sequence[int], lowest: int, highest: int) -> None:
        sizes = sorted(Counter(weights).items())
        self.gains = tuple(gain for gain, _ in sizes)
        self._weight = sum(weights)
        self._highest = highest
        full = (range(count * (highest - lowest) + 1) for _, count in sizes)
        self._states = [(self._held(state), state) for state in product(*full)]
        self._all_held = sorted({points for points, _ in self._states})
        self._printed: dict[Decimal, list[State]] = {}

    def _held(self, state: State) -> int:
        return sum(gain * left for gain, left in zip(self.gains, state, strict=True))

    def states(self, score: Decimal) -> list[State]:
        """The states whose score is printed as this one; none for a score that no whole levels make."""
        if score not in self._printed:
            # In half hundredths, so that all is whole.
            held = self._weight * int(200 * (self._highest - score))
            self._printed[score] = [state for points, state in self._states if abs(200 * points - held) <= self._weight]
        return self._printed[score]

    def held(self, score: Decimal) -> set[int]:
        """The points of the index that the states of a printed score still hold."""
        return {self._held(state) for state in self.states(score)}

    def neighbours(self, score: Decimal) -> tuple[Decimal, ...]:
        """The scores that whole levels make, nearest to a figure: the one below or at it, and the one above."""
        at = bisect_left(self._all_held, (self._highest - score) * self._weight)
        near = self._all_held[max(at - 1, 0) : at + 1]
        return tuple(self._highest - Decimal(points) / self._weight for points in reversed(near))

    def steps_to_gain(self, states: Sequence[State], points: int) -> int | None:
        """How many steps surely gain so many points of the index, whichever are taken, in whichever of the states.

        None where all that a state holds do not.
        """
        found = [self._fewest(state, points) for state in states]
        return None if None in found else max(steps for steps in found if steps is not None)

    def steps_to_score(self, states: Sequence[State], score: Decimal) -> int:
        """How many steps surely make a score that is printed as this one (two decimals) or a higher one."""
        most_held = self._weight * (200 * self._highest - int(200 * score) + 1) // 200
        return max(self._fewest(state, self._held(state) - most_held) or 0 for state in states)

    def _fewest(self, state: State, points: int) -> int | None:
        """The least gains first: so many steps suffice, whichever are taken."""
        steps = 0
        for gain, left in zip(self.gains, state, strict=True):
            taken = min(left, max(-(-points // gain), 0))
            steps, points = steps + taken, points - taken * gain
        return steps if points <= 0 else None
