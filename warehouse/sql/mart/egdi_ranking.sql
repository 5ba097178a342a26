-- mart.egdi_ranking: one row per UN survey edition and country. The world rank is the UN's own; the ASEAN rank
-- and the EPI rank are computed (1, 1, 3) over scored countries. ASEAN is as of the edition's year.
WITH scored AS (
    SELECT
        survey_year,
        iso3,
        count(*) OVER (PARTITION BY survey_year, egdi) AS tied_in_world
    FROM core.un_egdi
    WHERE egdi IS NOT NULL
),

participation AS (
    SELECT
        survey_year,
        iso3,
        rank() OVER (PARTITION BY survey_year ORDER BY epi DESC) AS epi_rank_derived
    FROM core.un_egdi
    WHERE egdi IS NOT NULL AND epi IS NOT NULL
),

asean AS (
    SELECT
        e.survey_year,
        e.iso3,
        rank() OVER (PARTITION BY e.survey_year ORDER BY e.egdi DESC) AS rank_in_asean,
        count(*) OVER (PARTITION BY e.survey_year, e.egdi) AS tied_in_asean,
        count(*) OVER (PARTITION BY e.survey_year) AS ranked_in_asean
    FROM core.un_egdi AS e
    INNER JOIN core.country_groups AS g
        ON g.country_group = 'ASEAN' AND e.iso3 = g.iso3 AND g.member_from_year <= e.survey_year
    WHERE e.egdi IS NOT NULL
),

editions AS (
    SELECT
        n.*,
        lag(n.survey_year) OVER chronological AS previous_survey_year,
        lag(n.weight_osi) OVER chronological = n.weight_osi
        AND lag(n.weight_tii) OVER chronological = n.weight_tii
        AND lag(n.weight_hci) OVER chronological = n.weight_hci AS same_formula
    FROM core.un_editions AS n
    WHERE n.survey_year IN (SELECT e.survey_year FROM core.un_egdi AS e)
    WINDOW chronological AS (ORDER BY n.survey_year)
),

sizes AS (
    SELECT
        survey_year,
        count(egdi) AS ranked_in_world,
        count(*) AS listed_in_world
    FROM core.un_egdi
    GROUP BY survey_year
)

SELECT
    u.survey_year,
    u.iso3,
    u.country_name,
    u.egdi,
    u.egdi_rank,
    s.tied_in_world,
    z.ranked_in_world,
    z.listed_in_world,
    a.rank_in_asean,
    a.tied_in_asean,
    a.ranked_in_asean,
    u.osi,
    u.hci,
    u.tii,
    u.epi,
    t.epi_rank_derived,
    n.previous_survey_year,
    CASE WHEN n.same_formula THEN u.egdi - b.egdi END AS egdi_change,
    b.egdi_rank - u.egdi_rank AS egdi_rank_change,
    CASE
        WHEN n.previous_survey_year IS NULL THEN 'first_edition'
        WHEN u.egdi IS NULL OR b.egdi IS NULL THEN 'not_scored_once'
        WHEN NOT n.same_formula THEN 'formula_changed'
    END AS egdi_change_note,
    u.status,
    u.document_id
FROM core.un_egdi AS u
INNER JOIN editions AS n ON u.survey_year = n.survey_year
INNER JOIN sizes AS z ON u.survey_year = z.survey_year
LEFT JOIN scored AS s ON u.survey_year = s.survey_year AND u.iso3 = s.iso3
LEFT JOIN participation AS t ON u.survey_year = t.survey_year AND u.iso3 = t.iso3
LEFT JOIN asean AS a ON u.survey_year = a.survey_year AND u.iso3 = a.iso3
LEFT JOIN core.un_egdi AS b ON n.previous_survey_year = b.survey_year AND u.iso3 = b.iso3
