"""Derivations of the theme: how sure a rank is."""

from __future__ import annotations

from warehouse.derivations.form import copied, how, uses

_INTERVALS = "mart.rank_intervals"
_ASSUMPTIONS = "mart.robustness_assumptions"
_SCORES = "core.speaking_scores"

_UNDER = (
    *uses("core.instrument_nodes", "weight_percent", "the_instrument"),
    *uses("core.instruments", "level_min level_max", "the_instrument"),
    *uses(_ASSUMPTIONS, "assumed_value", "the_assumptions"),
)

DERIVATIONS = (
    *copied(_INTERVALS, "draws=assumed_value", _ASSUMPTIONS, "the_assumptions"),
    *how(
        _INTERVALS, "rank_lo rank_hi", "simulated",
        "Peringkat dalam jenisnya pada tiap simulasi atas indeks, nilai domain dan tingkat indikator (mutu bukti A, "
        "B), bobot dan pembulatan; 5% simulasi di tiap ujung dibuang, peringkat resmi selalu di dalam.",
        "Rank within its kind in every draw on index, domain scores and indicator levels (grades A, B), weights and "
        "rounding; 5% of the draws are cut off at either end, the official rank always lies inside.",
        uses(_SCORES, "score", "same_kind_and_year"),
        uses("core.regions", "kind", "same_kind_and_year"),
        uses("core.evaluation_years", "nationally_complete", "the_evaluation_year"),
        _UNDER,
    ),
    *how(
        _INTERVALS, "index_lo index_hi", "simulated",
        "Indeks daerah itu pada tiap simulasi; 5% simulasi di tiap ujung dibuang, indeks resmi selalu di dalam.",
        "The region's index in every draw; 5% of the draws are cut off at either end, the official one always lies "
        "inside.",
        uses(_SCORES, "score", "same_region_and_year"), _UNDER,
    ),
    *how(
        _INTERVALS, "change_lo change_hi", "simulated",
        "Selisih indeks dua tahun pada tiap simulasi, bobot sama di kedua tahun; 5% simulasi di tiap ujung dibuang.",
        "Difference of the two years' indices in every draw, under the same weights; 5% of the draws are cut off at "
        "either end.",
        uses(_SCORES, "score", "both_years_of_the_region"),
        uses("core.year_pairs", "ranks_comparable", "both_evaluation_years"),
        _UNDER,
    ),
    *how(
        _INTERVALS, "interval_basis", "judged",
        "levels bila semua tingkat indikator diketahui dan skalanya ada, domains bila semua nilai domain, selain itu "
        "index.",
        "levels where all indicator levels are known and there is a scale, domains where all domain scores are, else "
        "index.",
        uses(_SCORES, "score", "same_region_and_year"),
        uses("core.instrument_nodes", "node_code", "the_instrument"),
        uses("core.instruments", "level_min level_max", "the_instrument"),
    ),
    *how(
        _ASSUMPTIONS, "assumption_no assumed_value", "declared",
        "Tetapan yang dipakai simulasi; assumption_source menyebut sumbernya.",
        "A constant that the simulation uses; assumption_source says where it comes from.",
    ),
)  # fmt: skip
