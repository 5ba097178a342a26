"""What is asked of a published file to see that a client can use it: every view and macro of the planners' face."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from reports.planner import read_views
from reports.planner.macros import read_macros
from warehouse.spec import Language

#: A name that two regions have. Every client must show the error that names them.
AMBIGUOUS = "FROM profil('Magelang')"


def planner_queries(languages: Sequence[Language] = get_args(Language)) -> list[str]:
    """The first rows of every view, and the example of every macro, each in an order of its own."""
    asked = []
    for language in languages:
        asked += [f"FROM {view.full_name(language)}" for view in read_views().values()]
        asked += [macro.example.in_language(language) for macro in read_macros().values()]
    return [f"SELECT * FROM ({query}) ORDER BY ALL LIMIT 1000" for query in asked]
