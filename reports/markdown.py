"""Markdown in which what somebody wrote is no more than its text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

#: What begins a link, a picture, HTML, an entity, code or another cell; a backslash makes it text.
_ACTS = re.compile(r"[\\`*\[\]<>|&]")


def markdown_table(names: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    r"""Rows as a table in Markdown; what is None is empty.

    Example:
        >>> print(markdown_table(["a"], [["[Kota](javascript:x)"]]), end="")
        | a |
        | --- |
        | \[Kota\](javascript:x) |
    """
    lines = [map(markdown_text, names), ["---"] * len(names), *(map(markdown_text, row) for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def markdown_text(value: object) -> str:
    """A value as text on one line; what is None is empty."""
    return "" if value is None else _ACTS.sub(r"\\\g<0>", " ".join(str(value).splitlines()))
