"""Levels that an agency has typed about itself, as statements: one indicator a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sources.names.region_names import RegionNames
from sources.statements.statements import Statements
from sources.statements.wide_rows import STATE_THE_KIND, rows_with_year


def read_statements(rows: Sequence[Mapping[str, Any]], names: RegionNames, statements: Statements) -> None:
    """Turn the raw rows of all editions into statements; refuse rows that name no region."""
    for row in rows_with_year(rows, statements):
        found = names.resolve_row(row.name, row.year, row.cells["region_code"], without_kind=True)
        subject = row.region(found, STATE_THE_KIND)
        if subject is not None:
            row.add(subject, row.cells["measure"], row.cells["printed_value"])
