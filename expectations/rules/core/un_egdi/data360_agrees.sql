-- severity: warning
-- why: The World Bank repeats the UN's figures; a difference is an error of one of them.
-- remedy: compare with the UN's own file and correct its transcription where that is wrong; if the World Bank differs, list its figure with the reason in sources/un_reference/snapshots/un_known_deviations.csv; remove a line that is known no longer
-- accepted by: survey_year, iso3
-- Data360 repeats the UN's figures: a difference beyond rounding is an error of one of them.
SELECT
    u.survey_year,
    d.iso3,
    u.country_name,
    d.indicator,
    d.value AS data360,
    u.egdi AS un,
    d.document_id,
    d.line_no,
    d.locator
FROM raw.un_data360 AS d
INNER JOIN core.un_egdi AS u ON CAST(d.survey_year AS INTEGER) = u.survey_year AND d.iso3 = u.iso3
WHERE d.indicator LIKE '%EGDI' AND (
    TRY_CAST(d.value AS DECIMAL(18, 10)) IS NULL OR abs(TRY_CAST(d.value AS DECIMAL(18, 10)) - u.egdi) > 0.0001
)
