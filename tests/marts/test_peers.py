"""Peers, profiles, role models and mentors: the real tables recomputed, small countries judged by brute force.

What is expected is computed from core tables with pandas, numpy and scipy, from the definitions in
docs/methods/peers.md; never from the models' SQL.
"""

from __future__ import annotations

import itertools
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy.stats import rankdata

from tests.marts.country import Country, Region, Score, derive_marts
from warehouse import models, writer
from warehouse.computed import mentor_choice
from warehouse.tables import TABLES

THEME = ("peer_groups", "peers", "domain_profile", "role_models", "mentors")
DOMAINS = ("D1", "D2", "D3", "D4")
MEASURES = ("INDEX", *DOMAINS)
ISLANDS = {
    "1": "Sumatera", "2": "Sumatera", "3": "Jawa", "5": "Bali-Nusa Tenggara", "6": "Kalimantan", "7": "Sulawesi",
    "8": "Maluku", "9": "Papua",
}  # fmt: skip


# --- the real data, recomputed ------------------------------------------------------------------------------


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
        "WHERE peer_type NOT IN ('nearest', 'next_grade')"
    ).fetchall()
    expected = {
        (row["year"], row["region_code"], peer_type, group, len(members[row["year"], peer_type, group]))
        for _, row in register.iterrows()
        for peer_type, group in groups_of(row).items()
    }
    assert len(stored) == len(expected) > 4000
    assert set(stored) == expected


GRADES = ("Kurang", "Cukup", "Baik", "Sangat Baik", "Memuaskan")


def next_grade_of(row: pd.Series) -> str | None:
    """The group of those of its kind who have the next grade; None at the top and without a grade."""
    if row["grade"] not in GRADES[:-1]:
        return None
    return f"{row['kind']}-{GRADES[GRADES.index(row['grade']) + 1]}"


@pytest.fixture(scope="module")
def graded(register: pd.DataFrame) -> dict[tuple[int, str], list[str]]:
    """The codes of every kind and grade of every year."""
    found = defaultdict(list)
    for _, row in register[register["grade"].notna()].iterrows():
        found[row["year"], f"{row['kind']}-{row['grade']}"].append(row["region_code"])
    return found


def test_the_next_grade_has_those_of_the_kind_who_have_it(real, register, graded) -> None:
    stored = real.execute(
        "SELECT evaluation_year, region_code, peer_group, group_size, peer_note FROM mart.peers "
        "WHERE peer_type = 'next_grade'"
    ).fetchall()
    expected = set()
    for _, row in register.iterrows():
        group = next_grade_of(row)
        if group:
            expected.add((row["year"], row["region_code"], group, len(graded[row["year"], group]), None))
        else:
            note = "highest_grade" if row["grade"] in GRADES else "no_own_grade"
            expected.add((row["year"], row["region_code"], None, None, note))
    assert set(stored) == expected
    assert len(stored) == len(register)


def test_makassar_is_above_every_median_of_kota_and_far_below_the_memuaskan_in_governance(real) -> None:
    gaps = {
        tuple(key): gap
        for *key, gap in real.execute(
            "SELECT peer_type, measure, peer_gap FROM mart.domain_profile WHERE evaluation_year = 2024 "
            "AND region_name = 'Kota Makassar' AND peer_type IN ('kind', 'next_grade') AND is_part"
        ).fetchall()
    }
    assert all(gap > 0 for (peer_type, _), gap in gaps.items() if peer_type == "kind")
    assert gaps["next_grade", "D2"] == Decimal("-0.80")


def test_index_grade_and_rank_of_region_and_neighbour_are_those_of_the_ranking(real) -> None:
    (rows, wrong) = real.execute(
        """
        SELECT
            count(*),
            count(*) FILTER (
                (p.spbe_index, p.predikat, p.rank_in_kind) IS DISTINCT FROM (o.spbe_index, o.predikat, o.rank_in_kind)
                OR (p.neighbour_index, p.neighbour_predikat, p.neighbour_rank)
                IS DISTINCT FROM (n.spbe_index, n.predikat, n.rank_in_kind)
            )
        FROM mart.peers AS p
        INNER JOIN mart.region_ranking AS o USING (evaluation_year, region_code)
        LEFT JOIN mart.region_ranking AS n
            ON p.evaluation_year = n.evaluation_year AND p.neighbour_code = n.region_code
        """
    ).fetchone()
    assert (rows > 15_000, wrong) == (True, 0)


def standardised(rows: pd.DataFrame) -> np.ndarray:
    population, area = np.log(rows["population"].to_numpy()), np.log(rows["area_km2"].to_numpy())
    points = np.column_stack([population, population - area, area])
    return (points - points.mean(axis=0)) / points.std(axis=0)


def test_the_ten_nearest_neighbours_are_those_of_the_least_distance(real, register) -> None:
    """Standardised by numpy; distances exactly, in whole numbers, from the figures that a reader sees."""
    z = real.execute(
        "SELECT z_population, z_density, z_area FROM mart.peer_groups ORDER BY evaluation_year, region_code"
    ).df()
    stored = real.execute(
        "SELECT evaluation_year AS year, region_code, neighbour_code, CAST(distance AS DOUBLE) AS distance "
        "FROM mart.peers WHERE peer_type = 'nearest' ORDER BY year, region_code, peer_no"
    ).df()
    ours = dict(iter(stored.groupby(["year", "region_code"])))
    assert len(ours) == len(register) == len(z) > 1000
    for (year, _), rows in register.groupby(["year", "kind"]):
        assert np.allclose(z.loc[rows.index], standardised(rows), atol=6e-6)
        points = np.rint(z.loc[rows.index].to_numpy() * 100_000).astype(int)
        squared = ((points[:, None] - points[None, :]) ** 2).sum(axis=2)
        np.fill_diagonal(squared, np.iinfo(squared.dtype).max)
        codes = rows["region_code"].to_numpy()  # in their order, as ties are
        for code, apart in zip(codes, squared, strict=True):
            nearest = np.argsort(apart, kind="stable")[:10]
            assert list(ours[year, code]["neighbour_code"]) == list(codes[nearest])
            assert np.allclose(ours[year, code]["distance"], np.sqrt(apart[nearest]) / 100_000, atol=6e-6)


@pytest.mark.parametrize("peer_type", ["kind", "province", "population_class", "island_group", "nearest", "next_grade"])
def test_medians_quartiles_means_gaps_and_places_equal_numpy(peer_type: str, real, register, members, graded) -> None:
    stored = real.execute("SELECT * FROM mart.domain_profile WHERE peer_type = ?", [peer_type]).df()
    neighbours = defaultdict(list)
    for year, code, neighbour in real.execute(
        "SELECT evaluation_year, region_code, neighbour_code FROM mart.peers WHERE neighbour_code IS NOT NULL"
    ).fetchall():
        neighbours[year, code].append(neighbour)
    known = {
        (year, code, measure): score
        for measure in [name for name in register.columns if name == "INDEX" or name[1:].isdigit()]
        for year, code, score in zip(register["year"], register["region_code"], register[measure], strict=True)
        if not np.isnan(score)
    }
    names = {}
    groups = {}
    for _, row in register.iterrows():
        place = row["year"], row["region_code"]
        names[place] = row["region_name"]
        groups[place] = next_grade_of(row) if peer_type == "next_grade" else groups_of(row).get(peer_type)
    placed = {place for place, group in groups.items() if group or peer_type in {"nearest", "next_grade"}}
    expected = {(*place, measure) for place in placed for measure in MEASURES}
    expected |= {cell for cell in known if cell[:2] in placed}
    assert {(row.evaluation_year, row.region_code, row.measure) for row in stored.itertuples()} == expected
    assert len(stored) == len(expected) > 2000

    @cache
    def peers_of(year: int, group: str, measure: str) -> list[str]:
        if peer_type == "nearest":
            peers = neighbours[year, group]
        else:
            peers = graded[year, group] if peer_type == "next_grade" else members[year, peer_type, group]
        return [peer for peer in peers if (year, peer, measure) in known]

    @cache
    def scores_of(year: int, group: str, measure: str) -> list[float]:
        return [known[year, peer, measure] for peer in peers_of(year, group, measure)]

    @cache
    def quartiles(year: int, group: str, measure: str) -> np.ndarray:
        return np.quantile(scores_of(year, group, measure), [0.25, 0.5, 0.75])

    for row in stored.itertuples():
        year, code = row.evaluation_year, row.region_code
        group = code if peer_type == "nearest" else groups[year, code]
        behind = scores_of(year, group, row.measure)
        score = known.get((year, code, row.measure))
        others = len(behind) - (score is not None and peer_type not in {"nearest", "next_grade"})
        assert (score is None and np.isnan(row.score)) or row.score == score
        assert row.peer_count == len(behind)
        if not others:
            assert pd.isna([row.peer_q1, row.peer_median, row.peer_q3, row.peer_gap, row.peer_rank]).all()
            assert row.peer_note
            continue
        best = max(behind)
        named = min(
            (code for code in peers_of(year, group, row.measure) if known[year, code, row.measure] == best),
            key=lambda code: (-known[year, code, "INDEX"], code),
        )
        assert (row.peer_best, row.peer_best_count, row.peer_best_code) == (best, behind.count(best), named)
        assert row.peer_best_name == names[year, named]
        assert abs(row.peer_mean - np.mean(behind)) < 6e-5
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


def criteria(register: pd.DataFrame, intervals: dict[tuple[int, str], int | None]) -> dict[tuple[int, str], bool]:
    """Whether a region meets every criterion of a role model in a year."""
    met = {}
    for (year, _), rows in register.groupby(["year", "kind"]):
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


def test_role_models_are_those_who_meet_every_criterion_in_both_years(real, register) -> None:
    intervals = {
        (year, code): worst
        for year, code, worst in real.execute(
            "SELECT evaluation_year, region_code, weights_rank_hi FROM mart.region_ranking "
            "WHERE rank_in_kind IS NOT NULL"
        ).fetchall()
    }
    met = criteria(register, intervals)
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


Pair = tuple[str, tuple[str, ...], str]


def by_hand(
    pairs: Sequence[Pair], regions: dict[str, set[str]], limit: float, wanted: int
) -> dict[tuple[str, str], list[str]]:
    """The rule as it is written: pass after pass through all pairs in their order; the preferred mentor first."""
    chosen: dict[tuple[str, str], set[str]] = defaultdict(set)
    for number in range(1, wanted + 1):
        for region, domains, mentor in pairs:
            for domain in domains:
                has_place = region in regions[mentor] or len(regions[mentor]) < limit
                if has_place and len(chosen[region, domain]) < number:
                    chosen[region, domain].add(mentor)
                    regions[mentor].add(region)
    return {
        (region, domain): [m for r, domains, m in pairs if r == region and domain in domains and m in mentors]
        for (region, domain), mentors in chosen.items()
        if mentors
    }


def kilometres(places: pd.DataFrame) -> pd.DataFrame:
    """Great circles between all, as the angle between two vectors from the middle of the earth."""
    north, east = np.radians(places["latitude"].astype(float)), np.radians(places["longitude"].astype(float))
    out = np.column_stack([np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)])
    angles = np.arctan2(np.linalg.norm(np.cross(out[:, None], out[None, :]), axis=2), out @ out.T)
    return pd.DataFrame(np.rint(6371 * angles).astype(int), index=places.index, columns=places.index)


@pytest.fixture(scope="module")
def needs(real, register) -> pd.DataFrame:
    """Every known domain of 2024, with what it is held against, from core tables."""
    of_year = register[register["year"] == 2024]
    domains = of_year.melt(["region_code", "kind", "province_code", "INDEX"], list(DOMAINS), "domain", "score").dropna()
    of_kind = domains.groupby(["kind", "domain"])["score"]
    domains["median"], domains["upper"] = of_kind.transform("median"), of_kind.transform(lambda x: x.quantile(0.75))
    targets = real.execute(
        "SELECT subject_code AS province_code, CAST(target_value AS DOUBLE) AS target FROM core.targets "
        "WHERE target_scope = 'province_aggregate' AND target_measure = 'INDEX' AND instrument = 'SPBE-2020'"
    ).df()
    missed = of_year[of_year["kind"] != "provinsi"].merge(targets, on="province_code")
    missed = missed[missed["INDEX"] < missed["target"]].groupby("region_code")["target"].min()
    domains["target"] = domains["region_code"].map(missed).where(lambda target: domains["score"] < target)
    domains["below_median"] = domains["score"] < domains["median"] - 1e-9
    return domains.set_index(["region_code", "domain"])


def test_mentors_equal_the_rule_followed_by_hand(real, needs) -> None:
    """The three nearest of the province; else three rounds through all others, fifteen regions per mentor."""
    today = real.execute(
        "SELECT r.region_code, t.latitude, t.longitude FROM mart.region_ranking AS r "
        "INNER JOIN core.regions AS t ON r.current_code = t.region_code AND t.valid_to_year IS NULL "
        "WHERE r.evaluation_year = 2024"
    ).df()
    apart = kilometres(today.set_index("region_code")).to_dict()
    in_need = needs[needs["below_median"] | needs["target"].notna()]
    able = needs.drop(in_need.index)
    can_help: dict[tuple[str, str], set[str]] = defaultdict(set)
    for (code, domain), row in in_need.iterrows():
        bar = row["upper"] if row["below_median"] else max(row["upper"], row["target"])
        others = able.xs(domain, level="domain")
        others = others[(others["kind"] == "provinsi") == (row["kind"] == "provinsi")]
        for mentor in others[others["score"] >= bar - 1e-9].index:
            can_help[code, mentor].add(domain)
    order = sorted(can_help, key=lambda pair: (apart[pair[0]][pair[1]], pair))
    province = needs.reset_index().groupby("region_code")[["kind", "province_code"]].first()
    home = province["province_code"].where(province["kind"] != "provinsi", province.index + " itself").to_dict()

    regions: dict[str, set[str]] = defaultdict(set)
    inside = [(code, tuple(can_help[code, m]), m) for code, m in order if home[code] == home[m]]
    expected = by_hand(inside, regions, limit=np.inf, wanted=3)
    helped = set(expected)
    outside = [
        (code, tuple(d for d in can_help[code, m] if (code, d) not in helped), m)
        for code, m in order
        if home[code] != home[m]
    ]
    expected |= by_hand(outside, regions, limit=15, wanted=3)

    stored: dict[tuple[str, str], list[str]] = defaultdict(list)
    columns = (
        "region_code, measure, mentor_code, mentor_need, CAST(target_value AS DOUBLE) AS target, distance_km, "
        "CAST(mentor_lead AS DOUBLE) AS lead, same_province, mentor_is_role_model, mentor_load"
    )
    models_of_2024 = real.execute("SELECT region_code, is_role_model FROM mart.role_models").fetchall()
    for row in real.execute(
        f"SELECT {columns} FROM mart.mentors WHERE evaluation_year = 2024 ORDER BY region_code, measure, mentor_no"
    ).df().itertuples():  # fmt: skip
        cell = row.region_code, row.measure
        stored[cell] += [row.mentor_code] if row.mentor_code else []
        need = in_need.loc[cell]
        reasons = (need["below_median"], need["target"] > 0)
        assert row.mentor_need == {
            (True, False): "below_median", (False, True): "below_target", (True, True): "below_both",
        }[reasons]  # fmt: skip
        assert row.target == need["target"] or np.isnan([row.target, need["target"]]).all()
        if row.mentor_code:
            assert row.distance_km == apart[row.region_code][row.mentor_code]
            assert row.lead == pytest.approx(needs.loc[(row.mentor_code, row.measure), "score"] - need["score"])
            assert row.same_province == (home[row.region_code] == home[row.mentor_code])
            assert (row.mentor_code, row.mentor_is_role_model) in models_of_2024
            assert row.mentor_load == len(regions[row.mentor_code])
    assert set(stored) == set(in_need.index)
    assert len(stored) > 900
    assert {cell: mentors for cell, mentors in stored.items() if mentors} == expected


def test_sumedang_helps_its_neighbours_and_every_learner_of_jawa_barat_has_a_mentor_within_it(real) -> None:
    """Eleven lie below a target of the province or below a median."""
    learners = real.execute(
        "SELECT region_name, count(*) FILTER (same_province), count(*) FILTER (mentor_name = 'Kabupaten Sumedang') "
        "FROM mart.mentors WHERE evaluation_year = 2024 AND province_name = 'Jawa Barat' AND kind <> 'provinsi' "
        "GROUP BY region_name"
    ).fetchall()
    assert len(learners) == 11
    assert all(within for _, within, _ in learners)
    assert {"Kabupaten Subang", "Kabupaten Majalengka"} <= {name for name, _, by_sumedang in learners if by_sumedang}
    assert real.execute(
        "SELECT DISTINCT province_name FROM mart.mentors WHERE mentor_name = 'Kabupaten Sumedang'"
    ).fetchall() == [("Jawa Barat",)]


# --- small countries ----------------------------------------------------------------------------------------


def tables_of(country: Country) -> dict[str, pd.DataFrame]:
    made = country.derived(*THEME)
    return {name: pd.DataFrame(made[name], columns=TABLES[f"mart.{name}"].column_names) for name in THEME}


def scored(codes: Sequence[str], year: int, domains: dict[str, Sequence[Decimal]]) -> list[Score]:
    """Four domains per region, and as its index the highest: some tie, and some of the best have a weak domain."""
    return [
        Score(year, code, measure, value)
        for code in codes
        for measure, value in zip(MEASURES, (max(domains[code]), *domains[code]), strict=True)
    ]


def kota(province: str, count: int) -> list[Region]:
    return [
        Region(f"{province}.{70 + number}", f"Kota {number}", "kota", province, province, 100_000 + number)
        for number in range(count)
    ]


YEARS = (2022, 2023, 2024)


def some_country(dice: random.Random) -> Country:
    """Thirty kota, each about as good in all three years; one in four has a weak domain, one in twenty no score."""
    regions = kota("32", 30)
    level = {region.code: Decimal(dice.randint(2, 10)) / 2 for region in regions}
    scores: list[Score] = []
    for year in YEARS:
        present = [code for code in level if dice.random() < 0.95]
        weak = {code for code in present if dice.random() < 0.25}
        domains = {code: [level[code]] * 3 + [Decimal(1) if code in weak else level[code]] for code in present}
        scores += scored(present, year, domains)
    return Country(regions, scores, complete_years=YEARS)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_role_models_of_three_years_equal_a_count_by_hand(seed: int) -> None:
    """The intervals of some ranks reach beyond the best tenth; the others have none."""
    dice = random.Random(seed)
    country = some_country(dice)
    table = (
        pd.DataFrame([vars(score) for score in country.scores])
        .pivot(index=["year", "region"], columns="measure", values="value")
        .astype(float)
        .reset_index()
        .rename(columns={"region": "region_code"})
        .assign(kind="kota")
    )
    ranks = table.groupby("year")["INDEX"].rank(ascending=False, method="min")
    ranked = table.groupby("year").size()
    intervals = {
        (year, code): ranked[year] // 10 + 1
        for year, code, rank in zip(table["year"], table["region_code"], ranks, strict=True)
        if rank <= 3 and dice.random() < 0.3
    }
    met = criteria(table, intervals)
    with country.build() as connection:
        derive_marts(connection, ["mart.region_ranking"])
        connection.execute("UPDATE mart.region_ranking SET weights_rank_lo = NULL, weights_rank_hi = NULL")
        for place, worst in intervals.items():
            connection.execute(
                "UPDATE mart.region_ranking SET weights_rank_lo = 1, weights_rank_hi = ? "
                "WHERE evaluation_year = ? AND region_code = ?",
                [int(worst), *place],
            )
        for name in THEME[:4]:
            models.make(connection, TABLES[f"mart.{name}"])
        rows = writer.records(connection, TABLES["mart.role_models"])
    stored = {(row["evaluation_year"], row["region_code"]): row for row in rows}
    assert set(stored) == {(year, region.code) for year in (2023, 2024) for region in country.regions}
    for (year, code), row in stored.items():
        years_met = itertools.takewhile(lambda y, code=code: met.get((y, code)), range(year, 2020, -1))
        in_a_row = len(list(years_met))
        assert (row["sustained_years"], row["is_role_model"]) == (in_a_row, in_a_row >= 2)
        assert row["comparable_years"] == sum((y, code) in met for y in range(2022, year + 1))


def test_nobody_is_a_role_model_across_a_change_of_instrument() -> None:
    regions = kota("32", 10)
    domains = {region.code: [Decimal(50 - number) / 10] * 4 for number, region in enumerate(regions)}
    years = (2020, 2021, 2022)
    scores = [score for year in years for score in scored(list(domains), year, domains)]
    rows = Country(regions, scores, complete_years=years).derived("role_models")["role_models"]
    assert {row["evaluation_year"] for row in rows} == {2022}
    assert [(row["region_code"], row["sustained_years"]) for row in rows if row["is_role_model"]] == [("32.70", 2)]


def test_missing_is_told_and_never_filled() -> None:
    """No population: no neighbours and no class. No score: no place, yet its peers' median. No results: no rows."""
    regions = kota("32", 14)
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
    regions = kota("91", 12)
    codes = [region.code for region in regions]
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


@st.composite
def pairings(draw: st.DrawFn) -> list[Pair]:
    """Up to five learners and three mentors, who can help in some domains, in any order."""
    possible = st.tuples(st.sampled_from("abcde"), st.sampled_from("XYZ"))
    pairs = draw(st.permutations(sorted(draw(st.sets(possible, min_size=1)))))
    parts = st.sets(st.sampled_from(DOMAINS), min_size=1).map(lambda chosen: tuple(sorted(chosen)))
    return [(learner, draw(parts), mentor) for learner, mentor in pairs]


_TAKEN = st.dictionaries(st.sampled_from("XYZ"), st.frozensets(st.sampled_from("abpq")))


@given(pairs=pairings(), taken=_TAKEN, limit=st.integers(1, 3), wanted=st.integers(1, 3))
def test_mentors_are_chosen_in_passes_and_none_takes_on_more_than_the_limit(pairs, taken, limit, wanted) -> None:
    theirs = defaultdict(set, {mentor: set(regions) for mentor, regions in taken.items()})
    ours = defaultdict(set, {ord(mentor): set(map(ord, regions)) for mentor, regions in taken.items()})
    offers = {
        ord(region): mentor_choice.Offers(
            mentors=np.array([ord(mentor) for _, (_, _, mentor) in of_region]),
            apart=np.array([place for place, _ in of_region]),
            helps=np.array([[domain in domains for domain in DOMAINS] for _, (_, domains, _) in of_region]),
        )
        for region in sorted({region for region, _, _ in pairs})
        if (of_region := [(place, pair) for place, pair in enumerate(pairs) if pair[0] == region])
    }
    given = mentor_choice.assign(offers, ours, limit=limit, wanted=wanted)
    found = {
        (chr(region), DOMAINS[domain]): [chr(mentor) for _, mentor in mentors]
        for (region, domain), mentors in given.items()
    }
    assert found == by_hand(pairs, theirs, limit, wanted)
    for mentor, regions in ours.items():
        assert len(regions) <= max(limit, len(taken.get(chr(mentor), ())))


_PLACES = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


@given(_PLACES, _PLACES)
def test_a_distance_is_that_of_the_great_circle_in_whole_kilometres(one, other) -> None:
    apart = mentor_choice.distances_km(np.array(one), np.array(other))
    assert apart == mentor_choice.distances_km(np.array(other), np.array(one))
    expected = kilometres(pd.DataFrame([one, other], columns=["latitude", "longitude"]))
    assert abs(apart - expected.loc[0, 1]) <= 1


def test_a_degree_of_latitude_is_111_kilometres_and_an_unknown_place_is_the_farthest() -> None:
    places = np.array([(-6.0, 107.0), (-7.0, 107.0), (np.nan, np.nan), (6.0, -73.0)])
    unknown = mentor_choice.UNKNOWN_KM
    assert mentor_choice.distances_km(places[0], places).tolist() == [0, 111, unknown, 20015]


@given(
    apart=arrays.arrays(np.int16, (4, 5), elements=st.integers(0, 3)),
    helps=arrays.arrays(np.bool_, (4, 5, 2)),
    wanted=st.integers(1, 3),
)
def test_the_nearest_are_given_whatever_their_load_and_of_equally_far_the_lower_code(apart, helps, wanted) -> None:
    found = defaultdict(list)
    for region, domain, mentor in zip(*mentor_choice.nearest(apart, helps, wanted), strict=True):
        found[region, domain].append(mentor)
    assert found == {
        (region, domain): able[:wanted]
        for region, domain in np.ndindex(4, 2)
        if (
            able := sorted(np.flatnonzero(helps[region, :, domain]), key=lambda mentor: (apart[region, mentor], mentor))
        )
    }


def mentors_of(levels: dict[str, str], targets: dict[str, str]) -> list[dict[str, object]]:
    """The rows of 2024 of a country of kota at one point, each equally good in all domains.

    Args:
        levels: the score of each kota.
        targets: the target of the kota of a province, by its code.
    """
    regions = [Region(code, f"Provinsi {code}", "provinsi", code, code) for code in targets]
    regions += [Region(code, f"Kota {code}", "kota", code[:2], code[:2]) for code in levels]
    domains = {code: [Decimal(level)] * 4 for code, level in levels.items()}
    scores = [score for year in YEARS for score in scored(list(levels), year, domains)]
    lines = [
        {
            "target_id": f"target-{code}", "scope": "province_aggregate", "subject_code": code, "measure": "INDEX",
            "horizon": "undated", "target_value": target, "instrument": "SPBE-2020", "evidence_grade": "D",
        }
        for code, target in targets.items()
    ]  # fmt: skip
    rows = Country(regions, scores, lists={"raw.targets": lines}).derived("mentors")["mentors"]
    return [row for row in rows if row["evaluation_year"] == 2024]


def of_province(code: str, count: int, level: str, first: str | None = None) -> dict[str, str]:
    """The scores of this many kota, of which one may be different."""
    levels = {f"{code}.{70 + number}": level for number in range(count)}
    return levels | ({f"{code}.70": first} if first else {})


def test_a_region_below_a_target_of_its_province_learns_though_no_domain_is_below_the_median() -> None:
    levels = of_province("32", 17, "3", first="5") | of_province("33", 17, "2", first="4.5")
    rows = [row for row in mentors_of(levels, {"32": "4,60"}) if str(row["region_code"]).startswith("32")]
    assert {row["mentor_need"] for row in rows} == {"below_target"}
    assert {(row["region_code"], row["measure"]) for row in rows} == {
        (f"32.{number}", domain) for number in range(71, 87) for domain in DOMAINS
    }
    assert {(row["mentor_code"], row["same_province"]) for row in rows} == {("32.70", True)}
    assert {row["mentor_load"] for row in rows} == {16}, "nobody of its own province is turned away"


def test_nobody_helps_towards_a_target_that_it_has_not_reached_and_none_is_sent_away_from_its_province() -> None:
    levels = of_province("32", 17, "3", first="4.9") | of_province("33", 17, "2", first="4.5")
    rows = mentors_of(levels, {"32": "5"})
    found = {(str(r["region_code"])[:2], r["mentor_need"], r["mentor_note"], r["mentor_code"]) for r in rows}
    assert found == {("32", "below_target", "none_strong", None), ("33", "below_median", "same_province", "33.70")}


def test_a_mentor_takes_on_other_provinces_up_to_fifteen_regions_and_the_rest_are_told_that_all_are_paired() -> None:
    """Who is below a target of its own province helps nobody: of all, 32.70 can; four of its province learn of it."""
    levels = of_province("32", 5, "4", first="5") | of_province("33", 16, "2") | of_province("34", 17, "4")
    rows = mentors_of(levels, {"32": "5", "34": "5"})
    helped = {row["region_code"] for row in rows if row["mentor_note"] == "other_province"}
    assert helped == {f"33.{number}" for number in range(70, 81)}
    assert {row["mentor_load"] for row in rows if row["mentor_no"]} == {15}
    alone = {row["region_code"] for row in rows if row["mentor_note"] == "all_paired"}
    assert alone == {f"33.{number}" for number in range(81, 86)} | {f"34.{number}" for number in range(70, 87)}
