"""CKAN: every page of a table, or one clear error; and its rows as the raw table has them."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sources.declaration.errors import SourceError
from sources.reading.content import tell
from sources.reading.parts import NotThis
from sources.spbe_portal.parse import READER
from tests.misbehaving_server import answer, answers_json, in_turn, says

TABLE = [
    {"_id": n, "tahun": 2023 + n % 2, "nama_instansi": f"Kota Nomor {n}", "indeks_spbe": f"{2 + n % 3},{n:02d}",
     "predikat": "Baik", "catatan": None}
    for n in range(1, 24)
]  # fmt: skip
COLUMNS = {"evaluation_year": "tahun", "agency": "nama_instansi", "index": "indeks_spbe", "predikat": "predikat"}
SEARCH, SHOW, FIND = (f"/api/3/action/{name}" for name in ("datastore_search", "package_show", "package_search"))


def plan(server, page_size=10, **dataset):
    one = {"dataset": "portal-a", "title": "Indeks SPBE", "columns": COLUMNS, "resource_id": "r-1"}
    one = {key: value for key, value in {**one, **dataset}.items() if value is not None}
    return {"kind": "ckan", "base": server.url(""), "hosts": [server.place], "page_size": page_size, "datasets": [one]}


def ok(result):
    return answers_json({"help": "...", "success": True, "result": result})


def no(kind, message, status=404):
    return answers_json({"help": "...", "success": False, "error": {"__type": kind, "message": message}}, status)


def serves(table, cap=32_000):
    """A datastore that gives at most so many rows at once, whatever is asked for."""

    def behave(visit):
        start, limit = int(visit.query["offset"]), min(int(visit.query["limit"]), cap)
        rows = table[start : start + limit]
        visit.send(
            ok({"resource_id": visit.query["resource_id"], "records": rows, "total": len(table), "limit": limit})
        )

    return behave


def source(raw=None):
    return SimpleNamespace(fetch=raw, folder=Path("spbe_portal"))


def rows_of(parts):
    return sorted((int(row["row_no"]), row["agency"], row["index"]) for part in parts for row in part.rows)


def test_all_pages_come_as_one_file_with_each_answer_as_received(server, bring):
    server.on(SEARCH, serves(TABLE))
    (download,) = bring(plan(server))

    envelope = json.loads(download.body)
    assert (envelope["format"], envelope["kind"], envelope["dataset"]) == ("spbe-pages/1", "ckan", "portal-a")
    assert [json.loads(page["body"])["result"]["records"] for page in envelope["pages"]] == [
        TABLE[:10], TABLE[10:20], TABLE[20:],
    ]  # fmt: skip
    assert download.rows == 23
    assert (download.name, download.dataset) == ("portal-a.json", "portal-a")
    assert [visit.query["offset"] for visit in server.visits] == ["0", "10", "20"]
    assert {visit.query["sort"] for visit in server.visits} == {"_id"}


def test_equal_answers_give_equal_bytes(server, bring):
    server.on(SEARCH, serves(TABLE))
    assert bring(plan(server))[0].body == bring(plan(server))[0].body


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(page_size=st.integers(3, 40), cap=st.integers(3, 40))
def test_any_page_size_gives_the_same_rows(server, bring, content_of, page_size, cap):
    server.on(SEARCH, serves(TABLE, cap))
    raw = plan(server, page_size)
    parts = READER.read(content_of(bring(raw)[0]), source(raw))
    assert rows_of(parts) == [(row["_id"], row["nama_instansi"], row["indeks_spbe"]) for row in TABLE]


def test_rows_become_one_part_per_year_with_the_text_as_given(server, bring, content_of):
    server.on(SEARCH, serves(TABLE))
    raw = plan(server)
    parts = READER.read(content_of(bring(raw)[0]), source(raw))
    assert [(part.edition, part.same_as, len(part.rows)) for part in parts] == [
        (2023, "portal-a", 11), (2024, "portal-a", 12),
    ]  # fmt: skip
    assert parts[1].rows[0] == {
        "dataset": "portal-a", "row_no": "1", "evaluation_year": "2024", "agency": "Kota Nomor 1", "region_code": "",
        "province": "", "d1": "", "d2": "", "d3": "", "d4": "", "index": "3,01", "predikat": "Baik",
    }  # fmt: skip
    assert parts[0].notes == ("fields that are not read: catatan",)
    assert {part.raw_table for part in parts} == {"spbe_portal"}


def test_a_constant_stands_for_what_the_table_does_not_print(server, bring, content_of):
    server.on(SEARCH, serves([{"_id": 1, "nama": "Kota A", "nilai": 3.50}]))
    columns = {"evaluation_year": {"value": "2024"}, "agency": "nama", "index": "nilai", "province": {"value": "Bali"}}
    raw = plan(server, columns=columns)
    (part,) = READER.read(content_of(bring(raw)[0]), source(raw))
    assert (part.edition, part.rows[0]["province"]) == (2024, "Bali")


def test_a_number_keeps_its_literal_text(server, bring, content_of):
    body = b'{"success": true, "result": {"records": [{"tahun": 2024, "nama_instansi": "Kota A", "indeks_spbe": 3.50,'
    server.on(SEARCH, says(answer(body + b'"predikat": null}], "total": 1}}')))
    raw = plan(server)
    (part,) = READER.read(content_of(bring(raw)[0]), source(raw))
    assert part.rows[0]["index"] == "3.50"


def test_filters_are_sent_as_the_portal_expects_them(server, bring):
    server.on(SEARCH, serves([]))
    bring(plan(server, where={"tahun": "2024", "jenis": ["kota", "kabupaten"]}))
    assert json.loads(server.visits[0].query["filters"]) == {"tahun": "2024", "jenis": ["kota", "kabupaten"]}


def test_an_empty_table_is_said_to_be_empty(server, bring, content_of):
    server.on(SEARCH, serves([]))
    raw = plan(server)
    (download,) = bring(raw)
    assert download.rows == 0
    assert READER.read(content_of(download), source(raw)) == ()


@pytest.mark.parametrize(
    ("behaviour", "says_"),
    [
        (says(no("Not Found Error", "Resource tidak ditemukan")), "Not Found Error: Resource tidak ditemukan"),
        (says(answers_json({"success": False, "error": {"__type": "Validation Error", "limit": ["bad"]}}, 409)),
         "Validation Error: limit: ['bad']"),
        (says(answers_json({"success": False, "error": "closed"}, 200)), "CKAN refuses datastore_search: closed."),
        (says(answer(b"<html><title>Login</title>", media="text/html")), 'a web page (HTML) titled "Login"'),
        (says(answer(b"<html>", 404, media="text/html")), "a web page (HTML)"),
        (says(answer(b'{"success": true, "result"')), "no JSON that can be read"),
        (says(answer(b'{"a": 1, "a": 2}')), "the key 'a' stands twice"),
        (says(answer(b"\xff\xfe[]")), "not UTF-8"),
        (says(answer(b"[" * 100_000)), "nested too deeply"),
        (says(answers_json([1])), "no CKAN answer (fields: list)"),
        (says(answers_json({"data": []})), "no CKAN answer (fields: data)"),
        (says(ok({"records": [1, 2], "total": 2})), "no rows with an exact total"),
        (says(ok({"records": [], "total": "many"})), "no rows with an exact total"),
        (says(ok({"records": [], "total": 3, "total_was_estimated": True})), "no rows with an exact total"),
        (says(ok({"records": [], "total": 3})), "states 3 rows and gives 0"),
        (says(ok({"records": TABLE[:5], "total": 3})), "states 3 rows and gives 5"),
        (says(ok({"records": TABLE[:3], "total": 9})), "page 2 repeats rows"),
        (says(ok({"records": [TABLE[0], TABLE[0]], "total": 2})), "page 1 repeats rows"),
        (says(ok({"records": [], "total": 10**9})), "claims 1,000,000,000 rows"),
        (in_turn(says(ok({"records": TABLE[:3], "total": 9})), says(ok({"records": TABLE[3:6], "total": 8}))),
         "total changed from 9 to 8"),
        (in_turn(says(ok({"records": TABLE[:3], "total": 6})), says(ok({"records": TABLE[2:5], "total": 6}))),
         "page 2 repeats rows"),
    ],
)  # fmt: skip
def test_an_answer_that_is_no_table_is_one_clear_error(server, refusal, behaviour, says_):
    server.on(SEARCH, behaviour)
    error = refusal(plan(server))
    assert says_ in str(error)
    assert server.place in str(error)


def test_a_portal_that_claims_too_many_rows_is_not_believed(server, refusal):
    server.on(SEARCH, serves(TABLE))
    error = refusal({**plan(server), "max_rows": 20})
    assert "claims 23 rows; 20 are the most" in error.problem
    assert "`max_rows`" in error.remedy


@pytest.fixture
def package():
    return {
        "name": "indeks-spbe",
        "resources": [
            {"id": "r-9", "name": "Indeks SPBE 2024", "datastore_active": True},
            {"id": "r-8", "name": "Penjelasan", "datastore_active": False},
        ],
    }


def test_a_table_is_found_by_its_package_or_by_words(server, bring, package):
    server.on(SHOW, says(ok(package)))
    server.on(FIND, says(ok({"count": 1, "results": [package]})))
    server.on(SEARCH, serves(TABLE))
    bring(plan(server, resource_id=None, package="indeks-spbe"))
    bring(plan(server, resource_id=None, search="indeks spbe kota"))
    assert {visit.query["resource_id"] for visit in server.visits if visit.target.startswith(SEARCH)} == {"r-9"}
    assert {visit.query["q"] for visit in server.visits if visit.target.startswith(FIND)} == {"indeks spbe kota"}


def test_of_several_tables_none_is_guessed(server, refusal, bring, package):
    package["resources"].append({"id": "r-7", "name": "Indeks SPBE 2023", "datastore_active": True})
    server.on(SHOW, says(ok(package)))
    error = refusal(plan(server, resource_id=None, package="indeks-spbe"))
    assert "Indeks SPBE 2024, Indeks SPBE 2023; exactly one was expected" in error.problem
    server.on(SEARCH, serves(TABLE))
    assert bring(plan(server, resource_id=None, package="indeks-spbe", resource="Indeks SPBE 2023"))[0].rows == 23


@pytest.mark.parametrize("count", [0, 2])
def test_of_several_packages_none_is_guessed(server, refusal, package, count):
    server.on(FIND, says(ok({"count": count, "results": [package] * count})))
    error = refusal(plan(server, resource_id=None, search="spbe"))
    assert f"find {', '.join(['indeks-spbe'] * count) or 'none'}; exactly one" in error.problem


def saved(value, name="Indeks SPBE.json"):
    return tell(name, json.dumps(value).encode())


def answer_of(rows, total=None, **more):
    return {"success": True, "result": {"records": rows, "total": len(rows) if total is None else total, **more}}


def test_an_answer_saved_by_hand_is_read_by_the_declaration_that_fits(server):
    raw = plan(server)
    (part,) = READER.read(saved(answer_of(TABLE[:1])), source(raw))
    assert part.same_as == "portal-a"
    odd = [{"th": 2024, "siapa": "Kota A", "berapa": "3,5"}]
    by_id = plan(server, columns={"evaluation_year": "th", "agency": "siapa", "index": "berapa"})
    (part,) = READER.read(saved(answer_of(odd, resource_id="r-1")), source(by_id))
    assert part.rows[0]["index"] == "3,5"


def test_an_answer_saved_by_hand_is_read_by_its_field_names():
    row = {"Tahun": "2024", "Nama Kabupaten/Kota": "KOTA BANJAR\n", "Indeks SPBE": "2,75", "kode_kabupaten_kota": 3279}
    (part,) = READER.read(saved(answer_of([row])), source())
    assert part.same_as == "Indeks SPBE"
    assert {key: part.rows[0][key] for key in ("agency", "region_code", "index", "evaluation_year")} == {
        "agency": "KOTA BANJAR", "region_code": "3279", "index": "2,75", "evaluation_year": "2024",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("value", "says_"),
    [
        ([{"kode": "1"}], "found a list"),
        ({"count": 1, "value": []}, "found count, value"),
        (answer_of([{"tahun": 2024, "nama_kabupaten_kota": "A", "indeks_manusia": 70}]), "no field for index"),
        (answer_of([{"tahun": 2024, "nama_instansi": "A", "kab_kota": "B", "indeks_spbe": 3}]),
         "nama_instansi and kab_kota could both be agency"),
        ({"success": False, "error": {"message": "no"}}, "found success, error"),
    ],
)  # fmt: skip
def test_a_file_of_another_kind_is_left_to_others(value, says_):
    found = READER.read(saved(value), source())
    assert isinstance(found, NotThis)
    assert says_ in found.looked_for


@pytest.mark.parametrize(
    ("row", "says_"),
    [
        ({"tahun": "23", "nama_instansi": "A", "indeks_spbe": "3"}, "row 2, field tahun: '23' is not a year"),
        ({"tahun": 2024, "nama_instansi": ["A"], "indeks_spbe": "3"}, 'field nama_instansi: ["A"] is no text'),
        ({"tahun": 2024, "nama_instansi": "A", "indeks_spbe": True}, "field indeks_spbe: true is no text"),
        ({"tahun": 2024, "nama_instansi": "A\x1b[31m", "indeks_spbe": "3"}, "has a control character"),
        ({"tahun": None, "nama_instansi": "A", "indeks_spbe": "3"}, "'' is not a year"),
    ],
)
def test_a_row_that_cannot_be_read_is_named(row, says_):
    good = {"tahun": 2024, "nama_instansi": "Kota A", "indeks_spbe": "3,1"}
    with pytest.raises(SourceError) as caught:
        READER.read(saved(answer_of([good, row])), source())
    assert says_ in caught.value.problem


def test_one_saved_page_of_several_is_refused():
    rows = [{"tahun": 2024, "nama_instansi": "Kota A", "indeks_spbe": "3,1"}]
    with pytest.raises(SourceError, match="it holds 1 of 514 rows: one page of several"):
        READER.read(saved(answer_of(rows, total=514)), source())


def test_a_field_that_the_portal_has_renamed_is_named(server, bring, content_of):
    server.on(SEARCH, serves([{"_id": 1, "tahun": 2024, "nama_instansi": "Kota A", "nilai": "3", "predikat": "Baik"}]))
    raw = plan(server)
    with pytest.raises(SourceError, match="no row has the field indeks_spbe; found: _id, tahun"):
        READER.read(content_of(bring(raw)[0]), source(raw))


def test_a_dataset_that_is_no_longer_declared_is_named(server, bring, content_of):
    server.on(SEARCH, serves(TABLE))
    download = content_of(bring(plan(server))[0])
    found = READER.read(download, source())
    assert isinstance(found, NotThis)
    assert "in source.yml: none (it is of 'portal-a')" in found.looked_for
