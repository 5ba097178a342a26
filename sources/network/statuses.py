"""What an HTTP answer means before its body is read: status, Retry-After, content type.

Belongs here: the words for each. Does not belong here: what a publisher's own error says (portals/).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from sources.network.errors import Trouble, legible

REDIRECTS = frozenset({301, 302, 303, 307, 308})
_LATER = "the site is down or busy: try again later"
_REMEDIES = {
    401: "the key is missing, wrong or expired: check the source's settings, or ask the publisher for a new key.",
    403: "the key may lack the right, or a firewall refuses this address: ask the publisher.",
    404: "it is not there (yet): check the address in source.yml against the publisher's page.",
    410: "it was taken away: look for the new address on the publisher's page.",
    407: "the proxy wants a password: check the proxy settings of this machine.",
}
_FIRST_SERVER_ERROR = 500


def refusal(status: int, headers: Mapping[str, str]) -> Trouble:
    """What is said of a status that is no success."""
    try:
        name = f" ({HTTPStatus(status).phrase})"
    except ValueError:
        name = ""
    problem = f"it answers HTTP {status}{name}."
    if status in {408, 425, 429} or status >= _FIRST_SERVER_ERROR:
        wait = retry_after(headers)
        asks = f" It asks to be left alone for {wait:,.0f} s." if wait else ""
        return Trouble(problem + asks, f"{_LATER}.", status=status, passing=True, wait_seconds=wait)
    return Trouble(problem, _REMEDIES.get(status, "check the address and parameters in source.yml."), status=status)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that the server asks to wait; None when it does not say, or says it illegibly.

    A date is compared with the server's own clock where it tells it, so that a wrong clock here does no harm.
    """
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]+)?", value):
        return float(value)
    until = _date(value)
    if until is None:
        return None
    now = _date(headers.get("date", "")) or datetime.now(UTC)
    return max(0.0, (until - now).total_seconds())


def _date(value: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)


def media_type(headers: Mapping[str, str]) -> str:
    """The type without parameters, in lower case; empty when none is stated."""
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def wrong_media(status: int, came: str, accept: frozenset[str], beginning: bytes) -> Trouble:
    """What is said of an answer of another type than was asked for."""
    if came in {"text/html", "application/xhtml+xml"}:
        title = re.search(rb"<title[^>]*>([^<]{1,200})", beginning, re.IGNORECASE)
        said = legible(title[1].decode(errors="replace")) if title else ""
        what = "a web page (HTML)" + (f' titled "{said}"' if said else "") + ": a login or firewall page"
    else:
        what = legible(came)
    return Trouble(
        f"it answers with {what}, where {' or '.join(sorted(accept))} was expected (HTTP {status}).",
        "open the address in a browser; if the data are there, the site refuses programs: ask its operators, or save "
        "the file by hand and add it.",
        status=status,
    )
