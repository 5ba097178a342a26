"""What came back: status, type, encoding, size and body, judged in this order; and what it means when nothing came."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx
from httpx import codes

from sources.network.errors import FetchError, legible

_BUSY = frozenset({codes.REQUEST_TIMEOUT, codes.TOO_EARLY, codes.TOO_MANY_REQUESTS})
_CONDITIONS = frozenset({"if-none-match", "if-modified-since"})
_REMEDIES = {
    401: "the key is missing, wrong or expired: check the source's settings, or ask the publisher for a new key.",
    403: "the key may lack the right, or a firewall refuses this address: ask the publisher.",
    404: "it is not there (yet): check the address in source.yml against the publisher's page.",
    407: "the proxy wants a password: check the proxy settings of this machine.",
    410: "it was taken away: look for the new address on the publisher's page.",
}


def read_body(response: httpx.Response, accept: frozenset[str], max_bytes: int) -> bytes:
    """The body of an answer of an expected type and size; empty for a redirect or an unchanged document.

    Raises:
        FetchError: when it is not what was asked for.
    """
    status, headers = response.status_code, response.headers
    is_conditional = not _CONDITIONS.isdisjoint(response.request.headers)
    if response.has_redirect_location or (status == codes.NOT_MODIFIED and is_conditional):
        return b""
    if status != codes.OK:
        raise _refused_status(status, headers)
    media = headers.get("content-type", "").partition(";")[0].strip().lower()
    pieces = response.iter_raw()
    if accept and media and media not in accept:
        raise _wrong_media(media, accept, next(pieces, b""))
    encoding = headers.get("content-encoding", "").strip().lower()
    if encoding not in {"", "identity"}:
        problem = f"it answers in the encoding {legible(encoding)!r}, which was not asked for."
        raise FetchError(problem, "save the file by hand and add it; tell the operators of the site.")
    stated, body = headers.get("content-length", ""), io.BytesIO()
    size = int(stated) if stated.isdecimal() else 0
    while size <= max_bytes:
        piece = next(pieces, None)
        if piece is None:
            return body.getvalue()
        body.write(piece)
        size = body.tell()
    raise FetchError(
        f"its answer has more than {max_bytes:,} bytes, the most that is taken in.",
        "check the address; if the document is that large, raise `max_bytes` in the source's source.yml.",
    )


def _refused_status(status: int, headers: Mapping[str, str]) -> FetchError:
    phrase = codes.get_reason_phrase(status)
    problem = f"it answers HTTP {status} ({phrase})." if phrase else f"it answers HTTP {status}."
    if status in _BUSY or status >= codes.INTERNAL_SERVER_ERROR:
        wait = _retry_after(headers)
        problem += f" It asks to be left alone for {wait:,.0f} s." if wait else ""
        remedy = "the site is down or busy: try again later."
        return FetchError(problem, remedy, status=status, passing=True, wait_seconds=wait)
    return FetchError(problem, _REMEDIES.get(status, "check the address and parameters in source.yml."), status=status)


def _retry_after(headers: Mapping[str, str]) -> float:
    """Seconds that the server asks to wait; 0 when it does not say, or says it illegibly.

    A date is compared with the server's own clock where it states it, so that a wrong clock here does no harm.
    """
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]+)?", value):
        return float(value)
    try:
        now = parsedate_to_datetime(headers["date"]) if "date" in headers else datetime.now(UTC)
        return max(0.0, (parsedate_to_datetime(value) - now).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return 0.0


def _wrong_media(media: str, accept: frozenset[str], beginning: bytes) -> FetchError:
    what = legible(media)
    if media in {"text/html", "application/xhtml+xml"}:
        title = re.search(rb"<title[^>]*>([^<]{1,200})", beginning, re.IGNORECASE)
        titled = f' titled "{legible(title[1].decode(errors="replace"))}"' if title else ""
        what = f"a web page (HTML){titled}: a login or firewall page"
    return FetchError(
        f"it answers with {what}, where {' or '.join(sorted(accept))} was expected.",
        "open the address in a browser; if the data are there, the site refuses programs: ask its operators, or save "
        "the file by hand and add it.",
    )


def connection_failure(error: Exception, silence_seconds: float) -> FetchError:
    """The failure of a request that came to no answer, or to half of one."""
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        remedy = "check this machine's clock and certificates (SSL_CERT_FILE); it is never passed over."
        return FetchError(f"its certificate is not valid ({error}).", remedy)
    if isinstance(error, httpx.UnsupportedProtocol | httpx.InvalidURL | httpx.LocalProtocolError | ValueError):
        return FetchError(f"the request cannot be made ({type(error).__name__}).", "check the address in source.yml.")
    remedy = "the site or the network is down: try again later; until then the archive answers."
    match error:
        case httpx.ProxyError():
            problem, remedy = f"the proxy refuses: {error}.", "check the proxy settings of this machine."
        case httpx.ConnectError() | httpx.ConnectTimeout():
            problem = f"it cannot be reached ({error})."
        case httpx.TimeoutException():
            problem = f"it has sent nothing for {silence_seconds:g} s."
        case _:
            problem = f"it broke the connection off, or its answer is cut off ({error})."
    return FetchError(problem, remedy, passing=True)
