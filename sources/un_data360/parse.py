"""Reading answers of the World Bank's Data360 that carry the UN's e-government indices.

A copy of the UN's figures, kept only to check the UN's own tables against.
"""

from __future__ import annotations

import re
from collections import defaultdict

from sources.declaration.declared import Source
from sources.network.errors import legible
from sources.portals.answers import AnswerRow, Json, count_in, listed_keys, rows_in, unpack
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
        stated = count_in(body["count"]) if isinstance(body, dict) else None
        if answers.kind is None and stated not in {None, len(found)}:
            raise content.refusal(
                f"it holds {len(found):,} of {stated:,} rows: one page of several.",
                "fetch the source instead.",
            )
    by_year: dict[int, list[dict[str, str]]] = defaultdict(list)
    seen: dict[tuple[str, int, str], int] = {}
    for row in answers.numbered(rows):
        year, record = _record(row)
        key = (record["iso3"], year, record["indicator"])
        if key in seen:
            raise row.refusal("OBS_VALUE", f"row {seen[key]} has {key[2]} of {key[0]} in {year} already")
        seen[key] = row.row_no
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


def _record(row: AnswerRow) -> tuple[int, dict[str, str]]:
    row.check_fields(_NEEDED)
    if (database := row.text("DATABASE_ID")) != _DATABASE:
        raise row.refusal("DATABASE_ID", f"{database!r} is not {_DATABASE}")
    for field in _DIMENSIONS:
        if (part := row.text(field)) not in _WHOLE:
            raise row.refusal(field, f"{part!r} is a part, not the whole country")
    if (power := row.text("UNIT_MULT")) not in {"", "0"}:
        raise row.refusal("UNIT_MULT", f"the value is in units of 10^{power}")
    iso3, value, year = row.text("REF_AREA"), row.text("OBS_VALUE"), row.year("TIME_PERIOD")
    if not re.fullmatch(r"[A-Z0-9_]{2,12}", iso3):
        raise row.refusal("REF_AREA", f"{iso3!r} is no code of a country or group")
    return year, {
        "row_no": str(row.row_no),
        "iso3": iso3,
        "survey_year": str(year),
        "indicator": row.text("INDICATOR"),
        "value": "" if value in _MISSING else value,
    }


def _is_known(rows: list[dict[str, Json]]) -> bool:
    return bool(rows) and all(key in rows[0] for key in _NEEDED) and rows[0]["DATABASE_ID"] == _DATABASE


def _seen(body: Json) -> str:
    rows = rows_in(body.get("value")) if isinstance(body, dict) else None
    if rows:
        return f"found {rows[0].get('DATABASE_ID')!r} with {legible(listed_keys(rows[:1]), 200)}"
    return f"found {legible(listed_keys([body]), 200) or 'neither'}" if isinstance(body, dict) else "found neither"


READER = Reader(
    source="un_data360", kind="World Bank Data360 answer (JSON)", media=frozenset({"json"}), version=1, read=_read
)  # fmt: skip
