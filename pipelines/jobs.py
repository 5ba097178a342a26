"""Jobs: one that loads each source, and one that builds and publishes a release from what is loaded.

Belongs here: which assets run together. Does not belong here: when (calendar.py), one after another (refresh.py).
"""

from __future__ import annotations

import dagster as dg
from dagster import AssetSelection
from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition

from sources.declared import Source

REFERENCE = "ingest_reference"
BUILD = "build_release"


def ingest_job_name(source: Source) -> str:
    """The job that loads a source; the reference sources, which have no years, share one."""
    return REFERENCE if source.years is None else f"ingest_{source.source}"


def build_jobs(sources: tuple[Source, ...]) -> dict[str, UnresolvedAssetJobDefinition]:
    """All jobs by name, in the order in which a full refresh launches them."""
    groups: dict[str, list[Source]] = {REFERENCE: []}
    for source in sources:
        groups.setdefault(ingest_job_name(source), []).append(source)
    jobs = {name: _ingest_job(name, members) for name, members in groups.items() if members}
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
