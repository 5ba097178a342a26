"""Columns of the theme: what moved and why: changes of rank, distribution of grades, transitions, movers.

Belongs here: their meaning in both languages. Does not belong here: which table has which column (tables/movement.py).
"""

from __future__ import annotations

from warehouse.columns.form import INDEX_SCALE, column
from warehouse.spec import Column

COLUMNS: tuple[Column, ...] = (
    # --- two years side by side -----------------------------------------------------------------------
    column("previous_year", "INTEGER", "Tahun evaluasi tepat sebelumnya, yang dibandingkan.", "The evaluation year just before, compared with.", "year"),
    column("kind_before", "VARCHAR", "Jenis pemerintah daerah itu pada tahun sebelumnya; NULL bila belum ada dalam daftar wilayah.", "Its kind in the previous year; NULL when it was not in the register yet."),
    column("index_before", "DECIMAL(4,2)", "Indeks SPBE resmi tahun sebelumnya; NULL bila tidak ada, hanya dari pers (mutu bukti D), atau instrumennya lain.", "Official SPBE index of the previous year; NULL when there is none, it is from press only (grade D), or the instrument was another.", INDEX_SCALE),
    column("index_now", "DECIMAL(4,2)", "Indeks SPBE resmi tahun itu; NULL bila tidak ada atau hanya dari pers (mutu bukti D).", "Official SPBE index of the year; NULL when there is none or it is from press only (grade D).", INDEX_SCALE),
    column("predikat_before", "VARCHAR", "Predikat resmi tahun sebelumnya; NULL bila tidak ada atau instrumennya lain.", "Official grade of the previous year; NULL when there is none or the instrument was another."),
    column("predikat_now", "VARCHAR", "Predikat resmi tahun itu.", "Official grade of the year."),
    column("rank_before", "INTEGER", "Peringkat dalam jenisnya pada tahun sebelumnya; NULL bila tidak diperingkat atau instrumennya lain.", "Rank within its kind in the previous year; NULL when not ranked or the instrument was another.", "rank"),
    column("rank_now", "INTEGER", "Peringkat dalam jenisnya pada tahun itu; NULL bila tidak diperingkat.", "Rank within its kind in the year; NULL when not ranked.", "rank"),
    # --- why a rank moved -----------------------------------------------------------------------------
    column("own_part", "DECIMAL(8,1)", "Bagian perubahan peringkat dari perubahan nilai sendiri (positif = naik); kelipatan 0,5.", "Part of the rank change due to its own score (positive = climbed); a multiple of 0.5.", "places"),
    column("others_part", "DECIMAL(8,1)", "Bagian dari perubahan nilai daerah sejenis lain yang diperingkat pada kedua tahun (positif = naik); kelipatan 0,5.", "Part due to the scores of the others of its kind that are ranked in both years (positive = climbed); a multiple of 0.5.", "places"),
    column("entering_part", "DECIMAL(8,1)", "Bagian dari daerah sejenis yang baru masuk pemeringkatan: minus banyaknya yang kini di atasnya.", "Part due to regions of its kind that enter the ranking: minus the number of them now above it.", "places"),
    column("leaving_part", "DECIMAL(8,1)", "Bagian dari daerah sejenis yang keluar dari pemeringkatan: banyaknya yang dahulu di atasnya.", "Part due to regions of its kind that leave the ranking: the number of them that were above it.", "places"),
    column("revision_part", "DECIMAL(8,1)", "Bagian dari ralat angka tahun sebelumnya; 0 karena kedua peringkat dihitung dari angka yang berlaku sekarang.", "Part due to a revision of the previous year's figures; 0 because both ranks rest on the figures that hold now.", "places"),
    column("compared_in_kind", "INTEGER", "Banyaknya daerah sejenis yang diperingkat pada kedua tahun, termasuk dirinya.", "Regions of its kind that are ranked in both years, itself included.", "count"),
    column("entered_in_kind", "INTEGER", "Banyaknya daerah yang diperingkat dalam jenis itu pada tahun itu, tetapi tidak pada tahun sebelumnya.", "Regions ranked in its kind in the year, but not in the previous one.", "count"),
    column("left_in_kind", "INTEGER", "Banyaknya daerah yang diperingkat dalam jenis itu pada tahun sebelumnya, tetapi tidak pada tahun itu.", "Regions ranked in its kind in the previous year, but not in the year.", "count"),
    column("movement_words", "VARCHAR", "Perubahan peringkat dan bagian-bagiannya dalam satu kalimat.", "The change of rank and its parts in one sentence."),
    # --- roll-up of a province ------------------------------------------------------------------------
    column("weighted_mean_index", "DECIMAL(6,4)", "Rata-rata indeks kabupaten/kota yang dievaluasi, ditimbang penduduk (Dukcapil, Desember 2024, untuk semua tahun).", "Mean of the evaluated kabupaten/kota weighted by population (Dukcapil, December 2024, for all years).", INDEX_SCALE),
    column("weighted_count", "INTEGER", "Banyaknya kabupaten/kota dalam rata-rata tertimbang: yang berindeks dan jumlah penduduknya diketahui.", "Kabupaten/kota in the weighted mean: those with an index and a known population.", "count"),
    column("spread_index", "DECIMAL(6,4)", "Simpangan baku indeks kabupaten/kota yang dievaluasi (bentuk populasi, pembagi n).", "Standard deviation of the evaluated kabupaten/kota (population form, divided by n).", "index points"),
    column("range_index", "DECIMAL(4,2)", "Indeks tertinggi dikurangi terendah.", "Highest index minus lowest.", "index points"),
    column("quartile_range", "DECIMAL(6,4)", "Kuartil atas dikurangi kuartil bawah (interpolasi linear).", "Upper quartile minus lower quartile (linear interpolation).", "index points"),
    column("mean_gap", "DECIMAL(6,4)", "Selisih indeks rata-rata antara dua kabupaten/kota seprovinsi yang dievaluasi (semua pasangan); NULL bila kurang dari dua.", "Mean difference in index between two evaluated kabupaten/kota of the province (all pairs); NULL below two.", "index points"),
    column("mean_gap_change", "DECIMAL(6,4)", "Selisih mean_gap terhadap tahun sebelumnya yang sebanding (negatif = makin rapat).", "mean_gap minus that of the previous comparable year (negative = closer together).", "index points"),
    column("gini", "DECIMAL(6,4)", "Koefisien Gini dari poin di atas nilai terendah instrumen (indeks - 1 sejak 2021); 0 = sama rata; NULL bila semua di nilai terendah, atau skalanya belum diketahui.", "Gini coefficient of the points above the instrument's floor (index - 1 since 2021); 0 = all equal; NULL when all are at the floor, or the scale is not known.", "0-1"),
    column("gini_change", "DECIMAL(6,4)", "Selisih Gini terhadap tahun sebelumnya yang sebanding; kenaikan merata saja sudah menurunkannya, jadi baca bersama mean_gap_change.", "Gini minus that of the previous comparable year; an equal rise for all lowers it already, so read it with mean_gap_change.", "0-1"),
    # --- grades ---------------------------------------------------------------------------------------
    column("area_code", "VARCHAR", "Wilayah hitungan: ID untuk seluruh Indonesia, atau kode provinsi pada tahun itu.", "Area that is counted: ID for all of Indonesia, or the code of a province in that year.", "code"),
    column("area_name", "VARCHAR", "Nama wilayah hitungan.", "Name of the area that is counted."),
    column("kind_group", "VARCHAR", "Jenis yang dihitung: provinsi, kabupaten, kota, kabkota (kabupaten dan kota), pemda (semua pemerintah daerah).", "Kinds that are counted: provinsi, kabupaten, kota, kabkota (kabupaten and kota), pemda (all regional governments)."),
    column("grade_state", "VARCHAR", "Predikat resmi; atau Tanpa hasil (tidak ada indeks), Tanpa predikat (indeks tanpa predikat terbaca).", "Official grade; or Tanpa hasil (no index), Tanpa predikat (an index whose grade cannot be read)."),
    column("grade_order", "INTEGER", "Urutan: 1 predikat terbaik; 98 Tanpa predikat, 99 Tanpa hasil.", "Order: 1 is the best grade; 98 Tanpa predikat, 99 Tanpa hasil."),
    column("region_count", "INTEGER", "Banyaknya daerah.", "Number of regions.", "count"),
    column("regions_in_group", "INTEGER", "Banyaknya daerah otonom kelompok itu dalam daftar wilayah tahun itu (N).", "Autonomous regions of the group in that year's register (N).", "count"),
    column("graded_in_group", "INTEGER", "Banyaknya daerah kelompok itu yang berpredikat (n).", "Regions of the group that have a grade (n).", "count"),
    column("share_of_group", "DECIMAL(5,1)", "Bagian dari N, semua daerah kelompok itu.", "Share of N, all regions of the group.", "percent"),
    column("share_of_graded", "DECIMAL(5,1)", "Bagian dari n, yang berpredikat; NULL untuk yang tanpa predikat, dan bila n di bawah 65% dari N.", "Share of n, those with a grade; NULL for those without, and when n is below 65% of N.", "percent"),
    column("state_before", "VARCHAR", "Keadaan pada tahun sebelumnya: predikat, Tanpa predikat, Tanpa hasil, atau Di luar daftar (belum ada, atau jenisnya lain).", "State in the previous year: a grade, Tanpa predikat, Tanpa hasil, or Di luar daftar (not there yet, or of another kind)."),
    column("state_now", "VARCHAR", "Keadaan pada tahun itu: predikat, Tanpa predikat, Tanpa hasil, atau Di luar daftar (tidak ada lagi, atau jenisnya lain).", "State in the year: a grade, Tanpa predikat, Tanpa hasil, or Di luar daftar (no longer there, or of another kind)."),
    column("order_before", "INTEGER", "Urutan state_before seperti grade_order; 100 Di luar daftar.", "Order of state_before as in grade_order; 100 Di luar daftar."),
    column("order_now", "INTEGER", "Urutan state_now seperti grade_order; 100 Di luar daftar.", "Order of state_now as in grade_order; 100 Di luar daftar."),
    column("grade_direction", "VARCHAR", "rose (naik), fell (turun), unchanged (tetap), appeared (baru berpredikat), disappeared (tidak lagi berpredikat), none (tanpa predikat pada kedua tahun).", "rose, fell, unchanged, appeared (a grade now only), disappeared (a grade before only), none (no grade in either year)."),
    column("share_of_before", "DECIMAL(5,1)", "Bagian dari daerah dengan state_before itu.", "Share of the regions with that state_before.", "percent"),
    # --- movers ---------------------------------------------------------------------------------------
    column("direction", "VARCHAR", "rose: kenaikan indeks terbesar; fell: penurunan terbesar.", "rose: largest rises of the index; fell: largest falls."),
    column("mover_place", "INTEGER", "Urutan menurut besarnya perubahan indeks dalam jenis dan arah itu; yang sama berbagi tempat terbaik (1, 1, 3).", "Place by the size of the change of the index within kind and direction; equal changes share the better place (1, 1, 3).", "rank"),
    column("change_words", "VARCHAR", "Apakah perubahan itu dapat dibedakan dari nol.", "Whether the change can be told from zero."),
)  # fmt: skip
