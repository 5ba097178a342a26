"""Names of central bodies: told apart from regions, and made into an identifier."""

from __future__ import annotations

import re

from sources.names.region_names import split_kind
from sources.reading.spelling import as_seen, unaccented, without_footnotes


def is_central_name(agency: str) -> bool:
    """Whether a name can be a central body's: it states no kind of region, and something is left of it."""
    kind, name = split_kind(agency)
    return kind is None and bool(central_agency_code(name)) and agency.split(maxsplit=1)[0].upper() != "PEMERINTAH"


def central_agency_code(agency: str) -> str:
    """An identifier made from a central body's printed name; names no body in another year."""
    seen = unaccented(as_seen(without_footnotes(agency)))
    return re.sub(r"[^a-z0-9]+", "-", seen.lower()).strip("-")
