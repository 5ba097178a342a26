"""What strangers have written, where people are shown it: what would act instead of being read is made visible."""

from __future__ import annotations

import re
import unicodedata


def visible(text: str) -> str:
    r"""A text of which no character moves, hides or turns around another one: a terminal shows all of it as text.

    Lines and tabs stay. Blanks of every width stay, since documents print them.

    Examples:
        >>> visible("Kota\x1b[8m Magelang\u202e")
        'Kota\\x1b[8m Magelang\\u202e'
        >>> visible("Kota\u00a0Magelang, 3,69\n")
        'Kota\xa0Magelang, 3,69\n'
    """
    return text if text.isprintable() else "".join(c if _is_seen(c) else _escape(c) for c in text)


def on_one_line(text: str) -> str:
    """A visible text that is no more than its line: nobody can write a second one."""
    return visible(text.replace("\n", "\\n"))


def visible_json(line: str) -> str:
    r"""A line of JSON that says the same, without a character that acts: ``\u202e`` is an escape there, too."""
    return line if line.isprintable() else re.sub(r"[^ -~]", lambda found: _in_json(found[0]), line)


def _is_seen(character: str) -> bool:
    return character.isprintable() or character in "\n\t" or unicodedata.category(character) == "Zs"


def _escape(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def _in_json(character: str) -> str:
    if _is_seen(character):
        return character
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
