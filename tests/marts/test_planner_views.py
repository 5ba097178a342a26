"""The planners' views show the rows of the marts, in words that Python renders alike."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import cache

import pytest

from reports.planner import read_views
from reports.planner.reading import PlannerColumn, PlannerView, read_vocabulary
from reports.planner.select import planner_names
from warehouse.sentences import figure_sql
from warehouse.spec import DeclarationError
from warehouse.words.catalogue import format_value, read_catalogue, render

LANGUAGES = ("id", "en")


@cache
def _sentence(code_list: str, code: str, figures: tuple, language: str) -> str:
    return render(code_list, code, dict(figures), language)


def _says(column: PlannerColumn, row: dict[str, object], language: str) -> object:
    """What a view must say of a code in a table's row, by Python's own rendering."""
    value, codes = row[column.column_name(language)], column.column.codes
    if value is None:
        return None
    if column.shown == "label":
        return read_catalogue().label(codes, value, language)
    if column.shown == "column":
        return planner_names(language).get(value, value)
    if column.shown == "blanks":
        names = planner_names(language)
        called = {name: f"‹{names[name]}›" if name in names else "…" for name in re.findall(r"{(\w+)", value)}
        return re.sub(r"{(\w+)[^}]*}", lambda found: called[found[1]], value)
    needed = read_catalogue().words(codes, value).placeholders()
    return _sentence(codes, value, tuple((name, row[name]) for name in sorted(needed)), language)


def _source(view: PlannerView) -> str:
    joins = " ".join(f"LEFT JOIN {table.full_name} AS {table.name} ON {on}" for table, on in view.joins)
    return f"{view.table.full_name} AS t {joins}" + (f" WHERE {view.where}" if view.where else "")


def _is_said(column: PlannerColumn) -> bool:
    return column.shown in {"label", "sentence", "column", "blanks"}


@pytest.mark.parametrize("name", read_views())
def test_a_view_shows_the_figures_of_its_table(planner, name):
    view = read_views()[name]
    for language in LANGUAGES:
        columns = [column for column in view.columns if not _is_said(column)]
        shown = ", ".join(column.names.in_language(language) for column in columns)
        aliases = ["t" if column.table == view.table else column.table.name for column in columns]
        of_table = ", ".join(
            f"{alias}.{column.column_name(language)}" for alias, column in zip(aliases, columns, strict=True)
        )
        in_view, behind = f"SELECT {shown} FROM {view.full_name(language)}", f"SELECT {of_table} FROM {_source(view)}"
        for one, other in ((in_view, behind), (behind, in_view)):
            assert planner.execute(f"({one}) EXCEPT ALL ({other}) LIMIT 2").fetchall() == []
        assert planner.execute(f"SELECT count(*) FROM ({in_view})").fetchone() > (0,)


@pytest.mark.parametrize("name", [view.names.id for view in read_views().values() if any(map(_is_said, view.columns))])
def test_every_row_of_a_view_says_what_python_renders(planner, name):
    view = read_views()[name]
    columns = [column for column in view.columns if _is_said(column)]
    assert {column.table.full_name for column in columns} == {view.table.full_name}
    needed = {
        name
        for column in columns
        for words in (read_catalogue().lists[column.column.codes].values() if column.shown == "sentence" else ())
        for name in words.placeholders()
    }
    codes = {column.column_name(language) for column in columns for language in LANGUAGES}
    names = sorted(needed | codes)
    rows = planner.execute(f"SELECT DISTINCT {', '.join(f't.{one}' for one in names)} FROM {_source(view)}").fetchall()
    for language in LANGUAGES:
        expected = {
            tuple(_says(column, dict(zip(names, row, strict=True)), language) for column in columns) for row in rows
        }
        shown = ", ".join(column.names.in_language(language) for column in columns)
        found = set(planner.execute(f"SELECT DISTINCT {shown} FROM {view.full_name(language)}").fetchall())
        assert (list(found - expected)[:2], list(expected - found)[:2]) == ([], [])


def test_every_name_of_the_vocabulary_is_a_column_or_a_figure_and_every_figure_has_a_name(planner):
    tokens = {column.token for view in read_views().values() for column in view.columns}
    figures = {figure for (figure,) in planner.execute("SELECT DISTINCT figure FROM mart.figure_provenance").fetchall()}
    assert set(read_vocabulary()) - tokens - figures == set()
    assert figures - set(read_vocabulary()) == set()


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
