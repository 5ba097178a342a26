-- severity: error
-- why: A name that the edition before gives to another ISO code stands beside another country's figures.
-- remedy: compare names, codes and figures with the publisher's file; if the code is right, correct sources/un_egovkb/country_codes.csv
WITH editions AS (
    SELECT survey_year, lag(survey_year) OVER (ORDER BY survey_year) AS previous_survey_year
    FROM (SELECT DISTINCT u.survey_year FROM core.un_egdi AS u)
)

SELECT n.survey_year, n.country_name, n.iso3, b.iso3 AS iso3_before, n.document_id, n.locator
FROM core.un_egdi AS n
INNER JOIN editions AS e ON n.survey_year = e.survey_year
INNER JOIN core.un_egdi AS b ON e.previous_survey_year = b.survey_year AND lower(n.country_name) = lower(b.country_name)
WHERE n.iso3 <> b.iso3
