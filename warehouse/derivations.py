"""How each figure of the marts comes about: the words of its declaration, with the inputs that the SQL names.

A mart's declaration (warehouse/tables/mart/) says: ``rows``, which rows of each input table are used (codes of
input_rows); and ``figures``, a list of entries with ``names`` (columns apart by blanks), ``type`` (a code of
derivation_type), ``id`` and ``en`` (the formula in words), where needed ``rows`` that differ for these figures (of a
table, or of one column as ``layer.table.column``), and for a model in Python ``inputs`` (table -> columns).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

from warehouse.spec import DeclarationError, Table, Text
from warehouse.tables import DECLARATIONS, TABLES
from warehouse.tables.reading import file_of
from warehouse.words.catalogue import read_catalogue

LINEAGE_FILE = Path(__file__).parent / "lineage.yml"

#: The tables that say where figures come from; their own numbers are line and order numbers.
TRAIL = ("mart.figure_provenance", "mart.figure_derivations")
_NUMBERS = ("INTEGER", "BIGINT", "DECIMAL")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

#: A value is in the figure's expression; a condition decides which rows count.
Role = Literal["value", "condition"]
#: mart -> column -> role -> columns of stored tables, ``layer.table.column`` apart by blanks.
Lineage = dict[str, dict[str, dict[Role, str]]]


@dataclass(frozen=True)
class Input:
    """One column that a figure is made from, which of its rows, and what for."""

    table: str
    column: str
    rows: str
    role: Role


@dataclass(frozen=True)
class Derivation:
    """How one column of a mart comes about; a constant of this project has no inputs."""

    table: str
    figure: str
    type: str
    text: Text
    inputs: tuple[Input, ...]


def figures_of(table: Table) -> tuple[str, ...]:
    """The columns of a mart that must have a derivation: its numbers, other than those of the key.

    Words, codes and yes-or-no answers may have one.
    """
    if table.layer != "mart" or table.full_name in TRAIL:
        return ()
    return tuple(
        column.name
        for column in table.columns
        if column.type.split("(", maxsplit=1)[0] in _NUMBERS and column.name not in table.key
    )


@cache
def read_lineage() -> Lineage:
    """What the SQL of the models says of their columns (`make dictionary` writes it, lineage.py reads the SQL)."""
    lineage: Lineage = yaml.load(LINEAGE_FILE.read_text(encoding="utf-8"), Loader=_LOADER)
    return lineage


@cache
def derivations() -> tuple[Derivation, ...]:
    """All derivations, mart by mart.

    Raises:
        DeclarationError: when a number of a mart has none, or rows are not chosen of a table that the model uses, or
            chosen of one it does not use.
    """
    declared = tuple(
        _derivation(mart, figure, said.get("rows", {}), entry)
        for mart, said in DECLARATIONS.items()
        for entry in said.get("figures", ())
        for figure in entry["names"].split()
    )
    known = {(one.table, one.figure) for one in declared}
    for name in DECLARATIONS:
        if missing := [figure for figure in figures_of(TABLES[name]) if (name, figure) not in known]:
            raise DeclarationError(f"{file_of(name)}: write under figures how {', '.join(missing)} come about.")
    return declared


def _derivation(mart: str, figure: str, rows: Mapping[str, str], entry: Mapping[str, Any]) -> Derivation:
    where = f"{file_of(mart)}: {figure}"
    if figure not in TABLES[mart].column_names:
        raise DeclarationError(f"{where}: the mart has no such column.")
    if "inputs" in entry:
        columns = (f"{table}.{column}" for table, said in entry["inputs"].items() for column in said.split())
        found: dict[Role, str] = {"value": " ".join(columns)}
    else:
        if figure not in read_lineage().get(mart, {}):
            raise DeclarationError(f"{where}: warehouse/lineage.yml has no inputs of it; run `make dictionary`.")
        found = read_lineage()[mart][figure]
    if entry["type"] not in read_catalogue().codes("derivation_type"):
        raise DeclarationError(f"{where}: type {entry['type']!r} is no code of derivation_type.")
    own = entry.get("rows", {})
    named: list[tuple[Role, str, str]] = [
        (role, table, column)
        for role, names in found.items()
        for table, column in (one.rsplit(".", maxsplit=1) for one in names.split())
    ]
    # What names a row says which, not how much: it counts as an input only where there is no other.
    counted = [one for one in named if one[2] not in TABLES[one[1]].key] or named
    inputs = []
    for role, table, column in counted:
        name = f"{table}.{column}"
        choice = own.get(name) or own.get(table) or rows.get(name) or rows.get(table)
        if choice not in read_catalogue().codes("input_rows"):
            raise DeclarationError(f"{where}: write under rows which rows of {table} it uses, a code of input_rows.")
        inputs.append(Input(table, column, choice, role))
    unused = set(own) - {name for one in inputs for name in (one.table, f"{one.table}.{one.column}")}
    if unused:
        raise DeclarationError(f"{where}: rows are chosen of {sorted(unused)}, which the model does not use.")
    return Derivation(mart, figure, entry["type"], Text(entry["id"], entry["en"]), tuple(inputs))
