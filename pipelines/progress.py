"""A Dagster logger for people at a terminal: a line per finished asset, and every rule that did not hold."""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import dagster as dg
from dagster import DagsterEvent, DagsterEventType
from dagster_shared.error import SerializableErrorInfo

from pipelines.failures import root_cause

_EXAMPLES_SHOWN_LINES = 10


class Terminal:
    """Standard output and error as they are when it is made.

    While a step runs, Dagster points both at files and copies them back through a `tail` that is ended with the
    run: the last lines before a failure, the ones that matter, may never arrive. These are written past that.
    """

    def __init__(self) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        self.out = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
        self.err = os.fdopen(os.dup(sys.stderr.fileno()), "w", encoding="utf-8")

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

    def _say(self, line: str, *, problem: bool = False) -> None:
        print(line, file=self._terminal.err if problem else self._terminal.out, flush=True)

    def emit(self, record: logging.LogRecord) -> None:
        """One line for the events that a person waits for; nothing for the others."""
        event: DagsterEvent | None = getattr(record, "dagster_meta", {}).get("dagster_event")
        if event is None:
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
            self._failed(event.step_key, event.step_failure_data.error)
        elif (
            event.event_type == DagsterEventType.RUN_FAILURE and event.job_failure_data.first_step_failure_event is None
        ):
            # Not in a step: the run could not begin, for example because the database is held.
            self._failed(event.job_name, event.job_failure_data.error)

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
        if evaluation.passed:
            return
        stops = evaluation.severity == dg.AssetCheckSeverity.ERROR
        metadata = evaluation.metadata
        table = ".".join(evaluation.asset_key.path)
        if years := _text(metadata, "overdue"):
            self._say(f"  overdue: {table}: no document of {years} has come, and the season is over")
            return
        is_judged = _text(metadata, "outcome") != "not_evaluated"
        count = f"{_text(metadata, 'violations')} rows" if is_judged else "no verdict"
        word = "FAILED" if stops else "warned"
        self._say(f"  {word}: {table}: {evaluation.check_name} ({count})", problem=stops)
        if stops:
            for line in _text(metadata, "offending_rows").splitlines()[: _EXAMPLES_SHOWN_LINES + 2]:
                self._say(f"      {line}", problem=True)
            self._say(f"      Remedy: {_text(metadata, 'remedy')}", problem=True)

    def _failed(self, where: str | None, error: SerializableErrorInfo | None) -> None:
        error = root_cause(error)
        if error is None:
            self._say(
                f"  FAILED: {where}, for a reason that Dagster does not tell: see the run in the UI", problem=True
            )
        elif error.cls_name != "DagsterAssetCheckFailedError":  # the failed checks stand above
            self._say(f"  FAILED: {where}: {error.message.strip()}", problem=True)


def _text(metadata: Any, name: str) -> str:  # noqa: ANN401 - Dagster's metadata mapping
    value = metadata.get(name)
    return "" if value is None else str(value.value)


@dg.logger
def progress_logger(_: dg.InitLoggerContext) -> logging.Logger:
    """Progress lines on the terminal."""
    logger = logging.Logger("progress", logging.DEBUG)
    logger.addHandler(ProgressHandler(_terminal) if _terminal is not None else logging.NullHandler())
    return logger
