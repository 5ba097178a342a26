"""How a column of the dictionary is written down.

Belongs here: the form, and units that several columns share. Does not belong here: any column.
"""

from __future__ import annotations

from warehouse.spec import Column, Text

INDEX_SCALE = "1-5 (0-5: SPBE-2018)"


def column(name: str, type_: str, id_: str, en: str, unit: str | None = None) -> Column:
    """A column: its name, DuckDB type, meaning in Indonesian and English, and unit."""
    return Column(name, type_, Text(id_, en), unit)
