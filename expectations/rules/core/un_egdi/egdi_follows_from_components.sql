-- severity: error
-- why: The EGDI is the weighted mean of its components, as the formula of its edition has it.
-- remedy: add the weights of a new edition to sources/un_reference/snapshots/un_editions.csv and seal it; compare any other with the publisher's file, and if it prints so, list it in sources/un_reference/snapshots/un_known_deviations.csv with the reason; remove a line that is known no longer
-- accepted by: survey_year, iso3
-- on arrival: add the weights of a new edition to sources/un_reference/snapshots/un_editions.csv and seal it; compare any other with the publisher's file
WITH recomputed AS (
    SELECT
        e.*,
        n.formula_tolerance,
        CAST(
            n.weight_osi * CAST(e.osi AS DOUBLE) + n.weight_tii * CAST(e.tii AS DOUBLE) + n.weight_hci * CAST(e.hci AS DOUBLE)
            AS DECIMAL(12, 8)
        ) AS from_components
    FROM core.un_egdi AS e
    LEFT JOIN core.un_editions AS n ON e.survey_year = n.survey_year
    WHERE e.egdi IS NOT NULL
)

SELECT survey_year, iso3, country_name, egdi, from_components, document_id, locator
FROM recomputed
-- An edition without its weights is not judged, so it deviates.
WHERE coalesce(abs(egdi - from_components) > formula_tolerance + 0.0000001, TRUE)
