"""The groups of the asset graph, in reading order: every arrow between two groups points to a later one."""

from __future__ import annotations

from functools import cache

from sources.declaration.declared import Source
from warehouse import models
from warehouse.spec import Table
from warehouse.tables import TABLES, THEMES

REFERENCE, SPBE, UNITED_NATIONS = "1_reference_documents", "2_spbe_documents", "3_un_documents"
CORE, RANKING, COMPARISON, NEXT_STEPS, CONTEXT = "4_core", "5_ranking", "6_comparison", "7_next_steps", "8_context"
RELEASE = "9_release"

_OF_THEME = {
    "robustness": RANKING,
    "peers": COMPARISON,
    "movement": COMPARISON,
    "way_up": NEXT_STEPS,
    "context": CONTEXT,
}


def group_of_source(source: Source) -> str:
    """The group of a source's raw tables."""
    if source.years is None:
        return REFERENCE
    return UNITED_NATIONS if source.source.startswith("un_") else SPBE


@cache
def group_of(table: Table) -> str:
    """The group of a derived table: that of its theme, or of the latest table that it reads."""
    if table.layer in {"core", "audit"}:
        return CORE
    theme = next((theme for theme, tables in THEMES.items() if table in tables), None)
    own = RANKING if theme is None else _OF_THEME[theme]
    return max([own, *(group_of(TABLES[name]) for name in models.reads(table) if not name.startswith("raw."))])
