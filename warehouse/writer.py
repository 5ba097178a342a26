"""Writing tables: whole or one partition, in one transaction, by column name.

A frame that does not match its table's declaration is refused, never adapted.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from warehouse import schema
from warehouse.connection import Connection, SqlError, quoted, records_of
from warehouse.spec import Table

if TYPE_CHECKING:
    import pandas as pd

SQL_FOLDER = Path(__file__).parent / "sql"

Record = Mapping[str, Any]


class SpecMismatch(ValueError):
    """Rows do not have the columns or types that their table declares."""


@contextmanager
def transaction(connection: Connection) -> Iterator[None]:
    """All of the block or nothing of it."""
    connection.execute("BEGIN TRANSACTION")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def arrow_type(duckdb_type: str) -> pa.DataType:
    """The Arrow type that holds a declared DuckDB type exactly."""
    plain = {
        "VARCHAR": pa.string(),
        "INTEGER": pa.int32(),
        "BIGINT": pa.int64(),
        "BOOLEAN": pa.bool_(),
        "DATE": pa.date32(),
    }
    if duckdb_type in plain:
        return plain[duckdb_type]
    decimal = re.fullmatch(r"DECIMAL\((\d+),(\d+)\)", duckdb_type)
    if decimal is None:
        raise SpecMismatch(f"no Arrow type is declared for the DuckDB type {duckdb_type}")
    return pa.decimal128(int(decimal[1]), int(decimal[2]))


def arrow_schema(table: Table) -> pa.Schema:
    """The declared columns and their Arrow types."""
    return pa.schema([(column.name, arrow_type(column.type)) for column in table.columns])


def arrow_table(table: Table, records: Sequence[Record]) -> pa.Table:
    """Records as an Arrow table with exactly the declared columns and types.

    Raises:
        SpecMismatch: naming the columns that are missing or not declared, or the value that does not fit.
    """
    declared = set(table.column_names)
    for record in records:
        if record.keys() != declared:
            missing, extra = sorted(declared - record.keys()), sorted(record.keys() - declared)
            raise SpecMismatch(
                f"{table.full_name}: a record lacks {missing} and has undeclared {extra}: {dict(record)}"
            )
    arrays = []
    for column in table.columns:
        values = [record[column.name] for record in records]
        try:
            arrays.append(pa.array(values, type=arrow_type(column.type)))
        except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, OverflowError) as error:
            misfit = next((value for value in values if not _fits(value, column.type)), None)
            raise SpecMismatch(
                f"{table.full_name}.{column.name}: {misfit!r} does not fit {column.type} ({error})"
            ) from error
    return pa.Table.from_arrays(arrays, names=list(table.column_names))


def _fits(value: object, duckdb_type: str) -> bool:
    try:
        pa.array([value], type=arrow_type(duckdb_type))
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, OverflowError):
        return False
    return True


def replace(connection: Connection, table: Table, records: Sequence[Record]) -> int:
    """Replace the whole table by these records. Returns the number of rows stored."""
    rows = arrow_table(table, records)
    with transaction(connection):
        schema.create(connection, table)
        insert(connection, table, rows)
    return len(records)


def replace_partitions(
    connection: Connection, table: Table, records: Sequence[Record], partitions: Sequence[int] | Sequence[str]
) -> int:
    """Replace the rows of these partitions, and no others.

    Args:
        connection: the working database.
        table: a table with a partition column.
        records: all rows of all these partitions; rows of any other partition are refused.
        partitions: the values of the partition column that are replaced, also those without a row.

    Raises:
        SpecMismatch: for rows outside the partitions, or when the stored table has drifted from its
            specification while other partitions would have to stay in it.
    """
    if table.partition is None:
        raise SpecMismatch(f"{table.full_name} has no partition column")
    rows = arrow_table(table, records)
    outside = {record[table.partition] for record in records} - set(partitions)
    if outside:
        raise SpecMismatch(
            f"{table.full_name}: rows of {table.partition} {sorted(outside, key=str)} in a write of {list(partitions)}"
        )
    column = quoted(table.partition)
    values = f"SELECT unnest(?::{table.column(table.partition).type}[])"
    changes = schema.drift(connection, table)
    with transaction(connection):
        if f"{table.partition} is declared but not stored" in changes or changes == [schema.NOT_STORED]:
            schema.create(connection, table)  # nothing in it can be told by year
        elif changes:
            kept = connection.execute(
                f"SELECT list(DISTINCT {column}) FROM {quoted(table.full_name)} WHERE {column} NOT IN ({values})",
                [list(partitions)],
            ).fetchone()
            if kept and kept[0]:
                raise SpecMismatch(
                    f"{table.full_name} was stored by another version of this project ({'; '.join(changes)}) and holds "
                    f"{table.partition} {sorted(kept[0])} besides: load all its years in one run (`make refresh`)"
                )
            schema.create(connection, table)
        connection.execute(f"DELETE FROM {quoted(table.full_name)} WHERE {column} IN ({values})", [list(partitions)])
        insert(connection, table, rows)
    return len(records)


def distinct(connection: Connection, table: Table, columns: Sequence[str]) -> list[tuple[Any, ...]]:
    """The distinct values of some columns; none when the table, or one of the columns, is not stored."""
    if not set(columns) <= set(dict(schema.stored_columns(connection, table))):
        return []
    names = ", ".join(quoted(name) for name in columns)
    return connection.execute(f"SELECT DISTINCT {names} FROM {quoted(table.full_name)}").fetchall()


def partitions(connection: Connection, table: Table) -> set[Any]:
    """The partitions of which the table has rows; none when it is not stored or has no such column yet."""
    if table.partition is None or table.partition not in dict(schema.stored_columns(connection, table)):
        return set()
    column = quoted(table.partition)
    rows = connection.execute(f"SELECT DISTINCT {column} FROM {quoted(table.full_name)}").fetchall()
    return {value for (value,) in rows}


def counts(connection: Connection, table: Table) -> dict[Any, int]:
    """Number of rows of each partition."""
    assert table.partition is not None, "a table in partitions"
    column = quoted(table.partition)
    return dict(
        connection.execute(f"SELECT {column}, count(*) FROM {quoted(table.full_name)} GROUP BY {column}").fetchall()
    )


def keep_partitions(connection: Connection, table: Table, partitions: Sequence[int] | Sequence[str]) -> None:
    """Remove the rows of every partition but these: a year that is no longer held is no longer loaded."""
    if table.partition is None:
        raise SpecMismatch(f"{table.full_name} has no partition column")
    values = f"SELECT unnest(?::{table.column(table.partition).type}[])"
    connection.execute(
        f"DELETE FROM {quoted(table.full_name)} WHERE {quoted(table.partition)} NOT IN ({values})", [list(partitions)]
    )


def replace_arrow(connection: Connection, table: Table, rows: pa.Table) -> int:
    """Replace the whole table by Arrow rows that have exactly its columns, stored in its published order.

    Raises:
        SpecMismatch: when columns or types are not exactly the declared ones, or two rows have one key.
    """
    declared = arrow_schema(table)
    if rows.schema.names != declared.names or rows.schema.types != declared.types:
        raise SpecMismatch(f"{table.full_name}: the rows have {rows.schema}, declared is {declared}")
    with transaction(connection):
        schema.create(connection, table, keyed=False)
        insert(connection, table, rows.sort_by([(name, "ascending") for name in table.sorted_by]))
        _refuse_doubles(connection, table)
    return int(rows.num_rows)


def insert(connection: Connection, table: Table, rows: pa.Table) -> None:
    """Append rows that have the table's columns, by name, to a table that is stored."""
    names = ", ".join(quoted(name) for name in table.column_names)
    connection.register("incoming", rows)
    try:
        connection.execute(f"INSERT INTO {quoted(table.full_name)} ({names}) SELECT {names} FROM incoming")
    finally:
        # After a refused row DuckDB 2.0 refuses this too, until the rollback; the row's own error is what matters.
        with contextlib.suppress(SqlError):
            connection.unregister("incoming")


def model_file(table_name: str) -> Path:
    """Where the statement that makes a table is written, if one does."""
    layer, name = table_name.split(".")
    return SQL_FOLDER / layer / f"{name}.sql"


@cache
def model_sql(table_name: str) -> str:
    """The one SQL statement that makes a table: ``sql/<layer>/<table>.sql``, without comments' end semicolon."""
    return model_file(table_name).read_text(encoding="utf-8").rstrip().rstrip(";")


def derive(connection: Connection, table: Table) -> int:
    """Run the table's SQL model and store the result in its published order. Returns the number of rows.

    Raises:
        SpecMismatch: when the model's columns are not exactly the declared ones, or two rows have one key.
    """
    query = model_sql(table.full_name)
    described = connection.execute(f"DESCRIBE {query}").fetchall()
    made = {row[0]: row[1] for row in described}
    if set(made) != set(table.column_names):
        missing, extra = sorted(set(table.column_names) - set(made)), sorted(set(made) - set(table.column_names))
        raise SpecMismatch(f"sql/{table.layer}/{table.name}.sql lacks the columns {missing} and adds {extra}")
    inexact = [
        f"{column.name} is {made[column.name]}, declared {column.type}"
        for column in table.columns
        if made[column.name] != column.type
        and (made[column.name] in {"DOUBLE", "FLOAT"} or "VARCHAR" in {made[column.name], column.type})
        and made[column.name] != '"NULL"'
    ]
    if inexact:
        # DuckDB would round or parse on the way in, silently; a model says how with a CAST.
        raise SpecMismatch(f"sql/{table.layer}/{table.name}.sql: {'; '.join(inexact)}")
    names = ", ".join(quoted(name) for name in table.column_names)
    order = ", ".join(quoted(name) for name in table.sorted_by)
    with transaction(connection):
        schema.create(connection, table, keyed=False)
        connection.execute(
            f"INSERT INTO {quoted(table.full_name)} ({names}) SELECT {names} FROM (\n{query}\n) ORDER BY {order}"
        )
        _refuse_doubles(connection, table)
    return count(connection, table)


def _refuse_doubles(connection: Connection, table: Table) -> None:
    """Hold a table that is made at once to its key: counting costs a tenth of what an index does, and no memory."""
    key = ", ".join(quoted(name) for name in table.key)
    doubled = connection.execute(
        f"SELECT {key} FROM {quoted(table.full_name)} GROUP BY ALL HAVING count(*) > 1 LIMIT 1"
    ).fetchone()
    if doubled is not None:
        row = ", ".join(f"{name} {value}" for name, value in zip(table.key, doubled, strict=True))
        raise SpecMismatch(f"{table.full_name}: duplicate key: more than one row has {row}")


def count(connection: Connection, table: Table) -> int:
    """Number of rows stored."""
    row = connection.execute(f"SELECT count(*) FROM {quoted(table.full_name)}").fetchone()
    assert row is not None
    return int(row[0])


def read(connection: Connection, table: Table, columns: Set[str] | None = None) -> pd.DataFrame:
    """The stored table in its published order, as pandas; DECIMAL becomes float64.

    Args:
        connection: the database.
        table: the table.
        columns: the columns that are wanted, of those that are stored; None wants all.
    """
    stored = [name for name, _ in schema.stored_columns(connection, table)]
    selected = ", ".join(quoted(name) for name in stored if columns is None or name in columns)
    order = ", ".join(quoted(name) for name in table.sorted_by if name in stored) or "ALL"
    return connection.execute(f"SELECT {selected} FROM {quoted(table.full_name)} ORDER BY {order}").df()


def records(connection: Connection, table: Table) -> list[dict[str, Any]]:
    """The whole stored table as Python records; DECIMAL stays decimal.Decimal."""
    order = ", ".join(quoted(name) for name in table.sorted_by)
    return records_of(connection, f"SELECT * FROM {quoted(table.full_name)} ORDER BY {order}")


def fingerprint(connection: Connection, table: Table) -> str:
    """A short print of the stored content, equal for equal rows; only for comparison within one database.

    Of a table that is not stored, that it is not.
    """
    if not schema.stored_columns(connection, table):
        return schema.NOT_STORED
    row = connection.execute(
        f"SELECT count(*) || '-' || coalesce(sum(hash(t)::HUGEINT), 0) FROM {quoted(table.full_name)} AS t"
    ).fetchone()
    assert row is not None
    return str(row[0])


def published_rows(connection: Connection, table: Table) -> pa.Table:
    """All rows of a table in their published order, read once for every file that holds them."""
    names = ", ".join(quoted(name) for name in table.column_names)
    order = ", ".join(quoted(name) for name in table.sorted_by)
    rows = connection.sql(f"SELECT {names} FROM {quoted(table.full_name)} ORDER BY {order}").to_arrow_table()
    return rows.cast(pa.schema([(column.name, arrow_type(column.type)) for column in table.columns]))
