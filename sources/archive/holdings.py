"""What is held of a source: its bundled transcriptions and its archived documents, in the version that stands."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sources.archive.extracts import rows_of
from sources.archive.store import Archive, Card, Version, newest_standing
from sources.archive.vouched import ArchiveDamaged
from sources.declaration.declared import Sidecar, Snapshot, Source
from sources.declaration.errors import SourceError
from sources.declaration.raw_rows import BUNDLED_VERSION, archived_records, raw_records
from sources.declaration.snapshot_table import read_snapshot


@dataclass(frozen=True)
class Holding:
    """One document that stands: bundled with the project, or archived.

    Args:
        source: the source that it belongs to.
        raw_table: the table that it fills, without layer.
        sidecar: what is known of it.
        version: 1, or higher for an archived document that has come in changed.
        snapshot: the bundled file, None for an archived document.
        card: the archived version, None for a bundled one.
        rows: its rows, where they are at hand: of a document that has come in and is not archived yet.
    """

    source: Source
    raw_table: str
    sidecar: Sidecar
    version: int
    snapshot: Snapshot | None
    card: Card | None
    rows: tuple[dict[str, str], ...] | None = None

    @property
    def file_name(self) -> str:
        """Where the bytes lie: below sources/ for a bundled file, below the archive for another."""
        if self.card is None:
            return f"{self.source.source}/snapshots/{self.sidecar.file}"
        return f"archive/{self.sidecar.file}"


def holdings(source: Source, archive: Archive, held_back: Set[tuple[str, int]] = frozenset()) -> tuple[Holding, ...]:
    """Every document of a source in the version that stands: an archived one over a bundled one.

    What is kept of years that are not declared is left out; see undeclared.

    Args:
        source: the source.
        archive: the archive.
        held_back: (document id, version) of what came in and is not to be loaded; what stood before stands on.

    Raises:
        ArchiveDamaged: when a card is not as it was written, or is of a table that the source does not have.
    """
    archived = {
        card.document_id: Holding(source, checked_table(card, source, archive), card, card.version, None, card)
        for card in archive.standing(source, held_back)
        if source.declares(card.edition)
    }
    return tuple(({h.sidecar.document_id: h for h in bundled(source)} | archived).values())


def loaded_holdings(source: Source, archive: Archive, loaded: Set[tuple[str, int]]) -> tuple[Holding, ...]:
    """The documents of a source in the versions that are loaded.

    A document that has come in since the last load is left out until it is loaded; a bundled one never is, so that a
    release cannot be built from a part of them.

    Args:
        source: the source.
        archive: the archive.
        loaded: (document id, version) of every document whose rows are in a raw table.
    """
    archived = {
        holding.sidecar.document_id: holding
        for holding in archived_versions(source, archive)
        if (holding.sidecar.document_id, holding.version) in loaded
    }
    return tuple(({h.sidecar.document_id: h for h in bundled(source)} | archived).values())


def archived_versions(source: Source, archive: Archive) -> list[Holding]:
    """Every version of every archived document of a source, whether or not it stands."""
    return [Holding(source, v.card.raw_table, v.card, v.card.version, None, v.card) for v in archive.versions(source)]


def checked_table(card: Card, source: Source, archive: Archive) -> str:
    """The raw table of an archived document, which must be one of its source's.

    Raises:
        ArchiveDamaged: when it is not: nothing would load the document, and nobody would miss it.
    """
    if card.raw_table not in source.raw_tables:
        raise ArchiveDamaged(
            archive.card_file(card),
            f"it is of the table {card.raw_table}; sources/{source.source} has {', '.join(source.raw_tables)}.",
            "restore the card from a backup of data/archive, or the table in source.yml; or withdraw "
            f"{card.document_id} and add its file again.",
        )
    return card.raw_table


def checked_reader(card: Card, sources: Mapping[str, Source]) -> Source:
    """The source whose reader reads an archived document.

    Raises:
        SourceError: when it is not declared.
    """
    if card.reader not in sources:
        remedy = f"restore sources/{card.reader}/source.yml, or withdraw {card.document_id}."
        raise SourceError(Path(card.original_name), f"no source {card.reader} is declared any more.", remedy)
    return sources[card.reader]


def undeclared(sources: Sequence[Source], versions: Iterable[Version]) -> list[str]:
    """What the archive keeps and nothing loads, because its source or its year is not declared: a sentence for each."""
    declared = {source.source: source for source in sources}
    found = []
    for card in newest_standing(versions):
        source = declared.get(card.source)
        if source is not None and source.declares(card.edition):
            continue
        place = f"sources/{card.source}"
        if source is None:
            why, again = f"no source {card.source} is declared", f"restore {place}"
        else:
            why = f"{place}/source.yml does not declare {card.edition}"
            again = f"add the line `- {card.edition}` to its `years`"
        found.append(
            f"{card.document_id} is kept in the archive and not loaded: {why}. To load it, {again}; to be rid of it, "
            f"`spbe withdraw {card.document_id}`."
        )
    return found


def bundled(source: Source) -> tuple[Holding, ...]:
    """The documents of a source that come with the project."""
    return tuple(
        Holding(source, source.table_of(snapshot), snapshot.sidecar, BUNDLED_VERSION, snapshot, None)
        for snapshot in source.snapshots
    )


def with_arrivals(held: Sequence[Holding], arriving: Sequence[Holding]) -> list[Holding]:
    """The documents that stand once others have come: each in place of its earlier version."""
    replaced = {holding.sidecar.document_id for holding in arriving}
    return [*(holding for holding in held if holding.sidecar.document_id not in replaced), *arriving]


def held_years(source: Source, archive: Archive, held_back: Set[tuple[str, int]] = frozenset()) -> set[int]:
    """The editions of which there is a document; a declared year besides them is awaited. See holdings."""
    return {h.sidecar.edition for h in holdings(source, archive, held_back) if h.sidecar.edition is not None}


def holding_rows(holding: Holding, archive: Archive, sources: Mapping[str, Source]) -> list[dict[str, str]]:
    """The rows of a document as printed.

    Args:
        holding: the document.
        archive: the archive.
        sources: all sources by name; the one that reads a file need not be the one that it belongs to.

    Raises:
        SourceError: when the bytes are not the ones described, or cannot be read.
    """
    if holding.rows is not None:
        return list(holding.rows)
    if holding.card is None:
        assert holding.snapshot is not None
        return [row.cells for row in read_snapshot(holding.snapshot)]
    reader = checked_reader(holding.card, sources)
    return list(rows_of(holding.card, archive, reader, reader.folder.parent))


def holding_records(
    holding: Holding, columns: Sequence[str], archive: Archive, sources: Mapping[str, Source], *, by_edition: bool,
    optional: Set[str] = frozenset(),
) -> list[dict[str, Any]]:  # fmt: skip
    """The rows of a document as records of its raw table; see holding_rows.

    Args:
        holding: the document.
        columns: the printed columns of the raw table.
        archive: the archive.
        sources: all sources by name.
        by_edition: whether the raw table is partitioned.
        optional: the columns that a document may lack.
    """
    if holding.snapshot is not None:
        return raw_records(holding.snapshot, columns, by_edition=by_edition, optional=optional)
    rows = holding_rows(holding, archive, sources)
    return archived_records(holding.sidecar, holding.version, rows, columns, by_edition=by_edition, optional=optional)


def print_of_bytes(holding: Holding, archive: Archive) -> str:
    """The sha256 of a document's bytes as they lie there; nothing where they do not."""
    file = archive.folder / holding.sidecar.file if holding.snapshot is None else holding.snapshot.path
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError:
        return ""


def row_count(holding: Holding, archive: Archive, sources: Mapping[str, Source]) -> int:
    """How many rows a document has: as its sidecar says, or as its reader now finds."""
    return holding.sidecar.rows if holding.card is None else len(holding_rows(holding, archive, sources))
