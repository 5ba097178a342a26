"""One piece of work on DuckDB and on Spark of the same machine: where, if anywhere, Spark is the quicker one.

The weighted index from 47 levels and the competition rank within kind and year, from Parquet to Parquet, by one
statement in DuckDB's dialect; Spark is given it through sqlglot. The results are compared. Wall and processor seconds,
the latter also of the JVM: on a machine that does other things only they can be compared.

    .venv/spark/bin/python -m benchmarks.scale                       0.3 and 3 million levels
    .venv/spark/bin/python -m benchmarks.scale --millions 0.3 3 30
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import psutil
import sqlglot
from pyspark.sql import SparkSession

_INDICATORS, _YEARS = 47, 10
_MADE_UP = """
COPY (
    SELECT
        CAST(2016 + y AS INTEGER) AS year,
        CAST(r AS INTEGER) AS region,
        CASE r % 5 WHEN 0 THEN 'kota' ELSE 'kabupaten' END AS kind,
        CAST(i AS INTEGER) AS indicator,
        CAST(1 + hash(r * 7919 + y * 101 + i) % 5 AS INTEGER) AS level
    FROM range({regions}) AS a (r), range({years}) AS b (y), range({indicators}) AS c (i)
) TO '{file}' (FORMAT parquet)
"""
_WORK = """
SELECT
    year,
    region,
    index,
    rank() OVER (PARTITION BY year, kind ORDER BY index DESC) AS place
FROM (
    SELECT l.year, l.region, l.kind, sum(l.level * (1 + l.indicator % 3)) AS index
    FROM levels AS l
    GROUP BY l.year, l.region, l.kind
)
"""


def _timed(name: str, work: Callable[[], object], processes: list[psutil.Process]) -> None:
    def processor() -> float:
        return sum(sum(process.cpu_times()[:2]) for process in processes)

    wall, cpu = time.perf_counter(), processor()
    work()
    print(f"  {name:22} {time.perf_counter() - wall:8.2f} s wall {processor() - cpu:8.2f} s processor", flush=True)


def _compare(session: SparkSession, folder: Path, millions: float) -> None:
    levels, by_duckdb, by_spark = (folder / f"{name}-{millions}.parquet" for name in ("levels", "duckdb", "spark"))
    regions = round(millions * 1_000_000 / _INDICATORS / _YEARS)
    made_up = _MADE_UP.format(regions=regions, years=_YEARS, indicators=_INDICATORS, file=levels)
    duckdb.sql(made_up)
    print(f"{millions} million levels of {regions} regions")
    this = psutil.Process()
    jvm = [child for child in this.children(recursive=True) if child.name() == "java"]
    from_parquet = _WORK.replace("levels AS l", f"'{levels}' AS l")
    translated = sqlglot.transpile(_WORK, read="duckdb", write="spark")[0]
    session.read.parquet(str(levels)).createOrReplaceTempView("levels")
    for time_no in ("first", "second", "third"):
        _timed(f"DuckDB, {time_no}", lambda: duckdb.sql(f"COPY ({from_parquet}) TO '{by_duckdb}'"), [this])
        _timed(
            f"Spark, {time_no}",
            lambda: session.sql(translated).write.mode("overwrite").parquet(str(by_spark)),
            [this, *jvm],
        )
    differing = duckdb.sql(
        f"SELECT count(*) FROM (FROM '{by_duckdb}' EXCEPT ALL FROM '{by_spark}/*.parquet')"
    ).fetchone()
    if differing != (0,):
        raise SystemExit(f"the engines differ: {differing}")


def main() -> None:
    """Measure and compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--millions", type=float, nargs="+", default=[0.3, 3.0], help="million levels")
    millions = parser.parse_args().millions
    began = time.perf_counter()
    session = SparkSession.builder.getOrCreate()
    print(f"Spark's session: {time.perf_counter() - began:.1f} s wall")
    with tempfile.TemporaryDirectory() as folder:
        for size in millions:
            _compare(session, Path(folder), size)
    session.stop()


if __name__ == "__main__":
    main()
