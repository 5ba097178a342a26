"""The SELECT behind a view or a macro: columns of a table in the words and names of a language."""

from __future__ import annotations

from collections.abc import Sequence

from reports.planner.reading import PlannerColumn, PlannerView, read_vocabulary
from warehouse.connection import literal, quoted
from warehouse.sentences import label_sql, sentence_sql
from warehouse.spec import DeclarationError, Language
from warehouse.words.catalogue import read_catalogue


def select_sql(
    view: PlannerView,
    language: Language,
    *,
    rows: str | None = None,
    extra: Sequence[str] = (),
    joins: Sequence[str] = (),
    where: Sequence[str] | None = None,
    conditions: Sequence[str] = (),
) -> str:
    """The rows of a view, without order.

    Args:
        view: whose columns.
        language: of names and words.
        rows: a statement whose rows are shown in place of the table's.
        extra: further expressions.
        joins: further joins.
        where: conditions in place of the view's; None for the view's.
        conditions: further conditions.
    """
    shown = [f"{shown_sql(view, column, language)} AS {name_of(column, language)}" for column in view.columns]
    if where is None:
        where = [view.where] if view.where else []
    conditions = [f"({condition})" for condition in (*where, *conditions)]
    return "\n".join(
        [
            "SELECT\n  " + ",\n  ".join([*shown, *extra]),
            f"FROM {quoted(view.table.full_name) if rows is None else f'({rows})'} AS t",
            *(f"LEFT JOIN {quoted(table.full_name)} AS {quoted(table.name)} ON {on}" for table, on in view.joins),
            *joins,
            *(["WHERE " + " AND ".join(conditions)] if conditions else []),
        ]
    )


def name_of(column: PlannerColumn, language: Language) -> str:
    """What the column is called, as a SQL identifier."""
    return quoted(column.names.in_language(language))


def value_sql(view: PlannerView, column: PlannerColumn, language: Language) -> str:
    """A SQL expression: what the table holds."""
    return f"{_alias(view, column)}.{quoted(column.column_name(language))}"


def shown_sql(view: PlannerView, column: PlannerColumn, language: Language) -> str:
    """A SQL expression: what the view shows.

    Raises:
        DeclarationError: when a sentence needs a column that the table does not have.
    """
    value = value_sql(view, column, language)
    codes = column.column.codes
    if column.shown == "label" and codes is not None:
        return label_sql(codes, value, language)
    if column.shown == "sentence" and codes is not None:
        row = {one.name: (f"{_alias(view, column)}.{quoted(one.name)}", one) for one in column.table.columns}
        try:
            return sentence_sql(codes, value, row, language)
        except DeclarationError as problem:
            raise DeclarationError(f"reports/planner/views/{view.names.id}.yml: {column.token}: {problem}") from problem
    if column.shown == "column":
        # Two lists instead of a CASE of all names, which takes DuckDB five times as long to plan.
        names = planner_names(language)
        columns, called = (f"string_split({literal(' '.join(each))}, ' ')" for each in (names, names.values()))
        return f"coalesce({called}[list_position({columns}, {value})], {value})"
    if column.shown == "blanks":
        return _with_blanks(value, language)
    return value


def _with_blanks(text: str, language: Language) -> str:
    """A SQL expression: a sentence of the catalogue with planners' names of columns, or "…", in place of figures."""
    catalogue, names = read_catalogue(), planner_names(language)
    shown = {name for codes in catalogue.lists.values() for words in codes.values() for name in words.placeholders()}
    text = f"regexp_replace({text}, '\\{{(\\w+)[^}}]*\\}}', '{{\\1}}', 'g')"
    for name in sorted(shown & names.keys()):
        text = f"replace({text}, {literal(f'{{{name}}}')}, {literal(f'‹{names[name]}›')})"
    return f"regexp_replace({text}, '\\{{\\w+\\}}', '…', 'g')"


def planner_names(language: Language) -> dict[str, str]:
    """What planners call a table's columns."""
    tokens = ((token.replace("_*", "_id"), names) for token, (names, _) in read_vocabulary().items())
    return {token: names.in_language(language) for token, names in tokens if token.isidentifier()}


def _alias(view: PlannerView, column: PlannerColumn) -> str:
    return "t" if column.table == view.table else quoted(column.table.name)
