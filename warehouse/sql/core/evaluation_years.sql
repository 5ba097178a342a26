-- core.evaluation_years: one row per evaluation year. A year is nationally complete when the ministry's report or
-- decree of all agencies is loaded; only such a year is ranked.
SELECT
    CAST(e.evaluation_year AS INTEGER) AS evaluation_year,
    e.instrument,
    CAST(e.evaluation_year AS INTEGER) IN (
        SELECT r.edition FROM raw.spbe_annual_report AS r
        UNION ALL
        SELECT k.edition FROM raw.spbe_decree AS k
    ) AS nationally_complete,
    nullif(e.decree_number, '') AS decree_number,
    CAST(nullif(e.decree_date, '') AS DATE) AS decree_date,
    nullif(e.decree_title, '') AS decree_title,
    CAST(nullif(e.agencies_total, '') AS INTEGER) AS agencies_total,
    CAST(nullif(e.agencies_central, '') AS INTEGER) AS agencies_central,
    CAST(nullif(e.agencies_regional, '') AS INTEGER) AS agencies_regional,
    e.status AS verification,
    e.document_id,
    e.locator
FROM raw.evaluations AS e
