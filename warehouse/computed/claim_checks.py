"""mart.claim_checks: published claims, each judged by its form on the figures that were known when it was stated."""

from __future__ import annotations

from typing import Any

from warehouse.computed.claim_judging import judging
from warehouse.connection import Connection

READS = judging.READS

_AS_STATED = (
    "claim_id", "part_no", "stated_by", "stated_on", "quote_id", "quote_en", "claim_form", "claim_subject_type",
    "subject_code", "url", "claim_note_id", "claim_note_en", "document_id", "locator",
)  # fmt: skip


def compute(connection: Connection) -> list[dict[str, Any]]:
    """One record per claim and part."""
    return [
        {
            **{name: claim.stated[name] for name in _AS_STATED},
            "verdict": claim.judgement.verdict,
            "verdict_reason": claim.judgement.reason,
            "judged_year": claim.year,
            "evidence_grade": claim.judgement.grade,
        }
        for claim in judging.judged_claims(connection)
    ]
