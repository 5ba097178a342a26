"""Every table of the pipeline, declared once: grain, key, columns, warnings.

From these declarations come the DDL, the comments inside the published database, the structural checks, Dagster's
column schemas and docs/data_dictionary.md. Does not belong here: what a column means (words/), SQL (sql/), rules of
the domain (expectations/).
"""

from __future__ import annotations

from warehouse.spec import Table
from warehouse.tables import context, movement, peers, robustness, way_up
from warehouse.tables.audit import AUDIT
from warehouse.tables.core import CORE
from warehouse.tables.mart import MART
from warehouse.tables.raw import RAW

__all__ = ["AUDIT", "CORE", "MART", "PUBLISHED", "RAW", "TABLES", "THEMES"]

#: The benchmarking marts by theme, in the order in which they build on each other.
THEMES = {
    "robustness": robustness.TABLES,
    "peers": peers.TABLES,
    "way_up": way_up.TABLES,
    "movement": movement.TABLES,
    "context": context.TABLES,
}
_BENCHMARKING = tuple(table for tables in THEMES.values() for table in tables)

TABLES: dict[str, Table] = {table.full_name: table for table in (*RAW, *CORE, *MART, *_BENCHMARKING, *AUDIT)}
PUBLISHED: tuple[Table, ...] = tuple(table for table in TABLES.values() if table.published)


def table(full_name: str) -> Table:
    """The table of that full name.

    Raises:
        KeyError: when no such table is declared.
    """
    return TABLES[full_name]
