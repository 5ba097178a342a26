"""`spbe serve`: a real server on loopback shows the files of the current release, and nothing else."""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import json
import os
import posixpath
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.serving import ReleaseServer, find
from tests.commands import ROOT


def _ask(server: ReleaseServer, path: str, method: str = "GET", **headers: str) -> tuple[int, Mapping[str, str], bytes]:
    host, port = server.server_address[:2]
    connection = http.client.HTTPConnection(str(host), port, timeout=20)
    try:
        connection.putrequest(method, path, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def _serving(data: Path) -> Iterator[ReleaseServer]:
    with ReleaseServer(data / "current", data / "profiles", "127.0.0.1", 0) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(scope="module")
def server(good: Path) -> Iterator[ReleaseServer]:
    yield from _serving(good)


@pytest.fixture(scope="module")
def files(good: Path) -> dict[str, str]:
    """What the release vouches for, with its sha256."""
    manifest = json.loads((good / "current" / "manifest.json").read_text(encoding="utf-8"))
    return dict(manifest["files"])


def test_the_root_leads_to_the_site(server):
    status, about, _ = _ask(server, "/")
    assert (status, about["location"]) == (302, "/situs/index.html")
    status, about, body = _ask(server, about["location"])
    assert (status, about["content-type"]) == (200, "text/html; charset=utf-8")
    assert b"<html" in body
    assert _ask(server, "/situs/")[2] == body


def test_every_kind_of_file_comes_whole_and_with_its_type(server, files):
    types = {
        ".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
        ".csv": "text/csv; charset=utf-8", ".json": "application/json", ".txt": "text/plain; charset=utf-8",
        ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ".parquet": "application/vnd.apache.parquet", ".duckdb": "application/octet-stream",
        ".jsonld": "application/ld+json", "": "text/plain; charset=utf-8", ".md": "text/plain; charset=utf-8",
    }  # fmt: skip
    one_of_each = {Path(name).suffix: name for name in files}
    assert set(one_of_each) <= set(types)
    for suffix, name in one_of_each.items():
        status, about, body = _ask(server, "/" + quote(name))
        assert (status, about["content-type"], about["x-content-type-options"]) == (200, types[suffix], "nosniff")
        assert hashlib.sha256(body).hexdigest() == files[name]
        head = _ask(server, "/" + quote(name), "HEAD")
        assert (head[0], head[1]["content-length"], head[2]) == (200, str(len(body)), b"")


def test_what_a_browser_has_is_not_sent_again(server):
    _, about, body = _ask(server, "/situs/style.css")
    assert about["cache-control"] == "no-cache"
    for condition in (about["etag"], f'"other", W/{about["etag"]}'):
        status, again, nothing = _ask(server, "/situs/style.css", If_None_Match=condition)
        assert (status, again["etag"], nothing) == (304, about["etag"], b"")
    assert _ask(server, "/situs/style.css", If_None_Match='"other"')[2] == body


@pytest.mark.parametrize(
    "path",
    [
        "/../refresh.lock", "/situs/../../../refresh.lock", "/%2e%2e/%2e%2e/refresh.lock", "//etc/passwd",
        "/etc/passwd",
        "/situs/..%2f..%2f..%2fworking/spbe.duckdb", "/situs", "/parquet/", "/csv/", "/.", "/%00",
        "/situs/index.html%00",
        "/situs\\index.html", "/%ff", "/situs//index.html", "/./situs/index.html",
    ],
)  # fmt: skip
def test_nothing_else_is_there(server, path):
    status, _, body = _ask(server, path)
    assert (status, body) == (404, b"")


@given(st.text(st.sampled_from("./%2efc\\~situsndex.html\0")) | st.text())
def test_no_address_leads_out_of_the_release(good, files, text):
    for address in ("/" + text, "/" + quote(text), "/situs/" + text):
        try:
            found = find(good / "current", good / "profiles", address)
        except ValueError:  # not an address at all
            continue
        if found is not None:
            name = str(found.path.relative_to((good / "current").resolve()))
            assert name == "manifest.json" or name in files


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE"])
def test_nothing_can_be_sent(server, method):
    assert _ask(server, "/situs/index.html", method)[0] == 501


def test_a_switch_of_release_under_readers_gives_whole_answers_of_one_release(tmp_path):
    page = "situs/index.html"
    bodies = {}
    for release in ("2023-a", "2024-b"):
        folder = tmp_path / "releases" / release
        (folder / "situs").mkdir(parents=True)
        bodies[release] = f"<html>{release}</html>".encode() * (1 + len(bodies)) * 20_000
        (folder / page).write_bytes(bodies[release])
        digest = hashlib.sha256(bodies[release]).hexdigest()
        (folder / "manifest.json").write_text(json.dumps({"release_id": release, "files": {page: digest}}))
    current = tmp_path / "current"
    current.symlink_to("releases/2023-a")
    for server in _serving(tmp_path):
        seen: list[tuple[str, bytes]] = []

        def read(server: ReleaseServer = server, seen: list[tuple[str, bytes]] = seen) -> None:
            for _ in range(30):
                _, about, body = _ask(server, f"/{page}")
                seen.append((about["etag"].strip('"'), body))

        readers = [threading.Thread(target=read) for _ in range(3)]
        for reader in readers:
            reader.start()
        new = tmp_path / "new"
        for number in range(20):
            new.symlink_to(f"releases/{('2024-b', '2023-a')[number % 2]}")
            new.replace(current)
        new.symlink_to("releases/2024-b")
        new.replace(current)
        for reader in readers:
            reader.join()
        assert len(seen) == 90
        assert {body for _, body in seen} <= set(bodies.values())
        assert all(hashlib.sha256(body).hexdigest() == etag for etag, body in seen)
        assert _ask(server, f"/{page}")[2] == bodies["2024-b"]
        # A release that is gone is not there; the server goes on.
        shutil.rmtree(tmp_path / "releases" / "2024-b")
        assert _ask(server, f"/{page}")[0] == 404


def test_a_page_leads_to_the_profile_of_its_release_where_it_stands_and_else_to_none(good, tmp_path):
    (tmp_path / "current").symlink_to((good / "current").resolve())
    release_id = json.loads((good / "current" / "manifest.json").read_text(encoding="utf-8"))["release_id"]
    (page,) = (file.name for file in (good / "current" / "situs" / "daerah").glob("73.71-*.html"))
    name = f"profil-{page.removesuffix('.html')}.pdf"
    with contextlib.closing(_serving(tmp_path)) as serving:
        server = next(serving)
        _, about, plain = _ask(server, f"/situs/daerah/{page}")
        assert b".pdf" not in plain
        assert _ask(server, f"/profil/{name}")[0] == 404
        other = tmp_path / "profiles" / "2023-0123456789ab"
        other.mkdir(parents=True)
        (other / name).write_bytes(b"of another release")
        assert _ask(server, f"/situs/daerah/{page}")[2] == plain
        (tmp_path / "profiles" / release_id).mkdir()
        (tmp_path / "profiles" / release_id / name).write_bytes(b"%PDF-1.7 made up")
        for folder in ("situs/daerah", "situs/en/daerah"):
            status, filled, body = _ask(server, f"/{folder}/{page}", If_None_Match=about["etag"])
            assert (status, filled["content-length"]) == (200, str(len(body)))
            (link,) = re.findall(rb'<a class="button" [^>]*href="([^"]+)">[^<]+</a>', body)
            target = posixpath.normpath(f"/{folder}/{link.decode()}")
            assert _ask(server, f"/{folder}/{page}", If_None_Match=filled["etag"])[0] == 304
            status, about_pdf, pdf = _ask(server, target)
            assert (status, about_pdf["content-type"], pdf) == (200, "application/pdf", b"%PDF-1.7 made up")
        # A region without one stays as it is, and nothing else of that folder is there.
        (without,) = (file.name for file in (good / "current" / "situs" / "daerah").glob("33.71-*.html"))
        assert b".pdf" not in _ask(server, f"/situs/daerah/{without}")[2]
        for path in ("/profil/", f"/profil/../{release_id}/{name}", "/profil/profil-..%2f..%2fcurrent.pdf"):
            assert _ask(server, path)[0] == 404


def test_the_command_says_where_it_is_read_and_ends_when_interrupted(good):
    process = subprocess.Popen(
        [sys.executable, "-m", "pipelines.cli", "serve", "--port", "0"],
        cwd=ROOT, env={**os.environ, "SPBE_DATA": str(good)}, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        said = process.stdout.readline()
        assert said.startswith("http://127.0.0.1:")
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    finally:
        process.kill()
        process.wait()


def test_a_port_that_is_taken_and_a_release_that_is_missing_are_said(server, good, spbe, tmp_path):
    ran = spbe("serve", "--port", str(server.server_address[1]), data=good)
    assert (ran.code, "--port" in ran.err) == (1, True)
    ran = spbe("serve", "--port", "0", data=tmp_path)
    assert (ran.code, "make refresh" in ran.err) == (1, True)
