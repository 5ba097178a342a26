"""What a release tells of itself and of those before it: read once for all files that tell it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyarrow import parquet

from warehouse.connection import Connection, records_of

Row = Mapping[str, Any]

#: Of all releases so many are told of, and of the ranks that moved in one.
_RELEASES, _MOVED = 20, 20
_IN_FORCE = "SELECT * FROM audit.releases WHERE release_told_id IS NOT NULL ORDER BY publication_no DESC"
#: Rows of the ranking whose index or rank was revised; what was not is as it stands now.
_MOVED_SQL = """
WITH revised AS (
    SELECT
        reference_year, subject_code, max(places_moved) AS places_moved,
        bool_or(revised_column = 'spbe_index') AS has_index, bool_or(revised_column = 'rank_in_kind') AS has_rank,
        max(old_value) FILTER (revised_column = 'spbe_index') AS index_was,
        max(old_value) FILTER (revised_column = 'rank_in_kind') AS rank_was
    FROM audit.revisions
    WHERE
        publication_no = $publication AND revised_table = 'mart.region_ranking' AND revision_change = 'changed'
        AND revised_column IN ('spbe_index', 'rank_in_kind')
    GROUP BY reference_year, subject_code
)
SELECT
    n.evaluation_year, n.region_code, n.region_name, n.kind, n.spbe_index AS index_now, n.rank_in_kind AS rank_now,
    CASE WHEN r.has_index THEN CAST(r.index_was AS DECIMAL(5, 2)) ELSE n.spbe_index END AS index_before,
    CASE WHEN r.has_rank THEN CAST(r.rank_was AS INTEGER) ELSE n.rank_in_kind END AS rank_before,
    n.obs_status, r.places_moved, count(*) OVER () AS revised_rows
FROM revised AS r
INNER JOIN mart.region_ranking AS n ON n.evaluation_year = r.reference_year AND n.region_code = r.subject_code
ORDER BY
    abs(r.places_moved) DESC NULLS LAST, abs(index_now - index_before) DESC NULLS FIRST, n.evaluation_year DESC,
    n.region_code
LIMIT $most
"""
_COUNTS_SQL = """
SELECT revised_table, revision_change, revision_kind, count(*) AS revised_rows FROM audit.revisions
WHERE publication_no = $publication GROUP BY ALL ORDER BY ALL
"""
_BEFORE_SQL = """
SELECT e.* FROM audit.releases AS e
INNER JOIN audit.releases AS n ON n.publication_no = $publication AND e.release_id = n.release_id
WHERE e.publication_no < n.publication_no AND e.release_told_id IS NOT NULL ORDER BY e.publication_no DESC LIMIT 1
"""
#: A document that is gone has its title in the row that is gone.
_TITLES_SQL = """
SELECT document_id, document_title FROM core.documents
UNION ALL
SELECT json_extract_string(old_value, '$.document_id'), json_extract_string(old_value, '$.document_title')
FROM audit.revisions
WHERE publication_no = $publication AND revised_table = 'core.documents' AND revision_change = 'removed'
"""


@dataclass(frozen=True)
class Story:
    """What is told of the release in force.

    Args:
        releases: rows of audit.releases that put a release in force, the newest first; the last twenty.
        moved: the rows of the ranking that were revised most: index and rank before and now.
        revised_rows: how many there are.
    """

    releases: Sequence[Row]
    moved: Sequence[Row]
    revised_rows: int

    @property
    def newest(self) -> Row:
        """The publication of this release."""
        return self.releases[0]


@dataclass(frozen=True)
class Record:
    """What CHANGES.md tells besides.

    Args:
        causes: kind, cause and detail of each, with the title where it is a document.
        counts: revisions by table, change and kind.
        jumps: measures beyond a bound.
        because: why those beyond one that stops were accepted; empty where none was.
        before: the publication by which the same content was in force before, or None.
    """

    causes: Sequence[Row]
    counts: Sequence[Row]
    jumps: Sequence[str]
    because: Sequence[str]
    before: Row | None


def read_story(database: Connection) -> Story:
    """Read what a release tells of itself and of those before it."""
    releases = records_of(database, f"{_IN_FORCE} LIMIT {_RELEASES}")
    number = str(releases[0]["publication_no"]) if releases else "0"
    moved = records_of(database, _MOVED_SQL.replace("$publication", number).replace("$most", str(_MOVED)))
    return Story(releases, moved, moved[0]["revised_rows"] if moved else 0)


def read_record(database: Connection, folder: Path, newest: Row) -> Record:
    """Read the rest of what is recorded of a publication.

    Args:
        database: a release.
        folder: the release's folder, with its Parquet files.
        newest: its row of audit.releases.
    """
    number = newest["publication_no"]
    rows = parquet.read_table(folder / "parquet" / "audit.release_records.parquet").to_pylist()
    said = next(json.loads(row["release_record"]) for row in rows if row["publication_no"] == number)
    titles = {
        row["document_id"]: row["document_title"]
        for row in records_of(database, _TITLES_SQL.replace("$publication", str(number)))
    }
    before = records_of(database, _BEFORE_SQL.replace("$publication", str(number)))
    return Record(
        causes=[{"detail": "", **one, "title": titles.get(one["cause"])} for one in said.get("release_causes") or ()],
        counts=records_of(database, _COUNTS_SQL.replace("$publication", str(number))),
        jumps=said.get("jumps") or (),
        because=list(
            dict.fromkeys(
                one["because"]
                for one in said.get("release_acceptances") or ()
                if str(one["rule"]).startswith("bounds.")
            )
        ),
        before=before[0] if before else None,
    )
