"""A made-up annual report of 2026, the first year of the Indeks Pemerintah Digital: no figure of it is real.

The bodies are those of the report of 2024; their scores are drawn, two decimals of an indicator, and everything above
them follows from the weights as the ministry would make it: rounded at the end alone.
"""

from __future__ import annotations

import random
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from sources.declaration.declared import BUNDLED
from sources.statements.instruments import bundled_rows
from tests.typeset.tables import Layout, Row, Table, tables_of

YEAR = 2026
_REPORT = BUNDLED / "spbe_annual_report" / "snapshots" / "annual_report_2024.csv"
#: The agencies' tables, below the wider page that seven aspects need.
LAYOUT = Layout(page=(842, 595))


class Body(NamedTuple):
    """What is made up of one body."""

    indicators: dict[str, Decimal]
    aspects: dict[str, Decimal]
    index: Decimal
    predikat: str


def made_up_tables() -> list[Table]:
    """Every table of the report, with the made-up scores of the same bodies."""
    return [
        Table(
            table.number,
            table.title.replace("Evaluasi SPBE", "Evaluasi Pemerintah Digital").replace("Tlmur", "Timur"),
            [_row(row) for row in table.rows],
        )
        for table in tables_of(_REPORT)
    ]


def _row(row: Row) -> Row:
    body = made_up_scores(row["agency"])
    shown = {code.lower(): _printed(score) for code, score in body.aspects.items()}
    kept = {name: row[name] for name in ("no", "row_no", "agency")}
    return {**kept, **shown, "index": _printed(body.index), "predikat": body.predikat}


def made_up_scores(agency: str) -> Body:
    """The scores of a body, the same in every run."""
    draw = random.Random(f"made up/{YEAR}/{agency}")
    middle = draw.triangular(1.2, 4.8, 2.9)
    nodes = list(bundled_rows("instrument_nodes_pemdi_2026.csv"))
    weights = {node["node_code"]: Decimal(node["weight_percent"]) for node in nodes}
    aspect_of = {node["node_code"]: node["parent_code"] for node in nodes if node["node_type"] == "indicator"}
    indicators = {code: _rounded(Decimal(str(min(5, max(1, draw.gauss(middle, 0.6)))))) for code in aspect_of}
    exact = {
        aspect: sum(weights[code] * indicators[code] for code, parent in aspect_of.items() if parent == aspect)
        / weights[aspect]
        for aspect in dict.fromkeys(aspect_of.values())
    }
    index = sum(weights[aspect] * score for aspect, score in exact.items()) / 100
    bands = bundled_rows("predikat_bands_pemdi_2026.csv")
    grade = next(band["predikat"] for band in bands if index >= Decimal(band["lower_inclusive"] or 0))
    return Body(indicators, {aspect: _rounded(score) for aspect, score in exact.items()}, _rounded(index), grade)


def _rounded(score: Decimal) -> Decimal:
    return score.quantize(Decimal("0.01"), ROUND_HALF_UP)


def _printed(score: Decimal) -> str:
    return f"{score:.2f}".replace(".", ",")
