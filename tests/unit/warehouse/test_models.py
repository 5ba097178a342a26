"""The SQL files: one statement each, a header that names the table, and columns exactly as declared."""

import re

import duckdb
import pytest

from warehouse import schema, writer
from warehouse.computed import module_of
from warehouse.connection import open_working
from warehouse.tables import TABLES
from warehouse.writer import SQL_FOLDER

_MODELS = sorted(file for file in SQL_FOLDER.glob("*/*.sql"))
#: Tables that are not one SQL model: their rows come from names and figures that Python reads, or from checks.
_MADE_IN_PYTHON = {
    "core.documents", "core.codes", "core.regions", "core.region_aliases", "core.observations", "audit.quarantine",
    "audit.check_results", "audit.corrections_applied",
}  # fmt: skip


def _name(file):
    return f"{file.parent.name}.{file.stem}"


def _id(file):
    return "/".join(file.with_suffix("").parts[-3:])


def _each(files):
    return pytest.mark.parametrize("file", files, ids=_id)


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """Every declared table, without rows."""
    with open_working(tmp_path_factory.mktemp("empty") / "spbe.duckdb") as connection:
        connection.execute("BEGIN")
        for table in TABLES.values():
            schema.create(connection, table)
        connection.execute("COMMIT")
        yield connection


def test_every_derived_table_has_exactly_one_model():
    computed = {name for name, table in TABLES.items() if module_of(table) is not None}
    derived = {name for name, table in TABLES.items() if table.layer != "raw"} - _MADE_IN_PYTHON - computed
    assert {_name(file) for file in _MODELS} == derived


@_each(_MODELS)
def test_a_file_holds_one_statement_that_only_reads(file):
    (statement,) = duckdb.extract_statements(file.read_text(encoding="utf-8"))
    assert statement.type.name == "SELECT"


@_each(_MODELS)
def test_a_model_begins_with_its_table_and_grain(file):
    first = file.read_text(encoding="utf-8").splitlines()[0]
    assert re.match(rf"-- {re.escape(_name(file))}: one row per \S", first)


@_each(_MODELS)
def test_the_output_of_a_model_is_named_column_by_column(file):
    text = file.read_text(encoding="utf-8")
    outermost = text[text.rfind("\nSELECT") :]
    assert outermost.startswith("\nSELECT\n")
    assert not re.match(r"\nSELECT\n\s+(\w+\.)?\*", outermost)


@_each(_MODELS)
def test_a_model_makes_exactly_the_declared_columns(empty, file):
    assert writer.derive(empty, TABLES[_name(file)]) >= 0


@_each(_MODELS)
def test_a_model_does_not_depend_on_the_clock_or_on_chance(file):
    statement = re.sub(r"--[^\n]*", "", file.read_text(encoding="utf-8").lower())
    assert re.findall(r"\b(?:random|now|today|uuid)\s*\(|\bcurrent_(?:date|timestamp)\b", statement) == []
