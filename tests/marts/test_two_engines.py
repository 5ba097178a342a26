"""Every SQL model on DuckDB and on Spark, on the real data: the same rows, cell by cell (`make test-spark`)."""

import pytest

from warehouse import models, writer
from warehouse.tables import TABLES

pytest.importorskip("pyspark", reason="Spark is no part of the environment: make test-spark")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder for Parquet, and a Spark of this machine alone, begun once: small data, and a JVM that lives briefly."""
    from pyspark.sql import SparkSession

    options = {
        "spark.master": "local[2]",
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
        "spark.log.level": "ERROR",
        "spark.sql.shuffle.partitions": "2",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    session = SparkSession.builder.config(map=options).getOrCreate()
    yield str(tmp_path_factory.mktemp("spark"))
    session.stop()


@pytest.mark.parametrize("name", sorted(models.statements()))
def test_a_model_gives_the_same_rows_on_both_engines(name, real, folder):
    from warehouse.spark import Spark

    table = TABLES[name]
    writer.derive(real, table)
    by_duckdb = writer.records(real, table)
    number = Spark(folder).derive(real, table)
    by_spark = writer.records(real, table)
    writer.derive(real, table)  # the next model reads what DuckDB has made
    assert number == len(by_duckdb)
    differing = [pair for pair in zip(by_duckdb, by_spark, strict=True) if pair[0] != pair[1]]
    assert not differing, (len(differing), *({c: (a[c], b[c]) for c in a if a[c] != b[c]} for a, b in differing[:1]))
