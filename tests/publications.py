"""Publishing without a pipeline: what the ledger is told of a release that a test has made by hand."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pyarrow as pa

from warehouse.publish import Staging
from warehouse.story import RANKING, Publication
from warehouse.writer import arrow_type

#: The files of the tables that tell of releases.
STORY_FILES = {
    f"parquet/audit.{name}.parquet" for name in ("releases", "release_records", "revisions", "ranking_history")
}
_NOTHING = pa.schema(
    [*((c.name, arrow_type(c.type)) for c in RANKING.columns), ("is_present", pa.bool_())]
).empty_table()


_MORNING = datetime(2026, 11, 22, 9, tzinfo=ZoneInfo("Asia/Jakarta"))


def told(staging: Staging, at: datetime = _MORNING) -> Publication:
    """That the staged release is published, and nothing of what differs from another."""
    said = {"predecessor_id": None, "release_note": None, "newest_year": staging.facts.newest_year}
    return Publication("published", staging.facts.release_id, at, said, None, _NOTHING)
