"""The planners' views show the rows of the marts, in words that Python renders alike."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from functools import cache

import pytest

from reports.planner import read_views
from reports.planner.reading import PlannerColumn, PlannerView
from reports.planner.statements import planner_names
from warehouse.sentences import figure_sql
from warehouse.spec import DeclarationError
from warehouse.words.catalogue import format_value, read_catalogue, render

LANGUAGES = ("id", "en")


@cache
def _sentence(code_list: str, code: str, figures: tuple, language: str) -> str:
    return render(code_list, code, dict(figures), language)


def _shown(column: PlannerColumn, row: dict, language: str) -> object:
    """What a view must show of a table's row, by Python's own rendering."""
    value = row[column.column_name(language)]
    codes = column.column.codes
    if value is None or column.shown in {"value", "code"}:
        return value
    if column.shown == "label":
        return read_catalogue().label(codes, value, language)
    if column.shown == "column":
        return planner_names(language).get(value, value)
    needed = read_catalogue().words(codes, value).placeholders()
    return _sentence(codes, value, tuple((name, row[name]) for name in sorted(needed)), language)


def _rows_of_the_table(connection, view: PlannerView) -> list[dict[str, dict]]:
    """The rows behind a view, by table."""
    tables = [(view.table, "t"), *((table, table.name) for table, _ in view.joins)]
    names = [(table.full_name, column.name, alias) for table, alias in tables for column in table.columns]
    found = connection.execute(
        f"SELECT {', '.join(f'{alias}.{name}' for _, name, alias in names)} FROM {view.table.full_name} AS t "
        + " ".join(f"LEFT JOIN {table.full_name} AS {table.name} ON {on}" for table, on in view.joins)
        + (f" WHERE {view.where}" if view.where else "")
    ).fetchall()
    rows = []
    for values in found:
        row: dict[str, dict] = {}
        for (table, name, _), value in zip(names, values, strict=True):
            row.setdefault(table, {})[name] = value
        rows.append(row)
    return rows


@pytest.mark.parametrize("name", read_views())
def test_every_row_of_a_view_says_what_python_renders(planner, name):
    view = read_views()[name]
    behind = _rows_of_the_table(planner, view)
    for language in LANGUAGES:
        expected = Counter(
            tuple(_shown(column, row[column.table.full_name], language) for column in view.columns) for row in behind
        )
        found = planner.execute(f"SELECT * FROM {view.full_name(language)}")
        assert [one[0] for one in found.description] == [c.names.in_language(language) for c in view.columns]
        shown = Counter(found.fetchall())
        assert list((shown - expected).items())[:2] == list((expected - shown).items())[:2]
        assert sum(shown.values()) > 0


@pytest.mark.parametrize("name", read_views())
def test_a_key_names_one_row_of_a_view(planner, name):
    view = read_views()[name]
    for language in LANGUAGES:
        key = ", ".join(column.names.in_language(language) for column in view.key)
        twice = planner.execute(f"SELECT {key} FROM {view.full_name(language)} GROUP BY ALL HAVING count(*) > 1")
        assert twice.fetchall() == []


@pytest.mark.parametrize("name", read_views())
def test_every_name_of_a_view_is_written_without_quotes(planner, name):
    view = read_views()[name]
    for language in LANGUAGES:
        names = ", ".join(column.names.in_language(language) for column in view.columns)
        planner.execute(f"SELECT {names} FROM {view.full_name(language)} LIMIT 0")


@pytest.mark.parametrize(
    ("value", "type_name", "form"),
    [
        (Decimal("3.6900"), "DECIMAL(6,4)", "index"),
        (Decimal("2.61725"), "DECIMAL(7,5)", "index"),
        (Decimal("64.9"), "DECIMAL(5,1)", "index"),
        (3, "INTEGER", "index"),
        (Decimal("0.40"), "DECIMAL(4,2)", "signed_index"),
        (Decimal("-0.40"), "DECIMAL(4,2)", "signed_index"),
        (Decimal("0.00"), "DECIMAL(4,2)", "signed_index"),
        (Decimal("-26.5"), "DECIMAL(8,1)", "signed"),
        (Decimal("100.0"), "DECIMAL(8,1)", "signed"),
        (Decimal("10.010"), "DECIMAL(8,3)", "signed"),
        (157, "INTEGER", "signed"),
        (0, "INTEGER", "signed"),
        (1234567, "INTEGER", "count"),
        (-1234, "INTEGER", "magnitude"),
        (Decimal("64.90"), "DECIMAL(5,2)", "percent"),
        (Decimal("100.0"), "DECIMAL(5,1)", "percent"),
        (date(2025, 5, 1), "DATE", "date"),
        (date(2025, 12, 31), "DATE", "date"),
        (Decimal("3.6900"), "DECIMAL(6,4)", None),
        (2024, "INTEGER", None),
    ],
)
def test_sql_writes_a_figure_as_python_does(planner, value, type_name, form):
    for language in LANGUAGES:
        sql = figure_sql(f"CAST('{value}' AS {type_name})", type_name, form, language)
        assert planner.execute(f"SELECT {sql}").fetchone() == (format_value(value, form, language),)


def test_a_figure_that_sql_cannot_write_is_refused():
    with pytest.raises(DeclarationError, match=r"t\.x is DECIMAL\(8,1\), which SQL cannot show as magnitude"):
        figure_sql("t.x", "DECIMAL(8,1)", "magnitude", "id")
