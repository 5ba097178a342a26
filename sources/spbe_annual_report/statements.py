"""KemenPANRB's annual report: rows of its tables as statements."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sources.names.central_names import central_agency_code, is_central_name
from sources.names.name_aliases import ALIASES_FILE
from sources.names.region_names import RegionNames, Unresolved
from sources.statements.instruments import instrument_of
from sources.statements.statements import COLUMN_OF, PrintedRow, Statements, Subject

_ADD_SPELLING = f"add its spelling with a reason to sources/spbe_annual_report/{ALIASES_FILE}"

_RESULTS = r"Hasil Evaluasi (?:SPBE|Pemdi|(?:Kinerja )?Pemerintah Digital)"
_REGIONAL_TITLE = re.compile(rf"{_RESULTS} Pemerintah Daerah (?:di )?(?P<province>\S.*)")
_CENTRAL_TITLE = re.compile(rf"{_RESULTS} (?P<category>(?!Pemerintah Daerah)\S.*)")
_TITLES = (
    "correct the title as printed: 'Hasil Evaluasi SPBE Pemerintah Daerah di <province>', "
    "or 'Hasil Evaluasi SPBE <category>' for central bodies"
)


def read_statements(rows: Sequence[Mapping[str, Any]], names: RegionNames, statements: Statements) -> None:
    """Turn the raw rows of all editions into statements; refuse rows that name no region."""
    for cells in rows:
        row = PrintedRow(statements, cells, cells["agency"], int(cells["edition"]))
        subject = _subject(row, names)
        if subject is not None:
            row.add_figures(subject, _figures(row))


def _figures(row: PrintedRow) -> dict[str, str]:
    """What the row states: of index, grade and the index's parts an empty cell, too, since the report has one there."""
    instrument = instrument_of(row.year)
    expected = {"INDEX", "PREDIKAT", *(instrument.parts if instrument else ())}
    printed = {measure: str(row.cells.get(column, "")) for measure, column in COLUMN_OF.items()}
    return {measure: text for measure, text in printed.items() if text.strip() or measure in expected}


def _subject(row: PrintedRow, names: RegionNames) -> Subject | None:
    title = row.cells["table_title"]
    if regional := _REGIONAL_TITLE.fullmatch(title):
        return _region(row, regional["province"], names)
    if _CENTRAL_TITLE.fullmatch(title) and is_central_name(row.name):
        return Subject("central_agency", central_agency_code(row.name))
    row.refuse(f"the table title {title!r} does not say whether {row.name!r} is a region or a central body", _TITLES)
    return None


def _region(row: PrintedRow, province_name: str, names: RegionNames) -> Subject | None:
    """The region that a row names, which must lie in the province in whose table it stands."""
    found = names.resolve(row.name, row.year)
    province = names.resolve(province_name, row.year, kind="provinsi")
    if isinstance(found, Unresolved):
        return row.region(found, f"correct the name as printed, or {_ADD_SPELLING}")
    if isinstance(province, Unresolved):
        problem = f"the table title {row.cells['table_title']!r} names no province: {province.problem}"
        row.refuse(problem, f"correct the title, or {_ADD_SPELLING}")
        return None
    if found.province_code != province.region_code:
        row.refuse(
            f"{row.name!r} is {found.region_name} ({found.region_code}), "
            f"and stands in the table of {province.region_name}",
            "compare the name with the document: a region of another province was probably meant",
        )
        return None
    return Subject("region", found.region_code)
