"""What the figures say of a claim, and in which words.

Belongs here: the record of a claim and of a judgement, and the sentences that forms share. Does not belong here: a
form (survey_forms.py, evaluation_forms.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from warehouse.spec import Text

Verdict = Literal["confirmed", "contradicted", "not_checkable"]


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


@dataclass(frozen=True)
class Judgement:
    """What the figures of one year say of a claim."""

    verdict: Verdict
    figures: Text
    places: tuple[str, ...] = ()
    grade: str | None = None
    reason: Text | None = None


def without_row(year: int) -> Judgement:
    """There is nothing to hold the claim against."""
    nothing = Text(f"{year}: tidak ada angka", f"{year}: no figure")
    return Judgement(
        "not_checkable", nothing,
        reason=Text(f"Tidak ada angka tahun {year}", f"There is no figure of {year}"),
    )  # fmt: skip


def not_national(year: int) -> Text:
    """Why a ranking says nothing of a year that is not nationally complete."""
    return Text(
        f"Hasil nasional tahun {year} tidak termuat, jadi tidak semua daerah dapat dibandingkan",
        f"The national results of {year} are not loaded, so not all regions can be compared",
    )


def indonesian(number: Decimal) -> str:
    """A number as Indonesian writes it."""
    return str(number).replace(".", ",")


def joined(texts: list[Text], by: str) -> Text:
    """Texts one after the other, in both languages."""
    return Text(by.join(text.id for text in texts), by.join(text.en for text in texts))


def bilingual_sentences(texts: list[Text]) -> str | None:
    """Sentences in both languages, as a planner reads them: ``Indonesian. | English.``."""
    if not texts:
        return None
    whole = joined(texts, ". ")
    return f"{whole.id}. | {whole.en}."
