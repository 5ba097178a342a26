"""Peers, profiles, role models and mentors: the real tables recomputed, small countries judged by brute force.

What is expected is computed from core tables with pandas, numpy and scipy, from the definitions in
docs/methods/peers.md; never from the models' SQL.
"""

from __future__ import annotations

import itertools
import random
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import cache

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from scipy.spatial import cKDTree
from scipy.stats import rankdata

from tests.marts.country import Country, Region, Score, derive_core
from warehouse import models, writer
from warehouse.computed import mentor_choice
from warehouse.tables import TABLES

TABLES_OF_THEME = ("mart.peer_groups", "mart.peers", "mart.domain_profile", "mart.role_models", "mart.mentors")
DOMAINS = ("D1", "D2", "D3", "D4")
MEASURES = ("INDEX", *DOMAINS)
FIVE = {"Kota Magelang", "Kota Tangerang", "Kota Makassar", "Kabupaten Merangin", "Kabupaten Sumedang"}
ISLANDS = {
    "1": "Sumatera", "2": "Sumatera", "3": "Jawa", "5": "Bali-Nusa Tenggara", "6": "Kalimantan", "7": "Sulawesi",
    "8": "Maluku", "9": "Papua",
}  # fmt: skip


# --- the real data, recomputed ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def register(real: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Every autonomous region of both complete years, with today's population and area."""
    regions = real.execute("SELECT * FROM core.regions").df()
    today = regions[regions["valid_to_year"].isna()].set_index("region_code")
    years = real.execute("SELECT evaluation_year FROM core.evaluation_years WHERE nationally_complete").df()
    frames = []
    for year in sorted(years["evaluation_year"]):
        rows = regions[
            regions["autonomous"]
            & (regions["valid_from_year"].isna() | (regions["valid_from_year"] <= year))
            & (regions["valid_to_year"].isna() | (regions["valid_to_year"] >= year))
        ].assign(year=year)
        rows["population"] = rows["current_code"].map(today["population"]).astype(float)
        rows["area_km2"] = rows["current_code"].map(today["area_km2"]).astype(float)
        frames.append(rows[["year", "region_code", "region_name", "kind", "province_code", "population", "area_km2"]])
    return pd.concat(frames, ignore_index=True)


@pytest.fixture(scope="module")
def scores(real: duckdb.DuckDBPyConnection, register: pd.DataFrame) -> pd.DataFrame:
    """Official scores of both years: one row per year and region of the register, one column per measure."""
    rows = real.execute(
        "SELECT evaluation_year AS year, region_code, measure, CAST(score AS DOUBLE) AS score FROM core.spbe_scores "
        "WHERE evidence_grade IN ('A', 'B') AND score IS NOT NULL"
    ).df()
    wide = rows.pivot(index=["year", "region_code"], columns="measure", values="score").reset_index()
    return register.merge(wide, on=["year", "region_code"], how="left")


def population_class(row: pd.Series) -> int:
    bounds = np.array([100_000, 250_000, 500_000, 1_000_000]) * (10 if row["kind"] == "provinsi" else 1)
    return 1 + int(np.searchsorted(bounds, row["population"], side="right"))


def groups_of(row: pd.Series) -> dict[str, str]:
    found = {
        "kind": row["kind"],
        "population_class": f"{row['kind']}-{population_class(row)}",
        "island_group": f"{row['kind']}-{ISLANDS[row['province_code'][0]]}",
    }
    return found if row["kind"] == "provinsi" else {**found, "province": row["province_code"]}


@pytest.fixture(scope="module")
def members(register: pd.DataFrame) -> dict[tuple[int, str, str], list[str]]:
    """The codes of every fixed group of every year."""
    found = defaultdict(list)
    for _, row in register.iterrows():
        for peer_type, group in groups_of(row).items():
            found[row["year"], peer_type, group].append(row["region_code"])
    return found


def test_fixed_groups_are_those_of_kind_province_population_and_islands(real, register, members) -> None:
    stored = real.execute(
        "SELECT evaluation_year, region_code, peer_type, peer_group, group_size FROM mart.peers "
        "WHERE peer_type <> 'nearest'"
    ).fetchall()
    expected = {
        (row["year"], row["region_code"], peer_type, group, len(members[row["year"], peer_type, group]))
        for _, row in register.iterrows()
        for peer_type, group in groups_of(row).items()
    }
    assert len(stored) == len(expected) > 4000
    assert set(stored) == expected


def standardised(rows: pd.DataFrame) -> np.ndarray:
    population, area = np.log(rows["population"].to_numpy()), np.log(rows["area_km2"].to_numpy())
    points = np.column_stack([population, population - area, area])
    return (points - points.mean(axis=0)) / points.std(axis=0)


def test_the_ten_nearest_neighbours_equal_scipy(real, register) -> None:
    stored = real.execute(
        "SELECT evaluation_year AS year, region_code, neighbour_code, CAST(distance AS DOUBLE) AS distance "
        "FROM mart.peers WHERE peer_type = 'nearest' ORDER BY year, region_code, peer_no"
    ).df()
    ours = dict(iter(stored.groupby(["year", "region_code"])))
    assert len(ours) == len(register) > 1000
    undecided = 0
    for (year, _), rows in register.groupby(["year", "kind"]):
        codes = rows["region_code"].to_numpy()
        distances, places = cKDTree(standardised(rows)).query(standardised(rows), k=12)
        for code, distance, place in zip(codes, distances, places, strict=True):
            mine = ours[year, code]
            assert code not in set(mine["neighbour_code"])
            others = [(d, codes[p]) for d, p in zip(distance, place, strict=True) if codes[p] != code]
            assert np.allclose(mine["distance"], [d for d, _ in others[:10]], atol=5e-5)
            if others[10][0] - others[9][0] > 1e-4:
                assert set(mine["neighbour_code"]) == {other for _, other in others[:10]}
            else:
                undecided += 1
    assert undecided < 10


def test_a_planner_can_recompute_each_distance_from_the_figures_shown(real) -> None:
    rows = real.execute(
        "SELECT p.distance, g.z_population - n.z_population, g.z_density - n.z_density, g.z_area - n.z_area "
        "FROM mart.peers p JOIN mart.peer_groups g USING (evaluation_year, region_code) "
        "JOIN mart.peer_groups n ON n.evaluation_year = p.evaluation_year AND n.region_code = p.neighbour_code"
    ).fetchall()
    assert len(rows) > 10_000
    for distance, *differences in rows:
        assert abs(distance - sum(d * d for d in differences).sqrt()) <= Decimal("0.000006")


@pytest.mark.parametrize("peer_type", ["kind", "province", "population_class", "island_group", "nearest"])
def test_medians_quartiles_gaps_and_places_equal_numpy(peer_type: str, real, scores, members) -> None:
    stored = real.execute("SELECT * FROM mart.domain_profile WHERE peer_type = ?", [peer_type]).df()
    neighbours = defaultdict(list)
    for year, code, neighbour in real.execute(
        "SELECT evaluation_year, region_code, neighbour_code FROM mart.peers WHERE neighbour_code IS NOT NULL"
    ).fetchall():
        neighbours[year, code].append(neighbour)
    known = {
        (year, code, measure): score
        for measure in [name for name in scores.columns if name == "INDEX" or name[1:].isdigit()]
        for year, code, score in zip(scores["year"], scores["region_code"], scores[measure], strict=True)
        if not np.isnan(score)
    }
    groups = {(row["year"], row["region_code"]): groups_of(row).get(peer_type) for _, row in scores.iterrows()}
    placed = {place for place, group in groups.items() if group or peer_type == "nearest"}
    expected = {(*place, measure) for place in placed for measure in MEASURES}
    expected |= {cell for cell in known if cell[:2] in placed}
    assert {(row.evaluation_year, row.region_code, row.measure) for row in stored.itertuples()} == expected
    assert len(stored) == len(expected) > 2000

    @cache
    def scores_of(year: int, group: str, measure: str) -> list[float]:
        peers = neighbours[year, group] if peer_type == "nearest" else members[year, peer_type, group]
        return [known[year, peer, measure] for peer in peers if (year, peer, measure) in known]

    @cache
    def quartiles(year: int, group: str, measure: str) -> np.ndarray:
        return np.quantile(scores_of(year, group, measure), [0.25, 0.5, 0.75])

    for row in stored.itertuples():
        year, code = row.evaluation_year, row.region_code
        group = code if peer_type == "nearest" else groups[year, code]
        behind = scores_of(year, group, row.measure)
        score = known.get((year, code, row.measure))
        others = len(behind) - (score is not None and peer_type != "nearest")
        assert (score is None and np.isnan(row.score)) or row.score == score
        assert row.peer_count == len(behind)
        if not others:
            assert pd.isna([row.peer_q1, row.peer_median, row.peer_q3, row.peer_gap, row.peer_rank]).all()
            assert row.peer_note
            continue
        low, middle, high = quartiles(year, group, row.measure)
        assert max(abs(row.peer_q1 - low), abs(row.peer_median - middle), abs(row.peer_q3 - high)) < 1e-9
        if score is None:
            assert pd.isna([row.peer_gap, row.peer_rank, row.peer_position]).all()
            continue
        assert abs(row.peer_gap - (score - middle)) < 1e-9
        assert row.peer_rank == 1 + sum(value > score for value in behind)
        assert row.peer_ranked == others + 1
        place = sum(score - quartile > -1e-9 for quartile in (low, middle, high))
        assert row.peer_position == ["bottom_quarter", "lower_half", "upper_half", "top_quarter"][place]


def criteria(scores: pd.DataFrame, intervals: dict[tuple[int, str], int | None]) -> dict[tuple[int, str], bool]:
    """Whether a region meets every criterion of a role model in a year."""
    met = {}
    for (year, _), rows in scores.groupby(["year", "kind"]):
        ranked = rows[rows["INDEX"].notna()]
        ranks = dict(zip(ranked["region_code"], rankdata(-ranked["INDEX"], "min"), strict=True))
        medians = {domain: np.nanmedian(rows[domain]) for domain in DOMAINS}
        for _, row in rows.iterrows():
            code = row["region_code"]
            worst = intervals.get((year, code)) or ranks.get(code, np.inf)
            met[year, code] = max(ranks.get(code, np.inf), worst) <= len(ranked) / 10 and all(
                row[domain] >= medians[domain] - 1e-9 for domain in DOMAINS
            )
    return met


def test_role_models_are_those_who_meet_every_criterion_in_both_years(real, scores) -> None:
    intervals = {
        (year, code): worst
        for year, code, worst in real.execute(
            "SELECT evaluation_year, region_code, rank_hi FROM mart.region_ranking WHERE rank_in_kind IS NOT NULL"
        ).fetchall()
    }
    met = criteria(scores, intervals)
    stored = real.execute("SELECT * FROM mart.role_models").df()
    assert set(stored["evaluation_year"]) == {2024}
    assert len(stored) == 546
    expected = {code for code in stored["region_code"] if met[2023, code] and met[2024, code]}
    assert set(stored[stored["is_role_model"]]["region_code"]) == expected
    assert 20 <= len(expected) <= 37
    assert set(stored[stored["interval_considered"]]["is_role_model"]) == {True, False}
    for row in stored.itertuples():
        assert row.sustained_years == (0 if not met[2024, row.region_code] else 1 + met[2023, row.region_code])
        held = (row.best_tenth_held, row.interval_held, row.domains_held)
        assert (row.role_model_reason == "sustained") == row.is_role_model == (row.sustained_years > 1 and all(held))


def test_the_five_story_regions_have_a_verdict_with_evidence(real) -> None:
    rows = real.execute(
        "SELECT region_name, is_role_model, role_model_reason, top_decile_years, ranks_by_year FROM mart.role_models "
        "WHERE list_contains(?, region_name)",
        [sorted(FIVE)],
    ).fetchall()
    verdicts = {name: evidence for name, *evidence in rows}
    assert set(verdicts) == FIVE
    assert {name for name, (verdict, *_) in verdicts.items() if verdict} == {"Kabupaten Sumedang"}
    # Kota Tangerang was 51st and 26th of 93 kota: nine belong to the best tenth.
    _, reason, top_decile_years, ranks = verdicts["Kota Tangerang"]
    assert (reason, top_decile_years) == ("outside_best_tenth", 0)
    assert re.fullmatch(r"2023: 51/93 \[.*\]; 2024: 26/93 \[.*\]", ranks)


def test_mentors_equal_the_rule_followed_by_hand(real, scores, register) -> None:
    """Written from the rule: three rounds through all pairs in their order, fifteen regions per mentor."""
    role_models = {
        code for (code,) in real.execute("SELECT region_code FROM mart.role_models WHERE is_role_model").fetchall()
    }
    year = scores[scores["year"] == 2024].reset_index(drop=True)
    expected: dict[tuple[str, str], list[str]] = {}
    for kind, of_kind in year.groupby("kind"):
        z = dict(zip(of_kind["region_code"], standardised(of_kind), strict=True))
        rows = of_kind.set_index("region_code")
        medians, uppers = rows[list(DOMAINS)].median(), rows[list(DOMAINS)].quantile(0.75)
        weak = {(c, d) for c in rows.index for d in DOMAINS if rows.loc[c, d] < medians[d] - 1e-9}
        strong = {
            (c, d) for c in rows.index for d in DOMAINS if c in role_models and rows.loc[c, d] >= uppers[d] - 1e-9
        }
        expected |= {need: [] for need in weak}
        order = sorted(
            {(c, m) for c, d in weak for m, e in strong if d == e},
            key=lambda pair: (
                kind == "provinsi" or rows.loc[pair[0], "province_code"] != rows.loc[pair[1], "province_code"],
                round(float(np.linalg.norm(z[pair[0]] - z[pair[1]])), 4),
                pair,
            ),
        )
        regions: dict[str, set[str]] = {mentor: set() for mentor in role_models}
        for number in (1, 2, 3):
            for region, mentor in order:
                for domain in DOMAINS:
                    if (region, domain) not in weak or (mentor, domain) not in strong:
                        continue
                    mine = expected[region, domain]
                    has_place = region in regions[mentor] or len(regions[mentor]) < 15
                    if len(mine) < number and mentor not in mine and has_place:
                        mine.append(mentor)
                        regions[mentor].add(region)
        for region, domain in weak:
            expected[region, domain].sort(key=lambda mentor, region=region: order.index((region, mentor)))
    stored: dict[tuple[str, str], list[str]] = defaultdict(list)
    for code, measure, mentor in real.execute(
        "SELECT region_code, measure, mentor_code FROM mart.mentors ORDER BY region_code, measure, mentor_no"
    ).fetchall():
        stored[code, measure] += [mentor] if mentor else []
    assert len(stored) == len(expected) > 900
    assert dict(stored) == expected


def test_sumedang_helps_its_neighbours_in_west_java(real) -> None:
    rows = real.execute(
        "SELECT DISTINCT region_name, province_name FROM mart.mentors "
        "WHERE mentor_name = 'Kabupaten Sumedang' AND same_province ORDER BY ALL"
    ).fetchall()
    assert {province for _, province in rows} == {"Jawa Barat"}
    assert "Kabupaten Majalengka" in {name for name, _ in rows}


# --- small countries ----------------------------------------------------------------------------------------


def make(connection: duckdb.DuckDBPyConnection, names: Sequence[str] = TABLES_OF_THEME) -> None:
    """The theme's tables, from the ranking that is stored."""
    for name in names:
        models.make(connection, TABLES[name])


@cache
def empty_country(complete_years: tuple[int, ...]) -> duckdb.DuckDBPyConnection:
    """Instruments and years without regions: building this anew for every example takes the most time."""
    return Country([], [], complete_years=complete_years).build()


def ranked(country: Country) -> duckdb.DuckDBPyConnection:
    """The made-up country with its ranking, without rank intervals; good until the next one is asked for."""
    connection = empty_country(tuple(country.complete_years))
    writer.replace(connection, TABLES["core.regions"], [country._region(region) for region in country.regions])
    writer.replace(connection, TABLES["core.spbe_scores"], [country._score(score) for score in country.scores])
    derive_core(connection)
    writer.derive(connection, TABLES["mart.region_ranking"])
    return connection


def tables_of(
    country: Country, intervals: dict[tuple[int, str], tuple[int, int]] | None = None
) -> dict[str, pd.DataFrame]:
    """The theme's tables of a made-up country, whose rank intervals are these and no others."""
    connection = ranked(country)
    for (year, code), (low, high) in (intervals or {}).items():
        connection.execute(
            "UPDATE mart.region_ranking SET rank_lo = ?, rank_hi = ? WHERE evaluation_year = ? AND region_code = ?",
            [low, high, year, code],
        )
    make(connection)
    return {name.removeprefix("mart."): connection.execute(f"FROM {name}").df() for name in TABLES_OF_THEME}


def scored(codes: Sequence[str], year: int, domains: dict[str, Sequence[Decimal]]) -> list[Score]:
    """An index (the mean of the domains, so that ties happen) and four domains per region."""
    found = []
    for code in codes:
        parts = domains[code]
        index = (sum(parts, Decimal(0)) / 4).quantize(Decimal("0.01"))
        found += [Score(year, code, m, v) for m, v in zip(MEASURES, (index, *parts), strict=True)]
    return found


LEVELS = st.sampled_from([Decimal(k) / 10 for k in range(10, 51, 5)])


@st.composite
def countries(draw: st.DrawFn, *, years: Sequence[int] = (2023, 2024)) -> Country:
    """Twenty to thirty kota of two provinces of Jawa, scored in every year but for a few."""
    count = draw(st.integers(20, 30))
    regions = [
        Region(
            f"3{2 + number % 2}.{70 + number // 2}",
            f"Kota {number}",
            "kota",
            f"3{2 + number % 2}",
            "Jawa Barat" if number % 2 == 0 else "Jawa Tengah",
            population=draw(st.integers(20_000, 3_000_000)),
            area_km2=Decimal(draw(st.integers(10, 3_000))),
        )
        for number in range(count)
    ]
    scores: list[Score] = []
    # A common part makes regions that are good at everything in every year, else there is no role model.
    base = {region.code: draw(LEVELS) for region in regions}
    for year in years:
        missing = draw(st.sets(st.sampled_from([region.code for region in regions]), max_size=2))
        domains = {
            code: [max(Decimal(1), min(Decimal(5), base[code] + draw(st.sampled_from([Decimal("-0.5"), Decimal(0)]))))]
            * 2
            + [base[code], max(Decimal(1), base[code] - draw(st.sampled_from([Decimal(0), Decimal("0.3")])))]
            for code in base
        }
        scores += scored([code for code in base if code not in missing], year, domains)
    return Country(regions, scores, complete_years=years)


#: Shrinking a whole country takes minutes; the failing one is printed as it is.
few = settings(
    max_examples=3,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),
)


@settings(few, max_examples=12)
@example(sizes=[(100_000, 100)] * 150 + [(90_000_000, 100)], repeated=1)  # beyond twelve standard deviations
@given(
    sizes=st.lists(
        st.tuples(
            st.one_of(st.integers(1, 5), st.integers(1_000, 5_000_000)),
            st.one_of(st.sampled_from([1, 7]), st.integers(1, 50_000)),
        ),
        min_size=1,
        max_size=90,
    ),
    repeated=st.integers(1, 3),
)
def test_no_nearer_region_of_the_kind_is_left_out(sizes: list[tuple[int, int]], repeated: int) -> None:
    """All pairs, exactly, in whole numbers: equal places are ordered by code, outliers have neighbours too."""
    regions = [
        Region(f"32.{number:03d}", f"Kota {number}", "kota", "32", "Jawa Barat", population, Decimal(area))
        for number, (population, area) in enumerate(sizes * repeated)
    ]
    connection = ranked(Country(regions, [], complete_years=(2024,)))
    make(connection, ("mart.peer_groups", "mart.peers"))
    points = {
        code: tuple(int(value * 100_000) for value in z)
        for code, *z in connection.execute(
            "SELECT region_code, z_population, z_density, z_area FROM mart.peer_groups"
        ).fetchall()
    }
    stored = defaultdict(list)
    for code, neighbour in connection.execute(
        "SELECT region_code, neighbour_code FROM mart.peers WHERE peer_type = 'nearest' ORDER BY region_code, peer_no"
    ).fetchall():
        stored[code] += [neighbour] if neighbour else []
    assert len(stored) == len(regions)
    for code, here in points.items():
        others = sorted(
            (sum((a - b) ** 2 for a, b in zip(here, there, strict=True)), other)
            for other, there in points.items()
            if other != code
        )
        assert stored[code] == [other for _, other in others[:10]]


@few
@given(country=countries(), seed=st.integers(0, 100))
def test_scores_have_no_part_in_who_is_a_peer(country: Country, seed: int) -> None:
    shifted = random.Random(seed)
    changed = [replace(score, value=Decimal(shifted.randint(100, 500)) / 100) for score in country.scores]
    found = []
    for scores in (country.scores, changed):
        connection = ranked(replace(country, scores=scores))
        make(connection, ("mart.peer_groups", "mart.peers"))
        found.append([connection.execute(f"FROM {name}").fetchall() for name in ("mart.peer_groups", "mart.peers")])
    assert found[0] == found[1]


@few
@given(country=countries(), seed=st.integers(0, 100))
def test_names_and_the_order_of_rows_change_nothing_but_names(country: Country, seed: int) -> None:
    regions = [replace(region, name=f"Kota {region.code[::-1]}") for region in country.regions]
    scores = list(country.scores)
    random.Random(seed).shuffle(regions)
    random.Random(seed).shuffle(scores)
    before, after = tables_of(country), tables_of(replace(country, regions=regions, scores=scores))
    for name in before:
        names = [c for c in before[name] if c in {"region_name", "neighbour_name", "mentor_name"}]
        assert names
        pd.testing.assert_frame_equal(before[name].drop(columns=names), after[name].drop(columns=names))


@few
@given(country=countries(), factor=st.sampled_from([3, 10, 100]))
def test_scaling_all_populations_moves_classes_and_no_neighbour(country: Country, factor: int) -> None:
    regions = [replace(region, population=(region.population or 0) * factor) for region in country.regions]
    before, after = tables_of(country), tables_of(replace(country, regions=regions))
    for name in ("z_population", "z_density", "z_area"):
        assert np.allclose(before["peer_groups"][name], after["peer_groups"][name], atol=2e-5)
    one, two = (tables["peers"].query("peer_type == 'nearest'") for tables in (before, after))
    assert np.allclose(one["distance"], two["distance"], atol=1e-4)
    if factor != 3:  # by tens the logarithms move by exactly one or two
        assert list(one["neighbour_code"]) == list(two["neighbour_code"])
        assert list(one["distance"]) == list(two["distance"])
        assert set(after["peer_groups"]["population_class"]) <= {2, 3, 4, 5}
        pd.testing.assert_frame_equal(before["mentors"].drop(columns=["population", "mentor_population"]),
                                      after["mentors"].drop(columns=["population", "mentor_population"]))  # fmt: skip
    assert list(before["role_models"]["is_role_model"]) == list(after["role_models"]["is_role_model"])
    kept = "peer_type in ('kind', 'province', 'island_group')"
    profiles = (tables["domain_profile"].query(kept).drop(columns="population_range") for tables in (before, after))
    pd.testing.assert_frame_equal(*profiles, check_dtype=False)


@few
@given(country=countries())
def test_a_new_region_that_scores_lowest_takes_nothing_from_the_others(country: Country) -> None:
    newcomer = Region("33.99", "Kota Baru", "kota", "33", "Jawa Tengah", 150_000, Decimal(80))
    lowest = [Score(year, "33.99", measure, Decimal("1.00")) for year in (2023, 2024) for measure in MEASURES]
    # Strictly lowest: nobody else is at the floor.
    others = [replace(s, value=max(Decimal(str(s.value)), Decimal("1.10"))) for s in country.scores]
    before = tables_of(replace(country, scores=others))
    after = tables_of(replace(country, regions=[*country.regions, newcomer], scores=[*others, *lowest]))
    key = ["evaluation_year", "region_code", "measure", "peer_type"]
    both = before["domain_profile"].merge(after["domain_profile"], on=key, suffixes=("", "_after"))
    assert len(both) == len(before["domain_profile"])
    joined = both[
        (both["peer_type"] != "nearest") & (both["peer_group"] == both["peer_group_after"]) & both["peer_rank"].notna()
    ]
    assert (joined["peer_rank_after"] == joined["peer_rank"]).all()
    assert (joined["peer_median_after"] <= joined["peer_median"]).all()
    national = joined[joined["peer_type"] == "kind"]
    assert (national["peer_ranked_after"] == national["peer_ranked"] + 1).all()
    one, two = (tables["role_models"].query("is_role_model") for tables in (before, after))
    assert set(one["region_code"]) <= set(two["region_code"])
    assert "33.99" not in set(two["region_code"])


@settings(few, max_examples=6)
@given(
    country=countries(years=(2022, 2023, 2024)),
    wide=st.sets(st.tuples(st.sampled_from([2022, 2023, 2024]), st.integers(1, 30)), max_size=4),
)
def test_role_models_equal_a_count_by_hand(country: Country, wide: set[tuple[int, int]]) -> None:
    """Straight from the definition, in fractions; intervals of some reach beyond the best tenth."""
    table: dict[tuple[int, str], dict[str, Fraction]] = defaultdict(dict)
    for score in country.scores:
        table[score.year, score.region][score.measure] = Fraction(str(score.value))
    codes = [region.code for region in country.regions]

    def rank(year: int, code: str) -> int:
        return 1 + sum(table[year, o]["INDEX"] > table[year, code]["INDEX"] for o in codes if (year, o) in table)

    def median(values: list[Fraction]) -> Fraction:
        ordered = sorted(values)
        half = len(ordered) // 2
        return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2

    ranked = {year: sum((year, code) in table for code in codes) for year in (2022, 2023, 2024)}
    intervals = {
        (year, code): (1, ranked[year] // 10 + 1)
        for year, place in wide
        for code in codes
        if (year, code) in table and rank(year, code) == place
    }

    def is_met(year: int, code: str) -> bool:
        return (
            (year, code) in table
            and 10 * rank(year, code) <= ranked[year]
            and (year, code) not in intervals
            and all(
                table[year, code][d] >= median([table[year, o][d] for o in codes if (year, o) in table])
                for d in DOMAINS
            )
        )

    stored = tables_of(country, intervals)["role_models"].set_index(["evaluation_year", "region_code"])
    assert set(stored.index) == {(year, code) for year in (2023, 2024) for code in codes}
    for (year, code), row in stored.iterrows():
        in_a_row = len(
            list(itertools.takewhile(lambda y, code=code: y >= 2022 and is_met(y, code), range(year, 2020, -1)))
        )
        assert (row["sustained_years"], row["is_role_model"]) == (in_a_row, in_a_row >= 2)
        assert row["comparable_years"] == sum((y, code) in table for y in range(2022, year + 1))


def test_a_role_model_needs_its_whole_interval_in_the_best_tenth() -> None:
    codes = [f"32.{70 + number}" for number in range(20)]
    regions = [Region(code, f"Kota {code}", "kota", "32", "Jawa Barat") for code in codes]
    domains = {code: [Decimal(50 - number) / 10] * 4 for number, code in enumerate(codes)}
    country = Country(regions, [s for year in (2023, 2024) for s in scored(codes, year, domains)])

    def models(intervals: dict[tuple[int, str], tuple[int, int]]) -> dict[str, bool]:
        rows = tables_of(country, intervals)["role_models"]
        return dict(
            zip(
                rows[rows["is_role_model"]]["region_code"],
                rows[rows["is_role_model"]]["interval_considered"],
                strict=True,
            )
        )

    assert models({}) == {"32.70": False, "32.71": False}
    clear = {(year, code): (1, 2) for year in (2023, 2024) for code in codes[:2]}
    assert models(clear) == {"32.70": True, "32.71": True}
    assert models({**clear, (2023, "32.71"): (1, 3)}) == {"32.70": True}


def test_nobody_is_a_role_model_across_a_change_of_instrument() -> None:
    codes = [f"32.{70 + number}" for number in range(10)]
    regions = [Region(code, f"Kota {code}", "kota", "32", "Jawa Barat") for code in codes]
    domains = {code: [Decimal(50 - number) / 10] * 4 for number, code in enumerate(codes)}
    years = (2020, 2021, 2022)
    rows = tables_of(Country(regions, [s for y in years for s in scored(codes, y, domains)], complete_years=years))
    models = rows["role_models"]
    assert set(models["evaluation_year"]) == {2022}
    assert models[models["is_role_model"]][["region_code", "sustained_years"]].to_numpy().tolist() == [["32.70", 2]]


def test_missing_is_told_and_never_filled() -> None:
    """No population: no neighbours and no class. No score: no place, yet its peers' median. No results: no rows."""
    regions = [
        Region(f"32.{70 + number}", f"Kota {number}", "kota", "32", "Jawa Barat", 100_000 + number)
        for number in range(14)
    ]
    regions[0] = replace(regions[0], population=None)
    regions.append(Region("33.71", "Kota Sendiri", "kota", "33", "Jawa Tengah", 90_000))
    scores = [
        Score(year, region.code, measure, Decimal("2.50"))
        for year in (2022, 2023, 2024)
        for region in regions
        for measure in MEASURES
        if region.code != "32.75" or year == 2022
    ]
    tables = tables_of(Country(regions, scores))
    assert {name: set(table["evaluation_year"]) for name, table in tables.items()} == {
        "peer_groups": {2023, 2024}, "peers": {2023, 2024}, "domain_profile": {2023, 2024}, "role_models": {2024},
        "mentors": set(),
    }  # fmt: skip
    peers = tables["peers"].query("evaluation_year == 2024 and region_code == '32.70'").set_index("peer_type")
    assert peers.loc["nearest", "peer_no"] == 0
    assert pd.isna(peers.loc["nearest", "neighbour_code"])
    assert peers.loc["nearest", "peer_note"] == "population_or_area_unknown"
    assert pd.isna(peers.loc["population_class", "peer_group"])
    assert "32.70" not in set(tables["peers"]["neighbour_code"])
    profile = tables["domain_profile"].query("evaluation_year == 2024 and measure == 'INDEX'")
    absent = profile[(profile["region_code"] == "32.75") & (profile["peer_type"] == "kind")].iloc[0]
    assert (absent["peer_median"], absent["peer_count"]) == (2.5, 14)
    assert pd.isna([absent["score"], absent["peer_rank"]]).all()
    alone = profile[(profile["region_code"] == "33.71") & (profile["peer_type"] == "province")].iloc[0]
    assert alone["peer_count"] == 1
    assert pd.isna(alone["peer_median"])
    assert alone["peer_note"] == "no_other_score"
    unknown = profile[(profile["region_code"] == "32.70") & (profile["peer_type"] == "nearest")].iloc[0]
    assert unknown["peer_count"] == 0
    assert pd.isna(unknown["peer_median"])


def test_a_region_is_followed_when_its_code_changes_and_grouped_by_its_province_of_the_year() -> None:
    codes = [f"91.{70 + number}" for number in range(12)]
    regions = [Region(code, f"Kota {code}", "kota", "91", "Papua") for code in codes]
    moved = Region("92.70", "Kota Pindah", "kota", "92", "Papua Barat", population=None, area_km2=None)
    regions += [
        replace(moved, current_code="96.70", valid_to_year=2023),
        Region("96.70", "Kota Pindah", "kota", "96", "Papua Barat Daya", 77_000, Decimal(60), valid_from_year=2024),
    ]
    domains = {code: [Decimal(40 - number) / 10] * 4 for number, code in enumerate(codes)}
    best = [Decimal(5)] * 4
    country = Country(
        regions,
        scored([*codes, "92.70"], 2023, {**domains, "92.70": best})
        + scored([*codes, "96.70"], 2024, {**domains, "96.70": best}),
    )
    tables = tables_of(country)
    models = tables["role_models"]
    assert list(models[models["is_role_model"]]["region_code"]) == ["96.70"]
    groups = tables["peer_groups"].query("region_name == 'Kota Pindah'").set_index("evaluation_year")
    assert list(groups["population"]) == [77_000, 77_000]
    peers = tables["peers"].query("region_name == 'Kota Pindah' and peer_type == 'province'")
    assert list(peers["peer_group"]) == ["92", "96"]


# --- mentors: who helps whom --------------------------------------------------------------------------------

Pair = tuple[str, tuple[str, ...], str]


def by_hand(pairs: Sequence[Pair], limit: int, wanted: int) -> set[tuple[str, str, str]]:
    """The rule as it is written: pass after pass through all pairs in their order."""
    chosen: set[tuple[str, str, str]] = set()
    for number in range(1, wanted + 1):
        for region, domains, mentor in pairs:
            for domain in domains:
                regions = {r for r, _, m in chosen if m == mentor}
                has_place = region in regions or len(regions) < limit
                if has_place and sum((r, d) == (region, domain) for r, d, _ in chosen) < number:
                    chosen.add((region, domain, mentor))
    return chosen


def assign(pairs: Sequence[Pair], limit: int, wanted: int) -> list[tuple[str, str, str]]:
    chosen = mentor_choice.assign(pairs, limit=limit, wanted=wanted)
    return [(region, domain, mentor) for (region, domain), mentors in chosen.items() for mentor in mentors]


def stable(preference: Sequence[Pair], limit: int) -> list[dict[str, str | None]]:
    """Every assignment, of all there are, in which no learner and mentor would both rather have each other."""
    place = {(learner, mentor): number for number, (learner, _, mentor) in enumerate(preference)}
    learners = sorted({learner for learner, _ in place})
    choices = [[None, *(mentor for learner, mentor in place if learner == region)] for region in learners]
    found = []
    for choice in itertools.product(*choices):
        given_to = dict(zip(learners, choice, strict=True))
        load = Counter(mentor for mentor in choice if mentor is not None)
        if any(count > limit for count in load.values()):
            continue
        blocked = any(
            (given_to[learner] is None or place[learner, mentor] < place[learner, given_to[learner]])
            and (
                load[mentor] < limit
                or any(place[other, mentor] > place[learner, mentor] for other in learners if given_to[other] == mentor)
            )
            for learner, mentor in place
            if given_to[learner] != mentor
        )
        if not blocked:
            found.append(given_to)
    return found


@st.composite
def pairings(draw: st.DrawFn, domains: Sequence[str] = DOMAINS) -> list[Pair]:
    """Up to five learners and three mentors, who can help in some domains, in any order."""
    possible = st.tuples(st.sampled_from("abcde"), st.sampled_from("XYZ"))
    pairs = draw(st.permutations(sorted(draw(st.sets(possible, min_size=1)))))
    parts = st.sets(st.sampled_from(domains), min_size=1).map(lambda chosen: tuple(sorted(chosen)))
    return [(learner, draw(parts), mentor) for learner, mentor in pairs]


@settings(few, max_examples=100)
@given(pairs=pairings(domains=("D1",)), limit=st.integers(1, 3))
def test_the_first_mentors_are_the_one_assignment_that_nobody_would_change(pairs: list[Pair], limit: int) -> None:
    chosen = {region: mentor for region, _, mentor in assign(pairs, limit, wanted=1)}
    (only,) = stable(pairs, limit)
    assert {learner: mentor for learner, mentor in only.items() if mentor is not None} == chosen


@settings(few, max_examples=100)
@given(pairs=pairings(), limit=st.integers(1, 3), wanted=st.integers(1, 3))
def test_loads_are_limited_and_nobody_lacks_a_mentor_who_is_free(pairs: list[Pair], limit: int, wanted: int) -> None:
    chosen = assign(pairs, limit, wanted)
    assert len(set(chosen)) == len(chosen)
    assert set(chosen) == by_hand(pairs, limit, wanted)
    regions: dict[str, set[str]] = defaultdict(set)
    given_to: dict[tuple[str, str], set[str]] = defaultdict(set)
    for region, domain, mentor in chosen:
        regions[mentor].add(region)
        given_to[region, domain].add(mentor)
    assert all(len(taken_on) <= limit for taken_on in regions.values())
    for region, domains, mentor in pairs:
        for domain in domains:
            if (len(regions[mentor]) < limit or region in regions[mentor]) and mentor not in given_to[region, domain]:
                assert len(given_to[region, domain]) == wanted
    # Who has a mentor at all is settled before anybody is given a second one.
    assert {(r, d) for r, d, _ in assign(pairs, limit, wanted=1)} == set(given_to)


@settings(few, max_examples=6)
@given(seed=st.integers(0, 10_000), limit=st.integers(1, 4))
def test_many_role_models_are_taken_in_the_order_of_all_pairs(seed: int, limit: int) -> None:
    """Some at the same place, some without known variables."""
    dice = random.Random(seed)

    def place() -> mentor_choice.Place:
        point = (dice.randint(-9, 9), dice.randint(-9, 9), dice.randint(-9, 9)) if dice.random() < 0.9 else None
        return dice.choice(["31", "32", "33"]), point

    def some_domains() -> list[str]:
        return sorted(dice.sample(DOMAINS, dice.randint(1, 4)))

    needs = {f"learner {n:02d}": some_domains() for n in range(40)}
    strengths = {f"mentor {n:02d}": some_domains() for n in range(90)}
    places = {code: place() for code in [*needs, *strengths]}

    def key(region: str, mentor: str) -> tuple[bool, bool, int, str, str]:
        (here, point), (there, other) = places[region], places[mentor]
        known = point is not None and other is not None
        apart = sum((a - b) ** 2 for a, b in zip(point, other, strict=True)) if known else 0
        return here != there, not known, apart, region, mentor

    pairs = [
        (region, tuple(d for d in needs[region] if d in strengths[mentor]), mentor)
        for region, mentor in sorted(itertools.product(needs, strengths), key=lambda pair: key(*pair))
    ]
    found = mentor_choice.pairs_in_order(needs, strengths, places)
    assert [(region, tuple(domains), mentor) for region, domains, mentor in found] == [
        pair for pair in pairs if pair[1]
    ]
    chosen = assign(found, limit, 3)
    assert set(chosen) == by_hand(pairs, limit, 3)
    assert len(chosen) > 100


def test_a_mentor_is_of_the_same_kind_and_of_the_own_province_first() -> None:
    """Ten kota of two provinces and ten kabupaten; the weak have mentors of their kind, their province's first."""
    kota = [f"3{2 + number % 2}.{70 + number}" for number in range(20)]
    kabupaten = [f"32.{10 + number}" for number in range(10)]
    regions = [
        *(Region(c, f"Kota {c}", "kota", c[:2], c[:2], 100_000 + 40_000 * n) for n, c in enumerate(kota)),
        *(Region(c, f"Kabupaten {c}", "kabupaten", "32", "32", 900_000 + n) for n, c in enumerate(kabupaten)),
    ]
    good, bad = [Decimal("4.8")] * 4, [Decimal("2.0")] * 4
    domains = {c: (good if n < 2 else bad) for n, c in enumerate(kota)} | {
        c: (good if n == 0 else bad) for n, c in enumerate(kabupaten)
    }
    domains["32.72"] = [Decimal("2.0"), Decimal("1.0"), Decimal("2.0"), Decimal("2.0")]
    domains["33.73"] = [Decimal("1.5"), *[Decimal("2.0")] * 3]
    domains["32.15"] = [Decimal("1.5"), *[Decimal("2.0")] * 3]
    scores = [s for year in (2023, 2024) for s in scored([*kota, *kabupaten], year, domains)]
    tables = tables_of(Country(regions, scores))
    models = tables["role_models"]
    assert set(models[models["is_role_model"]]["region_code"]) == {"32.70", "33.71", "32.10"}
    rows = tables["mentors"][["region_code", "measure", "mentor_no", "mentor_code", "same_province", "mentor_lead"]]
    assert rows.to_numpy().tolist() == [
        ["32.15", "D1", 1, "32.10", True, 3.3],
        ["32.72", "D2", 1, "32.70", True, 3.8],
        ["32.72", "D2", 2, "33.71", False, 3.8],
        ["33.73", "D1", 1, "33.71", True, 3.3],
        ["33.73", "D1", 2, "32.70", False, 3.3],
    ]
