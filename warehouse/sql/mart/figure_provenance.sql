-- mart.figure_provenance: one row per figure of a mart table and source of it. A printed figure leads to where it
-- stands in print; a derived one to the printed figures that it was computed from (source_no 1: the year itself,
-- 2: the year compared with). Figures of a whole group (a rank, a count) lead to the region's own figure in it.
-- Rows of the ranking that hold no result, of years without national results, repeat the register and are left out.
WITH spbe_place AS (
    SELECT
        s.evaluation_year,
        s.subject_code AS region_code,
        s.measure,
        s.instrument,
        s.printed_value,
        o.status,
        o.document_id,
        o.page,
        o.table_no,
        o.row_no,
        o.locator,
        o.line_no,
        o.evidence_grade
    FROM core.speaking_scores AS s
    INNER JOIN core.observations AS o ON s.observation_id = o.observation_id
    WHERE s.subject_type = 'region'
),

-- The instrument that a column is named after; NULL: any.
printed_columns (measure, figure, instrument) AS (
    VALUES
    ('INDEX', 'spbe_index', NULL), ('PREDIKAT', 'predikat', NULL), ('D1', 'd1', 'SPBE-2020'), ('D2', 'd2', 'SPBE-2020'),
    ('D3', 'd3', 'SPBE-2020'), ('D4', 'd4', 'SPBE-2020')
),

ranking_figures AS (
    SELECT *
    FROM (
        SELECT
            evaluation_year,
            region_code,
            region_name,
            current_code,
            rank_in_kind,
            tied_in_kind,
            ranked_in_kind,
            rank_in_kabkota,
            tied_in_kabkota,
            ranked_in_kabkota,
            rank_in_province,
            tied_in_province,
            ranked_in_province,
            rank_lo,
            rank_hi,
            weights_rank_lo,
            weights_rank_hi,
            CAST(100 * index_change AS INTEGER) AS index_change,
            rank_change
        FROM mart.region_ranking
    )
    UNPIVOT (
        amount FOR figure IN (
            rank_in_kind, tied_in_kind, ranked_in_kind, rank_in_kabkota, tied_in_kabkota, ranked_in_kabkota,
            rank_in_province, tied_in_province, ranked_in_province, rank_lo, rank_hi, weights_rank_lo, weights_rank_hi,
            index_change, rank_change
        )
    )
),

register_columns (figure) AS (
    VALUES ('region_name'), ('kind'), ('province_name'), ('expected_in_kind'), ('expected_in_kabkota'), ('expected_in_province')
),

places AS (
    SELECT
        'mart.region_ranking' AS mart_table,
        r.evaluation_year AS reference_year,
        r.region_code AS subject_code,
        r.region_name AS subject_name,
        c.figure,
        1 AS source_no,
        CASE WHEN p.status IN ('derived', 'corrected') THEN p.status ELSE 'printed' END AS basis,
        CASE WHEN p.status IN ('derived', 'corrected') THEN 'correction' END AS derived_from,
        p.* EXCLUDE (evaluation_year, region_code, instrument, status)
    FROM mart.region_ranking AS r
    INNER JOIN spbe_place AS p ON r.evaluation_year = p.evaluation_year AND r.region_code = p.region_code
    INNER JOIN printed_columns AS c ON p.measure = c.measure AND coalesce(c.instrument, p.instrument) = p.instrument

    UNION ALL

    SELECT
        'mart.region_ranking' AS mart_table,
        f.evaluation_year AS reference_year,
        f.region_code AS subject_code,
        f.region_name AS subject_name,
        f.figure,
        1 AS source_no,
        'derived' AS basis,
        CASE
            WHEN f.figure LIKE 'rank_in_%' THEN 'rank_in_group'
            WHEN f.figure IN ('rank_lo', 'rank_hi', 'weights_rank_lo', 'weights_rank_hi') THEN 'simulation'
            WHEN f.figure LIKE 'tied_in_%' THEN 'equal_indices'
            WHEN f.figure LIKE 'ranked_in_%' THEN 'printed_indices'
            ELSE 'change_between_years'
        END AS derived_from,
        p.* EXCLUDE (evaluation_year, region_code, instrument, status)
    FROM ranking_figures AS f
    INNER JOIN spbe_place AS p
        ON f.evaluation_year = p.evaluation_year AND f.region_code = p.region_code AND p.measure = 'INDEX'

    UNION ALL

    SELECT
        'mart.region_ranking' AS mart_table,
        f.evaluation_year AS reference_year,
        f.region_code AS subject_code,
        f.region_name AS subject_name,
        f.figure,
        2 AS source_no,
        'derived' AS basis,
        'year_compared_with' AS derived_from,
        p.* EXCLUDE (evaluation_year, region_code, instrument, status)
    FROM ranking_figures AS f
    INNER JOIN mart.region_ranking AS b ON f.current_code = b.current_code AND f.evaluation_year = b.evaluation_year + 1
    INNER JOIN spbe_place AS p
        ON b.evaluation_year = p.evaluation_year AND b.region_code = p.region_code AND p.measure = 'INDEX'
    WHERE f.figure IN ('index_change', 'rank_change')

    UNION ALL

    SELECT
        'mart.region_ranking' AS mart_table,
        r.evaluation_year AS reference_year,
        r.region_code AS subject_code,
        r.region_name AS subject_name,
        c.figure,
        1 AS source_no,
        CASE WHEN c.figure LIKE 'expected_%' THEN 'derived' ELSE 'printed' END AS basis,
        CASE WHEN c.figure LIKE 'expected_%' THEN 'register_count' END AS derived_from,
        CAST(NULL AS VARCHAR) AS measure,
        CASE c.figure WHEN 'region_name' THEN g.region_name WHEN 'kind' THEN g.kind WHEN 'province_name' THEN g.province_name END AS printed_value,
        g.document_id,
        NULL AS page,
        NULL AS table_no,
        NULL AS row_no,
        g.locator,
        CAST(regexp_extract(g.locator, '\d+') AS INTEGER) AS line_no,
        d.evidence_grade
    FROM mart.region_ranking AS r
    INNER JOIN core.regions AS g
        ON
            r.region_code = g.region_code
            AND coalesce(g.valid_from_year, r.evaluation_year) <= r.evaluation_year
            AND coalesce(g.valid_to_year, r.evaluation_year) >= r.evaluation_year
    INNER JOIN core.documents AS d ON g.document_id = d.document_id
    CROSS JOIN register_columns AS c
    WHERE
        (r.spbe_index IS NOT NULL OR r.ranked_in_kind IS NOT NULL)
        AND (r.kind <> 'provinsi' OR c.figure NOT IN ('expected_in_kabkota', 'expected_in_province'))

    UNION ALL

    SELECT
        'mart.province_summary' AS mart_table,
        v.evaluation_year AS reference_year,
        v.province_code AS subject_code,
        v.province_name AS subject_name,
        CASE p.measure WHEN 'INDEX' THEN 'own_index' ELSE 'own_predikat' END AS figure,
        1 AS source_no,
        CASE WHEN p.status IN ('derived', 'corrected') THEN p.status ELSE 'printed' END AS basis,
        CASE WHEN p.status IN ('derived', 'corrected') THEN 'correction' END AS derived_from,
        p.* EXCLUDE (evaluation_year, region_code, instrument, status)
    FROM mart.province_summary AS v
    INNER JOIN spbe_place AS p
        ON v.evaluation_year = p.evaluation_year AND v.province_code = p.region_code AND p.measure IN ('INDEX', 'PREDIKAT')

    UNION ALL

    SELECT
        'mart.national_context' AS mart_table,
        n.reference_year,
        'ID' AS subject_code,
        'Indonesia' AS subject_name,
        'national_index' AS figure,
        1 AS source_no,
        'printed' AS basis,
        CAST(NULL AS VARCHAR) AS derived_from,
        m.measure,
        m.printed_value,
        o.document_id,
        o.page,
        o.table_no,
        o.row_no,
        o.locator,
        o.line_no,
        o.evidence_grade
    FROM mart.national_context AS n
    INNER JOIN core.speaking_scores AS m
        ON
            n.reference_year = m.evaluation_year
            AND m.subject_type = 'agency_group'
            AND m.subject_code = 'Nasional'
            AND m.measure = 'INDEX'
            AND m.speaks_as = 'ranked'
    INNER JOIN core.observations AS o ON m.observation_id = o.observation_id

    UNION ALL

    SELECT
        c.mart_table,
        u.survey_year AS reference_year,
        u.iso3 AS subject_code,
        u.country_name AS subject_name,
        c.figure,
        1 AS source_no,
        'printed' AS basis,
        CAST(NULL AS VARCHAR) AS derived_from,
        CAST(NULL AS VARCHAR) AS measure,
        CASE
            WHEN c.figure IN ('egdi', 'indonesia_egdi') THEN w.egdi
            WHEN c.figure IN ('egdi_rank', 'indonesia_egdi_rank') THEN w.egdi_rank
            WHEN c.figure = 'osi' THEN w.osi
            WHEN c.figure = 'hci' THEN w.hci
            WHEN c.figure = 'tii' THEN w.tii
            WHEN c.figure = 'epi' THEN w.epi
        END AS printed_value,
        u.document_id,
        NULL AS page,
        NULL AS table_no,
        w.row_no,
        u.locator,
        u.line_no,
        u.evidence_grade
    FROM core.un_egdi AS u
    INNER JOIN raw.un_egdi AS w ON u.document_id = w.document_id AND u.line_no = w.line_no
    INNER JOIN (
        VALUES
        ('mart.egdi_ranking', 'egdi'), ('mart.egdi_ranking', 'egdi_rank'), ('mart.egdi_ranking', 'osi'),
        ('mart.egdi_ranking', 'hci'), ('mart.egdi_ranking', 'tii'), ('mart.egdi_ranking', 'epi'),
        ('mart.national_context', 'indonesia_egdi'), ('mart.national_context', 'indonesia_egdi_rank')
    ) AS c (mart_table, figure) ON c.mart_table = 'mart.egdi_ranking' OR u.iso3 = 'IDN'
)

SELECT
    p.mart_table,
    p.reference_year,
    p.subject_code,
    p.subject_name,
    p.figure,
    p.source_no,
    p.basis,
    p.derived_from,
    p.printed_value,
    p.document_id,
    d.document_title,
    d.publisher_id,
    d.publisher_en,
    p.page,
    p.table_no,
    p.row_no,
    p.locator,
    p.evidence_grade,
    d.copy_kind,
    d.url,
    d.licence,
    d.file_name,
    p.line_no,
    d.file_sha256,
    p.measure,
    d.retrieved_on AS known_since
FROM places AS p
INNER JOIN core.documents AS d ON p.document_id = d.document_id
