"""The fenced blocks of a document, and what it says that they print."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```\n(?:```text\n(.*?)^```\n)?", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """Something to run.

    Args:
        language: as the document names it: sql, sh, python, ...
        code: the text of the block.
        printed: the text of the block `text` that follows at once, or empty where none does.
    """

    language: str
    code: str
    printed: str


def read_blocks(document: Path) -> list[Block]:
    """The blocks of a Markdown file that name a language, in order; each `text` belongs to the block before it."""
    return [Block(*found) for found in _BLOCK.findall(document.read_text(encoding="utf-8"))]
