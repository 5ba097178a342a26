"""Snapshot files are read as text, strictly: nothing is repaired, every surprise is named with its line."""

import csv
import io
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.declaration.errors import SourceError
from sources.declaration.raw_rows import locator, raw_records
from sources.declaration.snapshot_table import read_rows, read_snapshot

_PATH = Path("sources/reports/snapshots/report_2024.csv")
_COLUMNS = ["agency", "index"]


def _read(content, columns=_COLUMNS):
    return read_rows(_PATH, content, columns)


def test_a_header_that_is_not_the_expected_one_is_refused_and_named():
    for header, problem in [
        ("agency,index,grade", "not expected ['grade']"),
        ("agency,indeks", "missing ['index'] and not expected ['indeks']"),
        ("index,agency", "in another order"),
        ("agency,agency", "named twice"),
        ("Agency,Index", "missing ['agency', 'index']"),
        ("agency, index", "missing ['index']"),
        ("\ufeffagency;index", "save the file as CSV separated by commas, not semicolons"),
        ("", "missing ['agency', 'index']"),
    ]:
        cells = ",".join("x" for _ in header.split(","))
        with pytest.raises(SourceError) as refusal:
            _read(f"{header}\n{cells}\n".encode())
        assert problem in str(refusal.value)
        assert refusal.value.line == 1
    with pytest.raises(SourceError, match="named twice"):
        _read(b"agency,agency\nx,y\n", columns=None)


def test_a_column_that_may_be_lacking_is_empty_where_it_is_and_stands_in_its_place_where_it_is_not(source):
    columns, optional = ["agency", "index", "d1", "note"], {"d1"}
    for stem, content, expected in (
        ("report_2023", "agency,index,note\nKota Bima,1,x\n", ""),
        ("report_2024", "agency,index,d1,note\nKota Bima,1,2,x\n", "2"),
    ):
        source.put(stem, content.encode(), edition=int(stem[-4:]))
        (record,) = raw_records(source.snapshot(stem), columns, by_edition=False, optional=optional)
        assert {name: record[name] for name in columns} == dict(
            zip(columns, ("Kota Bima", "1", expected, "x"), strict=True)
        )
    for header in ("agency,index,note,d1", "agency,d1,note", "agency,index,d2,note"):
        with pytest.raises(SourceError, match="not the expected ones"):
            read_rows(_PATH, f"{header}\n1,2,3,4\n".encode(), columns, optional)


def test_a_broken_line_is_refused_by_its_number():
    for content, line, problem in (
        (b"agency,index\nKota Bima,1\nKota Tegal\nKota Bima,2\n", 3, "1 cells where 2 columns are named"),
        (b"agency,index\nKota Magelang,1,2\n", 2, "3 cells where 2 columns are named: the line is broken"),
        (b"agency,index\nKota Magelang,1\nKota Te", 3, "the last line is cut off"),
        (b"agency,index\nKota Magelang,1\n\nKota Tegal,1\n", 3, "0 cells"),
        (b'agency,index\nKota Magelang,"3,52\n', 2, "not CSV"),
        (b"agency,index\nKota Magelang,1\nKota T\xe9gal,1\n", 3, "0xe9"),
        (b"ag\xff\n", 1, "0xff"),
        ("agency,index\nKota,1\n".encode("utf-16"), 1, "0xff"),
        (b"\xef\xbb\xbfagency,index\n1,2\n3,\xff,4\n", 3, "0xff"),
        *((f'agency,index\nA,1\n"K{c}",1\n'.encode(), 3, "column agency holds a control") for c in "\0\t\x1b\x7f\x85"),
        (b'agency,index\nA,1\n"Kota\nMagelang",1\n', 4, "column agency holds a control character"),
    ):
        with pytest.raises(SourceError) as refusal:
            _read(content)
        assert (refusal.value.line, problem in str(refusal.value)) == (line, True), content
    for content, columns in ((b"agency,index\n", _COLUMNS), (b"agency,index", _COLUMNS), (b"", None)):
        with pytest.raises(SourceError, match="no data"):
            _read(content, columns)


def test_line_ends_and_a_byte_order_mark_do_not_matter():
    for mark, content in product(("", "\ufeff"), ("agency,index|Kota,1|", "agency,index|Kota,1")):
        for line_end in ("\n", "\r\n"):
            (row,) = _read((mark + content.replace("|", line_end)).encode())
            assert (row.cells, row.line_no) == ({"agency": "Kota", "index": "1"}, 2)


_CELL = st.text("aZ0 ,;'\"%_é漢\u00a0.", max_size=8)


@given(st.lists(st.tuples(_CELL, _CELL), min_size=1, max_size=6))
def test_whatever_is_written_as_csv_is_read_back_with_its_line(rows):
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerows([_COLUMNS, *rows])
    read = _read(stream.getvalue().encode())
    assert [tuple(row.cells.values()) for row in read] == rows
    assert [row.line_no for row in read] == list(range(2, len(rows) + 2))


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused_as_a_source_error(content):
    refused = None
    try:
        rows = read_rows(_PATH, content)
    except SourceError as refusal:
        refused = str(refusal)
    assert refused.startswith("reports/snapshots/report_2024.csv") if refused else rows


def test_an_error_and_a_place_name_where_a_reader_finds_it(source):
    source.put("report_2024", b"agency,index\nKota Magelang,1\n", edition=2024, rows=2)
    with pytest.raises(SourceError, match="it has 1 rows, its sidecar says 2"):
        read_snapshot(source.snapshot("report_2024"), _COLUMNS)
    error = SourceError(_PATH, "a cell is lost.", "look at page 54.", 7)
    assert str(error) == "reports/snapshots/report_2024.csv, line 7: a cell is lost. Remedy: look at page 54."
    assert "line" not in str(SourceError(_PATH, "a cell is lost.", "look."))
    for cells, place in [
        ({"pdf_page": "54", "table_no": "8", "row_no": "1", "agency": "x"}, "p. 54, table 8, row 1"),
        ({"pdf_page": "", "table_no": "4", "row_no": "1"}, "table 4, row 1"),
        ({"pdf_page": "", "row_no": ""}, "line 7"),
        ({}, "line 7"),
    ]:
        assert locator(cells, 7) == place
