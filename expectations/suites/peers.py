"""What must be true of the tables of warehouse/tables/peers.py."""

from __future__ import annotations

from expectations.rules import Rule, no_rows_in_file, structural
from warehouse.tables import TABLES

_T = {name.removeprefix("mart."): table for name, table in TABLES.items() if name.startswith("mart.")}
_MODEL = "the model is wrong: see warehouse/sql/mart and warehouse/computed"
_GROUPS = "add the class or island group to warehouse/sql/mart/peer_groups.sql"


def _holds(table: str, name: str, why: str, *, remedy: str = _MODEL) -> Rule:
    return no_rows_in_file(_T[table], name, why, remedy=remedy)


RULES: dict[str, tuple[Rule, ...]] = {
    "mart.peer_groups": (
        *structural(_T["peer_groups"]),
        _holds(
            "peer_groups",
            "every_region_of_the_year_is_grouped",
            "A region without a group has nobody to be compared with.",
            remedy=_GROUPS,
        ),
        _holds("peer_groups", "variables_are_standardised", "Distances count every variable alike."),
    ),
    "mart.peers": (
        *structural(_T["peers"]),
        _holds("peers", "neighbours_recompute", "A planner can check a distance from the figures shown."),
        _holds("peers", "every_known_region_has_ten_neighbours", "Ten are promised."),
    ),
    "mart.domain_profile": (
        *structural(_T["domain_profile"]),
        _holds(
            "domain_profile", "quartiles_in_order", "A gap and a place follow from the quartiles shown beside them."
        ),
        _holds("domain_profile", "index_equals_the_ranking", "Two tables must not rank the same region differently."),
    ),
    "mart.role_models": (
        *structural(_T["role_models"], may_be_empty=True),
        _holds(
            "role_models",
            "every_role_model_meets_the_criteria",
            "Who is shown as an example must stand every question.",
        ),
    ),
    "mart.mentors": (
        *structural(_T["mentors"], may_be_empty=True),
        _holds("mentors", "mentors_can_help", "A mentor must be better at what it is to teach."),
        _holds("mentors", "load_within_the_limit", "Nobody can help everybody."),
        _holds("mentors", "every_weak_domain_is_there", "A region without a mentor is told why."),
    ),
}
