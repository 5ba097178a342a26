"""Posting to an operator's webhook, the one thing that is ever sent; its address stays secret."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from sources.network.errors import FetchError
from sources.network.masking import silence_libraries

_SECONDS = 10.0
#: A redirect has delivered nothing.
_FIRST_ERROR = 300


def post_json(url: str, content: Mapping[str, object]) -> None:
    """Post an object as JSON, within seconds.

    Args:
        url: the whole address; it often holds a token, so it appears in no error.
        content: what is posted.

    Raises:
        FetchError: when the webhook cannot be reached, or refuses.
    """
    import httpx  # noqa: PLC0415 - the definitions load this module

    silence_libraries()
    try:
        host = urlsplit(url).hostname or "no host"
    except ValueError:
        raise FetchError("webhook", "its address cannot be read", "check SPBE_WEBHOOK_URL") from None
    try:
        answer = httpx.post(url, json=dict(content), timeout=_SECONDS, follow_redirects=False)
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        # The error's own text may hold the address.
        raise FetchError(host, f"it was not reached ({type(error).__name__})", "check SPBE_WEBHOOK_URL") from None
    if answer.status_code >= _FIRST_ERROR:
        raise FetchError(host, f"it answered {answer.status_code}", "check SPBE_WEBHOOK_URL") from None
