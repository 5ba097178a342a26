"""Rank intervals and their words: against own simulations, and by brute force over pairs.

The own simulations are written from the description of the measure, with numpy's other generator and the weights of
PermenPANRB 59/2020 typed here; they share no code and no random number with the pipeline's.
"""

from __future__ import annotations

import dataclasses
from decimal import Decimal

import duckdb
import numpy as np
import pandas as pd
import pytest
from scipy.signal import fftconvolve
from scipy.stats import rankdata

from tests.marts.country import Country, Region, Score, derive_marts
from warehouse.computed import rank_intervals
from warehouse.computed.simulation import ASSUMPTIONS, Assumptions

WEIGHTS = {"D1": 0.13, "D2": 0.25, "D3": 0.165, "D4": 0.455}
#: How many indicators have which weight in the index, in the order of their numbers.
GROUPS = ((10, 0.013), (10, 0.025), (11, 0.015), (10, 0.0275), (6, 0.03))
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
        assert list(rows.loc[members.index, "weights_rank_lo"]) == list(ranks)
        assert list(rows.loc[members.index, "weights_rank_hi"]) == list(ranks)
    for end in ("index_lo", "index_hi"):
        np.testing.assert_allclose(rows[end], scored["INDEX"], atol=1e-9)
    np.testing.assert_array_equal(rows["change_lo"], rows["change_hi"])
    before = scored.assign(evaluation_year=scored["evaluation_year"] + 1)
    both = scored.merge(before, on=["evaluation_year", "current_code"], how="left", suffixes=("", "_before"))
    # The change of a region with a figure off the scale has no interval (Banyuasin, D4 of 2023).
    expected = (both["INDEX"] - both["INDEX_before"]).mask((both["D4_before"] < 1) | (both["D4"] < 1))
    np.testing.assert_allclose(rows["change_lo"], expected, atol=1e-9)
    assert rows["change_lo"].notna().sum() > 500


def test_every_ranked_region_and_no_other_has_an_interval_that_holds_its_figures(real, scored, drawn) -> None:
    ranking = real.execute("SELECT * FROM mart.region_ranking").df()
    ranked = ranking[ranking["rank_in_kind"].notna()].sort_values(["evaluation_year", "region_code"])
    assert list(zip(ranked["evaluation_year"], ranked["region_code"], strict=True)) == list(
        zip(drawn["evaluation_year"], drawn["region_code"], strict=True)
    )
    for of in ("rank", "weights_rank"):
        assert ranked["rank_in_kind"].between(ranked[f"{of}_lo"], ranked[f"{of}_hi"]).all()
        assert (ranked[f"{of}_hi"] <= ranked["ranked_in_kind"]).all()
        assert list(ranked[f"{of}_lo"]) == list(drawn[f"{of}_lo"])
        assert list(ranked[f"{of}_hi"]) == list(drawn[f"{of}_hi"])
    assert scored["INDEX"].between(drawn["index_lo"], drawn["index_hi"]).all()
    changed = ranked["index_change"].reset_index(drop=True)
    known = drawn["change_lo"].notna()
    assert changed[known].between(drawn["change_lo"][known] - 1e-9, drawn["change_hi"][known] + 1e-9).all()
    assert set(drawn["evaluation_year"][known]) == {2024}
    unranked = ranking[ranking["rank_in_kind"].isna()]
    assert len(unranked) > 100
    compared = [
        "rank_lo", "rank_hi", "weights_rank_lo", "weights_rank_hi",
        "clearly_ahead_of", "not_distinguishable_from", "clearly_behind", "rank_standing",
    ]  # fmt: skip
    assert unranked[compared].isna().all(axis=None)
    complete = unranked["evaluation_year"].isin([2023, 2024])
    assert set(unranked[complete]["rank_note"]) == {"no_index"}
    assert set(unranked[~complete]["rank_note"]) == {"year_not_ranked"}


def _assess(members: pd.DataFrame, rng: np.random.Generator, draws: int) -> np.ndarray:
    """Indices of one year and kind as other assessors might have made them; one row per draw."""
    index, levels = members["INDEX"].to_numpy(), members[INDICATORS].to_numpy()
    known = ~np.isnan(levels).any(axis=1)
    result = index + rng.uniform(-0.005, 0.005, (draws, len(index)))
    first = 0
    for count, weight in GROUPS:
        up = rng.binomial(count, 0.05, result.shape)
        steps = up - rng.binomial(count - up, 0.05 / 0.95)
        for row in np.flatnonzero(known):
            own = levels[row, first : first + count]
            judged = np.clip(own + rng.choice([-1, 0, 1], (draws, count), p=[0.05, 0.9, 0.05]), 1, 5)
            steps[:, row] = (judged - own).sum(axis=1)
        result += weight * steps
        first += count
    return np.clip(result, 1, 5)


def _weigh(members: pd.DataFrame, rng: np.random.Generator, draws: int) -> np.ndarray:
    """Indices of one year and kind under other domain weights; one row per draw."""
    weights = np.array(list(WEIGHTS.values()))
    new = weights * rng.uniform(0.75, 1.25, (draws, 4))
    shifts = new / new.sum(axis=1, keepdims=True) - weights
    # Whole millionths, so that equal figures stay equal.
    return np.round(members["INDEX"].to_numpy() + shifts @ members[list(WEIGHTS)].to_numpy().T, 6)


@pytest.mark.parametrize(("simulate", "interval"), [(_assess, "rank"), (_weigh, "weights_rank")])
def test_rank_intervals_agree_with_a_simulation_of_another_hand_and_seed(simulate, interval, scored, drawn) -> None:
    rng = np.random.Generator(np.random.MT19937(7))
    differences = []
    for _, members in scored.groupby(["evaluation_year", "kind"]):
        ranks = rankdata(-simulate(members, rng, 3000), "min", axis=1)
        ours = drawn.loc[members.index]
        for end, share in (("lo", 0.05), ("hi", 0.95)):
            differences.append(np.quantile(ranks, share, axis=0) - ours[f"{interval}_{end}"].to_numpy())
    together = np.concatenate(differences)
    # Both are estimates; the other hand's three thousand plain draws are the rougher one.
    assert np.abs(together).max() <= 2
    assert (together != 0).mean() < 0.25
    assert abs(together.mean()) < 0.05


def test_another_seed_moves_few_ends_and_none_by_more_than_one_place(real, drawn) -> None:
    other = rank_intervals.intervals(real, dataclasses.replace(ASSUMPTIONS, seed=1)).to_pandas()
    moved = np.concatenate([(other[end] - drawn[end]).to_numpy() for end in ("rank_lo", "rank_hi")])
    assert np.abs(moved).max() == 1
    assert (moved != 0).mean() < 0.15
    chanceless = ["weights_rank_lo", "weights_rank_hi", "clearly_ahead_of", "clearly_behind"]
    pd.testing.assert_frame_equal(other[chanceless], drawn[chanceless])
    for end in ("index_lo", "index_hi", "change_lo", "change_hi"):
        np.testing.assert_array_equal(other[end].astype(float), drawn[end])


def _steps(levels: np.ndarray | None) -> np.ndarray:
    """Chances of the assessor's error in steps of 0.0005 points, from -2000 to 2000 of them."""
    chances, number = np.ones(1), 0
    for count, weight in GROUPS:
        for _ in range(count):
            down = 0 if levels is not None and levels[number] == 1 else 0.05
            up = 0 if levels is not None and levels[number] == 5 else 0.05
            half = round(weight / 0.0005)
            step = np.zeros(2 * half + 1)
            step[[0, half, -1]] = down, 1 - down - up, up
            chances, number = np.convolve(chances, step), number + 1
    padded = np.zeros(4001)
    padded[2000 - len(chances) // 2 : 2001 + len(chances) // 2] = chances
    return padded


def _share_ahead(one: np.ndarray, other: np.ndarray, lead: float) -> float:
    """How often an index with these errors is above another that it leads by so much, before rounding."""
    difference = fftconvolve(one, other[::-1])
    reached = lead + 0.0005 * (np.arange(len(difference)) - len(difference) // 2)
    # The sum of two roundings lies in a triangle that reaches 0.01 either way.
    inside = np.clip(reached / 0.01, -1, 1)
    return float(difference @ np.where(inside < 0, (1 + inside) ** 2 / 2, 1 - (1 - inside) ** 2 / 2))


def test_intervals_of_index_and_change_hold_nine_tenths_of_the_assessors_error(scored, drawn) -> None:
    assert set(drawn["interval_basis"]) == {"indicator_weights", "levels"}
    unknown = _steps(None)
    errors = dict.fromkeys(scored.index, unknown) | {
        row: _steps(scored.loc[row, INDICATORS].to_numpy(dtype=float))
        for row in drawn.index[drawn["interval_basis"] == "levels"]
    }
    nothing = np.zeros(4001)
    nothing[2000] = 1

    def beyond(errors: np.ndarray, end: float) -> float:
        """How much of the error and of one rounding lies above this end."""
        values = 0.0005 * (np.arange(4001) - 2000)
        return float(errors @ np.clip((values + 0.005 - end) / 0.01, 0, 1))

    for row in scored.index[::7]:
        low, high = (float(drawn.loc[row, f"index_{end}"]) - scored.loc[row, "INDEX"] for end in ("lo", "hi"))
        assert beyond(errors[row], high) == pytest.approx(0.05, abs=0.001) or drawn.loc[row, "index_hi"] == 5
        assert beyond(errors[row][::-1], -low) == pytest.approx(0.05, abs=0.001) or drawn.loc[row, "index_lo"] == 1

    before = scored[scored["evaluation_year"] == 2023].set_index("current_code")
    places = dict(zip(before.index, scored.index[scored["evaluation_year"] == 2023], strict=True))
    compared = 0
    for row in scored.index[scored["evaluation_year"] == 2024]:
        code = scored.loc[row, "current_code"]
        if code not in places or before.loc[code, "D4"] < 1:
            continue
        change = scored.loc[row, "INDEX"] - before.loc[code, "INDEX"]
        now, then = errors[row], errors[places[code]]
        if compared % 40 == 0 or drawn.loc[row, "interval_basis"] == "levels":
            # A change is above its lower end as often as one region is ahead of another by so much.
            above = _share_ahead(now, then, change - drawn.loc[row, "change_lo"])
            below = 1 - _share_ahead(now, then, change - drawn.loc[row, "change_hi"])
            assert (above, below) == (pytest.approx(0.95, abs=0.001), pytest.approx(0.95, abs=0.001))
        compared += 1
    assert compared == drawn["change_lo"].notna().sum() > 500


def test_words_count_every_pair_of_a_kind(real, scored, drawn) -> None:
    ranking = real.execute("SELECT * FROM mart.region_ranking WHERE rank_in_kind IS NOT NULL").df()
    ranking = ranking.sort_values(["evaluation_year", "region_code"]).reset_index(drop=True)
    assert list(ranking["region_code"]) == list(scored["region_code"])
    unknown = _steps(None)
    alike = np.array([_share_ahead(unknown, unknown, lead / 100) >= 0.95 for lead in range(500)])
    levels = drawn.index[drawn["interval_basis"] == "levels"]
    for _, members in ranking.groupby(["evaluation_year", "kind"]):
        cents = (members["spbe_index"] * 100).round().astype(int).to_numpy()
        leads = cents[:, None] - cents
        clear = (leads > 3) & alike[np.maximum(leads, 0)]
        for row in levels.intersection(members.index):
            own, at = _steps(scored.loc[row, INDICATORS].to_numpy(dtype=float)), members.index.get_loc(row)
            for other, lead in enumerate(leads[at]):
                clear[at, other] = lead > 3 and _share_ahead(own, unknown, lead / 100) >= 0.95
                clear[other, at] = lead < -3 and _share_ahead(unknown, own, -lead / 100) >= 0.95
        ahead, behind = clear.sum(axis=1), clear.sum(axis=0)
        assert list(members["clearly_ahead_of"]) == list(ahead)
        assert list(members["clearly_behind"]) == list(behind)
        assert list(members["not_distinguishable_from"]) == list(len(members) - 1 - ahead - behind)
        assert set(members["rank_standing"]) == {"told_apart"}


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


def test_the_published_assumptions_are_the_numbers_that_the_simulation_uses(real) -> None:
    stated = dict(real.execute("SELECT assumption, assumed_value FROM mart.robustness_assumptions").fetchall())
    used = ASSUMPTIONS
    assert {name: float(value) for name, value in stated.items() if value is not None} == {
        "draws": used.draws,
        "interval": 100 - 2 * used.tail_percent,
        "weights_interval": 100 * used.weight_range,
        "domain_weight_range": used.weight_range,
        "rounding": used.rounding,
        "assessor_step": used.level_step,
        "clearly_ahead": used.clear_percent,
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
    """However sure the assessor is: rounding alone does not reach so far."""
    gaps = {71: "3.00", 72: "3.02", 73: "3.03", 74: "3.04"}
    scores = [score for number, level in gaps.items() for score in _region_scores(f"01.{number}", [level] * 4)]
    with Country(_kota(*gaps), scores).build() as connection:
        derive_marts(connection, ["core.year_pairs", "core.speaking_scores"])
        found = rank_intervals.intervals(connection, dataclasses.replace(ASSUMPTIONS, level_step=0)).to_pylist()
    assert [(row["rank_lo"], row["rank_hi"]) for row in found] == [(4, 4), (3, 3), (2, 2), (1, 1)]
    assert [row["clearly_ahead_of"] for row in found] == [0, 0, 0, 1]
    assert [row["clearly_behind"] for row in found] == [1, 0, 0, 0]


def test_a_lead_is_clear_from_twelve_hundredths_on() -> None:
    """The assessor's error has a standard deviation of 0.0484, that of a difference of two 0.0684, and 1.645 of these
    are 0.1126."""
    gaps = {71: "3.00", 72: "3.11", 73: "3.12", 74: "3.24"}
    scores = [score for number, level in gaps.items() for score in _region_scores(f"01.{number}", [level] * 4)]
    rows = _rows(Country(_kota(*gaps), scores))
    found = [rows[2024, f"01.{number}"] for number in gaps]
    assert [row["clearly_ahead_of"] for row in found] == [0, 0, 1, 3]
    assert [row["clearly_behind"] for row in found] == [2, 1, 1, 0]
    assert [row["not_distinguishable_from"] for row in found] == [1, 2, 1, 0]


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
    found = [rows[2024, code] for code in ("01.71", "01.72", "01.73", "01.74")]
    unknown = "indicator_weights"
    assert [row["interval_basis"] for row in found] == [unknown, unknown, "levels", unknown]
    # The index alone is enough for the assessor's error, but not for other weights.
    assert {row["index_hi"] - row["index_lo"] for row in found} == {Decimal("0.1600")}
    assert [row["weights_rank_lo"] is None for row in found] == [False, True, False, False]
    assert [row["levels_known"] for row in found] == [False, False, True, False]
    assert [row["levels_missing_because"] for row in found] == ["not_held", "not_held", None, "incomplete"]
    assert {row["rank_standing"] for row in found} == {"told_apart"}


def test_other_weights_move_uneven_profiles_past_flat_ones() -> None:
    """Two flat profiles keep their places; the uneven one gains or loses with the weight of D1."""
    country = Country(
        _kota(71, 72, 73),
        [
            *_region_scores("01.71", ["3.00"] * 4),
            *_region_scores("01.72", ["3.02"] * 4),
            *_region_scores("01.73", ["5.00", "2.70", "2.70", "2.70"], index="3.01"),
        ],
    )
    rows = _rows(country)
    found = [rows[2024, f"01.{number}"] for number in (71, 72, 73)]
    assert [(row["weights_rank_lo"], row["weights_rank_hi"]) for row in found] == [(2, 3), (1, 2), (1, 3)]


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


def test_a_change_has_an_interval_but_never_across_a_break() -> None:
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
    # The errors of two years are independent: their difference reaches 1.41 times as far as either.
    assert now["index_hi"] - now["index_lo"] == Decimal("0.1600")
    assert now["change_hi"] - now["change_lo"] == Decimal("0.2252")
    assert now["change_lo"] < 0 < now["change_hi"]
    # 2021: another instrument before; 2023: no national results of 2022; Kota 72: not evaluated in 2023.
    for key in ((2021, "01.71"), (2023, "01.71"), (2024, "01.72")):
        assert rows[key]["rank_lo"] is not None
        assert (rows[key]["change_lo"], rows[key]["change_hi"]) == (None, None)
    assert rows[2022, "01.71"]["rank_lo"] is None
    # A region that moved to another province is the same region.
    assert rows[2024, "02.73"]["change_hi"] - rows[2024, "02.73"]["change_lo"] == Decimal("0.2252")


def test_figures_of_weak_evidence_are_not_drawn() -> None:
    weak = [dataclasses.replace(score, grade="D") for score in _region_scores("01.72", ["4.00"] * 4)]
    rows = _rows(Country(_kota(71, 72), [*_region_scores("01.71", ["3.00"] * 4), *weak]))
    assert (rows[2024, "01.71"]["rank_lo"], rows[2024, "01.71"]["rank_hi"]) == (1, 1)
    assert rows[2024, "01.72"]["rank_lo"] is None
    assert rows[2024, "01.72"]["rank_note"] is not None
