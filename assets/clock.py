"""The time as it is told to people: in Jakarta, to the second."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from warehouse.ledger import Entry

JAKARTA = ZoneInfo("Asia/Jakarta")


def now(entries: Sequence[Entry] = ()) -> datetime:
    """This moment; where the clock was set back, that of the last entry, so that time keeps to the order of events.

    Args:
        entries: the ledger, where the moment is of its next entry.
    """
    moment = datetime.now(JAKARTA).replace(microsecond=0)
    return max([moment, *(entry.at for entry in entries)])
