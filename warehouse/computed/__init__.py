"""Tables that SQL cannot make in reasonable words: simulations, integer programmes, matching.

A table's module has its name. It says what it reads and makes the table's records from that; everything that it
knows comes through the connection, so that it is a model like the SQL ones.

Belongs here: finding that module. Does not belong here: what SQL can say (sql/).
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

from warehouse.connection import Connection
from warehouse.spec import Table


class Computed(Protocol):
    """A module that makes one table."""

    #: The tables that it reads, full names.
    READS: tuple[str, ...]

    def compute(self, connection: Connection) -> pa.Table | list[dict[str, Any]]:
        """The table's rows, with exactly its columns, as records or as an Arrow table."""
        ...


def module_of(table: Table) -> Computed | None:
    """The module that makes a table; None for a table that is one SQL statement."""
    if not (Path(__file__).parent / f"{table.name}.py").exists():
        return None
    module: Any = importlib.import_module(f"warehouse.computed.{table.name}")
    made: Computed = module
    return made
