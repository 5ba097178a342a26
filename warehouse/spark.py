"""Spark in DuckDB's place for the models that are one statement, where one machine is not enough (docs/scale.md).

The statements stay as they are in sql/, in DuckDB's dialect. What one reads is written as Parquet into a folder, Spark
makes the table there, and its rows come back into the working database: what judges and publishes them is not
concerned. Needs the extra `spark`; which Spark, its own variables say (MASTER or SPARK_REMOTE, SPARK_CONF_DIR).
Does not belong here: what is made in Python (computed/), which stays where it is.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
from pyarrow import fs

from warehouse import models, writer
from warehouse.connection import Connection, quoted
from warehouse.spec import Table
from warehouse.tables import TABLES

if TYPE_CHECKING:
    from pyspark.sql import SparkSession
    from sqlglot import exp

#: What makes equal statements give equal rows: an error is an error and no NULL, and no decimal is shortened to fit.
_EXACT = {"spark.sql.ansi.enabled": "true", "spark.sql.decimalOperations.allowPrecisionLoss": "false"}
_ROWS_AT_ONCE = 1_000_000


class SparkMissing(RuntimeError):
    """The extra `spark` is not installed."""


class Spark:
    """Makes the tables of one run.

    Args:
        folder: where Parquet lies between this process and Spark: an absolute path, or a URI that both can open.

    Raises:
        SparkMissing: when pyspark or sqlglot is not installed.
    """

    def __init__(self, folder: str) -> None:
        for needed in ("pyspark", "sqlglot"):
            if find_spec(needed) is None:
                raise SparkMissing(
                    f"SPBE_ENGINE is spark, and {needed} is not installed: run `.venv/bin/python -m pip install "
                    "--no-deps --require-hashes -r requirements/spark.lock`, or leave SPBE_ENGINE out."
                )
        self._folder = folder.rstrip("/")
        self._written: set[str] = set()
        self._session: SparkSession | None = None

    def derive(self, connection: Connection, table: Table) -> int:
        """Run the table's SQL model and store the result in its published order. Returns the number of rows.

        Raises:
            SpecMismatch: when the rows do not have the declared types.
        """
        session = self._open()
        for name in models.references(writer.model_sql(table.full_name), but=table):
            if name not in self._written:
                self._write(connection, TABLES[name])
        made = session.sql(in_spark(table, self._file))
        made.write.mode("overwrite").parquet(self._file(table.full_name))
        self._written.add(table.full_name)
        system, path = fs.FileSystem.from_uri(self._file(table.full_name))
        declared = writer.arrow_schema(table)
        return writer.replace_arrow(connection, table, pq.read_table(path, filesystem=system, schema=declared))

    def close(self) -> None:
        """End the session, where there was need of one."""
        if self._session is not None:
            self._session.stop()

    def _open(self) -> SparkSession:
        if self._session is None:
            from pyspark.sql import SparkSession  # noqa: PLC0415

            self._session = SparkSession.builder.appName("spbe").getOrCreate()
            for name, value in _EXACT.items():
                self._session.conf.set(name, value)
        return self._session

    def _write(self, connection: Connection, table: Table) -> None:
        """Write a stored table as Parquet in place of what lies there, a part at a time."""
        system, path = fs.FileSystem.from_uri(self._file(table.full_name))
        system.create_dir(path)
        system.delete_dir_contents(path)
        names = ", ".join(quoted(name) for name in table.column_names)
        parts = connection.sql(f"SELECT {names} FROM {quoted(table.full_name)}").to_arrow_reader(_ROWS_AT_ONCE)
        with pq.ParquetWriter(f"{path}/part-0.parquet", parts.schema, filesystem=system) as file:
            for part in parts:
                file.write_batch(part)
        self._written.add(table.full_name)

    def _file(self, name: str) -> str:
        return f"{self._folder}/{name}.parquet"


def in_spark(table: Table, file: Callable[[str], str]) -> str:
    """The table's model in Spark's dialect, over Parquet, with exactly the declared columns and types.

    Args:
        table: one that a statement makes.
        file: where the Parquet of a table lies, by its full name.

    Raises:
        sqlglot.errors.SqlglotError: when the statement has no like in Spark.
    """
    import sqlglot  # noqa: PLC0415
    from sqlglot import exp  # noqa: PLC0415

    model = sqlglot.parse_one(writer.model_sql(table.full_name), dialect="duckdb", into=exp.Select)
    for node in list(model.find_all(exp.Table, exp.Cast, exp.Div, exp.Bracket, exp.PercentileCont, exp.Min)):
        _translate(node, file)
    columns = (
        exp.cast(exp.column(column.name), exp.DataType.build(column.type, dialect="duckdb")).as_(column.name)
        for column in table.columns
    )
    whole = exp.select(*columns).from_(model.subquery("made"))
    return whole.sql(dialect="spark", comments=False, unsupported_level=sqlglot.ErrorLevel.RAISE)


def _translate(node: exp.Expr, file: Callable[[str], str]) -> None:
    """Change, in its place, what DuckDB means otherwise than Spark, and what sqlglot has no word for."""
    from sqlglot import exp  # noqa: PLC0415

    def call(name: str, *arguments: exp.Expr) -> exp.Expr:
        return exp.Anonymous(this=name, expressions=list(arguments))

    match node:
        case exp.Table() if f"{node.db}.{node.name}" in TABLES:
            node.set("this", exp.to_identifier(file(f"{node.db}.{node.name}"), quoted=True))
            node.set("db", exp.to_identifier("parquet"))
        case exp.Cast() if node.to.is_type("decimal") and _is_double(node.this):  # rounded as DOUBLE, not as printed
            one = exp.Literal.number(10 ** int(node.to.expressions[1].name))
            scaled = exp.Mul(this=exp.paren(node.this, copy=False), expression=one)
            node.set("this", exp.Div(this=call("round", scaled), expression=one.copy()))
        case exp.Div():  # of DOUBLE in DuckDB, of decimals in Spark
            node.set("this", exp.cast(node.left, "double", copy=False))
            node.set("expression", exp.cast(node.right, "double", copy=False))
        case exp.Bracket(expressions=[place]) if not isinstance(place, exp.Literal):  # counted from 1, not from 0
            node.replace(call("element_at", node.this, place))
        case exp.PercentileCont():
            node.replace(call("percentile", node.this, node.expression))
        case exp.Min(args={"count": exp.Expr() as few}):  # the smallest few
            ordered = call("array_sort", call("collect_list", node.this))
            node.replace(call("slice", ordered, exp.Literal.number(1), few))


def _is_double(node: exp.Expr) -> bool:
    """Whether a sum, product or quotient is of DOUBLE in DuckDB, because something in it is divided or a root."""
    from sqlglot import exp  # noqa: PLC0415

    match node:
        case exp.Div() | exp.Sqrt():
            return True
        case exp.Paren() | exp.Neg():
            return _is_double(node.this)
        case exp.Add() | exp.Sub() | exp.Mul():
            return _is_double(node.left) or _is_double(node.right)
    return False
