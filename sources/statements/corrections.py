"""Corrections: what is known to be wrong in a document, decided by a person, and what is made of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from pydantic import ConfigDict, ValidationError, model_validator
from pydantic.dataclasses import dataclass

from sources.declaration.declared import Bilingual, read_yaml, validation_problem
from sources.declaration.errors import SourceError

CORRECTIONS_FILE = "corrections.yml"
_KEY = "corrections"

#: override: another value is taken; drop: the cell has no value; flag: the value stands, with a warning.
Action = Literal["override", "drop", "flag"]


@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class Correction:
    """One decision about one printed cell.

    Args:
        document_id: the document.
        locator: where in it the cell stands, as in the raw table: ``p. 93, table 46, row 1``.
        agency: the name printed there; a correction of another row does not fit.
        measure: INDEX, PREDIKAT, D1..D4, A1..A8, I01..I47.
        action: what is done.
        expect: the text that is printed; once the publisher has changed it, the run fails.
        reason: why, in both languages.
        decided_by: who.
        decided_on: when.
        value: of an override.
        value_lo: of a derived value, the lowest that the printed figures allow.
        value_hi: the highest.
        derived: the value is computed from other printed figures, not printed anywhere.
    """

    document_id: str
    locator: str
    agency: str
    measure: str
    action: Action
    expect: str
    reason: Bilingual
    decided_by: str
    decided_on: date
    value: Decimal | None = None
    value_lo: Decimal | None = None
    value_hi: Decimal | None = None
    derived: bool = False

    @model_validator(mode="after")
    def _fits_its_action(self) -> Correction:
        if (self.value is not None) != (self.action == "override"):
            raise ValueError("an override has a value, drop and flag have none")
        if self.derived and (self.value is None or self.value_lo is None or self.value_hi is None):
            raise ValueError("a derived value is given with its interval: value, value_lo, value_hi")
        bounds = (self.value_lo, self.value, self.value_hi)
        known = [bound for bound in bounds if bound is not None]
        if known != sorted(known):
            raise ValueError("the value lies outside its interval")
        if not self.reason.id.strip() or not self.reason.en.strip():
            raise ValueError("a correction gives its reason in both languages")
        return self

    @property
    def status(self) -> str:
        """The status of a statement whose value it sets or takes away."""
        if self.action == "drop":
            return "dropped"
        return "derived" if self.derived else "corrected"

    @property
    def cell(self) -> tuple[str, str, str]:
        """The cell that it speaks of: document, locator, measure."""
        return self.document_id, self.locator, self.measure


def read_corrections(folder: Path) -> list[Correction]:
    """The corrections of one source, in the order of the file; none when there is no file.

    Raises:
        SourceError: when it is not of the declared shape, or corrects a cell twice.
    """
    file = folder / CORRECTIONS_FILE
    if not file.exists():
        return []
    content: dict[str, Any] = read_yaml(file)
    if set(content) != {_KEY} or not isinstance(content[_KEY], list):
        raise SourceError(file, f"it must hold the one key `{_KEY}`, a list.", "write it like its neighbours.")
    corrections: list[Correction] = []
    seen: set[tuple[str, str, str]] = set()
    for number, entry in enumerate(content[_KEY], start=1):
        try:
            correction = Correction(**{str(key): value for key, value in entry.items()})
        except (ValidationError, TypeError, AttributeError) as error:
            problem = validation_problem(error) if isinstance(error, ValidationError) else str(error)
            raise SourceError(file, f"correction {number}: {problem}", "write it like its neighbours.") from error
        if correction.cell in seen:
            raise SourceError(
                file,
                f"correction {number}: {correction.measure} at {correction.locator} is corrected twice.",
                "keep one of the two.",
            )
        seen.add(correction.cell)
        corrections.append(correction)
    return corrections
