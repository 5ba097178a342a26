"""Runs suites on the stored tables: queries here, expectations in the worker process; a report for each table."""

from __future__ import annotations

import atexit
import json
import os
import pickle
import subprocess
import sys
import threading
from collections import defaultdict
from collections.abc import Iterator, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from typing import Any, Literal

import pandas as pd

from expectations.rules import Expectation, Rule, Suite
from expectations.worker import EXAMPLES_SHOWN, Batch, Verdict
from warehouse import schema, writer
from warehouse.connection import Connection, SqlError
from warehouse.spec import Table

Outcome = Literal["passed", "known", "warned", "failed", "not_evaluated"]

#: Columns that tell a person which row is meant, shown beside the key where a table has them.
_ROW_NAMES = ("document_id", "locator", "agency", "printed_name", "region_name", "printed_value")


@dataclass(frozen=True)
class Finding:
    """What came of one rule.

    Args:
        rule: the rule.
        outcome: ``known`` when every offending row is a known deviation; ``warned`` when a warning, ``failed`` when
            an error is broken; ``not_evaluated`` when there is no verdict.
        violations: number of offending rows, known ones included.
        examples: some of them.
        detail: what was observed, or why there is no verdict, where the rows do not say it.
    """

    rule: Rule
    outcome: Outcome
    violations: int = 0
    examples: tuple[dict[str, Any], ...] = ()
    detail: str | None = None

    @property
    def passed(self) -> bool:
        """Only a verdict in favour counts: a rule that could not be evaluated has failed."""
        return self.outcome in {"passed", "known"}

    @property
    def stops(self) -> bool:
        """Whether publishing must not go on. A rule without a verdict stops whatever its severity."""
        return self.outcome in {"failed", "not_evaluated"}

    @property
    def remedy(self) -> str:
        """What a person does about it, with what was observed where a count does not say it."""
        if self.outcome == "not_evaluated":
            return f"{self.detail}: correct the rule, or the table that it asks"
        return f"{self.detail}: {self.rule.remedy}" if self.detail else self.rule.remedy


@dataclass(frozen=True)
class Report:
    """What came of a suite.

    Args:
        suite: the suite.
        rows: number of rows of the table that was looked at.
        table_fingerprint: the print of its content.
        findings: one for each rule that was asked.
    """

    suite: Suite
    rows: int
    table_fingerprint: str
    findings: tuple[Finding, ...]

    @property
    def is_complete(self) -> bool:
        """Whether every rule of the suite was asked."""
        return len(self.findings) == len(self.suite.rules)

    def records(self) -> list[dict[str, Any]]:
        """The findings as records of audit.check_results."""
        return [
            {
                "checked_table": self.suite.table.full_name,
                "rule": finding.rule.name,
                "rule_kind": finding.rule.kind,
                "severity": finding.rule.severity,
                "outcome": finding.outcome,
                "violations": finding.violations,
                "examples": json.dumps(finding.examples, ensure_ascii=False, default=str) if finding.examples else None,
                "why": finding.rule.why,
                "remedy": finding.remedy,
                "table_fingerprint": self.table_fingerprint,
            }
            for finding in self.findings
        ]


class _Worker:
    """The worker process: started once, early, and ended with this process."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def start(self) -> None:
        """Start the process if it does not run; returns at once, the import goes on beside."""
        with self._lock:
            self._started()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "expectations.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )
            atexit.register(self.stop)
        return self._process

    @contextmanager
    def judging(self, batches: Sequence[Batch]) -> Iterator[list[list[Verdict]]]:
        """Have batches judged while the block runs; its list of verdicts, one per batch, is filled at its end.

        Raises:
            RuntimeError: when the process died or could not judge.
        """
        verdicts: list[list[Verdict]] = []
        if not batches:
            yield verdicts
            return
        with self._lock:
            process = self._started()
            assert process.stdin is not None
            assert process.stdout is not None
            try:
                pickle.dump(list(batches), process.stdin)
                process.stdin.flush()
                yield verdicts
                answer = pickle.load(process.stdout)
            except (BrokenPipeError, EOFError) as error:
                raise RuntimeError(
                    f"the validation process ended with exit code {process.wait()} instead of an answer; run "
                    "`python -m expectations.worker < /dev/null` in the project's environment to see why"
                ) from error
            except BaseException:
                self.stop()  # an answer that nobody waits for would be taken for that to the next question
                raise
        if isinstance(answer, Exception):
            raise answer
        verdicts.extend(answer)

    def stop(self) -> None:
        """End the process."""
        if self._process is not None:
            if self._process.stdin is not None:
                self._process.stdin.close()
            self._process.terminate()
            self._process.wait()
            if self._process.stdout is not None:
                self._process.stdout.close()
            self._process = None


_WORKER = _Worker()


def warm_up() -> None:
    """Begin to load Great Expectations beside whatever is done next."""
    _WORKER.start()


def run(suites: Sequence[Suite], connection: Connection, only: Set[tuple[str, str]] | None = None) -> list[Report]:
    """Put the rules of some suites to their stored tables.

    Args:
        suites: the tables' rules.
        connection: the working database.
        only: (table, rule) of the rules that are asked; None asks all.

    Returns:
        One report per suite, in the same order.
    """
    stored = schema.stored_tables(connection)
    rules = {
        suite.table.full_name: [r for r in suite.rules if only is None or (suite.table.full_name, r.name) in only]
        for suite in suites
    }
    batches: list[Batch] = []
    owners: list[tuple[str, str]] = []  # of each expectation in the batches, its table and rule
    for suite in suites:
        table = suite.table
        for of_columns in (True, False) if table.full_name in stored else ():
            asked = [(r, e) for r in rules[table.full_name] for e in r.expectations if e.of_columns == of_columns]
            if asked:
                expectations = [expectation for _, expectation in asked]
                frame = (_columns_frame if of_columns else _rows_frame)(connection, table, expectations)
                batches.append((frame, [name for name in _row_names(table) if name in frame.columns], expectations))
                owners += [(table.full_name, rule.name) for rule, _ in asked]
    findings: dict[tuple[str, str], Finding] = {}
    with _WORKER.judging(batches) as verdicts:
        for name, asked_rules in rules.items():
            findings.update({(name, rule.name): _queried(connection, rule) for rule in asked_rules if rule.query})
    judged: dict[tuple[str, str], list[Verdict]] = defaultdict(list)
    for owner, verdict in zip(owners, chain.from_iterable(verdicts), strict=True):
        judged[owner].append(verdict)
    return [
        Report(
            suite,
            writer.count(connection, suite.table) if name in stored else 0,
            writer.fingerprint(connection, suite.table) if name in stored else schema.NOT_STORED,
            tuple(findings.get((name, rule.name)) or _concluded(rule, judged[name, rule.name]) for rule in rules[name]),
        )
        for suite in suites
        for name in [suite.table.full_name]
    ]


def _row_names(table: Table) -> list[str]:
    return [*table.key, *(name for name in _ROW_NAMES if name in table.column_names and name not in table.key)]


def _columns_frame(connection: Connection, table: Table, _: Sequence[Expectation]) -> pd.DataFrame:
    """An empty frame whose columns are named by name and type of those stored."""
    return pd.DataFrame(columns=[f"{name} {type_}" for name, type_ in schema.stored_columns(connection, table)])


def _rows_frame(connection: Connection, table: Table, expectations: Sequence[Expectation]) -> pd.DataFrame:
    """The stored rows, with the columns that are spoken of and those that tell which row is which.

    A column that is not stored is left out: Great Expectations then gives no verdict, which counts as failed.
    """
    named = {name for expectation in expectations for name in expectation.columns}
    return writer.read(connection, table, named | set(_row_names(table)))


def _queried(connection: Connection, rule: Rule) -> Finding:
    # Sorted: the examples are published, and equal content must be equal bytes.
    query = f"FROM (\n{rule.query}\n) ORDER BY ALL"
    try:
        if connection.execute(query).fetchone() is None:  # as nearly always: no frame is made of nothing
            return Finding(rule, "passed")
        rows = connection.execute(query).df()
    except SqlError as error:
        return Finding(rule, "not_evaluated", detail=str(error).splitlines()[0])
    known = rows["known_because"].notna() if "known_because" in rows.columns else pd.Series(False, rows.index)
    shown = pd.concat([rows[~known], rows[known]]).head(EXAMPLES_SHOWN)
    examples = json.loads(shown.to_json(orient="records", date_format="iso", force_ascii=False))
    return Finding(rule, "known" if known.all() else _broken(rule), len(rows), tuple(examples))


def _concluded(rule: Rule, verdicts: Sequence[Verdict]) -> Finding:
    """What the verdicts on a rule's expectations come to: it passes when all of them do."""
    if not verdicts:
        return Finding(rule, "not_evaluated", detail=schema.NOT_STORED)
    details = [verdict.detail for verdict in verdicts if verdict.detail]
    outcomes = {verdict.outcome for verdict in verdicts}
    return Finding(
        rule,
        "not_evaluated" if "not_evaluated" in outcomes else _broken(rule) if "failed" in outcomes else "passed",
        sum(verdict.violations for verdict in verdicts),
        tuple(example for verdict in verdicts for example in verdict.examples)[:EXAMPLES_SHOWN],
        "; ".join(details) or None,
    )


def _broken(rule: Rule) -> Outcome:
    return "failed" if rule.blocks else "warned"
