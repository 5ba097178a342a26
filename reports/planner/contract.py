"""What readers of a release build upon: the names, types and meanings of tables, columns, views, macros and codes.

contract.yml holds what was promised. Additions are free; `make dictionary` notes them and counts the minor version up.
What goes, or changes its type, unit or codes, is a break, which `make dictionary` refuses to note and a test refuses to
pass, unless former.yml keeps the former name (former.py). A deliberate break is another major version: a person raises
``version`` in contract.yml and says so in the CHANGELOG.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import yaml

from reports.planner.former import read_former
from reports.planner.macros import read_macros
from reports.planner.reading import FOLDER, PlannerColumn, read_views, read_yaml
from reports.planner.statements import planner_statements
from warehouse import schema
from warehouse.connection import Connection, open_scratch
from warehouse.spec import Column, DeclarationError, Language
from warehouse.tables import PUBLISHED
from warehouse.words.catalogue import read_catalogue

CONTRACT = FOLDER / "contract.yml"
#: What is promised: kind -> name -> part -> what it is. Parts of a macro are its arguments, those of a list its codes.
Surface = Mapping[str, Mapping[str, Mapping[str, str]]]

_LANGUAGES: tuple[Language, ...] = get_args(Language)
_NEEDED = "needed"
_HEAD = """\
# What readers of a release build upon, as noted by `make dictionary`; explained in contract.py. Not edited by hand, but
# for `version`, whose first number a person raises where something is broken deliberately.
"""


class ContractBroken(DeclarationError):
    """Something that was promised is gone or means something else; the message says what, and what to write."""


@dataclass(frozen=True)
class Contract:
    """What was promised.

    Args:
        version: of the schema, ``major.minor``.
        noted: the version at which it was noted; its major number is less while a break is being made deliberately.
        surface: what was promised.
    """

    version: str
    noted: str
    surface: Surface


def schema_version() -> str:
    """The version of what readers build upon, ``major.minor``: an equal major number keeps every name and meaning."""
    return read_contract().version


def read_contract(file: Path = CONTRACT) -> Contract:
    """What was promised."""
    said = read_yaml(file)
    surface = {
        kind: {
            name: dict(
                part.split(": ", maxsplit=1) if ": " in part else (part, "") for part in text.split("; ") if part
            )
            for name, text in names.items()
        }
        for kind, names in said.items()
        if kind not in {"version", "noted"}
    }
    return Contract(said["version"], said["noted"], surface)


def published_surface() -> Surface:
    """What a release of the present declarations offers: seen in an empty database, its meaning as declared."""
    kept = {entry["name"]: entry for entry in read_former()}
    meanings = _meanings()
    with open_scratch() as connection:
        for table in PUBLISHED:
            if table.in_database:
                schema.create(connection, table, keyed=False)
        for statement in planner_statements():
            connection.execute(statement)
        seen = _relations(connection)
    promised = read_contract().surface if kept else {}
    found: dict[str, dict[str, dict[str, str]]] = {"tables": {}, "parquet": {}, "views": {}, "macros": {}, "codes": {}}
    for name, columns in seen.items():
        kind = "tables" if name.partition(".")[0] in {"mart", "core", "audit"} else "views"
        # What a compatibility view shows is what it was kept for.
        known = promised.get(kind, {}).get(name, {}) if name in kept else meanings.get(name, {})
        found[kind][name] = {column: _told(type_, known.get(column, "")) for column, type_ in columns.items()}
    for table in PUBLISHED:
        if not table.in_database:
            found["parquet"][table.full_name] = {column.name: _meaning(column) for column in table.columns}
    for macro in read_macros().values():
        for language in _LANGUAGES:
            found["macros"][_short(macro.full_name(language))] = {
                one.names.in_language(language): "optional" if one.default else _NEEDED for one in macro.arguments
            }
    for entry in kept.values():
        if "arguments" in entry:
            found["macros"][entry["name"]] = {
                part.split(":=")[0].strip(): "optional" if ":=" in part else _NEEDED
                for part in entry["arguments"].split(",")
            }
    catalogue = read_catalogue()
    for name in catalogue.lists:
        if name not in catalogue.interface:
            found["codes"][name] = dict.fromkeys(catalogue.codes(name), "")
    return found


def breaks(promised: Surface, now: Surface) -> list[str]:
    """What was promised and is not kept, one line each."""
    found = []
    for kind, names in promised.items():
        for name, parts in names.items():
            there = now.get(kind, {}).get(name)
            if there is None:
                found.append(f"{kind}: {name} is gone")
                continue
            found += [f"{kind}: {name}: {part} is gone" for part in parts if part not in there]
            found += [
                f"{kind}: {name}: {part} was {said or 'there'}, and is {there[part]}"
                for part, said in parts.items()
                if part in there and there[part] != said
            ]
            if kind == "macros":
                before, after = ([part for part, said in one.items() if said == _NEEDED] for one in (parts, there))
                if before != after and set(before) <= set(after):
                    found.append(f"{kind}: {name}: now needs {', '.join(after)}, where {', '.join(before)} were enough")
    return found


def note_contract(file: Path = CONTRACT) -> bool:
    """Note what there is now, and count the version up where something has been added. Returns whether it has changed.

    Raises:
        ContractBroken: when something that was promised is not kept, and no major version says so.
    """
    contract, now = read_contract(file), published_surface()
    if contract.surface == now and contract.version == contract.noted:
        return False
    is_deliberate = _major(contract.version) > _major(contract.noted)
    if (broken := breaks(contract.surface, now)) and not is_deliberate:
        raise ContractBroken(
            "What readers build upon is broken:\n  "
            + "\n  ".join(broken)
            + "\nKeep it, or keep its name in reports/planner/former.yml with a line in CHANGELOG.md; where that is no "
            "remedy, raise the first number of version in reports/planner/contract.yml (docs/architecture.md)."
        )
    major, minor = contract.version.split(".")
    version = contract.version if is_deliberate else f"{major}.{int(minor) + 1}"
    file.write_text(contract_text(version, now), encoding="utf-8")
    return True


def contract_text(version: str, surface: Surface) -> str:
    """The file that holds a surface."""
    said: dict[str, Any] = {"version": version, "noted": version}
    for kind, names in surface.items():
        said[kind] = {
            name: "; ".join(f"{part}: {what}" if what else part for part, what in parts.items())
            for name, parts in sorted(names.items())
        }
    return _HEAD + yaml.safe_dump(said, allow_unicode=True, sort_keys=False, width=118)


def _relations(connection: Connection) -> dict[str, dict[str, str]]:
    rows = connection.execute(
        "SELECT schema_name, table_name, column_name, data_type FROM duckdb_columns() WHERE NOT internal "
        "ORDER BY schema_name, table_name, column_index"
    ).fetchall()
    found: dict[str, dict[str, str]] = {}
    for schema_name, name, column, type_ in rows:
        found.setdefault(_short(f"{schema_name}.{name}"), {})[column] = type_
    return found


def _meanings() -> dict[str, dict[str, str]]:
    """By relation and column: unit and codes, as they are declared."""
    found = {table.full_name: {column.name: _meaning(column) for column in table.columns} for table in PUBLISHED}
    for view in read_views().values():
        for language in _LANGUAGES:
            found[_short(view.full_name(language))] = {
                column.names.in_language(language): _shown(column) for column in view.columns
            }
    return found


def _meaning(column: Column) -> str:
    return column.type + (f" [{column.unit}]" if column.unit else "") + (f" {{{column.codes}}}" if column.codes else "")


def _shown(column: PlannerColumn) -> str:
    if column.shown == "value":
        return column.type + (f" [{column.column.unit}]" if column.column.unit else "")
    return f"{column.type} {column.shown} of {column.column.codes or column.column.name}"


def _told(type_: str, meaning: str) -> str:
    """The type that is seen, with unit and codes as they are declared."""
    _, blank, rest = meaning.partition(" ")
    return f"{type_}{blank}{rest}"


def _short(name: str) -> str:
    return name.removeprefix("main.")


def _major(version: str) -> int:
    return int(version.partition(".")[0])
