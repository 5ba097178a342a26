"""Every table of the pipeline, declared once, in a YAML file of its own: ``warehouse/tables/<layer>/<table>.yml``.

From a declaration come the DDL, the comments inside the published database, what Great Expectations checks, Dagster's
column schemas, docs/data_dictionary.md and, for a mart, how each figure comes about. Belongs here: the declarations and
their reading. Does not belong here: what a column means (words/columns.yml), SQL (sql/), rules (expectations/).
"""

from __future__ import annotations

from warehouse.spec import Table
from warehouse.tables.reading import as_table, read_declarations

__all__ = ["CONTENT", "DECLARATIONS", "PUBLISHED", "TABLES"]

DECLARATIONS = read_declarations()
TABLES: dict[str, Table] = {name: as_table(name, declared, DECLARATIONS) for name, declared in DECLARATIONS.items()}
PUBLISHED: tuple[Table, ...] = tuple(table for table in TABLES.values() if table.published)
#: What names a release: all but what is told of releases.
CONTENT: tuple[Table, ...] = tuple(table for table in PUBLISHED if not table.story)
