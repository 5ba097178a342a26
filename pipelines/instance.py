"""Opening Dagster's instance, which makes its tables the first time: by one process after another."""

from __future__ import annotations

import fcntl

import dagster as dg

from pipelines.settings import Settings


def open_instance(settings: Settings) -> dg.DagsterInstance:
    """The instance of this data folder; `prepare_dagster_home` comes first.

    Two processes that made its tables at the same time would leave a history that neither can open.
    """
    with (settings.dagster_home / "opening.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return dg.DagsterInstance.get()
