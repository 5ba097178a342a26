"""The rules that follow from a table's declaration: types, keys, NULLs, codes, ranges, patterns, number of rows.

What enters (raw, core) is judged by Great Expectations, what is made from it (mart, audit) by the same facts in SQL.
"""

from __future__ import annotations

from collections.abc import Iterator

from expectations.rules import Expectation, Rule
from warehouse.spec import Column, Table
from warehouse.words.catalogue import read_catalogue

_COMPARE = "compare the rows with the document; correct the transcription, or the reading where it reads them wrong"
_BUILD_ANEW = "build the table anew (`make refresh ARGS=--force`); if it stays, its model is wrong"
_AS_DECLARED = "Readers rely on the declared columns, types and keys, on values where they are promised, and on rows."


def declared_rules(table: Table) -> tuple[Rule, ...]:
    """The rules of a table's declaration."""
    if table.layer in {"raw", "core"}:
        return (_stored_as_declared(table), *_cell_rules(table))
    facts = _AS_DECLARED.replace("on rows", "on codes and ranges")
    return (Rule("stored_as_declared", "error", facts, _BUILD_ANEW, query=_violations(table)),)


def _stored_as_declared(table: Table) -> Rule:
    columns = [f"{column.name} {column.type}" for column in table.columns]
    expectations = (
        Expectation("ExpectTableColumnsToMatchSet", {"column_set": columns, "exact_match": True}, of_columns=True),
        Expectation("ExpectTableRowCountToBeBetween", {"min_value": table.fewest_rows}),
        _unique(table.key),
        *(Expectation("ExpectColumnValuesToNotBeNull", {"column": name}) for name in table.required_columns),
    )
    return Rule("stored_as_declared", "error", _AS_DECLARED, _BUILD_ANEW, expectations)


def _unique(columns: tuple[str, ...]) -> Expectation:
    if len(columns) == 1:
        return Expectation("ExpectColumnValuesToBeUnique", {"column": columns[0]})
    return Expectation("ExpectCompoundColumnsToBeUnique", {"column_list": list(columns)})


def _cell_rules(table: Table) -> Iterator[Rule]:
    for columns in table.unique:
        name = f"one_row_per_{'_and_'.join(columns)}"
        why = f"Two rows of one {' and '.join(columns)} would count twice."
        yield Rule(name, "error", why, _COMPARE, (_unique(columns),))
    for column in table.columns:
        yield from _column_rules(column)


def _column_rules(column: Column) -> Iterator[Rule]:
    """A column's NULLs pass: whether they may be there is another rule."""
    name = column.name
    if column.codes is not None:
        codes = list(read_catalogue().codes(column.codes))
        expected = Expectation("ExpectColumnValuesToBeInSet", {"column": name, "value_set": codes})
        why = f"The column {name} holds the codes of the list {column.codes} and no others."
        yield Rule(f"{name}_is_known", "error", why, _COMPARE, (expected,))
    if column.range is not None:
        low, high = column.range
        expected = Expectation("ExpectColumnValuesToBeBetween", {"column": name, "min_value": low, "max_value": high})
        edges = f"{low:g}_and_{high:g}".replace(".", "_").replace("-", "minus_")
        why = f"The column {name} lies between {low:g} and {high:g}."
        yield Rule(f"{name}_within_{edges}", "error", why, _COMPARE, (expected,))
    if column.pattern is not None:
        expected = Expectation(
            "ExpectColumnValuesToMatchRegex", {"column": name, "regex": rf"\A(?:{column.pattern})\Z"}
        )
        why = f"The column {name} matches {column.pattern} from end to end; another form would be misread."
        yield Rule(f"{name}_has_its_form", "error", why, _COMPARE, (expected,))


def _violations(table: Table) -> str:
    """SQL that selects what is stored otherwise than declared: item and problem."""
    place = f'"{table.layer}"."{table.name}"'
    declared = ", ".join(f"('{column.name}', '{column.type}')" for column in table.columns)
    parts = [
        "SELECT name || ' ' || type AS item, 'declared, not stored' AS problem FROM (FROM declared EXCEPT FROM stored)",
        "SELECT name || ' ' || type, 'stored, not declared' FROM (FROM stored EXCEPT FROM declared)",
        *(
            f"SELECT {_named(columns)}, '{' / '.join(columns)} names several rows' FROM {place} "
            f"GROUP BY {', '.join(columns)} HAVING count(*) > 1"
            for columns in (table.key, *table.unique)
        ),
        *(
            f"SELECT {_named(table.key)}, '{problem}' FROM {place} WHERE {broken}"
            for column in table.columns
            for broken, problem in _broken(column, required=column.name in table.required_columns)
        ),
        f"SELECT '{table.full_name}', 'fewer rows than {table.fewest_rows}' "
        f"WHERE (SELECT count(*) FROM {place}) < {table.fewest_rows}",
    ]
    return (
        f"WITH declared (name, type) AS (VALUES {declared}), "
        f"stored AS (SELECT column_name AS name, column_type AS type FROM (DESCRIBE {place})) "
        + " UNION ALL ".join(parts)
    )


def _named(columns: tuple[str, ...]) -> str:
    return f"concat_ws(' / ', {', '.join(columns)})"


def _broken(column: Column, *, required: bool) -> Iterator[tuple[str, str]]:
    """SQL conditions that a row must not meet, each with its problem in words."""
    name = column.name
    if required:
        yield f"{name} IS NULL", f"{name} is NULL"
    if column.codes is not None:
        codes = ", ".join(f"'{code}'" for code in read_catalogue().codes(column.codes))
        yield f"{name} NOT IN ({codes})", f"{name} is none of the codes {column.codes}"
    if column.range is not None:
        low, high = column.range
        yield f"{name} NOT BETWEEN {low} AND {high}", f"{name} is not between {low:g} and {high:g}"
    if column.pattern is not None:
        yield f"NOT regexp_full_match({name}, '{column.pattern}')", f"{name} has another form"
