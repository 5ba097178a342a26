"""Which documents stand, which are loaded, and which are published: a load is due where these differ."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence, Set
from pathlib import Path
from typing import Literal, get_args

from assets.held_back import held_back_now, keys_of
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
    # What was held back is due again as soon as something has changed that may let it pass.
    held_back = keys_of(held_back_now(data_dir, sources_dir))
    archive = Archive(data_dir / "archive")
    standing = documents_by_edition([h for source in sources for h in holdings(source, archive, held_back)])
    loaded, published = _read(data_dir, "loaded"), _read(data_dir, "published")
    asked = None if raw_tables is None else set(raw_tables)
    return {
        edition: standing.get(edition, [])
        for edition in sorted(standing.keys() | loaded.keys() | published.keys())
        if not standing.get(edition) == loaded.get(edition) == published.get(edition)
        # What stands no longer needs nobody to load it.
        and (asked is None or edition.split()[0] in asked or edition not in standing)
    }


def unpublished_documents(data_dir: Path, sources_dir: Path) -> list[str]:
    """The documents that have come in, are not held back, and are in no release in the version that stands."""
    published = {tuple(line.split()[:2]) for lines in _read(data_dir, "published").values() for line in lines}
    held_back, archive = keys_of(held_back_now(data_dir, sources_dir)), Archive(data_dir / "archive")
    return [
        holding.sidecar.document_id
        for source in read_sources(sources_dir)
        for holding in holdings(source, archive, held_back)
        if holding.card is not None and (holding.sidecar.document_id, str(holding.version)) not in published
    ]


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


def of_years(held: Sequence[Holding], chosen: Set[int] | None) -> list[Holding]:
    """Those of the documents that are of chosen years; all when none are chosen."""
    return [holding for holding in held if chosen is None or holding.sidecar.edition in chosen]


def forget_load(data_dir: Path, raw_table: str, held: Sequence[Holding], chosen: Set[int] | None = None) -> None:
    """Forget what a raw table holds, before it changes; see assets.loading.load.

    So whoever is killed while it changes leaves nothing noted that is not there. Kept is what stays as it is.
    """
    untouched: set[str] = set()
    if chosen is not None:
        untouched = {edition_name(raw_table, h.sidecar.edition) for h in held if h.sidecar.edition not in chosen}
    loaded = _read(data_dir, "loaded")
    kept = {name: docs for name, docs in loaded.items() if name.split()[0] != raw_table or name in untouched}
    _write(data_dir, "loaded", kept)


def record_load(data_dir: Path, held: Sequence[Holding], chosen: Set[int] | None = None) -> None:
    """Remember what a raw table holds besides what was not forgotten."""
    _write(data_dir, "loaded", _read(data_dir, "loaded") | documents_by_edition(of_years(held, chosen)))


def record_gone(data_dir: Path, raw_tables: Set[str]) -> None:
    """Remember that the raw tables that no source fills hold nothing; those that one fills are given."""
    loaded = _read(data_dir, "loaded")
    kept = {name: documents for name, documents in loaded.items() if name.split()[0] in raw_tables}
    if kept != loaded:
        _write(data_dir, "loaded", kept)


def forget_all(data_dir: Path) -> None:
    """Forget what was loaded into a working database that is gone."""
    for stage in get_args(Stage):
        _file(data_dir, stage).unlink(missing_ok=True)


def record_stage(data_dir: Path, stage: Stage, *, after: Stage) -> None:
    """Remember that what had reached one stage has reached the next."""
    _write(data_dir, stage, _read(data_dir, after))


def _print_of_corrections(source: Source) -> str:
    corrections = source.folder / "corrections.yml"
    return hashlib.sha256(corrections.read_bytes() if corrections.exists() else b"").hexdigest()[:8]


def damaged_notes(data_dir: Path) -> list[tuple[Path, str]]:
    """The notes that are there and cannot be read, each with the reason."""
    found = []
    for stage in get_args(Stage):
        try:
            _parsed(_file(data_dir, stage))
        except FileNotFoundError:
            continue
        except ValueError as error:
            found.append((_file(data_dir, stage), str(error)))
    return found


def _file(data_dir: Path, stage: Stage) -> Path:
    return data_dir / "working" / f"{stage}.json"


def _parsed(file: Path) -> Documents:
    """What a note says.

    Raises:
        FileNotFoundError: when there is none.
        ValueError: when it cannot be read.
    """
    found = json.loads(file.read_text(encoding="utf-8"))
    if not isinstance(found, dict) or not all(isinstance(documents, list) for documents in found.values()):
        raise ValueError("it does not list documents by table")
    return found


def _read(data_dir: Path, stage: Stage) -> Documents:
    """What was remembered; nothing when the working database is gone, or the note is unreadable."""
    if not (data_dir / "working" / "spbe.duckdb").exists():
        return {}
    try:
        return _parsed(_file(data_dir, stage))
    except (FileNotFoundError, ValueError):
        return {}


def _write(data_dir: Path, stage: Stage, documents: Documents) -> None:
    file = _file(data_dir, stage)
    new = file.with_suffix(".new")
    new.write_text(json.dumps(documents, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    new.replace(file)
