-- severity: error
-- why: Ranks recompute (1, 1, 3) over scored countries.
-- remedy: compare with the publisher's file; if it prints so, list it in sources/un_reference/snapshots/un_known_deviations.csv with the reason; remove a line that is known no longer
WITH known AS (
    SELECT CAST(survey_year AS INTEGER) AS survey_year, iso3, reason_en
    FROM raw.un_known_deviations
    WHERE rule = 'rank_follows_from_egdi'
),

recomputed AS (
    SELECT *, rank() OVER (PARTITION BY survey_year ORDER BY egdi DESC) AS rank_of_egdi
    FROM core.un_egdi
    WHERE egdi IS NOT NULL
),

deviating AS (
    SELECT *
    FROM recomputed
    WHERE egdi_rank IS DISTINCT FROM rank_of_egdi
)

SELECT
    coalesce(d.survey_year, k.survey_year) AS survey_year,
    coalesce(d.iso3, k.iso3) AS iso3,
    d.country_name,
    d.egdi,
    d.egdi_rank,
    d.rank_of_egdi,
    d.document_id,
    d.locator,
    -- A line of the list without its deviation is known no longer.
    CASE WHEN d.iso3 IS NOT NULL THEN k.reason_en END AS known_because
FROM deviating AS d
FULL JOIN known AS k ON d.survey_year = k.survey_year AND d.iso3 = k.iso3
