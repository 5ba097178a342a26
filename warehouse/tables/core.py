"""The core tables: cleaned, coded, decided."""

from __future__ import annotations

from warehouse.tables.forms import NOT_ACROSS_INSTRUMENTS, col, req, table

CORE = (
    table(
        "core", "documents",
        ("Dokumen sumber", "Source documents"),
        ("satu salinan dokumen", "one transcription of a document"),
        "document_id",
        (
            req("document_id"), req("source"), req("document_title"), req("document_type"), req("publisher_id"), req("publisher_en"),
            col("document_number"), col("document_date"), col("decree_number"), col("decree_date"), col("edition"),
            req("evidence_grade"), col("url"), req("retrieved_from"), req("retrieved_on"), req("licence"), req("terms"),
            req("transcription"), col("stated_agencies"), col("stated_central"), col("stated_regional"), col("first_table"), col("last_table"),
            req("file_name"), req("file_sha256"), req("file_bytes"), req("file_rows"), req("document_version"), col("original_name"), col("retrieved_at"),
        ),
    ),
    table(
        "core", "regions",
        ("Daftar wilayah beserta riwayatnya", "Register of regions with its history"),
        ("satu versi satu wilayah", "one version of one region"),
        "region_code version",
        (
            req("region_code"), req("version"), req("region_name"), req("kind"), req("province_code"), req("province_name"),
            req("autonomous"), col("valid_from_year"), col("valid_to_year"), req("current_code"), col("bps_code"),
            col("population"), col("area_km2"), col("latitude"), col("longitude"), col("legal_basis"), req("document_id"), req("locator"),
        ),
        warnings=(("Kode Kemendagri dan BPS berbeda; 91-96 menunjuk provinsi lain dalam kedua sistem.", "Kemendagri and BPS codes differ; 91-96 name other provinces in the two systems."),),
    ),
    table(
        "core", "region_aliases",
        ("Ejaan nama wilayah yang dikenal", "Known spellings of region names"),
        ("satu ejaan, satu jenis, satu wilayah", "one spelling, one kind, one region"),
        "alias_key alias_kind current_code",
        (req("alias_key"), req("alias_kind"), req("current_code"), req("alias"), req("usable"), col("unusable_reason"), col("document_id")),
        warnings=(("Ejaan yang tidak usable tidak pernah dipakai untuk mengenali wilayah.", "A spelling that is not usable never decides."),),
    ),
    table(
        "core", "instruments",
        ("Instrumen evaluasi dan tahun berlakunya", "Evaluation instruments and their years"),
        ("satu instrumen", "one instrument"),
        "instrument",
        (
            req("instrument"), req("regulation"), req("first_year"), col("last_year"), col("level_min"), col("level_max"),
            req("indicator_count"), req("verification"), req("document_id"), req("locator"),
        ),
        warnings=(NOT_ACROSS_INSTRUMENTS,),
    ),
    table(
        "core", "instrument_nodes",
        ("Pohon indeks: indeks, domain, aspek, indikator, dengan bobot", "Index tree: index, domains, aspects, indicators, with weights"),
        ("satu simpul satu instrumen", "one node of one instrument"),
        "instrument node_code",
        (
            req("instrument"), req("node_code"), col("parent_code"), req("node_type"), col("number"), req("weight_percent"),
            req("name_id"), req("name_en"), col("part_code"), req("is_leaf"), req("verification"), req("document_id"), req("locator"),
        ),
    ),
    table(
        "core", "predikat_bands",
        ("Batas predikat tiap instrumen", "Grade bands of each instrument"),
        ("satu predikat satu instrumen", "one grade of one instrument"),
        "instrument predikat",
        (
            req("instrument"), req("predikat"), col("lower_inclusive"), req("upper_bound"), req("upper_inclusive"),
            req("verification"), req("document_id"), req("locator"),
        ),
        order="instrument upper_bound",
        warnings=(("Kementerian menetapkan predikat dari nilai yang belum dibulatkan.", "The ministry grades on unrounded values."),),
    ),
    table(
        "core", "evaluation_years",
        ("Tahun evaluasi, instrumen, dan keputusannya", "Evaluation years, their instrument and decree"),
        ("satu tahun evaluasi", "one evaluation year"),
        "evaluation_year",
        (
            req("evaluation_year"), req("instrument"), req("nationally_complete"), col("decree_number"), col("decree_date"),
            col("decree_title"), col("agencies_total"), col("agencies_central"), col("agencies_regional"),
            req("verification"), req("document_id"), req("locator"),
        ),
    ),
    table(
        "core", "year_pairs",
        ("Tahun evaluasi dan tahun sebelumnya: apa yang boleh dibandingkan", "Evaluation years and the year before: what may be compared"),
        ("satu tahun evaluasi yang punya tahun sebelumnya", "one evaluation year that has a year before it"),
        "evaluation_year",
        (
            req("evaluation_year"), req("previous_year"), req("instrument"), req("previous_instrument"), req("complete_now"),
            req("complete_before"), req("scores_comparable"), req("ranks_comparable"), req("document_id"), req("locator"),
        ),
        warnings=(NOT_ACROSS_INSTRUMENTS,),
    ),
    table(
        "core", "observations",
        ("Setiap pernyataan nilai SPBE yang pernah dibaca", "Every statement of an SPBE score that was ever read"),
        ("satu angka dalam satu dokumen", "one figure in one document"),
        "observation_id",
        (
            req("observation_id"), req("evaluation_year"), req("instrument"), req("subject_type"), req("subject_code"),
            req("printed_name"), req("measure"), col("printed_value"), col("value"), col("value_lo"), col("value_hi"), req("status"), col("status_reason_id"), col("status_reason_en"),
            col("flag_reason_id"), col("flag_reason_en"), col("deviation_reason_id"), col("deviation_reason_en"), req("evidence_grade"), req("document_id"), req("line_no"), req("locator"), col("page"), col("table_no"),
            col("table_title"), col("row_no"),
        ),
        order="evaluation_year subject_type subject_code measure document_id",
    ),
    table(
        "core", "winning_statements",
        ("Pernyataan yang menang untuk tiap sel", "The statement that wins each cell"),
        ("satu sel: tahun, subjek, besaran", "one cell: year, subject, measure"),
        "observation_id",
        (req("observation_id"), req("subject_type"), req("statement_count")),
    ),
    table(
        "core", "spbe_scores",
        ("Nilai SPBE pemerintah daerah: satu angka resmi per sel", "SPBE scores of regional governments: one official figure per cell"),
        ("satu tahun, satu daerah, satu besaran", "one year, one region, one measure"),
        "evaluation_year region_code measure",
        (
            req("evaluation_year"), req("region_code"), req("measure"), req("instrument"), col("score"), col("score_lo"), col("score_hi"), col("printed_value"),
            req("status"), col("status_reason_id"), col("status_reason_en"), col("flag_reason_id"), col("flag_reason_en"), col("deviation_reason_id"), col("deviation_reason_en"), req("evidence_grade"), req("statement_count"), req("document_id"), req("observation_id"),
        ),
        warnings=(NOT_ACROSS_INSTRUMENTS,),
    ),
    table(
        "core", "central_scores",
        ("Nilai SPBE instansi pusat, terpisah dari daerah", "SPBE scores of central bodies, kept apart from regions"),
        ("satu tahun, satu instansi, satu besaran", "one year, one body, one measure"),
        "evaluation_year agency_code measure",
        (
            req("evaluation_year"), req("agency_code"), req("measure"), req("agency_name"), req("agency_category"), req("instrument"),
            col("score").within(1, 5), col("score_lo"), col("score_hi"), col("printed_value"), req("status"), col("status_reason_id"), col("status_reason_en"), req("evidence_grade"), req("document_id"), req("observation_id"),
        ),
        warnings=(("Nama instansi pusat berubah antartahun; kode ini tidak menghubungkan tahun.", "Names of central bodies change; this code does not link years."),),
    ),
    table(
        "core", "group_means",
        ("Indeks nasional dan rata-rata kelompok yang dicetak", "Printed national index and group means"),
        ("satu tahun, satu kelompok, satu besaran", "one year, one group, one measure"),
        "evaluation_year agency_group measure",
        (
            req("evaluation_year"), req("agency_group"), req("measure"), req("instrument"), req("score").within(1, 5), req("printed_value"), col("flag_reason_id"), col("flag_reason_en"),
            req("evidence_grade"), req("statement_count"), req("document_id"), req("observation_id"),
        ),
        warnings=(("Rata-rata tercetak 2023/2024 memuat kesalahan dan berbeda dari rata-rata baris.", "Printed means of 2023/2024 contain errors and differ from the means of the rows."), NOT_ACROSS_INSTRUMENTS),
    ),
    table(
        "core", "speaking_scores",
        ("Pernyataan yang boleh berbicara untuk tiap sel, dan sebagai apa", "The statement that may speak for each cell, and as what"),
        ("satu sel: tahun, subjek, besaran", "one cell: year, subject, measure"),
        "evaluation_year subject_type subject_code measure",
        (
            req("evaluation_year"), req("subject_type"), req("subject_code"), req("measure"), req("instrument"), col("score"), col("printed_value"),
            req("evidence_grade"), req("speaks_as"), req("speaks_because"), req("document_id"), req("observation_id"),
        ),
        warnings=(NOT_ACROSS_INSTRUMENTS,),
    ),
    table(
        "core", "un_editions",
        ("Edisi survei PBB dan rumus EGDI-nya", "UN survey editions and their EGDI formula"),
        ("satu edisi", "one edition"),
        "survey_year",
        (req("survey_year"), req("weight_osi"), req("weight_tii"), req("weight_hci"), req("formula_tolerance"), req("document_id"), req("locator")),
    ),
    table(
        "core", "un_egdi",
        ("EGDI dan komponennya, semua negara dan edisi", "EGDI and components, all countries and editions"),
        ("satu edisi, satu negara", "one edition, one country"),
        "survey_year iso3",
        (
            req("survey_year"), req("iso3"), req("country_name"), col("egdi"), col("egdi_rank"), col("osi"), col("hci"), col("tii"), col("epi"),
            req("status"), col("deviation_rule"), col("deviation_reason_id"), col("deviation_reason_en"), req("evidence_grade"), req("document_id"), req("line_no"), req("locator"),
        ),
        warnings=(("Baris berisi nol berarti tidak dinilai, bukan nol.", "Zero-filled rows mean not scored, not zero."),),
    ),
    table(
        "core", "country_groups",
        ("Keanggotaan kelompok negara", "Membership of country groups"),
        ("satu negara dalam satu kelompok", "one country in one group"),
        "country_group iso3",
        (req("country_group"), req("iso3"), req("member_from_year"), req("document_id"), req("locator")),
    ),
    table(
        "core", "codes",
        ("Daftar kode dengan sebutan dan kalimatnya", "Code lists with labels and sentences"),
        ("satu kode satu daftar", "one code of one list"),
        "code_list code",
        (req("code_list"), req("code"), req("code_position"), req("label_id"), req("label_en"), col("text_id"), col("text_en")),
        order="code_list code_position",
    ),
)  # fmt: skip
