"""What a fetch brings.

Belongs here: its shape, for all kinds of plans. Does not belong here: the archive that keeps it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Conditions:
    """What the publisher's server said of the version that is held; None where it said nothing."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True)
class Download:
    """One file that has come.

    Args:
        name: its file name, the same in every fetch.
        url: where it came from, without secrets; an address that is a setting is shown by the setting's name.
        body: all bytes; empty when not modified.
        headers: those of the answer that matter; of the first page where there are several.
        retrieved_at: when it was complete.
        not_modified: nothing has changed since the version that is held.
        dataset: the dataset of a portal; empty otherwise.
        rows: how many rows a portal gave; 0 means that it has nothing for this year (yet). None for a file.
    """

    name: str
    url: str
    body: bytes = field(repr=False)
    headers: dict[str, str]
    retrieved_at: datetime
    not_modified: bool
    dataset: str
    rows: int | None
