"""The suites: one per table of raw, core, mart and audit.

Belongs here: the list of all suites by table. The rules of a layer stand in its module; a rule that needs SQL
has it in ``warehouse/sql/checks/<layer>/<table>/<rule>.sql``.
"""

from __future__ import annotations

from expectations.rules import Suite
from expectations.suites import audit, context, core, mart, movement, peers, raw, robustness, way_up
from warehouse.tables import TABLES

_LAYERS = (raw, core, mart, robustness, peers, way_up, movement, context, audit)

SUITES: dict[str, Suite] = {
    name: Suite(TABLES[name], rules) for layer in _LAYERS for name, rules in layer.RULES.items()
}
