-- core.instruments: one row per evaluation instrument.
SELECT
    instrument,
    regulation,
    CAST(first_year AS INTEGER) AS first_year,
    CAST(nullif(last_year, '') AS INTEGER) AS last_year,
    CAST(nullif(level_min, '') AS INTEGER) AS level_min,
    CAST(nullif(level_max, '') AS INTEGER) AS level_max,
    CAST(nullif(level_step, '') AS DECIMAL(4, 2)) AS level_step,
    CAST(indicator_count AS INTEGER) AS indicator_count,
    status AS verification,
    document_id,
    locator
FROM raw.instruments
