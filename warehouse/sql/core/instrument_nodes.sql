-- core.instrument_nodes: one row per node of an instrument's index tree. The parts of an index are the nodes just below
-- it (domains; aspects where there are none): part_code says which a node belongs to. A leaf is what is given a level.
WITH RECURSIVE parts AS (
    SELECT instrument, node_code, node_code AS part_code
    FROM raw.instrument_nodes
    WHERE parent_code = 'INDEX'
    UNION ALL
    SELECT n.instrument, n.node_code, p.part_code
    FROM raw.instrument_nodes AS n
    INNER JOIN parts AS p ON n.instrument = p.instrument AND n.parent_code = p.node_code
),

parents AS (
    SELECT DISTINCT instrument, parent_code
    FROM raw.instrument_nodes
)

SELECT
    n.instrument,
    n.node_code,
    nullif(n.parent_code, '') AS parent_code,
    n.node_type,
    CAST(nullif(n.number, '') AS INTEGER) AS number,
    CAST(n.weight_percent AS DECIMAL(8, 4)) AS weight_percent,
    n.name_id,
    n.name_en,
    p.part_code,
    n.node_type IN ('indicator', 'service') AND c.parent_code IS NULL AS is_leaf,
    n.status AS verification,
    n.document_id,
    n.locator
FROM raw.instrument_nodes AS n
LEFT JOIN parts AS p ON n.instrument = p.instrument AND n.node_code = p.node_code
LEFT JOIN parents AS c ON n.instrument = c.instrument AND n.node_code = c.parent_code
