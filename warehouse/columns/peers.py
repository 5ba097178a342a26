"""Columns of the theme: against whom: peer groups, nearest neighbours, profiles, role models, mentors.

Belongs here: their meaning in both languages. Does not belong here: which table has which column (tables/peers.py).
"""

from __future__ import annotations

from warehouse.columns.form import INDEX_SCALE, column

COLUMNS = (
    # --- groups and neighbours ------------------------------------------------------------------------
    column("population_class", "INTEGER", "Kelas penduduk, 1 (terkecil) sampai 5; batas tetap milik proyek ini, untuk provinsi sepuluh kali lipat.", "Population class, 1 (smallest) to 5; this project's fixed bounds, ten times as large for provinces."),
    column("population_class_name", "VARCHAR", "Batas kelas penduduk; batas bawah termasuk.", "Bounds of the population class; the lower one included."),
    column("island_group", "VARCHAR", "Kelompok pulau menurut angka pertama kode provinsi tahun itu: 1-2 Sumatera, 3 Jawa, 5 Bali-Nusa Tenggara, 6 Kalimantan, 7 Sulawesi, 8 Maluku, 9 Papua.", "Island group by the first digit of that year's province code: 1-2 Sumatera, 3 Jawa, 5 Bali-Nusa Tenggara, 6 Kalimantan, 7 Sulawesi, 8 Maluku, 9 Papua."),
    column("density", "DECIMAL(10,2)", "Kepadatan: penduduk dibagi luas (daftar wilayah terbaru).", "Density: population divided by area (today's register).", "persons/km2"),
    column("z_population", "DECIMAL(8,5)", "Log10 penduduk, dibakukan di antara jenisnya: rata-rata 0, simpangan baku 1.", "Log10 of population, standardised within its kind: mean 0, standard deviation 1.", "standard deviations"),
    column("z_density", "DECIMAL(8,5)", "Log10 kepadatan, dibakukan di antara jenisnya.", "Log10 of density, standardised within its kind.", "standard deviations"),
    column("z_area", "DECIMAL(8,5)", "Log10 luas, dibakukan di antara jenisnya.", "Log10 of area, standardised within its kind.", "standard deviations"),
    column("peer_type", "VARCHAR", "Macam pembanding: kind (sejenis senasional), province (kabupaten/kota seprovinsi tahun itu), population_class (sejenis dan sekelas penduduk), island_group (sejenis dan sekelompok pulau), nearest (sepuluh tetangga terdekat).", "Kind of peers: kind (all of its kind), province (kabupaten/kota of that year's province), population_class (same kind and class), island_group (same kind and islands), nearest (ten nearest neighbours)."),
    column("peer_no", "INTEGER", "Urutan tetangga, 1 = terdekat; 0: baris kelompok, atau tanpa tetangga.", "Order of the neighbour, 1 is the nearest; 0: a group's row, or no neighbour."),
    column("peer_group", "VARCHAR", "Kode kelompok; anggotanya adalah semua daerah dengan tahun, macam dan kode yang sama. NULL untuk tetangga terdekat.", "Code of the group; its members are all regions with the same year, type and code. NULL for nearest neighbours."),
    column("peer_group_name", "VARCHAR", "Nama kelompok pembanding.", "Name of the peer group."),
    column("group_size", "INTEGER", "Banyaknya daerah dalam kelompok itu (termasuk dirinya), atau banyaknya tetangga; dinilai atau tidak.", "Regions in the group (itself included), or number of neighbours; scored or not.", "count"),
    column("neighbour_code", "VARCHAR", "Kode wilayah tetangga pada tahun itu.", "Region code of the neighbour in that year.", "code"),
    column("neighbour_name", "VARCHAR", "Nama tetangga.", "Name of the neighbour."),
    column("neighbour_province_name", "VARCHAR", "Provinsi tetangga pada tahun itu.", "Province of the neighbour in that year."),
    column("distance", "DECIMAL(8,5)", "Jarak: akar jumlah kuadrat selisih z_population, z_density dan z_area; makin kecil makin mirip. Bukan jarak geografis.", "Distance: root of the summed squared differences of z_population, z_density and z_area; the smaller, the more alike. Not a geographic distance.", "standard deviations"),
    column("neighbour_population", "INTEGER", "Penduduk tetangga.", "Population of the neighbour.", "persons"),
    column("neighbour_density", "DECIMAL(10,2)", "Kepadatan tetangga.", "Density of the neighbour.", "persons/km2"),
    column("neighbour_area_km2", "DECIMAL(12,3)", "Luas tetangga.", "Area of the neighbour.", "km2"),
    column("peer_note", "VARCHAR", "Mengapa tidak ada pembanding, atau mengapa lemah; NULL bila tidak ada catatan.", "Why there is no comparison, or why it is weak; NULL when there is nothing to note."),
    # --- profile --------------------------------------------------------------------------------------
    column("peer_count", "INTEGER", "Banyaknya nilai di balik kuartil: kelompok tetap termasuk daerah itu sendiri, sepuluh terdekat tidak.", "Scores behind the quartiles: a fixed group includes the region itself, the ten nearest do not.", "count"),
    column("peer_q1", "DECIMAL(6,4)", "Kuartil bawah pembanding (interpolasi linear).", "Lower quartile of the peers (linear interpolation).", INDEX_SCALE),
    column("peer_median", "DECIMAL(6,4)", "Median pembanding; NULL bila tidak ada daerah lain yang bernilai.", "Median of the peers; NULL when no other region has a score.", INDEX_SCALE),
    column("peer_q3", "DECIMAL(6,4)", "Kuartil atas pembanding (interpolasi linear).", "Upper quartile of the peers (linear interpolation).", INDEX_SCALE),
    column("peer_gap", "DECIMAL(6,4)", "Nilai sendiri dikurangi median pembanding; negatif berarti di bawah median.", "Own score minus the peers' median; negative is below the median.", "index points"),
    column("peer_rank", "INTEGER", "Peringkat di antara pembanding dan dirinya; nilai sama berbagi peringkat terbaik.", "Rank among the peers and itself; equal scores share the better rank.", "rank"),
    column("peer_ranked", "INTEGER", "Banyaknya yang diperingkat di situ, termasuk dirinya.", "Number ranked there, itself included.", "count"),
    column("peer_position", "VARCHAR", "Letak: top_quarter (pada atau di atas kuartil atas), upper_half (pada atau di atas median), lower_half (pada atau di atas kuartil bawah), bottom_quarter.", "Where it lies: top_quarter (at or above the upper quartile), upper_half (at or above the median), lower_half (at or above the lower quartile), bottom_quarter."),
    # --- role models ----------------------------------------------------------------------------------
    column("is_role_model", "BOOLEAN", "Benar bila semua syarat teladan terpenuhi sekurangnya dua tahun berturut-turut sampai tahun ini.", "True when every criterion of a role model is met in at least two years in a row up to this one."),
    column("sustained_years", "INTEGER", "Banyaknya tahun berturut-turut sampai tahun ini dengan semua syarat terpenuhi.", "Years in a row up to this one in which every criterion is met.", "years"),
    column("comparable_years", "INTEGER", "Banyaknya tahun berperingkat dalam rangkaian tahun lengkap dengan instrumen yang sama, sampai tahun ini.", "Years with a rank in the run of complete years under the same instrument, up to this one.", "years"),
    column("top_decile_years", "INTEGER", "Di antaranya: tahun dengan peringkat dalam persepuluhan teratas jenisnya.", "Of these: years with a rank in the best tenth of its kind.", "years"),
    column("certain_decile_years", "INTEGER", "Di antaranya: tahun dengan seluruh selang peringkat 90% dalam persepuluhan teratas.", "Of these: years with the whole 90% rank interval in the best tenth.", "years"),
    column("interval_considered", "BOOLEAN", "Benar bila semua tahun berperingkat itu mempunyai selang peringkat; bila salah, syarat selang tidak diterapkan pada tahun tanpa selang.", "True when every one of those ranked years has a rank interval; if false, the interval is not asked for in years without one."),
    column("top_decile_rank", "INTEGER", "Peringkat terakhir yang masih dalam persepuluhan teratas jenisnya: sepersepuluh dari yang diperingkat, dibulatkan ke bawah.", "Last rank within the best tenth of its kind: a tenth of those ranked, rounded down.", "rank"),
    column("ranks_by_year", "VARCHAR", "Peringkat tiap tahun dari yang diperingkat, dan [selang 90%] bila ada.", "Rank of each year out of those ranked, and [90% interval] where there is one."),
    column("lowest_domain_gap", "DECIMAL(6,4)", "Selisih terkecil nilai domain terhadap median jenisnya tahun itu; negatif: ada domain di bawah median.", "Smallest difference of a domain from the median of its kind in that year; negative: a domain is below the median.", "index points"),
    column("domains_below_median", "VARCHAR", "Domain dan tahun di bawah median jenisnya; (?) bila nilainya tidak ada. NULL bila tidak ada.", "Domains and years below the median of its kind; (?) when there is no score. NULL when none."),
    column("role_model_reason", "VARCHAR", "Putusan dengan buktinya, atau syarat yang tidak terpenuhi.", "The verdict with its evidence, or the criteria that are not met."),
    # --- mentors --------------------------------------------------------------------------------------
    column("mentor_no", "INTEGER", "Urutan mentor, 1 = yang didahulukan (seprovinsi, lalu termirip); 0: tidak ada mentor.", "Order of the mentor, 1 comes first (same province, then most alike); 0: there is none."),
    column("mentor_code", "VARCHAR", "Kode wilayah daerah teladan yang menjadi mentor.", "Region code of the role model that mentors.", "code"),
    column("mentor_name", "VARCHAR", "Nama daerah mentor.", "Name of the mentor."),
    column("mentor_province_name", "VARCHAR", "Provinsi mentor pada tahun itu.", "Province of the mentor in that year."),
    column("same_province", "BOOLEAN", "Benar bila mentor seprovinsi; selalu salah untuk provinsi.", "True when the mentor is of the same province; always false for a province."),
    column("mentor_population", "INTEGER", "Penduduk mentor.", "Population of the mentor.", "persons"),
    column("mentor_score", "DECIMAL(4,2)", "Nilai mentor pada domain itu.", "The mentor's score in the domain.", INDEX_SCALE),
    column("mentor_lead", "DECIMAL(4,2)", "Nilai mentor dikurangi nilai daerah yang belajar.", "The mentor's score minus the learner's.", "index points"),
    column("mentor_load", "INTEGER", "Banyaknya daerah yang dibimbing mentor itu pada tahun itu.", "Regions that this mentor helps in that year.", "count"),
    column("mentor_limit", "INTEGER", "Batas banyaknya daerah per mentor.", "Most regions that one mentor is given.", "count"),
    column("mentor_note", "VARCHAR", "Apa yang lebih baik dan seberapa, atau mengapa tidak ada mentor.", "What the mentor does better and by how much, or why there is none."),
)  # fmt: skip
