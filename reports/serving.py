"""Show the current release to browsers of one office: its files, and nothing else.

Only what the manifest of a release vouches for is served, so no path leads out of it and no folder is listed. `current`
is resolved for each request: after a switch the next request is answered from the new release, and one answer is never
from two. A file's sha256, which the manifest knows, is its ETag: a browser asks again and is told that nothing changed.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from warehouse.publish import MANIFEST, read_manifest

HOME = "/situs/index.html"
#: Of the files of a release. What the machine has registered does not matter.
_TYPES = {
    ".atom": "application/atom+xml",
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".parquet": "application/vnd.apache.parquet",
    ".pdf": "application/pdf",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xml": "application/xml",
    "": "text/plain; charset=utf-8",
}
_ANY = "application/octet-stream"
#: A reader that says nothing for so long is gone.
_PATIENCE_SECONDS = 30


@dataclass(frozen=True)
class _File:
    """One file of a release, with what stands for its content."""

    path: Path
    digest: str


class ReleaseServer(ThreadingHTTPServer):
    """Answers on one address until it is shut down."""

    daemon_threads = True

    def __init__(self, current: Path, host: str, port: int) -> None:
        """Listen.

        Args:
            current: the symlink to the current release.
            host: an address of this machine.
            port: 0 for any that is free.

        Raises:
            OSError: when the address is not of this machine, or the port is taken.
        """
        self.current = current
        super().__init__((host, port), _Handler)

    @property
    def url(self) -> str:
        """Where it is read."""
        host, port = self.server_address[:2]
        return f"http://{host!s}:{port}/"


def find(current: Path, address: str) -> _File | None:
    """The file of the current release at the path of an address; None where the release has none.

    Args:
        current: the symlink to the current release.
        address: as a browser asks for it, percent-encoded; one that ends with a slash means its ``index.html``.
    """
    folder = current.resolve()
    name = unquote(urlsplit(address).path, errors="replace").removeprefix("/")
    if name == "" or name.endswith("/"):
        name += "index.html"
    digest = _vouched(folder).get(name)
    return None if digest is None else _File(folder / name, digest)


@lru_cache(maxsize=2)
def _vouched_at(folder: Path, written: int) -> Mapping[str, str]:
    manifest = read_manifest(folder)
    return {} if manifest is None else {**manifest["files"], MANIFEST: f"{manifest['release_id']}-{written}"}


def _vouched(folder: Path) -> Mapping[str, str]:
    """The files of a release by their paths in it, with their sha256; none where no release stands."""
    try:
        return _vouched_at(folder, (folder / MANIFEST).stat().st_mtime_ns)
    except OSError:
        return {}


class _Handler(BaseHTTPRequestHandler):
    server: ReleaseServer
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "spbe", ""
    timeout = _PATIENCE_SECONDS

    def do_GET(self) -> None:
        self._answer()

    def do_HEAD(self) -> None:
        self._answer()

    def _answer(self) -> None:
        if urlsplit(self.path).path == "/":
            self._begin(HTTPStatus.FOUND, {"Location": HOME, "Content-Length": "0"})
            return
        file = find(self.server.current, self.path)
        try:
            opened = None if file is None else file.path.open("rb")
        except OSError:  # a release that was removed between two glances
            opened = None
        if file is None or opened is None:
            self._begin(HTTPStatus.NOT_FOUND, {"Content-Length": "0"})
            return
        with opened:
            etag = f'"{file.digest}"'
            about = {"ETag": etag, "Cache-Control": "no-cache"}
            if etag in _tags(self.headers.get("If-None-Match", "")):
                self._begin(HTTPStatus.NOT_MODIFIED, about)
                return
            about["Content-Type"] = _TYPES.get(PurePosixPath(file.path).suffix, _ANY)
            about["Content-Length"] = str(file.path.stat().st_size)
            self._begin(HTTPStatus.OK, about)
            if self.command == "GET":
                shutil.copyfileobj(opened, self.wfile)

    def _begin(self, status: HTTPStatus, about: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in {**about, "X-Content-Type-Options": "nosniff"}.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: who reads what is nobody's business."""


def _tags(asked: str) -> set[str]:
    """The tags of a condition; whether a tag is weak does not matter to a reader."""
    return {tag.strip().removeprefix("W/") for tag in asked.split(",")}
