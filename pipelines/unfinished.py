"""Runs whose process is gone: without this, a run that was killed stays STARTED and holds up the queue for ever."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from pathlib import Path

import dagster as dg

from pipelines.failures import report_failed_run
from pipelines.jobs import COMMAND_LINE, LAUNCHED_BY
from pipelines.settings import Settings

_UNFINISHED = [dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING]
#: A run that is being started has no process yet.
_STARTING_SECONDS = 120.0
_CLOCK_SECONDS = 2.0
_MESSAGE = "The process of this run is gone: it was killed, or the machine went down. Nothing was published by it."


def settle_unfinished_runs(settings: Settings, instance: dg.DagsterInstance, *, warn: Callable[[str], object]) -> None:
    """Mark every unfinished run whose process is gone as failed, and report it."""
    for record in instance.get_run_records(dg.RunsFilter(statuses=_UNFINISHED)):
        run, processes = record.dagster_run, _processes(instance, record.dagster_run.run_id)
        if any(_is_alive(process, record.start_time or time.time()) for process in processes):
            continue
        if not processes and time.time() - record.update_timestamp.timestamp() < _STARTING_SECONDS:
            continue
        warn(f"The run {run.run_id[:8]} of {run.job_name} was never finished. {_MESSAGE}")
        instance.report_run_failed(run, _MESSAGE)
        if run.tags.get(LAUNCHED_BY) == COMMAND_LINE:  # the others are reported by the sensor
            report_failed_run(settings, instance, run, warn=warn)


def _processes(instance: dg.DagsterInstance, run_id: str) -> set[int]:
    """The processes that the run's own events name."""
    events = instance.all_logs(run_id, of_type=dg.DagsterEventType.ENGINE_EVENT)
    return {
        int(str(event.dagster_event.event_specific_data.metadata["pid"].value))  # type: ignore[union-attr]
        for event in events
        if event.dagster_event is not None and "pid" in event.dagster_event.engine_event_data.metadata
    }


def _is_alive(process: int, begun: float) -> bool:
    """Whether the process runs and is the one that was meant: a number is given to another process in time."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    try:
        since_boot = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[19]
        boot = re.search(r"^btime (\d+)", Path("/proc/stat").read_text(), re.MULTILINE)
        assert boot is not None
    except OSError:
        return True  # a system that does not say when a process began
    return int(boot[1]) + int(since_boot) / os.sysconf("SC_CLK_TCK") <= begun + _CLOCK_SECONDS
