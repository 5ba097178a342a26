"""The annex of a ministerial decree: rows of its tables as statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sources.names.central_names import central_agency_code, is_central_name
from sources.names.region_names import KINDS, RegionNames, Unresolved
from sources.statements.statements import Statements, Subject


def read_statements(rows: Sequence[Mapping[str, Any]], names: RegionNames, statements: Statements) -> None:
    """Turn the raw rows of all editions into statements; refuse rows that name no region and no central body."""
    for row in rows:
        year, agency = int(row["edition"]), row["agency"]
        found = names.resolve(agency, year)
        if not isinstance(found, Unresolved):
            subject = Subject("region", found.region_code)
        elif is_central_name(agency) and not _names_a_region(agency, year, names):
            subject = Subject("central_agency", central_agency_code(agency))
        else:
            statements.refuse(
                row,
                year=year,
                printed_name=agency,
                measure="ROW",
                printed=None,
                problem=str(found),
                remedy="compare the name with the decree; a spelling that is really printed so goes, with a reason, "
                "into sources/spbe_annual_report/name_aliases.csv",
            )
            continue
        if statements.is_first_row(row, year=year, subject=subject, printed_name=agency):
            for measure, column in (("INDEX", "index"), ("PREDIKAT", "predikat")):
                statements.add(
                    row, year=year, subject=subject, printed_name=agency, measure=measure, printed=row[column]
                )


def _names_a_region(agency: str, year: int, names: RegionNames) -> bool:
    """Whether a name without its kind is that of a region: "Magelang" is no central body."""
    return any(not isinstance(names.resolve(agency, year, kind=kind), Unresolved) for kind in KINDS)
