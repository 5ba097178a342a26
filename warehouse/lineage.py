"""From which columns of which tables each column of a SQL model is made, read from the SQL itself.

Needs sqlglot, a development dependency: `make dictionary` writes what is read here into lineage.yml, and a test holds
that file against the models. Nothing that makes a release imports this module.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import sqlglot
import yaml
from sqlglot import exp
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import Scope, build_scope

from warehouse import writer
from warehouse.computed import module_of
from warehouse.derivations import TRAIL, Lineage
from warehouse.spec import Table
from warehouse.tables import TABLES

#: (full name of a table, column).
Place = tuple[str, str]


@dataclass
class Inputs:
    """What a column is made from.

    Args:
        values: columns in its expression, through every common table expression down to stored tables.
        conditions: columns that decide which rows count on the way (WHERE, HAVING, QUALIFY, the conditions of joins).
    """

    values: set[Place] = field(default_factory=set)
    conditions: set[Place] = field(default_factory=set)

    def add(self, other: Inputs) -> None:
        """Take in another column's inputs."""
        self.values |= other.values
        self.conditions |= other.conditions


def model_inputs(sql: str, tables: Mapping[str, Table]) -> dict[str, Inputs]:
    """The inputs of every output column of one model, keyed by column.

    Args:
        sql: one SELECT in DuckDB's dialect.
        tables: the declared tables, by full name.

    Raises:
        sqlglot.errors.SqlglotError: when the SQL cannot be parsed or names an unknown column.
    """
    schema: dict[str, object] = {
        layer: {
            table.name: {column.name: column.type for column in table.columns}
            for table in tables.values()
            if table.layer == layer
        }
        for layer in {table.layer for table in tables.values()}
    }
    tree = qualify(
        sqlglot.parse_one(sql, dialect="duckdb"),
        schema=schema,
        dialect="duckdb",
        quote_identifiers=False,
        validate_qualify_columns=False,
    )
    scope = build_scope(tree)
    if scope is None or not isinstance(tree, exp.Query):
        raise ValueError("the model is no SELECT")
    reader = _Reader()
    return {name: reader.column(scope, position) for position, name in enumerate(tree.named_selects)}


def marts_lineage() -> Lineage:
    """What the SQL says of every column of every mart that is one statement."""
    lineage: Lineage = {}
    for table in TABLES.values():
        if table.layer == "mart" and table.full_name not in TRAIL and module_of(table) is None:
            columns = model_inputs(writer.model_sql(table.full_name), TABLES)
            lineage[table.full_name] = {
                column: {
                    "value": " ".join(sorted(".".join(place) for place in inputs.values)),
                    "condition": " ".join(sorted(".".join(place) for place in inputs.conditions - inputs.values)),
                }
                for column, inputs in columns.items()
            }
    return lineage


def render() -> str:
    """lineage.yml as the models are now."""
    return "# Written by `make dictionary` from the SQL of the marts.\n" + yaml.safe_dump(
        marts_lineage(), width=118, sort_keys=False
    )


class _Reader:
    def __init__(self) -> None:
        self._known: dict[tuple[int, int], Inputs] = {}

    def column(self, scope: Scope, position: int) -> Inputs:
        """The inputs of one output column of a scope; by position, since parts of a UNION need no names."""
        key = (id(scope), position)
        if key not in self._known:
            found = self._known[key] = Inputs()  # stands while it is read: a recursive query meets itself
            for part in scope.set_operation_scopes:
                found.add(self.column(part, position))
            if not scope.set_operation_scopes:
                found.add(self._select(scope, position))
        return self._known[key]

    def _select(self, scope: Scope, position: int) -> Inputs:
        select = scope.expression
        assert isinstance(select, exp.Select)
        projection = select.selects[position]
        found = self._expression(scope, projection)
        named_windows = {window.alias for window in projection.find_all(exp.Window) if window.alias}
        for window in select.args.get("windows") or []:
            if window.name in named_windows:
                found.add(self._expression(scope, window))
        for condition in _conditions(select, projection):
            inputs = self._expression(scope, condition)
            found.conditions |= inputs.values | inputs.conditions
        return found

    def _expression(self, scope: Scope, node: exp.Expr) -> Inputs:
        found = Inputs()
        for one in _columns_and_queries(node):
            if isinstance(one, exp.Column):
                found.add(self._source(scope, one))
            elif isinstance(one, exp.Query):
                for inner in (*scope.subquery_scopes, *scope.derived_table_scopes, *scope.udtf_scopes):
                    if inner.expression is one.unnest():
                        for position in range(len(one.named_selects)):
                            found.add(self.column(inner, position))
        return found

    def _source(self, scope: Scope, column: exp.Column) -> Inputs:
        source = scope.sources.get(column.table)
        if isinstance(source, exp.Table):
            return Inputs({(f"{source.db}.{source.name}", column.name)})
        if isinstance(source, Scope):
            if isinstance(source.expression, exp.Query):
                return self.column(source, source.expression.named_selects.index(column.name))
            return self._expression(source, source.expression)  # UNNEST and the like
        if scope.parent is not None:  # a correlated subquery names a column of the query around it
            return self._source(scope.parent, column)
        return Inputs()


def _conditions(select: exp.Expr, projection: exp.Expr) -> Iterator[exp.Expr]:
    """What decides which rows count, and which of them belong together, for one output column.

    An outer join that the column takes nothing from decides nothing for it.
    """
    yield from (select.args[name] for name in ("where", "group", "having", "qualify") if select.args.get(name))
    used = {column.table for column in projection.find_all(exp.Column)}
    for join in select.args.get("joins") or []:
        if join.args.get("on") and (not join.side or join.this.alias_or_name in used):
            yield join.args["on"]


def _columns_and_queries(node: exp.Expr) -> Iterator[exp.Expr]:
    """Columns of this scope, and the queries inside the expression, which have scopes of their own."""
    if isinstance(node, exp.Column | exp.Query):
        yield node
        return
    for child in node.iter_expressions():
        yield from _columns_and_queries(child)
