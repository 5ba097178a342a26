"""Read the catalogue of words, and render a code with the figures of its row as a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

import yaml
from babel.dates import format_date
from babel.numbers import format_decimal

from warehouse.spec import Column, DeclarationError, Language, Text

FOLDER = Path(__file__).parent
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

#: ``{column}``, ``{column:form}`` or ``{column:code:list}``.
_PLACEHOLDER = re.compile(r"\{(?P<column>\w+)(?::(?P<form>\w+)(?::(?P<list>\w+))?)?\}")
_NUMBER_FORMS = {
    "index": "0.00########",
    "signed": "+0.########;-0.########",
    "signed_index": "+0.00########;-0.00########",
    "count": "#,##0",
    "magnitude": "#,##0.##",
    "percent": "0.##%",
}


class UnknownWords(DeclarationError):
    """A list, a code or a placeholder that the catalogue does not have; the message names the file to edit."""


@dataclass(frozen=True)
class Placeholder:
    """Where a sentence shows a figure of its row.

    Args:
        column: the column of the row.
        form: how the figure is shown (`format_value`), ``code`` for the label of a code, or None.
        code_list: the list of that code.
    """

    column: str
    form: str | None
    code_list: str | None


@dataclass(frozen=True)
class CodeWords:
    """What one code of a list is called, and the sentence that it stands for.

    Args:
        code: the code as tables hold it.
        label: a short word.
        text: a sentence with placeholders that name columns of the same row, or None where the label says it all.
    """

    code: str
    label: Text
    text: Text | None

    def sentence(self, language: Language) -> str:
        """The sentence with its placeholders, or the label where there is none."""
        return (self.text or self.label).in_language(language)

    def parts(self, language: Language) -> Iterator[str | Placeholder]:
        """The sentence as a row of texts and figures."""
        yield from _parts(self.sentence(language))

    def placeholders(self) -> set[str]:
        """The columns that its sentences need."""
        languages: tuple[Language, ...] = ("id", "en")
        parts = (part for language in languages for part in self.parts(language))
        return {part.column for part in parts if isinstance(part, Placeholder)}


@dataclass(frozen=True)
class Catalogue:
    """Every column and every code list.

    Args:
        columns: by name.
        lists: the codes of a list in the order in which they are shown, by the list's name.
        interface: the lists that say what stands around figures, and that no column holds.
    """

    columns: Mapping[str, Column]
    lists: Mapping[str, Mapping[str, CodeWords]]
    interface: frozenset[str]

    def codes(self, code_list: str) -> tuple[str, ...]:
        """The codes of a list, in the order in which they are shown."""
        return tuple(self._list(code_list))

    def words(self, code_list: str, code: str) -> CodeWords:
        """Label and sentence of a code.

        Raises:
            UnknownWords: when there is no such list, or no such code in it.
        """
        found = self._list(code_list).get(code)
        if found is None:
            _missing(f"the list {code_list} has no code {code!r}; add it to the list in warehouse/words/")
        return found

    def label(self, code_list: str, code: str, language: Language) -> str:
        """What a code is called."""
        return self.words(code_list, code).label.in_language(language)

    def meaning(self, column: Column) -> Text:
        """What a column means, with the codes that it may hold."""
        if column.codes is None:
            return column.text
        lists = self._list(column.codes).values()

        def enumerated(language: Language) -> str:
            labels = ((words.code, words.label.in_language(language)) for words in lists)
            return ", ".join(code if code == label else f"{code} ({label})" for code, label in labels)

        return Text(f"{column.text.id} Kode: {enumerated('id')}.", f"{column.text.en} Codes: {enumerated('en')}.")

    def records(self) -> Iterator[dict[str, Any]]:
        """The rows of core.codes."""
        for name, codes in self.lists.items():
            if name in self.interface:
                continue
            for position, words in enumerate(codes.values(), start=1):
                text = words.text
                yield {
                    "code_list": name, "code": words.code, "code_position": position,
                    "label_id": words.label.id, "label_en": words.label.en,
                    "text_id": text and text.id, "text_en": text and text.en,
                }  # fmt: skip

    def _list(self, code_list: str) -> Mapping[str, CodeWords]:
        if code_list not in self.lists:
            _missing(f"there is no code list {code_list}; write it in a file of warehouse/words/codes/ or interface/")
        return self.lists[code_list]


@cache
def _parts(sentence: str) -> tuple[str | Placeholder, ...]:
    found: list[str | Placeholder] = []
    start = 0
    for match in _PLACEHOLDER.finditer(sentence):
        found += [sentence[start : match.start()], Placeholder(match["column"], match["form"], match["list"])]
        start = match.end()
    found.append(sentence[start:])
    return tuple(part for part in found if part)


@cache
def read_catalogue() -> Catalogue:
    """The catalogue as its YAML files have it.

    Raises:
        UnknownWords: when an entry lacks a part, a column names a code list that no file has, or two files have the
            same list.
    """
    columns = {name: _column(name, entry) for name, entry in _read(FOLDER / "columns.yml").items()}
    lists: dict[str, dict[str, CodeWords]] = {}
    interface: set[str] = set()
    for path in sorted([*FOLDER.glob("codes/*.yml"), *FOLDER.glob("interface/*.yml")]):
        file = path.relative_to(FOLDER)
        for name, codes in _read(path).items():
            if name in lists:
                _missing(f"the code list {name} stands in {file} and in another file; keep one")
            lists[name] = {code: _code_words(f"{file}: {name}: {code}", code, entry) for code, entry in codes.items()}
            if path.parent.name == "interface":
                interface.add(name)
    for column in columns.values():
        if column.codes is not None and column.codes not in lists:
            _missing(f"columns.yml: {column.name} has the codes {column.codes}, which no file of codes/ holds")
    return Catalogue(columns, lists, frozenset(interface))


def render(code_list: str, code: str, row: Mapping[str, Any], language: Language) -> str:
    """The sentence of a code, with the figures of its row in the notation of the language.

    Args:
        code_list: name of the list, normally that of the column.
        code: the code.
        row: the row that holds the code, by column; only the columns that the sentence names are read.
        language: ``id`` (3,69) or ``en`` (3.69).

    Raises:
        UnknownWords: when the list, the code, or a column that the sentence names is missing or empty.
    """
    catalogue = read_catalogue()

    def shown(part: str | Placeholder) -> str:
        if isinstance(part, str):
            return part
        value = row.get(part.column)
        if value is None:
            _missing(
                f"the sentence {code_list}.{code} needs {part.column}, which is empty or not in the row; correct "
                "the sentence in warehouse/words/, or the model that gives the code"
            )
        if part.code_list is not None:
            return catalogue.label(part.code_list, str(value), language)
        return format_value(value, part.form, language)

    return "".join(map(shown, catalogue.words(code_list, code).parts(language)))


def format_value(value: object, form: str | None, language: Language) -> str:
    """A number or date in the notation of the language; text as it is.

    Args:
        value: a number, a date or text.
        form: ``index`` (3,69), ``signed_index`` (+0,40), ``signed`` (+183,5), ``count`` (1.234),
            ``magnitude`` (9 of -9), ``percent`` (64,9%),
            ``date`` (1 Januari 2025), or None for text and years.
        language: ``id`` or ``en``.
    """
    if form is None:
        return str(value)
    if form == "date" and isinstance(value, date):
        return str(format_date(value, "d MMMM y", locale=language))
    if form in _NUMBER_FORMS and isinstance(value, int | Decimal):
        return _format_number(Decimal(value), form, language)
    _missing(f"{value!r} cannot be shown as {form}; the forms are {', '.join(_NUMBER_FORMS)}, date and code")


@cache  # the same figures stand on many pages
def _format_number(value: Decimal, form: str, language: Language) -> str:
    number = value / 100 if form == "percent" else value
    pattern = _NUMBER_FORMS[form] if number else _NUMBER_FORMS[form].removeprefix("+")
    return str(format_decimal(abs(number) if form == "magnitude" else number, pattern, locale=language))


def _read(path: Path) -> dict[str, Any]:
    try:
        return dict(yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER))
    except yaml.YAMLError as problem:
        _missing(f"warehouse/words/{path.relative_to(FOLDER)}: it is not YAML: {problem}")


def _column(name: str, entry: Mapping[str, Any]) -> Column:
    where = f"columns.yml: {name}"
    _need(where, entry, "type")
    between = entry.get("range")
    return Column(
        name,
        entry["type"],
        _text(where, entry),
        entry.get("unit"),
        codes=entry.get("codes"),
        range=between and tuple(between),
        pattern=entry.get("pattern"),
    )


def _code_words(where: str, code: str, entry: Mapping[str, Any]) -> CodeWords:
    _need(where, entry, "label")
    text = _text(f"{where}: text", entry["text"]) if "text" in entry else None
    return CodeWords(code, _text(f"{where}: label", entry["label"]), text)


def _text(where: str, entry: Mapping[str, str]) -> Text:
    _need(where, entry, "id", "en")
    return Text(entry["id"], entry["en"])


def _need(where: str, entry: object, *names: str) -> None:
    if missing := [name for name in names if not isinstance(entry, dict) or name not in entry]:
        _missing(f"warehouse/words/{where}: write its {' and '.join(missing)}")


def _missing(problem: str) -> NoReturn:
    raise UnknownWords(problem)
