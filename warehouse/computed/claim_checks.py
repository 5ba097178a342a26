"""mart.claim_checks: published claims, each judged by its form on the figures that were known when it was stated.

Belongs here: the closed set of forms, which year judges a claim, and the table. Does not belong here: what makes a form
true or false (claim_judging/), whether a claim is well formed (expectations/rules/core/claims).

A claim about an evaluation year is judged on the year that it names, else on the newest year whose decree was out on
the day it was stated; the other years with national results stand beside it, without a verdict. Only grades A and B
confirm or contradict, and a ranking needs the national results.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from warehouse.computed.claim_judging.evaluation_forms import EVALUATION_FORMS
from warehouse.computed.claim_judging.evidence import Evidence, read_evidence
from warehouse.computed.claim_judging.judgement import Claim, Judgement, bilingual_sentences
from warehouse.computed.claim_judging.survey_forms import SURVEY_FORMS
from warehouse.connection import Connection, records_of
from warehouse.spec import Text

READS = (
    "core.claims",
    "core.evaluation_years",
    "core.speaking_scores",
    "core.observations",
    "core.un_egdi",
    "mart.region_ranking",
    "mart.role_models",
    "mart.egdi_ranking",
)

#: The closed set: the rule every_claim_is_well_formed lists the same names, with the arguments that each takes.
FORMS: dict[str, Callable[[Claim, int, Evidence], Judgement]] = {**SURVEY_FORMS, **EVALUATION_FORMS}


class UnknownClaimForm(ValueError):
    """A claim whose form is none of the closed set, past the rule that refuses it."""


def compute(connection: Connection) -> list[dict[str, Any]]:
    """One record per claim and part.

    Raises:
        UnknownClaimForm: naming the claim; the rule every_claim_is_well_formed refuses such a claim before.
    """
    evidence = read_evidence(connection)
    made = []
    for stated in records_of(connection, "SELECT * FROM core.claims ORDER BY claim_id, part_no"):
        claim = Claim(
            stated["claim_id"], stated["part_no"], stated["claim_form"], stated["claim_subject_type"],
            stated["subject_code"], stated["measure"], stated["claim_year"], stated["claim_value"],
            stated["claim_year_before"], stated["claim_value_before"], stated["stated_from"],
        )  # fmt: skip
        year = judged_year(claim, evidence)
        judgement = judge(claim, year, evidence)
        beside = [
            judge(claim, other, evidence).figures
            for other in sorted(evidence.years)
            if claim.claim_form not in SURVEY_FORMS and other != year and evidence.complete(other)
        ]
        made.append(
            {
                "claim_id": claim.claim_id, "part_no": claim.part_no, "stated_by": stated["stated_by"],
                "stated_on": stated["stated_on"], "quote_id": stated["quote_id"], "quote_en": stated["quote_en"],
                "claim_form": claim.claim_form, "claim_subject_type": claim.subject_type,
                "subject_code": claim.subject_code, "verdict": judgement.verdict,
                "verdict_reason": bilingual_sentences([judgement.reason] if judgement.reason else []),
                "judged_year": year, "claim_figures": bilingual_sentences([judgement.figures]),
                "evidence_grade": judgement.grade, "figure_places": "; ".join(judgement.places) or None,
                "figures_beside": bilingual_sentences(beside), "url": stated["url"], "claim_note": stated["claim_note"],
                "document_id": stated["document_id"], "locator": stated["locator"],
            }
        )  # fmt: skip
    return made


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
        nothing = Text("Belum ada hasil yang diketahui pada hari itu", "No results were known on that day")
        return Judgement("not_checkable", nothing, reason=nothing)
    return form(claim, year, evidence)
