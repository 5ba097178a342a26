"""A year of an instrument whose indicators are not known yet, as Pemdi will be: what is not known is not met."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import duckdb
import pytest

from tests.marts.country import Country, Region, Score, derive_marts

COUNT = 20


def _country(instrument: str) -> Country:
    """Twenty kota of one province, well apart, each a little better in the second year; no domains are printed."""
    codes = [f"33.{71 + number}" for number in range(COUNT)]
    scores = [
        Score(year, code, "INDEX", Decimal("4.60") - Decimal("0.10") * place + Decimal("0.05") * (year - 2026))
        for year in (2026, 2027)
        for place, code in enumerate(codes)
    ]
    regions = [Region(code, f"Kota {code}", province_code="33", province_name="Jawa Tengah") for code in codes]
    return Country(regions, scores, complete_years=(2026, 2027), instruments={2026: instrument, 2027: instrument})


@pytest.fixture(scope="module")
def unknown() -> Iterator[duckdb.DuckDBPyConnection]:
    with _country("PEMDI-2026").build() as connection:
        assert connection.execute(
            "SELECT count(*) FROM core.instrument_nodes WHERE instrument = 'PEMDI-2026'"
        ).fetchone() == (0,)
        derive_marts(connection, only=["mart.movers", "mart.role_models"])
        yield connection


def test_nobody_is_clearly_ahead_where_the_weight_of_an_indicator_is_not_known(unknown) -> None:
    rows = unknown.execute(
        "SELECT rank_lo, rank_hi, rank_in_kind, clearly_ahead_of, not_distinguishable_from, clearly_behind "
        "FROM mart.region_ranking"
    ).fetchall()
    assert len(rows) == 2 * COUNT
    for low, high, rank, ahead, alike, behind in rows:
        assert low == high == rank  # two printed decimals, ten hundredths apart: the interval alone would say so
        assert (ahead, alike, behind) == (0, COUNT - 1, 0)


def test_nobody_is_a_role_model_whose_domains_are_not_known(unknown) -> None:
    rows = unknown.execute(
        "SELECT is_role_model, sustained_years, top_decile_years, domains_below_median, role_model_reason "
        "FROM mart.role_models WHERE evaluation_year = 2027 AND rank_in_kind <= 2"
    ).fetchall()
    assert len(rows) == 2
    for is_role_model, sustained, top_decile, below, reason in rows:
        assert (is_role_model, sustained, top_decile) == (False, 0, 2)
        assert below == "? 2026, ? 2027"
        assert reason == "domain_below_median"


def test_a_rise_is_not_called_one_where_the_weight_of_an_indicator_is_not_known(unknown) -> None:
    rows = unknown.execute("SELECT change_lo, change_clarity FROM mart.movers").fetchall()
    assert len(rows) == COUNT
    assert all(low > 0 and clarity == "weight_unknown" for low, clarity in rows)


def test_the_same_figures_are_told_apart_under_an_instrument_that_is_known() -> None:
    with _country("SPBE-2020").build() as connection:
        derive_marts(connection, only=["mart.movers"])
        ahead = connection.execute("SELECT max(clearly_ahead_of) FROM mart.region_ranking").fetchone()
        words = connection.execute("SELECT DISTINCT change_clarity FROM mart.movers").fetchall()
    assert ahead == (COUNT - 1,)
    assert words == [("clear_rise",)]
