"""The record of a claim, of the figures that it is held against, and of what they say of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

#: A fact is confirmed or contradicted; an opinion is held against criteria of this project, which do not refute it.
Verdict = Literal["confirmed", "contradicted", "criteria_met", "criteria_not_met", "not_checkable"]


@dataclass(frozen=True)
class Claim:
    """What is claimed, without who said so."""

    claim_id: str
    part_no: int
    claim_form: str
    subject_type: str
    subject_code: str
    measure: str | None
    year: int | None
    value: Decimal | None
    year_before: int | None
    value_before: Decimal | None
    stated_from: date | None


class Place(NamedTuple):
    """Where a figure stands: a document, and the place in it as far as it is recorded."""

    document_id: str
    page: str | None = None
    table_no: str | None = None
    row_no: str | None = None


#: The figure is computed: no document states it.
NOWHERE: dict[str, None] = dict.fromkeys(Place._fields)


@dataclass(frozen=True)
class ClaimFigure:
    """One figure that a claim is held against: a row of mart.claim_figures.

    Args:
        type: what the figure is, a code of the list claim_figure; its sentence names the numbers that it needs.
        year: evaluation year or edition.
        code: the region, province, country or survey that it is of.
        name: its name, where there is one.
        measure: of a score.
        score: the index, domain score or mean.
        rank: a rank, or the rank at which a tenth ends.
        count: how many are ranked or have a figure.
        total: of how many.
        grade: evidence grade of the figure.
        place: where it stands, where a document states it.
    """

    type: str
    year: int
    code: str
    name: str | None = None
    measure: str | None = None
    score: Decimal | None = None
    rank: int | None = None
    count: int | None = None
    total: int | None = None
    grade: str | None = None
    place: Place | None = None


@dataclass(frozen=True)
class Judgement:
    """What the figures of one year say of a claim.

    Args:
        verdict: the verdict.
        figures: what it rests on.
        grade: evidence grade of the weakest of them.
        reason: why it cannot be checked: a code of verdict_reason.
    """

    verdict: Verdict
    figures: tuple[ClaimFigure, ...] = ()
    grade: str | None = None
    reason: str | None = None
