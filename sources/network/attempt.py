"""One request over one connection: it yields a complete answer, or says what went wrong.

Belongs here: sending it and reading status, type, size and body, in this order. Does not belong here: other
attempts, redirects (client.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sources.network import bodies, statuses
from sources.network.connection import Guard
from sources.network.errors import Trouble
from sources.network.limits import Limits

if TYPE_CHECKING:
    import httpx

OK, NOT_MODIFIED = 200, 304
_LATER = "the site or the network is down: try again later; until then the archive answers."


@dataclass(frozen=True)
class Wanted:
    """What kind of answer will do.

    Args:
        accept: media types; empty for any.
        statuses: those whose answers are handed over.
        deadline: when it must be complete, in seconds of time.monotonic.
    """

    accept: frozenset[str]
    statuses: frozenset[int]
    deadline: float


@dataclass(frozen=True)
class Answer:
    """A complete answer; that of a redirect has no body."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""


def send(
    request: httpx.Request, client: httpx.Client, wanted: Wanted, limits: Limits, allowed: frozenset[str]
) -> Answer:
    """Send one request and read its answer.

    Raises:
        Trouble: whatever goes wrong.
    """
    import httpx  # noqa: PLC0415 - the definitions load this module and never fetch

    result: Answer | Trouble
    with Guard(request.url, allowed, wanted.deadline) as guard:
        request.extensions = {**request.extensions, "trace": guard.trace}
        try:
            response = client.send(request, stream=True)
            try:
                result = _read(response, wanted, limits)
            finally:
                response.close()
        except Trouble as trouble:
            result = trouble
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            result = _broken(error, limits)
    if guard.expired:
        # Whatever was said last: our own shutdown may even look like a complete answer.
        raise Trouble(
            "its answer was not complete when the time was over.",
            "try again later; if the site is that slow, raise `total_seconds` in the source's source.yml.",
            passing=True,
        )
    if isinstance(result, Trouble):
        raise result
    return result


def _read(response: httpx.Response, wanted: Wanted, limits: Limits) -> Answer:
    """Status, type and size first, then the body."""
    status, headers = response.status_code, response.headers
    asked_for_change = {"if-none-match", "if-modified-since"} & set(response.request.headers)
    if status in statuses.REDIRECTS or (status == NOT_MODIFIED and asked_for_change):
        return Answer(status, headers)
    if status not in wanted.statuses:
        raise statuses.refusal(status, headers)
    length = headers.get("content-length", "")
    if length.isdecimal() and int(length) > limits.max_bytes:
        raise bodies.too_large(limits)
    encoding, came = headers.get("content-encoding", ""), statuses.media_type(headers)
    if wanted.accept and came and came not in wanted.accept:
        beginning = next(bodies.decoded(response.iter_raw(), encoding, limits), b"")
        raise statuses.wrong_media(status, came, wanted.accept, beginning)
    return Answer(status, headers, bodies.read_body(response.iter_raw(), encoding, limits))


def _broken(error: Exception, limits: Limits) -> Trouble:
    """What is said of a request that came to no answer, or to half of one."""
    import httpx  # noqa: PLC0415 - as above

    if invalid := _invalid_certificate(error):
        return Trouble(
            f"its certificate is not valid: {invalid}.",
            "check this machine's clock and certificates (SSL_CERT_FILE); it is never passed over.",
        )
    if isinstance(error, httpx.ProxyError):
        return Trouble(f"the proxy refuses: {error}.", "check the proxy settings of this machine.", passing=True)
    if isinstance(error, httpx.UnsupportedProtocol | httpx.InvalidURL | httpx.StreamError | httpx.LocalProtocolError):
        return Trouble(f"the request cannot be made ({type(error).__name__}).", "check the address in source.yml.")
    if isinstance(error, httpx.ConnectTimeout):
        problem = f"it cannot be reached within {limits.connect_seconds:g} s."
    elif isinstance(error, httpx.ConnectError):
        problem = f"it cannot be reached ({error})."
    elif isinstance(error, httpx.TimeoutException):
        problem = f"it has sent nothing for {limits.read_seconds:g} s."
    else:
        problem = f"it broke the connection off, or its answer is cut off ({error})."
    return Trouble(problem, _LATER, passing=True)


def _invalid_certificate(error: BaseException) -> str | None:
    import ssl  # noqa: PLC0415 - slow to load

    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return str(cause.verify_message)
        cause = cause.__cause__ or cause.__context__
    return None
