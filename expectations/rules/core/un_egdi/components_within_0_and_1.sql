-- severity: error
-- why: Components run from 0 to 1.
-- remedy: compare with the publisher's file; if it prints so, list it in un_known_deviations.csv with the reason
SELECT survey_year, iso3, country_name, osi, tii, hci, epi
FROM core.un_egdi
WHERE
    (osi NOT BETWEEN 0 AND 1 OR tii NOT BETWEEN 0 AND 1 OR hci NOT BETWEEN 0 AND 1 OR epi NOT BETWEEN 0 AND 1)
    AND NOT contains(coalesce(deviation_rule, ''), 'component_above_one')
