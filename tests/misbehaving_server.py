"""A web server on this machine that misbehaves on purpose, down to single bytes on the socket.

Each path has a behaviour: a function that gets a Visit and says on the wire whatever it likes.
"""

import contextlib
import gzip
import json
import socket
import socketserver
import struct
import sys
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

#: Bounds for sources.network.limits.Limits that make tests quick.
QUICK = {
    "connect_seconds": 2.0, "read_seconds": 2.0, "total_seconds": 6.0, "session_seconds": 20.0,
    "max_bytes": 8 * 1024 * 1024, "attempts": 4, "backoff_seconds": 0.01, "max_backoff_seconds": 0.05,
    "jitter_seconds": 0.01, "min_interval_seconds": 0.0,
}  # fmt: skip


@dataclass
class Visit:
    """One request, and the socket to answer on."""

    target: str
    headers: dict[str, str]
    number: int
    connection: socket.socket = field(repr=False)
    over: threading.Event = field(repr=False)
    at: float = field(default_factory=time.monotonic)

    @property
    def query(self):
        return {name: values[-1] for name, values in parse_qs(urlsplit(self.target).query).items()}

    def send(self, data):
        self.connection.sendall(data)


def answer(body=b"[]", status=200, media="application/json", **headers):
    """A whole HTTP answer; an underscore in a header's name stands for a hyphen."""
    lines = {"Content-Type": media, "Content-Length": str(len(body)), "Connection": "close"}
    lines |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {status} Said\r\n{head}\r\n".encode() + body


def answers_json(value, status=200, **headers):
    return answer(json.dumps(value).encode(), status, **headers)


def says(data):
    return lambda visit: visit.send(data)


def endless_body(visit):
    visit.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n[")
    while not visit.over.is_set():
        visit.send(b"0," * 500_000)


def packed(body):
    return answer(gzip.compress(body), Content_Encoding="gzip")


def half_then_reset(body):
    def behave(visit):
        whole = answer(body)
        visit.send(whole[: len(whole) - len(body) // 2])
        time.sleep(0.02)  # so that the half is on its way before the reset overtakes it
        visit.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        visit.connection.close()

    return behave


def slow_after(head):
    """What follows the head comes one byte at a time, until the client or the server has had enough."""

    def behave(visit):
        visit.send(head)
        while not visit.over.wait(0.05):
            visit.send(b"0")

    return behave


slow_body = slow_after(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n")
slow_body_of_no_stated_length = slow_after(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
slow_headers = slow_after(b"HTTP/1.1 200 OK\r\nX-Slow: ")


def silence(visit):
    visit.over.wait(60)


class MisbehavingServer(socketserver.ThreadingTCPServer):
    """Serves on a free port of 127.0.0.1 until its block ends; remembers all visits."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, tls=None):
        self.behaviours = {}
        self.visits = []
        self.tls = tls
        self.over = threading.Event()
        super().__init__(("127.0.0.1", 0), _Handler)
        self.port = self.server_address[1]
        self.netloc = f"127.0.0.1:{self.port}"

    def url(self, path="/"):
        return f"{'https' if self.tls else 'http'}://{self.netloc}{path}"

    def on(self, path, *behaviours):
        """Give a path its behaviour, or one after the other, visit by visit; its address is given back."""
        each = [says(one) if isinstance(one, bytes) else one for one in behaviours]
        self.behaviours[path] = lambda visit: each[min(visit.number, len(each)) - 1](visit)
        return self.url(path)

    def forget(self):
        """Begin anew: no visits, no behaviours."""
        self.visits.clear()
        self.behaviours.clear()

    def handle_error(self, request, client_address):
        # A client that hangs up is what many of these tests are about.
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class _Handler(socketserver.BaseRequestHandler):
    def handle(self):
        server, connection = self.server, self.request
        if server.tls:
            connection = server.tls.wrap_socket(connection, server_side=True)
        head = b""
        while b"\r\n\r\n" not in head:
            piece = connection.recv(65536)
            if not piece:
                return
            head += piece
        first, *lines = head.decode("latin-1").split("\r\n\r\n")[0].split("\r\n")
        target = first.split(" ")[1]
        path = urlsplit(target).path
        number = 1 + sum(urlsplit(visit.target).path == path for visit in server.visits)
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        visit = Visit(target, headers, number, connection, server.over)
        server.visits.append(visit)
        with contextlib.closing(connection):
            server.behaviours.get(path, says(answer(b"{}", 404)))(visit)


@contextlib.contextmanager
def misbehaving_server(tls=None):
    with MisbehavingServer(tls) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        try:
            yield server
        finally:
            server.over.set()
            server.shutdown()
