"""The suite of every table: the rules of its declaration, and its SQL rules."""

from __future__ import annotations

from expectations.declared_rules import declared_rules
from expectations.rules import Expectation, Rule, Suite
from expectations.sql_rules import find_sql_rules
from warehouse.tables import TABLES

_SQL_RULES = find_sql_rules(TABLES)


def _rules_of_deviations(name: str) -> tuple[Rule, ...]:
    """Known deviations name the rule that they break: one that reads their list, or they would be known to nobody."""
    if not name.endswith("_known_deviations"):
        return ()
    readers = sorted(rule.name for rules in _SQL_RULES.values() for rule in rules if f"FROM {name}\n" in rule.query)
    expected = Expectation("ExpectColumnValuesToBeInSet", {"column": "rule", "value_set": readers})
    why = "A deviation is of a rule that looks known deviations up."
    return (Rule("rule_is_known", "error", why, f"name one of the rules {', '.join(readers)}", (expected,)),)


#: By ``layer.table``; the findings themselves are not checked.
SUITES: dict[str, Suite] = {
    name: Suite(table, (*declared_rules(table), *_rules_of_deviations(name), *_SQL_RULES.get(name, ())))
    for name, table in TABLES.items()
    if name != "audit.check_results"
}
