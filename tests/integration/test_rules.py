"""Every SQL rule on the real data: it finds nothing but known deviations, and it can find something."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb

from expectations.rules import Rule, Suite
from expectations.suites import SUITES
from warehouse import models
from warehouse.tables import TABLES

#: What may be wrong with a column, in every second row or in all.
_WRONG = {
    "VARCHAR": ("'x'", "''", "NULL", "{} || 'x'", "'A'"),
    "BOOLEAN": ("NOT {}", "NULL"),
    "DATE": ("NULL",),
}
#: Rules of tables that are empty in the real data, or that only one made-up row breaks: see the tests of these tables.
_BROKEN_ELSEWHERE = {
    "core.un_egdi: data360_agrees",
    "raw.indicator_costs: cost_is_above_zero",
    "core.indicator_costs: cost_is_of_an_indicator_and_a_region",
    "mart.figure_derivations: no_figure_is_made_from_itself",
}
_WRONG_NUMBER = ("{} + 7", "-1", "NULL", "0", "{} + 0.3", "2021")


def _damage(rule: Rule, suite: Suite) -> Iterator[str]:
    """Statements that damage the tables which a rule reads, one at a time, those of its own table first."""
    own = suite.table
    read = [own, *(TABLES[name] for name in models.references(rule.query, but=own))]
    for table in read:
        yield f"DELETE FROM {table.full_name} WHERE rowid % 2 = 0"
        yield f"INSERT INTO {table.full_name} FROM {table.full_name}"
    for table in read:
        for column in table.columns:
            if re.search(rf"\b{column.name}\b", rule.query):
                for wrong in _WRONG.get(column.type, _WRONG_NUMBER):
                    for rows in ("rowid % 2 = 0", "true"):
                        yield f"UPDATE {table.full_name} SET {column.name} = {wrong.format(column.name)} WHERE {rows}"


def _found(connection: duckdb.DuckDBPyConnection, rule: Rule) -> int:
    """The number of rows that a rule selects and that are no known deviation."""
    selected = connection.execute(rule.query)
    names = [column[0] for column in selected.description or []]
    known = names.index("known_because") if "known_because" in names else None
    return sum(known is None or row[known] is None for row in selected.fetchall())


def test_every_rule_holds_on_the_real_data_and_can_be_broken(good: Path, tmp_path: Path) -> None:
    working = shutil.copy(good / "working" / "spbe.duckdb", tmp_path / "spbe.duckdb")
    broken_now, never_broken = [], []
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{working}' AS real (READ_ONLY)")
        for table in TABLES.values():  # without keys, so that everything can be damaged
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS {table.layer}")
            connection.execute(f"CREATE TABLE {table.full_name} AS FROM real.{table.full_name}")
        for name, suite in SUITES.items():
            for rule in suite.rules:
                if not rule.query or rule.name == "stored_as_declared":
                    continue
                if _found(connection, rule):
                    broken_now.append(f"{name}: {rule.name}")
                for damage in _damage(rule, suite):
                    connection.execute("BEGIN")
                    try:
                        connection.execute(damage)
                        if _found(connection, rule):
                            break
                    except duckdb.ConversionException:
                        pass  # the damage does not fit the column, or what the rule makes of it
                    finally:
                        connection.execute("ROLLBACK")
                else:
                    never_broken.append(f"{name}: {rule.name}")
    assert broken_now == []
    assert set(never_broken) == _BROKEN_ELSEWHERE, "a rule that can never fail is no rule"
