"""A small table and a real database file for the tests of the warehouse; only warehouse and DuckDB are imported."""

import os
import subprocess
import sys
from decimal import Decimal

import pytest

from warehouse import writer
from warehouse.connection import open_working
from warehouse.spec import Column, Table, Text


def _column(name, type_, *, unit=None):
    return Column(name, type_, Text(f"arti {name}", f"meaning of {name}"), unit)


@pytest.fixture(scope="session")
def scores():
    """One score per year and region; two text columns of one type, so that a swap would go unnoticed by types."""
    return Table(
        layer="core",
        name="scores",
        title=Text("Nilai", "Scores"),
        grain=Text("satu nilai", "one score"),
        key=("year", "code"),
        columns=(
            _column("year", "INTEGER", unit="year"),
            _column("code", "VARCHAR"),
            _column("score", "DECIMAL(4,2)", unit="1-5"),
            _column("grade", "VARCHAR").needed(),
            _column("note", "VARCHAR"),
        ),
        partition="year",
        warnings=(Text("jangan dijumlahkan", "never add them"),),
    )


@pytest.fixture(scope="session")
def regions():
    """A second table, replaced whole, in another layer and published in another order than that of its key."""
    return Table(
        layer="mart",
        name="regions",
        title=Text("Wilayah", "Regions"),
        grain=Text("satu wilayah", "one region"),
        key=("code",),
        columns=(_column("code", "VARCHAR"), _column("name", "VARCHAR")),
        order=("name",),
    )


@pytest.fixture(scope="session")
def score():
    """A complete record of the table of scores."""

    def make(year, code, value="3.52", grade="Baik", note=None):
        number = None if value is None else Decimal(value)
        return {"year": year, "code": code, "score": number, "grade": grade, "note": note}

    return make


@pytest.fixture
def database(tmp_path):
    return tmp_path / "working" / "spbe.duckdb"


@pytest.fixture
def connection(database):
    with open_working(database) as opened:
        yield opened


@pytest.fixture(scope="module")
def shared_connection(tmp_path_factory):
    """One database for all examples of a property."""
    with open_working(tmp_path_factory.mktemp("shared") / "spbe.duckdb") as opened:
        yield opened


@pytest.fixture
def models(tmp_path, monkeypatch):
    """Write models into a folder of their own instead of the project's."""
    monkeypatch.setattr(writer, "SQL_FOLDER", tmp_path / "sql")
    writer.model_sql.cache_clear()

    def write(table, sql):
        file = tmp_path / "sql" / table.layer / f"{table.name}.sql"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(sql, encoding="utf-8")
        writer.model_sql.cache_clear()

    yield write
    writer.model_sql.cache_clear()


@pytest.fixture
def other_process():
    """Start Python code in another process; it says a line when ready and goes on when it is sent one."""
    started = []

    def start(code, *arguments):
        process = subprocess.Popen(
            [sys.executable, "-c", code, *map(str, arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        started.append(process)
        assert process.stdout.readline() == "ready\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()
