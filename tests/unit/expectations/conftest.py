"""A small declared table, stored as one that enters and as one that is made, and rules put to it by the real worker."""

from dataclasses import replace
from decimal import Decimal

import pytest

from expectations import runner
from expectations.declared_rules import declared_rules
from expectations.rules import Rule, Suite
from warehouse import writer
from warehouse.connection import open_working
from warehouse.spec import Column, Table, Text

_TEXT = Text("teks", "text")
GOOD = (("33.08", 2024, Decimal("3.21"), "Baik", "kota"), ("33.71", 2024, Decimal("4.00"), "Sangat Baik", None))


@pytest.fixture(scope="session", autouse=True)
def _validation_process():
    """Great Expectations takes seconds to load: begin with it, while tests that need none of it run."""
    runner.warm_up()


@pytest.fixture(scope="session")
def table():
    """Judged by Great Expectations; `mart.toys` is the same, judged by SQL."""
    return Table(
        layer="core",
        name="toys",
        title=_TEXT,
        grain=_TEXT,
        key=("code",),
        columns=(
            Column("code", "VARCHAR", _TEXT, pattern=r"\d\d\.\d\d"),
            Column("year", "INTEGER", _TEXT, required=True),
            Column("score", "DECIMAL(4,2)", _TEXT, range=(1, 5)),
            Column("grade", "VARCHAR", _TEXT, codes="predikat"),
            Column("kind", "VARCHAR", _TEXT, codes="kind"),
        ),
        unique=(("year", "grade"),),
        fewest_rows=2,
    )


@pytest.fixture
def connection(tmp_path):
    with open_working(tmp_path / "spbe.duckdb") as opened:
        yield opened


@pytest.fixture
def store(connection, table):
    """Store rows of (code, year, score, grade, kind) in core.toys and mart.toys."""

    def write(*rows):
        records = [dict(zip(table.column_names, row, strict=True)) for row in rows]
        for layer in ("core", "mart"):
            writer.replace(connection, replace(table, layer=layer), records)

    return write


@pytest.fixture
def ask(connection, table):
    """Put rules to core.toys; the findings by rule name."""

    def run(*rules: Rule, only=None):
        (report,) = runner.run([Suite(table, rules)], connection, only=only)
        return {finding.rule.name: finding for finding in report.findings}

    return run


@pytest.fixture
def declared(connection, table):
    """What the declarations of core.toys and mart.toys say of the stored rows: the broken rules of the two layers."""

    def run(change=""):
        toys = [table, replace(table, layer="mart")]
        for each in toys if change else ():
            connection.execute(change.format(each.full_name))
        reports = runner.run([Suite(each, declared_rules(each)) for each in toys], connection)
        return [{f.rule.name: f for f in report.findings if f.outcome != "passed"} for report in reports]

    return run
