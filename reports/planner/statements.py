"""The SQL that makes the planners' views and macros in a published database."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from functools import cache
from typing import get_args

from reports.planner.former import former_statements
from reports.planner.guide import guide_statements
from reports.planner.macros import macro_statements
from reports.planner.reading import PlannerColumn, PlannerView, read_views
from reports.planner.select import name_of, select_sql
from warehouse.connection import literal, quoted
from warehouse.spec import Language
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
    return ["CREATE SCHEMA IF NOT EXISTS en", *guide_statements(release_id, data_date), *_of_any_release()]


def statements_of(views: Collection[str]) -> list[str]:
    """The statements that make some of the views, by their Indonesian names, and the macros that ask them.

    Raises:
        DeclarationError: when a declaration cannot be used; the message names its file.
    """
    made = (one for name in views for one in _of_view(read_views()[name]))
    return ["CREATE SCHEMA IF NOT EXISTS en", *made, *macro_statements(views)]


@cache
def _of_any_release() -> list[str]:
    views = (one for view in read_views().values() for one in _of_view(view))
    return [*views, *macro_statements(), *former_statements()]


def _of_view(view: PlannerView) -> Iterator[str]:
    for language in _LANGUAGES:
        name = quoted(view.full_name(language))
        order = [
            f"{name_of(column, language)}{' DESC' if descends else ''} NULLS LAST" for column, descends in view.order
        ]
        yield f"CREATE VIEW {name} AS {select_sql(view, language)}\nORDER BY {', '.join(order)}"
        about = f"{view.title.in_language(language)}. {view.text.in_language(language)}"
        yield f"COMMENT ON VIEW {name} IS {literal(about)}"
        for column in view.columns:
            meaning = literal(_meaning(column, language))
            yield f"COMMENT ON COLUMN {name}.{name_of(column, language)} IS {meaning}"


def _meaning(column: PlannerColumn, language: Language) -> str:
    if column.shown == "code":
        return read_catalogue().meaning(column.column).in_language(language)
    unit = column.column.unit
    return column.meaning.in_language(language) + (f" [{unit}]" if unit and column.shown == "value" else "")
