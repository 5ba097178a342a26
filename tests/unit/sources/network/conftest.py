"""A misbehaving server on this machine, with nothing between it and the tests."""

import ssl
from functools import cache

import pytest

from tests.misbehaving_server import misbehaving_server


@pytest.fixture(autouse=True, scope="module")
def _certificates_are_read_once_and_no_proxy_stands_between():
    """Reading the machine's certificates anew for each client takes longer than most tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ssl, "create_default_context", cache(ssl.create_default_context))
        for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "ssl_cert_file", "ssl_cert_dir"):
            patch.delenv(name, raising=False)
            patch.delenv(name.upper(), raising=False)
        yield


@pytest.fixture
def server():
    with misbehaving_server() as running:
        yield running
