"""Runs suites on the stored tables: queries here, expectations in the worker process; a report for each table."""

from __future__ import annotations

import atexit
import hashlib
import json
import os
import pickle
import subprocess
import sys
import threading
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from expectations.rules import Expectation, Rule, Suite
from expectations.worker import ROWS_KEPT, Batch, Verdict
from warehouse import models, schema, writer
from warehouse.connection import Connection, SqlError
from warehouse.spec import Table
from warehouse.tables import TABLES

Outcome = Literal["passed", "known", "warned", "failed", "not_evaluated"]
#: Only a verdict in favour counts: a rule that could not be evaluated has failed, whatever its severity.
PASSING: tuple[Outcome, ...] = ("passed", "known")
STOPPING: tuple[Outcome, ...] = ("failed", "not_evaluated")

#: Of the rows that are kept, this many stand beside the rule.
EXAMPLES_SHOWN = 10
#: Columns that tell a person which row is meant, shown beside the key where a table has them.
_ROW_NAMES = ("document_id", "line_no", "locator", "agency", "printed_name", "region_name", "printed_value")


@dataclass(frozen=True)
class Finding:
    """What came of one rule.

    Args:
        rule: the rule.
        outcome: ``known`` when every offending row is a known deviation; ``warned`` when a warning, ``failed`` when
            an error is broken; ``not_evaluated`` when there is no verdict.
        violations: number of offending rows, known ones included.
        rows: of them, as many as are kept; those that are no known deviation first.
        detail: what was observed, or why there is no verdict, where the rows do not say it.
    """

    rule: Rule
    outcome: Outcome
    violations: int = 0
    rows: tuple[dict[str, Any], ...] = ()
    detail: str | None = None

    @property
    def passed(self) -> bool:
        """Whether nothing breaks the rule but what is known."""
        return self.outcome in PASSING

    @property
    def stops(self) -> bool:
        """Whether publishing must not go on."""
        return self.outcome in STOPPING

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
        judged: the print of what the verdicts rest on; see print_of.
        findings: one for each rule.
    """

    suite: Suite
    judged: str
    findings: tuple[Finding, ...]

    def records(self) -> list[dict[str, Any]]:
        """What came of each rule, as records of audit.check_results."""
        return [
            {
                "checked_table": self.suite.table.full_name,
                "rule": finding.rule.name,
                "rule_kind": finding.rule.kind,
                "severity": finding.rule.severity,
                "outcome": finding.outcome,
                "violations": finding.violations,
                "examples": _json(finding.rows[:EXAMPLES_SHOWN]) if finding.rows else None,
                "why": finding.rule.why,
                "remedy": finding.remedy,
                "table_fingerprint": self.judged,
            }
            for finding in self.findings
        ]

    def row_records(self) -> list[dict[str, Any]]:
        """The offending rows, as records of audit.findings; name, document and print are not looked up yet."""
        return [
            {
                "checked_table": self.suite.table.full_name,
                "rule": finding.rule.name,
                "finding_no": number,
                "outcome": "known" if known is not None else _broken(finding.rule),
                **dict.fromkeys(("subject_name", "document_id", "locator", "printed_row")),
                "finding": _json({name: value for name, value in row.items() if name != "known_because"}),
                "known_because": known,
            }
            for finding in self.findings
            for number, row in enumerate(finding.rows, start=1)
            for known in [row.get("known_because")]
        ]


def _json(said: object) -> str:
    return json.dumps(said, ensure_ascii=False, default=str)


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


def print_of(suite: Suite, connection: Connection, prints: dict[str, str]) -> str:
    """A print of what verdicts rest on: the rules, the programs that judge, and the rows of every table that is read.

    Args:
        suite: the rules of a table.
        connection: the working database.
        prints: of the tables that have been looked at, by name; more are put in.
    """
    tables = {suite.table.full_name: suite.table} | {
        read: TABLES[read] for rule in suite.rules for read in reads(suite, rule) if read in TABLES
    }
    for name in tables.keys() - prints.keys():
        prints[name] = writer.fingerprint(connection, tables[name])
    said = [_programs(), *map(repr, suite.rules), *(f"{name} {prints[name]}" for name in sorted(tables))]
    return _sha256("\0".join(said))[:16]


@cache
def _programs() -> str:
    files = sorted(Path(__file__).parent.glob("*.py"))
    return " ".join([version("great_expectations"), *(_sha256(file.read_text(encoding="utf-8")) for file in files)])


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def reads(suite: Suite, rule: Rule) -> tuple[str, ...]:
    """The other tables that a rule compares with."""
    return models.references(rule.query, but=suite.table) if rule.query else ()


def run(suites: Sequence[Suite], connection: Connection, prints: dict[str, str] | None = None) -> list[Report]:
    """Put the rules of some suites to their stored tables.

    Args:
        suites: the tables' rules.
        connection: the working database.
        prints: see print_of.

    Returns:
        One report per suite, in the same order.
    """
    stored = schema.stored_tables(connection)
    batches: list[Batch] = []
    owners: list[tuple[str, str]] = []  # of each expectation in the batches, its table and rule
    for suite in suites:
        table = suite.table
        for of_columns in (True, False) if table.full_name in stored else ():
            asked = [(r, e) for r in suite.rules for e in r.expectations if e.of_columns == of_columns]
            if asked:
                expectations = [expectation for _, expectation in asked]
                frame = (_columns_frame if of_columns else _rows_frame)(connection, table, expectations)
                batches.append((frame, [name for name in row_names(table) if name in frame.columns], expectations))
                owners += [(table.full_name, rule.name) for rule, _ in asked]
    findings: dict[tuple[str, str], Finding] = {}
    with _WORKER.judging(batches) as verdicts:
        for suite in suites:
            for rule in suite.rules:
                if rule.query:
                    findings[suite.table.full_name, rule.name] = _queried(connection, rule)
    judged: dict[tuple[str, str], list[Verdict]] = defaultdict(list)
    for owner, verdict in zip(owners, chain.from_iterable(verdicts), strict=True):
        judged[owner].append(verdict)
    prints = {} if prints is None else prints
    return [
        Report(
            suite,
            print_of(suite, connection, prints),
            tuple(
                findings.get((suite.table.full_name, rule.name))
                or _concluded(rule, judged[suite.table.full_name, rule.name])
                for rule in suite.rules
            ),
        )
        for suite in suites
    ]


def row_names(table: Table) -> list[str]:
    """The columns that tell a person which row of a table is meant."""
    return [*table.key, *(name for name in _ROW_NAMES if name in table.column_names and name not in table.key)]


def _columns_frame(connection: Connection, table: Table, _: Sequence[Expectation]) -> pd.DataFrame:
    """An empty frame whose columns are named by name and type of those stored."""
    return pd.DataFrame(columns=[f"{name} {type_}" for name, type_ in schema.stored_columns(connection, table)])


def _rows_frame(connection: Connection, table: Table, expectations: Sequence[Expectation]) -> pd.DataFrame:
    """The stored rows, with the columns that are spoken of and those that tell which row is which.

    A column that is not stored is left out: Great Expectations then gives no verdict, which counts as failed.
    """
    named = {name for expectation in expectations for name in expectation.columns}
    return writer.read(connection, table, named | set(row_names(table)))


def _queried(connection: Connection, rule: Rule) -> Finding:
    # Sorted: the findings are published, and equal content must be equal bytes.
    query = f"FROM (\n{rule.query}\n) ORDER BY ALL"
    try:
        if connection.execute(query).fetchone() is None:  # as nearly always: no frame is made of nothing
            return Finding(rule, "passed")
        rows = connection.execute(query).df()
    except SqlError as error:
        return Finding(rule, "not_evaluated", detail=str(error).splitlines()[0])
    known = rows["known_because"].notna() if "known_because" in rows.columns else pd.Series(False, rows.index)
    kept = pd.concat([rows[~known], rows[known]]).head(ROWS_KEPT)
    found = json.loads(kept.to_json(orient="records", date_format="iso", force_ascii=False))
    return Finding(rule, "known" if known.all() else _broken(rule), len(rows), tuple(found))


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
        tuple(row for verdict in verdicts for row in verdict.rows)[:ROWS_KEPT],
        "; ".join(details) or None,
    )


def _broken(rule: Rule) -> Outcome:
    return "failed" if rule.blocks else "warned"
