"""Derivations of the theme: what to do next: the next grade, and targets."""

from __future__ import annotations

from warehouse.derivations.form import copied, how, uses
from warehouse.spec import Text

_STEPS = "mart.next_predikat_steps"
_NEXT = "mart.next_predikat"
_PROGRESS = "mart.target_progress"
_RANKING = "mart.region_ranking"
_SCORES = "core.speaking_scores"
_NODES = "core.instrument_nodes"
_TARGETS = "core.targets"

_LEVELS = uses(_SCORES, "score", "levels_of_the_region")
_WEIGHTS = uses(_NODES, "weight_percent", "the_instrument")
_HIGHEST = uses("core.instruments", "level_max", "the_instrument")
_EDGES = uses("core.predikat_bands", "lower_inclusive upper_bound predikat", "the_instrument")
_OWN_INDEX = uses(_RANKING, "spbe_index predikat", "same_region_and_year")
_COSTS = uses("core.indicator_costs", "step_cost cost_region", "the_instrument")
_TARGET_LEVEL = uses(_TARGETS, "target_value", "the_instrument")

_NEXT_GRADE = (
    "Predikat satu tingkat di atas predikat tercetak, atau di atas yang memuat indeks bila tidak ada yang tercetak.",
    "The grade above the printed one, or above the one that the index falls into where none is printed.",
)

_NEXT_PREDIKAT_STEPS = (
    *how(_STEPS, "next_predikat", "chosen", *_NEXT_GRADE, _OWN_INDEX, _EDGES),
    *how(_STEPS, "node_code from_level to_level", "chosen",
         "Himpunan langkah termurah, lalu tersedikit, yang membawa indeks dari tingkat ke batas predikat berikutnya; "
         "di antara yang setara: paling banyak di bawah tingkat target, lalu kelebihan terkecil. Satu langkah satu "
         "tingkat.",
         "The cheapest, then smallest set of steps that lifts the index made by the levels to the next edge; among "
         "equals most steps below the target level, then the least excess. One step, one level.",
         _LEVELS, _WEIGHTS, _HIGHEST, _OWN_INDEX, _EDGES, _COSTS, _TARGET_LEVEL),
    *how(_STEPS, "step_gain", "computed", "Bobot indikator itu dibagi 100.", "The indicator's weight divided by 100.",
         _WEIGHTS),
    *copied(_STEPS, "step_cost", "core.indicator_costs", "the_instrument",
            uses("core.indicator_costs", "cost_region", "the_instrument"),
            text=Text("Biaya untuk daerah itu, atau untuk semua (*); 1 bila perencana tidak memberi biaya.",
                      "The cost for the region, or for all (*); 1 where the planner supplied none.")),
    *how(_STEPS, "below_target", "judged", "Benar bila tingkat sebelum langkah di bawah tingkat target nasional.",
         "True when the level before the step is below the national target level.",
         _LEVELS, _TARGET_LEVEL, _HIGHEST),
    *how(_STEPS, "index_after_step", "computed",
         "Rata-rata tertimbang semua tingkat, ditambah bobot langkah itu dan yang sebelumnya, dibagi 100.",
         "Weighted mean of all levels plus the weights of this step and those before it, divided by 100.",
         _LEVELS, _WEIGHTS),
    *how(_STEPS, "equally_small_sets", "counted",
         "Banyaknya himpunan langkah dengan biaya dan jumlah langkah terkecil itu.",
         "Sets of steps of that least cost and number of steps.",
         _LEVELS, _WEIGHTS, _HIGHEST, _OWN_INDEX, _EDGES, _COSTS),
)  # fmt: skip

_DOMAINS = "1234"
_ALL_DOMAINS = uses(_SCORES, "score", "same_region_and_year")
_SCALE = _EDGES + _WEIGHTS + _HIGHEST
_KIND = uses(_RANKING, "spbe_index rank_in_kind", "same_kind_and_year")
_WIDTHS = uses("mart.rank_intervals", "index_lo index_hi", "same_kind_and_year")

_NEXT_PREDIKAT = (
    *copied(_NEXT, "spbe_index predikat rank_in_kind", _RANKING, "same_region_and_year"),
    *copied(_NEXT, "next_predikat=predikat", "core.predikat_bands", "the_instrument",
            uses("core.predikat_bands", "lower_inclusive upper_bound", "the_instrument"), _OWN_INDEX,
            text=Text(*_NEXT_GRADE)),
    *copied(_NEXT, "next_edge=lower_inclusive", "core.predikat_bands", "the_instrument",
            uses("core.predikat_bands", "upper_bound predikat", "the_instrument"), _OWN_INDEX,
            text=Text("Batas bawah predikat berikutnya.", "Lower edge of the next grade.")),
    *how(_NEXT, "points_missing", "computed",
         "Batas bawah predikat berikutnya dikurangi indeks tercetak; 0 bila indeks sudah di batas itu.",
         "Lower edge of the next grade minus the printed index; 0 where the index is at that edge already.",
         _OWN_INDEX, _EDGES),
    *how(_NEXT, "level_index", "computed", "Indeks sebelum langkah pertama: index_after_step dikurangi step_gain.",
         "Index before the first step: index_after_step minus step_gain.",
         uses(_STEPS, "index_after_step step_gain", "best_set_of_the_region")),
    *how(_NEXT, "steps_needed", "counted", "Banyaknya langkah.", "Number of steps.",
         uses(_STEPS, "node_code", "best_set_of_the_region")),
    *how(_NEXT, "steps_below_target", "counted", "Banyaknya langkah dari bawah tingkat target.",
         "Steps from below the target level.", uses(_STEPS, "below_target", "best_set_of_the_region")),
    *how(_NEXT, "steps_cost", "aggregated", "Jumlah biaya langkah.", "Sum of the steps' costs.",
         uses(_STEPS, "step_cost", "best_set_of_the_region")),
    *how(_NEXT, "index_after", "aggregated", "Indeks setelah langkah terakhir: index_after_step tertinggi.",
         "Index after the last step: the highest index_after_step.",
         uses(_STEPS, "index_after_step", "best_set_of_the_region")),
    *copied(_NEXT, "equally_small_sets", _STEPS, "best_set_of_the_region"),
    *how(_NEXT, "indicators_below_target", "counted",
         "Banyaknya indikator di bawah tingkat target nasional; tidak ada bila satu tingkat tidak diketahui.",
         "Indicators below the national target level; none where a level is not known.",
         _LEVELS, uses(_SCORES, "speaks_as", "levels_of_the_region"),
         uses(_NODES, "node_code", "the_instrument"), _TARGET_LEVEL),
    *(
        one
        for d in _DOMAINS
        for one in (
            *how(_NEXT, f"rise_d{d}", "computed",
                 f"Poin yang kurang dibagi bobot domain {d}, dibulatkan ke atas; tidak ada bila domain itu akan "
                 "melewati tingkat tertinggi.",
                 f"Points missing divided by the weight of domain {d}, rounded up; none where the domain would pass "
                 "the highest level.",
                 _ALL_DOMAINS, _OWN_INDEX, _SCALE),
            *how(_NEXT, f"steps_d{d}", "computed",
                 f"Poin yang kurang dan 0,005 cadangan dibagi bobot indikator terkecil domain {d}, dibulatkan ke atas; "
                 "tidak ada bila domain itu akan melewati tingkat tertinggi.",
                 f"Points missing and 0.005 in reserve divided by the smallest indicator weight of domain {d}, rounded "
                 "up; none where the domain would pass the highest level.",
                 _ALL_DOMAINS, _OWN_INDEX, _SCALE),
        )
    ),
    *how(_NEXT, "mix_d1 mix_d2 mix_d3 mix_d4 mix_total", "chosen",
         "Campuran dengan poin domain paling sedikit: domain berbobot terbesar naik dahulu sejauh bisa, lalu "
         "berikutnya.",
         "The mix of fewest domain points: the domain of the largest weight rises first, as far as it can, then the "
         "next.",
         _ALL_DOMAINS, _OWN_INDEX, _SCALE),
    *how(_NEXT, "rank_after", "ranked", "1 + banyaknya daerah sejenis dengan indeks di atas batas itu.",
         "1 + regions of its kind with an index above that edge.", _KIND, _OWN_INDEX, _EDGES),
    *how(_NEXT, "places_gained", "computed", "Peringkat tahun itu dikurangi rank_after.",
         "Rank of the year minus rank_after.", _KIND, _OWN_INDEX, _EDGES),
    *how(_NEXT, "edge_half_width", "aggregated", "Setengah median lebar selang indeks (index_hi - index_lo); tidak ada "
         "di predikat tertinggi.",
         "Half the median width of the index intervals (index_hi - index_lo); none in the highest grade.", _WIDTHS,
         uses(_RANKING, "rank_in_kind", "same_kind_and_year"), _OWN_INDEX, _EDGES),
    *how(_NEXT, "rank_after_lo rank_after_hi", "ranked",
         "1 + daerah sejenis dengan indeks di atas batas + setengah lebar itu, atau tidak di bawah batas - setengah "
         "lebar.",
         "1 + regions of its kind with an index above the edge + that half width, or not below the edge - half width.",
         _KIND, _OWN_INDEX, _EDGES, _WIDTHS),
)  # fmt: skip

_WHAT = uses(_TARGETS, "target_scope target_measure", "the_target")
_RESULT = (
    *uses(_SCORES, "score", "subject_of_the_target"),
    *uses("mart.province_summary", "mean_index", "subject_of_the_target"),
    *_WHAT,
)
_RESULTS = (
    *uses(_SCORES, "score speaks_as", "years_of_the_subject"),
    *uses("mart.province_summary", "mean_index", "years_of_the_subject"),
    *_WHAT,
)
_AIM = uses(_TARGETS, "target_value", "the_target")
_DATED_AIM = uses(_TARGETS, "target_value target_year", "the_target")

_TARGET_PROGRESS = (
    *copied(_PROGRESS, "target_year target_value", _TARGETS, "the_target"),
    *how(_PROGRESS, "result_value", "copied",
         "Menurut target_scope: nilai resmi daerah (LEVEL: tingkat terendah), indeks nasional tercetak, atau rata-rata "
         "kabupaten/kota provinsi.",
         "By target_scope: the region's official score (LEVEL: the lowest level), the printed national index, or the "
         "mean of a province's kabupaten/kota.",
         _RESULT),
    *how(_PROGRESS, "target_gap", "computed", "Hasil dikurangi target.", "Result minus target.", _RESULT, _AIM),
    *how(_PROGRESS, "achievement_percent", "computed", "100 x hasil / target.", "100 x result / target.",
         _RESULT, _AIM),
    *how(_PROGRESS, "baseline_year baseline_value", "chosen",
         "Tahun pertama dengan hasil dari instrumen target, bukan dari pers, dan hasilnya.",
         "The first year with a result under the target's instrument, not from press, and that result.", _RESULTS,
         uses(_TARGETS, "instrument", "the_target")),
    *how(_PROGRESS, "line_value", "computed",
         "Hasil pertama + (target - hasil pertama) x tahun berlalu / tahun sampai tahun target.",
         "First result + (target - first result) x years passed / years until the target year.", _RESULTS, _DATED_AIM),
    *how(_PROGRESS, "rise_per_year", "computed", "(Hasil - hasil pertama) / tahun berlalu.",
         "(Result - first result) / years passed.", _RESULTS),
    *how(_PROGRESS, "required_yearly_rise", "computed", "(Target - hasil) / tahun sampai tahun target.",
         "(Target - result) / years until the target year.", _RESULT, _DATED_AIM),
    *how(_PROGRESS, "target_status", "judged",
         "Hasil dibandingkan dengan target dan dengan garis lurus ke tahun target; di batas predikat, predikat "
         "tercetak memutuskan.",
         "Result against the target and the straight line to the target year; on the edge of a grade the printed grade "
         "decides.",
         _RESULTS, _DATED_AIM, uses(_TARGETS, "target_horizon", "the_target"),
         uses(_RANKING, "predikat", "subject_of_the_target"),
         uses("core.predikat_bands", "upper_bound", "the_instrument")),
)  # fmt: skip

DERIVATIONS = (*_NEXT_PREDIKAT_STEPS, *_NEXT_PREDIKAT, *_TARGET_PROGRESS)
