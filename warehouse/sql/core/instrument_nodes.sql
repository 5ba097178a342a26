-- core.instrument_nodes: one row per node of an instrument's index tree.
SELECT
    instrument,
    node_code,
    nullif(parent_code, '') AS parent_code,
    node_type,
    CAST(nullif(number, '') AS INTEGER) AS number,
    CAST(weight_percent AS DECIMAL(8, 4)) AS weight_percent,
    name_id,
    name_en,
    status AS verification,
    document_id,
    locator
FROM raw.instrument_nodes
