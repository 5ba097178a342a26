"""Tauval: one file per year, the key nowhere but in the header, every digit kept."""

import json
import logging
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.declaration.errors import SourceError
from sources.network.errors import FetchError
from sources.reading.content import Content, identify
from sources.reading.parts import NotThis
from sources.spbe_tauval.parse import READER
from tests.misbehaving_server import answer, answers_json

PLAN = {"kind": "tauval", "address_setting": "SPBE_TAUVAL_URL", "key_setting": "SPBE_TAUVAL_KEY"}
KEY = "k3y-that-the-ministry-gave"
SECRETS = (KEY, "issued-token", "secret-path")


def body(code, year, name="KOTA MAGELANG", index="3.6912345678", **more):
    figures = {"indeks": index, "D2001": "3.5000000000", "D2002": "3.2", "D2003": "2.64", "D2004": "4.3900000000"}
    row = {"kode": code, "tahun": year, "nama_instansi": name, "kategori": "Kota", "daerah": "KOTA MAGELANG"}
    return {**row, "nilai": figures, **more}


@pytest.fixture
def serve(server):
    """Give the interface its behaviours; the settings with which it is asked are given back."""

    def serve_(*behaviours):
        url = server.on("/secret-path/api", *behaviours)
        return {"SPBE_TAUVAL_URL": f"{url}?app=issued-token", "SPBE_TAUVAL_KEY": f" {KEY}\n"}

    return serve_


def by_year(visit):
    year = int(visit.query["awal"])
    visit.send(answers_json([body("6171", year), body("6172", year, "KOTA BOGOR")], ETag=f'"{year}"'))


def read(text):
    """What the reader makes of a saved file: its text, or the value that it states."""
    data = (text if isinstance(text, str) else json.dumps(text)).encode()
    return READER.read(identify("simpan.json", data), SimpleNamespace(fetch=PLAN, folder=Path("spbe_tauval")))


# --- fetching -------------------------------------------------------------------------------------------------------


def test_each_year_is_a_file_asked_with_the_key_and_neither_key_nor_address_is_kept(server, serve, bring, caplog):
    caplog.set_level(logging.DEBUG)
    downloads = bring(PLAN, values=serve(by_year), years=[2023, 2024])
    assert [(one.name, one.rows, one.headers["etag"]) for one in downloads] == [
        ("tauval_2023.json", 2, '"2023"'),
        ("tauval_2024.json", 2, '"2024"'),
    ]
    assert [visit.query for visit in server.visits] == [
        {"app": "issued-token", "awal": year, "akhir": year} for year in ("2023", "2024")
    ]
    assert {visit.headers["code"] for visit in server.visits} == {KEY}
    assert downloads[1].url == "SPBE_TAUVAL_URL?awal=2024&akhir=2024"
    kept = downloads[1].body.decode() + repr(downloads) + caplog.text
    assert [secret for secret in SECRETS if secret in kept] == []
    assert caplog.records


@pytest.mark.parametrize(
    ("answered", "problem"),
    [
        (answers_json({"message": f"Kode {KEY} salah"}, 401), "it answers HTTP 401"),
        (answers_json({"message": f"Kode {KEY} salah"}), "no list of bodies. Kode *** salah"),
        (answers_json("closed"), "no list of bodies"),
        (answer(f"<title>{KEY}</title>".encode(), media="text/html"), 'titled "***"'),
        (answers_json([body("1", 2024), body("1", 2023)]), "asked for 2024 and also answers 2023"),
        (answers_json([body("1", 2024, name=KEY)]), "its answer repeats the key"),
    ],
)
def test_an_error_is_clear_and_without_the_key(serve, failed_fetch, caplog, answered, problem):
    caplog.set_level(logging.DEBUG)
    error = failed_fetch(PLAN, values=serve(answered))
    assert problem in error.problem
    assert error.host.startswith("127.0.0.1:")
    assert [secret for secret in SECRETS if secret in str(error) + repr(error) + caplog.text] == []


def test_an_unchanged_year_is_not_sent_again(server, serve, bring):
    held = {"tauval_2024.json": {"etag": '"2024"'}}
    values = serve(by_year, b"HTTP/1.1 304 Not Modified\r\n\r\n")
    first, second = bring(PLAN, values=values, years=[2023, 2024], held=held)
    assert [visit.headers.get("if-none-match") for visit in server.visits] == [None, '"2024"']
    assert (first.not_modified, first.rows) == (False, 2)
    assert (second.not_modified, second.rows, second.body) == (True, None, b"")


def test_a_year_that_fails_does_not_spoil_the_one_before(serve, start):
    coming = start(PLAN, values=serve(by_year, answer(status=500)), years=[2023, 2024])
    first = next(coming)
    assert (first.name, first.rows) == ("tauval_2023.json", 2)
    with pytest.raises(FetchError):
        next(coming)


# --- reading --------------------------------------------------------------------------------------------------------


def test_fetched_and_saved_answers_read_the_same_also_a_year_without_results(serve, bring):
    download, empty = bring(PLAN, values=serve(by_year, answer(b"[]")), years=[2024, 2025])
    (part,) = read(download.body.decode())
    assert read([body("6171", 2024), body("6172", 2024, "KOTA BOGOR")]) == (part,)
    assert part.rows[0] == {
        "row_no": "1", "evaluation_year": "2024", "agency": "KOTA MAGELANG", "agency_code": "6171", "category": "Kota",
        "region_label": "KOTA MAGELANG", "d1": "3.5000000000", "d2": "3.2", "d3": "2.64", "d4": "4.3900000000",
        "index": "3.6912345678",
    }  # fmt: skip
    assert (part.raw_table, part.edition, part.document_type, part.same_as) == ("spbe_tauval", 2024, "portal_table", "")
    assert (empty.rows, read(empty.body.decode())) == (0, ())


@given(st.decimals(1, 5, places=10), st.booleans())
def test_figures_keep_every_digit_as_text_or_number(value, as_number):
    written = f"{value:f}" if as_number else f'"{value:f}"'
    (part,) = read(json.dumps([body("1", 2024)]).replace('"3.6912345678"', written))
    assert part.rows[0]["index"] == f"{value:f}"


def test_years_come_apart_and_rows_keep_their_number():
    parts = read([body("1", 2023), body("1", 2024), body("2", "2023")])
    assert [(part.edition, [row["row_no"] for row in part.rows]) for part in parts] == [
        (2023, ["1", "3"]), (2024, ["2"]),
    ]  # fmt: skip


def test_missing_figures_are_empty_cells_and_unknown_fields_are_told():
    rows = [body("1", 2024, nilai=None), body("2", 2024, nilai={"indeks": None, "D2005": "1"}, catatan="x")]
    (part,) = read(rows)
    assert [row["index"] + row["d1"] for row in part.rows] == ["", ""]
    assert part.notes == ("fields that are not read: catatan", "figures of `nilai` that are not read: D2005")


def test_a_file_of_another_kind_is_left_to_others():
    for text, seen in {
        "[]": "found none",
        "[[1]]": "found none",
        '"a"': "found none",
        '{"message": "Unauthenticated."}': "found the fields message",
        '[{"count": 1}]': "found the fields count",
    }.items():
        found = READER.read(Content("a.json", text.encode(), "json"), None)
        assert isinstance(found, NotThis)
        assert seen in found.looked_for


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ([body("1", 2024), {"kode": "1", "tahun": 2024, "nama_instansi": "A"}], "row 2, field nilai: the row lacks it"),
        ([body("1", 24)], "field tahun: '24' is not a year"),
        ([body("1", 2024, nilai="3.5")], "field nilai: it is no object: '3.5'"),
        ([body("1", 2024, nilai={"indeks": [3]})], 'field nilai.indeks: ["3"] is no text'),
        ([body("1", 2024, name={"a": 1})], "field nama_instansi"),
        ('[{"kode": 1,', "no JSON that can be read"),
        ("[NaN]", "no JSON that can be read"),
        ('[{"a": 1, "a": 2}]', "no JSON that can be read"),
        ("[" * 5000, "no JSON that can be read"),
    ],
)
def test_a_row_or_file_that_cannot_be_read_is_named(text, problem):
    with pytest.raises(SourceError) as caught:
        read(text)
    assert problem in caught.value.problem
