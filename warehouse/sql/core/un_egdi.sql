-- core.un_egdi: one row per survey edition and country.
-- A row whose EGDI is zero was not scored: the UN fills it with zeros, which are missing values. Non-zero
-- components of such a row are real and stay.
WITH figures AS (
    SELECT
        edition AS survey_year,
        iso3,
        trim(country) AS country_name,
        CAST(egdi AS DECIMAL(7, 5)) AS egdi,
        CAST(nullif(egdi_rank, '') AS INTEGER) AS egdi_rank,
        CAST(osi AS DECIMAL(7, 5)) AS osi,
        CAST(hci AS DECIMAL(7, 5)) AS hci,
        CAST(tii AS DECIMAL(7, 5)) AS tii,
        CAST(epi AS DECIMAL(7, 5)) AS epi,
        CAST(egdi AS DECIMAL(7, 5)) > 0 AS is_scored,
        document_id,
        line_no,
        locator
    FROM raw.un_egdi
),

deviations AS (
    SELECT
        CAST(survey_year AS INTEGER) AS survey_year,
        iso3,
        string_agg(rule, '; ' ORDER BY rule) AS deviation_rule,
        string_agg(reason_id, '; ' ORDER BY rule) AS deviation_reason_id,
        string_agg(reason_en, '; ' ORDER BY rule) AS deviation_reason_en
    FROM raw.un_known_deviations
    GROUP BY ALL
)

SELECT
    f.survey_year,
    f.iso3,
    f.country_name,
    CASE WHEN f.is_scored THEN f.egdi END AS egdi,
    CASE WHEN f.is_scored THEN f.egdi_rank END AS egdi_rank,
    CASE WHEN f.is_scored THEN f.osi ELSE nullif(f.osi, 0) END AS osi,
    CASE WHEN f.is_scored THEN f.hci ELSE nullif(f.hci, 0) END AS hci,
    CASE WHEN f.is_scored THEN f.tii ELSE nullif(f.tii, 0) END AS tii,
    CASE WHEN f.is_scored THEN f.epi ELSE nullif(f.epi, 0) END AS epi,
    CASE WHEN f.is_scored THEN 'published' ELSE 'not_scored' END AS status,
    v.deviation_rule,
    v.deviation_reason_id,
    v.deviation_reason_en,
    d.evidence_grade,
    f.document_id,
    f.line_no,
    f.locator
FROM figures AS f
INNER JOIN core.documents AS d ON f.document_id = d.document_id
LEFT JOIN deviations AS v ON f.survey_year = v.survey_year AND f.iso3 = v.iso3
