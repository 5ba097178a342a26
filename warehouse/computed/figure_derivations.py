"""mart.figure_derivations: from which columns each figure of the marts is made, one row per figure and input.

mart.figure_provenance has the page of every single figure of the rankings; this table leads there, column by column,
from every mart. `input_traced_in` says where to look an input up next, so that a path always ends in print.
"""

from __future__ import annotations

from typing import Any

from warehouse.connection import Connection
from warehouse.derivations import Derivation, derivations
from warehouse.tables import TABLES

#: Which columns have a page of their own there is looked up; the rest is declared.
READS = ("mart.figure_provenance",)


class NotTraceable(ValueError):
    """An input that leads to no document."""


def compute(connection: Connection) -> list[dict[str, Any]]:
    """One record per figure and input; a figure that is declared has one, without input."""
    found = connection.execute("SELECT DISTINCT mart_table, figure FROM mart.figure_provenance").fetchall()
    pages = {(table, figure) for table, figure in found}
    return [record for derivation in derivations() for record in _records(derivation, pages)]


def _records(derivation: Derivation, pages: set[tuple[str, str]]) -> list[dict[str, Any]]:
    same = {
        "mart_table": derivation.table,
        "figure": derivation.figure,
        "derivation_type": derivation.type,
        "derivation_id": derivation.text.id,
        "derivation_en": derivation.text.en,
    }
    nothing = dict.fromkeys(("input_table", "input_figure", "input_rows", "input_role"))
    return [
        {
            **same,
            "input_no": number,
            "input_table": one.table,
            "input_figure": one.column,
            "input_rows": one.rows,
            "input_role": one.role,
            "input_traced_in": "mart.figure_provenance" if (one.table, one.column) in pages else traced_in(one.table),
        }
        for number, one in enumerate(derivation.inputs, start=1)
    ] or [{**same, **nothing, "input_no": 1, "input_traced_in": "declared"}]


def traced_in(table: str) -> str:
    """Where a column of that table is looked up next, when it has no page of its own.

    Raises:
        NotTraceable: when its rows say neither their statement nor their document and place.
    """
    spec = TABLES[table]
    if spec.layer == "mart":
        return "mart.figure_derivations"
    if "observation_id" in spec.column_names:
        return "core.observations"
    if {"document_id", "locator"} <= set(spec.column_names):
        return "input_row"
    raise NotTraceable(
        f"{table} has neither observation_id nor document_id and locator: let the model read one that has"
    )
