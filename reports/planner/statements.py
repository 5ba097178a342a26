"""The SQL that makes the planners' views in a published database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import get_args

from reports.planner.reading import PlannerColumn, PlannerView, read_views, read_vocabulary
from warehouse.connection import literal, quoted
from warehouse.sentences import choice_sql, label_sql, sentence_sql
from warehouse.spec import DeclarationError, Language
from warehouse.words.catalogue import read_catalogue

_LANGUAGES: tuple[Language, ...] = get_args(Language)


def planner_statements(release_id: str = "", data_date: date = date.min) -> list[str]:
    """The statements, in the order in which they are executed in a database that holds the published tables.

    Args:
        release_id: of the release that they are written into; nothing when only their content is asked for.
        data_date: the day on which its newest document was retrieved; the day of publishing would make the same content
            other files.

    Raises:
        DeclarationError: when a declaration cannot be used; the message names its file.
    """
    return ["CREATE SCHEMA IF NOT EXISTS en", *(one for view in read_views().values() for one in _of_view(view))]


def view_sql(view: PlannerView, language: Language) -> str:
    """The SELECT behind a view."""
    shown = [f"{_shown(view, column, language)} AS {_name(column, language)}" for column in view.columns]
    order = [f"{_name(column, language)}{' DESC' if descends else ''} NULLS LAST" for column, descends in view.order]
    return "\n".join(
        [
            "SELECT\n  " + ",\n  ".join(shown),
            f"FROM {quoted(view.table.full_name)} AS t",
            *(f"LEFT JOIN {quoted(table.full_name)} AS {quoted(table.name)} ON {on}" for table, on in view.joins),
            *([f"WHERE {view.where}"] if view.where else []),
            "ORDER BY " + ", ".join(order),
        ]
    )


def planner_names(language: Language) -> dict[str, str]:
    """What planners call a table's columns."""
    vocabulary = read_vocabulary().items()
    return {token: names.in_language(language) for token, (names, _) in vocabulary if token.isidentifier()}


def _of_view(view: PlannerView) -> Iterator[str]:
    for language in _LANGUAGES:
        name = quoted(view.full_name(language))
        yield f"CREATE VIEW {name} AS {view_sql(view, language)}"
        about = f"{view.title.in_language(language)}. {view.text.in_language(language)}"
        yield f"COMMENT ON VIEW {name} IS {literal(about)}"
        for column in view.columns:
            meaning = literal(_meaning(column, language))
            yield f"COMMENT ON COLUMN {name}.{_name(column, language)} IS {meaning}"


def _meaning(column: PlannerColumn, language: Language) -> str:
    if column.shown == "code":
        return read_catalogue().meaning(column.column).in_language(language)
    unit = column.column.unit
    return column.meaning.in_language(language) + (f" [{unit}]" if unit and column.shown == "value" else "")


def _name(column: PlannerColumn, language: Language) -> str:
    return quoted(column.names.in_language(language))


def _shown(view: PlannerView, column: PlannerColumn, language: Language) -> str:
    alias = _alias(view, column)
    value = f"{alias}.{quoted(column.column_name(language))}"
    codes = column.column.codes
    if column.shown == "label" and codes is not None:
        label = label_sql(codes, value, language)
        if column.instead is None or column.instead.codes is None:
            return label
        other = label_sql(column.instead.codes, f"{alias}.{quoted(column.instead.name)}", language)
        return f"coalesce({label}, {other})"
    if column.shown == "sentence" and codes is not None:
        row = {one.name: (f"{alias}.{quoted(one.name)}", one) for one in column.table.columns}
        try:
            return sentence_sql(codes, value, row, language)
        except DeclarationError as problem:
            raise DeclarationError(f"reports/planner/views/{view.names.id}.yml: {column.token}: {problem}") from problem
    if column.shown == "column":
        names = {name: literal(called) for name, called in planner_names(language).items()}
        return f"coalesce({choice_sql(value, names)}, {value})"
    return value


def _alias(view: PlannerView, column: PlannerColumn) -> str:
    return "t" if column.table == view.table else quoted(column.table.name)
