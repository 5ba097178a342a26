-- audit.yearly_changes: one row per printed figure, in its document, of which years may be compared: index and its parts
-- of regions and central bodies, components of the UN survey. Beside it the figure of the evaluation year before under
-- the same instrument, or of the survey's last edition; NULL where there is none. What rests on the press or was typed
-- (evidence grade D) is on neither side. A row's place in its table is the line on which its first figure stands.
WITH parts AS (
    SELECT instrument, node_code AS measure
    FROM core.instrument_nodes
    WHERE node_code = 'INDEX' OR node_code = part_code
),

places AS (
    SELECT region_code, min(current_code) AS current_code
    FROM core.regions
    GROUP BY region_code
),

stated AS (
    SELECT o.*, coalesce(r.current_code, o.subject_code) AS lasting_code
    FROM core.observations AS o
    INNER JOIN parts AS p ON o.instrument = p.instrument AND o.measure = p.measure
    LEFT JOIN places AS r ON o.subject_type = 'region' AND o.subject_code = r.region_code
    WHERE o.subject_type IN ('region', 'central_agency') AND o.evidence_grade <> 'D' AND o.value IS NOT NULL
),

won AS (
    SELECT s.*
    FROM core.winning_statements AS w
    INNER JOIN stated AS s ON w.observation_id = s.observation_id
),

editions AS (
    SELECT survey_year, lag(survey_year) OVER (ORDER BY survey_year) AS previous_survey_year
    FROM (SELECT DISTINCT u.survey_year FROM core.un_egdi AS u)
),

components AS (
    SELECT *
    FROM core.un_egdi
    UNPIVOT (component FOR measure IN (osi AS 'OSI', tii AS 'TII', hci AS 'HCI', epi AS 'EPI'))
)

SELECT
    s.document_id,
    s.evaluation_year AS reference_year,
    s.lasting_code AS subject_code,
    s.measure,
    s.instrument AS series,
    s.printed_name,
    s.table_no,
    s.table_title,
    min(s.line_no) OVER (PARTITION BY s.document_id, s.evaluation_year, s.lasting_code) AS line_no,
    s.locator,
    s.printed_value,
    s.value AS compared_value,
    b.evaluation_year AS previous_year,
    b.value AS previous_value,
    s.value - b.value AS value_change,
    b.document_id AS previous_document_id,
    b.locator AS previous_locator
FROM stated AS s
LEFT JOIN core.year_pairs AS y ON s.evaluation_year = y.evaluation_year AND y.scores_comparable
LEFT JOIN won AS b
    ON y.previous_year = b.evaluation_year AND s.subject_type = b.subject_type AND s.lasting_code = b.lasting_code AND s.measure = b.measure
UNION ALL
SELECT
    n.document_id,
    n.survey_year AS reference_year,
    n.iso3 AS subject_code,
    n.measure,
    'UN' AS series,
    n.country_name AS printed_name,
    CAST(NULL AS VARCHAR) AS table_no,
    CAST(NULL AS VARCHAR) AS table_title,
    n.line_no,
    n.locator,
    CAST(n.component AS VARCHAR) AS printed_value,
    n.component AS compared_value,
    b.survey_year AS previous_year,
    b.component AS previous_value,
    n.component - b.component AS value_change,
    b.document_id AS previous_document_id,
    b.locator AS previous_locator
FROM components AS n
INNER JOIN editions AS e ON n.survey_year = e.survey_year
LEFT JOIN components AS b ON e.previous_survey_year = b.survey_year AND n.iso3 = b.iso3 AND n.measure = b.measure
