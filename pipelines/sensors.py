"""What follows by itself: files in the inbox are taken in, new documents loaded, loads published, failures told.

Belongs here: the sensors, and when each launches what. Does not belong here: schedules (calendar.py), the work.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import dagster as dg

from assets.known import released_documents
from pipelines.calendar import LAUNCHED_BY
from pipelines.failures import tell_failure
from pipelines.intake import JAKARTA, QUIET_SECONDS, waiting
from pipelines.jobs import BUILD, REFERENCE, TAKE_IN, Job, ingest_job_name
from pipelines.settings import Settings
from sources.archive.holdings import holdings
from sources.archive.store import Archive
from sources.declaration.declared import Source, read_sources
from sources.declaration.errors import SourceError


def build_sensors(jobs: Mapping[str, Job], settings: Settings) -> list[dg.SensorDefinition]:
    """All sensors, switched on."""
    return [
        _take_in_inbox(jobs, settings),
        _load_new_documents(jobs, settings),
        _release_after_ingest(jobs),
        _tell_failures(settings),
    ]


def _take_in_inbox(jobs: Mapping[str, Job], settings: Settings) -> dg.SensorDefinition:
    @dg.sensor(
        name="inbox",
        job=jobs[TAKE_IN],
        minimum_interval_seconds=30,
        description="Takes in what people put into the inbox folder.",
        default_status=dg.DefaultSensorStatus.RUNNING,
    )
    def inbox(_: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        files = waiting(settings, quiet_seconds=QUIET_SECONDS)
        if not files:
            return dg.SkipReason(f"Nothing waits in {settings.inbox_dir}.")
        seen = [(file.name, file.lstat().st_size, file.lstat().st_mtime_ns) for file in files]
        return dg.RunRequest(run_key=hashlib.sha256(repr(seen).encode()).hexdigest()[:16])

    return inbox


def _load_new_documents(jobs: Mapping[str, Job], settings: Settings) -> dg.SensorDefinition:
    # What Dagster has loaded: a year or a source that was declared since then is in no job yet.
    known = {source.source: source.years for source in read_sources(settings.sources_dir)}

    @dg.sensor(
        name="load_new_documents",
        jobs=[job for name, job in jobs.items() if name not in {BUILD, TAKE_IN}],
        minimum_interval_seconds=30,
        description="Loads every year, and the sources without years, whose documents are not those of the current "
        "release.",
        default_status=dg.DefaultSensorStatus.RUNNING,
    )
    def load_new_documents(_: dg.SensorEvaluationContext) -> Iterator[dg.RunRequest | dg.SkipReason]:
        released = released_documents(settings.current)
        try:
            sources = [source for source in read_sources(settings.sources_dir) if source.source in known]
            held = {source.source: _held(source, Archive(settings.archive_dir)) for source in sources}
        except SourceError as problem:
            yield dg.SkipReason(str(problem))
            return
        requests = list(_reference_request([s for s in sources if s.years is None], held, released))
        for source in sources:
            if source.years is not None:
                requests += _year_requests(source, held[source.source], released, known[source.source] or [])
        yield from requests
        if not requests:
            yield dg.SkipReason("The current release holds every document.")

    return load_new_documents


#: A document as a release and the archive agree on it: id, version, sha256.
_Document = tuple[str, int, str]
_Released = Mapping[tuple[str, int | None], set[_Document]]


def _held(source: Source, archive: Archive) -> dict[int | None, set[_Document]]:
    """The documents of a source that stand, by edition."""
    held: dict[int | None, set[_Document]] = {}
    for holding in holdings(source, archive):
        card = holding.sidecar
        held.setdefault(card.edition, set()).add((card.document_id, holding.version, card.sha256))
    return held


def _reference_request(
    sources: Sequence[Source], held: Mapping[str, Mapping[int | None, set[_Document]]], released: _Released
) -> Iterator[dg.RunRequest]:
    """One load of all sources without years, when the documents of any of them differ from the release."""
    stand = {source.source: held[source.source].get(None, set()) for source in sources}
    if any(documents != released.get((name, None), set()) for name, documents in stand.items()):
        yield _request(REFERENCE, None, [[name, sorted(documents)] for name, documents in sorted(stand.items())])


def _year_requests(
    source: Source, held: Mapping[int | None, set[_Document]], released: _Released, known: Sequence[int]
) -> Iterator[dg.RunRequest]:
    """A load of every known year whose documents differ from the release, also of one that has none any more."""
    gone = {year for name, year in released if name == source.source}
    for year in sorted(year for year in gone | set(held) if year is not None and year in known):
        documents = held.get(year, set())
        if documents != released.get((source.source, year), set()):
            yield _request(ingest_job_name(source), str(year), [source.source, year, sorted(documents)])


def _request(job: str, partition: str | None, state: list[object]) -> dg.RunRequest:
    return dg.RunRequest(
        job_name=job,
        partition_key=partition,
        # Tried once: a load that has failed is told, and tried again when a document changes.
        run_key=hashlib.sha256(json.dumps(state).encode()).hexdigest()[:16],
        tags={LAUNCHED_BY: "load_new_documents"},
    )


def _release_after_ingest(
    jobs: Mapping[str, Job],
) -> dg.SensorDefinition:
    ingest = set(jobs) - {BUILD, TAKE_IN}

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

    return release_after_ingest


def _tell_failures(settings: Settings) -> dg.SensorDefinition:
    @dg.run_failure_sensor(
        name="tell_failures",
        description="Writes every failed run into failures.log, and to the webhook where one is set.",
        default_status=dg.DefaultSensorStatus.RUNNING,
    )
    def tell_failures(context: dg.RunFailureSensorContext) -> None:
        steps = {
            event.step_key or "run": event.step_failure_data.error.message.strip()
            if event.step_failure_data.error
            else ""
            for event in context.get_step_failure_events()
        }
        run = context.dagster_run
        tell_failure(
            settings,
            at=datetime.now(JAKARTA),
            job=run.job_name,
            run_id=run.run_id,
            message=context.failure_event.message or "",
            steps=steps,
            tell=context.log.warning,
        )

    return tell_failures
