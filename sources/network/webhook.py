"""Posting to an operator's webhook, the one thing that is ever sent; its address stays secret."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from sources.network.errors import FetchError
from sources.network.masking import silence_libraries

_SECONDS = 10.0


def post_json(url: str, content: Mapping[str, object]) -> None:
    """Post an object as JSON, within seconds, to an address that often holds a token and appears in no error.

    Raises:
        FetchError: when the webhook cannot be reached, or refuses.
    """
    import httpx  # noqa: PLC0415 - the definitions load this module

    silence_libraries()
    host = "webhook"
    try:
        host = urlsplit(url).hostname or "no host"
        answer = httpx.post(url, json=dict(content), timeout=_SECONDS, follow_redirects=False)
        # A redirect has delivered nothing.
        problem = "" if answer.status_code < httpx.codes.MULTIPLE_CHOICES else f"it answered {answer.status_code}"
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        # The error's own text may hold the address.
        problem = f"it was not reached ({type(error).__name__})"
    if problem:
        raise FetchError(problem, "check SPBE_WEBHOOK_URL", host)
