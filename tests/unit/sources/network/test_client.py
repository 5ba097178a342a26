"""Against a server that misbehaves, every request ends in success or in one clear error, within its time."""

import logging
import time
import tracemalloc
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from sources.network.client import KEPT_HEADERS, USER_AGENT, NetworkClient
from sources.network.errors import FetchError
from sources.network.limits import Limits
from tests.misbehaving_server import (
    answer,
    endless_body,
    gzip_of_zeros,
    half_then_reset,
    in_turn,
    packed,
    says,
    silence,
    slow_body,
    slow_body_of_no_stated_length,
    slow_headers,
)  # fmt: skip

JSON = frozenset({"application/json"})
#: On a machine that is busy with other things.
GRACE = 5.0


def refusal(client, url, **arguments):
    """The one error that a request ends in."""
    with pytest.raises(FetchError) as caught:
        client.get(url, **arguments)
    assert caught.value.remedy
    assert caught.value.problem
    return caught.value


def test_an_answer_comes_whole_with_the_headers_that_matter(server, open_client):
    url = server.on("/a", says(answer(b'{"a": 1}', ETag='"v1"', X_Powered_By="nothing of interest")))

    fetched = open_client().get(url, params={"limit": "10"})

    assert (fetched.body, fetched.status, fetched.not_modified) == (b'{"a": 1}', 200, False)
    assert fetched.url == f"{url}?limit=10"
    assert fetched.headers["etag"] == '"v1"'
    assert set(fetched.headers) <= set(KEPT_HEADERS)
    assert datetime.now(UTC) - fetched.retrieved_at < timedelta(seconds=10)


def test_the_client_names_the_project(server, open_client):
    open_client().get(server.on("/a", says(answer())))
    assert server.visits[0].headers["user-agent"] == USER_AGENT


def test_parameters_in_the_address_stay_when_others_are_added(server, open_client):
    url = server.on("/a", says(answer()))
    open_client().get(f"{url}?x=1", params={"y": "2 3"})
    assert server.visits[0].query == {"x": "1", "y": "2 3"}


def test_503_twice_then_200_is_a_success(server, open_client):
    url = server.on("/a", in_turn(says(answer(status=503)), says(answer(status=503)), says(answer(b"[1]"))))
    assert open_client().get(url).body == b"[1]"
    assert len(server.visits) == 3


def test_a_site_that_stays_down_is_tried_so_often_and_no_more(server, open_client):
    error = refusal(open_client(), server.on("/a", says(answer(status=502))))

    assert len(server.visits) == 4
    assert (error.status, error.passing) == (502, True)
    assert str(error).startswith(f"{server.place}: it answers HTTP 502 (Bad Gateway). Tried 4 times in ")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 418])
def test_what_will_not_change_is_not_tried_again(server, open_client, status):
    error = refusal(open_client(), server.on("/a", says(answer(status=status))))
    assert len(server.visits) == 1
    assert (error.status, error.passing) == (status, False)


def test_a_pause_that_the_server_asks_for_in_seconds_is_kept(server, open_client):
    url = server.on("/a", in_turn(says(answer(status=429, Retry_After="1")), says(answer())))
    open_client().get(url)
    first, second = server.visits
    assert 1.0 <= second.at - first.at < 1.0 + GRACE


def test_a_pause_until_a_date_is_kept_by_the_servers_own_clock(server, open_client):
    wrong_clock = datetime(2019, 1, 1, tzinfo=UTC)
    until = format_datetime(wrong_clock + timedelta(seconds=1), usegmt=True)
    busy = answer(status=429, Retry_After=until, Date=format_datetime(wrong_clock, usegmt=True))
    open_client().get(server.on("/a", in_turn(says(busy), says(answer()))))
    first, second = server.visits
    assert 1.0 <= second.at - first.at < 1.0 + GRACE


def test_a_pause_longer_than_the_time_allowed_ends_at_once_and_says_so(server, open_client):
    began = time.monotonic()
    error = refusal(open_client(), server.on("/a", says(answer(status=429, Retry_After="3600"))))
    assert time.monotonic() - began < GRACE
    assert len(server.visits) == 1
    assert "It asks to be left alone for 3,600 s." in str(error)
    assert error.passing


@pytest.mark.parametrize("value", ["soon", "", "-5", "Thu, 99 Foo 2020", "Mon, 01 Jan 2001 00:00:00 GMT"])
def test_a_pause_that_means_nothing_is_passed_over(server, open_client, value):
    url = server.on("/a", in_turn(says(answer(status=503, Retry_After=value)), says(answer(b"[2]"))))
    assert open_client().get(url).body == b"[2]"


def test_an_endless_body_ends_at_the_size_cap(server, open_client):
    error = refusal(open_client(), server.on("/a", endless_body))
    assert "more than 8,388,608 bytes" in error.problem
    assert len(server.visits) == 1


def test_a_stated_size_above_the_cap_is_refused_before_the_body(server, open_client):
    url = server.on("/a", says(answer(Content_Length="99999999999")))
    assert "more than 8,388,608 bytes" in refusal(open_client(), url).problem


def test_ten_gigabytes_of_packed_zeros_end_at_once_with_little_memory(server, open_client):
    url = server.on("/a", gzip_of_zeros(10))
    client = open_client(max_bytes=Limits().max_bytes)
    client.get(server.on("/warm", says(answer())))
    tracemalloc.start()
    began = time.monotonic()

    error = refusal(client, url)

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "decompression bomb" in error.problem
    assert time.monotonic() - began < GRACE
    assert peak < 24 * 1024 * 1024
    assert len(server.visits) == 2


def test_a_packed_body_is_unpacked(server, open_client):
    body = b'{"rows": "' + b"kota,3.52;" * 200_000 + b'"}'
    fetched = open_client(max_expansion=1000).get(server.on("/a", says(packed(body))))
    assert fetched.body == body


def test_a_packed_body_beyond_the_cap_when_unpacked_is_refused(server, open_client):
    url = server.on("/a", says(packed(bytes(9 * 1024 * 1024))))
    assert "more than 8,388,608 bytes" in refusal(open_client(max_expansion=2000), url).problem


def test_a_packed_body_that_breaks_off_is_tried_again(server, open_client):
    whole = packed(b"kota" * 1000)
    head, body = whole.split(b"\r\n\r\n", 1)
    cut = head.replace(b"Content-Length: %d" % len(body), b"Content-Length: %d" % (len(body) - 9)) + b"\r\n\r\n"
    url = server.on("/a", in_turn(says(cut + body[:-9]), says(whole)))
    assert open_client().get(url).body == b"kota" * 1000
    assert len(server.visits) == 2


def test_an_encoding_that_was_not_asked_for_is_refused(server, open_client):
    url = server.on("/a", says(answer(b"\x0b\x00", Content_Encoding="br")))
    assert "encoding 'br', which was not asked for" in refusal(open_client(), url).problem
    assert server.visits[0].headers["accept-encoding"] == "gzip"


def test_a_connection_reset_half_way_is_tried_again(server, open_client):
    body = b"0" * 5000
    url = server.on("/a", in_turn(half_then_reset(body), says(answer(body))))
    assert open_client().get(url).body == body
    assert len(server.visits) == 2


def test_a_connection_always_reset_half_way_is_one_error(server, open_client):
    error = refusal(open_client(), server.on("/a", half_then_reset(b"0" * 5000)))
    assert len(server.visits) == 4
    assert "broke the connection off, or its answer is cut off" in error.problem
    assert error.passing


def test_a_body_shorter_than_stated_is_an_error_and_tried_again(server, open_client):
    short = answer(b"[1, 2", Content_Length="20")
    url = server.on("/a", in_turn(says(short), says(answer(b"[1, 2, 3]"))))
    assert open_client().get(url).body == b"[1, 2, 3]"
    server.on("/b", says(short))
    assert "cut off" in refusal(open_client(), server.url("/b")).problem


def test_two_stated_lengths_that_differ_are_an_error(server, open_client):
    broken = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n[]"
    assert refusal(open_client(), server.on("/a", says(broken))).passing


def test_an_answer_that_is_no_http_is_an_error(server, open_client):
    assert refusal(open_client(), server.on("/a", says(b"SSH-2.0-OpenSSH_9.6\r\n"))).passing


@pytest.mark.parametrize("behaviour", [slow_body, slow_body_of_no_stated_length, slow_headers])
def test_a_drip_ends_when_the_time_is_over(server, open_client, behaviour):
    url, client = server.on("/a", behaviour), open_client(total_seconds=0.8)
    began = time.monotonic()
    error = refusal(client, url)
    assert time.monotonic() - began < 0.8 + GRACE
    assert "not complete when the time was over" in error.problem


def test_silence_ends_after_the_time_between_two_pieces(server, open_client):
    url, client = server.on("/a", silence), open_client(attempts=2, read_seconds=0.2)
    began = time.monotonic()
    error = refusal(client, url)
    assert time.monotonic() - began < 0.4 + GRACE
    assert "has sent nothing for 0.2 s" in error.problem
    assert "Tried 2 times" in str(error)


def test_all_requests_of_one_client_share_a_time(server, open_client):
    url, client = server.on("/a", says(answer())), open_client(session_seconds=0.6)
    client.get(url)
    time.sleep(0.65)
    assert refusal(client, url).passing


def test_a_site_that_is_down_is_said_to_be_down(open_client):
    client = open_client("127.0.0.1:9")
    error = refusal(client, "http://127.0.0.1:9/a")
    assert "cannot be reached" in error.problem
    assert error.passing


def test_a_web_page_in_place_of_data_is_named_with_its_title(server, open_client):
    page = answer(b"<html><head><title>Masuk |\n Portal</title></head>", media="text/html; charset=utf-8")
    error = refusal(open_client(), server.on("/a", says(page)), accept=JSON)
    assert 'a web page (HTML) titled "Masuk | Portal": a login or firewall page' in error.problem
    assert "application/json was expected" in error.problem
    assert len(server.visits) == 1


def test_another_type_in_place_of_data_is_named(server, open_client):
    error = refusal(open_client(), server.on("/a", says(answer(media="image/png"))), accept=JSON)
    assert "it answers with image/png" in error.problem


def test_a_type_with_parameters_and_a_missing_type_are_accepted(server, open_client):
    client = open_client()
    assert client.get(server.on("/a", says(answer(media="Application/JSON;charset=utf-8"))), accept=JSON).body == b"[]"
    bare = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]"
    assert client.get(server.on("/b", says(bare)), accept=JSON).body == b"[]"


def test_an_unchanged_version_is_not_sent_again(server, open_client):
    def behave(visit):
        same = visit.headers.get("if-none-match") == '"v1"'
        visit.send(b'HTTP/1.1 304 Not Modified\r\nETag: "v1"\r\n\r\n' if same else answer(b"[1]", ETag='"v1"'))

    url, client = server.on("/a", behave), open_client()
    first = client.get(url)
    second = client.get(url, etag=first.headers["etag"], last_modified="Mon, 05 Jan 2026 00:00:00 GMT")
    assert (second.not_modified, second.body, second.headers["etag"]) == (True, b"", '"v1"')
    assert server.visits[1].headers["if-modified-since"] == "Mon, 05 Jan 2026 00:00:00 GMT"
    assert client.get(url, etag='"v0"').body == b"[1]"


def test_not_modified_without_a_question_is_an_error(server, open_client):
    assert refusal(open_client(), server.on("/a", says(b"HTTP/1.1 304 Not Modified\r\n\r\n"))).status == 304


def test_a_publishers_own_error_message_is_handed_over_when_asked_for(server, open_client):
    url = server.on("/a", says(answer(b'{"success": false}', 404)))
    fetched = open_client().get(url, also=frozenset({404}))
    assert (fetched.status, fetched.body) == (404, b'{"success": false}')


def test_requests_to_one_host_keep_their_distance_whoever_asks(server):
    url = server.on("/a", says(answer()))
    began = time.monotonic()
    for _ in range(3):
        with NetworkClient([server.place], Limits(min_interval_seconds=0.3)) as client:
            client.get(url)
    assert time.monotonic() - began >= 0.6
    assert len(server.visits) == 3


@pytest.mark.parametrize("limit", ["total_seconds", "attempts", "max_bytes"])
def test_a_bound_that_bounds_nothing_is_refused(limit):
    with pytest.raises(ValueError, match=limit):
        Limits(**{limit: 0})


def test_a_client_outside_of_its_block_asks_nobody(server):
    with pytest.raises(RuntimeError, match="outside"):
        NetworkClient([server.place]).get(server.url("/a"))
    assert server.visits == []


def test_the_log_says_in_one_line_what_was_asked(server, open_client, caplog):
    caplog.set_level(logging.DEBUG)
    url = server.on("/a", says(answer()))
    open_client().get(url)
    assert [(r.name, r.getMessage().rsplit(",", 1)[0]) for r in caplog.records] == [
        ("sources.network", f"GET {url}: 200, 2 bytes")
    ]
