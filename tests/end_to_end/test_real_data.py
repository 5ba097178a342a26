"""One run of the main job on all real data, judged by independent recomputation in pandas, numpy and scipy.

What is expected here is computed from the bundled transcriptions, never from the pipeline's own SQL.
"""

from __future__ import annotations

import csv
import hashlib
import itertools
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from scipy.stats import rankdata

from sources.declaration.declared import BUNDLED
from tests.commands import ROOT, refresh_by_command
from warehouse.dictionary import render
from warehouse.releases import is_whole


@pytest.fixture(scope="module")
def first(good: Path) -> tuple[Path, str]:
    """A data folder after one refresh from nothing, and what was printed."""
    return good, (good.parent / "printed.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def release(first: tuple[Path, str]) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published file, as a planner opens it."""
    with duckdb.connect(str(first[0] / "current" / "spbe.duckdb"), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def ranking(release: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    return release.execute("SELECT * FROM mart.region_ranking").df()


@pytest.fixture(scope="module")
def printed() -> pd.DataFrame:
    """The regional rows of both annual reports, read straight from the transcriptions."""
    frames = []
    for year in (2023, 2024):
        path = BUNDLED / "spbe_annual_report" / "snapshots" / f"annual_report_{year}.csv"
        frame = pd.read_csv(path, dtype=str, keep_default_na=False).assign(year=year)
        frames.append(frame[frame["table_title"].str.contains("Pemerintah Daerah")])
    rows = pd.concat(frames)
    rows["score"] = rows["index"].str.replace(",", ".").astype(float)
    return rows


GROUPS = ("kind", "kabkota", "province")
FIVE = {
    "33.71": ("Kota Magelang", 3.36, 3.69),
    "36.71": ("Kota Tangerang", 2.97, 3.85),
    "32.11": ("Kabupaten Sumedang", 4.14, 4.51),
    "15.02": ("Kabupaten Merangin", 2.37, 3.20),
    "73.71": ("Kota Makassar", 3.41, 4.02),
}
#: They share their name with one of the five.
NAMESAKES = {
    "33.08": ("Kabupaten Magelang", 3.13, 3.92),
    "36.03": ("Kabupaten Tangerang", 3.37, 3.91),
    "36.74": ("Kota Tangerang Selatan", 3.18, 3.48),
}


def test_well_known_regions_have_their_published_index_of_both_years(ranking: pd.DataFrame, first) -> None:
    for code, (name, before, now) in {**FIVE, **NAMESAKES}.items():
        rows = ranking[ranking["region_code"] == code].set_index("evaluation_year")
        assert set(rows["region_name"]) == {name}
        assert rows.loc[2023, "spbe_index"] == pytest.approx(before), name
        assert rows.loc[2024, "spbe_index"] == pytest.approx(now), name
        assert rows.loc[2024, "index_change"] == pytest.approx(now - before), name
        if code in FIVE:
            (line,) = [line for line in first[1].splitlines() if line.startswith(f"{name}  ")]
            (low, high) = rows.loc[2024, ["rank_lo", "rank_hi"]].astype(int)
            rank = f"{rows.loc[2024, 'rank_in_kind']:.0f}/{rows.loc[2024, 'ranked_in_kind']:.0f} ({low}-{high})"
            indices = (f"{index:.2f}".replace(".", ",") for index in (before, now))
            assert [part for part in (*indices, rank) if part not in line] == []


def test_ranks_ties_and_counts_equal_scipy(ranking: pd.DataFrame) -> None:
    by = {"kind": "kind", "kabkota": "evaluation_year", "province": "province_code"}
    for year, group in itertools.product((2023, 2024), GROUPS):
        rows = ranking[(ranking["evaluation_year"] == year) & ranking["spbe_index"].notna()]
        if group != "kind":
            rows = rows[rows["kind"] != "provinsi"]
        assert len(rows) > 480
        for _, members in rows.groupby(by[group]):
            scores = (members["spbe_index"] * 100).round().astype(int)
            assert list(members[f"rank_in_{group}"]) == list(rankdata(-scores, "min"))
            assert list(members[f"tied_in_{group}"]) == list(scores.map(scores.value_counts()))
            assert set(members[f"ranked_in_{group}"]) == {len(members)}
    provinces = ranking[ranking["kind"] == "provinsi"]
    nothing = ["rank_in_kabkota", "rank_in_province", "expected_in_kabkota", "expected_in_province"]
    assert provinces[nothing].isna().all(axis=None), "a province has no rank among kabupaten and kota"


def test_every_printed_row_is_of_the_region_that_it_names_and_its_figures_are_shown(release, printed) -> None:
    """Independent of the resolver: the register's name is the printed one, but for six listed spellings."""

    def letters(name: str) -> str:
        name = re.sub(r"\bKEP\.?\s", "KEPULAUAN ", name.upper())
        return re.sub(r"[^A-Z]", "", re.sub(r"^(PEMERINTAH )?(KABUPATEN |KAB\. ?|KOTA |PROVINSI )?", "", name))

    assert printed.groupby("year").size().to_dict() == {2023: 529, 2024: 523}
    refused = release.execute("SELECT DISTINCT document_id, printed_name FROM audit.quarantine").fetchall()
    # Means over several bodies are nobody's index; nothing of an official document is refused.
    assert all(document.startswith("spbe-press-") and "rata-rata" in name for document, name in refused), refused
    resolved = release.execute(
        "SELECT o.evaluation_year AS year, o.printed_name, r.region_name, r.kind, r.spbe_index, r.predikat AS grade "
        "FROM core.observations o JOIN mart.region_ranking r "
        "ON o.subject_code = r.region_code AND o.evaluation_year = r.evaluation_year WHERE o.measure = 'INDEX' "
        "AND o.document_id LIKE 'kemenpanrb-laporan-%-' || o.evaluation_year AND o.printed_name LIKE 'Pemerintah%'"
    ).df()
    rows = printed.merge(resolved, left_on=["year", "agency"], right_on=["year", "printed_name"], validate="1:1")
    assert len(rows) == len(printed) == len(resolved)
    assert list(rows["spbe_index"].round(2)) == list(rows["score"])
    assert list(rows["grade"]) == list(rows["predikat"]), "also on the edge of a band"
    differing = rows[rows["printed_name"].map(letters) != rows["region_name"].map(letters)]
    assert set(differing["printed_name"]) == {
        "Pemerintah Kab. Ogan Komering Ulu Sel.",
        "Pemerintah Kab. Siau Tagulandang Biaro",
        "Pemerintah Provinsi DKI Jakarta",
        "Pemerintah D.I. Yogyakarta",
        "Pemerintah Provinsi NTB",
        "Pemerintah Provinsi NTT",
    }
    kinds = rows["printed_name"].str.extract(r"^Pemerintah (Kab\.|Kota|Provinsi|Aceh|D\.I\.)")[0]
    assert (kinds.map({"Kab.": "kabupaten", "Kota": "kota"}).fillna("provinsi") == rows["kind"]).all()
    assert kinds.notna().all()


def test_regions_without_a_row_have_a_status_and_no_figure(ranking: pd.DataFrame) -> None:
    missing = ranking[ranking["spbe_index"].isna() & ranking["evaluation_year"].isin([2023, 2024])]
    assert missing.groupby("evaluation_year").size().to_dict() == {2023: 17, 2024: 23}
    scored = ranking[ranking["spbe_index"].notna() & ranking["evaluation_year"].isin([2023, 2024])]
    assert scored.groupby("evaluation_year").size().to_dict() == {2023: 529, 2024: 523}
    assert set(missing["status"]) == {"not_evaluated"}
    nothing = ["rank_in_kind", "rank_in_kabkota", "rank_in_province", "index_change", "rank_change", "predikat"]
    assert missing[nothing].isna().all(axis=None)


def test_changes_are_the_difference_of_comparable_years_and_null_otherwise(ranking: pd.DataFrame) -> None:
    by_year = {year: rows.set_index("current_code") for year, rows in ranking.groupby("evaluation_year")}
    now, before = by_year[2024], by_year[2023].reindex(by_year[2024].index)
    expected = (now["spbe_index"] - before["spbe_index"]).round(2)
    pd.testing.assert_series_equal(now["index_change"].round(2), expected, check_names=False)
    moved = before["rank_in_kind"].astype(float) - now["rank_in_kind"].astype(float)
    pd.testing.assert_series_equal(now["rank_change"].astype(float), moved, check_names=False)
    assert now[now["index_change"].isna()]["change_note"].notna().all()
    across = by_year[2021][by_year[2021]["spbe_index"].notna()]
    assert across["index_change"].isna().all()
    assert set(across["change_note"]) == {"instrument_changed"}
    lampung = ranking[ranking["region_code"] == "18.71"].set_index("evaluation_year")
    assert lampung.loc[2022, "index_change"] == pytest.approx(1.50 - 1.20)
    assert pd.isna(lampung.loc[2022, "rank_in_kind"])


def test_a_lost_cell_is_derived_as_the_one_value_that_the_printed_figures_leave(ranking: pd.DataFrame, release) -> None:
    """Worked out here from the transcription alone: rounding bounds D1, and D1 is the mean of ten whole levels."""
    derived = release.execute(
        "SELECT printed_name, printed_value, value, value_lo, value_hi, status_reason_id FROM core.observations "
        "WHERE status = 'derived' ORDER BY ALL"
    ).fetchall()
    with (BUNDLED / "spbe_annual_report" / "snapshots" / "annual_report_2024.csv").open(encoding="utf-8") as stream:
        rows = {row["agency"]: row for row in csv.DictReader(stream)}
    half = Decimal("0.005")
    assert [name for name, *_ in derived] == [
        "Kementerian Energi dan Sumber Daya Mineral",
        "Kementerian Pertanian",
        "Pemerintah Provinsi Jawa Timur",
    ]
    for name, printed, value, low, high, reason in derived:
        row = rows[name]
        index, d2, d3, d4 = (Decimal(row[column].replace(",", ".")) for column in ("index", "d2", "d3", "d4"))
        middle = index - Decimal("0.25") * d2 - Decimal("0.165") * d3 - Decimal("0.455") * d4
        slack = half * (1 + Decimal("0.25") + Decimal("0.165") + Decimal("0.455"))
        lowest, highest = (middle - slack) / Decimal("0.13"), (middle + slack) / Decimal("0.13")
        assert abs(low - lowest) < Decimal("0.0001"), name
        assert abs(high - highest) < Decimal("0.0001"), name
        possible = [Decimal(tenths) / 10 for tenths in range(10, 51) if lowest <= Decimal(tenths) / 10 <= highest]
        if printed:
            possible = [grade for grade in possible if f"{grade:.2f}".endswith(printed.strip(","))]
        assert possible == [value], name
        assert reason
    row = ranking[(ranking["region_code"] == "35") & (ranking["evaluation_year"] == 2024)].iloc[0]
    assert row["d1"] == pytest.approx(4.6)
    assert '",60"' in row["figure_note_id"]
    place = release.execute(
        "SELECT basis, printed_value, derived_from FROM mart.figure_provenance "
        "WHERE mart_table = 'mart.region_ranking' AND subject_code = '35' AND reference_year = 2024 AND figure = 'd1'"
    ).fetchone()
    assert place == ("derived", ",60", "correction")


def test_press_is_shown_with_its_grade_and_never_ranked(ranking: pd.DataFrame, release) -> None:
    weak = ranking[ranking["evidence_grade"] == "D"]
    assert set(weak["evaluation_year"]) == {2018, 2019, 2020, 2021, 2022, 2025}
    assert len(weak) > 100
    assert weak[["rank_in_kind", "rank_in_kabkota", "rank_in_province", "index_change"]].isna().all(axis=None)
    assert not set(ranking[ranking["evaluation_year"].isin([2023, 2024])]["evidence_grade"].dropna()) - {"A", "B"}
    stated = release.execute(
        "SELECT DISTINCT evaluation_year, subject_code, CAST(value AS DECIMAL(5,2)) FROM core.observations "
        "WHERE evidence_grade = 'D' AND measure = 'INDEX' AND subject_type = 'region' AND value IS NOT NULL"
    ).fetchall()
    shown = release.execute(
        "SELECT evaluation_year, region_code, CAST(spbe_index AS DECIMAL(5,2)) FROM mart.region_ranking "
        "WHERE evidence_grade = 'D'"
    ).fetchall()
    assert set(shown) <= set(stated)


def test_the_best_and_the_shares_of_a_province_equal_pandas(ranking: pd.DataFrame, release) -> None:
    summary = (
        release.execute("SELECT * FROM mart.province_summary").df().set_index(["evaluation_year", "province_code"])
    )
    assert summary.groupby("evaluation_year").size().to_dict() == {2023: 38, 2024: 38}
    members = ranking[(ranking["kind"] != "provinsi") & ranking["evaluation_year"].isin([2023, 2024])]
    for place, rows in members.groupby(["evaluation_year", "province_code"]):
        scores = rows["spbe_index"].dropna()
        found = summary.loc[place]
        assert (found["evaluated_count"], found["expected_count"]) == (len(scores), len(rows))
        if len(scores) < 0.65 * len(rows):
            # Too few for an aggregate.
            assert found[["best_index", "share_baik"]].isna().all()
            continue
        assert (found["best_index"], found["worst_index"]) == (scores.max(), scores.min())
        assert set(found["best_regions"].split("; ")) == set(rows[rows["spbe_index"] == scores.max()]["region_name"])
        graded = rows["predikat"].dropna()
        for grade in ("Memuaskan", "Sangat Baik", "Baik", "Cukup", "Kurang"):
            share = found[f"share_{grade.lower().replace(' ', '_')}"]
            assert share == pytest.approx(100 * (graded == grade).mean(), abs=0.051)
    jakarta = summary.loc[(2024, "31")]
    assert jakarta["expected_count"] == 0
    assert pd.isna(jakarta["mean_index"])
    assert jakarta["summary_note"] == "no_members"


def test_egdi_ranking_equals_the_downloads_and_scipy(release) -> None:
    un = pd.concat(
        pd.read_csv(path, dtype={"egdi_rank": "Int64"}).assign(survey_year=int(path.stem[-4:]))
        for path in (BUNDLED / "un_egovkb" / "snapshots").glob("*.csv")
    )
    un["egdi"] = un["egdi"].where(un["egdi"] > 0)  # a zero is a missing value
    mart = release.execute("SELECT * FROM mart.egdi_ranking").df()
    mart = mart.merge(un, on=["survey_year", "iso3"], suffixes=("", "_un"))
    assert len(mart) == len(un) == 12 * 193
    np.testing.assert_allclose(mart["egdi"], mart["egdi_un"], atol=1e-9)
    scored = mart[mart["egdi"].notna()]
    assert (scored["egdi_rank"] == scored["egdi_rank_un"]).all()
    assert mart[mart["egdi"].isna()]["egdi_rank"].isna().all()
    asean = {"BRN", "IDN", "KHM", "LAO", "MMR", "MYS", "PHL", "SGP", "THA", "VNM"}
    for year, rows in mart.groupby("survey_year"):
        members = rows[rows["iso3"].isin(asean) & rows["egdi"].notna()]
        assert list(members["rank_in_asean"]) == list(rankdata(-members["egdi"], "min")), year
        assert rows[~rows["iso3"].isin(asean)]["rank_in_asean"].isna().all()
        participating = rows[rows["epi"].notna() & rows["egdi"].notna()]
        assert rows[rows["egdi"].isna()]["epi_rank_derived"].isna().all()
        assert list(participating["epi_rank_derived"]) == list(rankdata(-participating["epi"], "min"))


def test_the_national_index_is_compared_within_an_instrument_and_names_another_print(release) -> None:
    rows = release.execute("SELECT * FROM mart.national_context").df().set_index("reference_year")
    assert pd.isna(rows.loc[2021, "national_index_change"])
    assert rows.loc[2021, "national_change_note"] == "instrument_changed"
    assert rows.loc[2022, "national_index_note"] == "another_print"
    assert float(rows.loc[2022, "other_index_lo"]) == 2.35
    assert rows.loc[2024, "national_index_change"] == pytest.approx(0.33)
    assert rows.loc[2023, "mean_of_rows"] == pytest.approx(2.816, abs=0.0005)
    assert rows.loc[2024, "rows_in_mean"] == 615


def test_twenty_figures_stand_in_the_file_where_provenance_says(release) -> None:
    rows = release.execute(
        "SELECT figure, printed_value, file_name, line_no, page, table_no, row_no, file_sha256 "
        "FROM mart.figure_provenance WHERE mart_table = 'mart.region_ranking' "
        "AND basis = 'printed' AND figure IN ('spbe_index', 'd3', 'predikat') "
        "AND file_name LIKE '%annual_report%' ORDER BY hash(reference_year || subject_code || figure) LIMIT 20"
    ).fetchall()
    assert len(rows) == 20
    for figure, value, file_name, line_no, page, table_no, row_no, sha256 in rows:
        content = (BUNDLED / file_name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == sha256
        line = pd.read_csv(BUNDLED / file_name, dtype=str).iloc[line_no - 2]
        column = {"spbe_index": "index"}.get(figure, figure)
        assert (line[column], line["pdf_page"], line["table_no"], line["row_no"]) == (value, page, table_no, row_no)


def test_the_copy_of_a_document_is_named_beside_its_grade_with_what_it_was_compared_with(release) -> None:
    shown = release.execute(
        "SELECT DISTINCT evaluation_year, evidence_grade, copy_kind, copy_sha256[:8], copies_compared "
        "FROM mart.region_ranking INNER JOIN core.documents USING (document_id, evidence_grade, copy_kind) "
        "WHERE rank_in_kind IS NOT NULL AND evaluation_year >= 2023 ORDER BY ALL"
    ).fetchall()
    assert shown == [
        (2023, "A", "conversion", "9dfc7178", "aqilalfa/TA_PUSDATIK@004d42d803: 621/621"),
        (2024, "A", "conversion", "d626945a", "aqilalfa/TA_PUSDATIK@004d42d803: 612/615"),
    ]
    ranked = release.execute("SELECT DISTINCT salinan FROM peringkat WHERE tahun = 2024").fetchall()
    assert ranked == [("hasil konversi teks",)]
    compared = release.execute(
        "SELECT count(*), count(*) FILTER (copies_compared LIKE '%: 193/193%'), count(copy_sha256) "
        "FROM core.documents WHERE source = 'un_egovkb'"
    ).fetchone()
    assert compared == (12, 9, 12)


def test_the_dictionary_in_docs_is_the_one_that_the_tables_declare() -> None:
    assert (ROOT / "docs" / "data_dictionary.md").read_text(encoding="utf-8") == render(), "run `make dictionary`"


def test_what_is_printed_names_the_release_the_checks_and_the_path(first) -> None:
    data, out = first
    manifest = json.loads((data / "current" / "manifest.json").read_text())
    assert f"Rilis {manifest['release_id']}\n" in out
    assert manifest["checks"]["failed"] == 0
    (said,) = re.findall(r"^Pemeriksaan: (.*);", out, re.MULTILINE)
    checks = {"known": 0, **manifest["checks"]}
    assert re.findall(r"\d+", said) == [str(checks[name]) for name in ("passed", "known", "warned", "failed")]
    assert str(data / "current" / "spbe.duckdb") in out
    assert re.search(r"raw\.spbe_annual_report 2024\s+615 rows", out)
    assert re.search(r"mart\.region_ranking\s+[\d,]{5,} rows", out)
    assert "Times: " in out


# --- again (elsewhere: tests/integration/test_graph.py) --------------------------------------------------------------


def test_a_second_unchanged_refresh_brings_what_a_destination_lacks_does_nothing_else_and_says_so(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "umum").mkdir()
    monkeypatch.setenv("SPBE_PUBLISH_TO", str(tmp_path / "umum"))
    before = {path: path.stat().st_mtime_ns for path in (data / "releases").rglob("*")}
    out = refresh_by_command(data)
    assert "Nothing has changed" in out
    there = tmp_path / "umum" / json.loads((tmp_path / "umum" / "current.json").read_text())["path"]
    assert is_whole(there)
    assert f"in {there.relative_to(tmp_path / 'umum')} (" in out
    assert "Kota Magelang" in out
    assert {path: path.stat().st_mtime_ns for path in (data / "releases").rglob("*")} == before
