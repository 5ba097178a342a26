"""Declared facts as SQL: the verdict of Great Expectations without its import, for a document that is only tried.

A build judges what enters by Great Expectations. A rehearsal is waited for by a person, and the import alone takes
longer than all the rest: there the same rules are asked as queries. A test holds both to one verdict.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from expectations.rules import Expectation, Rule, Suite
from expectations.runner import row_names
from warehouse.connection import literal, quoted
from warehouse.spec import Table


def in_sql(suite: Suite) -> Suite:
    """The suite with a query in place of every rule that Great Expectations judges."""
    return Suite(suite.table, tuple(_asked(suite.table, rule) for rule in suite.rules))


def _asked(table: Table, rule: Rule) -> Rule:
    if rule.query:
        return rule
    queries = [_offending(table, expectation) for expectation in rule.expectations]
    return replace(rule, expectations=(), query="\nUNION ALL BY NAME\n".join(f"({query})" for query in queries))


def _offending(table: Table, expectation: Expectation) -> str:
    """SQL that selects what does not meet an expectation."""
    place, given = quoted(table.full_name), expectation.arguments
    if expectation.type == "ExpectTableColumnsToMatchSet":
        stored = f"SELECT column_name || ' ' || column_type AS stored_column FROM (DESCRIBE {place})"
        declared = f"SELECT unnest([{_texts(given['column_set'])}]) AS stored_column"
        return f"({stored} EXCEPT {declared}) UNION ALL ({declared} EXCEPT {stored})"
    if expectation.type == "ExpectTableRowCountToBeBetween":
        return f"SELECT count(*) AS rows_found FROM {place} HAVING count(*) < {given['min_value']}"
    rows = f"SELECT {', '.join(quoted(name) for name in _shown(table, expectation))} FROM {place}"
    return f"{rows} {_BROKEN[expectation.type](expectation)}"


def _is_repeated(expectation: Expectation) -> str:
    columns = ", ".join(map(quoted, expectation.columns))
    # What is empty throughout names nothing, and is passed over.
    named = " OR ".join(f"{quoted(name)} IS NOT NULL" for name in expectation.columns)
    return f"WHERE {named} QUALIFY count(*) OVER (PARTITION BY {columns}) > 1"


#: Which rows of a table do not meet an expectation, by its class name.
_BROKEN: dict[str, Callable[[Expectation], str]] = {
    "ExpectColumnValuesToBeUnique": _is_repeated,
    "ExpectCompoundColumnsToBeUnique": _is_repeated,
    "ExpectColumnValuesToNotBeNull": lambda e: f"WHERE {_column(e)} IS NULL",
    "ExpectColumnValuesToBeInSet": lambda e: f"WHERE {_column(e)} NOT IN ({_texts(e.arguments['value_set'])})",
    "ExpectColumnValuesToBeBetween": lambda e: (
        f"WHERE {_column(e)} NOT BETWEEN {e.arguments['min_value']} AND {e.arguments['max_value']}"
    ),
    "ExpectColumnValuesToMatchRegex": lambda e: (
        # DuckDB's regular expressions end a text with a small z.
        f"WHERE NOT regexp_matches({_column(e)}, {literal(e.arguments['regex'].replace(_END, _END.lower()))})"
    ),
}
_END = r"\Z"


def _column(expectation: Expectation) -> str:
    return quoted(expectation.arguments["column"])


def _shown(table: Table, expectation: Expectation) -> list[str]:
    """What tells a person which row is meant, and the cell that is judged."""
    return list(dict.fromkeys([*row_names(table), *expectation.columns]))


def _texts(values: Sequence[Any]) -> str:
    return ", ".join(literal(str(value)) for value in values)
