"""What follows by itself: files in the inbox are taken in, what is due is published and carried out, ends are told."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from datetime import datetime

import dagster as dg

from assets.clock import JAKARTA
from assets.loads import due_loads
from pipelines.carrying import lacking
from pipelines.failures import is_to_be_looked_into, report_failed_run, report_held_back
from pipelines.intake import QUIET_SECONDS, waiting
from pipelines.jobs import CARRY, COMMAND_LINE, LAUNCHED_BY, REFRESH, TAKE_IN
from pipelines.metrics import Outcome, write_metrics
from pipelines.settings import Settings
from sources.declaration.declared import Source
from sources.declaration.errors import SourceError
from warehouse import ledger
from warehouse.ledger import Ledger, LedgerDamaged

#: What a run was launched for; a run that failed is not launched again for the same.
LAUNCHED_FOR = "spbe/launched_for"


def build_sensors(sources: tuple[Source, ...], settings: Settings) -> list[dg.SensorDefinition]:
    """All sensors, switched on."""
    made = [_inbox(settings), _publish_documents(sources, settings), _report_failures(settings)]
    if settings.publish_to is not None:
        made.append(_carry_release(settings))
    if settings.metrics_file is not None:
        made.append(_note_successes(settings))
    return made


def _inbox(settings: Settings) -> dg.SensorDefinition:
    @dg.sensor(
        name="inbox",
        job_name=TAKE_IN,
        minimum_interval_seconds=30,
        description="Takes in what people put into the inbox folder.",
        default_status=dg.DefaultSensorStatus.RUNNING,
    )
    def inbox(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        files = waiting(settings, quiet_seconds=QUIET_SECONDS)
        if not files:
            return dg.SkipReason(f"Nothing waits in {settings.inbox_dir}.")
        stats = [(file.name, file.lstat()) for file in files]
        return _request(context, TAKE_IN, [f"{name} {stat.st_size} {stat.st_mtime_ns}" for name, stat in stats])

    return inbox


def _publish_documents(sources: tuple[Source, ...], settings: Settings) -> dg.SensorDefinition:
    # A source that was declared since Dagster was started has no asset yet.
    known = {table for source in sources for table in source.raw_tables}

    @dg.sensor(
        name="publish_documents",
        job_name=REFRESH,
        minimum_interval_seconds=30,
        description="Refreshes when the documents that stand are not those that are loaded and published.",
        default_status=dg.DefaultSensorStatus.RUNNING,
    )
    def publish_documents(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        try:
            if pinned := ledger.pin(Ledger(settings.data_dir).entries()):
                return dg.SkipReason(ledger.told_of_pin(pinned))
            report_held_back(settings, warn=context.log.warning)
            due = due_loads(settings.data_dir, settings.sources_dir, known)
            looked_into = ["each document alone"] if due and is_to_be_looked_into(settings) else []
        except (SourceError, LedgerDamaged) as problem:
            return dg.SkipReason(str(problem))
        if not due:
            return dg.SkipReason("Every document that stands is loaded and published.")
        state = [f"{edition}: {documents}" for edition, documents in due.items()]
        return _request(context, REFRESH, [*state, *looked_into])

    return publish_documents


def _carry_release(settings: Settings) -> dg.SensorDefinition:
    @dg.sensor(
        name="carry_release",
        job_name=CARRY,
        minimum_interval_seconds=30,
        description="Carries the release in force to its destination; where that does not answer, once more each hour.",
        default_status=dg.DefaultSensorStatus.RUNNING,
    )
    def carry_release(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        due = lacking(settings)
        if due is None:
            return dg.SkipReason("The destination has the release in force.")
        return _request(context, CARRY, [due, f"{datetime.now(JAKARTA):%Y-%m-%d %H}"])

    return carry_release


def _request(context: dg.SensorEvaluationContext, job: str, state: Sequence[str]) -> dg.RunRequest | dg.SkipReason:
    """A run for a state, unless one is at work or has failed for the same; a state may come back.

    Dagster never runs a run_key twice, so a key made of the state would make every return to it invisible.
    """
    launched_for = hashlib.sha256("\n".join(state).encode()).hexdigest()[:16]
    for last in context.instance.get_runs(dg.RunsFilter(job_name=job), limit=1):
        if not last.is_finished:
            return dg.SkipReason(f"A run of {job} is at work, or waits its turn.")
        if last.tags.get(LAUNCHED_FOR) == launched_for and not last.is_success:
            return dg.SkipReason(
                f"The last run of {job} ended without success ({last.run_id[:8]}). It is launched again when something "
                "changes; or launch it by hand."
            )
    return dg.RunRequest(tags={LAUNCHED_FOR: launched_for})


def _report_failures(settings: Settings) -> dg.SensorDefinition:
    @dg.run_failure_sensor(
        name="report_failures",
        description="Writes every failed run into failures.log, and to the webhook where one is set.",
        default_status=dg.DefaultSensorStatus.RUNNING,
    )
    def report_failures(context: dg.RunFailureSensorContext) -> dg.SkipReason | None:
        if context.dagster_run.tags.get(LAUNCHED_BY) == COMMAND_LINE:
            return dg.SkipReason("The command line has reported its own failure.")
        report_failed_run(settings, context.instance, context.dagster_run, warn=context.log.warning)
        _note(settings, "failed", context)
        return None

    return report_failures


def _note_successes(settings: Settings) -> dg.SensorDefinition:
    @dg.run_status_sensor(
        run_status=dg.DagsterRunStatus.SUCCESS,
        name="note_successes",
        description="Writes the figures of every refresh into the file that SPBE_METRICS names.",
        default_status=dg.DefaultSensorStatus.RUNNING,
    )
    def note_successes(context: dg.RunStatusSensorContext) -> None:
        if context.dagster_run.tags.get(LAUNCHED_BY) != COMMAND_LINE:
            _note(settings, "succeeded", context)

    return note_successes


def _note(settings: Settings, outcome: Outcome, context: dg.RunStatusSensorContext) -> None:
    record = context.instance.get_run_record_by_id(context.dagster_run.run_id)
    if context.dagster_run.job_name == REFRESH and record is not None:
        ended = record.end_time or time.time()
        write_metrics(settings, outcome, record.start_time or ended, ended, warn=context.log.warning)
