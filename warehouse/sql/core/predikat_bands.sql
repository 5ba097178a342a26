-- core.predikat_bands: one row per grade of an instrument.
SELECT
    instrument,
    predikat,
    CAST(nullif(lower_inclusive, '') AS DECIMAL(4, 2)) AS lower_inclusive,
    CAST(upper_bound AS DECIMAL(4, 2)) AS upper_bound,
    upper_kind = 'inclusive' AS upper_inclusive,
    status AS verification,
    document_id,
    locator
FROM raw.predikat_bands
