-- severity: error
-- why: Components run from 0 to 1.
-- remedy: compare with the publisher's file; if it prints so, list it in sources/un_reference/snapshots/un_known_deviations.csv with the reason; remove a line that is known no longer
WITH known AS (
    SELECT CAST(survey_year AS INTEGER) AS survey_year, iso3, reason_en
    FROM raw.un_known_deviations
    WHERE rule = 'components_within_0_and_1'
),

deviating AS (
    SELECT *
    FROM core.un_egdi
    WHERE osi NOT BETWEEN 0 AND 1 OR tii NOT BETWEEN 0 AND 1 OR hci NOT BETWEEN 0 AND 1 OR epi NOT BETWEEN 0 AND 1
)

SELECT
    coalesce(d.survey_year, k.survey_year) AS survey_year,
    coalesce(d.iso3, k.iso3) AS iso3,
    d.country_name,
    d.osi,
    d.tii,
    d.hci,
    d.epi,
    d.document_id,
    d.locator,
    -- A line of the list without its deviation is known no longer.
    CASE WHEN d.iso3 IS NOT NULL THEN k.reason_en END AS known_because
FROM deviating AS d
FULL JOIN known AS k ON d.survey_year = k.survey_year AND d.iso3 = k.iso3
