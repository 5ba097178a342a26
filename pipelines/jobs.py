"""Jobs: one that loads each source, and one that builds and publishes a release from what is loaded.

Belongs here: which assets run together. Does not belong here: when (calendar.py), one after another (refresh.py).
"""

# No postponed annotations here: Dagster reads the annotations of ops as objects.

import dagster as dg
from dagster import AssetSelection
from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition

from pipelines.intake import QUIET_SECONDS, take_inbox, waiting
from pipelines.settings import Settings
from sources.declaration.declared import Source

Job = UnresolvedAssetJobDefinition | dg.JobDefinition

REFERENCE = "ingest_reference"
BUILD = "build_release"
TAKE_IN = "take_in_inbox"


def ingest_job_name(source: Source) -> str:
    """The job that loads a source; the reference sources, which have no years, share one."""
    return REFERENCE if source.years is None else f"ingest_{source.source}"


def build_jobs(sources: tuple[Source, ...]) -> dict[str, UnresolvedAssetJobDefinition]:
    """All jobs by name, in the order in which a full refresh launches them."""
    groups: dict[str, list[Source]] = {REFERENCE: []}
    for source in sources:
        groups.setdefault(ingest_job_name(source), []).append(source)
    jobs: dict[str, UnresolvedAssetJobDefinition] = {
        name: _ingest_job(name, members) for name, members in groups.items() if members
    }
    jobs[BUILD] = dg.define_asset_job(
        BUILD,
        selection=AssetSelection.key_prefixes(["core"], ["mart"], ["audit"], ["release"]),
        description="Clean, validate, derive and publish what is loaded. Publishes nothing new when nothing changed.",
    )
    return jobs


def _ingest_job(name: str, members: list[Source]) -> UnresolvedAssetJobDefinition:
    tables = [["raw", table] for source in members for table in source.raw_tables]
    titles = ", ".join(source.title.en for source in members)
    return dg.define_asset_job(
        name,
        selection=AssetSelection.assets(*tables),
        description=f"Load and check the snapshots of: {titles}.",
    )


def build_take_in_job(settings: Settings) -> dg.JobDefinition:
    """The job that takes in what waits in the inbox. It loads nothing: see sensors.load_new_documents."""

    @dg.op(description="Examines each file; archives what is recognised, and sets the rest apart with the reason.")
    def take_in_files(context: dg.OpExecutionContext) -> None:
        for taken in take_inbox(settings, waiting(settings, quiet_seconds=QUIET_SECONDS)):
            (context.log.warning if taken.outcome == "refused" else context.log.info)(taken.report)

    @dg.job(name=TAKE_IN, description="Take in the files that wait in the inbox folder.")
    def take_in() -> None:
        take_in_files()

    return take_in
