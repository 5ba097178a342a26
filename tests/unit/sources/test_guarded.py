"""A file is read in a process of its own: whatever a reader does, there is an answer or one clear error."""

import platform
import socket
import time

import pytest

from sources.declaration.declared import BUNDLED
from sources.declaration.errors import SourceError
from sources.reading import guarded
from sources.reading.content import identify
from sources.reading.guarded import read_guarded

#: Stands in the new process in place of one source's reader, and does what the file says.
_STUB = """
import sys
import types

def read(content, source):
    import os, pathlib, socket, subprocess, time
    from itertools import repeat
    from sources.declaration.errors import SourceError
    from sources.reading.parts import NotThis, Part

    def part(*rows):
        return (Part("spbe_press", 2025, "", "Pernyataan", "statements", tuple(rows)),)

    def refuse():
        raise SourceError(content.path, "page 12 is cut off.", "ask for it again.", 12)

    given = {"agency": sys.stdin.read(), "name": content.name, "media": content.media}
    deeds = {
        "loop": lambda: all(repeat(True)),
        "sleep": lambda: time.sleep(600),
        "swell": lambda: [bytes(256 * 1024 * 1024) for _ in repeat(0)],  # address space only: zeros are not stored
        "recurse": lambda: read(content, source),
        "crash": lambda: {}["a column that is not there"],
        "die": os.abort,
        "leave": lambda: sys.exit(0),
        "refuse": refuse,
        "print": lambda: print("{" * 100),
        "print below Python": lambda: os.write(1, b"libpdf: warning\\n"),
        "complain": lambda: print("x" * 100_000, file=sys.stderr),
    }
    tries = {
        "connect": lambda: socket.create_connection(("127.0.0.1", int(rest))),
        "connect below Python": lambda: in_c("socket", 2, 1, 0),
        "look up": lambda: socket.getaddrinfo("example.go.id", 443),
        "write": lambda: pathlib.Path(rest).write_text("was here"),
        "start": lambda: subprocess.run(["touch", rest]),
        "start below Python": lambda: in_c("execl", b"/bin/true", b"true", None),
    }

    def in_c(name, *arguments):
        import ctypes
        if getattr(ctypes.CDLL(None, use_errno=True), name)(*arguments) < 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))

    def outcome():
        try:
            return f"done: {tries[deed]()}"
        except OSError as problem:
            return f"refused: {problem}"

    answers = {"ask": part(given), "nothing": (), "no rows": part(), "something else": NotThis("one of the deeds")}
    deed, _, rest = content.data.decode().partition(": ")
    if deed in deeds:
        deeds[deed]()
    if deed in tries:
        return part({"outcome": outcome()})
    if deed == "environment":
        return part(dict(os.environ))
    return answers.get(deed, part({"agency": "Kota Magelang"}))

class Stub(types.ModuleType):
    def __getattr__(self, name):
        if name != "READER":
            raise AttributeError(name)
        from sources.reading.parts import Reader
        return Reader("spbe_press", "deeds", frozenset({"csv"}), 7, read)

sys.modules["sources.spbe_press.parse"] = Stub("sources.spbe_press.parse")
"""


@pytest.fixture
def read(tmp_path, monkeypatch):
    """Read a file by the stub, in the process in which files are read."""
    (tmp_path / "sitecustomize.py").write_text(_STUB, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return lambda deed, name="berkas.csv": read_guarded(identify(name, deed.encode()), BUNDLED, "spbe_press")


def test_what_a_library_prints_does_not_mix_with_the_answer(read):
    for deed in ("print", "complain", "print below Python"):
        extract = read(deed)
        assert (extract.reader, extract.version, extract.kind) == ("spbe_press", 7, "deeds")
        assert extract.parts[0].rows == ({"agency": "Kota Magelang"},)


def test_a_reader_gets_the_name_and_type_and_nothing_more_from_outside(read):
    (part,) = read("ask", name="../Tabel é $(x) 'y'.csv").parts
    assert part.rows == ({"agency": "", "name": "Tabel é $(x) 'y'.csv", "media": "csv"},)


def test_a_reader_has_no_keys_no_network_no_programs_and_writes_nothing(read, monkeypatch, tmp_path):
    monkeypatch.setenv("SPBE_PORTAL_KEY", "rahasia")
    monkeypatch.setenv("HTTPS_PROXY", "user:rahasia@127.0.0.1:1")
    ((environment,),) = (part.rows for part in read("environment").parts)
    assert not [name for name, value in environment.items() if "rahasia" in value or name.startswith("SPBE_")]
    tried = ["look up", f"write: {tmp_path / 'written'}", f"start: {tmp_path / 'started'}"]
    below_python = ["connect below Python", "start below Python"]
    if platform.system() == "Linux" and platform.machine() in {"x86_64", "aarch64"}:
        tried += below_python
    with socket.create_server(("127.0.0.1", 0)) as server:
        for deed in (*tried, f"connect: {server.getsockname()[1]}"):
            (part,) = read(deed).parts
            assert part.rows[0]["outcome"].startswith("refused: "), deed
    assert not (tmp_path / "started").exists()
    assert not (tmp_path / "written").exists() or not (tmp_path / "written").read_bytes()


def test_a_reader_that_swells_or_does_not_end_is_ended_and_told(read, monkeypatch):
    with pytest.raises(SourceError, match=r"berkas\.csv: reading it takes more than 512 MiB of memory, which no doc"):
        read("swell")
    monkeypatch.setattr(guarded, "MAX_SECONDS", 1)
    for deed in ("loop", "sleep"):
        began = time.monotonic()
        with pytest.raises(SourceError, match=r"berkas\.csv: reading it has taken more than 1 seconds, which no doc"):
            read(deed)
        assert time.monotonic() - began < 8


def test_a_reader_that_breaks_is_told_in_one_sentence(read):
    for deed, problem in (
        ("crash", "reading it broke off (KeyError: 'a column that is not there')"),
        ("recurse", "reading it broke off (RecursionError"),
        ("die", "reading it broke off (SIGABRT, as when it takes more than 512 MiB of memory"),
        ("leave", "reading it broke off (exit code 0)"),
        ("nothing", "it holds no rows"),
        ("no rows", "it holds no rows"),
    ):
        with pytest.raises(SourceError) as refusal:
            read(deed)
        assert problem in str(refusal.value)
        assert "\n" not in str(refusal.value)
        assert str(BUNDLED) not in str(refusal.value)


def test_what_a_reader_refuses_is_told_in_its_own_words(read):
    with pytest.raises(SourceError, match="page 12 is cut off") as refusal:
        read("refuse")
    error = refusal.value
    assert (error.file.name, error.remedy, error.line) == ("berkas.csv", "ask for it again.", 12)
    with pytest.raises(SourceError, match="deeds: one of the deeds"):
        read("something else")


def test_a_source_that_is_not_declared_is_named_and_not_the_file():
    """Whoever mistypes `--as SOURCE` must not be told that the own file is missing."""
    with pytest.raises(SourceError, match="there is no source no_such_source"):
        read_guarded(identify("berkas.csv", b"x"), BUNDLED, "no_such_source")


def test_a_real_file_is_recognised_and_read_among_all_readers():
    data = 'evaluation_year,agency,index,url,note\n2025,Kota Magelang,"3,70",https://example.go.id/berita/1,é –\n'
    extract = read_guarded(identify("pernyataan.csv", data.encode()), BUNDLED)
    (part,) = extract.parts
    assert (extract.reader, part.raw_table, part.edition) == ("spbe_press", "spbe_press", 2025)
    assert (part.rows[0]["index"], part.rows[0]["note"]) == ("3,70", "é –")
