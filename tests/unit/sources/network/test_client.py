"""Against a server that misbehaves, every request ends in success or in one clear error, within its time."""

import logging
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from sources.network.client import KEPT_HEADERS, USER_AGENT, NetworkClient
from sources.network.limits import Limits
from tests.misbehaving_server import (
    answer,
    endless_body,
    half_then_reset,
    packed,
    silence,
    slow_body,
    slow_body_of_no_stated_length,
    slow_headers,
)

JSON = frozenset({"application/json"})
#: On a machine that is busy with other things.
GRACE = 5.0


def test_an_answer_comes_whole_with_the_headers_that_matter(server, open_client, caplog):
    caplog.set_level(logging.DEBUG)
    url = server.on("/a", answer(b'{"a": 1}', ETag='"v1"', X_Powered_By="nothing of interest"))

    fetched = open_client().get(f"{url}?x=1", params={"limit": "1 0"})

    assert (fetched.body, fetched.not_modified) == (b'{"a": 1}', False)
    assert fetched.url == f"{url}?x=1&limit=1+0"
    assert fetched.headers["etag"] == '"v1"'
    assert set(fetched.headers) <= set(KEPT_HEADERS)
    assert datetime.now(UTC) - fetched.retrieved_at < timedelta(seconds=10)
    (visit,) = server.visits
    assert visit.query == {"x": "1", "limit": "1 0"}
    assert (visit.headers["user-agent"], visit.headers["accept-encoding"]) == (USER_AGENT, "identity")
    (line,) = caplog.records
    assert line.name == "sources.network"
    assert line.getMessage().startswith(f"GET {fetched.url}: 8 bytes. Tried 1 time in ")


# --- what may pass, and what will not -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "broken",
    [
        answer(status=503),
        answer(status=408),
        answer(b"[1, 2", Content_Length="20"),
        half_then_reset(b"0" * 5000),
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n[]",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        *(answer(status=503, Retry_After=value) for value in ("soon", "-5", "Thu, 99 Foo 2020")),
        answer(status=429, Retry_After="Mon, 01 Jan 2001 00:00:00 GMT"),
    ],
)
def test_what_may_pass_is_tried_again_until_it_succeeds_and_four_times_at_most(server, open_client, refusal, broken):
    url = server.on("/a", broken, broken, answer(b"[1]"))
    assert open_client().get(url).body == b"[1]"
    assert len(server.visits) == 3
    error = refusal(open_client(), server.on("/b", broken))
    assert len(server.visits) == 7
    assert error.passing
    assert "Tried 4 times in " in str(error)


def test_a_site_that_is_down_is_named_with_what_was_tried(server, open_client, refusal):
    error = refusal(open_client(), server.on("/a", answer(status=502)))
    assert error.status == 502
    assert str(error).startswith(f"{server.netloc}: it answers HTTP 502 (Bad Gateway). Tried 4 times in ")
    cut_off = refusal(open_client(), server.on("/b", half_then_reset(b"0" * 5000)))
    assert "broke the connection off, or its answer is cut off" in cut_off.problem
    dead = refusal(open_client("127.0.0.1:9"), "http://127.0.0.1:9/a")
    assert "cannot be reached" in dead.problem
    assert dead.passing


def test_what_will_not_change_is_not_tried_again(server, open_client, refusal):
    for number, status in enumerate((400, 401, 403, 404, 410, 418), start=1):
        error = refusal(open_client(), server.on("/a", answer(status=status)))
        assert (len(server.visits), error.status, error.passing) == (number, status, False)


def test_a_pause_that_the_server_asks_for_is_kept_by_its_own_clock(server, open_client):
    wrong_clock = datetime(2019, 1, 1, tzinfo=UTC)
    until = format_datetime(wrong_clock + timedelta(seconds=1), usegmt=True)
    by_date = answer(status=429, Retry_After=until, Date=format_datetime(wrong_clock, usegmt=True))
    for path, busy in (("/seconds", answer(status=429, Retry_After="1")), ("/date", by_date)):
        server.forget()
        open_client().get(server.on(path, busy, answer()))
        first, second = server.visits
        assert 1.0 <= second.at - first.at < 1.0 + GRACE


def test_a_pause_longer_than_the_time_allowed_ends_at_once_and_says_so(server, open_client, refusal):
    began = time.monotonic()
    error = refusal(open_client(), server.on("/a", answer(status=429, Retry_After="3600")))
    assert time.monotonic() - began < GRACE
    assert len(server.visits) == 1
    assert "It asks to be left alone for 3,600 s." in str(error)
    assert error.passing


# --- size, encoding, type -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("behaviour", "problem"),
    [
        (endless_body, "more than 8,388,608 bytes"),
        (answer(Content_Length="99999999999"), "more than 8,388,608 bytes"),
        (packed(bytes(1000)), "encoding 'gzip', which was not asked for"),
        (answer(b"\x0b\x00", Content_Encoding="br"), "encoding 'br', which was not asked for"),
        (answer(media="image/png"), "it answers with image/png, where application/json was expected"),
        (
            answer(b"<html><head><title>Masuk |\n Portal</title></head>", media="text/html; charset=utf-8"),
            'a web page (HTML) titled "Masuk | Portal": a login or firewall page, where application/json was expected',
        ),
    ],
)
def test_an_answer_too_large_packed_or_of_another_type_is_refused_at_once(
    server, open_client, refusal, behaviour, problem
):
    assert problem in refusal(open_client(), server.on("/a", behaviour), accept=JSON).problem
    assert len(server.visits) == 1


def test_a_type_with_parameters_a_missing_type_and_a_plain_encoding_are_accepted(server, open_client):
    for taken in (
        answer(media="Application/JSON;charset=utf-8"),
        answer(Content_Encoding="identity"),
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]",
    ):
        assert open_client().get(server.on("/a", taken), accept=JSON).body == b"[]"


# --- time -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("behaviour", [slow_body, slow_body_of_no_stated_length, slow_headers])
def test_a_drip_ends_when_the_time_is_over(server, open_client, refusal, behaviour):
    url, client = server.on("/a", behaviour), open_client(total_seconds=0.4)
    began = time.monotonic()
    error = refusal(client, url)
    assert time.monotonic() - began < 0.4 + GRACE
    assert "not complete when the time was over" in error.problem


def test_silence_ends_after_the_time_between_two_pieces(server, open_client, refusal):
    url, client = server.on("/a", silence), open_client(attempts=2, read_seconds=0.2)
    began = time.monotonic()
    error = refusal(client, url)
    assert time.monotonic() - began < 0.4 + GRACE
    assert "has sent nothing for 0.2 s" in error.problem
    assert "Tried 2 times" in str(error)


def test_all_requests_of_one_client_share_a_time(server, open_client, refusal):
    url, client = server.on("/a", answer()), open_client(session_seconds=0.3)
    client.get(url)
    time.sleep(0.35)
    assert refusal(client, url).passing


def test_requests_to_one_host_keep_their_distance_whoever_asks(server):
    url = server.on("/a", answer())
    began = time.monotonic()
    for _ in range(3):
        with NetworkClient([server.netloc], Limits(min_interval_seconds=0.15)) as client:
            client.get(url)
    assert time.monotonic() - began >= 0.3
    assert len(server.visits) == 3


# --- what is held already -------------------------------------------------------------------------------------------


def test_an_unchanged_version_is_not_sent_again(server, open_client, refusal):
    def behave(visit):
        same = visit.headers.get("if-none-match") == '"v1"'
        visit.send(b'HTTP/1.1 304 Not Modified\r\nETag: "v1"\r\n\r\n' if same else answer(b"[1]", ETag='"v1"'))

    url, client = server.on("/a", behave), open_client()
    first = client.get(url)
    second = client.get(url, held={**first.headers, "last-modified": "Mon, 05 Jan 2026 00:00:00 GMT"})
    assert (second.not_modified, second.body, second.headers["etag"]) == (True, b"", '"v1"')
    assert server.visits[1].headers["if-modified-since"] == "Mon, 05 Jan 2026 00:00:00 GMT"
    assert client.get(url, held={"etag": '"v0"'}).body == b"[1]"
    unasked = server.on("/b", b"HTTP/1.1 304 Not Modified\r\n\r\n")
    assert refusal(client, unasked).status == 304
