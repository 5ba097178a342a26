"""Reading Tauval's answers: an array of bodies, each with a year and figures that are not rounded.

Belongs here: the interface's fields. Does not belong here: fetching (portals/tauval.py), whom a name means
(statements.py). Figures keep their text to the last digit.
"""

from __future__ import annotations

from collections import defaultdict

from sources.declaration.declared import Source
from sources.declaration.errors import SourceError
from sources.portals.answers import Json, keys_of, rows_in
from sources.portals.pages import unpack
from sources.portals.tables import cells_of, left_over
from sources.reading.content import Content
from sources.reading.parts import NotThis, Part, Reader

_NEEDED = ("kode", "tahun", "nama_instansi", "nilai")
_PLAIN = {"agency": "nama_instansi", "agency_code": "kode", "category": "kategori", "region_label": "daerah"}
_FIGURES = {"d1": "D2001", "d2": "D2002", "d3": "D2003", "d4": "D2004", "index": "indeks"}


def _read(content: Content, source: Source) -> tuple[Part, ...] | NotThis:
    answers = unpack(content)
    if answers.kind not in {None, "tauval"}:
        return NotThis(f"an answer of Tauval (it is one of {answers.kind})")
    pages = [rows_in(body) for body in answers.bodies]
    rows = [row for page in pages for row in page or []]
    if answers.kind is None and (None in pages or not rows or not any(key in rows[0] for key in _NEEDED)):
        return NotThis(f"an array of objects with {', '.join(_NEEDED)} (found {_seen(answers.bodies[0])})")
    if None in pages:
        raise SourceError(content.path, "the answer holds no array of bodies.", "fetch it again.")
    by_year: dict[int, list[dict[str, str]]] = defaultdict(list)
    for cells in cells_of(content, rows):
        lacking = [key for key in _NEEDED if key not in cells.row]
        if lacking:
            raise cells.wrong(", ".join(lacking), "the row lacks it")
        year = cells.year("tahun")
        printed = {column: cells.text(field) for column, field in _PLAIN.items()}
        figures = {column: cells.text(field, within="nilai") for column, field in _FIGURES.items()}
        by_year[year].append({"row_no": str(cells.row_no), "evaluation_year": str(year), **printed, **figures})
    notes = (*left_over(rows, {*_NEEDED, *_PLAIN.values()}), *_left_over_figures(rows))
    return tuple(
        Part(
            raw_table="spbe_tauval",
            edition=year,
            same_as="",
            title=f"Hasil evaluasi SPBE {year} (Tauval)",
            document_type="portal_table",
            rows=tuple(found),
            notes=notes,
        )
        for year, found in sorted(by_year.items())
    )


def _left_over_figures(rows: list[dict[str, Json]]) -> tuple[str, ...]:
    holders = [holder for row in rows if isinstance(holder := row["nilai"], dict)]
    rest = [repr(key)[1:-1] for key in keys_of(holders) if key not in _FIGURES.values()]
    return (f"figures of `nilai` that are not read: {', '.join(rest)}",) if rest else ()


def _seen(body: Json) -> str:
    rows = rows_in(body)
    keys = list(body) if isinstance(body, dict) else keys_of(rows or [])
    return f"the fields {', '.join(repr(key)[1:-1] for key in keys[:15])}" if keys else "none"


READER = Reader(
    source="spbe_tauval", kind="Tauval answer (JSON)", media=frozenset({"json"}), version=1, read=_read
)  # fmt: skip
