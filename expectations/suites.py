"""The suite of every table: the rules of its declaration, and its SQL rules."""

from __future__ import annotations

from expectations.declared_rules import declared_rules
from expectations.rules import Expectation, Rule, Suite
from expectations.sql_rules import find_sql_rules
from warehouse.tables import TABLES

_SQL_RULES = find_sql_rules(TABLES)


def _rules_of_deviations(name: str) -> tuple[Rule, ...]:
    """Known deviations name the rule that they break: one whose findings may be accepted."""
    if not name.endswith("_known_deviations"):
        return ()
    accepting = sorted(rule.name for rules in _SQL_RULES.values() for rule in rules if rule.accepted_by)
    expected = Expectation("ExpectColumnValuesToBeInSet", {"column": "rule", "value_set": accepting})
    why = "A deviation is of a rule whose findings may be accepted."
    return (Rule("rule_is_known", "error", why, f"name one of the rules {', '.join(accepting)}", (expected,)),)


#: By ``layer.table``; the findings themselves, and what is told of releases, are not checked.
SUITES: dict[str, Suite] = {
    name: Suite(table, (*declared_rules(table), *_rules_of_deviations(name), *_SQL_RULES.get(name, ())))
    for name, table in TABLES.items()
    if name not in {"audit.check_results", "audit.findings"} and not table.story
}
