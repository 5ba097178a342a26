"""What a rule is: a fact, its severity, reason and remedy, and an expectation or a query that judges it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from warehouse.spec import Table

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Rule:
    """One fact that must hold.

    Args:
        name: the fact, in snake case.
        severity: ``error`` blocks what comes after; ``warning`` is recorded.
        why: why the rule exists, in one sentence.
        remedy: what a person does when it fails.
        expectation: class name of a Great Expectations expectation, put to the stored columns.
        arguments: its arguments.
        query: SQL that selects the offending rows, in place of an expectation.
    """

    name: str
    severity: Severity
    why: str
    remedy: str
    expectation: str = ""
    arguments: dict[str, Any] = field(default_factory=dict)
    query: str | None = None

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


_LOOK = "compare the rows with the document and correct the transcription"


def no_rows(sql: str, name: str, why: str, *, severity: Severity = "error", remedy: str = _LOOK) -> Rule:
    """The fact holds when this SQL selects no row."""
    return Rule(name, severity, why, remedy, query=sql)


def between(
    column: str, low: float, high: float, why: str, *, severity: Severity = "error", remedy: str = _LOOK
) -> Rule:
    """Every value of the column that is there lies in the closed interval."""
    return Rule(
        f"{column}_within_{low:g}_and_{high:g}".replace(".", "_").replace("-", "minus_"), severity, why, remedy,
        "ExpectColumnValuesToBeBetween", {"column": column, "min_value": low, "max_value": high},
    )  # fmt: skip


def one_of(column: str, values: Sequence[str], why: str, *, severity: Severity = "error", remedy: str = _LOOK) -> Rule:
    """Every value of the column that is there is one of these."""
    return Rule(
        f"{column}_is_known", severity, why, remedy, "ExpectColumnValuesToBeInSet",
        {"column": column, "value_set": list(values)},
    )  # fmt: skip


def matches(
    column: str, pattern: str, name: str, why: str, *, severity: Severity = "error", remedy: str = _LOOK
) -> Rule:
    """Every value of the column that is there matches the pattern from end to end."""
    return Rule(
        name,
        severity,
        why,
        remedy,
        "ExpectColumnValuesToMatchRegex",
        {"column": column, "regex": f"^(?:{pattern})$"},
    )


def unique(columns: Sequence[str], name: str, why: str, *, severity: Severity = "error", remedy: str = _LOOK) -> Rule:
    """No two rows share these columns."""
    if len(columns) == 1:
        return Rule(name, severity, why, remedy, "ExpectColumnValuesToBeUnique", {"column": columns[0]})
    return Rule(name, severity, why, remedy, "ExpectCompoundColumnsToBeUnique", {"column_list": list(columns)})


def row_count(
    low: int | None,
    high: int | None,
    name: str,
    why: str,
    *,
    severity: Severity = "error",
    remedy: str = _LOOK,
) -> Rule:
    """The table has at least `low` and at most `high` rows."""
    return Rule(name, severity, why, remedy, "ExpectTableRowCountToBeBetween", {"min_value": low, "max_value": high})


def structural(table: Table, *, may_be_empty: bool = False) -> tuple[Rule, ...]:
    """What follows from a table's specification: columns, types, key, NULLs, and that it is not empty.

    On an empty table nearly every other rule passes; this one does not.
    """
    place = f'"{table.layer}"."{table.name}"'
    key = ", ".join(f'"{name}"' for name in table.key)
    declared = ", ".join(f"('{column.name}', '{column.type}')" for column in table.columns)
    parts = [
        "SELECT name || ' ' || type AS item, 'declared, not stored' AS problem FROM (FROM declared EXCEPT FROM stored)",
        "SELECT name || ' ' || type, 'stored, not declared' FROM (FROM stored EXCEPT FROM declared)",
        f"SELECT concat_ws(' / ', {key}), 'the key names several rows' FROM {place} GROUP BY {key} HAVING count(*) > 1",
        *(
            f"SELECT concat_ws(' / ', {key}), '{name} is NULL' FROM {place} WHERE \"{name}\" IS NULL"
            for name in table.required_columns
        ),
    ]
    if not may_be_empty:
        parts.append(f"SELECT '{table.full_name}', 'the table is empty' WHERE NOT EXISTS (FROM {place})")
    sql = (
        f"WITH declared (name, type) AS (VALUES {declared}), "
        f"stored AS (SELECT column_name AS name, column_type AS type FROM (DESCRIBE {place})) "
        + " UNION ALL ".join(parts)
    )
    return (
        no_rows(
            sql, "stored_as_declared",
            "Readers rely on the declared columns, types and keys, on values where they are promised, and on rows.",
            remedy="build the table anew (`make refresh ARGS=--force`); if it stays, its model is wrong",
        ),
    )  # fmt: skip
