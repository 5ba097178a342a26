SELECT evaluation_year, province_code, worst_index, mean_index, median_index, best_index
FROM mart.province_summary
WHERE
    mean_index NOT BETWEEN worst_index AND best_index
    OR median_index NOT BETWEEN worst_index AND best_index
    OR (evaluated_count > 0) <> (mean_index IS NOT NULL)
