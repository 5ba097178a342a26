"""The groups of the asset graph, in reading order: every arrow between two groups points to a later one."""

from __future__ import annotations

from functools import cache

from sources.declaration.declared import Source
from warehouse import models
from warehouse.spec import DeclarationError, Table
from warehouse.tables import TABLES
from warehouse.tables.reading import file_of

REFERENCE, SPBE, UNITED_NATIONS = "1_reference_documents", "2_spbe_documents", "3_un_documents"
CORE, RANKING, COMPARISON, NEXT_STEPS, CONTEXT = "4_core", "5_ranking", "6_comparison", "7_next_steps", "8_context"
RELEASE = "9_release"

#: What a mart's declaration calls its group.
_OF_MARTS = {"ranking": RANKING, "comparison": COMPARISON, "next_steps": NEXT_STEPS, "context": CONTEXT}


def group_of_source(source: Source) -> str:
    """The group of a source's raw tables."""
    if source.years is None:
        return REFERENCE
    return UNITED_NATIONS if source.source.startswith("un_") else SPBE


@cache
def group_of(table: Table) -> str:
    """The group of a derived table: the one it declares, or that of the latest table that it reads."""
    if table.group is None:
        return CORE
    if table.group not in _OF_MARTS:
        raise DeclarationError(f"{file_of(table.full_name)}: write as group one of {', '.join(_OF_MARTS)}.")
    reads = (name for name in models.reads(table) if not name.startswith("raw."))
    return max([_OF_MARTS[table.group], *(group_of(TABLES[name]) for name in reads)])
