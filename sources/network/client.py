"""The one HTTP client: whatever is fetched from a publisher goes through it.

Every request ends in success or in one FetchError, within its time, size and number of attempts; it goes only to
declared hosts, and nothing secret is said, logged or kept.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import httpx
from httpx import codes

from sources.network.addresses import checked_url, host_and_port, watched_connection
from sources.network.errors import FetchError
from sources.network.exchange import connection_failure, read_body
from sources.network.limits import Limits
from sources.network.masking import Mask, silence_libraries

_LOG = logging.getLogger("sources.network")
USER_AGENT = "spbe-benchmark/0.1 (regional SPBE benchmarking; at most one request per second)"
#: What a sidecar keeps of an answer's headers.
KEPT_HEADERS = ("content-length", "content-type", "date", "etag", "last-modified")


@dataclass(frozen=True)
class Fetched:
    """A complete answer."""

    url: str  # that answered, after redirects, without secrets
    headers: dict[str, str]  # those of KEPT_HEADERS that came, by name in lower case
    body: bytes = field(repr=False)  # empty when not modified
    not_modified: bool  # the publisher says that nothing has changed since the version that is held
    retrieved_at: datetime  # when it was complete


class NetworkClient:
    """A context manager; ``get`` is all that it offers, since nothing is ever sent to a publisher.

    Allowed hosts are written as checked_url takes them; a transport stands in place of the network, for tests.
    """

    def __init__(
        self, allowed_hosts: Iterable[str], limits: Limits | None = None, transport: httpx.BaseTransport | None = None
    ) -> None:
        silence_libraries()
        self._allowed = frozenset(host.strip().lower() for host in allowed_hosts)
        self._limits = limits or Limits()
        self._session_ends = time.monotonic() + self._limits.session_seconds
        self._client = httpx.Client(
            # A fresh connection per request, so that each one is looked at and timed (watched_connection).
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": "identity", "Connection": "close"},
            limits=httpx.Limits(max_keepalive_connections=0),
            transport=transport,
            # Proxies and certificates from the environment.
            trust_env=transport is None,
        )

    def __enter__(self) -> NetworkClient:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        secrets: Iterable[str] = (),
        held: Mapping[str, str] | None = None,
        accept: frozenset[str] = frozenset(),
    ) -> Fetched:
        """Ask for one address until it answers or its time is over.

        Args:
            url: the address; parameters in it stay.
            params: added to it.
            headers: sent along; those that hold a secret go to this very host and port only.
            secrets: texts that must appear nowhere.
            held: the kept headers of the version that is held; by them the answer may be "not modified".
            accept: the media types that are expected; empty for any.

        Raises:
            FetchError: when there is no answer of status 200 (or "not modified") and of such a type.
        """
        started, mask, host, number = time.monotonic(), Mask(secrets), "the address", 0
        deadline = min(started + self._limits.total_seconds, self._session_ends)
        try:
            address = checked_url(url, self._allowed)
            address = address.copy_merge_params(dict(params)) if params else address
            host = mask(host_and_port(address).removesuffix(":443").removesuffix(":80"))
            sent = _all_headers(headers or {}, held or {}, accept)
            request = self._client.build_request("GET", address, headers=sent)
            while True:
                number += 1
                try:
                    return self._follow(request, accept, deadline, mask)
                except FetchError as caught:
                    _LOG.info("GET %s, attempt %s: %s", host, number, mask(caught.problem))
                    pause = self._limits.pause(number, caught.wait_seconds)
                    is_in_time = time.monotonic() + pause < deadline
                    if not (caught.passing and is_in_time and number < self._limits.attempts):
                        raise
                time.sleep(pause)
        except FetchError as caught:
            failure = caught
        times, seconds = "1 time" if number == 1 else f"{number} times", time.monotonic() - started
        tried = f"Tried {times} in {seconds:.1f} s." if number else ""
        # A new error raised outside the handler, so that no library's error, which may hold a secret, hangs on to it.
        problem, remedy = mask(failure.problem), mask(failure.remedy)
        raise replace(failure, problem=problem, remedy=remedy, host=host, tried=tried)

    def _follow(self, request: httpx.Request, accept: frozenset[str], deadline: float, mask: Mask) -> Fetched:
        """One attempt, with its redirects."""
        first = host_and_port(request.url)
        for _ in range(self._limits.max_redirects + 1):
            _wait_for_turn(host_and_port(request.url), self._limits.min_interval_seconds, deadline)
            response, body = self._send(request, accept, deadline)
            if response.next_request is None:
                url = mask(str(request.url))
                _LOG.info("GET %s: %s bytes", url, len(body))
                kept = {name: mask(response.headers[name]) for name in KEPT_HEADERS if name in response.headers}
                return Fetched(url, kept, body, response.status_code == codes.NOT_MODIFIED, datetime.now(UTC))
            try:
                target = checked_url(str(response.next_request.url), self._allowed)
            except FetchError as refused:
                raise replace(refused, problem=f"it redirects, and {refused.problem}") from None
            if request.url.scheme == "https" and target.scheme == "http":
                raise FetchError("it redirects from https to plain http.", "declare an address that stays with https.")
            request = response.next_request
            request.url = target
            if host_and_port(target) != first:
                for name in [name for name, value in request.headers.items() if mask.finds(value)]:
                    del request.headers[name]
        raise FetchError(
            f"it redirects in circles, or more than {self._limits.max_redirects} times.",
            "open the address in a browser and declare the one where it ends.",
        )

    def _send(self, request: httpx.Request, accept: frozenset[str], deadline: float) -> tuple[httpx.Response, bytes]:
        """One request over one connection."""
        limits, left = self._limits, max(0.001, deadline - time.monotonic())
        timeout = httpx.Timeout(min(limits.read_seconds, left), connect=min(limits.connect_seconds, left))
        try:
            with watched_connection(request.url, self._allowed, deadline) as trace:
                request.extensions = {"timeout": timeout.as_dict(), "trace": trace}
                with contextlib.closing(self._client.send(request, stream=True)) as response:
                    return response, read_body(response, accept, limits.max_bytes)
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            raise connection_failure(error, limits.read_seconds) from None


def _all_headers(given: Mapping[str, str], held: Mapping[str, str], accept: frozenset[str]) -> dict[str, str]:
    """All headers of a request; a key with a line break, or with letters that no header takes, is not quoted."""
    names = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}
    conditions = {names[name]: value for name, value in held.items() if name in names and value}
    headers = {"Accept": ", ".join(sorted(accept)) or "*/*", **given, **conditions}
    for name, value in headers.items():
        if not (value.isascii() and value.isprintable()):
            problem = f"the header {name!r} has a character that cannot be sent."
            raise FetchError(problem, "check the key for a line break or a typographic character.")
    return headers


#: When each host was last asked by this process, by host and port; shared by all clients, since the host is one.
_LAST_ASKED: dict[str, float] = {}
_LOCK = threading.Lock()


def _wait_for_turn(host: str, interval: float, deadline: float) -> None:
    """Sleep until the host may be asked again: one request at a time, with a pause between."""
    with _LOCK:
        now = time.monotonic()
        turn = max(now, _LAST_ASKED.get(host, now - interval) + interval)
        if turn > deadline:
            problem = "there is no time left to ask it: others are asking the same host."
            raise FetchError(problem, "run it again later.", passing=True)
        _LAST_ASKED[host] = turn
    time.sleep(turn - now)
