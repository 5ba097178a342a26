-- severity: warning
-- why: The publisher's own errors are shown, not repaired.
-- remedy: nothing: listed with the reason in un_known_deviations.csv
SELECT survey_year, iso3, country_name, deviation_rule, deviation_reason
FROM core.un_egdi
WHERE deviation_rule IS NOT NULL
ORDER BY ALL
