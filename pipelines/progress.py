"""A Dagster logger for people at a terminal: a line per finished asset, every broken rule, and what is new."""

from __future__ import annotations

import logging
import os
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg
from dagster import DagsterEvent, DagsterEventType
from dagster_shared.error import SerializableErrorInfo

from pipelines.check_outcomes import CHANGES, CheckOutcome, metadata_text
from pipelines.failures import root_cause
from pipelines.inert import VisibleStream
from pipelines.settings import read_mask


class Terminal:
    """Standard output and error as they are when it is made.

    While a step runs, Dagster points both at files and copies them back through a `tail` that is ended with the
    run: the last lines before a failure, the ones that matter, may never arrive. These are written past that.
    """

    def __init__(self) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        mask = read_mask()
        self.out = VisibleStream(os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8"), mask)
        self.err = VisibleStream(os.fdopen(os.dup(sys.stderr.fileno()), "w", encoding="utf-8"), mask)

    def close(self) -> None:
        """Let go of both."""
        self.out.close()
        self.err.close()


#: Where progress goes; a refresh sets it for its own length. Without it a run tells nothing here.
_terminal: Terminal | None = None


@contextmanager
def on_terminal() -> Iterator[None]:
    """Tell the progress of the runs in this block on the terminal."""
    global _terminal  # noqa: PLW0603 - Dagster makes the logger, and hands it no arguments
    _terminal = Terminal()
    try:
        yield
    finally:
        _terminal.close()
        _terminal = None


class ProgressHandler(logging.Handler):
    """Writes progress as it happens to standard output, problems to standard error."""

    def __init__(self, terminal: Terminal) -> None:
        super().__init__(logging.DEBUG)
        self._terminal = terminal
        self._started: dict[str, float] = {}
        self._years: dict[str, list[str]] = {}
        self._warned: list[CheckOutcome] = []

    def _say(self, line: str, *, problem: bool = False) -> None:
        print(line, file=self._terminal.err if problem else self._terminal.out, flush=True)

    def emit(self, record: logging.LogRecord) -> None:
        """One line for the events that a person waits for; nothing for the others."""
        event: DagsterEvent | None = getattr(record, "dagster_meta", {}).get("dagster_event")
        if event is None:
            if record.levelno >= logging.WARNING:
                self._say(f"  {getattr(record, 'dagster_meta', {}).get('orig_message') or record.getMessage()}")
            return
        if event.event_type == DagsterEventType.STEP_START and event.step_key:
            self._started[event.step_key] = time.perf_counter()
        elif event.event_type == DagsterEventType.ASSET_MATERIALIZATION:
            self._materialized(event)
        elif event.event_type == DagsterEventType.ASSET_CHECK_EVALUATION:
            self._checked(event)
        elif event.event_type == DagsterEventType.STEP_SUCCESS and event.step_key:
            for line in sorted(self._years.pop(event.step_key, [])):  # Dagster reports years in any order
                self._say(line)
        elif event.event_type == DagsterEventType.STEP_FAILURE:
            self._failed((event.step_key or "").replace("__", "."), event.step_failure_data.error)
        elif event.event_type == DagsterEventType.RUN_SUCCESS:
            self._tell_warnings()
        elif event.event_type == DagsterEventType.RUN_FAILURE:
            if event.job_failure_data.first_step_failure_event is None:
                # Not in a step: the run could not begin, for example because the database is held.
                self._failed(event.job_name, event.job_failure_data.error)
            self._tell_warnings()

    def _materialized(self, event: DagsterEvent) -> None:
        materialization = event.step_materialization_data.materialization
        year = materialization.partition
        name = " ".join([".".join(materialization.asset_key.path), *([year] if year else [])])
        metadata = materialization.metadata
        rows = metadata.get("dagster/partition_row_count") or metadata.get("dagster/row_count")
        count = f"{rows.value:>8,} rows" if rows is not None else " " * 13
        now = time.perf_counter()
        seconds = now - self._started.get(event.step_key or "", now)
        if event.step_key and not year:
            self._started[event.step_key] = now  # a step may make several tables, one after another
        line = f"  {name:<34} {count}  {seconds:5.2f} s"
        if year:
            self._years.setdefault(event.step_key or "", []).append(line)
        else:
            self._say(line)

    def _checked(self, event: DagsterEvent) -> None:
        evaluation = event.asset_check_evaluation_data
        if years := "" if evaluation.passed else metadata_text(evaluation, "overdue"):
            table = ".".join(evaluation.asset_key.path)
            self._say(f"  overdue: {table}: no document of {years} has come, and the season is over")
            return
        check = CheckOutcome.of(evaluation)
        if check.stops:
            self._say(f"  FAILED: {check.what} ({check.count})", problem=True)
            for line in check.findings:
                if not line.startswith("known: "):
                    self._say(f"      {line}", problem=True)
            self._say(f"      Remedy: {check.remedy}", problem=True)
        elif check.changes:
            self._warned.append(check)

    def _tell_warnings(self) -> None:
        """What is warned of, at the end, where it is read: first what the last release has not."""
        if not self._warned:
            return
        counts = {change: sum(one.changes[change] for one in self._warned) for change in CHANGES}
        self._say("\nWarnings, compared with the last release: " + ", ".join(f"{n} {c}" for c, n in counts.items()))
        for check in sorted(self._warned, key=lambda one: [-one.changes[change] for change in CHANGES]):
            told = ", ".join(f"{number} {change}" for change, number in check.changes.items() if number)
            self._say(f"  warned: {check.what} ({told})")
            for line in check.findings:
                if not line.startswith(("standing: ", "known: ")):
                    self._say(f"      {line}")
            if check.changes["new"] or check.changes["standing"]:
                self._say(f"      Remedy: {check.remedy}")

    def _failed(self, where: str | None, error: SerializableErrorInfo | None) -> None:
        error = root_cause(error)
        if error is None:
            self._say(
                f"  FAILED: {where}, for a reason that Dagster does not tell: see the run in the UI", problem=True
            )
        else:
            message = re.sub(r"^(assets|pipelines|sources)\.[\w.]+: ", "", error.message.strip())
            self._say(f"  FAILED: {where}: {message}", problem=True)


@dg.logger
def progress_logger(_: dg.InitLoggerContext) -> logging.Logger:
    """Progress lines on the terminal."""
    logger = logging.Logger("progress", logging.DEBUG)
    logger.addHandler(ProgressHandler(_terminal) if _terminal is not None else logging.NullHandler())
    return logger
