"""Findings, row by row: told in a line, and set against those of an earlier release.

A finding is a record of audit.findings. Does not belong here: how it is found (runner.py), and how name, document and
printed cells come to stand beside it (places.py).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from warehouse.connection import NothingPublished, SqlError, open_release, records_of
from warehouse.releases import DATABASE

Record = Mapping[str, Any]
#: The findings of each rule, by its table and name.
Findings = Mapping[tuple[str, str], Sequence[Record]]

#: Of the findings of a rule, this many are told; all of them stand in audit.findings.
TOLD = 100

#: Said of a row by its place; a report whose rows move has no new findings.
_PLACES = {"document_id", "document_version", "file_name", "line_no", "locator", "observation_id"}
#: Columns of a rule's rows that name whom they are about, the fullest first.
NAMES = ("region_name", "country_name", "subject_name", "printed_name", "agency", "country", "agency_group")
_CODES = {"subject_type", "subject_code"}


@dataclass(frozen=True)
class Difference:
    """How the findings of one rule differ from those of the last release, known deviations left out.

    Args:
        new: those that the last release has not.
        gone: those that it had.
        standing: those of both.
    """

    new: tuple[Record, ...]
    gone: tuple[Record, ...]
    standing: tuple[Record, ...]


def difference(now: Sequence[Record], before: Sequence[Record]) -> Difference:
    """Compare the findings of one rule with those of the last release.

    A finding is another one when any of its figures is, so a warning whose figures have changed is new.
    """
    open_now = {_identity(one): one for one in now if one["known_because"] is None}
    open_before = {_identity(one): one for one in before if one["known_because"] is None}
    return Difference(
        tuple(one for identity, one in open_now.items() if identity not in open_before),
        tuple(one for identity, one in open_before.items() if identity not in open_now),
        tuple(one for identity, one in open_now.items() if identity in open_before),
    )


def _identity(finding: Record) -> str:
    said = json.loads(finding["finding"])
    return json.dumps({name: value for name, value in said.items() if name not in _PLACES}, sort_keys=True)


def by_rule(findings: Sequence[Record]) -> Findings:
    """Findings, by the rule that they break."""
    found: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for one in findings:
        found[one["checked_table"], one["rule"]].append(one)
    return found


def released_findings(current: Path) -> Findings:
    """The findings of the current release; none where there is no release, or one that is older than findings are."""
    try:
        with open_release(current / DATABASE) as connection:
            return by_rule(records_of(connection, "FROM audit.findings ORDER BY ALL"))
    except (NothingPublished, SqlError):
        return {}


def tell(findings: Sequence[Record], changed: Difference | None = None) -> list[str]:
    """The findings of a rule in a line each, known deviations last; of a warning the new ones first, then those gone.

    Args:
        findings: all of them.
        changed: how they differ from those of the last release; None where that says nothing.
    """
    known = [one for one in findings if one["known_because"] is not None]
    if changed is None:
        groups: dict[str, Sequence[Record]] = {
            "": [one for one in findings if one["known_because"] is None],
            "known: ": known,
        }
    else:
        groups = {"new: ": changed.new, "gone: ": changed.gone, "standing: ": changed.standing, "known: ": known}
    lines = [f"{word}{describe(one)}" for word, group in groups.items() for one in group]
    more = [f"and {len(lines) - TOLD} more, in audit.findings"] if len(lines) > TOLD else []
    return [*lines[:TOLD], *more]


def describe(finding: Record) -> str:
    """A finding in one line: whom, the figures by their columns, document and place, the printed cells."""
    said = json.loads(finding["finding"])
    shown = (_PLACES - {"line_no"}) | set(NAMES) | (_CODES if finding["subject_name"] else set())
    parts = [f"{name} {'-' if value in (None, '') else value}" for name, value in said.items() if name not in shown]
    where = ", ".join(filter(None, [finding["document_id"], finding["locator"], said.get("file_name")]))
    line = "; ".join(filter(None, [finding["subject_name"], ", ".join(parts), where]))
    if finding["printed_row"]:
        line += f"; printed: {finding['printed_row']}"
    return f"{line} ({finding['known_because']})" if finding["known_because"] else line
