"""What a file states beside what is known: figures that differ, bodies that come and go, moves of the index."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sources.declaration.declared import OFFICIAL_GRADES
from sources.intake.register import Background, Cell, KnownFigure
from sources.statements.printed_numbers import read_figure
from sources.statements.statements import Statements


@dataclass(frozen=True)
class Difference:
    """A figure that the file states otherwise than the current release does."""

    year: int
    subject: str
    measure: str
    known: KnownFigure
    printed: str
    value: Decimal | None
    grade: str


@dataclass(frozen=True)
class Move:
    """A body's index in this edition beside its last one."""

    subject: str
    before: Decimal
    now: Decimal


def labels(background: Background, statements: Statements) -> dict[tuple[str, str], str]:
    """A name for every subject."""
    return {
        (row["subject_type"], row["subject_code"]): background.region_labels.get(
            row["subject_code"], row["printed_name"]
        )
        for row in statements.accepted
    }


def missing_from(these: Statements, others: Statements | None, label: Mapping[tuple[str, str], str]) -> tuple[str, ...]:
    """Names of the bodies that these statements have and the others have not; nothing without the others."""
    if others is None:
        return ()
    there = {(row["subject_type"], row["subject_code"]) for row in others.accepted}
    return tuple(sorted(name for subject, name in label.items() if subject not in there))


def differences(
    statements: Statements, grade: str, background: Background, label: Mapping[tuple[str, str], str]
) -> tuple[Difference, ...]:
    """Figures that are known otherwise, the largest difference first."""
    found = []
    for row in statements.accepted:
        known = background.known.get(_cell(row))
        if known is None or not _differ(row, known):
            continue
        found.append(
            Difference(
                year=row["evaluation_year"],
                subject=label[row["subject_type"], row["subject_code"]],
                measure=row["measure"],
                known=known,
                printed=row["printed_value"],
                value=row["value"],
                grade=grade,
            )
        )
    found.sort(key=lambda d: (-abs((d.value or Decimal(0)) - (d.known.value or Decimal(0))), d.subject, d.measure))
    return tuple(found)


def _cell(row: Mapping[str, Any]) -> Cell:
    return row["evaluation_year"], row["subject_type"], row["subject_code"], row["measure"]


def _differ(row: Mapping[str, Any], known: KnownFigure) -> bool:
    """Whether rounding to the coarser of both prints leaves a difference; see audit.conflicts."""
    if row["measure"] == "PREDIKAT" or row["value"] is None or known.value is None:
        return (row["value"] is None) != (known.value is None) or (
            row["measure"] == "PREDIKAT" and row["printed_value"] != known.printed
        )
    decimals = min(_decimals(row["printed_value"], row["value"]), _decimals(known.printed, known.value))
    return bool(abs(row["value"] - known.value) * 10**decimals > Decimal("0.5"))


def _decimals(printed: str, value: Decimal) -> int:
    """Decimals of a print; two where the figure is not what is printed, since it was derived or corrected."""
    if read_figure(printed).value != value:
        return 2
    return len(re.sub(r"^[^.,]*[.,]?", "", printed.strip()))


def moves(statements: Statements, background: Background, label: Mapping[tuple[str, str], str]) -> tuple[Move, ...]:
    """Every official index beside that of the year before under the same instrument, the largest move first."""
    found = []
    for row in statements.accepted:
        year = row["evaluation_year"]
        if row["measure"] != "INDEX" or row["value"] is None or row["subject_type"] != "region":
            continue
        if background.instruments.get(year - 1) != background.instruments.get(year):
            continue
        known = background.known.get((year - 1, row["subject_type"], row["subject_code"], "INDEX"))
        if known is None or known.value is None or known.evidence_grade not in OFFICIAL_GRADES:
            continue
        if known.value != row["value"]:
            found.append(Move(label[row["subject_type"], row["subject_code"]], known.value, row["value"]))
    found.sort(key=lambda move: (-abs(move.now - move.before), move.subject))
    return tuple(found)
