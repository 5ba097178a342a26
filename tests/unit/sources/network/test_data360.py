"""Data360: every row of an edition, only what was asked for, kept as given."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from sources.declaration.errors import SourceError
from sources.reading.content import Content, identify
from sources.reading.parts import NotThis
from sources.un_data360.parse import READER
from tests.misbehaving_server import answer, answers_json, in_turn, says

PATH = "/data360/data"
SOURCE = SimpleNamespace(fetch=None, folder=Path("un_data360"))


def plan(server, **more):
    return {
        "kind": "data360", "base": server.url(""), "hosts": [server.netloc], "database": "UN_EGDI",
        "indicators": ["UN_EGDI_EGDI", "UN_EGDI_OSI"], **more,
    }  # fmt: skip


def row(area, year=2024, indicator="UN_EGDI_EGDI", value="0.79910", **more):
    whole = {"SEX": "_T", "AGE": "_T", "URBANISATION": "_T", "COMP_BREAKDOWN_1": "_Z", "UNIT_MULT": 0, "FREQ": "A"}
    named = {"DATABASE_ID": "UN_EGDI", "INDICATOR": indicator, "REF_AREA": area, "TIME_PERIOD": str(year)}
    return {"OBS_VALUE": value, **whole, **named, **more}


def area(number):
    return "".join(chr(ord("A") + number // 26**place % 26) for place in (2, 1, 0))


def serves(count):
    def behave(visit):
        year, skip = visit.query["timePeriodFrom"], int(visit.query["skip"])
        rows = [row(area(n), year, visit.query["INDICATOR"]) for n in range(count)]
        visit.send(answers_json({"count": count, "value": rows[skip : skip + 1000]}))

    return behave


def test_all_pages_of_all_indicators_of_a_year_are_one_file(server, bring):
    server.on(PATH, serves(2316))
    downloads = bring(plan(server), years=[2022, 2024])
    assert [(one.name, one.rows) for one in downloads] == [("un_egdi_2022.json", 4632), ("un_egdi_2024.json", 4632)]
    assert [visit.query["skip"] for visit in server.visits] == ["0", "1000", "2000"] * 4
    (part,) = READER.read(identify(downloads[1].name, downloads[1].body), SOURCE)
    assert (part.edition, len(part.rows), part.raw_table) == (2024, 4632, "un_data360")
    assert part.rows[0] == {
        "row_no": "1", "iso3": "AAA", "survey_year": "2024", "indicator": "UN_EGDI_EGDI", "value": "0.79910",
    }  # fmt: skip
    assert part.rows[2316]["indicator"] == "UN_EGDI_OSI"


def test_areas_are_asked_for_by_name(server, bring):
    server.on(PATH, serves(0))
    (download,) = bring(plan(server, ref_area=["IDN", "MYS"], indicators=["UN_EGDI_EGDI"]))
    assert download.rows == 0
    query = server.visits[0].query
    assert (query["REF_AREA"], query["DATABASE_ID"], query["timePeriodTo"]) == ("IDN,MYS", "UN_EGDI", "2024")


@pytest.mark.parametrize(
    ("answered", "problem"),
    [
        ([{"count": 1, "value": [row("IDN", 2022)]}], "asked for TIME_PERIOD 2024 and also answers 2022"),
        ([{"count": 1, "value": [row("IDN", indicator="WB_X")]}], "asked for INDICATOR UN_EGDI_EGDI and also"),
        ([{"count": 5, "value": [row("IDN")]}], "page 2 repeats the rows"),
        ([{"count": 5, "value": []}], "states 5 rows and gives 0"),
        ([{"count": 0, "value": [row("IDN")]}], "states 0 rows and gives 1"),
        ([{"count": 2, "value": [row("IDN")]}, {"count": 3, "value": [row("MYS")]}], "the total changed from 2 to 3"),
        ([{"count": 300_000, "value": [row("IDN")]}], "states 300,000 rows; 200,000 are the most"),
        ([{"value": []}], "without `count` and a list `value`"),
        ([{"count": -1, "value": []}], "without `count` and a list `value`"),
        ([[]], "without `count` and a list `value`"),
    ],
)
def test_an_answer_that_is_not_what_was_asked_for_is_one_clear_error(server, failed_fetch, answered, problem):
    server.on(PATH, in_turn(*(says(answers_json(value)) for value in answered)))
    assert problem in failed_fetch(plan(server)).problem


def test_json_labelled_as_plain_text_is_read_and_what_is_no_json_is_refused(server, bring, failed_fetch):
    server.on(PATH, says(answer(b'{"count": 0, "value": []}', media="text/plain; charset=utf-8")))
    assert bring(plan(server))[0].rows == 0
    for body, problem in ((b'{"count": 0', "line 1, character"), (b"\xff\xfe", "byte 0 is not UTF-8")):
        server.on(PATH, says(answer(body)))
        assert problem in failed_fetch(plan(server)).problem


def saved(value):
    return Content("data360.json", json.dumps(value).encode(), "json")


def test_a_saved_answer_is_read_by_year():
    rows = [row("IDN", 2022, value=0.7160), row("IDN"), row("MYS", value="null"), row("SGP", value=None)]
    parts = READER.read(saved({"count": 4, "value": rows}), SOURCE)
    assert [(part.edition, [r["value"] for r in part.rows]) for part in parts] == [
        (2022, ["0.716"]), (2024, ["0.79910", "", ""]),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ([row("IDN"), row("IDN", value="0.8")], "row 1 has UN_EGDI_EGDI of IDN in 2024 already"),
        ([row("IDN"), row("MYS", SEX="F")], "field SEX: 'F' is a part, not the whole country"),
        ([row("IDN"), row("MYS", UNIT_MULT=3)], "in units of 10^3"),
        ([row("IDN"), row("MYS", "2024-Q1")], "'2024-Q1' is not a year"),
        ([row("IDN"), row("../x")], "no code of a country or group"),
        ([row("IDN"), row("MYS", DATABASE_ID="WB_WDI")], "'WB_WDI' is not UN_EGDI"),
        ([row("IDN"), {"OBS_VALUE": "1"}], "the row lacks it"),
    ],
)
def test_a_row_that_could_mean_something_else_is_refused(rows, problem):
    with pytest.raises(SourceError) as caught:
        READER.read(saved({"count": 2, "value": rows}), SOURCE)
    assert problem in caught.value.problem


def test_one_saved_page_of_several_is_refused():
    with pytest.raises(SourceError, match="it holds 1 of 2,316 rows"):
        READER.read(saved({"count": 2316, "value": [row("IDN")]}), SOURCE)


def test_a_file_of_another_kind_is_left_to_others():
    for value in ({"data": []}, [], {"count": 1, "value": [row("IDN", DATABASE_ID="WB")]}, {"count": 0, "value": []}):
        found = READER.read(saved(value), SOURCE)
        assert isinstance(found, NotThis)
        assert "of UN_EGDI" in found.looked_for
