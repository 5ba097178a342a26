"""Publishing without a pipeline: what the ledger is told of a release that a test has made by hand."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa

from warehouse import ledger, writer
from warehouse.connection import Connection
from warehouse.publish import Contents, Release, Staging, stage
from warehouse.spec import Table
from warehouse.story import RANKING, Publication, changed_rankings

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
