"""What a rule is: a fact about one table, its severity, reason and remedy, and what judges it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from warehouse.spec import Table

Severity = Literal["error", "warning"]
RuleKind = Literal["expectation", "sql"]


@dataclass(frozen=True)
class Expectation:
    """One expectation of Great Expectations.

    Args:
        type: its class name.
        arguments: its arguments.
        of_columns: whether it is put to the table's columns and types instead of its rows.
    """

    type: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    of_columns: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the rows that it is about."""
        return (*filter(None, [self.arguments.get("column")]), *self.arguments.get("column_list", ()))


@dataclass(frozen=True)
class Rule:
    """One fact that must hold.

    Args:
        name: the fact, in snake case.
        severity: ``error`` blocks what comes after; ``warning`` is recorded.
        why: why the rule exists, in one sentence.
        remedy: what a person does when it fails.
        expectations: what Great Expectations judges; all must hold.
        query: in their place, SQL that selects the offending rows. A row whose column ``known_because`` is not NULL
            is a known deviation.
        accepted_by: the columns of that query by which core.accepted_findings names a finding that a person accepts:
            year, subject, measure, what is printed; empty for a rule that accepts none.
        on_arrival: what a person does when a document that comes in would break it, where that is not what every rule
            says (sources/intake/remedies.py).
    """

    name: str
    severity: Severity
    why: str
    remedy: str
    expectations: tuple[Expectation, ...] = ()
    query: str = ""
    accepted_by: tuple[str, ...] = ()
    on_arrival: str = ""

    @property
    def kind(self) -> RuleKind:
        """What judges it."""
        return "sql" if self.query else "expectation"

    @property
    def blocks(self) -> bool:
        """Whether a failure stops what comes after."""
        return self.severity == "error"


@dataclass(frozen=True)
class Suite:
    """The rules of one table."""

    table: Table
    rules: tuple[Rule, ...]

    def __post_init__(self) -> None:
        names = [rule.name for rule in self.rules]
        doubled = sorted({name for name in names if names.count(name) > 1})
        if doubled:
            raise ValueError(f"{self.table.full_name}: rules declared twice: {doubled}")

    def rule(self, name: str) -> Rule:
        """The rule of that name.

        Raises:
            KeyError: when the table has no such rule.
        """
        found = {rule.name: rule for rule in self.rules}
        if name not in found:
            raise KeyError(f"{self.table.full_name} has no rule {name!r}; it has {sorted(found)}")
        return found[name]
