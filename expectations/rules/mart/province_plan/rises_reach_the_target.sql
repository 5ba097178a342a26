-- severity: error
-- why: A plan whose rises miss the target, or pass it, is not the plan asked for.
-- remedy: correct the model, warehouse/sql/mart/province_plan.sql
-- A rise by which a region does not just reach the target or the common floor; a floor with which the mean falls short
-- of the target, or passes it by more than its rounding; a rise of a region without a result.
WITH lifted AS (
    SELECT
        *,
        sum(spbe_index + rise_for_mean) OVER (PARTITION BY target_id, evaluation_year) AS total_after
    FROM mart.province_plan
)

SELECT
    target_id,
    evaluation_year,
    region_code,
    region_name,
    spbe_index,
    target_value,
    rise_for_each,
    rise_for_mean,
    floor_for_mean
FROM lifted
WHERE
    spbe_index + rise_for_each <> greatest(spbe_index, target_value)
    OR spbe_index + rise_for_mean <> greatest(spbe_index, floor_for_mean)
    OR (floor_for_mean IS NOT NULL AND total_after NOT BETWEEN evaluated_count * target_value AND evaluated_count * (target_value + 0.0001))
    OR (floor_for_mean IS NULL AND mean_note = 'mean_reached' AND total_after < evaluated_count * target_value)
    OR (spbe_index IS NULL AND coalesce(rise_for_each, rise_for_mean) IS NOT NULL)
