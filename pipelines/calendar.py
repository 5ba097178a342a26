"""When things run by themselves: one yearly schedule per source, and the release after each load.

Belongs here: cron, what a tick asks for, and why it skips. Does not belong here: what a job does (jobs.py).
"""

from __future__ import annotations

from collections.abc import Mapping

import dagster as dg
from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition

from pipelines.jobs import BUILD, ingest_job_name
from pipelines.settings import Settings
from sources.declared import Source, read_source
from warehouse.publish import read_manifest

#: Runs that are followed by a build of their own carry this tag.
LAUNCHED_BY = "spbe/launched_by"


def build_schedules(sources: tuple[Source, ...], settings: Settings) -> list[dg.ScheduleDefinition]:
    """One schedule per source that declares when to look."""
    return [_schedule(source, settings) for source in sources if source.refresh is not None and source.years]


def _schedule(source: Source, settings: Settings) -> dg.ScheduleDefinition:
    assert source.refresh is not None
    folder, known = source.folder, set(source.years or [])

    @dg.schedule(
        name=f"yearly_{source.source}",
        job_name=ingest_job_name(source),
        cron_schedule=source.refresh.cron,
        execution_timezone=source.refresh.timezone,
        description=f"{source.refresh.reason} Loads the newest declared year that no release holds yet.",
        default_status=dg.DefaultScheduleStatus.RUNNING,
    )
    def newest_year_without_a_release(_: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        declared = read_source(folder)
        newest = max(declared.years or [])
        manifest = read_manifest(settings.current) or {}
        released = manifest.get("years", {}).get(declared.source, [])
        if newest in released:
            return dg.SkipReason(
                f"{newest} is the newest year that sources/{folder.name}/source.yml declares, and release "
                f"{manifest['release_id']} holds it. When the next edition is out: put its file and sidecar into "
                f"snapshots/ and add its year to source.yml (see its README.md)."
            )
        if newest not in known:
            return dg.SkipReason(f"{newest} was declared after Dagster was started: reload the code location first.")
        return dg.RunRequest(partition_key=str(newest), tags={LAUNCHED_BY: "schedule"})

    return newest_year_without_a_release


def build_sensors(jobs: Mapping[str, UnresolvedAssetJobDefinition]) -> list[dg.SensorDefinition]:
    """After a successful load by schedule, backfill or hand: build and publish."""
    ingest = set(jobs) - {BUILD}

    @dg.run_status_sensor(
        name="release_after_ingest",
        run_status=dg.DagsterRunStatus.SUCCESS,
        request_job=jobs[BUILD],
        description="Launches build_release after a load, unless a full refresh does so itself.",
        default_status=dg.DefaultSensorStatus.RUNNING,
    )
    def release_after_ingest(context: dg.RunStatusSensorContext) -> dg.RunRequest | dg.SkipReason:
        run = context.dagster_run
        # A backfill from an asset's page runs as Dagster's own job, so a load is told by what it materialised.
        chosen = {key.path[0] for key in run.asset_selection or ()}
        if run.job_name not in ingest and ("raw" not in chosen or "release" in chosen):
            return dg.SkipReason(f"The run of {run.job_name} loaded nothing, or published itself.")
        if run.tags.get(LAUNCHED_BY) == "refresh":
            return dg.SkipReason("This load belongs to a full refresh, which builds the release itself.")
        return dg.RunRequest(run_key=f"after-{run.run_id}", tags={LAUNCHED_BY: "release_after_ingest"})

    return [release_after_ingest]
