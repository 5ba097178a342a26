-- core.un_editions: one row per edition of the UN survey. A weight is printed as a decimal or as a fraction (1/3).
WITH parts AS (
    SELECT
        *,
        CAST(split_part(weight_osi, '/', 1) AS DOUBLE) / coalesce(CAST(nullif(split_part(weight_osi, '/', 2), '') AS DOUBLE), 1) AS osi,
        CAST(split_part(weight_tii, '/', 1) AS DOUBLE) / coalesce(CAST(nullif(split_part(weight_tii, '/', 2), '') AS DOUBLE), 1) AS tii,
        CAST(split_part(weight_hci, '/', 1) AS DOUBLE) / coalesce(CAST(nullif(split_part(weight_hci, '/', 2), '') AS DOUBLE), 1) AS hci
    FROM raw.un_editions
)

SELECT
    CAST(survey_year AS INTEGER) AS survey_year,
    CAST(osi AS DECIMAL(18, 16)) AS weight_osi,
    CAST(tii AS DECIMAL(18, 16)) AS weight_tii,
    CAST(hci AS DECIMAL(18, 16)) AS weight_hci,
    CAST(tolerance AS DECIMAL(7, 5)) AS formula_tolerance,
    document_id,
    locator
FROM parts
