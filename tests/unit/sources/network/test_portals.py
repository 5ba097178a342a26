"""Files, Tauval, Data360: what a plan may say, a fetch brings and a reader takes; one clear error for all else."""

import copy
import json
import logging
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.declaration.declared import read_sources
from sources.declaration.errors import SourceError
from sources.network.client import NetworkClient
from sources.network.errors import FetchError
from sources.network.limits import Limits
from sources.portals.answers import cell, pack, unpack
from sources.portals.fetching import fetch_documents
from sources.portals.plan import plan_of, read_plan
from sources.reading.content import Content, identify
from sources.reading.parts import NotThis
from sources.spbe_tauval.parse import READER as TAUVAL_READER
from sources.un_data360.parse import READER as DATA360_READER
from tests.misbehaving_server import answer, answers_json, half_then_reset

PDF = b"%PDF-1.7 a report"
KEY = "k3y-that-the-ministry-gave"
SECRETS = (KEY, "issued-token", "secret-path")
READERS = {"tauval": TAUVAL_READER, "data360": DATA360_READER}
TAUVAL = {"kind": "tauval", "address_setting": "SPBE_TAUVAL_URL", "key_setting": "SPBE_TAUVAL_KEY"}
DATA360 = {"kind": "data360", "database": "UN_EGDI", "indicators": ["UN_EGDI_EGDI"]}
FILE = {"kind": "file", "hosts": ["menpan.example"], "urls": {2024: "https://menpan.example/laporan-2024.pdf"}}
FIGURES = {"indeks": "3.6912345678", "D2001": "3.5000000000", "D2002": "3.2", "D2003": "2.64", "D2004": "4.3900000000"}


def body(code, year=2024, name="KOTA MAGELANG", **more):
    row = {"kode": code, "tahun": year, "nama_instansi": name, "kategori": "Kota", "daerah": "KOTA MAGELANG"}
    return {**row, "nilai": FIGURES, **more}


def row(area, year=2024, indicator="UN_EGDI_EGDI", **more):
    whole = {"SEX": "_T", "AGE": "_T", "URBANISATION": "_T", "COMP_BREAKDOWN_1": "_Z", "UNIT_MULT": 0, "FREQ": "A"}
    named = {"DATABASE_ID": "UN_EGDI", "INDICATOR": indicator, "REF_AREA": area, "TIME_PERIOD": str(year)}
    return {"OBS_VALUE": "0.79910", **whole, **named, **more}


def page(*rows, count=None):
    return {"count": len(rows) if count is None else count, "value": list(rows)}


RIGHT = {"tauval": [body("1")], "data360": page(row("IDN"))}


def read(kind, saved):
    """What the reader of a kind makes of a saved file: its bytes, its text, or the value that it states."""
    text = saved if isinstance(saved, str | bytes) else json.dumps(saved)
    content = Content("a.json", text.encode() if isinstance(text, str) else text, "json")
    return READERS[kind].read(content, SimpleNamespace(folder=Path("folder")))


def plan_for(raw):
    return read_plan(raw, Path("some_source/source.yml"))


def start(raw, *, values=None, years=(2024,), held=None, transport=None):
    """Begin to fetch what a plan states; files come as they are asked for."""

    def client(hosts, limits):
        quick = {"min_interval_seconds": 0, "backoff_seconds": 0.01, "jitter_seconds": 0}
        return NetworkClient(hosts, limits.model_copy(update=quick), transport=transport)

    return fetch_documents(plan_for(raw), years, values=values or {}, held=held, client_factory=client)


def bring(raw, **arguments):
    return list(start(raw, **arguments))


@pytest.fixture
def portal(server):
    """Give an interface its behaviours; what a fetch from it takes is given back."""

    def portal_(kind, *behaviours, **more):
        said = [answers_json(one) if isinstance(one, dict | list | str) else one for one in behaviours]
        if kind == "tauval":
            url = server.on("/secret-path/api", *said) + "?app=issued-token"
            return {"raw": TAUVAL, "values": {"SPBE_TAUVAL_URL": url, "SPBE_TAUVAL_KEY": f" {KEY}\n"}}
        server.on("/data360/data", *said)
        return {"raw": {**DATA360, "base": server.url(""), "hosts": [server.netloc], **more}}

    return portal_


def by_year(visit):
    year = int(visit.query["awal"])
    visit.send(answers_json([body("6171", year), body("6172", year, "KOTA BOGOR")], ETag=f'"{year}"'))


# --- plans ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        ({"kind": "ftp"}, "does not match any of the expected tags"),
        ({**DATA360, "base": "ftp://data.example"}, "base"),
        ({**DATA360, "base": "https://user:pw@data.example"}, "base"),
        ({**DATA360, "base": "https://data.example:8443"}, "`hosts` lacks data.example:8443"),
        ({**DATA360, "indicators": []}, "at least 1 item"),
        ({**DATA360, "database": "../UN_EGDI"}, "database"),
        ({**DATA360, "password": "x"}, "extra inputs are not permitted"),
        ({**TAUVAL, "key_setting": "the key itself"}, "key_setting"),
        ({**FILE, "urls": {}}, "give `urls` or `pattern`"),
        ({**FILE, "pattern": "https://menpan.example/laporan.pdf"}, "`pattern` lacks {year}"),
        ({**FILE, "pattern": "https://other.example/{year}.pdf"}, "`hosts` lacks other.example"),
        ({**FILE, "limits": {"attempts": 0}}, "greater than or equal to 1"),
    ],
)
def test_a_plan_that_cannot_be_followed_is_refused_with_its_file(raw, problem):
    with pytest.raises(SourceError) as caught:
        plan_for(raw)
    assert problem in caught.value.problem
    assert str(caught.value).startswith("some_source/source.yml: ")


def test_the_plans_of_the_sources_that_come_with_the_project_can_be_followed():
    plans = {source.source: plan_of(source) for source in read_sources()}
    assert {plan.kind for plan in plans.values() if plan is not None} == {"tauval", "data360"}


def test_what_is_missing_is_said_before_anyone_is_asked():
    url, key = {"SPBE_TAUVAL_URL": "https://tauval.example/api"}, {"SPBE_TAUVAL_KEY": "k3y"}
    for raw, years, values, missing in (
        (TAUVAL, [2024], {}, "SPBE_TAUVAL_URL and SPBE_TAUVAL_KEY are not set"),
        (TAUVAL, [2024], {**url, "SPBE_TAUVAL_KEY": " "}, "SPBE_TAUVAL_KEY is not set"),
        (TAUVAL, [2024], {**url, **key}, None),
        (TAUVAL, [], {**url, **key}, "no year is asked for"),
        (DATA360, [], {}, "no year is asked for"),
        (DATA360, [2024], {}, None),
        (FILE, [2025], {}, "no address is declared for 2025"),
        (FILE, [2024, 2025], {}, None),
    ):
        assert plan_for(raw).missing(years, values) == missing
    assert plan_for({**FILE, "limits": {"attempts": 2}}).limits == Limits(attempts=2)


def test_the_operator_declares_a_host_by_setting_its_address():
    for address, host in (
        ("https://Tauval.example/api", "tauval.example:443"),
        ("http://10.0.0.8:8080/api", "10.0.0.8:8080"),
        ("http://[fd00::1]/api", "[fd00::1]:80"),
    ):
        assert plan_for(TAUVAL).allowed_hosts({"SPBE_TAUVAL_URL": address}) == {host}


# --- files; what goes wrong on the way stands in tests/integration/test_documents.py ----------------------------------


def test_each_year_has_its_file_and_a_harmless_name_with_the_year(server):
    report = answer(PDF, media="application/pdf", Last_Modified="Mon, 05 Jan 2026 00:00:00 GMT")
    urls = {2023: server.on("/unduh/Laporan%20Evaluasi.pdf", report), 2024: server.url("/unduh/laporan_2024.pdf?v=2")}
    server.on("/unduh/laporan_2024.pdf", half_then_reset(PDF), report)
    server.on("/unduh/2025.pdf", report)
    plan = {"kind": "file", "hosts": [server.netloc], "urls": urls}
    downloads = bring({**plan, "pattern": server.url("/unduh/{year}.pdf")}, years=[2023, 2024, 2025])
    assert [one.name for one in downloads] == ["2023_Laporan Evaluasi.pdf", "laporan_2024.pdf", "2025.pdf"]
    assert {(one.body, one.rows, one.headers["last-modified"][:6]) for one in downloads} == {(PDF, None, "Mon, 0")}
    assert [one.name for one in bring(plan, years=[2024, 2025])] == ["laporan_2024.pdf"]
    server.on("/etc/passwd", report)
    for path in ("/../../etc/passwd", "/%2e%2e%2f%2e%2e%2fetc%2fpasswd", "/a%00b%1b%5b31m.pdf", "/"):
        (download,) = bring({**plan, "urls": {2024: server.on(path, report)}})
        assert download.name.startswith("2024_")
        assert not set(download.name) & set("/\\\x00\x1b")


# --- interfaces: fetching ---------------------------------------------------------------------------------------------


def test_each_year_of_tauval_is_a_file_and_neither_key_nor_address_is_kept(server, portal, caplog):
    caplog.set_level(logging.DEBUG)
    downloads = bring(**portal("tauval", by_year), years=[2023, 2024])
    for one, visit, year in zip(downloads, server.visits, ("2023", "2024"), strict=True):
        assert (one.name, one.rows, one.headers["etag"]) == (f"tauval_{year}.json", 2, f'"{year}"')
        assert visit.query == {"app": "issued-token", "awal": year, "akhir": year}
    assert {visit.headers["code"] for visit in server.visits} == {KEY}
    assert downloads[1].url == "SPBE_TAUVAL_URL?awal=2024&akhir=2024"
    kept = downloads[1].body.decode() + repr(downloads) + caplog.text
    assert [secret for secret in SECRETS if secret in kept] == []
    assert caplog.records


def test_an_unchanged_year_is_not_sent_again_and_one_that_fails_does_not_spoil_the_one_before(server, portal):
    asked = portal("tauval", by_year, b"HTTP/1.1 304 Not Modified\r\n\r\n", answer(status=500))
    coming = start(**asked, years=[2023, 2024, 2025], held={"tauval_2024.json": {"etag": '"2024"'}})
    first, second = next(coming), next(coming)
    assert [visit.headers.get("if-none-match") for visit in server.visits] == [None, '"2024"']
    assert (first.name, first.not_modified, first.rows) == ("tauval_2023.json", False, 2)
    assert (second.not_modified, second.rows, second.body) == (True, None, b"")
    with pytest.raises(FetchError):
        next(coming)


def test_all_pages_of_all_indicators_and_areas_of_a_year_are_one_file(server, portal):
    def serve(visit):
        year, skip = visit.query["timePeriodFrom"], int(visit.query["skip"])
        rows = [row(f"A{number:04}", year, visit.query["INDICATOR"]) for number in range(1316)]
        visit.send(answers_json(page(*rows[skip : skip + 1000], count=len(rows))))

    asked = portal("data360", serve, indicators=["UN_EGDI_EGDI", "UN_EGDI_OSI"], ref_area=["IDN", "MYS"])
    downloads = bring(**asked, years=[2022, 2024])
    assert [(one.name, one.rows) for one in downloads] == [("un_egdi_2022.json", 2632), ("un_egdi_2024.json", 2632)]
    assert [visit.query["skip"] for visit in server.visits] == ["0", "1000"] * 4
    query = server.visits[-1].query
    assert (query["REF_AREA"], query["DATABASE_ID"], query["timePeriodTo"]) == ("IDN,MYS", "UN_EGDI", "2024")
    (part,) = read("data360", downloads[1].body)
    assert (part.edition, len(part.rows), part.raw_table) == (2024, 2632, "un_data360")
    assert part.rows[0] == {
        "row_no": "1", "iso3": "A0000", "survey_year": "2024", "indicator": "UN_EGDI_EGDI", "value": "0.79910",
    }  # fmt: skip
    assert part.rows[1316]["indicator"] == "UN_EGDI_OSI"


@pytest.mark.parametrize(
    ("kind", "answered", "problem"),
    [
        ("tauval", [answers_json({"message": f"Kode {KEY} salah"}, 401)], "it answers HTTP 401"),
        ("tauval", [{"message": f"Kode {KEY} salah"}], "no list of bodies. Kode *** salah"),
        ("tauval", ["closed"], "no list of bodies"),
        ("tauval", [answer(f"<title>{KEY}</title>".encode(), media="text/html")], 'titled "***"'),
        ("tauval", [[body("1"), body("1", 2023)]], "asked for 2024 and also answers 2023"),
        ("tauval", [[body("1", name=KEY)]], "its answer repeats the key"),
        ("data360", [page(row("IDN", 2022))], "asked for TIME_PERIOD 2024 and also answers 2022"),
        ("data360", [page(row("IDN", indicator="WB_X"))], "asked for INDICATOR UN_EGDI_EGDI and also"),
        ("data360", [page(row("IDN"), count=5)], "page 2 repeats the rows"),
        ("data360", [page(count=5)], "states 5 rows and gives 0"),
        ("data360", [page(row("IDN"), count=0)], "states 0 rows and gives 1"),
        ("data360", [page(row("IDN"), count=2), page(row("MYS"), count=3)], "the total changed from 2 to 3"),
        ("data360", [page(row("IDN"), count=300_000)], "states 300,000 rows; 200,000 are the most"),
        ("data360", [{"value": []}], "without `count` and a list `value`"),
        ("data360", [page(count=-1)], "without `count` and a list `value`"),
        ("data360", [[]], "without `count` and a list `value`"),
        ("data360", [answer(b'{"count": 0')], "line 1, character"),
        ("data360", [answer(b"\xff\xfe")], "byte 0 is not UTF-8"),
    ],
)
def test_an_answer_that_is_not_what_was_asked_for_is_one_clear_error_without_the_key(
    portal, caplog, kind, answered, problem
):
    caplog.set_level(logging.DEBUG)
    with pytest.raises(FetchError) as caught:
        bring(**portal(kind, *answered))
    assert problem in caught.value.problem
    assert caught.value.host.startswith("127.0.0.1:")
    assert [secret for secret in SECRETS if secret in f"{caught.value} {caught.value!r} {caplog.text}"] == []


# --- interfaces: reading ----------------------------------------------------------------------------------------------


def test_fetched_and_saved_answers_read_the_same_also_a_year_without_results(portal):
    download, empty = bring(**portal("tauval", by_year, answer(b"[]")), years=[2024, 2025])
    (part,) = read("tauval", download.body)
    assert read("tauval", [body("6171"), body("6172", name="KOTA BOGOR")]) == (part,)
    assert part.rows[0] == {
        "row_no": "1", "evaluation_year": "2024", "agency": "KOTA MAGELANG", "agency_code": "6171", "category": "Kota",
        "region_label": "KOTA MAGELANG", "d1": "3.5000000000", "d2": "3.2", "d3": "2.64", "d4": "4.3900000000",
        "index": "3.6912345678",
    }  # fmt: skip
    assert (part.raw_table, part.edition, part.document_type, part.same_as) == ("spbe_tauval", 2024, "portal_table", "")
    assert (empty.rows, read("tauval", empty.body)) == (0, ())
    labelled = answer(b'{"count": 0, "value": []}', media="text/plain; charset=utf-8")
    assert bring(**portal("data360", labelled))[0].rows == 0


@given(st.decimals(1, 5, places=10), st.booleans())
def test_figures_keep_every_digit_as_text_or_number(value, as_number):
    written = f"{value:f}" if as_number else f'"{value:f}"'
    (part,) = read("tauval", json.dumps([body("1")]).replace('"3.6912345678"', written))
    assert part.rows[0]["index"] == f"{value:f}"


def test_years_come_apart_rows_keep_their_number_and_missing_figures_are_empty_cells():
    few = {"indeks": None, "D2005": "1"}
    parts = read("tauval", [body("1", 2023), body("1", nilai=None), body("2", "2023"), body("2", nilai=few, x=1)])
    numbers = [(part.edition, [line["row_no"] for line in part.rows]) for part in parts]
    assert numbers == [(2023, ["1", "3"]), (2024, ["2", "4"])]
    assert [line["index"] + line["d1"] for line in parts[1].rows] == ["", ""]
    assert parts[1].notes == ("fields that are not read: x", "figures of `nilai` that are not read: D2005")
    saved = page(row("IDN", 2022, OBS_VALUE=0.7160), row("MYS", OBS_VALUE="null"), row("SGP", OBS_VALUE=None))
    values = [(part.edition, [line["value"] for line in part.rows]) for part in read("data360", saved)]
    assert values == [(2022, ["0.716"]), (2024, ["", ""])]


@pytest.mark.parametrize(
    ("kind", "saved", "problem"),
    [
        ("tauval", [body("1"), {"kode": "1", "tahun": 2024, "nama_instansi": "A"}], "row 2, field nilai: the row"),
        ("tauval", [body("1", 24)], "field tahun: '24' is not a year"),
        ("tauval", [body("1", nilai="3.5")], "field nilai: it is no object: '3.5'"),
        ("tauval", [body("1", nilai={"indeks": [3]})], 'field nilai.indeks: ["3"] is no text'),
        ("tauval", [body("1", name={"a": 1})], "field nama_instansi"),
        *(
            ("tauval", text, "no JSON that can be")
            for text in ('[{"kode": 1,', "[NaN]", '[{"a": 1, "a": 2}]', "[" * 5000)
        ),
        ("data360", page(row("IDN"), row("IDN", OBS_VALUE="0.8")), "row 1 has UN_EGDI_EGDI of IDN in 2024 already"),
        ("data360", page(row("MYS", SEX="F")), "field SEX: 'F' is a part, not the whole country"),
        ("data360", page(row("MYS", UNIT_MULT=3)), "in units of 10^3"),
        ("data360", page(row("MYS", "2024-Q1")), "'2024-Q1' is not a year"),
        ("data360", page(row("../x")), "no code of a country or group"),
        ("data360", page(row("IDN"), row("MYS", DATABASE_ID="WB_WDI")), "'WB_WDI' is not UN_EGDI"),
        ("data360", page(row("IDN"), {"OBS_VALUE": "1"}), "the row lacks it"),
        ("data360", page(row("IDN"), count=2), "it holds 1 of 2 rows"),
    ],
)
def test_what_could_mean_something_else_or_is_missing_is_refused_with_its_place(kind, saved, problem):
    with pytest.raises(SourceError) as caught:
        read(kind, saved)
    assert problem in caught.value.problem


@pytest.mark.parametrize(
    ("kind", "saved", "seen"),
    [
        ("tauval", [], "found none"),
        ("tauval", [[1]], "found none"),
        ("tauval", '"a"', "found none"),
        ("tauval", {"message": "Unauthenticated."}, "found the fields message"),
        ("tauval", [{"count": 1}], "found the fields count"),
        *(("data360", saved, "of UN_EGDI") for saved in ({"data": []}, [], page(row("IDN", DATABASE_ID="WB")), page())),
    ],
)
def test_a_file_of_another_kind_is_left_to_others(kind, saved, seen):
    found = read(kind, saved)
    assert isinstance(found, NotThis)
    assert seen in found.looked_for


# --- whatever JSON there may be ---------------------------------------------------------------------------------------

scalars = st.none() | st.booleans() | st.integers(-5, 3000) | st.floats(0, 5) | st.text(max_size=8) | st.just("2024")
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
)


@st.composite
def spoilt(draw, kind):
    """A right answer in which one value has become something else."""
    here = whole = copy.deepcopy(RIGHT[kind])
    holder, key = None, None
    while isinstance(here, dict | list) and here and (holder is None or draw(st.booleans())):
        holder, key = here, draw(st.sampled_from(sorted(here) if isinstance(here, dict) else range(len(here))))
        here = holder[key]
    holder[key] = draw(anything)
    return whole


@pytest.mark.parametrize("kind", RIGHT)
@given(data=st.data())
def test_a_spoilt_answer_ends_in_rows_or_in_one_clear_error(kind, data):
    text = json.dumps(data.draw(spoilt(kind) | anything))
    raw = {"tauval": TAUVAL, "data360": {**DATA360, "base": "https://p.example", "hosts": ["p.example"]}}[kind]
    values = {"SPBE_TAUVAL_URL": "https://p.example/api", "SPBE_TAUVAL_KEY": KEY}
    transport = httpx.MockTransport(lambda request: httpx.Response(200, content=iter([text.encode()])))
    came = outcome(lambda: bring(raw, values=values, transport=transport)[0])
    found = [outcome(lambda saved=saved: read(kind, saved)) for saved in (text.encode(), pack(kind, [("u", text)]))]
    if not isinstance(came, Exception):
        found.append(outcome(lambda: read(kind, came.body)))
        assert not isinstance(found[-1], NotThis)
        assert isinstance(found[-1], SourceError) or sum(len(part.rows) for part in found[-1]) == came.rows
    for parts in found:
        for part in parts if isinstance(parts, tuple) else ():
            assert all(isinstance(value, str) for line in part.rows for value in line.values())


def outcome(call):
    """What a call brings, or its error, which says what to do."""
    try:
        brought = call()
    except (FetchError, SourceError) as error:
        brought = error
    assert not isinstance(brought, Exception) or brought.remedy
    return brought


@given(st.text() | st.sampled_from(["Kota\x00A", "Kota \x1b[31mA", "Kota \u202eA", "\x7f"]))
def test_a_cell_is_one_line_of_what_was_given_or_refused(text):
    try:
        taken, problem = cell(text), ""
    except ValueError as error:
        taken, problem = "", str(error)
    assert problem.isprintable()
    assert len(taken.splitlines()) <= 1
    assert "control character" in problem if problem else "".join(taken.split()) == "".join(text.split())
    assert problem or not set(text) & set("\x00\x1b\u202e\x7f")


def test_several_answers_in_one_file_come_back_as_received_and_to_the_reader_of_their_kind_only():
    texts = ['\ufeff{"n": 3.50, "s": "é \\u0000 \U0001f600"}', "[]"]
    answers = unpack(identify("a.json", pack("data360", [("https://a.example/", text) for text in texts])))
    assert (answers.kind, answers.bodies) == ("data360", ({"n": "3.50", "s": "é \x00 \U0001f600"}, []))
    for kind, text in (("tauval", "[]"), ("data360", '{"count": 0, "value": []}')):
        for own in READERS:
            assert isinstance(read(own, pack(kind, [("u", text)])), NotThis) is (kind != own)
