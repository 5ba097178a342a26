-- mart.egdi_rank_change: one row per survey edition (but the first) and country: why its world rank is not that of the
-- edition before. change = rank before - rank now (positive: climbed), rank = 1 + the number of scored countries above.
-- Every other country j is one indicator [j above i] that was and is 0 or 1. Scored in both editions: its change is split
-- between i's own move and j's move by the average of the two orders in which they can be made (halves). Scored only now:
-- entered; only before: left. The four parts sum to the change exactly. Not scored in one of the two: no change, but a note.
-- The UN's printed rank stands beside; it differs where the UN broke a tie on values that it does not print.
WITH scored AS (
    SELECT
        survey_year,
        iso3,
        egdi,
        rank() OVER (PARTITION BY survey_year ORDER BY egdi DESC) AS rank_by_score
    FROM core.un_egdi
    WHERE egdi IS NOT NULL
),

rows_of_editions AS (
    SELECT *
    FROM mart.egdi_ranking
    WHERE previous_survey_year IS NOT NULL
),

formulas AS (
    SELECT
        a.survey_year,
        b.survey_year AS previous_survey_year,
        a.weight_osi <> b.weight_osi OR a.weight_tii <> b.weight_tii OR a.weight_hci <> b.weight_hci AS method_changed
    FROM core.un_editions AS a
    INNER JOIN core.un_editions AS b ON a.survey_year > b.survey_year
),

movements AS (
    SELECT
        e.survey_year,
        e.iso3,
        n.egdi AS own_now,
        b.egdi AS own_before
    FROM rows_of_editions AS e
    INNER JOIN scored AS n ON e.survey_year = n.survey_year AND e.iso3 = n.iso3
    INNER JOIN scored AS b ON e.previous_survey_year = b.survey_year AND e.iso3 = b.iso3
),

others AS (
    SELECT
        e.survey_year,
        e.iso3,
        n.egdi AS other_now,
        b.egdi AS other_before
    FROM rows_of_editions AS e
    LEFT JOIN scored AS n ON e.survey_year = n.survey_year AND e.iso3 = n.iso3
    LEFT JOIN scored AS b ON e.previous_survey_year = b.survey_year AND e.iso3 = b.iso3
    WHERE n.egdi IS NOT NULL OR b.egdi IS NOT NULL
),

-- Each indicator as 0 or 1; NULL where that country or edition has no score.
indicators AS (
    SELECT
        i.survey_year,
        i.iso3,
        CAST(j.other_before > i.own_before AS INTEGER) AS was_above,
        CAST(j.other_now > i.own_now AS INTEGER) AS is_above,
        CAST(j.other_before > i.own_now AS INTEGER) AS above_had_only_own_moved,
        CAST(j.other_now > i.own_before AS INTEGER) AS above_had_only_other_moved
    FROM movements AS i
    LEFT JOIN others AS j ON i.survey_year = j.survey_year AND i.iso3 <> j.iso3
),

parts AS (
    SELECT
        survey_year,
        iso3,
        CAST(
            0.5 * CAST(coalesce(sum(was_above - above_had_only_own_moved + above_had_only_other_moved - is_above), 0) AS INTEGER)
            AS DECIMAL(8, 1)
        ) AS own,
        CAST(
            0.5 * CAST(coalesce(sum(was_above - above_had_only_other_moved + above_had_only_own_moved - is_above), 0) AS INTEGER)
            AS DECIMAL(8, 1)
        ) AS others,
        CAST(coalesce(sum(CASE WHEN was_above IS NULL THEN -is_above END), 0) AS DECIMAL(8, 1)) AS entering,
        CAST(coalesce(sum(CASE WHEN is_above IS NULL THEN was_above END), 0) AS DECIMAL(8, 1)) AS leaving,
        coalesce(sum(CASE WHEN was_above > is_above THEN 1 END), 0) AS countries_passed,
        coalesce(sum(CASE WHEN was_above < is_above THEN 1 END), 0) AS countries_passed_by
    FROM indicators
    GROUP BY survey_year, iso3
)

SELECT
    e.survey_year,
    e.iso3,
    e.country_name,
    e.previous_survey_year,
    b.rank_by_score AS rank_by_score_before,
    n.rank_by_score,
    b.rank_by_score - n.rank_by_score AS rank_by_score_change,
    p.own AS egdi_own_part,
    p.others AS egdi_others_part,
    p.entering AS egdi_entering_part,
    p.leaving AS egdi_leaving_part,
    p.countries_passed,
    p.countries_passed_by,
    u.egdi_rank AS egdi_rank_before,
    e.egdi_rank,
    e.egdi_rank_change,
    e.egdi_change,
    CASE WHEN p.iso3 IS NOT NULL THEN e.osi - u.osi END AS osi_change,
    CASE WHEN p.iso3 IS NOT NULL THEN e.hci - u.hci END AS hci_change,
    CASE WHEN p.iso3 IS NOT NULL THEN e.tii - u.tii END AS tii_change,
    f.method_changed AS egdi_method_changed,
    CASE
        WHEN p.iso3 IS NULL THEN NULL
        WHEN b.rank_by_score > n.rank_by_score THEN 'rose'
        WHEN b.rank_by_score < n.rank_by_score THEN 'fell'
        ELSE 'unchanged'
    END AS egdi_movement,
    CASE WHEN u.egdi_rank <> b.rank_by_score OR e.egdi_rank <> n.rank_by_score THEN 'ties_broken' END AS egdi_rank_note,
    e.egdi_change_note
FROM rows_of_editions AS e
INNER JOIN formulas AS f ON e.survey_year = f.survey_year AND e.previous_survey_year = f.previous_survey_year
LEFT JOIN core.un_egdi AS u ON e.previous_survey_year = u.survey_year AND e.iso3 = u.iso3
LEFT JOIN scored AS n ON e.survey_year = n.survey_year AND e.iso3 = n.iso3
LEFT JOIN scored AS b ON e.previous_survey_year = b.survey_year AND e.iso3 = b.iso3
LEFT JOIN parts AS p ON e.survey_year = p.survey_year AND e.iso3 = p.iso3
