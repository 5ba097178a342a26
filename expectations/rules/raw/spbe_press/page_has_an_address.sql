-- severity: warning
-- why: Whoever reads a statement wants to see its page.
-- remedy: look the page up and add its address; where it has none, list the statement with the reason in sources/spbe_reference/snapshots/spbe_known_deviations.csv; remove a line that is known no longer
WITH known AS (
    SELECT evaluation_year, agency, printed, reason_en
    FROM raw.spbe_known_deviations
    WHERE rule = 'page_has_an_address'
),

unaddressed AS (
    SELECT *
    FROM raw.spbe_press
    WHERE NOT regexp_full_match(url, 'https?://\S+')
)

SELECT
    coalesce(p.evaluation_year, k.evaluation_year) AS evaluation_year,
    p.document_id,
    p.line_no,
    p.locator,
    coalesce(p.agency, k.agency) AS agency,
    coalesce(p.url, k.printed) AS url,
    CASE WHEN p.document_id IS NOT NULL THEN k.reason_en END AS known_because
FROM unaddressed AS p
FULL JOIN known AS k ON p.evaluation_year = k.evaluation_year AND p.agency = k.agency AND p.url = k.printed
