"""Release folders as they stand: found, read, seen to be whole, put in force, set right after a kill, removed.

Belongs here: whatever is done with a release that is there. Does not belong here: making one (publish.py). Nothing is
loaded here that takes long: most who look at a release want one line of its manifest.
"""

from __future__ import annotations

import fnmatch
import hashlib
import json
import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from warehouse import ledger
from warehouse.ledger import Entry, Ledger, checksum_of, sync

if TYPE_CHECKING:
    from warehouse.story import Publication

DATABASE = "spbe.duckdb"
#: A part of it, for pages that load a database into the browser (reports/web.py).
WEB_DATABASE = "spbe-web.duckdb"
#: Equal content is not equal bytes.
DATABASES = (DATABASE, WEB_DATABASE)
MANIFEST = "manifest.json"
STAGING = ".staging"
_SWITCH, _PRUNED = ".current-new", ".pruned-"
#: How many files are read, or brought to the disk, at the same time: one after another, a thousand pages take seconds.
_FILES_AT_ONCE = 16


class PublishFailed(RuntimeError):
    """A release could not be made whole; nothing was switched."""


@dataclass(frozen=True)
class ReleaseFacts:
    """What every file of a release may say of it; all of it follows from the content.

    Args:
        release_id: newest evaluation year and a hash of the content.
        newest_year: newest nationally complete evaluation year.
        data_date: the day on which the newest document was retrieved.
        site_url: where the site of the releases is read, with a slash at its end; None where that is not known.
    """

    release_id: str
    newest_year: int
    data_date: date
    site_url: str | None = None


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """The manifest of a release folder, or None when there is none that can be read."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):  # not there; not JSON; not text
        return None
    return manifest if isinstance(manifest, dict) and "release_id" in manifest else None


def read_facts(folder: Path) -> ReleaseFacts | None:
    """What every file of a release may say of it; None when there is no manifest that can be read."""
    manifest = read_manifest(folder)
    if manifest is None:
        return None
    release_id = manifest["release_id"]
    return ReleaseFacts(
        release_id,
        int(release_id.partition("-")[0]),
        date.fromisoformat(manifest["data_date"]),
        manifest.get("site_url"),
    )


def is_whole(folder: Path, which: str = "*") -> bool:
    """Whether the files of a release have the bytes that its manifest vouches for.

    Args:
        folder: the release.
        which: the pattern of the files that are looked at.
    """
    manifest = read_manifest(folder) or {}
    vouched = manifest.get("files")
    if not isinstance(vouched, dict) or DATABASE not in vouched:  # not a manifest that Staging.publish() wrote
        return False
    if "publication" in manifest:  # else of a time when manifests did not vouch for themselves
        said = {name: value for name, value in manifest.items() if name != "checksum"}
        tables = {f"parquet/{name}.parquet" for name in manifest["tables"]}
        if manifest.get("checksum") != checksum_of(said) or tables != set(fnmatch.filter(vouched, "parquet/*")):
            return False
    asked = fnmatch.filter(vouched, which)
    files = [folder / name for name in asked]
    return all(file.is_file() for file in files) and of_each(sha256_of, files) == [vouched[name] for name in asked]


def id_of(folder: Path) -> str:
    """The id of a release; of one whose manifest is damaged, as its folder says it."""
    manifest = read_manifest(folder)
    return folder.name.partition(".")[0] if manifest is None else str(manifest["release_id"])


def folders_of(data_dir: Path, release_id: str) -> list[Path]:
    """Folders of this very content: one, and while it is replaced, two."""
    return sorted(folder for folder in (data_dir / "releases").glob(f"{release_id}*") if folder.is_dir())


def is_in_force(data_dir: Path, release_id: str) -> bool:
    """Whether ``current`` is a release of this content."""
    return (read_manifest(data_dir / "current") or {}).get("release_id") == release_id


def check_place(data_dir: Path) -> None:
    """See that a release can be switched to.

    Raises:
        PublishFailed: when ``current`` is something else than a link.
    """
    link = data_dir / "current"
    if link.exists() and not link.is_symlink():
        raise PublishFailed(
            f"{link} is no link to a release but a {'folder' if link.is_dir() else 'file'}, perhaps of a copy that "
            "followed links. Move it away; nothing was published."
        )


def settle(data_dir: Path) -> list[Entry]:
    """Bring to its end what a kill has left half done: the link follows the ledger, a content has one folder.

    Returns the ledger.

    For whoever holds the working database or the refresh lock.
    """
    ledger.sweep(Ledger(data_dir).folder)
    entries = Ledger(data_dir).entries()
    last = ledger.in_force(entries)
    if last is not None and not is_in_force(data_dir, last.release_id):
        whole = next((folder for folder in folders_of(data_dir, last.release_id) if is_whole(folder)), None)
        if whole is not None:
            switch(data_dir, whole)
    if last is not None and is_in_force(data_dir, last.release_id):
        keep_one(data_dir, (data_dir / "current").resolve(), last.release_id)
    return entries


def keep_one(data_dir: Path, folder: Path, release_id: str) -> None:
    """Remove other folders of that content: damaged, or of an older telling of what happened to releases."""
    for other in folders_of(data_dir, release_id):
        if other != folder:
            remove(other)


def use(data_dir: Path, folder: Path, publication: Publication) -> None:
    """Put a release that stands in force again, byte for byte as it is.

    Args:
        data_dir: the data folder.
        folder: the release.
        publication: what the ledger keeps of it.
    """
    Ledger(data_dir).append(
        publication.event, publication.release_id, publication.at, publication.said, publication.tables
    )
    switch(data_dir, folder)


def switch(data_dir: Path, folder: Path) -> None:
    """Point ``data/current`` at a release, in one step."""
    link = data_dir / "current"
    new = data_dir / _SWITCH
    new.unlink(missing_ok=True)
    new.symlink_to(folder.relative_to(data_dir), target_is_directory=True)
    new.replace(link)
    sync(data_dir)


def sweep(data_dir: Path) -> None:
    """Remove what publishing has left behind when it was killed.

    For whoever holds the working database: nobody else publishes meanwhile.
    """
    remove(data_dir / "releases" / STAGING)
    for pruned in (data_dir / "releases").glob(f"{_PRUNED}*"):
        remove(pruned)
    for link in data_dir.glob(".current-*"):
        link.unlink()


def prunable(data_dir: Path, entries: list[Entry], keep: int) -> list[Path]:
    """Release folders that may go: not in force, pinned or cited, nor among the newest of the others.

    Args:
        data_dir: the data folder.
        entries: the ledger.
        keep: how many of the others stay, those that were in force last.
    """
    current = (data_dir / "current").resolve()
    kept = ledger.cited(entries)
    last_in_force = {entry.release_id: entry.number for entry in entries if entry.puts_in_force}
    others = []
    for folder in (data_dir / "releases").glob("[!.]*"):
        release_id = id_of(folder)
        if folder.is_dir() and folder != current and release_id not in kept:
            others.append((last_in_force.get(release_id, 0), folder.stat().st_mtime, folder))
    return [folder for *_, folder in sorted(others, reverse=True)[keep:]]


def remove_release(data_dir: Path, folder: Path) -> None:
    """Remove a release and its profiles; a kill leaves nothing that looks like a release."""
    gone = folder.with_name(f"{_PRUNED}{folder.name}")
    folder.rename(gone)
    remove(gone)
    remove(data_dir / "profiles" / folder.name)


def of_each(do: Callable[[Path], Any], files: Sequence[Path]) -> list[Any]:
    """Do something with each of many files, several at the same time. Returns what came of each, in their order."""
    # A share of the files for each thread: handing over every single one would take as long as reading it.
    shares = [files[number::_FILES_AT_ONCE] for number in range(_FILES_AT_ONCE)]
    found: list[Any] = [None] * len(files)
    with ThreadPoolExecutor(_FILES_AT_ONCE) as threads:
        done = threads.map(lambda share: [do(file) for file in share], shares)
        for number, results in enumerate(done):
            found[number::_FILES_AT_ONCE] = results
    return found


def files_of(folder: Path) -> list[Path]:
    """Every file of a folder, at whatever depth, in the order of their names."""
    return sorted(file for file in folder.rglob("*") if file.is_file())


def sha256_of(file: Path) -> str:
    """The sha256 of a file's bytes."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def remove(folder: Path) -> None:
    """Remove a folder, where there is one."""
    if folder.exists():
        shutil.rmtree(folder)
