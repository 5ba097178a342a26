"""A check's evaluation as Dagster keeps it, read back for the terminal and the log of failures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import dagster as dg
from dagster import AssetCheckEvaluation

#: How findings differ from those of the last release.
CHANGES = ("new", "gone", "standing")


@dataclass(frozen=True)
class CheckOutcome:
    """What came of one check.

    Args:
        table: ``layer.table``.
        rule: the rule's name.
        stops: whether it keeps the tables from being published.
        count: the offending rows in words, or that there is no verdict.
        findings: some of them, a line each.
        remedy: what to do.
        changes: of a warning, how many findings are new, gone, standing; empty for any other.
    """

    table: str
    rule: str
    stops: bool
    count: str
    findings: tuple[str, ...]
    remedy: str
    changes: Mapping[str, int]

    @classmethod
    def of(cls, evaluation: AssetCheckEvaluation) -> CheckOutcome:
        """What an evaluation says."""
        told = [metadata_text(evaluation, change) for change in CHANGES]
        is_judged = metadata_text(evaluation, "outcome") != "not_evaluated"
        return cls(
            table=".".join(evaluation.asset_key.path),
            rule=evaluation.check_name,
            stops=not evaluation.passed and evaluation.severity == dg.AssetCheckSeverity.ERROR,
            count=f"{metadata_text(evaluation, 'violations')} rows" if is_judged else "no verdict",
            findings=tuple(
                line.removeprefix("- `").removesuffix("`")
                for line in metadata_text(evaluation, "findings").splitlines()
            ),
            remedy=metadata_text(evaluation, "remedy"),
            changes={change: int(number) for change, number in zip(CHANGES, told, strict=True) if number},
        )

    @property
    def what(self) -> str:
        """The table and the rule."""
        return f"{self.table}: {self.rule}"


def metadata_text(evaluation: AssetCheckEvaluation, name: str) -> str:
    """An entry of the metadata as text; empty where there is none."""
    value = evaluation.metadata.get(name)
    return "" if value is None else str(value.value)
