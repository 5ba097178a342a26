"""Reading answers of the World Bank's Data360 that carry the UN's e-government indices.

A copy of the UN's figures, kept only to check the UN's own tables against.

Belongs here: the interface's fields. Does not belong here: fetching (portals/data360.py), the comparison.
"""

from __future__ import annotations

import re
from collections import defaultdict

from sources.declaration.declared import Source
from sources.portals.answers import Json, count_in, keys_of, rows_in
from sources.portals.pages import unpack
from sources.portals.tables import Cells, cells_of, check_complete
from sources.reading.content import Content
from sources.reading.parts import NotThis, Part, Reader

_DATABASE = "UN_EGDI"
_NEEDED = ("DATABASE_ID", "INDICATOR", "REF_AREA", "TIME_PERIOD", "OBS_VALUE")
#: Dimensions in which a row must stand for the whole: SDMX writes "total" and "does not apply" like this.
_WHOLE = {"_T", "_Z", ""}
_DIMENSIONS = ("SEX", "AGE", "URBANISATION", "COMP_BREAKDOWN_1", "COMP_BREAKDOWN_2", "COMP_BREAKDOWN_3")
#: The interface now and then writes a missing value as a word.
_MISSING = {"null", "NaN"}


def _read(content: Content, source: Source) -> tuple[Part, ...] | NotThis:
    answers = unpack(content)
    if answers.kind not in {None, "data360"}:
        return NotThis(f"an answer of Data360 (it is one of {answers.kind})")
    rows: list[dict[str, Json]] = []
    for body in answers.bodies:
        found = rows_in(body.get("value")) if isinstance(body, dict) and "count" in body else None
        if found is None or (answers.kind is None and not _is_known(found)):
            return NotThis(f"`count` and `value` with {', '.join(_NEEDED)} of {_DATABASE} ({_seen(body)})")
        rows += found
        if answers.kind is None and isinstance(body, dict):
            check_complete(content, len(found), count_in(body["count"]))
    by_year: dict[int, list[dict[str, str]]] = defaultdict(list)
    seen: dict[tuple[str, int, str], int] = {}
    for cells in cells_of(content, rows):
        year, record = _record(cells)
        key = (record["iso3"], year, record["indicator"])
        if key in seen:
            raise cells.wrong("OBS_VALUE", f"row {seen[key]} has {key[2]} of {key[0]} in {year} already")
        seen[key] = cells.row_no
        by_year[year].append(record)
    return tuple(
        Part(
            raw_table="un_data360",
            edition=year,
            same_as="",
            title=f"{_DATABASE} {year} (World Bank Data360)",
            document_type="survey_edition",
            rows=tuple(found),
        )
        for year, found in sorted(by_year.items())
    )


def _record(cells: Cells) -> tuple[int, dict[str, str]]:
    lacking = [key for key in _NEEDED if key not in cells.row]
    if lacking:
        raise cells.wrong(", ".join(lacking), "the row lacks it")
    if (database := cells.text("DATABASE_ID")) != _DATABASE:
        raise cells.wrong("DATABASE_ID", f"{database!r} is not {_DATABASE}")
    for field in _DIMENSIONS:
        if (part := cells.text(field)) not in _WHOLE:
            raise cells.wrong(field, f"{part!r} is a part, not the whole country")
    if (power := cells.text("UNIT_MULT")) not in {"", "0"}:
        raise cells.wrong("UNIT_MULT", f"the value is in units of 10^{power}")
    iso3, value, year = cells.text("REF_AREA"), cells.text("OBS_VALUE"), cells.year("TIME_PERIOD")
    if not re.fullmatch(r"[A-Z0-9_]{2,12}", iso3):
        raise cells.wrong("REF_AREA", f"{iso3!r} is no code of a country or group")
    return year, {
        "row_no": str(cells.row_no),
        "iso3": iso3,
        "survey_year": str(year),
        "indicator": cells.text("INDICATOR"),
        "value": "" if value in _MISSING else value,
    }


def _is_known(rows: list[dict[str, Json]]) -> bool:
    return bool(rows) and all(key in rows[0] for key in _NEEDED) and rows[0]["DATABASE_ID"] == _DATABASE


def _seen(body: Json) -> str:
    rows = rows_in(body.get("value")) if isinstance(body, dict) else None
    if rows:
        return f"found {rows[0].get('DATABASE_ID')!r} with {', '.join(repr(k)[1:-1] for k in keys_of(rows[:1])[:15])}"
    keys = list(body) if isinstance(body, dict) else []
    return f"found {', '.join(repr(key)[1:-1] for key in keys[:15]) or 'neither'}"


READER = Reader(
    source="un_data360", kind="World Bank Data360 answer (JSON)", media=frozenset({"json"}), version=1, read=_read
)  # fmt: skip
