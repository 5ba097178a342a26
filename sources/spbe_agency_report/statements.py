"""Reports issued to one body (LHE, LHP): index, domains, aspects and maturity levels as statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sources.names.region_names import RegionNames
from sources.statements.statements import PrintedRow, Statements


def read_statements(rows: Sequence[Mapping[str, Any]], names: RegionNames, statements: Statements) -> None:
    """Turn the raw rows of all editions into statements; refuse rows that name no region."""
    for cells in rows:
        row = PrintedRow(statements, cells, cells["agency"], int(cells["edition"]))
        found = names.resolve(row.name, row.year)
        subject = row.region(found, "write the name with its kind: Pemerintah Kota ..., Pemerintah Kab. ...")
        if subject is not None:
            row.add(subject, cells["measure"], cells["printed_value"])
