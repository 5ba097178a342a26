"""A release arrives whole or readers are not led to it, in a folder and in object storage that speaks S3."""

import hashlib
import json
import os
import shutil
import threading
import time
from pathlib import Path

import pytest
from pyarrow import fs

from tests.object_storage import object_storage
from warehouse.destination import POINTER, DestinationFailed, carry

_FILES = {
    "spbe.duckdb": b"D" * 4000,
    "situs/index.html": b"<html>",
    "situs/daerah/33.71-kota.html": b"<p>",
    "a b.csv": b"",
}


@pytest.fixture(scope="module")
def storage(tmp_path_factory):
    folder = tmp_path_factory.mktemp("storage")
    with object_storage(folder) as running, pytest.MonkeyPatch.context() as patch:
        for name, value in running.environment.items():
            patch.setenv(name, value)
        yield running


class Place:
    """A destination, and what lies there."""

    def __init__(self, address):
        self.address = address
        self.system, self.base = fs.FileSystem.from_uri(address)

    def carry(self, folder, type_of=lambda name: "text/html" if name.endswith(".html") else None):
        return carry(folder, self.address, type_of)

    def read(self, name):
        with self.system.open_input_stream(f"{self.base}/{name}") as stream:
            return stream.read()

    def write(self, name, content):
        with self.system.open_output_stream(f"{self.base}/{name}") as stream:
            stream.write(content)

    @property
    def pointer(self):
        return json.loads(self.read(POINTER))

    def files(self, path):
        found = self.system.get_file_info(fs.FileSelector(f"{self.base}/{path}", recursive=True, allow_not_found=True))
        names = [one.path.removeprefix(f"{self.base}/{path}/") for one in found if one.type == fs.FileType.File]
        return {name: self.read(f"{path}/{name}") for name in names}


@pytest.fixture(params=["folder", "s3"])
def place(request, tmp_path):
    if request.param == "folder":
        (tmp_path / "rilis untuk umum").mkdir()
        return Place((tmp_path / "rilis untuk umum").as_uri())
    storage = request.getfixturevalue("storage")
    made = Place(storage.address(f"b{hashlib.sha256(str(tmp_path).encode()).hexdigest()[:12]}/rilis"))
    made.system.create_dir(made.base.partition("/")[0])
    return made


@pytest.fixture
def release(tmp_path):
    def make(name="2024-395e34dbd156", story="first", **files):
        folder = tmp_path / "releases" / f"{name}-{story}"
        contents = _FILES | {"CHANGES.md": story.encode()} | files
        for file, content in contents.items():
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).write_bytes(content)
        manifest = {
            "release_id": name, "created_at": "2026-11-28T07:00:00+00:00", "publication": {"schema_version": "1.0"},
            "files": {file: hashlib.sha256(content).hexdigest() for file, content in contents.items()},
        }  # fmt: skip
        (folder / "manifest.json").write_text(json.dumps(manifest))
        return folder

    return make


def _contents(folder):
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_a_release_arrives_whole_is_pointed_to_and_is_not_written_again(place, release):
    folder = release()
    carried = place.carry(folder)
    pointer = place.pointer
    manifest = hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest()
    assert pointer == {
        "release_id": "2024-395e34dbd156", "schema_version": "1.0", "created_at": "2026-11-28T07:00:00+00:00",
        "path": f"releases/2024-395e34dbd156.{manifest[:12]}", "manifest_sha256": manifest,
    }  # fmt: skip
    assert place.files(pointer["path"]) == _contents(folder)
    assert (carried.path, carried.files, carried.pointed) == (pointer["path"], len(_contents(folder)), True)
    again = place.carry(folder)
    assert (again.files, again.size, again.pointed) == (0, 0, False)


def test_what_stands_under_a_path_never_changes_and_a_release_that_comes_back_is_only_pointed_to(place, release):
    first, later = release(), release(story="came back")
    place.carry(first)
    path = place.pointer["path"]
    place.carry(later)
    assert place.pointer["path"] != path
    assert place.files(path) == _contents(first)
    assert place.files(place.pointer["path"]) == _contents(later)
    back = place.carry(first)
    assert (back.files, back.pointed, place.pointer["path"]) == (0, True, path)


def test_what_was_interrupted_points_nowhere_new_and_is_completed_by_the_next(place, release):
    place.carry(release(story="before"))
    before, folder = place.pointer, release()

    def fails(name):
        if name.endswith(".html"):
            raise OSError("the cable is out")

    with pytest.raises(DestinationFailed, match="the cable is out"):
        place.carry(folder, fails)
    assert place.pointer == before
    path = f"releases/2024-395e34dbd156.{hashlib.sha256((folder / 'manifest.json').read_bytes()).hexdigest()[:12]}"
    assert "manifest.json" not in place.files(path)
    place.write(f"{path}/spbe.duckdb", b"d" * 4000)  # of equal size, and damaged
    place.write(f"{path}/CHANGES.md", b"fir")  # cut
    place.write(f"{path}/a b.csv", b"")
    carried = place.carry(folder)
    assert place.files(path) == _contents(folder)
    assert place.pointer["path"] == path
    assert carried.files == len(_contents(folder)) - 1


def test_what_is_lost_there_later_is_brought_again(place, release):
    folder = release()
    path = place.carry(folder).path
    place.system.delete_file(f"{place.base}/{path}/situs/index.html")
    assert place.carry(folder).pointed is False
    assert place.files(path) == _contents(folder)


def test_a_release_that_is_damaged_here_does_not_go_there(place, release):
    place.carry(release(story="before"))
    before, folder = place.pointer, release()
    (folder / "spbe.duckdb").write_bytes(b"d" * 4000)
    with pytest.raises(DestinationFailed, match=r"spbe\.duckdb is damaged"):
        place.carry(folder)
    (folder / "spbe.duckdb").unlink()
    with pytest.raises(DestinationFailed, match="No such file"):
        place.carry(folder)
    (folder / "manifest.json").write_text("{")
    with pytest.raises(DestinationFailed, match=r"manifest\.json cannot be read"):
        place.carry(folder)
    assert place.pointer == before


def test_readers_are_led_from_one_whole_release_to_another(place, release):
    both = [release(), release(story="came back")]
    place.carry(both[0])
    seen, stop = set(), threading.Event()

    def read():
        while not stop.is_set():
            pointer = place.pointer
            manifest = place.read(f"{pointer['path']}/manifest.json")
            assert hashlib.sha256(manifest).hexdigest() == pointer["manifest_sha256"]
            changes = place.read(f"{pointer['path']}/CHANGES.md")
            assert hashlib.sha256(changes).hexdigest() == json.loads(manifest)["files"]["CHANGES.md"]
            seen.add(pointer["path"])
            stop.wait(0.01)

    readers = [threading.Thread(target=read) for _ in range(3)]
    failed = []
    threading.excepthook, before = failed.append, threading.excepthook
    try:
        for reader in readers:
            reader.start()
        for number in range(5):
            path = place.carry(both[number % 2]).path
            seen.clear()
            until = time.monotonic() + 30
            while path not in seen and not failed and time.monotonic() < until:
                time.sleep(0.002)
            assert path in seen, failed
    finally:
        stop.set()
        for reader in readers:
            reader.join()
        threading.excepthook = before
    assert not failed


def test_storage_tells_browsers_what_a_file_is_and_how_long_it_stays(storage, release):
    made = Place(storage.address("types/rilis"))
    made.system.create_dir("types")
    path = made.carry(release()).path
    for name, kept in ((POINTER, b"no-cache"), (f"{path}/situs/index.html", b"public, max-age=31536000, immutable")):
        with made.system.open_input_stream(f"{made.base}/{name}") as stream:
            about = stream.metadata()
        assert about["Cache-Control"] == kept
    assert about["Content-Type"] == b"text/html"


def test_a_destination_that_does_not_answer_or_is_not_there_is_said(storage, release, tmp_path):
    folder = release()
    with pytest.raises(DestinationFailed, match="nirgends is no folder: make it, or mount it"):
        carry(folder, (tmp_path / "nirgends").as_uri())
    with pytest.raises(DestinationFailed, match="NETWORK_CONNECTION"):
        carry(folder, "s3://rilis?scheme=http&endpoint_override=127.0.0.1:1&region=us-east-1")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_SECRET_ACCESS_KEY", "another key")
        with pytest.raises(DestinationFailed, match=r"ACCESS_DENIED|SIGNATURE"):
            carry(folder, storage.address("rilis"))
    if os.geteuid() != 0:
        locked = Path(shutil.copytree(tmp_path / "releases", tmp_path / "locked"))
        locked.chmod(0o500)
        with pytest.raises(DestinationFailed, match="Permission denied"):
            carry(folder, locked.as_uri())
