-- core.indicator_costs: one row per indicator, instrument and region that uses the cost ('*': all regions).
-- What is not here costs 1 per step.
SELECT
    instrument,
    node_code,
    coalesce(nullif(region_code, ''), '*') AS cost_region,
    CAST(replace(step_cost, ',', '.') AS DECIMAL(8, 2)) AS step_cost,
    nullif(note, '') AS cost_remark,
    document_id,
    locator
FROM raw.indicator_costs
