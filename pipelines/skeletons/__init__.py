"""The files that a new source or a new mart begins with: `spbe new source NAME`, `spbe new mart NAME`.

Belongs here: the skeletons, as they lie in the project, with NAME and YEAR to be filled in; and their copying.
Each works as it is. docs/architecture.md says what comes next.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

FOLDER = Path(__file__).parent

Kind = Literal["source", "mart"]


class CannotWrite(ValueError):
    """The name is no name, or something of that name is there already."""


def write_skeleton(kind: Kind, name: str, root: Path, year: int) -> list[Path]:
    """Write the files of a new source or mart into the project.

    Args:
        kind: what is begun.
        name: lower snake case; the name of the folder or table.
        root: the project's folder.
        year: the first year that a source declares.

    Returns:
        The files, relative to the project.

    Raises:
        CannotWrite: when the name is not lower snake case, or one of the files exists.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise CannotWrite(f"{name!r} is no name of a {kind}: lower-case letters, digits and _ only, a letter first.")
    values = {"NAME": name, "YEAR": str(year)}

    def filled(text: str) -> str:
        return re.sub("|".join(values), lambda match: values[match[0]], text)

    skeletons = sorted(path for path in (FOLDER / kind).rglob("*") if path.is_file() and path.suffix != ".pyc")
    files = {Path(filled(str(path.relative_to(FOLDER / kind)))): path for path in skeletons}
    if kind == "source" and (root / "sources" / name).exists():
        raise CannotWrite(f"sources/{name}: there already. Choose another name, or remove it first.")
    if existing := [str(file) for file in files if (root / file).exists()]:
        raise CannotWrite(f"{', '.join(existing)}: there already. Choose another name, or remove it first.")
    for file, skeleton in files.items():
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_text(filled(skeleton.read_text(encoding="utf-8")), encoding="utf-8")
    return list(files)
