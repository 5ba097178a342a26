"""The parts of the simulation, each against its definition: ranks, differences of errors, the lead that is clear."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from warehouse.computed import simulation
from warehouse.computed.simulation import Assumptions, Errors, Tree

#: Few different indices, so that ties are common, up to the top of the scale.
points = arrays.arrays(np.int32, st.tuples(st.integers(1, 40), st.integers(1, 5)), elements=st.integers(0, 5_000_000))
tied = arrays.arrays(np.int32, st.tuples(st.integers(1, 40), st.integers(1, 5)), elements=st.integers(0, 3))


@given(drawn=st.one_of(points, tied))
def test_ranks_of_every_draw_are_those_of_scipy(drawn):
    from scipy.stats import rankdata  # loaded by the worker that runs this, not by all that collect it

    assert simulation.ranks_among(drawn).tolist() == rankdata(-drawn, "min", axis=0).tolist()


def _errors(weights):
    return Errors(np.array(weights) / sum(weights))


distributions = st.integers(0, 3).flatmap(
    lambda reach: st.lists(st.integers(1, 9), min_size=2 * reach + 1, max_size=2 * reach + 1).map(_errors)
)


def _cases(errors):
    return [(cell - errors.reach, chance) for cell, chance in enumerate(errors.chances)]


@given(one=distributions, other=distributions)
def test_the_difference_of_two_errors_holds_every_pair_of_cases(one, other):
    expected = np.zeros(2 * (one.reach + other.reach) + 1)
    for (cell, chance), (minus, less) in itertools.product(_cases(one), _cases(other)):
        expected[cell - minus + one.reach + other.reach] += chance * less
    np.testing.assert_allclose(one.minus(other).chances, expected, atol=1e-12)


@given(errors=distributions, tail=st.sampled_from([0, 5, 20, 45]))
def test_no_more_than_the_tail_lies_beyond_either_end_and_no_narrower_interval_would_do(errors, tail):
    low, high = errors.interval(tail)
    below = {end: sum(chance for cell, chance in _cases(errors) if cell < end) for end in (low, low + 1)}
    above = {end: sum(chance for cell, chance in _cases(errors) if cell > end) for end in (high, high - 1)}
    assert max(below[low], above[high]) <= tail / 100 + 1e-12
    assert min(below[low + 1], above[high - 1]) > tail / 100 - 1e-12


@pytest.mark.parametrize(
    ("assumptions", "lead"),
    [
        (Assumptions(), 12),
        # Rounding alone: two of them reach 0.01, and 95% of their differences 0.0068.
        (Assumptions(level_step=0), 1),
        (Assumptions(level_step=0, rounding=0), 1),
        # Always a step up or down of 0.03: nothing is clear before twice that, where half of the ties are lost.
        (Assumptions(level_step=0.5, rounding=0), 7),
    ],
)
def test_the_lead_that_is_clear_grows_with_the_error(assumptions, lead):
    weights = (0.013,) * 10 + (0.025,) * 10 + (0.015,) * 11 + (0.0275,) * 10 + (0.03,) * 6
    leaves = (0.03,) if assumptions.level_step == 0.5 else weights
    tree = Tree("made up", (), (), tuple(map(str, leaves)), leaves, (1, 5))
    errors = simulation.errors_of(tree, assumptions, None)
    assert errors.chances.sum() == pytest.approx(1)
    assert errors.minus(errors).hundredths_for(95) == lead


def test_known_levels_do_not_leave_the_scale():
    tree = Tree("made up", (), (), ("a", "b"), (0.03, 0.02), (1, 5))
    errors = simulation.errors_of(tree, Assumptions(rounding=0), np.array([5.0, 1.0]))
    assert {cell: round(chance, 6) for cell, chance in _cases(errors) if chance} == {
        -300: 0.0475, -100: 0.0025, 0: 0.9025, 200: 0.0475,
    }  # fmt: skip


def test_every_part_of_the_distribution_is_drawn_equally_often():
    errors = _errors([1, 0, 2, 0, 1])
    assert errors.spread_evenly(8).tolist() == [-2, -2, 0, 0, 0, 0, 2, 2]
    shifts = simulation.shift_weights(Tree("made up", ("a", "b"), (0.3, 0.7), (), (), None), Assumptions(draws=1000))
    assert np.abs(shifts.sum(axis=0)).max() < 1e-12
    # With two parts the weight of one says both: its factors' quotient runs from 0.75/1.25 to 1.25/0.75.
    assert [shifts[0].min(), shifts[0].max()] == pytest.approx([0.3 * 0.6 / 0.88 - 0.3, 0.3 / 0.72 - 0.3], abs=0.005)
