"""Snapshot rows as records of a raw table: the printed cells, and where each stands.

Belongs here: the columns that every raw table adds to what is printed. Does not belong here: cleaning.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sources.declared import Snapshot
from sources.snapshot_table import read_snapshot


def raw_records(snapshot: Snapshot, columns: Sequence[str], *, by_edition: bool) -> list[dict[str, Any]]:
    """One record per line of the snapshot.

    Args:
        snapshot: the verified file.
        columns: exactly the columns that it must have, in order.
        by_edition: whether the raw table is partitioned by edition.

    Returns:
        Records with ``document_id``, ``line_no``, ``locator``, the printed cells, and ``edition`` if asked.
    """
    place = {"edition": snapshot.sidecar.edition} if by_edition else {}
    return [
        {
            **place,
            "document_id": snapshot.sidecar.document_id,
            "line_no": row.line_no,
            "locator": locator(row.cells, row.line_no),
            **row.cells,
        }
        for row in read_snapshot(snapshot, columns)
    ]


def locator(cells: dict[str, str], line_no: int) -> str:
    """Where a row stands in its document, as a reader would say it: ``p. 54, table 8, row 1``."""
    parts = [
        f"{label} {cells[name]}"
        for label, name in (("p.", "pdf_page"), ("table", "table_no"), ("row", "row_no"))
        if cells.get(name)
    ]
    return ", ".join(parts) or f"line {line_no}"
