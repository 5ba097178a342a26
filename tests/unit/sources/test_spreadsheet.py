"""Tables that someone typed come in whatever their columns are called, and nothing in them is guessed."""

import csv
import datetime
import io
import re
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.declaration.declared import BUNDLED, read_source
from sources.declaration.errors import SourceError
from sources.names.region_names import split_kind
from sources.reading.content import identify
from sources.reading.parts import NotThis
from sources.spbe_spreadsheet.headers import is_total, read_heading, read_kind
from sources.spbe_spreadsheet.parse import READER
from tests.unit.sources.conftest import csv_rows

_COLUMNS = [
    "sheet", "row_no", "evaluation_year", "agency", "region_code", "province",
    "d1", "d2", "d3", "d4", "a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "index", "predikat",
]  # fmt: skip
_HEAD = ("No", "Nama Instansi", "Indeks SPBE", "Predikat")
_ROWS = ((1, "Kabupaten Magelang", 3.52, "Sangat Baik"), (2, "Kota Magelang", 3.69, "Sangat Baik"))


_SOURCE = read_source(BUNDLED / "spbe_spreadsheet")


def read(content):
    return READER.read(content, _SOURCE)


def _xlsx(*sheets, merge=(), change=lambda book: None):
    """A workbook of sheets, each (name, rows); ranges are merged on the first."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    for reference in merge:
        book.worksheets[0].merge_cells(reference)
    change(book)
    packed = io.BytesIO()
    book.save(packed)
    return identify("tabel.xlsx", packed.getvalue())


def _csv(text):
    return identify("tabel.csv", text.encode())


def _figures(part):
    return [(row["agency"], row["index"], row["predikat"]) for row in part.rows]


_PLAIN = [("Kabupaten Magelang", "3.52", "Sangat Baik"), ("Kota Magelang", "3.69", "Sangat Baik")]


def test_a_plain_table_below_its_title_becomes_one_part():
    (part,) = read(_xlsx(("Rekap", [["Indeks SPBE Jawa Tengah Tahun 2024"], [], _HEAD, *_ROWS]), merge=["A1:D1"]))
    assert (part.raw_table, part.edition, part.document_type) == ("spbe_spreadsheet", 2024, "portal_table")
    assert part.title == part.same_as == "Indeks SPBE Jawa Tengah Tahun 2024"
    assert [list(row) for row in part.rows] == [_COLUMNS, _COLUMNS]
    assert part.rows[0] == {
        "sheet": "Rekap", "row_no": "4", "evaluation_year": "2024", "agency": "Kabupaten Magelang", "region_code": "",
        "province": "", **dict.fromkeys(_COLUMNS[6:18], ""), "index": "3.52", "predikat": "Sangat Baik",
    }  # fmt: skip
    assert part.notes == ()


def test_headings_may_be_in_any_words_and_order():
    for text in (
        "\ufeffnama_kabupaten_kota;indeks_spbe;tahun;grade\r\nKabupaten Magelang;3.52;2024;SANGAT BAIK\r\n"
        "Kota Magelang;3.69;2024;sangat baik\r\n",
        "Jenis,Nama Daerah,Nilai SPBE 2024,Predikat\nKab.,Magelang,3.52,Sangat Baik\nKota,Magelang,3.69,Sangat Baik\n",
        "Kab/Kota,Skor,Level,Tahun Evaluasi\nKabupaten Magelang,3.52,Sangat Baik,2024\n"
        "Kota Magelang,3.69,Sangat Baik,Tahun 2024\n",
        "id,nama_provinsi,kode_kabupaten_kota,nama_kabupaten_kota,indeks_spbe,satuan,predikat,tahun\n"
        "1,JAWA TENGAH,3308,Kabupaten Magelang,3.52,POIN,Sangat Baik,2024\n"
        "2,JAWA TENGAH,3371,Kota Magelang,3.69,POIN,Sangat Baik,2024\n",
    ):
        (part,) = read(_csv(text))
        assert (part.edition, _figures(part)) == (2024, _PLAIN)


def test_stacked_headings_are_read_through_their_merged_cells():
    rows = [
        ["Hasil Evaluasi SPBE 2024"],
        ["No", "Nama Instansi", "Domain", None, None, None, "Indeks SPBE", "Predikat"],
        [None, None, "Kebijakan", "Tata Kelola", "Manajemen", "Layanan", None, None],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)"],
        [1, "Kota Magelang", 3.5, 3.2, 2.64, 4.39, 3.69, "Sangat Baik"],
    ]
    merge = ["A1:H1", "A2:A3", "B2:B3", "C2:F2", "G2:G3", "H2:H3"]
    (part,) = read(_xlsx(("2024", rows), merge=merge))
    assert [part.rows[0][name] for name in ("d1", "d2", "d3", "d4", "index")] == ["3.5", "3.2", "2.64", "4.39", "3.69"]
    assert part.rows[0]["row_no"] == "5"
    assert part.notes == ("left out: numbers of the columns: sheet '2024', row 4",)


def test_a_column_a_year_becomes_a_part_a_year():
    rows = [
        ["Perkembangan Indeks SPBE"],
        ["Nama Instansi", "Indeks SPBE", None, None, "Predikat 2024"],
        [None, "2022", 2023, "Tahun 2024", None],
        ["Kota Magelang", None, 3.41, 3.69, "Sangat Baik"],
        ["Kabupaten Magelang", "-", "3,38", "3,52", "Sangat Baik"],
    ]
    parts = read(_xlsx(("Tren", rows), merge=["A2:A3", "B2:D2", "E2:E3"]))
    found = {part.edition: [(row["index"], row["predikat"]) for row in part.rows] for part in parts}
    assert found == {2023: [("3.41", ""), ("3,38", "")], 2024: [("3.69", "Sangat Baik"), ("3,52", "Sangat Baik")]}
    assert {row["evaluation_year"] for row in parts[0].rows} == {"2023"}
    assert parts[0].same_as == parts[1].same_as == "Perkembangan Indeks SPBE"


def test_sheets_of_one_year_are_one_part_and_other_years_others():
    sheets = {
        "Kab 2024": [_HEAD, _ROWS[0]],
        "Kota 2024": [_HEAD, _ROWS[1]],
        "2023": [_HEAD, (1, "Kota Magelang", 3.41, "Baik")],
        "Petunjuk": [["Isi kolom"], ["a", "b"]],
    }
    parts = read(_xlsx(*sheets.items(), change=lambda book: setattr(book["2023"], "sheet_state", "hidden")))
    assert [(part.edition, len(part.rows)) for part in parts] == [(2023, 1), (2024, 2)]
    assert [row["sheet"] for row in parts[1].rows] == ["Kab 2024", "Kota 2024"]
    assert "sheet 'Petunjuk' holds no such table" in parts[0].notes
    assert "sheet '2023' is hidden; it was read" in parts[0].notes


def test_a_province_is_filled_down_only_where_cells_are_merged():
    head = ["Provinsi", "Kabupaten/Kota", "Indeks", "Tahun"]
    rows = [
        ["Jawa Tengah", "Kab. Magelang", 3.52, 2024],
        [None, "Kota Magelang", 3.69, None],
        [None, "Kota Tegal", 3.1, 2024],
    ]
    (part,) = read(_xlsx(("a", [head, *rows]), merge=["A2:A3", "D2:D3"]))
    assert [row["province"] for row in part.rows] == ["Jawa Tengah", "Jawa Tengah", ""]
    with pytest.raises(SourceError, match="sheet 'a', cell D3: '' is not a year"):
        read(_xlsx(("a", [head, *rows]), merge=["A2:A3"]))


def test_totals_captions_blank_rows_and_repeated_headings_are_left_out_and_told():
    rows = [
        ["Indeks SPBE 2024"], _HEAD, _ROWS[0], [], ["Provinsi Jawa Tengah"], _HEAD, _ROWS[1],
        [3, "Kota Tegal", "-", None], [None, "Rata-rata", 3.6, None], ["Jumlah", None, 7.21, None],
        [None, "Nasional", 3.12, "Baik"], ["Sumber: Laporan Evaluasi SPBE, 2025"],
    ]  # fmt: skip
    (part,) = read(_xlsx(("A", rows)))
    assert _figures(part) == _PLAIN
    assert part.notes == (
        "left out: rows without a figure: sheet 'A', row 5 (Provinsi Jawa Tengah); sheet 'A', row 8 (3 Kota Tegal -); "
        "sheet 'A', row 12 (Sumber: Laporan Evaluasi SPBE, 2025)",
        "left out: headings repeated: sheet 'A', row 6",
        "left out: totals and means: sheet 'A', row 9 (Rata-rata); sheet 'A', row 10 (Jumlah); "
        "sheet 'A', row 11 (Nasional)",
    )
    # An error in a row of totals or a column that is not read stops nothing.
    rows = [[*_HEAD, "Peringkat"], [*_ROWS[1], "#REF!"], [None, "Rata-rata", "#DIV/0!", None]]
    (part,) = read(_xlsx(("2024", rows), ("Bagan", [["#N/A", "#N/A"]])))
    assert _figures(part) == _PLAIN[1:]
    assert "sheet '2024': columns that were not read: Peringkat" in part.notes
    # Rows of a sheet of the best are not taken twice.
    rows = [_HEAD, *_ROWS]
    (part,) = read(_xlsx(("2024", rows), ("Terbaik 2024", [_HEAD, (1, "KOTA MAGELANG", "3,69", "Sangat Baik")])))
    assert _figures(part) == _PLAIN
    assert part.notes == ("left out: rows repeated with the same figures: sheet 'Terbaik 2024', row 2",)
    with pytest.raises(
        SourceError, match=r"of Kota Magelang 2024: index 3.69 at .*'2024', row 3, and index 3.96 at .* row 2"
    ):
        read(_xlsx(("2024", rows), ("Terbaik 2024", [_HEAD, (1, "Kota Magelang", 3.96, "Sangat Baik")])))


def test_a_kind_in_a_column_of_its_own_is_joined_to_the_name():
    cases = [
        ("KABUPATEN", "Kab. Magelang", "Kab. Magelang"),
        ("City", "Batu", "Kota Batu"),
        ("Kab", "Kotabaru", "Kabupaten Kotabaru"),
        ("Pemerintah Kota", "Pemerintah Magelang", "Kota Magelang"),
        ("Provinsi", "Jawa Tengah", "Provinsi Jawa Tengah"),
        ("Kementerian", "Kementerian Agama", "Kementerian Agama"),
        ("", "Kota Tegal", "Kota Tegal"),
    ]
    rows = [[kind, name, 3.5] for kind, name, _ in cases]
    (part,) = read(_xlsx(("2024", [["Jenis", "Nama", "Indeks"], *rows])))
    assert [row["agency"] for row in part.rows] == [joined for *_, joined in cases]


def test_a_code_is_kept_with_the_zero_that_a_program_took_or_refused_where_a_digit_is_lost():
    def coded(code, shown_as="General"):
        def shown(book):
            book.active["A2"].number_format = shown_as

        (part,) = read(_xlsx(("2024", [["Kode Wilayah", "Nama", "Indeks"], [code, "Kota X", 3.5]]), change=shown))
        return part.rows[0]["region_code"]

    assert [coded(code) for code in ("33.71", 33.71, 3371, 33, None)] == ["33.71", "33.71", "3371", "33", ""]
    assert [coded(12.1, "0.00"), coded(12.1), coded("33. 71"), coded("'3371")] == ["12.10", "12.10", "33.71", "3371"]
    for code, reason in ((9.7, "no region code"), ("110", "dropped a digit"), ("IDN33", "no region")):
        with pytest.raises(SourceError, match=f"cell A2: '{code}' is no region code.*{reason}|{reason}") as refusal:
            coded(code)
        assert "as text" in refusal.value.remedy
    # The code of the ministry goes before that of the statistics office.
    head = ["Kode BPS", "Kode Kemendagri", "Nama", "Indeks", "Tahun"]
    (part,) = read(_xlsx(("a", [head, ["9171", "92.71", "Kota Sorong", 1.78, 2024]])))
    assert part.rows[0]["region_code"] == "92.71"
    assert part.notes == ("sheet 'a': columns that were not read: Kode BPS",)
    (part,) = read(_xlsx(("a", [[head[0], *head[2:]], ["9171", "Kota Sorong", 1.78, 2024]])))
    assert part.rows[0]["region_code"] == "9171"


_STYLES = {
    "kabupaten": ("Kabupaten {}", "KABUPATEN {}", "Kab. {}", "KAB {}", "Pemkab {}", "Pemerintah Kab. {}"),
    "kota": ("Kota {}", "KOTA {}", "Pemkot {}", "Pemerintah Kota {}"),
}
_HEADINGS = {
    "agency": ("Nama Instansi", "Pemerintah Daerah", "Kabupaten/Kota", "nama_kabupaten_kota", "Agency"),
    "region_code": ("Kode Wilayah", "Kode Kemendagri", "Region Code"),
    "province": ("Provinsi", "Province", "NAMA PROVINSI"),
    "year": ("Tahun", "Year", "Tahun Evaluasi"),
    "index": ("Indeks SPBE", "Nilai", "Index", "Nilai Indeks SPBE"),
    "predikat": ("Predikat", "Grade", "PREDIKAT SPBE"),
    "d1": ("Domain 1", "Kebijakan", "D1", "Domain Kebijakan SPBE"),
    "d2": ("Tata Kelola", "Domain II", "Governance"),
    "d3": ("Manajemen", "D3 (Manajemen SPBE)"),
    "d4": ("Layanan", "Services", "Indeks Domain 4"),
    "": ("No", "No. Urut"),
}
_TRUE = [
    ("kabupaten", "Magelang", "33.08", "Jawa Tengah", "3.52", "Sangat Baik", "3.50", "3.20", "2.64", "4.39"),
    ("kota", "Magelang", "33.71", "Jawa Tengah", "3.69", "Sangat Baik", "3.10", "2.70", "1.18", "3.74"),
    ("kabupaten", "Kotabaru", "63.02", "Kalimantan Selatan", "1.80", "Kurang", "1.00", "2.00", "1.00", "2.55"),
]


@given(data=st.data())
def test_any_order_of_columns_decimal_mark_and_style_of_names_gives_the_same_rows(data):
    def draw(choices):
        return data.draw(st.sampled_from(choices))

    order = data.draw(st.permutations(list(_HEADINGS)))
    head = [draw(_HEADINGS[field]) for field in order]
    mark, dot = draw(".,"), draw((".", ""))
    lines = []
    for number, (kind, name, code, province, index, predikat, *domains) in enumerate(_TRUE, start=1):
        cells = {
            "": str(number), "agency": draw(_STYLES[kind]).format(name), "region_code": code.replace(".", dot),
            "province": province, "year": "2024", "index": index.replace(".", mark), "predikat": predikat.upper(),
            **{f"d{n}": figure.replace(".", mark) for n, figure in enumerate(domains, start=1)},
        }  # fmt: skip
        lines.append([cells[field] for field in order])
    if draw((True, False)):
        written = io.StringIO()
        csv.writer(written, delimiter=draw(",;\t")).writerows([head, *lines])
        content = _csv(written.getvalue())
    else:
        if draw((True, False)):  # numbers instead of texts, as a spreadsheet program makes of them
            lines = [[float(text) if re.fullmatch(r"\d\.\d\d", text) else text for text in line] for line in lines]
        content = _xlsx(("Data", [head, *lines]))
    (part,) = read(content)
    figures = ("index", "d1", "d2", "d3", "d4")
    for row, (kind, name, code, province, index, predikat, *domains) in zip(part.rows, _TRUE, strict=True):
        assert split_kind(row["agency"]) == (kind, name.upper())
        assert (row["region_code"].replace(".", ""), row["province"]) == (code.replace(".", ""), province)
        came = [Decimal(row[name].replace(",", ".")) for name in figures]
        assert came == [Decimal(figure) for figure in (index, *domains)]
        assert row["predikat"] == predikat
    assert part.notes == ()
    assert part.same_as == "Jawa Tengah, Kalimantan Selatan"


def test_the_real_tables_come_back_exactly_from_a_workbook():
    """Every row of the bundled transcriptions, retyped with numbers instead of texts."""
    columns = ("agency", "d1", "d2", "d3", "d4", "index", "predikat")
    for year in (2023, 2024):
        bundled = csv_rows("spbe_annual_report", f"annual_report_{year}")
        true = [[_number(row[name]) for name in columns] for row in bundled]
        (part,) = read(_xlsx((f"SPBE {year}", [["Nama Instansi", *columns[1:5], "Indeks", "Predikat"], *true])))
        assert part.edition == year
        assert [[_number(row[name]) for name in columns] for row in part.rows] == true


def _number(printed):
    return Decimal(printed.replace(",", ".")) if re.match(r"\d", printed) else printed


def test_the_year_comes_from_a_column_or_title_or_sheet_name():
    with_column = [[*_HEAD, "Tahun"], [*_ROWS[0], 2022], [*_ROWS[1], 2024]]
    assert [part.edition for part in read(_xlsx(("a", with_column)))] == [2022, 2024]
    for title, sheet, year in (
        ("SPBE tahun 2021", "a", 2021),
        ("Indeks SPBE", "SPBE 2020", 2020),
        ("Hasil 2023 (Kepmen PANRB No. 13 Tahun 2024)", "a", 2023),
        ("Dicetak 31/12/2024", "2022", 2022),
    ):
        assert [part.edition for part in read(_xlsx((sheet, [[title], _HEAD, *_ROWS])))] == [year]


_OTHER_HEAD = ["Nama Instansi", "Indeks SPBE", "No", "Predikat"]
#: The name of a sheet, its rows, and why they are refused.
_REFUSED = [
    # A year that is open or contradicted.
    ("a", [_HEAD, *_ROWS], "nothing says which year was evaluated"),
    ("a", [["Kepmen PANRB Nomor 13 Tahun 2024"], _HEAD, *_ROWS], "nothing says which year"),
    ("a", [["Magelang, 12 Januari 2025"], _HEAD, *_ROWS], "nothing says which year"),
    ("a", [["Sumber: Laporan 2024"], _HEAD, *_ROWS], "nothing says which year"),
    ("a", [["Indeks SPBE 2023-2024"], _HEAD, *_ROWS], "speak of 2023 and 2024: which year was evaluated is open"),
    ("2023", [["Indeks SPBE 2024"], _HEAD, *_ROWS], "speak of 2023 and 2024"),
    ("2023", [[*_HEAD, "Tahun"], [*_ROWS[0], 2024]], "rows are of 2024, its title or sheet name says 2023"),
    ("2023", [["Nama", "Indeks 2024"], ["Kota Batu", 3.1]], "rows are of 2024, its title or sheet name says 2023"),
    ("a", [["Nama", "Indeks 2023", "Indeks 2024", "Predikat"], ["Kota Batu", 3, 3.1, "Baik"]],
     "columns of 2023 and 2024, and the heading 'Predikat' does not say of which"),
    ("a", [["Nama", "Tahun", "2023", "2024"], ["Kota Batu", 2024, 3, 3.1]], "the heading 'Tahun' does not say"),
    ("a", [[*_HEAD, "Tahun"], [*_ROWS[0], "2023/2024"]], "cell E2: '2023/2024' is not a year"),
    ("a", [["Nama", "Tahun", "Indeks 2023"], ["Kota Batu", 2024, 3]], "the row says 2024, a heading 2023"),
    ("a", [["SPBE 2023"], _HEAD, _ROWS[0], ["Indeks SPBE Tahun 2024"], _HEAD, _ROWS[1]],
     "'Indeks SPBE Tahun 2024' speaks of 2024, the table is of 2023"),
    # A cell that cannot be read for sure, by its place.
    ("2024", [_HEAD, (1, "Kota X", 352, "Baik")], "cell C2:? .*its decimal mark is lost"),
    ("2024", [_HEAD, (1, "Kota X", 5.01, "Baik")], "cell C2:? .*no figure from 0 to 5"),
    ("2024", [_HEAD, (1, "Kota X", "3,5 (sementara)", "Baik")], "cell C2:? .*no figure"),
    ("2024", [_HEAD, (1, "Kota X", "=1+1", "Baik")], "cell C2:? .*has a formula without a computed value"),
    ("2024", [_HEAD, (1, "Kota X", "#REF!", "Baik")], "cell C2:? .*holds the error #REF!"),
    ("2024", [_HEAD, (1, "Kota X", True, "Baik")], "cell C2:? .*holds the logical value TRUE"),
    ("2024", [_HEAD, (1, "Kota X", 3.5, "Excellent")], "cell D2:? .*'Excellent' is none of the grades"),
    ("2024", [_HEAD, (1, "#N/A", 3.5, "Baik")], "cell B2:? .*holds the error #N/A"),
    ("2024", [_HEAD, (1, None, 3.5, "Baik")], "cell B2:? .*the row has figures and no name"),
    ("2024", [_HEAD, (1, 12, 3.5, "Baik")], "cell B2:? .*'12' is no name"),
    ("2024", [_HEAD, (1, "+62 811", 3.5, "Baik")], "cell B2:? .*begins like a formula"),
    ("2024", [_HEAD, (1, "Kota\u202eX", 3.5, "Baik")], r"cell B2:? .*invisible character U\+202E"),
    ("2024", [_HEAD, (1, "-2+3", 3.5, "Baik")], "cell B2: .* begins like a formula, and stands where a name"),
    ("2024", [_HEAD, (1, "Kota X", datetime.date(2024, 5, 3), "Baik")],
     "cell C2: '2024-05-03' under 'Indeks SPBE' .* made a date of it"),
    ("=cmd 2024", [_HEAD, *_ROWS], "begins like a formula"),
    ("2024", [["Jenis", "Nama", "Indeks"], ["Kab", "Kota Magelang", 3.5]],
     "'Kota Magelang' stands in a row of kind Kabupaten"),
    # Headings that could be two things, and tables that are none.
    ("2024", [["Nama", "Nilai", "Indeks SPBE"], ["Kota X", 3.5, 3.5]], "'Nilai' and 'Indeks SPBE' both name the index"),
    ("2024", [["Kabupaten", "Kota", "Indeks"], ["Kota X", 3.5, 3.5]], "both name the agency"),
    ("2024", [["Nama", "Indeks", "Domain 2 Kebijakan"], ["Kota X", 3.5, 3.5]], "could be d1 or d2"),
    ("2024", [["Nama", "Indeks", "Indeks 2024"], ["Kota X", 3.5, 3.5]], "'Indeks' and 'Indeks 2024' both name"),
    ("2024", [_HEAD, *_ROWS, _OTHER_HEAD, ["Kota Batu", 3.1, 1, "Baik"]],
     "row 4: a second row of headings has other columns"),
    ("2024", [_HEAD, (1, "Kota X", None, None), (None, "Rata-rata", 3.1, None)], "no row with a name and a figure"),
]  # fmt: skip


def test_what_cannot_be_read_for_sure_is_refused_by_its_place_and_never_guessed():
    for sheet, rows, told in _REFUSED:
        with pytest.raises(SourceError, match=told) as refusal:
            read(_xlsx((sheet, rows)))
        assert refusal.value.remedy, told
    # A command in a title or heading is defused.
    (part,) = read(_csv("=cmd|' /C calc'!A0 SPBE 2024\nNama,Indeks,=1+1\nKota X,3.5,a\n"))
    assert part.title == part.same_as == "cmd|' /C calc'!A0 SPBE 2024"
    assert part.notes == ("columns that were not read: 1+1",)


def test_other_tables_are_not_taken_and_the_answer_says_what_was_looked_for():
    for text, found in (
        ("Survey Year,Country Name,E-Government Rank,E-Government Index\n2022,Indonesia,77,0.71600\n", "Country Name"),
        ("evaluation_year,agency,regulation,indicator,level\n2021,Kota X,59/2020,I01,1\n", "indicator"),
        ("a single line of text\n", "nothing"),
        ("Tahun,Jenis,Nama Pemda,Poin\n2024,Kabupaten,Magelang,3.52\n2024,Kota,Magelang,3.69\n", "Poin"),
    ):
        answer = read(_csv(text))
        assert isinstance(answer, NotThis)
        assert "'nama instansi'" in answer.looked_for
        assert found in answer.looked_for
    portal = read(identify("tabel.json", b'{"data": [{"tahun": 2024, "nama_kabupaten_kota": "KOTA BOGOR"}]}'))
    assert isinstance(portal, NotThis)
    assert "from an open data portal, download it as CSV or XLSX" in portal.looked_for
    for source in ("un_egovkb", "spbe_press", "spbe_annual_report", "regions", "un_reference"):
        files = sorted((BUNDLED / source / "snapshots").glob("*.csv"))
        assert files, source
        taken = [f.name for f in files if not isinstance(read(identify(f.name, f.read_bytes())), NotThis)]
        assert taken == []
    # Statements are left to their own reader.
    text = "Tahun,Nama,Indeks,Sumber\n2024,Kota X,3.5,https://example.org/a\n2024,Kota Y,3.6,https://example.org/b\n"
    assert isinstance(read(_csv(text)), NotThis)
    (part,) = read(_csv(text.replace("https://example.org/", "laporan ")))
    assert part.notes == ("columns that were not read: Sumber",)


_CELLS = (
    ("Kota Magelang", "Kab. Tegal", "Pemprov Bali", "Rata-rata", "Nama", "", "=1", "12"),
    ("3,52", "3.69", "1", "352", "", "-", "Indeks", "Baik"),
    ("2023", "2024", "", "tahun 2024", "3"),
    ("Baik", "SANGAT BAIK", "", "Good"),
)


@given(data=st.data())
def test_scraps_of_a_table_are_read_or_refused_and_no_figure_is_made_up(data):
    usual = data.draw(st.integers(1, 8))  # how far into the surprises the cells reach
    row = st.tuples(*(st.sampled_from(cells[:usual]) for cells in _CELLS))
    rows = data.draw(st.lists(row, min_size=1, max_size=5))
    written = io.StringIO()
    csv.writer(written).writerows([["Nama", "Indeks", "Tahun", "Predikat"], *rows])
    try:
        answer = read(_csv(written.getvalue()))
    except SourceError:
        return
    assert not isinstance(answer, NotThis)
    for part in answer:
        for came in part.rows:
            name, index, year, predikat = rows[int(came["row_no"]) - 2]
            assert (came["agency"], came["index"].lower()) == (name, "" if index == "-" else index.lower())
            assert came["predikat"].lower() == predikat.lower()
            assert came["evaluation_year"] == year.removeprefix("tahun ") == str(part.edition)


def _label(*rows, head=("Provinsi", "Nama", "Indeks"), title="Indeks SPBE 2024"):
    return read(_xlsx(("2024", [[title], ["Dicetak 3 Januari 2025"], head, *rows])))[0].same_as


def test_other_figures_make_no_other_document_and_another_province_does_even_under_one_title():
    rows = [("Jawa Tengah", "Kota Tegal", 3.1), ("Jawa Tengah", "Kota Magelang", 3.69)]
    changed = [("Jawa Tengah", "Kota Magelang", 3.96), ("Jawa Tengah", "Kota Tegal", "3,20")]
    added = [*rows, ("Jawa Tengah", "Kota Salatiga", 3.0)]
    assert _label(*rows) == _label(*changed) == _label(*added) == "Indeks SPBE 2024; Jawa Tengah"
    labels = [
        _label(("Jawa Tengah", "Kota Tegal", 3.1)),
        _label(("Jawa Barat", "Kota Bandung", 3.1)),
        _label(("33.76", "Kota Tegal", 3.1), head=("Kode", "Nama", "Indeks")),
        _label(("33.76", "Kota Tegal", 3.1), head=("Kode", "Nama", "Indeks"), title=""),
        _label(("", "Kota Tegal", 3.1), ("", "Kota Batu", 3), title=""),
        _label(("", "Kota Bandung", 3.1), title=""),
    ]
    assert len(set(labels)) == len(labels)
    assert labels[2:5] == ["Indeks SPBE 2024; kode 33", "kode 33", "Kota Batu - Kota Tegal"]


def test_aspects_are_known_by_code_number_and_as_seven_by_their_names():
    names = ("Tata Kelola dan Manajemen", "Penyelenggara", "Data", "Keamanan Pemerintah Digital",
             "Teknologi Pemerintah Digital", "Keterpaduan Layanan", "Kepuasan Pengguna")  # fmt: skip
    scores = (3.1, 3.2, 3.3, 3.4, 3.5, 3.6, 3.7)
    for head in (
        names, [f"A{n}" for n in range(1, 8)], [f"Nilai Aspek {n}" for n in range(1, 8)],
        [f"Aspek {n} {name}" for n, name in enumerate(names, 1)],
    ):  # fmt: skip
        rows = [["Indeks Pemerintah Digital 2026"], ["Nama", *head, "Indeks"], ["Kota Magelang", *scores, 3.46]]
        (part,) = read(_xlsx(("A", rows)))
        assert part.edition == 2026
        assert [part.rows[0][f"a{n}"] for n in range(1, 8)] == [str(score) for score in scores]
    # Where not all seven are there, such a word is a heading of something else.
    (part,) = read(_xlsx(("A", [["Indeks 2024"], ["Nama", "Data", "Indeks"], ["Kota Magelang", "ada", 3.46]])))
    assert (part.rows[0]["a3"], part.rows[0]["index"]) == ("", "3.46")
    assert any("Data" in note for note in part.notes)


def test_a_heading_that_is_not_known_is_not_guessed_and_no_region_is_taken_for_a_total_or_a_kind(versions):
    unknown = (
        "Domain",
        "Aspek 9",
        "Aspek 3 Lain",
        "Layanan Publik",
        "1",
        "(1)",
        "Indeks Kepuasan",
        "Status",
        "",
        "E_Index",
    )
    assert [text for text in unknown if read_heading(text) is not None] == []
    for name in (version.region_name for version in versions):
        assert not is_total(name), name
        assert not is_total(split_kind(name)[1]), name
        assert read_kind(name) is None, name
