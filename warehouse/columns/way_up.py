"""Columns of the theme: what to do next: the next grade, and targets.

Belongs here: their meaning in both languages. Does not belong here: which table has which column (tables/way_up.py).
"""

from __future__ import annotations

from warehouse.columns.form import INDEX_SCALE, column
from warehouse.spec import Column

COLUMNS: tuple[Column, ...] = (
    # --- targets ------------------------------------------------------------------------------------------
    column("target_id", "VARCHAR", "Pengenal target.", "Identifier of a target."),
    column("target_scope", "VARCHAR", "Target untuk siapa: country (indeks nasional tercetak), region (satu pemerintah daerah), province_aggregate (rata-rata kabupaten/kota satu provinsi), every_region (setiap daerah sendiri-sendiri).", "Whose target: country (the printed national index), region (one regional government), province_aggregate (mean of the kabupaten/kota of a province), every_region (each region by itself)."),
    column("target_measure", "VARCHAR", "Besaran yang ditargetkan: INDEX, D1-D4, A1-A8, indikator I01-I47, atau LEVEL (setiap indikator; dinilai dari indikator terendah).", "What the target is of: INDEX, D1-D4, A1-A8, an indicator I01-I47, or LEVEL (every indicator; judged by the lowest one).", "code"),
    column("target_horizon", "VARCHAR", "Kapan target berlaku: every_year (setiap tahun), by_year (pada tahun target), undated (tahun target tidak disebut).", "When the target holds: every_year, by_year (in the target year), undated (no target year is named)."),
    column("target_year", "INTEGER", "Tahun evaluasi target; NULL bila berlaku setiap tahun atau tidak disebut.", "Evaluation year of the target; NULL when it holds every year or none is named.", "year"),
    column("target_value", "DECIMAL(4,2)", "Nilai target.", "The target.", INDEX_SCALE),
    column("target_plan", "VARCHAR", "Rencana yang memuat target, bila diketahui (RPJMN, RPJMD, ...).", "The plan that holds the target, where known (RPJMN, RPJMD, ...)."),
    column("target_stated_by", "VARCHAR", "Siapa yang menyatakan target; NULL bila tidak tercatat.", "Who states the target; NULL when not recorded."),
    column("target_stated_on", "DATE", "Kapan target dinyatakan; NULL bila tidak tercatat.", "When the target was stated; NULL when not recorded."),
    column("target_remark", "VARCHAR", "Keterangan tentang pernyataan target.", "Remark on the statement of the target."),
    # --- progress towards a target ------------------------------------------------------------------------
    column("result_value", "DECIMAL(6,4)", "Hasil tahun itu untuk yang ditargetkan: angka resmi seperti diterbitkan; untuk province_aggregate rata-rata kabupaten/kota; untuk LEVEL tingkat terendah.", "Result of the year for what the target is of: the official figure as published; for province_aggregate the mean of the kabupaten/kota; for LEVEL the lowest level.", INDEX_SCALE),
    column("target_gap", "DECIMAL(6,4)", "Hasil dikurangi target; negatif = masih kurang; NULL bila tidak dapat dibandingkan.", "Result minus target; negative = still short; NULL when not comparable.", "index points"),
    column("achievement_percent", "DECIMAL(6,1)", "Hasil terhadap target, seperti capaian dalam LKjIP; NULL bila tidak dapat dibandingkan.", "Result as a share of the target, as the LKjIP reports state it; NULL when not comparable.", "percent"),
    column("target_status", "VARCHAR", "reached (tercapai), on_track (sesuai jalur), behind (tertinggal), not_assessable (tidak dapat dinilai).", "reached, on_track, behind, or not_assessable."),
    column("not_assessable_because", "VARCHAR", "Mengapa tidak dapat dinilai: other_instrument, no_result, low_coverage, press_only, target_year_past, undated, target_year_other_instrument, first_year; NULL bila dinilai.", "Why not assessable: other_instrument, no_result, low_coverage, press_only, target_year_past, undated, target_year_other_instrument, first_year; NULL when assessed."),
    column("baseline_year", "INTEGER", "Tahun pertama dengan hasil yang sebanding (instrumen sama, bukan hanya pers): awal garis ke target.", "First year with a comparable result (same instrument, not press alone): where the line to the target begins.", "year"),
    column("baseline_value", "DECIMAL(6,4)", "Hasil pada tahun pertama itu.", "Result of that first year.", INDEX_SCALE),
    column("line_value", "DECIMAL(6,4)", "Nilai garis lurus dari hasil pertama ke target pada tahun itu; NULL bila tidak ada tahun target di depan.", "Value of the straight line from the first result to the target in that year; NULL when no target year lies ahead.", INDEX_SCALE),
    column("rise_per_year", "DECIMAL(6,4)", "Kenaikan rata-rata per tahun sejak hasil pertama yang sebanding; NULL pada tahun itu sendiri.", "Mean rise per year since the first comparable result; NULL in that year itself.", "index points per year"),
    column("required_yearly_rise", "DECIMAL(6,4)", "Kenaikan per tahun yang diperlukan sampai tahun target; NULL bila sudah tercapai atau tidak dapat dihitung.", "Rise per year needed until the target year; NULL when reached or not computable.", "index points per year"),
    column("progress_note", "VARCHAR", "Penilaian dalam kata.", "The verdict in words."),
    # --- cost weights of a planner ------------------------------------------------------------------------
    column("cost_region", "VARCHAR", "Kode terkini daerah yang memakai biaya ini; * untuk semua daerah.", "Current code of the region that uses this cost; * for all regions.", "code"),
    column("step_cost", "DECIMAL(8,2)", "Biaya menaikkan indikator satu tingkat, dalam satuan perencana; 1 bila tidak diberikan.", "Cost of raising the indicator by one level, in the planner's own unit; 1 when not supplied.", "planner's unit"),
    column("cost_remark", "VARCHAR", "Keterangan perencana tentang biaya itu.", "The planner's remark on the cost."),
    # --- the next grade -----------------------------------------------------------------------------------
    column("next_predikat", "VARCHAR", "Predikat satu tingkat di atas predikat tahun itu; NULL bila sudah tertinggi.", "The grade one above that of the year; NULL at the top."),
    column("next_edge", "DECIMAL(4,2)", "Batas bawah predikat itu, termasuk.", "Lower edge of that grade, included.", INDEX_SCALE),
    column("points_missing", "DECIMAL(4,2)", "Batas itu dikurangi indeks tercetak. Kementerian menilai angka yang belum dibulatkan: kekurangan sebenarnya dapat 0,005 lebih atau kurang.", "That edge minus the printed index. The ministry grades on unrounded values: what is really missing may be 0.005 more or less.", "index points"),
    column("way_basis", "VARCHAR", "levels: dihitung dari tingkat kematangan semua indikator; domains: dari nilai domain saja; NULL bila sudah di predikat tertinggi atau tidak ada keduanya.", "levels: computed from the maturity levels of all indicators; domains: from the domain scores only; NULL at the top grade or when there is neither."),
    column("level_index", "DECIMAL(7,5)", "Indeks yang belum dibulatkan, dihitung dari tingkat kematangan; NULL tanpa tingkat yang dapat dipakai.", "The unrounded index computed from the maturity levels; NULL without usable levels.", INDEX_SCALE),
    column("steps_needed", "INTEGER", "Banyaknya kenaikan satu tingkat dalam himpunan terbaik (pilihan 1; lihat mart.next_predikat_steps).", "One-level steps of the best set (option 1; see mart.next_predikat_steps).", "steps"),
    column("steps_below_target", "INTEGER", "Di antaranya kenaikan pada indikator yang masih di bawah tingkat target nasional.", "Of these, steps of indicators still below the national target level.", "steps"),
    column("steps_cost", "DECIMAL(12,2)", "Biaya himpunan itu; sama dengan banyaknya langkah bila perencana tidak memberi biaya.", "Cost of that set; the number of steps when the planner supplied no costs.", "planner's unit"),
    column("index_after", "DECIMAL(7,5)", "Indeks yang belum dibulatkan setelah himpunan itu, daerah lain tetap.", "Unrounded index after that set, other regions unchanged.", INDEX_SCALE),
    column("equally_small_sets", "BIGINT", "Banyaknya himpunan langkah dengan biaya dan jumlah langkah terkecil yang sama, termasuk yang terbaik; 10^15 berarti sebanyak itu atau lebih.", "Number of sets of steps with the same least cost and number of steps, the best included; 10^15 means that many or more.", "count"),
    column("indicators_below_target", "INTEGER", "Banyaknya indikator di bawah tingkat target nasional; NULL bila tingkat tidak lengkap.", "Indicators below the national target level; NULL when the levels are not complete.", "count"),
    column("rise_d1", "DECIMAL(6,4)", "Kenaikan yang diperlukan bila hanya Domain 1 (Kebijakan) yang naik, dibulatkan ke atas; NULL bila akan melewati nilai tertinggi.", "Rise needed when only domain 1 (policy) rises, rounded up; NULL when it would pass the highest score.", "domain points"),
    column("rise_d2", "DECIMAL(6,4)", "Kenaikan yang diperlukan bila hanya Domain 2 (Tata Kelola) yang naik, dibulatkan ke atas; NULL bila akan melewati nilai tertinggi.", "Rise needed when only domain 2 (governance) rises, rounded up; NULL when it would pass the highest score.", "domain points"),
    column("rise_d3", "DECIMAL(6,4)", "Kenaikan yang diperlukan bila hanya Domain 3 (Manajemen) yang naik, dibulatkan ke atas; NULL bila akan melewati nilai tertinggi.", "Rise needed when only domain 3 (management) rises, rounded up; NULL when it would pass the highest score.", "domain points"),
    column("rise_d4", "DECIMAL(6,4)", "Kenaikan yang diperlukan bila hanya Domain 4 (Layanan) yang naik, dibulatkan ke atas; NULL bila akan melewati nilai tertinggi.", "Rise needed when only domain 4 (services) rises, rounded up; NULL when it would pass the highest score.", "domain points"),
    column("steps_d1", "INTEGER", "Langkah satu tingkat yang pasti cukup bila semuanya di Domain 1 (Kebijakan): dihitung dengan bobot indikator terkecilnya dan 0,005 poin cadangan pembulatan.", "One-level steps that surely suffice when all are in domain 1 (policy): reckoned with its smallest indicator weight and 0.005 points in reserve for rounding.", "steps"),
    column("steps_d2", "INTEGER", "Langkah satu tingkat yang pasti cukup bila semuanya di Domain 2 (Tata Kelola): dihitung dengan bobot indikator terkecilnya dan 0,005 poin cadangan pembulatan.", "One-level steps that surely suffice when all are in domain 2 (governance): reckoned with its smallest indicator weight and 0.005 points in reserve for rounding.", "steps"),
    column("steps_d3", "INTEGER", "Langkah satu tingkat yang pasti cukup bila semuanya di Domain 3 (Manajemen): dihitung dengan bobot indikator terkecilnya dan 0,005 poin cadangan pembulatan.", "One-level steps that surely suffice when all are in domain 3 (management): reckoned with its smallest indicator weight and 0.005 points in reserve for rounding.", "steps"),
    column("steps_d4", "INTEGER", "Langkah satu tingkat yang pasti cukup bila semuanya di Domain 4 (Layanan): dihitung dengan bobot indikator terkecilnya dan 0,005 poin cadangan pembulatan.", "One-level steps that surely suffice when all are in domain 4 (services): reckoned with its smallest indicator weight and 0.005 points in reserve for rounding.", "steps"),
    column("mix_d1", "DECIMAL(6,4)", "Bagian Domain 1 (Kebijakan) dalam campuran termurah (jumlah poin domain paling sedikit), dibulatkan ke atas.", "Part of domain 1 (policy) in the cheapest mix (fewest domain points in all), rounded up.", "domain points"),
    column("mix_d2", "DECIMAL(6,4)", "Bagian Domain 2 (Tata Kelola) dalam campuran termurah (jumlah poin domain paling sedikit), dibulatkan ke atas.", "Part of domain 2 (governance) in the cheapest mix (fewest domain points in all), rounded up.", "domain points"),
    column("mix_d3", "DECIMAL(6,4)", "Bagian Domain 3 (Manajemen) dalam campuran termurah (jumlah poin domain paling sedikit), dibulatkan ke atas.", "Part of domain 3 (management) in the cheapest mix (fewest domain points in all), rounded up.", "domain points"),
    column("mix_d4", "DECIMAL(6,4)", "Bagian Domain 4 (Layanan) dalam campuran termurah (jumlah poin domain paling sedikit), dibulatkan ke atas.", "Part of domain 4 (services) in the cheapest mix (fewest domain points in all), rounded up.", "domain points"),
    column("mix_total", "DECIMAL(6,4)", "Jumlah poin domain dalam campuran termurah.", "Domain points of the cheapest mix in all.", "domain points"),
    column("domain_note", "VARCHAR", "Domain mana yang tidak cukup sendirian, atau mengapa hitungan domain tidak ada.", "Which domains do not suffice alone, or why there is no reckoning by domain."),
    column("rank_after", "INTEGER", "Peringkat dalam jenisnya bila indeksnya tepat di batas itu dan daerah lain tetap.", "Rank within its kind with its index at that edge, others held constant.", "rank"),
    column("rank_after_lo", "INTEGER", "Batas terbaik selang peringkat itu: 1 + banyaknya daerah lain yang indeksnya di atas batas + setengah lebar selang indeks 90% yang lazim.", "Better end of that rank's interval: 1 + other regions whose index lies above the edge + half the usual width of a 90% index interval.", "rank"),
    column("rank_after_hi", "INTEGER", "Batas terburuk selang peringkat itu: 1 + banyaknya daerah lain yang indeksnya tidak di bawah batas - setengah lebar itu.", "Worse end of that rank's interval: 1 + other regions whose index is not below the edge - that half width.", "rank"),
    column("places_gained", "INTEGER", "Peringkat tahun itu dikurangi peringkat itu.", "Rank of the year minus that rank.", "places"),
    column("edge_half_width", "DECIMAL(6,4)", "Setengah median lebar selang indeks 90% daerah sejenis tahun itu.", "Half the median width of the 90% index intervals of its kind in that year.", "index points"),
    column("way_note", "VARCHAR", "Catatan: pembulatan, tingkat yang tidak dipakai, peringkat yang tidak ada, anggapan daerah lain tetap.", "Note: rounding, levels that are not used, no rank, others held constant."),
    # --- the steps ----------------------------------------------------------------------------------------
    column("option_no", "INTEGER", "Pilihan: 1 terbaik menurut aturan; sampai tiga himpunan yang sama kecil.", "Option: 1 is the best by the rule; up to three equally small sets."),
    column("step_no", "INTEGER", "Urutan langkah: indikator di bawah target nasional dahulu, lalu kenaikan terbesar.", "Order of the step: indicators below the national target first, then the largest gain."),
    column("from_level", "INTEGER", "Tingkat sebelum langkah.", "Level before the step.", "level"),
    column("to_level", "INTEGER", "Tingkat sesudah langkah, satu lebih tinggi.", "Level after the step, one higher.", "level"),
    column("step_gain", "DECIMAL(7,5)", "Kenaikan indeks oleh langkah itu (bobot indikator).", "What the step adds to the index (the indicator's weight).", "index points"),
    column("below_target", "BOOLEAN", "Benar bila tingkat sebelum langkah di bawah tingkat target nasional.", "True when the level before the step is below the national target level."),
    column("index_after_step", "DECIMAL(7,5)", "Indeks yang belum dibulatkan setelah langkah itu dan yang sebelumnya.", "Unrounded index after this step and those before it.", INDEX_SCALE),
)  # fmt: skip
