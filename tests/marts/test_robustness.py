"""Rank intervals and their words: against an own simulation, and by brute force over pairs.

The own simulation is written from the description of the measure, draw by draw, with numpy's other generator and the
weights of PermenPANRB 59/2020 typed here; it shares no code and no random number with the pipeline's.
"""

from __future__ import annotations

import dataclasses
from decimal import Decimal

import duckdb
import numpy as np
import pandas as pd
import pytest
from scipy.stats import rankdata

from tests.marts.country import Country, Region, Score, derive_marts
from warehouse.computed import rank_intervals
from warehouse.computed.simulation import ASSUMPTIONS, Assumptions

WEIGHTS = {"D1": 0.13, "D2": 0.25, "D3": 0.165, "D4": 0.455}
LEVEL_WEIGHTS = [0.013] * 10 + [0.025] * 10 + [0.015] * 11 + [0.0275] * 10 + [0.03] * 6
LEVEL_DOMAINS = [0] * 10 + [1] * 10 + [2] * 11 + [3] * 16
INDICATORS = [f"I{number:02d}" for number in range(1, 48)]
NOTHING = Assumptions(draws=20, weight_range=0, rounding=0, level_step=0)

#: The core tables that rankings and intervals are made of.
CORE = (
    "core.documents", "core.evaluation_years", "core.instruments", "core.instrument_nodes", "core.regions",
    "core.spbe_scores", "core.central_scores", "core.group_means",
)  # fmt: skip


def _frame(frame: pd.DataFrame) -> pd.DataFrame:
    for column in ("index_lo", "index_hi", "change_lo", "change_hi"):
        frame[column] = frame[column].astype(float)
    return frame


def _width(frame: pd.DataFrame, what: str) -> pd.Series:
    return (frame[f"{what}_hi"] - frame[f"{what}_lo"]).astype(float)


@pytest.fixture(scope="module")
def scored(register: pd.DataFrame) -> pd.DataFrame:
    """Every ranked region and its domains."""
    ranked = register[register["INDEX"].notna()]
    return ranked.rename(columns={"year": "evaluation_year"}).reset_index(drop=True)


@pytest.fixture(scope="module")
def drawn(real) -> pd.DataFrame:
    return _frame(real.execute("SELECT * FROM mart.rank_intervals ORDER BY evaluation_year, region_code").df())


# --- the real data -------------------------------------------------------------------------------------------------


def test_with_nothing_perturbed_every_interval_is_the_official_figure(real, scored) -> None:
    rows = _frame(rank_intervals.intervals(real, NOTHING).to_pandas())
    assert list(rows["region_code"]) == list(scored["region_code"])
    for _, members in scored.groupby(["evaluation_year", "kind"]):
        ranks = rankdata(-(members["INDEX"] * 100).round().astype(int), "min")
        assert list(rows.loc[members.index, "rank_lo"]) == list(ranks)
        assert list(rows.loc[members.index, "rank_hi"]) == list(ranks)
    for end in ("index_lo", "index_hi"):
        np.testing.assert_allclose(rows[end], scored["INDEX"], atol=1e-9)
    np.testing.assert_array_equal(rows["change_lo"], rows["change_hi"])
    before = scored.assign(evaluation_year=scored["evaluation_year"] + 1)
    both = scored.merge(before, on=["evaluation_year", "current_code"], how="left", suffixes=("", "_before"))
    np.testing.assert_allclose(rows["change_lo"], both["INDEX"] - both["INDEX_before"], atol=1e-9)
    assert rows["change_lo"].notna().sum() > 500


def test_every_ranked_region_and_no_other_has_an_interval_that_holds_its_figures(real, scored, drawn) -> None:
    ranking = real.execute("SELECT * FROM mart.region_ranking").df()
    ranked = ranking[ranking["rank_in_kind"].notna()].sort_values(["evaluation_year", "region_code"])
    assert list(zip(ranked["evaluation_year"], ranked["region_code"], strict=True)) == list(
        zip(drawn["evaluation_year"], drawn["region_code"], strict=True)
    )
    assert ranked["rank_in_kind"].between(ranked["rank_lo"], ranked["rank_hi"]).all()
    assert (ranked["rank_hi"] <= ranked["ranked_in_kind"]).all()
    assert list(ranked["rank_lo"]) == list(drawn["rank_lo"])
    assert list(ranked["rank_hi"]) == list(drawn["rank_hi"])
    assert scored["INDEX"].between(drawn["index_lo"], drawn["index_hi"]).all()
    changed = ranked["index_change"].reset_index(drop=True)
    known = drawn["change_lo"].notna()
    assert changed[known].between(drawn["change_lo"][known] - 1e-9, drawn["change_hi"][known] + 1e-9).all()
    assert set(drawn["evaluation_year"][known]) == {2024}
    unranked = ranking[ranking["rank_in_kind"].isna()]
    assert len(unranked) > 100
    compared = ["rank_lo", "rank_hi", "clearly_ahead_of", "not_distinguishable_from", "clearly_behind", "rank_standing"]
    assert unranked[compared].isna().all(axis=None)
    complete = unranked["evaluation_year"].isin([2023, 2024])
    assert set(unranked[complete]["rank_note"]) == {"no_index"}
    assert set(unranked[~complete]["rank_note"]) == {"year_not_ranked"}


def _simulate(members: pd.DataFrame, rng: np.random.Generator, draws: int) -> np.ndarray:
    """Indices of one year and kind, one draw after the other."""
    domains, weights = members[list(WEIGHTS)].to_numpy(), np.array(list(WEIGHTS.values()))
    index, levels = members["INDEX"].to_numpy(), members[INDICATORS].to_numpy()
    judged = ~np.isnan(levels).any(axis=1)
    result = np.empty((draws, len(members)))
    for draw in range(draws):
        new = weights * rng.uniform(0.75, 1.25, 4)
        new = new / new.sum()
        unrounded = domains + rng.uniform(-0.005, 0.005, domains.shape)
        values = index + rng.uniform(-0.005, 0.005, len(index))
        moved = unrounded @ (new - weights)
        if judged.any():
            own = np.array(LEVEL_WEIGHTS) * rng.uniform(0.75, 1.25, 47)
            for domain in range(4):
                of = np.array(LEVEL_DOMAINS) == domain
                own[of] *= new[domain] / own[of].sum()
            for row in np.flatnonzero(judged):
                other = np.clip(levels[row] + rng.choice([-1, 0, 1], 47, p=[0.05, 0.9, 0.05]), 1, 5)
                moved[row] = other @ own - levels[row] @ np.array(LEVEL_WEIGHTS)
        result[draw] = np.clip(values + moved, 1, 5)
    return result


def test_intervals_agree_with_a_simulation_of_another_hand_and_seed(scored, drawn) -> None:
    assert set(drawn["interval_basis"]) == {"domains", "levels"}
    rng = np.random.Generator(np.random.MT19937(7))
    for (_, kind), members in scored.groupby(["evaluation_year", "kind"]):
        values = _simulate(members, rng, 1200)
        ranks = np.vstack([rankdata(-row, "min") for row in values])
        ours = drawn.loc[members.index]
        # The ends are estimates: another thousand draws move them by a fraction of the interval.
        for end, share in (("rank_lo", 0.05), ("rank_hi", 0.95)):
            difference = np.quantile(ranks, share, axis=0) - ours[end].to_numpy()
            assert (np.abs(difference) <= 1 + 0.15 * _width(ours, "rank").to_numpy()).all(), kind
            assert np.abs(difference).mean() < 0.4, kind
            assert abs(difference.mean()) < 0.2, kind
        for end, share in (("index_lo", 0.05), ("index_hi", 0.95)):
            difference = np.quantile(values, share, axis=0) - ours[end].to_numpy()
            assert (np.abs(difference) <= 0.001 + 0.12 * _width(ours, "index").to_numpy()).all(), kind


def test_changes_agree_with_a_simulation_that_weighs_both_years_alike(scored, drawn) -> None:
    rng = np.random.Generator(np.random.MT19937(8))
    both = scored[(scored["evaluation_year"] == 2024) & (drawn["interval_basis"] == "domains")].merge(
        scored[scored["evaluation_year"] == 2023], on="current_code", suffixes=("", "_before")
    )
    ours = drawn.merge(both[["evaluation_year", "region_code"]], on=["evaluation_year", "region_code"])
    weights = np.array(list(WEIGHTS.values()))
    rise = (both[list(WEIGHTS)].to_numpy() - both[[f"{d}_before" for d in WEIGHTS]].to_numpy()).astype(float)
    official = (both["INDEX"] - both["INDEX_before"]).to_numpy()
    changes = []
    for _ in range(2000):
        new = weights * rng.uniform(0.75, 1.25, 4)
        rounding = rng.uniform(-0.005, 0.005, len(both)) + rng.uniform(-0.005, 0.005, len(both))
        changes.append(official + rise @ (new / new.sum() - weights) + rounding)
    assert len(ours) > 500
    for end, share in (("change_lo", 0.05), ("change_hi", 0.95)):
        difference = np.quantile(changes, share, axis=0) - ours[end]
        assert (np.abs(difference) <= 0.001 + 0.12 * _width(ours, "change")).all()


def test_words_count_every_pair_of_a_kind(real) -> None:
    ranking = real.execute("SELECT * FROM mart.region_ranking WHERE rank_in_kind IS NOT NULL").df()
    assert len(ranking) > 1000
    for _, members in ranking.groupby(["evaluation_year", "kind"]):
        rows = list(
            zip(members["rank_lo"], members["rank_hi"], (members["spbe_index"] * 100).round().astype(int), strict=True)
        )
        for (_, region), (low, high, index) in zip(members.iterrows(), rows, strict=True):
            ahead = sum(high < lo and index - other > 3 for lo, _, other in rows)
            behind = sum(low > hi and other - index > 3 for _, hi, other in rows)
            same = len(rows) - 1 - ahead - behind
            found = (region["clearly_ahead_of"], region["not_distinguishable_from"], region["clearly_behind"])
            assert found == (ahead, same, behind), region["region_name"]
            assert region["rank_standing"] == "told_apart"


def test_an_equal_seed_gives_equal_bytes_whatever_the_order_of_rows_and_the_number_of_threads(real, tmp_path) -> None:
    prints = set()
    for attempt, threads in enumerate((1, 4)):
        with duckdb.connect(config={"threads": threads}) as connection:
            connection.execute("CREATE SCHEMA core; CREATE SCHEMA mart")
            for name in CORE:
                rows = real.execute(f"SELECT * FROM {name} ORDER BY hash({attempt}, COLUMNS(*)::VARCHAR)").arrow()
                connection.register("rows", rows)
                connection.execute(f"CREATE TABLE {name} AS SELECT * FROM rows")
            derive_marts(connection, ["mart.region_ranking"])
            for name in ("rank_intervals", "region_ranking"):
                connection.execute(f"COPY mart.{name} TO '{tmp_path / name}{attempt}.parquet' (FORMAT parquet)")
        prints.add(
            tuple((tmp_path / f"{name}{attempt}.parquet").read_bytes() for name in ("rank_intervals", "region_ranking"))
        )
    assert len(prints) == 1
    other = rank_intervals.intervals(real, dataclasses.replace(ASSUMPTIONS, seed=1))
    assert not other.equals(rank_intervals.compute(real))


def test_the_published_assumptions_are_the_numbers_that_the_simulation_uses(real) -> None:
    stated = dict(real.execute("SELECT assumption, assumed_value FROM mart.robustness_assumptions").fetchall())
    used = ASSUMPTIONS
    assert {name: float(value) for name, value in stated.items() if value is not None} == {
        "draws": used.draws,
        "interval": 100 - 2 * used.tail_percent,
        "domain_weight_range": used.weight_range,
        "indicator_weight_range": used.weight_range,
        "rounding": used.rounding,
        "assessor_step": used.level_step,
        "seed": used.seed,
    }


# --- made-up countries ---------------------------------------------------------------------------------------------


def _region_scores(code: str, domains: list[str], *, year: int = 2024, index: str | None = None) -> list[Score]:
    exact = sum(Decimal(str(WEIGHTS[f"D{n}"])) * Decimal(value) for n, value in enumerate(domains, start=1))
    rounded = Decimal(index) if index else exact.quantize(Decimal("0.01"))
    return [
        Score(year, code, "INDEX", rounded),
        *(Score(year, code, f"D{n}", Decimal(value)) for n, value in enumerate(domains, start=1)),
    ]


def _rows(country: Country) -> dict[tuple[int, str], dict]:
    """Ranking rows with their intervals."""
    made = country.derived("rank_intervals", "region_ranking")
    intervals = {(row["evaluation_year"], row["region_code"]): row for row in made["rank_intervals"]}
    ranking = {(row["evaluation_year"], row["region_code"]): row for row in made["region_ranking"]}
    return {key: {**intervals.get(key, {}), **row} for key, row in ranking.items()}


def _kota(*numbers: int) -> list[Region]:
    return [Region(f"01.{number}", f"Kota {number}") for number in numbers]


def test_what_one_indicator_at_one_level_can_make_is_never_clear() -> None:
    """The profiles are flat: no weights change the order, and rounding does not reach so far."""
    gaps = {71: "3.00", 72: "3.02", 73: "3.03", 74: "3.04"}
    scores = [score for number, level in gaps.items() for score in _region_scores(f"01.{number}", [level] * 4)]
    rows = _rows(Country(_kota(*gaps), scores))
    found = [rows[2024, f"01.{number}"] for number in gaps]
    assert [(row["rank_lo"], row["rank_hi"]) for row in found] == [(4, 4), (3, 3), (2, 2), (1, 1)]
    assert [row["clearly_ahead_of"] for row in found] == [0, 0, 0, 1]
    assert [row["clearly_behind"] for row in found] == [1, 0, 0, 0]
    assert [row["not_distinguishable_from"] for row in found] == [2, 3, 3, 2]


def test_a_region_alone_in_its_kind_is_compared_with_nobody() -> None:
    row = _rows(Country(_kota(71), _region_scores("01.71", ["3.00"] * 4)))[2024, "01.71"]
    assert (row["rank_lo"], row["rank_hi"], row["not_distinguishable_from"]) == (1, 1, 0)
    assert row["rank_standing"] == "only_one"


def test_what_is_perturbed_depends_on_what_is_known_and_is_said() -> None:
    levels = [Score(2024, "01.73", code, Decimal(3)) for code in INDICATORS]
    country = Country(
        _kota(71, 72, 73, 74),
        [
            *_region_scores("01.71", ["5.00", "1.00", "3.00", "3.00"]),
            *[s for s in _region_scores("01.72", ["5.00", "1.00", "3.00", "3.00"]) if s.measure != "D2"],
            *_region_scores("01.73", ["3.00"] * 4),
            *levels,
            *_region_scores("01.74", ["3.00"] * 4),
            *[dataclasses.replace(score, region="01.74") for score in levels[1:]],
        ],
    )
    rows = _rows(country)
    found = {code: rows[2024, code] for code in ("01.71", "01.72", "01.73", "01.74")}
    assert [row["interval_basis"] for row in found.values()] == ["domains", "index", "levels", "domains"]
    widths = [row["index_hi"] - row["index_lo"] for row in found.values()]
    assert widths[1] <= Decimal("0.0100") < widths[0]
    assert widths[3] <= Decimal("0.0102") < widths[2]
    standing = {code: row["rank_standing"] for code, row in found.items()}
    assert standing.pop("01.72") == "told_apart_by_rounding"
    assert set(standing.values()) == {"told_apart"}


def test_nothing_leaves_the_scale() -> None:
    levels = [Score(2024, "01.73", code, Decimal(5)) for code in INDICATORS]
    country = Country(
        _kota(71, 72, 73),
        [
            *_region_scores("01.71", ["1.00"] * 4),
            *_region_scores("01.72", ["5.00"] * 4),
            *_region_scores("01.73", ["5.00"] * 4),
            *levels,
        ],
    )
    rows = _rows(country)
    assert rows[2024, "01.71"]["index_lo"] == 1
    assert rows[2024, "01.72"]["index_hi"] == 5
    # Whoever has every level can only be judged lower.
    assert rows[2024, "01.73"]["index_hi"] == 5
    assert rows[2024, "01.73"]["index_lo"] < Decimal("4.95")


def test_a_change_is_taken_under_the_same_weights_and_never_across_a_break() -> None:
    uneven = ["5.00", "1.00", "2.00", "4.00"]
    country = Country(
        [*_kota(71, 72), Region("01.73", "Kota 73", current_code="02.73", valid_to_year=2023),
         Region("02.73", "Kota 73", province_code="02", valid_from_year=2024)],
        [
            *(score for year in (2020, 2021, 2022, 2023, 2024) for score in _region_scores("01.71", uneven, year=year)),
            *_region_scores("01.72", uneven, year=2024),
            *_region_scores("01.73", uneven, year=2023),
            *_region_scores("02.73", uneven, year=2024),
        ],
        complete_years=(2020, 2021, 2023, 2024),
    )  # fmt: skip
    rows = _rows(country)
    now = rows[2024, "01.71"]
    assert now["index_hi"] - now["index_lo"] > Decimal("0.2")
    assert now["change_hi"] - now["change_lo"] < Decimal("0.02")
    assert now["change_lo"] < 0 < now["change_hi"]
    # 2021: another instrument before; 2023: no national results of 2022; Kota 72: not evaluated in 2023.
    for key in ((2021, "01.71"), (2023, "01.71"), (2024, "01.72")):
        assert rows[key]["rank_lo"] is not None
        assert (rows[key]["change_lo"], rows[key]["change_hi"]) == (None, None)
    assert rows[2022, "01.71"]["rank_lo"] is None
    # A region that moved to another province is the same region.
    assert rows[2024, "02.73"]["change_hi"] - rows[2024, "02.73"]["change_lo"] < Decimal("0.02")


def test_figures_of_weak_evidence_are_not_drawn() -> None:
    weak = [dataclasses.replace(score, grade="D") for score in _region_scores("01.72", ["4.00"] * 4)]
    rows = _rows(Country(_kota(71, 72), [*_region_scores("01.71", ["3.00"] * 4), *weak]))
    assert (rows[2024, "01.71"]["rank_lo"], rows[2024, "01.71"]["rank_hi"]) == (1, 1)
    assert rows[2024, "01.72"]["rank_lo"] is None
    assert rows[2024, "01.72"]["rank_note"] is not None
