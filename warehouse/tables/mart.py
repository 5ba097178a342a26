"""The marts that show results: rankings, summaries, context, provenance."""

from __future__ import annotations

from warehouse.tables.forms import NOT_ACROSS_INSTRUMENTS, SMALL_DIFFERENCES, col, req, table

_RANK_COLUMNS = tuple(
    req(f"{prefix}_in_{group}") if prefix == "expected" and group == "kind" else col(f"{prefix}_in_{group}")
    for group in ("kind", "kabkota", "province")
    for prefix in ("rank", "tied", "ranked", "expected")
)

MART = (
    table(
        "mart", "region_ranking",
        ("Peringkat SPBE pemerintah daerah", "SPBE ranking of regional governments"),
        ("satu tahun evaluasi, satu daerah (juga yang tidak dievaluasi)", "one evaluation year, one region (also those not evaluated)"),
        "evaluation_year region_code",
        (
            req("evaluation_year"), req("instrument"), req("region_code"), req("region_name"), req("kind"), req("province_code"),
            req("province_name"), col("spbe_index"), col("predikat"), *_RANK_COLUMNS, col("rank_lo"), col("rank_hi"),
            col("clearly_ahead_of"), col("not_distinguishable_from"), col("clearly_behind"), col("rank_standing"), col("rank_note"),
            col("d1"), col("d2"), col("d3"), col("d4"), col("figure_note_id"), col("figure_note_en"), col("index_change"), col("rank_change"), req("previous_year"),
            col("previous_instrument"), col("change_note"), req("status"), col("evidence_grade"), col("speaks_as"), col("document_id"), req("current_code"),
        ),
        order="evaluation_year kind region_code",
        warnings=(
            NOT_ACROSS_INSTRUMENTS,
            SMALL_DIFFERENCES,
            ("Selang peringkat berlaku di bawah asumsi dalam mart.robustness_assumptions dan adalah ketidakpastian paling sedikit.", "Rank intervals hold under the assumptions of mart.robustness_assumptions and are the least uncertainty there is."),
        ),
    ),
    table(
        "mart", "province_summary",
        ("Provinsi dan kabupaten/kotanya", "A province and its kabupaten/kota"),
        ("satu tahun evaluasi, satu provinsi", "one evaluation year, one province"),
        "evaluation_year province_code",
        (
            req("evaluation_year"), req("instrument"), req("province_code"), req("province_name"), req("evaluated_count"), req("expected_count"),
            col("coverage_percent"), col("own_index"), col("own_predikat"), col("own_rank"), col("mean_index"), col("median_index"),
            col("weighted_mean_index"), req("weighted_count"), col("spread_index"), col("range_index"), col("quartile_range"), col("best_index"),
            col("best_regions"), col("worst_index"), col("worst_regions"), col("share_memuaskan"), col("share_sangat_baik"), col("share_baik"),
            col("share_cukup"), col("share_kurang"), col("mean_gap"), col("mean_gap_change"), col("gini"), col("gini_change"), req("previous_year"),
            col("previous_instrument"), col("evaluated_once"), col("province_change_note"),
            col("summary_note"),
        ),
        warnings=(
            ("Ringkasan hanya atas daerah yang dievaluasi (lihat n dari N), dan tidak ada bila kurang dari 65%.", "Aggregates cover the evaluated regions only (see n of N), and there are none below 65%."),
            ("Indeks pemerintah provinsi bukan ringkasan kabupaten/kotanya: keduanya berdampingan.", "The index of the province's government is no summary of its kabupaten/kota: they stand side by side."),
            NOT_ACROSS_INSTRUMENTS,
        ),
    ),
    table(
        "mart", "egdi_ranking",
        ("Peringkat EGDI dunia dan ASEAN", "EGDI ranking, world and ASEAN"),
        ("satu edisi survei, satu negara", "one survey edition, one country"),
        "survey_year iso3",
        (
            req("survey_year"), req("iso3"), req("country_name"), col("egdi"), col("egdi_rank"), col("tied_in_world"), req("ranked_in_world"),
            req("listed_in_world"), col("rank_in_asean"), col("tied_in_asean"), col("ranked_in_asean"), col("osi"), col("hci"), col("tii"),
            col("epi"), col("epi_rank_derived"), col("previous_survey_year"), col("egdi_change"), col("egdi_rank_change"), col("egdi_change_note"),
            req("status"), req("document_id"),
        ),
        warnings=(("EGDI berdampingan dengan SPBE, tidak pernah digabung.", "EGDI stands beside SPBE, never in it."),),
    ),
    table(
        "mart", "national_context",
        ("Indeks SPBE nasional tercetak berdampingan dengan EGDI Indonesia", "Printed national SPBE index beside Indonesia's EGDI"),
        ("satu tahun", "one year"),
        "reference_year",
        (
            req("reference_year"), col("instrument"), col("national_index"), col("national_index_change"), col("previous_instrument"),
            col("national_change_note"), col("national_index_note"), col("other_prints"), col("other_index_lo"), col("other_index_hi"),
            col("mean_of_rows"), col("rows_in_mean"), col("indonesia_egdi"), col("indonesia_egdi_rank"), col("ranked_in_world"),
            col("listed_in_world"), col("indonesia_asean_rank"), col("ranked_in_asean"), col("indonesia_osi"), col("indonesia_hci"),
            col("indonesia_tii"), col("indonesia_epi"), col("indonesia_epi_rank"), col("previous_survey_year"), col("egdi_rank_change"),
            col("egdi_own_part"), col("egdi_others_part"), col("egdi_entering_part"), col("egdi_leaving_part"), col("egdi_method_changed"),
            col("egdi_movement"), col("rank_by_score_before"), col("rank_by_score"), col("alike_egdi_median"), col("alike_osi_median"), col("alike_epi_median"),
        ),
        warnings=(("Dua ukuran berbeda: jangan dijumlahkan atau dirata-ratakan.", "Two different measures: never add or average them."), NOT_ACROSS_INSTRUMENTS),
    ),
    table(
        "mart", "figure_provenance",
        ("Asal-usul setiap angka: dokumen, halaman, tabel, baris", "Where every figure comes from: document, page, table, row"),
        ("satu angka satu tabel mart dan satu sumbernya", "one figure of one mart table and one source of it"),
        "mart_table reference_year subject_code figure source_no",
        (
            req("mart_table"), req("reference_year"), req("subject_code"), req("subject_name"), req("figure"), req("source_no"), req("basis"),
            col("derived_from"), col("printed_value"), req("document_id"), req("document_title"), req("publisher_id"), req("publisher_en"), col("page"), col("table_no"),
            col("row_no"), req("locator"), req("evidence_grade"), col("url"), req("licence"), req("file_name"), req("line_no"), req("file_sha256"),
        ),
    ),
    table(
        "mart", "figure_derivations",
        ("Dari kolom mana setiap angka dibuat, dan bagaimana", "From which columns every figure is made, and how"),
        ("satu kolom angka satu tabel mart dan satu masukannya", "one column of figures of one mart table and one input of it"),
        "mart_table figure input_no",
        (
            req("mart_table"), req("figure"), req("input_no"), req("derivation_type"), req("derivation_id"), req("derivation_en"), col("input_table"), col("input_figure"),
            col("input_rows"), req("input_traced_in"),
        ),
        warnings=(("Berlaku untuk kolom; halaman tiap angka ada dalam mart.figure_provenance dan pada baris masukannya.", "It holds for columns; the page of a single figure is in mart.figure_provenance and with the rows of its inputs."),),
    ),
)  # fmt: skip
