"""What must be true of the audit tables: nothing refused, every dispute listed."""

from __future__ import annotations

from expectations.rules import Rule, no_rows, no_rows_in_file, structural
from warehouse.tables import TABLES

_CONFLICTS = TABLES["audit.conflicts"]

RULES: dict[str, tuple[Rule, ...]] = {
    "audit.quarantine": (
        *structural(TABLES["audit.quarantine"], may_be_empty=True),
        no_rows(
            "SELECT file_name, line_no, locator, printed_name, problem, remedy FROM audit.quarantine ORDER BY ALL",
            "nothing_is_refused",
            "A figure or name that cannot be read makes the whole table wrong.",
            remedy="each row says what to do",
        ),
    ),
    "audit.conflicts": (
        *structural(_CONFLICTS, may_be_empty=True),
        no_rows_in_file(
            _CONFLICTS,
            "documents_agree",
            "Disputed cells are shown with both figures.",
            severity="warning",
            remedy="nothing: the better grade stands; tell the publisher",
        ),
        no_rows_in_file(
            _CONFLICTS,
            "official_documents_do_not_contradict_a_ranked_index",
            "A region's index on which two official documents differ must be looked at by a person.",
            remedy="compare both documents; one of the transcriptions is probably wrong",
        ),
    ),
}
