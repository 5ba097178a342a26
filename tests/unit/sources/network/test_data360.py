"""Data360: every row of an edition, only what was asked for, kept as given."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from sources.declaration.errors import SourceError
from sources.reading.content import Content, identify
from sources.reading.parts import NotThis
from sources.un_data360.parse import READER
from tests.misbehaving_server import answer, answers_json

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


def test_all_pages_of_all_indicators_and_areas_of_a_year_are_one_file(server, bring):
    def serve(visit):
        year, skip = visit.query["timePeriodFrom"], int(visit.query["skip"])
        rows = [row(f"A{number:04}", year, visit.query["INDICATOR"]) for number in range(1316)]
        visit.send(answers_json({"count": len(rows), "value": rows[skip : skip + 1000]}))

    server.on(PATH, serve)
    downloads = bring(plan(server, ref_area=["IDN", "MYS"]), years=[2022, 2024])
    assert [(one.name, one.rows) for one in downloads] == [("un_egdi_2022.json", 2632), ("un_egdi_2024.json", 2632)]
    assert [visit.query["skip"] for visit in server.visits] == ["0", "1000"] * 4
    query = server.visits[-1].query
    assert (query["REF_AREA"], query["DATABASE_ID"], query["timePeriodTo"]) == ("IDN,MYS", "UN_EGDI", "2024")
    (part,) = READER.read(identify(downloads[1].name, downloads[1].body), SOURCE)
    assert (part.edition, len(part.rows), part.raw_table) == (2024, 2632, "un_data360")
    assert part.rows[0] == {
        "row_no": "1", "iso3": "A0000", "survey_year": "2024", "indicator": "UN_EGDI_EGDI", "value": "0.79910",
    }  # fmt: skip
    assert part.rows[1316]["indicator"] == "UN_EGDI_OSI"


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
        ([b'{"count": 0'], "line 1, character"),
        ([b"\xff\xfe"], "byte 0 is not UTF-8"),
    ],
)
def test_an_answer_that_is_not_what_was_asked_for_is_one_clear_error(server, failed_fetch, answered, problem):
    server.on(PATH, *(answer(each) if isinstance(each, bytes) else answers_json(each) for each in answered))
    assert problem in failed_fetch(plan(server)).problem


def test_json_labelled_as_plain_text_is_read(server, bring):
    server.on(PATH, answer(b'{"count": 0, "value": []}', media="text/plain; charset=utf-8"))
    assert bring(plan(server))[0].rows == 0


def read_saved(value):
    return READER.read(Content("data360.json", json.dumps(value).encode(), "json"), SOURCE)


def test_a_saved_answer_is_read_by_year():
    rows = [row("IDN", 2022, value=0.7160), row("IDN"), row("MYS", value="null"), row("SGP", value=None)]
    parts = read_saved({"count": 4, "value": rows})
    assert [(part.edition, [r["value"] for r in part.rows]) for part in parts] == [
        (2022, ["0.716"]), (2024, ["0.79910", "", ""]),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("second", "problem"),
    [
        (row("IDN", value="0.8"), "row 1 has UN_EGDI_EGDI of IDN in 2024 already"),
        (row("MYS", SEX="F"), "field SEX: 'F' is a part, not the whole country"),
        (row("MYS", UNIT_MULT=3), "in units of 10^3"),
        (row("MYS", "2024-Q1"), "'2024-Q1' is not a year"),
        (row("../x"), "no code of a country or group"),
        (row("MYS", DATABASE_ID="WB_WDI"), "'WB_WDI' is not UN_EGDI"),
        ({"OBS_VALUE": "1"}, "the row lacks it"),
        (None, "it holds 1 of 2 rows"),
    ],
)
def test_a_row_that_could_mean_something_else_or_that_is_missing_is_refused(second, problem):
    with pytest.raises(SourceError) as caught:
        read_saved({"count": 2, "value": [row("IDN"), second] if second else [row("IDN")]})
    assert problem in caught.value.problem


def test_a_file_of_another_kind_is_left_to_others():
    for value in ({"data": []}, [], {"count": 1, "value": [row("IDN", DATABASE_ID="WB")]}, {"count": 0, "value": []}):
        found = read_saved(value)
        assert isinstance(found, NotThis)
        assert "of UN_EGDI" in found.looked_for
