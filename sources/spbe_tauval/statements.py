"""Results from the ministry's Tauval interface: one body and year a row, values not rounded.

Regions are told from central bodies by name, category and region label; the interface's own agency codes are no region
codes and decide nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sources.names.central_names import central_agency_code, is_central_name
from sources.names.region_names import RegionNames, RegionVersion, Unresolved, split_kind
from sources.statements.statements import PrintedRow, Statements, Subject
from sources.statements.wide_rows import STATE_THE_KIND, add_filled_cells, rows_with_year

_REGIONAL = ("PEMERINTAH DAERAH", "PEMDA", "PROVINSI", "KABUPATEN", "KOTA")


def read_statements(rows: Sequence[Mapping[str, Any]], names: RegionNames, statements: Statements) -> None:
    """Turn the raw rows of all editions into statements; refuse rows that name no region and no central body."""
    for row in rows_with_year(rows, statements):
        found = _resolve(row, names)
        is_regional = row.cells["category"].upper().startswith(_REGIONAL)
        if isinstance(found, Unresolved) and is_central_name(row.name) and not is_regional:
            subject: Subject | None = Subject("central_agency", central_agency_code(row.name))
        else:
            subject = row.region(found, STATE_THE_KIND)
        if subject is not None:
            add_filled_cells(row, subject)


def _resolve(row: PrintedRow, names: RegionNames) -> RegionVersion | Unresolved:
    """The region that the name names, or the label beside it where the name leaves its kind open."""
    found = names.resolve(row.name, row.year)
    label = row.cells["region_label"]
    if isinstance(found, RegionVersion) or split_kind(row.name)[0] is not None or not label.strip():
        return found
    by_label = names.resolve(label, row.year)
    if isinstance(by_label, RegionVersion) and names.resolve(row.name, row.year, kind=by_label.kind) == by_label:
        return by_label
    return found
