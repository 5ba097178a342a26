"""What is told of a publishing: what the release was made from, what differs from the one before, and why.

Belongs here: putting together what the ledger keeps. Does not belong here: why single revisions come about (causes.py),
how tables are compared (warehouse/revisions.py), what may not be published (bounds.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from assets import causes
from assets.causes import ByMethod, Cause
from assets.clock import now
from assets.rehearsal import build
from expectations import runner
from expectations.bounds import jumps
from reports.planner import schema_version
from sources.archive.store import Archive
from sources.declaration.declared import Source
from warehouse import ledger, publish, releases, revisions, writer
from warehouse.connection import Connection
from warehouse.ledger import Entry
from warehouse.story import RANKING, Publication, changed_rankings, without_document
from warehouse.tables import PUBLISHED, TABLES

#: What is compared: what figures are made of, and what is made of them. Results of checks follow from these.
COMPARED = {table.full_name: table for table in PUBLISHED if table.layer in ("core", "mart")}
_DOCUMENTS = "core.documents"
#: What was recorded when a release was published and holds whenever it is in force again.
_OF_ITS_DAY = (
    "newest_year", "data_date", "schema_version", "package_version", "code_commit", "release_inputs", "release_years",
)  # fmt: skip


class TooFar(RuntimeError):
    """The release has jumped beyond what is published without a reason."""


def publication(
    connection: Connection, staging: publish.Staging, data_dir: Path, sources: Sequence[Source], note: str | None
) -> Publication:
    """What is to be told of the release that is staged.

    Args:
        connection: the working database.
        staging: the release.
        data_dir: the data folder.
        sources: all sources.
        note: why it is published, where somebody has said so.

    Raises:
        TooFar: when it is beyond a bound that stops, and nobody has said why.
    """
    tables = {table.full_name: rows for table, rows in staging.tables.items()}
    new = _Side(
        {name: rows for name, rows in tables.items() if name in COMPARED},
        causes.inputs_of(tables[_DOCUMENTS].to_pylist(), sources),
    )
    last = ledger.in_force(staging.entries)
    program = causes.program_names()
    old = _side_before(data_dir, staging.entries)
    named = " ".join(filter(None, program.values()))
    differences, revised = ([], None) if old is None else _revised(old, new, sources, data_dir, named)
    found = [] if old is None else jumps(old.tables, new.tables)
    because = note or _reason_at_hand(staging, differences)
    if because is None and (stopping := [jump for jump in found if jump.stops]):
        raise TooFar(
            "Not published; the last release stands. Too far from it: "
            + "; ".join(map(str, stopping))
            + '. If it is meant so, say why: `spbe refresh --because "..."`.'
        )
    said = {
        "predecessor_id": _predecessor(data_dir, last),
        "newest_year": staging.facts.newest_year,
        "data_date": staging.facts.data_date.isoformat(),
        "schema_version": schema_version(),
        **program,
        "release_causes": [
            {"kind": cause.kind, "cause": cause.cause, **({"detail": cause.detail} if cause.detail else {})}
            for cause in differences
        ],
        "release_inputs": new.inputs,
        "release_years": {
            str(row["evaluation_year"]): row["instrument"] for row in tables["core.evaluation_years"].to_pylist()
        },
        **_checks(connection),
        "release_acceptances": [
            {
                "rule": row["rule"], "year": row["reference_year"], "subject": row["accepted_subject"],
                "measure": row["measure"], "by": row["decided_by"], "because": row["accepted_reason_en"],
            }
            for row in tables["core.accepted_findings"].to_pylist()
        ]
        + [{"rule": f"bounds.{jump.measure}", "subject": jump.of, "because": because} for jump in found if jump.stops],
        "jumps": [str(jump) for jump in found],
        "revised_cells": None if revised is None else revised.num_rows,
        "moved_regions": None if revised is None else moved_regions(revised),
        "release_note": note,
        "decided_by": None,
    }  # fmt: skip
    return Publication(
        "published", staging.facts.release_id, now(staging.entries), said, revised,
        changed_rankings(staging.entries, tables[RANKING.full_name]),
    )  # fmt: skip


def _reason_at_hand(staging: publish.Staging, differences: Sequence[Cause]) -> str | None:
    """Why a jump is meant: this very content was in force before, or a document was taken away."""
    if any(entry.release_id == staging.facts.release_id for entry in staging.entries):
        return f"release {staging.facts.release_id} was in force before"
    gone = [cause.cause for cause in differences if cause.kind == "withdrawal"]
    return f"withdrawn: {', '.join(gone)}" if gone else None


def decision(data_dir: Path, folder: Path, entries: Sequence[Entry], *, reason: str, by: str) -> Publication:
    """What is told of putting a release in force again that stands.

    Args:
        data_dir: the data folder.
        folder: the release.
        entries: the ledger.
        reason: why.
        by: who has decided it.
    """
    before = _tables_before(data_dir, entries)
    revised = None
    if before is not None:
        cause = Cause("decision", reason)
        revised = without_document(causes.attribute(revisions.compare(TABLES, before, _read(folder)), [cause], None))
    published = [one for one in entries if one.event == "published" and one.release_id == releases.id_of(folder)]
    said = {
        **{name: published[-1].said.get(name) for name in _OF_ITS_DAY if published},
        "predecessor_id": _predecessor(data_dir, ledger.in_force(list(entries))),
        "release_causes": [{"kind": "decision", "cause": reason}],
        "revised_cells": None if revised is None else revised.num_rows,
        "moved_regions": None if revised is None else moved_regions(revised),
        "release_note": reason,
        "decided_by": by,
    }
    rankings = changed_rankings(entries, _read(folder)[RANKING.full_name])
    return Publication("pinned", releases.id_of(folder), now(entries), said, revised, rankings)


def moved_regions(revised: pa.Table) -> int:
    """How many regions have another rank than before, in any year."""
    rows = zip(*(revised[name].to_pylist() for name in ("revised_table", "places_moved", "subject_code")), strict=True)
    return len({code for table, places, code in rows if table == RANKING.full_name and places})


def _checks(connection: Connection) -> dict[str, int]:
    outcomes = [record["outcome"] for record in writer.records(connection, TABLES["audit.check_results"])]
    assert not set(outcomes) & set(runner.STOPPING), "what is broken is not published"
    return {f"checks_{outcome}": outcomes.count(outcome) for outcome in ("passed", "known", "warned")}


def _predecessor(data_dir: Path, last: Entry | None) -> str | None:
    """The release in force; one from before there was a ledger, too."""
    if last is not None:
        return last.release_id
    manifest = releases.read_manifest(data_dir / "current")
    return None if manifest is None else str(manifest["release_id"])


def _tables_before(data_dir: Path, entries: Sequence[Entry]) -> dict[str, pa.Table] | None:
    """The tables of the release in force; None when they are lost, or are not those that the ledger names."""
    current = (data_dir / "current").resolve()
    last = ledger.in_force(list(entries))
    manifest = releases.read_manifest(current)
    if manifest is None or (last is not None and manifest["release_id"] != last.release_id):
        return None
    if not releases.is_whole(current, "parquet/*"):
        return None
    return _read(current)


def difference(older: Path, newer: Path) -> pa.Table:
    """What differs between the figures of two release folders, as rows of revisions.SCHEMA."""
    return revisions.compare(TABLES, _read(older), _read(newer))


def _read(folder: Path) -> dict[str, pa.Table]:
    """The tables of a release that are compared; such as are declared no more, too."""
    files = revisions.read_tables(folder)
    return {name: parquet.read_table(file) for name, file in files.items() if name in COMPARED or name not in TABLES}


@dataclass(frozen=True)
class _Side:
    """A release, as it is compared: its tables, and what they were made from."""

    tables: Mapping[str, pa.Table]
    inputs: Mapping[str, Any]


def _side_before(data_dir: Path, entries: Sequence[Entry]) -> _Side | None:
    """The release in force; None when it is lost."""
    tables = _tables_before(data_dir, entries)
    if tables is None:
        return None
    last = ledger.in_force(list(entries))
    recorded = last.said.get("release_inputs") if last is not None else None
    return _Side(tables, recorded or causes.inputs_before(tables[_DOCUMENTS].to_pylist()))


def _revised(
    old: _Side, new: _Side, sources: Sequence[Source], data_dir: Path, program: str
) -> tuple[list[Cause], pa.Table]:
    """What differs between the inputs of both releases, and between their tables."""
    differences = causes.causes_between(old.inputs, new.inputs, sources, program) or [Cause("method", program)]
    by_method = None
    if {"method"} < {cause.kind for cause in differences}:
        by_method = _by_method(old, new, sources, Archive(data_dir / "archive"))
    found = revisions.compare(TABLES, old.tables, new.tables)
    return differences, without_document(causes.attribute(found, differences, by_method))


def _by_method(old: _Side, new: _Side, sources: Sequence[Source], archive: Archive) -> ByMethod | None:
    """Build the older release's documents with the program of today, where all of them are still there."""
    try:
        held = causes.recorded_holdings(old.inputs, sources, archive)
    except causes.LostInputs:
        return None
    built = {name: rows for name, rows in build(sources, archive, held).items() if name in COMPARED}

    def cells(before: Mapping[str, pa.Table], after: Mapping[str, pa.Table]) -> frozenset[causes.Cell]:
        both = before.keys() & after.keys()
        some = revisions.compare(TABLES, {n: before[n] for n in both}, {n: after[n] for n in both})
        return causes.cells_of(some)

    return ByMethod(frozenset(built), cells(old.tables, built), cells(built, new.tables))
