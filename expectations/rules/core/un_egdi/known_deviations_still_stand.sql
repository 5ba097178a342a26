-- severity: error
-- why: An exception outlives its cause when the publisher repairs the figure.
-- remedy: remove the line from un_known_deviations.csv
WITH formula AS (
    SELECT
        u.survey_year,
        u.iso3,
        u.country_name,
        u.egdi,
        u.weight_sum,
        abs(u.egdi - u.weight_sum) > u.formula_tolerance + 0.0000001 AS deviates,
        contains(coalesce(u.deviation_rule, ''), 'egdi_formula') AS is_known
    FROM (
        SELECT
            e.*,
            n.formula_tolerance,
            CAST(
                n.weight_osi * CAST(e.osi AS DOUBLE) + n.weight_tii * CAST(e.tii AS DOUBLE) + n.weight_hci * CAST(e.hci AS DOUBLE)
                AS DECIMAL(12, 8)
            ) AS weight_sum
        FROM core.un_egdi AS e
        LEFT JOIN core.un_editions AS n ON e.survey_year = n.survey_year
        WHERE e.egdi IS NOT NULL
    ) AS u
),

ranks AS (
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
SELECT survey_year, iso3, 'egdi_formula' AS rule
FROM formula
WHERE is_known AND NOT deviates
UNION ALL
SELECT survey_year, iso3, 'rank_recomputed' AS rule
FROM ranks
WHERE is_known AND egdi_rank IS NOT DISTINCT FROM rank_of_egdi
UNION ALL
SELECT survey_year, iso3, 'component_above_one' AS rule
FROM core.un_egdi
WHERE contains(coalesce(deviation_rule, ''), 'component_above_one') AND greatest(osi, tii, hci, epi) <= 1
