"""KemenPANRB's annual report: rows of its tables as statements."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sources.names.central_names import central_agency_code, is_central_name
from sources.names.name_aliases import ALIASES_FILE
from sources.names.region_names import RegionNames, Unresolved
from sources.statements.statements import Statements, Subject

_ADD_SPELLING = f"add its spelling with a reason to sources/spbe_annual_report/{ALIASES_FILE}"

_REGIONAL_TITLE = re.compile(r"Hasil Evaluasi SPBE Pemerintah Daerah (?:di )?(?P<province>\S.*)")
_CENTRAL_TITLE = re.compile(r"Hasil Evaluasi SPBE (?P<category>(?!Pemerintah Daerah)\S.*)")
_MEASURES = {"INDEX": "index", "PREDIKAT": "predikat", "D1": "d1", "D2": "d2", "D3": "d3", "D4": "d4"}


def read_statements(rows: Sequence[Mapping[str, Any]], names: RegionNames, statements: Statements) -> None:
    """Turn the raw rows of all editions into statements; refuse rows that name no region."""
    for row in rows:
        year = int(row["edition"])
        subject = _subject(row, year, names, statements)
        if subject is None or not statements.is_first_row(row, year=year, subject=subject, printed_name=row["agency"]):
            continue
        for measure, column in _MEASURES.items():
            statements.add(
                row, year=year, subject=subject, printed_name=row["agency"], measure=measure, printed=row[column]
            )


def _subject(row: Mapping[str, Any], year: int, names: RegionNames, statements: Statements) -> Subject | None:
    title, agency = row["table_title"], row["agency"]

    def refuse(problem: str, remedy: str) -> None:
        statements.refuse(
            row, year=year, printed_name=agency, measure="ROW", printed=None, problem=problem, remedy=remedy
        )

    if regional := _REGIONAL_TITLE.fullmatch(title):
        found = names.resolve(agency, year)
        if isinstance(found, Unresolved):
            refuse(str(found), f"correct the name as printed, or {_ADD_SPELLING}")
            return None
        province = names.resolve(regional["province"], year, kind="provinsi")
        if isinstance(province, Unresolved):
            refuse(
                f"the table title {title!r} names no province: {province.problem}",
                f"correct the title, or {_ADD_SPELLING}",
            )
            return None
        if found.province_code != province.region_code:
            refuse(
                f"{agency!r} is {found.region_name} ({found.region_code}), "
                f"and stands in the table of {province.region_name}",
                "compare the name with the document: a region of another province was probably meant",
            )
            return None
        return Subject("region", found.region_code)
    if _CENTRAL_TITLE.fullmatch(title) and is_central_name(agency):
        return Subject("central_agency", central_agency_code(agency))
    refuse(
        f"the table title {title!r} does not say whether {agency!r} is a region or a central body",
        "correct the title as printed: 'Hasil Evaluasi SPBE Pemerintah Daerah di <province>', "
        "or 'Hasil Evaluasi SPBE <category>' for central bodies",
    )
    return None
