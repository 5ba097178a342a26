"""Reading Tauval's answers: an array of bodies, each with a year and figures that keep their last digit."""

from __future__ import annotations

from collections import defaultdict

from sources.declaration.declared import Source
from sources.network.errors import legible
from sources.portals.answers import Json, listed_keys, rows_in, unpack
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
        raise content.refusal("the answer holds no array of bodies.", "fetch it again.")
    by_year: dict[int, list[dict[str, str]]] = defaultdict(list)
    for row in answers.numbered(rows):
        row.check_fields(_NEEDED)
        year = row.year("tahun")
        printed = {column: row.text(field) for column, field in _PLAIN.items()}
        figures = {column: row.text(field, within="nilai") for column, field in _FIGURES.items()}
        by_year[year].append({"row_no": str(row.row_no), "evaluation_year": str(year), **printed, **figures})
    figures_of = [holder for row in rows if isinstance(holder := row["nilai"], dict)]
    left_over = {
        "fields": listed_keys(rows, without={*_NEEDED, *_PLAIN.values()}),
        "figures of `nilai`": listed_keys(figures_of, without=_FIGURES.values()),
    }
    notes = tuple(f"{what} that are not read: {keys}" for what, keys in left_over.items() if keys)
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


def _seen(body: Json) -> str:
    keys = listed_keys([body] if isinstance(body, dict) else rows_in(body) or [])
    return f"the fields {legible(keys, 200)}" if keys else "none"


READER = Reader(
    source="spbe_tauval", kind="Tauval answer (JSON)", media=frozenset({"json"}), version=1, read=_read
)  # fmt: skip
