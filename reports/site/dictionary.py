"""What stands on the two pages of the dictionary: planners' views with their columns, and the tables behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from reports.planner import PlannerColumn, PlannerView, read_views
from reports.site.words import Words
from warehouse.spec import Column, Table, Text
from warehouse.tables import PUBLISHED
from warehouse.words.catalogue import read_catalogue

#: Marts first: they are what is asked most.
_LAYERS = ("mart", "core", "audit")


def views_blocks(words: Words) -> dict[str, Any]:
    """Every view that planners read, and what each of its columns means."""
    return {"views": [_view(view, words) for view in read_views().values()]}


def _view(view: PlannerView, words: Words) -> Mapping[str, Any]:
    key = {column.token for column in view.key}
    return {
        "name": view.shown_name(words.language),
        "title": words.choose(view.title),
        "text": words.choose(view.text),
        "columns": [
            {
                "name": column.names.in_language(words.language),
                "is_key": column.token in key,
                "meaning": words.choose(_meaning(column)),
                "unit": _unit(column.column, words) if column.shown == "value" else None,
            }
            for column in view.columns
        ],
    }


def _meaning(column: PlannerColumn) -> Text:
    return read_catalogue().meaning(column.column) if column.shown == "code" else column.meaning


def _unit(column: Column, words: Words) -> Markup | None:
    return None if column.unit is None else words.label("unit", column.unit)


def tables_blocks(words: Words) -> dict[str, Any]:
    """Every published table, and what every column of them means; one name means one thing in all of them."""
    tables = sorted(PUBLISHED, key=lambda table: (_LAYERS.index(table.layer), table.name))
    columns = {column.name: column for table in tables for column in table.columns}
    return {
        "tables": [_table(table, words) for table in tables],
        "columns": [
            {
                "name": name,
                "type": columns[name].type,
                "unit": _unit(columns[name], words),
                "codes": columns[name].codes,
                "meaning": words.choose(columns[name].text),
            }
            for name in sorted(columns)
        ],
    }


def _table(table: Table, words: Words) -> Mapping[str, Any]:
    warnings: Sequence[str] = [words.choose(warning) for warning in table.warnings]
    return {
        "name": table.full_name,
        "title": words.choose(table.title),
        "grain": words.choose(table.grain),
        "warnings": warnings,
        "in_database": table.in_database,
        "columns": [(name, name in table.key) for name in table.column_names],
    }
