"""How the derivation of a figure is written down: the record of one figure, and the forms that fill it."""

from __future__ import annotations

from dataclasses import dataclass

from warehouse.spec import Text
from warehouse.words.catalogue import read_catalogue

_UNCHANGED = Text("Disalin tanpa perubahan.", "Copied unchanged.")


@dataclass(frozen=True)
class Input:
    """One column that a figure is made from, and which of its rows."""

    table: str
    figure: str
    rows: str


@dataclass(frozen=True)
class Derivation:
    """How one column of a mart comes about.

    Args:
        table: full name of the mart.
        figure: its column.
        type: how it comes about, a code of the list derivation_type.
        text: the formula in words.
        inputs: what it is made from, the most important first; none only where the figure is declared.
    """

    table: str
    figure: str
    type: str
    text: Text
    inputs: tuple[Input, ...]

    def __post_init__(self) -> None:
        types = read_catalogue().codes("derivation_type")
        if self.type not in types:
            raise ValueError(f"{self.table}.{self.figure}: {self.type!r} is none of {', '.join(types)}")
        if not self.inputs and self.type != "declared":
            raise ValueError(f"{self.table}.{self.figure}: only a declared figure is made from nothing")
        if len(set(self.inputs)) < len(self.inputs):
            raise ValueError(f"{self.table}.{self.figure}: an input is named twice")


def uses(table: str, figures: str, rows: str) -> tuple[Input, ...]:
    """Columns of one input, with which of its rows.

    Raises:
        ValueError: when `rows` is not a code of the list input_rows.
    """
    if rows not in read_catalogue().codes("input_rows"):
        raise ValueError(f"{table} {figures}: the list input_rows of warehouse/words/codes has no {rows!r}")
    return tuple(Input(table, figure, rows) for figure in figures.split())


def how(
    table: str, figures: str, derivation_type: str, id_: str, en: str, *inputs: tuple[Input, ...]
) -> tuple[Derivation, ...]:
    """Figures of one mart that come about alike, in words of both languages and from what."""
    found = tuple(one for group in inputs for one in group)
    return tuple(Derivation(table, figure, derivation_type, Text(id_, en), found) for figure in figures.split())


def copied(
    table: str, figures: str, input_table: str, rows: str, *conditions: tuple[Input, ...], text: Text = _UNCHANGED
) -> tuple[Derivation, ...]:
    """Figures that repeat a column of the input: of the same name, or of another (``own=theirs``).

    Args:
        table: full name of the mart.
        figures: the columns, apart by spaces.
        input_table: where they are copied from.
        rows: which of its rows.
        conditions: columns that decide whether, or which, value is copied.
        text: in words; that it is copied unchanged unless said otherwise.
    """
    further = tuple(one for group in conditions for one in group)
    pairs = [(own, theirs or own) for own, _, theirs in (name.partition("=") for name in figures.split())]
    return tuple(
        Derivation(table, own, "copied", text, (*uses(input_table, theirs, rows), *further)) for own, theirs in pairs
    )
