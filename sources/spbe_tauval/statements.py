"""Results from the ministry's Tauval interface: one body and year a row, values not rounded.

Belongs here: telling regions from central bodies by name, category and region label. Does not belong here:
reading files, fetching. The interface's own agency codes are no region codes and decide nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sources.names.central_names import central_agency_code, is_central_name
from sources.names.region_names import RegionNames, RegionVersion, Unresolved, split_kind
from sources.statements.statements import Statements, Subject
from sources.statements.wide_rows import refuse_name, stated_year

_MEASURES = {"INDEX": "index", "D1": "d1", "D2": "d2", "D3": "d3", "D4": "d4"}
_REGIONAL = ("PEMERINTAH DAERAH", "PEMDA", "PROVINSI", "KABUPATEN", "KOTA")


def read_statements(rows: Sequence[Mapping[str, Any]], names: RegionNames, statements: Statements) -> None:
    """Turn the raw rows of all editions into statements; refuse rows that name no region and no central body."""
    for row in rows:
        agency = row["agency"]
        year = stated_year(row, agency, statements)
        if year is None:
            continue
        found = _resolve(row, year, names)
        if isinstance(found, RegionVersion):
            subject = Subject("region", found.region_code)
        elif is_central_name(agency) and not row["category"].upper().startswith(_REGIONAL):
            subject = Subject("central_agency", central_agency_code(agency))
        else:
            refuse_name(row, year, found, statements)
            continue
        if not statements.is_first_row(row, year=year, subject=subject, printed_name=agency):
            continue
        for measure, column in _MEASURES.items():
            if row[column].strip():
                statements.add(
                    row, year=year, subject=subject, printed_name=agency, measure=measure, printed=row[column]
                )


def _resolve(row: Mapping[str, Any], year: int, names: RegionNames) -> RegionVersion | Unresolved:
    """The region that the name names, or the label beside it where the name leaves its kind open."""
    found = names.resolve(row["agency"], year)
    label = row["region_label"]
    if isinstance(found, RegionVersion) or split_kind(row["agency"])[0] is not None or not label.strip():
        return found
    by_label = names.resolve(label, year)
    if isinstance(by_label, RegionVersion):
        same = names.resolve(row["agency"], year, kind=by_label.kind)
        if same == by_label:
            return by_label
    return found
