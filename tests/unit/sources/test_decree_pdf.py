"""The decree's annex as a PDF: index and grade of every body, and the year that its results are of."""

from datetime import date

import pytest

from sources.declaration.declared import BUNDLED, read_source
from sources.declaration.errors import SourceError
from sources.reading.content import identify
from sources.reading.decrees import find_citations, find_date
from sources.reading.parts import NotThis
from sources.spbe_annual_report.parse import READER as ANNUAL_REPORT
from sources.spbe_decree.parse import COLUMNS, READER
from tests.typeset.documents import annual_report, decree
from tests.typeset.tables import Layout, Table, tables_of, typeset

_SOURCE = read_source(BUNDLED / "spbe_annual_report")
_REPORT = tables_of(BUNDLED / "spbe_annual_report" / "snapshots" / "annual_report_2023.csv")
_NUMBER = "13 TAHUN 2024"


def _annex(*, through=False):
    """Some rows of each kind of body under its category; numbered anew in each, or through."""
    rows = [row for table in _REPORT for row in table.rows]
    tables, last = [], 0
    for title, words, held in (
        ("KEMENTERIAN", "Kementerian ", slice(9)), ("PROVINSI", "Provinsi", slice(6)),
        ("KABUPATEN", "Kab.", slice(0, 40, 4)), ("KOTA", "Pemerintah Kota", slice(8)),
    ):  # fmt: skip
        chosen = [row for row in rows if words in row["agency"]][held]
        tables.append(Table("", title, _numbered(chosen, last + 1 if through else 1)))
        last += len(chosen)
    return tables


def _numbered(rows, first=1):
    return [{**row, "no": str(at)} for at, row in enumerate(rows, start=first)]


def _read(document, reader=READER):
    return reader.read(identify("kepmen.pdf", getattr(document, "data", document)), _SOURCE)


def _part(document):
    (part,) = _read(document)
    return part


def _refusal(document):
    with pytest.raises(SourceError) as refused:
        _read(document)
    return str(refused.value)


@pytest.mark.parametrize("through", [False, True], ids=["numbered anew", "numbered through"])
def test_an_annex_comes_back_exactly(through):
    tables = _annex(through=through)
    for layout in (
        Layout(),
        Layout(rules="none", valign="top", widths={"agency": 120.0}, repeat_heading=False, foot="- {page} -"),
        Layout(rules="zebra", valign="bottom", widths={"agency": 120.0}),
    ):
        document = decree(tables, 2023, _NUMBER, "11 Januari 2024", layout)
        pages = iter(document.row_pages)
        assert [tuple(row.items()) for row in _part(document).rows] == [
            tuple(zip(COLUMNS, (table.title, str(next(pages)), row["no"], *map(row.get, COLUMNS[3:])), strict=True))
            for table in tables
            for row in table.rows
        ]


def test_three_years_stand_on_the_page_and_the_evaluation_year_is_taken():
    part = _part(decree(_annex()[:1], 2022, "108 TAHUN 2023", "31 Januari 2023"))
    assert part.edition == 2022
    assert part.decree_number == part.document_number == "Keputusan Menteri PANRB Nomor 108 Tahun 2023"
    assert part.decree_date == part.document_date == date(2023, 1, 31)
    assert part.title.endswith("DAN PEMERINTAH DAERAH TAHUN 2022")
    assert (part.raw_table, part.same_as, part.document_type) == ("spbe_decree", "", "decree")


def test_categories_with_letters_inside_one_table_part_it():
    rows = {table.title: table.rows for table in _annex()}
    tables = [Table("", "A. Kementerian", rows["KEMENTERIAN"]), Table("", "B. Kota", _numbered(rows["KOTA"], 10))]
    part = _part(decree(tables, 2023, _NUMBER, "11 Januari 2024", Layout(rules="none")))
    assert [(row["table_title"], row["row_no"]) for row in part.rows] == [
        (table.title, row["no"]) for table in tables for row in table.rows
    ]


def test_a_wrapped_name_in_capitals_is_no_category():
    rows = [{**row, "agency": row["agency"].upper().replace("KAB.", "KABUPATEN")} for row in _annex()[2].rows[:9]]
    layout = Layout(rules="none", widths={"agency": 125.0})
    part = _part(decree([Table("", "KABUPATEN", _numbered(rows))], 2023, _NUMBER, "11 Januari 2024", layout))
    assert [row["agency"] for row in part.rows] == [row["agency"] for row in rows]
    assert {row["table_title"] for row in part.rows} == {"KABUPATEN"}


def test_another_document_is_told_from_a_decree():
    own = decree(_annex()[:1], 2023, _NUMBER, "11 Januari 2024")
    assert isinstance(_read(own, ANNUAL_REPORT), NotThis)
    cites = ["Keputusan Menteri PANRB Nomor 13 Tahun 2024 tentang Hasil Evaluasi SPBE Tahun 2023."]
    plain = Layout(order=("no", "agency", "index", "predikat"))
    for document, words in (
        (annual_report(_REPORT[:1], 2023, words=cites), "with domains"),
        (typeset(_annex()[:1], plain, [["Daftar nilai 2023"]]), "it cites no decree of the minister"),
    ):
        found = _read(document)
        assert isinstance(found, NotThis)
        assert words in found.looked_for


def test_an_annex_that_does_not_say_its_year_or_names_two_decrees_is_refused():
    layout = Layout(order=("no", "agency", "index", "predikat"), caption="{title}")
    name = "LAMPIRAN KEPUTUSAN MENTERI PANRB NOMOR {} TAHUN {} TENTANG {}"
    results = "HASIL EVALUASI SPBE TAHUN {}"
    one, other = name.format(13, 2024, results.format(2023)), name.format(663, 2025, results.format(2024))
    for front, problem in (
        ([name.format(13, 2024, "PENGHARGAAN")], "say of which year"),
        ([one, other], "it names several decrees or years of results"),
    ):
        assert problem in _refusal(typeset(_annex()[:1], layout, [front]))


def test_citations_keep_number_subject_and_date_apart():
    text = (
        "Kepmen PANRB No. 108 Tahun 2023 tanggal 31 Januari 2023 tentang Hasil Evaluasi SPBE Tahun 2022; "
        "Keputusan Menteri Pendayagunaan Aparatur Negara dan Reformasi Birokrasi\nNomor 962 Tahun 2021 tentang Pedoman."
    )
    first, second = find_citations(text)
    assert (first.name, first.dated) == ("Keputusan Menteri PANRB Nomor 108 Tahun 2023", date(2023, 1, 31))
    assert first.subject.startswith("Hasil Evaluasi SPBE Tahun 2022")
    assert (second.name, second.dated, second.subject) == (
        "Keputusan Menteri PANRB Nomor 962 Tahun 2021", None, "Pedoman.",
    )  # fmt: skip


def test_a_date_that_does_not_exist_is_no_date():
    assert find_date("Ditetapkan di Jakarta pada tanggal 31 Februari 2024", r"ditetapkan di \w+ pada tanggal") is None
