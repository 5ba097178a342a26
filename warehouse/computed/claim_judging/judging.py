"""Which year judges a claim, and every claim with what the figures say of it.

A claim about an evaluation year is judged on the year that it names, else on the newest year whose decree was out on
the day it was stated; the other years with national results stand beside it, without a verdict. Only grades A and B
confirm or contradict, and a ranking needs the national results.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from warehouse.computed.claim_judging.evidence import Evidence, read_evidence
from warehouse.computed.claim_judging.forms import FORMS, SURVEY_FORMS
from warehouse.computed.claim_judging.judgement import Claim, ClaimFigure, Judgement
from warehouse.connection import Connection, records_of

#: What is read to judge claims.
READS = (
    "core.claims",
    "core.evaluation_years",
    "core.speaking_scores",
    "core.observations",
    "raw.un_egdi",
    "core.un_egdi",
    "mart.region_ranking",
    "mart.role_models",
    "mart.egdi_ranking",
)


class UnknownClaimForm(ValueError):
    """A claim whose form is none of the closed set, past the rule that refuses it."""


@dataclass(frozen=True)
class JudgedClaim:
    """One part of a claim, as core.claims has it, with the year that judges it and what the figures say.

    Args:
        stated: the row of core.claims.
        year: the year that judges it; None where nothing was out yet.
        judgement: what the figures of that year say.
        beside: the figures of the other years with national results.
    """

    stated: dict[str, Any]
    year: int | None
    judgement: Judgement
    beside: tuple[ClaimFigure, ...]


def judged_claims(connection: Connection) -> Iterator[JudgedClaim]:
    """Every claim and part, in order.

    Raises:
        UnknownClaimForm: naming the claim; the rule every_claim_is_well_formed refuses such a claim before.
    """
    evidence = read_evidence(connection)
    for stated in records_of(connection, "SELECT * FROM core.claims ORDER BY claim_id, part_no"):
        claim = Claim(
            stated["claim_id"], stated["part_no"], stated["claim_form"], stated["claim_subject_type"],
            stated["subject_code"], stated["measure"], stated["claim_year"], stated["claim_value"],
            stated["claim_year_before"], stated["claim_value_before"], stated["stated_from"],
        )  # fmt: skip
        year = judged_year(claim, evidence)
        beside = tuple(
            figure
            for other in sorted(evidence.years)
            if claim.claim_form not in SURVEY_FORMS and other != year and evidence.complete(other)
            for figure in judge(claim, other, evidence).figures
        )
        yield JudgedClaim(stated, year, judge(claim, year, evidence), beside)


def judged_year(claim: Claim, evidence: Evidence) -> int | None:
    """The year that judges a claim: the one it names, else the newest whose results were out when it was stated.

    An aim without a date is no older than the newest results; None where nothing was out yet.
    """
    if claim.year is not None:
        return claim.year
    if claim.stated_from is not None:
        return max((year for year, out in evidence.decrees.items() if out <= claim.stated_from), default=None)
    return max((year for year in evidence.years if evidence.complete(year)), default=None)


def judge(claim: Claim, year: int | None, evidence: Evidence) -> Judgement:
    """What the figures of one year say of a claim.

    Raises:
        UnknownClaimForm: for a form that is not one of FORMS.
    """
    form = FORMS.get(claim.claim_form)
    if form is None:
        raise UnknownClaimForm(
            f"{claim.claim_id}, part {claim.part_no}: no form is called {claim.claim_form!r}. Use one of "
            f"{', '.join(sorted(FORMS))} in sources/claims/snapshots/claims.csv, or write the new form in "
            "warehouse/computed/claim_judging."
        )
    if year is None:
        return Judgement("not_checkable", reason="no_results_yet")
    return form(claim, year, evidence)
