"""The levels of all indicators of an agency, typed as a table or list: of its report, or of its own assessment.

A file makes one document for each agency and year. Whose levels they are and of which year is said in columns, in
cells or keys above them (``Daerah: Kota Contoh``), or by one line of the title that names both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial

from sources.declaration.declared import Source
from sources.reading.content import Content
from sources.reading.entry_forms import EntryForm, EntryLists
from sources.reading.parts import NotThis, Part, Reader
from sources.reading.spelling import plain_words
from sources.reading.typed_entries import checked_rows, read_entry_lists
from sources.statements.instruments import YearInstrument, instrument_of
from sources.statements.statements import NOT_YET_SCORED, is_not_yet_scored

RAW_TABLE = "spbe_typed_levels"
LEVELS = EntryForm(
    "levels",
    "level",
    columns=("agency", "region_code", "evaluation_year", "number", "node_code", "indicator", "level"),
    required=("level",),
    any_of=("node_code", "indicator"),
    headings={
        "agency": "daerah | region | nama daerah | instansi | nama instansi | pemerintah daerah",
        "region_code": "kode | code | kode daerah | kode wilayah",
        "evaluation_year": "tahun | year | tahun evaluasi",
        "number": "no | nomor",
        "node_code": "kode indikator | indicator code",
        "indicator": "indikator | nama indikator | indicator name",
        "level": "tingkat | nilai | tingkat kematangan | nilai tingkat kematangan | tingkat sekarang | level now",
        # What the calculator of a release shows beside them.
        "": "aspek | domain | bobot | bobot % | tambahan indeks bila naik satu tingkat | sumber nilai",
    },
    shared=("agency", "region_code", "evaluation_year"),
)
_KINDS = r"(?:pemerintah\s+)?(?:kabupaten|kab\.?|kota|provinsi|prov\.?)|pemkab|pemkot|pemprov"
_REGION = re.compile(rf"(?i)\b((?:{_KINDS})\s+[^\d,;:()|–—]+?)(?=\s+(?:tahun|ta|t\.a\.)\b|\s*[\d,;:()|–—]|\s+-\s|\s*$)")
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
# A code, "I07" or "I35-1"; or the number of a row, which counts what is given a level: 36 of 2018 is I35-2.
_CODE = re.compile(r"(?i)(?:.*\bindikator\s+)?(?:i0*([1-9]\d?)|([1-9]\d?)(?=[-.][1-9]))(?:[-.]([1-9]))?\.?")
_NUMBER = re.compile(r"(?i)(?:.*\bindikator\s+)?0*([1-9]\d?)\.?")
_WHOLE = re.compile(r"\d(?:[.,]0+)?")
_DECIMAL = re.compile(r"\d(?:[.,]\d{1,2}0*)?")
_FEW = 8


def read_levels(content: Content, _: Source) -> tuple[Part, ...] | NotThis:
    """The levels of a file, one part for each agency and year.

    Raises:
        SourceError: when levels are missing, doubled or on no scale, or their agency or year is not said.
    """
    typed = read_entry_lists(content, [LEVELS])
    if isinstance(typed, NotThis):
        return typed
    entries = typed.lists["levels"]
    titled = _of_title(typed.titles.get("levels", ()))
    # A column that is headed `Kode` alone may be that of the indicators.
    is_of_indicators = all(
        re.fullmatch(r"(?i)i\d\d?(?:[-.]\d)?", e.cells.get("region_code", "").strip()) for e in entries
    )
    complete = partial(_completed, titled=titled, is_of_indicators=is_of_indicators)
    rows = checked_rows(
        content, LEVELS, entries, _problems, complete=complete, key=("agency", "evaluation_year", "node_code")
    )
    places = [(entry.sheet, str(entry.line)) for entry in entries]
    agencies: dict[tuple[str, str], list[dict[str, str]]] = {}
    for (sheet, line), row in zip(places, rows, strict=True):
        cells = {
            "sheet": sheet,
            "row_no": line,
            "evaluation_year": row["evaluation_year"],
            "agency": row["agency"],
            "region_code": row["region_code"],
            "measure": row["node_code"],
            "printed_value": row["level"],
        }
        agencies.setdefault((row["evaluation_year"], plain_words(row["agency"])), []).append(cells)
    return tuple(_part(content, typed, cells) for _, cells in sorted(agencies.items()))


def _part(content: Content, typed: EntryLists, rows: Sequence[dict[str, str]]) -> Part:
    agency, year = rows[0]["agency"], rows[0]["evaluation_year"]
    instrument = instrument_of(int(year))
    expected = instrument.leaves if instrument else ()
    missing = sorted(set(expected) - {row["measure"] for row in rows})
    if missing:
        few = ", ".join(missing[:_FEW]) + (", ..." if len(missing) > _FEW else "")
        raise content.refusal(
            f"{agency} {year}: {len(expected)} levels are expected, {len(rows)} are there; missing are {few}.",
            "add them: nothing follows from levels that are not all known.",
        )
    return Part(
        raw_table=RAW_TABLE,
        edition=int(year),
        same_as=agency,
        title=f"Tingkat kematangan indikator {year} yang diketik: {agency}",
        document_type="statements",
        rows=tuple(rows),
        states={"levels": len(rows)},
        notes=typed.remarks,
    )


def _of_title(lines: Sequence[str]) -> dict[str, str]:
    """Agency and year from a line that names one of each; nothing where lines differ."""
    found = set()
    for line in lines:
        regions, years = set(_REGION.findall(line)), set(_YEAR.findall(line))
        if len(regions) == len(years) == 1:
            found.add((*regions, *years))
    return dict(zip(("agency", "evaluation_year"), found.pop(), strict=True)) if len(found) == 1 else {}


def _completed(written: dict[str, str], *, titled: dict[str, str], is_of_indicators: bool) -> dict[str, str]:
    cells = {name: cell or titled.get(name, "") for name, cell in written.items()}
    if is_of_indicators:
        cells |= {"node_code": cells["region_code"], "region_code": ""}
    stated = cells["node_code"] or cells["indicator"]
    return cells | {"node_code": _code(stated, "" if cells["node_code"] else cells["number"], cells["evaluation_year"])}


def _code(stated: str, row_number: str, year: str) -> str:
    """The code of an indicator that is stated as code, as number or, where neither is, by the number of its row."""
    if code := _CODE.fullmatch(stated):
        return f"I{int(code[1] or code[2]):02}" + (f"-{code[3]}" if code[3] else "")
    number = _NUMBER.fullmatch(stated) or _NUMBER.fullmatch(row_number)
    if number is None:
        return stated
    instrument = instrument_of(int(year)) if re.fullmatch(r"20\d\d", year) else None
    at = int(number[1])
    return instrument.leaves[at - 1] if instrument and at <= len(instrument.leaves) else f"I{at:02}"


def _problems(cells: dict[str, str]) -> Iterator[tuple[str, str]]:
    """What is wrong with a level, and the remedy, the gravest first."""
    if not cells["agency"]:
        yield "nothing says whose levels these are.", "add a column Daerah, or write above the table: Daerah: Kota ..."
    if not cells["evaluation_year"]:
        yield "nothing says of which year the levels are.", "add a column Tahun, or write above the table: Tahun: 2025."
    year = cells["evaluation_year"]
    if not re.fullmatch(r"20\d\d", year):
        yield f"evaluation_year {year!r} is not a year.", "write the year that is evaluated, as 2025."
        return
    instrument = instrument_of(int(year))
    if instrument is None:
        yield f"the indicators of {year} are not known here.", "check the year; the first is 2018."
        return
    yield from _level_problems(cells, instrument)


def _level_problems(cells: dict[str, str], instrument: YearInstrument) -> Iterator[tuple[str, str]]:
    codes = instrument.leaves
    if cells["node_code"] not in codes:
        yield (
            f"{cells['node_code']!r} is no indicator of {instrument.name}.",
            f"write its code, {codes[0]} to {codes[-1]}, in a column Kode indikator.",
        )
    if not instrument.whole_levels and is_not_yet_scored(cells["level"]):
        return
    figure = (_WHOLE if instrument.whole_levels else _DECIMAL).fullmatch(cells["level"])
    value = Decimal(cells["level"].replace(",", ".")) if figure else None
    if value is None or not instrument.level_min <= value <= instrument.level_max:
        kind = "whole number" if instrument.whole_levels else "number of at most two decimals"
        yield (
            f"the level {cells['level']!r} of {cells['node_code']} is none.",
            f"write a {kind} from {instrument.level_min} to {instrument.level_max}"
            + ("." if instrument.whole_levels else f", or {NOT_YET_SCORED[0]!r}."),
        )


READER = Reader(
    source="spbe_typed_levels",
    kind="levels of all indicators typed by an agency (YAML, CSV, XLSX)",
    media=frozenset({"csv", "xlsx"}),
    version=2,
    read=read_levels,
)
