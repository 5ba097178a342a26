"""Dates as Indonesian documents print them: "31 Desember 2024"."""

from __future__ import annotations

import re
from datetime import date

#: The months in order, in small letters.
MONTHS = (
    "januari", "februari", "maret", "april", "mei", "juni", "juli", "agustus", "september", "oktober", "november",
    "desember",
)  # fmt: skip
#: A month written out or cut short, in Indonesian or English.
ANY_MONTH = (
    r"jan\w*|feb\w*|mar\w*|apr\w*|mei|may|jun\w*|jul\w*|agu\w*|aug\w*|sep\w*|okt\w*|oct\w*|nov\w*|nop\w*|des\w*|dec\w*"
)
#: A date, with the groups day, month and year; to be matched without regard to case.
DATE = rf"(?P<day>\d{{1,2}})\s+(?P<month>{'|'.join(MONTHS)})\s+(?P<year>20\d\d)"


def date_of_match(match: re.Match[str] | None) -> date | None:
    """The date that a pattern with DATE in it has matched; None without a match, or when there is no such day."""
    if match is None:
        return None
    try:
        return date(int(match["year"]), MONTHS.index(match["month"].lower()) + 1, int(match["day"]))
    except ValueError:  # 31 February
        return None
