-- severity: error
-- why: The EGDI is the weighted mean of its components, as the formula of its edition has it.
-- remedy: of a new edition: add its weights to sources/un_reference/snapshots/un_editions.csv and seal it; of another: compare with the publisher's file; if it prints so, list it in sources/un_reference/snapshots/un_known_deviations.csv with the reason; remove a line that is known no longer
WITH known AS (
    SELECT CAST(survey_year AS INTEGER) AS survey_year, iso3, reason_en
    FROM raw.un_known_deviations
    WHERE rule = 'egdi_follows_from_components'
),

recomputed AS (
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
),

deviating AS (
    SELECT *
    FROM recomputed
    -- An edition without its weights is not judged, so it deviates.
    WHERE coalesce(abs(egdi - from_components) > formula_tolerance + 0.0000001, TRUE)
)

SELECT
    coalesce(d.survey_year, k.survey_year) AS survey_year,
    coalesce(d.iso3, k.iso3) AS iso3,
    d.country_name,
    d.egdi,
    d.from_components,
    d.document_id,
    d.locator,
    -- A line of the list without its deviation is known no longer.
    CASE WHEN d.iso3 IS NOT NULL THEN k.reason_en END AS known_because
FROM deviating AS d
FULL JOIN known AS k ON d.survey_year = k.survey_year AND d.iso3 = k.iso3
