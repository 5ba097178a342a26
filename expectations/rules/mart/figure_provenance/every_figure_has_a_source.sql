-- severity: error
-- why: Every figure of the marts leads to its print.
-- remedy: correct the model, warehouse/sql/mart/figure_provenance.sql
WITH figures AS (
    UNPIVOT (
        SELECT
            'mart.region_ranking' AS mart_table,
            evaluation_year AS reference_year,
            region_code AS subject_code,
            CAST(COLUMNS([
                'region_name', 'kind', 'province_name', 'spbe_index', 'predikat', 'd1', 'd2', 'd3', 'd4',
                'rank_in_kind', 'tied_in_kind', 'ranked_in_kind', 'expected_in_kind',
                'rank_in_kabkota', 'tied_in_kabkota', 'ranked_in_kabkota', 'expected_in_kabkota',
                'rank_in_province', 'tied_in_province', 'ranked_in_province', 'expected_in_province',
                'index_change', 'rank_change'
            ]) AS VARCHAR)
        FROM (
            -- How many are ranked is said of a region that is not, too: that count stands in no print of its own.
            -- A row without a result, of a year without national results, repeats the register.
            SELECT * REPLACE (
                CASE WHEN rank_in_kind IS NOT NULL THEN ranked_in_kind END AS ranked_in_kind,
                CASE WHEN rank_in_kabkota IS NOT NULL THEN ranked_in_kabkota END AS ranked_in_kabkota,
                CASE WHEN rank_in_province IS NOT NULL THEN ranked_in_province END AS ranked_in_province
            )
            FROM mart.region_ranking
            WHERE spbe_index IS NOT NULL OR ranked_in_kind IS NOT NULL
        ) AS r
    )
    ON COLUMNS(* EXCLUDE (mart_table, reference_year, subject_code)) INTO NAME figure VALUE amount
    UNION ALL
    UNPIVOT (
        SELECT
            'mart.egdi_ranking' AS mart_table,
            survey_year AS reference_year,
            iso3 AS subject_code,
            CAST(COLUMNS(['egdi', 'egdi_rank', 'osi', 'hci', 'tii', 'epi']) AS VARCHAR)
        FROM mart.egdi_ranking
    )
    ON COLUMNS(* EXCLUDE (mart_table, reference_year, subject_code)) INTO NAME figure VALUE amount
    UNION ALL
    UNPIVOT (
        SELECT
            'mart.national_context' AS mart_table,
            reference_year,
            'ID' AS subject_code,
            CAST(COLUMNS(['national_index']) AS VARCHAR)
        FROM mart.national_context
    )
    ON COLUMNS(* EXCLUDE (mart_table, reference_year, subject_code)) INTO NAME figure VALUE amount
)

SELECT f.mart_table, f.reference_year, f.subject_code, f.figure, f.amount
FROM figures AS f
LEFT JOIN mart.figure_provenance AS p
    ON
        f.mart_table = p.mart_table
        AND f.reference_year = p.reference_year
        AND f.subject_code = p.subject_code
        AND f.figure = p.figure
        AND p.source_no = 1
WHERE p.figure IS NULL
