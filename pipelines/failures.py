"""Failed runs, reported where operators look: a log file, and a webhook where one is set."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from pipelines.intake import JAKARTA
from pipelines.settings import Settings
from sources.network.errors import FetchError
from sources.network.webhook import post_json
from warehouse.publish import read_manifest

if TYPE_CHECKING:
    import dagster as dg
    from dagster_shared.error import SerializableErrorInfo

_LONGEST = 2000


def report_failed_run(
    settings: Settings,
    run: dg.DagsterRun,
    failure: dg.DagsterEvent | None,
    step_failures: Sequence[dg.DagsterEvent],
    *,
    warn: Callable[[str], object],
) -> None:
    """Report a run of Dagster with the error of every step that failed, or of what failed before any step."""
    steps = {event.step_key or "run": _cause(event.step_failure_data.error) for event in step_failures}
    message = (failure.message if failure else None) or ""
    if not steps and failure is not None and failure.event_specific_data is not None:
        message = " ".join(filter(None, [message, _cause(failure.job_failure_data.error)]))
    report_failure(
        settings,
        at=datetime.now(JAKARTA),
        job=run.job_name,
        run_id=run.run_id,
        message=message,
        steps=steps,
        warn=warn,
    )


def root_cause(error: SerializableErrorInfo | None) -> SerializableErrorInfo | None:
    """What went wrong: Dagster's own wrappers say only that a step failed; what they wrap says why."""
    while error is not None and error.cause is not None and str(error.cls_name).startswith("Dagster"):
        error = error.cause
    return error


def _cause(error: SerializableErrorInfo | None) -> str:
    found = root_cause(error)
    return found.message.strip() if found else ""


def report_failure(
    settings: Settings,
    *,
    at: datetime,
    job: str,
    run_id: str,
    message: str,
    steps: Mapping[str, str],
    warn: Callable[[str], object],
) -> None:
    """Append one line of JSON to ``failures.log`` in the data folder, and post the same to the webhook.

    A webhook that does not answer is warned of and changes nothing else.
    """
    manifest = read_manifest(settings.current)
    entry = {
        "at": at.isoformat(timespec="seconds"),
        "job": job,
        "run_id": run_id,
        "message": message[:_LONGEST],
        "steps": {step: error[:_LONGEST] for step, error in steps.items()},
        "release_that_stands": manifest["release_id"] if manifest else None,
    }
    line = json.dumps(entry, ensure_ascii=False)
    with settings.failure_log.open("a", encoding="utf-8") as log:
        log.write(line + "\n")
    if settings.webhook_url is None:
        return
    try:
        post_json(settings.webhook_url, entry)
    except FetchError as problem:
        warn(f"The webhook was not reached: {problem}")
