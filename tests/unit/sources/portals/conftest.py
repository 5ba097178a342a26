"""Portals on this machine that answer as public code says they do, and a fetch from them that is quick."""

import ssl
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from sources.network.client import NetworkClient
from sources.network.errors import FetchError
from sources.portals.fetching import fetch
from sources.portals.plan import read_plan
from sources.reading.content import tell
from tests.misbehaving_server import QUICK, misbehaving_server


@pytest.fixture(autouse=True, scope="module")
def _certificates_are_read_once():
    """Reading the machine's certificates anew for each client takes longer than most tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ssl, "create_default_context", cache(ssl.create_default_context))
        yield


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch):
    """This machine's own proxies must not stand between the tests and their server."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture(scope="module")
def server():
    """One server for a module; each test gives the paths their behaviour anew."""
    with misbehaving_server() as running:
        yield running


@pytest.fixture(autouse=True)
def _nothing_asked_yet(server):
    server.forget()


def quick_client(hosts, limits):
    return NetworkClient(hosts, replace(limits, **QUICK))


@pytest.fixture(scope="session")
def start():
    """Begin to fetch what a plan states; files come as they are asked for."""

    def start_(raw, *, values=None, years=(2024,), previous=None):
        plan = read_plan(raw, Path("source.yml"))
        return fetch(plan, values=values or {}, years=years, previous=previous, client_factory=quick_client)

    return start_


@pytest.fixture(scope="session")
def bring(start):
    """Everything that a plan brings, as a list."""
    return lambda raw, **arguments: list(start(raw, **arguments))


@pytest.fixture(scope="session")
def refusal(bring):
    """The one error that a fetch ends in."""

    def refusal_(raw, **arguments):
        with pytest.raises(FetchError) as caught:
            bring(raw, **arguments)
        assert caught.value.remedy
        return caught.value

    return refusal_


@pytest.fixture(scope="session")
def content_of():
    """A download as the archive hands it to a reader."""
    return lambda download: tell(download.name, download.body)
