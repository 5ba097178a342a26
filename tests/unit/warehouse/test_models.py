"""The SQL files: one statement each, a header that names the table, and columns exactly as declared."""

import re

import duckdb

from warehouse import schema, writer
from warehouse.computed import module_of
from warehouse.connection import open_working
from warehouse.tables import TABLES
from warehouse.writer import SQL_FOLDER

_MODELS = sorted(file for file in SQL_FOLDER.glob("*/*.sql"))
#: Tables that are not one SQL model: their rows come from names and figures that Python reads, or from checks.
_MADE_IN_PYTHON = {
    "core.documents", "core.document_acceptances", "core.codes", "core.regions", "core.region_aliases",
    "core.region_names", "core.observations", "audit.quarantine", "audit.check_results", "audit.findings",
    "audit.corrections_applied", "audit.held_back",
}  # fmt: skip


def _name(file):
    return f"{file.parent.name}.{file.stem}"


def test_every_derived_table_has_exactly_one_model():
    computed = {name for name, table in TABLES.items() if module_of(table) is not None}
    derived = (
        {name for name, table in TABLES.items() if table.layer != "raw" and not table.story}
        - _MADE_IN_PYTHON
        - computed
    )
    assert {_name(file) for file in _MODELS} == derived


def test_a_model_is_one_statement_that_names_its_table_and_every_column_of_its_output():
    for file in _MODELS:
        text = file.read_text(encoding="utf-8")
        (statement,) = duckdb.extract_statements(text)
        assert statement.type.name == "SELECT", file
        assert re.match(rf"-- {re.escape(_name(file))}: one row per \S", text), file
        outermost = text[text.rfind("\nSELECT") :]
        assert outermost.startswith("\nSELECT\n"), file
        assert not re.match(r"\nSELECT\n\s+(\w+\.)?\*", outermost), file


def test_a_model_makes_exactly_the_declared_columns(tmp_path):
    with open_working(tmp_path / "spbe.duckdb") as connection:
        schema.create_missing(connection, TABLES.values())
        for file in _MODELS:
            assert writer.derive(connection, TABLES[_name(file)]) >= 0


def test_a_model_does_not_depend_on_the_clock_or_on_chance():
    chance = re.compile(r"\b(?:random|now|today|uuid)\s*\(|\bcurrent_(?:date|timestamp)\b")
    texts = {file: re.sub(r"--[^\n]*", "", file.read_text(encoding="utf-8").lower()) for file in _MODELS}
    assert {file: chance.findall(text) for file, text in texts.items() if chance.search(text)} == {}
