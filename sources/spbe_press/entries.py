"""Typed statements as entries of text: a CSV with a header, or a YAML list, alone or below `statements:`.

Belongs here: how such a file is told from others. Does not belong here: reading the two forms
(reading/typed_entries.py), what a statement must say (parse.py).
"""

from __future__ import annotations

import yaml

from sources.reading.content import Content
from sources.reading.parts import NotThis
from sources.reading.typed_entries import Entry, Form, as_text, compose, csv_entries, names_of, yaml_entries

COLUMNS = (
    "row_no", "evaluation_year", "agency", "level", "province", "index", "predikat", "url", "stated_on", "stated_by",
    "note",
)  # fmt: skip
REQUIRED = ("evaluation_year", "agency", "index", "url")
_FORM = Form("statements", COLUMNS, REQUIRED)


def read_entries(content: Content) -> list[Entry] | NotThis:
    """The entries of a file of statements, in its order.

    Raises:
        SourceError: when it is such a file, and a name in it is unknown or a row is broken.
    """
    text = as_text(content)
    if isinstance(text, NotThis):
        return text
    return _yaml_entries(content, text) if _looks_like_yaml(text) else csv_entries(content, text, _FORM)


def _looks_like_yaml(text: str) -> bool:
    for line in text.splitlines():
        if line.strip() and not line.startswith(("#", "---")):
            return line == "-" or line.startswith("- ") or line.rstrip() == "statements:"
    return False


def _yaml_entries(content: Content, text: str) -> list[Entry] | NotThis:
    try:
        root = compose(content, text, _FORM.what)
    except yaml.YAMLError as error:
        return NotThis(f"a YAML list of statements; {' '.join(str(error).split())}")
    stated = isinstance(root, yaml.MappingNode)
    if isinstance(root, yaml.MappingNode):
        if names_of(root) != ["statements"]:
            return NotThis("the one YAML key `statements`; it has others")
        root = root.value[0][1]
    if not isinstance(root, yaml.SequenceNode):
        return NotThis("a YAML list of statements")
    if root.value and not stated:
        first = names_of(root.value[0])
        missing = [name for name in REQUIRED if name not in first]
        if missing:
            return NotThis(f"entries with the keys {', '.join(REQUIRED)}; the first has no {', '.join(missing)}")
    return yaml_entries(content, root, _FORM)
