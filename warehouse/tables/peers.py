"""Against whom: peer groups, nearest neighbours, profiles, role models, mentors."""

from __future__ import annotations

from warehouse.tables.forms import NOT_ACROSS_INSTRUMENTS, SMALL_DIFFERENCES, col, req, table

_TODAY = (
    "Penduduk dan luas dari daftar wilayah terbaru (Desember 2024), juga untuk tahun sebelumnya.",
    "Population and area are of today's register (December 2024), for earlier years too.",
)
_NOT_THE_SCORE = (
    "Nilai tidak ikut menentukan kelompok dan tetangga: pembanding dipilih dari keadaan daerah, bukan hasilnya.",
    "Scores have no part in groups and neighbours: peers are chosen by circumstances, not by results.",
)
_ADVICE = (
    "Usulan menurut aturan yang dinyatakan, bukan penugasan resmi; kesediaan mentor belum ditanyakan.",
    "A suggestion by a stated rule, not an official assignment; no mentor has been asked.",
)

TABLES = (
    table(
        "mart", "peer_groups",
        ("Kelompok tetap dan variabel tiap daerah", "Fixed groups and variables of each region"),
        ("satu tahun evaluasi yang lengkap nasional, satu daerah", "one nationally complete evaluation year, one region"),
        "evaluation_year region_code",
        (
            req("evaluation_year"), req("region_code"), req("region_name"), req("kind"), req("province_code"), req("province_name"),
            col("population_class"), col("population_range"), col("island_group"), col("population"), col("density"), col("area_km2"),
            col("z_population"), col("z_density"), col("z_area"), col("peer_note"), req("current_code"),
        ),
        order="evaluation_year kind region_code",
        warnings=(_TODAY, _NOT_THE_SCORE),
    ),
    table(
        "mart", "peers",
        ("Pembanding tiap daerah: kelompok tetap dan sepuluh tetangga terdekat", "Peers of each region: fixed groups and ten nearest neighbours"),
        ("satu tahun evaluasi yang lengkap nasional, satu daerah, satu kelompok atau satu tetangga", "one nationally complete evaluation year, one region, one group or one neighbour"),
        "evaluation_year region_code peer_type peer_no",
        (
            req("evaluation_year"), req("region_code"), req("region_name"), req("kind"), req("peer_type"), req("peer_no"), col("peer_group"),
            col("province_name"), col("population_range"), col("island_group"), col("group_size"), col("neighbour_code"), col("neighbour_name"), col("neighbour_province_name"),
            col("distance"), col("population"), col("density"), col("area_km2"), col("neighbour_population"), col("neighbour_density"),
            col("neighbour_area_km2"), col("peer_note"),
        ),
        warnings=(_TODAY, _NOT_THE_SCORE),
    ),
    table(
        "mart", "domain_profile",
        ("Nilai tiap daerah di samping median dan kuartil pembandingnya", "Each region's scores beside the median and quartiles of its peers"),
        ("satu tahun evaluasi yang lengkap nasional, satu daerah, satu besaran, satu macam pembanding", "one nationally complete evaluation year, one region, one measure, one kind of peers"),
        "evaluation_year region_code measure peer_type",
        (
            req("evaluation_year"), req("instrument"), req("region_code"), req("region_name"), req("kind"), req("measure"), req("name_id"),
            req("name_en"), req("is_part"), req("peer_type"), col("peer_group"), col("province_name"), col("population_range"), col("island_group"), col("score"), req("peer_count"), col("peer_q1"),
            col("peer_median"), col("peer_q3"), col("peer_gap"), col("peer_rank"), col("peer_ranked"), col("peer_position"), col("peer_note"),
        ),
        warnings=(NOT_ACROSS_INSTRUMENTS, SMALL_DIFFERENCES),
    ),
    table(
        "mart", "role_models",
        ("Daerah teladan: siapa, dengan bukti apa, dan mengapa yang lain tidak", "Role models: who, on what evidence, and why others are not"),
        ("satu tahun evaluasi dengan pendahulu yang sebanding, satu daerah", "one evaluation year with a comparable one before it, one region"),
        "evaluation_year region_code",
        (
            req("evaluation_year"), req("instrument"), req("region_code"), req("region_name"), req("kind"), req("province_code"),
            req("province_name"), req("is_role_model"), req("sustained_years"), req("comparable_years"), req("top_decile_years"),
            req("certain_decile_years"), req("interval_considered"), col("spbe_index"), col("rank_in_kind"), col("ranked_in_kind"),
            col("top_decile_rank"), col("ranks_by_year"), col("lowest_domain_gap"), col("domains_below_median"), req("best_tenth_held"),
            req("interval_held"), req("domains_held"), req("role_model_reason"),
        ),
        order="evaluation_year kind region_code",
        warnings=(NOT_ACROSS_INSTRUMENTS,),
        fewest_rows=0,
    ),
    table(
        "mart", "mentors",
        ("Mentor untuk tiap domain yang lemah", "Mentors for every weak domain"),
        ("satu tahun evaluasi, satu daerah, satu domain di bawah median jenisnya, satu mentor", "one evaluation year, one region, one domain below the median of its kind, one mentor"),
        "evaluation_year region_code measure mentor_no",
        (
            req("evaluation_year"), req("region_code"), req("region_name"), req("kind"), req("province_name"), req("measure"), req("name_id"),
            req("name_en"), req("score"), req("peer_median"), req("mentor_no"), col("mentor_code"), col("mentor_name"),
            col("mentor_province_name"), col("same_province"), col("distance"), col("population"), col("mentor_population"),
            col("mentor_score"), col("mentor_lead"), col("mentor_load"), req("mentor_limit"), req("mentor_note"),
        ),
        warnings=(_ADVICE, SMALL_DIFFERENCES),
        fewest_rows=0,
    ),
)  # fmt: skip
