"""A database in memory, and records of declared tables, made up."""

from datetime import date

import duckdb
import pytest

from warehouse.tables import TABLES

_PLAIN = {"VARCHAR": "x", "INTEGER": 1, "BOOLEAN": True, "BIGINT": 1, "DATE": date(2026, 1, 12)}


@pytest.fixture(scope="session")
def filled():
    """A record of a declared table: the given values, and something harmless in every other required column."""

    def make(table, **values):
        spec = TABLES[table]
        required = set(spec.required_columns)
        return {c.name: values.get(c.name, _PLAIN.get(c.type) if c.name in required else None) for c in spec.columns}

    return make


@pytest.fixture
def connection():
    """A database of the test's own; a handful of rows needs one thread."""
    with duckdb.connect(config={"threads": 1}) as opened:
        yield opened
