"""Where a run works: the data folder, the sources folder, and the working database, as a Dagster resource."""

# No postponed annotations here: Dagster reads those of a resource as objects.

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import dagster as dg
from pydantic import PrivateAttr

from assets.held_back import HeldBack, Note, forget_note
from assets.loading import prepare_raw_tables
from assets.loads import damaged_notes, forget_all
from assets.made import ANEW, Made
from assets.standing import settle, standing
from expectations.findings import Findings, released_findings
from sources.archive.holdings import Holding
from sources.archive.store import Archive
from sources.archive.vouched import ArchiveDamaged
from sources.declaration.declared import Source, read_sources
from warehouse import models, releases
from warehouse.connection import Connection, open_working
from warehouse.damage import set_aside, set_aside_if_damaged

if TYPE_CHECKING:
    from warehouse.spark import Spark

#: A run that was started past the queue waits this long for the one that holds the working database.
_WAIT_SECONDS = 180.0


class ForeignInstance(RuntimeError):
    """The run belongs to another Dagster instance than the data."""


@dataclass(frozen=True)
class Place:
    """Where runs work; no part of a run's configuration, so that nobody launches one that writes elsewhere.

    Args:
        data_path: run-time state: working database, releases.
        sources_path: the source folders.
        instance_path: the one Dagster instance whose runs may write; None for any. Dagster without its DAGSTER_HOME
            keeps a run's history in a folder that is removed at the end.
        site_url: where the site of the releases is read, with a slash at its end; None where that is not known.
        memory: the most that DuckDB may use in a run; None leaves it to DuckDB.
        spark_folder: where Spark makes the tables of SQL models; None where DuckDB makes them.
    """

    data_path: Path
    sources_path: Path
    instance_path: Path | None = None
    site_url: str | None = None
    memory: str | None = None
    spark_folder: str | None = None


class Workspace(dg.ConfigurableResource):  # type: ignore[type-arg]
    """The folders and the database that a run reads and writes.

    The working database is opened when a run begins and closed when it ends, whatever happens between. DuckDB
    lets one process write, so a run holds it against every other run: that is the fence, and opening it once
    instead of at every step is also what keeps a refresh short.

    Args:
        place: where.
    """

    place: dg.ResourceDependency[Place]

    _connection: Connection | None = PrivateAttr(default=None)
    _made: Made | None = PrivateAttr(default=None)
    _sources: tuple[Source, ...] | None = PrivateAttr(default=None)
    _note: Note | None = PrivateAttr(default=None)
    _released: Findings | None = PrivateAttr(default=None)
    _spark: "Spark | None" = PrivateAttr(default=None)

    @property
    def data_path(self) -> Path:
        """The data folder."""
        return self.place.data_path

    @property
    def sources_path(self) -> Path:
        """The sources folder."""
        return self.place.sources_path

    def sources(self) -> tuple[Source, ...]:
        """The sources as they declare themselves, read once in a run."""
        if self._sources is None:
            self._sources = read_sources(self.sources_path)
        return self._sources

    def made(self, connection: Connection) -> Made:
        """Which tables of the working database stand as they are."""
        return self._made if self._made is not None and connection is self._connection else Made(connection)

    def held_back(self) -> tuple[HeldBack, ...]:
        """The documents that are held back, worked out once in a run."""
        return self._settled().held_back

    def state(self) -> str:
        """A print of sources, archive and programs, and of what of the archive is held back."""
        return f"{self._settled().of} {self.held_back()!r}"

    def _settled(self) -> Note:
        if self._note is None:
            try:
                self._note = settle(self.data_path, self.sources(), self.archive)
            except ArchiveDamaged:
                # Nothing can be tried without those bytes; the load of their document names them and stops the build.
                forget_note(self.data_path)
                self._note = Note("")
        return self._note

    def standing(self) -> list[Holding]:
        """The documents that are to be loaded: those that stand and are not held back."""
        return standing(self.sources(), self.archive, self.held_back())

    @property
    def archive(self) -> Archive:
        """The archive of documents that have come in."""
        return Archive(self.data_path / "archive")

    @property
    def _database(self) -> Path:
        return self.data_path / "working" / "spbe.duckdb"

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator["Workspace"]:
        """Hold the working database for the length of a run.

        Raises:
            ForeignInstance: when the run's history would be lost.
        """
        home = Path(context.instance.root_directory).parent if context.instance else None
        if self.place.instance_path not in {None, home}:
            raise ForeignInstance(
                f"DAGSTER_HOME does not name this project's instance, so this run's history would be lost: run "
                f"`export DAGSTER_HOME={self.place.instance_path}` first, or work in the UI (`make dev`). "
                "Nothing was written."
            )
        self._sources = self._note = self._released = None
        for told in self._set_damaged_aside():
            if context.log is not None:
                context.log.warning(told)
        with (
            models.engine(self.place.spark_folder) as spark,
            open_working(self._database, wait_seconds=_WAIT_SECONDS, memory=self.place.memory) as connection,
        ):
            releases.sweep(self.data_path)
            self._connection, self._spark = connection, spark
            prepare_raw_tables(connection, self.data_path, self.sources())
            self._made = Made(connection, anew=context.run is not None and ANEW in context.run.tags)
            try:
                yield self
            finally:
                self._connection = self._made = self._spark = None

    def _set_damaged_aside(self) -> list[str]:
        """Set aside what the pipeline keeps for itself and cannot be read. Returns what was done."""
        told = [set_aside(note, problem) for note, problem in damaged_notes(self.data_path)]
        if (of_database := set_aside_if_damaged(self._database)) is not None:
            told.append(of_database)
        if not self._database.exists():
            forget_all(self.data_path)
        return told

    def released_findings(self) -> Findings:
        """The findings of the release that stood when the run began, read once in a run."""
        if self._released is None:
            self._released = released_findings(self.data_path / "current")
        return self._released

    def working(self) -> AbstractContextManager[Connection]:
        """The run's connection to the working database; outside a run, one for the block."""
        return nullcontext(self._connection) if self._connection is not None else open_working(self._database)

    @property
    def spark(self) -> "Spark | None":
        """What makes the tables of SQL models in this run; None where DuckDB does."""
        return self._spark
