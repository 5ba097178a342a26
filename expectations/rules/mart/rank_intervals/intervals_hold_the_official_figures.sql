-- severity: error
-- why: The official figure stands: no interval leaves it outside.
-- remedy: correct the simulation, warehouse/computed/rank_intervals.py
-- The official index and its change lie inside; the official rank is looked for where it is made (region_ranking).
WITH official AS (
    SELECT
        s.evaluation_year,
        s.region_code,
        y.instrument,
        r.current_code,
        s.score
    FROM core.spbe_scores AS s
    INNER JOIN core.evaluation_years AS y ON s.evaluation_year = y.evaluation_year
    INNER JOIN core.regions AS r
        ON
            s.region_code = r.region_code
            AND coalesce(r.valid_from_year, s.evaluation_year) <= s.evaluation_year
            AND coalesce(r.valid_to_year, s.evaluation_year) >= s.evaluation_year
    WHERE s.measure = 'INDEX'
)

SELECT i.evaluation_year, i.region_code, o.score, b.score AS score_before, i.rank_lo, i.rank_hi, i.index_lo, i.index_hi, i.change_lo, i.change_hi
FROM mart.rank_intervals AS i
LEFT JOIN official AS o ON i.evaluation_year = o.evaluation_year AND i.region_code = o.region_code
LEFT JOIN official AS b ON o.current_code = b.current_code AND o.evaluation_year = b.evaluation_year + 1
WHERE
    i.rank_lo < 1
    OR i.rank_lo > i.rank_hi
    OR coalesce(o.score NOT BETWEEN i.index_lo AND i.index_hi, TRUE)
    OR (i.change_lo IS NULL) <> (i.change_hi IS NULL)
    OR (i.change_lo IS NOT NULL AND coalesce(o.score - b.score NOT BETWEEN i.change_lo AND i.change_hi, TRUE))
    OR (i.change_lo IS NOT NULL AND o.instrument IS DISTINCT FROM b.instrument)
