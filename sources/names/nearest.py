"""What may have been meant by a word that is not known."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

#: A person reads the first few; comparing one word with a thousand takes milliseconds, and a file may hold many.
_MOST_WORDS = 200
_MOST_ALIKE = 3


class Nearest:
    """The known words that are most alike, for the first words that are asked about; later ones have none."""

    def __init__(self, alike: float) -> None:
        """Args: alike: how alike two words must be at least, from 0 to 1."""
        self._alike = alike
        self._found: dict[tuple[str, str | None], list[str]] = {}

    def to(self, word: str, known: Iterable[str], group: str | None = None) -> list[str]:
        """The words most alike, the most alike first.

        Args:
            word: what is not known.
            known: what is; the same for one group whenever it is asked.
            group: which words those are.
        """
        asked = word, group
        if asked not in self._found:
            if len(self._found) >= _MOST_WORDS:
                return []
            self._found[asked] = difflib.get_close_matches(word, known, _MOST_ALIKE, self._alike)
        return self._found[asked]
