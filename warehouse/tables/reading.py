"""Read the declarations of tables from their YAML files.

A file says ``title`` and ``grain`` in both languages, ``key`` and ``columns``: names apart by blanks, a ``*`` after
those that are never NULL. Where needed: ``order`` (of the published rows), ``partition``, ``unique`` (sets of columns),
``ranges`` (column -> [least, greatest]), ``fewest_rows``, ``warnings``, ``published: false``, ``in_database: false``
(published as Parquet alone: each table makes the database a quarter of a megabyte larger), ``story: true`` (made when a
release is published) and ``columns_of`` (another table, whose columns come before its own; any of them may be NULL, since
its rows are of several times). A raw table says ``printed``, the columns of its documents, instead of key and columns, and where needed ``optional`` (those of them that
a document may lack), ``by_edition``, ``codes`` (column -> code list) and ``patterns`` (column -> regular expression). A mart also says its ``group``, and ``rows`` and
``figures`` (warehouse/derivations.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from warehouse.spec import LAYERS, Column, DeclarationError, Layer, Table, Text
from warehouse.words.catalogue import read_catalogue

FOLDER = Path(__file__).parent
Declared = Mapping[str, Any]

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_ALL = {"title", "grain"}
_NEEDED: Mapping[Layer, set[str]] = {
    "raw": _ALL | {"printed"},
    "core": _ALL | {"key", "columns"},
    "mart": _ALL | {"key", "columns", "group"},
    "audit": _ALL | {"key", "columns"},
}
_ALLOWED: Mapping[Layer, set[str]] = {
    "raw": {"optional", "by_edition", "codes", "patterns", "unique", "fewest_rows"},
    "core": {"order", "partition", "unique", "ranges", "fewest_rows", "warnings", "published", "in_database"},
    "mart": {"order", "unique", "ranges", "fewest_rows", "warnings", "rows", "figures"},
    "audit": {
        "order",
        "partition",
        "unique",
        "fewest_rows",
        "warnings",
        "published",
        "in_database",
        "story",
        "columns_of",
    },
}


def _is_text(value: object) -> bool:
    return (
        isinstance(value, dict) and value.keys() == {"id", "en"} and all(isinstance(one, str) for one in value.values())
    )


def _is_figure(value: object) -> bool:
    if not isinstance(value, dict) or not value.keys() <= {"names", "type", "id", "en", "rows", "inputs"}:
        return False
    words = [value.get(field) for field in ("names", "type", "id", "en")]
    return all(isinstance(one, str) for one in words) and all(
        isinstance(value.get(field, {}), dict) for field in ("rows", "inputs")
    )


def _all(is_one: Callable[[object], bool]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, list) and all(map(is_one, value))


def _is(kind: type) -> Callable[[object], bool]:
    return lambda value: isinstance(value, kind)


_NAMES = (_is(str), "names apart by blanks")
_BY_COLUMN = (_is(dict), "one `name: value` to a line")
#: What each field must look like, and how to say so.
_FORMS: Mapping[str, tuple[Callable[[object], bool], str]] = {
    **dict.fromkeys(("title", "grain"), (_is_text, "`id: ...` and `en: ...`")),
    **dict.fromkeys(("printed", "optional", "key", "columns", "order"), _NAMES),
    **dict.fromkeys(("group", "partition", "columns_of"), (_is(str), "one name")),
    **dict.fromkeys(("ranges", "codes", "patterns", "rows"), _BY_COLUMN),
    **dict.fromkeys(("published", "in_database", "story", "by_edition"), (_is(bool), "true or false")),
    "unique": (_all(_is(str)), "a list of names apart by blanks"),
    "warnings": (_all(_is_text), "a list of `id: ...` and `en: ...`"),
    "figures": (_all(_is_figure), "a list of names, type, id and en, and where needed rows and inputs"),
    "fewest_rows": (_is(int), "a number"),
}
_PLACE = ("document_id*", "document_version*", "line_no*", "locator*")
_AS_PRINTED = Text(
    "Teks persis seperti dalam dokumen; belum dibersihkan.", "Text exactly as in the document; nothing repaired."
)


def file_of(full_name: str) -> str:
    """Where a table is declared, for messages."""
    return f"warehouse/tables/{full_name.replace('.', '/')}.yml"


def read_declarations(folder: Path = FOLDER) -> dict[str, Declared]:
    """What every file says, by the table's full name, layer by layer.

    Raises:
        DeclarationError: when a file is not YAML, lacks a field, or has one that is not known or not in its form.
    """
    declared: dict[str, Declared] = {}
    for layer in LAYERS:
        for file in sorted((folder / layer).glob("*.yml")):
            name = f"{layer}.{file.stem}"
            try:
                said = yaml.load(file.read_text(encoding="utf-8"), Loader=_LOADER)
            except yaml.YAMLError as problem:
                raise DeclarationError(f"{file_of(name)}: it is not YAML: {problem}") from problem
            fields = set(said) if isinstance(said, dict) else set()
            missing, unknown = _NEEDED[layer] - fields, fields - _NEEDED[layer] - _ALLOWED[layer]
            if missing or unknown:
                raise DeclarationError(
                    f"{file_of(name)}: "
                    + "; ".join(
                        f"{what} {sorted(which)}" for what, which in (("write", missing), ("remove", unknown)) if which
                    )
                    + ". The fields are explained in warehouse/tables/reading.py."
                )
            for field, value in said.items():
                if not _FORMS[field][0](value):
                    raise DeclarationError(f"{file_of(name)}: write {field} as {_FORMS[field][1]}.")
            declared[name] = said
    return declared


def as_table(full_name: str, said: Declared, others: Mapping[str, Declared] = MappingProxyType({})) -> Table:
    """The table that a file declares.

    Args:
        full_name: its name.
        said: what its file says.
        others: what the files of all tables say; needed by a table that has the columns of another.

    Raises:
        DeclarationError: when it names a column that the dictionary does not have, or one that the table has not.
    """
    layer: Layer = next(layer for layer in LAYERS if full_name.startswith(f"{layer}."))
    name = full_name.removeprefix(f"{layer}.")
    by_edition = said.get("by_edition", False)
    if layer == "raw":
        columns = (
            *(_column(full_name, one, {}) for one in (*(("edition*",) if by_edition else ()), *_PLACE)),
            *(_printed(one, said) for one in said["printed"].split()),
        )
    else:
        printed = said["columns"].split()
        if "columns_of" in said:
            # Rows of several times: what came later is empty in those before.
            of_others = others[said["columns_of"]]["columns"].split()
            printed = [*(one.rstrip("*") for one in of_others), *printed]
        columns = tuple(_column(full_name, one, said.get("ranges", {})) for one in printed)
    names = {column.name for column in columns}
    for field in ("codes", "patterns", "ranges"):
        if strangers := set(said.get(field, ())) - names:
            raise DeclarationError(f"{file_of(full_name)}: {field} of columns that it does not have: {strangers}.")
    try:
        return Table(
            layer=layer,
            name=name,
            title=_text(said["title"]),
            grain=_text(said["grain"]),
            key=("document_id", "line_no") if layer == "raw" else tuple(said["key"].split()),
            columns=columns,
            group=said.get("group"),
            partition="edition" if by_edition else said.get("partition"),
            order=tuple(said.get("order", "").split()),
            warnings=tuple(_text(one) for one in said.get("warnings", ())),
            published=said.get("published", layer != "raw"),
            in_database=said.get("in_database", True),
            story=said.get("story", False),
            unique=tuple(tuple(one.split()) for one in said.get("unique", ())),
            optional=tuple(said.get("optional", "").split()),
            fewest_rows=said.get("fewest_rows", 1),
        )
    except ValueError as problem:
        raise DeclarationError(f"{file_of(full_name)}: {problem}.") from problem


def _text(said: Mapping[str, str]) -> Text:
    return Text(said["id"], said["en"])


def _column(table: str, name: str, ranges: Mapping[str, tuple[float, float]]) -> Column:
    plain = name.removesuffix("*")
    columns = read_catalogue().columns
    if plain not in columns:
        raise DeclarationError(
            f"{file_of(table)}: there is no column {plain!r}; write its type and meaning in warehouse/words/columns.yml."
        )
    column = columns[plain].needed() if name.endswith("*") else columns[plain]
    return column.within(*ranges[plain]) if plain in ranges else column


def _printed(name: str, said: Declared) -> Column:
    codes, patterns = said.get("codes", {}), said.get("patterns", {})
    return Column(name, "VARCHAR", _AS_PRINTED, codes=codes.get(name), pattern=patterns.get(name))
