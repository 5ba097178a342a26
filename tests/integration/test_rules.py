"""Every rule on the real data: it passes, and one damage breaks it and nothing else (breaches.yml)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
import yaml

from expectations.rules import Rule
from expectations.suites import SUITES
from warehouse import models, schema
from warehouse.tables import TABLES

#: By ``layer.table: rule``.
_RULES = {
    f"{name}: {rule.name}": (suite.table, rule)
    for name, suite in SUITES.items()
    for rule in suite.rules
    if rule.query and rule.name != "stored_as_declared"
}
#: By the same names: a damage in SQL, and the other rules that it breaks because they follow from this one.
_BREACHES = {
    f"{table}: {rule}": breach
    for table, rules in yaml.safe_load(Path(__file__).with_name("breaches.yml").read_text(encoding="utf-8")).items()
    for rule, breach in rules.items()
}
#: What it finds is a list to be read, not a fault.
_A_LIST = "audit.yearly_changes: moves_are_within_the_usual"

Found = set[tuple[str, ...]]


@pytest.fixture(scope="module")
def real(good: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The real tables in memory, without keys, so that everything can be damaged."""
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{good / 'working' / 'spbe.duckdb'}' AS real (READ_ONLY)")
        for table in TABLES.values():
            schema.create(connection, table, keyed=False)  # the story of releases is told when one is published
        stored = connection.execute(
            "SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE database_name = 'real'"
        ).fetchall()
        for (name,) in stored:
            connection.execute(f"CREATE OR REPLACE TABLE {name} AS FROM real.{name}")
        yield connection


def _found(connection: duckdb.DuckDBPyConnection, rule: Rule) -> Found:
    """The rows that a rule selects and that are no known deviation."""
    selected = connection.execute(rule.query)
    names = [column[0] for column in selected.description or []]
    known = names.index("known_because") if "known_because" in names else None
    return {tuple(map(str, row)) for row in selected.fetchall() if known is None or row[known] is None}


@pytest.fixture(scope="module")
def found_before(real: duckdb.DuckDBPyConnection) -> dict[str, Found]:
    return {name: _found(real, rule) for name, (_, rule) in _RULES.items()}


def test_every_rule_passes_on_the_real_data(found_before: dict[str, Found]) -> None:
    assert {name for name, rows in found_before.items() if rows} == {_A_LIST}


def test_every_rule_has_a_breach() -> None:
    assert set(_RULES) - set(_BREACHES) == set(), "name a damage in breaches.yml: a rule that cannot fail is no rule"
    assert set(_BREACHES) - set(_RULES) == set(), "breaches.yml names rules that are not there"


def test_each_breach_breaks_its_rule_and_no_other(
    real: duckdb.DuckDBPyConnection, found_before: dict[str, Found]
) -> None:
    reads = {
        name: {table.full_name, *models.references(rule.query, but=table)} for name, (table, rule) in _RULES.items()
    }
    wrong = {}
    for name, breach in _BREACHES.items():
        damaged = {table for table in TABLES if re.search(rf"\b{table}\b", breach["damage"])}
        real.execute("BEGIN")
        real.execute(breach["damage"])
        concerned = {other for other in _RULES if reads[other] & damaged}
        broken = {other for other in concerned if _found(real, _RULES[other][1]) - found_before[other]}
        real.execute("ROLLBACK")
        if broken != {name, *breach.get("also", [])}:
            wrong[name] = sorted(broken)
    assert wrong == {}
