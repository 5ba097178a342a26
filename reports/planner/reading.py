"""Read the declarations of planners' views: vocabulary.yml and views/*.yml.

The vocabulary says once what planners call a column, as ``token: {id: ..., en: ...}``. A token is a column's name, by
itself or with how it is shown: ``status`` is the label of a code, ``status:sentence`` its sentence, ``status:code`` the
bare code, ``figure:column`` what planners call the column that it names, ``text_*:blanks`` a text with what planners
call the columns whose figures stand in it. ``name_*`` stands for the pair ``name_id`` and
``name_en``. ``form`` is given where it does not follow from the column's unit.

A view's file says ``names``, ``title`` and ``text`` in both languages, ``from`` (a published table, whose columns are
called ``t.column`` in SQL), ``columns`` (tokens in the order shown), ``key`` (tokens that name a row) and ``order``
(tokens, ``-`` before those that descend); where needed ``where`` (SQL) and ``join`` (table -> SQL condition; a joined
table is called by its own name).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

import yaml

from warehouse.spec import Column, DeclarationError, Language, Table, Text
from warehouse.tables import TABLES

FOLDER = Path(__file__).parent
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Shown = Literal["value", "label", "sentence", "code", "column", "blanks"]
_FORM_OF_UNIT = {
    "1-5 (0-5: SPBE-2018)": "index",
    "0-1": "index",
    "index points": "signed_index",
    "EGDI points": "signed_index",
    "places": "signed",
    "count": "count",
    "persons": "count",
    "percent": "percent",
}
_VIEW_FIELDS = {"names", "title", "text", "from", "columns", "key", "order"}
_VIEW_MAY = {"where", "join"}


@dataclass(frozen=True)
class PlannerColumn:
    """One column of a view, as planners see it.

    Args:
        token: its entry in the vocabulary.
        names: what it is called, in both languages.
        column: the table column behind it: type, unit, meaning. Of a language pair, the Indonesian one.
        form: how a number is shown (`warehouse.words.catalogue.format_value`), or None for text, codes and years.
        shown: ``value`` as it is, or what of a code: ``label``, ``sentence``, the bare ``code``; ``column`` for the
            planners' name of the column that it names, ``blanks`` for a text with the planners' names of its columns.
        table: the table that holds it.
        is_pair: True where each language has a column of its own.
    """

    token: str
    names: Text
    column: Column
    form: str | None
    shown: Shown
    table: Table
    is_pair: bool

    @property
    def type(self) -> str:
        """The DuckDB type of what the view shows."""
        return self.column.type if self.shown == "value" else "VARCHAR"

    @property
    def meaning(self) -> Text:
        """What it means; in Indonesian and English."""
        return self.column.text

    def column_name(self, language: Language) -> str:
        """The table column that holds what is shown in this language."""
        return self.column.name.removesuffix("_id") + f"_{language}" if self.is_pair else self.column.name


@dataclass(frozen=True)
class PlannerView:
    """One view.

    Args:
        names: the Indonesian view's name in the schema ``main``, the English one's in the schema ``en``.
        title: what it is.
        text: what it answers, and what a reader must not do with it.
        table: the published table that it shows.
        columns: in the order shown.
        key: the columns that name a row.
        order: the columns that sort it; True where descending.
        where: SQL condition, or None.
        joins: further tables, each with the SQL condition of the join.
    """

    names: Text
    title: Text
    text: Text
    table: Table
    columns: tuple[PlannerColumn, ...]
    key: tuple[PlannerColumn, ...]
    order: tuple[tuple[PlannerColumn, bool], ...]
    where: str | None
    joins: tuple[tuple[Table, str], ...]

    def full_name(self, language: Language) -> str:
        """``schema.view`` in this language."""
        return f"{'main' if language == 'id' else 'en'}.{self.names.in_language(language)}"

    def shown_name(self, language: Language) -> str:
        """The name as it is written after FROM."""
        return self.full_name(language).removeprefix("main.")

    def column(self, token: str) -> PlannerColumn:
        """The column of that token.

        Raises:
            DeclarationError: when the view does not show it.
        """
        for column in self.columns:
            if column.token == token:
                return column
        raise DeclarationError(f"the view {self.names.id} does not show {token}")


@cache
def read_views() -> Mapping[str, PlannerView]:
    """Every view, by its Indonesian name.

    Raises:
        DeclarationError: when a file lacks a field, or names a table, a column or a token that there is not; the
            message names the file and what to write.
    """
    files = sorted((FOLDER / "views").glob("*.yml"))
    views = {file.stem: _view(file.stem, read_yaml(file)) for file in files}
    for name, view in views.items():
        if name != view.names.id:
            raise DeclarationError(f"{_file(name)}: the view is called {view.names.id}: give the file that name.")
    return views


@cache
def read_vocabulary() -> Mapping[str, tuple[Text, str | None]]:
    """What planners call each token, and its form where that does not follow from the unit.

    Raises:
        DeclarationError: when one name would stand for two things.
    """
    vocabulary: dict[str, tuple[Text, str | None]] = {}
    twins: dict[str, str] = {}
    for token, entry in read_yaml(FOLDER / "vocabulary.yml").items():
        if not isinstance(entry, dict) or not {"id", "en"} <= entry.keys() <= {"id", "en", "form"}:
            raise DeclarationError(f"reports/planner/vocabulary.yml: {token}: write id and en, and where needed form.")
        names = Text(entry["id"], entry["en"])
        for name, twin in ((names.id, names.en), (f"{names.en} (en)", names.id)):
            if twins.setdefault(name, twin) != twin:
                raise DeclarationError(
                    f"reports/planner/vocabulary.yml: {name} is {twins[name]} and {twin} in the other language: "
                    "one name is one thing."
                )
        vocabulary[token] = (names, entry.get("form"))
    return vocabulary


def read_yaml(file: Path) -> dict[str, Any]:
    """The mapping in a YAML file.

    Raises:
        DeclarationError: when it holds none.
    """
    try:
        said = yaml.load(file.read_text(encoding="utf-8"), Loader=_LOADER)
    except yaml.YAMLError as problem:
        raise DeclarationError(f"{_path(file)}: it is not YAML: {problem}") from problem
    if not isinstance(said, dict):
        raise DeclarationError(f"{_path(file)}: write `name: value` lines.")
    return said


def _view(name: str, said: Mapping[str, Any]) -> PlannerView:
    where = _file(name)
    missing, unknown = _VIEW_FIELDS - said.keys(), said.keys() - _VIEW_FIELDS - _VIEW_MAY
    if missing or unknown:
        raise DeclarationError(
            f"{where}: write {sorted(missing)}, remove {sorted(unknown)}; see reports/planner/reading.py."
        )
    joins = tuple((_table(where, table), condition) for table, condition in said.get("join", {}).items())
    tables = (_table(where, said["from"]), *(table for table, _ in joins))
    columns = tuple(_column(where, token, tables) for token in said["columns"].split())
    by_token = {column.token: column for column in columns}
    for language in _LANGUAGES:
        names = [column.names.in_language(language) for column in columns]
        if doubled := {one for one in names if names.count(one) > 1}:
            raise DeclarationError(f"{where}: two columns would be called {sorted(doubled)}; show one of them.")
    for field in ("key", "order"):
        if strange := [one for one in said[field].split() if one.removeprefix("-") not in by_token]:
            raise DeclarationError(f"{where}: {field} names {strange}, which the view does not show.")
    return PlannerView(
        names=read_text(where, said["names"]),
        title=read_text(where, said["title"]),
        text=read_text(where, said["text"]),
        table=tables[0],
        columns=columns,
        key=tuple(by_token[token] for token in said["key"].split()),
        order=tuple((by_token[one.removeprefix("-")], one.startswith("-")) for one in said["order"].split()),
        where=said.get("where"),
        joins=joins,
    )


_LANGUAGES: tuple[Language, ...] = get_args(Language)


def _column(where: str, token: str, tables: tuple[Table, ...]) -> PlannerColumn:
    if token not in read_vocabulary():
        raise DeclarationError(
            f"{where}: there is no {token} in reports/planner/vocabulary.yml; say there what planners call it."
        )
    names, form = read_vocabulary()[token]
    name, _, said = token.partition(":")
    is_pair = name.endswith("_*")
    wanted = name.replace("_*", "_id")
    table = next((table for table in tables if wanted in table.column_names), None)
    if table is None:
        raise DeclarationError(f"{where}: no column {wanted} in {', '.join(table.full_name for table in tables)}.")
    column = table.column(wanted)
    shown: Shown = next((one for one in get_args(Shown) if one == (said or "label")), "value")
    if column.codes is None and shown not in {"column", "blanks"}:
        shown = "value"
    if said and shown != said:
        raise DeclarationError(f"{where}: {token}: {wanted} has no codes, and cannot be shown as {said}.")
    if shown == "value" and form is None:
        form = _FORM_OF_UNIT.get(column.unit or "")
    return PlannerColumn(token, names, column, form, shown, table, is_pair)


def _table(where: str, name: str) -> Table:
    table = TABLES.get(name)
    if table is None or not table.published:
        raise DeclarationError(f"{where}: {name} is not a published table.")
    return table


def read_text(where: str, said: object) -> Text:
    """Words in both languages.

    Raises:
        DeclarationError: when one is missing.
    """
    if not isinstance(said, dict) or said.keys() != {"id", "en"}:
        raise DeclarationError(f"{where}: {said!r}: write id and en.")
    return Text(said["id"], said["en"])


def _file(name: str) -> str:
    return f"reports/planner/views/{name}.yml"


def _path(file: Path) -> str:
    return f"reports/planner/{file.relative_to(FOLDER)}"
