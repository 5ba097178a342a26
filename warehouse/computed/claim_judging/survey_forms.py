"""Claims about the UN survey.

Belongs here: the forms whose year is an edition. Does not belong here: forms about an evaluation year.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from warehouse.computed.claim_judging.evidence import Country, Evidence
from warehouse.computed.claim_judging.judgement import Claim, Judgement, Verdict, joined
from warehouse.spec import Text


def _egdi_rank_equals(claim: Claim, year: int, evidence: Evidence) -> Judgement:
    country = evidence.countries.get((year, claim.subject_code))
    return _survey_judgement([(year, claim.value, country)])


def _egdi_rank_moved(claim: Claim, year: int, evidence: Evidence) -> Judgement:
    before = claim.year_before or 0
    return _survey_judgement(
        [
            (before, claim.value_before, evidence.countries.get((before, claim.subject_code))),
            (year, claim.value, evidence.countries.get((year, claim.subject_code))),
        ]
    )


def _survey_judgement(said: list[tuple[int, Decimal | None, Country | None]]) -> Judgement:
    """Ranks as the UN prints them against those that were claimed, edition by edition."""
    known = [(claimed, country) for _, claimed, country in said if country is not None and country.rank is not None]
    parts = [
        Text(
            f"{edition}: peringkat {country.rank} dari {country.ranked} negara yang dinilai",
            f"{edition}: rank {country.rank} of {country.ranked} scored countries",
        )
        if country is not None and country.rank is not None
        else Text(f"{edition}: tanpa peringkat", f"{edition}: no rank")
        for edition, _, country in said
    ]
    reason = None
    verdict: Verdict = "confirmed"
    if any(country.rank != claimed for claimed, country in known):
        verdict = "contradicted"
    elif len(known) < len(said):
        verdict = "not_checkable"
        reason = Text(
            "Edisi itu tidak termuat, atau negara itu tidak dinilai di dalamnya",
            "That edition is not loaded, or the country is not scored in it",
        )
    return Judgement(
        verdict, joined(parts, "; "), tuple(country.place for _, country in known),
        max((country.grade for _, country in known), default=None), reason,
    )  # fmt: skip


def _countries_ranked_equals(claim: Claim, year: int, evidence: Evidence) -> Judgement:
    edition = evidence.editions.get(year)
    if edition is None:
        missing = Text(f"Edisi {year} tidak termuat", f"Edition {year} is not loaded")
        return Judgement("not_checkable", missing, reason=missing)
    return Judgement(
        "confirmed" if edition.ranked == claim.value else "contradicted",
        Text(
            f"{year}: {edition.ranked} negara dinilai dari {edition.listed} yang tercantum",
            f"{year}: {edition.ranked} countries scored of {edition.listed} listed",
        ),
        (edition.place,),
        edition.grade,
    )


#: Form -> what the figures of an edition say of it.
SURVEY_FORMS: dict[str, Callable[[Claim, int, Evidence], Judgement]] = {
    "egdi_rank_equals": _egdi_rank_equals,
    "egdi_rank_moved": _egdi_rank_moved,
    "countries_ranked_equals": _countries_ranked_equals,
}
