-- severity: error
-- why: Every edition lists 193 countries.
-- remedy: correct the model, warehouse/sql/mart/egdi_ranking.sql
SELECT survey_year, count(*) AS countries_found
FROM mart.egdi_ranking
GROUP BY survey_year
HAVING count(*) <> 193
