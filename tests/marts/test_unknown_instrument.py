"""A year of an instrument of which the name alone is known, as one of a later year may be: it is not met."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.marts.country import Country, Region, Score

COUNT = 20


def _country(instrument: str) -> Country:
    """Twenty kota of one province, well apart, each a little better in the second year; no domains are printed."""
    codes = [f"33.{71 + number}" for number in range(COUNT)]
    scores = [
        Score(year, code, "INDEX", Decimal("4.60") - Decimal("0.15") * place + Decimal("0.20") * (year - 2026))
        for year in (2026, 2027)
        for place, code in enumerate(codes)
    ]
    regions = [Region(code, f"Kota {code}", province_code="33", province_name="Jawa Tengah") for code in codes]
    return Country(
        regions,
        scores,
        complete_years=(2026, 2027),
        instruments={2026: instrument, 2027: instrument},
        unknown="PEMDI-2026",
    )


@pytest.fixture(scope="module")
def unknown() -> dict[str, list[dict]]:
    return _country("PEMDI-2026").derived("region_ranking", "movers", "role_models")


def test_nobody_is_clearly_ahead_where_the_weight_of_an_indicator_is_not_known(unknown) -> None:
    rows = unknown["region_ranking"]
    assert len(rows) == 2 * COUNT
    for row in rows:
        # Two printed decimals, fifteen hundredths apart: the interval alone would say so.
        assert row["rank_lo"] == row["rank_hi"] == row["rank_in_kind"]
        compared = (row["clearly_ahead_of"], row["not_distinguishable_from"], row["clearly_behind"])
        assert compared == (0, COUNT - 1, 0)


def test_nobody_is_a_role_model_whose_domains_are_not_known(unknown) -> None:
    best = [row for row in unknown["role_models"] if row["evaluation_year"] == 2027 and row["rank_in_kind"] <= 2]
    assert len(best) == 2
    for row in best:
        assert (row["is_role_model"], row["sustained_years"], row["top_decile_years"]) == (False, 0, 2)
        assert row["domains_below_median"] == "? 2026, ? 2027"
        assert row["role_model_reason"] == "domain_below_median"


def test_a_rise_is_not_called_one_where_the_weight_of_an_indicator_is_not_known(unknown) -> None:
    assert len(unknown["movers"]) == COUNT
    assert all(row["change_lo"] > 0 and row["change_clarity"] == "weight_unknown" for row in unknown["movers"])


def test_the_same_figures_are_told_apart_under_an_instrument_that_is_known() -> None:
    made = _country("SPBE-2020").derived("region_ranking", "movers")
    assert max(row["clearly_ahead_of"] for row in made["region_ranking"]) == COUNT - 1
    assert {row["change_clarity"] for row in made["movers"]} == {"clear_rise"}
