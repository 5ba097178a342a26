"""Releases carried to where readers fetch them: a folder, or object storage that speaks S3.

    <address>/releases/<id>.<12 digits of the manifest's sha256>/   a release; whole once its manifest is there
    <address>/current.json                                          which one is in force, and where: written last

A content that comes back is published with another story under the same id, so the manifest names its folder: what
stands under a path never changes. `data/releases` stays the truth. Belongs here: carrying one release there. Does not
belong here: when that is done, and what is said when it fails (pipelines/carrying.py).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import fs

from warehouse.releases import MANIFEST, read_manifest

POINTER = "current.json"
_RELEASES = "releases"
#: How many files are sent at the same time: one after another, a thousand pages would each wait for an answer.
_FILES_AT_ONCE = 16
_FOR_EVER, _ASK_AGAIN = "public, max-age=31536000, immutable", "no-cache"


class DestinationFailed(RuntimeError):
    """A release was not carried to its destination; what stood there still does."""


@dataclass(frozen=True)
class Carried:
    """What was done.

    Args:
        path: of the release, below the address.
        files: how many were written now; 0 where all of them were there.
        size: what these hold, in bytes.
        pointed: whether readers are led to another release than before.
    """

    path: str
    files: int
    size: int
    pointed: bool


def pointer_of(folder: Path) -> dict[str, str]:
    """What `current.json` says of a release.

    Raises:
        DestinationFailed: when its manifest cannot be read.
    """
    manifest = read_manifest(folder)
    if manifest is None:
        raise DestinationFailed(f"{folder / MANIFEST} cannot be read: `make refresh` makes the release anew")
    digest = hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()
    return {
        "release_id": manifest["release_id"],
        "schema_version": manifest.get("publication", {}).get("schema_version"),
        "created_at": manifest["created_at"],
        "path": f"{_RELEASES}/{manifest['release_id']}.{digest[:12]}",
        "manifest_sha256": digest,
    }


def carry(folder: Path, address: str, type_of: Callable[[str], str | None] = lambda name: None) -> Carried:
    """Bring a release to its destination, as far as it is not there, and lead readers to it.

    Args:
        folder: the release.
        address: an absolute path, ``file://...`` or ``s3://bucket/...``.
        type_of: the media type of a file by its name, for storage that tells it to browsers.

    Raises:
        DestinationFailed: when something cannot be read here or written there. What was sent is kept for the next time.
    """
    try:
        pointer = pointer_of(folder)
        place = _Place.at(address, type_of)
        files, size = place.complete(folder, pointer["path"])
        pointed = place.point(pointer)
    except (OSError, pa.ArrowException) as problem:
        raise DestinationFailed(" ".join(str(problem).split())) from problem
    return Carried(pointer["path"], files, size, pointed)


@dataclass(frozen=True)
class _Place:
    """The destination, as Arrow opens it."""

    system: fs.FileSystem
    base: str
    type_of: Callable[[str], str | None]

    @classmethod
    def at(cls, address: str, type_of: Callable[[str], str | None]) -> _Place:
        system, base = fs.FileSystem.from_uri(address)
        place = cls(system, base.rstrip("/"), type_of)
        # Else a disk that is not mounted would be filled beside itself.
        if place._is_local and system.get_file_info(base).type != fs.FileType.Directory:
            raise DestinationFailed(f"{base} is no folder: make it, or mount it")
        return place

    @property
    def _is_local(self) -> bool:
        return bool(self.system.type_name == "local")

    def complete(self, folder: Path, path: str) -> tuple[int, int]:
        """Write what is not there of a release, its manifest last. Returns how many files, and their bytes."""
        vouched: Mapping[str, str] = (read_manifest(folder) or {})["files"]
        sizes = {name: (folder / name).stat().st_size for name in [*vouched, MANIFEST]}
        there = self._sizes(path)
        if all(there.get(name) == size for name, size in sizes.items()):
            return 0, 0
        whole = {name for name in vouched if there.get(name) == sizes[name]}
        if MANIFEST not in there:  # sent by a process that has not come to its end
            found = self._each(lambda name: (name, self._digest(f"{path}/{name}") == vouched[name]), whole)
            whole = {name for name, equal in found if equal}
        missing = [name for name in vouched if name not in whole]
        if self._is_local:
            for parent in {str(Path(path, name).parent) for name in missing}:
                self.system.create_dir(f"{self.base}/{parent}")
        self._each(lambda name: self._send(folder, path, name, vouched[name]), missing)
        arrived = self._sizes(path)
        if short := [name for name in vouched if arrived.get(name) != sizes[name]]:
            raise DestinationFailed(f"{len(short)} files did not arrive whole, the first is {short[0]}")
        self._write(f"{path}/{MANIFEST}", (folder / MANIFEST).read_bytes(), _FOR_EVER)
        return len(missing) + 1, sum(sizes[name] for name in [*missing, MANIFEST])

    def point(self, pointer: Mapping[str, Any]) -> bool:
        """Lead readers to a release. Returns whether they were led elsewhere before."""
        said = (json.dumps(pointer, indent=2) + "\n").encode()
        try:
            with self.system.open_input_stream(f"{self.base}/{POINTER}") as stream:
                if stream.read() == said:
                    return False
        except FileNotFoundError:
            pass
        if self._is_local:  # object storage shows a file once it is whole
            self._write(f".{POINTER}", said, _ASK_AGAIN)
            self.system.move(f"{self.base}/.{POINTER}", f"{self.base}/{POINTER}")
        else:
            self._write(POINTER, said, _ASK_AGAIN)
        return True

    def _sizes(self, path: str) -> dict[str, int]:
        """The files of a release that are there, with their bytes."""
        begins = f"{self.base}/{path}"
        asked = fs.FileSelector(begins, recursive=True, allow_not_found=True)
        return {
            found.path.removeprefix(f"{begins}/"): found.size
            for found in self.system.get_file_info(asked)
            if found.type == fs.FileType.File
        }

    def _send(self, folder: Path, path: str, name: str, digest: str) -> None:
        content = (folder / name).read_bytes()
        if hashlib.sha256(content).hexdigest() != digest:
            raise DestinationFailed(f"{folder / name} is damaged: `make refresh` makes the release anew")
        self._write(f"{path}/{name}", content, _FOR_EVER)

    def _write(self, name: str, content: bytes, kept: str) -> None:
        media_type = self.type_of(name)
        about = {"Cache-Control": kept, **({"Content-Type": media_type} if media_type else {})}
        with self.system.open_output_stream(f"{self.base}/{name}", metadata=about) as stream:
            stream.write(content)

    def _digest(self, name: str) -> str:
        with self.system.open_input_stream(f"{self.base}/{name}") as stream:
            return hashlib.sha256(stream.read()).hexdigest()

    @staticmethod
    def _each(do: Callable[[str], Any], names: Iterable[str]) -> list[Any]:
        """Do it for each, several at a time; what has not begun when one fails is not begun."""
        with ThreadPoolExecutor(_FILES_AT_ONCE) as threads:
            begun = [threads.submit(do, name) for name in names]
            try:
                return [one.result() for one in as_completed(begun)]
            except BaseException:
                threads.shutdown(wait=False, cancel_futures=True)
                raise
