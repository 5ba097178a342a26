"""What each domain could bring towards the next grade: recomputed from the register, steps by integer programmes."""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from tests.marts.country import Country, Region, Score, offending
from tests.marts.test_way_up import GRADES, exact
from warehouse.computed.lattice import Domain

#: Per mille of the index, doubled, and how many indicators: whole numbers.
SIZES = {"D1": [(26, 10)], "D2": [(50, 10)], "D3": [(30, 11)], "D4": [(55, 10), (60, 6)]}
HALF_A_HUNDREDTH = Fraction(5, 1000)


# --- the lattice ------------------------------------------------------------------------------------------------


@st.composite
def _domains(draw: st.DrawFn) -> tuple[list[int], list[int], int]:
    """Weights of up to four indicators, their levels from 1 to 3, and points that are asked for."""
    weights = draw(st.lists(st.integers(1, 4), min_size=1, max_size=4))
    levels = [draw(st.integers(1, 3)) for _ in weights]
    return weights, levels, draw(st.integers(0, 20))


def _printed(weights: list[int], levels: tuple[int, ...] | list[int]) -> Decimal:
    score = Fraction(sum(w * level for w, level in zip(weights, levels, strict=True)), sum(weights))
    return Decimal(math.floor(score * 100 + Fraction(1, 2))) / 100


@given(_domains(), st.integers(100, 300))
def test_steps_are_those_of_every_way_to_take_them_from_every_level_that_prints_the_score(case, goal: int) -> None:
    weights, levels, points = case
    score, wanted = _printed(weights, levels), Decimal(goal) / 100
    domain = Domain(weights, 1, 3)
    states = domain.states(score)
    fits, most, to_score = True, 0, 0
    #: Points that are reached by any steps of a number, in the worst case.
    worst: dict[int, int] = {}
    for start in itertools.product((1, 2, 3), repeat=len(weights)):
        if abs(Fraction(_exact_score(weights, start)) - Fraction(score)) > HALF_A_HUNDREDTH:
            continue
        most = max(most, sum(3 - level for level in start))
        fits &= sum(w * (3 - level) for w, level in zip(weights, start, strict=True)) >= points
        for end in itertools.product(*(range(level, 4) for level in start)):
            taken = sum(end) - sum(start)
            gained = sum(w * (b - a) for w, a, b in zip(weights, start, end, strict=True))
            worst[taken] = min(worst.get(taken, gained), gained)
            if _exact_score(weights, end) < Fraction(wanted) - HALF_A_HUNDREDTH:
                to_score = max(to_score, taken + 1)
    assert max(map(sum, states)) == most
    enough = max((taken + 1 for taken, gained in worst.items() if gained < points), default=0)
    assert domain.steps_to_gain(states, points) == (enough if fits else None)
    assert domain.steps_to_score(states, wanted) == to_score


def _exact_score(weights: list[int], levels: tuple[int, ...]) -> Fraction:
    return Fraction(sum(w * level for w, level in zip(weights, levels, strict=True)), sum(weights))


def test_a_score_that_no_whole_levels_make_has_no_states() -> None:
    tenths = Domain([13] * 10, 1, 5)
    assert tenths.states(Decimal("3.50")) == [(15,)]
    assert tenths.states(Decimal("3.57")) == []
    assert tenths.neighbours(Decimal("3.57")) == (Decimal("3.5"), Decimal("3.6"))
    assert tenths.neighbours(Decimal("0.30")) == (Decimal(1),)


# --- the real data ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def domains(real) -> pd.DataFrame:
    return exact(real, "SELECT * FROM mart.next_predikat_domains")


def test_the_reference_are_the_ten_of_its_kind_that_made_the_next_grade_by_least(domains, register) -> None:
    names = list(GRADES)
    fields: dict[tuple, pd.DataFrame] = {
        place: rows[rows["INDEX"].notna()] for place, rows in register.groupby(["year", "kind"])
    }
    judged = 0
    for (year, kind, grade, measure), rows in domains.groupby(["evaluation_year", "kind", "next_predikat", "measure"]):
        if (year, kind) not in fields:
            assert set(rows["reference_count"]) == {0}
            assert rows["reference_median"].isna().all()
            continue
        better = set(names[names.index(grade) :])
        field = fields[year, kind]
        made_it = field[field["grade"].isin(better)].sort_values("INDEX")
        if len(made_it) > 10:
            made_it = made_it[made_it["INDEX"] <= made_it["INDEX"].iloc[9]]
        scores = made_it[measure].dropna()
        (row,) = rows[[name for name in rows if name.startswith("reference_")][:6]].drop_duplicates().to_dict("records")
        assert (row["reference_wanted"], row["reference_count"]) == (10, len(scores))
        ends = (float(row["reference_from"]), float(row["reference_to"]))
        assert ends == (made_it["INDEX"].min(), made_it["INDEX"].max())
        assert float(row["reference_median"]) == pytest.approx(scores.median(), abs=1e-9)
        assert float(row["reference_mean"]) == pytest.approx(scores.mean(), abs=6e-5)
        for one in rows[rows["score"].notna()].to_dict("records"):
            gap = one["score"] - row["reference_median"]
            assert one["reference_gap"] == gap
            assert abs(one["reference_points"] - max(-gap, 0) * one["weight_percent"] / 100) <= Fraction(5, 100_000)
            judged += 1
    assert judged > 4000


def _most_steps(
    sizes: list[tuple[int, int]], score: Fraction, gained: Fraction | None, missing: Fraction | None
) -> int:
    """The most steps that gain at most so much and leave at least so much to gain; of all there are, without either."""
    whole = sum(size * count for size, count in sizes)
    low, high = (whole * (5 - score + side * HALF_A_HUNDREDTH) for side in (-1, 1))
    gains, n = np.array([size for size, _ in sizes]), len(sizes)
    constraints = [
        LinearConstraint(np.concatenate([gains, 0 * gains]), math.ceil(low), math.floor(high)),
        LinearConstraint(np.hstack([np.eye(n), -np.eye(n)]), 0, np.inf),
    ]
    if gained is not None:
        constraints.append(LinearConstraint(np.concatenate([0 * gains, gains]), -np.inf, float(gained)))
    if missing is not None:
        constraints.append(LinearConstraint(np.concatenate([gains, -gains]), float(missing), np.inf))
    room = np.array([4 * count for _, count in sizes] * 2)
    result = milp(
        np.concatenate([np.zeros(n), -np.ones(n)]), integrality=np.ones(2 * n), bounds=Bounds(0 * room, room),
        constraints=constraints,
    )  # fmt: skip
    return -1 if result.x is None else round(-result.fun)


def test_steps_and_what_is_left_are_those_of_integer_programmes(domains) -> None:
    cells = defaultdict(list)
    known = domains[domains["steps_left"].notna() & (domains["instrument"] == "SPBE-2020")]
    for row in known.to_dict("records"):
        cells[row["measure"], row["score"], row["points_missing"], row["reference_median"]].append(row)
    assert len(cells) > 2000
    for (measure, score, points, reference), rows in list(cells.items())[::60]:
        sizes = SIZES[measure]
        needed = (points + HALF_A_HUNDREDTH) * 2000
        left = _most_steps(sizes, score, None, None)
        short = _most_steps(sizes, score, needed - 1, None)
        held_back = _most_steps(sizes, score, needed - 1, 0)
        # All that a domain holds may be too little, in a state that prints the score.
        whole = sum(size * count for size, count in sizes)
        least_held = math.ceil(whole * (5 - score - HALF_A_HUNDREDTH))
        enough = _least_held(sizes, least_held) >= needed
        assert short == held_back
        for row in rows:
            assert row["steps_left"] == left
            if enough:
                assert (row["domain_note"], row["steps_to_edge"]) == ("enough_alone", short + 1)
            else:
                expected = max(math.ceil(needed / sizes[0][0]), left + 1)
                assert (row["domain_note"], row["steps_to_edge"]) == ("not_enough_alone", expected)
            if reference is not None:
                goal = Fraction(math.ceil(reference * 100), 100) - HALF_A_HUNDREDTH
                beyond = Fraction(math.floor(whole * (5 - goal)) + 1)
                assert row["steps_to_reference"] == _most_steps(sizes, score, None, beyond) + 1


def _least_held(sizes: list[tuple[int, int]], at_least: int) -> int:
    """The least that a state holds which holds at least so much."""
    return min(
        held
        for state in itertools.product(*(range(4 * count + 1) for _, count in sizes))
        if (held := sum(size * left for (size, _), left in zip(sizes, state, strict=True))) >= at_least
    )


def test_what_a_domain_needs_never_seems_to_be_there_when_it_is_not(domains) -> None:
    place = domains.set_index(["evaluation_year", "region_name", "measure"])
    mesuji, halmahera = place.loc[2023, "Kabupaten Mesuji", "D4"], place.loc[2023, "Kabupaten Halmahera Utara", "D1"]
    assert (mesuji["steps_to_edge"], mesuji["steps_left"], mesuji["domain_note"]) == (23, 23, "enough_alone")
    # Up to the top it gains exactly the printed 0.26, without the half hundredth in reserve.
    assert (halmahera["steps_to_edge"], halmahera["steps_left"]) == (21, 20)
    assert halmahera["domain_note"] == "not_enough_alone"
    # Of the instrument of 2018: 17 indicators of 1%, 7 of 4%.
    madiun = place.loc[2020, "Kabupaten Madiun"]
    assert [tuple(madiun.loc[domain, ["steps_to_edge", "steps_left"]]) for domain in ("D1", "D2")] == [
        (21, 31),
        (6, 13),
    ]
    # Printed as 0,30 on a scale from 1: no levels make it.
    assert list(domains[domains["domain_note"] == "no_such_score"]["region_name"]) == ["Kabupaten Banyuasin"]


def test_makassar_needs_governance_or_management_and_no_other_domain_holds_enough(domains) -> None:
    rows = domains[(domains["region_name"] == "Kota Makassar") & (domains["evaluation_year"] == 2024)]
    assert {
        row["measure"]: (row["steps_to_reference"], row["steps_to_edge"], row["steps_left"])
        for _, row in rows.iterrows()
    } == {"D1": (5, 15, 5), "D2": (8, 8, 15), "D3": (5, 13, 27), "D4": (1, 7, 5)}


# --- made-up countries ------------------------------------------------------------------------------------------


def test_without_domains_or_references_the_rows_say_so() -> None:
    regions = [Region(f"01.7{n}", f"Kota {n}") for n in range(3)]
    scores = [
        *(Score(2024, region.code, "INDEX", Decimal("1.70")) for region in regions),
        Score(2024, "01.70", "D1", Decimal("2.00")),
        Score(2024, "01.71", "D1", Decimal("2.05")),
    ]
    rows = Country(regions, scores).derived("next_predikat_domains")["next_predikat_domains"]
    found = {(row["region_code"], row["measure"]): row for row in rows}
    assert len(found) == 12
    assert {row["reference_count"] for row in rows} == {0}
    assert [found[f"01.7{n}", "D1"]["domain_note"] for n in range(3)] == ["enough_alone", "no_such_score", "no_score"]
    assert found["01.70", "D1"]["steps_to_reference"] is None


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("steps_to_edge = steps_to_edge - 1", True),
        ("steps_to_edge = steps_to_edge + 1", True),
        ("domain_note = 'not_enough_alone'", True),
        ("steps_left = steps_left", False),
    ],
)
def test_steps_that_do_not_close_the_gap_are_told(change: str, found: bool, real) -> None:
    real.execute("BEGIN")
    try:
        real.execute(
            f"UPDATE mart.next_predikat_domains SET {change} "
            "WHERE evaluation_year = 2024 AND region_name = 'Kota Makassar' AND measure = 'D2'"
        )
        assert bool(offending(real, "mart.next_predikat_domains/steps_close_the_gap")) is found
    finally:
        real.execute("ROLLBACK")
