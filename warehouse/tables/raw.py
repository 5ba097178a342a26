"""The raw tables: as printed, one per kind of document."""

from __future__ import annotations

from warehouse.tables.forms import raw_table

RAW = (
    raw_table(
        "spbe_annual_report",
        "table_no table_title pdf_page row_no agency d1 d2 d3 d4 index predikat",
        ("Hasil evaluasi SPBE per instansi, dari laporan tahunan KemenPANRB", "SPBE results per body, from KemenPANRB's annual report"),
        ("satu baris tabel laporan", "one row of a table of the report"),
        by_edition=True,
    ),
    raw_table(
        "spbe_printed_means",
        "table_no pdf_page row_no evaluation_year agency_group measure printed_value",
        ("Indeks nasional dan rata-rata kelompok yang dicetak", "Printed national index and group means"),
        ("satu angka tercetak", "one printed figure"),
        by_edition=True,
    ),
    raw_table(
        "spbe_agency_report",
        "evaluation_year agency pdf_page row_no measure printed_value",
        ("Laporan hasil evaluasi/pemantauan satu instansi: indeks, domain, aspek, tingkat kematangan", "Report issued to one body: index, domains, aspects, maturity levels"),
        ("satu angka tercetak", "one printed figure"),
        by_edition=True,
    ),
    raw_table(
        "spbe_decree",
        "table_title pdf_page row_no agency index predikat",
        ("Lampiran keputusan menteri: indeks dan predikat setiap instansi", "Annex of the ministerial decree: index and grade of every body"),
        ("satu baris tabel lampiran", "one row of a table of the annex"),
        by_edition=True,
    ),
    raw_table(
        "spbe_tauval",
        "row_no evaluation_year agency agency_code category region_label d1 d2 d3 d4 index",
        ("Hasil dari antarmuka Tauval KemenPANRB, tidak dibulatkan", "Results from KemenPANRB's Tauval interface, not rounded"),
        ("satu instansi dalam satu tahun", "one body in one year"),
        by_edition=True,
    ),
    raw_table(
        "spbe_spreadsheet",
        "sheet row_no evaluation_year agency region_code province d1 d2 d3 d4 index predikat",
        ("Tabel SPBE yang diketik dengan tangan (XLSX, CSV)", "SPBE tables typed by hand (XLSX, CSV)"),
        ("satu baris tabel", "one row of a table"),
        by_edition=True,
    ),
    raw_table(
        "spbe_press",
        "row_no evaluation_year agency level province index predikat url stated_on stated_by note",
        ("Pernyataan berita dan situs pemerintah tentang indeks SPBE", "Statements of news and government pages on SPBE indices"),
        ("satu pernyataan satu halaman", "one statement of one page"),
        by_edition=True,
    ),
    raw_table(
        "un_data360",
        "row_no iso3 survey_year indicator value",
        ("EGDI menurut World Bank Data360; hanya untuk memeriksa silang", "EGDI as World Bank Data360 has it; a cross-check only"),
        ("satu angka satu negara satu edisi", "one figure of one country in one edition"),
        by_edition=True,
    ),
    raw_table(
        "un_egdi",
        "row_no country iso3 egdi_rank egdi epi osi hci tii",
        ("Survei E-Government PBB, seperti diunduh", "UN E-Government Survey, as downloaded"),
        ("satu negara dalam satu edisi", "one country in one edition"),
        by_edition=True,
    ),
    raw_table(
        "spbe_known_deviations",
        "evaluation_year agency measure printed rule reason",
        ("Angka SPBE tercetak yang diketahui menyimpang", "Printed SPBE figures known to deviate"),
        ("satu angka", "one figure"),
    ),
    raw_table(
        "un_editions",
        "survey_year weight_osi weight_tii weight_hci tolerance note",
        ("Rumus EGDI tiap edisi", "EGDI formula of each edition"),
        ("satu edisi", "one edition"),
    ),
    raw_table(
        "un_country_groups",
        "country_group iso3 member_from note",
        ("Keanggotaan kelompok negara", "Membership of country groups"),
        ("satu negara dalam satu kelompok", "one country in one group"),
    ),
    raw_table(
        "un_known_deviations",
        "survey_year iso3 rule printed recomputed reason",
        ("Angka PBB yang diketahui menyimpang dari aturannya sendiri", "UN figures known to deviate from their own rule"),
        ("satu angka", "one figure"),
    ),
    raw_table(
        "regions",
        "code bps_code name kind autonomous province_code province_name population_2024 area_km2 lat lng",
        ("Daftar wilayah terbaru", "Today's register of regions"),
        ("satu wilayah", "one region"),
    ),
    raw_table(
        "region_changes",
        "code_old code_new name_old name_new effective_year change_type legal_basis",
        ("Perubahan nama, kode, dan provinsi", "Changes of name, code and province"),
        ("satu perubahan", "one change"),
    ),
    raw_table(
        "region_aliases",
        "kemendagri_code alias difference",
        ("Ejaan nama wilayah yang pernah ditemukan", "Spellings of region names that were seen"),
        ("satu ejaan", "one spelling"),
    ),
    raw_table(
        "instruments",
        "instrument regulation first_year last_year level_min level_max indicator_count status note",
        ("Instrumen evaluasi", "Evaluation instruments"),
        ("satu instrumen", "one instrument"),
    ),
    raw_table(
        "instrument_nodes",
        "instrument node_code parent_code node_type number weight_percent name_id name_en status",
        ("Pohon indeks dengan bobot", "Index trees with weights"),
        ("satu simpul", "one node"),
    ),
    raw_table(
        "predikat_bands",
        "instrument predikat lower_inclusive upper_bound upper_kind status",
        ("Batas predikat", "Grade bands"),
        ("satu predikat", "one grade"),
    ),
    raw_table(
        "evaluations",
        "evaluation_year instrument decree_number decree_date decree_title agencies_total agencies_central agencies_regional status source_note",
        ("Evaluasi tahunan dan keputusannya", "Yearly evaluations and their decrees"),
        ("satu tahun evaluasi", "one evaluation year"),
    ),
)  # fmt: skip
