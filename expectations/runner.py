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
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from expectations.rules import Rule, Suite
from expectations.worker import EXAMPLES_SHOWN, Question, Verdict
from warehouse import writer
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

    def ask(self, requests: list[tuple[pd.DataFrame, list[str], list[Question]]]) -> list[list[Verdict]]:
        """Put questions to frames; see expectations.worker.

        Raises:
            RuntimeError: when the process died or could not judge.
        """
        with self._lock:
            process = self._started()
            assert process.stdin is not None
            assert process.stdout is not None
            try:
                pickle.dump(requests, process.stdin)
                process.stdin.flush()
                answer = pickle.load(process.stdout)
            except (BrokenPipeError, EOFError) as error:
                raise RuntimeError(
                    f"the validation process ended with exit code {process.wait()} instead of an answer; run "
                    "`python -m expectations.worker < /dev/null` in the project's environment to see why"
                ) from error
        if isinstance(answer, Exception):
            raise answer
        verdicts: list[list[Verdict]] = answer
        return verdicts

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


_VALIDATOR = _Validator()


def warm_up() -> None:
    """Begin to load Great Expectations beside whatever is done next."""
    _VALIDATOR.start()


def run(suite: Suite, connection: Connection, only: Sequence[str] | None = None) -> Report:
    """Put a suite's rules to the stored table.

    Args:
        suite: the table's rules.
        connection: the working database.
        only: names of the rules that are asked; None asks all.
    """
    rules = [rule for rule in suite.rules if only is None or rule.name in only]
    frame = writer.read(connection, suite.table)
    counts: dict[str, int] = {}
    offending: dict[str, tuple[dict[str, Any], ...]] = {}
    unanswered: dict[str, str] = {}
    for rule in rules:
        if rule.violations is None:
            continue
        try:
            rows = connection.execute(rule.violations).df()
        except SqlError as error:
            unanswered[rule.name] = str(error).splitlines()[0]
            continue
        counts[rule.name] = len(rows)
        offending[rule.name] = _examples(rows)
    on_rows = [_question(rule) for rule in rules if rule.violations is None]
    on_facts = [_question(rule) for rule in rules if rule.name in counts]
    # One row, one column per rule: how many rows break it. It is never empty, so no rule passes for want of rows.
    facts = pd.DataFrame([counts])
    requests = [(frame, list(suite.table.key), on_rows), (facts, [], on_facts)]
    asked = [request for request in requests if request[2]]
    verdicts = {verdict.rule: verdict for answer in _VALIDATOR.ask(asked) for verdict in answer} if asked else {}
    findings = []
    for rule in rules:
        if rule.name in unanswered:
            findings.append(Finding(rule, "not_evaluated", 0, (), unanswered[rule.name]))
            continue
        verdict = verdicts[rule.name]
        if rule.name in counts:
            findings.append(Finding(rule, verdict.outcome, counts[rule.name], offending[rule.name], verdict.detail))
        else:
            findings.append(Finding(rule, verdict.outcome, verdict.violations, verdict.examples, verdict.detail))
    return Report(suite, writer.fingerprint(connection, suite.table), tuple(findings))


def _question(rule: Rule) -> Question:
    return Question(rule.name, rule.expectation, rule.arguments)


def _examples(rows: pd.DataFrame) -> tuple[dict[str, Any], ...]:
    shown = json.loads(rows.head(EXAMPLES_SHOWN).to_json(orient="records", date_format="iso", force_ascii=False))
    return tuple(shown)
