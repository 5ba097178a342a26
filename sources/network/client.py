"""The one HTTP client: whatever is fetched from a publisher goes through it.

Every request ends in success or in one FetchError, within its time, size and number of attempts; it goes only to
declared hosts, and nothing secret is said, logged or kept.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import httpx

from sources.network.addresses import check_declared, host_and_port, read_url, redirect_target
from sources.network.errors import FetchError, HttpFailure
from sources.network.exchange import NOT_MODIFIED, REDIRECTS, HttpRequest, send
from sources.network.limits import Limits
from sources.network.masking import Mask, silence_libraries

_LOG = logging.getLogger("sources.network")
USER_AGENT = "spbe-benchmark/0.1 (regional SPBE benchmarking; at most one request per second)"
#: What a sidecar keeps of an answer's headers.
KEPT_HEADERS = ("content-length", "content-type", "date", "etag", "last-modified")


@dataclass(frozen=True)
class Fetched:
    """A complete answer.

    Args:
        url: the address that answered, after redirects, without secrets.
        headers: those of KEPT_HEADERS that came, by name in lower case.
        body: all bytes; empty when not modified.
        not_modified: the publisher says that nothing has changed since the version that is held.
        retrieved_at: when the answer was complete.
    """

    url: str
    headers: dict[str, str]
    body: bytes = field(repr=False)
    not_modified: bool
    retrieved_at: datetime


class NetworkClient:
    """A context manager; ``get`` is all that it offers, since nothing is ever sent to a publisher.

    Args:
        allowed_hosts: ``host`` for the usual ports, ``host:port`` for that port. A private address must be
            declared with its port.
        limits: the bounds.
        transport: for tests, in place of the network.
    """

    def __init__(
        self, allowed_hosts: Iterable[str], limits: Limits | None = None, transport: httpx.BaseTransport | None = None
    ) -> None:
        silence_libraries()
        self._allowed = frozenset(host.strip().lower() for host in allowed_hosts)
        self._limits = limits or Limits()
        self._session_ends = time.monotonic() + self._limits.session_seconds
        self._client = httpx.Client(
            # A fresh connection per request, so that each one is looked at and timed (ConnectionGuard).
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": "identity", "Connection": "close"},
            limits=httpx.Limits(max_keepalive_connections=0),
            follow_redirects=False,
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
        started, mask = time.monotonic(), Mask(secrets)
        deadline = min(started + self._limits.total_seconds, self._session_ends)
        outcome: Fetched | HttpFailure
        host, tried = "the address", ""
        try:
            address = read_url(url)
            address = address.copy_merge_params(dict(params)) if params else address
            host = mask(host_and_port(address).removesuffix(":443").removesuffix(":80"))
            check_declared(address, self._allowed)
            sent = _request_headers(headers or {}, held or {}, accept)
        except HttpFailure as failure:
            outcome = failure
        else:
            request = HttpRequest(address, sent, accept, deadline, self._limits, self._allowed, mask)
            outcome, number = _try(self._client, request)
            tried = f"Tried {number} time{'s' if number > 1 else ''} in {time.monotonic() - started:.1f} s."
        if isinstance(outcome, Fetched):
            _LOG.info("GET %s: %s bytes. %s", outcome.url, len(outcome.body), tried)
            return outcome
        # Raised outside the handler, so that no library's error, which may hold a secret, hangs on to it.
        problem, remedy = mask(outcome.problem), mask(outcome.remedy)
        raise FetchError(host, problem, remedy, tried=tried, status=outcome.status, passing=outcome.passing)


def _request_headers(given: Mapping[str, str], held: Mapping[str, str], accept: frozenset[str]) -> dict[str, str]:
    """All headers of a request; a key with a line break, or with letters that no header takes, is not quoted."""
    conditions = {"If-None-Match": held.get("etag"), "If-Modified-Since": held.get("last-modified")}
    headers = {"Accept": ", ".join(sorted(accept)) or "*/*", **given}
    headers |= {name: value for name, value in conditions.items() if value}
    for name, value in headers.items():
        if not (value.isascii() and value.isprintable()):
            raise HttpFailure(
                f"the header {name!r} has a character that cannot be sent.",
                "check the key for a line break or a typographic character.",
            )
    return headers


def _try(client: httpx.Client, request: HttpRequest) -> tuple[Fetched | HttpFailure, int]:
    """What the last attempt came to, and its number (1 is the first)."""
    number = 1
    while True:
        try:
            return _follow(client, request), number
        except HttpFailure as caught:
            failure = caught
        _LOG.info("GET %s, attempt %s: %s", request.mask(request.url.host), number, request.mask(failure.problem))
        pause = request.limits.pause(number, failure.wait_seconds)
        is_in_time = time.monotonic() + pause < request.deadline
        if not (failure.passing and is_in_time and number < request.limits.attempts):
            return failure, number
        time.sleep(pause)
        number += 1


def _follow(client: httpx.Client, first: HttpRequest) -> Fetched:
    """One attempt, with its redirects."""
    request, passed, mask = first, [first.url], first.mask
    while True:
        _wait_for_turn(request)
        answer = send(client, request)
        if answer.status not in REDIRECTS:
            break
        url = redirect_target(request.url, answer.headers.get("location", ""), request.allowed)
        if url in passed or len(passed) > request.limits.max_redirects:
            raise HttpFailure(
                f"it redirects in circles, or more than {request.limits.max_redirects} times.",
                "open the address in a browser and declare the one where it ends.",
            )
        passed.append(url)
        headers = request.headers
        if (url.scheme, host_and_port(url)) != (first.url.scheme, host_and_port(first.url)):
            headers = {name: value for name, value in headers.items() if not mask.finds(value)}
        request = replace(request, url=url, headers=headers)
    return Fetched(
        url=mask(str(request.url)),
        headers={name: mask(answer.headers[name]) for name in KEPT_HEADERS if name in answer.headers},
        body=answer.body,
        not_modified=answer.status == NOT_MODIFIED,
        retrieved_at=datetime.now(UTC),
    )


#: When each host was last asked by this process, by host and port; shared by all clients, since the host is one.
_LAST_ASKED: dict[str, float] = {}
_LOCK = threading.Lock()


def _wait_for_turn(request: HttpRequest) -> None:
    """Sleep until the host may be asked again: one request at a time, with a pause between."""
    host, interval = host_and_port(request.url), request.limits.min_interval_seconds
    with _LOCK:
        now = time.monotonic()
        turn = max(now, _LAST_ASKED.get(host, now - interval) + interval)
        if turn > request.deadline:
            problem = "there is no time left to ask it: others are asking the same host."
            raise HttpFailure(problem, "run it again later.", passing=True)
        _LAST_ASKED[host] = turn
    time.sleep(turn - now)
