"""How long the benchmarking marts take on larger countries, and how much memory.

The countries are made up in SQL from a seed: real instruments, 47 indicators, 10 years, 2% of the regions not evaluated
in a year. Two measurements, each piece in a process of its own whose peak memory is that of the piece:

* Every mart that is derived from scores, by the project's own models, each after those it reads, and beside it its SQL
  bare in DuckDB: the difference is what the declaration, the order and the key cost. As in the real data every region
  has an index, four domains and a grade; the levels of the 47 indicators are given to three regions a year only (the
  exact sets of steps cost milliseconds for each region and year that has them).
* One common piece of work, with the levels of all regions: the weighted index from 47 levels and the competition rank
  within kind and year, from the stored levels to a stored result - by the project's writer into its declared table, by
  the same SQL bare in DuckDB, by pandas and by Polars. The results are compared: the same work is timed.

What fails or takes too long is told, and so are the marts that would have needed it. Not a test: these machines
differ, and so do the figures.

    python benchmarks/marts.py                       500 and 5 000 regions
    python benchmarks/marts.py --regions 500 5000 10000 50000 --only marts --limit 1200
    SPBE_MEMORY=700MB python benchmarks/marts.py --regions 10000 --only marts
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# The parent process imports the standard library only: a child begins with its parent's peak memory.

ROOT = Path(__file__).resolve().parents[1]
_KIB_PER_MIB = 1024
_SEED = 2024
_INSTRUMENT = "SPBE-2020"
_FIRST_YEAR, _YEARS = 2016, 10
_REGIONS_PER_PROVINCE = 14
#: Positions in the first province of the regions whose levels the marts are given.
_WITH_LEVELS = (1, 2, 5)

#: The marts that are derived from scores; those that they need besides are run too.
_MARTS = (
    "region_ranking", "province_summary", "rank_change", "rank_intervals", "peers", "domain_profile",
    "grade_distribution", "grade_transitions", "movers", "next_predikat_steps", "next_predikat",
    "next_predikat_domains", "role_models", "mentors", "target_progress",
)  # fmt: skip

_CONTENDERS = {
    "writer": "project's writer",
    "bare": "DuckDB, bare SQL",
    "pandas": "pandas",
    "polars": "Polars",
}

#: The common piece of work. DECIMAL throughout, so that all contenders can be held to the same hundredth.
_COMMON_NAME = "index_from_levels"
_COMMON_SQL = """
WITH indexed AS (
    SELECT
        s.evaluation_year,
        s.region_code,
        CAST(round(CAST(sum(s.score * n.weight_percent) AS DECIMAL(18, 6)) * 0.01, 2) AS DECIMAL(4, 2)) AS spbe_index
    FROM core.spbe_scores AS s
    INNER JOIN core.instrument_nodes AS n ON s.instrument = n.instrument AND s.measure = n.node_code
    WHERE n.node_type = 'indicator'
    GROUP BY s.evaluation_year, s.region_code
)

SELECT
    i.evaluation_year,
    i.region_code,
    r.kind,
    i.spbe_index,
    CAST(rank() OVER (PARTITION BY i.evaluation_year, r.kind ORDER BY i.spbe_index DESC) AS INTEGER) AS rank_in_kind
FROM indexed AS i
INNER JOIN core.regions AS r ON i.region_code = r.region_code
"""


@dataclass(frozen=True)
class Measured:
    """One piece of work: rows made, wall and processor seconds of the work alone, peak MiB of its process."""

    rows: int
    wall: float
    cpu: float
    peak_mib: float


# --- in a child process: the made-up country -------------------------------------------------------------------------


def build(folder: Path, regions: int, *, common: bool) -> int:
    """Make one country: files for the marts (country), for the common work in SQL (levels) and without (Parquet)."""
    from tests.marts.country import derive_marts  # noqa: PLC0415
    from warehouse.connection import open_working  # noqa: PLC0415

    with open_working(folder / "country.duckdb") as made:
        _reference(made)
        made.execute(_REGIONS_SQL, [regions])
        made.execute(f"CREATE TEMP TABLE leaf AS {_LEAVES_SQL}")
        made.execute(_LEVELS_SQL)
        made.execute(_SCORES_SQL)
        derive_marts(made, ["core.year_pairs", "core.speaking_scores"])
        if common:
            _write_common(made, folder)
        row = made.execute("SELECT count(*) FROM core.spbe_scores").fetchone()
        assert row is not None
        return int(row[0])


_REGIONS_SQL = f"""
INSERT INTO core.regions BY NAME
WITH numbered AS (
    SELECT i // {_REGIONS_PER_PROVINCE} AS province, i % {_REGIONS_PER_PROVINCE} AS position, i
    FROM range(?) AS t (i)
),

coded AS (
    -- The first digit is an island group's, as in the real codes.
    SELECT *, substr('12356789', 1 + province % 8, 1) || lpad(CAST(province AS VARCHAR), 4, '0') AS province_code
    FROM numbered
)

SELECT
    province_code
    || CASE WHEN position > 0 THEN '.' || lpad(CAST(position AS VARCHAR), 2, '0') ELSE '' END AS region_code,
    1 AS version,
    'Daerah ' || i AS region_name,
    CASE WHEN position = 0 THEN 'provinsi' WHEN position % 5 = 0 THEN 'kota' ELSE 'kabupaten' END AS kind,
    province_code,
    'Provinsi ' || province AS province_name,
    TRUE AS autonomous,
    region_code AS current_code,
    CAST(CASE WHEN position = 0 THEN 1000000 ELSE 20000 END * exp(4 * (hash(i, 1, {_SEED}) % 10000) / 10000) AS INTEGER)
        AS population,
    CAST(20 * exp(6 * (hash(i, 2, {_SEED}) % 10000) / 10000) AS DECIMAL(12, 3)) AS area_km2,
    -- A region lies less than a degree from the middle of its province.
    CAST(-11 + hash(province, 4, {_SEED}) % 16000 / 1000 + hash(i, 6, {_SEED}) % 1000 / 1000 AS DECIMAL(9, 6))
        AS latitude,
    CAST(95 + hash(province, 5, {_SEED}) % 45000 / 1000 + hash(i, 7, {_SEED}) % 1000 / 1000 AS DECIMAL(9, 6))
        AS longitude,
    'made-up' AS document_id,
    'line 1' AS locator
FROM coded
"""

_LEAVES_SQL = f"""
SELECT i.node_code AS measure, i.weight_percent, a.node_code AS aspect, a.parent_code AS domain
FROM core.instrument_nodes AS i
INNER JOIN core.instrument_nodes AS a ON i.instrument = a.instrument AND i.parent_code = a.node_code
WHERE i.instrument = '{_INSTRUMENT}' AND i.node_type = 'indicator'
"""

# A region has its own standing, all rise by the year, and every indicator has luck of its own; each number depends on
# its own key only, so that a larger country begins with the smaller one's regions.
_LEVELS_SQL = f"""
CREATE TEMP TABLE levels AS
SELECT
    CAST(y.i AS INTEGER) AS evaluation_year,
    r.region_code,
    r.kind,
    l.measure,
    CAST(least(5, greatest(1, floor(
        1 + 2.6 * (hash(r.region_code, {_SEED}) % 10000) / 10000
        + 0.08 * (y.i - {_FIRST_YEAR})
        + 0.3 * (hash(r.region_code, y.i, {_SEED}) % 10000) / 10000
        + 1.6 * (hash(r.region_code, y.i, l.measure, {_SEED}) % 10000) / 10000
    ))) AS TINYINT) AS level
FROM core.regions AS r
CROSS JOIN range({_FIRST_YEAR}, {_FIRST_YEAR + _YEARS}) AS y (i)
CROSS JOIN leaf AS l
WHERE hash(r.region_code, y.i, 3, {_SEED}) % 50 > 0
"""

_FEW = ", ".join(f"'10000.{position:02}'" for position in _WITH_LEVELS)
_SCORES_SQL = f"""
INSERT INTO core.spbe_scores BY NAME
WITH weighted AS (
    SELECT
        v.evaluation_year,
        v.region_code,
        CASE
            WHEN grouping(l.aspect) = 0 THEN l.aspect
            WHEN grouping(l.domain) = 0 THEN l.domain
            ELSE 'INDEX'
        END AS measure,
        CAST(sum(v.level * l.weight_percent) / sum(l.weight_percent) AS DECIMAL(4, 2)) AS score
    FROM levels AS v
    INNER JOIN leaf AS l ON v.measure = l.measure
    GROUP BY GROUPING SETS (
        (v.evaluation_year, v.region_code),
        (v.evaluation_year, v.region_code, l.domain),
        (v.evaluation_year, v.region_code, l.aspect)
    )
),

figures AS (
    SELECT evaluation_year, region_code, measure, score, CAST(score AS VARCHAR) AS printed_value
    FROM weighted
    WHERE measure NOT LIKE 'A%' OR region_code IN ({_FEW})
    UNION ALL
    SELECT evaluation_year, region_code, measure, level, CAST(level AS VARCHAR)
    FROM levels
    WHERE region_code IN ({_FEW})
    UNION ALL
    SELECT w.evaluation_year, w.region_code, 'PREDIKAT', NULL, b.predikat
    FROM weighted AS w
    INNER JOIN core.predikat_bands AS b
        ON
            b.instrument = '{_INSTRUMENT}'
            AND w.score >= coalesce(b.lower_inclusive, 0)
            AND (w.score < b.upper_bound OR (b.upper_inclusive AND w.score = b.upper_bound))
    WHERE w.measure = 'INDEX'
)

SELECT
    *,
    '{_INSTRUMENT}' AS instrument,
    'published' AS status,
    'A' AS evidence_grade,
    1 AS statement_count,
    'made-up' AS document_id,
    'made-up#' || evaluation_year || '.' || region_code || '.' || measure AS observation_id
FROM figures
ORDER BY evaluation_year, region_code, measure
"""


def _reference(made: DuckDBPyConnection) -> None:
    """All tables, empty, but the real instrument and targets and made-up years."""
    from sources.declaration.declared import BUNDLED, read_source  # noqa: PLC0415
    from sources.declaration.snapshot_table import read_rows  # noqa: PLC0415
    from tests.marts.country import Country  # noqa: PLC0415
    from warehouse import schema, writer  # noqa: PLC0415
    from warehouse.tables import TABLES  # noqa: PLC0415

    years = range(_FIRST_YEAR, _FIRST_YEAR + _YEARS)
    small = Country([], [], complete_years=years, instruments=dict.fromkeys(years, _INSTRUMENT)).build()
    raw = TABLES["raw.targets"]
    records = [
        {
            **dict.fromkeys(raw.column_names),
            "document_id": snapshot.sidecar.document_id,
            "document_version": 1,
            "line_no": row.line_no,
            "locator": f"line {row.line_no}",
            **row.cells,
        }
        for snapshot in read_source(BUNDLED / "targets").snapshots_of("targets")
        for row in read_rows(snapshot.path, snapshot.read_bytes())
    ]
    writer.replace(small, raw, records)
    writer.derive(small, TABLES["core.targets"])
    for table in TABLES.values():
        schema.create(made, table)
        if table.layer == "core":
            rows = small.execute(f"SELECT * FROM {table.full_name}").to_arrow_table()
            if rows.num_rows > 0:
                writer.replace_arrow(made, table, rows)
    small.close()


def _write_common(made: DuckDBPyConnection, folder: Path) -> None:
    """The levels of all regions twice: as core.spbe_scores of a second database, and as Parquet."""
    # Only the columns that the work reads, and no key: the index of millions of keys is no part of what is timed.
    made.execute(f"ATTACH '{folder / 'levels.duckdb'}' AS levels_file")
    made.execute("CREATE SCHEMA levels_file.core")
    for name in ("regions", "instrument_nodes"):
        made.execute(f"CREATE TABLE levels_file.core.{name} AS SELECT * FROM core.{name}")
    made.execute(
        f"""
        CREATE TABLE levels_file.core.spbe_scores AS
        SELECT
            evaluation_year, region_code, measure, '{_INSTRUMENT}' AS instrument, CAST(level AS DECIMAL(4, 2)) AS score
        FROM levels
        """
    )
    made.execute("DETACH levels_file")
    for name, query in {
        "levels": "SELECT evaluation_year, region_code, measure, level FROM levels",
        "regions": "SELECT region_code, kind FROM core.regions",
        # Whole ten-thousandths of a percent: neither pandas nor Polars then needs a floating-point number.
        "weights": "SELECT measure, CAST(10000 * weight_percent AS BIGINT) AS weight FROM leaf",
    }.items():
        made.execute(f"COPY ({query}) TO '{folder / f'{name}.parquet'}' (FORMAT parquet)")


# --- in a child process: the pieces that are measured ----------------------------------------------------------------


def plan() -> list[tuple[str, list[str]]]:
    """The marts in an order in which each follows those it reads, with those."""
    from graphlib import TopologicalSorter  # noqa: PLC0415

    from warehouse import models  # noqa: PLC0415
    from warehouse.tables import TABLES  # noqa: PLC0415

    marts = {name for name, table in TABLES.items() if table.layer == "mart"}
    needs: dict[str, list[str]] = {}
    wanted = [f"mart.{name}" for name in _MARTS]
    while wanted:
        name = wanted.pop()
        if name in needs:
            continue
        needs[name] = sorted(set(models.reads(TABLES[name])) & marts - {name})
        wanted += needs[name]
    return [(name, needs[name]) for name in TopologicalSorter(dict(sorted(needs.items()))).static_order()]


def run_mart(folder: Path, name: str) -> Measured:
    """Derive or compute one mart of the country's database."""
    from warehouse import models  # noqa: PLC0415
    from warehouse.tables import TABLES  # noqa: PLC0415

    with _country(folder) as connection:
        return _timed(lambda: models.make(connection, TABLES[name]))


def _country(folder: Path) -> AbstractContextManager[DuckDBPyConnection]:
    from warehouse.connection import open_working  # noqa: PLC0415

    return open_working(folder / "country.duckdb", memory=os.environ.get("SPBE_MEMORY"))


def run_model(folder: Path, name: str) -> Measured | None:
    """The mart's SQL by DuckDB alone, into a table without declaration, order or key; None for what is no SQL."""
    from warehouse import writer  # noqa: PLC0415
    from warehouse.computed import module_of  # noqa: PLC0415
    from warehouse.tables import TABLES  # noqa: PLC0415

    if module_of(TABLES[name]) is not None:
        return None
    with _country(folder) as connection:

        def work() -> int:
            row = connection.execute(f"CREATE OR REPLACE TABLE bare AS {writer.model_sql(name)}").fetchone()
            return int(row[0]) if row else 0

        measured = _timed(work)
        connection.execute("DROP TABLE bare")
    return measured


def run_nothing(folder: Path, _name: str) -> Measured:
    """What a process costs that opens the database and imports the models, and does no work."""
    from warehouse import tables, writer  # noqa: F401, PLC0415

    with _country(folder):
        return _timed(lambda: 0)


def run_writer(folder: Path, name: str) -> Measured:
    """The common work as a model of the project: checked against its declaration, sorted, stored under a key."""
    from warehouse import writer  # noqa: PLC0415
    from warehouse.connection import open_working  # noqa: PLC0415
    from warehouse.tables.reading import as_table  # noqa: PLC0415

    declared = as_table(
        f"mart.{_COMMON_NAME}",
        {
            "title": {"id": "Indeks dari tingkat", "en": "Index from levels"},
            "grain": {"id": "satu tahun, satu daerah", "en": "one year, one region"},
            "key": "evaluation_year region_code",
            "columns": "evaluation_year region_code kind* spbe_index* rank_in_kind*",
        },
    )
    writer.SQL_FOLDER = folder / "sql"
    model = writer.SQL_FOLDER / "mart" / f"{_COMMON_NAME}.sql"
    model.parent.mkdir(parents=True, exist_ok=True)
    model.write_text(_COMMON_SQL, encoding="utf-8")
    with open_working(folder / "levels.duckdb") as connection:
        measured = _timed(lambda: writer.derive(connection, declared))
        _keep(connection, f"mart.{_COMMON_NAME}", folder, name)
    return measured


def run_bare(folder: Path, name: str) -> Measured:
    """The same SQL by DuckDB alone, as it comes."""
    from warehouse.connection import open_working  # noqa: PLC0415

    with open_working(folder / "levels.duckdb") as connection:

        def work() -> int:
            row = connection.execute(f"CREATE OR REPLACE TABLE bare AS {_COMMON_SQL}").fetchone()
            return int(row[0]) if row else 0

        measured = _timed(work)
        _keep(connection, "bare", folder, name)
    return measured


def _keep(connection: DuckDBPyConnection, table: str, folder: Path, name: str) -> None:
    connection.execute(f"COPY (SELECT * FROM {table}) TO '{folder / f'result_{name}.parquet'}' (FORMAT parquet)")


def run_pandas(folder: Path, name: str) -> Measured:
    """The same work in pandas, in whole numbers: rounded half up to the hundredth, as DECIMAL is."""
    pd = importlib.import_module("pandas")

    def work() -> int:
        levels = pd.read_parquet(folder / "levels.parquet")
        weights = pd.read_parquet(folder / "weights.parquet").set_index("measure")["weight"]
        regions = pd.read_parquet(folder / "regions.parquet")
        levels["points"] = levels["measure"].map(weights) * levels["level"]
        made = levels.groupby(["evaluation_year", "region_code"], as_index=False)["points"].sum()
        made["spbe_index"] = (made.pop("points") + 5000) // 10000
        made = made.merge(regions, on="region_code")
        by = made.groupby(["evaluation_year", "kind"])["spbe_index"]
        made["rank_in_kind"] = by.rank(method="min", ascending=False).astype("int32")
        made["spbe_index"] = made["spbe_index"] / 100
        made.to_parquet(folder / f"result_{name}.parquet", index=False)
        return len(made)

    return _timed(work)


def run_polars(folder: Path, name: str) -> Measured:
    """The same work in Polars, lazily and by its streaming engine."""
    pl = importlib.import_module("polars")

    def work() -> int:
        made = (
            pl.scan_parquet(folder / "levels.parquet")
            .join(pl.scan_parquet(folder / "weights.parquet"), on="measure")
            .group_by("evaluation_year", "region_code")
            .agg(((pl.col("weight") * pl.col("level")).sum()).alias("points"))
            .with_columns(((pl.col("points") + 5000) // 10000).alias("spbe_index"))
            .join(pl.scan_parquet(folder / "regions.parquet"), on="region_code")
            .with_columns(
                pl.col("spbe_index")
                .rank("min", descending=True)
                .over("evaluation_year", "kind")
                .cast(pl.Int32)
                .alias("rank_in_kind")
            )
            .select(
                "evaluation_year", "region_code", "kind", (pl.col("spbe_index") / 100).alias("spbe_index"),
                "rank_in_kind",
            )
            .collect(engine="streaming")
        )  # fmt: skip
        made.write_parquet(folder / f"result_{name}.parquet")
        return int(made.height)

    return _timed(work)


def differences(folder: Path, name: str) -> int:
    """Rows of one contender's result that the project's table does not have, or the other way round."""
    import duckdb  # noqa: PLC0415

    rows = """
        SELECT evaluation_year, region_code, kind, CAST(spbe_index AS DECIMAL(4, 2)) AS spbe_index, rank_in_kind
        FROM '{}'
    """
    own = rows.format(folder / "result_writer.parquet")
    other = rows.format(folder / f"result_{name}.parquet")
    row = duckdb.sql(
        f"SELECT count(*) FROM (({own} EXCEPT ALL {other}) UNION ALL ({other} EXCEPT ALL {own})) AS unlike"
    ).fetchone()
    assert row is not None
    return int(row[0])


def _timed(work: Callable[[], int]) -> Measured:
    wall, cpu = time.perf_counter(), time.process_time()
    rows = work()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return Measured(rows, wall, cpu, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _KIB_PER_MIB)


# --- in the parent process -------------------------------------------------------------------------------------------


def child(piece: str, folder: Path, name: str, limit: float | None) -> Any:  # noqa: ANN401 - as the piece
    """What a child process answers; a text where it did not answer."""
    command = [sys.executable, str(Path(__file__).resolve()), "--child", piece, str(folder), name]
    try:
        ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=limit)
    except subprocess.TimeoutExpired:
        return f"STOPPED after {limit:.0f} s"
    if ran.returncode != 0:
        said = ran.stderr.strip().splitlines()
        return f"FAILED ({ran.returncode}): {said[-1] if said else 'nothing was said'}"
    return json.loads(ran.stdout.splitlines()[-1])


def answer(piece: str, folder: Path, name: str) -> None:
    """Do one piece in this process and print what there is to say of it."""
    sys.path.insert(0, str(ROOT))
    runs: dict[str, Callable[[Path, str], Measured | None]] = {
        "mart": run_mart, "model": run_model, "nothing": run_nothing, "writer": run_writer, "bare": run_bare,
        "pandas": run_pandas, "polars": run_polars,
    }  # fmt: skip
    others: dict[str, Callable[[], Any]] = {
        "build": lambda: build(folder, int(name), common=False),
        "build_common": lambda: build(folder, int(name), common=True),
        "plan": plan,
        "differences": lambda: differences(folder, name),
    }
    if piece in runs:
        measured = runs[piece](folder, name)
        print(json.dumps(measured and measured.__dict__))
    else:
        print(json.dumps(others[piece]()))


def _line(name: str, found: dict[str, float] | str, more: str = "") -> None:
    if isinstance(found, str):
        print(f"  {name:<28}{found}", flush=True)
        return
    print(
        f"  {name:<28}{found['rows']:>10}{found['wall']:>9.2f}{found['cpu']:>9.2f}{found['peak_mib']:>10.0f}  {more}",
        flush=True,
    )


def _heading(title: str, more: str = "") -> None:
    print(f"\n  {title:<28}{'rows':>10}{'wall s':>9}{'cpu s':>9}{'peak MiB':>10}{more}", flush=True)


def measure_marts(folder: Path, limit: float) -> None:
    """Print every mart's time and peak memory, those of its SQL bare, and the sums."""
    _heading("mart", f"{'SQL bare: wall s':>17}{'cpu s':>9}{'peak MiB':>10}")
    _line("(opening, no work)", child("nothing", folder, "-", limit))
    order = child("plan", folder, "-", None)
    if isinstance(order, str):
        raise SystemExit(order)
    lacking: set[str] = set()
    total: dict[str, float] = {"rows": 0, "wall": 0.0, "cpu": 0.0, "peak_mib": 0.0}
    for name, needs in order:
        without = [need for need in needs if need in lacking]
        found = f"NOT RUN: needs {', '.join(without)}" if without else child("mart", folder, name, limit)
        bare = None if isinstance(found, str) else child("model", folder, name, limit)
        told = f"{bare['wall']:>15.2f}{bare['cpu']:>9.2f}{bare['peak_mib']:>10.0f}" if isinstance(bare, dict) else bare
        _line(name.removeprefix("mart."), found, told or f"{'(Python)':>15}")
        if isinstance(found, str):
            lacking.add(name)
            continue
        for key in ("rows", "wall", "cpu"):
            total[key] += found[key]
        total["peak_mib"] = max(total["peak_mib"], found["peak_mib"])
    _line("all; highest peak", total, f"{len(lacking)} of {len(order)} without a figure" if lacking else "")


def measure_common(folder: Path, limit: float) -> bool:
    """Print the common work's time and peak memory by each contender; whether all results agree."""
    _heading("index and rank, 47 levels")
    agree = True
    for name, told in _CONTENDERS.items():
        if importlib.util.find_spec(name) is None and name == "polars":
            _line(told, "left out: it is not installed")
            continue
        found = child(name, folder, name, limit)
        if isinstance(found, str) or name == "writer":
            _line(told, found)
            continue
        unlike = child("differences", folder, name, None)
        agree &= unlike == 0
        _line(told, found, "same result" if unlike == 0 else f"OTHER RESULT: {unlike} rows differ")
    return agree


def main() -> int:
    """Print a table of marts and one of contenders for every size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--regions", type=int, nargs="+", default=[500, 5000])
    parser.add_argument("--only", choices=["marts", "common"], help="one of the two tables; both without it")
    parser.add_argument("--limit", type=float, default=300, help="seconds that the process of one mart may take")
    parser.add_argument("--child", nargs=3, metavar=("PIECE", "FOLDER", "NAME"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child is not None:
        piece, folder, name = options.child
        answer(piece, Path(folder), name)
        return 0
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    print(f"{os.cpu_count()} processors, load {load} before it began, Python {sys.version.split()[0]}; one run of each")
    agree = True
    for regions in options.regions:
        with tempfile.TemporaryDirectory(prefix="spbe-bench-") as made:
            folder = Path(made)
            began = time.perf_counter()
            stored = child("build" if options.only == "marts" else "build_common", folder, str(regions), None)
            if isinstance(stored, str):
                raise SystemExit(f"{regions} regions: {stored}")
            print(
                f"\n{regions} regions, {_YEARS} years: {stored} scores for the marts "
                f"({len(_WITH_LEVELS)} regions a year with levels), {time.perf_counter() - began:.0f} s to make"
            )
            if options.only != "common":
                measure_marts(folder, options.limit)
            if options.only != "marts":
                agree &= measure_common(folder, options.limit)
    return 0 if agree else 1


if __name__ == "__main__":
    raise SystemExit(main())
