"""Addresses of pages: stable by code, readable by name, and relative, so that they hold from a disk, too."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from functools import cache

from warehouse.spec import Language

#: The folder of the site in a release.
FOLDER = "situs"
HOME = "index.html"
ALL_REGIONS = "daerah/index.html"
WORLD = "dunia.html"
DATA = "data.html"
VIEWS = "kamus.html"
TABLES = "kamus-tabel.html"
COMPARE = "bandingkan.html"
#: Not a page, but each language has its own.
FEED = "rilis.atom"


def region_address(code: str, name: str) -> str:
    """The page of a region, without the language: ``daerah/33.71-kota-magelang.html``."""
    return f"daerah/{code}-{_plain(name)}.html"


def profile_name(region: str) -> str:
    """The file of a region's profile, from the address of its page: ``profil-73.71-kota-makassar.pdf``."""
    return f"profil-{posixpath.basename(region).removesuffix('.html')}.pdf"


def province_address(code: str, name: str) -> str:
    """The page of a province: ``provinsi/32-jawa-barat.html``."""
    return f"provinsi/{code}-{_plain(name)}.html"


def ranking_address(kind: str) -> str:
    """The ranking of a kind: ``peringkat/kota.html``."""
    return f"peringkat/{kind}.html"


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")


def in_language(address: str, language: Language) -> str:
    """The page in a language: Indonesian stands at the root, English in ``en/``."""
    return address if language == "id" else f"{language}/{address}"


def relative(address: str, seen_from: str) -> str:
    """An address as it is written on the page at another address."""
    return _from_folder(address, posixpath.dirname(seen_from))


@cache  # every page of a folder writes it alike
def _from_folder(address: str, folder: str) -> str:
    return posixpath.relpath(address, folder or ".")
