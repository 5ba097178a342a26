"""What planners are told of releases: as of a day, row for row, and what has changed since."""

from __future__ import annotations

import duckdb
import pytest

from reports.planner.macros import read_macros
from warehouse.connection import records_of

_FIRST, _SECOND = "2026-11-22T09:00", "2026-11-23T09:00"


@pytest.fixture(scope="module")
def recorded() -> str:
    return ", ".join(column.names.id for column in read_macros()["peringkat_pada"].view.columns)


@pytest.mark.parametrize("moment", [_SECOND, f"{_SECOND}:00+07:00", "2026-11-23", "2027-01-31", " 2026-11-23 23:59 "])
def test_the_ranking_in_force_is_answered_row_for_row_in_its_order(planner, recorded, moment):
    for year in (2023, 2024):
        for more in (
            "",
            ", jenis := 'kota'",
            ", provinsi := 'Jawa Tengah'",
            ", jenis := 'kabupaten', provinsi := '32'",
        ):
            asked = planner.execute(f"FROM peringkat_pada('{moment}', {year}{more})").fetchall()
            assert asked == planner.execute(f"SELECT {recorded} FROM peringkat({year}{more})").fetchall()
            assert len(asked) > 5
    by_date = planner.execute("FROM en.ranking_on(DATE '2026-11-23', 2024)").fetchall()
    assert by_date == planner.execute("FROM en.ranking_on(TIMESTAMP '2026-11-23 10:00:00', 2024)").fetchall()


@pytest.mark.parametrize("moment", [_FIRST, "2026-11-22", "2026-11-23T08:59"])
def test_what_was_published_before_a_revision_is_answered_too(planner, moment):
    of_year = f"FROM peringkat_pada('{moment}', 2024, jenis := 'kota')"
    then = {row["kode"]: row for row in records_of(planner, of_year)}
    now = {row["kode"]: row for row in records_of(planner, "FROM peringkat(2024, jenis := 'kota')")}
    assert then.keys() == now.keys()
    assert str(then["33.71"]["indeks"]) == "3.99"
    for row in then.values():
        assert row["peringkat"] == 1 + sum(other["indeks"] > row["indeks"] for other in then.values())
    for code, row in then.items():
        alike = {"peringkat", *(["indeks"] if code == "33.71" else [])}
        assert all(row[name] == now[code][name] for name in row if name not in alike)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("peringkat_pada('2026-11-21', 2024)", r"pada 2026-11-21\. .* dimulai 2026-11-22 09:00 Waktu Indonesia Barat"),
        ("peringkat_pada('2026-11-22T08:59', 2024)", "Tidak ada rilis yang tercatat"),
        ("en.ranking_on(DATE '2018-01-01', 2024)", r"on 2018-01-01\. .* begins 2026-11-22 09:00 in Jakarta time"),
        ("peringkat_pada('kemarin', 2024)", '"kemarin" bukan tanggal'),
        ("peringkat_pada('2026-02-30', 2024)", '"2026-02-30" bukan tanggal'),
        ("peringkat_pada('2026-11', 2024)", "bukan tanggal"),
        ("peringkat_pada('2026-11-23T24:00', 2024)", "bukan tanggal"),
        ("peringkat_pada(NULL, 2024)", "bukan tanggal"),
        ("peringkat_pada('2026-11-23', 2031)", r"Tidak ada baris .* Tahun yang ada: .*2023; 2024"),
        ("peringkat_pada('2026-11-23', 2024, jenis := 'desa')", '"desa" tidak dikenal sebagai jenis'),
    ],
)
def test_a_day_without_a_record_and_what_is_no_day_are_told(planner, asked, told):
    with pytest.raises(duckdb.Error, match=told):
        planner.execute(f"FROM {asked}").fetchall()


def test_releases_and_revisions_are_told_in_words_the_newest_first(planner):
    newest, first = records_of(planner, "FROM rilis")
    assert (first["peristiwa"], first["penyebab"]) == ("diterbitkan", "rilis pertama yang tercatat")
    assert newest["penyebab"] == "koreksi: sources/spbe_annual_report/corrections.yml"
    assert newest["yang_berubah"].startswith(f"Dibandingkan dengan rilis {first['rilis']} (koreksi: ")
    assert f"{newest['daerah_berganti_peringkat']} daerah berganti peringkat" in newest["yang_berubah"]
    rows = records_of(planner, "FROM en.revision WHERE region = 'Kota Magelang' AND year = 2024")
    (index,) = (row for row in rows if row["column_revised"] == "index")
    assert (index["before"], index["kind_of_cause"], index["what_happened"]) == ("3.99", "correction", "changed")
    (told,) = planner.execute("SELECT isi FROM perubahan_rilis WHERE bagian = 'Rilis sebelumnya'").fetchone()
    assert told == newest["yang_berubah"]


def test_the_history_of_a_rank_has_its_first_publication_and_each_revision(planner):
    newest, first = records_of(planner, "FROM revisi_peringkat('Kota Magelang', tahun := 2024)")
    assert (str(first["indeks"]), first["pergeseran_sejak_pertama_terbit"]) == ("3.99", 0)
    assert first["berlaku_sampai"] == newest["berlaku_dari"]
    assert newest["peringkat_pertama_terbit"] == first["peringkat"]
    assert newest["pergeseran_sejak_pertama_terbit"] == first["peringkat"] - newest["peringkat"]
    (moved,) = planner.execute(
        "SELECT DISTINCT pergeseran_peringkat FROM revisi WHERE kode = '33.71' AND tahun = 2024 "
        "AND tabel_berubah = 'mart.region_ranking'"
    ).fetchone()
    assert moved == newest["pergeseran_sejak_pertama_terbit"] != 0
    (unmoved,) = records_of(planner, "FROM revisi_peringkat('Kabupaten Sumedang', tahun := 2024)")
    assert unmoved["berlaku_sampai"] is None
