"""Which reading turns which raw table into statements: `read_statements` of a source's statements.py."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sources.declaration.modules import member_of, sources_with
from sources.names.region_names import RegionNames
from sources.statements.statements import Statements

ReadStatements = Callable[[Sequence[Mapping[str, Any]], RegionNames, Statements], None]

#: Raw table without layer -> its reading; a source's raw table of scores is called like the source.
#: Tables that are not here state no SPBE score.
STATEMENT_READERS: dict[str, ReadStatements] = {
    source: member_of(source, "statements", "read_statements") for source in sources_with("statements")
}
