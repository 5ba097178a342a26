"""The questions that planners of five stories ask, each answered by one view or one macro.

What is expected is computed here, from the core tables and the transcriptions, never from the marts.
"""

from __future__ import annotations

from decimal import Decimal

import duckdb
import numpy as np
import pandas as pd
import pytest

DOMAINS = ("D1", "D2", "D3", "D4")
MAGELANG, TANGERANG, MERANGIN, MAKASSAR, SUMEDANG = "33.71", "36.71", "15.02", "73.71", "32.11"


@pytest.fixture(scope="module")
def ask(planner):
    """Rows of one statement, as dictionaries."""

    def rows(statement: str) -> list[dict]:
        found = planner.execute(statement)
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    return rows


@pytest.fixture(scope="module")
def ranked(register) -> pd.DataFrame:
    """Regions with an index in a complete year, with their ranks; ties share the better one."""
    rows = register.dropna(subset="INDEX").copy()
    rows["rank"] = rows.groupby(["year", "kind"])["INDEX"].rank(method="min", ascending=False).astype(int)
    rows["ranked"] = rows.groupby(["year", "kind"])["INDEX"].transform("size")
    inside = rows[rows["kind"] != "provinsi"]
    places = inside.groupby(["year", "province_code"])["INDEX"].rank(method="min", ascending=False)
    rows["rank_in_province"] = places
    return rows


@pytest.fixture(scope="module")
def of(ranked):
    """The row of a region in a year."""

    def row(code: str, year: int) -> pd.Series:
        (found,) = (one for _, one in ranked[(ranked["region_code"] == code) & (ranked["year"] == year)].iterrows())
        return found

    return row


def _near(value: object, other: float, places: int = 4) -> bool:
    return abs(float(value) - other) < 0.51 * 10**-places


# --- Magelang: its plan to 2026 ------------------------------------------------------------------------


def test_1_and_2_the_index_by_year_against_the_plan_and_the_yearly_rise_that_is_needed(ask, of, real):
    (plan,) = real.execute(
        "SELECT target_id, target_value, target_year FROM core.targets "
        "WHERE subject_code = ? AND target_scope = 'region'",
        [MAGELANG],
    ).fetchall()
    rows = {row["tahun"]: row for row in ask("FROM target('Kota Magelang')") if row["kode_target"] == plan[0]}
    assert set(range(2021, 2027)) <= set(rows)
    for year, row in rows.items():
        assert (row["target"], row["tahun_target"]) == plan[1:]
        if year in (2023, 2024):
            index = of(MAGELANG, year)["INDEX"]
            assert _near(row["capaian"], index)
            assert _near(row["selisih_dari_target"], index - float(plan[1]))
            assert (row["status_target"] == "tercapai") == (index >= float(plan[1]))
            assert _near(row["kenaikan_per_tahun_diperlukan"], (float(plan[1]) - index) / (plan[2] - year))
        else:
            assert row["capaian"] is None
            assert row["status_target"] == "tidak dapat dinilai"


def test_3_why_the_rank_fell_though_the_index_rose(ask, ranked, of):
    (row,) = ask("FROM perubahan('Kota Magelang', tahun := 2024)")
    old, new = of(MAGELANG, 2023), of(MAGELANG, 2024)
    assert _near(row["perubahan_indeks"], new["INDEX"] - old["INDEX"])
    assert row["perubahan_peringkat"] == old["rank"] - new["rank"] < 0
    kota = ranked[(ranked["kind"] == "kota") & (ranked["region_code"] != MAGELANG)]
    others = {year: rows.set_index("current_code")["INDEX"] for year, rows in kota.groupby("year")}
    both = others[2023].index.intersection(others[2024].index)

    def rank(own: float, year: int) -> int:
        return int((others[year][both] > own + 1e-9).sum()) + 1

    by_own = [rank(old["INDEX"], year) - rank(new["INDEX"], year) for year in (2023, 2024)]
    assert float(row["karena_nilai_sendiri"]) == sum(by_own) / 2
    parts = ("nilai_sendiri", "nilai_daerah_lain", "daerah_masuk", "daerah_keluar")
    assert sum(row[f"karena_{part}"] for part in parts) == row["perubahan_peringkat"]
    assert row["mengapa"].startswith(f"Turun {new['rank'] - old['rank']} peringkat: karena nilai sendiri +")


def test_4_what_comes_out_for_a_name_of_two_regions(ask, real):
    named = real.execute(
        "SELECT region_code FROM core.regions WHERE valid_to_year IS NULL AND region_name LIKE '% Magelang' ORDER BY 1"
    ).fetchall()
    assert [(row["kode"],) for row in ask("FROM cari('Magelang')")] == named
    with pytest.raises(duckdb.InvalidInputException, match=r"Kabupaten Magelang \(33\.08\), Kota Magelang \(33\.71\)"):
        ask("FROM profil('Magelang')")


# --- Tangerang: a role model? --------------------------------------------------------------------------


def test_5_whether_tangerang_is_a_role_model_with_evidence_by_year(ask, of):
    (row,) = ask("FROM teladan('Kota Tangerang', tahun := 2024)")
    years = [of(TANGERANG, year) for year in (2023, 2024)]
    assert row["teladan"] == all(year["rank"] * 10 <= year["ranked"] for year in years)
    for year in years:
        assert f"{year['year']}: {year['rank']}/{year['ranked']}" in row["peringkat_per_tahun"]
        assert f"{year['year']}: {year['rank']}/{year['ranked']}" in row["alasan"]


def test_6_the_ten_best_kota_with_those_that_tie(ask, ranked):
    best = ranked[(ranked["year"] == 2024) & (ranked["kind"] == "kota") & (ranked["rank"] <= 10)]
    rows = ask("FROM peringkat(2024, jenis := 'kota') WHERE peringkat <= 10")
    assert {(row["kode"], row["peringkat"]) for row in rows} == set(zip(best["region_code"], best["rank"], strict=True))
    assert [row["seri"] for row in rows] == [int((best["rank"] == row["peringkat"]).sum()) for row in rows]
    assert [row["peringkat"] for row in rows] == sorted(best["rank"])


def test_7_in_which_domain_tangerang_is_above_the_mean_of_the_kota(ask, ranked, of):
    kota = ranked[(ranked["year"] == 2024) & (ranked["kind"] == "kota")]
    rows = {row["kode_besaran"]: row for row in ask("FROM domain('Kota Tangerang', macam := 'sejenis')")}
    for domain in DOMAINS:
        assert _near(rows[domain]["rata_rata_pembanding"], kota[domain].mean())
        assert _near(rows[domain]["nilai"], of(TANGERANG, 2024)[domain])
    gap = {domain: float(rows[domain]["nilai"] - rows[domain]["rata_rata_pembanding"]) for domain in DOMAINS}
    assert max(gap, key=gap.__getitem__) == (of(TANGERANG, 2024)[list(DOMAINS)] - kota[list(DOMAINS)].mean()).idxmax()


# --- Merangin: Indonesia in the UN survey --------------------------------------------------------------


@pytest.fixture(scope="module")
def world(real) -> pd.DataFrame:
    rows = real.execute(
        "SELECT survey_year AS year, iso3, egdi, egdi_rank FROM core.un_egdi WHERE egdi IS NOT NULL"
    ).df()
    rows["egdi"] = rows["egdi"].astype(float)
    return rows


def test_8_the_rank_of_indonesia_by_year_and_of_how_many(ask, world):
    expected = {
        int(row["year"]): (int(row["egdi_rank"]), int((world["year"] == row["year"]).sum()))
        for _, row in world[world["iso3"] == "IDN"].iterrows()
    }
    rows = ask("FROM indonesia_di_dunia WHERE peringkat_dunia IS NOT NULL")
    assert {row["tahun"]: (row["peringkat_dunia"], row["negara_dinilai"]) for row in rows} == expected


def test_9_whether_it_rose_from_88_to_77_of_131(ask, world):
    rank = world[world["iso3"] == "IDN"].set_index("year")["egdi_rank"]
    rose, of_131 = ask("FROM pernyataan WHERE kode_pernyataan = 'merangin-survei-pbb'")
    assert (rank[2020], rank[2022]) == (88, 77)
    assert rose["putusan"] == "sesuai dengan angka"
    assert (world["year"] == 2022).sum() != 131
    assert of_131["putusan"] == "tidak sesuai dengan angka"


def test_10_merangin_in_jambi_and_in_the_country(ask, of):
    for row in ask("FROM peringkat WHERE daerah = 'Kabupaten Merangin'"):
        expected = of(MERANGIN, row["tahun"])
        assert (row["peringkat"], row["jumlah_diperingkat"]) == (expected["rank"], expected["ranked"])
        assert row["peringkat_di_provinsi"] == expected["rank_in_province"]


def test_11_indonesia_among_the_members_of_asean(ask, world, real):
    members = [
        iso3
        for (iso3,) in real.execute("SELECT iso3 FROM core.country_groups WHERE member_from_year <= 2024").fetchall()
    ]
    asean = world[(world["year"] == 2024) & world["iso3"].isin(members)]
    expected = asean.set_index("iso3")["egdi"].rank(method="min", ascending=False).astype(int).to_dict()
    rows = ask("FROM negara WHERE tahun = 2024 AND peringkat_asean IS NOT NULL")
    assert {row["kode_negara"]: row["peringkat_asean"] for row in rows} == expected


# --- Makassar: before the next evaluation --------------------------------------------------------------


def test_12_the_points_to_the_next_grade_and_what_each_domain_could_bring(ask, of, real):
    own = of(MAKASSAR, 2024)
    edges = real.execute(
        "SELECT predikat, CAST(lower_inclusive AS DOUBLE) FROM core.predikat_bands WHERE instrument = 'SPBE-2020'"
    ).fetchall()
    grade, edge = min(((word, low) for word, low in edges if low and low > own["INDEX"]), key=lambda one: one[1])
    (row,) = ask("FROM langkah('Kota Makassar')")
    assert (row["predikat_berikutnya"], float(row["ambang_predikat"])) == (grade, edge)
    assert _near(row["poin_kurang"], edge - own["INDEX"], 2)
    weights = dict(
        real.execute(
            "SELECT node_code, CAST(weight_percent AS DOUBLE) FROM core.instrument_nodes "
            "WHERE instrument = 'SPBE-2020' AND node_type = 'domain'"
        ).fetchall()
    )
    rows = ask("FROM langkah_domain('Kota Makassar')")
    assert {row["kode_besaran"] for row in rows} == set(DOMAINS)
    for row in rows:
        gap = float(row["nilai"] - row["median_acuan"])
        assert _near(row["nilai"], own[row["kode_besaran"]])
        assert _near(row["selisih_dari_acuan"], gap)
        assert _near(row["tambahan_bila_setara_acuan"], max(-gap, 0) * weights[row["kode_besaran"]] / 100)


def test_13_in_which_domain_makassar_is_furthest_behind(ask, ranked, of):
    own = of(MAKASSAR, 2024)
    kota = ranked[(ranked["year"] == 2024) & (ranked["kind"] == "kota")]
    above = kota[kota["grade"] == "Memuaskan"]
    for peers, group in (("sejenis", kota), ("sejenis yang berpredikat berikutnya", above)):
        rows = ask(f"FROM domain('Kota Makassar', macam := '{peers}') WHERE kode_besaran <> 'INDEX'")
        gaps = {row["kode_besaran"]: row["selisih_dari_median"] for row in rows}
        expected = {domain: own[domain] - group[domain].median() for domain in DOMAINS}
        assert all(_near(gaps[domain], expected[domain]) for domain in DOMAINS)
        assert min(gaps, key=gaps.__getitem__) == min(expected, key=expected.__getitem__)


def test_14_which_indicators_first_or_why_that_cannot_be_told(ask, real):
    levels = (
        "SELECT count(*) FROM core.spbe_scores WHERE region_code = ? AND evaluation_year = 2024 AND measure LIKE 'I__'"
    )
    assert real.execute(levels, [MAKASSAR]).fetchone() == (0,)
    with pytest.raises(duckdb.InvalidInputException, match="Tingkat kematangan indikatornya belum tersedia di sini"):
        ask("FROM langkah_indikator('Kota Makassar')")
    (told,) = ask("SELECT tingkat_indikator FROM profil('Kota Makassar', tahun := 2024)")
    assert "LHE" in told["tingkat_indikator"]
    held = dict(
        real.execute(
            "SELECT measure, CAST(score AS INTEGER) FROM core.spbe_scores WHERE region_code = '18.71' "
            "AND evaluation_year = 2024 AND measure LIKE 'I__'"
        ).fetchall()
    )
    rows = ask("FROM langkah_indikator('Kota Bandar Lampung')")
    assert rows
    for row in rows:
        of_indicator = [other["tingkat_sekarang"] for other in rows if other["kode_indikator"] == row["kode_indikator"]]
        assert min(of_indicator) == held[row["kode_indikator"]]
        assert row["tingkat_tujuan"] == row["tingkat_sekarang"] + 1


def test_15_which_kota_are_like_makassar(ask, register):
    kota = register[(register["year"] == 2024) & (register["kind"] == "kota")].reset_index(drop=True)
    population, area = np.log(kota["population"].to_numpy()), np.log(kota["area_km2"].to_numpy())
    points = np.column_stack([population, population - area, area])
    points = (points - points.mean(axis=0)) / points.std(axis=0)
    (own,) = np.flatnonzero(kota["region_code"] == MAKASSAR)
    distance = np.sqrt(((points - points[own]) ** 2).sum(axis=1))
    nearest = [kota["region_code"][at] for at in np.argsort(distance) if at != own][:10]
    rows = ask("FROM pembanding('Kota Makassar') WHERE macam_pembanding = 'tetangga terdekat' ORDER BY urutan")
    assert [row["kode_pembanding"] for row in rows] == nearest


# --- Sumedang and West Java ----------------------------------------------------------------------------


def test_16_whom_sumedang_could_mentor_and_what_it_is_ahead_in(ask, of):
    rows = [row for row in ask("FROM mentor('Kab. Sumedang')") if row["kode_mentor"] == SUMEDANG]
    assert rows
    for row in rows:
        learner, mentor = of(row["kode"], row["tahun"]), of(SUMEDANG, row["tahun"])
        assert _near(row["nilai"], learner[row["kode_besaran"]])
        assert _near(row["keunggulan_mentor"], mentor[row["kode_besaran"]] - learner[row["kode_besaran"]])
        assert row["keunggulan_mentor"] > 0
        assert row["seprovinsi"] == (learner["province_code"] == "32")


def test_17_the_mean_of_west_java_and_who_is_below_3_5(ask, ranked):
    west = ranked[(ranked["year"] == 2024) & (ranked["province_code"] == "32") & (ranked["kind"] != "provinsi")]
    rows = ask("FROM rencana_provinsi('Jawa Barat', 3.5)")
    assert {row["kode"] for row in rows} == set(west["region_code"])
    assert all(_near(row["rata_rata_indeks"], west["INDEX"].mean()) for row in rows)
    rise = {row["kode"]: float(row["kenaikan_bila_setiap"]) for row in rows if row["kenaikan_bila_setiap"] > 0}
    below = west[west["INDEX"] < 3.5]
    assert rise == {
        code: round(3.5 - index, 2) for code, index in zip(below["region_code"], below["INDEX"], strict=True)
    }
    assert rise == {"32.10": 0.56, "32.13": 0.12}


def test_18_the_province_itself_among_provinces(ask, of):
    rows = {row["tahun"]: row for row in ask("FROM profil('Pemprov Jabar')")}
    for year in (2023, 2024):
        expected = of("32", year)
        assert _near(rows[year]["indeks"], expected["INDEX"])
        assert (rows[year]["peringkat"], rows[year]["jumlah_diperingkat"]) == (expected["rank"], expected["ranked"])


# --- in general ----------------------------------------------------------------------------------------


def test_19_five_regions_side_by_side_by_names_as_they_are_written(ask, of):
    names = "'Kab. Sumedang', 'Kota Bandung', c := 'Pemkot Tangerang', d := 'Kota Makassar'"
    with pytest.raises(duckdb.InvalidInputException, match='"Magelang" dipakai 2 daerah'):
        ask(f"FROM bandingkan({names}, e := 'Magelang')")
    rows = ask(f"FROM bandingkan({names}, e := 'Kota Magelang')")
    asked = [SUMEDANG, "32.73", TANGERANG, MAKASSAR, MAGELANG]
    assert [(row["tahun"], row["kode"]) for row in rows] == [(year, code) for year in (2024, 2023) for code in asked]
    shown = ("d1_kebijakan", "d2_tata_kelola", "d3_manajemen", "d4_layanan")
    for row in rows:
        expected = of(row["kode"], row["tahun"])
        assert all(_near(row[name], expected[domain]) for name, domain in zip(shown, DOMAINS, strict=True))


def test_20_who_was_not_evaluated_by_province(ask, register):
    missing = register[(register["year"] == 2024) & register["INDEX"].isna()]
    rows = ask("SELECT kode, kode_provinsi FROM tidak_dievaluasi WHERE tahun = 2024")
    expected = set(zip(missing["region_code"], missing["province_code"], strict=True))
    assert {(row["kode"], row["kode_provinsi"]) for row in rows} == expected
    assert len(rows) == len(expected) > 20


def test_21_how_many_share_the_score_of_makassar(ask, ranked, of):
    own = of(MAKASSAR, 2024)["INDEX"]
    same = ranked[(ranked["year"] == 2024) & np.isclose(ranked["INDEX"], own)]
    (row,) = ask("FROM profil('Kota Makassar', tahun := 2024)")
    assert row["seri"] == (same["kind"] == "kota").sum()
    assert row["seri_kabkota"] == (same["kind"] != "provinsi").sum()


def test_22_which_document_page_and_row_a_figure_comes_from(ask, real):
    printed = real.execute(
        'SELECT "index", pdf_page, table_no, row_no, line_no FROM raw.spbe_annual_report '
        "WHERE edition = 2024 AND agency LIKE '%Kota Makassar'"
    ).fetchall()
    rows = ask("FROM asal('Kota Makassar', 2024, 'indeks')")
    places = ("tercetak", "halaman", "nomor_tabel", "nomor_baris", "baris_berkas")
    assert [tuple(row[place] for place in places) for row in rows] == printed == [("4,02", "83", "41", "23", 495)]


def test_23_whether_a_figure_is_final_and_whether_there_is_a_newer_year(ask, real):
    complete = {
        year
        for (year,) in real.execute(
            "SELECT evaluation_year FROM core.evaluation_years WHERE nationally_complete"
        ).fetchall()
    }
    rows = {row["tahun"]: row for row in ask("FROM profil('Kota Makassar')")}
    assert {year for year, row in rows.items() if row["final"]} == complete == {2023, 2024}
    assert {rows[year]["kepastian"] for year in complete} == {"resmi"}
    assert rows[2025]["indeks"] is None
    assert rows[2025]["kepastian"] == "belum tersedia di sini"


def test_24_what_changed_since_the_release_before_and_why(ask):
    told = {row["bagian"]: row["isi"] for row in ask("FROM perubahan_rilis")}
    newest, first = ask("FROM rilis")
    assert told["Rilis sebelumnya"] == newest["yang_berubah"]
    assert first["rilis"] == newest["rilis_sebelumnya"]
    changed = ask(f"FROM revisi WHERE rilis = '{newest['rilis']}' AND kolom_berubah = 'indeks'")
    assert {(row["daerah"], row["tahun"], row["sebelumnya"]) for row in changed} == {
        ("Kota Magelang", 2024, "3.99"), ("Kabupaten Sumedang", 2023, "2.00"),
    }  # fmt: skip


def test_25_a_table_of_central_java_with_codes_and_points_for_a_map(ask, ranked, of, real):
    central = ranked[(ranked["year"] == 2024) & (ranked["province_code"] == "33") & (ranked["kind"] != "provinsi")]
    today = {
        code: places
        for code, *places in real.execute(
            "SELECT region_code, bps_code, latitude, longitude FROM core.regions WHERE valid_to_year IS NULL"
        ).fetchall()
    }
    rows = ask("FROM peringkat(2024, provinsi := 'Jawa Tengah')")
    assert {row["kode"] for row in rows} == set(central["region_code"])
    for row in rows:
        now, before = of(row["kode"], 2024), of(row["kode"], 2023)
        assert _near(row["indeks"], now["INDEX"])
        assert row["predikat"] == now["grade"]
        assert row["peringkat"] == now["rank"]
        assert row["perubahan_indeks"] == Decimal(str(round(now["INDEX"] - before["INDEX"], 2)))
        assert [row["kode_bps"], row["lintang"], row["bujur"]] == today[row["kode"]]
