"""A server of object storage that speaks S3 (SeaweedFS), on loopback, for as long as a block lasts."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.commands import ROOT

SERVER = ROOT / ".venv" / "s3-server" / "bin" / "weed"
_SECONDS = 60
_KEYS = {
    "AWS_ACCESS_KEY_ID": "a-test",
    "AWS_SECRET_ACCESS_KEY": "the key of a test",
    "AWS_EC2_METADATA_DISABLED": "true",  # else AWS's library first asks for what a machine of Amazon's would know
}


@dataclass(frozen=True)
class ObjectStorage:
    """A running server.

    Args:
        host: its name and port.
        environment: what opens it, as AWS's programs and Arrow read it.
    """

    host: str
    environment: Mapping[str, str]

    def address(self, path: str) -> str:
        """Of a bucket, and what is in it."""
        return f"s3://{path}?scheme=http&endpoint_override={self.host}&region=us-east-1&allow_bucket_creation=true"


@contextmanager
def object_storage(folder: Path) -> Iterator[ObjectStorage]:
    """Start it; what it holds lies in the folder. Where it is not installed, the test is skipped, unless in CI."""
    if not SERVER.exists():
        assert "CI" not in os.environ, f"{SERVER} is not there: `make venv` installs it"
        pytest.skip("SeaweedFS is not installed: `make venv`")
    who = {"accessKey": _KEYS["AWS_ACCESS_KEY_ID"], "secretKey": _KEYS["AWS_SECRET_ACCESS_KEY"]}
    rights = ["Admin", "Read", "Write", "List", "Tagging"]
    identities = [
        {"name": "pipeline", "credentials": [who], "actions": rights},
        {"name": "anonymous", "actions": ["Read", "List"]},  # as planners read
    ]
    (folder / "keys.json").write_text(json.dumps({"identities": identities}), encoding="utf-8")
    ports = _free_ports(8)
    named = zip(("master", "volume", "filer", "s3"), zip(ports[:4], ports[4:], strict=True), strict=True)
    options = [f"-{part}.port{of}={port}" for part, both in named for of, port in zip(("", ".grpc"), both, strict=True)]
    with (folder / "server.log").open("w") as log:
        server = subprocess.Popen(
            [
                str(SERVER), "-logtostderr=true", "server", f"-dir={folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1",
                "-filer", "-s3", f"-s3.config={folder / 'keys.json'}", "-master.volumeSizeLimitMB=64", "-volume.max=0",
                "-s3.port.iceberg=0", "-s3.port.lance=0", "-master.telemetry=false",
                f"-s3.localSocket={folder}/s3", f"-filer.localSocket={folder}/filer",
                *options,
            ],
            stdout=log, stderr=log,
        )  # fmt: skip
    try:
        running = ObjectStorage(f"127.0.0.1:{ports[3]}", _KEYS)
        _wait(server, ports[3], folder / "server.log")
        yield running
    finally:
        server.kill()
        server.wait()


def _free_ports(number: int) -> list[int]:
    with ExitStack() as stack:
        bound = [stack.enter_context(socket.socket()) for _ in range(number)]
        for one in bound:
            one.bind(("127.0.0.1", 0))
        return [int(one.getsockname()[1]) for one in bound]


def _wait(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + _SECONDS
    while time.monotonic() < until:
        assert server.poll() is None, log.read_text()[-2000:]
        with suppress(OSError, http.client.HTTPException):
            asked = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
            asked.request("GET", "/healthz")
            if asked.getresponse().status == http.HTTPStatus.OK:
                return
        time.sleep(0.05)
    raise AssertionError(log.read_text()[-2000:])
