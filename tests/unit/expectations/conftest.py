"""A small stored table, and rules put to it by the one real Great Expectations process of the session."""

import pytest

from expectations import runner
from expectations.rules import Rule, Suite
from warehouse import writer
from warehouse.connection import open_working
from warehouse.spec import Column, Table, Text

_TEXT = Text("teks", "text")


@pytest.fixture(scope="session", autouse=True)
def _validation_process():
    """Great Expectations takes seconds to load: begin with it, while tests that need none of it run."""
    runner.warm_up()


@pytest.fixture(scope="session")
def table():
    return Table(
        layer="core",
        name="toys",
        title=_TEXT,
        grain=_TEXT,
        key=("code",),
        columns=(
            Column("code", "VARCHAR", _TEXT),
            Column("year", "INTEGER", _TEXT),
            Column("score", "DECIMAL(4,2)", _TEXT),
            Column("grade", "VARCHAR", _TEXT),
        ),
    )


@pytest.fixture
def connection(tmp_path):
    with open_working(tmp_path / "spbe.duckdb") as opened:
        yield opened


@pytest.fixture
def store(connection, table):
    """Store rows of (code, year, score, grade)."""

    def write(*rows):
        writer.replace(connection, table, [dict(zip(table.column_names, row, strict=True)) for row in rows])

    return write


@pytest.fixture
def ask(connection, table):
    """Put rules to the stored table; the findings by rule name."""

    def run(*rules: Rule, only=None):
        (report,) = runner.run([Suite(table, rules)], connection, only=only)
        return {finding.rule.name: finding for finding in report.findings}

    return run
