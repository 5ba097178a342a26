"""The one HTTP client: whatever is fetched from a publisher goes through it.

Every request ends in success or in one FetchError, within its time, size and number of attempts; it goes only to
declared hosts, and nothing secret is said, logged or kept.

Belongs here: the walk of one request, with its attempts and redirects. Does not belong here: each single rule
(the neighbours in this folder), what an answer means (portals/).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import uniform
from types import TracebackType
from typing import TYPE_CHECKING

from sources.network import addresses, statuses
from sources.network.attempt import NOT_MODIFIED, OK, Wanted, send
from sources.network.errors import FetchError, Trouble
from sources.network.limits import Limits
from sources.network.masking import Mask, silence_libraries
from sources.network.politeness import TURNS

if TYPE_CHECKING:
    import httpx

_LOG = logging.getLogger("sources.network")
USER_AGENT = "spbe-benchmark/0.1 (regional SPBE benchmarking; at most one request per second)"
#: What a sidecar keeps of an answer's headers.
KEPT_HEADERS = ("content-length", "content-type", "date", "etag", "last-modified")


@dataclass(frozen=True)
class Fetched:
    """A complete answer.

    Args:
        url: the address that answered, after redirects, without secrets.
        status: 200, 304, or one of those that were asked for.
        headers: those of KEPT_HEADERS that came.
        body: decoded; empty when not modified.
        not_modified: the publisher says that nothing has changed since the given ETag or date.
        redirects: the addresses that led on, in order, without secrets.
        retrieved_at: when the answer was complete.
    """

    url: str
    status: int
    headers: dict[str, str]
    body: bytes = field(repr=False)
    not_modified: bool
    redirects: tuple[str, ...]
    retrieved_at: datetime


class NetworkClient:
    """A context manager; ``get`` is all that it offers, since nothing is ever sent to a publisher.

    Args:
        allowed_hosts: ``host`` for the usual ports, ``host:port`` for that port. A private address must be
            declared with its port.
        limits: the bounds.
        user_agent: names the project.
        transport: for tests, in place of the network.
    """

    def __init__(
        self,
        allowed_hosts: Iterable[str],
        limits: Limits | None = None,
        user_agent: str = USER_AGENT,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._allowed = frozenset(host.strip().lower() for host in allowed_hosts)
        self._limits = limits or Limits()
        self._user_agent = user_agent
        self._transport = transport
        self._client: httpx.Client | None = None
        self._session_ends = 0.0

    def __enter__(self) -> NetworkClient:
        import httpx  # noqa: PLC0415 - the definitions load this module and never fetch

        silence_libraries()
        self._client = httpx.Client(
            # A fresh connection per request, so that each one is looked at and timed (connection.py).
            headers={"User-Agent": self._user_agent, "Accept-Encoding": "gzip", "Connection": "close"},
            limits=httpx.Limits(max_keepalive_connections=0),
            follow_redirects=False,
            transport=self._transport,
            # Proxies and certificates from the environment.
            trust_env=self._transport is None,
        )
        self._session_ends = time.monotonic() + self._limits.session_seconds
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._client is not None:
            self._client.close()
            self._client = None

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        secrets: Iterable[str] = (),
        etag: str | None = None,
        last_modified: str | None = None,
        accept: frozenset[str] = frozenset(),
        also: frozenset[int] = frozenset(),
    ) -> Fetched:
        """Ask for one address until it answers or its time is over.

        Args:
            url: the address; parameters in it stay.
            params: added to it.
            headers: sent along; those that hold a secret go to this very host and port only.
            secrets: texts that must appear nowhere.
            etag: of the version that is held; with it, or the date, the answer may be "not modified".
            last_modified: of the version that is held.
            accept: the media types that are expected; empty for any.
            also: statuses besides 200 whose answers are handed over: a publisher's own error messages.

        Raises:
            FetchError: in every other case.
        """
        from stamina import retry_context  # noqa: PLC0415 - as above

        if self._client is None:
            raise RuntimeError("NetworkClient is used outside of its `with` block.")
        started, limits, mask = time.monotonic(), self._limits, Mask(secrets)
        wanted = Wanted(accept, also | {OK}, min(started + limits.total_seconds, self._session_ends))
        sent = {"Accept": ", ".join(sorted(accept)) or "*/*", **(headers or {})}
        conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        sent |= {name: value for name, value in conditions.items() if value}
        host, number = "the address", 0

        def may_follow(error: Exception) -> bool | float:
            """Whether another attempt follows; when the server has asked for a pause, after how many seconds."""
            if not isinstance(error, Trouble) or not error.passing:
                return False
            asked = error.wait_seconds or 0.0
            if max(asked + limits.jitter_seconds, limits.longest_wait(number)) >= wanted.deadline - time.monotonic():
                return False
            return asked + uniform(0, limits.jitter_seconds) if asked else True

        try:
            _check_headers(sent)
            first = addresses.read_url(url)
            first = first.copy_merge_params(dict(params)) if params else first
            host = addresses.place(first).removesuffix(":443").removesuffix(":80")
            addresses.check(first, self._allowed)
            for attempt in retry_context(
                on=may_follow,
                attempts=limits.attempts,
                timeout=None,  # may_follow minds the time, waits included
                wait_initial=limits.backoff_seconds,
                wait_max=limits.max_backoff_seconds,
                wait_jitter=limits.jitter_seconds,
            ):
                with attempt:
                    number = attempt.num
                    try:
                        fetched = self._follow(self._client, first, sent, wanted, mask)
                    except Trouble as trouble:
                        _LOG.info("GET %s, attempt %s: %s", mask(host), number, mask(trouble.problem))
                        raise
        except Trouble as trouble:
            failed = trouble
        else:
            spent = time.monotonic() - started
            _LOG.info("GET %s: %s, %s bytes, %.1f s", fetched.url, fetched.status, len(fetched.body), spent)
            return fetched
        # Raised outside the handler, so that no library's error, which may hold a secret, hangs on to it.
        times = f"Tried {number} time{'s' if number > 1 else ''} in {time.monotonic() - started:.1f} s."
        raise FetchError(
            mask(host), mask(failed.problem), mask(failed.remedy), tried=times if number else "",
            status=failed.status, passing=failed.passing,
        )  # fmt: skip

    def _follow(
        self, client: httpx.Client, first: httpx.URL, headers: Mapping[str, str], wanted: Wanted, mask: Mask
    ) -> Fetched:
        """One attempt, with its redirects."""
        url, passed = first, [first]
        while True:
            TURNS.wait(addresses.place(url), self._limits.min_interval_seconds, wanted.deadline)
            seconds = max(0.001, wanted.deadline - time.monotonic())
            timeout = {
                "connect": min(self._limits.connect_seconds, seconds),
                **dict.fromkeys(("read", "write", "pool"), min(self._limits.read_seconds, seconds)),
            }
            request = client.build_request("GET", url, headers=headers, extensions={"timeout": timeout})
            answer = send(request, client, wanted, self._limits, self._allowed)
            if answer.status not in statuses.REDIRECTS:
                break
            url = addresses.redirected(url, answer.headers.get("location", ""), self._allowed)
            if url in passed or len(passed) > self._limits.max_redirects:
                raise Trouble(
                    f"it redirects in circles, or more than {self._limits.max_redirects} times.",
                    "open the address in a browser and declare the one where it ends.",
                )
            passed.append(url)
            if (url.scheme, addresses.place(url)) != (first.scheme, addresses.place(first)):
                headers = {name: value for name, value in headers.items() if not mask.finds(value)}
        shown = [mask(str(one)) for one in passed]
        kept = {name: mask(answer.headers[name]) for name in KEPT_HEADERS if name in answer.headers}
        return Fetched(
            url=shown[-1], status=answer.status, headers=kept, body=answer.body,
            not_modified=answer.status == NOT_MODIFIED, redirects=tuple(shown[:-1]), retrieved_at=datetime.now(UTC),
        )  # fmt: skip


def _check_headers(headers: Mapping[str, str]) -> None:
    """A key with a line break, or with letters that no header takes, is named here and not quoted."""
    for name, value in headers.items():
        if not (value.isascii() and value.isprintable()):
            raise Trouble(
                f"the header {name!r} has a character that cannot be sent.",
                "check the key for a line break or a typographic character.",
            )
