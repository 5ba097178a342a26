"""A real server on loopback: what reads passes, and orders only from the UI's own pages, under a name that is known."""

import http.client
import json
import socket
import threading
from urllib.parse import quote

import dagster as dg
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from pipelines.ui import open_ui

_ASKED = "{version}"
_ORDERED = 'mutation{logTelemetry(action:"a",clientTime:"1",clientId:"c",metadata:"{}"){__typename}}'
_PROXIED = "spbe.example.go.id"


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ui")
    workspace, begun = folder / "workspace.yaml", threading.Event()
    workspace.write_text("load_from: []\n", encoding="utf-8")
    with (
        socket.create_server(("127.0.0.1", 0)) as listening,
        dg.DagsterInstance.local_temp(str(folder)) as instance,
        open_ui(instance, workspace, [_PROXIED], begun.set) as server,
    ):
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        assert begun.wait(20)
        yield listening.getsockname()[1]
        server.should_exit = True
        thread.join()


def _ask(port, method, path, headers, body=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request(method, path, body, {"Host": f"127.0.0.1:{port}", **headers})
        answer = connection.getresponse()
        return answer.status, answer.read().decode(), answer.headers
    finally:
        connection.close()


def _post(port, headers, query=_ORDERED):
    sent = {"Content-Type": "application/json", **headers}
    return _ask(port, "POST", "/graphql", sent, json.dumps({"query": query}))


@pytest.mark.parametrize("host", ["evil.example", "evil.example:3000", "127.0.0.1.evil.example", "10.0.0.1", ""])
def test_a_name_that_leads_here_and_is_not_known_is_refused(port, host):
    for path in ("/", "/server_info", f"/graphql?query={quote(_ASKED)}"):
        assert _ask(port, "GET", path, {"Host": host})[0] == 400
    assert _post(port, {"Host": host})[0] == 400
    with pytest.raises(InvalidStatus, match="400"):
        _connect(port, host=host or "nobody")


def _connect(port, *, host, **headers):
    listening = socket.create_connection(("127.0.0.1", port), timeout=20)
    return connect(f"ws://{host}/graphql", sock=listening, subprotocols=["graphql-ws"], proxy=None, **headers)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", _PROXIED, _PROXIED.upper()])
def test_the_names_of_this_machine_and_of_a_declared_proxy_are_answered(port, host):
    for name in (host, f"{host}:{port}"):
        status, page, headers = _ask(port, "GET", "/", {"Host": name, "Accept": "text/html"})
        assert (status, headers["X-Frame-Options"]) == (200, "SAMEORIGIN")
        assert "<html" in page


@pytest.mark.parametrize("accept", ["*/*", "image/avif,image/webp,*/*;q=0.8", "application/json"])
@pytest.mark.parametrize("query", [_ASKED, _ORDERED])
def test_nothing_is_executed_that_is_asked_by_get(port, query, accept):
    status, said, headers = _ask(port, "GET", f"/graphql?query={quote(query)}", {"Accept": accept})
    assert (status, headers["Allow"]) == (405, "POST")
    assert "POST" in said


def test_the_page_on_which_queries_are_tried_shows_and_executes_nothing(port):
    status, page, headers = _ask(port, "GET", f"/graphql?query={quote(_ORDERED)}", {"Accept": "text/html"})
    assert (status, headers["X-Frame-Options"]) == (200, "SAMEORIGIN")
    assert "Telemetry" not in page


_OTHER_PAGES = [
    {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": "http://127.0.0.1:1"},
    {"Origin": "http://localhost:{port}"}, {"Origin": "https://evil.example/127.0.0.1:{port}"}, {"Origin": ""},
    {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Sec-Fetch-Site": "none"},
    {"Origin": "http://127.0.0.1:{port}", "Sec-Fetch-Site": "cross-site"},
    {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
]  # fmt: skip


@pytest.mark.parametrize("headers", _OTHER_PAGES)
def test_a_page_of_another_address_orders_nothing(port, headers):
    sent = {name: value.format(port=port) for name, value in headers.items()}
    for query in (_ORDERED, _ASKED):
        status, said, _ = _post(port, sent, query)
        assert (status, "data" in said) == (403, False)
    # What a form can send without asking first, and what Dagster takes besides GraphQL.
    for path in (f"/graphql?query={quote(_ORDERED)}", "/report_asset_materialization/core/codes"):
        assert _ask(port, "POST", path, {"Content-Type": "text/plain", **sent}, "")[0] == 403
    with pytest.raises(InvalidStatus, match="403"):
        _connect(port, host=f"127.0.0.1:{port}", additional_headers=sent)


_OWN_PAGES = [
    {}, {"Origin": "http://127.0.0.1:{port}"}, {"Origin": "http://127.0.0.1:{port}", "Sec-Fetch-Site": "same-origin"},
    {"Host": _PROXIED, "Origin": f"https://{_PROXIED}", "Sec-Fetch-Site": "same-origin"},
]  # fmt: skip


@pytest.mark.parametrize("headers", _OWN_PAGES)
def test_its_own_pages_and_what_is_no_browser_order(port, headers):
    sent = {name: value.format(port=port) for name, value in headers.items()}
    assert json.loads(_post(port, sent)[1]) == {"data": {"logTelemetry": {"__typename": "LogTelemetrySuccess"}}}
    host = sent.pop("Host", f"127.0.0.1:{port}")
    with _connect(port, host=host, additional_headers=sent) as socket_of_page:
        socket_of_page.send(json.dumps({"type": "connection_init"}))
        assert json.loads(socket_of_page.recv(timeout=20)) == {"type": "connection_ack"}
