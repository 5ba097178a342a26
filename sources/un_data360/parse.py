"""Reading what the World Bank's Data360 gives of the UN's e-government indices: answers in JSON, downloads in CSV.

A copy of the UN's figures, kept only to check the UN's own tables against. A download has a row for each figure, or one
for each country with a column for each year.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator

from sources.declaration.declared import Source
from sources.declaration.snapshot_table import read_rows
from sources.network.errors import legible
from sources.portals.answers import AnswerRow, Json, count_in, listed_keys, rows_in, unpack
from sources.reading.content import Content
from sources.reading.parts import NotThis, Part, Reader
from sources.reading.spelling import figure_text, says_nothing

_DATABASE = "UN_EGDI"
_OF_SERIES = ("DATABASE_ID", "INDICATOR", "REF_AREA")
_NEEDED = (*_OF_SERIES, "TIME_PERIOD", "OBS_VALUE")
#: Dimensions in which a row must stand for the whole: SDMX writes "total" and "does not apply" like this.
_WHOLE = {"_T", "_Z", ""}
_DIMENSIONS = ("SEX", "AGE", "URBANISATION", "COMP_BREAKDOWN_1", "COMP_BREAKDOWN_2", "COMP_BREAKDOWN_3")
_YEAR = re.compile(r"20\d\d")


def _read(content: Content, source: Source) -> tuple[Part, ...] | NotThis:
    if content.media == "csv":
        return _read_download(content)
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
    return _parts(answers.numbered(rows))


def _read_download(content: Content) -> tuple[Part, ...] | NotThis:
    first = content.data.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].decode("utf-8", errors="replace").strip()
    line = first.splitlines()[:1]  # a return alone ends a line, too
    headings = {delimiter: next(csv.reader(line, delimiter=delimiter), []) for delimiter in ",;\t"}
    delimiter, heading = next(((d, cells) for d, cells in headings.items() if set(_OF_SERIES) <= set(cells)), (",", []))
    years = [name for name in heading if _YEAR.fullmatch(name)]
    if not heading or not (years or {"TIME_PERIOD", "OBS_VALUE"} <= set(heading)):
        return NotThis(f"the columns {', '.join(_OF_SERIES)}, and TIME_PERIOD and OBS_VALUE or a column for each year")
    lines = [row.cells for row in read_rows(content.path, content.data, delimiter=delimiter)]
    if other := next((cells["DATABASE_ID"] for cells in lines if cells["DATABASE_ID"] != _DATABASE), None):
        return NotThis(f"the database {_DATABASE} (found {other!r})")
    return _parts([AnswerRow(content, number, cells) for number, cells in enumerate(_long(lines, years), start=1)])


def _long(lines: list[dict[str, str]], years: list[str]) -> Iterator[dict[str, Json]]:
    """A row for each figure."""
    for cells in lines:
        common: dict[str, Json] = {name: cell for name, cell in cells.items() if name not in years}
        if not years:
            yield common
        for year in years:
            if not says_nothing(cells[year]):
                yield {**common, "TIME_PERIOD": year, "OBS_VALUE": cells[year]}


def _parts(rows: list[AnswerRow]) -> tuple[Part, ...]:
    """One part for each year."""
    by_year: dict[int, list[dict[str, str]]] = defaultdict(list)
    seen: dict[tuple[str, int, str], int] = {}
    for row in rows:
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
        # The interface now and then writes a missing value as a word.
        "value": "" if says_nothing(value) else figure_text(value).replace(",", "."),
    }


def _is_known(rows: list[dict[str, Json]]) -> bool:
    return bool(rows) and all(key in rows[0] for key in _NEEDED) and rows[0]["DATABASE_ID"] == _DATABASE


def _seen(body: Json) -> str:
    rows = rows_in(body.get("value")) if isinstance(body, dict) else None
    if rows:
        return f"found {rows[0].get('DATABASE_ID')!r} with {legible(listed_keys(rows[:1]), 200)}"
    return f"found {legible(listed_keys([body]), 200) or 'neither'}" if isinstance(body, dict) else "found neither"


READER = Reader(
    source="un_data360", kind="World Bank Data360 answer (JSON) or download (CSV)", media=frozenset({"json", "csv"}),
    version=2, read=_read,
)  # fmt: skip
