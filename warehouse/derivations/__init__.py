"""The derivation of every figure: for each column of a mart that holds one, from which columns it is made, and how.

Beside tables/ (which columns a table has) and words/ (what a column means) this says how its figures come about.
mart.figure_derivations is this declaration as a table; a figure that is missing here fails a unit test.

Belongs here: all derivations, one module per theme, and which columns are figures. Does not belong here: the table
(computed/figure_derivations.py), documents and pages (sql/mart/figure_provenance.sql).
"""

from __future__ import annotations

from warehouse.derivations import context, movement, peers, results, robustness, way_up
from warehouse.derivations.form import Derivation
from warehouse.spec import Table

__all__ = ["DERIVATIONS", "TRAIL", "figures_of"]

_THEMES = (results, robustness, peers, way_up, movement, context)

DERIVATIONS: tuple[Derivation, ...] = tuple(derivation for theme in _THEMES for derivation in theme.DERIVATIONS)

#: The tables that tell where figures come from; their own numbers are line and order numbers.
TRAIL = ("mart.figure_provenance", "mart.figure_derivations")

_NUMBERS = ("INTEGER", "BIGINT", "DECIMAL")


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
