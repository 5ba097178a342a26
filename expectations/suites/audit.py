"""What must be true of the audit tables: nothing refused, every dispute listed."""

from __future__ import annotations

from expectations.rules import Rule, no_rows, no_rows_in_file, structural
from warehouse.tables import TABLES

_CONFLICTS = TABLES["audit.conflicts"]
_CORRECTIONS = TABLES["audit.corrections_applied"]
_REFUSED = (
    "SELECT q.file_name, q.line_no, q.locator, q.printed_name, q.problem, q.remedy FROM audit.quarantine AS q "
    "INNER JOIN core.documents AS d ON q.document_id = d.document_id WHERE d.evidence_grade IN {grades} ORDER BY ALL"
)

RULES: dict[str, tuple[Rule, ...]] = {
    "audit.quarantine": (
        *structural(TABLES["audit.quarantine"], may_be_empty=True),
        no_rows(
            _REFUSED.format(grades="('A', 'B')"),
            "nothing_is_refused",
            "A figure or name that cannot be read makes an official table wrong.",
            remedy="each row says what to do",
        ),
        no_rows(
            _REFUSED.format(grades="('C', 'D')"),
            "nothing_weak_is_refused",
            "Rows of portals, spreadsheets and press that cannot be read are set apart, and stop nothing.",
            severity="warning",
            remedy="each row says what to do",
        ),
    ),
    "audit.corrections_applied": (
        *structural(_CORRECTIONS, may_be_empty=True),
        no_rows_in_file(
            _CORRECTIONS,
            "every_correction_still_fits",
            "A correction outlives its cause when the publisher repairs the figure.",
            remedy="compare the cell with the document; remove the correction, or correct its `expect` or locator in "
            "sources/<source>/corrections.yml",
        ),
        no_rows_in_file(
            _CORRECTIONS,
            "figures_are_as_printed",
            "What was corrected, derived or doubted is shown in every release.",
            severity="warning",
            remedy="nothing: each has its reason",
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
