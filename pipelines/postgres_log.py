"""The event log in PostgreSQL: Dagster's own, without keys and issued addresses, and with connections that are kept.

Dagster opens a connection for each statement. Events that a run plans are stored one by one here, as Dagster has it: a
transaction of PostgreSQL does not wait for a file that others lock.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dagster import EventLogEntry
from dagster._serdes import ConfigurableClassData
from dagster_postgres.event_log import PostgresEventLogStorage
from dagster_postgres.utils import create_pg_engine, pg_url_from_config

from pipelines.event_log import Masking

_CONNECTIONS_KEPT = 1
_MORE_AT_MOST = 10


class MaskingPostgresEventLogStorage(Masking, PostgresEventLogStorage):  # type: ignore[misc,unused-ignore]
    """Dagster's event log in PostgreSQL, which stores no key and no issued address."""

    def __init__(self, postgres_url: str, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - the parent's
        super().__init__(postgres_url, *args, **kwargs)
        self._engine = create_pg_engine(
            postgres_url, None, isolation_level="AUTOCOMMIT", pool_size=_CONNECTIONS_KEPT, max_overflow=_MORE_AT_MOST
        )

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]
    ) -> MaskingPostgresEventLogStorage:
        """The log that dagster.yaml describes."""
        made_by_itself = config_value.get("should_autocreate_tables", True)
        return cls(pg_url_from_config(config_value), made_by_itself, inst_data)

    def store_event(self, event: EventLogEntry) -> None:
        """Store one event."""
        super().store_event(self._masked(event))

    def store_event_batch(self, events: Sequence[EventLogEntry]) -> None:
        """Store some events: those of one kind of asset events together, others one by one."""
        super().store_event_batch([self._masked(event) for event in events])
