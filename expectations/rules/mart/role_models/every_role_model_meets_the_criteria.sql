-- severity: error
-- why: Who is shown as an example must stand every question.
-- remedy: correct the model, warehouse/sql/mart/role_models.sql
-- A role model outside the best tenth of its kind, with a domain below the median, or of one year only.
SELECT
    m.evaluation_year,
    m.region_code,
    m.region_name,
    m.role_model_reason
FROM mart.role_models AS m
INNER JOIN mart.region_ranking AS k ON m.evaluation_year = k.evaluation_year AND m.region_code = k.region_code
WHERE
    m.is_role_model
    AND NOT coalesce(
        k.rank_in_kind * 10 <= k.ranked_in_kind
        AND coalesce(k.weights_rank_hi * 10 <= k.ranked_in_kind, TRUE)
        AND m.lowest_domain_gap >= 0
        AND m.sustained_years BETWEEN 2 AND m.comparable_years
        AND m.sustained_years <= m.top_decile_years,
        FALSE
    )
