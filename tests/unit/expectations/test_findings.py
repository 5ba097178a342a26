"""Findings are set against those of the last release, told in a line, and given name, document and printed cells."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expectations.findings import TOLD, describe, difference, tell
from expectations.places import place_findings
from warehouse import writer
from warehouse.tables import TABLES

_FINDINGS = TABLES["audit.findings"]
_PRINTED = {"table_no": "31", "table_title": "Jawa Tengah", "pdf_page": "74", "row_no": "35", "agency": "Pemkot Tegal",
            "d1": "3,50", "d2": "3,20", "d3": "2,64", "d4": "4,39", "index": "3,69", "predikat": "Baik"}  # fmt: skip


def _finding(number=1, known_because=None, table="core.spbe_scores", **said):
    return {
        "checked_table": table, "rule": "moves_are_usual", "finding_no": number, "outcome": "warned",
        "subject_name": None, "document_id": None, "locator": None, "printed_row": None,
        "finding": json.dumps(said), "known_because": known_because,
    }  # fmt: skip


_ROWS = st.lists(
    st.builds(
        lambda region, score, line_no, known: _finding(
            known_because="so" if known else None, region_code=region, score=score, line_no=line_no
        ),
        st.sampled_from(["11.71", "11.72", "11.73"]),
        st.sampled_from([None, 3.1, 3.2]),
        st.integers(1, 3),
        st.booleans(),
    ),
    unique_by=lambda one: (json.loads(one["finding"])["region_code"], json.loads(one["finding"])["score"]),
    max_size=9,
)


@given(now=_ROWS, before=_ROWS)
def test_every_finding_that_is_not_known_is_new_or_standing_and_every_earlier_one_standing_or_gone(now, before):
    def figures(rows):
        said = [json.loads(one["finding"]) for one in rows if one["known_because"] is None]
        return {(one["region_code"], one["score"]) for one in said}  # where it stands does not count

    found = difference(now, before)
    assert figures(found.new) == figures(now) - figures(before)
    assert figures(found.gone) == figures(before) - figures(now)
    assert figures(found.standing) == figures(now) & figures(before)
    assert len(found.new) + len(found.standing) == len(figures(now))


def test_new_findings_are_told_first_then_those_that_are_gone_and_no_more_than_can_be_read():
    before = [_finding(region_name=name) for name in ("Gone", "Stands")]
    now = [_finding(region_name=name) for name in ("Stands", "New")] + [
        _finding(known_because="so", region_name="Known")
    ]
    lines = tell(now, difference(now, before))
    assert [line.split(":")[0] for line in lines] == ["new", "gone", "standing", "known"]
    many = [_finding(line_no=number, score=number) for number in range(TOLD + 5)]
    assert tell(many)[-1] == "and 5 more, in audit.findings"
    assert len(tell(many)) == TOLD + 1


@pytest.fixture
def placed(connection, filled):
    """The lines of findings once they are placed among some rows of a report, a region and a country."""
    report = filled("raw.spbe_annual_report", edition=2024, document_id="report-2024", line_no=334,
                    locator="p. 74, table 31, row 35", **_PRINTED)  # fmt: skip
    region = filled("core.regions", region_code="33.76", current_code="33.76", region_name="Kota Tegal")
    country = filled("core.un_egdi", survey_year=2024, iso3="IDN", country_name="Indonesia", document_id="un-2024",
                     line_no=7, locator="row 6")  # fmt: skip
    for name, record in (("raw.spbe_annual_report", report), ("core.regions", region), ("core.un_egdi", country)):
        writer.replace(connection, TABLES[name], [record])

    def place(*findings):
        writer.replace(connection, _FINDINGS, findings)
        place_findings(connection, {"core.spbe_scores"})
        return [describe(one) for one in writer.records(connection, _FINDINGS)]

    return place


def test_a_finding_is_given_the_name_document_and_print_that_its_rule_leaves_out(placed):
    row = "31 | Jawa Tengah | 74 | 35 | Pemkot Tegal | 3,50 | 3,20 | 2,64 | 4,39 | 3,69 | Baik"
    report = f"report-2024, p. 74, table 31, row 35; printed: {row}"
    expected = {
        f"Pemkot Tegal; line_no 334, printed_value 3,69, before 3,36; {report}": _finding(
            1, document_id="report-2024", line_no=334, agency="Pemkot Tegal", printed_value="3,69", before="3,36"
        ),
        f"Kota Tegal; region_code 33.76; {report}": _finding(
            2, document_id="report-2024", locator="p. 74, table 31, row 35", region_code="33.76"
        ),
        "Indonesia; survey_year 2024, iso3 IDN, egdi 0.5; un-2024, row 6": _finding(
            3, survey_year=2024, iso3="IDN", egdi=0.5
        ),
        "problem nobody is meant, edition 2024": _finding(4, problem="nobody is meant", edition=2024),
    }
    untouched = _finding(table="core.documents", region_code="33.76")
    assert placed(*expected.values(), untouched) == ["region_code 33.76", *expected]
