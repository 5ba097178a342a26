-- severity: error
-- why: The formula of its edition.
-- remedy: of a new edition: add its weights to sources/un_reference/snapshots/un_editions.csv and seal it; of another: compare with the publisher's file; if it prints so, list it in un_known_deviations.csv with the reason
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
)

SELECT survey_year, iso3, country_name, egdi, weight_sum AS from_components
FROM formula
WHERE coalesce(deviates, TRUE) AND NOT is_known
