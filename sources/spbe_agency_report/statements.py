"""Reports issued to one body (LHE, LHP): index, domains, aspects and maturity levels as statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sources.names.central_names import central_agency_code
from sources.names.region_names import RegionNames
from sources.spbe_agency_report.heading import names_central_body
from sources.statements.statements import PrintedRow, Statements, Subject


def read_statements(rows: Sequence[Mapping[str, Any]], names: RegionNames, statements: Statements) -> None:
    """Turn the raw rows of all editions into statements; refuse rows that name nobody."""
    for cells in rows:
        row = PrintedRow(statements, cells, cells["agency"], int(cells["edition"]))
        subject = _subject(row, names)
        if subject is not None:
            row.add(subject, cells["measure"], cells["printed_value"])


def _subject(row: PrintedRow, names: RegionNames) -> Subject | None:
    if names_central_body(row.name):
        return Subject("central_agency", central_agency_code(row.name))
    found = names.resolve(row.name, row.year)
    return row.region(found, "write the name with its kind: Pemerintah Kota ..., Pemerintah Kab. ...")
