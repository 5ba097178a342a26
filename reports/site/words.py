"""What a page says: words of the catalogue and figures, in one language, safe to stand in HTML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from markupsafe import Markup, escape

from warehouse.spec import Language, Text
from warehouse.words.catalogue import format_value, read_catalogue, render

_NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True)
class Words:
    """The words of one language.

    Args:
        language: of the words.
        instrument: of the year that is shown, which says what the index and its parts are called.
    """

    language: Language
    instrument: str = ""

    def say(self, code: str, row: Mapping[str, Any] = _NOTHING, **figures: object) -> Markup:
        """A sentence or word of the site, with the figures of a row and further ones."""
        if row is _NOTHING and not figures:
            return _word(self, code)
        return self.tell("site", code, {"instrument": self.instrument, **row, **figures})

    def tell(self, code_list: str, code: str, row: Mapping[str, Any] = _NOTHING) -> Markup:
        """The sentence of a code of a list."""
        return self.mark(render(code_list, code, row, self.language))

    def label(self, code_list: str, code: str) -> Markup:
        """What a code is called."""
        return self.mark(read_catalogue().label(code_list, code, self.language))

    def show(self, value: object, form: str | None = "index") -> str:
        """A figure in the notation of the language."""
        return format_value(value, form, self.language)

    def choose(self, text: Text) -> str:
        """Of two texts, that of the language."""
        return text.in_language(self.language)

    def of_row(self, row: Mapping[str, Any], column: str) -> Any:  # noqa: ANN401 - a cell
        """Of two columns, such as ``name_id`` and ``name_en``, the value of that of the language."""
        return row[f"{column}_{self.language}"]

    def mark(self, text: str) -> Markup:
        """The text for HTML; Indonesian words of a grade are marked as such where the page is English."""
        escaped = escape(text)
        if self.language == "id" or "(" not in text:
            return escaped
        return Markup(_grades().sub(r'<span lang="id">\1</span>', str(escaped)))

    def in_indonesian(self, sentence: Markup, phrase: str) -> Markup:
        """A sentence in which a phrase stays Indonesian, marked as such where the page is English."""
        if self.language == "id" or not phrase:
            return sentence
        return Markup(sentence.replace(escape(phrase), Markup('<span lang="id">{}</span>').format(phrase)))


@cache
def _word(words: Words, code: str) -> Markup:
    return words.tell("site", code, {"instrument": words.instrument})


@cache
def _grades() -> re.Pattern[str]:
    names = sorted(read_catalogue().codes("predikat"), key=len, reverse=True)
    return re.compile(rf"(?<=\()({'|'.join(map(re.escape, names))})(?=\))")
