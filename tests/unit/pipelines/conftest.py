"""An empty data folder beside the bundled sources, and files read in this process instead of one of their own."""

import os

import dagster as dg
import pytest

from assets import gate
from pipelines import intake
from pipelines.settings import Settings
from sources.archive import extracts
from sources.declaration.declared import BUNDLED, read_sources
from sources.intake import examination
from sources.reading.guarded import Extract
from sources.reading.readers import read_as, recognise
from tests.conftest import OpenGate
from tests.rehearsals import remembered


@pytest.fixture
def settings(tmp_path):
    (tmp_path / "data").mkdir()
    return Settings(data_dir=tmp_path / "data", sources_dir=BUNDLED)


@pytest.fixture
def instance():
    with dg.DagsterInstance.ephemeral() as made:
        yield made


@pytest.fixture
def read_here(monkeypatch):
    """The real readers without a process of their own, which costs half a second a file."""
    sources = {source.source: source for source in read_sources()}

    def read(content, _, source=None):
        reader, parts = read_as(content, sources[source]) if source else recognise(content, tuple(sources.values()))
        return Extract(reader.source, reader.version, reader.kind, parts)

    monkeypatch.setattr(examination, "read_guarded", read)
    monkeypatch.setattr(extracts, "read_guarded", read)


@pytest.fixture(autouse=True)
def open_gate(request, monkeypatch):
    """A gate that lets everything pass: a rehearsal takes seconds. Tests of the gate ask for `real_gate`."""
    if "real_gate" not in request.fixturenames:
        monkeypatch.setattr(intake, "Gate", OpenGate)


@pytest.fixture
def real_gate(monkeypatch):
    """The gate as it is; each state is rehearsed once."""
    monkeypatch.setattr(gate, "rehearse", remembered)


@pytest.fixture
def inbox(settings):
    """Put files into the inbox; each is a minute old, or as old as said."""

    def put(name, content, seconds_old=60.0):
        settings.inbox_dir.mkdir(exist_ok=True)
        path = settings.inbox_dir / name
        path.write_bytes(content)
        changed = path.stat().st_mtime - seconds_old
        os.utime(path, (changed, changed))
        return path

    return put
