"""What must not matter to any mart: the order of rows, names, how many people there are, and who scores lowest."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.conftest import costly
from tests.marts.country import Country, Region, Score, derive_marts
from tests.marts.test_way_up import scores_of_levels
from tests.marts.test_words import render_every_code
from warehouse import models, writer
from warehouse.tables import TABLES

REGIONAL = [
    name
    for name, table in TABLES.items()
    if table.layer == "mart" and {"region_code", "current_code", "target_id", "area_code"} & set(table.column_names)
]
#: Neighbours are found, and classes made, by population.
_BY_PEOPLE = ["mart.peer_groups", "mart.peers", "mart.domain_profile"]
_NAMES = {
    "region_name", "subject_name", "neighbour_name", "mentor_name", "peer_best_name", "best_regions", "worst_regions",
    "beside_name",
}  # fmt: skip

#: A made-up country takes a second to build and derive: failures are shown as drawn, not made smaller.
drawn = settings(costly(20), suppress_health_check=[HealthCheck.too_slow], phases=[Phase.explicit, Phase.generate])


@st.composite
def countries(draw: st.DrawFn) -> Country:
    """A few kota and kabupaten of one province in two years, some with levels, some with domains, some with neither."""
    regions = [Region("33", "Satu", "provinsi", "33")]
    scores: list[Score] = []
    for number in range(draw(st.integers(3, 7))):
        kind = draw(st.sampled_from(("kota", "kabupaten")))
        people, area = draw(st.integers(1, 10**6)), Decimal(draw(st.integers(10, 3000)))
        code = f"33.{number + (71 if kind == 'kota' else 1):02d}"
        regions.append(Region(code, f"Daerah {number}", kind, "33", population=people, area_km2=area))
        base = draw(st.integers(2, 4))
        for year in (2023, 2024):
            shifts = draw(st.lists(st.sampled_from((-1, 0, 0, 1)), min_size=47, max_size=47))
            made = scores_of_levels(code, [min(max(base + shift, 1), 5) for shift in shifts], year)
            if draw(st.booleans()):
                scores += [Score(year, code, f"D{d}", Decimal(draw(st.integers(110, 500))) / 100) for d in range(1, 5)]
            scores += made if draw(st.booleans()) else made[:2]
    return Country(regions, scores)


def _derived(country: Country, names: Sequence[str], *, rendered: bool = False) -> dict[str, pd.DataFrame]:
    with country.build() as connection:
        derive_marts(connection, names)
        assert not rendered or render_every_code(connection) > 0
        return {name: writer.read(connection, TABLES[name]) for name in names}


@drawn
@given(country=countries(), order=st.integers(0, 1000))
def test_the_order_of_rows_names_and_people_change_nothing_but_names(country: Country, order: int) -> None:
    made = _derived(country, REGIONAL, rendered=True)
    regions = [replace(region, name=f"{region.name} Baru") for region in country.regions]
    scores = list(country.scores)
    random.Random(order).shuffle(regions)
    random.Random(order).shuffle(scores)
    more_people = [replace(region, population=3 * (region.population or 0)) for region in regions]
    for changed, names in (
        (replace(country, regions=more_people, scores=scores), [name for name in REGIONAL if name not in _BY_PEOPLE]),
        (replace(country, regions=regions, scores=scores), _BY_PEOPLE),
    ):
        other = _derived(changed, names)
        for name in names:
            named = [column for column in made[name] if column in _NAMES]
            pd.testing.assert_frame_equal(
                other[name].drop(columns=named), made[name].drop(columns=named), check_dtype=False, obj=name
            )


#: What a region more may change of the others: how many it is compared with, and the spread of the field.
_BY_THE_FIELD = {
    "mart.rank_intervals": {"clearly_ahead_of"},
    "mart.rank_change": {"compared_in_kind", "entered_in_kind", "left_in_kind"},
    "mart.movers": {"change_lo", "change_hi", "change_clarity"},
    "mart.next_predikat": {"rank_after_lo", "rank_after_hi", "edge_half_width"},
    "mart.next_predikat_domains": set(),
    "mart.next_predikat_steps": set(),
    "mart.target_progress": set(),
}


@drawn
@given(country=countries(), kind=st.sampled_from(["kota", "kabupaten"]), since=st.sampled_from([2023, 2024]))
def test_a_region_that_scores_lowest_moves_nobody(country: Country, kind: str, since: int) -> None:
    lowest = Region("33.99", "Daerah Terbawah", kind, "33")
    last = [Score(year, lowest.code, "INDEX", Decimal("1.00")) for year in range(since, 2025)]
    # Nobody else is so near the floor that the assessor's error could reach it.
    above = [s if isinstance(s.value, str) else replace(s, value=max(s.value, Decimal("2.00"))) for s in country.scores]
    made = _derived(replace(country, scores=above), list(_BY_THE_FIELD))
    other = _derived(Country([*country.regions, lowest], [*above, *last]), list(_BY_THE_FIELD))
    for name, of_the_field in _BY_THE_FIELD.items():
        before, after = made[name], other[name]
        after = after[after["subject_code" if name == "mart.target_progress" else "region_code"] != lowest.code]
        if name == "mart.movers":
            # The newcomer never falls.
            before, after = (rows[rows["direction"] == "fell"] for rows in (before, after))
        kept = [column for column in before if column not in of_the_field]
        pd.testing.assert_frame_equal(
            after[kept].reset_index(drop=True), before[kept].reset_index(drop=True), check_dtype=False, obj=name
        )


@pytest.mark.parametrize("name", [name for name, table in TABLES.items() if table.layer == "mart"])
def test_the_same_data_gives_the_same_rows_every_time(name: str, real) -> None:
    before = writer.fingerprint(real, TABLES[name])
    models.make(real, TABLES[name])
    assert writer.fingerprint(real, TABLES[name]) == before
