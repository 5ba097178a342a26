-- mart.movers: one row per pair of comparable consecutive years, kind, direction and region among the 20 largest
-- changes of the index; whoever ties with the twentieth is there too, so that no code decides. By score, not by rank.
-- Whether a change can be told from zero, its 90% interval says (mart.rank_intervals); where the instrument's indicators
-- are not known that interval knows nothing of assessors, and no change is called a rise or a fall. Nor is one that rests
-- on a figure printed off the scale.
WITH changes AS (
    SELECT
        c.evaluation_year,
        c.previous_year,
        c.instrument,
        c.kind,
        CASE WHEN c.index_change > 0 THEN 'rose' ELSE 'fell' END AS direction,
        c.region_code,
        c.region_name,
        c.province_code,
        c.province_name,
        c.index_before,
        c.index_now,
        c.index_change,
        c.predikat_before,
        c.predikat_now,
        c.rank_before,
        c.rank_now,
        c.rank_change,
        c.deviation_note,
        c.current_code
    FROM mart.rank_change AS c
    WHERE c.rank_before IS NOT NULL AND c.rank_now IS NOT NULL AND c.index_change <> 0
),

placed AS (
    SELECT
        *,
        rank() OVER (PARTITION BY evaluation_year, kind, direction ORDER BY abs(index_change) DESC) AS mover_place
    FROM changes
)

SELECT
    p.evaluation_year,
    p.previous_year,
    p.instrument,
    p.kind,
    p.direction,
    p.mover_place,
    p.region_code,
    p.region_name,
    p.province_code,
    p.province_name,
    p.index_before,
    p.index_now,
    p.index_change,
    i.change_lo,
    i.change_hi,
    i.interval_basis,
    CASE
        WHEN p.deviation_note IS NOT NULL THEN 'off_scale'
        WHEN i.change_lo <= 0 AND i.change_hi >= 0 THEN 'unclear'
        WHEN i.interval_basis = 'rounding' THEN 'weight_unknown'
        WHEN i.change_lo > 0 THEN 'clear_rise'
        WHEN i.change_hi < 0 THEN 'clear_fall'
    END AS change_clarity,
    p.predikat_before,
    p.predikat_now,
    p.rank_before,
    p.rank_now,
    p.rank_change,
    p.deviation_note,
    p.current_code
FROM placed AS p
LEFT JOIN mart.rank_intervals AS i ON p.evaluation_year = i.evaluation_year AND p.region_code = i.region_code
WHERE p.mover_place <= 20
