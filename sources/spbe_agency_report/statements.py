"""Reports issued to one body (LHE, LHP): index, domains, aspects and maturity levels as statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sources.names.region_names import RegionNames, Unresolved
from sources.statements.statements import Statements, Subject


def read_statements(rows: Sequence[Mapping[str, Any]], names: RegionNames, statements: Statements) -> None:
    """Turn the raw rows of all editions into statements; refuse rows that name no region."""
    for row in rows:
        year = int(row["edition"])
        found = names.resolve(row["agency"], year)
        if isinstance(found, Unresolved):
            statements.refuse(
                row,
                year=year,
                printed_name=row["agency"],
                measure="ROW",
                printed=None,
                problem=str(found),
                remedy="write the name with its kind: Pemerintah Kota ..., Pemerintah Kab. ...",
            )
            continue
        statements.add(
            row,
            year=year,
            subject=Subject("region", found.region_code),
            printed_name=row["agency"],
            measure=row["measure"],
            printed=row["printed_value"],
        )
