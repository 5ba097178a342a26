"""KemenPANRB's annual report: rows of its tables as statements.

Belongs here: what the table titles mean, which columns hold which measure, and the cross-check of a region
against the province in whose table it stands. Does not belong here: reading files, the register.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sources.errors import SourceError
from sources.region_names import KINDS, Alias, RegionNames, Unresolved, spelling_key, split_kind
from sources.snapshot_table import read_rows
from sources.spbe_statements import Statements, Subject

ALIASES_FILE = "name_aliases.csv"
_ADD_SPELLING = f"add its spelling with a reason to sources/spbe_annual_report/{ALIASES_FILE}"
_ALIAS_COLUMNS = ("kind", "printed_name", "region_code", "reason")

_REGIONAL_TITLE = re.compile(r"Hasil Evaluasi SPBE Pemerintah Daerah (?:di )?(?P<province>\S.*)")
_CENTRAL_TITLE = re.compile(r"Hasil Evaluasi SPBE (?P<category>(?!Pemerintah Daerah)\S.*)")
_MEASURES = {"INDEX": "index", "PREDIKAT": "predikat", "D1": "d1", "D2": "d2", "D3": "d3", "D4": "d4"}


def read_aliases(folder: Path) -> list[tuple[Alias, str]]:
    """The publisher's own spellings, each with the reason why it may be taken.

    Raises:
        SourceError: for an unknown kind or an alias without a reason.
    """
    path = folder / ALIASES_FILE
    if not path.exists():
        return []
    aliases = []
    for row in read_rows(path, path.read_bytes(), _ALIAS_COLUMNS):
        kind = next((known for known in KINDS if known == row.cells["kind"]), None)
        if kind is None or not row.cells["reason"].strip():
            raise SourceError(
                path, f"{row.cells} names no kind of {', '.join(KINDS)}, or gives no reason.",
                "state both: an alias is a decision.", row.line_no,
            )  # fmt: skip
        alias = Alias(spelling_key(row.cells["printed_name"]), kind, row.cells["region_code"])
        aliases.append((alias, row.cells["printed_name"]))
    return aliases


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
            )  # fmt: skip


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
    if _CENTRAL_TITLE.fullmatch(title) and _is_central(agency):
        return Subject("central_agency", central_agency_code(agency))
    refuse(
        f"the table title {title!r} does not say whether {agency!r} is a region or a central body",
        "correct the title as printed: 'Hasil Evaluasi SPBE Pemerintah Daerah di <province>', "
        "or 'Hasil Evaluasi SPBE <category>' for central bodies",
    )
    return None


def _is_central(agency: str) -> bool:
    """Whether a name can be a central body's: it states no kind of region, and something is left of it."""
    kind, name = split_kind(agency)
    return kind is None and bool(central_agency_code(name)) and agency.split(maxsplit=1)[0].upper() != "PEMERINTAH"


def central_agency_code(agency: str) -> str:
    """An identifier made from a central body's printed name; names no body in another year."""
    return re.sub(r"[^a-z0-9]+", "-", agency.lower()).strip("-")
