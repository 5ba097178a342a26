"""Names that planners and programs know and that have been given up: former.yml keeps them working.

An entry says ``name`` (layer.name, or a planners' name), ``since`` (the version of the schema that has it no more under
that name) and ``select``: what a compatibility view shows, with the former columns and types; for a macro also
``arguments``, as they are declared.
"""

from __future__ import annotations

from collections.abc import Iterator

from reports.planner.reading import FOLDER, read_yaml
from warehouse.connection import quoted
from warehouse.spec import DeclarationError

_NEEDED = {"name", "since", "select"}


def read_former() -> list[dict[str, str]]:
    """The entries.

    Raises:
        DeclarationError: when one lacks a field.
    """
    entries: list[dict[str, str]] = read_yaml(FOLDER / "former.yml")["former"]
    for entry in entries:
        if not _NEEDED <= entry.keys() <= _NEEDED | {"arguments"}:
            raise DeclarationError(
                f"reports/planner/former.yml: {entry}: write {sorted(_NEEDED)}, and a macro's arguments."
            )
    return entries


def former_statements() -> Iterator[str]:
    """The SQL that makes the compatibility views and macros."""
    for entry in read_former():
        if "arguments" in entry:
            yield f"CREATE MACRO {quoted(entry['name'])}({entry['arguments']}) AS TABLE {entry['select']}"
        else:
            yield f"CREATE VIEW {quoted(entry['name'])} AS {entry['select']}"
