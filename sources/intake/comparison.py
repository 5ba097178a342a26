"""What a file states beside what is known: figures that differ, bodies that come and go, moves of the index."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sources.declaration.declared import OFFICIAL_GRADES
from sources.declaration.raw_rows import locator
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
class Change:
    """A row that a new version of a document has otherwise than the version that is held.

    Args:
        place: where it stands in the file; where it stood, of a row that is gone.
        who: what tells the row from others, as printed.
        cells: (column, text that is held, text of the file) of every cell that differs; empty for a whole row.
        is_gone: whether the file lacks the row. A whole row that is not gone is new.
    """

    place: str
    who: str
    cells: tuple[tuple[str, str, str], ...] = ()
    is_gone: bool = False


@dataclass(frozen=True)
class Move:
    """A body's index in this edition beside its last one."""

    subject: str
    before: Decimal
    now: Decimal


#: Where a row stands: no part of what it says.
_PLACES = {"sheet", "table_no", "table_title", "pdf_page", "row_no"}
#: What a row says of its subject; all other cells tell whom and what it is about.
_FIGURES = {
    *("d1", "d2", "d3", "d4", *(f"a{number}" for number in range(1, 9)), "index", "predikat"),
    *("printed_value", "value", "target_value", "step_cost"),
    *("egdi_rank", "egdi", "epi", "osi", "hci", "tii"),
}

Cells = Mapping[str, str]


def changes(rows: Sequence[Cells], held: Sequence[Cells]) -> tuple[Change, ...]:
    """How the rows of a new version differ from those that are held, cell by cell; figures as numbers, not as text."""
    before: dict[tuple[tuple[str, str], ...], list[tuple[int, Cells]]] = defaultdict(list)
    for number, row in enumerate(held, start=1):
        before[_subject(row)].append((number, row))
    found = []
    for number, row in enumerate(rows, start=1):
        place, who = locator(dict(row), number), _who(row)
        if not before[_subject(row)]:
            found.append(Change(place, who))
            continue
        _, other = before[_subject(row)].pop(0)
        cells = [(name, other.get(name, ""), row[name]) for name in row if name in _FIGURES]
        differing = tuple(cell for cell in cells if not same_figure(*cell[1:]))
        if differing:
            found.append(Change(place, who, differing))
    gone = sorted((left for rows_left in before.values() for left in rows_left), key=lambda left: left[0])
    return (*found, *(Change(locator(dict(row), number), _who(row), is_gone=True) for number, row in gone))


def same_figure(one: str, other: str) -> bool:
    """Whether two printed figures are one number: ``0.5``, ``0.50000`` and ``0,50`` are."""
    if one == other:
        return True
    figures = read_figure(one).value, read_figure(other).value
    return figures[0] is not None and figures[0] == figures[1]


def _subject(row: Cells) -> tuple[tuple[str, str], ...]:
    # A column that a transcription lacks is one of empty cells.
    return tuple(
        (name, " ".join(cell.split())) for name, cell in row.items() if name not in _PLACES | _FIGURES and cell.strip()
    )


def _who(row: Cells) -> str:
    return ", ".join(cell for name, cell in row.items() if name not in _PLACES | _FIGURES and cell.strip())


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
