-- mart.NAME: one row per evaluation year and kind of region.
SELECT
    evaluation_year,
    kind,
    CAST(count(spbe_index) AS INTEGER) AS region_count
FROM mart.region_ranking
GROUP BY evaluation_year, kind
