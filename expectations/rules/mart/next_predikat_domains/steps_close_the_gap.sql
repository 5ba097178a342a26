-- severity: error
-- why: Steps that fall short, or are more than needed, are not those asked for.
-- remedy: correct the model, warehouse/computed/next_predikat_domains.py
-- The missing points, and half a hundredth in reserve, by steps of the domain's own sizes: all of the largest must make
-- them up, one less of the smallest must not. A domain is called enough exactly when it holds as many. Where scores are
-- decimals the same holds of the rise of the score itself.
WITH sizes AS (
    SELECT
        instrument,
        part_code,
        min(weight_percent) AS smallest,
        max(weight_percent) AS largest
    FROM core.instrument_nodes
    WHERE is_leaf
    GROUP BY instrument, part_code
)

SELECT
    d.evaluation_year,
    d.region_code,
    d.region_name,
    d.measure,
    d.points_missing,
    d.steps_to_edge,
    d.steps_left,
    d.domain_note
FROM mart.next_predikat_domains AS d
INNER JOIN sizes AS s ON d.instrument = s.instrument AND d.measure = s.part_code
WHERE
    d.rise_to_edge * d.weight_percent < 100 * d.points_missing + 0.5
    OR (d.rise_to_edge - 0.01) * d.weight_percent >= 100 * d.points_missing + 0.5
    OR (d.domain_note = 'decimal_enough_alone' AND d.rise_to_edge > d.rise_left)
    OR (d.domain_note = 'decimal_not_enough_alone' AND d.rise_to_edge <= d.rise_left)
    OR d.steps_to_edge * s.largest < 100 * d.points_missing + 0.5
    OR (
        (d.steps_to_edge - 1) * s.smallest >= 100 * d.points_missing + 0.5
        -- Which of its sizes a domain still holds is not known: it may hold this many, and yet too little.
        AND d.steps_to_edge <> d.steps_left + 1
    )
    OR (d.domain_note = 'enough_alone') IS DISTINCT FROM coalesce(d.steps_to_edge <= d.steps_left, FALSE)
    OR (d.domain_note IN ('enough_alone', 'not_enough_alone')) IS DISTINCT FROM (d.steps_to_edge IS NOT NULL)
