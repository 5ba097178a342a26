-- severity: error
-- why: A mentor must be better at what it is to teach.
-- remedy: correct the model, warehouse/computed/mentors.py
-- A mentor that is not better, is the region itself, needs help in the domain itself, or is no kabupaten or kota where the
-- region is one.
SELECT
    t.evaluation_year,
    t.region_code,
    t.region_name,
    t.measure,
    t.mentor_code,
    t.mentor_lead
FROM mart.mentors AS t
LEFT JOIN mart.region_ranking AS m ON t.evaluation_year = m.evaluation_year AND t.mentor_code = m.region_code
LEFT JOIN mart.mentors AS n
    ON t.evaluation_year = n.evaluation_year AND t.mentor_code = n.region_code AND t.measure = n.measure AND n.mentor_no < 2
WHERE
    t.mentor_no > 0
    AND (
        m.region_code IS NULL
        OR (t.kind = 'provinsi') <> (m.kind = 'provinsi')
        OR n.region_code IS NOT NULL
        OR t.region_code = t.mentor_code
        OR NOT coalesce(t.mentor_lead > 0 AND t.mentor_lead = t.mentor_score - t.score, FALSE)
    )
