"""Failed runs, reported where operators look: a log file, and a webhook where one is set."""

from __future__ import annotations

import errno
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from assets.clock import JAKARTA
from assets.held_back import HeldBack, note_failed_build, read_note, write_note
from assets.loads import unpublished_documents
from pipelines.settings import Settings
from sources.declaration.visible import visible_json
from sources.network.errors import FetchError
from sources.network.webhook import post_json
from warehouse.releases import read_manifest

if TYPE_CHECKING:
    import dagster as dg
    from dagster_shared.error import SerializableErrorInfo

_LONGEST = 2000
_TOLD = 10

#: What to do about a file that cannot be read or written.
LOOK = "See whether the folder is there, may be written to, and has room."
_NO_RIGHT = "Give this user the right to write there, or name another folder in SPBE_DATA."
_WHAT_TO_DO = {
    errno.EACCES: _NO_RIGHT,
    errno.EPERM: _NO_RIGHT,
    errno.EROFS: _NO_RIGHT,
    errno.ENOSPC: "Make room: docs/operations.md, Disk, says what may be deleted.",
    errno.EDQUOT: "Make room: docs/operations.md, Disk, says what may be deleted.",
}


def report_failed_run(
    settings: Settings, instance: dg.DagsterInstance, run: dg.DagsterRun, *, warn: Callable[[str], object]
) -> None:
    """Report a run of Dagster: every broken rule that blocks, and the error of every step that failed.

    What failed before any step, the message says.
    """
    from dagster import DagsterEventType  # noqa: PLC0415 - seconds, and other failures need none of it

    from pipelines.check_outcomes import CheckOutcome  # noqa: PLC0415
    from pipelines.jobs import REFRESH  # noqa: PLC0415

    kinds = {
        DagsterEventType.ASSET_CHECK_EVALUATION, DagsterEventType.STEP_FAILURE, DagsterEventType.RUN_FAILURE,
    }  # fmt: skip
    steps, broken, message = {}, [], ""
    for entry in instance.all_logs(run.run_id, of_type=kinds):
        event = entry.dagster_event
        if event is None:
            continue
        if event.event_type == DagsterEventType.STEP_FAILURE:
            steps[event.step_key or "run"] = _cause(event.step_failure_data.error)
        elif event.event_type == DagsterEventType.RUN_FAILURE:
            message = event.message or ""
            if event.event_specific_data is not None and event.job_failure_data.first_step_failure_event is None:
                message = " ".join(filter(None, [message, _cause(event.job_failure_data.error)]))
        else:
            check = CheckOutcome.of(event.asset_check_evaluation_data)
            if check.stops:
                broken.append(
                    {
                        "rule": check.what,
                        "count": check.count,
                        "findings": [finding[:_LONGEST] for finding in check.findings],
                        "remedy": check.remedy,
                    }
                )
    if run.job_name == REFRESH and (steps or broken):  # of one that was killed, no document is to blame
        note_failed_build(settings.data_dir)
        message = " ".join(filter(None, [message, name_suspects(settings)]))
    report_failure(
        settings,
        at=datetime.now(JAKARTA),
        job=run.job_name,
        run_id=run.run_id,
        message=message,
        steps=steps,
        broken_rules=broken,
        warn=warn,
    )


def file_problem(problem: OSError) -> str:
    """What the system says of a file, and what to do about it."""
    place = f" ({problem.filename})" if problem.filename else ""
    return f"{problem.strerror or problem}{place}. {_WHAT_TO_DO.get(problem.errno or 0, LOOK)}"


def report_held_back(settings: Settings, *, warn: Callable[[str], object]) -> None:
    """Report every document that was held back since the last report, once, as failed runs are reported."""
    note = read_note(settings.data_dir)
    new = [held for held in note.held_back if not held.told] if note else []
    if note is None or not new:
        return
    report_failure(
        settings,
        at=datetime.now(JAKARTA),
        job="refresh",
        run_id=None,
        message=f"Held back: {', '.join(held.document_id for held in new)}. All other documents are loaded.",
        steps={},
        broken_rules=[
            {
                "document_id": held.document_id,
                "version": held.version,
                "rule": f"{broken.checked_table}: {broken.rule}",
                "count": f"{len(broken.findings)} rows",
                "findings": list(broken.findings[:_TOLD]),
                "remedy": _remedy(held),
            }
            for held in new
            for broken in held.broken
        ],
        warn=warn,
    )
    write_note(settings.data_dir, replace(note, held_back=tuple(replace(h, told=True) for h in note.held_back)))


def is_to_be_looked_into(settings: Settings) -> bool:
    """Whether a build has failed that holds documents which no release holds: the next one tries them one by one."""
    note = read_note(settings.data_dir)
    is_open = note is not None and note.wants_the_whole
    return is_open and bool(unpublished_documents(settings.data_dir, settings.sources_dir))


def _remedy(held: HeldBack) -> str:
    """What a person does about a document that is held back."""
    return (
        "correct what is found and add the document again, or withdraw it: "
        f'`spbe withdraw {held.document_id} --reason "..."`'
    )


def name_suspects(settings: Settings) -> str:
    """What to say of the documents that a failed build holds and the release does not; nothing where there are none."""
    new = unpublished_documents(settings.data_dir, settings.sources_dir)
    if not new:
        return ""
    named = ", ".join(new[:_TOLD]) + (f" and {len(new) - _TOLD} more" if len(new) > _TOLD else "")
    return f'In this build and not in the release: {named}. `spbe withdraw {new[0]} --reason "..."` takes one out.'


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
    run_id: str | None,
    message: str,
    steps: Mapping[str, str],
    broken_rules: Sequence[Mapping[str, object]] = (),
    warn: Callable[[str], object],
) -> None:
    """Append one line of JSON to ``failures.log`` in the data folder, and post the same to the webhook.

    Args:
        settings: where both are.
        at: when it failed.
        job: what was to be done.
        run_id: the run of Dagster; None when it came to none.
        message: why, as far as no step and no rule says it.
        steps: the error of every step that failed.
        broken_rules: rule, count, findings and remedy of each that keeps the tables from being published.
        warn: told when the webhook does not answer.

    A log that cannot be written, or a webhook that does not answer, is warned of and changes nothing else.
    """
    manifest = read_manifest(settings.current)
    entry = {
        "at": at.isoformat(timespec="seconds"),
        "job": job,
        "run_id": run_id,
        "message": message[:_LONGEST],
        "steps": {step: error[:_LONGEST] for step, error in steps.items()},
        "broken_rules": list(broken_rules),
        "release_that_stands": manifest["release_id"] if manifest else None,
    }
    line = settings.mask(visible_json(json.dumps(entry, ensure_ascii=False)))
    try:
        with settings.failure_log.open("a", encoding="utf-8") as log:
            log.write(line + "\n")
    except OSError as problem:
        warn(f"{settings.failure_log.name} was not written: {problem.strerror}")
    if settings.webhook_url is None:
        return
    try:
        post_json(settings.webhook_url, json.loads(line))
    except FetchError as problem:
        warn(f"The webhook was not reached: {problem}")
