SELECT survey_year, count(*) AS countries_found
FROM mart.egdi_ranking
GROUP BY survey_year
HAVING count(*) <> 193
