"""Typed statements as entries of text: a CSV with a header, or a YAML list.

Belongs here: the two forms of the file, read without guessing types, so that 3.50 stays 3.50. Does not belong here:
what a statement must say (parse.py).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

import yaml

from sources.errors import SourceError
from sources.reading.content import Content
from sources.reading.parts import NotThis

COLUMNS = (
    "row_no", "evaluation_year", "agency", "level", "province", "index", "predikat", "url", "stated_on", "stated_by",
    "note",
)  # fmt: skip
REQUIRED = ("evaluation_year", "agency", "index", "url")
#: Ten times the bundled statements fit; what is larger was not typed by hand.
MAX_BYTES = 1024 * 1024
#: A mapping with a list of mappings has a depth of three; one more is told by the key that holds it.
_MAX_YAML_DEPTH = 4
_YAML_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True)
class Entry:
    """One statement as written.

    Args:
        line: the line of the file that it stands on.
        cells: what is written, by column; columns that are left out are missing.
    """

    line: int
    cells: dict[str, str]


def read_entries(content: Content) -> list[Entry] | NotThis:
    """The entries of a file of statements, in its order.

    Raises:
        SourceError: when it is such a file, and a name in it is unknown or a row is broken.
    """
    if len(content.data) > MAX_BYTES:
        return NotThis(f"at most {MAX_BYTES:,} bytes; the file has {len(content.data):,}")
    try:
        text = content.data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return NotThis("UTF-8 text; the file is in another encoding")
    return _yaml_entries(content, text) if _looks_like_yaml(text) else _csv_entries(content, text)


def _looks_like_yaml(text: str) -> bool:
    for line in text.splitlines():
        if line.strip() and not line.startswith(("#", "---")):
            return line == "-" or line.startswith("- ") or line.rstrip() == "statements:"
    return False


def _csv_entries(content: Content, text: str) -> list[Entry] | NotThis:
    first = text.split("\n", 1)[0]
    # A spreadsheet with Indonesian settings separates by semicolons, since the comma is the decimal sign.
    separator = ";" if first.count(";") > first.count(",") else ","
    try:
        header = [name.strip().lower() for name in next(csv.reader([first], delimiter=separator), [])]
    except csv.Error as error:
        return NotThis(f"a first line with column names; {error}")
    missing = [name for name in REQUIRED if name not in header]
    if missing:
        return NotThis(f"the columns {', '.join(REQUIRED)}; the first line has no {', '.join(missing)}")
    _check_names(content, header, 1)
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


def _yaml_entries(content: Content, text: str) -> list[Entry] | NotThis:
    try:
        root = _compose(content, text)
    except yaml.YAMLError as error:
        return NotThis(f"a YAML list of statements; {' '.join(str(error).split())}")
    stated = isinstance(root, yaml.MappingNode)
    if isinstance(root, yaml.MappingNode):
        if _names(root) != ["statements"]:
            return NotThis("the one YAML key `statements`; it has others")
        root = root.value[0][1]
    if not isinstance(root, yaml.SequenceNode):
        return NotThis("a YAML list of statements")
    entries = []
    for number, node in enumerate(root.value, start=1):
        line, names = node.start_mark.line + 1, _names(node)
        missing = [name for name in REQUIRED if name not in names]
        if missing and number == 1 and not stated:
            return NotThis(f"entries with the keys {', '.join(REQUIRED)}; the first has no {', '.join(missing)}")
        if missing:
            raise SourceError(
                content.path, f"entry {number} has no {', '.join(missing)}.", "state it, or remove the entry.", line
            )
        _check_names(content, names, line)
        values = [value for _, value in node.value]
        for name, value in zip(names, values, strict=True):
            if not isinstance(value, yaml.ScalarNode):
                raise SourceError(
                    content.path, f"entry {number}: {name} is no single text.", "write one text per key.", line
                )
        entries.append(Entry(line, {name: value.value for name, value in zip(names, values, strict=True)}))
    return entries


def _compose(content: Content, text: str) -> yaml.Node | None:
    """The YAML as nodes, once its events show neither an alias nor a depth that statements do not have.

    A few lines of nested aliases can stand for gigabytes, and deep nesting exhausts the stack.
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
            raise SourceError(content.path, "it is nested too deeply.", "write a plain list of statements.", line)
    return yaml.compose(text, Loader=_YAML_LOADER)


def _names(node: yaml.Node) -> list[str]:
    """The keys of a mapping; none for another node."""
    if not isinstance(node, yaml.MappingNode):
        return []
    return [str(key.value) for key, _ in node.value]


def _check_names(content: Content, names: Sequence[str], line: int) -> None:
    unknown = [name for name in names if name not in COLUMNS]
    if unknown or len(set(names)) != len(names):
        raise SourceError(
            content.path, f"unknown: {', '.join(map(repr, unknown))}." if unknown else "one name stands twice.",
            f"the names are {', '.join(COLUMNS)}, each once.", line,
        )  # fmt: skip
