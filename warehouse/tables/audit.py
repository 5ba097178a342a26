"""The audit tables: what was refused, disputed, corrected, checked."""

from __future__ import annotations

from warehouse.tables.forms import col, req, table

AUDIT = (
    table(
        "audit", "quarantine",
        ("Baris yang ditolak", "Rows that were refused"),
        ("satu angka atau baris yang ditolak", "one refused figure or row"),
        "observation_id",
        (
            req("observation_id"), req("evaluation_year"), req("document_id"), req("file_name"), req("line_no"), req("locator"),
            req("printed_name"), req("measure"), col("printed_value"), req("problem"), req("remedy"),
        ),
        fewest_rows=0,
    ),
    table(
        "audit", "conflicts",
        ("Sel yang dinyatakan berbeda oleh dua pernyataan", "Cells on which two statements disagree"),
        ("satu pernyataan yang kalah", "one statement that lost"),
        "observation_id",
        (
            req("observation_id"), req("evaluation_year"), req("subject_type"), req("subject_code"), req("measure"), col("winning_value"),
            req("winning_document_id"), req("evidence_grade"), col("other_value"), req("other_document_id"), req("other_grade"), col("difference"),
        ),
        fewest_rows=0,
    ),
    table(
        "audit", "corrections_applied",
        ("Koreksi yang diputuskan orang, dan hasilnya", "Corrections that a person has decided, and what became of them"),
        ("satu koreksi", "one correction"),
        "correction_id",
        (
            req("correction_id"), req("source"), req("document_id"), req("locator"), req("printed_name"), req("measure"), req("action"),
            req("expected_printed"), col("found_printed"), col("value"), col("value_lo"), col("value_hi"), req("derived"),
            req("correction_outcome"), req("correction_reason_id"), req("correction_reason_en"), req("decided_by"), req("decided_on"),
        ),
        fewest_rows=0,
    ),
    table(
        "audit", "check_results",
        ("Hasil semua pemeriksaan rilis ini", "Results of all checks of this release"),
        ("satu aturan satu tabel", "one rule of one table"),
        "checked_table rule",
        (
            req("checked_table"), req("rule"), req("rule_kind"), req("severity"), req("outcome"), req("violations"), col("examples"), req("why"),
            req("remedy"),
            req("table_fingerprint"),
        ),
        partition="checked_table",
    ),
)  # fmt: skip
