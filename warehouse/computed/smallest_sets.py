"""The smallest set of one-level steps whose weights reach a sum: an integer programme, solved exactly.

Per indicator: the gain of a step (a whole number), the room for steps, how many of them begin below the target
level (the first ones), and the cost of a step. Wanted is a number of steps per indicator that gains at least
what is needed. Sets are ranked by

1. least cost, 2. fewest steps, 3. most steps that begin below the target level, 4. least gain beyond what is
needed, 5. the lower indicator numbers (the sorted list of numbers, compared from the left).

Method: a dynamic programme over indicators and exact gains, from the last indicator to the first. The first four
criteria and the gain itself are packed into one whole number that adds up over steps, so that "better" is "less";
sums below are exact. From its tables the best completion of any beginning is known: the best set is read off from
the first indicator to the last. Gains beyond ``needed + largest weight - 1`` cannot occur in a smallest set (some
step would be superfluous), which bounds the tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

#: Regions that are solved side by side: their tables stay near the processor's cache.
_BATCH = 32
_NEVER = 1 << 60
#: A count of sets that is this or more is given as this.
MANY = 10**15


@dataclass(frozen=True)
class Problem:
    """One region's question.

    Args:
        needed: the gain that must be reached, in the unit of the weights; at least 1.
        room: per indicator, how many steps it can rise.
        below: per indicator, how many of its first steps begin below the target level.
        costs: per indicator, the cost of a step: a whole number, at least 1.
    """

    needed: int
    room: tuple[int, ...]
    below: tuple[int, ...]
    costs: tuple[int, ...]


@dataclass(frozen=True)
class Solution:
    """The best set as the number of steps per indicator, and how many sets are equally small (1. and 2. above).

    No steps and no sets where even all steps do not suffice.
    """

    steps: tuple[int, ...] | None
    equally_small: int


def smallest_sets(weights: Sequence[int], problems: Sequence[Problem]) -> list[Solution]:
    """Solve problems that share their weights.

    Args:
        weights: per indicator, the gain of a step: a whole number, at least 1.
        problems: the regions' questions.

    Returns:
        One solution per problem, in their order.

    Raises:
        ValueError: for a need, weight or cost below 1, or costs so large that sums would not stay exact.
    """
    for problem in problems:
        if problem.needed < 1 or min((*weights, *problem.costs), default=1) < 1:
            raise ValueError("needs, weights and costs of steps are whole numbers from 1 on")
    solved: dict[int, Solution] = {}
    by_need = sorted(range(len(problems)), key=lambda at: problems[at].needed)  # the largest need sets a batch's width
    for begin in range(0, len(by_need), _BATCH):
        batch = by_need[begin : begin + _BATCH]
        solved.update(zip(batch, _Batch(weights, [problems[at] for at in batch]).solutions(), strict=True))
    return [solved[at] for at in range(len(problems))]


class _Batch:
    """Some problems of equal weights, their tables side by side (rows: problems, columns: exact gains)."""

    def __init__(self, weights: Sequence[int], problems: Sequence[Problem]) -> None:
        import numpy as np  # noqa: PLC0415 - definitions load this module

        self.weights, self.problems = weights, problems
        self.room, self.below, self.costs = (
            np.array([getattr(problem, name) for problem in problems], dtype=np.int64).reshape(len(problems), -1)
            for name in ("room", "below", "costs")
        )
        self.needed = np.array([problem.needed for problem in problems], dtype=np.int64)
        self.width = int(self.needed.max()) + max(weights, default=0)
        most_steps, most_below = int(self.room.sum(1).max()), int(self.below.sum(1).max())
        # Packed: cost | steps | steps not below target | gain.
        self.per_below = self.width
        self.per_step = self.per_below * (most_below + 1)
        self.per_cost = self.per_step * (most_steps + 1)
        dearest = max(sum(c * r for c, r in zip(p.costs, p.room, strict=True)) for p in problems)
        if self.per_cost * (dearest + 1) >= _NEVER:
            raise ValueError("the costs of steps differ too much: give them in a coarser unit")

    def solutions(self) -> list[Solution]:
        reach = self._best_completions()
        counts = self._equally_small()
        found = []
        for row, problem in enumerate(self.problems):
            best = self._best(row, problem, reach)
            found.append(Solution(best, int(counts[row]) if best else 0))
        return found

    def _start(self) -> Numbers:
        import numpy as np  # noqa: PLC0415

        table = np.full((len(self.problems), self.width), _NEVER, dtype=np.int64)
        table[:, 0] = 0
        return table

    def _best_completions(self) -> list[Numbers]:
        """Per indicator i: the least packed number that the indicators from i on need to gain at least r."""
        import numpy as np  # noqa: PLC0415

        exact = self._start()
        reach = [_from_right(exact)]
        for i in reversed(range(len(self.weights))):
            better = exact.copy()
            for steps in range(1, int(self.room[:, i].max()) + 1):
                gain = steps * self.weights[i]
                if gain >= self.width:
                    break
                price = np.where(steps <= self.room[:, i], self._price(i, steps), _NEVER)
                np.minimum(better[:, gain:], exact[:, : self.width - gain] + price[:, None], out=better[:, gain:])
            exact = better
            reach.append(_from_right(exact))
        return reach[::-1]

    def _price(self, i: int, steps: int) -> Numbers:
        import numpy as np  # noqa: PLC0415

        per_step: Numbers = self.per_cost * self.costs[:, i] + self.per_step + self.weights[i]
        price: Numbers = steps * per_step - self.per_below * np.minimum(steps, self.below[:, i])
        return price

    def _equally_small(self) -> Numbers:
        """Per problem: the number of sets of least cost and fewest steps. A part of such a set is itself such a set
        for its own gain (else exchanging it would better the whole), so counting along the programme is exact.
        """
        import numpy as np  # noqa: PLC0415

        unit = int(self.room.sum(1).max()) + 1
        least = self._start()
        ways = np.zeros_like(least)
        ways[:, 0] = 1
        for i, weight in enumerate(self.weights):
            new_least, new_ways = least.copy(), ways.copy()
            for steps in range(1, int(self.room[:, i].max()) + 1):
                gain = steps * weight
                if gain >= self.width:
                    break
                price = np.where(steps <= self.room[:, i], steps * (unit * self.costs[:, i] + 1), 2 * _NEVER)
                offered = least[:, : self.width - gain] + price[:, None]
                held, held_ways = new_least[:, gain:], new_ways[:, gain:]
                added = np.where(offered <= held, ways[:, : self.width - gain], 0)
                held_ways *= held <= offered
                held_ways += added
                np.minimum(held, offered, out=held)
            least, ways = new_least, np.minimum(new_ways, MANY)
        enough = np.arange(self.width) >= self.needed[:, None]
        least = np.where(enough, least, 4 * _NEVER)
        counts: Numbers = np.where(least == least.min(1, keepdims=True), ways, 0).sum(1)
        return np.minimum(counts, MANY)

    def _best(self, row: int, problem: Problem, reach: list[Numbers]) -> tuple[int, ...] | None:
        """The best set: indicator by indicator, as many steps as a best completion allows (5. above)."""
        missing = problem.needed
        if reach[0][row, missing] >= _NEVER:
            return None
        taken: list[int] = []
        for i, weight in enumerate(self.weights):
            judged = [
                int(self._price(i, steps)[row]) + int(reach[i + 1][row, max(missing - steps * weight, 0)])
                for steps in range(problem.room[i] + 1)
            ]
            steps = len(judged) - 1 - judged[::-1].index(min(judged))
            taken.append(steps)
            missing = max(missing - steps * weight, 0)
        return tuple(taken)


def _from_right(exact: Numbers) -> Numbers:
    import numpy as np  # noqa: PLC0415

    return np.minimum.accumulate(exact[:, ::-1], axis=1)[:, ::-1]
