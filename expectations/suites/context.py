"""What must be true of the tables of warehouse/tables/context.py."""

from __future__ import annotations

from expectations.rules import Rule, no_rows_in_file, one_of, structural
from warehouse.tables import TABLES

_MODEL = "the model is wrong: see warehouse/sql/mart"
_CLAIMS = "correct the line in sources/claims/snapshots/claims.csv; the README beside it lists the forms"
_VERDICTS = ("confirmed", "contradicted", "not_checkable")

RULES: dict[str, tuple[Rule, ...]] = {
    "raw.claims": (
        *structural(TABLES["raw.claims"]),
        no_rows_in_file(
            TABLES["raw.claims"],
            "every_part_has_its_number",
            "A part is named by its claim and number, and says something of somebody.",
            remedy=_CLAIMS,
        ),
    ),
    "core.claims": (
        *structural(TABLES["core.claims"]),
        no_rows_in_file(
            TABLES["core.claims"],
            "every_claim_is_well_formed",
            "A claim of an unknown form, or with an argument that cannot be read, would pass for not checkable.",
            remedy=_CLAIMS,
        ),
    ),
    "mart.egdi_peers": (
        *structural(TABLES["mart.egdi_peers"]),
        no_rows_in_file(
            TABLES["mart.egdi_peers"],
            "ten_alike_and_every_member",
            "A country is set beside the ten most alike, and a member beside all other members.",
            remedy=_MODEL,
        ),
    ),
    "mart.egdi_rank_change": (
        *structural(TABLES["mart.egdi_rank_change"]),
        no_rows_in_file(
            TABLES["mart.egdi_rank_change"],
            "parts_sum_to_the_change",
            "The parts account for every place of the change.",
            remedy=_MODEL,
        ),
    ),
    "mart.claim_checks": (
        *structural(TABLES["mart.claim_checks"]),
        one_of("verdict", _VERDICTS, "There are three verdicts.", remedy="see warehouse/computed/claim_judging"),
        no_rows_in_file(
            TABLES["mart.claim_checks"],
            "every_claim_is_judged_on_figures",
            "Every claim has one verdict; a decided one names figures of grade A or B and their place.",
            remedy="see warehouse/computed/claim_judging",
        ),
    ),
}
