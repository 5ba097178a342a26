"""Targets and cost weights of a planner, typed as a small YAML, CSV or XLSX file.

A file makes one document of targets and one of costs. What tells files apart is the name that the file gives itself,
or without one its first target (its first cost, when it has no target): a file that grows at its end is a new version
of the same document, and none takes the place of the bundled one, which has no such name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from sources.declaration.declared import EVIDENCE_GRADES, Source
from sources.reading.content import Content
from sources.reading.entry_forms import Entry, EntryForm, EntryLists
from sources.reading.parts import NotThis, Part, Reader
from sources.reading.typed_cells import is_address, is_iso_date
from sources.reading.typed_entries import checked_rows, read_entry_lists
from sources.statements.printed_numbers import read_figure
from sources.statements.statements import TOP_OF_SCALE

TARGETS = EntryForm(
    "targets",
    "target",
    columns=(
        "target_id", "scope", "subject_code", "printed_subject", "measure", "horizon", "target_year", "target_value",
        "instrument", "plan", "stated_by", "stated_on", "url", "evidence_grade", "note", "note_en",
    ),
    required=("target_id", "subject_code", "target_value", "instrument"),
    headings={
        "target_id": "kode target | target code",
        "scope": "target untuk | target for | cakupan",
        "subject_code": "kode | code | kode daerah | kode wilayah",
        "printed_subject": "daerah | region | nama daerah",
        "measure": "kode besaran | measure code | besaran",
        "horizon": "kapan | when due",
        "target_year": "tahun target",
        "target_value": "target | nilai target",
        "instrument": "instrumen",
        "plan": "rencana",
        "stated_by": "dinyatakan oleh",
        "stated_on": "dinyatakan pada",
        "url": "alamat | tautan",
        "evidence_grade": "mutu bukti",
        "note": "catatan",
        "note_en": "catatan dalam bahasa Inggris | note in English",
    },
    words={
        "scope": {
            "region": "satu pemerintah daerah | one regional government",
            "province_aggregate":
                "rata-rata kabupaten/kota satu provinsi | mean of the kabupaten/kota of a province",
            "country": "indeks nasional tercetak | the printed national index",
            "every_region": "setiap daerah sendiri-sendiri | each region by itself",
        },
        "horizon": {
            "by_year": "pada tahun target | in the target year",
            "every_year": "setiap tahun | every year",
            "undated": "tahun target tidak disebut | no target year is named",
        },
    },
)  # fmt: skip
COSTS = EntryForm(
    "indicator_costs",
    "cost",
    columns=("instrument", "node_code", "region_code", "step_cost", "note"),
    required=("instrument", "node_code", "step_cost"),
    headings={
        "instrument": "instrumen",
        "node_code": "kode indikator | indicator code",
        "region_code": "kode | code | kode daerah | kode wilayah",
        "step_cost": "biaya | cost",
        "note": "catatan",
    },
)
SCOPES = ("region", "province_aggregate", "country", "every_region")
HORIZONS = ("by_year", "every_year", "undated")
#: SPBE was first scored in 2018; the longest plans (RPJPN, RPJPD) run to 2045.
FIRST_YEAR, LAST_YEAR = 2018, 2045
#: The scopes whose subject is no region, and how it is written.
_NO_REGION = {"country": "IDN", "every_region": "*"}
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_SLUG = 60
_NULLS = {"null", "~"}

#: What a check yields: what is wrong, and the remedy.
Problems = Iterator[tuple[str, str]]


def read_targets(content: Content, _: Source) -> tuple[Part, ...] | NotThis:
    """The targets of a file, and its costs: one part each.

    Raises:
        SourceError: for an incomplete or impossible target or cost, with its line, value and remedy.
    """
    typed = read_entry_lists(content, [TARGETS, COSTS])
    if isinstance(typed, NotThis):
        return typed
    if typed.name and not _is_slug(typed.name):
        raise content.refusal(f"its name {typed.name!r} cannot be used.", f"write it {_AS_SLUG}.")
    parts = []
    own = ""
    if "targets" in typed.lists:
        targets = typed.lists["targets"]
        rows = checked_rows(content, TARGETS, targets, _target_problems, complete=_with_defaults, key=["target_id"])
        own = rows[0]["target_id"]
        parts.append(_target_part(typed, own, rows))
    if "indicator_costs" in typed.lists:
        costs = typed.lists["indicator_costs"]
        rows = checked_rows(content, COSTS, costs, _cost_problems, key=["instrument", "node_code", "region_code"])
        parts.append(_cost_part(typed, own, rows))
    return tuple(parts)


# `target x` and `targets x` begin two documents: a file that names itself never meets one that does not.
def _target_part(typed: EntryLists, own: str, rows: tuple[dict[str, str], ...]) -> Part:
    filled = [f"{name} {value} ({count})" for (name, value), count in _filled_in(typed.lists["targets"], rows).items()]
    return Part(
        raw_table="targets",
        edition=None,
        same_as=f"targets {typed.name}" if typed.name else f"target {own}",
        title=f"Target indeks SPBE dari perencana: {typed.name or own}",
        document_type="statements",
        rows=rows,
        states={"targets": len(rows)},
        notes=(*([f"Filled in where nothing is stated: {', '.join(filled)}."] if filled else []), *typed.remarks),
    )


def _cost_part(typed: EntryLists, own: str, rows: tuple[dict[str, str], ...]) -> Part:
    first = " ".join(filter(None, (rows[0]["instrument"], rows[0]["node_code"], rows[0]["region_code"])))
    beside = f"beside {own}" if own else first
    return Part(
        raw_table="indicator_costs",
        edition=None,
        same_as=f"costs {typed.name}" if typed.name else f"cost {beside}",
        title=f"Bobot biaya indikator dari perencana: {typed.name or own or first}",
        document_type="statements",
        rows=rows,
        states={"costs": len(rows)},
        notes=typed.remarks,
    )


def _with_defaults(written: dict[str, str]) -> dict[str, str]:
    """A target with what the short form leaves out; no name is looked up, and no figure or year made up."""
    defaults = {
        "scope": "region",
        "printed_subject": written["subject_code"],
        "measure": "INDEX",
        "horizon": "by_year" if written["target_year"] else "undated",
        "evidence_grade": "D",
    }
    return {name: cell or defaults.get(name, "") for name, cell in written.items()}


def _filled_in(entries: Sequence[Entry], rows: Sequence[dict[str, str]]) -> Counter[tuple[str, str]]:
    return Counter(
        (name, cell)
        for entry, row in zip(entries, rows, strict=True)
        for name, cell in row.items()
        if cell and not entry.cells.get(name, "").strip()
    )


def _shared_problems(cells: dict[str, str]) -> Problems:
    for name, cell in cells.items():
        if cell.lower() in _NULLS:
            yield f"{name} says {cell!r}.", "leave out what is not known."
    if not re.fullmatch(r"[A-Z]+-20[0-9]{2}", cells["instrument"]):
        yield f"instrument {cells['instrument']!r} is no instrument's name.", "write it as SPBE-2020."


def _target_problems(cells: dict[str, str]) -> Problems:
    """What is wrong with a target, and the remedy, the gravest first."""
    yield from _shared_problems(cells)
    if not _is_slug(cells["target_id"]):
        yield f"target_id {cells['target_id']!r} cannot be used.", f"write it {_AS_SLUG}."
    for name, known in (("scope", SCOPES), ("horizon", HORIZONS), ("evidence_grade", EVIDENCE_GRADES)):
        if cells[name] not in known:
            yield f"{name} {cells[name]!r} is not known.", f"write one of {', '.join(known)}, or leave it out."
    yield from _subject_problems(cells)
    yield from _figure_problems(cells)
    yield from _year_problems(cells)
    yield from _evidence_problems(cells)


def _subject_problems(cells: dict[str, str]) -> Problems:
    scope, subject, measure = cells["scope"], cells["subject_code"], cells["measure"]
    wanted = _NO_REGION.get(scope)
    if wanted is not None and subject != wanted:
        yield f"subject_code {subject!r} does not fit the scope {scope}.", f"write {wanted}."
    if wanted is None and subject in _NO_REGION.values():
        yield (
            f"subject_code {subject!r} does not fit the scope {scope}.",
            f"write a region's code, or the scope {next(s for s, code in _NO_REGION.items() if code == subject)}.",
        )
    if scope == "province_aggregate" and measure != "INDEX":
        yield f"measure {measure!r}: of the mean of a province only INDEX is known.", "write INDEX, or leave it out."
    if measure == "LEVEL" and scope not in {"region", "every_region"}:
        yield f"measure LEVEL does not fit the scope {scope}.", "a level is of the scope region or every_region."


def _figure_problems(cells: dict[str, str]) -> Problems:
    printed, measure = cells["target_value"], cells["measure"]
    figure = _figure(printed)
    if figure is None or not 0 < figure <= TOP_OF_SCALE:
        yield (
            f"target_value {printed!r} is not a figure above 0 up to {TOP_OF_SCALE}, with at most two decimals.",
            "write it as the plan does, e.g. 3,80.",
        )
    elif measure == "LEVEL" and figure not in range(1, TOP_OF_SCALE + 1):
        yield f"target_value {printed!r} is not a level from 1 to {TOP_OF_SCALE}.", "a level is a whole number."


def _figure(printed: str) -> Decimal | None:
    """A target's value; None for what core.targets cannot hold."""
    return read_figure(printed).value if re.fullmatch(r"[0-9](?:[.,][0-9]{1,2})?", printed) else None


def _year_problems(cells: dict[str, str]) -> Problems:
    year, horizon = cells["target_year"], cells["horizon"]
    if year and (not re.fullmatch(r"[0-9]{4}", year) or not FIRST_YEAR <= int(year) <= LAST_YEAR):
        yield (
            f"target_year {year!r} is not a year from {FIRST_YEAR} to {LAST_YEAR}.",
            "write the evaluation year of the target, or leave it out when none is named.",
        )
    if year and horizon != "by_year":
        yield f"target_year {year!r} does not fit the horizon {horizon}.", "leave one of the two out."
    if not year and horizon == "by_year":
        yield "target_year is empty, and the horizon is by_year.", "state the year, or write the horizon undated."


def _evidence_problems(cells: dict[str, str]) -> Problems:
    stated_on, url, grade = cells["stated_on"], cells["url"], cells["evidence_grade"]
    if stated_on and not (is_iso_date(stated_on) and stated_on.startswith("20")):
        yield f"stated_on {stated_on!r} is not a date of this century.", "write it as 2025-01-31, or leave it out."
    if url and not is_address(url):
        yield (
            f"url {url!r} is not an address.",
            "give the page's full address, beginning with http:// or https://, or leave it out.",
        )
    if grade == "A" and not cells["plan"]:
        yield "evidence_grade A is that of the plan or decree itself, and plan is empty.", "name it, or write D."
    if grade in {"B", "C"} and not (cells["plan"] or url or cells["note"]):
        yield f"evidence_grade {grade} needs a place where it can be read.", "state plan, url or note, or write D."


def _cost_problems(cells: dict[str, str]) -> Problems:
    """What is wrong with a cost, and the remedy."""
    yield from _shared_problems(cells)
    cost = cells["step_cost"]
    if not re.fullmatch(r"(?=.*[1-9])[0-9]{1,6}(?:[.,][0-9]{1,2})?", cost):
        yield (
            f"step_cost {cost!r} is not a figure above 0, below 1,000,000, with at most two decimals.",
            "write the cost of one step, e.g. 3 or 0,5; choose a larger unit where it has more digits.",
        )


_AS_SLUG = f"in small letters, digits and single hyphens, at most {_LONGEST_SLUG}: kota-contoh-2026"


def _is_slug(text: str) -> bool:
    return len(text) <= _LONGEST_SLUG and _SLUG.fullmatch(text) is not None


READER = Reader(
    source="targets",
    kind="targets and cost weights (YAML, CSV, XLSX)",
    media=frozenset({"csv", "xlsx"}),
    version=2,
    read=read_targets,
)
