"""The made-up countries that the other tests rest on are built as the real tables are."""

from decimal import Decimal

from tests.marts.country import Country, Region, Score, derive_marts


def test_a_made_up_country_is_ranked_by_the_real_model() -> None:
    country = Country(
        [Region("01", "Satu", "provinsi"), Region("01.71", "Kota A"), Region("01.72", "Kota B")],
        [Score(2024, "01.71", "INDEX", Decimal("3.10")), Score(2024, "01.72", "INDEX", Decimal("3.20"))],
    )
    with country.build() as connection:
        derive_marts(connection, ["mart.region_ranking"])
        ranks = connection.execute(
            "SELECT region_code, rank_in_kind FROM mart.region_ranking WHERE evaluation_year = 2024 ORDER BY ALL"
        ).fetchall()
    assert ranks == [("01", None), ("01.71", 2), ("01.72", 1)]
