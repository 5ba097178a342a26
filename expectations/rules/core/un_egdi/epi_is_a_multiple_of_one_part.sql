-- severity: error
-- why: In each of the twelve editions all EPI values are whole multiples of one part of 1 (in 2024 of 1/73), which a misread digit hardly ever is.
-- remedy: compare the cell with the publisher's file; if it prints so, list it in sources/un_reference/snapshots/un_known_deviations.csv with the reason; remove a line that is known no longer
-- accepted by: survey_year, iso3
-- How many parts, the edition's own values say: the fewest that 95 of 100 of them are multiples of, where few values
-- are by chance. An edition that no number fits is not judged. Some editions print four decimals, some cut off the fifth.
WITH figures AS (
    SELECT survey_year, iso3, country_name, CAST(epi AS DOUBLE) AS epi, document_id, locator
    FROM core.un_egdi
    WHERE epi > 0
),

editions AS (
    SELECT survey_year, CASE WHEN bool_and(abs(epi * 10000 - round(epi * 10000)) < 0.001) THEN 0.00006 ELSE 0.00002 END AS tolerance
    FROM figures
    GROUP BY survey_year
),

distances AS (
    SELECT f.survey_year, p.parts, e.tolerance, f.iso3, abs(f.epi - round(f.epi * p.parts) / p.parts) AS distance
    FROM figures AS f
    INNER JOIN editions AS e ON f.survey_year = e.survey_year
    CROSS JOIN (SELECT unnest(range(20, 300)) AS parts) AS p
),

fitting AS (
    SELECT survey_year, min(parts) AS parts
    FROM (
        SELECT d.survey_year, d.parts
        FROM distances AS d
        WHERE 2 * d.parts * d.tolerance < 0.05
        GROUP BY d.survey_year, d.parts
        HAVING count(*) FILTER (d.distance <= d.tolerance) >= 0.95 * count(*)
    )
    GROUP BY survey_year
)

SELECT
    f.survey_year,
    f.iso3,
    f.country_name,
    f.epi,
    round(floor(f.epi * t.parts) / t.parts, 4) AS possible_below,
    round(ceil(f.epi * t.parts) / t.parts, 4) AS possible_above,
    t.parts,
    f.document_id,
    f.locator
FROM figures AS f
INNER JOIN fitting AS t ON f.survey_year = t.survey_year
INNER JOIN distances AS d ON f.survey_year = d.survey_year AND f.iso3 = d.iso3 AND t.parts = d.parts
WHERE d.distance > d.tolerance
