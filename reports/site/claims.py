"""Statements that go round, and what the figures say of them: shared by the pages that they are about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from reports.site.reading import Row, SiteData
from reports.site.words import Words


def claims_of(data: SiteData, words: Words, about: Callable[[Row], bool]) -> list[Mapping[str, Any]]:
    """The statements that `about` picks, each with its verdict and the figures behind it."""
    return [_claim(row, data, words) for row in data.found["claims"] if about(row)]


def _claim(row: Row, data: SiteData, words: Words) -> Mapping[str, Any]:
    figures = [
        words.tell("claim_figure", figure["claim_figure"], figure)
        for figure in data.found["claim_figures"]
        if (figure["claim_id"], figure["part_no"]) == (row["claim_id"], row["part_no"])
    ]
    reason = row["verdict_reason"]
    return {
        "quote": words.of_row(row, "quote"),
        "by": row["stated_by"],
        "on": row["stated_on"],
        "url": row["url"],
        "verdict": words.label("verdict", row["verdict"]),
        "reason": None if reason is None else words.tell("verdict_reason", reason, row),
        "note": words.of_row(row, "claim_note"),
        "figures": figures,
    }
