"""Derivations of the theme: beside the nation and the world: EGDI peers, claims."""

from __future__ import annotations

from warehouse.derivations.form import copied, how, uses

_PEERS = "mart.egdi_peers"
_CHANGE = "mart.egdi_rank_change"
_CLAIMS = "mart.claim_checks"
_EGDI = "mart.egdi_ranking"
_UN = "core.un_egdi"

_EGDI_PEERS = (
    *copied(_PEERS, "egdi_rank egdi osi hci tii epi", _EGDI, "the_peer"),
    *copied(_PEERS, "focus_egdi_rank=egdi_rank", _EGDI, "the_country_in_focus"),
    *how(_PEERS, "structure_distance", "computed",
         "Akar jumlah kuadrat selisih HCI dan TII, masing-masing dibagi simpangan baku edisi itu.",
         "Root of the sum of the squared differences in HCI and TII, each divided by the edition's standard deviation.",
         uses(_EGDI, "hci tii", "country_and_peer"), uses(_EGDI, "hci tii", "countries_of_the_edition")),
    *how(_PEERS, "egdi_peer_order", "ranked",
         "structure: 1 + banyaknya negara yang lebih dekat; kelompok negara: 1 + banyaknya anggota dengan EGDI lebih "
         "tinggi.",
         "structure: 1 + countries that are nearer; a country group: 1 + members with a higher EGDI.",
         uses(_EGDI, "hci tii", "countries_of_the_edition"), uses(_EGDI, "egdi", "group_of_the_country"),
         uses("core.country_groups", "country_group member_from_year", "group_of_the_country")),
    *(
        one
        for index in ("egdi", "osi", "hci", "tii", "epi")
        for one in how(_PEERS, f"{index}_gap", "computed",
                       f"{index.upper()} negara pembanding dikurangi {index.upper()} negara yang dibandingkan.",
                       f"{index.upper()} of the peer minus that of the country in focus.",
                       uses(_EGDI, index, "country_and_peer"))
    ),
)  # fmt: skip

_WORLD = uses(_UN, "egdi", "countries_of_both_editions") + uses(
    _EGDI, "previous_survey_year", "same_country_and_edition"
)

_EGDI_RANK_CHANGE = (
    *copied(_CHANGE, "previous_survey_year egdi_rank egdi_rank_change egdi_change", _EGDI, "same_country_and_edition"),
    *copied(_CHANGE, "egdi_rank_before=egdi_rank", _UN, "previous_edition_of_the_country"),
    *how(_CHANGE, "rank_by_score", "ranked", "1 + banyaknya negara dengan EGDI lebih tinggi.",
         "1 + countries with a higher EGDI.", uses(_UN, "egdi", "countries_of_the_edition")),
    *how(_CHANGE, "rank_by_score_before", "ranked", "1 + banyaknya negara dengan EGDI lebih tinggi.",
         "1 + countries with a higher EGDI.", uses(_UN, "egdi", "countries_of_the_previous_edition")),
    *how(_CHANGE, "rank_by_score_change", "computed", "Peringkat menurut nilai sebelumnya dikurangi yang sekarang.",
         "Rank by score before minus rank by score now.", _WORLD),
    *how(_CHANGE, "egdi_own_part egdi_others_part", "computed",
         "Di antara negara yang dinilai pada kedua edisi: rata-rata dari dua urutan, nilai sendiri bergerak dahulu "
         "lalu nilai negara lain, dan sebaliknya (Shapley).",
         "Among countries scored in both editions: the mean of two orders, its own score moves first and then the "
         "others', and the reverse (Shapley).",
         _WORLD),
    *how(_CHANGE, "egdi_entering_part", "counted", "Minus banyaknya negara yang baru dinilai dan kini di atasnya.",
         "Minus the countries that are scored only now and stand above it.", _WORLD),
    *how(_CHANGE, "egdi_leaving_part", "counted", "Banyaknya negara yang tidak lagi dinilai dan dahulu di atasnya.",
         "Countries that are no longer scored and stood above it.", _WORLD),
    *how(_CHANGE, "countries_passed countries_passed_by", "counted",
         "Banyaknya negara, dinilai pada kedua edisi, yang tidak lagi (passed) atau baru (passed_by) di atasnya.",
         "Countries, scored in both editions, that are no longer (passed) or newly (passed_by) above it.", _WORLD),
    *(
        one
        for index in ("osi", "hci", "tii")
        for one in how(_CHANGE, f"{index}_change", "computed",
                       f"{index.upper()} dikurangi {index.upper()} edisi sebelumnya, bila dinilai pada keduanya.",
                       f"{index.upper()} minus that of the edition before, where scored in both.",
                       uses(_EGDI, index, "same_country_and_edition"),
                       uses(_UN, index, "previous_edition_of_the_country"),
                       uses(_UN, "egdi", "both_editions_of_the_country"))
    ),
    *how(_CHANGE, "egdi_method_changed", "judged", "Benar bila salah satu bobot rumus berbeda.",
         "True when one of the formula's weights differs.",
         uses("core.un_editions", "weight_osi weight_tii weight_hci", "both_editions")),
)  # fmt: skip

_STATED = uses("core.claims", "claim_form claim_value claim_value_before", "the_claim")
_FIGURES = (
    *uses("core.speaking_scores", "score speaks_because", "subject_of_the_claim"),
    *uses("mart.region_ranking", "rank_in_kind ranked_in_kind expected_in_province", "subject_of_the_claim"),
    *uses("mart.role_models", "is_role_model", "subject_of_the_claim"),
    *uses(_EGDI, "egdi_rank ranked_in_world listed_in_world", "subject_of_the_claim"),
)

_CLAIM_CHECKS = (
    *how(_CLAIMS, "judged_year", "chosen",
         "Tahun yang disebut pernyataan; selain itu tahun terbaru yang keputusannya sudah terbit ketika dinyatakan, "
         "atau tahun lengkap terbaru bila tanggalnya tidak diketahui.",
         "The year that the claim names; else the newest whose decree was out when it was stated, or the newest "
         "complete year where the date is not known.",
         uses("core.claims", "claim_year stated_from", "the_claim"),
         uses("core.evaluation_years", "decree_date nationally_complete", "all_evaluation_years")),
    *how(_CLAIMS, "verdict", "judged",
         "Angka yang dinyatakan dibandingkan dengan angka tahun itu menurut bentuknya; hanya mutu bukti A dan B.",
         "The stated figure against the figures of the year, by its form; grades A and B only.", _STATED, _FIGURES),
    *how("mart.claim_figures", "figure_score figure_rank figure_count figure_total", "chosen",
         "Angka yang diperiksa menurut bentuk pernyataan (claim_figure); peringkat, hitungan dan rata-rata provinsi "
         "dari indeks tercetak kabupaten dan kotanya.",
         "The figures that the form of the claim is checked on (claim_figure); ranks, counts and means of a province "
         "are of the printed indices of its kabupaten and kota.", _STATED, _FIGURES),
    *how("mart.claim_figures", "reference_year", "chosen",
         "Tahun yang memutuskan, atau tahun lain dengan hasil nasional yang disandingkan.",
         "The year that decides, or another with national results beside it.",
         uses("core.claims", "claim_year claim_year_before stated_from", "the_claim"),
         uses("core.evaluation_years", "decree_date nationally_complete", "all_evaluation_years")),
)  # fmt: skip

DERIVATIONS = (*_EGDI_PEERS, *_EGDI_RANK_CHANGE, *_CLAIM_CHECKS)
