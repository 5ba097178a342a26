"""Whatever a server does, a request ends in success or in one clear error, in time, and its key shows nowhere."""

import gzip
import json
import logging
import socket
import ssl
import time
import traceback
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import quote, quote_plus

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.serving import make_ssl_devcert

from sources.network.addresses import is_public
from sources.network.client import KEPT_HEADERS, USER_AGENT, NetworkClient
from sources.network.errors import FetchError
from sources.network.limits import Limits
from sources.network.masking import Mask
from tests import misbehaving_server as behaviours
from tests.misbehaving_server import answer, half_then_reset, misbehaving_server, redirect

KEY, ENCODED = "k3y/with+odd&signs=", "k3y%2Fwith%2Bodd%26signs%3D"
ASKED = {
    "params": {"code": KEY},
    "headers": {"code": KEY, "X-Plain": "stays"},
    "secrets": [KEY],
    "accept": {"application/json"},
}
QUICK = {"total_seconds": 6, "max_bytes": 8192, "attempts": 4, "backoff_seconds": 0.01, "jitter_seconds": 0}
#: On a machine that is busy with other things.
GRACE = 5.0
NO_TIME_TO_WAIT_FOR = "soon", "-5", "Thu, 99 Foo 2020", "Mon, 01 Jan 2001 00:00:00 GMT", f"1 Jan {9**30} 00:00:00"
#: Declared without a port, which is not enough for a machine inside a private network.
PRIVATE = ("10.0.0.1", "169.254.169.254", "[::1]", "127.0.0.1", "[::ffff:192.168.1.1]", "[2002:7f00:1::]")


@pytest.fixture
def open_client(server):
    """A client for the server, and other hosts where named; bounds may be changed."""
    opened = []

    def open_(*hosts, transport=None, **limits):
        opened.append(
            NetworkClient(
                [server.netloc, *hosts], Limits(**{"min_interval_seconds": 0, **QUICK, **limits}), transport=transport
            )
        )
        return opened[-1]

    yield open_
    for client in opened:
        client.__exit__()


def refusal(client, url, **asked):
    """The one error that a request ends in, without its secrets."""
    with pytest.raises(FetchError) as caught:
        client.get(url, **asked)
    error = caught.value
    assert error.problem
    assert error.remedy
    # No library's error, which may hold a key, hangs on to it.
    assert (error.__cause__, error.__context__) == (None, None)
    shown = f"{error!r} {vars(error)} {''.join(traceback.format_exception(error))}"
    assert not any(form in shown for secret in asked.get("secrets", ()) for form in (secret, quote(secret, safe="")))
    return error


@pytest.fixture(autouse=True)
def _no_log_shows_the_key(caplog):
    for name in (None, "httpx", "httpcore.connection", "httpcore.http11"):
        caplog.set_level(logging.DEBUG, logger=name)
    yield
    logged = "".join(f"{record.getMessage()} {vars(record)}" for record in caplog.get_records("call"))
    assert [secret for secret in (KEY, ENCODED) if secret in logged] == []


@pytest.mark.parametrize(
    ("behaviour", "problem"),
    [
        *((answer(status=status), f"it answers HTTP {status} (") for status in (408, 429, 502, 503)),
        (answer(b"[1, 2", Content_Length="20"), "broke the connection off, or its answer is cut off"),
        (half_then_reset(KEY.encode() * 100), "broke the connection off, or its answer is cut off"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n[]", "broke the connection off"),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "broke the connection off"),
        (f"HTTP/9 {KEY}\r\n\r\n".encode(), "broke the connection off"),
        *((answer(status=503, Retry_After=when), "HTTP 503 (Service Unavailable).") for when in NO_TIME_TO_WAIT_FOR),
    ],
)
def test_what_may_pass_is_tried_again_until_it_succeeds_and_four_times_at_most(server, open_client, behaviour, problem):
    url = server.on("/a", behaviour, behaviour, answer(b"[1]", ETag=f'"{KEY}"'))
    fetched = open_client().get(url, **ASKED)
    assert (fetched.body, fetched.url, fetched.headers["etag"]) == (b"[1]", f"{url}?code=***", '"***"')
    assert len(server.visits) == 3
    error = refusal(open_client(), server.on("/b", behaviour), **ASKED)
    assert problem in error.problem
    assert (len(server.visits), error.passing) == (7, True)
    assert str(error).startswith(f"{server.netloc}: {error.problem} Tried 4 times in ")
    assert KEY not in repr(fetched)


@pytest.mark.parametrize(
    ("behaviour", "problem"),
    [
        *((answer(status=status), f"it answers HTTP {status}") for status in (400, 401, 403, 404, 410, 418)),
        (b"HTTP/1.1 304 Not Modified\r\n\r\n", "it answers HTTP 304"),
        (behaviours.endless_body, "more than 8,192 bytes"),
        (answer(Content_Length="8193"), "more than 8,192 bytes"),
        (behaviours.says(b"HTTP/1.1 200 OK\r\n\r\n" + bytes(8193)), "more than 8,192 bytes"),
        (answer(gzip.compress(b"[]"), Content_Encoding="gzip"), "encoding 'gzip', which was not asked for"),
        (answer(Content_Encoding="br"), "encoding 'br', which was not asked for"),
        (answer(Content_Encoding=KEY), "encoding '***'"),
        (answer(media="image/png"), "it answers with image/png, where application/json was expected"),
        (answer(media=f"text/{KEY}"), "it answers with text/***"),
        (
            answer(f"<title>Masuk |\n {KEY}</title>".encode(), media="text/html; charset=utf-8"),
            'a web page (HTML) titled "Masuk | ***": a login or firewall page, where application/json was expected',
        ),
        (redirect(f"http://elsewhere.example/?code={ENCODED}"), "it redirects, and elsewhere.example:80 is not a decl"),
        (redirect(f"http://{KEY}.example/"), "it redirects, and "),
        (redirect(f"/a?code={ENCODED}"), "it redirects in circles, or more than 5 times"),
        *((redirect(f"http://{host}/a"), ", an address inside a private network") for host in PRIVATE),
        *(
            (redirect(to), "it redirects")
            for to in ("http://", "ftp://a.id/", f"http://u:{ENCODED}@[::1]/", "http://[")
        ),
    ],
)
def test_what_will_not_change_is_refused_at_once(server, open_client, behaviour, problem):
    error = refusal(open_client(*PRIVATE), server.on("/a", behaviour), **ASKED)
    assert problem in error.problem
    assert (len(server.visits), error.passing) == (6 if "circles" in problem else 1, False)
    assert error.status == (int(problem[-3:]) if "HTTP " in problem else None)


def test_a_request_ends_when_its_time_is_over(server, open_client):
    for behaviour, limits, problem in (
        (behaviours.slow_body, {"total_seconds": 0.4}, "not complete when the time was over"),
        (behaviours.slow_body_of_no_stated_length, {"total_seconds": 0.4}, "not complete when the time was over"),
        (behaviours.slow_headers, {"total_seconds": 0.4}, "not complete when the time was over"),
        (behaviours.silence, {"attempts": 2, "read_seconds": 0.2}, "has sent nothing for 0.2 s."),
        (answer(status=429, Retry_After="3600"), {}, "It asks to be left alone for 3,600 s."),
    ):
        server.forget()
        url, client, began = server.on("/a", behaviour), open_client(**limits), time.monotonic()
        error = refusal(client, url)
        assert time.monotonic() - began < 0.4 + GRACE
        assert problem in error.problem
        assert (len(server.visits), error.passing) == (limits.get("attempts", 1), True)


def test_an_answer_comes_whole_with_the_headers_that_matter(server, open_client, caplog):
    url = server.on("/a", answer(b'{"a": 1}', ETag='"v1"', X_Powered_By="nothing of interest"))
    fetched = open_client().get(f"{url}?x=1", params={"limit": "1 0"})
    assert (fetched.body, fetched.not_modified, fetched.url) == (b'{"a": 1}', False, f"{url}?x=1&limit=1+0")
    assert set(fetched.headers) == set(KEPT_HEADERS) - {"date", "last-modified"}
    assert datetime.now(UTC) - fetched.retrieved_at < timedelta(seconds=10)
    (visit,) = server.visits
    assert visit.query == {"x": "1", "limit": "1 0"}
    assert (visit.headers["user-agent"], visit.headers["accept-encoding"]) == (USER_AGENT, "identity")
    assert [one.getMessage() for one in caplog.records] == [f"GET {fetched.url}: 8 bytes"]


def test_a_type_with_parameters_a_missing_type_a_plain_encoding_and_the_largest_size_are_accepted(server, open_client):
    for taken in (
        answer(media="Application/JSON;charset=utf-8"),
        answer(Content_Encoding="identity"),
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]",
    ):
        assert open_client(max_bytes=2).get(server.on("/a", taken), **ASKED).body == b"[]"


def test_a_site_that_is_down_may_come_back_and_a_name_that_none_can_have_never(open_client):
    down, wrong = (refusal(open_client(h), f"http://{h}/a") for h in ("127.0.0.1:9", f"{'a' * 64}.example"))
    assert ("cannot be reached" in down.problem, down.passing) == (True, True)
    assert ("the request cannot be made" in wrong.problem, wrong.passing) == (True, False)


def test_a_pause_that_the_server_asks_for_is_kept_by_its_own_clock(server, open_client):
    wrong_clock = datetime(2019, 1, 1, tzinfo=UTC)
    until = format_datetime(wrong_clock + timedelta(seconds=1), usegmt=True)
    by_date = answer(status=429, Retry_After=until, Date=format_datetime(wrong_clock, usegmt=True))
    for path, busy in (("/seconds", answer(status=429, Retry_After="1")), ("/date", by_date)):
        server.forget()
        open_client().get(server.on(path, busy, answer()))
        first, second = server.visits
        assert 1.0 <= second.at - first.at < 1.0 + GRACE


def test_all_requests_of_one_client_share_a_time(server, open_client):
    url, client = server.on("/a", answer()), open_client(session_seconds=0.3)
    client.get(url)
    time.sleep(0.35)
    assert refusal(client, url).passing


def test_requests_to_one_host_keep_their_distance_whoever_asks(server):
    url, began = server.on("/a", answer()), time.monotonic()
    for _ in range(3):
        with NetworkClient([server.netloc], Limits(min_interval_seconds=0.15)) as client:
            client.get(url)
    assert time.monotonic() - began >= 0.3
    assert len(server.visits) == 3


def test_an_unchanged_version_is_not_sent_again(server, open_client):
    def behave(visit):
        same = visit.headers.get("if-none-match") == '"v1"'
        visit.send(b'HTTP/1.1 304 Not Modified\r\nETag: "v1"\r\n\r\n' if same else answer(b"[1]", ETag='"v1"'))

    url, client = server.on("/a", behave), open_client()
    first = client.get(url)
    second = client.get(url, held={**first.headers, "last-modified": "Mon, 05 Jan 2026 00:00:00 GMT"})
    assert (second.not_modified, second.body, second.headers["etag"]) == (True, b"", '"v1"')
    assert server.visits[1].headers["if-modified-since"] == "Mon, 05 Jan 2026 00:00:00 GMT"
    assert client.get(url, held={"etag": '"v0"'}).body == b"[1]"


def test_a_key_that_cannot_be_sent_is_named_and_not_quoted(server, open_client):
    for key in ("two\nlines", "curly’quote", "nul\x00"):
        error = refusal(open_client(), server.on("/a", answer()), headers={"code": key}, secrets=[key])
        assert "the header 'code' has a character that cannot be sent" in str(error)
    assert server.visits == []


@given(st.text(alphabet='Ab1/+&=% "é', min_size=4, max_size=12).filter(str.strip))
def test_a_secret_is_masked_as_it_is_written_in_text_in_addresses_and_in_json(secret):
    mask = Mask([secret])
    for written in (secret, quote(secret), quote(secret, safe=""), quote_plus(secret), json.dumps(secret)[1:-1]):
        assert mask(f"<{written}>") == "<***>"
        assert mask.finds(written)
    assert Mask(["abcd", "abcd-efgh", "", " "])("x abcd-efgh y abcd z") == "x *** y *** z"


def test_a_redirect_is_followed_among_declared_hosts_and_the_key_stays_with_the_first(server, open_client):
    url = server.on("/a", redirect("/b", 301))
    with misbehaving_server() as other:
        server.on("/b", redirect(other.on("/c", answer(b"[2]"))))
        error = refusal(open_client(), url, **ASKED)
        assert other.visits == []
        assert f"it redirects, and {other.netloc} is not a declared host" in error.problem
        assert "`hosts` in the source's source.yml" in error.remedy
        fetched = open_client(other.netloc).get(url, **ASKED)
        assert (fetched.body, fetched.url) == (b"[2]", other.url("/c"))
        assert {visit.headers["code"] for visit in server.visits} == {KEY}
        assert "code" not in other.visits[0].headers
        assert other.visits[0].headers["x-plain"] == "stays"


def test_only_a_declared_address_is_asked_and_never_without_tls_after_it(open_client):
    asked = []

    def handle(request):
        asked.append(str(request.url))
        return httpx.Response(302, headers={"Location": "http://portal.example/b"})

    client = open_client("portal.example", transport=httpx.MockTransport(handle))
    for url, problem in {
        "https://elsewhere.example/": "is not a declared host",
        "https://portal.example:8443/": "is not a declared host",
        "https://portal.example.evil.example/": "is not a declared host",
        "https://evilportal.example/": "is not a declared host",
        "https://portal.example./": "is not a declared host",
        "http://2130706433/": "is not a declared host",
        "https://admin:hunter2@portal.example/": "user name or password",
        "file:///etc/passwd": "the address begins with file:",
        "portal.example/a": "the address begins with nothing:",
        "": "the address begins with nothing:",
        "https://": "the address",
        "https://a:b/": "the address cannot be read",
        "http://a\x00b/": "the address cannot be read",
    }.items():
        error = refusal(client, url)
        assert problem in error.problem
        assert "hunter2" not in str(error)
    assert asked == []
    assert "from https to plain http" in refusal(client, "https://portal.example/a").problem
    assert asked == ["https://portal.example/a"]


def test_a_declared_name_that_leads_into_the_private_network_is_refused_before_anything_is_sent(
    server, open_client, monkeypatch
):
    real = socket.getaddrinfo

    def look_up(host, port, *rest, **more):
        """As the DNS of a publisher might answer."""
        here = ("127.0.0.1", server.server_port) if host == "portal.example" else (host, port)
        return real(*here, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    error = refusal(open_client("portal.example"), "http://portal.example/a", **ASKED)
    assert "portal.example:80 leads to 127.0.0.1, an address inside a private network" in error.problem
    assert server.visits == []
    server.on("/a", answer(b"[3]"))
    assert open_client("portal.example:80").get("http://portal.example/a").body == b"[3]"


def test_the_proxy_of_the_environment_may_be_private_and_is_named_when_it_refuses(server, open_client, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", server.url())
    monkeypatch.setenv("HTTPS_PROXY", server.url().replace("http://", "http://user:hunter2@"))
    server.on("/a", answer(b"[4]"))
    assert open_client("portal.example").get("http://portal.example/a").body == b"[4]"
    error = refusal(open_client("portal.example"), "https://portal.example/a")
    assert "the proxy refuses: 404" in error.problem
    assert "hunter2" not in str(error)
    assert [visit.path for visit in server.visits][:2] == ["http://portal.example/a", "portal.example:443"]


def test_private_machines_are_no_public_ones():
    public = [
        "8.8.8.8", "2001:4860:4860::8888", "portal.example", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::",
    ]  # fmt: skip
    private = [
        "10.1.2.3", "172.16.0.1", "192.168.0.1", "127.0.0.1", "169.254.1.1", "0.0.0.0", "100.64.0.1", "224.0.0.1",
        "::1", "fe80::1%eth0", "fc00::1", "::ffff:10.0.0.1", "2002:7f00:1::", "::10.0.0.1", "::", "64:ff9b::127.0.0.1",
        "64:ff9b::a9fe:a9fe", "64:ff9b:1::8.8.8.8", "fec0::1", "ff02::1", "2001:db8::1", "4000::1",
        # Teredo: the tunnel's server in the middle, the machine behind it, written with every bit turned, at the end.
        "2001:0:a00:1::f7f7:f7f7", "2001:0:808:808::f5ff:fffe",
    ]  # fmt: skip
    assert [machine for machine in [*public, *private] if is_public(machine)] == public


def test_a_certificate_counts_only_if_someone_vouches_for_it_and_a_drip_over_tls_ends(
    tmp_path, open_client, monkeypatch
):
    certificate, key = make_ssl_devcert(str(tmp_path / "portal"), cn="localhost")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with misbehaving_server(context) as tls_server:
        tls_server.on("/a", answer(b"[5]"))
        tls_server.on("/b", behaviours.slow_headers)
        host = f"localhost:{tls_server.server_port}"
        error = refusal(open_client(host), f"https://{host}/a")
        assert "its certificate is not valid" in error.problem
        assert "self-signed certificate" in error.problem
        assert "Tried 1 time in" in str(error)
        assert tls_server.visits == []
        monkeypatch.setenv("SSL_CERT_FILE", certificate)
        assert open_client(host).get(f"https://{host}/a").body == b"[5]"
        drip = refusal(open_client(host, total_seconds=0.6), f"https://{host}/b")
        assert "not complete when the time was over" in drip.problem
