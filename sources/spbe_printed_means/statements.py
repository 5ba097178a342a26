"""Printed national index and group means as statements."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sources.names.region_names import RegionNames
from sources.statements.statements import Statements, Subject


def read_statements(rows: Sequence[Mapping[str, Any]], _: RegionNames, statements: Statements) -> None:
    """Turn the raw rows of all editions into statements; groups are no regions, so no name is looked up."""
    for row in rows:
        year = row["evaluation_year"]
        group = row["agency_group"]
        if not re.fullmatch(r"[0-9]{4}", year):
            statements.refuse(
                row,
                year=int(row["edition"]),
                printed_name=group,
                measure=row["measure"],
                printed=row["printed_value"],
                problem=f"{year!r} is not a year",
                remedy="write the evaluation year that the figure is of",
            )
            continue
        statements.add(
            row,
            year=int(year),
            subject=Subject("agency_group", group),
            printed_name=group,
            measure=row["measure"],
            printed=row["printed_value"],
        )
