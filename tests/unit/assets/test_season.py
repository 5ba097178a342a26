"""An edition is overdue when its declared season is over and it has not come."""

from datetime import date

import pytest

from assets.season import freshness_of, overdue_years
from sources.declaration.declared import read_sources

_SOURCES = {source.source: source for source in read_sources()}


@pytest.mark.parametrize(
    ("source", "held", "today", "overdue"),
    [
        ("spbe_annual_report", {2023, 2024}, date(2026, 3, 31), []),
        ("spbe_annual_report", {2023, 2024}, date(2026, 4, 1), [2025]),
        ("spbe_annual_report", {2023, 2025}, date(2027, 1, 1), []),
        ("un_egovkb", {2022}, date(2024, 11, 30), []),
        ("un_egovkb", {2022}, date(2024, 12, 1), [2024]),
        ("spbe_decree", set(), date(2027, 1, 1), []),
        ("spbe_press", {2018}, date(2027, 1, 1), []),
    ],
)
def test_a_year_is_overdue_after_its_season(source, held, today, overdue):
    assert overdue_years(_SOURCES[source], held, today) == overdue


def test_every_source_with_a_season_has_a_freshness_policy():
    for source in _SOURCES.values():
        assert (freshness_of(source) is not None) == (source.refresh is not None)
