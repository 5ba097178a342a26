"""`spbe refresh`: running the job that the UI shows, in this process.

Dagster is imported only when something has to run.
"""

from __future__ import annotations

import fcntl
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TextIO

from assets.clock import JAKARTA
from assets.loads import due_loads
from pipelines import last_refresh
from pipelines.damage import set_damaged_history_aside
from pipelines.failures import (
    LOOK,
    file_problem,
    is_to_be_looked_into,
    name_suspects,
    report_failed_run,
    report_failure,
    report_held_back,
)
from pipelines.phases import Phases
from pipelines.settings import CODE_LOCATION, Settings, prepare_dagster_home
from sources.archive.holdings import undeclared
from sources.archive.store import Archive
from sources.declaration.declared import read_sources
from sources.declaration.errors import SourceError
from warehouse import ledger
from warehouse.ledger import Ledger
from warehouse.releases import PublishFailed, check_place
from warehouse.spec import DeclarationError

#: A run makes records by the ten thousand, hardly any of them in cycles; Python looks for such after 700.
_OBJECTS_BETWEEN_COLLECTIONS = 50_000


_LOOK_THERE = "See whether the database that SPBE_POSTGRES_URL names is there, answers, and lets this account in."


class RefreshFailed(RuntimeError):
    """The run failed; nothing was published."""


class NeverBegun(RuntimeError):
    """It came to no run; the message says why."""


class AlreadyRunning(RuntimeError):
    """Another refresh works in the same data folder."""


def refresh(settings: Settings, phases: Phases, because: str | None = None, *, anew: bool = False) -> None:
    """Run the job that the UI shows as `refresh`, once, in this process.

    Args:
        settings: where it works.
        phases: what took how long.
        because: why it is published even when it is far from the release in force.
        anew: whether every table is made, also those that stand as they are.

    Raises:
        AlreadyRunning: when another refresh works in this data folder.
        RefreshFailed: when the run fails; the progress lines have said why.
        NeverBegun: when it comes to no run, or to none whose end could be kept; it is reported.
    """
    try:
        _refresh(settings, phases, because, anew=anew)
    except (OSError, SourceError, DeclarationError, PublishFailed) as problem:
        raise _reported(settings, problem) from problem
    except Exception as problem:
        for error in (problem, problem.__cause__):  # a database that does not answer is told of by what asked it
            # SQLAlchemy is there only once Dagster is.
            if any(kind.__module__.startswith("sqlalchemy.") for kind in type(error).__mro__):
                raise _reported(settings, error) from problem
        raise


def _reported(settings: Settings, problem: BaseException | None) -> NeverBegun:
    """Why there was no run, in a sentence, after it is reported like a run that has failed."""
    if isinstance(problem, OSError):
        message = file_problem(problem)
    elif isinstance(problem, (SourceError, DeclarationError, PublishFailed)):
        message = str(problem)
    else:
        cause = getattr(problem, "orig", None) or problem
        where, look = (settings.dagster_home, LOOK) if settings.postgres_url is None else ("PostgreSQL", _LOOK_THERE)
        message = f"Dagster's history in {where} cannot be written: {str(cause).strip()}. {look}"
    report_failure(
        settings, at=datetime.now(JAKARTA), job="refresh", run_id=None, message=message, steps={}, warn=_warn
    )
    return NeverBegun(message)


def _refresh(settings: Settings, phases: Phases, because: str | None, *, anew: bool) -> None:
    check_place(settings.data_dir)
    settings.inbox_dir.mkdir(parents=True, exist_ok=True)
    with alone(settings):
        last_refresh.forget(settings)  # a refresh that is killed is followed by one that settles its run
        made_from = settings.made_from()  # before anything is read: what changes meanwhile is seen next time
        from expectations import runner  # noqa: PLC0415 - with pandas, which the verbs of releases need not load

        if anew or due_loads(settings.data_dir, settings.sources_dir):
            runner.warm_up()  # Great Expectations loads beside all that follows; else it may not be needed
        with phases.timed("start Dagster"), _loading():
            prepare_dagster_home(settings)
            for told in set_damaged_history_aside(settings):
                _warn(told)
            from dagster._core.storage.tags import MAX_RETRIES_TAG, REPOSITORY_LABEL_TAG  # noqa: PLC0415 - seconds

            from assets.made import ANEW  # noqa: PLC0415
            from assets.release import BECAUSE  # noqa: PLC0415
            from pipelines.assembly import build_defs  # noqa: PLC0415
            from pipelines.instance import open_instance  # noqa: PLC0415
            from pipelines.jobs import COMMAND_LINE, LAUNCHED_BY, REFRESH  # noqa: PLC0415
            from pipelines.progress import on_terminal  # noqa: PLC0415
            from pipelines.unfinished import settle_unfinished_runs  # noqa: PLC0415

            for kept in undeclared(read_sources(settings.sources_dir), Archive(settings.archive_dir).everything()):
                _warn(kept)
            job = build_defs(settings).resolve_job_def(REFRESH)
            instance = open_instance(settings)
        with instance:
            settle_unfinished_runs(settings, instance, warn=_warn)

            def run() -> bool:
                with on_terminal(), phases.timed("load, make, check and publish"):
                    result = job.execute_in_process(
                        instance=instance,
                        tags={
                            LAUNCHED_BY: COMMAND_LINE,
                            # So the UI shows the run under its job.
                            REPOSITORY_LABEL_TAG: f"__repository__@{CODE_LOCATION}",
                            MAX_RETRIES_TAG: "0",  # whoever has typed it decides
                            **({BECAUSE: because} if because else {}),
                            **({ANEW: "yes"} if anew else {}),
                        },
                        run_config={"loggers": {"progress": {}}},
                        raise_on_error=False,
                    )
                if not result.success:
                    report_failed_run(settings, instance, result.dagster_run, warn=_warn)
                report_held_back(settings, warn=_warn)
                return bool(result.success)

            succeeded = run()
            if not succeeded and is_to_be_looked_into(settings):
                _warn("Once more: each document that no release holds is tried alone, and held back if it is to blame.")
                succeeded = run()
            if not succeeded:
                if named := name_suspects(settings):
                    _warn(named)
                raise RefreshFailed(REFRESH)
        if pinned := ledger.pin(Ledger(settings.data_dir).entries()):
            _warn(ledger.told_of_pin(pinned))
        else:
            last_refresh.remember(settings, made_from)


@contextmanager
def _loading() -> Iterator[None]:
    """Load libraries: what they make stays, and looking for what has gone is a sixth of the time that it takes."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
        gc.enable()


def _warn(message: str) -> None:
    print(message, file=sys.stderr)


@contextmanager
def alone(settings: Settings) -> Iterator[TextIO]:
    """Hold the data folder's refresh lock; the system lets go of it when this process ends, however it ends."""
    with (settings.data_dir / "refresh.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(f"Another refresh is at work in {settings.data_dir}: wait for it to end.") from None
        yield lock
