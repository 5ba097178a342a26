"""What moved and why: judged on the real data by pandas and numpy, on made-up countries by counting every pair.

What is expected is worked out from the core tables and from the definitions in words, never from the models.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from expectations.suites import SUITES
from tests.marts.country import Country, Region, Score, derive_marts
from warehouse import writer
from warehouse.tables import TABLES

MARTS = ("rank_change", "province_summary", "grade_distribution", "grade_transitions", "movers")
PARTS = ("own_part", "others_part", "entering_part", "leaving_part", "revision_part")
GROUPS = {
    "provinsi": {"provinsi"},
    "kabupaten": {"kabupaten"},
    "kota": {"kota"},
    "kabkota": {"kabupaten", "kota"},
    "pemda": {"provinsi", "kabupaten", "kota"},
}
BEST_FIRST = ("Memuaskan", "Sangat Baik", "Baik", "Cukup", "Kurang")


# --- the real data ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def years(real: duckdb.DuckDBPyConnection) -> dict[int, pd.DataFrame]:
    """The register of every nationally complete year with official index and grade, by today's code."""
    regions = real.execute("SELECT * FROM core.regions WHERE autonomous").df()
    scores = real.execute(
        "SELECT evaluation_year, region_code, measure, CAST(100 * score AS INTEGER) AS cents, printed_value "
        "FROM core.spbe_scores WHERE evidence_grade IN ('A', 'B') AND measure IN ('INDEX', 'PREDIKAT')"
    ).df()
    complete = real.execute("SELECT evaluation_year FROM core.evaluation_years WHERE nationally_complete").df()
    people = regions[regions["valid_to_year"].isna()].set_index("current_code")["population"]
    found = {}
    for year in complete["evaluation_year"]:
        held = regions[
            (regions["valid_from_year"].fillna(0) <= year) & (regions["valid_to_year"].fillna(9999) >= year)
        ].copy()
        mine = scores[scores["evaluation_year"] == year]
        held["cents"] = held["region_code"].map(mine[mine["measure"] == "INDEX"].set_index("region_code")["cents"])
        held["grade"] = held["region_code"].map(
            mine[mine["measure"] == "PREDIKAT"].set_index("region_code")["printed_value"]
        )
        held["people"] = held["current_code"].map(people).astype(float)
        assert held["current_code"].is_unique
        found[int(year)] = held.set_index("current_code")
    assert sorted(found) == [2023, 2024]
    return found


@pytest.fixture(scope="module")
def marts(real: duckdb.DuckDBPyConnection) -> dict[str, pd.DataFrame]:
    return {name: writer.read(real, TABLES[f"mart.{name}"]) for name in MARTS}


@pytest.mark.parametrize("kind", ["provinsi", "kabupaten", "kota"])
def test_the_parts_of_every_real_change_of_rank_are_what_moving_the_scores_one_after_the_other_gives(
    kind: str, years: dict[int, pd.DataFrame], marts: dict[str, pd.DataFrame]
) -> None:
    """Ranks are taken anew with the scores of one's own, or of the others, moved first."""
    before, now = (
        years[year][(years[year]["kind"] == kind) & years[year]["cents"].notna()]["cents"] for year in (2023, 2024)
    )
    both = before.index.intersection(now.index)
    others_before, others_now = before.drop(both).to_numpy(), now.drop(both).to_numpy()
    found = marts["rank_change"].query("evaluation_year == 2024 and own_part.notna()").set_index("current_code")
    found = found[found["kind"] == kind]
    assert set(found.index) == set(both)
    for code in both:
        rest_before, rest_now = before[both.drop(code)].to_numpy(), now[both.drop(code)].to_numpy()

        def rank(own: float, rest: np.ndarray) -> int:
            return 1 + int((rest > own).sum())

        b, n = before[code], now[code]
        own_first = rank(b, rest_before) - rank(n, rest_before)
        own_last = rank(b, rest_now) - rank(n, rest_now)
        others_last = rank(n, rest_before) - rank(n, rest_now)
        others_first = rank(b, rest_before) - rank(b, rest_now)
        row = found.loc[code]
        assert row["own_part"] == (own_first + own_last) / 2, code
        assert row["others_part"] == (others_first + others_last) / 2, code
        assert row["entering_part"] == -(others_now > n).sum(), code
        assert row["leaving_part"] == (others_before > b).sum(), code
        assert row["revision_part"] == 0
        assert row["rank_before"] == rank(b, before.to_numpy()), code
        assert row["rank_now"] == rank(n, now.to_numpy()), code
        assert row["rank_change"] == row["rank_before"] - row["rank_now"] == sum(row[part] for part in PARTS), code
        assert (row["compared_in_kind"], row["entered_in_kind"], row["left_in_kind"]) == (
            len(both), len(others_now), len(others_before),
        )  # fmt: skip


def test_every_region_of_every_pair_of_years_has_its_parts_or_the_reason_why_not(
    real: duckdb.DuckDBPyConnection, years: dict[int, pd.DataFrame], marts: dict[str, pd.DataFrame]
) -> None:
    rows = marts["rank_change"]
    assert sorted(rows["evaluation_year"].unique()) == list(range(2019, 2027))
    assert (rows["previous_year"] == rows["evaluation_year"] - 1).all()
    pair = rows[rows["evaluation_year"] == 2024]
    assert set(pair["current_code"]) == set(years[2023].index) | set(years[2024].index)
    ranked_in_both = set(years[2023]["cents"].dropna().index) & set(years[2024]["cents"].dropna().index)
    assert set(pair[pair["change_note"].isna()]["current_code"]) == ranked_in_both
    for part in (*PARTS, "rank_change", "movement"):
        assert (rows[part].notna() == rows["change_note"].isna()).all(), part
    for year, code in ((2021, "instrument_changed"), (2026, "instrument_changed"), (2022, "unranked_both")):
        assert set(rows[rows["evaluation_year"] == year]["change_note"]) == {code}
    across = rows[rows["evaluation_year"].isin([2021, 2026])]
    assert across[["index_before", "predikat_before", "rank_before", "index_change"]].isna().all().all()
    assert real.execute(
        "SELECT count(*) FROM mart.rank_change WHERE index_change <> index_now - index_before"
    ).fetchone() == (0,)


def test_kota_magelang_fell_nine_places_because_the_others_rose_more(marts: dict[str, pd.DataFrame]) -> None:
    rows = marts["rank_change"].set_index(["evaluation_year", "region_code"])
    row = rows.loc[(2024, "33.71")]
    assert (row["rank_before"], row["rank_now"], row["rank_change"]) == (30, 39, -9)
    assert [row[part] for part in PARTS] == [13.0, -22.0, 0, 0, 0]
    assert row["movement"] == "fell"
    makassar = rows.loc[(2024, "73.71")]
    assert [makassar[column] for column in ("rank_before", "rank_now", *PARTS)] == [27, 16, 27.5, -16.5, 0, 0, 0]


def test_the_province_roll_up_equals_numpy(years: dict[int, pd.DataFrame], marts: dict[str, pd.DataFrame]) -> None:
    summary = marts["province_summary"].set_index(["evaluation_year", "province_code"])
    measured: dict[tuple[int, str], tuple[float, float]] = {}
    too_few = set()
    for year, held in years.items():
        for code, rows in held[held["kind"] != "provinsi"].groupby("province_code"):
            found = summary.loc[(year, code)]
            scored = rows[rows["cents"].notna()]
            index = scored["cents"].to_numpy() / 100
            assert (found["evaluated_count"], found["expected_count"]) == (len(scored), len(rows))
            own = held[(held["kind"] == "provinsi") & (held["province_code"] == code)].iloc[0]
            assert (found["own_index"], found["own_predikat"]) == (own["cents"] / 100, own["grade"])
            if len(scored) / len(rows) < 0.65:
                too_few.add((year, found["province_name"]))
                assert found["summary_note"] == "low_coverage"
                assert found.drop("weighted_count")["mean_index":"gini_change"].isna().all()
                continue
            gaps = [abs(a - b) for a, b in combinations(index, 2)]
            gini = np.abs(index[:, None] - index[None, :]).sum() / (2 * len(index) ** 2 * (index.mean() - 1))
            measured[year, code] = (np.mean(gaps), gini)
            quartiles = np.percentile(index, [25, 75])
            known = scored["people"].notna()
            expected = {
                "mean_index": index.mean(),
                "median_index": np.median(index),
                "weighted_mean_index": np.average(index[known], weights=scored["people"][known]),
                "weighted_count": known.sum(),
                "spread_index": np.std(index),
                "range_index": np.ptp(index),
                "quartile_range": quartiles[1] - quartiles[0],
                "mean_gap": np.mean(gaps),
                "gini": gini,
            }
            for column, value in expected.items():
                assert found[column] == pytest.approx(value, abs=5.1e-5), (year, code, column)
    for (year, code), (gap, gini) in measured.items():
        found = summary.loc[(year, code)]
        if (year - 1, code) in measured:
            gap_before, gini_before = measured[year - 1, code]
            assert found["mean_gap_change"] == pytest.approx(gap - gap_before, abs=1.1e-4)
            assert found["gini_change"] == pytest.approx(gini - gini_before, abs=1.1e-4)
        else:
            assert found[["mean_gap_change", "gini_change"]].isna().all()
            assert found["province_change_note"] in {"unranked_before", "other_territory", "low_coverage"}
    assert too_few == {
        (2023, "Papua"), (2023, "Papua Tengah"), (2023, "Papua Pegunungan"), (2024, "Papua"), (2024, "Papua Barat"),
        (2024, "Papua Tengah"), (2024, "Papua Pegunungan"), (2024, "Papua Barat Daya"),
    }  # fmt: skip


def state(row: pd.Series) -> str:
    return "no_result" if pd.isna(row["cents"]) else row["grade"]


def test_the_distribution_of_grades_equals_pandas(
    years: dict[int, pd.DataFrame], marts: dict[str, pd.DataFrame]
) -> None:
    tables = dict(list(marts["grade_distribution"].groupby(["evaluation_year", "area_code", "kind_group"])))
    expected_tables = set()
    for year in sorted(years):
        held = years[year]
        states = held.apply(state, axis=1)
        areas = {"ID": pd.Series(True, held.index)}
        areas |= {code: held["province_code"] == code for code in held["province_code"].unique()}
        for area, inside in areas.items():
            for group, kinds in GROUPS.items():
                if area != "ID" and group in {"provinsi", "pemda"}:
                    continue
                members = states[inside & held["kind"].isin(kinds)]
                if members.empty:
                    continue
                expected_tables.add((year, area, group))
                found = tables[year, area, group]
                assert list(found["grade_state"]) == [*BEST_FIRST, "no_result"]
                graded = (members != "no_result").sum()
                for _, row in found.iterrows():
                    count = (members == row["grade_state"]).sum()
                    assert (row["region_count"], row["regions_in_group"]) == (count, len(members))
                    assert row["graded_in_group"] == graded
                    assert row["share_of_group"] == pytest.approx(100 * count / len(members), abs=0.051)
                    if row["grade_state"] == "no_result" or graded / len(members) < 0.65:
                        assert pd.isna(row["share_of_graded"])
                    else:
                        assert row["share_of_graded"] == pytest.approx(100 * count / graded, abs=0.051)
    assert set(tables) == expected_tables


@pytest.mark.parametrize("group", GROUPS)
def test_the_transitions_between_grades_equal_a_cross_table(
    group: str, years: dict[int, pd.DataFrame], marts: dict[str, pd.DataFrame]
) -> None:
    before, now = (years[year][years[year]["kind"].isin(GROUPS[group])].apply(state, axis=1) for year in (2023, 2024))
    codes = before.index.union(now.index)
    table = pd.crosstab(before.reindex(codes).fillna("not_listed"), now.reindex(codes).fillna("not_listed")).stack()
    found = marts["grade_transitions"].query("kind_group == @group").set_index(["state_before", "state_now"])
    assert set(found["evaluation_year"]) == {2024}
    assert found["region_count"].to_dict() == table[table > 0].to_dict()
    for (state_before, state_now), row in found.iterrows():
        share = 100 * row["region_count"] / (before == state_before).sum()
        assert row["share_of_before"] == pytest.approx(share, abs=0.051)
        if state_before in BEST_FIRST and state_now in BEST_FIRST:
            steps = BEST_FIRST.index(state_before) - BEST_FIRST.index(state_now)
            assert row["grade_direction"] == {1: "rose", 0: "unchanged", -1: "fell"}[int(np.sign(steps))]


@pytest.mark.parametrize("kind", ["provinsi", "kabupaten", "kota"])
def test_the_movers_are_the_largest_changes_of_score_with_all_ties(
    kind: str, real: duckdb.DuckDBPyConnection, years: dict[int, pd.DataFrame], marts: dict[str, pd.DataFrame]
) -> None:
    of_kind = years[2024]["kind"] == kind
    change = (years[2024]["cents"] - years[2023]["cents"])[of_kind].dropna()
    rows = marts["movers"].query("kind == @kind")
    for direction, wanted in (("rose", change[change > 0]), ("fell", -change[change < 0])):
        largest = wanted.nlargest(20, keep="all")
        found = rows[rows["direction"] == direction].set_index("current_code")
        assert set(found.index) == set(largest.index)
        places = largest.rank(method="min", ascending=False)
        assert found["mover_place"].astype(float).to_dict() == places.to_dict()
        assert (found["index_change"].abs() * 100).round().to_dict() == largest.to_dict()
    intervals = real.execute("SELECT * FROM mart.rank_intervals").df().set_index(["evaluation_year", "region_code"])
    for _, row in rows.iterrows():
        interval = intervals.loc[(row["evaluation_year"], row["region_code"])]
        assert (row["change_lo"], row["change_hi"]) == (interval["change_lo"], interval["change_hi"])
        assert row["change_lo"] <= row["index_change"] <= row["change_hi"]
        told_apart = row["change_lo"] > 0 or row["change_hi"] < 0
        one_level = abs(row["index_change"]) < 0.0301 and row["interval_basis"] != "levels"
        clear = "clear_rise" if row["index_change"] > 0 else "clear_fall"
        assert row["change_clarity"] == ("unclear" if not told_apart else "one_indicator" if one_level else clear)


# --- every pair counted, on made-up countries ------------------------------------------------------------

YEARS = (2021, 2022, 2023, 2024)


@dataclass(frozen=True)
class Life:
    """A region's life: its kind and official index (hundredths) in each year; None where it is not there."""

    kinds: tuple[str | None, ...]
    cents: tuple[int | None, ...]
    population: int | None = 100_000


def _life(first: int, last: int, kinds: tuple[str, str], switch: int, cents: tuple[int | None, ...]) -> Life:
    alive = [first <= position <= last for position in range(len(YEARS))]
    return Life(
        tuple(kinds[position >= switch] if here else None for position, here in enumerate(alive)),
        tuple(score if here else None for here, score in zip(alive, cents, strict=True)),
    )


#: Few different indices, so that ties are common, few kinds, and now and then a region born, gone, or of a new kind.
lives = st.builds(
    _life,
    first=st.sampled_from([0, 0, 0, 0, 1, 2]),
    last=st.sampled_from([3, 3, 3, 3, 2, 1]),
    kinds=st.sampled_from([("kabupaten", "kabupaten"), ("kota", "kota"), ("kabupaten", "kota")]),
    switch=st.integers(1, 3),
    cents=st.tuples(*[st.one_of(st.none(), st.integers(100, 106), st.integers(100, 108))] * len(YEARS)),
)
countries = st.lists(lives, min_size=2, max_size=14)

#: A made-up country takes a second to build and derive: failures are shown as drawn, not made smaller.
drawn = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=[Phase.explicit, Phase.generate])


def _register(country: Sequence[Life]) -> list[Region]:
    """A region that changes its kind gets a new code, as in the real register."""
    regions = [Region("01", "Satu", "provinsi")]
    for number, life in enumerate(country):
        spans: list[tuple[str, list[int]]] = []
        for year, kind in zip(YEARS, life.kinds, strict=True):
            if kind is None:
                continue
            if not spans or spans[-1][0] != kind:
                spans.append((kind, []))
            spans[-1][1].append(year)
        regions += [
            Region(
                _code(number, kind),
                f"Daerah {number}",
                kind,
                current_code=_code(number, spans[-1][0]),
                population=life.population,
                valid_from_year=span[0],
                valid_to_year=None if span[-1] == YEARS[-1] else span[-1],
            )
            for kind, span in spans
        ]
    return regions


def _code(number: int, kind: str) -> str:
    return f"01.{number:02d}" if kind == "kabupaten" else f"01.{number + 50:02d}"


def _grade(cents: int) -> str:
    return next(grade for grade, edge in zip(BEST_FIRST, (107, 105, 103, 102, 0), strict=True) if cents >= edge)


def _scores(country: Sequence[Life]) -> list[Score]:
    """Any grade will do: the official one stands, whatever the index."""
    return [
        score
        for number, life in enumerate(country)
        for year, kind, cents in zip(YEARS, life.kinds, life.cents, strict=True)
        if kind is not None and cents is not None
        for score in (
            Score(year, _code(number, kind), "INDEX", Decimal(cents) / 100),
            Score(year, _code(number, kind), "PREDIKAT", _grade(cents)),
        )
    ]


def _derive(
    regions: Sequence[Region], scores: Sequence[Score], marts: Sequence[str] = MARTS, **more: Any
) -> dict[str, list[dict[str, Any]]]:
    country = Country(regions, scores, **{"complete_years": YEARS, **more})
    with country.build() as connection:
        derive_marts(connection, [f"mart.{name}" for name in marts])
        return {name: writer.records(connection, TABLES[f"mart.{name}"]) for name in marts}


def _expected_parts(
    country: Sequence[Life], number: int, position: int
) -> tuple[Fraction, Fraction, Fraction, Fraction] | None:
    """Every other region, one by one: who passed whom, and because of whom."""
    me = country[number]
    kind = me.kinds[position]
    b, n = me.cents[position - 1], me.cents[position]
    if kind is None or kind != me.kinds[position - 1] or b is None or n is None:
        return None
    own = others = entering = leaving = Fraction(0)
    for other in (life for place, life in enumerate(country) if place != number):
        o_b = other.cents[position - 1] if other.kinds[position - 1] == kind else None
        o_n = other.cents[position] if other.kinds[position] == kind else None
        if o_b is None and o_n is None:
            continue
        if o_b is None:
            entering -= o_n > n
        elif o_n is None:
            leaving += o_b > b
        else:
            gained = (o_b > b) - (o_n > n)
            mine_if_first = (o_b > b) - (o_b > n)
            mine_if_last = (o_n > b) - (o_n > n)
            mine = Fraction(mine_if_first + mine_if_last, 2)
            own += mine
            others += gained - mine
    return own, others, entering, leaving


@settings(drawn, max_examples=10)
@given(country=countries)
def test_the_parts_equal_a_count_over_all_pairs_and_sum_to_the_change(country: list[Life]) -> None:
    made = _derive(_register(country), _scores(country), ["rank_change"])["rank_change"]
    found = {(row["evaluation_year"], row["region_name"]): row for row in made}
    for number in range(len(country)):
        for position in range(1, len(YEARS)):
            row = found.get((YEARS[position], f"Daerah {number}"))
            kinds = country[number].kinds[position - 1 : position + 1]
            assert (row is None) == (kinds == (None, None))
            if row is None:
                continue
            expected = _expected_parts(country, number, position)
            parts = [row[part] for part in PARTS]
            if expected is None:
                assert parts == [None] * 5
                assert row["rank_change"] is None
                assert row["change_note"]
                if None not in kinds and kinds[0] != kinds[1]:
                    assert row["change_note"] == "kind_changed"
                continue
            assert row["change_note"] is None
            assert [Fraction(part) for part in parts] == [*expected, 0]
            assert row["rank_before"] - row["rank_now"] == row["rank_change"] == sum(expected)


@settings(drawn, max_examples=4)
@given(country=countries)
def test_transitions_count_every_region_once_and_their_margins_are_the_distribution(country: list[Life]) -> None:
    made = _derive(_register(country), _scores(country), ["grade_distribution", "grade_transitions"])
    expected: Counter[tuple[int, str, str, str]] = Counter()
    held: Counter[tuple[int, str, str]] = Counter()

    def state_of(life: Life, position: int, kinds: set[str]) -> str:
        kind, cents = life.kinds[position], life.cents[position]
        if kind is None or kind not in kinds:
            return "not_listed"
        return "no_result" if cents is None else _grade(cents)

    everyone = [*country, Life(("provinsi",) * 4, (None,) * 4)]
    for group, kinds in GROUPS.items():
        for position, year in enumerate(YEARS):
            for life in everyone:
                now = state_of(life, position, kinds)
                if now != "not_listed":
                    held[year, group, now] += 1
                before = state_of(life, position - 1, kinds) if position else now
                if position and {before, now} != {"not_listed"}:
                    expected[year, group, before, now] += 1
    cells = ("evaluation_year", "kind_group", "state_before", "state_now")
    assert {tuple(row[c] for c in cells): row["region_count"] for row in made["grade_transitions"]} == expected
    national = [row for row in made["grade_distribution"] if row["area_code"] == "ID" and row["region_count"]]
    assert {(r["evaluation_year"], r["kind_group"], r["grade_state"]): r["region_count"] for r in national} == held


@settings(drawn, max_examples=4)
@given(country=countries, factor=st.integers(2, 9))
def test_scaled_populations_change_nothing_and_one_population_only_the_weighted_mean(
    country: list[Life], factor: int
) -> None:
    with Country(_register(country), _scores(country), complete_years=YEARS).build() as connection:

        def summary() -> list[dict[str, Any]]:
            writer.derive(connection, TABLES["mart.province_summary"])
            return writer.records(connection, TABLES["mart.province_summary"])

        derive_marts(connection, ["mart.region_ranking"])
        plain = summary()
        connection.execute("UPDATE core.regions SET population = population * ?", [factor])
        assert summary() == plain
        connection.execute("UPDATE core.regions SET population = population * 9 WHERE region_name = 'Daerah 0'")
        but_weighted = [{**row, "weighted_mean_index": None} for row in summary()]
    assert but_weighted == [{**row, "weighted_mean_index": None} for row in plain]


# --- single facts ----------------------------------------------------------------------------------------


def _kota(*rows: tuple[int | None, int | None, int | None]) -> tuple[list[Region], list[Score]]:
    """Kota of one province with their population and hundredths of 2023 and 2024."""
    regions = [Region("01", "Satu", "provinsi")]
    regions += [Region(f"01.{71 + n}", f"Kota {n}", population=row[0]) for n, row in enumerate(rows)]
    scores = [
        Score(year, f"01.{71 + number}", "INDEX", Decimal(cents) / 100)
        for number, row in enumerate(rows)
        for year, cents in zip((2023, 2024), row[1:], strict=True)
        if cents is not None
    ]
    return regions, scores


def _summary(*rows: tuple[int | None, int | None, int | None]) -> dict[int, dict[str, Any]]:
    made = _derive(*_kota(*rows), ["province_summary"], complete_years=(2023, 2024))["province_summary"]
    return {row["evaluation_year"]: row for row in made}


def test_a_region_of_unknown_population_is_left_out_of_the_weighted_mean_and_that_is_counted() -> None:
    row = _summary((100, None, 200), (300, None, 400), (None, None, 500))[2024]
    assert (row["mean_index"], row["weighted_mean_index"]) == (Decimal("3.6667"), Decimal("3.5000"))
    assert (row["evaluated_count"], row["weighted_count"]) == (3, 2)


def test_the_weighted_mean_is_withheld_when_the_known_populations_cover_too_little() -> None:
    row = _summary((100, None, 200), (None, None, 400), (None, None, 500))[2024]
    assert (row["mean_index"], row["weighted_mean_index"], row["weighted_count"]) == (Decimal("3.6667"), None, 1)


@pytest.mark.parametrize(("evaluated", "summed_up"), [(12, False), (13, True)])
def test_thirteen_of_twenty_are_summed_up_and_twelve_are_not(evaluated: int, summed_up: bool) -> None:
    row = _summary(*[(100, None, 200 + n if n < evaluated else None) for n in range(20)])[2024]
    assert (
        (row["mean_index"] is not None) == (row["gini"] is not None) == (row["best_regions"] is not None) == summed_up
    )
    assert row["summary_note"] == ("incomplete" if summed_up else "low_coverage")
    assert row["evaluated_count"] == evaluated


def test_an_equal_rise_leaves_the_gaps_and_lowers_the_gini() -> None:
    row = _summary((100, 150, 250), (100, 200, 300), (100, 250, 350))[2024]
    assert (row["mean_gap"], row["mean_gap_change"]) == (Decimal("0.6667"), 0)
    assert (row["gini"], row["gini_change"]) == (Decimal("0.1111"), Decimal("-0.1111"))


def test_a_province_at_the_floor_has_no_gini_and_one_region_has_no_gap() -> None:
    rows = _summary((100, 100, 250))
    assert (rows[2023]["gini"], rows[2024]["gini"]) == (None, 0)
    assert (rows[2023]["mean_gap"], rows[2023]["spread_index"]) == (None, 0)


def test_a_province_that_lost_a_region_has_no_change_of_inequality() -> None:
    regions, scores = _kota((100, 150, 250), (100, 200, 300), (100, 250, 330))
    regions = [r for r in regions if r.code != "01.73"] + [
        Region("01.73", "Kota 2", valid_to_year=2023, current_code="02.71"),
        Region("02.71", "Kota 2", province_code="02", province_name="Dua", valid_from_year=2024),
        Region("02", "Dua", "provinsi", province_code="02", province_name="Dua", valid_from_year=2024),
    ]
    scores = [replace(s, region="02.71") if (s.year, s.region) == (2024, "01.73") else s for s in scores]
    made = _derive(regions, scores, ["province_summary"], complete_years=(2023, 2024))["province_summary"]
    rows = {(row["evaluation_year"], row["province_code"]): row for row in made}
    assert rows[2024, "01"]["gini"] is not None
    assert rows[2024, "01"]["gini_change"] is None
    assert rows[2024, "01"]["province_change_note"] == "other_territory"
    assert rows[2024, "02"]["province_change_note"] == "unranked_before"


def test_an_index_whose_grade_is_lost_is_counted_as_such() -> None:
    made = _derive(*_kota((1, 150, 250)), ["grade_distribution", "grade_transitions"], complete_years=(2023, 2024))
    lost = [row for row in made["grade_distribution"] if row["grade_state"] == "no_grade"]
    assert {(row["area_code"], row["kind_group"], row["region_count"]) for row in lost} == {
        ("ID", "kota", 1), ("ID", "kabkota", 1), ("ID", "pemda", 1), ("01", "kota", 1), ("01", "kabkota", 1),
    }  # fmt: skip
    assert {row["grade_direction"] for row in made["grade_transitions"]} == {"none"}


def test_all_who_tie_with_the_twentieth_are_listed_and_nobody_after_them() -> None:
    rows = [(100, 200, 260 - n) for n in range(19)] + [(100, 200, 230)] * 3 + [(100, 200, 229)]
    regions, scores = _kota(*rows)
    made = _derive(regions, scores, ["movers"], complete_years=(2023, 2024))["movers"]
    assert [row["mover_place"] for row in made] == [*range(1, 20), 20, 20, 20]
    assert [row["region_name"] for row in made[-3:]] == ["Kota 19", "Kota 20", "Kota 21"]


def test_a_change_as_small_as_one_level_is_never_called_a_rise_where_levels_are_not_known() -> None:
    made = _derive(*_kota((1, 200, 203), (1, 200, 204), (1, 203, 202)), ["movers"], complete_years=(2023, 2024))[
        "movers"
    ]
    clarity = {row["region_name"]: row["change_clarity"] for row in made}
    assert (clarity["Kota 0"], clarity["Kota 1"]) == ("one_indicator", "clear_rise")
    assert clarity["Kota 2"] in {"one_indicator", "unclear"}


def test_years_of_two_instruments_have_no_movers_no_transitions_and_no_change() -> None:
    made = _derive(
        *_kota((1, 200, 300), (1, 250, 260)), complete_years=(2023, 2024),
        instruments={2023: "SPBE-2018", 2024: "SPBE-2020"},
    )  # fmt: skip
    assert made["movers"] == made["grade_transitions"] == []
    assert {row["rank_change"] for row in made["rank_change"]} == {None}
    assert {row["change_note"] for row in made["rank_change"]} == {"instrument_changed"}
    (row,) = [row for row in made["province_summary"] if row["evaluation_year"] == 2024]
    assert (row["gini_change"], row["mean_gap_change"]) == (None, None)
    assert row["province_change_note"] == "instrument_changed"


@pytest.mark.parametrize("table", ["movers", "grade_transitions"])
def test_a_single_complete_year_has_nothing_to_compare_and_passes(table: str) -> None:
    country = Country(*_kota((1, 200, 300)), complete_years=(2024,))
    with country.build() as connection:
        derive_marts(connection, [f"mart.{table}"])
        for rule in SUITES[f"mart.{table}"].rules:
            assert connection.execute(str(rule.query)).fetchall() == [], rule.name
