"""The CSV that the UN E-Government Knowledgebase makes of one survey edition, also where a program has saved it again.

Such a program separates by semicolons or tabs, writes decimal commas, and cuts or lengthens figures: they are brought
back to the five decimals that the UN prints. Countries are known by the letters of their names, of today and of before.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path

from sources.declaration.declared import Source
from sources.declaration.snapshot_table import Row, read_rows
from sources.reading.content import Content
from sources.reading.parts import NotThis, Part, Reader
from sources.reading.spelling import figure_text, letters, says_nothing, without_hidden, wrong_encoding
from sources.reading.workbook.opening import sheets

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
_FIGURE, _DECIMALS = re.compile(r"[01](?:\.[0-9]{1,5})?"), 5
_WHOLE = re.compile(r"(\d+)(?:[.,]0+)?")
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
    if content.media == "xlsx":
        header = next((row for sheet in sheets(content)[:1] for row in sheet.rows if any(row)), [])
        is_edition = _columns([cell for cell in header if cell]) is not None
        return NotThis(
            "the UN's CSV; this is a workbook",
            "the UN's download, saved again as a workbook: download it again as CSV." if is_edition else None,
        )
    head = _heading(content)
    if head is None:
        own = ", ".join(heading for heading, _ in _HEADINGS.values())
        return NotThis(f"the UN's header ({own}); found {_first_line(content)[:200]!r}")
    del source  # its years bound what is loaded, not what a file says
    delimiter, columns = head
    lines = read_rows(content.path, content.data, delimiter=delimiter)
    found = [line for line in lines if any(cell.strip() for cell in line.cells.values())]
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
    return (
        Part(
            raw_table=RAW_TABLE,
            edition=year,
            same_as="",
            title=_TITLE.format(year=year),
            document_type="survey_edition",
            rows=rows,
            notes=tuple(_notes(found, columns, delimiter)),
            saved_again=delimiter != "," or _altered(found, columns) > 0,
        ),
    )


READER = Reader(
    source="un_egovkb",
    kind="UN E-Government Knowledgebase download (CSV)",
    media=frozenset({"csv", "xlsx"}),
    version=2,
    read=read_survey_edition,
)


@cache
def country_codes(folder: Path = Path(__file__).parent) -> dict[str, str]:
    """The ISO 3166 code of each country by the letters of the names that the publisher gives or gave it."""
    path = folder / CODES_FILE
    rows = read_rows(path, path.read_bytes(), ("name", "iso3"))
    return {_country_key(row.cells["name"]): row.cells["iso3"] for row in rows}


def _country_key(name: str) -> str:
    return letters(name.replace("&", " and "))


def _first_line(content: Content) -> str:
    return content.data.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].decode("utf-8", errors="replace").strip()


def _heading(content: Content) -> tuple[str, dict[str, str]] | None:
    """What separates the columns, and the file's heading of each; None when it has neither of the two headers."""
    for delimiter in (",", ";", "\t"):
        columns = _columns(next(csv.reader(_first_line(content).splitlines()[:1], delimiter=delimiter), []))
        if columns is not None:
            return delimiter, columns
    return None


def _columns(cells: list[str]) -> dict[str, str] | None:
    headings = {letters(heading): heading for heading in cells}
    for names in zip(*_HEADINGS.values(), strict=True):
        keys = [letters(name) for name in names]
        if set(keys) <= set(headings):
            return dict(zip(_HEADINGS, (headings[key] for key in keys), strict=True))
    return None


def _notes(found: list[Row], columns: dict[str, str], delimiter: str) -> Iterator[str]:
    """What a person should know of how the file was read."""
    if left_out := [name for name in found[0].cells if name not in columns.values()]:
        yield f"columns that were not read: {', '.join(left_out)}"
    if delimiter != ",":
        yield "saved again by a spreadsheet, with semicolons or tabs; decimal commas were read as points"
    if altered := _altered(found, columns):
        yield f"figures that a program has cut or lengthened, brought back to {_DECIMALS} decimals: {altered}"


def _altered(found: list[Row], columns: dict[str, str]) -> int:
    """How many figures do not have the decimals with which the publisher hands them out."""
    figures = [line.cells[columns[name]].strip() for line in found for name in ("egdi", "epi", "osi", "hci", "tii")]
    return sum(not re.fullmatch(rf"\d[.,]\d{{{_DECIMALS}}}", figure) for figure in figures)


def _check_countries(content: Content, found: list[Row], heading: str) -> None:
    names = {line.line_no: " ".join(line.cells[heading].split()) for line in found}
    unknown = {name: line_no for line_no, name in reversed(names.items()) if _country_key(name) not in country_codes()}
    if not unknown:
        return
    first = min(unknown, key=lambda name: unknown[name])
    for name, line_no in sorted(unknown.items(), key=lambda item: item[1]):
        if meant := _before_encoding(name):
            raise content.refusal(
                f"{name!r} was opened in a wrong encoding: it is {meant!r}.",
                "download it again, and open it as UTF-8 if a program must save it: 'CSV UTF-8'.",
                line_no,
            )
    raise content.refusal(
        f"no code is known of {', '.join(map(repr, sorted(unknown)))[:500]}.",
        f"add a line to sources/un_egovkb/{CODES_FILE}: `{first},<its ISO 3166 code of three letters>`.",
        unknown[first],
    )


def _before_encoding(name: str) -> str | None:
    """What a name was before an encoding spoilt it: letters read as others, or lost to a mark that stands for any."""
    if meant := wrong_encoding(name):
        return meant
    if not re.search(r"[?\ufffd]", name):
        return None
    path = Path(__file__).parent / CODES_FILE
    known = [row.cells["name"] for row in read_rows(path, path.read_bytes(), ("name", "iso3"))]
    pattern = re.compile("".join(r".{1,2}" if c in "?\ufffd" else re.escape(c) for c in name))
    fitting = [one for one in known if pattern.fullmatch(one)]
    return fitting[0] if len(fitting) == 1 else None


def _row(content: Content, number: int, line: Row, columns: dict[str, str]) -> dict[str, str]:
    cells = {column: line.cells[heading] for column, heading in columns.items() if column != "year"}
    name = " ".join(without_hidden(cells.pop("country")).split())
    read = {column: _rank(cell) if column == "egdi_rank" else _figure(cell) for column, cell in cells.items()}
    for column, cell in read.items():
        if cell is None:
            raise content.refusal(
                f"{columns[column]} of {name} is {cells[column].strip()!r}, which is no figure.",
                "compare the cell with the publisher's page.",
                line.line_no,
            )
    figures = {column: cell or "" for column, cell in read.items()}
    return {"row_no": str(number), "country": name, "iso3": country_codes()[_country_key(name)], **figures}


def _figure(cell: str) -> str | None:
    """A figure with the five decimals that the UN prints; None where the cell holds none."""
    text = figure_text(cell).replace(",", ".")
    return f"{Decimal(text):.{_DECIMALS}f}" if _FIGURE.fullmatch(text) else None


def _rank(cell: str) -> str | None:
    """A rank, "" for none, None where the cell holds something else. A program may write 134 as 134.0."""
    if says_nothing(cell):
        return ""
    rank = _WHOLE.fullmatch(figure_text(cell))
    return rank[1] if rank and len(rank[1]) <= len("193") else None


def _year(content: Content, found: list[Row], heading: str) -> int:
    years = {_WHOLE.sub(r"\1", line.cells[heading].strip()) for line in found}
    if len(years) > 1 or not re.fullmatch(r"20\d\d", min(years)):
        raise content.refusal(
            f"its column {heading!r} says {', '.join(sorted(years)[:5])}: one survey year is expected.",
            "download each edition into a file of its own.",
        )
    return int(min(years))
