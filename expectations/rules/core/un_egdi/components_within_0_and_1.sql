-- severity: error
-- why: Components run from 0 to 1.
-- remedy: compare with the publisher's file; if it prints so, list it in sources/un_reference/snapshots/un_known_deviations.csv with the reason; remove a line that is known no longer
-- accepted by: survey_year, iso3
SELECT survey_year, iso3, country_name, osi, tii, hci, epi, document_id, locator
FROM core.un_egdi
WHERE osi NOT BETWEEN 0 AND 1 OR tii NOT BETWEEN 0 AND 1 OR hci NOT BETWEEN 0 AND 1 OR epi NOT BETWEEN 0 AND 1
