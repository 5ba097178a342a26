"""No key shows anywhere: not in an error, not in a log, not in what is kept."""

import json
import logging
import traceback
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.network.masking import Mask
from tests.misbehaving_server import answer, half_then_reset

KEY = "k3y/with+odd&signs="
ENCODED = "k3y%2Fwith%2Bodd%26signs%3D"


@pytest.fixture(autouse=True)
def _everything_is_logged(caplog):
    caplog.set_level(logging.DEBUG)
    for name in ("httpx", "httpcore.connection", "httpcore.http11"):
        caplog.set_level(logging.DEBUG, logger=name)


def shown(error):
    """Everything that a log or a run page may show of an error."""
    return str(error) + repr(error) + "".join(traceback.format_exception(error)) + repr(vars(error))


@pytest.mark.parametrize(
    "behaviour",
    [
        answer(status=401),
        answer(status=503),
        answer(b"", 302, Location="http://elsewhere.example/?code=" + ENCODED),
        answer(b"", 302, Location="/a?code=" + ENCODED),
        answer(b"", 302, Location=f"http://{KEY}.example/"),
        answer(f"<title>{KEY}</title>".encode(), media="text/html"),
        answer(media=f"text/{KEY}"),
        answer(Content_Encoding=KEY),
        half_then_reset(KEY.encode() * 100),
        f"HTTP/9 {KEY}\r\n\r\n".encode(),
    ],
)
def test_a_key_is_in_no_error_and_in_no_log(server, open_client, refusal, caplog, behaviour):
    asked = {"params": {"code": KEY}, "headers": {"code": KEY}, "accept": {"application/json"}}
    error = refusal(open_client(), server.on("/a", behaviour), secrets=[KEY], **asked)
    logged = caplog.text + "".join(repr(vars(record)) for record in caplog.records)
    assert [secret for secret in (KEY, ENCODED) if secret in shown(error) + logged] == []
    assert "attempt 1: " in caplog.text
    assert (error.__cause__, error.__context__) == (None, None)


def test_a_key_is_in_no_kept_address_or_header(server, open_client, caplog):
    url = server.on("/a", answer(status=503), answer(b"[]", ETag=f'"{KEY}"'))
    fetched = open_client().get(url, params={"code": KEY}, secrets=[KEY])
    assert fetched.url == server.url("/a?code=***")
    assert [secret for secret in (KEY, ENCODED) if secret in repr(fetched) + caplog.text] == []
    assert server.visits[0].query == {"code": KEY}


def test_a_key_that_cannot_be_sent_is_named_and_not_quoted(server, open_client, refusal):
    for key in ("two\nlines", "curly’quote", "nul\x00"):
        error = refusal(open_client(), server.on("/a", answer()), headers={"code": key}, secrets=[key])
        assert "the header 'code' has a character that cannot be sent" in str(error)
        assert key not in shown(error)
    assert server.visits == []


@given(st.text(alphabet='Ab1/+&=% "é', min_size=4, max_size=12).filter(str.strip))
def test_a_secret_is_masked_as_it_is_written_in_text_in_addresses_and_in_json(secret):
    mask = Mask([secret])
    for written in (secret, quote(secret), quote(secret, safe=""), quote_plus(secret), json.dumps(secret)[1:-1]):
        assert mask(f"<{written}>") == "<***>"
        assert mask.finds(written)


def test_of_two_secrets_the_longer_is_masked_whole():
    assert Mask(["abcd", "abcd-efgh", "", " "])("x abcd-efgh y abcd z") == "x *** y *** z"
