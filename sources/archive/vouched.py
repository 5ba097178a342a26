"""Cards and withdrawals vouch for themselves: the first line is a checksum of all that follows it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from sources.declaration.declared import YAML_LOADER
from sources.declaration.errors import SourceError

_BEGINNING = b"# sha256 of all that follows: "
#: How a card and a withdrawal began before they had a checksum.
_OF_BEFORE = (b"document_id: ", b"by: ")
RESTORE = (
    "restore it from a backup of data/archive; without one, move it out of the archive and add its document's file "
    "again."
)


class ArchiveDamaged(SourceError):
    """Something in the archive is lost or has changed."""


@dataclass(frozen=True)
class Vouched:
    """What such a file says.

    Args:
        said: its keys.
        has_checksum: false for a file of before, whose words nothing vouches for.
    """

    said: dict[str, Any]
    has_checksum: bool


def vouched(text: bytes) -> bytes:
    """The text below its checksum."""
    return _BEGINNING + hashlib.sha256(text).hexdigest().encode() + b"\n" + text


def read_vouched(file: Path) -> Vouched:
    """What a card or a withdrawal says, if that is what was written.

    Raises:
        ArchiveDamaged: when it is not, or is not of the form that is written.
    """
    content = file.read_bytes()
    first, _, text = content.partition(b"\n")
    has_checksum = not content.startswith(_OF_BEFORE)
    if not has_checksum:
        text = content
    elif not first.startswith(_BEGINNING):
        raise ArchiveDamaged(file, "it does not begin with its checksum.", RESTORE)
    elif vouched(text) != content:
        raise ArchiveDamaged(file, "it is not as it was written: its checksum does not fit.", RESTORE)
    try:
        said = yaml.load(text.decode(), Loader=YAML_LOADER)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ArchiveDamaged(file, f"it is not YAML: {error}", RESTORE) from error
    if not isinstance(said, dict):
        raise ArchiveDamaged(file, "it holds no keys.", RESTORE)
    return Vouched(said, has_checksum)
