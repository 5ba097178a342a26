-- severity: error
-- why: A rank is one more than the number that are better.
-- remedy: correct the model, warehouse/sql/mart/egdi_ranking.sql
WITH members AS (
    SELECT r.*
    FROM mart.egdi_ranking AS r
    INNER JOIN core.country_groups AS g
        ON g.country_group = 'ASEAN' AND r.iso3 = g.iso3 AND g.member_from_year <= r.survey_year
)

SELECT a.survey_year, a.iso3, a.country_name, a.document_id, a.egdi, a.rank_in_asean, 1 + count(b.iso3) AS rank_recomputed
FROM members AS a
LEFT JOIN members AS b ON a.survey_year = b.survey_year AND b.egdi > a.egdi
WHERE a.egdi IS NOT NULL
GROUP BY ALL
HAVING a.rank_in_asean IS DISTINCT FROM 1 + count(b.iso3)
