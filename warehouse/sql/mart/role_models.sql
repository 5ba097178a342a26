-- mart.role_models: one row per evaluation year and region of that year's register, role model or not, with the
-- evidence. A year is there when it and the year before it are nationally complete under the same instrument.
-- A region meets the criteria of a year when (a) its rank is within the best tenth of its kind: rank x 10 <= number
-- ranked; (b) so is the worse end of the interval of its rank under other domain weights, where there is one; (c) every
-- part of the index (domain) is known and not below the median of its kind. Against an assessor's error stand the years
-- in a row, not the other interval: a tenth of 38 provinces is three places, and nobody is sure of one. A role model has met them in at least two consecutive years up to this one.
-- Years are those in a row, under one instrument, with the region in the register; regions are followed by current_code.
WITH domains AS (
    SELECT
        evaluation_year,
        region_code,
        count(*) FILTER (WHERE score IS NULL OR coalesce(peer_gap < 0, TRUE)) AS not_held,
        string_agg(
            measure || ' ' || evaluation_year || CASE WHEN score IS NULL THEN ' (?)' ELSE '' END, ', ' ORDER BY measure
        ) FILTER (WHERE score IS NULL OR coalesce(peer_gap < 0, TRUE)) AS not_held_list,
        min(peer_gap) AS lowest_gap
    FROM mart.domain_profile
    WHERE peer_type = 'kind' AND is_part
    GROUP BY evaluation_year, region_code
),

judged AS (
    SELECT
        k.evaluation_year,
        k.instrument,
        k.region_code,
        k.current_code,
        k.rank_in_kind,
        k.ranked_in_kind,
        k.weights_rank_lo,
        k.weights_rank_hi,
        -- Without any domain (its instrument's are not known yet) none is known to be held.
        CASE WHEN d.region_code IS NULL THEN '? ' || k.evaluation_year ELSE d.not_held_list END AS not_held_list,
        d.lowest_gap,
        coalesce(k.rank_in_kind * 10 <= k.ranked_in_kind, FALSE) AS in_decile,
        coalesce(k.weights_rank_hi * 10 <= k.ranked_in_kind, FALSE) AS wholly_in_decile,
        k.weights_rank_hi IS NOT NULL AS has_interval,
        coalesce(d.not_held = 0, FALSE) AS domains_held,
        k.evaluation_year - row_number() OVER (PARTITION BY k.current_code, k.instrument ORDER BY k.evaluation_year) AS run
    FROM mart.region_ranking AS k
    INNER JOIN core.evaluation_years AS y ON k.evaluation_year = y.evaluation_year AND y.nationally_complete
    LEFT JOIN domains AS d ON k.evaluation_year = d.evaluation_year AND k.region_code = d.region_code
),

verdicts AS (
    SELECT
        *,
        in_decile AND (wholly_in_decile OR NOT has_interval) AND domains_held AS is_met
    FROM judged
),

histories AS (
    SELECT
        a.evaluation_year,
        a.region_code,
        count(b.rank_in_kind) AS comparable_years,
        a.evaluation_year - coalesce(max(b.evaluation_year) FILTER (WHERE NOT b.is_met), min(b.evaluation_year) - 1) AS sustained_years,
        count(*) FILTER (WHERE b.in_decile) AS top_decile_years,
        count(*) FILTER (WHERE b.in_decile AND b.wholly_in_decile) AS certain_decile_years,
        bool_and(b.has_interval) FILTER (WHERE b.rank_in_kind IS NOT NULL) AS interval_considered,
        string_agg(
            b.evaluation_year || ': ' || b.rank_in_kind || '/' || b.ranked_in_kind
            || coalesce(' [' || b.weights_rank_lo || '-' || b.weights_rank_hi || ']', ''), '; '
            ORDER BY b.evaluation_year
        ) AS ranks_by_year,
        string_agg(b.not_held_list, ', ' ORDER BY b.evaluation_year) FILTER (WHERE b.rank_in_kind IS NOT NULL) AS domains_below_median,
        -- What a verdict rests on: this year and the one before it.
        bool_and(b.rank_in_kind IS NOT NULL) FILTER (WHERE b.evaluation_year >= a.evaluation_year - 1) AS is_ranked,
        bool_and(b.in_decile) FILTER (WHERE b.evaluation_year >= a.evaluation_year - 1) AS best_tenth_held,
        bool_and(b.wholly_in_decile OR NOT b.has_interval) FILTER (WHERE b.evaluation_year >= a.evaluation_year - 1) AS interval_held,
        bool_and(b.domains_held) FILTER (WHERE b.evaluation_year >= a.evaluation_year - 1) AS domains_held,
        count(*) AS registered_years
    FROM verdicts AS a
    INNER JOIN verdicts AS b
        ON a.current_code = b.current_code AND a.instrument = b.instrument AND a.run = b.run AND b.evaluation_year <= a.evaluation_year
    GROUP BY a.evaluation_year, a.region_code
)

SELECT
    k.evaluation_year,
    k.instrument,
    k.region_code,
    k.region_name,
    k.kind,
    k.province_code,
    k.province_name,
    h.sustained_years >= 2 AS is_role_model,
    CAST(h.sustained_years AS INTEGER) AS sustained_years,
    CAST(h.comparable_years AS INTEGER) AS comparable_years,
    CAST(h.top_decile_years AS INTEGER) AS top_decile_years,
    CAST(h.certain_decile_years AS INTEGER) AS certain_decile_years,
    coalesce(h.interval_considered, FALSE) AS interval_considered,
    k.spbe_index,
    k.rank_in_kind,
    k.ranked_in_kind,
    CAST(floor(k.ranked_in_kind / 10) AS INTEGER) AS top_decile_rank,
    h.ranks_by_year,
    v.lowest_gap AS lowest_domain_gap,
    h.domains_below_median,
    h.best_tenth_held,
    h.interval_held,
    h.domains_held,
    CASE
        WHEN h.sustained_years >= 2 AND coalesce(h.interval_considered, FALSE) THEN 'sustained'
        WHEN h.sustained_years >= 2 THEN 'sustained_without_intervals'
        WHEN h.registered_years < 2 THEN 'one_year_in_register'
        WHEN NOT h.is_ranked THEN 'not_ranked'
        WHEN NOT h.best_tenth_held THEN 'outside_best_tenth'
        WHEN NOT h.interval_held THEN 'interval_beyond_best_tenth'
        ELSE 'domain_below_median'
    END AS role_model_reason
FROM mart.region_ranking AS k
INNER JOIN core.year_pairs AS y ON k.evaluation_year = y.evaluation_year AND y.ranks_comparable
INNER JOIN verdicts AS v ON k.evaluation_year = v.evaluation_year AND k.region_code = v.region_code
INNER JOIN histories AS h ON k.evaluation_year = h.evaluation_year AND k.region_code = h.region_code
