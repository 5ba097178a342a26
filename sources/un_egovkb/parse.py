"""The CSV that the UN E-Government Knowledgebase makes of one survey edition."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path

from sources.declaration.declared import Source
from sources.declaration.snapshot_table import Row, read_rows
from sources.reading.content import Content
from sources.reading.parts import NotThis, Part, Reader

RAW_TABLE = "un_egdi"
CODES_FILE = "country_codes.csv"

#: Column of the raw table, or "year" -> its heading in the UN's own download, and in the renamed copy of 2024.
_HEADINGS = {
    "year": ("Survey Year", "Survey Year"),
    "country": ("Country Name", "Country"),
    "egdi_rank": ("E-Government Rank", "Rank"),
    "egdi": ("E-Government Index", "E_Index"),
    "epi": ("E-Participation Index", "E_Participation"),
    "osi": ("Online Service Index", "Online_Service"),
    "hci": ("Human Capital Index", "Human_Capital"),
    "tii": ("Telecommunication Infrastructure Index", "Tele_Infra"),
}
_FIGURE = re.compile(r"[0-9](?:\.[0-9]+)?")
_TITLE = (
    "United Nations E-Government Survey {year}: E-Government Development Index "
    "(E-Government Knowledgebase, Data Center)"
)


def read_survey_edition(content: Content, source: Source) -> tuple[Part, ...] | NotThis:
    """The edition that the file holds, its rows in their order, figures as printed.

    Raises:
        SourceError: for a country that has no code or stands twice, a figure that is none, rows of several years,
            or a line that is not as wide as the header.
    """
    columns = _columns(content)
    if columns is None:
        own = ", ".join(heading for heading, _ in _HEADINGS.values())
        return NotThis(f"the UN's header ({own}); found {_first_line(content)[:200]!r}")
    del source  # its years bound what is loaded, not what a file says
    found = read_rows(content.path, content.data)
    _check_countries(content, found, columns["country"])
    rows = tuple(_row(content, number, line, columns) for number, line in enumerate(found, start=1))
    seen: dict[str, int] = {}
    for row, line in zip(rows, found, strict=True):
        if (first := seen.setdefault(row["iso3"], line.line_no)) != line.line_no:
            raise content.refusal(
                f"{row['country']} stands twice, before in line {first}.",
                "download it again.",
                line.line_no,
            )
    year = _year(content, found, columns["year"])
    left_out = [name for name in found[0].cells if name not in columns.values()]
    return (
        Part(
            raw_table=RAW_TABLE,
            edition=year,
            same_as="",
            title=_TITLE.format(year=year),
            document_type="survey_edition",
            rows=rows,
            notes=(f"columns that were not read: {', '.join(left_out)}",) if left_out else (),
        ),
    )


READER = Reader(
    source="un_egovkb",
    kind="UN E-Government Knowledgebase download (CSV)",
    media=frozenset({"csv"}),
    version=1,
    read=read_survey_edition,
)


@cache
def country_codes(folder: Path = Path(__file__).parent) -> dict[str, str]:
    """The ISO 3166 code of each country by the publisher's name for it."""
    path = folder / CODES_FILE
    return {row.cells["name"]: row.cells["iso3"] for row in read_rows(path, path.read_bytes(), ("name", "iso3"))}


def _first_line(content: Content) -> str:
    return content.data.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].decode("utf-8", errors="replace").strip()


def _columns(content: Content) -> dict[str, str] | None:
    """The file's heading of each column; None when it has neither of the two headers, in whatever order."""
    headings = {heading.strip(): heading for heading in next(csv.reader([_first_line(content)]), [])}
    for names in zip(*_HEADINGS.values(), strict=True):
        if set(names) <= set(headings):
            return dict(zip(_HEADINGS, (headings[name] for name in names), strict=True))
    return None


def _check_countries(content: Content, found: list[Row], heading: str) -> None:
    names = {line.line_no: " ".join(line.cells[heading].split()) for line in found}
    unknown = {name: line_no for line_no, name in reversed(names.items()) if name not in country_codes()}
    if unknown:
        first = min(unknown, key=lambda name: unknown[name])
        raise content.refusal(
            f"no code is known of {', '.join(map(repr, sorted(unknown)))[:500]}.",
            f"add a line to sources/un_egovkb/{CODES_FILE}: `{first},<its ISO 3166 code of three letters>`.",
            unknown[first],
        )


def _row(content: Content, number: int, line: Row, columns: dict[str, str]) -> dict[str, str]:
    cells = {column: " ".join(line.cells[heading].split()) for column, heading in columns.items() if column != "year"}
    for column, cell in cells.items():
        fits = column == "country" or (
            re.fullmatch(r"\d{0,3}", cell) if column == "egdi_rank" else _FIGURE.fullmatch(cell)
        )
        if not fits:
            raise content.refusal(
                f"{columns[column]} of {cells['country']} is {cell!r}, which is no figure.",
                "compare the cell with the publisher's page.",
                line.line_no,
            )
    return {"row_no": str(number), "country": (name := cells.pop("country")), "iso3": country_codes()[name], **cells}


def _year(content: Content, found: list[Row], heading: str) -> int:
    years = {line.cells[heading].strip() for line in found}
    if len(years) > 1 or not re.fullmatch(r"20\d\d", min(years)):
        raise content.refusal(
            f"its column {heading!r} says {', '.join(sorted(years)[:5])}: one survey year is expected.",
            "download each edition into a file of its own.",
        )
    return int(min(years))
