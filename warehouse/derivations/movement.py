"""Derivations of the theme: what moved and why."""

from __future__ import annotations

from warehouse.derivations.form import copied, how, uses
from warehouse.spec import Text

_CHANGE = "mart.rank_change"
_DISTRIBUTION = "mart.grade_distribution"
_TRANSITIONS = "mart.grade_transitions"
_MOVERS = "mart.movers"
_RANKING = "mart.region_ranking"
_REGIONS = "core.regions"
_PAIRS = "core.year_pairs"

_SAME_INSTRUMENT = uses(_PAIRS, "scores_comparable", "both_evaluation_years")
_NOT_FROM_PRESS = Text("Disalin; tidak ada bila hanya dari pers (mutu bukti D).",
                       "Copied; none where it is from press only (grade D).")  # fmt: skip
_NOT_FROM_PRESS_BEFORE = Text(
    "Disalin; tidak ada bila hanya dari pers (mutu bukti D) atau instrumennya lain.",
    "Copied; none where it is from press only (grade D) or of another instrument.",
)
_RANKED = (
    *uses(_RANKING, "spbe_index rank_in_kind", "same_kind_in_both_years"),
    *uses(_REGIONS, "kind current_code", "same_kind_in_both_years"),
    *_SAME_INSTRUMENT,
    *uses(_PAIRS, "ranks_comparable", "both_evaluation_years"),
)

_RANK_CHANGE = (
    *how(_CHANGE, "previous_year", "computed", "Tahun evaluasi dikurangi satu.", "The evaluation year minus one.",
         uses(_PAIRS, "previous_year", "both_evaluation_years")),
    *copied(_CHANGE, "index_now=spbe_index predikat_now=predikat", _RANKING, "same_region_and_year",
            uses(_RANKING, "speaks_as", "same_region_and_year"), text=_NOT_FROM_PRESS),
    *copied(_CHANGE, "index_before=spbe_index predikat_before=predikat", _RANKING, "previous_year_of_the_region",
            uses(_RANKING, "speaks_as", "previous_year_of_the_region"), _SAME_INSTRUMENT,
            text=_NOT_FROM_PRESS_BEFORE),
    *copied(_CHANGE, "index_change rank_now=rank_in_kind", _RANKING, "same_region_and_year"),
    *copied(_CHANGE, "rank_before=rank_in_kind", _RANKING, "previous_year_of_the_region", _SAME_INSTRUMENT,
            text=Text("Disalin; tidak ada bila instrumennya lain.", "Copied; none where the instrument was another.")),
    *how(_CHANGE, "rank_change", "computed",
         "Peringkat sebelumnya dikurangi peringkat sekarang, bila instrumen dan jenisnya sama.",
         "Rank before minus rank now, where instrument and kind are the same.",
         uses(_RANKING, "rank_in_kind", "both_years_of_the_region"),
         uses(_REGIONS, "kind", "both_years_of_the_region"), _SAME_INSTRUMENT),
    *how(_CHANGE, "own_part others_part", "computed",
         "Di antara yang diperingkat pada kedua tahun: rata-rata dari dua urutan, nilai sendiri bergerak dahulu lalu "
         "nilai daerah lain, dan sebaliknya (Shapley).",
         "Among those ranked in both years: the mean of two orders, its own score moves first and then the others', "
         "and the reverse (Shapley).",
         _RANKED),
    *how(_CHANGE, "entering_part", "counted",
         "Minus banyaknya daerah yang baru diperingkat dan kini di atasnya.",
         "Minus the regions that are ranked only now and stand above it.", _RANKED),
    *how(_CHANGE, "leaving_part", "counted", "Banyaknya daerah yang tidak lagi diperingkat dan dahulu di atasnya.",
         "Regions that are no longer ranked and stood above it.", _RANKED),
    *how(_CHANGE, "compared_in_kind entered_in_kind left_in_kind", "counted",
         "Banyaknya daerah sejenis yang diperingkat pada kedua tahun, hanya sekarang, atau hanya sebelumnya.",
         "Regions of its kind that are ranked in both years, only now, or only before.", _RANKED),
    *how(_CHANGE, "revision_part", "declared",
         "Nol menurut definisi: kedua peringkat dihitung dari angka yang berlaku sekarang.",
         "Zero by definition: both ranks rest on the figures that hold now."),
)  # fmt: skip

_GRADES = uses(_RANKING, "predikat spbe_index", "regions_of_the_group")
_GROUP = uses(_RANKING, "kind province_code", "regions_of_the_group")
_GRADES_IN_BOTH_YEARS = uses(_RANKING, "predikat spbe_index kind", "regions_of_the_group_in_both_years")
_ORDER = uses("core.predikat_bands", "upper_bound", "the_instrument")
_ORDERED = (
    "Urutan predikat dari batas atas tertinggi; nomor tetap 98, 99, 100 bagi yang bukan predikat.",
    "Order of the grades from the highest upper bound; fixed numbers 98, 99, 100 for what is no grade.",
)

_GRADE_DISTRIBUTION = (
    *how(_DISTRIBUTION, "grade_order", "ranked", *_ORDERED, _ORDER),
    *how(_DISTRIBUTION, "region_count", "counted", "Banyaknya daerah dengan predikat atau keadaan itu.",
         "Regions with that grade or state.", _GRADES, _GROUP),
    *how(_DISTRIBUTION, "regions_in_group", "counted",
         "N: banyaknya daerah kelompok itu dalam daftar wilayah tahun itu.",
         "N: regions of the group in that year's register.", _GROUP),
    *how(_DISTRIBUTION, "graded_in_group", "counted", "n: banyaknya daerah kelompok itu yang berpredikat.",
         "n: regions of the group that have a grade.", _GRADES, _GROUP),
    *how(_DISTRIBUTION, "share_of_group", "computed", "100 x region_count / N.", "100 x region_count / N.",
         _GRADES, _GROUP),
    *how(_DISTRIBUTION, "share_of_graded", "computed", "100 x region_count / n; tidak ada bila n di bawah 65% dari N.",
         "100 x region_count / n; none where n is below 65% of N.", _GRADES, _GROUP),
)  # fmt: skip

_GRADE_TRANSITIONS = (
    *how(_TRANSITIONS, "previous_year", "computed", "Tahun evaluasi dikurangi satu.", "The evaluation year minus one.",
         uses(_PAIRS, "previous_year", "both_evaluation_years")),
    *how(_TRANSITIONS, "order_before order_now", "ranked", *_ORDERED, _ORDER),
    *how(_TRANSITIONS, "grade_direction", "judged", "Perbandingan kedua nomor urut itu.",
         "Comparison of the two numbers of order.", _ORDER),
    *how(_TRANSITIONS, "region_count", "counted", "Banyaknya daerah (current_code) dengan kedua keadaan itu.",
         "Regions (current_code) with those two states.", _GRADES_IN_BOTH_YEARS),
    *how(_TRANSITIONS, "share_of_before", "computed", "100 x region_count / banyaknya daerah dengan state_before itu.",
         "100 x region_count / regions with that state_before.", _GRADES_IN_BOTH_YEARS),
)  # fmt: skip

_MOVER_FIGURES = (
    *copied(_MOVERS,
            "previous_year index_before index_now index_change predikat_before predikat_now rank_before rank_now "
            "rank_change", _CHANGE, "same_region_and_year"),
    *copied(_MOVERS, "change_lo change_hi interval_basis", "mart.rank_intervals", "same_region_and_year"),
    *how(_MOVERS, "mover_place", "ranked",
         "1 + banyaknya daerah sejenis searah yang indeksnya berubah lebih besar, di antara yang berperingkat pada "
         "kedua tahun.",
         "1 + regions of its kind and direction whose index changed by more, among those ranked in both years.",
         uses(_CHANGE, "index_change rank_before rank_now", "same_kind_and_year")),
    *how(_MOVERS, "change_clarity", "judged",
         "Selang tidak memuat nol; tanpa tingkat yang diketahui perubahan harus pula melebihi satu tingkat indikator "
         "terberat.",
         "The interval excludes zero; where levels are not known the change must also exceed one level of the heaviest "
         "indicator.",
         uses("mart.rank_intervals", "change_lo change_hi interval_basis", "same_region_and_year"),
         uses(_CHANGE, "index_change", "same_region_and_year"),
         uses("core.instrument_nodes", "weight_percent", "the_instrument")),
)  # fmt: skip

DERIVATIONS = (*_RANK_CHANGE, *_GRADE_DISTRIBUTION, *_GRADE_TRANSITIONS, *_MOVER_FIGURES)
