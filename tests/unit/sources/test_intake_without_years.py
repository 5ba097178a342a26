"""Documents of a source without years: side by side, in versions, and refused before they could stop the pipeline."""

from dataclasses import replace
from datetime import date

import pytest

from sources.archive.holdings import held_years, holding_records, holdings
from sources.declaration.declared import BUNDLED, read_source, read_sources
from sources.intake.identity import edition_problems
from sources.intake.report import render_examination
from sources.reading.guarded import Extract, as_json, from_json
from sources.reading.parts import Part
from sources.reading.readers import recognise
from tests.unit.sources.conftest import Intake
from warehouse.tables import TABLES

_TARGETS = read_source(BUNDLED / "targets")
_LINE = '  - {{target_id: {}, subject_code: "{}", target_year: 2025, target_value: "3,80", instrument: SPBE-2020}}\n'
_COST = "indicator_costs:\n  - {instrument: SPBE-2020, node_code: I29, step_cost: 3}\n"


def _file(*targets, costs="", code="33.71"):
    return "targets:\n" + "".join(_LINE.format(target, code) for target in targets) + costs


def _read(content, _, source=None):
    """Read by the real readers, in this process."""
    reader, parts = recognise(content, [read_source(BUNDLED / source)] if source else read_sources())
    return from_json(as_json(Extract(reader.source, reader.version, reader.kind, parts)))


@pytest.fixture
def counter(tmp_path, background, monkeypatch):
    return Intake(tmp_path / "archive", background, monkeypatch, _read)


def _bring(counter, text):
    return counter.examine("targets.yml", text.encode())


def _take(counter, text):
    examined = _bring(counter, text)
    assert not examined.refused, render_examination(examined)
    return counter.keep(examined)


def test_a_file_is_a_new_document_beside_the_one_that_comes_with_the_project(counter):
    (finding,) = _bring(counter, _file("a")).findings
    assert (finding.step, finding.document_id, finding.version) == ("new document", "planner-target-a", 1)
    assert (finding.grade, finding.compared_with, finding.rows_before, finding.problems) == ("D", None, None, ())
    (card,) = _take(counter, _file("a"))
    assert (card.edition, card.raw_table, card.source, card.reader) == (None, "targets", "targets", "targets")
    assert counter.held("targets") == {"project-targets": 1, "planner-target-a": 1}
    assert held_years(_TARGETS, counter.archive) == set()


def test_targets_and_costs_of_a_file_are_two_documents_with_the_rows_of_their_tables(counter):
    _take(counter, _file("a", costs=_COST))
    place = {"document_id", "document_version", "line_no", "locator"}
    loaded = {}
    for holding in (holding for holding in holdings(_TARGETS, counter.archive) if holding.card is not None):
        columns = [name for name in TABLES[f"raw.{holding.raw_table}"].column_names if name not in place]
        (row,) = holding_records(holding, columns, counter.archive, {"targets": _TARGETS}, by_edition=False)
        loaded[row["document_id"]] = (row["document_version"], row["locator"], row[columns[0]])
    assert loaded == {"planner-target-a": (1, "line 1", "a"), "planner-cost-beside-a": (1, "line 1", "SPBE-2020")}


def test_a_file_that_has_grown_is_the_next_version_and_may_keep_its_own_ids(counter):
    _take(counter, _file("a"))
    (finding,) = _bring(counter, _file("a", "b")).findings
    assert (finding.step, finding.version, finding.rows_before, finding.changed_rows) == ("new version", 2, 1, 1)
    (second,) = _take(counter, _file("a", "b"))
    counter.archive.withdraw(second, by="budi", on=date(2026, 2, 1), reason="wrong")
    assert counter.held("targets")["planner-target-a"] == 1


def test_a_target_id_that_is_taken_is_refused_with_who_has_it_until_that_is_withdrawn(counter):
    (card,) = _take(counter, _file("a"))
    for target, document in (("a", "planner-target-a"), ("kota-magelang-2025", "project-targets")):
        examined = _bring(counter, _file("b", target))
        assert examined.refused
        (problem,) = examined.findings[0].problems
        assert f"target 2 ({target}): {document} has a target of that target_id" in problem
        assert "Remedy: " in problem
    counter.archive.withdraw(card, by="budi", on=date(2026, 2, 1), reason="wrong")
    assert not _bring(counter, _file("b", "a")).refused


def test_an_unknown_region_is_refused_with_the_nearest_and_nothing_of_the_file_is_taken(counter):
    examined = _bring(counter, _file("a", code="Kota Magelang", costs=_COST))
    assert [finding.step for finding in examined.findings] == ["refused", "new document"]
    assert examined.refused
    report = render_examination(examined)
    assert "(meant: 33.71 Kota Magelang" in report
    assert "not taken in: another document of the file is refused" in report


_PRESS = read_source(BUNDLED / "spbe_press")
_PART = Part("targets", None, "target a", "Target", "statements", ({"target_id": "a"},))


def test_a_source_with_years_wants_one_and_a_source_without_refuses_it():
    for source, edition, problem in (
        (_TARGETS, None, None),
        (_PRESS, 2025, None),
        (_PRESS, None, "its reader gives it no year"),
        (_TARGETS, 2025, "targets has no years"),
    ):
        found = list(edition_problems(replace(_PART, edition=edition), source))
        assert [problem in each and "Remedy: " in each for each in found] == [True] * (problem is not None)
