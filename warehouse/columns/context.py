"""Columns of the theme: beside the nation and the world: EGDI peers, claims.

Belongs here: their meaning in both languages. Does not belong here: which table has which column (tables/context.py).
"""

from __future__ import annotations

from warehouse.columns.form import column
from warehouse.spec import Column

COLUMNS: tuple[Column, ...] = (
    # --- countries beside a country -------------------------------------------------------------------
    column("focus_iso3", "VARCHAR", "Kode ISO negara yang dibandingkan dengan negara lain.", "ISO code of the country that is set beside others.", "code"),
    column("focus_name", "VARCHAR", "Nama negara yang dibandingkan dengan negara lain.", "Name of the country that is set beside others."),
    column("focus_egdi_rank", "INTEGER", "Peringkat dunia negara yang dibandingkan, seperti diterbitkan PBB.", "World rank of the country that is set beside others, as published by the UN.", "rank"),
    column("egdi_peer_group", "VARCHAR", "Kelompok pembanding: kelompok negara (ASEAN, anggota pada tahun itu), atau structure (sepuluh negara dengan HCI dan TII paling mirip).", "Group of peers: a country group (ASEAN, members of that year), or structure (the ten countries most alike in HCI and TII)."),
    column("egdi_peer_order", "INTEGER", "Urutan dalam kelompok: peringkat EGDI di kelompok negara itu, atau kedekatan struktur; yang sama berbagi urutan terbaik (1, 1, 3).", "Order in the group: rank by EGDI in the country group, or nearness in structure; equals share the better place (1, 1, 3).", "rank"),
    column("structure_distance", "DECIMAL(8,5)", "Jarak HCI dan TII dalam simpangan baku edisi itu (Euclid); NULL bila salah satu nilainya kesalahan sumber.", "Distance in HCI and TII, in standard deviations of the edition (Euclidean); NULL when one of the values is an error of the source.", "standard deviations"),
    column("egdi_gap", "DECIMAL(7,5)", "EGDI negara pembanding dikurangi negara yang dibandingkan (positif = pembanding lebih tinggi).", "EGDI of the peer minus that of the country in focus (positive = the peer is higher).", "EGDI points"),
    column("osi_gap", "DECIMAL(7,5)", "OSI negara pembanding dikurangi negara yang dibandingkan.", "OSI of the peer minus that of the country in focus.", "OSI points"),
    column("hci_gap", "DECIMAL(7,5)", "HCI negara pembanding dikurangi negara yang dibandingkan.", "HCI of the peer minus that of the country in focus.", "HCI points"),
    column("tii_gap", "DECIMAL(7,5)", "TII negara pembanding dikurangi negara yang dibandingkan.", "TII of the peer minus that of the country in focus.", "TII points"),
    column("epi_gap", "DECIMAL(7,5)", "EPI negara pembanding dikurangi negara yang dibandingkan.", "EPI of the peer minus that of the country in focus.", "EPI points"),
    # --- why a world rank moved -----------------------------------------------------------------------
    column("egdi_rank_before", "INTEGER", "Peringkat dunia pada edisi sebelumnya seperti diterbitkan PBB; NULL bila tidak dinilai.", "World rank in the previous edition as published by the UN; NULL when not scored.", "rank"),
    column("rank_by_score", "INTEGER", "Peringkat dunia menurut EGDI tercetak (1, 1, 3); berbeda dari peringkat PBB bila PBB memecah seri dengan angka yang tidak dicetak.", "World rank by the printed EGDI (1, 1, 3); differs from the UN's where the UN broke a tie on figures that it does not print.", "rank"),
    column("rank_by_score_before", "INTEGER", "Peringkat menurut EGDI tercetak pada edisi sebelumnya.", "Rank by the printed EGDI in the previous edition.", "rank"),
    column("rank_by_score_change", "INTEGER", "Kenaikan peringkat menurut nilai (positif = naik); jumlah keempat bagiannya.", "Places gained by score (positive = climbed); the sum of its four parts.", "places"),
    column("egdi_own_part", "DECIMAL(8,1)", "Bagian perubahan peringkat dunia dari nilai sendiri (positif = naik); kelipatan 0,5.", "Part of the change of world rank due to its own score (positive = climbed); a multiple of 0.5.", "places"),
    column("egdi_others_part", "DECIMAL(8,1)", "Bagian dari nilai negara lain yang dinilai pada kedua edisi (positif = naik); kelipatan 0,5.", "Part due to the scores of the countries that are scored in both editions (positive = climbed); a multiple of 0.5.", "places"),
    column("egdi_entering_part", "DECIMAL(8,1)", "Bagian dari negara yang baru dinilai: minus banyaknya yang kini di atasnya.", "Part due to countries that are newly scored: minus the number of them now above it.", "places"),
    column("egdi_leaving_part", "DECIMAL(8,1)", "Bagian dari negara yang tidak lagi dinilai: banyaknya yang dahulu di atasnya.", "Part due to countries that are no longer scored: the number of them that were above it.", "places"),
    column("countries_passed", "INTEGER", "Negara yang dahulu di atasnya dan kini tidak lagi; dinilai pada kedua edisi.", "Countries that were above it and no longer are; scored in both editions.", "count"),
    column("countries_passed_by", "INTEGER", "Negara yang dahulu tidak di atasnya dan kini di atasnya; dinilai pada kedua edisi.", "Countries that were not above it and now are; scored in both editions.", "count"),
    column("osi_change", "DECIMAL(7,5)", "Selisih OSI terhadap edisi sebelumnya.", "OSI minus that of the previous edition.", "OSI points"),
    column("hci_change", "DECIMAL(7,5)", "Selisih HCI terhadap edisi sebelumnya.", "HCI minus that of the previous edition.", "HCI points"),
    column("tii_change", "DECIMAL(7,5)", "Selisih TII terhadap edisi sebelumnya.", "TII minus that of the previous edition.", "TII points"),
    column("egdi_method_changed", "BOOLEAN", "Benar bila bobot komponen EGDI berbeda dari edisi sebelumnya: sebagian perubahan adalah perubahan rumus.", "True when the weights of the EGDI's components differ from the previous edition's: part of the change is the formula's."),
    column("egdi_movement_words", "VARCHAR", "Perubahan peringkat dunia dan bagian-bagiannya dalam satu kalimat.", "The change of world rank and its parts in one sentence."),
    # --- Indonesia beside the national SPBE index -----------------------------------------------------
    column("indonesia_osi", "DECIMAL(7,5)", "OSI Indonesia (layanan daring).", "Indonesia's OSI (online services).", "0-1"),
    column("indonesia_hci", "DECIMAL(7,5)", "HCI Indonesia (modal manusia).", "Indonesia's HCI (human capital).", "0-1"),
    column("indonesia_tii", "DECIMAL(7,5)", "TII Indonesia (infrastruktur telekomunikasi).", "Indonesia's TII (telecommunication infrastructure).", "0-1"),
    column("indonesia_epi", "DECIMAL(7,5)", "EPI Indonesia (partisipasi elektronik); bukan komponen EGDI.", "Indonesia's EPI (e-participation); not a component of the EGDI.", "0-1"),
    column("indonesia_epi_rank", "INTEGER", "Peringkat EPI Indonesia, dihitung proyek ini.", "Indonesia's EPI rank, computed by this project.", "rank"),
    column("alike_egdi_median", "DECIMAL(8,6)", "Median EGDI sepuluh negara berstruktur paling mirip dengan Indonesia (HCI dan TII).", "Median EGDI of the ten countries most alike to Indonesia in structure (HCI and TII).", "0-1"),
    column("alike_osi_median", "DECIMAL(8,6)", "Median OSI sepuluh negara itu: yang dibuat pemerintah lain dari keadaan serupa.", "Median OSI of those ten: what other governments make of like conditions.", "0-1"),
    column("alike_epi_median", "DECIMAL(8,6)", "Median EPI sepuluh negara itu.", "Median EPI of those ten.", "0-1"),
    # --- claims ---------------------------------------------------------------------------------------
    column("claim_id", "VARCHAR", "Pengenal pernyataan.", "Identifier of a claim."),
    column("part_no", "INTEGER", "Bagian pernyataan; tiap bagian mengatakan satu hal.", "Part of the claim; each part says one thing."),
    column("stated_by", "VARCHAR", "Siapa yang menyatakan; NULL bila tidak diketahui.", "Who stated it; NULL when not known."),
    column("stated_on", "VARCHAR", "Kapan dinyatakan, seteliti yang diketahui: 2023-06 atau 2023-06-15; NULL bila tidak diketahui.", "When it was stated, as precisely as is known: 2023-06 or 2023-06-15; NULL when not known."),
    column("stated_from", "DATE", "Hari pertama yang mungkin menurut tanggal itu; hasil yang terbit kemudian dianggap belum diketahui.", "First day that the date allows; results that came out later count as not yet known."),
    column("quote_id", "VARCHAR", "Isi pernyataan dengan kata-kata proyek ini.", "What is stated, in Indonesian, in this project's words."),
    column("quote_en", "VARCHAR", "Isi pernyataan dalam bahasa Inggris, dengan kata-kata proyek ini.", "What is stated, in this project's words."),
    column("claim_subject_type", "VARCHAR", "Tentang siapa: region (daerah), country (negara), survey (survei PBB).", "What it speaks of: region, country, survey (the UN survey)."),
    column("claim_form", "VARCHAR", "Bentuk yang diperiksa: egdi_rank_equals, egdi_rank_moved, countries_ranked_equals, best_in_province, is_role_model, index_reaches, has_target.", "Form that is checked: egdi_rank_equals, egdi_rank_moved, countries_ranked_equals, best_in_province, is_role_model, index_reaches, has_target."),
    column("claim_year", "INTEGER", "Tahun evaluasi atau edisi survei yang disebut; NULL bila tidak disebut.", "Evaluation year or survey edition that is named; NULL when none is.", "year"),
    column("claim_value", "DECIMAL(8,2)", "Angka yang dinyatakan: peringkat, banyaknya negara, atau indeks.", "Figure that is stated: a rank, a number of countries, or an index."),
    column("claim_year_before", "INTEGER", "Edisi sebelumnya yang disebut.", "Earlier edition that is named.", "year"),
    column("claim_value_before", "DECIMAL(8,2)", "Angka yang dinyatakan untuk edisi itu.", "Figure that is stated for that edition."),
    column("claim_note", "VARCHAR", "Catatan tentang sumber pernyataan dan cara membacanya.", "Note on where the claim comes from and how it is read."),
    column("verdict", "VARCHAR", "confirmed (sesuai angka), contradicted (bertentangan dengan angka), not_checkable (tidak dapat diperiksa).", "confirmed, contradicted, or not_checkable, by the figures."),
    column("verdict_reason", "VARCHAR", "Mengapa tidak dapat diperiksa; NULL bila diputuskan.", "Why it cannot be checked; NULL when it is decided."),
    column("judged_year", "INTEGER", "Tahun evaluasi atau edisi survei yang memutuskan; NULL bila saat itu belum ada hasil.", "Evaluation year or survey edition that decides; NULL when no results were out yet.", "year"),
    column("claim_figures", "VARCHAR", "Angka-angka yang memutuskan, dalam satu kalimat.", "The figures that decide, in one sentence."),
    column("figure_places", "VARCHAR", "Tempat angka-angka itu: dokumen (halaman, tabel, baris).", "Where those figures stand: document (page, table, row)."),
    column("figures_beside", "VARCHAR", "Angka tahun lain yang lengkap secara nasional, tanpa putusan.", "Figures of the other years with national results, without a verdict."),
)  # fmt: skip
