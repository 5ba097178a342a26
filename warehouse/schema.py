"""DDL and comments from the table declarations, and how a stored table differs from its declaration."""

from __future__ import annotations

from collections.abc import Iterable

from warehouse.connection import Connection, NotThere, literal, quoted
from warehouse.spec import Column, Table, Text
from warehouse.words.catalogue import read_catalogue

NOT_STORED = "the table is not stored"


def create_statement(table: Table, *, keyed: bool = True) -> str:
    """CREATE OR REPLACE TABLE with types, NOT NULL and, where keyed, the primary key."""
    required = set(table.required_columns)
    lines = [
        f"{quoted(column.name)} {column.type}{' NOT NULL' if column.name in required else ''}"
        for column in table.columns
    ]
    if keyed:
        lines.append(f"PRIMARY KEY ({', '.join(quoted(name) for name in table.key)})")
    return f"CREATE OR REPLACE TABLE {quoted(table.full_name)} (\n  " + ",\n  ".join(lines) + "\n)"


def create(connection: Connection, table: Table, *, keyed: bool = True) -> None:
    """Create the table anew and empty, with its schema."""
    connection.execute(f"CREATE SCHEMA IF NOT EXISTS {quoted(table.layer)}")
    connection.execute(create_statement(table, keyed=keyed))


def bilingual(text: Text) -> str:
    """Both languages in one comment, Indonesian first."""
    return f"{text.id} | {text.en}"


def table_comment(table: Table) -> str:
    """What a reader sees beside the table's name."""
    parts = [bilingual(table.title), f"Satu baris: {table.grain.id} | One row: {table.grain.en}"]
    parts += [f"Perhatian: {warning.id} | Caution: {warning.en}" for warning in table.warnings]
    return "\n".join(parts)


def column_comment(column: Column) -> str:
    """What a reader sees beside the column's name: meaning, codes, unit."""
    return bilingual(read_catalogue().meaning(column)) + (f" [{column.unit}]" if column.unit else "")


def write_comments(connection: Connection, table: Table) -> None:
    """COMMENT ON the table and each of its columns, in both languages."""
    name = quoted(table.full_name)
    comment(connection, table, table_comment(table))
    statements = [
        f"COMMENT ON COLUMN {name}.{quoted(column.name)} IS {literal(column_comment(column))}"
        for column in table.columns
    ]
    connection.execute(";\n".join(statements))


def stored_columns(connection: Connection, table: Table) -> list[tuple[str, str]]:
    """(name, type) of the stored table's columns, in order; empty when it does not exist.

    Not within a transaction: asking for a table that is not there ends it in DuckDB 2.0.
    """
    # Not duckdb_tables() or duckdb_columns(): they list every table of every schema first, 25 times as long.
    try:
        found = connection.execute(f"SELECT name, type FROM pragma_table_info({literal(quoted(table.full_name))})")
    except NotThere:
        return []
    return [(row[0], row[1]) for row in found.fetchall()]


def stored_tables(connection: Connection) -> set[str]:
    """The names, ``layer.table``, of all tables that are stored."""
    return {
        f"{schema}.{name}"
        for schema, name in connection.execute(
            "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = current_database()"
        ).fetchall()
    }


def stored_comments(connection: Connection) -> dict[str, str]:
    """What is noted beside stored tables, by ``layer.table``."""
    return {
        f"{schema}.{name}": comment
        for schema, name, comment in connection.execute(
            "SELECT schema_name, table_name, comment FROM duckdb_tables() "
            "WHERE database_name = current_database() AND comment IS NOT NULL"
        ).fetchall()
    }


def comment(connection: Connection, table: Table, text: str) -> None:
    """Note something beside a stored table; it goes when the table is created anew."""
    connection.execute(f"COMMENT ON TABLE {quoted(table.full_name)} IS {literal(text)}")


def create_missing(connection: Connection, tables: Iterable[Table]) -> None:
    """Create, empty, those of the tables that are not stored yet; the others are not touched."""
    stored = stored_tables(connection)
    for table in tables:
        if table.full_name not in stored:
            create(connection, table)


def drift(connection: Connection, table: Table) -> list[str]:
    """How the stored table differs from its specification, in words; empty when it does not."""
    stored = dict(stored_columns(connection, table))
    if not stored:
        return [NOT_STORED]
    declared = {column.name: column.type for column in table.columns}
    found = [f"{name} is declared but not stored" for name in declared if name not in stored]
    found += [f"{name} is stored but not declared" for name in stored if name not in declared]
    found += [
        f"{name} is {stored[name]}, declared {declared[name]}"
        for name in declared
        if name in stored and stored[name] != declared[name]
    ]
    if not found and list(stored) != list(declared):
        found.append("the columns are stored in another order")
    return found
