"""A correction is a person's decision about one printed cell, and holds only while that cell prints what it did."""

from decimal import Decimal

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sources.declaration.errors import SourceError
from sources.spbe_annual_report import statements as annual_report
from sources.statements.corrections import CORRECTIONS_FILE, Correction, read_corrections
from sources.statements.statements import Document, Statements

_WHERE = "p. 54, table 8, row 2"
_ENTRY = {
    "document_id": "report", "locator": _WHERE, "agency": "Pemerintah Kota Magelang", "measure": "D1",
    "action": "override", "expect": ",60", "value": "4.60", "reason": {"id": "hilang", "en": "lost"},
    "decided_by": "data engineering", "decided_on": "2026-11-22",
}  # fmt: skip
_DERIVED = {"derived": True, "value_lo": "4.5765", "value_hi": "4.7204"}


def _entry(**changes):
    """The entry with changes; ``None`` removes a key."""
    return {key: value for key, value in {**_ENTRY, **changes}.items() if value is not None}


def _flag(**changes):
    return _entry(action="flag", value=None, **changes)


@pytest.fixture
def declare(tmp_path):
    """Read a source's corrections: these entries, or this text."""
    folder = tmp_path / "spbe_annual_report"
    folder.mkdir()

    def write(*entries, text=None):
        content = yaml.safe_dump({"corrections": list(entries)}, sort_keys=False) if text is None else text
        (folder / CORRECTIONS_FILE).write_text(content, encoding="utf-8")
        return read_corrections(folder)

    return write


@pytest.fixture(scope="module")
def read(names):
    """The statements of an annual report of one row, with corrections."""

    def run(*entries, **cells):
        documents, corrections = {"report": Document("report", "report.csv", "A")}, [Correction(**e) for e in entries]
        statements = Statements(documents, {2024: "SPBE-2020"}, {}, {"reports": corrections})
        row = {
            "edition": 2024, "document_id": "report", "line_no": 2, "locator": _WHERE, "pdf_page": "54",
            "table_no": "8", "table_title": "Hasil Evaluasi SPBE Pemerintah Daerah di Jawa Tengah", "row_no": "2",
            "agency": "Pemerintah Kota Magelang", "d1": ",60", "d2": "3,20", "d3": "3,30", "d4": "3,40",
            "index": "3,31", "predikat": "Baik", **cells,
        }  # fmt: skip
        annual_report.read_statements([row], names, statements)
        return statements

    return run


def _of(statements, measure="D1"):
    (found,) = (record for record in statements.accepted if record["measure"] == measure)
    return found


def test_corrections_are_read_in_the_order_of_the_file_with_exact_values(tmp_path, declare):
    assert read_corrections(tmp_path) == []  # a source without the file
    assert declare(text="corrections: []") == []
    read = declare(_entry(), _flag(measure="D2", expect="3,20"), _entry(measure="D3", action="drop", value=None))
    found = [(correction.measure, correction.action, correction.value) for correction in read]
    assert found == [("D1", "override", Decimal("4.60")), ("D2", "flag", None), ("D3", "drop", None)]


def test_a_correction_of_another_shape_is_refused_by_its_number(declare):
    for entry, problem in (
        (_entry(value=None), "an override has a value"),
        (_entry(action="flag"), "drop and flag have none"),
        (_entry(action="repair"), "action"),
        (_entry(derived=True), "a derived value is given with its interval"),
        (_entry(derived=True, value_hi="4.7"), "a derived value is given with its interval"),
        (_entry(**{**_DERIVED, "value_hi": "4.59"}), "the value lies outside its interval"),
        (_entry(reason={"id": " ", "en": "lost"}), "reason in both languages"),
        (_entry(reason=None), "reason"),
        (_entry(expect=None), "expect"),
        (_entry(decided_on="yesterday"), "decided_on"),
        (_entry(colour="red"), "colour"),
        (_entry(value="about four"), "value"),
        ("override", "correction 1"),
    ):
        with pytest.raises(SourceError) as refusal:
            declare(entry)
        assert "correction 1: " in str(refusal.value)
        assert problem in str(refusal.value)
        assert "/spbe_annual_report/corrections.yml" in str(refusal.value)


def test_a_cell_corrected_twice_or_a_file_of_another_shape_is_refused_by_its_place(declare):
    with pytest.raises(SourceError, match=rf"correction 2: D1 at {_WHERE} is corrected twice"):
        declare(_entry(), _flag(expect=",61"))
    for text in ("[]", "corrections: {}", "corrections: []\nmore: 1", "a: b: c", ""):
        with pytest.raises(SourceError, match=r"spbe_annual_report/corrections\.yml"):
            declare(text=text)


def test_an_action_sets_value_status_and_reason_and_keeps_what_is_printed(read):
    dropped = {"action": "drop", "value": None, "measure": "D2", "expect": "3,20"}
    for changes, printed, value, status, interval in (
        ({}, ",60", Decimal("4.60"), "corrected", (None, None)),
        (_DERIVED, ",60", Decimal("4.60"), "derived", (Decimal("4.5765"), Decimal("4.7204"))),
        (dropped, "3,20", None, "dropped", (None, None)),
    ):
        statements = read(_entry(**changes))
        cell = _of(statements, changes.get("measure", "D1"))
        assert (cell["printed_value"], cell["value"], cell["status"]) == (printed, value, status)
        assert (cell["value_lo"], cell["value_hi"]) == interval
        assert (cell["status_reason_id"], cell["status_reason_en"]) == ("hilang", "lost")
        changed = [now for now, was in zip(statements.accepted, read().accepted, strict=True) if now != was]
        assert changed == [cell]
        (applied,) = statements.corrections
        assert (applied.source, applied.outcome, applied.found_printed) == ("reports", "applied", printed)


def test_a_flagged_cell_stands_as_printed_with_the_doubt_beside_it(read):
    figure = _of(read(_flag(measure="D2", expect="3,20")), "D2")
    assert (figure["printed_value"], figure["value"], figure["status"]) == ("3,20", Decimal("3.20"), "published")
    lost = _of(read(_flag()))
    assert (lost["value"], lost["status"]) == (None, "lost_in_transcription")
    assert "digits before the comma" in lost["status_reason_en"]
    grade = _of(read(_flag(measure="PREDIKAT", expect="Baik")), "PREDIKAT")
    assert (grade["printed_value"], grade["status"]) == ("Baik", "published")
    assert {(cell["flag_reason_id"], cell["flag_reason_en"]) for cell in (figure, lost, grade)} == {("hilang", "lost")}


def test_a_cell_that_cannot_be_read_can_be_corrected(read):
    """A misprint is what corrections are for; without one, the row is refused."""
    for column, printed in (("d2", "tiga"), ("index", "3,3l"), ("d4", "3.4.0")):
        for action, value, status in (("override", "3.20", "corrected"), ("drop", None, "dropped")):
            entry = _entry(measure=column.upper(), expect=printed, action=action, value=value)
            statements = read(entry, **{column: printed})
            assert statements.refused == []
            cell = _of(statements, column.upper())
            assert (cell["status"], cell["printed_value"]) == (status, printed)
            assert cell["value"] == (Decimal(value) if value else None)
            assert [applied.outcome for applied in statements.corrections] == ["applied"]


def test_a_cell_that_prints_something_else_or_is_not_there_is_named_and_nothing_is_changed(read):
    for entry in (_entry(), _entry(**_DERIVED), _entry(action="drop", value=None), _flag()):
        for printed in ("4,60", ",61", "", ",60 "):
            corrected, plain = read(entry, d1=printed), read(d1=printed)
            assert corrected.accepted == plain.accepted
            (applied,) = corrected.corrections
            assert (applied.outcome, applied.found_printed) == ("expectation_failed", printed)
    elsewhere = {"agency": "Pemerintah Kota Tegal", "locator": "row 3", "document_id": "other", "measure": "A1"}
    for changes in ({name: cell} for name, cell in elsewhere.items()):
        corrected = read(_entry(**changes))
        assert corrected.accepted == read().accepted
        (applied,) = corrected.corrections
        # Of a document that was withdrawn, a correction lies idle.
        outcome = "no_document" if "document_id" in changes else "not_found"
        assert (applied.outcome, applied.found_printed) == (outcome, None)
    refused_row = read(_entry(), agency="Pemerintah Magelang")
    assert refused_row.accepted == []
    assert refused_row.corrections[0].outcome == "not_found"


@given(
    printed=st.sampled_from(["3,20", ",60", "", "4.50"]),
    expect=st.sampled_from(["3,20", ",60", "", "4.50"]),
    action=st.sampled_from(["override", "drop", "flag"]),
)
def test_whatever_is_decided_the_print_stays_and_a_missing_value_has_a_reason(read, printed, expect, action):
    entry = _entry(action=action, expect=expect, value="4.60" if action == "override" else None)
    statements = read(entry, d1=printed)
    cell = _of(statements)
    assert cell["printed_value"] == printed
    assert (statements.corrections[0].outcome == "applied") == (printed == expect)
    assert (cell["status"] == "published") <= (cell["value"] is not None)
    assert (cell["status"] != "published") <= bool(cell["status_reason_id"] and cell["status_reason_en"])
    assert (cell["status"] in {"dropped", "lost_in_transcription"}) == (cell["value"] is None)
