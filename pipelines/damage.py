"""Dagster's own databases: history, which is set aside where it is damaged, so that the next run can begin."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from pipelines.settings import Settings
from warehouse.damage import set_aside


def set_damaged_history_aside(settings: Settings) -> list[str]:
    """Set aside those of Dagster's databases that cannot be read.

    Returns:
        What was done, a sentence for each.
    """
    found = {file: _damage_of(file) for file in sorted((settings.dagster_home / "storage").glob("*.db"))}
    return [set_aside(file, problem) for file, problem in found.items() if problem is not None]


def _damage_of(database: Path) -> str | None:
    try:
        with closing(sqlite3.connect(database)) as connection:
            (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.OperationalError:
        return None  # held, or not to be written: whoever needs it says so
    except sqlite3.DatabaseError as error:
        return str(error)
    return None if found == "ok" else str(found).splitlines()[-1]
