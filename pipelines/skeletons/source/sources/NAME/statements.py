"""Rows of NAME as statements of an index and a grade."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sources.names.region_names import RegionNames
from sources.statements.statements import PrintedRow, Statements

_REMEDY = "compare the name with the document"


def read_statements(rows: Sequence[Mapping[str, Any]], names: RegionNames, statements: Statements) -> None:
    """Turn the raw rows of all editions into statements; refuse rows that name no region."""
    for cells in rows:
        row = PrintedRow(statements, cells, cells["agency"], int(cells["edition"]))
        subject = row.region(names.resolve(row.name, row.year), _REMEDY)
        if subject is not None:
            row.add_figures(subject, {"INDEX": cells["index"], "PREDIKAT": cells["predikat"]})
