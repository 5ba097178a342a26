"""What moved and why: judged on the real data by pandas and numpy; made-up countries hold what it has not.

What is expected is worked out from the core tables and from the definitions in words, never from the models.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import combinations
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest

from expectations.suites import SUITES
from tests.marts.country import Country, Region, Score, derive_marts, offending
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
def years(register: pd.DataFrame) -> dict[int, pd.DataFrame]:
    """The register of each year by today's code, with the index in hundredths."""
    found = {year: rows.set_index("current_code") for year, rows in register.groupby("year")}
    for rows in found.values():
        assert rows.index.is_unique
        rows["cents"] = (100 * rows["INDEX"]).round()
    assert sorted(found) == [2023, 2024]
    return found


@pytest.fixture(scope="module")
def marts(real: duckdb.DuckDBPyConnection) -> dict[str, pd.DataFrame]:
    return {name: writer.read(real, TABLES[f"mart.{name}"]) for name in MARTS}


@pytest.mark.parametrize("kind", ["provinsi", "kabupaten", "kota"])
def test_the_parts_of_a_change_of_rank_are_what_moving_the_scores_in_turn_gives(kind: str, years, marts) -> None:
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


def test_every_region_of_every_pair_of_years_has_its_parts_or_the_reason_why_not(real, years, marts) -> None:
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


def test_the_province_roll_up_equals_numpy(years, marts) -> None:
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
            known = scored["population"].notna()
            expected = {
                "mean_index": index.mean(),
                "median_index": np.median(index),
                "weighted_mean_index": np.average(index[known], weights=scored["population"][known]),
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


def test_the_distribution_of_grades_equals_pandas(years, marts) -> None:
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
def test_the_transitions_between_grades_equal_a_cross_table(group: str, years, marts) -> None:
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
def test_the_movers_are_the_largest_changes_of_score_with_all_ties(kind: str, real, years, marts) -> None:
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
        if row["region_name"] == "Kabupaten Banyuasin":  # D4 of 2023 is printed as 0,30
            assert (row["change_clarity"], row["deviation_note"]) == ("off_scale", "off_scale_before")
            assert pd.isna([row["change_lo"], row["change_hi"], interval["change_lo"], interval["change_hi"]]).all()
            continue
        assert pd.isna(row["deviation_note"])
        assert (row["change_lo"], row["change_hi"]) == (interval["change_lo"], interval["change_hi"])
        assert row["change_lo"] <= row["index_change"] <= row["change_hi"]
        told_apart = row["change_lo"] > 0 or row["change_hi"] < 0
        clear = "clear_rise" if row["index_change"] > 0 else "clear_fall"
        assert row["change_clarity"] == (clear if told_apart else "unclear")


# --- made-up countries -----------------------------------------------------------------------------------


def _kota(*rows: tuple[int | None, int | None, int | None], **more: Any) -> Country:
    """Kota of one province with their population and hundredths of 2023 and 2024."""
    regions = [Region("01", "Satu", "provinsi")]
    regions += [Region(f"01.{71 + n}", f"Kota {n}", population=row[0]) for n, row in enumerate(rows)]
    scores = [
        Score(year, f"01.{71 + number}", "INDEX", Decimal(cents) / 100)
        for number, row in enumerate(rows)
        for year, cents in zip((2023, 2024), row[1:], strict=True)
        if cents is not None
    ]
    return Country(regions, scores, **more)


def _summary(*rows: tuple[int | None, int | None, int | None]) -> dict[int, dict[str, Any]]:
    made = _kota(*rows).derived("province_summary")["province_summary"]
    return {row["evaluation_year"]: row for row in made}


def test_a_region_of_another_kind_a_new_one_and_one_that_is_gone() -> None:
    """Kota 1 was a kabupaten, Kota 2 is new and best, Kota 3 is gone, Kota 4 has no result before."""
    country = _kota((1, 200, 195), (1, None, 150), (1, None, 300), (1, 250, None), (1, None, 100), (1, 180, 197))
    regions = [
        *(region for region in country.regions if region.code not in {"01.72", "01.73", "01.74"}),
        Region("01.01", "Kota 1", "kabupaten", current_code="01.72", valid_to_year=2023),
        Region("01.72", "Kota 1", valid_from_year=2024),
        Region("01.73", "Kota 2", valid_from_year=2024),
        Region("01.74", "Kota 3", valid_to_year=2023),
    ]
    scores = [
        *country.scores,
        Score(2023, "01.01", "INDEX", Decimal("1.50")),
        *(Score(score.year, score.region, "PREDIKAT", "Cukup") for score in country.scores),
        Score(2023, "01.01", "PREDIKAT", "Cukup"),
    ]
    made = Country(regions, scores).derived("rank_change", "grade_transitions")
    found = {row["region_name"]: row for row in made["rank_change"] if row["evaluation_year"] == 2024}
    half = Decimal("0.5")
    assert {
        name: (row["rank_before"], row["rank_now"], *(row[part] for part in PARTS))
        for name, row in found.items()
        if row["change_note"] is None
    } == {"Kota 0": (2, 3, -half, -half, -1, 1, 0), "Kota 5": (3, 2, half, half, -1, 1, 0)}
    notes = {name: row["change_note"] for name, row in found.items() if row["change_note"] is not None}
    assert notes.pop("Kota 1") == "kind_changed"
    assert set(notes) == {"Satu", "Kota 2", "Kota 3", "Kota 4"}
    counted = {
        (row["state_before"], row["state_now"]): row["region_count"]
        for row in made["grade_transitions"]
        if (row["evaluation_year"], row["kind_group"]) == (2024, "kota")
    }
    assert counted == {
        ("Cukup", "Cukup"): 2, ("not_listed", "Cukup"): 2, ("Cukup", "not_listed"): 1, ("no_result", "Cukup"): 1,
    }  # fmt: skip


@pytest.mark.parametrize(("known", "weighted"), [((100, 300, None), Decimal("3.5000")), ((100, None, None), None)])
def test_regions_of_unknown_population_are_left_out_of_the_weighted_mean_or_withhold_it(known, weighted) -> None:
    row = _summary(*((people, None, cents) for people, cents in zip(known, (200, 400, 500), strict=True)))[2024]
    assert (row["mean_index"], row["weighted_mean_index"]) == (Decimal("3.6667"), weighted)
    assert (row["evaluated_count"], row["weighted_count"]) == (3, 3 - known.count(None))


@pytest.mark.parametrize(("evaluated", "summed_up"), [(12, False), (13, True)])
def test_thirteen_of_twenty_are_summed_up_and_twelve_are_not(evaluated: int, summed_up: bool) -> None:
    row = _summary(*[(100, None, 200 + n if n < evaluated else None) for n in range(20)])[2024]
    assert (
        (row["mean_index"] is not None) == (row["gini"] is not None) == (row["best_regions"] is not None) == summed_up
    )
    assert row["summary_note"] == ("incomplete" if summed_up else "low_coverage")
    assert row["evaluated_count"] == evaluated


def test_a_province_at_the_floor_has_no_gini_and_one_region_has_no_gap() -> None:
    rows = _summary((100, 100, 250))
    assert (rows[2023]["gini"], rows[2024]["gini"]) == (None, 0)
    assert (rows[2023]["mean_gap"], rows[2023]["spread_index"]) == (None, 0)


def test_a_province_that_lost_a_region_has_no_change_of_inequality() -> None:
    country = _kota((100, 150, 250), (100, 200, 300), (100, 250, 330))
    regions = [r for r in country.regions if r.code != "01.73"] + [
        Region("01.73", "Kota 2", valid_to_year=2023, current_code="02.71"),
        Region("02.71", "Kota 2", province_code="02", province_name="Dua", valid_from_year=2024),
        Region("02", "Dua", "provinsi", province_code="02", province_name="Dua", valid_from_year=2024),
    ]
    scores = [replace(s, region="02.71") if (s.year, s.region) == (2024, "01.73") else s for s in country.scores]
    made = Country(regions, scores).derived("province_summary")["province_summary"]
    rows = {(row["evaluation_year"], row["province_code"]): row for row in made}
    assert rows[2024, "01"]["gini"] is not None
    assert rows[2024, "01"]["gini_change"] is None
    assert rows[2024, "01"]["province_change_note"] == "other_territory"
    assert rows[2024, "02"]["province_change_note"] == "unranked_before"


def test_an_index_whose_grade_is_lost_is_counted_as_such() -> None:
    made = _kota((1, 150, 250)).derived("grade_distribution", "grade_transitions")
    lost = [row for row in made["grade_distribution"] if row["grade_state"] == "no_grade"]
    assert {(row["area_code"], row["kind_group"], row["region_count"]) for row in lost} == {
        ("ID", "kota", 1), ("ID", "kabkota", 1), ("ID", "pemda", 1), ("01", "kota", 1), ("01", "kabkota", 1),
    }  # fmt: skip
    assert {row["grade_direction"] for row in made["grade_transitions"]} == {"none"}


def test_a_change_that_the_errors_of_two_assessments_can_make_is_never_called_a_rise_or_a_fall() -> None:
    """Their difference has a standard deviation of 0.0684; 1.645 of these are 0.1126."""
    made = _kota((1, 200, 211), (1, 200, 212), (1, 212, 201), (1, 212, 200)).derived("movers")["movers"]
    clarity = {row["region_name"]: row["change_clarity"] for row in made}
    assert clarity == {"Kota 0": "unclear", "Kota 1": "clear_rise", "Kota 2": "unclear", "Kota 3": "clear_fall"}


def test_what_rests_on_a_figure_off_the_scale_says_so_and_is_called_neither_a_rise_nor_a_fall() -> None:
    country = _kota((1, 105, 271), (1, 200, 250))
    (code, other) = dict.fromkeys(score.region for score in country.scores)
    off = Score(2023, code, "D4", Decimal("0.30"), deviation="printed so")
    country = replace(country, scores=[*country.scores, off, Score(2024, code, "D4", Decimal("2.50"))])
    made = country.derived("region_ranking", "rank_change", "movers", "province_summary", "domain_profile")
    notes = {
        name: {(row["evaluation_year"], row["region_code"]): row["deviation_note"] for row in made[name]}
        for name in ("region_ranking", "rank_change")
    }
    for found in notes.values():
        assert (found[2024, code], found[2024, other]) == ("off_scale_before", None)
    assert (notes["region_ranking"][2023, code], notes["region_ranking"][2023, other]) == ("off_scale", None)
    movers = {row["region_code"]: row for row in made["movers"]}
    assert (movers[code]["change_clarity"], movers[code]["change_lo"]) == ("off_scale", None)
    assert movers[other]["change_clarity"] == "clear_rise"
    profile = {
        (row["evaluation_year"], row["region_code"], row["measure"]): row["deviation_note"]
        for row in made["domain_profile"]
    }
    assert {key for key, note in profile.items() if note} == {(2023, code, "INDEX"), (2023, code, "D4")}
    name = movers[code]["region_name"]
    summary = {row["evaluation_year"]: row for row in made["province_summary"]}
    assert [(summary[y]["province_deviation_note"], summary[y]["off_scale_regions"]) for y in (2023, 2024)] == [
        ("off_scale_member", name),
        ("off_scale_member_before", name),
    ]


def test_the_grade_of_another_document_is_not_shown_beside_an_index() -> None:
    country = _kota((1, 150, 250), (1, 150, 250))
    (one, other) = dict.fromkeys(score.region for score in country.scores)
    grades = [Score(2024, one, "PREDIKAT", "Cukup"), Score(2024, other, "PREDIKAT", "Memuaskan", document="a page")]
    made = replace(country, scores=[*country.scores, *grades]).derived("region_ranking")["region_ranking"]
    shown = {
        row["region_code"]: row["predikat"] for row in made if row["evaluation_year"] == 2024 and row["kind"] == "kota"
    }
    assert shown == {one: "Cukup", other: None}


def test_years_of_two_instruments_have_no_movers_no_transitions_and_no_change() -> None:
    instruments = {2023: "SPBE-2018", 2024: "SPBE-2020"}
    made = _kota((1, 200, 300), (1, 250, 260), instruments=instruments).derived(*MARTS)
    assert made["movers"] == made["grade_transitions"] == []
    assert {row["rank_change"] for row in made["rank_change"]} == {None}
    assert {row["change_note"] for row in made["rank_change"]} == {"instrument_changed"}
    (row,) = [row for row in made["province_summary"] if row["evaluation_year"] == 2024]
    assert (row["gini_change"], row["mean_gap_change"]) == (None, None)
    assert row["province_change_note"] == "instrument_changed"


def test_a_single_complete_year_has_nothing_to_compare_and_passes() -> None:
    with _kota((1, 200, 300), complete_years=(2024,)).build() as connection:
        derive_marts(connection, ["mart.movers", "mart.grade_transitions"])
        for table in ("mart.movers", "mart.grade_transitions"):
            for rule in SUITES[table].rules:
                assert offending(connection, f"{table}/{rule.name}") == [], rule.name
