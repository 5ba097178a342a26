-- severity: error
-- why: A scope, horizon or grade that is none, a figure, year or date of another form would be misread or lost.
-- remedy: correct the line in sources/targets/snapshots and seal the file, or in the file that was added, and add it again (see sources/targets/README.md)
-- Scores run up to 5; years and dates are of this century, or blank: none is made up.
SELECT
    document_id,
    line_no,
    locator,
    target_id,
    cell,
    typed
FROM (
    SELECT
        document_id,
        line_no,
        locator,
        target_id,
        unnest([
            struct_pack(cell := 'scope', typed := scope, form := 'country|region|province_aggregate|every_region'),
            struct_pack(cell := 'horizon', typed := horizon, form := 'every_year|by_year|undated'),
            struct_pack(cell := 'evidence_grade', typed := evidence_grade, form := '[A-D]'),
            struct_pack(cell := 'target_value', typed := target_value, form := '[0-9]([,.][0-9]{1,2})?'),
            struct_pack(cell := 'target_year', typed := target_year, form := '(20[0-9]{2})?'),
            struct_pack(cell := 'stated_on', typed := stated_on, form := '(20[0-9]{2}-[0-9]{2}-[0-9]{2})?')
        ], recursive := true)
    FROM raw.targets
) AS cells
WHERE
    NOT coalesce(regexp_full_match(typed, form), FALSE)
    OR (cell = 'stated_on' AND typed <> '' AND try_cast(typed AS DATE) IS NULL)
