"""The annual report as a PDF: what is typeset from the transcriptions comes back exactly, or is refused."""

import csv
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.declaration.declared import BUNDLED, read_source
from sources.declaration.errors import SourceError
from sources.reading.content import tell
from sources.reading.parts import NotThis
from sources.spbe_annual_report.parse import COLUMNS, READER
from tests.typeset import LONG_HEADINGS, SHORT_HEADINGS, Layout, Table, annual_report, mono_pages, tables_of, typeset

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
    return READER.read(tell(name, getattr(document, "data", document)), _SOURCE)


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
         **{column: row[column] for column in COLUMNS[4:]}}
        for table in tables for row in table.rows
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("year", "layout"),
    [
        (2023, Layout(rules="none", valign="top", widths=_NARROW, repeat_heading=False, foot="SPBE | {page}")),
        (2024, Layout(caption_width=200, rules="rows", foot="Kementerian PANRB | {page}")),
    ],
    ids=["2023 without rules", "2024 ruled"],
)
def test_a_whole_report_comes_back_exactly(year, layout):
    document = annual_report(_TABLES[year], year, layout)
    part = _part(document)
    assert list(part.rows) == _expected(_TABLES[year], document)
    assert all(tuple(row) == COLUMNS for row in part.rows)
    assert (part.edition, part.raw_table, part.same_as) == (year, "spbe_annual_report", "")
    with (_FOLDER / "snapshots" / f"annual_report_{year}.csv").open(encoding="utf-8", newline="") as stream:
        transcribed = [{**row, "pdf_page": ""} for row in csv.DictReader(stream)]
    assert [{**row, "pdf_page": ""} for row in part.rows] == transcribed


@pytest.mark.parametrize(
    "layout",
    [
        Layout(**_LONG, valign="bottom"),
        Layout(**_LONG, rotate=True, rules="zebra", align="right"),
        Layout(rules="none", widths=_NARROW, valign="middle", padding=0, head="Laporan Evaluasi SPBE 2024"),
        Layout(rules="frame", widths=_NARROW, valign="bottom", foot="{page}", note="Sumber: KemenPANRB"),
        Layout(size=6.5, leading=1.05, padding=1, rules="rows", align="left", number_form="{}."),
        Layout(caption_in_table=True, caption_width=220, over_domains="Nilai Domain", mean_row="Rata-rata"),
        Layout(order=("no", "agency", "index", "predikat", "d1", "d2", "d3", "d4"), font="Times-Roman", gap=4),
    ],
    ids=["landscape", "turned page", "not ruled, no space", "framed, bottom", "small print", "all in the table",
         "domains last"],
)  # fmt: skip
def test_every_layout_gives_the_same_rows(layout):
    tables = _sample("12", "17", "53")
    document = annual_report(tables, 2024, layout)
    assert list(_part(document).rows) == _expected(tables, document)


def test_decimal_points_are_kept_as_printed():
    part = _part(annual_report(_sample("27"), 2024, Layout(point=True)))
    assert [row["index"] for row in part.rows] == [row["index"].replace(",", ".") for row in _sample("27")[0].rows]


def test_a_slip_in_a_caption_is_kept_as_printed():
    part = _part(annual_report(_sample("46"), 2024))
    assert {row["table_title"] for row in part.rows} == {"Hasil Evaluasi SPBE Pemerintah Daerah di Nusa Tenggara Tlmur"}


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
    mean_row=st.sampled_from([None, "Rata-rata"]),
)
_widths = st.integers(90, 200)


def _with_index(row):
    weighted = sum(
        weight * Decimal(row[column].replace(",", ".")) for column, weight in zip(_DOMAINS, _WEIGHTS, strict=True)
    )
    return {**row, "index": f"{weighted:.2f}".replace(".", ",")}


@settings(max_examples=20, deadline=None)
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


def test_an_index_that_does_not_follow_from_its_domains_is_refused():
    (table,) = _sample("12")
    rows = [dict(row) for row in table.rows]
    rows[0]["d2"], rows[0]["d4"] = rows[0]["d4"], rows[0]["d2"]
    message = _refusal(annual_report([Table("12", table.title, rows)], 2024))
    assert f"page 3, table 12, row 1 ({rows[0]['agency']}): the index {rows[0]['index']} does not follow" in message


def test_a_year_of_an_unknown_instrument_is_refused():
    assert "no instrument of 2030 is known" in _refusal(annual_report(_sample("12"), 2030))


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("Laporan Pelaksanaan Evaluasi SPBE Tahun 2025", 2025),
        ("Laporan Evaluasi SPBE 2023", 2023),
        ("LAPORAN PELAKSANAAN EVALUASI SISTEM PEMERINTAHAN BERBASIS ELEKTRONIK (SPBE) TAHUN 2024", 2024),
        ("Laporan Hasil Pemantauan dan Evaluasi SPBE pada Instansi Pusat dan Pemerintah Daerah Tahun 2022", 2022),
    ],
)
def test_the_year_is_the_one_that_the_document_states(title, year):
    part = _part(annual_report(_sample("12"), 0, title=title))
    assert part.edition == year
    assert part.title == title


def test_the_file_name_does_not_say_the_year():
    document = annual_report(_sample("12"), 2025)
    (part,) = _read(document, "Laporan Evaluasi SPBE 2023.pdf")
    assert part.edition == 2025


def test_a_document_without_a_year_is_refused():
    message = _refusal(annual_report(_sample("12"), 0, title="Laporan Tahunan"))
    assert "no words like 'Laporan Evaluasi SPBE Tahun 2025' say of which year" in message


def test_a_document_that_contradicts_its_year_is_refused():
    document = annual_report(_sample("12"), 2025, Layout(head="Laporan Evaluasi SPBE 2024"))
    assert "its title says several years: 2024, 2025" in _refusal(document)


def test_a_sentence_may_name_the_report_of_the_year_before():
    words = ["Dibandingkan dengan Laporan Evaluasi SPBE Tahun 2024, indeks nasional naik."]
    assert _part(annual_report(_sample("12"), 2025, words=words)).edition == 2025


def test_counts_are_taken_where_the_document_states_them():
    words = [
        "Evaluasi dilaksanakan pada sebanyak 621 (enam ratus dua puluh satu) instansi, terdiri atas 92 (sembilan puluh "
        "dua) Instansi Pusat dan 529 Pemerintah Daerah, yaitu 38 Pemerintah Provinsi, 398 Pemerintah Kabupaten, dan 93 "
        "Pemerintah Kota. Sebanyak 12 Instansi Pusat memperoleh predikat Memuaskan."
    ]
    assert _part(annual_report(_sample("12", "54"), 2024, words=words)).states == {
        "agencies": 621, "central": 92, "regional": 529, "provinces": 38, "kabupaten": 398, "kota": 93,
        "first_table": 12, "last_table": 54,
    }  # fmt: skip


def test_a_count_that_is_not_stated_is_not_there():
    part = _part(annual_report(_sample("12"), 2024, words=["Sebanyak 12 Instansi Pusat memperoleh predikat Baik."]))
    assert part.states == {"first_table": 12, "last_table": 12}


def test_counts_that_do_not_fit_each_other_are_noted_and_not_taken():
    part = _part(annual_report(_sample("12"), 2024, words=["621 instansi, 90 Instansi Pusat, 529 Pemerintah Daerah."]))
    assert "agencies" not in part.states
    assert any("do not fit each other" in note and "agencies 621" in note for note in part.notes)


def test_the_decree_of_the_results_is_found_among_others():
    words = [
        "Sesuai Keputusan Menteri PANRB Nomor 962 Tahun 2021 tentang Pedoman Teknis.", _DECREE,
        "Tahun lalu Keputusan Menteri PANRB Nomor 13 Tahun 2024 tentang Hasil Pemantauan dan Evaluasi SPBE Tahun 2023.",
    ]  # fmt: skip
    part = _part(annual_report(_sample("12"), 2024, words=words))
    assert (part.decree_number, part.decree_date) == (
        "Keputusan Menteri PANRB Nomor 663 Tahun 2024",
        date(2024, 12, 31),
    )


def test_no_decree_is_named_when_several_could_be_meant():
    words = ["Keputusan Menteri PANRB Nomor 1 Tahun 2025.", "Keputusan Menteri PANRB Nomor 2 Tahun 2025."]
    part = _part(annual_report(_sample("12"), 2024, words=words))
    assert (part.decree_number, part.decree_date) == (None, None)
    assert any("Nomor 1 Tahun 2025, Keputusan Menteri PANRB Nomor 2" in note for note in part.notes)


def test_tables_of_groups_are_left_out_with_a_note():
    groups = Table("5", "Rata-rata Indeks SPBE per Kelompok Instansi", _sample("12")[0].rows)
    ranked = Table("6", "Instansi dengan Indeks Tertinggi", _sample("27")[0].rows)
    part = _part(annual_report([groups, ranked, *_sample("12")], 2024))
    assert {row["table_no"] for row in part.rows} == {"12"}
    (note,) = [note for note in part.notes if note.startswith("Left out")]
    assert "table 5 on page 3 (Rata-rata Indeks SPBE per Kelompok Instansi)" in note
    assert "table 6 on page 3 (Instansi dengan Indeks Tertinggi)" in note


def test_empty_cells_and_missing_table_numbers_are_noted():
    part = _part(annual_report(_sample("9", "12"), 2024))
    assert any("table 9, row 16 (Kementerian Pertanian): d1 printed empty" in note for note in part.notes)
    assert "No caption has the table numbers 10, 11." in part.notes


def test_a_table_that_comes_twice_is_refused():
    (table,) = _sample("27")
    again = Table("27", "Hasil Evaluasi SPBE Kementerian", _sample("9")[0].rows)
    assert "table 27 begins twice" in _refusal(annual_report([table, again], 2024))


def test_a_table_without_a_caption_is_refused():
    (table,) = _sample("27")
    assert "has no caption 'Tabel n. Title' above it" in _refusal(
        annual_report([Table("", "", table.rows)], 2024)
    )  # fmt: skip


def test_results_under_a_heading_that_cannot_be_read_are_not_dropped():
    good = typeset(_sample("27"), Layout(), [["Laporan Evaluasi SPBE 2024"]])
    spoilt = typeset(
        _sample("31"), Layout(headings={**SHORT_HEADINGS, "predikat": "Hasil"}), [["Laporan Evaluasi SPBE 2024"]]
    )
    message = _refusal(_joined(good.data, spoilt.data))
    assert re.search(r"page 4: the line '1 Pemerintah Provinsi Jawa Tengah .*' looks like a result", message)


def test_an_unknown_column_is_not_dropped():
    spoilt = typeset(
        _sample("31"), Layout(headings={**SHORT_HEADINGS, "d4": "Peringkat"}, widths={"d4": 60}),
        [["Laporan Evaluasi SPBE 2024"]],
    )  # fmt: skip
    good = typeset(_sample("27"), Layout(), [["Laporan Evaluasi SPBE 2024"]])
    assert "has words that name no known column: Peringkat" in _refusal(_joined(good.data, spoilt.data))


def _joined(*documents):
    import io

    import pypdfium2

    whole = pypdfium2.PdfDocument.new()
    for data in documents:
        whole.import_pages(pypdfium2.PdfDocument(data))
    out = io.BytesIO()
    whole.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (mono_pages(2, text="Rencana Kerja 2025"), "none of its 2 pages has these words and figures"),
        (mono_pages(1, text="Indeks SPBE 3,69 predikat Sangat Baik Tata Kelola 3,20"), "no such heading"),
    ],
    ids=["other words", "no table"],
)
def test_another_document_is_told_from_a_report(data, told):
    found = _read(data)
    assert isinstance(found, NotThis)
    assert "Nama Instansi, D1 to D4" in found.looked_for
    assert told in found.looked_for


def test_a_report_with_groups_only_is_no_report_of_agencies():
    found = _read(annual_report([Table("5", "Rata-rata per Kelompok", _sample("12")[0].rows)], 2024))
    assert isinstance(found, NotThis)
    assert "table 5 on page 3 has groups, not agencies" in found.looked_for
