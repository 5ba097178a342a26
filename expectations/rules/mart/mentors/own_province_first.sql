-- severity: error
-- why: A province asks its own regions first.
-- remedy: correct the model, warehouse/computed/mentors.py
-- A region that is given no mentor of its own province in a domain, though one of it is given as mentor to another region
-- of the same province, kind and need of help in that domain.
SELECT
    t.evaluation_year,
    t.region_code,
    t.region_name,
    t.measure,
    t.mentor_code,
    o.mentor_code AS of_its_province
FROM mart.mentors AS t
INNER JOIN mart.mentors AS o
    ON
        t.evaluation_year = o.evaluation_year
        AND t.province_name = o.province_name
        AND t.measure = o.measure
        AND t.kind = o.kind
        AND t.mentor_need = o.mentor_need
        AND t.target_value IS NOT DISTINCT FROM o.target_value
WHERE o.same_province AND NOT coalesce(t.same_province, FALSE)
