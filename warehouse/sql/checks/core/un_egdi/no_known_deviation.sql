SELECT survey_year, iso3, country_name, deviation_rule, deviation_reason
FROM core.un_egdi
WHERE deviation_rule IS NOT NULL
ORDER BY ALL
