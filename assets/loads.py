"""Which documents stand, which are loaded, and which are published: a load is due where these differ."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence, Set
from pathlib import Path
from typing import Literal

from sources.archive.holdings import Holding, holdings
from sources.archive.store import Archive
from sources.declaration.declared import Source, read_sources
from sources.reading.readers import reader_of

#: Rows in raw; those rows in core; a release made from those.
Stage = Literal["loaded", "cleaned", "published"]
#: Per raw table and edition ("spbe_press 2025", "targets"): each document as "id version sha256 print".
Documents = dict[str, list[str]]


def due_loads(data_dir: Path, sources_dir: Path, raw_tables: Iterable[str] | None = None) -> Documents:
    """The documents that stand, of every table and edition whose loaded or published documents are others.

    Args:
        data_dir: the data folder.
        sources_dir: the source folders.
        raw_tables: the tables that are asked about; None asks about all.

    Raises:
        SourceError: when a declaration or a card cannot be read.
    """
    sources = read_sources(sources_dir)
    standing = documents_by_edition(
        [holding for source in sources for holding in holdings(source, Archive(data_dir / "archive"))]
    )
    loaded, published = _read(data_dir, "loaded"), _read(data_dir, "published")
    asked = None if raw_tables is None else set(raw_tables)
    return {
        edition: standing.get(edition, [])
        for edition in sorted(standing.keys() | loaded.keys() | published.keys())
        if not standing.get(edition) == loaded.get(edition) == published.get(edition)
        and (asked is None or edition.split()[0] in asked)
    }


def documents_by_edition(held: Sequence[Holding]) -> Documents:
    """Documents by the raw table and edition that they fill."""
    found: Documents = {}
    prints = {
        source.source: _print_of_corrections(source) for source in {h.source.source: h.source for h in held}.values()
    }
    for holding in held:
        card = holding.sidecar
        reader = reader_of(holding.source) if holding.card is not None else None
        made_by = f"{prints[holding.source.source]}{f'.{reader.version}' if reader else ''}"
        name = edition_name(holding.raw_table, card.edition)
        found.setdefault(name, []).append(f"{card.document_id} {holding.version} {card.sha256} {made_by}")
    return {name: sorted(documents) for name, documents in found.items()}


def edition_name(raw_table: str, edition: int | None) -> str:
    """A raw table, with its edition where it has any: ``spbe_press 2025``."""
    return raw_table if edition is None else f"{raw_table} {edition}"


def record_load(data_dir: Path, raw_table: str, loaded: Documents, *, unchanged: Set[str] = frozenset()) -> None:
    """Remember what a raw table now holds: these documents, and the editions that were not loaded again."""
    kept = {
        name: documents
        for name, documents in _read(data_dir, "loaded").items()
        if name.split()[0] != raw_table or name in unchanged
    }
    _write(data_dir, "loaded", {**kept, **loaded})


def record_stage(data_dir: Path, stage: Stage, *, after: Stage) -> None:
    """Remember that what had reached one stage has reached the next."""
    _write(data_dir, stage, _read(data_dir, after))


def _print_of_corrections(source: Source) -> str:
    corrections = source.folder / "corrections.yml"
    return hashlib.sha256(corrections.read_bytes() if corrections.exists() else b"").hexdigest()[:8]


def _file(data_dir: Path, stage: Stage) -> Path:
    return data_dir / "working" / f"{stage}.json"


def _read(data_dir: Path, stage: Stage) -> Documents:
    """What was remembered; nothing when the working database is gone, or the note is unreadable."""
    if not (data_dir / "working" / "spbe.duckdb").exists():
        return {}
    try:
        found: Documents = json.loads(_file(data_dir, stage).read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return found


def _write(data_dir: Path, stage: Stage, documents: Documents) -> None:
    file = _file(data_dir, stage)
    new = file.with_suffix(".new")
    new.write_text(json.dumps(documents, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    new.replace(file)
