-- severity: error
-- why: Every edition lists 193 countries.
-- remedy: the model is wrong: see warehouse/sql/mart
SELECT survey_year, count(*) AS countries_found
FROM mart.egdi_ranking
GROUP BY survey_year
HAVING count(*) <> 193
