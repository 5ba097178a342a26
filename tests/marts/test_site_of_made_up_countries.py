"""The pages of countries that the real release does not hold yet: an instrument not known, names that need escaping."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest

from reports.site import reading
from reports.site.making import pages
from reports.site.reading import read_site
from tests.marts.country import Country, Region, Score, derive_marts
from warehouse.releases import ReleaseFacts

_PROVINCE = Region("33", "Jawa <Tengah>", kind="provinsi", province_code="33", province_name="Jawa <Tengah>")
QUERIES = " ".join(reading._QUERIES.values())
_NAMES = ['Kota "Satu" & <b>Dua</b>', *(f"Kota {number}" for number in range(12))]


def _pages(instrument: str, year: int, scores: list[Score], unknown: str = "") -> dict[str, str]:
    regions = [
        Region(f"33.{71 + number}", name, province_code="33", province_name="Jawa <Tengah>", population=None)
        for number, name in enumerate(_NAMES)
    ]
    country = Country([_PROVINCE, *regions], scores, (year,), {year: instrument, year + 1: instrument}, unknown=unknown)
    with country.build() as connection:
        # Made-up figures stand in no document: all marts that the pages show, but where figures come from.
        derive_marts(connection, sorted({*re.findall(r"mart\.\w+", QUERIES)} - {"mart.figure_provenance"}))
        data = read_site(connection, ReleaseFacts(f"{year}-0123456789ab", year, date(2026, 1, 1)))
        return dict(pages(data))


@pytest.fixture(scope="module")
def of_unknown() -> dict[str, str]:
    """All but the last have an index under an instrument whose levels, grades and indicators are not known."""
    codes = ["33", *(f"33.{71 + number}" for number in range(len(_NAMES) - 1))]
    scores = [Score(2026, code, "INDEX", Decimal("2.10")) for code in codes]
    return _pages("PEMDI-2026", 2026, scores, unknown="PEMDI-2026")


def test_an_instrument_without_known_levels_and_grades_has_its_pages(of_unknown):
    page = of_unknown["daerah/33.72-kota-0.html"]
    assert "Indeks Pemerintah Digital 2,10 pada evaluasi 2026, peringkat 1 dari 12 kota; tanpa predikat" in page
    assert "tidak satu pun disebut jelas di atas" in page
    # Ten of its kind, and four of the province and of the islands; its population is not known.
    assert page.count("<small>tidak dapat dibedakan</small>") == 10 + 4 + 4
    assert "<small>jelas di" not in page
    assert "Bobot instrumen PEMDI-2026 belum tersedia di sini" in page
    assert "Penduduk atau luas tidak diketahui: tanpa tetangga terdekat." in page
    assert "tidak dievaluasi pada 2026" in of_unknown["daerah/33.83-kota-11.html"]
    # A page of each, of the province and the whole of it, two rankings, the first page, the list, the comparison, and
    # two of the dictionary.
    assert len(of_unknown) == 2 * (len(_NAMES) + 9)
    assert "12 kota" in of_unknown["peringkat/kota.html"]
    assert "2,10" in of_unknown["provinsi/33-jawa-tengah.html"]


def test_names_are_escaped_wherever_they_stand(of_unknown):
    for address, page in of_unknown.items():
        assert "<b>Dua" not in page, address
        assert "<Tengah>" not in page, address
    page = of_unknown["en/daerah/33.71-kota-satu-b-dua-b.html"]
    assert "Kota &#34;Satu&#34; &amp; &lt;b&gt;Dua&lt;/b&gt; scored" in page


def test_the_parts_of_an_index_are_those_of_its_instrument():
    parts = [("33.72", f"A{number}", Decimal(number + 10) / 5) for number in range(1, 8)]
    # The first has no scores of parts; the second those that its index is made of.
    scores = [*parts, ("33.71", "INDEX", Decimal("3.01")), ("33.72", "INDEX", Decimal("2.92"))]
    found = _pages("PEMDI-2026", 2026, [Score(2026, *score) for score in scores])
    page = found["daerah/33.72-kota-0.html"]
    assert "Geser nilai aspek" in page
    assert [int(one) for one in re.findall(r'<li data-weight="\d+" data-now="(\d+)">', page)] == [
        int(100 * value) for _, _, value in parts
    ]
    weights = [int(one) for one in re.findall(r'<li data-weight="(\d+)"', page)]
    assert [weight / sum(weights) * 100 for weight in weights] == [10, 10, 15, 15, 10, 15, 25]
    assert 'data-others="301"' in page
    assert "Nilai aspek 2026 tidak lengkap" in found["daerah/33.71-kota-satu-b-dua-b.html"]
