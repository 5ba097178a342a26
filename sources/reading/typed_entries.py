"""Entries that a person has typed, as text: a CSV with a header, or a YAML list.

Belongs here: both forms read without guessing types, so that 3.50 stays 3.50 and 33.10 stays 33.10; names that are
unknown, doubled or missing. Does not belong here: which names there are, and what an entry must say (each source).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

import yaml

from sources.declaration.errors import SourceError
from sources.reading.content import Content
from sources.reading.parts import NotThis

#: What is larger was not typed by hand.
MAX_BYTES = 1024 * 1024
#: A mapping with a list of mappings has a depth of three; one more is told by the key that holds it.
_MAX_YAML_DEPTH = 4
_YAML_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True)
class Form:
    """One kind of entry.

    Args:
        what: what a list of them is called: "statements".
        columns: the names that an entry may have, in the order of its raw table.
        required: those that it must have.
    """

    what: str
    columns: tuple[str, ...]
    required: tuple[str, ...]


@dataclass(frozen=True)
class Entry:
    """One entry as written.

    Args:
        line: the line of the file that it stands on.
        cells: what is written, by column; columns that are left out are missing.
    """

    line: int
    cells: dict[str, str]


def as_text(content: Content) -> str | NotThis:
    """The text of a file that may have been typed."""
    if len(content.data) > MAX_BYTES:
        return NotThis(f"at most {MAX_BYTES:,} bytes; the file has {len(content.data):,}")
    try:
        return content.data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return NotThis("UTF-8 text; the file is in another encoding")


def is_yaml_list(content: Content) -> bool:
    """Whether it is a YAML list of entries, alone or below a key: no table, however many commas it has."""
    text = as_text(content)
    below_key = False
    for line in [] if isinstance(text, NotThis) else text.splitlines():
        if not line.strip() or line.lstrip().startswith("#") or line == "---":
            continue
        if below_key and re.match(r"\s*-(?:\s|$)", line):
            return True
        if not re.match(r"[a-z_]+\s*:(?:\s|$)", line):
            return re.match(r"-\s+\{?\s*[a-z_]+\s*:", line) is not None
        below_key = re.fullmatch(r"[a-z_]+\s*:\s*(?:#.*)?", line) is not None
    return False


def csv_entries(content: Content, text: str, form: Form) -> list[Entry] | NotThis:
    """The rows of a CSV whose header names at least what the form requires.

    Raises:
        SourceError: when it is such a file, and a name in it is unknown or a row is broken.
    """
    first = text.split("\n", 1)[0]
    # A spreadsheet with Indonesian settings separates by semicolons, since the comma is the decimal sign.
    separator = ";" if first.count(";") > first.count(",") else ","
    try:
        header = [name.strip().lower() for name in next(csv.reader([first], delimiter=separator), [])]
    except csv.Error as error:
        return NotThis(f"a first line with column names; {error}")
    missing = [name for name in form.required if name not in header]
    if missing:
        return NotThis(f"the columns {', '.join(form.required)}; the first line has no {', '.join(missing)}")
    _check_names(content, header, form, 1)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    entries = []
    try:
        next(lines)
        for cells in lines:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                raise SourceError(
                    content.path, f"{len(cells)} cells where {len(header)} columns are named ({cells!r}).",
                    f"put a cell with a {'comma' if separator == ',' else 'semicolon'} into quotation marks.",
                    lines.line_num,
                )  # fmt: skip
            entries.append(Entry(lines.line_num, dict(zip(header, cells, strict=True))))
    except csv.Error as error:
        raise SourceError(content.path, f"it is not CSV ({error}).", "correct the line.", lines.line_num) from error
    return entries


def yaml_entries(content: Content, listed: yaml.SequenceNode, form: Form) -> list[Entry]:
    """The entries of a YAML list.

    Raises:
        SourceError: for an entry without a required name, with an unknown or doubled one, or with more than one
            text to a name.
    """
    entries = []
    for number, node in enumerate(listed.value, start=1):
        line, names = node.start_mark.line + 1, names_of(node)
        missing = [name for name in form.required if name not in names]
        if missing:
            raise SourceError(
                content.path, f"entry {number} has no {', '.join(missing)}.", "state it, or remove the entry.", line
            )
        _check_names(content, names, form, line, is_yaml=True)
        cells = {}
        for name, (_, value) in zip(names, node.value, strict=True):
            if not isinstance(value, yaml.ScalarNode):
                raise SourceError(
                    content.path, f"entry {number}: {name} is no single text.", "write one text per key.", line
                )
            cells[name] = value.value
        entries.append(Entry(line, cells))
    return entries


def compose(content: Content, text: str, what: str) -> yaml.Node | None:
    """The YAML as nodes, once its events show neither an alias nor a depth that a typed list does not have.

    A few lines of nested aliases can stand for gigabytes, and deep nesting exhausts the stack.

    Args:
        content: the file, for messages.
        text: its text.
        what: what the list is called.

    Raises:
        SourceError: for an alias, an anchor, or too deep a nesting.
        yaml.YAMLError: when it is not YAML.
    """
    depth = 0
    for event in yaml.parse(text, Loader=_YAML_LOADER):
        line = event.start_mark.line + 1 if event.start_mark else None
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise SourceError(content.path, "it has a YAML anchor or alias (& or *).", "write each text out.", line)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _MAX_YAML_DEPTH:
            raise SourceError(content.path, "it is nested too deeply.", f"write a plain list of {what}.", line)
    return yaml.compose(text, Loader=_YAML_LOADER)


def names_of(node: yaml.Node) -> list[str]:
    """The keys of a mapping; none for another node."""
    if not isinstance(node, yaml.MappingNode):
        return []
    return [str(key.value) for key, _ in node.value]


def _check_names(content: Content, names: Sequence[str], form: Form, line: int, *, is_yaml: bool = False) -> None:
    # Between braces a comma ends a text, also the one of 3,80.
    hint = '; put a text that holds a comma into quotation marks: "3,80"' if is_yaml else ""
    unknown = [name for name in names if name not in form.columns]
    if unknown or len(set(names)) != len(names):
        raise SourceError(
            content.path, f"unknown: {', '.join(map(repr, unknown))}." if unknown else "one name stands twice.",
            f"the names are {', '.join(form.columns)}, each once{hint}.", line,
        )  # fmt: skip
