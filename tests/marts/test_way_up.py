"""The next grade and the targets: exact ways up, judged by brute force, integer programmes and plain recomputation.

What is expected is worked out from the bundled transcriptions and from the definitions, not from the models.
"""

from __future__ import annotations

import csv
import itertools
import math
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.stats import rankdata

from sources.declaration.declared import BUNDLED
from tests.conftest import costly
from tests.marts.country import Country, Region, Score, derive_marts, offending, put_lines
from warehouse.computed.smallest_sets import Problem, smallest_sets

GRADES = {
    "Kurang": Fraction(0),
    "Cukup": Fraction("1.8"),
    "Baik": Fraction("2.6"),
    "Sangat Baik": Fraction("3.5"),
    "Memuaskan": Fraction("4.2"),
}
#: Per mille of the index, doubled: whole numbers.
WEIGHTS = [26] * 10 + [50] * 10 + [30] * 11 + [55] * 10 + [60] * 6
CODES = [f"I{number:02d}" for number in range(1, 48)]


# --- the integer programme --------------------------------------------------------------------------------------


def _by_brute_force(weights: Sequence[int], problem: Problem) -> tuple[tuple[int, ...] | None, int]:
    """Of every set that reaches what is needed, the best by the stated rule, and how many are as small."""

    def rank(steps: tuple[int, ...]) -> tuple[Any, ...]:
        gain = sum(w * s for w, s in zip(weights, steps, strict=True))
        numbers = [number for number, s in enumerate(steps) for _ in range(s)]
        below = sum(min(s, b) for s, b in zip(steps, problem.below, strict=True))
        return _size(steps, problem), -below, gain, numbers

    reaching = [
        steps
        for steps in itertools.product(*(range(room + 1) for room in problem.room))
        if sum(w * s for w, s in zip(weights, steps, strict=True)) >= problem.needed
    ]
    best = min(reaching, key=rank, default=None)
    return best, sum(_size(steps, problem) == _size(best, problem) for steps in reaching) if best else 0


def _size(steps: Sequence[int], problem: Problem) -> tuple[int, int]:
    return sum(c * s for c, s in zip(problem.costs, steps, strict=True)), sum(steps)


@st.composite
def _small_problems(draw: st.DrawFn) -> tuple[list[int], list[Problem]]:
    indicators = draw(st.integers(1, 5))
    weights = draw(st.lists(st.integers(1, 6), min_size=indicators, max_size=indicators))

    def numbers(low: int, high: int) -> tuple[int, ...]:
        return tuple(draw(st.lists(st.integers(low, high), min_size=indicators, max_size=indicators)))

    problems = []
    for _ in range(draw(st.integers(1, 3))):
        room = numbers(0, 3)
        below = tuple(min(r, b) for r, b in zip(room, numbers(0, 3), strict=True))
        all_equal = draw(st.booleans())
        problems.append(
            Problem(draw(st.integers(1, 30)), room, below, (1,) * indicators if all_equal else numbers(1, 4))
        )
    return weights, problems


@given(_small_problems())
def test_the_best_set_is_that_of_brute_force_with_and_without_costs(case) -> None:
    weights, problems = case
    for problem, solution in zip(problems, smallest_sets(weights, problems), strict=True):
        assert (solution.steps, solution.equally_small) == _by_brute_force(weights, problem)


def test_steps_that_cost_nothing_and_costs_too_far_apart_are_refused() -> None:
    with pytest.raises(ValueError, match="from 1 on"):
        smallest_sets([2], [Problem(1, (1,), (0,), (0,))])
    with pytest.raises(ValueError, match="coarser unit"):
        smallest_sets([2, 2], [Problem(1, (1, 1), (0, 0), (1, 10**18))])


def _by_integer_programme(weights: Sequence[int], problem: Problem) -> tuple[int, int, int, int]:
    """Cost, steps, steps below the target and gain of the best set, by scipy, one criterion after the other."""
    n = len(weights)
    below, above = np.array(problem.below), np.array(problem.room) - np.array(problem.below)
    gain, cost = np.tile(weights, 2), np.tile(problem.costs, 2)
    bounds = Bounds(np.zeros(2 * n), np.concatenate([below, above]))
    constraints = [LinearConstraint(gain, problem.needed, np.inf)]
    found = []
    for goal in (cost, np.ones(2 * n), np.concatenate([-np.ones(n), np.zeros(n)]), gain):
        result = milp(goal, integrality=np.ones(2 * n), bounds=bounds, constraints=constraints)
        assert result.success
        found.append(round(result.fun))
        constraints.append(LinearConstraint(goal, -np.inf, found[-1] + 0.5))
    return found[0], found[1], -found[2], found[3]


@st.composite
def _levels(draw: st.DrawFn) -> Problem:
    levels = draw(st.lists(st.integers(1, 5), min_size=47, max_size=47))
    index = sum(w * level for w, level in zip(WEIGHTS, levels, strict=True))
    edge = next((e for e in (3600, 5200, 7000, 8400) if e > index), None)
    costs = draw(st.one_of(st.just([1] * 47), st.lists(st.integers(1, 5), min_size=47, max_size=47)))
    return Problem(
        needed=10 if edge is None else edge - index,
        room=tuple(5 - level for level in levels) if edge else (1,) * 47,
        below=tuple(max(3 - level, 0) for level in levels) if edge else (0,) * 47,
        costs=tuple(costs),
    )


@given(st.lists(_levels(), min_size=1, max_size=3))
@costly(5)
def test_with_47_indicators_an_integer_programme_finds_nothing_better(problems) -> None:
    for problem, solution in zip(problems, smallest_sets(WEIGHTS, problems), strict=True):
        best = solution.steps
        assert best is not None
        assert solution.equally_small >= 1
        assert all(s <= room for s, room in zip(best, problem.room, strict=True))
        below = sum(min(s, b) for s, b in zip(best, problem.below, strict=True))
        gain = sum(w * s for w, s in zip(WEIGHTS, best, strict=True))
        assert all(gain - w < problem.needed for w, s in zip(WEIGHTS, best, strict=True) if s)
        assert (*_size(best, problem), below, gain) == _by_integer_programme(WEIGHTS, problem)


# --- the next grade on the real data ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ways(real: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    return exact(real, "SELECT * FROM mart.next_predikat")


@pytest.fixture(scope="module")
def ranking(real: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    return exact(real, "SELECT * FROM mart.region_ranking")


def exact(connection: duckdb.DuckDBPyConnection, sql: str) -> pd.DataFrame:
    """Rows with DECIMAL as fractions; NULL is None."""
    result = connection.execute(sql)
    names = [column[0] for column in result.description]
    rows = [[Fraction(cell) if isinstance(cell, Decimal) else cell for cell in row] for row in result.fetchall()]
    return pd.DataFrame(rows, columns=names, dtype=object)


def _agency_report(year: int) -> dict[str, str]:
    path = BUNDLED / "spbe_agency_report" / "snapshots" / f"bandar_lampung_{year}.csv"
    with path.open(encoding="utf-8") as stream:
        return {row["measure"]: row["printed_value"] for row in csv.DictReader(stream)}


def _row(frame: pd.DataFrame, year: int, code: str) -> pd.Series:
    (row,) = (row for _, row in frame[(frame["evaluation_year"] == year) & (frame["region_code"] == code)].iterrows())
    return row


@pytest.mark.parametrize(("year", "edge", "steps"), [(2021, "1.8", 20), (2022, "1.8", 10), (2024, "3.5", 18)])
def test_bandar_lampungs_way_is_the_smallest_by_an_integer_programme_on_its_reports(
    year: int, edge: str, steps: int, real, ways
) -> None:
    printed = _agency_report(year)
    levels = [int(printed[code]) for code in CODES]
    index = Fraction(sum(w * level for w, level in zip(WEIGHTS, levels, strict=True)), 2000)
    assert abs(index - Fraction(printed["INDEX"].replace(",", "."))) <= Fraction(5, 1000)
    problem = Problem(
        needed=int(Fraction(edge) * 2000 - index * 2000),
        room=tuple(5 - level for level in levels),
        below=tuple(max(3 - level, 0) for level in levels),
        costs=(1,) * 47,
    )
    _, fewest, below, gain = _by_integer_programme(WEIGHTS, problem)
    row = _row(ways, year, "18.71")
    assert (row["way_note"], row["next_edge"]) == ("levels", Fraction(edge))
    listed = exact(
        real,
        f"SELECT * FROM mart.next_predikat_steps WHERE evaluation_year = {year} AND region_code = '18.71' ORDER BY ALL",
    )
    assert (len(listed), sum(listed["below_target"])) == (fewest, below) == (steps, below)
    assert list(listed["step_no"]) == list(range(1, steps + 1))
    now = dict(zip(CODES, levels, strict=True))
    reached = index
    keys = []
    for _, step in listed.iterrows():
        assert (step["from_level"], step["to_level"]) == (now[step["node_code"]], now[step["node_code"]] + 1)
        assert step["below_target"] == (step["from_level"] < 3)
        now[step["node_code"]] += 1
        reached += Fraction(WEIGHTS[CODES.index(step["node_code"])], 2000)
        assert step["index_after_step"] == reached
        keys.append((not step["below_target"], -step["step_gain"]))
    assert keys == sorted(keys)
    assert max(now.values()) <= 5
    assert reached == index + Fraction(gain, 2000) >= Fraction(edge)


def test_levels_are_known_for_five_reports_and_denpasar_and_for_nobody_else(ways, real) -> None:
    known = ways[ways["way_note"] == "levels"]
    assert set(zip(known["evaluation_year"], known["region_code"], strict=True)) == {
        (2021, "18.71"), (2022, "18.71"), (2023, "18.71"), (2024, "18.71"), (2018, "51.71"), (2019, "51.71"),
        (2020, "35.19"),
    }  # fmt: skip
    # 37 scores, of which six weigh a third of ten percent: 3.3333... is no decimal, and the edge is still met exactly.
    denpasar = "SELECT index_after_step FROM mart.next_predikat_steps WHERE evaluation_year = 2019 ORDER BY step_no"
    after = list(exact(real, denpasar)["index_after_step"])
    assert (len(after), after[-1]) == (4, Fraction("3.5"))
    assert _row(ways, 2019, "51.71")["rank_after"] is None


def test_every_ranked_region_has_a_row_and_only_the_top_grade_has_no_next(ways, ranking) -> None:
    ranked = ranking[ranking["rank_in_kind"].notna()]
    rows = {(row["evaluation_year"], row["region_code"]): row for _, row in ways.iterrows()}
    names = list(GRADES)
    for _, region in ranked.iterrows():
        row = rows.pop((region["evaluation_year"], region["region_code"]))
        at = names.index(region["predikat"])
        following = names[at + 1] if at + 1 < len(names) else None
        assert row["next_predikat"] == following
        assert row["next_edge"] == (GRADES[following] if following else None)
        if following is None:
            assert row["points_missing"] is None
            assert row["way_note"] == "highest_grade"
        else:
            assert row["points_missing"] == max(GRADES[following] - region["spbe_index"], 0)
            assert 0 <= row["points_missing"] <= 5
    assert all(row["way_note"] == "levels" for row in rows.values())
    assert sum(row["next_predikat"] is None for _, row in ways.iterrows()) > 30


def test_grades_below_a_printed_edge_miss_less_than_half_a_hundredth_and_say_so(ways) -> None:
    rows = ways[(ways["points_missing"] == 0)]
    assert dict(zip(rows["region_name"], rows["next_edge"], strict=True)) == {
        "Kabupaten Nias Barat": Fraction("1.8"),
        "Kabupaten Luwu": Fraction("2.6"),
        "Kabupaten Pacitan": Fraction("3.5"),
    }
    assert set(rows["way_note"]) == {"on_the_edge"}
    assert list(rows["rank_after"]) == list(rows["rank_in_kind"])


def test_the_rank_after_is_that_of_the_field_with_the_region_on_the_edge(ways, ranking, real) -> None:
    intervals = exact(real, "SELECT evaluation_year, region_code, index_lo, index_hi FROM mart.rank_intervals")
    ranked = ranking[ranking["rank_in_kind"].notna()].merge(intervals, on=["evaluation_year", "region_code"])
    assert len(ranked) == 1052
    for place, field in ranked.groupby(["evaluation_year", "kind"]):
        codes = list(field["region_code"])
        scores = np.array([int(score * 10000) for score in field["spbe_index"]])
        widths = [float(high - low) for low, high in zip(field["index_lo"], field["index_hi"], strict=True)]
        half = np.median(widths) / 2
        rows = ways[(ways["evaluation_year"] == place[0]) & (ways["kind"] == place[1]) & ways["next_edge"].notna()]
        assert len(rows) > 30
        for _, row in rows.iterrows():
            at = codes.index(row["region_code"])
            edge = int(row["next_edge"] * 10000)
            moved = scores.copy()
            moved[at] = edge
            assert row["rank_after"] == rankdata(-moved, "min")[at]
            assert row["places_gained"] == row["rank_in_kind"] - row["rank_after"]
            assert float(row["edge_half_width"]) == pytest.approx(half, abs=0.6e-4)
            others = np.delete(scores, at)
            margin = int(row["edge_half_width"] * 10000)
            assert row["rank_after_lo"] == 1 + (others > edge + margin).sum()
            assert row["rank_after_hi"] == 1 + (others >= edge - margin).sum()


# --- targets on the real data -----------------------------------------------------------------------------------


def _target_lines() -> list[dict[str, str]]:
    with (BUNDLED / "targets" / "snapshots" / "targets.csv").open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def _verdict(  # noqa: PLR0911 - one line per case of the definition
    target: dict[str, str],
    year: int,
    results: dict[int, tuple[Fraction | None, str, str | None]],
    instruments: dict[int, str],
) -> tuple[str, str | None]:
    """Told from the definition: what a target's row of a year must say. `results`: year -> value, grade, predikat."""
    goal = Fraction(target["target_value"].replace(",", "."))
    due = int(target["target_year"]) if target["target_year"] else None
    value, grade, predikat = results.get(year, (None, "A", None))
    if instruments[year] != target["instrument"]:
        return "not_assessable", "other_instrument"
    if value is None:
        return "not_assessable", "no_result"
    if grade == "D":
        return "not_assessable", "press_only"
    if due is not None and year > due:
        return "not_assessable", "target_year_past"
    on_lower_side = value == goal and predikat is not None and goal in GRADES.values() and GRADES[predikat] < goal
    if value >= goal and not on_lower_side:
        return "reached", None
    if target["horizon"] == "every_year" or due == year:
        return "behind", None
    if due is None:
        return "not_assessable", "undated"
    if instruments.get(due, target["instrument"]) != target["instrument"]:
        return "not_assessable", "target_year_other_instrument"
    known = sorted(
        y for y, (v, g, _) in results.items() if v is not None and g != "D" and instruments[y] == target["instrument"]
    )
    begin, end = known[0], due
    if year == begin:
        return "not_assessable", "first_year"
    line = results[begin][0] + (goal - results[begin][0]) * Fraction(year - begin, end - begin)
    if abs(value - line) < Fraction("0.03"):
        return "on_the_line", None
    return ("on_track" if value > line else "behind"), None


def _results(
    ranking: pd.DataFrame, target: dict[str, str], code: str
) -> dict[int, tuple[Fraction | None, str, str | None]]:
    if target["scope"] == "country":
        # The printed national index: table 4 of the report of 2024; 2025 is known from news only.
        printed = {2021: "2.24", 2022: "2.34", 2023: "2.79", 2024: "3.12"}
        return {**{y: (Fraction(v), "A", None) for y, v in printed.items()}, 2025: (Fraction("3.23"), "D", None)}
    if target["scope"] == "province_aggregate":
        members = ranking[(ranking["province_code"] == code) & (ranking["kind"] != "provinsi")]
        return {
            year: (sum(rows["spbe_index"]) / len(rows), "A", None)
            for year, rows in members.groupby("evaluation_year")
            if year in (2023, 2024) and rows["spbe_index"].notna().all()
        }
    rows = ranking[(ranking["current_code"] == code) & ranking["spbe_index"].notna()]
    return {
        row["evaluation_year"]: (row["spbe_index"], row["evidence_grade"], row["predikat"])
        for _, row in rows.iterrows()
    }


def test_every_verdict_on_a_target_is_that_of_its_definition(real, ranking) -> None:
    progress = exact(real, "SELECT * FROM mart.target_progress")
    instruments = dict(real.execute("SELECT evaluation_year, instrument FROM core.evaluation_years").fetchall())
    lines = {line["target_id"]: line for line in _target_lines()}
    assert set(progress["target_id"]) == set(lines)
    seen = 0
    for (name, code), rows in progress.groupby(["target_id", "subject_code"]):
        target = lines[name]
        if target["measure"] == "LEVEL":
            continue
        results = _results(ranking, target, code)
        goal = Fraction(target["target_value"].replace(",", "."))
        for _, row in rows.iterrows():
            year = row["evaluation_year"]
            told = _verdict(target, year, results, instruments)
            assert (row["target_status"], row["not_assessable_because"]) == told, (name, code, year)
            value = results.get(year, (None,))[0]
            if instruments[year] == "SPBE-2020" and value is not None:
                assert abs(row["target_gap"] - (value - goal)) <= Fraction(5, 100_000)
                assert abs(row["achievement_percent"] - 100 * value / goal) <= Fraction(51, 1000)
            else:
                assert row["target_gap"] is None
            assert row["progress_note"] == (told[1] or row["progress_note"])
            assert (row["progress_note"] == "on_the_line") == (told[0] == "on_the_line")
            assert (row["progress_note"] in {"reached", "above_line"}) == (told[0] in {"reached", "on_track"})
            seen += 1
        if target["scope"] != "every_region":
            assert list(rows["evaluation_year"].sort_values()) == [y for y in sorted(instruments) if y >= 2021]
    assert seen > 1000


def test_every_region_is_held_to_the_national_minimum_where_it_has_an_official_result(real, ranking) -> None:
    progress = exact(real, "SELECT * FROM mart.target_progress WHERE target_id = 'nasional-minimum'")
    official = ranking[
        ranking["spbe_index"].notna() & (ranking["instrument"] == "SPBE-2020") & (ranking["evidence_grade"] != "D")
    ]
    assert len(progress) == len(official) == 529 + 523 + 2
    luwu = progress[(progress["subject_name"] == "Kabupaten Luwu") & (progress["evaluation_year"] == 2024)].iloc[0]
    assert (luwu["target_gap"], luwu["target_status"]) == (0, "behind")  # its grade is that below the edge


def test_levels_are_held_to_the_national_level_by_the_lowest_of_them(real) -> None:
    levels = exact(real, "SELECT * FROM mart.target_progress WHERE target_id = 'nasional-tingkat-3'")
    for _, row in levels.iterrows():
        printed = _agency_report(row["evaluation_year"])
        assert row["result_value"] == min(int(printed[code]) for code in CODES)
        assert row["target_status"] == "behind"
    assert len(levels) == 4


def test_known_targets_stand_as_reckoned_by_hand(real) -> None:
    found = {
        (target, year): (status, required)
        for target, year, status, required in real.execute(
            "SELECT target_id, evaluation_year, target_status, required_yearly_rise FROM mart.target_progress"
        ).fetchall()
    }
    expected = {
        ("kota-magelang-2025", 2024): ("on_the_line", Decimal("0.32")),
        ("kota-magelang-2025", 2025): ("not_assessable", None),
        ("kota-magelang-2025", 2026): ("not_assessable", None),
        ("nasional-rpjmn-2024", 2022): ("on_the_line", Decimal("0.13")),
        ("nasional-rpjmn-2024", 2023): ("reached", None),
        ("jawa-barat-keinginan-provinsi", 2023): ("reached", None),
        ("jawa-barat-keinginan-kabkota", 2023): ("not_assessable", None),
        ("jawa-barat-keinginan-kabkota", 2024): ("reached", None),
        ("kabupaten-serang-2024", 2023): ("not_assessable", Decimal("0.27")),
    }
    assert {key: found[key] for key in expected} == expected


# --- made-up countries ------------------------------------------------------------------------------------------


def scores_of_levels(code: str, levels: Sequence[int], year: int = 2024) -> list[Score]:
    index = Fraction(sum(w * level for w, level in zip(WEIGHTS, levels, strict=True)), 2000)
    shown = Decimal(math.floor(index * 100 + Fraction(1, 2))) / 100
    name = max((name for name, edge in GRADES.items() if edge <= index), key=lambda name: GRADES[name])
    return [
        Score(year, code, "INDEX", shown),
        Score(year, code, "PREDIKAT", name),
        *(Score(year, code, measure, Decimal(level)) for measure, level in zip(CODES, levels, strict=True)),
    ]


def _cost(node: str, cost: str, region: str = "") -> dict[str, str]:
    return {"instrument": "SPBE-2020", "node_code": node, "region_code": region, "step_cost": cost}


def _best(country: Country) -> dict[str, pd.DataFrame]:
    """The best set of each region."""
    steps = pd.DataFrame(country.derived("next_predikat_steps")["next_predikat_steps"]).sort_values("step_no")
    return {code: rows.reset_index(drop=True) for code, rows in steps.groupby("region_code")}


LOW = [2] * 47
A, B = Region("01.71", "Kota A"), Region("01.72", "Kota B")


def test_a_planners_costs_change_the_set_and_a_regions_own_cost_comes_first() -> None:
    country = Country([A, B], scores_of_levels(A.code, LOW) + scores_of_levels(B.code, LOW))
    # Public services cost half as much again as any other step; I42 next to nothing, but in one region only.
    lines = [_cost(code, "1,5") for code in CODES[41:]] + [_cost("I42", "0.01", B.code)]
    before, after = _best(country), _best(replace(country, lists={"raw.indicator_costs": lines}))
    assert list(before[A.code]["node_code"]) == list(before[B.code]["node_code"])
    assert set(CODES[41:]) <= set(before[A.code]["node_code"])
    assert not set(CODES[41:]) & set(after[A.code]["node_code"])
    costs = dict.fromkeys(CODES, 100) | dict.fromkeys(CODES[41:], 150)
    for region, own in ((A.code, costs), (B.code, {**costs, "I42": 1})):
        cost, steps, below, gain = _by_integer_programme(
            WEIGHTS, Problem(1200, (3,) * 47, (1,) * 47, tuple(own.values()))
        )
        rows = after[region]
        assert [cost * 100 for cost in rows["step_cost"]] == [own[code] for code in rows["node_code"]]
        assert (sum(rows["step_cost"]) * 100, len(rows), sum(rows["below_target"])) == (cost, steps, below)
        assert rows["index_after_step"].iloc[-1] == 2 + Fraction(gain, 2000)


def test_levels_that_an_agency_typed_show_its_way_where_they_may_speak_and_it_is_ranked_nowhere() -> None:
    def typed(region: Region, year: int) -> list[Score]:
        scores = scores_of_levels(region.code, LOW, year)
        return [replace(score, grade="D") for score in scores if score.measure in CODES]

    # Of B an index is known, and it is another: the levels are not those of the evaluation.
    other = Score(2025, B.code, "INDEX", Decimal("2.60"), "D")
    official = scores_of_levels(A.code, LOW)
    names = ("region_ranking", "next_predikat", "next_predikat_steps")
    made = Country([A, B], [*official, *typed(A, 2025), *typed(B, 2025), other, *typed(B, 2024)]).derived(*names)
    steps = pd.DataFrame(made["next_predikat_steps"])
    grades = {key: set(rows["evidence_grade"]) for key, rows in steps.groupby(["region_code", "evaluation_year"])}
    assert grades == {(A.code, 2024): {"A"}, (A.code, 2025): {"D"}}
    same = steps.drop(columns=["evaluation_year", "evidence_grade"])
    by_year = [same[steps["evaluation_year"] == year].reset_index(drop=True) for year in (2024, 2025)]
    assert by_year[0].equals(by_year[1])
    ranked = {(row["evaluation_year"], row["region_code"]): row for row in made["region_ranking"]}
    assert (ranked[2025, A.code]["spbe_index"], ranked[2025, A.code]["rank_in_kind"]) == (None, None)
    assert {row["evaluation_year"] for row in made["next_predikat"]} == {2024}


def test_levels_that_do_not_make_the_printed_index_are_not_used() -> None:
    scores = [s for s in scores_of_levels(A.code, LOW) if s.measure != "INDEX"] + [
        Score(2024, A.code, "INDEX", Decimal("2.01"))
    ]
    incomplete = [s for s in scores_of_levels(B.code, LOW) if s.measure != "I47"]
    made = Country([A, B], scores + incomplete).derived("next_predikat", "next_predikat_steps")
    assert made["next_predikat_steps"] == []
    assert {row["region_code"]: row["way_note"] for row in made["next_predikat"]} == {
        A.code: "levels_not_used",
        B.code: "levels_not_used",
    }


def test_a_cell_of_a_target_that_has_not_its_form_is_told() -> None:
    good = {
        "target_id": "mine", "scope": "region", "subject_code": A.code, "measure": "INDEX", "horizon": "by_year",
        "target_year": "2025", "target_value": "2,6", "instrument": "SPBE-2020", "evidence_grade": "D",
        "stated_on": "2025-01-31",
    }  # fmt: skip
    wrong = [
        ("scope", "galaxy"), ("scope", ""), ("horizon", "soon"), ("evidence_grade", "E"), ("evidence_grade", ""),
        ("target_value", "3,801"), ("target_value", "-1"), ("target_value", "tinggi"), ("target_year", "1999"),
        ("target_year", "25"), ("stated_on", "31-01-2025"), ("stated_on", "2025-02-30"),
    ]  # fmt: skip
    lines = [good, *({**good, cell: typed} for cell, typed in wrong)]
    with Country([A], []).build() as connection:
        put_lines(connection, "raw.targets", lines)
        found = sorted(offending(connection, "raw.targets/cells_have_their_form"))
    assert [(line, cell, typed) for _, line, _, _, cell, typed in found] == [
        (line, cell, typed) for line, (cell, typed) in enumerate(wrong, start=3)
    ]


@pytest.mark.parametrize(
    ("written", "remarks"),
    [
        ({"note": "Tabel 5.2.", "note_en": "Table 5.2."}, ("Tabel 5.2.", "Table 5.2.")),
        ({"note": "Tabel 5.2."}, ("Tabel 5.2.", "Tabel 5.2.")),
        ({"note": "Tabel 5.2. | Table 5.2."}, ("Tabel 5.2.", "Table 5.2.")),  # as files of before have it
        ({}, (None, None)),
    ],
)
def test_a_note_of_a_target_stands_once_per_language(written, remarks) -> None:
    line = {
        "target_id": "satu", "scope": "region", "subject_code": "01", "measure": "INDEX", "horizon": "undated",
        "target_value": "3,5", "instrument": "SPBE-2020", "evidence_grade": "D",
    }  # fmt: skip
    with Country([], [], lists={"raw.targets": [line | written]}).build() as connection:
        derive_marts(connection, ["core.targets"])
        query = "SELECT target_remark_id, target_remark_en FROM core.targets WHERE target_id = 'satu'"
        assert connection.execute(query).fetchall() == [remarks]


def test_a_cost_that_is_not_above_zero_is_told() -> None:
    costs = ["1", "0,5", "0.01", "0", "0,00", "", "-1"]
    with Country([A], [], lists={"raw.indicator_costs": [_cost("I29", cost) for cost in costs]}).build() as connection:
        assert len(offending(connection, "raw.indicator_costs/cost_is_above_zero")) == 4


def test_one_line_adds_a_target_and_the_verdict_follows_the_line() -> None:
    by_year = {2022: "2.00", 2023: "2.30", 2024: "2.40"}
    scores = [Score(year, A.code, "INDEX", Decimal(value)) for year, value in by_year.items()]
    line = {
        "scope": "region", "subject_code": A.code, "printed_subject": "Kota A", "measure": "INDEX",
        "horizon": "by_year", "instrument": "SPBE-2020", "evidence_grade": "D",
    }  # fmt: skip
    lines = [
        {**line, "target_id": "to-2025", "target_year": "2025", "target_value": "2,6"},
        {**line, "target_id": "to-2024", "target_year": "2024", "target_value": "2.4"},
        {**line, "target_id": "to-2026", "target_year": "2026", "target_value": "2.6"},
        {**line, "target_id": "old", "target_year": "2024", "target_value": "2.6", "instrument": "SPBE-2018"},
    ]
    instruments = {
        **dict.fromkeys((2018, 2019, 2020), "SPBE-2018"),
        **dict.fromkeys(range(2021, 2026), "SPBE-2020"),
        2026: "PEMDI-2026",
    }
    country = Country([A], scores, (2022, 2023, 2024), instruments, {"raw.targets": lines})
    columns = ("target_status", "not_assessable_because", "line_value", "required_yearly_rise")
    found = {
        (row["target_id"], row["evaluation_year"]): tuple(row[column] for column in columns)
        for row in country.derived("target_progress")["target_progress"]
    }
    d = Decimal
    assert found["to-2025", 2022] == ("not_assessable", "first_year", d("2.0000"), d("0.2000"))
    assert found["to-2025", 2023] == ("on_track", None, d("2.2000"), d("0.1500"))
    assert found["to-2025", 2024] == ("on_the_line", None, d("2.4000"), d("0.2000"))
    assert found["to-2025", 2025] == ("not_assessable", "no_result", d("2.6000"), None)
    assert found["to-2025", 2026] == ("not_assessable", "other_instrument", None, None)
    assert found["to-2024", 2024] == ("reached", None, d("2.4000"), None)
    assert found["to-2024", 2025] == ("not_assessable", "no_result", None, None)
    assert found["to-2026", 2024] == ("not_assessable", "target_year_other_instrument", None, None)
    assert {found["old", year][:2] for year in range(2021, 2027)} == {("not_assessable", "other_instrument")}


@pytest.mark.parametrize(
    ("grades", "expected"),
    [
        ("AAA", ("reached", None, "A")),
        ("ABA", ("reached", None, "B")),  # no better evidence than the weakest member
        ("AA", ("reached", None, "A")),
        ("A", ("not_assessable", "low_coverage", None)),
    ],
)
def test_a_province_is_held_to_a_target_by_the_mean_of_enough_of_its_members(grades, expected) -> None:
    members = [Region(f"01.7{n}", f"Kota {n}") for n in range(1, 4)]
    scores = [
        Score(2024, region.code, "INDEX", Decimal("3.00"), grade)
        for region, grade in zip(members, grades, strict=False)
    ]
    target = {
        "target_id": "mean", "scope": "province_aggregate", "subject_code": "01", "printed_subject": "Satu",
        "measure": "INDEX", "horizon": "undated", "target_value": "2.5", "instrument": "SPBE-2020",
        "evidence_grade": "D",
    }  # fmt: skip
    country = Country([Region("01", "Satu", "provinsi"), *members], scores, lists={"raw.targets": [target]})
    rows = country.derived("target_progress")["target_progress"]
    (row,) = [row for row in rows if (row["target_id"], row["evaluation_year"]) == ("mean", 2024)]
    assert (row["target_status"], row["not_assessable_because"]) == expected[:2]
    if row["target_status"] == "reached":
        assert (row["result_value"], row["evidence_grade"]) == (3, expected[2])
