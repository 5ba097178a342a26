"""All definitions, put together.

Belongs here: putting assets, checks, jobs, schedules and sensors together. Does not belong here: any of them.
"""

from __future__ import annotations

import dagster as dg

from assets.checks import build_checks
from assets.core import build_core_assets
from assets.models import build_model_assets
from assets.raw import build_raw_assets
from assets.release import build_release_assets
from assets.workspace import Workspace
from pipelines.calendar import build_schedules
from pipelines.jobs import TAKE_IN, Job, build_jobs, build_take_in_job
from pipelines.progress import progress_logger
from pipelines.sensors import build_sensors
from pipelines.settings import Settings
from sources.declaration.declared import read_sources


def build_defs(settings: Settings) -> dg.Definitions:
    """All definitions, for these folders. Tests and tools build their own."""
    sources = read_sources(settings.sources_dir)
    jobs: dict[str, Job] = {**build_jobs(sources), TAKE_IN: build_take_in_job(settings)}
    assets = [*build_raw_assets(sources), *build_core_assets(), *build_model_assets(), *build_release_assets()]
    return dg.Definitions(
        assets=assets,
        asset_checks=build_checks(sources, assets),
        jobs=list(jobs.values()),
        schedules=build_schedules(sources, settings),
        sensors=build_sensors(jobs, settings),
        resources={"workspace": Workspace(data_dir=str(settings.data_dir), sources_dir=str(settings.sources_dir))},
        # One process per run: DuckDB has one writer, and a process per step costs seconds each.
        executor=dg.in_process_executor,
        loggers={"progress": progress_logger},
    )
