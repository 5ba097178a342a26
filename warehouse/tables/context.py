"""Beside the nation and the world: EGDI peers, claims."""

from __future__ import annotations

from warehouse.spec import Table
from warehouse.tables.forms import col, raw_table, req, table

_BESIDE_SPBE = ("EGDI berdampingan dengan SPBE, tidak pernah digabung.", "EGDI stands beside SPBE, never in it.")

TABLES: tuple[Table, ...] = (
    raw_table(
        "claims",
        "claim_id part_no stated_by stated_on url quote_id quote_en subject_type subject_code claim_form measure year value year_before value_before note_id note_en",
        ("Pernyataan terbit tentang SPBE dan EGDI", "Published statements about SPBE and EGDI"),
        ("satu bagian satu pernyataan", "one part of one claim"),
    ),
    table(
        "core", "claims",
        ("Pernyataan terbit, dalam bentuk yang dapat diperiksa", "Published claims, in a form that can be checked"),
        ("satu bagian satu pernyataan", "one part of one claim"),
        "claim_id part_no",
        (
            req("claim_id"), req("part_no"), col("stated_by"), col("stated_on"), col("stated_from"), col("url"), req("quote_id"), req("quote_en"),
            req("claim_subject_type"), req("subject_code"), req("claim_form"), col("measure"), col("claim_year"), col("claim_value"),
            col("claim_year_before"), col("claim_value_before"), col("claim_note_id"), col("claim_note_en"), req("document_id"), req("locator"),
        ),
    ),
    table(
        "mart", "egdi_peers",
        ("Negara pembanding dalam Survei E-Government PBB", "Peer countries in the UN E-Government Survey"),
        (
            "satu edisi survei, satu negara yang dibandingkan (Indonesia dan anggota kelompoknya, ASEAN), satu kelompok, satu negara pembanding",
            "one survey edition, one country in focus (Indonesia and the members of its group, ASEAN), one group, one peer",
        ),
        "survey_year focus_iso3 egdi_peer_group iso3",
        (
            req("survey_year"), req("focus_iso3"), req("focus_name"), req("egdi_peer_group"), req("egdi_peer_order"), req("iso3"), req("country_name"),
            col("structure_distance"), req("egdi_rank"), req("focus_egdi_rank"), req("egdi"), col("osi"), col("hci"), col("tii"), col("epi"),
            req("egdi_gap"), col("osi_gap"), col("hci_gap"), col("tii_gap"), col("epi_gap"),
        ),
        order="survey_year focus_iso3 egdi_peer_group egdi_peer_order iso3",
        warnings=(
            ("Kemiripan struktur bukan kelompok pendapatan: data pendapatan negara tidak ada dalam proyek ini.", "Alike in structure is not an income group: the project holds no income data of countries."),
            _BESIDE_SPBE,
        ),
    ),
    table(
        "mart", "egdi_rank_change",
        ("Mengapa peringkat EGDI berubah", "Why an EGDI rank moved"),
        ("satu edisi survei dibandingkan edisi sebelumnya, satu negara", "one survey edition against the one before, one country"),
        "survey_year iso3",
        (
            req("survey_year"), req("iso3"), req("country_name"), req("previous_survey_year"), col("rank_by_score_before"), col("rank_by_score"),
            col("rank_by_score_change"), col("egdi_own_part"), col("egdi_others_part"), col("egdi_entering_part"), col("egdi_leaving_part"),
            col("countries_passed"), col("countries_passed_by"), col("egdi_rank_before"), col("egdi_rank"), col("egdi_rank_change"), col("egdi_change"),
            col("osi_change"), col("hci_change"), col("tii_change"), req("egdi_method_changed"), col("egdi_movement"), col("egdi_rank_note"),
            col("egdi_change_note"),
        ),
        warnings=(
            ("Bagian-bagian adalah hitungan peringkat, bukan sebab-akibat.", "The parts account for places, they are not causes."),
            _BESIDE_SPBE,
        ),
    ),
    table(
        "mart", "claim_figures",
        ("Angka yang memutuskan tiap pernyataan, dan yang disandingkan", "The figures that judge each claim, and those beside it"),
        ("satu bagian satu pernyataan, satu angka", "one part of one claim, one figure"),
        "claim_id part_no figure_no",
        (
            req("claim_id"), req("part_no"), req("figure_no"), req("figure_role"), req("claim_figure"), req("reference_year"), req("subject_code"),
            col("subject_name"), col("measure"), col("figure_score"), col("figure_rank"), col("figure_count"), col("figure_total"),
            col("evidence_grade"), col("figure_place"),
        ),
    ),
    table(
        "mart", "claim_checks",
        ("Pernyataan terbit dan putusannya menurut angka", "Published claims and what the figures say of them"),
        ("satu bagian satu pernyataan", "one part of one claim"),
        "claim_id part_no",
        (
            req("claim_id"), req("part_no"), col("stated_by"), col("stated_on"), req("quote_id"), req("quote_en"), req("claim_form"),
            req("claim_subject_type"), req("subject_code"), req("verdict"), col("verdict_reason"), col("judged_year"),
            col("evidence_grade"), col("figure_places"), col("url"), col("claim_note_id"), col("claim_note_en"), req("document_id"), req("locator"),
        ),
        warnings=(
            ("Putusan memakai angka yang sudah terbit ketika pernyataan dibuat; tahun lain hanya disandingkan.", "The verdict rests on figures that were out when the claim was made; other years only stand beside it."),
            ("not_checkable bukan berarti salah.", "not_checkable does not mean wrong."),
        ),
    ),
)  # fmt: skip
