"""A build on trial: the tables that documents fill, made in memory and judged by the rules of the build.

Nothing is read but the sources and the archive, and nothing is written: what a rehearsal says depends on the documents
alone, and not on what a working database or a release happens to hold.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from graphlib import TopologicalSorter
from typing import Any

import pyarrow as pa

from assets.making import MAKERS, Given, raw_records
from expectations import runner
from expectations.findings import Record, by_rule, describe, difference
from expectations.in_sql import in_sql
from expectations.places import place_findings
from expectations.rules import Rule, Suite
from expectations.suites import SUITES
from sources.archive.holdings import Holding
from sources.archive.store import Archive
from sources.archive.vouched import ArchiveDamaged
from sources.declaration.declared import Source
from warehouse import models, writer
from warehouse.connection import Connection, open_scratch
from warehouse.spec import Table
from warehouse.tables import TABLES

#: What a document states. Marts are derived from it: a mart that breaks a rule is no fault of a document.
STATED = ("raw", "core", "audit")
#: With what is derived, for a build that has failed though nothing is wrong with what is stated.
ALL_LAYERS = (*STATED, "mart")

_FINDINGS = TABLES["audit.findings"]
_CANNOT_BE_MADE = Rule(
    "can_be_made",
    "error",
    "A table that cannot be made keeps every release from being made.",
    "the message says what does not fit",
)


@dataclass(frozen=True)
class Broken:
    """A rule that a build would find broken.

    Args:
        table: full name of the table that it is about.
        rule: the rule.
        findings: what breaks it, as records of audit.findings, known deviations left out.
    """

    table: str
    rule: Rule
    findings: tuple[Record, ...]

    @property
    def stops(self) -> bool:
        """Whether a build would stop."""
        return any(finding["outcome"] != "warned" for finding in self.findings)

    @property
    def lines(self) -> tuple[str, ...]:
        """Each finding in a line."""
        return tuple(describe(finding) for finding in self.findings)


def rehearse(
    sources: Sequence[Source], archive: Archive, held: Sequence[Holding], layers: Sequence[str] = STATED
) -> tuple[Broken, ...]:
    """The rules that a build of these documents would find broken, blocking ones and warnings.

    Args:
        sources: all sources.
        archive: the archive.
        held: every document that is to be loaded.
        layers: whose tables are made and judged.

    Raises:
        ArchiveDamaged: when bytes of the archive are lost or changed: that is no fault of a document.
    """
    with open_scratch() as connection:
        rehearsed = _Rehearsal(connection, Given(sources, archive, lambda: held, lambda: held), layers)
        rehearsed.make(held)
        return tuple(rehearsed.judge())


def build(sources: Sequence[Source], archive: Archive, held: Sequence[Holding]) -> dict[str, pa.Table]:
    """The published tables that a build of these documents would make, by full name; those that can be made.

    The results of the checks are not among them. See rehearse.
    """
    with open_scratch() as connection:
        rehearsed = _Rehearsal(connection, Given(sources, archive, lambda: held, lambda: held), ALL_LAYERS)
        rehearsed.make(held)
        return {
            name: writer.published_rows(connection, TABLES[name])
            for name in sorted(rehearsed.made)
            if TABLES[name].published
        }


def findings_of(broken: Sequence[Broken]) -> list[Record]:
    """What breaks any rule."""
    return [finding for one in broken for finding in one.findings]


def newly_broken(now: Sequence[Broken], before: Sequence[Record]) -> tuple[Broken, ...]:
    """What is broken now and was not before, finding by finding."""
    known = by_rule(before)
    new = (Broken(b.table, b.rule, difference(b.findings, known.get((b.table, b.rule.name), ())).new) for b in now)
    return tuple(broken for broken in new if broken.findings)


class _Rehearsal:
    """One build in a database of its own."""

    def __init__(self, connection: Connection, given: Given, layers: Sequence[str]) -> None:
        self._connection, self._given = connection, given
        self._tables = {name: table for name, table in TABLES.items() if table.layer in layers and name in SUITES}
        self.made: set[str] = set()
        self._problems: dict[str, str] = {}

    def make(self, held: Sequence[Holding]) -> None:
        """Make every table that can be made, each after those that it reads."""
        steps = self._steps(held)
        reads = {name: {read for read in reads if read in steps} for name, (reads, _) in steps.items()}
        for name in TopologicalSorter(reads).static_order():
            if reads[name] <= self.made:
                self._attempt(name, steps[name][1])

    def _steps(self, held: Sequence[Holding]) -> dict[str, tuple[Sequence[str], Callable[[], object]]]:
        """Of every table what it reads, and what makes it."""
        steps: dict[str, tuple[Sequence[str], Callable[[], object]]] = {}
        for name, table in self._tables.items():
            if table.layer == "raw":
                mine = [holding for holding in held if holding.raw_table == table.name]
                steps[name] = (), partial(self._load, table, mine)
            elif models.has_model(table):
                steps[name] = models.reads(table), partial(models.make, self._connection, table)
        for maker in MAKERS:
            first, *others = (table.full_name for table in maker.makes)
            steps[first] = maker.reads, partial(maker.write, self._connection, self._given)
            steps |= {other: ((first,), lambda: None) for other in others}
        return steps

    def _load(self, table: Table, documents: Sequence[Holding]) -> None:
        records = raw_records(table, documents, self._given.archive, self._given.sources)
        writer.replace(self._connection, table, records)

    def _attempt(self, name: str, make: Callable[[], object]) -> None:
        try:
            make()
        except ArchiveDamaged:
            raise
        except Exception as problem:
            # Whatever would end a build ends here in a sentence.
            self._problems[name] = f"{type(problem).__name__}: {problem}"
        else:
            self.made.add(name)

    def judge(self) -> Iterator[Broken]:
        """Every rule that can be asked of what was made, and each table that could not be."""
        for name, problem in self._problems.items():
            yield Broken(name, _CANNOT_BE_MADE, (_unplaced(name, _CANNOT_BE_MADE, problem),))
        reports = runner.run(
            [self._askable(SUITES[name]) for name in self._tables if name in self.made], self._connection
        )
        writer.replace(self._connection, _FINDINGS, [record for report in reports for record in report.row_records()])
        place_findings(self._connection, self.made)
        found: dict[tuple[str, str], list[Record]] = {}
        for record in writer.records(self._connection, _FINDINGS):
            if record["known_because"] is None:
                found.setdefault((record["checked_table"], record["rule"]), []).append(record)
        for report in reports:
            name = report.suite.table.full_name
            for finding in report.findings:
                rows = tuple(found.get((name, finding.rule.name), ()))
                if finding.outcome == "not_evaluated":
                    yield Broken(name, finding.rule, (_unplaced(name, finding.rule, finding.detail or ""),))
                elif rows:
                    yield Broken(name, finding.rule, rows)

    def _askable(self, suite: Suite) -> Suite:
        """The rules that read nothing but what was made."""
        whole = in_sql(suite)
        asked = [rule for rule in whole.rules if set(models.references(rule.query, but=suite.table)) <= self.made]
        return Suite(suite.table, tuple(asked))


def _unplaced(table: str, rule: Rule, problem: str) -> dict[str, Any]:
    """A finding that is of no row."""
    nowhere = dict.fromkeys(("subject_name", "document_id", "locator", "printed_row", "known_because"))
    said = json.dumps({"problem": problem}, ensure_ascii=False)
    return {"checked_table": table, "rule": rule.name, "finding_no": 1, "outcome": "failed", "finding": said, **nowhere}
