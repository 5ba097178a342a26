"""Lists of entries that a person has typed, as a CSV with a header or as YAML; no type is guessed: 3.50 stays 3.50."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import yaml

from sources.declaration.errors import SourceError
from sources.reading.content import Content
from sources.reading.parts import NotThis
from sources.reading.typed_cells import cell_problems

#: What is larger was not typed by hand.
MAX_BYTES = 1024 * 1024
#: A mapping with a list of mappings has a depth of three; one more is refused by the key that holds it.
_MAX_YAML_DEPTH = 4
_YAML_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_NAME = "name"


@dataclass(frozen=True)
class EntryForm:
    """One kind of entry.

    Args:
        table: what a list of them is called: the key of the YAML list, and the raw table of targets and costs.
        entry: what one is called in a message.
        columns: the names that an entry may have, in the order of its raw table.
        required: those that it must have.
    """

    table: str
    entry: str
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


@dataclass(frozen=True)
class EntryLists:
    """What a file holds.

    Args:
        name: the file's own name for itself, "" when it has none.
        lists: the entries by table; a list that the file has not is missing.
    """

    name: str
    lists: Mapping[str, list[Entry]]


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


def read_entry_lists(content: Content, forms: Sequence[EntryForm], *, bare_list: bool = False) -> EntryLists | NotThis:
    """The lists of a file: below a key each and perhaps with the key `name`, or one list as a CSV.

    Args:
        content: the file.
        forms: the lists that it may hold.
        bare_list: whether a YAML list without a key is one of the first form, too.

    Raises:
        SourceError: when it is such a file, and it is broken, a name in it is unknown, or a list is empty.
    """
    root, broken = compose_yaml(content)
    keys = [form.table for form in forms]
    is_bare = root is not None and root.kind == "list" and bare_list
    first = root.items[0].names if is_bare and root is not None and root.items else []
    if root is None or not (set(root.names) & set(keys) or set(first) & set(forms[0].required)):
        return _csv_list(content, forms)
    if broken is not None:
        raise broken
    if is_bare:
        return EntryLists("", {keys[0]: _yaml_entries(content, root, forms[0])})
    known = [_NAME, *keys]
    unknown = [name for name in root.names if name not in known]
    if unknown or len(set(root.names)) != len(root.names):
        raise content.refusal(
            f"unknown: {', '.join(map(repr, unknown))}." if unknown else "one key stands twice.",
            f"the keys of the file are {', '.join(known)}, each at most once.",
        )
    below = dict(zip(root.names, root.items[1::2], strict=True))
    name = below.pop(_NAME, None)
    if name is not None and not name.text.strip():
        raise content.refusal("its name is no text.", "write e.g. name: rpjmd-kota-contoh.", name.line)
    lists = {form.table: _yaml_entries(content, below[form.table], form) for form in forms if form.table in below}
    return EntryLists(name.text.strip() if name else "", lists)


def _yaml_entries(content: Content, listed: YamlNode, form: EntryForm) -> list[Entry]:
    if listed.kind != "list":
        raise content.refusal(
            f"{form.table} is no list.", "begin each entry on a line of its own, with a hyphen.", listed.line
        )
    entries = []
    for number, node in enumerate(listed.items, start=1):
        missing = [name for name in form.required if name not in node.names]
        if missing:
            raise content.refusal(
                f"entry {number} has no {', '.join(missing)}.", "state it, or remove the entry.", node.line
            )
        # Between braces a comma ends a text, also the one of 3,80.
        _check_names(
            content, node.names, form, node.line, '; put a text that holds a comma into quotation marks: "3,80"'
        )
        cells = dict(zip(node.names, node.items[1::2], strict=True))
        for name, value in cells.items():
            if value.kind != "text":
                raise content.refusal(
                    f"entry {number}: {name} is no single text.", "write one text per key.", node.line
                )
        entries.append(Entry(node.line, {name: value.text for name, value in cells.items()}))
    return _filled(content, form, entries, listed.line)


def _csv_list(content: Content, forms: Sequence[EntryForm]) -> EntryLists | NotThis:
    text = as_text(content)
    if isinstance(text, NotThis):
        return text
    looked_for = [f"the YAML keys {' or '.join(form.table for form in forms)}"]
    for form in forms:
        entries = _csv_entries(content, text, form)
        if not isinstance(entries, NotThis):
            return EntryLists("", {form.table: entries})
        looked_for.append(entries.looked_for)
    return NotThis("; or ".join(looked_for))


def _csv_entries(content: Content, text: str, form: EntryForm) -> list[Entry] | NotThis:
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
                raise content.refusal(
                    f"{len(cells)} cells where {len(header)} columns are named ({cells!r}).",
                    f"put a cell with a {'comma' if separator == ',' else 'semicolon'} into quotation marks.",
                    lines.line_num,
                )
            entries.append(Entry(lines.line_num, dict(zip(header, cells, strict=True))))
    except csv.Error as error:
        raise content.refusal(f"it is not CSV ({error}).", "correct the line.", lines.line_num) from error
    return _filled(content, form, entries, 1)


def _filled(content: Content, form: EntryForm, entries: list[Entry], line: int) -> list[Entry]:
    if not entries:
        raise content.refusal(f"{form.table} has no entry.", "write one, or leave the list out.", line)
    return entries


def _check_names(content: Content, names: Sequence[str], form: EntryForm, line: int, hint: str = "") -> None:
    unknown = [name for name in names if name not in form.columns]
    if unknown or len(set(names)) != len(names):
        raise content.refusal(
            f"unknown: {', '.join(map(repr, unknown))}." if unknown else "one name stands twice.",
            f"the names are {', '.join(form.columns)}, each once{hint}.",
            line,
        )


def checked_rows(
    content: Content,
    form: EntryForm,
    entries: Sequence[Entry],
    problems: Callable[[dict[str, str]], Iterable[tuple[str, str]]],
    *,
    complete: Callable[[dict[str, str]], dict[str, str]] = dict,
    key: Sequence[str] = (),
) -> tuple[dict[str, str], ...]:
    """The entries as rows with all columns, each right by itself and stated once.

    Args:
        content: the file.
        form: what the entries are.
        entries: as written.
        problems: what is wrong with a row, each with its remedy.
        complete: what fills in columns that may be left out.
        key: the columns that name an entry; all of them when empty.

    Raises:
        SourceError: for the first entry that has a problem, or repeats another.
    """
    rows: list[dict[str, str]] = []
    seen: dict[tuple[str, ...], int] = {}
    for number, entry in enumerate(entries, start=1):
        written = {name: entry.cells.get(name, "").strip() for name in form.columns}
        cells = complete(written)
        for problem, remedy in (*_problems_of_any(written, form), *problems(cells)):
            raise content.refusal(f"{form.entry} {number}: {problem}", remedy, entry.line)
        named = tuple(cells[name] for name in key or form.columns)
        twin = seen.setdefault(named, number)
        if twin != number:
            what = (
                f"the {', '.join(key)} of {form.entry} {twin}: {' '.join(named).strip()}"
                if key
                else f"{form.entry} {twin}"
            )
            raise content.refusal(
                f"{form.entry} {number} repeats {what}.", "keep one of the two, or tell them apart.", entry.line
            )
        rows.append(cells)
    return tuple(rows)


def _problems_of_any(cells: Mapping[str, str], form: EntryForm) -> Iterator[tuple[str, str]]:
    yield from cell_problems(cells)
    for name in form.required:
        if not cells[name]:
            yield f"{name} is empty.", f"state it, or remove the {form.entry}."
