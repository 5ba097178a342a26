"""What differs between two releases, cell by cell.

Belongs here: the comparison of published tables by key. Does not belong here: why they differ (assets/causes.py), what
is kept of it (ledger.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa

from warehouse.connection import Connection, literal, open_scratch, quoted
from warehouse.spec import Table

#: Stands for every row, or every column, of what is there in one release only.
ALL = "*"
#: Columns that say of which year, and of whom, a row is; of several the first.
_YEARS = ("evaluation_year", "reference_year", "survey_year")
_SUBJECTS = ("region_code", "current_code", "subject_code", "country_code")
#: The rank by which a row of the table has its place.
_RANKS = {"mart.region_ranking": "rank_in_kind", "mart.egdi_ranking": "egdi_rank"}

SCHEMA = pa.schema(
    [
        ("revised_table", pa.string()),
        ("row_key", pa.string()),
        ("revised_column", pa.string()),
        ("revision_change", pa.string()),
        ("reference_year", pa.int32()),
        ("subject_code", pa.string()),
        ("document_id", pa.string()),
        ("old_value", pa.string()),
        ("new_value", pa.string()),
        ("places_moved", pa.int32()),
    ]
)


def read_tables(folder: Path) -> dict[str, Path]:
    """The Parquet file of every table of a release folder, by the table's full name."""
    return {file.stem: file for file in sorted((folder / "parquet").glob("*.parquet"))}


def compare(tables: Mapping[str, Table], old: Mapping[str, pa.Table], new: Mapping[str, pa.Table]) -> pa.Table:
    """Every cell that differs, as rows of SCHEMA in the order of table, key and column.

    A cell of a row that both have is one row. A row, a column or a table that only one has is one row, too: of a row
    that is gone, the old value is the whole row as JSON; of one that is new, the row itself stands in its table.

    Args:
        tables: what is declared of each table.
        old: the rows of the older release, by the table's full name; a table that is the same in both may be left
            out of both.
        new: those of the newer one.
    """
    found = []
    for name in sorted(old.keys() | new.keys()):
        if name not in old or name not in new:
            found.append(_whole(name, ALL, "removed" if name in old else "added"))
            continue
        before, after = old[name], new[name]
        if before.schema.equals(after.schema) and before.equals(after):
            continue
        found += [_whole(name, column, "added") for column in after.column_names if column not in before.column_names]
        found += [_whole(name, column, "removed") for column in before.column_names if column not in after.column_names]
        table = tables.get(name)
        key = table.key if table is not None else ()
        if not key or not {*key} <= {*before.column_names} or not {*key} <= {*after.column_names}:
            found.append(_whole(name, ALL, "changed"))
            continue
        with open_scratch() as connection:
            found.append(_differences(connection, name, key, before, after))
    return pa.concat_tables([SCHEMA.empty_table(), *found])


def _whole(name: str, column: str, change: str) -> pa.Table:
    row = dict.fromkeys(SCHEMA.names) | {
        "revised_table": name, "row_key": ALL, "revised_column": column, "revision_change": change
    }  # fmt: skip
    return pa.Table.from_pylist([row], SCHEMA)


def _differences(
    connection: Connection, name: str, key: tuple[str, ...], before: pa.Table, after: pa.Table
) -> pa.Table:
    connection.register("o", before)
    connection.register("n", after)
    common = [column for column in after.column_names if column in before.column_names]

    def one_of(names: tuple[str, ...], alias: str) -> str:
        return next((f"{alias}.{quoted(column)}" for column in names if column in common), "NULL")

    def place(alias: str) -> str:
        key_of_row = ", ".join(f"{quoted(column)}: {alias}.{quoted(column)}" for column in key)
        document = one_of(("document_id",), alias)
        return (
            f"CAST(to_json({{{key_of_row}}}) AS VARCHAR) AS row_key, CAST({one_of(_YEARS, alias)} AS INTEGER) AS "
            f"reference_year, CAST({one_of(_SUBJECTS, alias)} AS VARCHAR) AS subject_code, "
            f"CAST({document} AS VARCHAR) AS document_id"
        )

    cells = ", ".join(
        f"{{c: {literal(column)}, o: CAST(o.{quoted(column)} AS VARCHAR), n: CAST(n.{quoted(column)} AS VARCHAR)}}"
        for column in common
        if column not in key
    )
    differs = " OR ".join(
        f"o.{quoted(column)} IS DISTINCT FROM n.{quoted(column)}" for column in common if column not in key
    )
    by_key = " AND ".join(f"o.{quoted(column)} = n.{quoted(column)}" for column in key)
    rank = _RANKS.get(name)
    moved = f"o.{quoted(rank)} - n.{quoted(rank)}" if rank is not None and rank in common else "NULL"
    order = ", ".join(f"{{0}}.{quoted(column)}" for column in key)
    changed = (
        f"SELECT {place('n')}, {moved} AS places_moved, "
        f"unnest(list_filter([{cells}], lambda one: one.o IS DISTINCT FROM one.n)) AS cell FROM n JOIN o ON {by_key} "
        f"WHERE {differs} ORDER BY {order.format('n')}"
        if cells
        else f"SELECT {place('n')}, NULL AS places_moved, {{c: '', o: '', n: ''}} AS cell FROM n WHERE FALSE"
    )
    named = f"{literal(name)} AS revised_table"
    where = "reference_year, subject_code, document_id"
    rows = connection.execute(
        f"""
        SELECT {named}, row_key, cell.c AS revised_column, 'changed' AS revision_change, {where},
            cell.o AS old_value, cell.n AS new_value, places_moved
        FROM ({changed})
        UNION ALL (
            SELECT {named}, row_key, '{ALL}', 'added', {where}, NULL, NULL, NULL
            FROM (SELECT {place("n")} FROM n ANTI JOIN o ON {by_key} ORDER BY {order.format("n")})
        )
        UNION ALL (
            SELECT {named}, row_key, '{ALL}', 'removed', {where}, whole, NULL, NULL
            FROM (
                SELECT {place("o")}, CAST(to_json(o) AS VARCHAR) AS whole
                FROM o ANTI JOIN n ON {by_key} ORDER BY {order.format("o")}
            )
        )
        """
    ).to_arrow_table()
    return rows.select(SCHEMA.names).cast(SCHEMA)
