"""The ranking model on made-up countries: whatever the scores, it ranks as the rules of the domain say."""

from __future__ import annotations

import random
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import rankdata

from warehouse import writer
from warehouse.tables import TABLES

RANKING = TABLES["mart.region_ranking"]
YEARS = (2020, 2021, 2022)  # the instrument changes after 2020

#: Few different scores, so that ties are common; None is a region that was not evaluated.
scores = st.one_of(st.none(), st.integers(100, 112).map(lambda cents: Decimal(cents) / 100))
countries = st.dictionaries(
    keys=st.tuples(st.sampled_from(["11", "12"]), st.sampled_from(["kabupaten", "kota"]), st.integers(1, 6)),
    values=st.tuples(scores, scores, scores),
    min_size=1,
    max_size=16,
)


def _filled(table: str, **values: object) -> dict[str, Any]:
    """A record of a table: the given values, and something harmless in every other required column."""
    spec = TABLES[table]
    plain: Mapping[str, object] = {"VARCHAR": "x", "INTEGER": 1, "BOOLEAN": True, "BIGINT": 1}
    required = set(spec.required_columns)
    return {c.name: values.get(c.name, plain.get(c.type) if c.name in required else None) for c in spec.columns}


def _code(place: tuple[str, str, int]) -> str:
    province, kind, number = place
    return f"{province}.{number if kind == 'kabupaten' else 70 + number:02d}"


def _rank(
    country: Mapping[tuple[str, str, int], tuple[Decimal | None, ...]], *, seed: int = 0, threads: int = 2
) -> dict[tuple[int, str], dict[str, Any]]:
    """Run the model; rows by (year, code)."""
    regions = [
        _filled(
            "core.regions", region_code=code, current_code=code, kind="provinsi", province_code=code, region_name=code
        )
        for code in ("11", "12")
    ]
    regions += [
        _filled(
            "core.regions", region_code=_code(place), current_code=_code(place), kind=place[1], province_code=place[0],
            region_name=_code(place),
        )
        for place in country
    ]  # fmt: skip
    for region in regions:
        region["valid_from_year"] = region["valid_to_year"] = None
    years = [
        _filled(
            "core.evaluation_years", evaluation_year=year, nationally_complete=True,
            instrument="SPBE-2018" if year == 2020 else "SPBE-2020",
        )
        for year in YEARS
    ]  # fmt: skip
    stated = [
        _filled(
            "core.spbe_scores", evaluation_year=year, region_code=_code(place), measure="INDEX", score=score,
            status="published", printed_value=str(score),
        )
        for place, by_year in country.items()
        for year, score in zip(YEARS, by_year, strict=True)
        if score is not None
    ]  # fmt: skip
    shuffled = random.Random(seed)
    with duckdb.connect(config={"threads": threads}) as connection:
        for name, records in (
            ("core.regions", regions),
            ("core.evaluation_years", years),
            ("core.spbe_scores", stated),
        ):
            shuffled.shuffle(records)
            writer.replace(connection, TABLES[name], records)
        writer.derive(connection, RANKING)
        return {(row["evaluation_year"], row["region_code"]): row for row in writer.records(connection, RANKING)}


@given(country=countries)
@settings(deadline=None, max_examples=25)
def test_ranks_ties_and_counts_equal_scipy_in_every_group_and_year(country) -> None:
    ranked = _rank(country)
    for at, year in enumerate(YEARS):
        for group, of in (
            ("kind", lambda place: place[1]),
            ("kabkota", lambda _: "all"),
            ("province", lambda place: place[0]),
        ):
            members: dict[str, list[tuple[str, Decimal]]] = {}
            for place, by_year in country.items():
                if by_year[at] is not None:
                    members.setdefault(of(place), []).append((_code(place), by_year[at]))
            for codes_and_scores in members.values():
                values = [float(score) for _, score in codes_and_scores]
                expected = rankdata([-value for value in values], "min")
                for (code, score), rank in zip(codes_and_scores, expected, strict=True):
                    row = ranked[year, code]
                    assert row[f"rank_in_{group}"] == rank
                    assert row[f"tied_in_{group}"] == values.count(float(score))
                    assert row[f"ranked_in_{group}"] == len(values)


@given(country=countries)
@settings(deadline=None, max_examples=15)
def test_a_region_without_a_score_is_never_ranked_and_always_there(country) -> None:
    ranked = _rank(country)
    for at, year in enumerate(YEARS):
        evaluated = any(by_year[at] is not None for by_year in country.values())
        for place, by_year in country.items():
            row = ranked[year, _code(place)]
            if by_year[at] is None:
                assert row["rank_in_kind"] is None
                assert row["rank_in_kabkota"] is None
                assert row["rank_in_province"] is None
                assert row["status"] == "not_evaluated"
                assert row["rank_note"]
            else:
                assert evaluated
                assert row["status"] == "published"
                assert row["rank_note"] is None


@given(country=countries)
@settings(deadline=None, max_examples=15)
def test_changes_compare_neighbouring_years_of_one_instrument_only(country) -> None:
    ranked = _rank(country)
    for place, by_year in country.items():
        code = _code(place)
        first, second, third = (ranked[year, code] for year in YEARS)
        assert first["index_change"] is None
        assert second["index_change"] is None, "2020 to 2021 is a break"
        assert second["rank_change"] is None
        if by_year[1] is not None and by_year[2] is not None:
            assert third["index_change"] == by_year[2] - by_year[1]
            assert third["rank_change"] == second["rank_in_kind"] - third["rank_in_kind"]
            assert third["change_note"] is None
        else:
            assert third["index_change"] is None
            assert third["change_note"]


@given(country=countries, seed=st.integers(0, 1000))
@settings(deadline=None, max_examples=10)
def test_neither_the_order_of_rows_nor_the_number_of_threads_changes_anything(country, seed) -> None:
    assert _rank(country, seed=seed, threads=1) == _rank(country, seed=seed + 1, threads=4)


@given(country=countries)
@settings(deadline=None, max_examples=10)
def test_a_region_that_scores_lowest_changes_nobodys_rank(country) -> None:
    newcomer = ("11", "kota", 9)
    before = _rank(country)
    after = _rank({**country, newcomer: (Decimal("1.00"),) * 3})
    for key, row in before.items():
        for column in ("rank_in_kind", "rank_in_kabkota", "rank_in_province", "rank_change", "index_change"):
            assert after[key][column] == row[column], (key, column)


def test_equal_scores_share_the_better_rank() -> None:
    country = {
        ("11", "kota", 1): (None, None, Decimal("3.10")),
        ("11", "kota", 2): (None, None, Decimal("3.10")),
        ("11", "kota", 3): (None, None, Decimal("2.90")),
    }
    ranked = _rank(country)
    found = [(ranked[2022, f"11.7{n}"]["rank_in_kind"], ranked[2022, f"11.7{n}"]["tied_in_kind"]) for n in (1, 2, 3)]
    assert found == [(1, 2), (1, 2), (3, 1)]


@pytest.mark.parametrize("threads", [1, 2, 8])
def test_a_sum_that_a_float_would_split_is_a_tie(threads: int) -> None:
    tied = Decimal("0.10") + Decimal("0.20") + Decimal("2.80")
    country = {("12", "kota", 1): (None, None, tied), ("12", "kota", 2): (None, None, Decimal("3.10"))}
    ranked = _rank(country, threads=threads)
    assert {ranked[2022, "12.71"]["rank_in_kind"], ranked[2022, "12.72"]["rank_in_kind"]} == {1}
