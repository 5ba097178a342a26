"""What the suites make of refused rows, corrections and press: official tables stop a release, weak ones warn."""

from datetime import date

import pytest

from expectations import runner
from expectations.rules import Suite
from expectations.suites import SUITES
from warehouse import writer
from warehouse.tables import TABLES

_PLAIN = {"VARCHAR": "x", "INTEGER": 1, "BOOLEAN": True, "BIGINT": 1, "DATE": date(2026, 1, 12)}


def _filled(table, **values):
    spec = TABLES[table]
    required = set(spec.required_columns)
    return {c.name: values.get(c.name, _PLAIN.get(c.type) if c.name in required else None) for c in spec.columns}


@pytest.fixture
def put(connection):
    def write(table, *records):
        writer.replace(connection, TABLES[table], [_filled(table, **record) for record in records])

    return write


@pytest.fixture
def findings(connection):
    """The findings of a table's own suite, all or some of its rules."""

    def run(table, *rules):
        suite = SUITES[table]
        chosen = tuple(rule for rule in suite.rules if not rules or rule.name in rules)
        (report,) = runner.run([Suite(suite.table, chosen)], connection)
        return {finding.rule.name: finding for finding in report.findings}

    return run


@pytest.mark.parametrize(("grade", "stops"), [("A", True), ("B", True), ("C", False), ("D", False)])
def test_a_refused_row_stops_a_release_only_when_its_document_is_official(put, findings, grade, stops):
    put("core.documents", {"document_id": "one", "evidence_grade": grade})
    put("audit.quarantine", {"observation_id": "one#2.ROW", "document_id": "one", "problem": "names no region"})
    found = findings("audit.quarantine")
    strict, weak = found["nothing_is_refused"], found["nothing_weak_is_refused"]
    assert (strict.passed, strict.stops) == (not stops, stops)
    assert (weak.passed, weak.stops) == (stops, False)
    shown = (strict if stops else weak).examples[0]
    assert shown["problem"] == "names no region"


def test_every_refused_row_is_told_by_one_of_the_two_rules(put, findings):
    put("core.documents", *({"document_id": grade, "evidence_grade": grade} for grade in "ABCD"))
    put("audit.quarantine", *({"observation_id": f"{grade}#2.ROW", "document_id": grade} for grade in "ABCD"))
    found = findings("audit.quarantine", "nothing_is_refused", "nothing_weak_is_refused")
    assert {name: finding.violations for name, finding in found.items()} == {
        "nothing_is_refused": 2,
        "nothing_weak_is_refused": 2,
    }


@pytest.mark.parametrize("outcome", ["expectation_failed", "not_found"])
def test_a_correction_that_no_longer_fits_stops_a_release(put, findings, outcome):
    put("audit.corrections_applied", {"correction_id": "report#1.D1", "correction_outcome": outcome})
    assert findings("audit.corrections_applied")["every_correction_still_fits"].stops


def test_a_correction_that_fits_is_shown_and_stops_nothing(put, findings):
    put("audit.corrections_applied", {"correction_id": "report#1.D1", "correction_outcome": "applied"})
    found = findings("audit.corrections_applied")
    assert [name for name, finding in found.items() if finding.stops] == []
    assert [name for name, finding in found.items() if not finding.passed] == ["figures_are_as_printed"]


def test_a_release_without_corrections_passes(put, findings):
    put("audit.corrections_applied")
    assert [name for name, finding in findings("audit.corrections_applied").items() if not finding.passed] == []


@pytest.mark.parametrize(
    ("url", "warned", "stops"),
    [
        ("https://example.go.id/a", False, False),
        ("Diskominfotiks Rohil (halaman tanpa alamat)", True, False),
        (" ", True, True),
    ],
)
def test_a_page_without_an_address_is_warned_of_and_a_statement_of_nobody_stops(put, findings, url, warned, stops):
    put("raw.spbe_press", {"url": url})
    found = findings("raw.spbe_press")
    assert any(not finding.passed for finding in found.values()) == warned
    assert any(finding.stops for finding in found.values()) == stops


@pytest.mark.parametrize("table", ["spbe_decree", "spbe_tauval", "spbe_spreadsheet", "un_data360"])
def test_a_table_of_which_nothing_has_come_in_passes(put, findings, table):
    put(f"raw.{table}")
    assert [name for name, finding in findings(f"raw.{table}").items() if not finding.passed] == []
