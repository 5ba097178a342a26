"""The annex of a ministerial decree: rows of its tables as statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sources.names.central_names import central_agency_code, is_central_name
from sources.names.region_names import KINDS, RegionNames, Unresolved
from sources.statements.statements import PrintedRow, Statements, Subject

_REMEDY = (
    "compare the name with the decree; a spelling that is really printed so goes, with a reason, into "
    "sources/spbe_annual_report/name_aliases.csv"
)


def read_statements(rows: Sequence[Mapping[str, Any]], names: RegionNames, statements: Statements) -> None:
    """Turn the raw rows of all editions into statements; refuse rows that name no region and no central body."""
    for cells in rows:
        row = PrintedRow(statements, cells, cells["agency"], int(cells["edition"]))
        found = names.resolve(row.name, row.year)
        if isinstance(found, Unresolved) and is_central_name(row.name) and not _names_a_region(row, names):
            subject: Subject | None = Subject("central_agency", central_agency_code(row.name))
        else:
            subject = row.region(found, _REMEDY)
        if subject is not None:
            row.add_figures(subject, {"INDEX": cells["index"], "PREDIKAT": cells["predikat"]})


def _names_a_region(row: PrintedRow, names: RegionNames) -> bool:
    """Whether a name without its kind is that of a region: "Magelang" is no central body."""
    return any(not isinstance(names.resolve(row.name, row.year, kind=kind), Unresolved) for kind in KINDS)
