"""Which check of typed rows belongs to which raw table: `ROW_CHECKS` of a source's row_checks.py."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from sources.declaration.modules import member_of, sources_with
from sources.intake.reference_lists import ReferenceLists

Rows = Sequence[Mapping[str, str]]
#: (rows, rows of the other documents of the table by document id, lists) -> problems, each with its remedy.
RowCheck = Callable[[Rows, Mapping[str, Rows], ReferenceLists], Iterator[str]]

#: Raw table without layer -> its check. A table that is not here is examined by what its rows state.
ROW_CHECKS: dict[str, RowCheck] = {
    table: check
    for source in sources_with("row_checks")
    for table, check in member_of(source, "row_checks", "ROW_CHECKS").items()
}
_MOST = 8


def row_problems(raw_table: str, rows: Rows, others: Mapping[str, Rows], lists: ReferenceLists) -> list[str]:
    """Why rows that can be read may not be loaded; the first few, and how many more there are.

    Args:
        raw_table: the table that they would go to, without layer.
        rows: the rows of one document.
        others: the rows of the other documents that stand in that table, by document id.
        lists: the codes that there are.
    """
    check = ROW_CHECKS.get(raw_table)
    found = list(check(rows, others, lists)) if check else []
    if len(found) > _MOST:
        return [*found[:_MOST], f"... and {len(found) - _MOST} more problems. Remedy: correct those above first."]
    return found
