"""Derivations of the marts that show results: rankings, summaries, context."""

from __future__ import annotations

from warehouse.derivations.form import copied, how, uses
from warehouse.spec import Text

_RANKING = "mart.region_ranking"
_SUMMARY = "mart.province_summary"
_EGDI = "mart.egdi_ranking"
_NATION = "mart.national_context"
_SCORES = "core.spbe_scores"
_SPEAKING = "core.speaking_scores"
_REGIONS = "core.regions"
_YEARS = "core.evaluation_years"
_PAIRS = "core.year_pairs"
_UN = "core.un_egdi"

_COMPLETE = uses(_YEARS, "nationally_complete", "the_evaluation_year")
_IF_IT_SPEAKS = uses(_SPEAKING, "speaks_as", "same_region_and_year") + _COMPLETE

#: The groups that a region is ranked in: their columns' ending, their regions, and what tells who belongs.
_GROUPS = (
    ("in_kind", "same_kind_and_year", "kind"),
    ("in_kabkota", "kabkota_of_the_year", "kind"),
    ("in_province", "kabkota_of_the_province", "kind province_code"),
)

_REGION_RANKING = (
    *copied(_RANKING, "region_name kind province_code province_name", _REGIONS, "register_of_the_year"),
    *(
        one
        for column, measure in (("spbe_index", "INDEX"), ("d1", "D1"), ("d2", "D2"), ("d3", "D3"), ("d4", "D4"))
        for one in copied(
            _RANKING, f"{column}=score", _SCORES, "same_region_and_year", _IF_IT_SPEAKS,
            text=Text(f"Nilai besaran {measure} seperti diterbitkan; mutu bukti C dan D hanya pada tahun tanpa hasil "
                      "nasional.",
                      f"The score of measure {measure} as published; grades C and D only in years without national "
                      "results."),
        )
    ),
    *copied(
        _RANKING, "predikat=printed_value", _SCORES, "same_region_and_year",
        uses(_SCORES, "status", "same_region_and_year"), _IF_IT_SPEAKS,
        text=Text("Kata tercetak besaran PREDIKAT yang berstatus published.",
                  "The printed word of measure PREDIKAT, where its status is published."),
    ),
    *(
        one
        for ending, rows, membership in _GROUPS
        for score in [uses(_SCORES, "score", rows) + uses(_SPEAKING, "speaks_as", rows)]
        for alike in [score + uses(_REGIONS, membership, rows) + _COMPLETE]
        for one in (
            *how(_RANKING, f"rank_{ending}", "ranked",
                 "1 + banyaknya daerah kelompok itu yang indeksnya lebih tinggi (mutu bukti A, B); hanya tahun yang "
                 "lengkap nasional.",
                 "1 + regions of the group with a higher index (grades A, B); only in nationally complete years.",
                 alike),
            *how(_RANKING, f"tied_{ending}", "counted",
                 "Banyaknya daerah kelompok itu dengan indeks yang sama, termasuk dirinya.",
                 "Regions of the group with the same index, itself included.",
                 alike),
            *how(_RANKING, f"ranked_{ending}", "counted",
                 "Banyaknya daerah kelompok itu yang punya indeks.",
                 "Regions of the group that have an index.",
                 alike),
            *how(_RANKING, f"expected_{ending}", "counted",
                 "Banyaknya daerah otonom kelompok itu dalam daftar wilayah tahun itu.",
                 "Autonomous regions of the group in that year's register.",
                 uses(_REGIONS, f"autonomous {membership}", rows)),
        )
    ),
    *copied(_RANKING, "evidence_grade", _SCORES, "same_region_and_year", _COMPLETE,
            text=Text("Mutu bukti besaran INDEX.", "Grade of evidence of measure INDEX.")),
    *copied(_RANKING, "speaks_as", _SPEAKING, "same_region_and_year",
            text=Text("Sebagai apa besaran INDEX berbicara.", "As what measure INDEX speaks.")),
    *copied(_RANKING, "rank_lo rank_hi", "mart.rank_intervals", "same_region_and_year"),
    *how(
        _RANKING, "clearly_ahead_of not_distinguishable_from clearly_behind", "counted",
        "Banyaknya daerah sejenis lain yang seluruh selang peringkatnya di bawah (di atas) selang daerah ini dan yang "
        "indeksnya berbeda lebih dari satu tingkat indikator terberat; not_distinguishable_from adalah sisanya.",
        "Other regions of its kind whose whole rank interval lies below (above) its own and whose index differs by "
        "more than one level of the heaviest indicator; not_distinguishable_from are the others.",
        uses("mart.rank_intervals", "rank_lo rank_hi", "same_kind_and_year"),
        uses(_SCORES, "score", "same_kind_and_year"),
        uses(_REGIONS, "kind", "same_kind_and_year"),
        uses("core.instrument_nodes", "weight_percent", "the_instrument"),
    ),
    *how(_RANKING, "previous_year", "computed", "Tahun evaluasi dikurangi satu.", "The evaluation year minus one.",
         uses(_YEARS, "evaluation_year", "both_evaluation_years")),
    *how(
        _RANKING, "index_change", "computed",
        "Indeks dikurangi indeks tahun sebelumnya, bila instrumennya sama dan tidak satu pun bermutu bukti D.",
        "The index minus that of the year before, where the instrument is the same and neither is of grade D.",
        uses(_SCORES, "score", "both_years_of_the_region"),
        uses(_SPEAKING, "speaks_as", "both_years_of_the_region"),
        uses(_PAIRS, "scores_comparable", "both_evaluation_years"),
    ),
    *how(
        _RANKING, "rank_change", "computed",
        "Peringkat dalam jenisnya pada tahun sebelumnya dikurangi yang sekarang, bila instrumen dan jenisnya sama.",
        "Rank within its kind in the year before minus that of the year, where instrument and kind are the same.",
        uses(_SCORES, "score", "same_kind_in_both_years"),
        uses(_REGIONS, "kind", "same_kind_in_both_years"),
        uses(_PAIRS, "ranks_comparable", "both_evaluation_years"),
    ),
)  # fmt: skip

_MEMBERS = uses(_RANKING, "spbe_index", "kabkota_of_the_province")
_MEMBERS_IN_BOTH_YEARS = uses(_RANKING, "spbe_index", "kabkota_of_the_province_in_both_years")
_BOTH_COMPLETE = uses(_PAIRS, "scores_comparable", "both_evaluation_years")
_FLOOR = uses("core.instruments", "level_min", "the_instrument")

_PROVINCE_SUMMARY = (
    *copied(_SUMMARY, "own_index=spbe_index own_predikat=predikat own_rank=rank_in_kind", _RANKING,
            "government_of_the_province"),
    *how(_SUMMARY, "evaluated_count", "counted",
         "n: banyaknya kabupaten/kota yang punya indeks.", "n: kabupaten/kota that have an index.", _MEMBERS),
    *how(_SUMMARY, "expected_count", "counted",
         "N: banyaknya kabupaten/kota otonom dalam daftar wilayah tahun itu.",
         "N: autonomous kabupaten/kota in that year's register.",
         uses(_RANKING, "kind province_code", "kabkota_of_the_province")),
    *how(_SUMMARY, "coverage_percent", "computed", "100 n/N.", "100 n/N.",
         _MEMBERS, uses(_RANKING, "province_code", "kabkota_of_the_province")),
    *how(_SUMMARY, "mean_index median_index best_index worst_index range_index quartile_range spread_index mean_gap",
         "aggregated",
         "Ringkasan indeks yang disebut namanya, atas yang punya indeks; tidak ada bila n di bawah 65% dari N.",
         "The summary of the indices that its name says, of those that have one; none where n is below 65% of N.",
         _MEMBERS),
    *how(_SUMMARY, "weighted_mean_index", "aggregated",
         "Rata-rata indeks ditimbang penduduk; tidak ada bila yang berindeks dan berpenduduk di bawah 65% dari N.",
         "Mean of the indices weighted by population; none where those with both are fewer than 65% of N.",
         _MEMBERS, uses(_REGIONS, "population", "kabkota_of_the_province_today")),
    *how(_SUMMARY, "weighted_count", "counted",
         "Banyaknya kabupaten/kota yang punya indeks dan jumlah penduduk.",
         "Kabupaten/kota that have an index and a population.",
         _MEMBERS, uses(_REGIONS, "population", "kabkota_of_the_province_today")),
    *how(_SUMMARY, "share_memuaskan share_sangat_baik share_baik share_cukup share_kurang", "computed",
         "100 x banyaknya kabupaten/kota dengan predikat itu / banyaknya yang berpredikat; tidak ada bila n di bawah "
         "65% dari N.",
         "100 x kabupaten/kota with that grade / those with a grade; none where n is below 65% of N.",
         uses(_RANKING, "predikat spbe_index", "kabkota_of_the_province")),
    *how(_SUMMARY, "gini", "aggregated",
         "Koefisien Gini dari indeks dikurangi tingkat terendah instrumen; tidak ada bila n di bawah 65% dari N.",
         "Gini coefficient of the index minus the instrument's lowest level; none where n is below 65% of N.",
         _MEMBERS, _FLOOR),
    *how(_SUMMARY, "previous_year", "computed", "Tahun evaluasi dikurangi satu.", "The evaluation year minus one.",
         uses(_YEARS, "evaluation_year", "both_evaluation_years")),
    *how(_SUMMARY, "evaluated_once", "counted",
         "Banyaknya kabupaten/kota yang punya indeks pada hanya salah satu dari kedua tahun.",
         "Kabupaten/kota that have an index in only one of the two years.",
         _MEMBERS_IN_BOTH_YEARS, _BOTH_COMPLETE),
    *how(_SUMMARY, "mean_gap_change", "computed",
         "mean_gap tahun itu dikurangi mean_gap tahun sebelumnya, bila instrumen dan kabupaten/kotanya sama.",
         "mean_gap of the year minus that of the year before, where instrument and kabupaten/kota are the same.",
         _MEMBERS_IN_BOTH_YEARS, _BOTH_COMPLETE),
    *how(_SUMMARY, "gini_change", "computed",
         "gini tahun itu dikurangi gini tahun sebelumnya, bila instrumen dan kabupaten/kotanya sama.",
         "gini of the year minus that of the year before, where instrument and kabupaten/kota are the same.",
         _MEMBERS_IN_BOTH_YEARS, _BOTH_COMPLETE, _FLOOR),
)  # fmt: skip

_EGDI_RANKING = (
    *copied(_EGDI, "egdi egdi_rank osi hci tii epi", _UN, "same_country_and_edition"),
    *how(_EGDI, "tied_in_world", "counted", "Banyaknya negara dengan EGDI yang sama, termasuk dirinya.",
         "Countries with the same EGDI, itself included.", uses(_UN, "egdi", "countries_of_the_edition")),
    *how(_EGDI, "ranked_in_world", "counted", "Banyaknya negara yang punya EGDI.", "Countries that have an EGDI.",
         uses(_UN, "egdi", "countries_of_the_edition")),
    *how(_EGDI, "listed_in_world", "counted", "Banyaknya negara dalam edisi itu, dinilai atau tidak.",
         "Countries in the edition, scored or not.", uses(_UN, "iso3", "countries_of_the_edition")),
    *how(_EGDI, "rank_in_asean", "ranked", "1 + banyaknya anggota ASEAN dengan EGDI lebih tinggi.",
         "1 + members of ASEAN with a higher EGDI.", uses(_UN, "egdi", "group_of_the_country"),
         uses("core.country_groups", "member_from_year", "group_of_the_country")),
    *how(_EGDI, "tied_in_asean ranked_in_asean", "counted",
         "Banyaknya anggota ASEAN dengan EGDI yang sama (tied), atau yang punya EGDI (ranked).",
         "Members of ASEAN with the same EGDI (tied), or with an EGDI (ranked).",
         uses(_UN, "egdi", "group_of_the_country"),
         uses("core.country_groups", "member_from_year", "group_of_the_country")),
    *how(_EGDI, "epi_rank_derived", "ranked", "1 + banyaknya negara dengan EPI lebih tinggi.",
         "1 + countries with a higher EPI.", uses(_UN, "epi", "countries_of_the_edition")),
    *how(_EGDI, "previous_survey_year", "chosen", "Edisi tepat sebelumnya di antara edisi yang tersedia di sini.",
         "The edition just before, of those that are loaded.", uses("core.un_editions", "survey_year", "all_editions")),
    *how(_EGDI, "egdi_change", "computed",
         "EGDI dikurangi EGDI edisi sebelumnya, bila bobot rumusnya sama.",
         "EGDI minus that of the edition before, where the weights of the formula are the same.",
         uses(_UN, "egdi", "both_editions_of_the_country"),
         uses("core.un_editions", "weight_osi weight_tii weight_hci", "both_editions")),
    *how(_EGDI, "egdi_rank_change", "computed", "Peringkat PBB edisi sebelumnya dikurangi peringkat PBB edisi itu.",
         "The UN's rank in the edition before minus its rank in the edition.",
         uses(_UN, "egdi_rank", "both_editions_of_the_country")),
)  # fmt: skip

_NATIONAL_CONTEXT = (
    *copied(_NATION, "national_index=score", _SPEAKING, "national_row_of_the_year",
            uses(_SPEAKING, "speaks_as", "national_row_of_the_year"),
            text=Text("Indeks nasional seperti dicetak; mutu bukti D tidak dipakai.",
                      "The national index as printed; grade D is left out.")),
    *how(_NATION, "national_index_change", "computed",
         "Indeks nasional dikurangi indeks nasional tahun sebelumnya, bila instrumennya sama.",
         "The national index minus that of the year before, where the instrument is the same.",
         uses(_SPEAKING, "score", "national_rows_of_both_years"),
         uses(_PAIRS, "scores_comparable", "both_evaluation_years")),
    *how(_NATION, "other_prints other_index_lo other_index_hi", "aggregated",
         "Banyaknya dokumen lain yang mencetak angka lain, dan angka terendah dan tertingginya.",
         "Number of other documents that print another figure, and their lowest and highest figure.",
         uses("audit.conflicts", "other_value", "national_row_of_the_year")),
    *how(_NATION, "mean_of_rows", "aggregated", "Rata-rata sederhana indeks semua instansi tahun itu.",
         "Plain mean of the indices of all bodies of the year.",
         uses(_SPEAKING, "score", "all_bodies_of_the_year"), _COMPLETE),
    *how(_NATION, "rows_in_mean", "counted", "Banyaknya indeks dalam rata-rata itu.", "Indices in that mean.",
         uses(_SPEAKING, "score", "all_bodies_of_the_year"), _COMPLETE),
    *copied(_NATION,
            "indonesia_egdi=egdi indonesia_egdi_rank=egdi_rank ranked_in_world listed_in_world "
            "indonesia_asean_rank=rank_in_asean ranked_in_asean indonesia_osi=osi indonesia_hci=hci indonesia_tii=tii "
            "indonesia_epi=epi indonesia_epi_rank=epi_rank_derived previous_survey_year egdi_rank_change",
            _EGDI, "indonesia_in_the_edition"),
    *copied(_NATION, "egdi_own_part egdi_others_part egdi_entering_part egdi_leaving_part egdi_method_changed "
            "rank_by_score rank_by_score_before",
            "mart.egdi_rank_change", "indonesia_in_the_edition"),
    *(
        one
        for index in ("egdi", "osi", "epi")
        for one in how(_NATION, f"alike_{index}_median", "aggregated",
                       f"Median {index.upper()} negara-negara itu.", f"Median {index.upper()} of those countries.",
                       uses("mart.egdi_peers", index, "countries_alike_to_indonesia"))
    ),
)  # fmt: skip

DERIVATIONS = (*_REGION_RANKING, *_PROVINCE_SUMMARY, *_EGDI_RANKING, *_NATIONAL_CONTEXT)
