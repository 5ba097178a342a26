"""The planners' macros: names as people write them, rows that the views have, and never silence."""

from __future__ import annotations

import re

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.planner.macros import read_macros
from sources.names.region_names import RegionVersion
from sources.regions.register import region_names
from warehouse.connection import literal, records_of

LANGUAGES = ("id", "en")
_WRITTEN = {
    "kabupaten": ("Kabupaten {}", "kab. {}", "KAB.{}", "Pemkab {}", "Pemerintah Kab. {}", "PEMERINTAH  KAB\u00a0{} "),
    "kota": ("Kota {}", "kota\u00a0{}", "PEMKOT {}", "Pemerintah Kota {}", " Pemkot. {}"),
    "provinsi": ("Provinsi {}", "prov. {}", "PROV.{}", "Pemprov {}", "Pemerintah {}", "Pemerintah Provinsi {}"),
}  # fmt: skip


@pytest.fixture(scope="module")
def asked(planner):
    """What the database makes of names: (number named, the one region) each."""

    def ask(names: list[str]) -> list[tuple[int, str | None]]:
        return planner.execute("SELECT named, region FROM core.regions_asked(?) ORDER BY place", [names]).fetchall()

    return ask


@pytest.fixture(scope="module")
def resolver(planner):
    return region_names(records_of(planner, "FROM core.regions"), records_of(planner, "FROM core.region_aliases"))


@pytest.fixture(scope="module")
def spellings(planner) -> list[tuple[str, str]]:
    """(kind, name without it) of every region in every version, and every usable spelling."""
    return planner.execute(
        "SELECT DISTINCT kind, regexp_replace(region_name, '^(Kota|Kabupaten) ', '') FROM core.regions "
        "UNION SELECT alias_kind, regexp_replace(alias, '^(?i)(KOTA|KAB\\.|KABUPATEN|PROVINSI|PROV\\.) ', '') "
        "FROM core.region_aliases WHERE usable ORDER BY ALL"
    ).fetchall()


def _by_python(resolver, written: str) -> str | None:
    """The region of today that sources/names resolves, in whichever year the name was borne."""
    found = {
        version.current_code
        for year in (2018, 2024)
        if isinstance(version := resolver.resolve(written, year), RegionVersion)
    }
    return found.pop() if len(found) == 1 else None


def test_every_spelling_with_its_kind_names_the_region_that_the_pipeline_resolves(asked, resolver, spellings):
    written = [_WRITTEN[kind][at % len(_WRITTEN[kind])].format(name) for at, (kind, name) in enumerate(spellings)]
    expected = [_by_python(resolver, one) for one in written]
    assert len(written) > 1000
    assert expected.count(None) < 10
    found = asked(written)
    different = [
        (one, python, sql) for one, python, (_, sql) in zip(written, expected, found, strict=True) if python != sql
    ]
    assert different == []


@given(st.data())
def test_a_name_is_read_alike_however_it_is_written(asked, resolver, spellings, data):
    chosen = data.draw(st.lists(st.sampled_from(spellings), min_size=1, max_size=5))
    written = []
    for kind, name in chosen:
        form = data.draw(st.sampled_from(_WRITTEN[kind]))
        case = data.draw(st.sampled_from([str.upper, str.lower, str.title, str]))
        gap = data.draw(st.sampled_from([" ", "  ", "\u00a0", "-", ". ", "\u2009\u200b", "\u00ad "]))
        mark = data.draw(st.sampled_from(["", "*", "*)", " 1)", "\u00b2", " [3]", "\u00a0"]))
        written.append(form.format(case(name).replace(" ", gap)) + mark)
    for one, (_, region) in zip(written, asked(written), strict=True):
        assert region == _by_python(resolver, one), one


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("kab. sumedang", "32.11"), ("Pemkot Tangerang", "36.71"), ("KAB.MAGELANG", "33.08"), ("33.71", "33.71"),
        ("DIY", "34"), ("D.I. Yogyakarta", "34"), ("Kep. Riau", "21"), ("Kotabaru", "63.02"), ("DKI", "31"),
        ("Pemprov Jabar", "32"), ("Kota\u00a0 Magelang", "33.71"), ("sumedang", "32.11"), ("Pemerintah Aceh", "11"),
        ("Tangsel", "36.74"), ("Pangkep", "73.10"), ("DKJ", "31"), ("OKU", "16.01"), ("Jakarta", "31"),
        ("OKU Timur", "16.08"), ("Solo", "33.72"), ("Kab. Kep. Meranti", "14.10"), ("Kab. Lampung Sel.", "18.01"),
        ("Pemda Kota Magelang", "33.71"), ("Pemerintah Daerah Istimewa Yogyakarta", "34"), ("Aceh", "11"),
        ("\uff2b\uff4f\uff54\uff41 Magelang", "33.71"), ("Kota Magelang\u200b*)", "33.71"), ("Pemko Padang", "13.71"),
        ("3371", "33.71"), ("32", "32"), ("92.71", "96.71"), ("kota makassar", "73.71"), ("Jateng", "33"),
    ],
)  # fmt: skip
def test_names_as_people_write_them(asked, written, code):
    assert asked([written]) == [(1, code)]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Magelang", r'"Magelang" dipakai 2 daerah: Kabupaten Magelang \(33\.08\), Kota Magelang \(33\.71\)\.'),
        ("Gorontalo", r"dipakai 3 daerah: Gorontalo \(75\), Kabupaten Gorontalo \(75\.01\), Kota Gorontalo"),
        ("sumedng", r'Tidak ada daerah bernama "sumedng"\. Yang mirip: Kabupaten Sumedang \(32\.11\)'),
        ("Kota Sumedang", r'bernama "Kota Sumedang"\. .* berjenis lain: Kabupaten Sumedang \(32\.11\)\.$'),
        ("Yogyakarta", r"dipakai 2 daerah: Daerah Istimewa Yogyakarta \(34\), Kota Yogyakarta \(34\.71\)"),
        ("Jogja", r"dipakai 2 daerah: Daerah Istimewa Yogyakarta \(34\), Kota Yogyakarta"),
        ("zzzz", r'"zzzz", dan tidak ada nama yang mirip\.'),
        ("Kab. Magelangg", r"Yang mirip: (?!.*Kota )Kabupaten Magelang \(33\.08\)"),
        ("Provinsi Bandung", "Tidak ada daerah bernama"),
        ("99.99", "Tidak ada daerah bernama"),
        ("1103", r"dipakai 2 daerah: Kabupaten Aceh Selatan \(11\.01\), Kabupaten Aceh Timur \(11\.03\)"),
        ("", "Tulis nama daerah"),
        (" . ", "Tulis nama daerah"),
        (None, "Tulis nama daerah"),
    ],
)
def test_a_name_that_decides_nothing_raises_the_choices(planner, name, told):
    said = "NULL" if name is None else literal(name)
    with pytest.raises(duckdb.InvalidInputException, match=told):
        planner.execute(f"FROM profil({said})").fetchall()


@pytest.mark.parametrize("name", [name for name, macro in read_macros().items() if macro.of("region")])
def test_every_macro_reads_names_alike(planner, name):
    macro = read_macros()[name]
    said = [literal("Magelang" if one.kind == "region" else "2024") for one in macro.arguments if one.default is None]
    with pytest.raises(duckdb.InvalidInputException, match='"Magelang" dipakai 2 daerah'):
        planner.execute(f"FROM {macro.full_name('id')}({', '.join(said)})").fetchall()


@pytest.mark.parametrize(
    ("call", "told"),
    [
        ("peringkat(2025)", r"Tidak ada baris dalam peringkat dengan pilihan ini\. Tahun yang ada: 2023; 2024\.$"),
        ("peringkat(NULL)", r"Tahun yang ada: 2023; 2024\.$"),
        ("peringkat(2024, jenis := 'desa')", '"desa" tidak dikenal sebagai jenis. Pilih salah satu: provinsi, kab'),
        ("peringkat(2024, provinsi := 'Jawa Borat')", r'"Jawa Borat" bukan nama provinsi\. Yang mirip: Jawa Barat'),
        ("peringkat(2024, provinsi := '')", "Tulis nama daerah"),
        ("peringkat(2024, jenis := 'kota', provinsi := 'Papua Tengah')", r"Tidak ada baris dalam peringkat"),
        ("profil('Kota Magelang', tahun := 2035)", r"untuk Kota Magelang \(33\.71\) dalam profil .* ada: .*2024"),
        ("profil('Jakarta Barat')", r"Yang mirip: Kota Administrasi Jakarta Barat \(31\.73\)"),
        ("profil('31.73')", r"Tidak ada baris untuk Kota Administrasi Jakarta Barat \(31\.73\) dalam profil"),
        ("bandingkan('Kota Bandung', 'Magelang', e := 'Sumedng')", r'"Magelang" dipakai 2 .*"Sumedng"\. Yang mirip'),
        ("bandingkan('Kota Bandung', NULL)", "Tulis nama daerah"),
        ("bandingkan('Kota Bandung', 'Kota Cimahi', tahun := 2022)", r"Kota Bandung \(.*, Kota Cimahi .* 2023; 2024"),
        ("asal('Kota Tangerang', 2024, 'apa')", r"Yang ada: d1_kebijakan; .*indeks; "),
        ("asal('Kota Tangerang', 2030, 'indeks')", "Tahun yang ada: 2021; 2023; 2024"),
        ("asal('Kota Tangerang', 2024, NULL)", "Yang ada: d1_kebijakan"),
        ("langkah_indikator('Kota Makassar')", "Tingkat kematangan indikatornya belum tersedia di sini"),
        ("provinsi('Kota Bandung')", "Ini bukan provinsi"),
        ("rencana_provinsi('Jawa Barat', 3.5, tahun := 2020)", r"rencana_provinsi dengan .* ada: 2023; 2024\.$"),
        ("rencana_provinsi('Jawa Barat', 5.01)", r'"5\.01" bukan target pada .* 1,00 sampai 5,00, paling'),
        ("rencana_provinsi('Jawa Barat', 0.99)", '"0.99" bukan target'),
        ("rencana_provinsi('Jawa Barat', 3.505)", '"3.505" bukan target'),
        ("rencana_provinsi('Jawa Barat', 'tiga')", '"tiga" bukan target'),
        ("rencana_provinsi('Jawa Barat', NULL)", "bukan target pada skala"),
        ("en.province_plan('Jawa Barat', 6)", r'"6" is not a target on the scale of the instrument: .* 1\.00 to 5\.00'),
        ("rencana_provinsi(NULL, 3.5)", "Tulis nama daerah"),
        ("rencana_provinsi('zzzz', 3.5)", "dan tidak ada nama yang mirip"),
        ("cari('zzzz')", r'"zzzz", dan tidak ada nama yang mirip\.'),
        ("en.search('zzzz')", 'No region is called "zzzz", and no name is like it'),
        ("rencana_provinsi('Kota Bandung', 3.5)", '"Kota Bandung" bukan nama provinsi'),
        ("cari('')", "Tulis nama daerah"),
        ("en.profile('Magelang')", r'"Magelang" is that of 2 regions: Kabupaten Magelang \(33\.08\), Kota Magelang'),
        ("en.ranking(2025)", r"There is no row in ranking with this choice\. Years that there are: 2023; 2024\."),
        ("en.ranking(2024, kind := 'village')", "Choose one of: provinsi, kabupaten, kota"),
    ],
)  # fmt: skip
def test_no_call_is_answered_with_silence(planner, call, told):
    for statement in (f"FROM {call}", f"SELECT count(*) FROM {call}"):
        with pytest.raises(duckdb.InvalidInputException, match=told):
            planner.execute(statement).fetchall()


def test_every_macro_gives_rows_of_its_view_in_both_languages(planner):
    for macro in read_macros().values():
        for language in LANGUAGES:
            example = macro.example.in_language(language)
            columns = [column.names.in_language(language) for column in macro.view.columns]
            rows = planner.execute(example).fetchall()
            assert rows, example
            if not macro.where:
                call = re.match(r"FROM .*\)", example)[0]
                view = f"SELECT {', '.join(columns)} FROM {macro.view.full_name(language)}"
                assert planner.execute(f"({call}) EXCEPT ALL ({view})").fetchall() == [], example


def test_arguments_choose_rows(planner):
    def ask(sql: str) -> list[tuple]:
        return planner.execute(sql).fetchall()

    assert {row[0] for row in ask("SELECT jenis FROM peringkat('2024', jenis := ' KOTA')")} == {"kota"}
    assert ask("SELECT count(*) FROM peringkat(2024, provinsi := 'Jabar')") == [(27,)]
    assert ask("SELECT DISTINCT provinsi FROM peringkat(2024, provinsi := 'Gorontalo')") == [("Gorontalo",)]
    # A region that moved is found in every year, under each of its codes.
    years = ask("SELECT tahun, kode FROM profil('Kota Sorong') WHERE peringkat IS NOT NULL")
    assert [year for year, _ in years] == [2024, 2023]
    # In the order asked for, and a year that one of them lacks is said.
    assert ask("SELECT kode, status FROM bandingkan('Kota Salatiga', '96.05', c := 'DIY', tahun := 2024)") == [
        ("33.73", "terbit"),
        ("96.05", "tidak dievaluasi"),
        ("34", "terbit"),
    ]
    # A region beside itself is one region.
    once = ask("FROM bandingkan('Kota Bandung', 'Kota Cimahi')")
    assert ask("FROM bandingkan('Kota Bandung', '32.73', c := 'Kota Cimahi')") == once
    assert {row[0] for row in ask("SELECT kode FROM bandingkan('Kota Bandung', 'KOTA BANDUNG')")} == {"32.73"}
    assert len(ask("FROM bandingkan('Kota Bandung', 'KOTA BANDUNG')")) == 2
    both = ask("SELECT DISTINCT kode = '32.11', kode_mentor = '32.11' FROM mentor('Kab. Sumedang')")
    assert (False, True) in both
    assert ask("SELECT kode FROM cari('Magelang')") == [("33.08",), ("33.71",)]
    assert ask("SELECT kode FROM cari('sumedng')")[0] == ("32.11",)
    by_name = ask("FROM asal('Kota Tangerang', 2024, 'indeks')")
    assert by_name == ask("FROM asal('36.71', 2024, 'spbe_index')") != []
