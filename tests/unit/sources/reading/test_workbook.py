"""Spreadsheets become text as a person sees it; what cannot be read in one way only is refused."""

import contextlib
import csv
import datetime as dt
import io
import re
import warnings
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.declaration.errors import SourceError
from sources.reading.content import Content, identify
from sources.reading.workbook import text_tables
from sources.reading.workbook.opening import sheets
from sources.reading.workbook.sheet import MAX_CELL, Sheet
from sources.reading.workbook.xlsx import as_shown


def _saved(book):
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def _book(rows=(("Nama", "Indeks"), ("Kota Magelang", 3.69)), title="Rekap"):
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    return book


def _read(book):
    data = book if isinstance(book, bytes) else _saved(book)
    return sheets(identify("tabel.xlsx", data))


def _csv(text):
    data = text if isinstance(text, bytes) else text.encode()
    (sheet,) = sheets(Content("tabel.csv", data, "csv"))
    return sheet


def _repacked(data, change):
    """The archive again, each part as ``change`` gives it back; None leaves it out."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if (part := change(name, old.read(name))) is not None:
                new.writestr(name, part)
    return packed.getvalue()


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def _with_sheet(xml):
    """A workbook whose first sheet is this XML."""
    return _with_part("xl/worksheets/sheet1.xml", xml)


def _with_part(name, content):
    """A workbook with another content of one part; None leaves it out."""
    return _repacked(_saved(_book()), lambda part, old: content if part == name else old)


def _with_part_added(data, *names, content="<x/>"):
    packed = io.BytesIO(data)
    with zipfile.ZipFile(packed, "a") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a name may be there already
        for name in names:
            archive.writestr(name, content)
    return packed.getvalue()


def _with_texts(cells, texts):
    """A workbook with its texts in a part of their own, as spreadsheet programs write it."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    entry = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'.encode()
    listed = _repacked(
        _with_sheet(_cells_xml(cells)),
        lambda name, part: part.replace(b"</Types>", entry) if name == "[Content_Types].xml" else part,
    )
    return _with_part_added(listed, "xl/sharedStrings.xml", content=texts)


_SHEET = f'<worksheet xmlns="{_MAIN}">{{}}</worksheet>'


def _cells_xml(cells):
    return _SHEET.format(f"<sheetData>{cells}</sheetData>")


_SEEN = [
    (0.1 + 0.2, "General", "0.3"),
    (3.0, "General", "3"),
    (-3.5, "General", "-3.5"),
    (3.5166666666666666, "0.00", "3.51666666666667"),
    (12.1, "0.00", "12.10"),
    (3.0, "0.00", "3.00"),
    (371, "0000", "0371"),
    (1e-7, "General", "0.0000001"),
    (1e22, "General", "10000000000000000000000"),
    (0.35, "0%", "35%"),
    (dt.date(2024, 5, 3), "yyyy-mm-dd", "2024-05-03"),
    (dt.datetime(2024, 5, 3, 7, 30), "yyyy-mm-dd hh:mm", "2024-05-03 07:30:00"),
    (dt.time(7, 30), "hh:mm", "07:30:00"),
    ("3,52", "General", "3,52"),
    ("12.10", "General", "12.10"),
    ("  Kab.\nMagelang ", "General", "  Kab.\nMagelang "),
    (None, "General", ""),
]


def test_a_cell_is_the_text_that_a_person_sees_where_that_loses_nothing():
    book = _book([("value", "end")])
    for row, (value, shown_as, _) in enumerate(_SEEN, start=2):
        book.active.cell(row, 1, value).number_format = shown_as
        book.active.cell(row, 2, "end")
    (sheet,) = _read(book)
    assert [row[0] for row in sheet.rows[1:]] == [text for *_, text in _SEEN]
    assert sheet.flaws == {}


@given(number=st.decimals(Decimal(-1000), Decimal(1000), places=10))
def test_a_typed_number_comes_back_as_typed(number):
    text = as_shown(float(number), "General")
    assert Decimal(text) == number
    assert "E" not in text
    assert not ("." in text and text.endswith("0"))


def test_texts_errors_logical_values_and_formulas_are_those_that_the_file_was_saved_with():
    cells = (
        '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>1+1</f><v></v></c><c r="C1"><f>1+1</f></c>'
        '<c r="D1" t="str"><f>""</f><v></v></c><c r="E1" t="str"><f>A1&amp;"x"</f><v>2x</v></c>'
        '<c r="F1" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    )
    (sheet,) = _read(_with_sheet(_cells_xml(cells)))
    assert sheet.rows == [["2", "(formula)", "(formula)", "", "2x", "#DIV/0!"]]
    assert set(sheet.flaws) == {(1, 2), (1, 3), (1, 6)}
    assert sheet.flaws[1, 2].problem == "has a formula without a computed value"
    assert "save it as a new XLSX file" in sheet.flaws[1, 2].remedy
    # Spreadsheet programs keep texts in a part of their own.
    cells = '<row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" t="s"><v>0</v></c></row>'
    data = _with_texts(cells, f'<sst xmlns="{_MAIN}"><si><t>Indeks</t></si><si><t>Nama</t></si></sst>')
    assert _read(data)[0].rows == [["Nama", "Indeks"]]
    (sheet,) = _read(_book([("Nama", "Indeks"), ("Kota A", "#REF!"), ("Kota B", True), ("Kota C", "#N/A")]))
    flaws = ["holds the error #REF!", "holds the logical value TRUE", "holds the error #N/A"]
    assert {place: flaw.problem for place, flaw in sheet.flaws.items()} == {(n, 2): f for n, f in enumerate(flaws, 2)}
    assert (sheet.at(4, 2), Sheet("", []).at(7, 3)) == ("sheet 'Rekap', cell B4", "row 7, column 3")


def test_what_is_hidden_is_read_and_told_macros_are_not_run_and_charts_and_empty_sheets_do_no_harm():
    book = _book([("Nama", "Kode", "Indeks"), ("a", "1", 2), ("b", "1", 3)])
    book.active.row_dimensions[3].hidden = True
    book.active.row_dimensions[99].hidden = True
    book.active.column_dimensions["B"].hidden = True
    book.active.column_dimensions["Z"].hidden = True
    other = book.create_sheet("Lama")
    other.append(["x"])
    other.sheet_state = "veryHidden"
    first, second = _read(book)
    assert first.rows[2] == ["b", "1", "3"]
    assert first.remarks == (
        "sheet 'Rekap' has hidden rows, which were read: 3",
        "sheet 'Rekap' has hidden columns, which were read: from B",
    )
    assert second.remarks == ("sheet 'Lama' is hidden; it was read",)
    # Macros are not run, other files not followed, charts and empty sheets left alone.
    book = _book()
    book.create_chartsheet("Grafik")
    book.create_sheet("Kosong")
    first, empty = _read(_with_part_added(_saved(book), "xl/vbaProject.bin", "xl/externalLinks/externalLink1.xml"))
    assert (first.rows[1], empty.name, empty.rows) == (["Kota Magelang", "3.69"], "Kosong", [])
    assert "holds macros" in first.remarks[0]
    assert "refers to other files" in first.remarks[1]


def test_rows_keep_their_numbers_and_merged_ranges_are_told_and_what_they_cover_is_blank():
    book = _book([])
    book.active["B4"] = "Nama"
    book.active["C7"] = 3.5
    book.active["Z900"].font = openpyxl.styles.Font(bold=True)
    (sheet,) = _read(book)
    assert len(sheet.rows) == 7
    assert {len(row) for row in sheet.rows} == {3}
    assert sheet.rows[3] == ["", "Nama", ""]
    assert sheet.rows[6] == ["", "", "3.5"]
    book = _book([("Provinsi", "Nama"), ("Jawa Tengah", "a"), (None, "b"), (None, "c")])
    book.active.merge_cells("A2:A3")
    (sheet,) = _read(book)
    assert sheet.merged == {(3, 1): (2, 1)}
    assert [row[0] for row in sheet.rows] == ["Provinsi", "Jawa Tengah", "", ""]
    hidden = _cells_xml(
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>7</v></c><c r="B2"><v>8</v></c></row>'
    ).replace("</sheetData>", '</sheetData><mergeCells><mergeCell ref="A1:A2"/></mergeCells>')
    assert _read(_with_sheet(hidden))[0].rows == [["1", ""], ["", "8"]]


def _locked():
    data = bytearray(_saved(_book()))
    for entry in re.finditer(b"PK\x01\x02", bytes(data)):
        data[entry.start() + 8] |= 1
    return bytes(data)


def _merging(reference):
    xml = _cells_xml('<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>')
    merges = f'<mergeCells><mergeCell ref="{reference}"/></mergeCells>'
    return _with_sheet(xml.replace("</sheetData>", f"</sheetData>{merges}"))


_ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'
_ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
_EXTERNAL = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


def test_a_workbook_that_cannot_be_read_in_one_way_only_is_refused_with_the_way_out():
    one = _cells_xml(_ONE)
    in_utf16 = f'<?xml version="1.0" encoding="UTF-16"?>{_ENTITIES}{one}'.encode("utf-16")
    cases = [
        (_with_sheet(bytes(150 * 1024**2)), "134,217,728 are the most"),
        *((_with_sheet(xml), "EntitiesForbidden") for xml in (_ENTITIES + one, _EXTERNAL + one, in_utf16)),
        (_with_texts(_ONE.replace("<c ", '<c t="s" '), _ENTITIES + "<sst/>"), "EntitiesForbidden"),
        (_locked(), "encrypted"),
        (_with_part_added(_saved(_book()), "xl/worksheets/sheet1.xml"), "two parts of the same name"),
        (_with_part("xl/worksheets/sheet1.xml", None), "its sheet 'Rekap' is missing from the file"),
        (_with_part("[Content_Types].xml", None), "cannot be opened"),
        (_with_sheet(one.replace(_MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main")), "in a way that is not read"),
        (_with_sheet(_cells_xml('<row r="1"><c r="?!"><v>1</v></c></row>')), "cannot be opened"),
        (_with_sheet(one.replace(">1<", ">three<")), "cannot be opened"),
        (_with_sheet(one.replace("</row>", '<c s="0" r="A1"/></row>')), "a cell stands twice"),
        (_with_sheet(_cells_xml("<row>")), "cannot be opened"),
        (_merging("A:C"), "cannot be opened"),
    ]
    for cell in ("XFD1", "A1048576", "GS5", "CV49999"):
        row = "".join(filter(str.isdigit, cell))
        far_out = _cells_xml(f'<row r="{row}"><c r="{cell}"><v>1</v></c></row>')
        cases.append((_with_sheet(far_out), "sheet 'Rekap' reaches to cell"))
    for number, (data, told) in enumerate(cases):
        with pytest.raises(SourceError) as refusal:
            _read(data)
        assert told in str(refusal.value), number
        assert refusal.value.remedy


def test_a_sheet_is_read_by_what_it_holds_however_much_it_claims():
    xml = _cells_xml('<row r="2"><c r="B2"><v>1</v></c></row><row r="1048576"/>')
    xml = xml.replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')
    assert _read(_with_sheet(xml))[0].rows == [["", ""], ["", "1"]]
    (sheet,) = _read(_merging("A1:B5000"))  # a merged range ends where the table does
    assert (sheet.rows, sheet.merged) == ([["1"]], {})
    (sheet,) = _read(_book([("a" * 30_000, "b")]))
    assert len(sheet.rows[0][0]) == MAX_CELL
    assert "30,000 characters" in sheet.flaws[1, 1].problem


@given(data=st.data())
def test_a_workbook_with_spoilt_bytes_is_read_or_refused_and_nothing_else(data):
    spoilt = bytearray(_SMALL)
    for _ in range(data.draw(st.integers(1, 6))):
        spoilt[data.draw(st.integers(4, len(spoilt) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(SourceError):  # any other error fails the test
        found = sheets(Content("x.xlsx", bytes(spoilt), "xlsx"))
        assert all(isinstance(cell, str) for sheet in found for row in sheet.rows for cell in row)


_SMALL = _saved(_book())


#: A CSV, and the rows that it has.
_SEPARATED = [
    ('Nama,Indeks\n"Kota M","3,69"\n', [["Nama", "Indeks"], ["Kota M", "3,69"]]),
    ("\ufeffNama;Indeks\r\nKota M;3,69\r\n", [["Nama", "Indeks"], ["Kota M", "3,69"]]),
    ("Nama;2023;2024\nKota M;3,5;3,69\n", [["Nama", "2023", "2024"], ["Kota M", "3,5", "3,69"]]),
    ('Nama,Indeks\n"Kota ""M"", kota",3.69', [["Nama", "Indeks"], ['Kota "M", kota', "3.69"]]),
    # A title with commas does not make a file of semicolons one of commas.
    ("Indeks, Jawa Tengah, 2024, final;\n\nNama;Indeks\nKota M;3,69\n",
     [["Indeks, Jawa Tengah, 2024, final", ""], ["", ""], ["Nama", "Indeks"], ["Kota M", "3,69"]]),
    # A line that speaks to the program is no row.
    ("sep=;\nNama;Indeks\na;1\n", [["Nama", "Indeks"], ["a", "1"]]),
    # Empty cells beyond the table are dropped.
    ("Nama,Indeks\na,1,,,\nb,2\n", [["Nama", "Indeks"], ["a", "1"], ["b", "2"]]),
]  # fmt: skip


def test_the_separator_is_told_from_the_headings():
    for text, rows in _SEPARATED:
        assert _csv(text).rows == rows


def test_a_csv_that_is_broken_or_could_be_read_in_two_ways_is_refused_with_its_line(monkeypatch):
    ragged = "cells where the table has"
    for text, problem, line in (
        ("Nama,Indeks,Predikat\nKota Magelang,3.69,Baik\nKota Batu,3.1\n", ragged, 3),
        ("Nama,Indeks,Predikat\nKota Magelang,3,69,Baik\nKota Batu,3.1,Baik\n", ragged, 2),
        ("Nama,Indeks\nKota Magelang,3,69\nKota Batu,3,1\n", ragged, 1),
        ('Nama,Indeks\n"Kota\nMagelang",3.69\nKota Batu,3.1,x\n', ragged, 4),
        ("Nama,Indeks\nKota Caf\xe9,1\n".encode("cp1252"), "byte 0xe9 is not UTF-8.*CSV UTF-8", 2),
        ("Nama;Indeks\nNama,Indeks\n", "may be separated by ';' or by ','", None),
        ('Nama,Indeks\n"Kota Magelang,3\n', "it is not CSV", None),
        ('Nama,Indeks\n"a"b,3\n', "it is not CSV", None),
        ("a,b\n" + "x" * 200_000 + ",1\n", "it is not CSV", None),
    ):
        with pytest.raises(SourceError, match=problem) as refusal:
            _csv(text)
        assert line in {None, refusal.value.line}, text
    assert (2, 1) in _csv("a,b\n" + "x" * (MAX_CELL + 1) + ",1\n").flaws
    monkeypatch.setattr(text_tables, "MAX_CSV_BYTES", 3)
    with pytest.raises(SourceError, match="8 bytes; 3 are the most"):
        _csv("a,b\nc,d\n")


_words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12)


@given(
    rows=st.lists(st.tuples(_words, _words), min_size=1, max_size=6),
    delimiter=st.sampled_from(",;\t"),
)
def test_what_a_program_writes_as_csv_is_read_back(rows, delimiter):
    written = io.StringIO()
    lines = [("Nama Instansi", "Indeks SPBE", "Predikat", "Tahun"), *((a, b, "x", "y") for a, b in rows)]
    csv.writer(written, delimiter=delimiter).writerows(lines)
    assert _csv(written.getvalue()).rows == [list(line) for line in lines]
