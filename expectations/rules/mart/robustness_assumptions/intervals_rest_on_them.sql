-- severity: error
-- why: Published assumptions are those that were used.
-- remedy: build both tables anew (`make refresh ARGS=--force`)
SELECT i.evaluation_year, i.draws, a.assumed_value
FROM mart.rank_intervals AS i
LEFT JOIN mart.robustness_assumptions AS a ON a.assumption = 'draws'
WHERE i.draws IS DISTINCT FROM a.assumed_value
GROUP BY ALL
