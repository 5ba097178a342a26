"""Printed national index and group means as statements; groups are no regions, so no name is looked up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sources.names.region_names import RegionNames
from sources.statements.statements import Statements, Subject
from sources.statements.wide_rows import rows_with_year


def read_statements(rows: Sequence[Mapping[str, Any]], _: RegionNames, statements: Statements) -> None:
    """Turn the raw rows of all editions into statements."""
    for row in rows_with_year(rows, statements, name="agency_group"):
        row.add(Subject("agency_group", row.name), row.cells["measure"], row.cells["printed_value"])
