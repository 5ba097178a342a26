-- severity: error
-- why: A mean lies between its extremes.
-- remedy: correct the model, warehouse/sql/mart/province_summary.sql
-- Below 65% coverage nothing is aggregated.
SELECT
    evaluation_year, province_code, evaluated_count, expected_count, worst_index, mean_index, median_index, weighted_mean_index, best_index,
    spread_index, mean_gap, range_index, gini
FROM mart.province_summary
WHERE
    mean_index NOT BETWEEN worst_index AND best_index
    OR median_index NOT BETWEEN worst_index AND best_index
    OR weighted_mean_index NOT BETWEEN worst_index AND best_index
    OR spread_index > range_index
    OR mean_gap > range_index
    OR gini NOT BETWEEN 0 AND 1
    OR (expected_count > 0 AND 100 * evaluated_count >= 65 * expected_count) <> (mean_index IS NOT NULL)
    OR (mean_index IS NULL AND coalesce(
        median_index, weighted_mean_index, spread_index, range_index, quartile_range, best_index, worst_index, mean_gap, gini, share_kurang
    ) IS NOT NULL)
    OR (mean_index IS NULL AND summary_note IS NULL)
