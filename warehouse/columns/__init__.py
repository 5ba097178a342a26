"""The dictionary of columns: one name, one meaning, one type, one unit, in both languages.

Belongs here: looking a column up. Does not belong here: the columns (one module per theme), which table has which
column (tables/).
"""

from __future__ import annotations

from warehouse.columns import common, context, movement, peers, robustness, way_up
from warehouse.spec import Column

_THEMES = (common, robustness, peers, way_up, movement, context)

COLUMNS: dict[str, Column] = {column.name: column for theme in _THEMES for column in theme.COLUMNS}


def col(name: str, *, type: str | None = None) -> Column:
    """The declared column of that name; `type` overrides its DuckDB type (raw tables keep text)."""
    column = COLUMNS[name]
    return column if type is None else Column(column.name, type, column.text, None)


def req(name: str) -> Column:
    """The declared column of that name, with NULL refused."""
    return COLUMNS[name].needed()
