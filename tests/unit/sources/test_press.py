"""Statements of news and government pages: read as written, complete or refused, each with its page."""

import re

from hypothesis import given
from hypothesis import strategies as st

from sources.declaration.errors import SourceError
from sources.declaration.snapshot_table import read_snapshot
from sources.reading.content import Content
from sources.reading.parts import NotThis
from sources.reading.typed_yaml import MAX_BYTES
from sources.spbe_press.parse import READER, STATEMENTS
from tests.unit.sources.conftest import Reads, as_csv
from warehouse.tables import TABLES

COLUMNS, REQUIRED = STATEMENTS.columns, STATEMENTS.required
_read = Reads(READER, "statements.csv")
_URL = "https://www.berita.example.id/2026/01/09/spbe"
_GOOD = {"evaluation_year": "2025", "agency": "Kota Contoh", "index": "3,52", "url": _URL}


def _yaml(*statements, key="statements:\n"):
    lines = ["  - " + "\n    ".join(f"{name}: {cell}" for name, cell in entry.items()) + "\n" for entry in statements]
    return key + "".join(lines)


def test_a_csv_row_is_a_statement_with_all_columns_as_written():
    data = ('"' + '","'.join(REQUIRED) + '"\r\n2025,Kota Contoh,"3,52",' + _URL + "\r\n").encode("utf-8-sig")
    assert _read.rows(data) == _read.rows(as_csv(_GOOD))
    statement = _GOOD | {"predikat": "Sangat Baik", "note": "pemantauan", "stated_on": "2026-01-09", "level": "kota"}
    (row,) = _read.rows(as_csv(statement))
    assert tuple(row) == COLUMNS
    scores = {column: row[column] for column in COLUMNS if re.fullmatch("[ad][1-8]", column)}
    assert len(scores) == 12
    assert not any(scores.values())
    assert row == {"row_no": "1", "province": "", "stated_by": "berita.example.id", **scores, **statement}
    (row,) = _read.rows(as_csv(_GOOD | {"d4": "4,41", "a8": "4.5"}))
    assert (row["index"], row["d4"], row["a8"]) == ("3,52", "4,41", "4.5")
    (row,) = _read.rows(as_csv(_GOOD | {"index": "3.6900000000000004", "predikat": "SANGAT\u00a0BAIK*"}))
    assert (row["index"], row["predikat"]) == ("3.69", "Sangat Baik")


def test_a_yaml_list_says_the_same_as_a_csv_and_a_tag_builds_no_object():
    for key in (
        "",
        "# typed in January\n\nstatements:\n",
        "---\nstatements:\n",
        "  # indented\nstatements:\n",
        "statements: # daftar\n",
        "%YAML 1.2\n---\nstatements:\n",
    ):
        assert _read.rows(_yaml(_GOOD, key=key)) == _read.rows(as_csv(_GOOD)), key
    (row,) = _read.rows(_yaml(_GOOD | {"note": "!!python/object/apply:os.system teks"}))
    assert row["note"] == "teks"


def test_each_evaluation_year_is_a_document_of_its_own_which_may_grow():
    parts = _read(as_csv(_GOOD, _GOOD | {"evaluation_year": "2024"}, _GOOD | {"agency": "Kota Lain"}))
    found = [(part.edition, [row["row_no"] for row in part.rows]) for part in parts]
    assert found == [(2024, ["2"]), (2025, ["1", "3"])]
    assert {(part.raw_table, part.document_type) for part in parts} == {("spbe_press", "statements")}
    assert [part.states for part in parts] == [{"statements": 1}, {"statements": 2}]
    # A file that grows is the same document, and two pages of one newspaper begin two.
    (short,) = _read(as_csv(_GOOD))
    (grown,) = _read(as_csv(_GOOD, _GOOD | {"agency": "Kota Lain", "url": "https://lain.example.id/2"}))
    assert short.same_as == grown.same_as
    for host in ("berita.example.id", "a" * 60 + "." + "b" * 60 + ".example.id"):
        (one,) = _read(as_csv(_GOOD | {"url": f"https://{host}/1"}))
        (other,) = _read(as_csv(_GOOD | {"url": f"https://{host}/2"}))
        assert one.same_as[:80] != other.same_as[:80]
        assert one.same_as.split()[0] == other.same_as.split()[0] == host[:60]


def test_a_wrong_statement_is_refused_with_its_place_and_value():
    for cells, told in (
        ({"evaluation_year": "2017"}, "evaluation_year '2017' is not a year from 2018 to 2026"),
        ({"evaluation_year": ""}, "evaluation_year is empty"),
        ({"agency": " "}, "agency is empty"),
        ({"index": "Baik"}, "index 'Baik' is not a figure from 0 to 5"),
        ({"index": "352"}, "'352'"),
        ({"d2": "44"}, "d2 '44' is not a figure from 0 to 5"),
        ({"url": "berita.example.id/spbe"}, "url 'berita.example.id/spbe' is not an address"),
        ({"url": "javascript:alert(1)"}, "javascript"),
        ({"stated_on": "9 Januari 2026"}, "stated_on '9 Januari 2026' is not a date"),
        ({"predikat": "BAIK SEKALI"}, "predikat 'BAIK SEKALI' is no grade"),
        ({"level": "desa"}, "level 'desa' is not known"),
        ({"note": "satu\ndua"}, "note holds a character that is not shown"),
    ):
        good = [_GOOD | {"agency": f"Kota Contoh {number}"} for number in range(3)]
        error = _read.refusal(as_csv(*good, _GOOD | cells))
        assert "statement 4: " in str(error)
        assert told in str(error)
        assert error.line in {5, 6}  # a cell with a line break ends a line later


def test_a_row_of_another_width_or_that_stands_twice_is_refused_unless_two_pages_state_it():
    error = _read.refusal(f"evaluation_year,agency,index,url\n2025,Kota Contoh,3,52,{_URL}\n")
    assert (error.line, "5 cells where the table has 4" in str(error)) == (2, True)
    assert "it is not CSV" in str(_read.refusal("evaluation_year,agency,index,url," + "x" * 200_000 + "\n1\n"))
    assert "statement 2 repeats statement 1" in str(_read.refusal(as_csv(_GOOD, _GOOD)))
    assert len(_read.rows(as_csv(_GOOD, _GOOD | {"url": "https://lain.example.id/2"}))) == 2


def test_a_file_of_another_kind_is_told_apart_and_not_refused():
    for left_out in REQUIRED:
        answer = _read(as_csv({name: cell for name, cell in _GOOD.items() if name != left_out}))
        assert isinstance(answer, NotThis)
        assert f"no {left_out}" in answer.looked_for
    for data in (
        "No;Nama Instansi;Indeks;Predikat\n1;Kota Contoh;3,52;Sangat Baik\n",
        "Survey Year,Country Name,E-Government Rank\n2024,Indonesia,64\n",
        "- [unclosed\n",
        "- &a [x, x]\n- &b [*a, *a]\n- &c [*b, *b]\n",
        "- " + "[" * 500_000,
        b"nama;indeks\nKota Sal\xe9;3,52\n",
        b"evaluation_year,agency,index,url\n" + b"x" * MAX_BYTES,
    ):
        answer = _read(data)
        assert isinstance(answer, NotThis)
        assert answer.looked_for


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: ("- " + text).encode()))
def test_any_bytes_are_read_refused_or_told_apart(data):
    try:
        answer = READER.read(Content("x", data, "csv"), _read.source)
    except SourceError:
        return
    assert isinstance(answer, NotThis | tuple)


def test_a_bundled_date_is_the_one_in_its_address_and_a_bundled_file_can_be_added_like_any_other():
    bundled = [
        row.cells
        for snapshot in _read.source.snapshots
        for row in read_snapshot(snapshot, COLUMNS, TABLES["raw.spbe_press"].optional)
    ]
    dated = [cells for cells in bundled if cells["stated_on"]]
    assert len(dated) == 110
    for cells in dated:
        year, month, day = cells["stated_on"].split("-")
        assert re.search(rf"/{year}/?0?{int(month)}/?0?{int(day)}/", cells["url"])
    (part,) = _read((_read.source.folder / "snapshots" / "press_2018.csv").read_bytes())
    filled = [{name: cell for name, cell in row.items() if cell} for row in part.rows]
    assert filled == [{n: c for n, c in row.items() if c} for row in bundled if row["evaluation_year"] == "2018"]
