"""A web server on this machine that misbehaves on purpose, down to single bytes on the socket.

Each path has a behaviour: a function that gets a Visit and says on the wire whatever it likes.
"""

import contextlib
import json
import socket
import struct
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


def answer(body=b"[]", status=200, media="application/json", **headers):
    """A whole HTTP answer; an underscore in a header's name stands for a hyphen."""
    lines = {"Content-Type": media, "Content-Length": str(len(body)), "Connection": "close"}
    lines |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {status} Said\r\n{head}\r\n".encode() + body


def answers_json(value, status=200, **headers):
    return answer(json.dumps(value).encode(), status, **headers)


def redirect(location, status=302):
    return answer(b"", status, Location=location)


def says(data):
    return lambda visit: visit.send(data)


def half_then_reset(body):
    def behave(visit):
        whole = answer(body)
        visit.send(whole[: len(whole) - len(body) // 2])
        time.sleep(0.02)  # so that the half is on its way before the reset overtakes it
        visit.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return behave


def keeps_sending(head, piece, pause):
    """What follows the head comes piece by piece, until the client or the server has had enough."""

    def behave(visit):
        visit.send(head)
        while not visit.server.over.wait(pause):
            visit.send(piece)

    return behave


_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
endless_body = keeps_sending(_HEAD + b"\r\n[", b"0," * 500_000, 0)
slow_body = keeps_sending(_HEAD + b"Content-Length: 8000\r\n\r\n", b"0", 0.05)
slow_body_of_no_stated_length = keeps_sending(_HEAD + b"\r\n", b"0", 0.05)
slow_headers = keeps_sending(_HEAD + b"X-Slow: ", b"0", 0.05)


def silence(visit):
    visit.server.over.wait(60)


class Visit(BaseHTTPRequestHandler):
    """One request, and the socket to answer on."""

    def setup(self):
        if self.server.tls:
            self.request = self.server.tls.wrap_socket(self.request, server_side=True)
        super().setup()

    def do_GET(self):
        path = urlsplit(self.path).path
        self.at, self.number = time.monotonic(), 1 + sum(urlsplit(v.path).path == path for v in self.server.visits)
        self.server.visits.append(self)
        with contextlib.closing(self.connection):
            self.server.behaviours.get(path, says(answer(b"{}", 404)))(self)

    do_CONNECT = do_GET

    def do_POST(self):
        self.posted = self.rfile.read(int(self.headers["content-length"]))
        self.do_GET()

    @property
    def query(self):
        return {name: values[-1] for name, values in parse_qs(urlsplit(self.path).query).items()}

    def send(self, data):
        self.connection.sendall(data)

    def log_message(self, *_):
        """The tests look at the visits."""


class MisbehavingServer(ThreadingHTTPServer):
    """Serves on a free port of 127.0.0.1 until its block ends; remembers all visits."""

    block_on_close = False

    def __init__(self, tls=None):
        self.behaviours, self.visits, self.tls, self.over = {}, [], tls, threading.Event()
        super().__init__(("127.0.0.1", 0), Visit)
        self.netloc = f"127.0.0.1:{self.server_port}"

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


@contextlib.contextmanager
def misbehaving_server(tls=None):
    with MisbehavingServer(tls) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        try:
            yield server
        finally:
            server.over.set()
            server.shutdown()
