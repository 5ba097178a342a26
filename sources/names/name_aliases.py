"""Spellings that one publisher uses, each taken by a decision with a reason: name_aliases.csv in its folder."""

from __future__ import annotations

from pathlib import Path

from sources.declaration.errors import SourceError
from sources.declaration.snapshot_table import read_rows
from sources.names.region_names import KINDS, Alias, spelling_key

ALIASES_FILE = "name_aliases.csv"
_COLUMNS = ("kind", "printed_name", "region_code", "reason")


def publisher_aliases(sources_dir: Path) -> list[tuple[Alias, str]]:
    """The publishers' own spellings, each with the reason why it may be taken.

    Raises:
        SourceError: for an unknown kind or an alias without a reason.
    """
    return [alias for path in sorted(sources_dir.glob(f"*/{ALIASES_FILE}")) for alias in _read_aliases(path)]


def _read_aliases(path: Path) -> list[tuple[Alias, str]]:
    aliases = []
    for row in read_rows(path, path.read_bytes(), _COLUMNS):
        kind = next((known for known in KINDS if known == row.cells["kind"]), None)
        if kind is None or not row.cells["reason"].strip():
            raise SourceError(
                path,
                f"{row.cells} names no kind of {', '.join(KINDS)}, or gives no reason.",
                "state both: an alias is a decision.",
                row.line_no,
            )
        alias = Alias(spelling_key(row.cells["printed_name"]), kind, row.cells["region_code"])
        aliases.append((alias, row.cells["printed_name"]))
    return aliases
