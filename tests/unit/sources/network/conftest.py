"""A misbehaving server, a client that may ask it, and bounds that make tests quick."""

import ssl
from functools import cache

import pytest

from sources.network.client import NetworkClient
from sources.network.limits import Limits
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


@pytest.fixture
def server():
    with misbehaving_server() as running:
        yield running


@pytest.fixture
def open_client(server):
    """A client for the server's place, and others where named; bounds may be changed."""
    opened = []

    def open_(*hosts, transport=None, only=None, **limits):
        allowed = only if only is not None else [server.place, *hosts]
        client = NetworkClient(allowed, Limits(**{**QUICK, **limits}), transport=transport)
        opened.append(client)
        return client.__enter__()

    yield open_
    for client in opened:
        client.__exit__(None, None, None)
