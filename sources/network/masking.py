"""Keys stay secret: what is said, logged or kept is masked first, and the libraries that would log it are silenced."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from urllib.parse import parse_qsl, quote, quote_plus, urlsplit

#: httpx logs every address at INFO; httpcore logs the headers of answers at DEBUG.
_TALKATIVE = ("httpx", "httpcore.connection", "httpcore.http11", "httpcore.http2", "httpcore.proxy", "httpcore.socks")


#: What is shorter is no secret, and stands in many a text by chance.
SECRET_LENGTH = 6
#: A part of a path that is so long is no word.
_TOKEN_LENGTH = 16


def issued_parts(address: str) -> tuple[str, ...]:
    """What of an address that is issued to its user may be secret: all that follows its host, and what precedes it."""
    try:
        parts = urlsplit(address.strip())
        found = [parts.path, parts.password or "", parts.username or "", parts.fragment]
    except ValueError:
        return (address,)
    found += [value for _, value in parse_qsl(parts.query)]
    found += [part for part in parts.path.split("/") if len(part) >= _TOKEN_LENGTH]
    return tuple(text for text in found if len(text) >= SECRET_LENGTH)


class Mask:
    """Replaces secrets in text, also where they are written as in an address or in JSON; empty ones hide nothing."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        plain = {form for secret in secrets for form in (secret, secret.strip()) if form.strip()}
        spelt = {form for s in plain for form in (s, quote(s), quote(s, safe=""), quote_plus(s), json.dumps(s)[1:-1])}
        # The longest first: a secret may hold another.
        self._hidden = sorted(spelt, key=lambda form: (-len(form), form))

    def __call__(self, text: str) -> str:
        """The text without any secret."""
        for form in self._hidden:
            text = text.replace(form, "***")
        return text

    def __bool__(self) -> bool:
        """Whether there is anything to hide."""
        return bool(self._hidden)

    def finds(self, text: str) -> bool:
        """Whether the text holds a secret."""
        return any(form in text for form in self._hidden)


def _is_warning(record: logging.LogRecord) -> bool:
    return record.levelno >= logging.WARNING


def silence_libraries() -> None:
    """Keep the libraries' own lines out of every log, whatever its level; the client writes lines of its own."""
    for name in _TALKATIVE:
        # The same function is added once, however often this is called.
        logging.getLogger(name).addFilter(_is_warning)
