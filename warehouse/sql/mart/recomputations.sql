-- mart.recomputations: one row per evaluation year, region, figure and part of it: the index from its parts (domains;
-- aspects where there are none), each of those from all levels below it, wherever every part is known and vouched for:
-- what an agency has typed of itself may be of another assessment. The stated figure stands; this only shows whether its
-- parts give it. Two figures that are each rounded to two decimals may differ by half a hundredth for the figure and as
-- much again for its parts; whole levels are not rounded.
WITH parts AS (
    SELECT instrument, 'INDEX' AS measure, node_code AS part_measure, TRUE AS is_rounded
    FROM core.instrument_nodes
    WHERE node_code = part_code
    UNION ALL
    SELECT n.instrument, n.part_code AS measure, n.node_code AS part_measure, i.level_step IS NULL AS is_rounded
    FROM core.instrument_nodes AS n
    INNER JOIN core.instruments AS i ON n.instrument = i.instrument
    WHERE n.is_leaf AND n.node_code <> n.part_code
),

weighed AS (
    SELECT
        p.*,
        n.weight_percent AS weight,
        sum(n.weight_percent) OVER figure AS weight_of_all,
        count(*) OVER figure AS parts_expected,
        CAST(row_number() OVER (PARTITION BY p.instrument, p.measure ORDER BY n.node_type, n.number, p.part_measure) AS INTEGER) AS component_no
    FROM parts AS p
    INNER JOIN core.instrument_nodes AS n ON p.instrument = n.instrument AND p.part_measure = n.node_code
    WINDOW figure AS (PARTITION BY p.instrument, p.measure)
),

scored AS (
    SELECT
        s.evaluation_year,
        s.subject_code AS region_code,
        w.*,
        s.score,
        count(s.score) OVER whole AS parts_known,
        sum(s.score * w.weight) OVER whole AS weighted_sum
    FROM weighed AS w
    INNER JOIN core.speaking_scores AS s
        ON w.instrument = s.instrument AND w.part_measure = s.measure AND s.subject_type = 'region' AND s.speaks_as = 'ranked'
    WINDOW whole AS (PARTITION BY s.evaluation_year, s.subject_code, w.measure)
)

SELECT
    p.evaluation_year,
    p.region_code,
    p.instrument,
    p.measure,
    p.component_no,
    p.part_measure,
    n.name_id,
    n.name_en,
    p.score,
    CAST(100 * p.weight / p.weight_of_all AS DECIMAL(8, 4)) AS share_percent,
    CAST(p.score * p.weight / p.weight_of_all AS DECIMAL(7, 5)) AS contribution,
    CAST(p.weighted_sum / p.weight_of_all AS DECIMAL(7, 5)) AS recomputed_score,
    k.score AS stated_score,
    CAST(k.score - p.weighted_sum / p.weight_of_all AS DECIMAL(7, 5)) AS recomputed_gap,
    CASE
        WHEN k.score IS NULL THEN 'not_stated'
        WHEN f.status = 'derived' THEN 'made_from_its_parts'
        WHEN abs(k.score * p.weight_of_all - p.weighted_sum) <= 0.005 * p.weight_of_all THEN 'equal_when_rounded'
        WHEN p.is_rounded AND abs(k.score * p.weight_of_all - p.weighted_sum) <= 0.01 * p.weight_of_all THEN 'parts_are_rounded'
        ELSE 'differs'
    END AS recomputed_note
FROM scored AS p
INNER JOIN core.instrument_nodes AS n ON p.instrument = n.instrument AND p.part_measure = n.node_code
LEFT JOIN core.speaking_scores AS k
    ON p.evaluation_year = k.evaluation_year AND k.subject_type = 'region' AND p.region_code = k.subject_code AND p.measure = k.measure
LEFT JOIN core.spbe_scores AS f
    ON p.evaluation_year = f.evaluation_year AND p.region_code = f.region_code AND p.measure = f.measure
WHERE p.parts_known = p.parts_expected
