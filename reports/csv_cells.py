"""Texts in CSV that a spreadsheet program, opening the file, would take for a formula."""

from __future__ import annotations

import re

#: How a formula begins: an equals or at sign, also of full width, a tab, a return; a sign before what is no number, as
#: ``-0,30`` and ``+5 %`` are. In a syntax that Arrow's expressions share.
FORMULA = r"(?s)^([=@\x{FF1D}\x{FF20}\t\r]|[+\x{FF0B}\x{FF0D}-].*[^0-9\s.,%])"
_IN_PYTHON = re.compile(re.sub(r"\\x\{(\w+)\}", r"\\u\1", FORMULA))
#: What is set before it. A program that wants the text itself takes the first character away again.
GUARD = "'"


def guarded(value: object) -> object:
    """A cell as it is; before a text that would be a formula, an apostrophe.

    Examples:
        >>> guarded("=1+1"), guarded("-0,30"), guarded("-"), guarded("Kota Magelang"), guarded(-3)
        ("'=1+1", '-0,30', '-', 'Kota Magelang', -3)
    """
    return GUARD + value if isinstance(value, str) and _IN_PYTHON.match(value) else value
