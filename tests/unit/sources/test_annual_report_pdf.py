"""The annual report as a PDF: what is typeset from the transcriptions comes back exactly, or is refused."""

import io
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.declaration.declared import BUNDLED, read_source
from sources.declaration.errors import SourceError
from sources.reading.content import identify
from sources.reading.parts import NotThis
from sources.spbe_annual_report.parse import COLUMNS, READER
from tests.conftest import costly
from tests.typeset.documents import annual_report, mono_pages
from tests.typeset.made_up_2026 import LAYOUT, made_up_tables
from tests.typeset.tables import (
    ASPECT_CODES,
    ASPECT_NAMES,
    ASPECT_ORDER,
    ASPECTS,
    LONG_HEADINGS,
    SHORT_HEADINGS,
    Layout,
    Table,
    tables_of,
    typeset,
)

_FOLDER = BUNDLED / "spbe_annual_report"
_SOURCE = read_source(_FOLDER)
_TABLES = {year: tables_of(_FOLDER / "snapshots" / f"annual_report_{year}.csv") for year in (2023, 2024)}
_NAMES = sorted({row["agency"] for tables in _TABLES.values() for table in tables for row in table.rows})
_LONG = {"headings": LONG_HEADINGS, "page": (842, 595), "widths": dict.fromkeys(("d1", "d2", "d3", "d4"), 64.0)}
_NARROW = {"agency": 105.0}
_DOMAINS, _WEIGHTS = ("d1", "d2", "d3", "d4"), (Decimal("0.13"), Decimal("0.25"), Decimal("0.165"), Decimal("0.455"))
_DECREE = (
    "Hasil ditetapkan dengan Keputusan Menteri PANRB Nomor 663 Tahun 2024 tanggal 31 Desember 2024 tentang Hasil "
    "Evaluasi SPBE pada Instansi Pusat dan Pemerintah Daerah Tahun 2024."
)


def _sample(*numbers, year=2024):
    return [table for table in _TABLES[year] if table.number in numbers]


def _read(document, name="report.pdf"):
    return READER.read(identify(name, getattr(document, "data", document)), _SOURCE)


def _part(document):
    (part,) = _read(document)
    return part


def _refusal(document):
    with pytest.raises(SourceError) as refused:
        _read(document)
    return str(refused.value)


def _expected(tables, document):
    pages = iter(document.row_pages)
    return [
        {"table_no": table.number, "table_title": table.title, "pdf_page": str(next(pages)), "row_no": row["no"],
         **{column: row.get(column, "") for column in COLUMNS[4:]}}
        for table in tables for row in table.rows
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("year", "layout"),
    [
        (2023, Layout(rules="none", valign="top", widths=_NARROW, repeat_heading=False, foot="SPBE | {page}")),
        (2024, Layout(caption_width=200, rules="rows", foot="Kementerian PANRB | {page}", point=True)),
    ],
    ids=["2023 without rules", "2024 ruled, with decimal points"],
)
def test_a_whole_report_comes_back_exactly(year, layout):
    document = annual_report(_TABLES[year], year, layout)
    part = _part(document)
    expected = _expected(_TABLES[year], document)
    if layout.point:
        expected = [
            {c: v.replace(",", ".") if c in {*_DOMAINS, "index"} else v for c, v in row.items()} for row in expected
        ]
    assert list(part.rows) == expected
    assert all(tuple(row) == COLUMNS for row in part.rows)
    assert (part.edition, part.raw_table, part.same_as) == (year, "spbe_annual_report", "")
    # A slip in a caption stays as printed.
    assert any("Tenggara Tlmur" in row["table_title"] for row in part.rows) == (year == 2024)


@pytest.mark.parametrize("headings", [ASPECT_CODES, ASPECT_NAMES], ids=["codes", "names"])
def test_a_report_of_2026_has_seven_aspects_and_no_domains(headings):
    tables = made_up_tables()[20:32]
    wide = dict.fromkeys(ASPECTS, 62.0) | {"agency": 150.0}
    layout = replace(LAYOUT, order=ASPECT_ORDER, headings=headings, widths=wide, rules="rows", size=8)
    title = "Laporan Pelaksanaan Evaluasi Kinerja Pemerintah Digital Tahun 2026"
    document = annual_report(tables, 2026, layout, title=title)
    part = _part(document)
    assert list(part.rows) == _expected(tables, document)
    assert (part.edition, part.title) == (2026, title)
    assert {row["d1"] + row["a8"] for row in part.rows} == {""}
    assert not [note for note in part.notes if "empty" in note]


_figures = st.decimals(1, 5, places=2).map(lambda value: f"{value:.2f}".replace(".", ","))
_rows = st.lists(
    st.fixed_dictionaries(
        {"agency": st.sampled_from(_NAMES), **dict.fromkeys(("d1", "d2", "d3", "d4"), _figures),
         "predikat": st.sampled_from(["Memuaskan", "Sangat Baik", "Baik", "Cukup", "Kurang"])}
    ), min_size=1, max_size=12,
)  # fmt: skip
_layouts = st.builds(
    replace,
    st.sampled_from([Layout(), Layout(**_LONG)]),
    rules=st.sampled_from(["grid", "rows", "frame", "zebra", "none"]),
    valign=st.sampled_from(["top", "middle", "bottom"]),
    align=st.sampled_from(["left", "centre", "right"]),
    padding=st.sampled_from([0.0, 2.0, 7.0]),
    leading=st.sampled_from([1.1, 1.2, 1.5]),
    size=st.sampled_from([7.0, 9.0]),
    repeat_heading=st.booleans(),
    split_rows=st.booleans(),
    numbered_columns=st.booleans(),
    caption_width=st.sampled_from([160.0, 1000.0]),
    foot=st.sampled_from([None, "{page}", "Kementerian PANRB | {page}"]),
    border=st.sampled_from([None, 12.0]),
    mean_row=st.sampled_from([None, "Rata-rata"]),
)
_widths = st.integers(90, 200)


def _with_index(row):
    weighted = sum(
        weight * Decimal(row[column].replace(",", ".")) for column, weight in zip(_DOMAINS, _WEIGHTS, strict=True)
    )
    return {**row, "index": f"{weighted:.2f}".replace(".", ",")}


@costly(2)
@given(rows=_rows, layout=_layouts, width=_widths, lost=st.sampled_from(["", ",60", "4.50"]))
def test_any_names_and_figures_come_back_exactly_or_are_refused(rows, layout, width, lost):
    numbered = [{**_with_index(row), "no": str(at)} for at, row in enumerate(rows, start=1)]
    if len(numbered) > 1:
        numbered[-1] |= {"d1": lost, "index": numbered[-1]["index"] if lost != "4.50" else ""}
    tables = [Table("9", "Hasil Evaluasi SPBE Kementerian", numbered),
              Table("10", "Hasil Evaluasi SPBE Pemerintah Daerah di D.I Yogyakarta", numbered)]  # fmt: skip
    document = annual_report(tables, 2025, replace(layout, widths={**layout.widths, "agency": float(width)}))
    try:
        outcome = list(_part(document).rows)
    except SourceError as refused:
        outcome = str(refused)
    placed = isinstance(outcome, str) and re.search(r"page \d+, table (?:9|10): ", outcome)
    assert outcome == _expected(tables, document) or (placed and layout.rules not in {"grid", "rows"}), outcome


def test_the_year_is_the_one_that_the_document_states_and_not_its_file_name():
    for title, year in (
        ("Laporan Pelaksanaan Evaluasi SPBE Tahun 2025", 2025),
        ("Laporan Evaluasi SPBE 2023", 2023),
        ("LAPORAN PELAKSANAAN EVALUASI SISTEM PEMERINTAHAN BERBASIS ELEKTRONIK (SPBE) TAHUN 2024", 2024),
        ("Laporan Hasil Pemantauan dan Evaluasi SPBE pada Instansi Pusat Tahun 2022", 2022),
    ):
        words = [f"Dibandingkan dengan Laporan Evaluasi SPBE Tahun {year - 1}, indeks nasional naik."]
        (part,) = _read(annual_report(_sample("12"), 0, title=title, words=words), "Laporan Evaluasi SPBE 2021.pdf")
        assert (part.edition, part.title) == (year, title)


def test_counts_are_taken_where_the_document_states_them():
    told = (
        "Evaluasi dilaksanakan pada sebanyak 621 (enam ratus dua puluh satu) instansi, terdiri atas 92 (sembilan puluh "
        "dua) Instansi Pusat dan 529 Pemerintah Daerah, yaitu 38 Pemerintah Provinsi, 398 Pemerintah Kabupaten, dan 93 "
        "Pemerintah Kota."
    )
    part_of_them = "Sebanyak 12 Instansi Pusat memperoleh predikat Memuaskan."
    counts = {"agencies": 621, "central": 92, "regional": 529, "provinces": 38, "kabupaten": 398, "kota": 93}
    tables = {"first_table": 12, "last_table": 54}
    for words, expected in (([told, part_of_them], counts), ([part_of_them], {})):
        assert _part(annual_report(_sample("12", "54"), 2024, words=words)).states == expected | tables
    part = _part(annual_report(_sample("12"), 2024, words=["621 instansi, 90 Instansi Pusat, 529 Pemerintah Daerah."]))
    assert "agencies" not in part.states
    assert any("do not fit each other" in note and "agencies 621" in note for note in part.notes)


def test_the_decree_of_the_results_is_found_among_others_or_none_is_named():
    last_year = "Keputusan Menteri PANRB Nomor 13 Tahun 2024 tentang Hasil Pemantauan dan Evaluasi SPBE Tahun 2023."
    guide = "Sesuai Keputusan Menteri PANRB Nomor 962 Tahun 2021 tentang Pedoman Teknis."
    part = _part(annual_report(_sample("12"), 2024, words=[guide, _DECREE, last_year]))
    assert part.decree_number == "Keputusan Menteri PANRB Nomor 663 Tahun 2024"
    assert part.decree_date == date(2024, 12, 31)
    words = ["Keputusan Menteri PANRB Nomor 1 Tahun 2025.", "Keputusan Menteri PANRB Nomor 2 Tahun 2025."]
    part = _part(annual_report(_sample("12"), 2024, words=words))
    assert (part.decree_number, part.decree_date) == (None, None)
    assert any("Nomor 1 Tahun 2025, Keputusan Menteri PANRB Nomor 2" in note for note in part.notes)


def test_what_is_left_out_empty_or_missing_is_noted():
    groups = Table("5", "Rata-rata Indeks SPBE per Kelompok Instansi", _sample("12")[0].rows)
    ranked = Table("6", "Instansi dengan Indeks Tertinggi", _sample("27")[0].rows)
    part = _part(annual_report([groups, ranked, *_sample("9", "12")], 2024))
    assert {row["table_no"] for row in part.rows} == {"9", "12"}
    for words in (
        "table 5 on page 3 (Rata-rata Indeks SPBE per Kelompok Instansi); table 6 on page 3 (Instansi dengan Indeks ",
        "table 9, row 16 (Kementerian Pertanian): d1 printed empty",
        "No caption has the table numbers 10, 11.",
    ):
        assert [words in note for note in part.notes].count(True) == 1


def _joined(*documents):
    whole = pypdfium2.PdfDocument.new()
    for data in documents:
        whole.import_pages(pypdfium2.PdfDocument(data))
    out = io.BytesIO()
    whole.save(out)
    return out.getvalue()


def _with_heading(**heading):
    widths = {"d1": 60, "d2": 60, "d3": 60, "d4": 60}
    spoilt = Layout(headings={**SHORT_HEADINGS, **heading}, widths=widths, page=(842, 595))
    front = [["Laporan Evaluasi SPBE 2024"]]
    return _joined(
        *(typeset(_sample(number), layout, front).data for number, layout in (("27", Layout()), ("31", spoilt)))
    )


def _report(*tables, year=2024, **more):
    return annual_report(tables, year, **more)


def test_what_cannot_be_told_for_sure_is_refused_with_its_place():
    (table,), (other,) = _sample("12"), _sample("9")
    documents = {
        f"page 3, table 12, row 1 ({table.rows[0]['agency']}): the index {table.rows[0]['index']} does not follow": (
            _report(Table("12", table.title, [{**row, "d2": row["d4"], "d4": row["d2"]} for row in table.rows]))
        ),
        "no instrument of 2017 is known": _report(table, year=2017),
        "page 3, table 12: it has the columns d1, d2, d3, d4, and an index of 2026 (PEMDI-2026) is made of a1, a2": (
            _report(table, year=2026)
        ),
        "the heading names only a1, a2, a3, a4, a6, a7 of the seven aspects": _joined(
            *(
                annual_report(made_up_tables()[20:21], 2026, replace(LAYOUT, order=order, headings=ASPECT_CODES)).data
                for order in (ASPECT_ORDER, tuple(column for column in ASPECT_ORDER if column != "a5"))
            )
        ),
        "no words like 'Laporan Evaluasi SPBE Tahun 2025' say of which year": _report(table, title="Laporan Tahunan"),
        "its title says several years: 2024, 2025": (
            _report(table, year=2025, layout=Layout(head="Laporan Evaluasi SPBE 2024"))
        ),
        "table 12 begins twice, on page 3": _report(table, Table("12", "Hasil Evaluasi SPBE LPNK", other.rows)),
        "page 3: a table of results has no caption 'Tabel n. Title' above it": _report(Table("", "", table.rows)),
        "page 4: the line '1 Pemerintah Provinsi Jawa Tengah": _with_heading(predikat="Hasil"),
        "has words that name no known column: Peringkat": _with_heading(d4="Peringkat"),
        "has words that name no known column: 1, 2, 3, 4": _with_heading(
            **{f"d{n}": f"Domain {n}" for n in (1, 2, 3, 4)}
        ),
    }
    outcomes = {words: _refusal(document) for words, document in documents.items()}
    assert not {words: said for words, said in outcomes.items() if words not in said or "Remedy: " not in said}


def test_another_document_is_told_from_a_report():
    documents = {
        "none of its 2 pages has these words and figures": mono_pages(2, text="Rencana Kerja 2025"),
        "no such heading": mono_pages(1, text="Indeks SPBE 3,69 predikat Sangat Baik Tata Kelola 3,20"),
        "number and name must come first": _report(
            *_sample("12"), layout=Layout(order=("agency", "no", *Layout().order[2:]))
        ),
        "table 5 on page 3 has groups, not agencies": _report(
            Table("5", "Rata-rata per Kelompok", _sample("12")[0].rows)
        ),
    }
    for words, document in documents.items():
        found = _read(document)
        assert isinstance(found, NotThis)
        assert "Nama Instansi, D1 to D4" in found.looked_for
        assert words in found.looked_for
