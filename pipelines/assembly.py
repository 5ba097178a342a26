"""All definitions, put together."""

from __future__ import annotations

from pathlib import Path

import dagster as dg

from assets.checks import build_checks
from assets.core import build_core_assets
from assets.models import build_model_assets
from assets.raw import build_raw_assets
from assets.release import build_release_assets
from assets.workspace import Place, Workspace
from pipelines.calendar import build_schedules
from pipelines.jobs import PROFILES_JOB, REFRESH_JOB, build_ask_job, build_carry_job, build_take_in_job
from pipelines.progress import progress_logger
from pipelines.sensors import build_sensors
from pipelines.settings import Settings
from sources.declaration.declared import read_sources


def build_defs(settings: Settings, *, instance_path: Path | None = None) -> dg.Definitions:
    """All definitions, for these folders. Tests and tools build their own.

    Args:
        settings: the folders.
        instance_path: the one Dagster instance whose runs may write; None for any.
    """
    sources = read_sources(settings.sources_dir)
    made = [*build_raw_assets(sources), *build_core_assets(), *build_release_assets()]
    assets = [*made, *build_model_assets({key for definition in made for key in definition.keys})]
    return dg.Definitions(
        assets=assets,
        asset_checks=build_checks(sources, assets),
        jobs=[
            *(REFRESH_JOB, PROFILES_JOB, build_take_in_job(settings), build_ask_job(settings)),
            *([build_carry_job(settings)] if settings.publish_to else []),
        ],
        schedules=build_schedules(sources, settings),
        sensors=build_sensors(sources, settings),
        resources={
            "workspace": Workspace(
                place=Place(
                    settings.data_dir,
                    settings.sources_dir,
                    instance_path,
                    settings.site_url,
                    settings.memory,
                    settings.spark_folder,
                )
            )
        },
        # One process per run: DuckDB has one writer, and a process per step costs seconds each.
        executor=dg.in_process_executor,
        loggers={"progress": progress_logger},
    )
