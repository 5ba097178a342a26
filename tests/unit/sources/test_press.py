"""Statements of news and government pages: read as written, complete or refused, each with its page."""

import csv
import io
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.declaration.declared import BUNDLED, read_source
from sources.declaration.errors import SourceError
from sources.declaration.snapshot_table import read_snapshot
from sources.reading.content import Content, tell
from sources.reading.parts import NotThis
from sources.reading.typed_entries import MAX_BYTES
from sources.spbe_press.parse import LEVELS, READER, STATEMENTS

COLUMNS, REQUIRED = STATEMENTS.columns, STATEMENTS.required
_SOURCE = read_source(BUNDLED / "spbe_press")
_URL = "https://www.berita.example.id/2026/01/09/spbe"
_GOOD = {"evaluation_year": "2025", "agency": "Kota Contoh", "index": "3,52", "url": _URL}


def _read(data):
    return READER.read(tell("statements.csv", data.encode() if isinstance(data, str) else data), _SOURCE)


def _csv(*statements, separator=","):
    names = list(dict.fromkeys(name for statement in statements for name in statement))
    out = io.StringIO()
    writer = csv.DictWriter(out, names, restval="", delimiter=separator)
    writer.writeheader()
    writer.writerows(statements)
    return out.getvalue()


def _yaml(*statements, key="statements:\n"):
    lines = ["  - " + "\n    ".join(f"{name}: {cell}" for name, cell in entry.items()) + "\n" for entry in statements]
    return key + "".join(lines)


def _rows(data):
    return [row for part in _read(data) for row in part.rows]


def _refusal(data):
    with pytest.raises(SourceError) as refusal:
        _read(data)
    return refusal.value


def test_a_csv_row_is_a_statement_with_all_columns_as_written():
    statement = _GOOD | {"predikat": "Sangat Baik", "note": "pemantauan", "stated_on": "2026-01-09", "level": "kota"}
    (row,) = _rows(_csv(statement))
    assert tuple(row) == COLUMNS
    assert row == {"row_no": "1", "province": "", "stated_by": "berita.example.id", **statement}


@pytest.mark.parametrize("separator", [",", ";"])
def test_columns_may_stand_in_any_order_and_be_separated_as_spreadsheets_do(separator):
    turned = dict(reversed(list(_GOOD.items())))
    assert _rows(_csv(turned, separator=separator)) == _rows(_csv(_GOOD))


def test_a_quoted_header_with_a_byte_order_mark_is_a_header():
    data = ('"' + '","'.join(REQUIRED) + '"\r\n2025,Kota Contoh,"3,52",' + _URL + "\r\n").encode("utf-8-sig")
    assert _rows(data) == _rows(_csv(_GOOD))


@pytest.mark.parametrize(
    "key",
    [
        "statements:\n",
        "# typed in January\n\nstatements:\n",
        "---\nstatements:\n",
        "  # indented\nstatements:\n",
        "statements: # daftar\n",
        "%YAML 1.2\n---\nstatements:\n",
    ],
)
def test_a_yaml_list_says_the_same_as_a_csv(key):
    assert _rows(_yaml(_GOOD, key=key)) == _rows(_csv(_GOOD))


def test_a_yaml_list_needs_no_key():
    assert _rows(f"- evaluation_year: 2025\n  agency: Kota Contoh\n  index: 3,52\n  url: {_URL}\n") == _rows(
        _csv(_GOOD)
    )


@pytest.mark.parametrize("index", ["3.50", "3,5", "2.60", "3", "1.00"])
def test_a_yaml_figure_keeps_its_zeros(index):
    (row,) = _rows(_yaml(_GOOD | {"index": index}))
    assert row["index"] == index


def test_a_yaml_date_and_year_stay_text():
    (row,) = _rows(_yaml(_GOOD | {"stated_on": "2026-01-09"}))
    assert (row["evaluation_year"], row["stated_on"]) == ("2025", "2026-01-09")


def test_each_evaluation_year_is_a_document_of_its_own():
    parts = _read(_csv(_GOOD, _GOOD | {"evaluation_year": "2024"}, _GOOD | {"agency": "Kota Lain"}))
    assert [(part.edition, [row["row_no"] for row in part.rows]) for part in parts] == [
        (2024, ["2"]),
        (2025, ["1", "3"]),
    ]
    assert {(part.raw_table, part.document_type) for part in parts} == {("spbe_press", "statements")}
    assert [part.states for part in parts] == [{"statements": 1}, {"statements": 2}]


def test_a_file_that_grows_at_its_end_is_the_same_document():
    (short,) = _read(_csv(_GOOD))
    (grown,) = _read(_csv(_GOOD, _GOOD | {"agency": "Kota Lain", "url": "https://lain.example.id/2"}))
    assert short.same_as == grown.same_as


def test_two_pages_of_one_newspaper_begin_two_documents():
    (one,) = _read(_csv(_GOOD))
    (other,) = _read(_csv(_GOOD | {"url": _URL + "-lagi"}))
    assert one.same_as != other.same_as
    assert one.same_as.split()[0] == other.same_as.split()[0] == "berita.example.id"


def test_a_long_host_leaves_the_documents_apart():
    host = "a" * 60 + "." + "b" * 60 + ".example.id"
    (one,) = _read(_csv(_GOOD | {"url": f"https://{host}/1"}))
    (other,) = _read(_csv(_GOOD | {"url": f"https://{host}/2"}))
    assert one.same_as[:80] != other.same_as[:80]


def test_the_documents_of_a_file_are_not_the_bundled_collection():
    (part,) = _read(_csv(_GOOD))
    assert part.same_as


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"evaluation_year": "2017"}, "evaluation_year '2017' is not a year from 2018 to 2026"),
        ({"evaluation_year": "2027"}, "'2027'"),
        ({"evaluation_year": "25"}, "'25'"),
        ({"evaluation_year": "2025/2026"}, "'2025/2026'"),
        ({"evaluation_year": ""}, "evaluation_year is empty"),
        ({"agency": " "}, "agency is empty"),
        ({"index": "Baik"}, "index 'Baik' is not a figure from 0 to 5"),
        ({"index": ",60"}, "',60'"),
        ({"index": "352"}, "'352'"),
        ({"index": "-1"}, "'-1'"),
        ({"index": "3.5O"}, "'3.5O'"),
        ({"url": "berita.example.id/spbe"}, "url 'berita.example.id/spbe' is not an address"),
        ({"url": "ftp://example.id/a"}, "ftp"),
        ({"url": "file:///etc/hosts"}, "file"),
        ({"url": "javascript:alert(1)"}, "javascript"),
        ({"url": "https://user:secret@example.id/"}, "is not an address"),
        ({"url": "https://example.id/a b"}, "is not an address"),
        ({"url": "http://["}, "is not an address"),
        ({"stated_on": "9 Januari 2026"}, "stated_on '9 Januari 2026' is not a date"),
        ({"stated_on": "20260109"}, "'20260109'"),
        ({"stated_on": "2026-02-30"}, "'2026-02-30'"),
        ({"predikat": "SANGAT BAIK"}, "predikat 'SANGAT BAIK' is no grade"),
        ({"level": "desa"}, "level 'desa' is not known"),
        ({"agency": "=cmd|' /C calc'!A0"}, "agency begins like a formula"),
        ({"note": "@SUM(1)"}, "note begins like a formula"),
        ({"agency": "Kota \x1b[31mContoh"}, "agency holds a character that is not shown"),
        ({"agency": "Kota \u202eContoh"}, "agency holds a character that is not shown"),
        ({"note": "satu\ndua"}, "note holds a character that is not shown"),
        ({"note": "x" * 2001}, "note has 2,001 characters"),
    ],
)
def test_a_wrong_statement_is_refused_with_its_place_and_value(cells, told):
    good = [_GOOD | {"agency": f"Kota Contoh {number}"} for number in range(3)]
    error = _refusal(_csv(*good, _GOOD | cells))
    assert "statement 4: " in str(error)
    assert told in str(error)
    assert error.line in {5, 6}  # a cell with a line break ends a line later
    assert error.remedy


def test_a_wrong_yaml_statement_is_told_by_its_line():
    error = _refusal(_yaml(_GOOD, _GOOD | {"index": "tiga"}))
    assert error.line == 6
    assert "statement 2: index 'tiga'" in str(error)


def test_a_statement_that_stands_twice_is_refused():
    assert "statement 2 repeats statement 1" in str(_refusal(_csv(_GOOD, _GOOD)))


def test_two_pages_that_state_the_same_figure_are_two_statements():
    assert len(_rows(_csv(_GOOD, _GOOD | {"url": "https://lain.example.id/2"}))) == 2


@pytest.mark.parametrize("data", [_csv(_GOOD | {"indeks": "3,52"}), _yaml(_GOOD | {"indeks": "3,52"})])
def test_an_unknown_name_is_refused(data):
    assert "unknown: 'indeks'" in str(_refusal(data))


def test_a_name_that_stands_twice_is_refused():
    assert "one name stands twice" in str(_refusal("index,evaluation_year,agency,index,url\n3,2025,Kota A,3,x\n"))
    assert "one name stands twice" in str(_refusal(_yaml(_GOOD) + "    index: 1,00\n"))


def test_a_row_of_another_width_is_refused_with_its_line():
    error = _refusal(f"evaluation_year,agency,index,url\n2025,Kota Contoh,3,52,{_URL}\n")
    assert error.line == 2
    assert "5 cells where 4 columns are named" in str(error)


def test_a_file_with_names_only_is_refused():
    assert "no entry" in str(_refusal("evaluation_year,agency,index,url\n"))
    assert "no entry" in str(_refusal("statements:\n  []\n"))


@pytest.mark.parametrize("left_out", REQUIRED)
def test_a_table_without_a_required_column_is_another_kind_of_file(left_out):
    answer = _read(_csv({name: cell for name, cell in _GOOD.items() if name != left_out}))
    assert isinstance(answer, NotThis)
    assert f"no {left_out}" in answer.looked_for


@pytest.mark.parametrize(
    "data",
    [
        "No;Nama Instansi;Indeks;Predikat\n1;Kota Contoh;3,52;Sangat Baik\n",
        "Survey Year,Country Name,E-Government Rank\n2024,Indonesia,64\n",
        "- satu\n- dua\n",
        "- name: x\n  value: 1\n",
        "- [unclosed\n",
        "just a sentence\n",
        "- &a [x, x]\n- &b [*a, *a]\n- &c [*b, *b]\n",
        "- " + "[" * 500_000,
        b"nama;indeks\nKota Sal\xe9;3,52\n",
        b"evaluation_year,agency,index,url\n" + b"x" * MAX_BYTES,
        "evaluation_year,agency,index,url," + "x" * 200_000 + "\n1\n",
    ],
)
def test_a_file_of_another_kind_is_told_apart_and_not_refused(data):
    answer = _read(data)
    assert isinstance(answer, NotThis)
    assert answer.looked_for


def test_a_yaml_entry_that_lacks_a_key_is_refused_once_the_file_is_known():
    lacking = {name: cell for name, cell in _GOOD.items() if name != "url"}
    error = _refusal(_yaml(_GOOD, lacking))
    assert "entry 2 has no url" in str(error)
    assert error.line == 6


@pytest.mark.parametrize(
    "data",
    [
        "statements:\n  - &a {evaluation_year: 2025}\n  - *a\n",
        "statements:\n  - evaluation_year: &y 2025\n    agency: *y\n",
    ],
)
def test_yaml_aliases_are_refused_before_anything_is_built(data):
    assert "anchor or alias" in str(_refusal(data))


def test_deeply_nested_yaml_is_refused_and_harms_nothing():
    assert "nested too deeply" in str(_refusal("statements:\n- " + "[" * 500_000))


def test_a_yaml_tag_builds_no_object():
    (row,) = _rows(_yaml(_GOOD | {"note": "!!python/object/apply:os.system teks"}))
    assert row["note"] == "teks"


def test_a_yaml_list_in_the_place_of_a_text_is_refused():
    assert "note is no single text" in str(_refusal(_yaml(_GOOD | {"note": "[a, b]"})))


_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Co", "Cs", "Zl", "Zp")), max_size=40)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "evaluation_year": st.integers(2018, 2026).map(str),
                "agency": _TEXT.filter(lambda text: text.strip() and text.strip()[0] not in "=+@"),
                "index": st.decimals(0, 5, places=2).map(lambda figure: str(figure).replace(".", ",")),
                "url": st.integers(0, 10**6).map(lambda number: f"https://berita.example.id/{number}"),
                "note": _TEXT.filter(lambda text: text.strip()[:1] not in {"=", "+", "@"}),
            }
        ),
        min_size=1,
        max_size=5,
        unique_by=lambda statement: statement["url"],
    )
)
def test_what_is_typed_into_a_csv_comes_back(statements):
    kept = sorted(_rows(_csv(*statements)), key=lambda row: int(row["row_no"]))
    assert len(kept) == len(statements)
    for row, statement in zip(kept, statements, strict=True):
        assert {name: row[name] for name in statement} == {name: cell.strip() for name, cell in statement.items()}


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: ("- " + text).encode()))
def test_any_bytes_are_read_refused_or_told_apart(data):
    try:
        answer = READER.read(Content("x", data, "csv"), _SOURCE)
    except SourceError:
        return
    assert isinstance(answer, NotThis | tuple)


def _bundled():
    return [row for snapshot in _SOURCE.snapshots for row in read_snapshot(snapshot, COLUMNS)]


def test_the_bundled_collection_holds_every_declared_year():
    assert [snapshot.sidecar.edition for snapshot in _SOURCE.snapshots] == _SOURCE.years
    assert len(_bundled()) == 415


def test_every_bundled_statement_has_a_figure_a_page_and_a_known_level():
    for row in _bundled():
        assert re.fullmatch(r"[1-5]\.[0-9]{1,2}", row.cells["index"])
        assert row.cells["url"]
        assert row.cells["stated_by"]
        assert row.cells["level"] in LEVELS


def test_a_bundled_date_is_the_one_in_its_address():
    dated = [row.cells for row in _bundled() if row.cells["stated_on"]]
    assert len(dated) == 110
    for cells in dated:
        year, month, day = cells["stated_on"].split("-")
        assert re.search(rf"/{year}/?0?{int(month)}/?0?{int(day)}/", cells["url"])


def test_a_bundled_file_with_web_addresses_only_can_be_added_like_any_other():
    data = Path(_SOURCE.folder / "snapshots" / "press_2018.csv").read_bytes()
    (part,) = _read(data)
    assert [list(row.values()) for row in part.rows] == [
        list(row.cells.values()) for row in _bundled() if row.cells["evaluation_year"] == "2018"
    ]
