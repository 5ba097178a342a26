"""Dagster's event log, with one database engine per process instead of one per event.

Dagster's own ConsolidatedSqliteEventLogStorage makes a new SQLAlchemy engine for every event that it stores, and
so compiles every statement anew: 8 ms an event, and a refresh writes about 600. This class changes how a
connection is made and nothing else; without it (name the parent class in dagster.yaml) all works the same,
slower. docs/adr/0004 has the measurement.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

import sqlalchemy
from dagster._core.storage.event_log import ConsolidatedSqliteEventLogStorage
from sqlalchemy import event

_BUSY_TIMEOUT_SECONDS = 30


class OneEngineEventLogStorage(ConsolidatedSqliteEventLogStorage):
    """The consolidated SQLite event log over one pooled engine."""

    @cached_property
    def _engine(self) -> sqlalchemy.Engine:
        engine = sqlalchemy.create_engine(self._conn_string, connect_args={"timeout": _BUSY_TIMEOUT_SECONDS})

        @event.listens_for(engine, "connect")
        def _write_ahead(connection: Any, _: object) -> None:  # noqa: ANN401 - the driver's connection
            # Safe with the write-ahead log that Dagster sets up: a power cut may lose the last events, never
            # the database. The default waits for the disk twice per event.
            connection.execute("PRAGMA synchronous=NORMAL")

        return engine

    @contextmanager
    def _connect(self) -> Iterator[sqlalchemy.Connection]:
        with self._engine.connect() as connection, connection.begin():
            yield connection
