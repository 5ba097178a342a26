"""Only declared hosts are asked, redirects stay among them, and nothing private is reached by accident."""

import datetime
import ipaddress
import socket
import ssl

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from sources.network.addresses import is_public
from sources.network.errors import FetchError
from tests.misbehaving_server import answer, misbehaving_server, says


def refusal(client, url, **arguments):
    with pytest.raises(FetchError) as caught:
        client.get(url, **arguments)
    return caught.value


def redirect(location, status=302):
    return says(answer(b"", status, Location=location))


def test_a_redirect_on_the_same_host_is_followed(server, open_client):
    server.on("/new", says(answer(b"[1]")))
    fetched = open_client().get(server.on("/old", redirect("/new", 301)))
    assert fetched.body == b"[1]"
    assert (fetched.url, fetched.redirects) == (server.url("/new"), (server.url("/old"),))


def test_a_redirect_to_another_host_is_refused_and_that_host_never_asked(server, open_client):
    with misbehaving_server() as other:
        error = refusal(open_client(), server.on("/a", redirect(other.url("/b"))))
        assert other.visits == []
    assert f"it redirects, and {other.place} is not a declared host" in error.problem
    assert "`hosts` in the source's source.yml" in error.remedy


def test_a_redirect_to_a_declared_host_is_followed_without_the_key(server, open_client):
    with misbehaving_server() as other:
        target = other.on("/b", says(answer(b"[2]")))
        url = server.on("/a", redirect(target))
        headers = {"code": "k3y-of-the-ministry", "X-Plain": "stays"}
        fetched = open_client(other.place).get(url, headers=headers, secrets=["k3y-of-the-ministry"])
        assert fetched.body == b"[2]"
        assert server.visits[0].headers["code"] == "k3y-of-the-ministry"
        assert "code" not in other.visits[0].headers
        assert other.visits[0].headers["x-plain"] == "stays"


@pytest.mark.parametrize(
    "target",
    ["http://10.0.0.1/", "http://169.254.169.254/latest/meta-data", "http://[::1]/", "http://127.0.0.1/",
     "http://[::ffff:192.168.1.1]/", "http://0.0.0.0/", "http://[2002:7f00:1::]/"],
)  # fmt: skip
def test_a_redirect_to_a_private_address_is_refused_even_if_declared_without_its_port(server, open_client, target):
    host = httpx.URL(target).host
    host = f"[{host}]" if ":" in host else host
    error = refusal(open_client(host), server.on("/a", redirect(target)))
    assert "an address inside a private network" in error.problem
    assert not error.passing


def test_a_loop_of_redirects_is_named(server, open_client):
    server.on("/a", redirect("/b"))
    server.on("/b", redirect("/a"))
    error = refusal(open_client(), server.url("/a"))
    assert "redirects in circles" in error.problem
    assert len(server.visits) == 2


def test_an_endless_chain_of_redirects_ends(server, open_client):
    def behave(visit):
        visit.send(answer(b"", 302, Location=f"/a?n={visit.number}"))

    error = refusal(open_client(), server.on("/a", behave))
    assert "more than 5 times" in error.problem
    assert len(server.visits) == 6


@pytest.mark.parametrize("location", ["", "http://", "ftp://files.example/a", "http://user:pw@127.0.0.1/", "http://["])
def test_a_redirect_that_leads_nowhere_is_an_error(server, open_client, location):
    assert "it redirects" in refusal(open_client(), server.on("/a", redirect(location))).problem


def test_a_redirect_out_of_tls_is_refused(open_client):
    asked = []

    def handle(request):
        asked.append(str(request.url))
        return httpx.Response(302, headers={"Location": "http://portal.example/b"})

    client = open_client(only=["portal.example"], transport=httpx.MockTransport(handle))
    error = refusal(client, "https://portal.example/a")
    assert "from https to plain http" in error.problem
    assert asked == ["https://portal.example/a"]


@pytest.mark.parametrize(
    "url",
    ["https://elsewhere.example/", "https://portal.example:8443/", "https://portal.example.evil.example/",
     "https://evilportal.example/", "https://portal.example./", "http://2130706433/"],
)  # fmt: skip
def test_an_undeclared_host_or_port_is_never_asked(open_client, url):
    def handle(request):
        raise AssertionError(request)

    client = open_client(only=["portal.example"], transport=httpx.MockTransport(handle))
    assert "is not a declared host" in refusal(client, url).problem


def test_an_address_with_a_password_is_refused_and_not_repeated(open_client):
    error = refusal(open_client(), "https://admin:hunter2@portal.example/")
    assert "user name or password" in error.problem
    assert "hunter2" not in str(error)


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "portal.example/a", "", "https://", "https://a:b/", "http://a\x00b/"]
)
def test_what_is_no_web_address_is_refused(open_client, url):
    assert "address" in refusal(open_client(), url).problem


def leads_to(monkeypatch, name, place):
    """Let a name lead to a place on this machine, as a publisher's DNS might."""
    real = socket.getaddrinfo

    def look_up(host, port, *rest, **more):
        return real(*place, *rest, **more) if host == name else real(host, port, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


def test_a_declared_name_that_leads_into_the_private_network_is_refused_before_anything_is_sent(
    server, open_client, monkeypatch
):
    leads_to(monkeypatch, "portal.example", ("127.0.0.1", server.port))
    error = refusal(open_client("portal.example"), "http://portal.example/a", headers={"code": "k3y"}, secrets=["k3y"])
    assert "portal.example:80 leads to 127.0.0.1, an address inside a private network" in error.problem
    assert server.visits == []


def test_a_private_place_that_is_declared_with_its_port_is_asked(server, open_client, monkeypatch):
    leads_to(monkeypatch, "intranet.example", ("127.0.0.1", server.port))
    server.on("/a", says(answer(b"[3]")))
    assert open_client("intranet.example:80").get("http://intranet.example/a").body == b"[3]"


def test_the_proxy_of_the_environment_is_used_and_may_be_private(server, open_client, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", server.url())
    server.on("/a", says(answer(b"[4]")))
    assert open_client("portal.example").get("http://portal.example/a").body == b"[4]"
    assert server.visits[0].target == "http://portal.example/a"


def test_a_proxy_that_refuses_is_named_as_the_one_to_blame(server, open_client, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", server.url().replace("http://", "http://user:hunter2@"))
    error = refusal(open_client("portal.example"), "https://portal.example/a")
    assert "the proxy refuses: 404" in error.problem
    assert server.visits[0].target == "portal.example:443"
    assert "hunter2" not in str(error)


@pytest.mark.parametrize(
    ("machine", "public"),
    [("8.8.8.8", True), ("2001:4860:4860::8888", True), ("portal.example", True), ("10.1.2.3", False),
     ("172.16.0.1", False), ("192.168.0.1", False), ("127.0.0.1", False), ("169.254.1.1", False), ("0.0.0.0", False),
     ("100.64.0.1", False), ("224.0.0.1", False), ("::1", False), ("fe80::1%eth0", False), ("fc00::1", False),
     ("::ffff:10.0.0.1", False)],
)  # fmt: skip
def test_private_machines_are_told_from_public_ones(machine, public):
    assert is_public(machine) is public


@pytest.fixture
def certificate(tmp_path):
    """A certificate for 127.0.0.1 that signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "portal")])
    now = datetime.datetime.now(datetime.UTC)
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    signed = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now).not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(key, hashes.SHA256())
    )  # fmt: skip
    file = tmp_path / "portal.pem"
    plain = serialization.NoEncryption()
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    return file


@pytest.fixture
def tls_server(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with misbehaving_server(context) as running:
        yield running


def test_a_certificate_that_nobody_vouches_for_is_refused(tls_server, open_client):
    error = refusal(open_client(tls_server.place), tls_server.on("/a", says(answer())))
    assert "certificate is not valid: self-signed certificate" in error.problem
    assert tls_server.visits == []
    assert "Tried 1 time" in str(error)


def test_a_certificate_that_the_environment_vouches_for_is_accepted(tls_server, certificate, open_client, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    url = tls_server.on("/a", says(answer(b"[5]")))
    assert open_client(tls_server.place).get(url).body == b"[5]"


def test_a_drip_over_tls_ends_too(tls_server, certificate, open_client, monkeypatch):
    from tests.misbehaving_server import slow_headers

    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    error = refusal(open_client(tls_server.place, total_seconds=0.6), tls_server.on("/a", slow_headers))
    assert "not complete when the time was over" in error.problem
