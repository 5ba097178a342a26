"""Open Data Jabar: every page of a table, or one clear error; and its rows as the raw table has them."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sources.declaration.errors import SourceError
from sources.reading.content import tell
from sources.spbe_portal.parse import READER
from tests.misbehaving_server import answer, answers_json, says

TABLE = [
    {"id": n, "kode_provinsi": 32, "nama_provinsi": "JAWA BARAT", "kode_kabupaten_kota": 3200 + n,
     "nama_kabupaten_kota": f"KABUPATEN NOMOR {n}", "indeks_spbe": f"3.{n:02d}", "satuan": "POIN",
     "tahun": 2022 + n % 2}
    for n in range(1, 28)
]  # fmt: skip
COLUMNS = {
    "evaluation_year": "tahun", "agency": "nama_kabupaten_kota", "region_code": "kode_kabupaten_kota",
    "province": "nama_provinsi", "index": "indeks_spbe",
}  # fmt: skip
PATH = "/api-backend/bigdata/diskominfo/od_20000_indeks_spbe"


def plan(server, page_size=10, **dataset):
    one = {
        "dataset": "jabar-spbe", "title": "Indeks SPBE di Jawa Barat", "columns": COLUMNS, "owner": "diskominfo",
        "slug": "od_20000_indeks_spbe", **dataset,
    }  # fmt: skip
    base = server.url("/api-backend/bigdata")
    return {"kind": "jabar", "base": base, "hosts": [server.place], "page_size": page_size, "datasets": [one]}


def serves(table, about="meta", cap=1000):
    def behave(visit):
        start, limit = int(visit.query["skip"]), min(int(visit.query["limit"]), cap)
        stated = {about: {"total_record": len(table)}} if about else {}
        visit.send(answers_json({"data": table[start : start + limit], **stated}))

    return behave


def source(raw=None):
    return SimpleNamespace(fetch=raw, folder=Path("spbe_portal"))


def names_of(parts):
    return sorted(row["agency"] for part in parts for row in part.rows)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sizes=st.tuples(st.integers(2, 40), st.integers(2, 40)), about=st.sampled_from(["meta", "metadata"]))
def test_any_page_size_gives_the_same_rows(server, bring, content_of, sizes, about):
    server.on(PATH, serves(TABLE, about, cap=sizes[0]))
    raw = plan(server, page_size=sizes[1])
    parts = READER.read(content_of(bring(raw)[0]), source(raw))
    assert names_of(parts) == sorted(row["nama_kabupaten_kota"] for row in TABLE)


@pytest.mark.parametrize("count", [0, 9, 10, 11, 20, 27])
def test_without_a_stated_total_a_short_page_is_the_last(server, bring, count):
    server.on(PATH, serves(TABLE[:count], about=None))
    assert bring(plan(server))[0].rows == count
    assert len(server.visits) == count // 10 + 1


def test_rows_keep_their_text(server, bring, content_of):
    server.on(PATH, serves(TABLE[:1]))
    raw = plan(server)
    (part,) = READER.read(content_of(bring(raw)[0]), source(raw))
    assert (part.edition, part.same_as, part.title) == (2023, "jabar-spbe", "Indeks SPBE di Jawa Barat")
    assert part.rows[0] | {"region_code": "3201", "index": "3.01", "province": "JAWA BARAT"} == part.rows[0]
    assert part.notes == ("fields that are not read: kode_provinsi, satuan",)


def test_conditions_are_sent_as_lists(server, bring):
    server.on(PATH, serves([]))
    bring(plan(server, where={"tahun": "2024", "nama_kabupaten_kota": ["KOTA BANJAR", "KOTA BOGOR"]}))
    assert json.loads(server.visits[0].query["where"]) == {
        "nama_kabupaten_kota": ["KOTA BANJAR", "KOTA BOGOR"], "tahun": ["2024"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("behaviour", "says_"),
    [
        (says(answer(b"<html><title>Request Rejected</title>", media="text/html")), 'titled "Request Rejected"'),
        (says(answers_json({"error": 1, "message": "dataset tidak ditemukan"})), "`data`. dataset tidak ditemukan"),
        (says(answers_json({"data": {"a": 1}})), "without a list `data`"),
        (says(answers_json([])), "without a list `data`"),
        (says(answers_json({"data": TABLE[:10], "meta": {"total_record": 27}})), "page 2 repeats rows"),
        (says(answers_json({"data": TABLE[:10]})), "page 2 repeats rows"),
        (says(answers_json({"data": [], "meta": {"total_record": 27}})), "states 27 rows and gives 0"),
    ],
)
def test_an_answer_that_is_no_table_is_one_clear_error(server, refusal, behaviour, says_):
    server.on(PATH, behaviour)
    assert says_ in refusal(plan(server)).problem


def test_pages_without_end_end(server, refusal):
    def behave(visit):
        start = int(visit.query["skip"])
        visit.send(answers_json({"data": [{"id": start + n, "tahun": 2024} for n in range(10)]}))

    server.on(PATH, behave)
    error = refusal({**plan(server), "max_rows": 95})
    assert "10 pages with 100 rows and no end" in error.problem
    assert len(server.visits) == 10


def test_a_saved_answer_is_read_by_its_field_names():
    content = tell("od_20000_indeks_spbe.json", json.dumps({"data": TABLE, "metadata": {"total_record": 27}}).encode())
    parts = READER.read(content, source())
    assert names_of(parts) == sorted(row["nama_kabupaten_kota"] for row in TABLE)
    assert {part.same_as for part in parts} == {"od_20000_indeks_spbe"}


def test_one_saved_page_of_several_is_refused():
    content = tell("a.json", json.dumps({"data": TABLE[:10], "metadata": {"total_record": 27}}).encode())
    with pytest.raises(SourceError, match="it holds 10 of 27 rows"):
        READER.read(content, source())
