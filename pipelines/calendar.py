"""When things are looked for by themselves: one weekly schedule per source, in the season of its results.

Belongs here: cron, what a tick asks for, and why it skips. Does not belong here: what a job does (jobs.py), what
follows from an event (sensors.py).
"""

from __future__ import annotations

from datetime import datetime

import dagster as dg

from pipelines.fetching import ask_publisher
from pipelines.jobs import ingest_job_name
from pipelines.settings import Settings
from sources.archive.holdings import held_years
from sources.archive.store import Archive
from sources.declaration.declared import Source, read_source
from warehouse.publish import read_manifest

#: Runs that are followed by a build of their own carry this tag.
LAUNCHED_BY = "spbe/launched_by"
#: A tick has a minute; asking must leave time to answer.
_ASK_SECONDS = 40.0


def build_schedules(sources: tuple[Source, ...], settings: Settings) -> list[dg.ScheduleDefinition]:
    """One schedule per source that declares when to look."""
    return [_schedule(source, settings) for source in sources if source.refresh is not None and source.years]


def _schedule(source: Source, settings: Settings) -> dg.ScheduleDefinition:
    assert source.refresh is not None
    folder, known = source.folder, set(source.years or [])

    @dg.schedule(
        name=f"watch_{source.source}",
        job_name=ingest_job_name(source),
        cron_schedule=source.refresh.cron,
        execution_timezone=source.refresh.timezone,
        description=f"{source.refresh.reason} Looks for the newest declared year that no release holds yet.",
        default_status=dg.DefaultScheduleStatus.RUNNING,
    )
    def newest_year_without_a_release(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        declared = read_source(folder)
        assert declared.refresh is not None
        if declared.refresh.even_years and _now(context).year % 2:
            return dg.SkipReason(f"{declared.publisher} publishes in even years only.")
        manifest = read_manifest(settings.current) or {}
        released = manifest.get("years", {}).get(declared.source, [])
        missing = sorted(set(declared.years or []) - set(released), reverse=True)
        if not missing:
            return dg.SkipReason(
                f"{max(released)} is the newest year that sources/{folder.name}/source.yml declares, and release "
                f"{manifest['release_id']} holds it. To look for the next edition, add its year there: one line."
            )
        archive = Archive(settings.archive_dir)
        newest, answers = missing[0], ""
        if newest not in held_years(declared, archive):
            outcomes = ask_publisher(settings, declared, [newest], seconds=_ASK_SECONDS)
            answers = " ".join(outcome.message for outcome in outcomes)
        held = held_years(declared, archive)
        wanted = next((year for year in missing if year in held), None)
        if wanted is None:
            return dg.SkipReason(
                f"{newest} is awaited. {answers} When the document is out: `spbe add FILE`, or put it into "
                f"{settings.data_dir.name}/inbox (see sources/{folder.name}/README.md)."
            )
        if wanted not in known:
            return dg.SkipReason(f"{wanted} was declared after Dagster was started: reload the code location first.")
        return dg.RunRequest(partition_key=str(wanted), tags={LAUNCHED_BY: "schedule"})

    return newest_year_without_a_release


def _now(context: dg.ScheduleEvaluationContext) -> datetime:
    """When the tick was due, in the schedule's own zone."""
    return context.scheduled_execution_time
