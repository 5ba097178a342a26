"""Snapshot files are read as text, strictly: nothing is repaired, every surprise is told with its line."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.declaration.declared import read_sources
from sources.declaration.errors import SourceError
from sources.declaration.raw_rows import locator, raw_records
from sources.declaration.snapshot_table import read_rows, read_snapshot

_PATH = Path("sources/reports/snapshots/report_2024.csv")
_COLUMNS = ["agency", "index"]


def _read(content, columns=_COLUMNS):
    return read_rows(_PATH, content, columns)


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ("agency", "missing ['index']"),
        ("agency,index,grade", "not expected ['grade']"),
        ("agency,indeks", "missing ['index'] and not expected ['indeks']"),
        ("index,agency", "in another order"),
        ("agency,agency", "named twice"),
        ("Agency,Index", "missing ['agency', 'index']"),
        ("agency, index", "missing ['index']"),
        ("agency;index", "missing ['agency', 'index']"),
        ("", "missing ['agency', 'index']"),
    ],
)
def test_a_header_that_is_not_the_expected_one_is_refused_and_told(header, told):
    cells = ",".join("x" for _ in header.split(","))
    with pytest.raises(SourceError) as refusal:
        _read(f"{header}\n{cells}\n".encode())
    assert told in str(refusal.value)
    assert refusal.value.line == 1


def test_a_doubled_column_is_refused_even_where_any_header_is_taken():
    with pytest.raises(SourceError, match="named twice"):
        _read(b"agency,agency\nx,y\n", columns=None)


@pytest.mark.parametrize(
    ("content", "line", "told"),
    [
        (
            b"agency,index\nKota Magelang,1\nKota Tegal\nKota Bima,2\n",
            3,
            "1 cells where 2 columns are named: the line is broken",
        ),
        (b"agency,index\nKota Magelang,1,2\n", 2, "3 cells where 2 columns are named: the line is broken"),
        (b"agency,index\nKota Magelang,3,52\n", 2, "3 cells"),
        (b"agency,index\nKota Magelang,1\nKota Te", 3, "the last line is cut off"),
        (b"agency,index\nKota Magelang,1\n\nKota Tegal,1\n", 3, "0 cells"),
        (b'agency,index\nKota Magelang,"3,52\n', 2, "not CSV"),
        (b'agency,index\nKota Magelang,"3,52"x\n', 2, "not CSV"),
    ],
    ids=["short", "long", "unquoted decimal comma", "cut", "blank", "quote left open", "text after a quote"],
)
def test_a_broken_line_is_refused_by_its_number(content, line, told):
    with pytest.raises(SourceError) as refusal:
        _read(content)
    assert refusal.value.line == line
    assert told in str(refusal.value)


@pytest.mark.parametrize("character", ["\x00", "\t", "\x1b", "\x7f", "\x85", "\n"], ids=repr)
def test_a_control_character_is_refused_with_its_column_and_line(character):
    with pytest.raises(SourceError, match="column agency holds a control character") as refusal:
        _read(f'agency,index\nKota Tegal,1\n"Kota{character}Magelang",1\n'.encode())
    assert refusal.value.line in {3, 4}  # a line break in a cell: the cell ends on the next line


@pytest.mark.parametrize(
    ("content", "line", "byte"),
    [
        (b"agency,index\nKota Magelang,1\nKota T\xe9gal,1\n", 3, "0xe9"),
        (b"ag\xff\n", 1, "0xff"),
        ("agency,index\nKota,1\n".encode("utf-16"), 1, "0xff"),
    ],
    ids=["latin-1", "header", "utf-16"],
)
def test_a_byte_that_is_not_utf_8_is_named_with_its_line(content, line, byte):
    with pytest.raises(SourceError, match="not UTF-8") as refusal:
        _read(content)
    assert refusal.value.line == line
    assert byte in str(refusal.value)


@pytest.mark.parametrize("before", ["3,", ""])
def test_a_byte_order_mark_does_not_shift_the_named_byte(before):
    with pytest.raises(SourceError, match="not UTF-8") as refusal:
        _read(b"\xef\xbb\xbfagency,index\n1,2\n" + before.encode() + b"\xff,4\n")
    assert refusal.value.line == 3
    assert "0xff" in str(refusal.value)


@pytest.mark.parametrize("content", [b"agency,index\n", b"agency,index"])
def test_a_header_without_data_is_refused(content):
    with pytest.raises(SourceError, match="header but no data"):
        _read(content)


def test_no_content_at_all_is_refused_where_any_header_is_taken():
    with pytest.raises(SourceError, match="no data"):
        _read(b"", columns=None)


@pytest.mark.parametrize(
    "content", ["agency,index\nKota Tegal,1\n", "agency,index\r\nKota Tegal,1\r\n", "agency,index\nKota Tegal,1"]
)
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "byte order mark"])
def test_line_ends_and_a_byte_order_mark_do_not_matter(content, mark):
    (row,) = _read((mark + content).encode())
    assert row.cells == {"agency": "Kota Tegal", "index": "1"}
    assert row.line_no == 2


def test_cells_are_kept_exactly_as_printed():
    (row,) = _read('agency,index\n"  Kab.  Ogan Komering Ulu Sel. "," 3,52"\n'.replace('," 3', '," 3').encode())
    assert row.cells == {"agency": "  Kab.  Ogan Komering Ulu Sel. ", "index": " 3,52"}


_CELL = st.text("aZ0 ,;'\"%_é漢\u00a0.", max_size=8)


@given(st.lists(st.tuples(_CELL, _CELL), min_size=1, max_size=6))
@settings(deadline=None, max_examples=60)
def test_whatever_is_written_as_csv_is_read_back_with_its_line(rows):
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerows([_COLUMNS, *rows])
    read = _read(stream.getvalue().encode())
    assert [tuple(row.cells.values()) for row in read] == rows
    assert [row.line_no for row in read] == list(range(2, len(rows) + 2))


@given(st.binary(max_size=60))
@settings(deadline=None, max_examples=150)
def test_any_bytes_are_read_or_refused_as_a_source_error(content):
    refused = None
    try:
        rows = read_rows(_PATH, content)
    except SourceError as refusal:
        refused = str(refusal)
    assert refused.startswith("reports/snapshots/report_2024.csv") if refused else rows


def test_another_number_of_rows_than_described_is_refused(source):
    source.put("report_2024", b"agency,index\nKota Magelang,1\n", edition=2024, rows=2)
    with pytest.raises(SourceError, match="it has 1 rows, its sidecar says 2"):
        read_snapshot(source.snapshot("report_2024"), _COLUMNS)


def test_an_error_names_the_place_the_line_and_the_remedy():
    error = SourceError(_PATH, "a cell is lost.", "look at page 54.", 7)
    assert str(error) == "reports/snapshots/report_2024.csv, line 7: a cell is lost. Remedy: look at page 54."
    assert "line" not in str(SourceError(_PATH, "a cell is lost.", "look."))


# --- rows as records of a raw table ---------------------------------------------------------------------


def test_a_record_holds_the_printed_cells_and_where_they_stand(source):
    assert raw_records(source.snapshot("report_2024"), _COLUMNS, by_edition=True) == [
        {
            "edition": 2024,
            "document_id": "report_2024",
            "document_version": 1,
            "line_no": 2,
            "locator": "line 2",
            "agency": "Kota Magelang",
            "index": "2024",
        }
    ]
    (record,) = raw_records(source.snapshot("report_2024"), _COLUMNS, by_edition=False)
    assert "edition" not in record


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"pdf_page": "54", "table_no": "8", "row_no": "1", "agency": "x"}, "p. 54, table 8, row 1"),
        ({"pdf_page": "", "table_no": "4", "row_no": "1"}, "table 4, row 1"),
        ({"pdf_page": "", "row_no": ""}, "line 7"),
        ({}, "line 7"),
    ],
)
def test_a_place_is_told_as_a_reader_would_say_it(cells, told):
    assert locator(cells, 7) == told


@pytest.mark.parametrize(
    "snapshot", [s for bundled in read_sources() for s in bundled.snapshots], ids=lambda snapshot: snapshot.path.stem
)
def test_every_bundled_file_has_the_rows_that_its_sidecar_counts(snapshot):
    header = snapshot.path.read_text(encoding="utf-8").splitlines()[0].split(",")
    rows = read_snapshot(snapshot, header)
    assert len(rows) == snapshot.sidecar.rows
    assert len({row.line_no for row in rows}) == len(rows)


@pytest.mark.parametrize(
    ("stem", "rows"), [("annual_report_2023", 621), ("annual_report_2024", 615), ("un_egdi_2024", 193)]
)
def test_the_great_tables_are_complete(stem, rows):
    (snapshot,) = [s for bundled in read_sources() for s in bundled.snapshots if s.path.stem == stem]
    assert snapshot.sidecar.rows == rows


@pytest.mark.parametrize("columns", [None, ("agency", "index")])
def test_a_file_that_a_spreadsheet_saved_with_semicolons_is_told_so(columns):
    with pytest.raises(SourceError, match="save the file as CSV separated by commas, not semicolons") as refusal:
        _read(b"\xef\xbb\xbfagency;index\r\nKota Magelang;3,69\r\n", columns=columns)
    assert refusal.value.line == 1
