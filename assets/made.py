"""Which tables stand as they are, so that they need not be made again.

What a table is made from is kept beside it, as a print, with one of its rows: a table that somebody has changed by hand
is made anew. The rows of the tables that it reads belong to it, not when they were made: a table that was made again
and came out the same leaves everything below it as it is. Made by a program of another version, nothing stands.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from importlib.metadata import version

from assets.prints import ROOT, print_of_files
from warehouse import models, schema, writer
from warehouse.computed import module_of
from warehouse.connection import Connection
from warehouse.spec import Table
from warehouse.tables import TABLES

#: A run with this tag makes every table, whether or not it stands.
ANEW = "spbe/anew"
#: Where programs lie that make rows, and what they calculate with.
_PROGRAMS = ("assets", "sources", "warehouse")
_LIBRARIES = ("duckdb", "numpy", "pyarrow")


class Made:
    """The stored tables of one run."""

    def __init__(self, connection: Connection, *, anew: bool = False) -> None:
        """Of the working database; where anew, nothing that is stored stands."""
        self._connection = connection
        self._noted = {} if anew else schema.stored_comments(connection)
        #: Prints of the rows of tables that were looked at, by full name.
        self.rows: dict[str, str] = {}

    def print_of_rows(self, table: Table) -> str:
        """A print of a table's rows, taken once until it is written again."""
        if table.full_name not in self.rows:
            self.rows[table.full_name] = writer.fingerprint(self._connection, table)
        return self.rows[table.full_name]

    def make(
        self, tables: Sequence[Table], make: Callable[[], object], *, reads: Iterable[str] = (), made_by: Iterable[str]
    ) -> bool:
        """Make tables that are made together, unless they stand. Returns whether they were made.

        Args:
            tables: what is made.
            make: makes them.
            reads: full names of the tables that it reads.
            made_by: what else their rows follow from.
        """
        said = [_programs(), *made_by, *(repr(table) for table in tables)]
        said += [f"{name} {self.print_of_rows(TABLES[name])}" for name in sorted(reads)]
        of = hashlib.sha256("\0".join(said).encode()).hexdigest()
        if all(self._noted.get(table.full_name) == self._note(of, table) for table in tables):
            return False
        make()
        self.forget(*tables)
        for table in tables:  # whoever is killed before this finds no note: a table that is written anew has none
            schema.comment(self._connection, table, self._note(of, table))
        return True

    def forget(self, *tables: Table) -> None:
        """Look at their rows again: they were written."""
        for table in tables:
            self.rows.pop(table.full_name, None)

    def _note(self, of: str, table: Table) -> str:
        return f"{of} {self.print_of_rows(table)}"


def model_of(table: Table) -> list[str]:
    """What a model makes its rows from, besides other tables: a module may read declarations and words."""
    return [models.source_text(table), *([] if module_of(table) is None else [_warehouse()])]


@cache
def _programs() -> str:
    digest = hashlib.sha256(" ".join([sys.version, *map(version, _LIBRARIES)]).encode())
    for folder in _PROGRAMS:
        for file in sorted((ROOT / folder).rglob("*.py")):
            digest.update(file.read_bytes())
    return digest.hexdigest()


@cache
def _warehouse() -> str:
    return print_of_files([ROOT / "warehouse"])
