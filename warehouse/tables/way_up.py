"""What to do next: the next grade, and targets."""

from __future__ import annotations

from warehouse.spec import Table
from warehouse.tables.forms import NOT_ACROSS_INSTRUMENTS, SMALL_DIFFERENCES, col, raw_table, req, table

_OTHERS_CONSTANT = (
    "Peringkat sesudahnya menganggap semua daerah lain tetap; kenyataannya sebagian besar juga naik.",
    "The rank after it holds every other region constant; in fact most of them rise too.",
)
_EQUAL_SETS = (
    "Himpunan terbaik jarang satu-satunya: lihat equally_small_sets sebelum menetapkan langkah.",
    "The best set is seldom the only one: see equally_small_sets before settling on steps.",
)
_DOMAINS = "1234"

TABLES: tuple[Table, ...] = (
    raw_table(
        "targets",
        "target_id scope subject_code printed_subject measure horizon target_year target_value instrument plan stated_by stated_on url evidence_grade note",
        ("Target indeks SPBE dan tempat dinyatakannya", "Targets of SPBE indices and where each was stated"),
        ("satu target", "one target"),
        unique=("target_id",),
    ),
    raw_table(
        "indicator_costs",
        "instrument node_code region_code step_cost note",
        ("Bobot biaya indikator dari perencana", "Cost weights of indicators, supplied by a planner"),
        ("biaya satu indikator", "the cost of one indicator"),
        fewest_rows=0,
    ),
    table(
        "core", "targets",
        ("Target indeks SPBE", "Targets of SPBE indices"),
        ("satu target", "one target"),
        "target_id",
        (
            req("target_id"), req("target_scope"), req("subject_code"), req("printed_name"), req("target_measure"), req("target_horizon"),
            col("target_year"), req("target_value"), req("instrument"), col("target_plan"), col("target_stated_by"), col("target_stated_on"),
            col("url"), req("evidence_grade"), col("target_remark_id"), col("target_remark_en"), req("document_id"), req("locator"),
        ),
        warnings=(NOT_ACROSS_INSTRUMENTS,),
    ),
    table(
        "core", "indicator_costs",
        ("Bobot biaya indikator", "Cost weights of indicators"),
        ("satu indikator satu instrumen, untuk satu atau semua daerah", "one indicator of one instrument, for one or all regions"),
        "instrument node_code cost_region",
        (req("instrument"), req("node_code"), req("cost_region"), req("step_cost"), col("cost_remark"), req("document_id"), req("locator")),
        fewest_rows=0,
    ),
    table(
        "mart", "next_predikat_steps",
        ("Langkah terkecil menuju predikat berikutnya", "The smallest set of steps to the next grade"),
        ("satu langkah satu tingkat dalam satu pilihan, untuk daerah yang tingkat kematangannya diketahui", "one step of one level in one option, for regions whose maturity levels are known"),
        "evaluation_year region_code option_no step_no",
        (
            req("evaluation_year"), req("region_code"), req("region_name"), req("next_predikat"), req("option_no"), req("step_no"), req("node_code"),
            req("name_id"), req("name_en"), req("from_level"), req("to_level"), req("step_gain"), req("step_cost"), req("below_target"),
            req("index_after_step"), req("equally_small_sets"),
        ),
        warnings=(_EQUAL_SETS, SMALL_DIFFERENCES),
        fewest_rows=0,
    ),
    table(
        "mart", "next_predikat",
        ("Jalan terpendek ke predikat berikutnya", "The shortest way to the next grade"),
        ("satu tahun evaluasi, satu daerah yang punya indeks (tahun lengkap nasional, dan tahun yang tingkat kematangannya diketahui)", "one evaluation year, one region with an index (nationally complete years, and years whose maturity levels are known)"),
        "evaluation_year region_code",
        (
            req("evaluation_year"), req("instrument"), req("region_code"), req("region_name"), req("kind"), req("province_code"), req("province_name"),
            req("spbe_index"), col("predikat"), col("next_predikat"), col("next_edge"), col("points_missing"), col("way_basis"),
            col("level_index"), col("steps_needed"), col("steps_below_target"), col("steps_cost"), col("index_after"), col("equally_small_sets"),
            col("indicators_below_target"), *(col(f"rise_d{d}") for d in _DOMAINS), *(col(f"steps_d{d}") for d in _DOMAINS),
            *(col(f"mix_d{d}") for d in _DOMAINS), col("mix_total"), col("domains_short"), col("domains_unknown"), col("domain_note"), col("rank_in_kind"), col("rank_after"),
            col("rank_after_lo"), col("rank_after_hi"), col("places_gained"), col("edge_half_width"), col("rank_note"),
            req("way_note"), col("levels_note"), req("evidence_grade"),
        ),
        order="evaluation_year kind region_code",
        warnings=(_OTHERS_CONSTANT, _EQUAL_SETS, NOT_ACROSS_INSTRUMENTS),
    ),
    table(
        "mart", "target_progress",
        ("Kemajuan menuju target", "Progress towards targets"),
        ("satu target, satu yang ditargetkan, satu tahun evaluasi", "one target, one subject of it, one evaluation year"),
        "target_id subject_code evaluation_year",
        (
            req("target_id"), req("subject_code"), req("evaluation_year"), req("subject_name"), req("target_scope"), req("target_measure"),
            req("target_horizon"), col("target_year"), req("target_value"), req("instrument"), col("target_plan"), col("target_stated_by"),
            col("result_value"), col("evidence_grade"), col("target_gap"), col("achievement_percent"), req("target_status"),
            col("not_assessable_because"), col("baseline_year"), col("baseline_value"), col("line_value"), col("rise_per_year"),
            col("required_yearly_rise"), req("year_instrument"), col("target_year_instrument"), req("progress_note"),
        ),
        warnings=(("Garis lurus ke target adalah anggapan, bukan rencana daerah itu.", "The straight line to the target is an assumption, not the region's plan."), NOT_ACROSS_INSTRUMENTS),
    ),
)  # fmt: skip
