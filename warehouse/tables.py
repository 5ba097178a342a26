"""Every table of the pipeline, declared once.

Belongs here: which tables exist, their grain, key, columns and warnings. From these declarations come the
DDL, the comments inside the published database, the structural checks, Dagster's column schemas and
docs/data_dictionary.md. Does not belong here: what a column means (columns.py), SQL (sql/), rules of the
domain (expectations/).
"""

from __future__ import annotations

from warehouse.columns import col, req
from warehouse.spec import Column, Layer, Table, Text

_AS_PRINTED = (
    "Teks persis seperti dalam dokumen; belum dibersihkan.",
    "Text exactly as in the document; nothing repaired.",
)


def _printed(name: str) -> Column:
    return Column(name, "VARCHAR", Text(*_AS_PRINTED))


def _raw(name: str, columns: str, title: tuple[str, str], grain: tuple[str, str], *, by_edition: bool = False) -> Table:
    """A raw table: the snapshot's own columns as text, and where each line came from."""
    place = (req("document_id"), req("line_no"), req("locator"))
    return Table(
        layer="raw",
        name=name,
        title=Text(*title),
        grain=Text(*grain),
        key=("document_id", "line_no"),
        columns=(*((req("edition"),) if by_edition else ()), *place, *(_printed(c) for c in columns.split())),
        partition="edition" if by_edition else None,
        published=False,
    )


def _table(  # noqa: PLR0917 - a declaration is read like a form: the same six lines each time
    layer: Layer,
    name: str,
    title: tuple[str, str],
    grain: tuple[str, str],
    key: str,
    columns: tuple[Column, ...],
    *,
    order: str = "",
    partition: str | None = None,
    warnings: tuple[tuple[str, str], ...] = (),
) -> Table:
    return Table(
        layer=layer,
        name=name,
        title=Text(*title),
        grain=Text(*grain),
        key=tuple(key.split()),
        columns=columns,
        partition=partition,
        order=tuple(order.split()),
        warnings=tuple(Text(*warning) for warning in warnings),
    )


_NOT_ACROSS_INSTRUMENTS = (
    "Jangan membandingkan angka antarinstrumen (2018-2020, 2021-2025, 2026-).",
    "Do not compare figures of different instruments (2018-2020, 2021-2025, 2026-).",
)
_SMALL_DIFFERENCES = (
    "Selisih di bawah 0,03 dapat berasal dari satu indikator pada satu tingkat.",
    "A difference under 0.03 can be a single indicator at one level.",
)

RAW = (
    _raw(
        "spbe_annual_report",
        "table_no table_title pdf_page row_no agency d1 d2 d3 d4 index predikat",
        ("Hasil evaluasi SPBE per instansi, dari laporan tahunan KemenPANRB", "SPBE results per body, from KemenPANRB's annual report"),
        ("satu baris tabel laporan", "one row of a table of the report"),
        by_edition=True,
    ),
    _raw(
        "spbe_printed_means",
        "table_no pdf_page row_no evaluation_year agency_group measure printed_value",
        ("Indeks nasional dan rata-rata kelompok yang dicetak", "Printed national index and group means"),
        ("satu angka tercetak", "one printed figure"),
        by_edition=True,
    ),
    _raw(
        "spbe_agency_report",
        "evaluation_year agency pdf_page row_no measure printed_value",
        ("Laporan hasil evaluasi/pemantauan satu instansi: indeks, domain, aspek, tingkat kematangan", "Report issued to one body: index, domains, aspects, maturity levels"),
        ("satu angka tercetak", "one printed figure"),
        by_edition=True,
    ),
    _raw(
        "un_egdi",
        "row_no country iso3 egdi_rank egdi epi osi hci tii",
        ("Survei E-Government PBB, seperti diunduh", "UN E-Government Survey, as downloaded"),
        ("satu negara dalam satu edisi", "one country in one edition"),
        by_edition=True,
    ),
    _raw(
        "spbe_known_deviations",
        "evaluation_year agency measure printed rule reason",
        ("Angka SPBE tercetak yang diketahui menyimpang", "Printed SPBE figures known to deviate"),
        ("satu angka", "one figure"),
    ),
    _raw(
        "un_editions",
        "survey_year weight_osi weight_tii weight_hci tolerance note",
        ("Rumus EGDI tiap edisi", "EGDI formula of each edition"),
        ("satu edisi", "one edition"),
    ),
    _raw(
        "un_country_groups",
        "country_group iso3 member_from note",
        ("Keanggotaan kelompok negara", "Membership of country groups"),
        ("satu negara dalam satu kelompok", "one country in one group"),
    ),
    _raw(
        "un_known_deviations",
        "survey_year iso3 rule printed recomputed reason",
        ("Angka PBB yang diketahui menyimpang dari aturannya sendiri", "UN figures known to deviate from their own rule"),
        ("satu angka", "one figure"),
    ),
    _raw(
        "regions",
        "code bps_code name kind autonomous province_code province_name population_2024 area_km2 lat lng",
        ("Daftar wilayah terbaru", "Today's register of regions"),
        ("satu wilayah", "one region"),
    ),
    _raw(
        "region_changes",
        "code_old code_new name_old name_new effective_year change_type legal_basis",
        ("Perubahan nama, kode, dan provinsi", "Changes of name, code and province"),
        ("satu perubahan", "one change"),
    ),
    _raw(
        "region_aliases",
        "kemendagri_code alias difference",
        ("Ejaan nama wilayah yang pernah ditemukan", "Spellings of region names that were seen"),
        ("satu ejaan", "one spelling"),
    ),
    _raw(
        "instruments",
        "instrument regulation first_year last_year level_min level_max indicator_count status note",
        ("Instrumen evaluasi", "Evaluation instruments"),
        ("satu instrumen", "one instrument"),
    ),
    _raw(
        "instrument_nodes",
        "instrument node_code parent_code node_type number weight_percent name_id name_en status",
        ("Pohon indeks dengan bobot", "Index trees with weights"),
        ("satu simpul", "one node"),
    ),
    _raw(
        "predikat_bands",
        "instrument predikat lower_inclusive upper_bound upper_kind status",
        ("Batas predikat", "Grade bands"),
        ("satu predikat", "one grade"),
    ),
    _raw(
        "evaluations",
        "evaluation_year instrument decree_number decree_date decree_title agencies_total agencies_central agencies_regional status source_note",
        ("Evaluasi tahunan dan keputusannya", "Yearly evaluations and their decrees"),
        ("satu tahun evaluasi", "one evaluation year"),
    ),
)  # fmt: skip

CORE = (
    _table(
        "core", "documents",
        ("Dokumen sumber", "Source documents"),
        ("satu salinan dokumen", "one transcription of a document"),
        "document_id",
        (
            req("document_id"), req("source"), req("document_title"), req("document_type"), req("publisher"),
            col("document_number"), col("document_date"), col("decree_number"), col("decree_date"), col("edition"),
            req("evidence_grade"), col("url"), req("retrieved_from"), req("retrieved_on"), req("licence"), req("terms"),
            req("transcription"), col("stated_agencies"), col("stated_central"), col("stated_regional"), col("first_table"), col("last_table"),
            req("file_name"), req("file_sha256"), req("file_bytes"), req("file_rows"),
        ),
    ),
    _table(
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
    _table(
        "core", "region_aliases",
        ("Ejaan nama wilayah yang dikenal", "Known spellings of region names"),
        ("satu ejaan, satu jenis, satu wilayah", "one spelling, one kind, one region"),
        "alias_key kind current_code",
        (req("alias_key"), req("kind"), req("current_code"), req("alias"), req("usable"), col("unusable_reason"), col("document_id")),
        warnings=(("Ejaan yang tidak usable tidak pernah dipakai untuk mengenali wilayah.", "A spelling that is not usable never decides."),),
    ),
    _table(
        "core", "instruments",
        ("Instrumen evaluasi dan tahun berlakunya", "Evaluation instruments and their years"),
        ("satu instrumen", "one instrument"),
        "instrument",
        (
            req("instrument"), req("regulation"), req("first_year"), col("last_year"), col("level_min"), col("level_max"),
            req("indicator_count"), req("verification"), req("document_id"), req("locator"),
        ),
        warnings=(_NOT_ACROSS_INSTRUMENTS,),
    ),
    _table(
        "core", "instrument_nodes",
        ("Pohon indeks: indeks, domain, aspek, indikator, dengan bobot", "Index tree: index, domains, aspects, indicators, with weights"),
        ("satu simpul satu instrumen", "one node of one instrument"),
        "instrument node_code",
        (
            req("instrument"), req("node_code"), col("parent_code"), req("node_type"), col("number"), req("weight_percent"),
            req("name_id"), req("name_en"), req("verification"), req("document_id"), req("locator"),
        ),
    ),
    _table(
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
    _table(
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
    _table(
        "core", "observations",
        ("Setiap pernyataan nilai SPBE yang pernah dibaca", "Every statement of an SPBE score that was ever read"),
        ("satu angka dalam satu dokumen", "one figure in one document"),
        "observation_id",
        (
            req("observation_id"), req("evaluation_year"), req("instrument"), req("subject_type"), req("subject_code"),
            req("printed_name"), req("measure"), col("printed_value"), col("value"), req("status"), col("status_reason"),
            col("deviation_reason"), req("evidence_grade"), req("document_id"), req("line_no"), req("locator"), col("page"), col("table_no"),
            col("table_title"), col("row_no"),
        ),
        order="evaluation_year subject_type subject_code measure document_id",
    ),
    _table(
        "core", "winning_statements",
        ("Pernyataan yang menang untuk tiap sel", "The statement that wins each cell"),
        ("satu sel: tahun, subjek, besaran", "one cell: year, subject, measure"),
        "observation_id",
        (req("observation_id"), req("subject_type"), req("statement_count")),
    ),
    _table(
        "core", "spbe_scores",
        ("Nilai SPBE pemerintah daerah: satu angka resmi per sel", "SPBE scores of regional governments: one official figure per cell"),
        ("satu tahun, satu daerah, satu besaran", "one year, one region, one measure"),
        "evaluation_year region_code measure",
        (
            req("evaluation_year"), req("region_code"), req("measure"), req("instrument"), col("score"), col("printed_value"),
            req("status"), col("status_reason"), col("deviation_reason"), req("evidence_grade"), req("statement_count"), req("document_id"), req("observation_id"),
        ),
        warnings=(_NOT_ACROSS_INSTRUMENTS,),
    ),
    _table(
        "core", "central_scores",
        ("Nilai SPBE instansi pusat, terpisah dari daerah", "SPBE scores of central bodies, kept apart from regions"),
        ("satu tahun, satu instansi, satu besaran", "one year, one body, one measure"),
        "evaluation_year agency_code measure",
        (
            req("evaluation_year"), req("agency_code"), req("measure"), req("agency_name"), req("agency_category"), req("instrument"),
            col("score"), col("printed_value"), req("status"), col("status_reason"), req("evidence_grade"), req("document_id"), req("observation_id"),
        ),
        warnings=(("Nama instansi pusat berubah antartahun; kode ini tidak menghubungkan tahun.", "Names of central bodies change; this code does not link years."),),
    ),
    _table(
        "core", "group_means",
        ("Indeks nasional dan rata-rata kelompok yang dicetak", "Printed national index and group means"),
        ("satu tahun, satu kelompok, satu besaran", "one year, one group, one measure"),
        "evaluation_year agency_group measure",
        (
            req("evaluation_year"), req("agency_group"), req("measure"), req("instrument"), req("score"), req("printed_value"),
            req("evidence_grade"), req("statement_count"), req("document_id"), req("observation_id"),
        ),
        warnings=(("Rata-rata tercetak 2023/2024 memuat kesalahan dan berbeda dari rata-rata baris.", "Printed means of 2023/2024 contain errors and differ from the means of the rows."), _NOT_ACROSS_INSTRUMENTS),
    ),
    _table(
        "core", "un_editions",
        ("Edisi survei PBB dan rumus EGDI-nya", "UN survey editions and their EGDI formula"),
        ("satu edisi", "one edition"),
        "survey_year",
        (req("survey_year"), req("weight_osi"), req("weight_tii"), req("weight_hci"), req("formula_tolerance"), req("document_id"), req("locator")),
    ),
    _table(
        "core", "un_egdi",
        ("EGDI dan komponennya, semua negara dan edisi", "EGDI and components, all countries and editions"),
        ("satu edisi, satu negara", "one edition, one country"),
        "survey_year iso3",
        (
            req("survey_year"), req("iso3"), req("country_name"), col("egdi"), col("egdi_rank"), col("osi"), col("hci"), col("tii"), col("epi"),
            req("status"), col("status_reason"), col("deviation_rule"), col("deviation_reason"), req("evidence_grade"), req("document_id"), req("line_no"), req("locator"),
        ),
        warnings=(("Baris berisi nol berarti tidak dinilai, bukan nol.", "Zero-filled rows mean not scored, not zero."),),
    ),
    _table(
        "core", "country_groups",
        ("Keanggotaan kelompok negara", "Membership of country groups"),
        ("satu negara dalam satu kelompok", "one country in one group"),
        "country_group iso3",
        (req("country_group"), req("iso3"), req("member_from_year"), req("document_id"), req("locator")),
    ),
)  # fmt: skip

_RANK_COLUMNS = tuple(
    req(f"{prefix}_in_{group}") if prefix == "expected" and group == "kind" else col(f"{prefix}_in_{group}")
    for group in ("kind", "kabkota", "province")
    for prefix in ("rank", "tied", "ranked", "expected")
)

MART = (
    _table(
        "mart", "region_ranking",
        ("Peringkat SPBE pemerintah daerah", "SPBE ranking of regional governments"),
        ("satu tahun evaluasi, satu daerah (juga yang tidak dievaluasi)", "one evaluation year, one region (also those not evaluated)"),
        "evaluation_year region_code",
        (
            req("evaluation_year"), req("instrument"), req("region_code"), req("region_name"), req("kind"), req("province_code"),
            req("province_name"), col("spbe_index"), col("predikat"), *_RANK_COLUMNS, col("rank_lo"), col("rank_hi"), col("rank_note"),
            col("d1"), col("d2"), col("d3"), col("d4"), col("figure_note"), col("index_change"), col("rank_change"), col("change_note"),
            req("status"), col("status_reason"), col("evidence_grade"), col("document_id"), req("current_code"),
        ),
        order="evaluation_year kind region_code",
        warnings=(_NOT_ACROSS_INSTRUMENTS, _SMALL_DIFFERENCES),
    ),
    _table(
        "mart", "province_summary",
        ("Ringkasan kabupaten/kota per provinsi", "Kabupaten/kota of each province, summed up"),
        ("satu tahun evaluasi, satu provinsi", "one evaluation year, one province"),
        "evaluation_year province_code",
        (
            req("evaluation_year"), req("instrument"), req("province_code"), req("province_name"), req("evaluated_count"), req("expected_count"),
            col("coverage_percent"), col("mean_index"), col("median_index"), col("best_index"), col("best_regions"), col("worst_index"),
            col("worst_regions"), col("share_memuaskan"), col("share_sangat_baik"), col("share_baik"), col("share_cukup"), col("share_kurang"),
            col("own_index"), col("own_predikat"), col("own_rank"), col("summary_note"),
        ),
        warnings=(("Rata-rata hanya atas daerah yang dievaluasi: lihat n dari N.", "Means cover the evaluated regions only: see n of N."), _NOT_ACROSS_INSTRUMENTS),
    ),
    _table(
        "mart", "egdi_ranking",
        ("Peringkat EGDI dunia dan ASEAN", "EGDI ranking, world and ASEAN"),
        ("satu edisi survei, satu negara", "one survey edition, one country"),
        "survey_year iso3",
        (
            req("survey_year"), req("iso3"), req("country_name"), col("egdi"), col("egdi_rank"), col("tied_in_world"), req("ranked_in_world"),
            req("listed_in_world"), col("rank_in_asean"), col("tied_in_asean"), col("ranked_in_asean"), col("osi"), col("hci"), col("tii"),
            col("epi"), col("epi_rank_derived"), col("previous_survey_year"), col("egdi_change"), col("egdi_rank_change"), col("change_note"),
            req("status"), col("status_reason"), req("document_id"),
        ),
        warnings=(("EGDI berdampingan dengan SPBE, tidak pernah digabung.", "EGDI stands beside SPBE, never in it."),),
    ),
    _table(
        "mart", "national_context",
        ("Indeks SPBE nasional tercetak berdampingan dengan EGDI Indonesia", "Printed national SPBE index beside Indonesia's EGDI"),
        ("satu tahun", "one year"),
        "reference_year",
        (
            req("reference_year"), col("instrument"), col("national_index"), col("national_index_change"), col("national_index_note"),
            col("mean_of_rows"), col("rows_in_mean"), col("indonesia_egdi"), col("indonesia_egdi_rank"), col("ranked_in_world"),
            col("listed_in_world"), col("indonesia_asean_rank"), col("ranked_in_asean"), col("egdi_rank_change"),
        ),
        warnings=(("Dua ukuran berbeda: jangan dijumlahkan atau dirata-ratakan.", "Two different measures: never add or average them."), _NOT_ACROSS_INSTRUMENTS),
    ),
    _table(
        "mart", "figure_provenance",
        ("Asal-usul setiap angka: dokumen, halaman, tabel, baris", "Where every figure comes from: document, page, table, row"),
        ("satu angka satu tabel mart dan satu sumbernya", "one figure of one mart table and one source of it"),
        "mart_table reference_year subject_code figure source_no",
        (
            req("mart_table"), req("reference_year"), req("subject_code"), req("subject_name"), req("figure"), req("source_no"), req("basis"),
            col("derived_from"), col("printed_value"), req("document_id"), req("document_title"), req("publisher"), col("page"), col("table_no"),
            col("row_no"), req("locator"), req("evidence_grade"), col("url"), req("licence"), req("file_name"), req("line_no"), req("file_sha256"),
        ),
    ),
)  # fmt: skip

AUDIT = (
    _table(
        "audit", "quarantine",
        ("Baris yang ditolak", "Rows that were refused"),
        ("satu angka atau baris yang ditolak", "one refused figure or row"),
        "observation_id",
        (
            req("observation_id"), req("evaluation_year"), req("document_id"), req("file_name"), req("line_no"), req("locator"),
            req("printed_name"), req("measure"), col("printed_value"), req("problem"), req("remedy"),
        ),
    ),
    _table(
        "audit", "conflicts",
        ("Sel yang dinyatakan berbeda oleh dua dokumen", "Cells on which two documents disagree"),
        ("satu pernyataan yang kalah", "one statement that lost"),
        "observation_id",
        (
            req("observation_id"), req("evaluation_year"), req("subject_type"), req("subject_code"), req("measure"), col("winning_value"),
            req("winning_document_id"), req("evidence_grade"), col("other_value"), req("other_document_id"), req("other_grade"), col("difference"),
        ),
    ),
    _table(
        "audit", "check_results",
        ("Hasil semua pemeriksaan rilis ini", "Results of all checks of this release"),
        ("satu aturan satu tabel", "one rule of one table"),
        "checked_table rule",
        (
            req("checked_table"), req("rule"), req("severity"), req("outcome"), req("violations"), col("examples"), req("why"), col("remedy"),
            req("table_fingerprint"),
        ),
        partition="checked_table",
    ),
)  # fmt: skip

TABLES: dict[str, Table] = {table.full_name: table for table in (*RAW, *CORE, *MART, *AUDIT)}
PUBLISHED: tuple[Table, ...] = tuple(table for table in TABLES.values() if table.published)


def table(full_name: str) -> Table:
    """The table of that full name.

    Raises:
        KeyError: when no such table is declared.
    """
    return TABLES[full_name]
