-- severity: error
-- why: Every row of a document is in its raw table.
-- remedy: compare the rows with the document and correct the transcription
WITH loaded AS (
    SELECT document_id, count(*) AS rows_loaded FROM raw.spbe_annual_report GROUP BY ALL
    UNION ALL
    SELECT document_id, count(*) FROM raw.spbe_printed_means GROUP BY ALL
    UNION ALL
    SELECT document_id, count(*) FROM raw.spbe_agency_report GROUP BY ALL
    UNION ALL
    SELECT document_id, count(*) FROM raw.un_egdi GROUP BY ALL
    UNION ALL
    SELECT document_id, count(*) FROM raw.spbe_decree GROUP BY ALL
    UNION ALL
    SELECT document_id, count(*) FROM raw.spbe_tauval GROUP BY ALL
    UNION ALL
    SELECT document_id, count(*) FROM raw.spbe_spreadsheet GROUP BY ALL
    UNION ALL
    SELECT document_id, count(*) FROM raw.spbe_press GROUP BY ALL
    UNION ALL
    SELECT document_id, count(*) FROM raw.un_data360 GROUP BY ALL
    UNION ALL
    SELECT document_id, count(*) FROM raw.spbe_known_deviations GROUP BY ALL
    UNION ALL
    SELECT document_id, count(*) FROM raw.un_editions GROUP BY ALL
    UNION ALL
    SELECT document_id, count(*) FROM raw.targets GROUP BY ALL
    UNION ALL
    SELECT document_id, count(*) FROM raw.indicator_costs GROUP BY ALL
    UNION ALL
    SELECT document_id, count(*) FROM raw.claims GROUP BY ALL
    UNION ALL
    SELECT document_id, count(*) FROM raw.un_country_groups GROUP BY ALL
    UNION ALL
    SELECT document_id, count(*) FROM raw.un_known_deviations GROUP BY ALL
    UNION ALL
    SELECT document_id, count(*) FROM raw.regions GROUP BY ALL
    UNION ALL
    SELECT document_id, count(*) FROM raw.region_changes GROUP BY ALL
    UNION ALL
    SELECT document_id, count(*) FROM raw.region_aliases GROUP BY ALL
    UNION ALL
    SELECT document_id, count(*) FROM raw.instruments GROUP BY ALL
    UNION ALL
    SELECT document_id, count(*) FROM raw.instrument_nodes GROUP BY ALL
    UNION ALL
    SELECT document_id, count(*) FROM raw.predikat_bands GROUP BY ALL
    UNION ALL
    SELECT document_id, count(*) FROM raw.evaluations GROUP BY ALL
)

SELECT coalesce(d.document_id, l.document_id) AS document_id, d.file_name, d.file_rows, l.rows_loaded
FROM core.documents AS d
FULL JOIN loaded AS l ON d.document_id = l.document_id
WHERE d.file_rows IS DISTINCT FROM l.rows_loaded
