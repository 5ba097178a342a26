"""What moved and why: changes of rank, distribution of grades, transitions, movers."""

from __future__ import annotations

from warehouse.spec import Table
from warehouse.tables.forms import NOT_ACROSS_INSTRUMENTS, SMALL_DIFFERENCES, col, req, table

TABLES: tuple[Table, ...] = (
    table(
        "mart", "rank_change",
        ("Mengapa peringkat berubah", "Why a rank moved"),
        ("satu pasang tahun evaluasi berurutan, satu daerah (menurut kode terbaru)", "one pair of consecutive evaluation years, one region (by its code of today)"),
        "evaluation_year current_code",
        (
            req("evaluation_year"), req("previous_year"), req("instrument"), req("previous_instrument"), req("current_code"), req("region_code"), req("region_name"),
            req("kind"), col("kind_before"), req("province_code"), req("province_name"), col("index_before"), col("index_now"), col("index_change"),
            col("predikat_before"), col("predikat_now"), col("rank_before"), col("rank_now"), col("rank_change"), col("own_part"), col("others_part"),
            col("entering_part"), col("leaving_part"), col("revision_part"), col("compared_in_kind"), col("entered_in_kind"), col("left_in_kind"),
            col("movement"), col("change_note"),
        ),
        order="evaluation_year kind current_code",
        warnings=(
            ("Bagian-bagian adalah hitungan peringkat, bukan sebab-akibat: nilai sendiri dapat naik sementara peringkat turun.", "The parts account for places, they are not causes: a score may rise while the rank falls."),
            NOT_ACROSS_INSTRUMENTS,
            SMALL_DIFFERENCES,
        ),
    ),
    table(
        "mart", "grade_distribution",
        ("Sebaran predikat menurut jenis dan provinsi", "Distribution of grades by kind and province"),
        ("satu tahun evaluasi dengan hasil nasional, satu wilayah, satu kelompok jenis, satu predikat", "one evaluation year with national results, one area, one group of kinds, one grade"),
        "evaluation_year area_code kind_group grade_state",
        (
            req("evaluation_year"), req("instrument"), req("area_code"), req("area_name"), req("kind_group"), req("grade_state"), req("grade_order"),
            req("region_count"), req("regions_in_group"), req("graded_in_group"), req("share_of_group"), col("share_of_graded"), col("graded_note"),
        ),
        order="evaluation_year area_code kind_group grade_order",
        warnings=(
            ("Tanpa hasil (no_result) bukan predikat terendah: daerah itu tidak dievaluasi.", "No result (no_result) is not the lowest grade: such a region was not evaluated."),
            NOT_ACROSS_INSTRUMENTS,
        ),
    ),
    table(
        "mart", "grade_transitions",
        ("Perpindahan predikat antara dua tahun yang sebanding", "Transitions between grades of two comparable years"),
        ("satu pasang tahun yang sebanding, satu kelompok jenis, satu perpindahan yang terjadi", "one pair of comparable years, one group of kinds, one transition that occurred"),
        "evaluation_year kind_group state_before state_now",
        (
            req("evaluation_year"), req("previous_year"), req("instrument"), req("kind_group"), req("state_before"), req("state_now"), req("order_before"),
            req("order_now"), req("grade_direction"), req("region_count"), req("share_of_before"),
        ),
        order="evaluation_year kind_group order_before order_now",
        warnings=(("Perpindahan yang tidak terjadi tidak punya baris.", "A transition that did not occur has no row."), SMALL_DIFFERENCES),
        fewest_rows=0,
    ),
    table(
        "mart", "movers",
        ("Kenaikan dan penurunan indeks terbesar", "Biggest rises and falls of the index"),
        ("satu pasang tahun yang sebanding, satu jenis, satu arah, satu daerah dari 20 teratas (semua yang seri di batas)", "one pair of comparable years, one kind, one direction, one region of the top 20 (all that tie at the cut)"),
        "evaluation_year region_code",
        (
            req("evaluation_year"), req("previous_year"), req("instrument"), req("kind"), req("direction"), req("mover_place"), req("region_code"),
            req("region_name"), req("province_code"), req("province_name"), req("index_before"), req("index_now"), req("index_change"),
            req("change_lo"), req("change_hi"), req("interval_basis"), req("change_clarity"), col("predikat_before"), col("predikat_now"), req("rank_before"),
            req("rank_now"), col("rank_change"), req("current_code"),
        ),
        order="evaluation_year kind direction mover_place region_code",
        warnings=(
            ("Diurutkan menurut nilai, bukan peringkat; kenaikan dari nilai rendah lebih mudah besar.", "Ordered by score, not by rank; a large rise is easier from a low score."),
            SMALL_DIFFERENCES,
        ),
        fewest_rows=0,
    ),
)  # fmt: skip
