"""Which reading turns which raw table into statements."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sources.names.region_names import RegionNames
from sources.spbe_agency_report import statements as agency_report
from sources.spbe_annual_report import statements as annual_report
from sources.spbe_decree import statements as decree
from sources.spbe_press import statements as press
from sources.spbe_printed_means import statements as printed_means
from sources.spbe_spreadsheet import statements as spreadsheet
from sources.spbe_tauval import statements as tauval
from sources.statements.statements import Statements

Read = Callable[[Sequence[Mapping[str, Any]], RegionNames, Statements], None]

#: Raw table without layer -> its reading. Tables that are not here state no SPBE score.
STATEMENT_READERS: dict[str, Read] = {
    "spbe_annual_report": annual_report.read_statements,
    "spbe_decree": decree.read_statements,
    "spbe_agency_report": agency_report.read_statements,
    "spbe_printed_means": printed_means.read_statements,
    "spbe_tauval": tauval.read_statements,
    "spbe_spreadsheet": spreadsheet.read_statements,
    "spbe_press": press.read_statements,
}
