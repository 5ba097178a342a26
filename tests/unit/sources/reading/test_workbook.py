"""Spreadsheets become text as a person sees it, and a file that was made to do harm does none."""

import contextlib
import datetime as dt
import io
import os
import re
import time
import tracemalloc
import warnings
import zipfile
import zlib
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.declaration.errors import SourceError
from sources.reading.content import Content, tell
from sources.reading.workbook import part_scan, text_tables, xlsx
from sources.reading.workbook.cells import as_shown
from sources.reading.workbook.opening import sheets
from sources.reading.workbook.sheet import MAX_CELL, Flaw, Sheet


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
    return sheets(tell("tabel.xlsx", data))


def _csv(text):
    data = text if isinstance(text, bytes) else text.encode()
    (sheet,) = sheets(Content("tabel.csv", data, "csv"))
    return sheet


def _repacked(data, change, **options):
    """The archive again, each part as ``change`` gives it back; None leaves it out."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, **options) as new:
        for name in old.namelist():
            if (part := change(name, old.read(name))) is not None:
                new.writestr(name, part)
    return packed.getvalue()


def _as_excel_saves(data):
    """The workbook with its texts in a part of their own, as spreadsheet programs write it."""
    texts = []

    def shared(found):
        texts.append(found[2])
        return f'<c r="{found[1]}" t="s"><v>{len(texts) - 1}</v></c>'

    def moved(name, part):
        part = part.decode()
        if name == "[Content_Types].xml":
            kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
            part = part.replace(
                "</Types>", f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
            )
        if name.startswith("xl/worksheets/"):
            part = re.sub(r'<c r="(\w+)" t="inlineStr"><is><t>([^<]*)</t></is></c>', shared, part)
        return part.encode()

    packed = io.BytesIO(_repacked(data, moved))
    with zipfile.ZipFile(packed, "a") as archive:
        items = "".join(f"<si><t>{text}</t></si>" for text in texts)
        archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{_MAIN}">{items}</sst>')
    return packed.getvalue()


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def _with_sheet(xml, data=None):
    """A workbook whose first sheet is this XML."""
    return _repacked(
        data or _saved(_book()), lambda name, part: xml if name == "xl/worksheets/sheet1.xml" else part
    )  # fmt: skip


_SHEET = f'<worksheet xmlns="{_MAIN}">{{}}</worksheet>'


def _cells_xml(cells):
    return _SHEET.format(f"<sheetData>{cells}</sheetData>")


# --- what a person sees -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "shown_as", "text"),
    [
        (2.6, "General", "2.6"),
        (0.1 + 0.2, "General", "0.3"),
        (3.0, "General", "3"),
        (3, "General", "3"),
        (-3.5, "General", "-3.5"),
        (3.5166666666666666, "0.00", "3.51666666666667"),
        (3.516, "0.00", "3.516"),
        (12.1, "General", "12.1"),
        (12.1, "0.00", "12.10"),
        (3.0, "0.00", "3.00"),
        (371, "0000", "0371"),
        (1e-7, "General", "0.0000001"),
        (1e22, "General", "10000000000000000000000"),
        (0.35, "0%", "35%"),
        (352, "#,##0", "352"),
        (dt.date(2024, 5, 3), "yyyy-mm-dd", "2024-05-03"),
        (dt.datetime(2024, 5, 3, 7, 30), "yyyy-mm-dd hh:mm", "2024-05-03 07:30:00"),
        (dt.time(7, 30), "hh:mm", "07:30:00"),
        ("3,52", "General", "3,52"),
        ("12.10", "General", "12.10"),
        ("  Kab.\nMagelang ", "General", "  Kab.\nMagelang "),
        (None, "General", ""),
    ],
)
def test_a_cell_is_the_text_that_a_person_sees_where_that_loses_nothing(value, shown_as, text):
    book = _book()
    book.active["B2"] = value
    book.active["B2"].number_format = shown_as
    book.active["C2"] = "end"
    (sheet,) = _read(book)
    assert sheet.rows[1] == ["Kota Magelang", text, "end"]
    assert sheet.flaws == {}


@settings(max_examples=150, deadline=None)
@given(number=st.decimals(Decimal(-1000), Decimal(1000), places=10))
def test_a_typed_number_comes_back_as_typed(number):
    text = as_shown(float(number), "General")
    assert Decimal(text) == number
    assert "E" not in text
    assert not ("." in text and text.endswith("0"))


def test_texts_are_found_where_spreadsheet_programs_keep_them():
    data = _as_excel_saves(_saved(_book()))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert b"inlineStr" not in archive.read("xl/worksheets/sheet1.xml")
    assert _read(data)[0].rows == [["Nama", "Indeks"], ["Kota Magelang", "3.69"]]


def test_an_error_or_a_logical_value_is_a_flaw_of_its_cell():
    (sheet,) = _read(
        _book([("Nama", "Indeks"), ("Kota Magelang", "#REF!"), ("Kota Batu", True), ("Kota Blitar", "#N/A")])
    )
    assert sheet.flaws[2, 2].problem == "holds the error #REF!"
    assert sheet.flaws[3, 2].problem == "holds the logical value TRUE"
    assert sheet.flaws[4, 2].problem == "holds the error #N/A"
    assert sheet.at(4, 2) == "sheet 'Rekap', cell B4"


def test_a_formula_has_the_value_that_the_file_was_saved_with():
    cells = (
        '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>1+1</f><v></v></c><c r="C1"><f>1+1</f></c>'
        '<c r="D1" t="str"><f>""</f><v></v></c><c r="E1" t="str"><f>A1&amp;"x"</f><v>2x</v></c>'
        '<c r="F1" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    )
    (sheet,) = _read(_with_sheet(_cells_xml(cells)))
    assert sheet.rows == [["2", "(formula)", "(formula)", "", "2x", "#DIV/0!"]]
    assert set(sheet.flaws) == {(1, 2), (1, 3), (1, 6)}
    assert sheet.flaws[1, 2] == Flaw(
        "has a formula without a computed value",
        "open it in a spreadsheet program and save it as a new XLSX file.",
    )


def test_what_openpyxl_saves_as_a_formula_is_uncomputed():
    (sheet,) = _read(_book([("Nama", "Indeks"), ("Kota Magelang", "=0.13*D2")]))
    assert "formula" in sheet.flaws[2, 2].problem


def test_a_text_that_looks_like_a_command_stays_a_text():
    book = _book()
    book.active["A3"] = "=cmd|' /C calc'!A0"
    book.active["A3"].data_type = "s"
    (sheet,) = _read(book)
    assert sheet.rows[2][0] == "=cmd|' /C calc'!A0"
    assert _csv("Nama,Indeks\n=cmd|' /C calc'!A0,3\n").rows[1][0] == "=cmd|' /C calc'!A0"


def test_merged_ranges_are_told_and_what_they_cover_is_blank():
    book = _book([("Provinsi", "Nama"), ("Jawa Tengah", "a"), (None, "b"), (None, "c")])
    book.active.merge_cells("A2:A3")
    (sheet,) = _read(book)
    assert sheet.merged == {(3, 1): (2, 1)}
    assert [row[0] for row in sheet.rows] == ["Provinsi", "Jawa Tengah", "", ""]
    hidden = _cells_xml(
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>7</v></c><c r="B2"><v>8</v></c></row>'
    ).replace("</sheetData>", '</sheetData><mergeCells><mergeCell ref="A1:A2"/></mergeCells>')
    assert _read(_with_sheet(hidden))[0].rows == [["1", ""], ["", "8"]]


def test_hidden_sheets_rows_and_columns_are_read_and_told():
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


def test_rows_keep_their_numbers_over_gaps_and_empty_formatted_rows():
    book = _book([])
    book.active["B4"] = "Nama"
    book.active["C7"] = 3.5
    book.active["Z900"].font = openpyxl.styles.Font(bold=True)
    (sheet,) = _read(book)
    assert len(sheet.rows) == 7
    assert {len(row) for row in sheet.rows} == {3}
    assert sheet.rows[3] == ["", "Nama", ""]
    assert sheet.rows[6] == ["", "", "3.5"]


def test_macros_are_not_run_and_told_and_other_files_not_followed():
    def with_macros(data):
        packed = io.BytesIO(data)
        with zipfile.ZipFile(packed, "a") as archive:
            archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0")
            archive.writestr("xl/externalLinks/externalLink1.xml", "<externalLink/>")
        return packed.getvalue()

    (sheet,) = _read(with_macros(_saved(_book())))
    assert sheet.rows[1] == ["Kota Magelang", "3.69"]
    assert "holds macros" in sheet.remarks[0]
    assert "refers to other files" in sheet.remarks[1]


def test_charts_and_empty_sheets_do_no_harm():
    book = _book()
    book.create_chartsheet("Grafik")
    book.create_sheet("Kosong")
    assert [(sheet.name, len(sheet.rows)) for sheet in _read(book)] == [("Rekap", 2), ("Kosong", 0)]


def test_places_are_named_as_on_the_sheet():
    sheet = Sheet("Rekap 'A'", [])
    assert sheet.at(7, 28) == "sheet \"Rekap 'A'\", cell AB7"
    assert sheet.at(7) == "sheet \"Rekap 'A'\", row 7"
    assert Sheet("", []).at(7, 3) == "row 7, column 3"


# --- hostile workbooks --------------------------------------------------------------------------------------------


def _bomb(size):
    return _repacked(
        _saved(_book()), lambda name, part: bytes(size) if name == "xl/worksheets/sheet1.xml" else part
    )  # fmt: skip


@pytest.mark.parametrize(("megabytes", "told"), [(150, "134,217,728 are the most"), (20, "a bomb, or empty rows")])
def test_a_zip_bomb_is_refused_without_being_unpacked(megabytes, told):
    data = _bomb(megabytes * 1024**2)
    assert len(data) < 400_000
    tracemalloc.start()
    try:
        with pytest.raises(SourceError, match=told):
            _read(data)
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()


def test_a_bomb_of_many_parts_is_refused_by_their_sum():
    def grown(name, part):
        return os.urandom(4096) + bytes(4096) * 200 if name.startswith("xl/media/") else part

    packed = io.BytesIO(_saved(_book()))
    with zipfile.ZipFile(packed, "a") as archive:
        for number in range(200):
            archive.writestr(f"xl/media/{number}.png", b"")
    with pytest.raises(SourceError, match="are the most"):
        _read(_repacked(packed.getvalue(), grown))


def _lying(data, name, says):
    """The archive with another unpacked size of one part, in both of its headers."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        info = archive.getinfo(name)
        true, stated = info.file_size.to_bytes(4, "little"), says.to_bytes(4, "little")
        crc = info.CRC.to_bytes(4, "little")
        packed_size = info.compress_size.to_bytes(4, "little")
    assert data.count(crc + packed_size + true) == 2
    return data.replace(crc + packed_size + true, crc + packed_size + stated)


def test_a_part_that_lies_about_its_size_is_never_unpacked_beyond_it():
    data = _lying(_bomb(100 * 1024**2), "xl/worksheets/sheet1.xml", 2_000)
    tracemalloc.start()
    try:
        with pytest.raises(SourceError, match="BadZipFile"):
            _read(data)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


def test_a_lie_with_a_checksum_to_match_gains_nothing():
    sheet = _cells_xml('<row r="1"><c r="A1"><v>1</v></c></row>').encode()
    data = _with_sheet(sheet + bytes(100 * 1024**2))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        old = archive.getinfo("xl/worksheets/sheet1.xml").CRC
    data = _lying(data, "xl/worksheets/sheet1.xml", len(sheet))
    data = data.replace(old.to_bytes(4, "little"), zlib.crc32(sheet).to_bytes(4, "little"))
    tracemalloc.start()
    try:
        assert _read(data)[0].rows == [["1"]]
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


_ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
_EXTERNAL = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize("doctype", [_ENTITIES, _EXTERNAL, '<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd">'])
@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml"]
)
def test_xml_entities_are_refused_in_every_part(doctype, part):
    def spoilt(name, xml):
        if name != part:
            return xml
        text = xml.decode().split("?>", 1)[-1] if xml.startswith(b"<?xml") else xml.decode()
        return doctype + text

    with pytest.raises(SourceError, match=rf"part {part} declares XML entities"):
        _read(_repacked(_as_excel_saves(_saved(_book())), spoilt))


def test_entities_are_refused_in_another_encoding_too():
    xml = f'<?xml version="1.0" encoding="UTF-16"?>{_ENTITIES}' + _cells_xml('<row r="1"><c><v>&b;</v></c></row>')
    with pytest.raises(SourceError, match="declares XML entities"):
        _read(_with_sheet(xml.encode("utf-16")))


def test_a_sheet_that_claims_every_cell_there_is_is_read_by_what_it_holds():
    xml = _cells_xml('<row r="2"><c r="B2"><v>1</v></c></row><row r="1048576"/>')
    xml = xml.replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')
    assert _read(_with_sheet(xml))[0].rows == [["", ""], ["", "1"]]


@pytest.mark.parametrize("cell", ["XFD1", "A1048576", "XFD1048576", "GS5", "CV49999"])
def test_a_cell_far_out_is_refused(cell):
    row = "".join(filter(str.isdigit, cell))
    began = time.process_time()
    with pytest.raises(SourceError, match="sheet 'Rekap' reaches to cell"):
        _read(_with_sheet(_cells_xml(f'<row r="{row}"><c r="{cell}"><v>1</v></c></row>')))
    assert time.process_time() - began < 2


def test_very_many_elements_or_very_deep_ones_are_refused(monkeypatch):
    monkeypatch.setattr(part_scan, "MAX_ELEMENTS", 5_000)
    with pytest.raises(SourceError, match="more than 5,000 elements"):
        _read(_with_sheet(_cells_xml('<row r="1">' + "<c/>" * 5_000 + "</row>")))
    with pytest.raises(SourceError, match="nested more than 64 deep"):
        _read(_with_sheet(_cells_xml("<x>" * 100 + "</x>" * 100)))


@pytest.mark.parametrize("piece", ['<row r="1" x="{}"/>', "<!-- {} -->", "<?x {} ?>"])
def test_a_tag_without_end_does_not_hold_the_reader_up(piece):
    text = "".join(f"{number:x} " for number in range(200_000))  # what packs badly is no bomb by its ratio
    began = time.process_time()
    with pytest.raises(SourceError, match="a tag or comment without end"):
        _read(_with_sheet(_cells_xml(piece.format(text))))
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ('<row r="2"><c r="A2"><v>1</v></c></row><row r="1"/>', "row 1 stands below row 2"),
        ('<row r="1"/><row r="1"/>', "row 1 stands below row 1"),
        ('<row r="1"><c r="B1"><v>1</v></c><c r="A1"/></row>', "cell A1 does not stand where it says"),
        ('<row r="1"><c r="A7"><v>1</v></c></row>', "cell A7 does not stand where it says"),
        ('<row r="x"/>', "is damaged"),
        ('<row r="1"><c r="?!"><v>1</v></c></row>', "is damaged"),
        ('<row r="1"><c r="A1" t="s"><v>99</v></c></row>', "cannot be opened"),
        ('<row r="1"><c r="A1"><v>three</v></c></row>', "cannot be opened"),
        ("<row>", "is damaged"),
    ],
)
def test_a_damaged_sheet_is_refused_and_not_guessed(cells, told):
    with pytest.raises(SourceError, match=told):
        _read(_with_sheet(_cells_xml(cells)))


@pytest.mark.parametrize("reference", ["A1:XFD1048576", "A:C", "nonsense"])
def test_absurd_merged_ranges_cost_nothing(reference):
    xml = _cells_xml('<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>')
    xml = xml.replace("</sheetData>", f'</sheetData><mergeCells><mergeCell ref="{reference}"/></mergeCells>')
    if reference.startswith("A1"):
        assert _read(_with_sheet(xml))[0].merged == {(1, 2): (1, 1)}
    else:
        with pytest.raises(SourceError):
            _read(_with_sheet(xml))


def test_many_large_merged_ranges_are_refused(monkeypatch):
    monkeypatch.setattr(xlsx, "MAX_CELLS", 20)
    book = _book([[1, 2, 3], [4, 5, 6], [7, 8, 9]])
    for _ in range(3):
        book.active.merged_cells.add("A1:C3")
    xml = _cells_xml("".join(f'<row r="{n}"><c r="C{n}"><v>1</v></c></row>' for n in (1, 2, 3)))
    merges = '<mergeCell ref="A1:C3"/>' * 3
    with pytest.raises(SourceError, match="merged ranges cover more cells"):
        _read(_with_sheet(xml.replace("</sheetData>", f"</sheetData><mergeCells>{merges}</mergeCells>")))


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"])
def test_a_workbook_without_a_part_is_refused(part):
    with pytest.raises(SourceError, match=r"missing from the file|cannot be opened"):
        _read(_repacked(_saved(_book()), lambda name, content: None if name == part else content))


def test_cells_in_a_dialect_that_is_not_read_are_not_taken_for_an_empty_sheet():
    xml = _cells_xml('<row r="1"><c r="A1"><v>1</v></c></row>').replace(
        _MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main"
    )
    with pytest.raises(SourceError, match="written in a way that is not read") as refusal:
        _read(_with_sheet(xml))
    assert "Strict" in refusal.value.remedy


def test_two_parts_of_one_name_are_refused():
    packed = io.BytesIO(_saved(_book()))
    with zipfile.ZipFile(packed, "a") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        archive.writestr("xl/worksheets/sheet1.xml", _cells_xml(""))
    with pytest.raises(SourceError, match="two parts of the same name"):
        _read(packed.getvalue())


def test_a_locked_or_strangely_packed_archive_is_refused():
    data = bytearray(_saved(_book()))
    entry = data.index(b"PK\x01\x02")
    data[entry + 8] |= 1
    with pytest.raises(SourceError, match="locked with a password"):
        _read(bytes(data))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("xl/workbook.xml", "<x/>" * 10)
    with pytest.raises(SourceError, match="packed in a way"):
        _read(packed.getvalue())


def test_a_cell_with_an_endless_text_is_a_flaw():
    (sheet,) = _read(_book([("a" * 30_000, "b")]))
    assert len(sheet.rows[0][0]) == MAX_CELL
    assert "30,000 characters" in sheet.flaws[1, 1].problem


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_workbook_with_spoilt_bytes_is_read_or_refused_and_nothing_else(data):
    spoilt = bytearray(_SMALL)
    for _ in range(data.draw(st.integers(1, 6))):
        spoilt[data.draw(st.integers(4, len(spoilt) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(SourceError):  # any other error fails the test
        found = sheets(Content("x.xlsx", bytes(spoilt), "xlsx"))
        assert all(isinstance(cell, str) for sheet in found for row in sheet.rows for cell in row)


_SMALL = _saved(_book())


# --- CSV ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("Nama,Indeks\nKota Magelang,3.69\n", ["Kota Magelang", "3.69"]),
        ("Nama;Indeks\nKota Magelang;3,69\n", ["Kota Magelang", "3,69"]),
        ("Nama\tIndeks\nKota Magelang\t3,69\n", ["Kota Magelang", "3,69"]),
        ('Nama,Indeks\n"Kota Magelang","3,69"\n', ["Kota Magelang", "3,69"]),
        ("\ufeffNama;Indeks\r\nKota Magelang;3,69\r\n", ["Kota Magelang", "3,69"]),
        ("Nama;2023;2024\nKota Magelang;3,5;3,69\n", ["Kota Magelang", "3,5", "3,69"]),
        ("Nama,2023,2024\nKota Magelang,3.5,3.69\n", ["Kota Magelang", "3.5", "3.69"]),
        ('Nama,Indeks\n"Kota ""M"", kota",3.69', ['Kota "M", kota', "3.69"]),
    ],
)
def test_the_separator_is_told_from_the_headings(text, second):
    assert _csv(text).rows[1] == second


def test_a_title_with_commas_does_not_make_a_semicolon_file_one_of_commas():
    sheet = _csv("Indeks SPBE, Jawa Tengah, 2024, final;;\n\nNama;Indeks;Predikat\nKota Magelang;3,69;Baik\n")
    assert sheet.rows == [
        ["Indeks SPBE, Jawa Tengah, 2024, final", "", ""],
        ["", "", ""],
        ["Nama", "Indeks", "Predikat"],
        ["Kota Magelang", "3,69", "Baik"],
    ]


def test_a_line_that_speaks_to_the_program_is_no_row():
    assert _csv("sep=;\nNama;Indeks\na;1\n").rows == [["Nama", "Indeks"], ["a", "1"]]


def test_two_separators_that_fit_alike_are_not_chosen_from():
    with pytest.raises(SourceError, match="may be separated by ';' or by ','"):
        _csv("Nama;Indeks\nNama,Indeks\n")


def test_lines_of_one_cell_are_filled_up_and_blank_lines_stay():
    sheet = _csv("Indeks SPBE 2024\n\nNama,Indeks,Predikat\nKota Magelang,3.69,Baik\nSumber: laporan\n")
    assert [row[0] for row in sheet.rows] == ["Indeks SPBE 2024", "", "Nama", "Kota Magelang", "Sumber: laporan"]
    assert {len(row) for row in sheet.rows} == {3}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Nama,Indeks,Predikat\nKota Magelang,3.69,Baik\nKota Batu,3.1\n", 3),
        ("Nama,Indeks,Predikat\nKota Magelang,3,69,Baik\nKota Batu,3.1,Baik\n", 2),
        ("Nama,Indeks\nKota Magelang,3,69\nKota Batu,3,1\n", 1),
        ('Nama,Indeks\n"Kota\nMagelang",3.69\nKota Batu,3.1,x\n', 4),
    ],
)
def test_a_ragged_line_is_refused_with_its_number(text, line):
    with pytest.raises(SourceError, match="cells where the table has") as refusal:
        _csv(text)
    assert refusal.value.line == line


def test_empty_cells_beyond_the_table_are_dropped():
    assert _csv("Nama,Indeks\na,1,,,\nb,2\n").rows == [["Nama", "Indeks"], ["a", "1"], ["b", "2"]]


def test_text_that_is_not_utf8_is_refused_with_its_line():
    with pytest.raises(SourceError, match="byte 0xe9 is not UTF-8") as refusal:
        _csv("Nama,Indeks\nKota Caf\xe9,1\n".encode("cp1252"))
    assert refusal.value.line == 2
    assert "CSV UTF-8" in refusal.value.remedy


@pytest.mark.parametrize("text", ['Nama,Indeks\n"Kota Magelang,3\n', 'Nama,Indeks\n"a"b,3\n'])
def test_broken_quotation_marks_are_refused(text):
    with pytest.raises(SourceError, match="it is not CSV"):
        _csv(text)


def test_a_csv_beyond_the_bounds_is_refused(monkeypatch):
    with pytest.raises(SourceError, match="more than 50,000 rows, 200 columns"):
        _csv("a,b\n" + ",".join("x" * 201) + "\n")
    monkeypatch.setattr(text_tables, "MAX_ROWS", 3)
    with pytest.raises(SourceError, match="more than 3 rows") as refusal:
        _csv("a,b\n" * 9)
    assert refusal.value.line == 4
    monkeypatch.setattr(text_tables, "MAX_CSV_BYTES", 3)
    with pytest.raises(SourceError, match="8 bytes; 3 are the most"):
        _csv("a,b\nc,d\n")


def test_a_long_field_is_refused_or_a_flaw():
    with pytest.raises(SourceError, match="it is not CSV"):
        _csv("a,b\n" + "x" * 200_000 + ",1\n")
    assert (2, 1) in _csv("a,b\n" + "x" * 2_000 + ",1\n").flaws


def test_other_files_are_no_spreadsheets():
    with pytest.raises(SourceError, match="it is PDF, not a spreadsheet"):
        sheets(Content("x.pdf", b"%PDF-1.7", "pdf"))


_words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12)


@settings(max_examples=80, deadline=None)
@given(
    rows=st.lists(st.tuples(_words, _words), min_size=1, max_size=6),
    delimiter=st.sampled_from(",;\t"),
)
def test_what_a_program_writes_as_csv_is_read_back(rows, delimiter):
    import csv

    written = io.StringIO()
    lines = [
        ("Nama Instansi", "Indeks SPBE", "Predikat", "Tahun", "Provinsi"),
        *((a, b, "x", "y", "z") for a, b in rows),
    ]
    csv.writer(written, delimiter=delimiter).writerows(lines)
    assert _csv(written.getvalue()).rows == [list(line) for line in lines]
