"""Publishing without a pipeline: what the ledger is told of a release that a test has made by hand."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa

from assets.causes import Cause, attribute
from assets.publication import moved_regions
from warehouse import ledger, schema, writer
from warehouse.connection import Connection
from warehouse.ledger import Ledger
from warehouse.publish import Contents, Release, Staging, stage
from warehouse.revisions import compare
from warehouse.spec import Table
from warehouse.story import RANKING, Publication, changed_rankings, story_tables, without_document
from warehouse.tables import TABLES

#: The files of the tables that tell of releases.
STORY_FILES = {
    f"parquet/audit.{name}.parquet" for name in ("releases", "release_records", "revisions", "ranking_history")
}
_MORNING = datetime(2026, 11, 22, 9, tzinfo=ZoneInfo("Asia/Jakarta"))
_NOTHING = pa.schema([(column.name, writer.arrow_type(column.type)) for column in RANKING.columns]).empty_table()


def told(staging: Staging, at: datetime = _MORNING) -> Publication:
    """That the staged release is published; of what differs from another, the ranking alone."""
    last = ledger.in_force(staging.entries)
    said = {
        "predecessor_id": None if last is None else last.release_id,
        "release_note": None,
        "newest_year": staging.facts.newest_year,
    }
    rankings = changed_rankings(staging.entries, staging.tables.get(RANKING, _NOTHING))
    return Publication("published", staging.facts.release_id, at, said, None, rankings)


def publish_tables(connection: Connection, tables: Mapping[Table, pa.Table], data: Path) -> Release:
    """Publish these rows, unless another release is pinned."""
    for table, rows in tables.items():
        writer.replace_arrow(connection, table, rows)
    with stage(connection, Contents(tuple(tables), 2024, date(2026, 11, 22)), data) as staging:
        publication = told(staging) if staging.stays is None else None
        if publication is not None:
            staging.write_tables(publication)
        return staging.publish({}, publication)


def tell_of_two_releases(connection: Connection, folder: Path, moved: Mapping[tuple[int, str], str]) -> None:
    """Fill the tables that tell of releases: an older release, in which some regions had another index, and this one.

    Args:
        connection: holds the marts, and is given the tables.
        folder: where the ledger is written.
        moved: the index that a region had in the older release, by year and code; all ranks of that year by it.
    """
    today = writer.published_rows(connection, RANKING)
    rows = today.to_pylist()
    for row in rows:
        place = row["evaluation_year"], row["region_code"]
        row["spbe_index"] = Decimal(moved[place]) if place in moved else row["spbe_index"]
    for year, kind in {(year, row["kind"]) for row in rows for year, code in moved if row["evaluation_year"] == year}:
        ranked = [
            r for r in rows if (r["evaluation_year"], r["kind"]) == (year, kind) and r["rank_in_kind"] is not None
        ]
        for row in ranked:
            row["rank_in_kind"] = 1 + sum(other["spbe_index"] > row["spbe_index"] for other in ranked)
    older = writer.arrow_table(RANKING, rows)
    revised = compare(TABLES, {RANKING.full_name: older}, {RANKING.full_name: today})
    cause = Cause("correction", "sources/spbe_annual_report/corrections.yml")
    kept, last = Ledger(folder), None
    for day, ranking in enumerate((older, today)):
        differs = attribute(revised if day else revised.slice(0, 0), [cause], None)
        said = {
            "predecessor_id": last, "newest_year": 2024, "data_date": "2026-11-22", "package_version": "1.0",
            "release_causes": [{"kind": cause.kind, "cause": cause.cause}] if day else [],
            "revised_cells": differs.num_rows if day else None,
            "moved_regions": moved_regions(differs) if day else None,
        }  # fmt: skip
        last, at = f"2024-{day:012}", _MORNING + timedelta(days=day)
        told = Publication(
            "published", last, at, said, without_document(differs) if day else None,
            changed_rankings(kept.entries(), ranking),
        )  # fmt: skip
        kept.append(told.event, told.release_id, told.at, told.said, told.tables)
    for table, filled in story_tables(kept.entries()).items():
        schema.create_missing(connection, [table])
        connection.register("filled", filled)
        connection.execute(f"INSERT INTO {table.full_name} BY NAME FROM filled")
        connection.unregister("filled")
