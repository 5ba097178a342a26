"""Tables that someone typed, as statements: one region a row, its figures side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sources.names.region_names import RegionNames, Unresolved
from sources.statements.statements import Statements, Subject
from sources.statements.wide_rows import add_figures, refuse_name, stated_year


def read_statements(rows: Sequence[Mapping[str, Any]], names: RegionNames, statements: Statements) -> None:
    """Turn the raw rows of all editions into statements; refuse rows that name no region.

    A blank cell states nothing: such a table need not have every figure.
    """
    for row in rows:
        year = stated_year(row, row["agency"], statements)
        if year is None:
            continue
        found = names.resolve_row(row["agency"], year, row["region_code"], row["province"])
        if isinstance(found, Unresolved):
            refuse_name(row, year, found, statements)
            continue
        add_figures(row, year, Subject("region", found.region_code), statements)
