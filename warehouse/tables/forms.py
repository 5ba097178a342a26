"""What declarations of tables share: columns by name, the forms of a table, warnings."""

from __future__ import annotations

from collections.abc import Mapping

from warehouse.spec import Column, Layer, Table, Text
from warehouse.words.catalogue import read_catalogue

_AS_PRINTED = (
    "Teks persis seperti dalam dokumen; belum dibersihkan.",
    "Text exactly as in the document; nothing repaired.",
)


def col(name: str) -> Column:
    """The column of that name.

    Raises:
        KeyError: when warehouse/words/columns.yml does not have it.
    """
    columns = read_catalogue().columns
    if name not in columns:
        raise KeyError(f"no column {name!r}: write its type and meaning in warehouse/words/columns.yml")
    return columns[name]


def req(name: str) -> Column:
    """The column of that name, with NULL refused."""
    return col(name).needed()


def raw_table(
    name: str,
    columns: str,
    title: tuple[str, str],
    grain: tuple[str, str],
    *,
    by_edition: bool = False,
    unique: tuple[str, ...] = (),
    codes: Mapping[str, str] | None = None,
    forms: Mapping[str, str] | None = None,
    fewest_rows: int = 1,
) -> Table:
    """A raw table: the snapshot's own columns as text, and where each line came from.

    Args:
        name: of the table.
        columns: the snapshot's columns.
        title: what it is, as (Indonesian, English).
        grain: what one row is.
        by_edition: whether it is loaded by editions.
        unique: sets of columns that no two rows share.
        codes: the code lists of columns that hold codes.
        forms: the patterns of columns that would be misread in another form.
        fewest_rows: 0 where nothing need have come in.
    """
    place = (req("document_id"), req("document_version"), req("line_no"), req("locator"))
    lists, patterns = codes or {}, forms or {}
    if undeclared := {*lists, *patterns} - set(columns.split()):
        raise ValueError(f"raw.{name}: codes or forms of columns that it does not have: {sorted(undeclared)}")
    printed = (
        Column(column, "VARCHAR", Text(*_AS_PRINTED), codes=lists.get(column), pattern=patterns.get(column))
        for column in columns.split()
    )
    return Table(
        layer="raw",
        name=name,
        title=Text(*title),
        grain=Text(*grain),
        key=("document_id", "line_no"),
        columns=(*((req("edition"),) if by_edition else ()), *place, *printed),
        partition="edition" if by_edition else None,
        published=False,
        unique=tuple(tuple(each.split()) for each in unique),
        fewest_rows=fewest_rows,
    )


def table(  # noqa: PLR0917 - a declaration is read like a form: the same six lines each time
    layer: Layer,
    name: str,
    title: tuple[str, str],
    grain: tuple[str, str],
    key: str,
    columns: tuple[Column, ...],
    *,
    order: str = "",
    partition: str | None = None,
    warnings: tuple[tuple[str, str], ...] = (),
    fewest_rows: int = 1,
) -> Table:
    """A table of any layer; the arguments are those of Table, texts as (Indonesian, English)."""
    return Table(
        layer=layer,
        name=name,
        title=Text(*title),
        grain=Text(*grain),
        key=tuple(key.split()),
        columns=columns,
        partition=partition,
        order=tuple(order.split()),
        warnings=tuple(Text(*warning) for warning in warnings),
        fewest_rows=fewest_rows,
    )


NOT_ACROSS_INSTRUMENTS = (
    "Jangan membandingkan angka antarinstrumen (2018-2020, 2021-2025, 2026-).",
    "Do not compare figures of different instruments (2018-2020, 2021-2025, 2026-).",
)
SMALL_DIFFERENCES = (
    "Selisih di bawah 0,03 dapat berasal dari satu indikator pada satu tingkat.",
    "A difference under 0.03 can be a single indicator at one level.",
)

#: Forms of printed cells.
NAMED = r".*\S.*"
FIGURE = r"\d[,.]\d{2}"
YEAR = r"(?:19|20)\d\d"
