"""Which rows of an input a figure uses: the closed list.

Belongs here: their names and what they mean in both languages. Does not belong here: figures (one module per theme).
"""

from __future__ import annotations

from warehouse.spec import Text

ROWS: dict[str, Text] = {
    # --- one region -----------------------------------------------------------------------------------
    "same_region_and_year": Text("daerah dan tahun yang sama", "the same region and year"),
    "previous_year_of_the_region": Text(
        "daerah yang sama (current_code), tahun sebelumnya", "the same region (current_code), the year before"
    ),
    "both_years_of_the_region": Text(
        "daerah yang sama (current_code), tahun itu dan sebelumnya",
        "the same region (current_code), the year and the one before",
    ),
    "years_of_the_region": Text(
        "daerah yang sama (current_code), tahun-tahun lengkap berturut-turut sampai tahun itu",
        "the same region (current_code), the complete years in a row up to the year",
    ),
    "levels_of_the_region": Text(
        "semua indikator (I...) daerah dan tahun itu", "all indicators (I...) of the region and year"
    ),
    "register_of_the_year": Text(
        "baris daftar wilayah yang berlaku pada tahun itu, daerah yang sama",
        "the register's row that holds in the year, the same region",
    ),
    "register_of_today": Text(
        "baris daftar wilayah terbaru, daerah yang sama (current_code)",
        "the row of today's register, the same region (current_code)",
    ),
    "best_set_of_the_region": Text(
        "langkah-langkah pilihan 1 daerah dan tahun itu", "the steps of option 1 of the region and year"
    ),
    "region_and_neighbour": Text("daerah itu dan tetangganya, tahun itu", "the region and its neighbour, in the year"),
    "the_neighbour": Text("tetangga itu, tahun itu", "the neighbour, in the year"),
    "region_and_mentor": Text("daerah itu dan mentornya, tahun itu", "the region and its mentor, in the year"),
    "the_mentor": Text("mentor itu, tahun itu", "the mentor, in the year"),
    # --- regions beside each other --------------------------------------------------------------------
    "same_kind_and_year": Text("semua daerah sejenis, tahun itu", "all regions of its kind, in the year"),
    "same_kind_in_both_years": Text(
        "semua daerah sejenis, tahun itu dan sebelumnya", "all regions of its kind, in the year and the one before"
    ),
    "kabkota_of_the_year": Text("semua kabupaten dan kota, tahun itu", "all kabupaten and kota, in the year"),
    "kabkota_of_the_province": Text(
        "kabupaten dan kota seprovinsi, tahun itu", "the kabupaten and kota of the province, in the year"
    ),
    "kabkota_of_the_province_in_both_years": Text(
        "kabupaten dan kota seprovinsi, tahun itu dan sebelumnya",
        "the kabupaten and kota of the province, in the year and the one before",
    ),
    "kabkota_of_the_province_today": Text(
        "kabupaten dan kota provinsi itu, dalam daftar wilayah terbaru (current_code)",
        "the kabupaten and kota of the province, in today's register (current_code)",
    ),
    "same_kind_today": Text(
        "semua daerah sejenis tahun itu, dalam daftar wilayah terbaru (current_code)",
        "all regions of its kind in the year, in today's register (current_code)",
    ),
    "government_of_the_province": Text(
        "pemerintah provinsi itu sendiri, tahun itu", "the province's own government, in the year"
    ),
    "peers_of_the_region": Text(
        "pembanding daerah itu menurut peer_type: anggota kelompok, atau sepuluh tetangga",
        "the region's peers by peer_type: the members of the group, or the ten neighbours",
    ),
    "regions_of_the_group": Text(
        "daerah dalam wilayah dan kelompok jenis itu, tahun itu",
        "the regions of the area and group of kinds, in the year",
    ),
    "regions_of_the_group_in_both_years": Text(
        "daerah kelompok jenis itu, tahun itu dan sebelumnya",
        "the regions of the group of kinds, in the year and the one before",
    ),
    # --- instrument and years -------------------------------------------------------------------------
    "the_instrument": Text("instrumen tahun itu", "the instrument of the year"),
    "the_evaluation_year": Text("tahun evaluasi itu", "the evaluation year"),
    "both_evaluation_years": Text("tahun evaluasi itu dan sebelumnya", "the evaluation year and the one before"),
    "all_evaluation_years": Text("semua tahun evaluasi", "all evaluation years"),
    "the_assumptions": Text("asumsi simulasi", "the assumptions of the simulation"),
    # --- the nation -----------------------------------------------------------------------------------
    "national_row_of_the_year": Text(
        "baris Nasional, besaran INDEX, tahun itu", "the row Nasional, measure INDEX, of the year"
    ),
    "national_rows_of_both_years": Text(
        "baris Nasional, besaran INDEX, tahun itu dan sebelumnya",
        "the rows Nasional, measure INDEX, of the year and the one before",
    ),
    "all_bodies_of_the_year": Text(
        "semua instansi tahun itu, besaran INDEX, mutu bukti A atau B",
        "all bodies of the year, measure INDEX, evidence grade A or B",
    ),
    # --- countries ------------------------------------------------------------------------------------
    "same_country_and_edition": Text("negara dan edisi yang sama", "the same country and edition"),
    "previous_edition_of_the_country": Text(
        "negara yang sama, edisi sebelumnya", "the same country, the edition before"
    ),
    "both_editions_of_the_country": Text(
        "negara yang sama, edisi itu dan sebelumnya", "the same country, the edition and the one before"
    ),
    "countries_of_the_edition": Text("semua negara dalam edisi itu", "all countries of the edition"),
    "countries_of_the_previous_edition": Text(
        "semua negara dalam edisi sebelumnya", "all countries of the edition before"
    ),
    "countries_of_both_editions": Text(
        "semua negara dalam edisi itu dan sebelumnya", "all countries of the edition and the one before"
    ),
    "group_of_the_country": Text(
        "anggota kelompok negara itu pada tahun edisi", "the members of the country group in the year of the edition"
    ),
    "both_editions": Text("edisi itu dan sebelumnya", "the edition and the one before"),
    "all_editions": Text("semua edisi", "all editions"),
    "the_country_in_focus": Text("negara yang dibandingkan, edisi itu", "the country in focus, in the edition"),
    "the_peer": Text("negara pembanding, edisi itu", "the peer, in the edition"),
    "country_and_peer": Text(
        "negara yang dibandingkan dan negara pembanding, edisi itu", "the country in focus and its peer, in the edition"
    ),
    "indonesia_in_the_edition": Text("Indonesia (IDN), edisi itu", "Indonesia (IDN), in the edition"),
    "countries_alike_to_indonesia": Text(
        "negara berstruktur paling mirip dengan Indonesia (structure), edisi itu",
        "the countries most alike to Indonesia (structure), in the edition",
    ),
    # --- targets and claims ---------------------------------------------------------------------------
    "the_target": Text("target itu", "the target"),
    "subject_of_the_target": Text(
        "yang ditargetkan, besaran dan tahun itu", "what the target is of, in its measure and the year"
    ),
    "years_of_the_subject": Text(
        "yang ditargetkan, besaran itu, semua tahun instrumennya",
        "what the target is of, in its measure, all years of its instrument",
    ),
    "the_claim": Text("pernyataan itu", "the claim"),
    "subject_of_the_claim": Text(
        "yang disebut pernyataan, tahun yang memutuskan dan tahun lain di sampingnya",
        "what the claim speaks of, in the year that decides and the others beside it",
    ),
}
