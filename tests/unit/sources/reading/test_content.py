"""What a file is, is told from its bytes; what no reader can open is refused with the way out."""

import io
import os
import string
import time
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.declaration.errors import SourceError
from sources.reading import content as module
from sources.reading.content import harmless_name, identify, read_content


def _zip(*names, **options):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", **options) as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return packed.getvalue()


_WORKBOOK = _zip("[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml")


def test_the_type_is_that_of_the_bytes_whatever_the_name_says():
    for name, data, media in (
        ("x.xlsx", b"\n\n%PDF-1.4 preceded by blank lines", "pdf"),
        ("x.pdf", _WORKBOOK, "xlsx"),
        ("x", _zip("xl/workbook2.xml"), "xlsx"),
        ("x.json", b"\xef\xbb\xbfnama,indeks\n", "csv"),
        ("x.txt", b'\n {"success": true}', "json"),
        ("x.txt", b"[\n  {}\n]", "json"),
        ("x.csv", b"[draft] Indeks SPBE\n", "csv"),
    ):
        assert identify(name, data).media == media, data


def test_a_web_page_is_refused_whatever_it_is_called_and_one_of_comments_does_not_hold_the_reader_up():
    for page in (
        b"\xef\xbb\xbf  <HTML lang=id>",
        b"<!-- saved --><!-- from --><html>",
        b'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "">',
        b"<table><tr><td>Indeks</td></tr></table>",
        b"<html>%PDF-1.7 it says, in a page",
    ):
        with pytest.raises(SourceError, match="web page") as refusal:
            identify("Laporan.pdf", page)
        assert "browser" in refusal.value.remedy
    began = time.process_time()
    with pytest.raises(SourceError, match="it is XML"):
        identify("x.csv", b"<!---->" * 100_000)
    assert time.process_time() - began < 1


def test_what_no_reader_opens_is_refused_and_named(monkeypatch):
    for data, problem in (
        (b" \r\n\t", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Office file .* or a workbook with a password"),
        (b"\x89PNG\r\n", "image"),
        (b"Rar!\x1a", "RAR"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"MZ\x90\0", "program"),
        (b"{\\rtf1", "RTF"),
        (b"PK\x05\x06" + bytes(18), "empty ZIP"),
        (_WORKBOOK[: len(_WORKBOOK) // 2], "damaged or cut off"),
        (_zip("[Content_Types].xml", "word/document.xml"), "DOCX"),
        (_zip("mimetype", "content.xml"), "ODS"),
        (_zip("xl/workbook.bin"), "XLSB"),
        (_zip("Laporan.pdf", "a", "b", "c"), r"ZIP archive and no workbook: .* Laporan.pdf, a, b, \.\.\."),
        ("nama;indeks".encode("utf-16"), "neither PDF, XLSX nor UTF-8"),
        (b"nama\0indeks", "neither PDF, XLSX nor UTF-8"),
        (b"<?xml version='1.0'?><rows/>", "XML"),
    ):
        with pytest.raises(SourceError, match=problem) as refusal:
            identify("x.pdf", data)
        assert refusal.value.remedy
    # Names inside an archive cannot speak to the terminal.
    with pytest.raises(SourceError) as refusal:
        identify("x.zip", _zip("../\x1b[31mred", "b"))
    assert "\x1b" not in str(refusal.value)
    monkeypatch.setattr(module, "MAX_ZIP_ENTRIES", 5)
    with pytest.raises(SourceError, match="6 files; 5 are the most"):
        identify("x.xlsx", _zip("xl/workbook.xml", *string.ascii_letters[:5]))


def test_a_file_larger_than_bearable_is_refused_without_being_read_also_while_it_grows(tmp_path, monkeypatch):
    file = tmp_path / "line.csv"
    with file.open("wb") as stream:
        stream.truncate(1024**3)
    tracemalloc.start()
    try:
        with pytest.raises(SourceError, match=r"1,073,741,824 bytes; 209,715,200 are the most"):
            read_content(file)
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()
    file = tmp_path / "a.csv"
    file.write_bytes(b"nama,indeks\n")
    real = os.fstat

    def before_it_grew(opened):
        status = real(opened)
        file.write_bytes(b"x" * 100)
        return status

    monkeypatch.setattr(module, "MAX_BYTES", 50)
    monkeypatch.setattr(os, "fstat", before_it_grew)
    with pytest.raises(SourceError, match="more than 50 bytes"):
        read_content(file)


def test_folders_links_pipes_devices_and_nothing_are_no_files(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"nama,indeks\n")
    (tmp_path / "link.csv").symlink_to(tmp_path / "a.csv")
    (tmp_path / "loop.csv").symlink_to(tmp_path / "loop.csv")
    os.mkfifo(tmp_path / "pipe.csv")
    for path in (tmp_path, tmp_path / "link.csv", tmp_path / "loop.csv", tmp_path / "pipe.csv", Path("/dev/zero")):
        with pytest.raises(SourceError, match="it is not a file"):
            read_content(path)
    with pytest.raises(SourceError, match="there is no such file"):
        read_content(tmp_path / "b.csv")


def test_a_name_is_made_harmless():
    names = {
        "../../etc/passwd": "passwd",
        "..\\..\\windows\\system.ini": "system.ini",
        "..": "unnamed",
        "": "unnamed",
        "Laporan\n2025\x00.pdf": "Laporan_2025_.pdf",
        "\x1b[31mred.pdf": "_[31mred.pdf",
        "Laporan\u202efdp.exe": "Laporan_fdp.exe",
        "com1.tar.gz": "_com1.tar.gz",
        "lpt9 .csv": "_lpt9 .csv",
        "console.csv": "console.csv",
        "=HYPERLINK(1).csv": "_HYPERLINK(1).csv",
        "a<b>?.csv": "a_b__.csv",
        ".hidden": "hidden",
        "surrogate\udce9.csv": "surrogate_.csv",
        "Laporan Evaluasi SPBE 2025 (final).pdf": "Laporan Evaluasi SPBE 2025 (final).pdf",
    }
    assert {name: harmless_name(name) for name in names} == names


@given(name=st.text(st.characters(codec=None), max_size=300))
def test_a_harmless_name_stays_itself_and_leads_nowhere(name):
    harmless = harmless_name(name)
    assert harmless_name(harmless) == harmless
    assert 0 < len(harmless) <= 121
    assert harmless.isprintable() or " " in harmless or not harmless.isascii()
    assert not set(harmless) & set('/\\<>:"|?*\n\r\t\x1b\u202e')
    assert Path("/inbox", harmless).parent == Path("/inbox")
