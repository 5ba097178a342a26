"""How sure a rank is: intervals, and the assumptions behind them."""

from __future__ import annotations

from warehouse.spec import Table
from warehouse.tables.forms import NOT_ACROSS_INSTRUMENTS, col, req, table

TABLES: tuple[Table, ...] = (
    table(
        "mart", "rank_intervals",
        ("Selang peringkat dan indeks 90%", "90% intervals of rank and index"),
        ("satu tahun evaluasi yang lengkap secara nasional, satu daerah yang diperingkat", "one nationally complete evaluation year, one region that is ranked"),
        "evaluation_year region_code",
        (
            req("evaluation_year"), req("region_code"), req("interval_basis"), req("draws"), req("rank_lo"), req("rank_hi"), req("index_lo"),
            req("index_hi"), col("change_lo"), col("change_hi"),
        ),
        warnings=(
            ("Selang menurut asumsi dalam mart.robustness_assumptions, bukan selang kepercayaan sampel.", "Intervals under the assumptions of mart.robustness_assumptions, not sampling confidence."),
            ("Derau asesor hanya diperhitungkan bila tingkat indikator diketahui (interval_basis = levels): selang lainnya batas bawah ketidakpastian.", "Assessor noise is accounted for only where levels are known (interval_basis = levels): read the other intervals as the least uncertainty there is."),
            NOT_ACROSS_INSTRUMENTS,
        ),
        fewest_rows=0,
    ),
    table(
        "mart", "robustness_assumptions",
        ("Asumsi di balik selang peringkat", "Assumptions behind the rank intervals"),
        ("satu asumsi", "one assumption"),
        "assumption",
        (
            req("assumption_no"), req("assumption"), col("assumed_value"), col("assumed_unit"), req("assumption_source"),
        ),
        order="assumption_no",
    ),
)  # fmt: skip
