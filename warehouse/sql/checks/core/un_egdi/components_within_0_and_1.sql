SELECT survey_year, iso3, country_name, osi, tii, hci, epi
FROM core.un_egdi
WHERE
    (osi NOT BETWEEN 0 AND 1 OR tii NOT BETWEEN 0 AND 1 OR hci NOT BETWEEN 0 AND 1 OR epi NOT BETWEEN 0 AND 1)
    AND NOT contains(coalesce(deviation_rule, ''), 'component_above_one')
