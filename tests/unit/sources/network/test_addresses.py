"""Only declared hosts are asked, redirects stay among them, and nothing private is reached by accident."""

import socket
import ssl

import httpx
import pytest
from werkzeug.serving import make_ssl_devcert

from sources.network.addresses import is_public
from tests.misbehaving_server import answer, misbehaving_server, slow_headers


def redirect(location, status=302):
    return answer(b"", status, Location=location)


@pytest.fixture
def portal_client(open_client):
    """A client that may ask portal.example only, and what it has asked; every answer redirects to plain http."""
    asked = []

    def handle(request):
        asked.append(str(request.url))
        return httpx.Response(302, headers={"Location": "http://portal.example/b"})

    return open_client(only=["portal.example"], transport=httpx.MockTransport(handle)), asked


# --- redirects ------------------------------------------------------------------------------------------------------


def test_a_redirect_on_the_same_host_is_followed(server, open_client):
    server.on("/new", answer(b"[1]"))
    fetched = open_client().get(server.on("/old", redirect("/new", 301)))
    assert (fetched.body, fetched.url) == (b"[1]", server.url("/new"))


def test_a_redirect_to_another_host_is_followed_without_the_key_only_if_declared(server, open_client, refusal):
    headers, secrets = {"code": "k3y-of-the-ministry", "X-Plain": "stays"}, ["k3y-of-the-ministry"]
    with misbehaving_server() as other:
        url = server.on("/a", redirect(other.on("/b", answer(b"[2]"))))
        error = refusal(open_client(), url, headers=headers, secrets=secrets)
        assert other.visits == []
        assert f"it redirects, and {other.netloc} is not a declared host" in error.problem
        assert "`hosts` in the source's source.yml" in error.remedy
        assert open_client(other.netloc).get(url, headers=headers, secrets=secrets).body == b"[2]"
        assert server.visits[0].headers["code"] == "k3y-of-the-ministry"
        assert "code" not in other.visits[0].headers
        assert other.visits[0].headers["x-plain"] == "stays"


def test_a_redirect_to_a_private_address_is_refused_even_if_declared_without_its_port(server, open_client, refusal):
    for written in ("10.0.0.1", "169.254.169.254", "[::1]", "127.0.0.1", "[::ffff:192.168.1.1]", "[2002:7f00:1::]"):
        url = httpx.URL(f"http://{written}/latest/meta-data")
        host = f"[{url.host}]" if ":" in url.host else url.host
        error = refusal(open_client(host), server.on("/a", redirect(str(url))))
        assert f"it redirects, and {host}:80 leads to" in error.problem
        assert "an address inside a private network" in error.problem
        assert not error.passing
    assert {visit.target for visit in server.visits} == {"/a"}


def test_redirects_without_an_end_are_named(server, open_client, refusal):
    server.on("/a", redirect("/b"))
    server.on("/b", redirect("/a"))
    assert "redirects in circles" in refusal(open_client(), server.url("/a")).problem
    assert len(server.visits) == 2
    chain = server.on("/c", lambda visit: visit.send(redirect(f"/c?n={visit.number}")))
    assert "more than 5 times" in refusal(open_client(), chain).problem
    assert len(server.visits) == 8


def test_a_redirect_that_leads_nowhere_or_out_of_tls_is_an_error(server, open_client, refusal, portal_client):
    for location in ("", "http://", "ftp://files.example/a", "http://user:pw@127.0.0.1/", "http://["):
        error = refusal(open_client(), server.on("/a", redirect(location)))
        assert "it redirects" in error.problem
        assert "pw" not in str(error)
    client, asked = portal_client
    assert "from https to plain http" in refusal(client, "https://portal.example/a").problem
    assert asked == ["https://portal.example/a"]


# --- first addresses ------------------------------------------------------------------------------------------------


def test_an_address_that_is_not_declared_or_none_is_never_asked_nor_its_password_repeated(portal_client, refusal):
    client, asked = portal_client
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


# --- the machine behind a name --------------------------------------------------------------------------------------


def test_a_declared_name_that_leads_into_the_private_network_is_refused_before_anything_is_sent(
    server, open_client, refusal, monkeypatch
):
    real = socket.getaddrinfo

    def look_up(host, port, *rest, **more):
        """As the DNS of a publisher might answer."""
        here = ("127.0.0.1", server.port) if host == "portal.example" else (host, port)
        return real(*here, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    error = refusal(open_client("portal.example"), "http://portal.example/a", headers={"code": "k3y"}, secrets=["k3y"])
    assert "portal.example:80 leads to 127.0.0.1, an address inside a private network" in error.problem
    assert server.visits == []
    server.on("/a", answer(b"[3]"))
    assert open_client("portal.example:80").get("http://portal.example/a").body == b"[3]"


def test_the_proxy_of_the_environment_may_be_private_and_is_named_when_it_refuses(
    server, open_client, refusal, monkeypatch
):
    monkeypatch.setenv("HTTP_PROXY", server.url())
    monkeypatch.setenv("HTTPS_PROXY", server.url().replace("http://", "http://user:hunter2@"))
    server.on("/a", answer(b"[4]"))
    assert open_client("portal.example").get("http://portal.example/a").body == b"[4]"
    error = refusal(open_client("portal.example"), "https://portal.example/a")
    assert "the proxy refuses: 404" in error.problem
    assert "hunter2" not in str(error)
    assert [visit.target for visit in server.visits][:2] == ["http://portal.example/a", "portal.example:443"]


def test_private_machines_are_no_public_ones():
    public = ["8.8.8.8", "2001:4860:4860::8888", "portal.example"]
    private = [
        "10.1.2.3", "172.16.0.1", "192.168.0.1", "127.0.0.1", "169.254.1.1", "0.0.0.0", "100.64.0.1", "224.0.0.1",
        "::1", "fe80::1%eth0", "fc00::1", "::ffff:10.0.0.1", "2002:7f00:1::",
    ]  # fmt: skip
    assert [machine for machine in [*public, *private] if is_public(machine)] == public


# --- TLS ------------------------------------------------------------------------------------------------------------


def test_a_certificate_counts_only_if_someone_vouches_for_it_and_a_drip_over_tls_ends(
    tmp_path, open_client, refusal, monkeypatch
):
    certificate, key = make_ssl_devcert(str(tmp_path / "portal"), cn="localhost")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with misbehaving_server(context) as tls_server:
        tls_server.on("/a", answer(b"[5]"))
        tls_server.on("/b", slow_headers)
        host = f"localhost:{tls_server.port}"
        error = refusal(open_client(host), f"https://{host}/a")
        assert "its certificate is not valid" in error.problem
        assert "self-signed certificate" in error.problem
        assert tls_server.visits == []
        assert "Tried 1 time in" in str(error)
        monkeypatch.setenv("SSL_CERT_FILE", certificate)
        assert open_client(host).get(f"https://{host}/a").body == b"[5]"
        drip = refusal(open_client(host, total_seconds=0.6), f"https://{host}/b")
        assert "not complete when the time was over" in drip.problem
