"""When publishers are asked by themselves: one weekly schedule per source, in the season of its results."""

from __future__ import annotations

import dagster as dg

from assets.held_back import held_back_now, keys_of
from pipelines.jobs import ASK
from pipelines.settings import Settings
from sources.archive.holdings import held_years
from sources.archive.store import Archive
from sources.declaration.declared import Source, read_source


def build_schedules(sources: tuple[Source, ...], settings: Settings) -> list[dg.ScheduleDefinition]:
    """One schedule per source that declares when to look."""
    return [_schedule(source, settings) for source in sources if source.refresh is not None and source.years]


def _schedule(source: Source, settings: Settings) -> dg.ScheduleDefinition:
    assert source.refresh is not None
    folder = source.folder

    @dg.schedule(
        name=f"watch_{source.source}",
        job_name=ASK,
        cron_schedule=source.refresh.cron,
        execution_timezone=source.refresh.timezone,
        description=f"{source.refresh.reason} Asks for the newest declared year that has not come in yet.",
        default_status=dg.DefaultScheduleStatus.RUNNING,
    )
    def ask_for_the_newest_awaited_year(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        declared = read_source(folder)
        assert declared.refresh is not None
        assert declared.years is not None
        if declared.refresh.even_years and context.scheduled_execution_time.year % 2:
            return dg.SkipReason(f"{declared.publisher.en} publishes in even years only.")
        newest = max(declared.years)
        held_back = keys_of(held_back_now(settings.data_dir, settings.sources_dir))
        if newest in held_years(declared, Archive(settings.archive_dir), held_back):
            return dg.SkipReason(
                f"{newest} is the newest year that sources/{folder.name}/source.yml declares, and it is held. To look "
                "for the next edition, add its year there: one line."
            )
        if declared.fetch is None:
            return dg.SkipReason(
                f"{newest} is awaited. Its documents are brought by hand; nobody can be asked. When the document is "
                f"out: `spbe add FILE`, or put it into {settings.data_dir.name}/inbox (see "
                f"sources/{folder.name}/README.md)."
            )
        return dg.RunRequest(
            run_config={"ops": {"ask": {"config": {"source": declared.source, "year": newest}}}},
            tags={"spbe/source": declared.source, "spbe/year": str(newest)},
        )

    return ask_for_the_newest_awaited_year
