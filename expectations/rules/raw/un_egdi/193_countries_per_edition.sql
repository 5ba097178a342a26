-- severity: error
-- why: Every edition lists the 193 member states.
-- remedy: take the countries that only other editions have over from the publisher's file; take out those that only this one has
WITH editions AS (
    SELECT edition, document_id, count(*) AS countries_found
    FROM raw.un_egdi
    GROUP BY ALL
    HAVING count(*) <> 193
),

countries AS (
    SELECT iso3, any_value(country) AS country, count(DISTINCT edition) AS editions_with
    FROM raw.un_egdi
    GROUP BY iso3
),

differing AS (
    SELECT
        e.edition,
        string_agg(c.country, ', ' ORDER BY c.country) FILTER (r.iso3 IS NULL) AS only_elsewhere,
        string_agg(c.country, ', ' ORDER BY c.country) FILTER (r.iso3 IS NOT NULL AND c.editions_with = 1) AS only_here
    FROM editions AS e
    CROSS JOIN countries AS c
    LEFT JOIN raw.un_egdi AS r ON e.edition = r.edition AND c.iso3 = r.iso3
    GROUP BY e.edition
)

SELECT e.edition, e.document_id, e.countries_found, d.only_elsewhere, d.only_here
FROM editions AS e
INNER JOIN differing AS d ON e.edition = d.edition
