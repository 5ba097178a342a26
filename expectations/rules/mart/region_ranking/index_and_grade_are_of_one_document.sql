-- severity: error
-- why: The index of one document beside the grade of another is a result that nobody has published.
-- remedy: correct the model, warehouse/sql/mart/region_ranking.sql
SELECT r.evaluation_year, r.region_code, r.predikat, r.document_id
FROM mart.region_ranking AS r
LEFT JOIN core.observations AS o
    ON
        r.evaluation_year = o.evaluation_year
        AND o.subject_type = 'region'
        AND r.region_code = o.subject_code
        AND o.measure = 'PREDIKAT'
        AND r.predikat = o.printed_value
        AND r.document_id = o.document_id
WHERE r.predikat IS NOT NULL AND o.observation_id IS NULL
