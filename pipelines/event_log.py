"""Dagster's event log, with one database engine per process and one transaction per event.

Dagster's own ConsolidatedSqliteEventLogStorage makes a new SQLAlchemy engine for every event that it stores, and
so compiles every statement anew; it writes an event in up to three transactions, and looks before each whether
its own tables exist: 8 ms an event, and a refresh writes about 1,200. This class changes how a connection is made
and shared, remembers what cannot change, and stores no key or issued address; without it (name the parent class in
dagster.yaml) all works the same, slower, and what is secret is hidden by the network client alone. docs/adr/0004 has
the measurement.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any

import sqlalchemy
from dagster import EventLogEntry
from dagster._core.storage.event_log import ConsolidatedSqliteEventLogStorage
from dagster_shared.serdes import deserialize_value, serialize_value
from sqlalchemy import event

from pipelines.settings import read_mask
from sources.network.masking import Mask

_BUSY_TIMEOUT_SECONDS = 30


class Masking:
    """Events without the keys and issued addresses of this process, before they are stored."""

    @cached_property
    def _mask(self) -> Mask:
        return read_mask()

    def _masked(self, event: EventLogEntry) -> EventLogEntry:
        """The event without the keys and issued addresses of this process."""
        if not self._mask or not self._mask.finds(text := serialize_value(event)):
            return event
        return deserialize_value(self._mask(text), EventLogEntry)


class OneEngineEventLogStorage(Masking, ConsolidatedSqliteEventLogStorage):
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

    @cached_property
    def _shared(self) -> threading.local:
        """The connection of the transaction that this thread is in."""
        return threading.local()

    @cached_property
    def _seen(self) -> set[tuple[str, ...]]:
        """Tables and columns that were there once: nothing here takes one away."""
        return set()

    @contextmanager
    def _connect(self) -> Iterator[sqlalchemy.Connection]:
        shared: sqlalchemy.Connection | None = getattr(self._shared, "connection", None)
        if shared is not None:
            yield shared
            return
        with self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def _one_transaction(self) -> Iterator[None]:
        """Whatever this thread stores within the block is stored together, or not at all."""
        with self._connect() as connection:
            outer = getattr(self._shared, "connection", None)
            self._shared.connection = connection
            try:
                yield
            finally:
                self._shared.connection = outer

    def store_event(self, event: EventLogEntry) -> None:
        """Store one event, and what Dagster keeps beside it, in one transaction."""
        with self._one_transaction():
            super().store_event(self._masked(event))

    def store_event_batch(self, events: Sequence[EventLogEntry]) -> None:
        """Store some events in one transaction."""
        with self._one_transaction():
            super().store_event_batch([self._masked(event) for event in events])

    def has_table(self, table_name: str) -> bool:
        """Whether the table exists; asked of the database until it does."""
        if (table_name,) not in self._seen:
            if not super().has_table(table_name):
                return False
            self._seen.add((table_name,))
        return True

    def _has_asset_key_col_on_connection(self, conn: sqlalchemy.Connection, column_name: str) -> bool:
        if ("asset_keys", column_name) not in self._seen:
            if not super()._has_asset_key_col_on_connection(conn, column_name):
                return False
            self._seen.add(("asset_keys", column_name))
        return True
