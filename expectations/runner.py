"""Running suites: the stored table and its violations go to Great Expectations, a report comes back.

Belongs here: our own Report, and the process that Great Expectations lives in. Nobody else sees a type of
Great Expectations. Does not belong here: rules (suites/), storing reports (assets/).
"""

from __future__ import annotations

import atexit
import json
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from expectations.rules import Rule, Suite
from expectations.worker import EXAMPLES_SHOWN, Question, Verdict
from warehouse import schema, writer
from warehouse.connection import Connection, SqlError

Outcome = Literal["passed", "failed", "not_evaluated"]


@dataclass(frozen=True)
class Finding:
    """What came of one rule."""

    rule: Rule
    outcome: Outcome
    violations: int
    examples: tuple[dict[str, Any], ...]
    detail: str | None = None

    @property
    def passed(self) -> bool:
        """Only a verdict in favour counts: a rule that could not be evaluated has failed."""
        return self.outcome == "passed"

    @property
    def stops(self) -> bool:
        """Whether publishing must not go on. A rule without a verdict stops whatever its severity."""
        return self.outcome == "not_evaluated" or (self.outcome == "failed" and self.rule.blocks)

    @property
    def remedy(self) -> str:
        """What a person does about it, with what was observed where a count does not say it."""
        return f"{self.detail}: {self.rule.remedy}" if self.detail else self.rule.remedy


@dataclass(frozen=True)
class Report:
    """What came of a suite, and the print of the content that it was put to."""

    suite: Suite
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
                "severity": finding.rule.severity,
                "outcome": finding.outcome,
                "violations": finding.violations,
                "examples": json.dumps(finding.examples, ensure_ascii=False, default=str) if finding.examples else None,
                "why": finding.rule.why,
                "remedy": None if finding.passed else finding.remedy,
                "table_fingerprint": self.table_fingerprint,
            }
            for finding in self.findings
        ]


class _Validator:
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

    def ask(
        self, frames: list[tuple[pd.DataFrame, list[str], list[Question]]], counted: Callable[[], dict[str, int]]
    ) -> list[Verdict]:
        """Put questions to frames, and counts of violations, which are counted while the frames are judged.

        Args:
            frames: as expectations.worker takes them.
            counted: counts how many rows break each rule.

        Raises:
            RuntimeError: when the process died or could not judge.
        """
        with self._lock:
            process = self._started()
            try:
                _send(process, {}, frames)
                _send(process, counted(), [])
                answers = [_received(process) for _ in range(2)]
            except (BrokenPipeError, EOFError) as error:
                raise RuntimeError(
                    f"the validation process ended with exit code {process.wait()} instead of an answer; run "
                    "`python -m expectations.worker < /dev/null` in the project's environment to see why"
                ) from error
            except BaseException:
                self.stop()  # an answer that nobody waits for would be taken for that to the next question
                raise
        for answer in answers:
            if isinstance(answer, Exception):
                raise answer
        return [verdict for answer in answers for verdict in answer]

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


def _send(
    process: subprocess.Popen[bytes],
    counts: dict[str, int],
    frames: list[tuple[pd.DataFrame, list[str], list[Question]]],
) -> None:
    assert process.stdin is not None
    pickle.dump((counts, frames), process.stdin)
    process.stdin.flush()


def _received(process: subprocess.Popen[bytes]) -> Any:  # noqa: ANN401 - verdicts, or the exception in their place
    assert process.stdout is not None
    return pickle.load(process.stdout)


_VALIDATOR = _Validator()


def warm_up() -> None:
    """Begin to load Great Expectations beside whatever is done next."""
    _VALIDATOR.start()


def run(suites: Sequence[Suite], connection: Connection, only: Set[tuple[str, str]] | None = None) -> list[Report]:
    """Put the rules of some suites to their stored tables.

    Args:
        suites: the tables' rules.
        connection: the working database.
        only: (table, rule) of the rules that are asked; None asks all.

    Returns:
        One report per suite, in the same order.
    """
    asked = [
        (suite, [rule for rule in suite.rules if only is None or (suite.table.full_name, rule.name) in only])
        for suite in suites
    ]
    stored = schema.stored_tables(connection)
    frames: list[tuple[pd.DataFrame, list[str], list[Question]]] = []
    for suite, rules in asked:
        on_rows = [rule for rule in rules if not rule.query]
        if on_rows and suite.table.full_name in stored:
            frames.append(
                (
                    _columns_asked(connection, suite, on_rows),
                    list(suite.table.key),
                    [Question(_name(suite, rule), rule.expectation, rule.arguments) for rule in on_rows],
                )
            )
    violations: dict[str, _Violations] = {}

    def counted() -> dict[str, int]:
        for suite, rules in asked:
            violations.update({_name(suite, rule): _violations(connection, rule) for rule in rules if rule.query})
        return {name: found.count for name, found in violations.items() if found.error is None}

    verdicts = {verdict.rule: verdict for verdict in _VALIDATOR.ask(frames, counted)}
    return [
        Report(
            suite,
            writer.fingerprint(connection, suite.table) if suite.table.full_name in stored else schema.NOT_STORED,
            tuple(
                _finding(rule, verdicts.get(_name(suite, rule)), violations.get(_name(suite, rule))) for rule in rules
            ),
        )
        for suite, rules in asked
    ]


@dataclass(frozen=True)
class _Violations:
    """The rows that a rule's SQL selects, or why it could not be asked."""

    count: int = 0
    examples: tuple[dict[str, Any], ...] = ()
    error: str | None = None


def _violations(connection: Connection, rule: Rule) -> _Violations:
    assert rule.query is not None
    # Sorted: the examples are published, and equal content must be equal bytes.
    query = f"FROM (\n{rule.query}\n) ORDER BY ALL"
    try:
        if connection.execute(query).fetchone() is None:  # as nearly always: no frame is made of nothing
            return _Violations()
        rows = connection.execute(query).df()
    except SqlError as error:
        return _Violations(error=str(error).splitlines()[0])
    shown = json.loads(rows.head(EXAMPLES_SHOWN).to_json(orient="records", date_format="iso", force_ascii=False))
    return _Violations(len(rows), tuple(shown))


def _finding(rule: Rule, verdict: Verdict | None, violations: _Violations | None) -> Finding:
    if violations is not None and violations.error is not None:
        return Finding(rule, "not_evaluated", 0, (), violations.error)
    if verdict is None:
        return Finding(rule, "not_evaluated", 0, (), schema.NOT_STORED)
    if violations is not None:
        return Finding(rule, verdict.outcome, violations.count, violations.examples, verdict.detail)
    return Finding(rule, verdict.outcome, verdict.violations, verdict.examples, verdict.detail)


def _name(suite: Suite, rule: Rule) -> str:
    """A rule's name within a request, in which several tables may have rules of one name."""
    return f"{suite.table.full_name}: {rule.name}"


def _columns_asked(connection: Connection, suite: Suite, rules: Sequence[Rule]) -> pd.DataFrame:
    """The stored rows, with the key and the columns that the rules speak of.

    A column that is not stored is left out: Great Expectations then gives no verdict, which counts as failed.
    """
    named = {
        name
        for rule in rules
        for name in (rule.arguments.get("column"), *rule.arguments.get("column_list", ()))
        if name
    }
    return writer.read(connection, suite.table, named | set(suite.table.key))
