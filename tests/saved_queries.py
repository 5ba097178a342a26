"""Queries that planners and programs have saved, with the columns that they answered when they were saved.

Each must go on answering these columns, in these types. New ones are added by
``UPDATE_SNAPSHOT=1 pytest tests/unit/reports/test_contract.py -k saved``; none is changed or removed by it.
"""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import yaml

from reports.planner.macros import read_macros
from tests.commands import ROOT
from tests.shown_blocks import read_blocks
from warehouse.connection import Connection
from warehouse.spec import Language

FILE = Path(__file__).with_suffix(".yml")
_DOCUMENTS = (ROOT / "README.md", ROOT / "README.id.md", *sorted((ROOT / "docs" / "id").glob("*.md")))

Answered = dict[str, str]


def read_saved() -> dict[str, Answered]:
    """By query, the type of each column that it answered."""
    saved: dict[str, Answered] = yaml.safe_load(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    return saved


def columns_of(connection: Connection, query: str) -> Answered:
    """The columns that a query answers, and their types; no row is read."""
    return {name: type_ for name, type_, *_ in connection.execute(f"DESCRIBE {query}").fetchall()}


def save(connection: Connection) -> None:
    """Add what the macros' examples and the documents ask and is not saved yet."""
    asked = [one.example.in_language(language) for one in read_macros().values() for language in get_args(Language)]
    asked += [block.code.strip() for path in _DOCUMENTS for block in read_blocks(path) if block.language == "sql"]
    new = {query: columns_of(connection, query) for query in asked}
    FILE.write_text(
        yaml.safe_dump({**new, **read_saved()}, allow_unicode=True, width=118, default_flow_style=None),
        encoding="utf-8",
    )
