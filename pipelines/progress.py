"""A Dagster logger for people at a terminal: a line per finished asset, and every rule that did not hold.

Belongs here: Dagster events to lines of text. Does not belong here: the summary of a release (reports/).
"""

from __future__ import annotations

import logging
import sys
import time
from typing import Any

import dagster as dg
from dagster import DagsterEvent, DagsterEventType
from dagster_shared.error import SerializableErrorInfo

_EXAMPLES_SHOWN_LINES = 10


class ProgressHandler(logging.Handler):
    """Writes progress as it happens to standard output, problems to standard error."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self._started: dict[str, float] = {}

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
        elif event.event_type == DagsterEventType.STEP_FAILURE:
            self._failed(event.step_key, event.step_failure_data.error)
        elif (
            event.event_type == DagsterEventType.RUN_FAILURE and event.job_failure_data.first_step_failure_event is None
        ):
            # Not in a step: the run could not begin, for example because the database is held.
            self._failed(event.job_name, event.job_failure_data.error)

    def _materialized(self, event: DagsterEvent) -> None:
        materialization = event.step_materialization_data.materialization
        name = ".".join(materialization.asset_key.path)
        metadata = materialization.metadata
        if materialization.partition is not None:
            name = f"{name} {materialization.partition}"
        rows = metadata.get("dagster/partition_row_count") or metadata.get("dagster/row_count")
        told = f"{rows.value:>8,} rows" if rows is not None else " " * 13
        seconds = time.perf_counter() - self._started.get(event.step_key or "", time.perf_counter())
        print(f"  {name:<34} {told}  {seconds:5.2f} s", flush=True)

    @staticmethod
    def _checked(event: DagsterEvent) -> None:
        evaluation = event.asset_check_evaluation_data
        if evaluation.passed:
            return
        stops = evaluation.severity == dg.AssetCheckSeverity.ERROR
        metadata = evaluation.metadata
        table = ".".join(evaluation.asset_key.path)
        count = _text(metadata, "violations")
        print(
            f"  {'FAILED' if stops else 'warned'}: {table}: {evaluation.check_name} ({count} rows)",
            file=_stream(stops),
            flush=True,
        )
        if stops:
            for line in _text(metadata, "offending_rows").splitlines()[: _EXAMPLES_SHOWN_LINES + 2]:
                print(f"      {line}", file=sys.stderr)
            print(f"      Remedy: {_text(metadata, 'remedy')}", file=sys.stderr, flush=True)

    @staticmethod
    def _failed(where: str | None, error: SerializableErrorInfo | None) -> None:
        # Dagster's own wrappers say only that a step failed; what they wrap says why.
        while error is not None and error.cause is not None and str(error.cls_name).startswith("Dagster"):
            error = error.cause
        if error is not None and error.cls_name != "DagsterAssetCheckFailedError":
            print(f"  FAILED: {where}: {error.message.strip()}", file=sys.stderr, flush=True)


def _stream(stops: bool) -> Any:  # noqa: ANN401 - a text stream
    return sys.stderr if stops else sys.stdout


def _text(metadata: Any, name: str) -> str:  # noqa: ANN401 - Dagster's metadata mapping
    value = metadata.get(name)
    return "" if value is None else str(value.value)


@dg.logger
def progress_logger(_: dg.InitLoggerContext) -> logging.Logger:
    """Progress lines on the terminal."""
    logger = logging.Logger("progress", logging.DEBUG)
    logger.addHandler(ProgressHandler())
    return logger
