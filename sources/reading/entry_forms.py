"""What lists of typed entries may hold, whatever file they are typed in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from sources.declaration.errors import SourceError
from sources.reading.content import Content
from sources.reading.spelling import plain_words

#: Headings of a table's own row numbers, which are not read.
_ROW_NUMBERS = {"no", "nomor", "no urut", "nomor urut"}


@dataclass(frozen=True)
class EntryForm:
    """One kind of entry.

    Args:
        table: what a list of them is called: the key of the YAML list, and the raw table of targets and costs.
        entry: what one is called in a message.
        columns: the names that an entry may have, in the order of its raw table.
        required: those that it must have.
        any_of: columns of which it must have one at least; none when empty.
        headings: what else a column may be called, parted by ``|``: planners' names in both languages. Case, spaces
            and signs do not matter. Those under "" are known and not read.
        words: what else may stand for a code, by column and code: its label in the planners' views.
        shared: the columns that may be stated once for all entries: above the list in YAML, above the table in a sheet.
    """

    table: str
    entry: str
    columns: tuple[str, ...]
    required: tuple[str, ...]
    any_of: tuple[str, ...] = ()
    headings: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    shared: tuple[str, ...] = ()

    @cached_property
    def _columns_by_heading(self) -> dict[str, str]:
        own = {plain_words(name): name for name in self.columns}
        others = {plain_words(text): name for name, texts in self.headings.items() for text in texts.split("|")}
        return {**dict.fromkeys(_ROW_NUMBERS, ""), **others, **own}

    @cached_property
    def _codes_by_word(self) -> dict[str, dict[str, str]]:
        return {
            name: {plain_words(word): code for code, words in codes.items() for word in words.split("|")}
            for name, codes in self.words.items()
        }

    def column(self, heading: str) -> str | None:
        """The column that a heading or key names, without a remark in brackets: ``Tingkat (isi 1-5)``.

        Returns "" for one that is not read, as a row's own number; None for one that is not known.
        """
        return self._columns_by_heading.get(plain_words(re.sub(r"\(.*?\)", " ", heading)))

    def lacks(self, names: Sequence[str | None]) -> list[str]:
        """What is missing in these columns for an entry; what may be shared is looked for later."""
        missing = [name for name in self.required if name not in names and name not in self.shared]
        return missing + ([" or ".join(self.any_of)] if self.any_of and not set(self.any_of) & set(names) else [])

    def cell(self, name: str, text: str) -> str:
        """The text of a cell, a label turned into its code."""
        return self._codes_by_word.get(name, {}).get(plain_words(text), text)

    def known_names(self) -> str:
        """Every column with the first of its other headings, for messages."""
        first = {name: texts.split("|")[0].strip() for name, texts in self.headings.items() if name}
        return ", ".join(f"{name} ({first[name]})" if name in first else name for name in self.columns)


@dataclass(frozen=True)
class Entry:
    """One entry as written.

    Args:
        line: the line of the file, or the row of the sheet, that it stands on.
        cells: what is written, by column; columns that are left out are missing.
        sheet: the sheet of a workbook; "" elsewhere.
    """

    line: int
    cells: dict[str, str]
    sheet: str = ""

    def refusal(self, content: Content, problem: str, remedy: str) -> SourceError:
        """The error that names the entry's place."""
        return refusal_at(content, self.sheet, self.line, problem, remedy)


@dataclass(frozen=True)
class EntryLists:
    """What a file holds.

    Args:
        name: the file's own name for itself, "" when it has none.
        lists: the entries by table; a list that the file has not is missing.
        titles: the lines above the table of each list that say nothing else, in a sheet.
        remarks: what a reader of the entries should know of the file.
    """

    name: str
    lists: Mapping[str, list[Entry]]
    titles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()


def refusal_at(content: Content, sheet: str, line: int, problem: str, remedy: str) -> SourceError:
    """The error that names a line, in a workbook the row of a sheet."""
    if sheet:
        return content.refusal(f"sheet {sheet!r}, row {line}: {problem}", remedy)
    return content.refusal(problem, remedy, line)


def known_columns(content: Content, form: EntryForm, headings: Sequence[str], sheet: str, line: int) -> list[str]:
    """The columns that headings or keys name, "" for row numbers.

    Raises:
        SourceError: when one is not known, or two name one column.
    """
    names = [form.column(heading) for heading in headings]
    unknown = [heading for heading, name in zip(headings, names, strict=True) if name is None]
    stated = [name for name in names if name]
    # Between braces a comma ends a text in YAML, also the one of 3,80.
    hint = '; in YAML put a text that holds a comma into quotation marks: "3,80"'
    remedy = f"the names are {form.known_names()}, each once{hint}."
    if unknown:
        raise refusal_at(content, sheet, line, f"unknown: {', '.join(map(repr, unknown))}.", remedy)
    twice = [heading for heading, name in zip(headings, names, strict=True) if name and stated.count(name) > 1]
    if twice:
        raise refusal_at(content, sheet, line, f"one name stands twice: {', '.join(map(repr, twice))}.", remedy)
    return [name or "" for name in names]


def filled(content: Content, form: EntryForm, entries: list[Entry], sheet: str, line: int) -> list[Entry]:
    """The entries of a list, which must have one."""
    if not entries:
        raise refusal_at(content, sheet, line, f"{form.table} has no entry.", "write one, or leave the list out.")
    return entries
