"""A print of files: equal files, equal print."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Collection, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

#: What a release is made from, besides the sources and the archive: code, SQL and the locked libraries.
CODE_FOLDERS = ("sources", "expectations", "warehouse", "assets", "reports", "requirements")

_SUFFIXES = {".py", ".sql", ".yml", ".csv", ".lock", ".html", ".css", ".js", ".json", ".typ"}


def print_of_files(folders: Iterable[Path], setting: str = "", but: Collection[str] = ()) -> str:
    """A print of what lies in some folders and can shape a release: code, SQL, declarations, snapshots, cards.

    Args:
        folders: they need not be there.
        setting: what else shapes it.
        but: names of files and folders that are left out.
    """
    digest = hashlib.sha256(f"python {sys.version_info[:2]} {setting}".encode())
    for folder in sorted(set(folders)):
        for file in sorted(folder.rglob("*")):
            if file.suffix in _SUFFIXES and not {"__pycache__", *but} & {*file.parts} and file.is_file():
                digest.update(str(file.relative_to(folder)).encode() + b"\0")
                digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()
