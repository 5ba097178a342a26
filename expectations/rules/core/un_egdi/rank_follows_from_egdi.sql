-- severity: error
-- why: Ranks recompute (1, 1, 3) over scored countries.
-- remedy: compare with the publisher's file; if it prints so, list it in sources/un_reference/snapshots/un_known_deviations.csv with the reason; remove a line that is known no longer
-- accepted by: survey_year, iso3
-- A row of zeros stands at the end of the ranks, or has none. One whose rank is another has lost its figures: it is named,
-- and keeps its place among the others, so that they are not.
WITH emptied AS (
    SELECT e.survey_year, e.iso3, e.country_name, CAST(r.egdi_rank AS INTEGER) AS egdi_rank, e.document_id, e.line_no, e.locator
    FROM core.un_egdi AS e
    INNER JOIN raw.un_egdi AS r ON e.document_id = r.document_id AND e.line_no = r.line_no AND r.egdi_rank <> ''
    WHERE
        e.egdi IS NULL
        AND CAST(r.egdi_rank AS INTEGER) <= (SELECT count(s.egdi) FROM core.un_egdi AS s WHERE s.survey_year = e.survey_year)
),

recomputed AS (
    SELECT
        e.*,
        rank() OVER (PARTITION BY e.survey_year ORDER BY e.egdi DESC)
        + (SELECT count(*) FROM emptied AS z WHERE z.survey_year = e.survey_year AND z.egdi_rank < e.egdi_rank) AS rank_of_egdi
    FROM core.un_egdi AS e
    WHERE e.egdi IS NOT NULL
)

SELECT survey_year, iso3, country_name, egdi, egdi_rank, rank_of_egdi, document_id, line_no, locator
FROM recomputed
WHERE egdi_rank IS DISTINCT FROM rank_of_egdi
UNION ALL BY NAME
SELECT *
FROM emptied
