-- severity: error
-- why: Ranks recompute (1, 1, 3) over scored countries.
-- remedy: compare with the publisher's file; if it prints so, list it in sources/un_reference/snapshots/un_known_deviations.csv with the reason; remove a line that is known no longer
-- accepted by: survey_year, iso3
WITH recomputed AS (
    SELECT *, rank() OVER (PARTITION BY survey_year ORDER BY egdi DESC) AS rank_of_egdi
    FROM core.un_egdi
    WHERE egdi IS NOT NULL
)

SELECT survey_year, iso3, country_name, egdi, egdi_rank, rank_of_egdi, document_id, locator
FROM recomputed
WHERE egdi_rank IS DISTINCT FROM rank_of_egdi
