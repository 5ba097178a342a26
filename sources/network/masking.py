"""Keys stay secret: what is said, logged or kept is masked first, and the libraries that would log it are silenced."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from urllib.parse import quote, quote_plus

#: httpx logs every address at INFO; httpcore logs the headers of answers at DEBUG.
_TALKATIVE = ("httpx", "httpcore.connection", "httpcore.http11", "httpcore.http2", "httpcore.proxy", "httpcore.socks")


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
