-- mart.national_context: one row per year in which the national index was printed, the national results are held, or a
-- UN edition appeared. Side by side, never one score: SPBE is what Indonesia's ministry prints, EGDI what the UN prints.
-- Why the world rank moved comes from mart.egdi_rank_change, the countries alike in structure from mart.egdi_peers.
WITH spbe AS (
    SELECT
        evaluation_year AS reference_year,
        instrument,
        score AS national_index
    FROM core.speaking_scores
    WHERE subject_type = 'agency_group' AND subject_code = 'Nasional' AND measure = 'INDEX' AND speaks_as = 'ranked'
),

disputed AS (
    SELECT
        evaluation_year AS reference_year,
        count(*) AS other_prints,
        min(CAST(other_value AS DECIMAL(4, 2))) AS other_index_lo,
        max(CAST(other_value AS DECIMAL(4, 2))) AS other_index_hi
    FROM audit.conflicts
    WHERE subject_type = 'agency_group' AND subject_code = 'Nasional' AND measure = 'INDEX'
    GROUP BY ALL
),

means AS (
    SELECT
        r.evaluation_year AS reference_year,
        CAST(avg(r.score) AS DECIMAL(6, 4)) AS mean_of_rows,
        count(r.score) AS rows_in_mean
    FROM core.speaking_scores AS r
    INNER JOIN core.evaluation_years AS y ON r.evaluation_year = y.evaluation_year AND y.nationally_complete
    WHERE r.subject_type IN ('region', 'central_agency') AND r.measure = 'INDEX'
    GROUP BY ALL
),

un AS (
    SELECT *
    FROM mart.egdi_ranking
    WHERE iso3 = 'IDN'
),

moved AS (
    SELECT *
    FROM mart.egdi_rank_change
    WHERE iso3 = 'IDN'
),

alike AS (
    SELECT
        survey_year,
        CAST(median(CAST(egdi AS DECIMAL(8, 6))) AS DECIMAL(8, 6)) AS alike_egdi_median,
        CAST(median(CAST(osi AS DECIMAL(8, 6))) AS DECIMAL(8, 6)) AS alike_osi_median,
        CAST(median(CAST(epi AS DECIMAL(8, 6))) AS DECIMAL(8, 6)) AS alike_epi_median
    FROM mart.egdi_peers
    WHERE focus_iso3 = 'IDN' AND egdi_peer_group = 'structure'
    GROUP BY survey_year
),

years AS (
    SELECT reference_year FROM spbe
    UNION
    SELECT survey_year FROM un
    UNION
    SELECT evaluation_year FROM core.evaluation_years WHERE nationally_complete
)

SELECT
    years.reference_year,
    coalesce(s.instrument, y.instrument) AS instrument,
    s.national_index,
    CASE WHEN p.scores_comparable THEN s.national_index - b.national_index END AS national_index_change,
    b.instrument AS previous_instrument,
    CASE WHEN b.instrument IS NOT NULL AND NOT p.scores_comparable THEN 'instrument_changed' END AS national_change_note,
    CASE
        WHEN y.nationally_complete AND s.national_index IS NULL THEN 'not_printed'
        WHEN d.other_prints = 1 THEN 'another_print'
        WHEN d.other_prints > 1 THEN 'other_prints'
    END AS national_index_note,
    CAST(d.other_prints AS INTEGER) AS other_prints,
    d.other_index_lo,
    d.other_index_hi,
    m.mean_of_rows,
    m.rows_in_mean,
    u.egdi AS indonesia_egdi,
    u.egdi_rank AS indonesia_egdi_rank,
    u.ranked_in_world,
    u.listed_in_world,
    u.rank_in_asean AS indonesia_asean_rank,
    u.ranked_in_asean,
    u.osi AS indonesia_osi,
    u.hci AS indonesia_hci,
    u.tii AS indonesia_tii,
    u.epi AS indonesia_epi,
    u.epi_rank_derived AS indonesia_epi_rank,
    u.previous_survey_year,
    u.egdi_rank_change,
    v.egdi_own_part,
    v.egdi_others_part,
    v.egdi_entering_part,
    v.egdi_leaving_part,
    v.egdi_method_changed,
    v.egdi_movement,
    v.rank_by_score_before,
    v.rank_by_score,
    a.alike_egdi_median,
    a.alike_osi_median,
    a.alike_epi_median
FROM years
LEFT JOIN spbe AS s ON years.reference_year = s.reference_year
LEFT JOIN core.evaluation_years AS y ON years.reference_year = y.evaluation_year AND y.nationally_complete
LEFT JOIN core.year_pairs AS p ON s.reference_year = p.evaluation_year
LEFT JOIN spbe AS b ON p.previous_year = b.reference_year
LEFT JOIN disputed AS d ON years.reference_year = d.reference_year
LEFT JOIN means AS m ON years.reference_year = m.reference_year
LEFT JOIN un AS u ON years.reference_year = u.survey_year
LEFT JOIN moved AS v ON years.reference_year = v.survey_year
LEFT JOIN alike AS a ON years.reference_year = a.survey_year
