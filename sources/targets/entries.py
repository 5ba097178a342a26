"""Typed targets and costs as entries of text: a YAML file with one or both lists, or a CSV of one of them.

Belongs here: the names of both forms, and how such a file is told from others. Does not belong here: reading the
forms (reading/typed_entries.py), what a target or cost must say (parse.py).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import yaml

from sources.declaration.errors import SourceError
from sources.reading.content import Content
from sources.reading.parts import NotThis
from sources.reading.typed_entries import Entry, Form, as_text, compose, csv_entries, names_of, yaml_entries

TARGETS = Form(
    "targets",
    (
        "target_id", "scope", "subject_code", "printed_subject", "measure", "horizon", "target_year", "target_value",
        "instrument", "plan", "stated_by", "stated_on", "url", "evidence_grade", "note",
    ),
    ("target_id", "subject_code", "target_value", "instrument"),
)  # fmt: skip
COSTS = Form(
    "indicator_costs",
    ("instrument", "node_code", "region_code", "step_cost", "note"),
    ("instrument", "node_code", "step_cost"),
)
#: By the key of the YAML file, which is the raw table too.
FORMS = {form.what: form for form in (TARGETS, COSTS)}
_NAME = "name"
_KEYS = (_NAME, *FORMS)


@dataclass(frozen=True)
class Typed:
    """What a file holds.

    Args:
        name: the file's own name for itself, "" when it has none.
        lists: the entries by raw table; a list that the file has not is missing.
    """

    name: str
    lists: Mapping[str, list[Entry]]


def read_typed(content: Content) -> Typed | NotThis:
    """The lists of a file.

    Raises:
        SourceError: when it is such a file, and it is broken, a name in it is unknown, or a list is empty.
    """
    text = as_text(content)
    if isinstance(text, NotThis):
        return text
    if _is_yaml(text):
        return _read_yaml(content, text)
    looked_for = []
    for raw_table, form in FORMS.items():
        entries = csv_entries(content, text, form)
        if not isinstance(entries, NotThis):
            _refuse_empty(content, raw_table, entries, 1)
            return Typed("", {raw_table: entries})
        looked_for.append(entries.looked_for)
    return NotThis(f"the YAML keys {' or '.join(FORMS)}; or {'; or '.join(looked_for)}")


def _is_yaml(text: str) -> bool:
    """Whether its first line is one of the keys, and one of the lists begins at the left edge."""
    for line in text.splitlines():
        if line.strip() and not line.startswith(("#", "---")):
            begun = re.match(rf"(?:{'|'.join(_KEYS)})\s*:(?:\s|$)", line)
            return begun is not None and re.search(rf"(?m)^(?:{'|'.join(FORMS)})\s*:", text) is not None
    return False


def _read_yaml(content: Content, text: str) -> Typed:
    try:
        root = compose(content, text, "targets")
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise SourceError(
            content.path, f"it is not YAML: {' '.join(str(getattr(error, 'problem', None) or error).split())}.",
            "put a text that holds a colon, a comma or a brace into quotation marks, and indent all entries alike.",
            mark.line + 1 if mark else None,
        ) from error  # fmt: skip
    names = names_of(root) if root is not None else []
    unknown = [name for name in names if name not in _KEYS]
    if not isinstance(root, yaml.MappingNode) or unknown or len(set(names)) != len(names):
        raise SourceError(
            content.path, f"unknown: {', '.join(map(repr, unknown))}." if unknown else "one key stands twice.",
            f"the keys of the file are {', '.join(_KEYS)}, each at most once.",
        )  # fmt: skip
    name, lists = "", {}
    for key, (_, node) in zip(names, root.value, strict=True):
        line = node.start_mark.line + 1
        if key == _NAME:
            if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
                raise SourceError(content.path, "its name is no text.", "write e.g. name: rpjmd-kota-contoh.", line)
            name = node.value.strip()
            continue
        if not isinstance(node, yaml.SequenceNode):
            raise SourceError(
                content.path, f"{key} is no list.", "begin each entry on a line of its own, with a hyphen.", line
            )
        lists[key] = yaml_entries(content, node, FORMS[key])
        _refuse_empty(content, key, lists[key], line)
    return Typed(name, lists)


def _refuse_empty(content: Content, what: str, entries: list[Entry], line: int) -> None:
    if not entries:
        raise SourceError(content.path, f"{what} has no entry.", "write one, or leave the list out.", line)
