-- severity: warning
-- why: The World Bank repeats the UN's figures; a difference is an error of one of them.
-- remedy: compare with the UN's own file; the UN's figure stands
-- Data360 repeats the UN's figures: a difference beyond rounding is an error of one of them.
SELECT d.iso3, d.survey_year, d.indicator, d.value AS data360, u.egdi AS un, d.document_id, d.locator
FROM raw.un_data360 AS d
INNER JOIN core.un_egdi AS u ON CAST(d.survey_year AS INTEGER) = u.survey_year AND d.iso3 = u.iso3
WHERE d.indicator LIKE '%EGDI' AND (
    TRY_CAST(d.value AS DECIMAL(18, 10)) IS NULL OR abs(TRY_CAST(d.value AS DECIMAL(18, 10)) - u.egdi) > 0.0001
)
