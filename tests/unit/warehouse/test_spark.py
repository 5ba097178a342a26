"""What Spark is given of a model; that it then makes the same rows, tests/marts/test_two_engines.py tells."""

import pytest
from sqlglot.errors import SqlglotError

from warehouse import models, spark


def _in_spark(table):
    return spark.in_spark(table, lambda name: f"s3://bucket/{name}.parquet")


@pytest.mark.parametrize(
    ("written", "given"),
    [
        ("SELECT r.region_code AS code FROM core.regions AS r", "FROM parquet.`s3://bucket/core.regions.parquet` AS r"),
        ("WITH core AS (SELECT 1 AS code) SELECT code FROM core", "SELECT code FROM core"),
        ("SELECT sum(a) / b AS code FROM t GROUP BY b", "CAST(SUM(a) AS DOUBLE) / CAST(b AS DOUBLE)"),
        (
            "SELECT CAST(a + b / c AS DECIMAL(6, 2)) AS code FROM t",
            "CAST(ROUND((a + CAST(b AS DOUBLE) / CAST(c AS DOUBLE)) * 100) / 100 AS DECIMAL(6, 2))",
        ),
        ("SELECT CAST(a * b AS DECIMAL(6, 2)) AS code FROM t", "CAST(a * b AS DECIMAL(6, 2))"),
        ("SELECT quantile_cont(a / 2, 0.25) AS code FROM t", "PERCENTILE(CAST(a AS DOUBLE) / CAST(2 AS DOUBLE), 0.25)"),
        ("SELECT min(a, 10) AS code FROM t", "SLICE(ARRAY_SORT(COLLECT_LIST(a)), 1, 10) AS code"),
        ("SELECT a[b].c AS code FROM t", "ELEMENT_AT(a, b).c AS code"),
        ("SELECT a AS code FROM t ORDER BY a", "ORDER BY a NULLS LAST"),
        ("SELECT '1' AS code", "SELECT CAST(code AS STRING) AS code, CAST(name AS STRING) AS name FROM ("),
    ],
)
def test_what_the_dialects_mean_otherwise_is_said_in_sparks(models, regions, written, given):
    models(regions, written)
    assert given in _in_spark(regions)


def test_what_spark_cannot_say_is_refused(models, regions):
    models(regions, "SELECT count(a) OVER (ORDER BY b RANGE UNBOUNDED PRECEDING EXCLUDE GROUP) AS code FROM t")
    with pytest.raises(SqlglotError, match="EXCLUDE"):
        _in_spark(regions)


def test_spark_that_is_not_installed_is_told_in_one_sentence(monkeypatch):
    monkeypatch.setattr(spark, "find_spec", lambda name: None)
    with pytest.raises(spark.SparkMissing, match=r"pyspark is not installed: run .*spark\.lock"), models.engine("/x"):
        pass
