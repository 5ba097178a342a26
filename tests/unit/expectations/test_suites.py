"""What the suites make of refused rows, corrections and press: official tables stop a release, weak ones warn."""

from datetime import date

import pytest

from expectations import runner
from expectations.rules import Suite
from expectations.suites import SUITES
from warehouse import schema, writer
from warehouse.tables import TABLES

_PLAIN = {"VARCHAR": "x", "INTEGER": 1, "BOOLEAN": True, "BIGINT": 1, "DATE": date(2026, 1, 12)}
_CORRECTIONS, _PRESS, _DEVIATIONS = "audit.corrections_applied", "raw.spbe_press", "raw.spbe_known_deviations"


@pytest.fixture
def put(connection):
    """Store records: the given values, and something harmless in every other required column."""
    schema.create_missing(connection, [TABLES["raw.spbe_known_deviations"]])

    def write(name, *records):
        required = set(TABLES[name].required_columns)
        filled = [
            {c.name: r.get(c.name, _PLAIN.get(c.type) if c.name in required else None) for c in TABLES[name].columns}
            for r in records
        ]
        writer.replace(connection, TABLES[name], filled)

    return write


@pytest.fixture
def outcomes(connection):
    """What came of some rules of a table."""

    def run(name, *rules):
        chosen = tuple(rule for rule in SUITES[name].rules if not rules or rule.name in rules)
        (report,) = runner.run([Suite(TABLES[name], chosen)], connection)
        return {finding.rule.name: finding.outcome for finding in report.findings}

    return run


@pytest.mark.parametrize("grade", "ABCD")
def test_a_refused_row_stops_a_release_only_when_its_document_is_official(put, outcomes, grade):
    put("core.documents", {"document_id": "one", "evidence_grade": grade})
    put("audit.quarantine", {"observation_id": "one#2.ROW", "document_id": "one", "problem": "names no region"})
    assert outcomes("audit.quarantine", "nothing_is_refused", "nothing_weak_is_refused") == {
        "nothing_is_refused": "failed" if grade in "AB" else "passed",
        "nothing_weak_is_refused": "passed" if grade in "AB" else "warned",
    }


@pytest.mark.parametrize(
    ("printed_name", "outcome"), [("(rata-rata)", "known"), ("Kota Magelangg", "warned"), (None, "warned")]
)
def test_a_refused_row_that_is_listed_is_known_until_it_is_there_no_more(put, outcomes, printed_name, outcome):
    put("core.documents", {"document_id": "one", "evidence_grade": "D"})
    refused = {"document_id": "one", "evaluation_year": 2024, "printed_name": printed_name, "measure": "ROW"}
    put("audit.quarantine", *([refused] if printed_name else []))
    listed = {"agency": "(rata-rata)", "measure": "ROW", "printed": "", "rule": "nothing_weak_is_refused"}
    put("raw.spbe_known_deviations", {"evaluation_year": "2024", "reason_en": "a mean", **listed})
    assert outcomes("audit.quarantine", "nothing_weak_is_refused") == {"nothing_weak_is_refused": outcome}


@pytest.mark.parametrize(
    ("table", "record", "found"),
    [
        (_CORRECTIONS, {"correction_outcome": "applied"}, {"every_correction_still_fits": "known"}),
        (_CORRECTIONS, {"correction_outcome": "expectation_failed"}, {"every_correction_still_fits": "failed"}),
        (_CORRECTIONS, {"correction_outcome": "not_found"}, {"every_correction_still_fits": "failed"}),
        (_PRESS, {"url": "https://example.go.id/a"}, {"url_has_its_form": "passed", "page_has_an_address": "passed"}),
        (_PRESS, {"url": "Diskominfotiks Rohil"}, {"url_has_its_form": "passed", "page_has_an_address": "warned"}),
        (_PRESS, {"url": " "}, {"url_has_its_form": "failed", "page_has_an_address": "warned"}),
        (_DEVIATIONS, {"rule": "rows_numbered_without_gaps"}, {"rule_is_known": "failed"}),  # it looks none up
        (_DEVIATIONS, {"rule": "value_on_the_scale"}, {"rule_is_known": "passed"}),
    ],
)
def test_a_row_has_the_outcome_that_its_rules_give_it(put, outcomes, table, record, found):
    put(table, record)
    assert outcomes(table, *found) == found


def test_a_table_of_which_nothing_has_come_in_passes(put, outcomes):
    for name in ("raw.spbe_decree", "raw.spbe_tauval", "raw.spbe_spreadsheet", "raw.un_data360"):
        put(name)
        assert set(outcomes(name).values()) == {"passed"}, name


def test_a_cost_of_no_indicator_stops(put, outcomes):
    put("core.instrument_nodes")
    put("core.regions")
    put("core.indicator_costs", {"node_code": "I99", "cost_region": "*", "step_cost": 1})
    assert set(outcomes("core.indicator_costs", "cost_is_of_an_indicator_and_a_region").values()) == {"failed"}
