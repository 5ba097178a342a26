-- core.speaking_scores: one row per cell (evaluation year, subject, measure) whose winning statement may speak for it.
-- Official statements (evidence grades A, B) always may, and may be ranked. Any other only speaks where its year has no
-- national results: beside them it would give a figure to a body that the ministry did not evaluate. Grade C then counts
-- like an official one; what rests on the press alone (grade D) is shown, but never ranked, subtracted or judged
-- (docs/adr/0011). Every mart reads figures from here; the other winners stay in core.spbe_scores, core.central_scores
-- and core.group_means.
-- obs_status is one code, of what is most to be known of the value: that there is none and why; that it is provisional;
-- how it came about if it is not as printed; that the year before had another instrument (docs/adr/0028).
WITH winners AS (
    SELECT
        'region' AS subject_type, region_code AS subject_code,
        evaluation_year, measure, instrument, score, printed_value, status, evidence_grade, document_id, observation_id
    FROM core.spbe_scores
    UNION ALL
    SELECT
        'central_agency' AS subject_type, agency_code AS subject_code,
        evaluation_year, measure, instrument, score, printed_value, status, evidence_grade, document_id, observation_id
    FROM core.central_scores
    UNION ALL
    SELECT
        'agency_group' AS subject_type, agency_group AS subject_code,
        evaluation_year, measure, instrument, score, printed_value, status, evidence_grade, document_id, observation_id
    FROM core.group_means
)

SELECT
    w.evaluation_year,
    w.subject_type,
    w.subject_code,
    w.measure,
    w.instrument,
    w.score,
    w.printed_value,
    w.evidence_grade,
    CASE WHEN w.evidence_grade = 'D' THEN 'shown' ELSE 'ranked' END AS speaks_as,
    CASE w.evidence_grade
        WHEN 'A' THEN 'official' WHEN 'B' THEN 'agency_report' WHEN 'C' THEN 'secondary' WHEN 'D' THEN 'press'
    END AS certainty,
    CASE WHEN w.evidence_grade IN ('A', 'B') THEN 'official' ELSE 'no_national_results' END AS speaks_because,
    w.document_id,
    w.observation_id,
    CASE
        WHEN f.is_missing THEN f.obs_status
        WHEN w.evidence_grade IN ('C', 'D') THEN 'P'
        WHEN f.obs_status <> 'A' THEN f.obs_status
        WHEN NOT v.scores_comparable THEN 'B'
        ELSE f.obs_status
    END AS obs_status
FROM winners AS w
INNER JOIN core.evaluation_years AS y ON w.evaluation_year = y.evaluation_year
LEFT JOIN core.observation_flags AS f ON w.status = f.status
LEFT JOIN core.year_pairs AS v ON w.evaluation_year = v.evaluation_year
WHERE w.evidence_grade IN ('A', 'B') OR NOT y.nationally_complete
