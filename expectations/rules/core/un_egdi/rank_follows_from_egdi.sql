-- severity: error
-- why: Ranks recompute (1, 1, 3) over scored countries.
-- remedy: compare with the publisher's file; if it prints so, list it in un_known_deviations.csv with the reason
WITH recomputed AS (
    SELECT
        survey_year,
        iso3,
        country_name,
        egdi,
        egdi_rank,
        rank() OVER (PARTITION BY survey_year ORDER BY egdi DESC) AS rank_of_egdi,
        contains(coalesce(deviation_rule, ''), 'rank_recomputed') AS is_known
    FROM core.un_egdi
    WHERE egdi IS NOT NULL
)

SELECT survey_year, iso3, country_name, egdi, egdi_rank, rank_of_egdi
FROM recomputed
WHERE egdi_rank IS DISTINCT FROM rank_of_egdi AND NOT is_known
