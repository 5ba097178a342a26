"""The suites: one per table of raw, core, mart and audit.

Belongs here: the list of all suites by table. The rules of a layer stand in its module; a rule that needs SQL
has it in ``warehouse/sql/checks/<layer>/<table>/<rule>.sql``.
"""

from __future__ import annotations

from expectations.rules import Suite
from expectations.suites import audit, core, mart, raw
from warehouse.tables import TABLES

SUITES: dict[str, Suite] = {
    name: Suite(TABLES[name], rules) for name, rules in {**raw.RULES, **core.RULES, **mart.RULES, **audit.RULES}.items()
}
