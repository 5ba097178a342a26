-- severity: warning
-- why: A country that has another name than in the edition before was renamed, or another one's name stands beside its figures.
-- remedy: compare name and code with the publisher's file; a new name is added to sources/un_egovkb/country_codes.csv
WITH editions AS (
    SELECT survey_year, lag(survey_year) OVER (ORDER BY survey_year) AS previous_survey_year
    FROM (SELECT DISTINCT u.survey_year FROM core.un_egdi AS u)
)

SELECT n.survey_year, n.iso3, n.country_name, b.country_name AS name_before, n.document_id, n.locator
FROM core.un_egdi AS n
INNER JOIN editions AS e ON n.survey_year = e.survey_year
INNER JOIN core.un_egdi AS b ON e.previous_survey_year = b.survey_year AND n.iso3 = b.iso3
WHERE lower(n.country_name) <> lower(b.country_name)
