"""Reading SPBE tables of open-data portals: CKAN and Open Data Jabar.

Which field means what is declared per dataset in source.yml. A file that a person has saved is read by the
declaration that fits it, or else by field names that can mean only one thing.

Belongs here: finding the mapping, and the cells by it. Does not belong here: fetching (portals/), whom a name
means (wide_rows.py).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import PurePath

from sources.declaration.declared import Source
from sources.declaration.errors import SourceError
from sources.portals.answers import Json, count_in, keys_of, rows_in
from sources.portals.jabar import stated_total
from sources.portals.pages import Answers, unpack
from sources.portals.plan import PORTAL_COLUMNS, CkanDataset, Constant, JabarDataset, datasets, plan_of
from sources.portals.tables import Cells, cells_of, check_complete, left_over
from sources.reading.content import Content
from sources.reading.parts import NotThis, Part, Reader
from sources.spbe_portal.field_names import FORM, Mapping, recognise

_SURROGATES = {"_id", "id", "_full_text"}


def _read(content: Content, source: Source) -> tuple[Part, ...] | NotThis:
    answers = unpack(content)
    if answers.kind not in {None, "ckan", "jabar"}:
        return NotThis(f"a table of a portal (it is an answer of {answers.kind})")
    plan = plan_of(source)
    declared = datasets(plan) if plan is not None else ()
    tables = [_table(body) for body in answers.bodies]
    rows = [row for found, _, _ in tables for row in found or []]
    if answers.kind is None:
        if tables[0][0] is None:
            return NotThis(f"a CKAN answer (result.records) or a Jabar answer (data) ({_seen(answers.bodies[0])})")
        mapped = _of_saved(content, rows, tables[0][2], declared)
        if isinstance(mapped, NotThis):
            return mapped
        check_complete(content, len(rows), tables[0][1])
    else:
        mapped = _of_fetched(answers, declared)
        if isinstance(mapped, NotThis):
            return mapped
        if any(found is None for found, _, _ in tables):
            raise SourceError(content.path, "a page holds no rows.", "fetch it again.")
    return _parts(content, rows, *mapped)


def _table(body: Json) -> tuple[list[dict[str, Json]] | None, int | None, str]:
    """Rows, the stated total, and the table's id in a CKAN or Jabar answer."""
    if not isinstance(body, dict):
        return None, None, ""
    result = body.get("result")
    if body.get("success") is True and isinstance(result, dict):
        return rows_in(result.get("records")), count_in(result.get("total")), str(result.get("resource_id") or "")
    return rows_in(body.get("data")), stated_total(body), ""


def _of_fetched(answers: Answers, declared: Sequence[CkanDataset | JabarDataset]) -> tuple[str, str, Mapping] | NotThis:
    for one in declared:
        if one.dataset == answers.dataset:
            return one.dataset, one.title, dict(one.columns)
    names = ", ".join(one.dataset for one in declared) or "none"
    return NotThis(f"a dataset declared under `fetch` in source.yml: {names} (it is of {answers.dataset!r})")


def _of_saved(
    content: Content, rows: list[dict[str, Json]], resource_id: str, declared: Sequence[CkanDataset | JabarDataset]
) -> tuple[str, str, Mapping] | NotThis:
    keys = keys_of(rows)
    fitting: list[CkanDataset | JabarDataset] = [
        d for d in declared if resource_id and isinstance(d, CkanDataset) and d.resource_id == resource_id
    ]
    if not fitting:
        fitting = [d for d in declared if all(isinstance(f, Constant) or f in keys for f in d.columns.values())]
    if len(fitting) == 1:
        return fitting[0].dataset, fitting[0].title, dict(fitting[0].columns)
    if fitting:
        names = " and ".join(one.dataset for one in fitting)
        raise SourceError(
            content.path, f"its fields fit {names}, and nothing in it says which it is.",
            "fetch the source instead of saving the answer by hand.",
        )  # fmt: skip
    mapping = recognise(keys)
    if isinstance(mapping, str):
        return NotThis(f"{FORM} ({mapping})")
    stem = PurePath(content.name).stem
    return resource_id or stem, stem, mapping


def _parts(
    content: Content, rows: list[dict[str, Json]], dataset: str, title: str, mapping: Mapping
) -> tuple[Part, ...]:
    lacking = sorted({f for f in mapping.values() if isinstance(f, str)} - set(keys_of(rows))) if rows else []
    if lacking:
        raise SourceError(
            content.path, f"no row has the field {', '.join(lacking)}; found: {', '.join(keys_of(rows))}.",
            f"correct the mapping of {dataset} in source.yml: the portal has renamed its fields.",
        )  # fmt: skip
    by_year: dict[int, list[dict[str, str]]] = defaultdict(list)
    for cells in cells_of(content, rows):
        year = _year(cells, mapping["evaluation_year"])
        printed = {str(column): _cell(cells, mapping.get(column)) for column in PORTAL_COLUMNS}
        by_year[year].append({"dataset": dataset, "row_no": str(cells.row_no), **printed})
    read = {field for field in mapping.values() if isinstance(field, str)} | _SURROGATES
    return tuple(
        Part(
            raw_table="spbe_portal",
            edition=year,
            same_as=dataset,
            title=title,
            document_type="portal_table",
            rows=tuple(found),
            notes=left_over(rows, read),
        )
        for year, found in sorted(by_year.items())
    )


def _cell(cells: Cells, field: str | Constant | None) -> str:
    if field is None:
        return ""
    return field.value if isinstance(field, Constant) else cells.text(field)


def _year(cells: Cells, field: str | Constant) -> int:
    return int(field.value) if isinstance(field, Constant) else cells.year(field)


def _seen(body: Json) -> str:
    if not isinstance(body, dict):
        return f"found {'a list' if isinstance(body, list) else 'a single value'}"
    return f"found {', '.join(repr(key)[1:-1] for key in list(body)[:15]) or 'an empty object'}"


READER = Reader(
    source="spbe_portal", kind="portal table (JSON)", media=frozenset({"json"}), version=1, read=_read
)  # fmt: skip
