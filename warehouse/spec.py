"""What a table is: its columns, types, keys and meaning; DDL, comments, checks and dictionary follow from it.

Imports the standard library only, so that reading a specification never loads a database.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal, get_args

Layer = Literal["raw", "core", "mart", "audit"]
LAYERS: tuple[Layer, ...] = get_args(Layer)
Language = Literal["id", "en"]


class DeclarationError(ValueError):
    """A declaration cannot be used; the message names its file and what to write."""


@dataclass(frozen=True)
class Text:
    """One sentence in both languages; Indonesian is what planners read first."""

    id: str
    en: str

    def in_language(self, language: Language) -> str:
        """The sentence in one of them."""
        return self.id if language == "id" else self.en


@dataclass(frozen=True)
class Column:
    """One column: same name, same meaning and unit in every table.

    Args:
        name: the column's name in DuckDB.
        type: the DuckDB type, in the catalogue's own spelling (``DECIMAL(4,2)``, ``VARCHAR``).
        text: meaning in both languages.
        unit: unit of measurement, or None for text and codes.
        required: True when NULL is refused.
        codes: name of the code list whose codes it holds, or None.
        range: least and greatest value, or None.
        pattern: regular expression that a value matches from end to end, or None.
    """

    name: str
    type: str
    text: Text
    unit: str | None = None
    required: bool = False
    codes: str | None = None
    range: tuple[float, float] | None = None
    pattern: str | None = None

    def within(self, low: float, high: float) -> Column:
        """The same column, with values out of this range refused."""
        return replace(self, range=(low, high))

    def needed(self) -> Column:
        """The same column, with NULL refused."""
        return replace(self, required=True)


@dataclass(frozen=True)
class Table:
    """One table, in one place.

    Args:
        layer: ``raw``, ``core``, ``mart`` or ``audit``; also the DuckDB schema.
        name: plural noun of its row.
        title: what the table is, in both languages.
        grain: what one row is.
        key: the columns that name a row; no two rows have the same.
        columns: in the order in which they are stored.
        group: where a mart stands in the asset graph: ranking, comparison, next_steps or context.
        partition: the column by whose values the table is replaced, or None when it is replaced whole.
        order: the columns by which the published Parquet is sorted (default: the key).
        warnings: what a reader must not do with it.
        published: whether the release carries it.
        story: whether it tells of releases, this one and those before it, and not of figures: such a table is made when
            a release is published, and is no part of what names it.
        in_database: whether the release's database holds it, or its Parquet files alone.
        unique: sets of columns, besides the key, that no two rows share.
        optional: printed columns of a raw table that a document may lack; its cells are empty then.
        fewest_rows: the number of rows below which something is missing; 0 for a table that may be empty.
    """

    layer: Layer
    name: str
    title: Text
    grain: Text
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    group: str | None = None
    partition: str | None = None
    order: tuple[str, ...] = ()
    warnings: tuple[Text, ...] = field(default=())
    published: bool = True
    in_database: bool = True
    story: bool = False
    unique: tuple[tuple[str, ...], ...] = ()
    optional: tuple[str, ...] = ()
    fewest_rows: int = 1

    def __post_init__(self) -> None:
        names = self.column_names
        doubled = sorted({name for name in names if names.count(name) > 1})
        referred = (
            *self.key,
            *self.order,
            *self.optional,
            *filter(None, [self.partition]),
            *(n for cols in self.unique for n in cols),
        )
        unknown = [name for name in referred if name not in names]
        if doubled or unknown:
            raise ValueError(f"{self.full_name}: columns declared twice {doubled}, or not declared {unknown}")

    @property
    def full_name(self) -> str:
        """``layer.table``, the name used everywhere."""
        return f"{self.layer}.{self.name}"

    @cached_property
    def column_names(self) -> tuple[str, ...]:
        """Column names in stored order."""
        return tuple(column.name for column in self.columns)

    @property
    def sorted_by(self) -> tuple[str, ...]:
        """The columns that put the rows in their published order; always ends in the key, so it is total."""
        return (*self.order, *(name for name in self.key if name not in self.order))

    @property
    def required_columns(self) -> tuple[str, ...]:
        """Columns in which NULL is refused: the key and those marked required."""
        return tuple(column.name for column in self.columns if column.required or column.name in self.key)

    def column(self, name: str) -> Column:
        """The column of that name.

        Raises:
            KeyError: when the table has no such column.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.full_name} has no column {name!r}")
