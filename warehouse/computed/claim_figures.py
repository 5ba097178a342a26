"""mart.claim_figures: the figures that each claim is held against: those that judge it first, then those beside it."""

from __future__ import annotations

from typing import Any

from warehouse.computed.claim_judging import judging
from warehouse.computed.claim_judging.judgement import NOWHERE
from warehouse.connection import Connection

READS = judging.READS


def compute(connection: Connection) -> list[dict[str, Any]]:
    """One record per claim, part and figure."""
    return [
        {
            "claim_id": claim.stated["claim_id"],
            "part_no": claim.stated["part_no"],
            "figure_no": number,
            "figure_role": role,
            "claim_figure": figure.type,
            "reference_year": figure.year,
            "subject_code": figure.code,
            "subject_name": figure.name,
            "measure": figure.measure,
            "figure_score": figure.score,
            "figure_rank": figure.rank,
            "figure_count": figure.count,
            "figure_total": figure.total,
            "evidence_grade": figure.grade,
            **(NOWHERE if figure.place is None else figure.place._asdict()),
        }
        for claim in judging.judged_claims(connection)
        for number, (role, figure) in enumerate(
            [*(("judged", one) for one in claim.judgement.figures), *(("beside", one) for one in claim.beside)], start=1
        )
    ]
