-- severity: error
-- why: An exception outlives its cause when the publisher repairs the figure.
-- remedy: remove the line from spbe_known_deviations.csv, or correct its printed value
SELECT k.evaluation_year, k.agency, k.measure, k.printed
FROM raw.spbe_known_deviations AS k
LEFT JOIN core.observations AS o
    ON
        CAST(k.evaluation_year AS INTEGER) = o.evaluation_year
        AND k.agency = o.printed_name
        AND k.measure = o.measure
        AND k.printed = o.printed_value
        AND o.deviation_reason IS NOT NULL
WHERE o.observation_id IS NULL
