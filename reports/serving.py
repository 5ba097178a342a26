"""Show the current release to browsers of one office: its files, the profiles made of it, and nothing else.

Only what the manifest of a release vouches for is served, so no path leads out of it and no folder is listed. `current`
is resolved for each request: after a switch the next request is answered from the new release, and one answer is never
from two. A file's sha256, which the manifest knows, is its ETag: a browser asks again and is told that nothing changed.

Profiles lie beside the releases, and no page can know whether they are there: the page of a region keeps a place for
the link, a comment with its words, which is filled on the way to the browser when the profile of this release stands.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path, PurePosixPath
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

from reports.site.addresses import FOLDER, profile_name, relative
from warehouse.releases import MANIFEST, read_manifest

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
    ".md": "text/plain; charset=utf-8",  # browsers show it, where they would save Markdown
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
#: Where profiles are read; a release has no such folder.
_PROFILES = "profil"
_PROFILE = re.compile(rf"{_PROFILES}/(profil-[a-z0-9.-]+\.pdf)")
_PAGE = re.compile(rf"{FOLDER}/(?:en/)?daerah/[^/]+\.html")
_PLACE = re.compile(rb"<!-- profil: (.+?) -->")


def media_type(name: str) -> str:
    """What a file of a release is to a browser, by its name."""
    return _TYPES.get(PurePosixPath(name).suffix, _ANY)


@dataclass(frozen=True)
class _File:
    """One file, with what stands for its content.

    Args:
        path: where it is.
        digest: of what is answered.
        profile: the address of the profile to which a page leads, as it is written on it; None where none is there.
    """

    path: Path
    digest: str
    profile: str | None = None

    def open(self) -> BinaryIO:
        """What is answered."""
        if self.profile is None:
            return self.path.open("rb")
        link = f'<a class="button" hreflang="id" type="application/pdf" href="{self.profile}">'.encode()
        return io.BytesIO(_PLACE.sub(lambda place: link + place[1] + b"</a>", self.path.read_bytes()))


class ReleaseServer(ThreadingHTTPServer):
    """Answers on one address until it is shut down."""

    daemon_threads = True

    def __init__(self, current: Path, profiles: Path, host: str, port: int) -> None:
        """Listen.

        Args:
            current: the symlink to the current release.
            profiles: where the profiles of each release are, in a folder of its id.
            host: an address of this machine.
            port: 0 for any that is free.

        Raises:
            OSError: when the address is not of this machine, or the port is taken.
        """
        self.current, self.profiles = current, profiles
        super().__init__((host, port), _Handler)

    @property
    def url(self) -> str:
        """Where it is read."""
        host, port = self.server_address[:2]
        return f"http://{host!s}:{port}/"


def find(current: Path, profiles: Path, address: str) -> _File | None:
    """The file of the current release, or the profile made of it, at the path of an address; None where none is.

    Args:
        current: the symlink to the current release.
        profiles: where the profiles of each release are, in a folder of its id.
        address: as a browser asks for it, percent-encoded; one that ends with a slash means its ``index.html``.
    """
    folder = current.resolve()
    name = unquote(urlsplit(address).path, errors="replace").removeprefix("/")
    if name == "" or name.endswith("/"):
        name += "index.html"
    release_id, vouched = _release(folder)
    if asked := _PROFILE.fullmatch(name):
        return _profile(profiles / release_id / asked[1])
    if name not in vouched:
        return None
    file = _File(folder / name, vouched[name])
    if _PAGE.fullmatch(name) and (profiles / release_id / profile_name(name)).is_file():
        place = relative(f"{_PROFILES}/{profile_name(name)}", seen_from=name)
        return replace(file, digest=f"{file.digest}-{_PROFILES}", profile=place)
    return file


def _profile(file: Path) -> _File | None:
    try:
        return _File(file, hashlib.sha256(file.read_bytes()).hexdigest())
    except OSError:
        return None


@lru_cache(maxsize=2)
def _release_at(folder: Path, written: int) -> tuple[str, Mapping[str, str]]:
    manifest = read_manifest(folder)
    if manifest is None:
        return "", {}
    release_id = manifest["release_id"]
    return release_id, {**manifest["files"], MANIFEST: f"{release_id}-{written}"}


def _release(folder: Path) -> tuple[str, Mapping[str, str]]:
    """The id of a release, and its files by their paths in it, with their sha256; nothing where no release stands."""
    try:
        return _release_at(folder, (folder / MANIFEST).stat().st_mtime_ns)
    except OSError:
        return "", {}


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
        file = find(self.server.current, self.server.profiles, self.path)
        try:
            opened = None if file is None else file.open()
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
            about["Content-Type"] = media_type(file.path.name)
            about["Content-Length"] = str(opened.seek(0, os.SEEK_END))
            opened.seek(0)
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
