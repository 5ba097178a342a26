"""Models: what makes a table, be it one SQL statement or the module of its name in computed/."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING, cast

from warehouse import writer
from warehouse.computed import module_of
from warehouse.connection import Connection
from warehouse.spec import DeclarationError, Table

if TYPE_CHECKING:
    from warehouse.spark import Spark

_REFERENCE = re.compile(r"\b(?:FROM|JOIN)\s+((?:raw|core|mart|audit)\.[a-z_0-9]+)")


@contextmanager
def engine(spark_folder: str | None) -> Iterator[Spark | None]:
    """Spark for the block, where a folder is named for its Parquet; None leaves statements to DuckDB."""
    if spark_folder is None:
        yield None
        return
    from warehouse.spark import Spark  # noqa: PLC0415

    spark = Spark(spark_folder)
    try:
        yield spark
    finally:
        spark.close()


def make(connection: Connection, table: Table, spark: Spark | None = None) -> int:
    """Run the table's model and store the result in place of what was stored. Returns the number of rows.

    Args:
        connection: the working database.
        table: the table.
        spark: what runs a statement in DuckDB's place.

    Raises:
        SpecMismatch: when the rows do not have the columns and types that the table declares.
    """
    computed = module_of(table)
    if computed is None:
        return writer.derive(connection, table) if spark is None else spark.derive(connection, table)
    rows = computed.compute(connection)
    if isinstance(rows, list):
        return writer.replace(connection, table, rows)
    return writer.replace_arrow(connection, table, rows)


def has_model(table: Table) -> bool:
    """Whether a statement or a module makes the table; the others are read from documents."""
    return module_of(table) is not None or writer.model_file(table.full_name).exists()


def statements() -> set[str]:
    """Full names of the tables that a statement makes."""
    return {f"{file.parent.name}.{file.stem}" for file in writer.SQL_FOLDER.rglob("*.sql")}


def source_text(table: Table) -> str:
    """What makes the table, as it is written."""
    computed = module_of(table)
    return writer.model_sql(table.full_name) if computed is None else inspect.getsource(cast("ModuleType", computed))


def reads(table: Table) -> tuple[str, ...]:
    """Full names of the tables that the table's model reads: told by its SQL, or by the module that makes it."""
    computed = module_of(table)
    return references(writer.model_sql(table.full_name), but=table) if computed is None else computed.READS


def statement_reading(table: Table, relation: str, *, instead_of: str) -> str:
    """The statement that makes the table, made to read a relation in place of one of the tables that it reads.

    Args:
        table: one that a statement makes.
        relation: what to read; it has the columns that the statement uses.
        instead_of: full name of the table.

    Raises:
        DeclarationError: when the statement does not read that table.
    """
    sql = writer.model_sql(table.full_name)
    if instead_of not in references(sql, but=table):
        raise DeclarationError(f"the statement of {table.full_name} does not read {instead_of}.")
    return _REFERENCE.sub(
        lambda found: found[0].replace(instead_of, relation) if found[1] == instead_of else found[0], sql
    )


def references(sql: str, *, but: Table) -> tuple[str, ...]:
    """Full names of the tables that a statement reads, other than one."""
    return tuple(sorted(set(_REFERENCE.findall(sql)) - {but.full_name}))
