"""Statements of an index by news or government pages, typed as a small CSV or YAML file.

A file makes one document per evaluation year. What tells documents of one year apart is the first page that the file
cites for it: the page's host, and a short print of its address, since one newspaper has many pages. So a file that
grows at its end is a new version of the same document, a file that begins with another page is another document, and
neither takes the place of the bundled collection.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from sources.declaration.declared import Source
from sources.names.region_names import KINDS
from sources.reading.content import Content
from sources.reading.entry_forms import EntryForm
from sources.reading.parts import NotThis, Part, Reader
from sources.reading.spelling import figure_text
from sources.reading.typed_cells import is_address, is_iso_date
from sources.reading.typed_entries import checked_rows, read_entry_lists
from sources.statements.printed_numbers import read_figure
from sources.statements.statements import COLUMN_OF, PREDIKAT, TOP_OF_SCALE, grade_of

STATEMENTS = EntryForm(
    "statements",
    "statement",
    columns=(
        "row_no", "evaluation_year", "agency", "level", "province", *COLUMN_OF.values(), "url", "stated_on",
        "stated_by", "note",
    ),
    required=("evaluation_year", "agency", "index", "url"),
)  # fmt: skip
#: `kelompok` is a mean over several bodies, `kementerian_lembaga` a central body.
LEVELS = (*KINDS, "nasional", "kementerian_lembaga", "kelompok")
#: SPBE was first scored in 2018; 2026 is the first year of its successor.
FIRST_YEAR, LAST_YEAR = 2018, 2026
# A document's identifier is cut; the print of the address at its end must not be.
_HOST_IN_LABEL = 60


def read_statement_list(content: Content, _: Source) -> tuple[Part, ...] | NotThis:
    """The statements of a file, one part per evaluation year.

    Raises:
        SourceError: for an incomplete or impossible statement, with its line, value and remedy.
    """
    typed = read_entry_lists(content, [STATEMENTS], bare_list=True)
    if isinstance(typed, NotThis):
        return typed
    rows = checked_rows(content, STATEMENTS, typed.lists["statements"], _problems)
    for number, row in enumerate(rows, start=1):
        row["row_no"] = str(number)
        row |= {name: figure_text(row[name]) for name in COLUMN_OF.values()}
        row["predikat"] = grade_of(row["predikat"]) or ""
        row["stated_by"] = row["stated_by"] or _host(row["url"])
    years = sorted({row["evaluation_year"] for row in rows})
    return tuple(_part(year, tuple(row for row in rows if row["evaluation_year"] == year)) for year in years)


def _part(year: str, rows: tuple[dict[str, str], ...]) -> Part:
    first = rows[0]["url"]
    return Part(
        raw_table="spbe_press",
        edition=int(year),
        same_as=f"{_host(first)[:_HOST_IN_LABEL]} {hashlib.sha256(first.encode()).hexdigest()[:8]}",
        title=f"Pernyataan tentang indeks SPBE, tahun evaluasi {year} ({_host(first)})",
        document_type="statements",
        rows=rows,
        states={"statements": len(rows)},
        notes=(f"Pages: {len({row['url'] for row in rows})}; the first is {first}",),
    )


def _problems(cells: dict[str, str]) -> Iterator[tuple[str, str]]:
    """What is wrong with a statement, and the remedy, the gravest first."""
    year, url, stated_on = (cells[name] for name in ("evaluation_year", "url", "stated_on"))
    if not re.fullmatch(r"[0-9]{4}", year) or not FIRST_YEAR <= int(year) <= LAST_YEAR:
        yield (
            f"evaluation_year {year!r} is not a year from {FIRST_YEAR} to {LAST_YEAR}.",
            "write the year that was evaluated, not that of the page or of the decree.",
        )
    for column in COLUMN_OF.values():
        figure = read_figure(cells[column]).value
        if column != "predikat" and (cells[column] or column == "index") and (figure is None or figure > TOP_OF_SCALE):
            problem = f"{column} {cells[column]!r} is not a figure from 0 to {TOP_OF_SCALE}."
            yield problem, "write it as the page does, e.g. 3,52."
    if not is_address(url):
        yield f"url {url!r} is not an address.", "give the page's full address, beginning with http:// or https://."
    if stated_on and not is_iso_date(stated_on):
        yield f"stated_on {stated_on!r} is not a date.", "write it as 2026-01-31, or leave it out."
    if cells["predikat"] and grade_of(cells["predikat"]) is None:
        yield f"predikat {cells['predikat']!r} is no grade.", f"write one of {', '.join(PREDIKAT)}, or leave it out."
    if cells["level"] and cells["level"] not in LEVELS:
        yield f"level {cells['level']!r} is not known.", f"write one of {', '.join(LEVELS)}, or leave it out."


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


READER = Reader(
    source="spbe_press",
    kind="statements (CSV, YAML as CSV)",
    media=frozenset({"csv"}),
    version=2,
    read=read_statement_list,
)
