"""The first year of the Indeks Pemerintah Digital, made up: from the ministry's PDF to rules, answers and pages.

Its figures are drawn (tests/typeset/made_up_2026.py); nothing of them is published.
"""

from __future__ import annotations

import math
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from decimal import Decimal
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb
import openpyxl
import pytest

from assets.making import MAKERS, Given, raw_records
from expectations.suites import SUITES
from reports.planner import planner_statements
from reports.profile.writing import Profiles
from reports.site.making import PageWriter
from reports.site.reading import read_site
from reports.site.words import Words
from reports.workbook import making as workbooks
from sources.archive.holdings import holdings
from sources.archive.store import Archive
from sources.declaration.declared import read_sources
from sources.statements.instruments import instrument_of
from tests.publications import tell_of_two_releases
from tests.typeset.documents import annual_report
from tests.typeset.made_up_2026 import LAYOUT, YEAR, made_up_scores, made_up_tables
from tests.typeset.tables import ASPECT_CODES, ASPECT_ORDER, ASPECTS
from tests.unit.sources.conftest import as_xlsx
from warehouse import models, writer
from warehouse.releases import ReleaseFacts
from warehouse.tables import TABLES

FACTS = ReleaseFacts("2026-0123456789ab", YEAR, date(2026, 12, 31))
TITLE = "Laporan Pelaksanaan Evaluasi Kinerja Pemerintah Digital Tahun 2026"
WORDS = (
    "Evaluasi dilaksanakan pada 615 instansi, terdiri atas 92 Instansi Pusat dan 523 Pemerintah Daerah.",
    "Hasil ditetapkan dengan Keputusan Menteri PANRB Nomor 999 Tahun 2026 tanggal 15 Desember 2026 tentang Hasil "
    "Evaluasi Kinerja Pemerintah Digital pada Instansi Pusat dan Pemerintah Daerah Tahun 2026.",
)
#: Marts that compare two years of one instrument, count steps of a level, or hold regions to a target of it.
WITHOUT_2026 = {"grade_transitions", "movers", "next_predikat_steps", "province_plan", "role_models"}
#: Rules that warn: who is in no report, which moves of earlier years are large, and that others type other figures.
THAT_WARN = {
    "core.spbe_scores: every_region_is_evaluated", "audit.yearly_changes: moves_are_within_the_usual",
    "audit.conflicts: documents_agree",
}  # fmt: skip


@pytest.fixture
def arrived(tmp_path: Path) -> list[str]:
    """The report, and what others type of the year: a table of aspects, and all indicators of one agency."""
    report, aspects, levels = (tmp_path / name for name in ("laporan.pdf", "tabel.xlsx", "nilai.xlsx"))
    layout = replace(LAYOUT, order=ASPECT_ORDER, headings=ASPECT_CODES)
    report.write_bytes(annual_report(made_up_tables(), YEAR, layout, title=TITLE, words=WORDS).data)
    row = {"Nama": "Kota Magelang", **{code.upper(): 3.5 for code in ASPECTS}, "Indeks": 3.5}
    aspects.write_bytes(as_xlsx(A=[["Indeks Pemerintah Digital 2026"], list(row), list(row.values())]))
    scores = ["belum dinilai", *(f"{3 + number / 100:.2f}".replace(".", ",") for number in range(19))]
    listed = [[number, f"Indikator {number}", score] for number, score in enumerate(scores, start=1)]
    levels.write_bytes(as_xlsx(A=[["Penilaian Kota Magelang Tahun 2026"], ["No", "Indikator", "Nilai"], *listed]))
    return [str(file) for file in (report, aspects, levels)]


@contextmanager
def _warehouse(good: Path, data: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A copy of the good working database in which what has come in is loaded, and all that follows made anew."""
    sources, archive = read_sources(), Archive(data / "archive")
    held = [holding for source in sources for holding in holdings(source, archive)]
    made_by = {table.full_name: maker for maker in MAKERS for table in maker.makes}
    reads = {
        name: set(made_by[name].reads if name in made_by else models.reads(table))
        for name, table in TABLES.items()
        if name in made_by or models.has_model(table)
    }
    changed = {f"raw.{holding.raw_table}" for holding in held if holding.card}
    shutil.copy(good / "working" / "spbe.duckdb", data / "spbe.duckdb")
    with duckdb.connect(str(data / "spbe.duckdb")) as connection:
        for name in changed:
            of_table = [holding for holding in held if f"raw.{holding.raw_table}" == name]
            writer.replace(connection, TABLES[name], raw_records(TABLES[name], of_table, archive, sources))
        for name in TopologicalSorter(reads).static_order():
            if reads.get(name, set()) & changed:
                changed.add(name)
                if name not in made_by:
                    models.make(connection, TABLES[name])
                elif made_by[name].makes[0] == TABLES[name]:
                    records = made_by[name].make(connection, Given(sources, archive, lambda: held, lambda: held))
                    for table, rows in zip(made_by[name].makes, records, strict=True):
                        writer.replace(connection, table, rows)
        tell_of_two_releases(connection, data, {})
        for statement in planner_statements(FACTS.release_id, FACTS.data_date):
            connection.execute(statement)
        yield connection


@pytest.mark.filterwarnings("ignore:.*extension is not supported")  # of the workbook, when openpyxl reads it
def test_a_year_of_seven_aspects_is_read_ranked_and_shown_and_nothing_crosses_the_break(
    good: Path, tmp_path: Path, arrived: list[str], spbe, monkeypatch: pytest.MonkeyPatch
) -> None:
    added = spbe("add", *arrived, data=tmp_path)
    assert added.code == 0, added.told
    assert "matched      523 regions, 92 central bodies; 5,535 figures" in added.out
    with _warehouse(good, tmp_path) as release:
        _assert_no_rule_is_broken(release)
        _assert_ranked_within_its_year(release)
        _assert_the_way_goes_by_aspects(release)
        _assert_what_others_typed_says_nothing(release)
        _assert_nothing_crosses_the_break(release)
        _assert_questions_are_answered(release)
        _assert_pages(release)
        monkeypatch.setattr(workbooks, "_provinces", lambda _: [])
        workbooks.write_workbooks(release, tmp_path, FACTS)
    _assert_workbook(tmp_path / "spbe-2026.xlsx")


def _assert_no_rule_is_broken(release: duckdb.DuckDBPyConnection) -> None:
    broken = set()
    for name, suite in SUITES.items():
        for rule in suite.rules:
            if rule.query:
                found = release.execute(rule.query)
                columns = [column[0] for column in found.description]
                rows = [dict(zip(columns, row, strict=True)) for row in found.fetchall()]
                if any(row.get("known_because") is None for row in rows):
                    broken.add(f"{name}: {rule.name}")
    assert broken == THAT_WARN


def _assert_ranked_within_its_year(release: duckdb.DuckDBPyConnection) -> None:
    drawn = {}
    for table in made_up_tables():
        for row in table.rows:
            if row["agency"].startswith("Pemerintah Kota "):
                drawn[row["agency"].removeprefix("Pemerintah ")] = made_up_scores(row["agency"])
    found = release.execute(
        "SELECT region_name, spbe_index, predikat, rank_in_kind, ranked_in_kind, instrument, change_note, is_final, "
        "coalesce(d1, d2, d3, d4, index_change, rank_change) FROM mart.region_ranking "
        "WHERE evaluation_year = 2026 AND kind = 'kota'"
    ).fetchall()
    assert len(found) == len(drawn) == 93
    # Two spellings of the report are others than the register's.
    known = [(row, drawn[row[0]]) for row in found if row[0] in drawn]
    assert len(known) > 85
    for (_, index, predikat, rank, ranked, *rest), body in known:
        better = sum(other.index > body.index for other in drawn.values())
        assert (index, predikat, rank, ranked) == (body.index, body.predikat, 1 + better, 93)
        assert rest == ["PEMDI-2026", "instrument_changed", True, None]
    profile = release.execute(
        "SELECT measure, score FROM mart.domain_profile "
        "WHERE evaluation_year = 2026 AND region_code = '33.71' AND peer_type = 'kind' AND is_part ORDER BY measure"
    ).fetchall()
    assert dict(profile) == made_up_scores("Pemerintah Kota Magelang").aspects


def _assert_the_way_goes_by_aspects(release: duckdb.DuckDBPyConnection) -> None:
    body = made_up_scores("Pemerintah Kota Magelang")
    edge, missing = release.execute(
        "SELECT next_edge, points_missing FROM mart.next_predikat "
        "WHERE evaluation_year = 2026 AND region_code = '33.71'"
    ).fetchone()
    assert (edge, missing) == (Decimal("4.00"), Decimal("4.00") - body.index)
    instrument = instrument_of(YEAR)
    rows = release.execute(
        "SELECT measure, rise_to_edge, rise_left, steps_to_edge, domain_note FROM mart.next_predikat_domains "
        "WHERE evaluation_year = 2026 AND region_code = '33.71'"
    ).fetchall()
    assert [row[0] for row in rows] == list(body.aspects)
    for measure, rise, left, steps, note in rows:
        needed = math.ceil((missing + Decimal("0.005")) * 10000 / instrument.parts[measure])
        assert (rise, left, steps) == (Decimal(needed) / 100, 5 - body.aspects[measure], None)
        assert note == ("decimal_enough_alone" if rise <= left else "decimal_not_enough_alone")


def _assert_what_others_typed_says_nothing(release: duckdb.DuckDBPyConnection) -> None:
    found = release.execute(
        "SELECT d.source, count(*), count(o.value), min(o.status) FROM core.observations AS o "
        "INNER JOIN core.documents AS d USING (document_id) "
        "WHERE o.evaluation_year = 2026 AND o.evidence_grade = 'D' GROUP BY d.source ORDER BY d.source"
    ).fetchall()
    # One indicator is not scored yet: a statement without a value.
    assert found == [("spbe_spreadsheet", 8, 8, "published"), ("spbe_typed_levels", 20, 19, "not_yet_scored")]


def _assert_nothing_crosses_the_break(release: duckdb.DuckDBPyConnection) -> None:
    tables = release.execute(
        "SELECT table_name, column_name FROM information_schema.columns "
        "WHERE table_schema = 'mart' AND column_name IN ('evaluation_year', 'reference_year')"
    ).fetchall()
    empty = {
        table
        for table, year in tables
        if release.execute(f"SELECT count(*) FROM mart.{table} WHERE {year} = 2026").fetchone() == (0,)
    }
    assert empty == WITHOUT_2026
    for table, year, column in (
        ("region_ranking", "evaluation_year", "index_change"), ("region_ranking", "evaluation_year", "rank_change"),
        ("rank_change", "evaluation_year", "index_change"), ("rank_intervals", "evaluation_year", "change_lo"),
        ("province_summary", "evaluation_year", "mean_gap_change"),
        ("national_context", "reference_year", "national_index_change"),
        ("target_progress", "evaluation_year", "target_gap"),
    ):  # fmt: skip
        counted = release.execute(f"SELECT count({column}) FROM mart.{table} WHERE {year} = 2026").fetchone()
        assert counted == (0,), (table, column)
    # Each says why.
    assert release.execute(
        "SELECT DISTINCT not_assessable_because FROM mart.target_progress WHERE evaluation_year = 2026"
    ).fetchall() == [("other_instrument",)]
    assert release.execute(
        "SELECT national_index_note, national_index FROM mart.national_context WHERE reference_year = 2026"
    ).fetchall() == [("not_printed", None)]


def _assert_questions_are_answered(release: duckdb.DuckDBPyConnection) -> None:
    for question in (
        "en.ranking(2026, kind := 'kota')", "en.profile('Kota Magelang', year := 2026)", "en.way('Kota Magelang')",
        "en.way_by_domain('Kota Magelang')", "en.domain('Kota Magelang')", "en.peer('Kota Magelang')",
        "en.mentor('Kab. Subang')", "en.province('Jawa Tengah')",
        "en.origin_of('Kota Magelang', 2026, 'index')", "en.province_plan('Jawa Barat', 4.0)",
    ):  # fmt: skip
        assert release.execute(f"FROM {question}").fetchone() is not None, question
    for question, because in (
        ("en.change('Kota Magelang', year := 2026)", "No two years in a row can be compared"),
        ("en.role_model('Kota Magelang', year := 2026)", "two years running under one instrument"),
        ("en.way_by_indicator('Kota Magelang')", "decimals"),
    ):
        with pytest.raises(duckdb.Error, match=because):
            release.execute(f"FROM {question}").fetchall()


def _assert_pages(release: duckdb.DuckDBPyConnection) -> None:
    data = read_site(release, FACTS)
    pages = {}
    for language in ("id", "en"):
        write = PageWriter(data, Words(language, data.evaluation["instrument"]))
        (java,) = (row for row in data.provinces if row["province_code"] == "33")
        pages |= dict(
            [write.home(()), write.ranking("kota"), write.province(java), write.region(data.of_code("33.71"))]
        )
    body = made_up_scores("Pemerintah Kota Magelang")
    index = f"{body.index:.2f}".replace(".", ",")
    page = pages["daerah/33.71-kota-magelang.html"]
    for said in (
        f"Kota Magelang memperoleh Indeks Pemerintah Digital {index} ({body.predikat}) pada evaluasi 2026",
        "Instrumen berganti dari SPBE-2020 ke PEMDI-2026: tidak dapat dibandingkan.",
        "Tiap aspek dibanding",
        "jadi tidak ada langkah yang dapat dihitung",
    ):
        assert said in page, said
    for address, content in pages.items():
        # Of the series of years, and of the map.
        said = content.replace("SPBE index and Pemdi", "").replace("domain publik", "").replace("public domain", "")
        for word in ("indeks SPBE", "SPBE index", "domain ", "domains", "Domain"):
            assert word not in said, (address, word)
    profiles = Profiles(data)
    # Those that have most to say fit on their two pages, too.
    assert all(profiles.pdf(data.of_code(code)) for code in ("33.71", "31", "32", "63.71"))
    profile = str(profiles.content(data.of_code("33.71")))
    assert "Kepuasan Pengguna Layanan Digital Pemerintah" in profile
    assert "Domain" not in profile


def _assert_workbook(file: Path) -> None:
    book = openpyxl.load_workbook(file, read_only=True)
    profile = [list(row) for row in book["Profil"].iter_rows(values_only=True)]
    headings = {row[0] for row in profile if isinstance(row[0], str)}
    assert {"Aspek dibanding semua daerah sejenis, 2026", "Dari tahun ke tahun"} <= headings
    assert [row[0] for row in profile].count("A7") == 2, "beside its kind, and on the way to the next grade"
    calculator = [list(row) for row in book["Kalkulator"].iter_rows(values_only=True)]
    assert calculator[0][0] == "Kalkulator Indeks Pemerintah Digital (Peraturan Menteri PANRB Nomor 8 Tahun 2026)"
    assert "20 indikator (bilangan, desimal boleh, 1 sampai 5)" in calculator[1][0]
    cells = {cell for row in calculator for cell in row}
    for sheet, because in (("Perubahan", "dua tahun berturut-turut yang dapat"), ("Teladan", "instrumen yang sama")):
        said = " ".join(str(row[0]) for row in book[sheet].iter_rows(values_only=True))
        assert "Tidak ada data di sini" in said, sheet
        assert because in said, sheet
    assert "Domain" not in cells
    assert {"Aspek", "Kepuasan Pengguna Layanan Digital Pemerintah"} <= cells
