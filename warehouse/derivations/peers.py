"""Derivations of the theme: against whom: peer groups, nearest neighbours, profiles, role models, mentors."""

from __future__ import annotations

from warehouse.derivations.form import copied, how, uses

_GROUPS = "mart.peer_groups"
_PEERS = "mart.peers"
_PROFILE = "mart.domain_profile"
_ROLE_MODELS = "mart.role_models"
_MENTORS = "mart.mentors"
_RANKING = "mart.region_ranking"
_REGIONS = "core.regions"

_PEER_GROUPS = (
    *copied(_GROUPS, "kind province_code", _RANKING, "same_region_and_year"),
    *copied(_GROUPS, "population area_km2", _REGIONS, "register_of_today"),
    *how(_GROUPS, "density", "computed", "Penduduk dibagi luas.", "Population divided by area.",
         uses(_REGIONS, "population area_km2", "register_of_today")),
    *how(_GROUPS, "population_class", "judged", "Kelas tempat penduduknya jatuh; batas provinsi sepuluh kali lipat.",
         "The class that the population falls into; the bounds of provinces are ten times as large.",
         uses(_REGIONS, "population", "register_of_today"), uses(_RANKING, "kind", "same_region_and_year")),
    *how(_GROUPS, "island_group", "judged", "Pulau menurut angka pertama kode provinsi tahun itu.",
         "Islands by the first digit of that year's province code.",
         uses(_RANKING, "province_code", "same_region_and_year")),
    *(
        one
        for column, id_, en in (
            ("z_population", "Log10 penduduk", "Log10 of population"),
            ("z_density", "Log10 penduduk dikurangi log10 luas", "Log10 of population minus log10 of area"),
            ("z_area", "Log10 luas", "Log10 of area"),
        )
        for one in how(_GROUPS, column, "computed",
                       f"{id_}, dikurangi rata-rata dan dibagi simpangan baku daerah sejenis yang penduduk dan luasnya "
                       "diketahui.",
                       f"{en}, minus the mean and divided by the standard deviation of the regions of its kind of "
                       "which population and area are known.",
                       uses(_REGIONS, "population area_km2", "same_kind_today"),
                       uses(_RANKING, "kind", "same_kind_and_year"))
    ),
)  # fmt: skip

_VARIABLES = "z_population z_density z_area"

_PEER_LISTS = (
    *how(_PEERS, "peer_group", "judged", "Kode kelompok itu menurut peer_type.", "Code of the group by peer_type.",
         uses(_GROUPS, "kind province_code population_class island_group", "same_region_and_year")),
    *how(_PEERS, "group_size", "counted",
         "Banyaknya daerah dengan kode kelompok yang sama, atau banyaknya tetangga.",
         "Regions with the same code of the group, or number of neighbours.",
         uses(_GROUPS, "kind province_code population_class island_group z_population", "same_kind_and_year")),
    *how(_PEERS, "neighbour_code", "chosen",
         "Sepuluh daerah sejenis yang jaraknya terkecil; jarak yang sama menurut urutan kode.",
         "The ten regions of its kind at the least distance; equal distances in the order of codes.",
         uses(_GROUPS, f"{_VARIABLES} kind", "same_kind_and_year")),
    *how(_PEERS, "distance", "computed", "Akar jumlah kuadrat selisih ketiga variabel.",
         "Root of the sum of the squared differences of the three variables.",
         uses(_GROUPS, _VARIABLES, "region_and_neighbour")),
    *copied(_PEERS, "population density area_km2", _GROUPS, "same_region_and_year"),
    *copied(_PEERS, "neighbour_population=population neighbour_density=density neighbour_area_km2=area_km2", _GROUPS,
            "the_neighbour"),
)  # fmt: skip

_OWN_SCORE = (*uses("core.speaking_scores", "score", "same_region_and_year"),)
_SCORES_OF_PEERS = (*uses("core.speaking_scores", "score", "peers_of_the_region"),)
_WHO = uses(_PEERS, "peer_group neighbour_code", "same_region_and_year")

_DOMAIN_PROFILE = (
    *how(_PROFILE, "score", "copied",
         "Nilai besaran itu yang boleh berbicara.",
         "The score of the measure that may speak.",
         _OWN_SCORE),
    *how(_PROFILE, "peer_count", "counted", "Banyaknya pembanding yang punya nilai besaran itu.",
         "Peers that have a score of the measure.", _SCORES_OF_PEERS, _WHO),
    *how(_PROFILE, "peer_q1 peer_median peer_q3", "aggregated",
         "Kuartil bawah, median atau kuartil atas nilai pembanding (interpolasi linear).",
         "Lower quartile, median or upper quartile of the peers' scores (linear interpolation).",
         _SCORES_OF_PEERS, _WHO),
    *how(_PROFILE, "peer_gap", "computed", "Nilai sendiri dikurangi median pembanding.",
         "Own score minus the peers' median.", _OWN_SCORE, _SCORES_OF_PEERS, _WHO),
    *how(_PROFILE, "peer_rank", "ranked", "1 + banyaknya pembanding dengan nilai lebih tinggi.",
         "1 + peers with a higher score.", _OWN_SCORE, _SCORES_OF_PEERS, _WHO),
    *how(_PROFILE, "peer_ranked", "counted", "Banyaknya pembanding lain yang punya nilai, dan dirinya.",
         "Other peers that have a score, and itself.", _OWN_SCORE, _SCORES_OF_PEERS, _WHO),
    *how(_PROFILE, "peer_position", "judged", "Di antara kuartil pembanding mana nilai sendiri berada.",
         "Between which quartiles of the peers the own score lies.", _OWN_SCORE, _SCORES_OF_PEERS, _WHO),
)  # fmt: skip

_RANKS = uses(_RANKING, "rank_in_kind ranked_in_kind", "years_of_the_region")
_CERTAIN = uses(_RANKING, "rank_hi", "years_of_the_region")
_DOMAINS = uses(_PROFILE, "score peer_gap", "years_of_the_region")
_COMPLETE = uses("core.evaluation_years", "nationally_complete", "all_evaluation_years")

_ROLE_MODEL_FIGURES = (
    *copied(_ROLE_MODELS, "spbe_index rank_in_kind ranked_in_kind", _RANKING, "same_region_and_year"),
    *how(_ROLE_MODELS, "top_decile_rank", "computed", "Sepersepuluh dari yang diperingkat, dibulatkan ke bawah.",
         "A tenth of those ranked, rounded down.", uses(_RANKING, "ranked_in_kind", "same_region_and_year")),
    *how(_ROLE_MODELS, "comparable_years", "counted", "Banyaknya tahun itu yang berperingkat.",
         "Of those years, those with a rank.", uses(_RANKING, "rank_in_kind", "years_of_the_region"), _COMPLETE),
    *how(_ROLE_MODELS, "top_decile_years", "counted",
         "Banyaknya tahun itu dengan peringkat x 10 tidak lebih dari yang diperingkat.",
         "Of those years, those with rank x 10 not above the number ranked.", _RANKS, _COMPLETE),
    *how(_ROLE_MODELS, "certain_decile_years", "counted",
         "Di antaranya: ujung terburuk selang peringkat x 10 juga tidak lebih dari yang diperingkat.",
         "Of these: the worse end of the rank interval x 10 is not above the number ranked either.",
         _RANKS, _CERTAIN, _COMPLETE),
    *how(_ROLE_MODELS, "interval_considered", "judged", "Benar bila setiap tahun berperingkat itu punya selang.",
         "True when every one of those ranked years has an interval.",
         uses(_RANKING, "rank_in_kind rank_hi", "years_of_the_region"), _COMPLETE),
    *how(_ROLE_MODELS, "sustained_years", "counted",
         "Banyaknya tahun berturut-turut sampai tahun itu di 10% teratas, dengan seluruh selangnya bila ada, "
         "dan tanpa domain di bawah median jenisnya.",
         "Years in a row up to the year in the best tenth, with the whole interval where there is one, and no domain "
         "below the median of its kind.",
         _RANKS, _CERTAIN, _DOMAINS, _COMPLETE),
    *how(_ROLE_MODELS, "is_role_model", "judged", "Benar bila tahun-tahun itu sekurangnya dua.",
         "True when those years are two at least.", _RANKS, _CERTAIN, _DOMAINS, _COMPLETE),
    *how(_ROLE_MODELS, "lowest_domain_gap", "aggregated",
         "Yang terkecil dari peer_gap keempat domain terhadap jenisnya (peer_type kind).",
         "The least of the four domains' peer_gap to the kind (peer_type kind).",
         uses(_PROFILE, "peer_gap", "same_region_and_year")),
)  # fmt: skip

_ASSIGNMENT = (
    *uses(_PROFILE, "score peer_gap peer_q3", "same_kind_and_year"),
    *uses(_ROLE_MODELS, "is_role_model", "same_kind_and_year"),
    *uses(_GROUPS, f"province_code {_VARIABLES}", "same_kind_and_year"),
)

_MENTOR_FIGURES = (
    *copied(_MENTORS, "score peer_median", _PROFILE, "same_region_and_year"),
    *copied(_MENTORS, "population", _GROUPS, "same_region_and_year"),
    *copied(_MENTORS, "mentor_population=population", _GROUPS, "the_mentor"),
    *copied(_MENTORS, "mentor_score=score", _PROFILE, "the_mentor"),
    *how(_MENTORS, "mentor_code", "chosen",
         "Untuk domain di bawah median jenisnya: teladan sejenis yang nilainya pada atau di atas kuartil atas, "
         "seprovinsi dahulu, lalu yang jaraknya terkecil, dalam tiga putaran dan batas beban.",
         "For a domain below the median of its kind: role models of the kind at or above the upper quartile, the same "
         "province first, then the least distance, in three passes and within the limit of load.",
         _ASSIGNMENT),
    *how(_MENTORS, "mentor_load", "counted", "Banyaknya daerah yang mendapat mentor itu.",
         "Regions that are given this mentor.", _ASSIGNMENT),
    *how(_MENTORS, "mentor_lead", "computed", "Nilai mentor dikurangi nilai daerah itu.",
         "The mentor's score minus the region's.", uses(_PROFILE, "score", "region_and_mentor")),
    *how(_MENTORS, "distance", "computed", "Akar jumlah kuadrat selisih ketiga variabel.",
         "Root of the sum of the squared differences of the three variables.",
         uses(_GROUPS, _VARIABLES, "region_and_mentor")),
    *how(_MENTORS, "mentor_limit", "declared", "Batas tetap, pilihan proyek ini (docs/methods.md).",
         "A fixed limit, this project's choice (docs/methods.md)."),
)  # fmt: skip

DERIVATIONS = (*_PEER_GROUPS, *_PEER_LISTS, *_DOMAIN_PROFILE, *_ROLE_MODEL_FIGURES, *_MENTOR_FIGURES)
