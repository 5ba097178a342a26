"""Typed lists as YAML; no type is guessed: 3.50 stays 3.50."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import yaml

from sources.declaration.errors import SourceError
from sources.reading.content import Content
from sources.reading.entry_forms import Entry, EntryForm, EntryLists, filled, known_columns
from sources.reading.parts import NotThis

#: What is larger was not typed by hand.
MAX_BYTES = 1024 * 1024
#: A mapping with a list of mappings has a depth of three; one more is refused by the key that holds it.
_MAX_YAML_DEPTH = 4
_YAML_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_NAME = "name"


@dataclass
class YamlNode:
    """A part of a YAML file: a text, a list of parts, or a mapping with its keys and values in turn."""

    kind: Literal["text", "list", "mapping"]
    line: int
    text: str = ""
    items: list[YamlNode] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        """The keys of a mapping; none of another part."""
        return [key.text for key in self.items[::2]] if self.kind == "mapping" else []

    @property
    def is_entry_list(self) -> bool:
        """Whether it is a list of entries, alone or below a key: no table, however many commas it has."""
        if self.kind == "mapping":
            return any(value.kind == "list" for value in self.items[1::2])
        return self.kind == "list" and bool(self.items) and self.items[0].kind == "mapping"


def as_text(content: Content) -> str | NotThis:
    """The text of a file that may have been typed."""
    if len(content.data) > MAX_BYTES:
        return NotThis(f"at most {MAX_BYTES:,} bytes; the file has {len(content.data):,}")
    try:
        return content.data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return NotThis("UTF-8 text; the file is in another encoding")


def compose_yaml(content: Content) -> tuple[YamlNode | None, SourceError | None]:
    """The root of a text as YAML, and why it is not YAML to its end; the root is then what stands before that.

    A few lines of nested aliases can stand for gigabytes, and deep nesting exhausts the stack: reading ends at either.
    """
    text = as_text(content)
    root: YamlNode | None = None
    open_nodes: list[YamlNode] = []
    try:
        for event in () if isinstance(text, NotThis) else yaml.parse(text, Loader=_YAML_LOADER):
            line = event.start_mark.line + 1 if event.start_mark else 1
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                return root, content.refusal("it has a YAML anchor or alias (& or *).", "write each text out.", line)
            if len(open_nodes) > _MAX_YAML_DEPTH:
                return root, content.refusal("it is nested too deeply.", "write a plain list of entries.", line)
            if isinstance(event, yaml.DocumentStartEvent) and root is not None:
                return root, content.refusal("it has several YAML documents.", "leave out all but the first.", line)
            if isinstance(event, yaml.CollectionEndEvent):
                open_nodes.pop()
            elif isinstance(event, yaml.NodeEvent):
                node = _node(event, line)
                if open_nodes:
                    open_nodes[-1].items.append(node)
                root = root or node
                open_nodes += [node] if node.kind != "text" else []
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        return root, content.refusal(
            f"it is not YAML: {' '.join(str(getattr(error, 'problem', None) or error).split())}.",
            "put a text that holds a colon, a comma or a brace into quotation marks, and indent all entries alike.",
            mark.line + 1 if mark else None,
        )
    return root, None


def _node(event: yaml.NodeEvent, line: int) -> YamlNode:
    if isinstance(event, yaml.MappingStartEvent):
        return YamlNode("mapping", line)
    return YamlNode("text", line, event.value) if isinstance(event, yaml.ScalarEvent) else YamlNode("list", line)


def yaml_lists(content: Content, forms: Sequence[EntryForm], *, bare_list: bool) -> EntryLists | None:
    """The lists of a YAML file, below a key each; None when it has none of them.

    Args:
        content: the file.
        forms: the lists that it may hold.
        bare_list: whether a list without a key is one of the first form, too.

    Raises:
        SourceError: when it is such a file, and it is broken, a name in it is unknown, or a list is empty.
    """
    root, broken = compose_yaml(content)
    if root is None:
        return None
    keys = [form.table for form in forms]
    is_bare = root.kind == "list" and bare_list
    first = {forms[0].column(name) for name in root.items[0].names} if is_bare and root.items else set()
    if not (set(root.names) & set(keys) or first & set(forms[0].required)):
        return None
    if broken is not None:
        raise broken
    if is_bare:
        return EntryLists("", {keys[0]: _yaml_entries(content, root, forms[0], {})})
    shared = {name: form.column(name) for form in forms for name in root.names if form.column(name) in form.shared}
    known = [_NAME, *keys, *(name for form in forms for name in form.shared)]
    unknown = [name for name in root.names if name not in {_NAME, *keys, *shared}]
    twice = len({shared.get(name, name) for name in root.names}) != len(root.names)
    if unknown or twice:
        raise content.refusal(
            f"unknown: {', '.join(map(repr, unknown))}." if unknown else "one key stands twice.",
            f"the keys of the file are {', '.join(known)}, each at most once.",
        )
    below = dict(zip(root.names, root.items[1::2], strict=True))
    for name in (_NAME, *shared):
        if name in below and not below[name].text.strip():
            raise content.refusal(f"its {name} is no text.", "write e.g. name: rpjmd-kota-contoh.", below[name].line)
    stated = {column: below[name].text for name, column in shared.items() if column}
    name = below[_NAME].text.strip() if _NAME in below else ""
    lists = {
        form.table: _yaml_entries(content, below[form.table], form, stated) for form in forms if form.table in below
    }
    return EntryLists(name, lists)


def _yaml_entries(content: Content, listed: YamlNode, form: EntryForm, shared: dict[str, str]) -> list[Entry]:
    if listed.kind != "list":
        raise content.refusal(
            f"{form.table} is no list.", "begin each entry on a line of its own, with a hyphen.", listed.line
        )
    entries = []
    for number, node in enumerate(listed.items, start=1):
        missing = form.lacks([form.column(name) for name in node.names])
        if missing:
            raise content.refusal(
                f"entry {number} has no {', '.join(missing)}.", "state it, or remove the entry.", node.line
            )
        names = known_columns(content, form, node.names, "", node.line)
        cells = dict(shared)
        for name, value in zip(names, node.items[1::2], strict=True):
            if value.kind != "text":
                raise content.refusal(
                    f"entry {number}: {name} is no single text.", "write one text per key.", node.line
                )
            cells[name] = form.cell(name, value.text)
        entries.append(Entry(node.line, cells))
    return filled(content, form, entries, "", listed.line)
