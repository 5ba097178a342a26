-- severity: error
-- why: The report says how many regions and central bodies it evaluated.
-- remedy: look for those that only the other report has (only_there), and take them over; repair rows that name one body twice (audit.quarantine); or correct `states` in the sidecar of the report
-- The bodies are named by the report beside it: last year's, or of the first report the next one's.
WITH reports AS (
    SELECT
        d.*,
        coalesce(
            lag(d.edition) OVER (ORDER BY d.edition),
            lead(d.edition) OVER (ORDER BY d.edition)
        ) AS compared_edition
    FROM core.documents AS d
    WHERE d.source = 'spbe_annual_report'
),

bodies AS (
    SELECT DISTINCT r.edition, o.subject_type, o.subject_code, o.printed_name
    FROM reports AS r
    INNER JOIN core.observations AS o
        ON r.document_id = o.document_id AND r.edition = o.evaluation_year AND o.measure = 'INDEX' AND o.value IS NOT NULL
),

beside AS (
    SELECT r.edition, b.subject_type, b.subject_code, b.printed_name
    FROM reports AS r
    INNER JOIN bodies AS b ON r.compared_edition = b.edition
),

differing AS (
    SELECT
        coalesce(h.edition, b.edition) AS edition,
        coalesce(h.subject_type, b.subject_type) AS subject_type,
        string_agg(b.printed_name, ', ' ORDER BY b.printed_name) FILTER (h.edition IS NULL) AS only_there,
        string_agg(h.printed_name, ', ' ORDER BY h.printed_name) FILTER (b.edition IS NULL) AS only_here
    FROM bodies AS h
    FULL JOIN beside AS b ON h.edition = b.edition AND h.subject_type = b.subject_type AND h.subject_code = b.subject_code
    GROUP BY ALL
)

SELECT
    r.edition AS evaluation_year,
    r.document_id,
    r.file_name,
    s.subject_type,
    s.stated,
    count(b.edition) AS found,
    r.compared_edition,
    any_value(d.only_there) AS only_there,
    any_value(d.only_here) AS only_here
FROM reports AS r
CROSS JOIN LATERAL (VALUES ('region', r.stated_regional), ('central_agency', r.stated_central)) AS s (subject_type, stated)
LEFT JOIN bodies AS b ON r.edition = b.edition AND s.subject_type = b.subject_type
LEFT JOIN differing AS d ON r.edition = d.edition AND s.subject_type = d.subject_type
GROUP BY r.edition, r.document_id, r.file_name, s.subject_type, s.stated, r.compared_edition
HAVING count(b.edition) <> s.stated
