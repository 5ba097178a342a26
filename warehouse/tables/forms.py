"""What declarations of tables share: columns by name, the forms of a table, warnings."""

from __future__ import annotations

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


def _printed(name: str) -> Column:
    return Column(name, "VARCHAR", Text(*_AS_PRINTED))


def raw_table(
    name: str, columns: str, title: tuple[str, str], grain: tuple[str, str], *, by_edition: bool = False
) -> Table:
    """A raw table: the snapshot's own columns as text, and where each line came from."""
    place = (req("document_id"), req("document_version"), req("line_no"), req("locator"))
    return Table(
        layer="raw",
        name=name,
        title=Text(*title),
        grain=Text(*grain),
        key=("document_id", "line_no"),
        columns=(*((req("edition"),) if by_edition else ()), *place, *(_printed(c) for c in columns.split())),
        partition="edition" if by_edition else None,
        published=False,
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
    )


NOT_ACROSS_INSTRUMENTS = (
    "Jangan membandingkan angka antarinstrumen (2018-2020, 2021-2025, 2026-).",
    "Do not compare figures of different instruments (2018-2020, 2021-2025, 2026-).",
)
SMALL_DIFFERENCES = (
    "Selisih di bawah 0,03 dapat berasal dari satu indikator pada satu tingkat.",
    "A difference under 0.03 can be a single indicator at one level.",
)
