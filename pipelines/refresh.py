"""The main job: every source loaded, one release built, by the same Dagster jobs that the UI shows.

Belongs here: the order of launches, deciding that nothing has changed, timing of phases. Does not belong here:
what a job does. Dagster is imported only when something has to run.
"""

from __future__ import annotations

import fcntl
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TextIO

from expectations import runner
from pipelines.settings import Settings, prepare_dagster_home
from warehouse.publish import is_whole, read_manifest


class RefreshFailed(RuntimeError):
    """A load or the build failed; nothing was published."""


class AlreadyRunning(RuntimeError):
    """Another refresh works in the same data folder."""


@dataclass
class Phases:
    """Seconds per phase, in the order in which they ran."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def timed(self, name: str) -> Iterator[None]:
        """Time one phase."""
        started = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - started

    def told(self) -> str:
        """The phases in one line."""
        total = sum(self.seconds.values())
        return (
            ", ".join(f"{name} {seconds:.1f} s" for name, seconds in self.seconds.items()) + f"; in all {total:.1f} s"
        )


def unchanged_release(settings: Settings) -> str | None:
    """The id of the current release when it was made from exactly what is here now and is whole, else None."""
    try:
        state = json.loads((settings.data_dir / "last_refresh.json").read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError):
        return None
    manifest = read_manifest(settings.current)
    if manifest is None or state.get("release_id") != manifest["release_id"]:
        return None
    if state.get("made_from") != settings.made_from() or not is_whole(settings.current):
        return None
    return str(manifest["release_id"])


def refresh(settings: Settings, phases: Phases) -> None:
    """Launch every ingest job with all its declared years as one run, then the build.

    Raises:
        AlreadyRunning: when another refresh works in this data folder.
        RefreshFailed: when a run fails; the progress lines have said why.
    """
    settings.inbox_dir.mkdir(parents=True, exist_ok=True)
    with _alone(settings):
        made_from = settings.made_from()  # before anything is read: what changes meanwhile is seen next time
        runner.warm_up()  # Great Expectations loads beside all that follows
        with phases.timed("start Dagster"):
            prepare_dagster_home(settings)
            import dagster as dg  # noqa: PLC0415 - seconds
            from dagster._core.storage.tags import (  # noqa: PLC0415 - the tags that the UI's own backfills set
                ASSET_PARTITION_RANGE_END_TAG,
                ASSET_PARTITION_RANGE_START_TAG,
            )

            from pipelines.assembly import build_defs  # noqa: PLC0415
            from pipelines.calendar import LAUNCHED_BY  # noqa: PLC0415
            from pipelines.jobs import BUILD, build_jobs, ingest_job_name  # noqa: PLC0415
            from pipelines.progress import on_terminal  # noqa: PLC0415
            from sources.archive.holdings import held_years  # noqa: PLC0415
            from sources.archive.store import Archive  # noqa: PLC0415
            from sources.declaration.declared import read_sources  # noqa: PLC0415

            definitions = build_defs(settings)
            sources = read_sources(settings.sources_dir)
            instance = dg.DagsterInstance.get()
        with instance, on_terminal():
            archive = Archive(settings.archive_dir)
            # A source whose last document was withdrawn is loaded once more: empty.
            loaded_before = (read_manifest(settings.current) or {}).get("years", {})
            for name in build_jobs(sources):
                years = None
                if (source := next((s for s in sources if s.years and name == ingest_job_name(s)), None)) is not None:
                    years = sorted(held_years(source, archive)) or loaded_before.get(source.source, [])
                    if not years:
                        continue  # declared, and nothing of it has come in yet
                tags = {LAUNCHED_BY: "refresh"}
                if years:
                    tags |= {
                        ASSET_PARTITION_RANGE_START_TAG: str(years[0]),
                        ASSET_PARTITION_RANGE_END_TAG: str(years[-1]),
                    }
                print(f"{name}", flush=True)
                with phases.timed("build and publish" if name == BUILD else "ingest"):
                    result = definitions.resolve_job_def(name).execute_in_process(
                        instance=instance,
                        tags=tags,
                        run_config={"loggers": {"progress": {}}},
                        raise_on_error=False,
                    )
                if not result.success:
                    raise RefreshFailed(name)
        _remember(settings, made_from)


def _remember(settings: Settings, made_from: str) -> None:
    """What the current release was made from, so that an unchanged refresh need not run.

    Only a full refresh keeps this. A release that was built from the UI leaves an older note, which then names
    another release, and the next refresh runs.
    """
    manifest = read_manifest(settings.current)
    assert manifest is not None, "a successful build leaves a release"
    state = settings.data_dir / "last_refresh.json"
    new = state.with_suffix(".new")
    new.write_text(json.dumps({"release_id": manifest["release_id"], "made_from": made_from}) + "\n", encoding="utf-8")
    new.replace(state)


@contextmanager
def _alone(settings: Settings) -> Iterator[TextIO]:
    """Hold the data folder's refresh lock; the system lets go of it when this process ends, however it ends."""
    with (settings.data_dir / "refresh.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(f"Another refresh is at work in {settings.data_dir}: wait for it to end.") from None
        yield lock
