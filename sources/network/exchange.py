"""One request over one connection: send it, and read status, type, size and body, in this order."""

from __future__ import annotations

import contextlib
import io
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import httpx

from sources.network.addresses import ConnectionGuard
from sources.network.errors import HttpFailure, legible
from sources.network.limits import Limits
from sources.network.masking import Mask

OK, NOT_MODIFIED = 200, 304
REDIRECTS = frozenset({301, 302, 303, 307, 308})
_BUSY = frozenset({408, 425, 429})
_FIRST_SERVER_ERROR = 500
_REMEDIES = {
    401: "the key is missing, wrong or expired: check the source's settings, or ask the publisher for a new key.",
    403: "the key may lack the right, or a firewall refuses this address: ask the publisher.",
    404: "it is not there (yet): check the address in source.yml against the publisher's page.",
    407: "the proxy wants a password: check the proxy settings of this machine.",
    410: "it was taken away: look for the new address on the publisher's page.",
}


@dataclass(frozen=True)
class HttpRequest:
    """One GET, and what binds its attempts and redirects.

    Args:
        url: what is asked.
        headers: sent along.
        accept: media types that will do; empty for any.
        deadline: when the answer must be complete, in seconds of time.monotonic.
        limits: the other bounds.
        allowed: declared hosts.
        mask: hides the secrets among the headers and parameters.
    """

    url: httpx.URL
    headers: Mapping[str, str]
    accept: frozenset[str]
    deadline: float
    limits: Limits
    allowed: frozenset[str]
    mask: Mask


@dataclass(frozen=True)
class Answer:
    """A complete answer; that of a redirect, or of an unchanged document, has no body."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""


def send(client: httpx.Client, request: HttpRequest) -> Answer:
    """Send a request once and read its answer.

    Raises:
        HttpFailure: whatever goes wrong.
    """
    limits, left = request.limits, max(0.001, request.deadline - time.monotonic())
    timeout = httpx.Timeout(min(limits.read_seconds, left), connect=min(limits.connect_seconds, left))
    outcome: Answer | HttpFailure
    with ConnectionGuard(request.url, request.allowed, request.deadline) as guard:
        try:
            built = client.build_request(
                "GET", request.url, headers=request.headers, timeout=timeout, extensions={"trace": guard.trace}
            )
            with contextlib.closing(client.send(built, stream=True)) as response:
                outcome = _read_answer(response, request)
        except HttpFailure as failure:
            outcome = failure
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError) as error:
            outcome = _connection_failure(error, limits)
    if guard.expired:
        # Whatever came last: our own shutdown may even look like a complete answer.
        raise HttpFailure(
            "its answer was not complete when the time was over.",
            "try again later; if the site is that slow, raise `total_seconds` in the source's source.yml.",
            passing=True,
        )
    if isinstance(outcome, HttpFailure):
        raise outcome
    return outcome


def _read_answer(response: httpx.Response, request: HttpRequest) -> Answer:
    status, headers = response.status_code, response.headers
    is_conditional = {"If-None-Match", "If-Modified-Since"} & set(request.headers)
    if status in REDIRECTS or (status == NOT_MODIFIED and is_conditional):
        return Answer(status, headers)
    if status != OK:
        raise _refused_status(status, headers)
    media = headers.get("content-type", "").partition(";")[0].strip().lower()
    if request.accept and media and media not in request.accept:
        raise _wrong_media(media, request.accept, next(response.iter_raw(), b""))
    encoding = headers.get("content-encoding", "").strip().lower()
    if encoding not in {"", "identity"}:
        raise HttpFailure(
            f"it answers in the encoding {legible(encoding)!r}, which was not asked for.",
            "save the file by hand and add it; tell the operators of the site.",
        )
    return Answer(status, headers, _read_body(response, request.limits))


def _read_body(response: httpx.Response, limits: Limits) -> bytes:
    stated = response.headers.get("content-length", "")
    size = int(stated) if stated.isdecimal() else 0
    body = io.BytesIO()
    pieces = response.iter_raw()
    while size <= limits.max_bytes:
        piece = next(pieces, None)
        if piece is None:
            return body.getvalue()
        body.write(piece)
        size = body.tell()
    raise HttpFailure(
        f"its answer has more than {limits.max_bytes:,} bytes, the most that is taken in.",
        "check the address; if the document is that large, raise `max_bytes` in the source's source.yml.",
    )


def _refused_status(status: int, headers: Mapping[str, str]) -> HttpFailure:
    try:
        name = f" ({HTTPStatus(status).phrase})"
    except ValueError:
        name = ""
    problem = f"it answers HTTP {status}{name}."
    if status in _BUSY or status >= _FIRST_SERVER_ERROR:
        wait = _retry_after(headers)
        asks = f" It asks to be left alone for {wait:,.0f} s." if wait else ""
        remedy = "the site is down or busy: try again later."
        return HttpFailure(problem + asks, remedy, status, passing=True, wait_seconds=wait)
    return HttpFailure(problem, _REMEDIES.get(status, "check the address and parameters in source.yml."), status)


def _retry_after(headers: Mapping[str, str]) -> float:
    """Seconds that the server asks to wait; 0 when it does not say, or says it illegibly.

    A date is compared with the server's own clock where it states it, so that a wrong clock here does no harm.
    """
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]+)?", value):
        return float(value)
    until, now = _date(value), _date(headers.get("date", "")) or datetime.now(UTC)
    return max(0.0, (until - now).total_seconds()) if until else 0.0


def _date(value: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)


def _wrong_media(media: str, accept: frozenset[str], beginning: bytes) -> HttpFailure:
    what = legible(media)
    if media in {"text/html", "application/xhtml+xml"}:
        title = re.search(rb"<title[^>]*>([^<]{1,200})", beginning, re.IGNORECASE)
        titled = f' titled "{legible(title[1].decode(errors="replace"))}"' if title else ""
        what = f"a web page (HTML){titled}: a login or firewall page"
    return HttpFailure(
        f"it answers with {what}, where {' or '.join(sorted(accept))} was expected.",
        "open the address in a browser; if the data are there, the site refuses programs: ask its operators, or save "
        "the file by hand and add it.",
    )


def _connection_failure(error: Exception, limits: Limits) -> HttpFailure:
    """The failure of a request that came to no answer, or to half of one."""
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        return HttpFailure(
            f"its certificate is not valid ({error}).",
            "check this machine's clock and certificates (SSL_CERT_FILE); it is never passed over.",
        )
    if isinstance(error, httpx.UnsupportedProtocol | httpx.InvalidURL | httpx.StreamError | httpx.LocalProtocolError):
        return HttpFailure(f"the request cannot be made ({type(error).__name__}).", "check the address in source.yml.")
    remedy = "the site or the network is down: try again later; until then the archive answers."
    if isinstance(error, httpx.ProxyError):
        problem, remedy = f"the proxy refuses: {error}.", "check the proxy settings of this machine."
    elif isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
        problem = f"it cannot be reached ({error})."
    elif isinstance(error, httpx.TimeoutException):
        problem = f"it has sent nothing for {limits.read_seconds:g} s."
    else:
        problem = f"it broke the connection off, or its answer is cut off ({error})."
    return HttpFailure(problem, remedy, passing=True)
