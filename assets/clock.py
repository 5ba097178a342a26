"""The time as it is told to people: in Jakarta, to the second."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

JAKARTA = ZoneInfo("Asia/Jakarta")


def now() -> datetime:
    """This moment."""
    return datetime.now(JAKARTA).replace(microsecond=0)
