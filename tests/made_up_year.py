"""A report of a year that nobody has published: all bodies have moved, and no rule knows it from a real one."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import product

Row = dict[str, str]

_TENTHS = [Decimal(number) / 10 for number in range(10, 51)]
_ELEVENTHS = [1 + Decimal(number) / 11 for number in range(45)]
_D4 = sorted({1 + (Decimal("2.75") * a + 3 * b) / Decimal("45.5") for a in range(41) for b in range(25)})
_WEIGHTS = (Decimal("0.13"), Decimal("0.25"), Decimal("0.165"), Decimal("0.455"))
_EDGES = ((Decimal("4.2"), "Memuaskan"), (Decimal("3.5"), "Sangat Baik"), (Decimal("2.6"), "Baik"),
          (Decimal("1.8"), "Cukup"), (Decimal(0), "Kurang"))  # fmt: skip


def next_year(report: str, stated: Mapping[str, str]) -> str:
    """The tables of the year after.

    Governance rises by a tenth, and management by an eleventh in every second row; who is stated to have another index
    gets the one nearest to it that governance and management can make.

    Args:
        report: the tables of a year, as a snapshot has them.
        stated: what others say of the year after: name to index.
    """
    reader = csv.DictReader(io.StringIO(report))
    out = io.StringIO()
    writer = csv.DictWriter(out, list(reader.fieldnames or ()), lineterminator="\n")
    writer.writeheader()
    said = {_plain(name): _figure(index) for name, index in stated.items() if index}
    for number, row in enumerate(reader):
        writer.writerow(_moved(row, number, said.get(_plain(row["agency"]))))
    return out.getvalue()


def _moved(row: Row, number: int, said: Decimal | None) -> Row:
    if not all(re.fullmatch(r"\d[.,]\d\d", row[f"d{part}"]) for part in range(1, 5)):
        return row  # a cell was lost: nothing can be told of its lattice
    d1, d2, d3, d4 = exact_domains(row)
    moved = (d1, min(d2 + Decimal("0.1"), Decimal(5)), min(d3 + Decimal(number % 2) / 11, Decimal(5)), d4)
    if said is not None:
        moved = min(
            ((d1, two, three, d4) for two, three in product(_TENTHS, _ELEVENTHS)),
            key=lambda domains: abs(index_of(domains) - said),
        )
    return {**row, **printed(moved)}


def exact_domains(row: Row) -> tuple[Decimal, ...]:
    """The domains of a printed row before they were rounded, those that print its index best."""
    lattices = (_TENTHS, _TENTHS, _ELEVENTHS, _D4)
    near = [
        [one for one in lattice if abs(one - _figure(row[f"d{part}"])) <= Decimal("0.005")]
        or [_figure(row[f"d{part}"])]
        for part, lattice in enumerate(lattices, start=1)
    ]
    return min(product(*near), key=lambda domains: abs(index_of(domains) - _figure(row["index"])))


def index_of(domains: Sequence[Decimal]) -> Decimal:
    """The index of exact domains."""
    return sum((weight * domain for weight, domain in zip(_WEIGHTS, domains, strict=True)), Decimal(0))


def printed(domains: Sequence[Decimal]) -> Row:
    """Domains, their index and its grade as a report prints them."""
    index = index_of(domains)
    cells = {f"d{part}": _print(domain) for part, domain in enumerate(domains, start=1)}
    return {**cells, "index": _print(index), "predikat": next(grade for edge, grade in _EDGES if index >= edge)}


def _print(figure: Decimal) -> str:
    return str(figure.quantize(Decimal("0.01"), ROUND_HALF_UP)).replace(".", ",")


def _figure(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


def _plain(name: str) -> str:
    return name.replace("Pemerintah ", "").replace("Kab. ", "Kabupaten ").strip()
