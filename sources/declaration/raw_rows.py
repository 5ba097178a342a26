"""Snapshot rows as records of a raw table: the printed cells, and where each stands."""

from __future__ import annotations

from collections.abc import Container, Sequence
from pathlib import Path
from typing import Any

from sources.declaration.declared import Sidecar, Snapshot
from sources.declaration.errors import SourceError
from sources.declaration.snapshot_table import read_snapshot

#: A bundled transcription is the first version of its document.
BUNDLED_VERSION = 1


def raw_records(
    snapshot: Snapshot, columns: Sequence[str] | None, *, by_edition: bool, optional: Container[str] = ()
) -> list[dict[str, Any]]:
    """One record per line of the snapshot.

    Args:
        snapshot: the verified file.
        columns: exactly the columns that it must have, in order; None for whatever it has.
        by_edition: whether the raw table is partitioned by edition.
        optional: columns that the file may lack; its cells are empty then.

    Returns:
        Records with ``document_id``, ``document_version``, ``line_no``, ``locator``, the printed cells,
        and ``edition`` if asked.
    """
    place = {"edition": snapshot.sidecar.edition} if by_edition else {}
    return [
        {
            **place,
            "document_id": snapshot.sidecar.document_id,
            "document_version": BUNDLED_VERSION,
            "line_no": row.line_no,
            "locator": locator(row.cells, row.line_no),
            **row.cells,
            **{name: "" for name in columns or () if name not in row.cells},
        }
        for row in read_snapshot(snapshot, columns, optional)
    ]


def archived_records(
    card: Sidecar, version: int, rows: Sequence[dict[str, str]], columns: Sequence[str], *, by_edition: bool,
    optional: Container[str] = (),
) -> list[dict[str, Any]]:  # fmt: skip
    """One record per row that was read from an archived document; ``line_no`` counts the rows from 1.

    An extract that was kept before the table had an optional column lacks it.

    Raises:
        SourceError: when the reader hands over other columns than the table has.
    """
    place = {"edition": card.edition} if by_edition else {}
    records = []
    for number, cells in enumerate(rows, start=1):
        if list(cells) != [name for name in columns if name in cells or name not in optional]:
            raise SourceError(
                Path(card.document_id),
                f"its reader gives the columns {list(cells)}, not {list(columns)}.",
                "correct parse.py of its source.",
                number,
            )
        records.append(
            {
                **place,
                "document_id": card.document_id,
                "document_version": version,
                "line_no": number,
                "locator": locator(cells, number),
                **cells,
                **{name: "" for name in columns if name not in cells},
            }
        )
    return records


def locator(cells: dict[str, str], line_no: int) -> str:
    """Where a row stands in its document, as a reader would say it: ``p. 54, table 8, row 1``."""
    parts = [
        f"{label} {cells[name]}"
        for label, name in (
            ("p.", "pdf_page"),
            ("table", "table_no"),
            ("sheet", "sheet"),
            ("row", "row_no"),
        )
        if cells.get(name)
    ]
    return ", ".join(parts) or f"line {line_no}"
