"""Where a run works: the data folder and the sources folder, as a Dagster resource.

Belongs here: paths, and the opening of the working database for one step. Does not belong here: settings from
the environment (pipelines/settings.py).
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

import dagster as dg

from warehouse.connection import Connection, open_working

#: One writer at a time: every step that opens the working database takes its turn in this pool.
POOL = "working_database"


class Workspace(dg.ConfigurableResource):  # type: ignore[type-arg]
    """The folders that a run reads and writes.

    Args:
        data_dir: run-time state: working database, releases.
        sources_dir: the source folders.
        fingerprint: print of everything that a release is made from; kept with the release.
    """

    data_dir: str
    sources_dir: str
    fingerprint: str = ""

    @property
    def data_path(self) -> Path:
        """The data folder."""
        return Path(self.data_dir)

    @property
    def sources_path(self) -> Path:
        """The sources folder."""
        return Path(self.sources_dir)

    def working(self) -> AbstractContextManager[Connection]:
        """The working database, for this step alone."""
        return open_working(self.data_path / "working" / "spbe.duckdb")
