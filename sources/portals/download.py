"""What a fetch brings, and the reading of a JSON answer before it is kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from sources.network.errors import FetchError
from sources.portals.answers import Json, NotJson, read_json

if TYPE_CHECKING:
    from sources.network.client import Fetched

#: Data360 labels JSON as plain text.
JSON_MEDIA = frozenset({"application/json", "text/json", "text/plain"})


@dataclass(frozen=True)
class Download:
    """One file that has come."""

    name: str  # its file name, the same in every fetch
    url: str  # where it came from, without secrets; an address that is a setting is shown by the setting's name
    body: bytes = field(repr=False)  # empty when not modified
    headers: dict[str, str]  # those of the answer that matter; of the first page where there are several
    retrieved_at: datetime  # when it was complete
    not_modified: bool = False  # nothing has changed since the version that is held
    rows: int | None = None  # that an interface gave; 0: it has nothing for this year (yet); None for a file


def read_answer(fetched: Fetched, host: str) -> Json:
    """The value of a JSON answer.

    Raises:
        FetchError: when it is no JSON in UTF-8.
    """
    try:
        return read_json(fetched.body)
    except NotJson as error:
        problem = f"its answer is no JSON that can be read: {error}."
    raise FetchError(problem, "open the address in a browser and tell the operators of the site.", host)
