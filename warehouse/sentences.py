"""Labels and sentences of the catalogue as SQL, so that a view shows what `words.catalogue.render` says.

Belongs here: the second implementation of the forms of figures, held equal to the first by a test over every row.
Does not belong here: words (words/), which view shows which column (reports/planner/).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from warehouse.connection import literal
from warehouse.spec import Column, DeclarationError, Language
from warehouse.words.catalogue import CodeWords, Placeholder, read_catalogue

_MONTHS = {
    "id": "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember",
    "en": "January February March April May June July August September October November December",
}


def label_sql(code_list: str, value: str, language: Language) -> str:
    """A SQL expression: what the code in `value` is called."""
    labels = {words.code: literal(words.label.in_language(language)) for words in _codes(code_list)}
    return choice_sql(value, labels)


def sentence_sql(code_list: str, value: str, row: Mapping[str, tuple[str, Column]], language: Language) -> str:
    """A SQL expression: the sentence of the code in `value`, with the figures of its row.

    Args:
        code_list: name of the list.
        value: the SQL expression of the code.
        row: by column, its SQL expression and what it is.
        language: of the words and of the notation of figures.

    Raises:
        DeclarationError: when the sentence needs a column that the row does not have.
    """

    def shown(part: Placeholder) -> str:
        if part.column not in row:
            raise DeclarationError(f"the sentences of {code_list} need the column {part.column}")
        figure, column = row[part.column]
        if part.code_list is not None:
            return label_sql(part.code_list, figure, language)
        return figure_sql(figure, column.type, part.form, language)

    return choice_sql(value, {words.code: filled_sql(words, shown, language) for words in _codes(code_list)})


def filled_sql(words: CodeWords, shown: Callable[[Placeholder], str], language: Language) -> str:
    """A SQL expression: the sentence with what `shown` gives for each of its placeholders; NULL where one is NULL.

    One call of format() is bound faster, and stored smaller, than a chain of ||.
    """
    text, figures = "", []
    for part in words.parts(language):
        if isinstance(part, str):
            text += part.replace("{", "{{").replace("}", "}}")
        else:
            text += "{}"
            figures.append(shown(part))
    return f"format({', '.join([literal(text), *figures])})" if figures else literal(words.sentence(language))


def choice_sql(value: str, by_code: Mapping[str, str]) -> str:
    """A SQL expression: of these expressions, that of the code in `value`; NULL for another code."""
    choices = " ".join(f"WHEN {literal(code)} THEN {expression}" for code, expression in by_code.items())
    return f"CASE {value} {choices} END"


def figure_sql(value: str, type_name: str, form: str | None, language: Language) -> str:
    """A SQL expression: a figure in the notation of the language, as `format_value` shows it.

    Raises:
        DeclarationError: when a figure of this type cannot be shown in the form.
    """
    scale = _scale(type_name)
    text = f"CAST({value} AS VARCHAR)"
    if form is None:
        return text
    if form == "date" and type_name == "DATE":
        month = f"split_part({literal(_MONTHS[language])}, ' ', CAST(month({value}) AS INTEGER))"
        return f"(day({value}) || ' ' || {month} || ' ' || year({value}))"
    if scale is not None and form in {"index", "signed_index"}:
        if scale < 2:  # noqa: PLR2004 - an index has two decimals at least
            text = f"CAST(CAST({value} AS DECIMAL(18, 2)) AS VARCHAR)"
        text = _in_language(_without_zeros(text, keep=2), language)
        return _with_plus(value, text) if form == "signed_index" else text
    if scale is not None and form in {"signed", "percent"}:
        text = _in_language(_without_zeros(text, keep=0) if scale else text, language)
        return _with_plus(value, text) if form == "signed" else f"({text} || '%')"
    if scale == 0 and form in {"count", "magnitude"}:
        number = f"abs({value})" if form == "magnitude" else value
        grouped = f"format('{{:,}}', CAST({number} AS BIGINT))"
        return f"replace({grouped}, ',', '.')" if language == "id" else grouped
    raise DeclarationError(f"{value} is {type_name}, which SQL cannot show as {form}; see warehouse/sentences.py")


def _codes(code_list: str) -> list[CodeWords]:
    catalogue = read_catalogue()
    return [catalogue.words(code_list, code) for code in catalogue.codes(code_list)]


def _scale(type_name: str) -> int | None:
    """Decimals of a number's type; None when it is not an exact number."""
    if type_name in {"INTEGER", "BIGINT"}:
        return 0
    found = re.fullmatch(r"DECIMAL\(\d+,\s*(\d+)\)", type_name)
    return int(found[1]) if found else None


def _without_zeros(text: str, keep: int) -> str:
    if keep:
        return f"regexp_replace({text}, '(\\.[0-9]{{{keep}}}[0-9]*?)0+$', '\\1')"
    return f"regexp_replace({text}, '(\\.[0-9]*[1-9])?\\.?0*$', '\\1')"


def _in_language(text: str, language: Language) -> str:
    return f"replace({text}, '.', ',')" if language == "id" else text


def _with_plus(value: str, text: str) -> str:
    return f"(CASE WHEN {value} > 0 THEN '+' ELSE '' END || {text})"
