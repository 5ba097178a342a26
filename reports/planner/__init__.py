"""The planners' face of the published database: views and macros in Indonesian, each with an English twin.

Belongs here: which columns a planner sees and under which name (vocabulary.yml), the views (views/), the macros
(macros/), the guide, and the SQL that makes them. Does not belong here: figures, and words that the catalogue has.
"""

from __future__ import annotations

from reports.planner.contract import schema_version
from reports.planner.macros import read_macros
from reports.planner.reading import PlannerColumn, PlannerView, read_views
from reports.planner.statements import planner_statements, statements_of

__all__ = [
    "PlannerColumn", "PlannerView", "planner_statements", "read_macros", "read_views", "schema_version",
    "statements_of",
]  # fmt: skip
