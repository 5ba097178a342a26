"""PANDUAN comes first, names everything there is, and every statement in it can be copied."""

from __future__ import annotations

import pytest

from reports.planner import read_views
from reports.planner.macros import read_macros


@pytest.mark.parametrize(("language", "guide"), [("id", "PANDUAN"), ("en", "en.GUIDE")])
def test_the_guide_names_every_list_and_question_and_its_statements_run(planner, language, guide):
    rows = planner.execute(f"FROM {guide}").fetchall()
    statements = {example for _, _, example in rows if example is not None}
    wanted = {f"FROM {view.shown_name(language)}" for view in read_views().values()}
    wanted |= {macro.example.in_language(language) for macro in read_macros().values()}
    assert wanted <= statements
    for statement in statements:
        if "ATTACH" not in statement:
            assert planner.execute(f"SELECT count(*) FROM ({statement})").fetchone() > (0,), statement


def test_the_guide_comes_first_and_says_what_it_is_the_guide_of(planner):
    assert planner.execute("SHOW TABLES").fetchone() == ("PANDUAN",)
    said = " ".join(text for (text,) in planner.execute("SELECT isi FROM panduan").fetchall())
    assert "Rilis 2024-0123456789ab. Dokumen terbarunya diambil pada 28 November 2026." in said
    assert "Tahun terbaru dengan hasil nasional adalah 2024; hasil nasional tersedia untuk 2023, 2024." in said


def test_changes_of_a_release_are_counted_not_invented(planner):
    said = dict(planner.execute("SELECT bagian, isi FROM perubahan_rilis").fetchall())
    (applied,) = planner.execute("SELECT count(*) FROM koreksi WHERE hasil = 'diterapkan'").fetchone()
    (refused,) = planner.execute(
        "SELECT count(*) FROM (SELECT DISTINCT document_id, line_no FROM audit.quarantine)"
    ).fetchone()
    assert said["Koreksi"].startswith(f"{applied} koreksi")
    assert said["Tidak terbaca"].startswith(f"{refused} baris")
    newest = "SELECT yang_berubah FROM rilis ORDER BY nomor_peristiwa DESC LIMIT 1"
    assert (said["Rilis sebelumnya"],) == planner.execute(newest).fetchone()
