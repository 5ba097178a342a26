"""Columns of the theme: how sure a rank is: intervals, and the assumptions behind them.

Belongs here: their meaning in both languages. Does not belong here: which table has which column (tables/robustness.py).
"""

from __future__ import annotations

from warehouse.columns.form import INDEX_SCALE, column
from warehouse.spec import Column

COLUMNS: tuple[Column, ...] = (
    # --- intervals ------------------------------------------------------------------------------------
    column("interval_basis", "VARCHAR", "Apa yang digoyang: levels: bobot domain dan indikator, pembulatan, dan tingkat oleh asesor; domains: bobot domain dan pembulatan; index: pembulatan saja (nilai domain tidak lengkap). Yang digoyang lebih sedikit bukan berarti lebih pasti.", "What is perturbed: levels: weights of domains and indicators, rounding, and the assessor's levels; domains: weights of domains, and rounding; index: rounding only (a domain score is missing). Less perturbed does not mean more certain."),
    column("draws", "INTEGER", "Berapa kali seluruh negeri diundi.", "How often the whole country was drawn.", "count"),
    column("index_lo", "DECIMAL(6,4)", "Batas bawah selang indeks 90%; indeks resmi selalu di dalamnya.", "Lower end of the 90% interval of the index; the official index always lies inside.", INDEX_SCALE),
    column("index_hi", "DECIMAL(6,4)", "Batas atas selang indeks 90%.", "Upper end of the 90% interval of the index.", INDEX_SCALE),
    column("change_lo", "DECIMAL(6,4)", "Batas bawah selang 90% selisih indeks terhadap tahun sebelumnya, dengan bobot yang sama di kedua tahun; NULL bila kedua tahun tidak dapat dibandingkan atau hasil nasional salah satunya tidak termuat.", "Lower end of the 90% interval of the change of the index since the year before, both years under the same weights; NULL when the years do not compare or the national results of one are not loaded.", "index points"),
    column("change_hi", "DECIMAL(6,4)", "Batas atas selang 90% selisih indeks terhadap tahun sebelumnya; NULL seperti batas bawahnya.", "Upper end of the 90% interval of the change of the index since the year before; NULL as the lower end.", "index points"),
    # --- words ----------------------------------------------------------------------------------------
    column("clearly_ahead_of", "INTEGER", "Banyaknya daerah sejenis yang jelas di bawahnya: selang peringkatnya seluruhnya di bawah selang daerah ini, dan selisih indeksnya lebih dari yang dapat dibuat satu indikator pada satu tingkat.", "Regions of its kind that it is clearly ahead of: their whole rank interval lies below its own, and the indices differ by more than one indicator at one level can make.", "count"),
    column("not_distinguishable_from", "INTEGER", "Banyaknya daerah sejenis lain yang tidak jelas di atas dan tidak jelas di bawahnya.", "Other regions of its kind that it is neither clearly ahead of nor clearly behind.", "count"),
    column("clearly_behind", "INTEGER", "Banyaknya daerah sejenis yang jelas di atasnya, menurut ukuran yang sama.", "Regions of its kind that it is clearly behind, by the same measure.", "count"),
    column("rank_words", "VARCHAR", "Kepastian peringkat dalam kata; NULL bila tidak diperingkat (lihat rank_note).", "How sure the rank is, in words; NULL when not ranked (see rank_note)."),
    # --- assumptions ----------------------------------------------------------------------------------
    column("assumption_no", "INTEGER", "Nomor urut asumsi.", "Number of the assumption."),
    column("assumption", "VARCHAR", "Nama asumsi.", "Name of the assumption."),
    column("assumed_value", "DECIMAL(12,4)", "Angka yang dipakai; NULL bila asumsinya bukan angka.", "The number that is used; NULL when the assumption is not a number."),
    column("assumed_unit", "VARCHAR", "Satuan angka itu.", "Unit of that number."),
    column("assumption_text", "VARCHAR", "Isi asumsi, dalam dua bahasa.", "What is assumed, in both languages."),
    column("assumption_source", "VARCHAR", "Dari mana asumsi itu, atau bahwa proyek ini memilihnya.", "Where the assumption comes from, or that this project chose it."),
)  # fmt: skip
