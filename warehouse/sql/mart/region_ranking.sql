-- mart.region_ranking: one row per evaluation year and region, also those not evaluated in a complete year.
-- Ranked first, rounded never; equal scores share the better rank (1, 1, 3); a region without an index, or of
-- a year without national results, has no rank. "Province" and "expected" are as of 31 December of the year.
-- Portals, spreadsheets and press (grades C, D) speak only where a year has no national results: beside them they
-- would rank a region that the ministry did not evaluate.
WITH scored AS (
    SELECT
        evaluation_year,
        region_code,
        max(score) FILTER (measure = 'INDEX') AS spbe_index,
        max(printed_value) FILTER (measure = 'PREDIKAT' AND status = 'published') AS predikat,
        max(score) FILTER (measure = 'D1') AS d1,
        max(score) FILTER (measure = 'D2') AS d2,
        max(score) FILTER (measure = 'D3') AS d3,
        max(score) FILTER (measure = 'D4') AS d4,
        string_agg(measure || ': ' || coalesce(status_reason, flag_reason, deviation_reason), '; ' ORDER BY measure) AS figure_note,
        max(status) FILTER (measure = 'INDEX') AS index_status,
        max(status_reason) FILTER (measure = 'INDEX') AS index_status_reason,
        max(evidence_grade) FILTER (measure = 'INDEX') AS evidence_grade,
        max(document_id) FILTER (measure = 'INDEX') AS document_id
    FROM core.spbe_scores
    WHERE
        evidence_grade IN ('A', 'B')
        OR evaluation_year NOT IN (SELECT y.evaluation_year FROM core.evaluation_years AS y WHERE y.nationally_complete)
    GROUP BY evaluation_year, region_code
),

expected AS (
    SELECT
        y.evaluation_year,
        y.instrument,
        y.nationally_complete,
        r.region_code,
        r.region_name,
        r.kind,
        r.province_code,
        r.province_name,
        r.current_code,
        count(*) OVER (PARTITION BY y.evaluation_year, r.kind) AS expected_in_kind,
        count(*) OVER (PARTITION BY y.evaluation_year, r.kind = 'provinsi') AS expected_alike,
        count(*) OVER (PARTITION BY y.evaluation_year, r.kind = 'provinsi', r.province_code) AS expected_alike_in_province
    FROM core.evaluation_years AS y
    INNER JOIN core.regions AS r
        ON
            r.autonomous
            AND coalesce(r.valid_from_year, y.evaluation_year) <= y.evaluation_year
            AND coalesce(r.valid_to_year, y.evaluation_year) >= y.evaluation_year
),

region_years AS (
    SELECT
        e.*,
        s.* EXCLUDE (evaluation_year, region_code),
        s.region_code IS NOT NULL AS has_row
    FROM expected AS e
    LEFT JOIN scored AS s ON e.evaluation_year = s.evaluation_year AND e.region_code = s.region_code
    WHERE e.nationally_complete OR s.region_code IS NOT NULL
),

ranked AS (
    SELECT
        evaluation_year,
        region_code,
        rank() OVER (PARTITION BY evaluation_year, kind ORDER BY spbe_index DESC) AS rank_in_kind,
        count(*) OVER (PARTITION BY evaluation_year, kind, spbe_index) AS tied_in_kind,
        count(*) OVER (PARTITION BY evaluation_year, kind) AS ranked_in_kind,
        rank() OVER (PARTITION BY evaluation_year, kind = 'provinsi' ORDER BY spbe_index DESC) AS rank_alike,
        count(*) OVER (PARTITION BY evaluation_year, kind = 'provinsi', spbe_index) AS tied_alike,
        count(*) OVER (PARTITION BY evaluation_year, kind = 'provinsi') AS ranked_alike,
        rank() OVER (PARTITION BY evaluation_year, kind = 'provinsi', province_code ORDER BY spbe_index DESC) AS rank_alike_in_province,
        count(*) OVER (PARTITION BY evaluation_year, kind = 'provinsi', province_code, spbe_index) AS tied_alike_in_province,
        count(*) OVER (PARTITION BY evaluation_year, kind = 'provinsi', province_code) AS ranked_alike_in_province
    FROM region_years
    WHERE nationally_complete AND spbe_index IS NOT NULL
),

placed AS (
    SELECT
        y.*,
        k.* EXCLUDE (evaluation_year, region_code),
        y.kind <> 'provinsi' AS is_kabkota,
        coalesce(y.evidence_grade <> 'D', FALSE) AS is_vouched_for
    FROM region_years AS y
    LEFT JOIN ranked AS k ON y.evaluation_year = k.evaluation_year AND y.region_code = k.region_code
)

SELECT
    p.evaluation_year,
    p.instrument,
    p.region_code,
    p.region_name,
    p.kind,
    p.province_code,
    p.province_name,
    p.spbe_index,
    p.predikat,
    p.rank_in_kind,
    p.tied_in_kind,
    p.ranked_in_kind,
    p.expected_in_kind,
    CASE WHEN p.is_kabkota THEN p.rank_alike END AS rank_in_kabkota,
    CASE WHEN p.is_kabkota THEN p.tied_alike END AS tied_in_kabkota,
    CASE WHEN p.is_kabkota THEN p.ranked_alike END AS ranked_in_kabkota,
    CASE WHEN p.is_kabkota THEN p.expected_alike END AS expected_in_kabkota,
    CASE WHEN p.is_kabkota THEN p.rank_alike_in_province END AS rank_in_province,
    CASE WHEN p.is_kabkota THEN p.tied_alike_in_province END AS tied_in_province,
    CASE WHEN p.is_kabkota THEN p.ranked_alike_in_province END AS ranked_in_province,
    CASE WHEN p.is_kabkota THEN p.expected_alike_in_province END AS expected_in_province,
    CAST(NULL AS INTEGER) AS rank_lo,
    CAST(NULL AS INTEGER) AS rank_hi,
    CASE
        WHEN p.rank_in_kind IS NOT NULL THEN NULL
        WHEN NOT p.nationally_complete
            THEN
                'Tahun ' || p.evaluation_year || ' tidak diperingkat: hasil nasionalnya tidak termuat. | '
                || p.evaluation_year || ' is not ranked: its national results are not loaded.'
        ELSE 'Tanpa indeks tidak ada peringkat. | No index, no rank.'
    END AS rank_note,
    p.d1,
    p.d2,
    p.d3,
    p.d4,
    p.figure_note,
    CASE WHEN p.instrument = b.instrument AND p.is_vouched_for AND b.is_vouched_for THEN p.spbe_index - b.spbe_index END AS index_change,
    CASE WHEN p.instrument = b.instrument THEN b.rank_in_kind - p.rank_in_kind END AS rank_change,
    CASE
        WHEN p.spbe_index IS NULL
            THEN 'Tidak ada indeks tahun ini. | No index this year.'
        WHEN before_year.instrument IS NOT NULL AND before_year.instrument <> p.instrument
            THEN
                'Instrumen berganti dari ' || before_year.instrument || ' ke ' || p.instrument
                || ': tidak dapat dibandingkan. | The instrument changed: not comparable.'
        WHEN b.spbe_index IS NULL AND coalesce(before_year.nationally_complete, FALSE)
            THEN
                'Tidak dievaluasi tahun ' || (p.evaluation_year - 1) || '. | Not evaluated in '
                || (p.evaluation_year - 1) || '.'
        WHEN b.spbe_index IS NULL
            THEN
                'Indeks tahun ' || (p.evaluation_year - 1) || ' tidak termuat. | No index of '
                || (p.evaluation_year - 1) || ' is loaded.'
        WHEN NOT p.is_vouched_for OR NOT b.is_vouched_for
            THEN
                'Angka salah satu tahun hanya dari pers atau ketikan (mutu bukti D): tidak diselisihkan. | '
                || 'The figure of one of the years is from press or typing only (grade D): no difference.'
        WHEN b.rank_in_kind IS NULL OR p.rank_in_kind IS NULL
            THEN
                'Perubahan peringkat tidak diketahui: hasil nasional salah satu tahun tidak termuat. | '
                || 'No change of rank: the national results of one of the years are not loaded.'
    END AS change_note,
    CASE
        WHEN p.spbe_index IS NOT NULL THEN p.index_status
        WHEN p.has_row THEN coalesce(p.index_status, 'not_published')
        ELSE 'not_evaluated'
    END AS status,
    CASE
        WHEN p.has_row THEN p.index_status_reason
        ELSE
            'Tidak dievaluasi tahun ' || p.evaluation_year || ': tidak ada barisnya dalam laporan nasional. | Not evaluated in '
            || p.evaluation_year || ': no row in the national report.'
    END AS status_reason,
    p.evidence_grade,
    p.document_id,
    p.current_code
FROM placed AS p
LEFT JOIN placed AS b ON p.current_code = b.current_code AND p.evaluation_year = b.evaluation_year + 1
LEFT JOIN core.evaluation_years AS before_year ON p.evaluation_year = before_year.evaluation_year + 1
