"""Documents of a source without years: side by side, in versions, and refused before they could stop the pipeline."""

from dataclasses import replace
from datetime import date

import pytest

from sources.archive.holdings import held_years, holding_records, holdings
from sources.declaration.declared import BUNDLED, read_source
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


class Counter(Intake):
    """Read by the real readers, in this process."""

    def __init__(self, folder, background, monkeypatch):
        super().__init__(folder, background, monkeypatch, self._read)

    def _read(self, content, _, source=None):
        sources = [read_source(BUNDLED / source)] if source else self.sources
        reader, parts = recognise(content, sources)
        return from_json(as_json(Extract(reader.source, reader.version, reader.kind, parts)))

    def bring(self, text):
        return self.examine("targets.yml", text.encode())

    def take(self, text):
        examined = self.bring(text)
        assert not examined.refused, render_examination(examined)
        return self.keep(examined)


@pytest.fixture
def counter(tmp_path, background, monkeypatch):
    return Counter(tmp_path / "archive", background, monkeypatch)


def test_a_file_is_a_new_document_beside_the_one_that_comes_with_the_project(counter):
    (finding,) = counter.bring(_file("a")).findings
    assert (finding.step, finding.document_id, finding.version, finding.grade) == (
        "new document", "planner-target-a", 1, "D",
    )  # fmt: skip
    assert (finding.compared_with, finding.rows_before, finding.problems) == (None, None, ())
    (card,) = counter.take(_file("a"))
    assert (card.edition, card.raw_table, card.source, card.reader) == (None, "targets", "targets", "targets")
    assert counter.held("targets") == {"project-targets": 1, "planner-target-a": 1}
    assert held_years(_TARGETS, counter.archive) == set()


def test_targets_and_costs_of_a_file_are_two_documents_with_the_rows_of_their_tables(counter):
    counter.take(_file("a", costs=_COST))
    place = {"document_id", "document_version", "line_no", "locator"}
    loaded = {}
    for holding in holdings(_TARGETS, counter.archive):
        if holding.card is not None:
            columns = [name for name in TABLES[f"raw.{holding.raw_table}"].column_names if name not in place]
            records = holding_records(
                holding, columns, counter.archive, {s.source: s for s in counter.sources}, by_edition=False
            )  # fmt: skip
            loaded[holding.sidecar.document_id] = [
                (r["document_version"], r["locator"], r[columns[0]]) for r in records
            ]
    assert loaded == {
        "planner-target-a": [(1, "line 1", "a")],
        "planner-cost-beside-a": [(1, "line 1", "SPBE-2020")],
    }


def test_a_file_that_has_grown_is_the_next_version_and_may_keep_its_own_ids(counter):
    counter.take(_file("a"))
    (finding,) = counter.bring(_file("a", "b")).findings
    assert (finding.step, finding.version, finding.rows_before, finding.changed_rows) == ("new version", 2, 1, 1)
    (second,) = counter.take(_file("a", "b"))
    counter.archive.withdraw(second, by="budi", on=date(2026, 2, 1), reason="wrong")
    assert counter.held("targets")["planner-target-a"] == 1


def test_a_target_id_that_is_taken_is_refused_with_who_has_it_until_that_is_withdrawn(counter):
    (card,) = counter.take(_file("a"))
    for target, document in (("a", "planner-target-a"), ("kota-magelang-2025", "project-targets")):
        examined = counter.bring(_file("b", target))
        assert examined.refused
        (problem,) = examined.findings[0].problems
        assert f"target 2 ({target}): {document} has a target of that target_id" in problem
        assert "Remedy: " in problem
    counter.archive.withdraw(card, by="budi", on=date(2026, 2, 1), reason="wrong")
    assert not counter.bring(_file("b", "a")).refused


def test_an_unknown_region_is_refused_with_the_nearest_and_nothing_of_the_file_is_taken(counter):
    examined = counter.bring(_file("a", code="Kota Magelang", costs=_COST))
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
