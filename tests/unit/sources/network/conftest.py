"""A misbehaving server on this machine, a client that may ask it, and a fetch from it; all of them quick."""

import ssl
from functools import cache
from pathlib import Path

import pytest

from sources.network.client import NetworkClient
from sources.network.errors import FetchError
from sources.network.limits import Limits
from sources.portals.fetching import fetch_documents
from sources.portals.plan import read_plan
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
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "ssl_cert_file", "ssl_cert_dir"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture(scope="module")
def running_server():
    with misbehaving_server() as running:
        yield running


@pytest.fixture
def server(running_server):
    running_server.forget()
    return running_server


@pytest.fixture
def open_client(server):
    """A client for the server, and other hosts where named; bounds may be changed."""
    opened = []

    def open_(*hosts, transport=None, only=None, **limits):
        allowed = only if only is not None else [server.netloc, *hosts]
        opened.append(NetworkClient(allowed, Limits(**{**QUICK, **limits}), transport=transport))
        return opened[-1]

    yield open_
    for client in opened:
        client.__exit__()


def _failure(call):
    with pytest.raises(FetchError) as caught:
        call()
    assert caught.value.problem
    assert caught.value.remedy
    return caught.value


@pytest.fixture(scope="session")
def refusal():
    """The one error that a request ends in."""
    return lambda client, url, **arguments: _failure(lambda: client.get(url, **arguments))


@pytest.fixture(scope="session")
def start():
    """Begin to fetch what a plan states; files come as they are asked for."""

    def start_(raw, *, values=None, years=(2024,), held=None):
        return fetch_documents(
            read_plan(raw, Path("source.yml")),
            years,
            values=values or {},
            held=held,
            client_factory=lambda hosts, limits: NetworkClient(hosts, Limits(**{**limits.model_dump(), **QUICK})),
        )

    return start_


@pytest.fixture(scope="session")
def bring(start):
    """Everything that a plan brings, as a list."""
    return lambda raw, **arguments: list(start(raw, **arguments))


@pytest.fixture(scope="session")
def failed_fetch(bring):
    """The one error that a fetch ends in."""
    return lambda raw, **arguments: _failure(lambda: bring(raw, **arguments))
