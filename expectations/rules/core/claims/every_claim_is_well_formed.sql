-- severity: error
-- why: A claim of an unknown form, or with an argument that cannot be read, would pass for not checkable.
-- remedy: correct the line in sources/claims/snapshots/claims.csv; the README beside it lists the forms
-- The closed set of forms: whom each speaks of, and which arguments it takes: 'must' be there, 'may' be there, 'no'.
WITH forms (claim_form, subject_types, measure, year, value, is_count, before) AS (
    VALUES
    ('egdi_rank_equals', 'country', 'no', 'must', 'must', TRUE, 'no'),
    ('egdi_rank_moved', 'country', 'no', 'must', 'must', TRUE, 'must'),
    ('countries_ranked_equals', 'survey', 'no', 'must', 'must', TRUE, 'no'),
    ('best_in_province', 'region', 'must', 'may', 'no', FALSE, 'no'),
    ('is_role_model', 'region', 'no', 'may', 'no', FALSE, 'no'),
    ('index_reaches', 'region country', 'no', 'may', 'must', FALSE, 'no'),
    ('has_target', 'region country', 'no', 'may', 'must', FALSE, 'no')
),

-- The index and its parts (domains), of any instrument.
measures AS (
    SELECT list(node_code) AS codes
    FROM core.instrument_nodes
    WHERE node_type = 'index' OR node_code = part_code
),

arguments AS (
    SELECT r.claim_id, r.part_no, r.claim_form, f.claim_form IS NOT NULL AS is_known, a.name, a.needed, a.printed, a.is_readable
    FROM raw.claims AS r
    CROSS JOIN measures AS m
    LEFT JOIN forms AS f ON r.claim_form = f.claim_form
    CROSS JOIN LATERAL (
        VALUES
        ('measure', f.measure, r.measure, list_contains(m.codes, r.measure)),
        ('year', f.year, r.year, regexp_full_match(r.year, '20[0-9][0-9]')),
        (
            'value', f.value, r.value,
            regexp_full_match(r.value, CASE WHEN f.is_count THEN '[1-9][0-9]{0,2}' ELSE '[0-5]([.][0-9]{1,2})?' END)
        ),
        ('year_before', f.before, r.year_before, regexp_full_match(r.year_before, '20[0-9][0-9]') AND r.year_before < r.year),
        ('value_before', f.before, r.value_before, regexp_full_match(r.value_before, '[1-9][0-9]{0,2}'))
    ) AS a (name, needed, printed, is_readable)
)

SELECT claim_id, part_no, 'unknown form ' || claim_form AS problem
FROM raw.claims
WHERE claim_form NOT IN (SELECT f.claim_form FROM forms AS f)
UNION ALL
SELECT claim_id, part_no, claim_form || ' takes no ' || name || ': ' || printed
FROM arguments
WHERE is_known AND needed = 'no' AND printed <> ''
UNION ALL
SELECT claim_id, part_no, claim_form || ' needs ' || name
FROM arguments
WHERE is_known AND needed = 'must' AND printed = ''
UNION ALL
SELECT claim_id, part_no, name || ' cannot be read: ' || printed
FROM arguments
WHERE is_known AND needed <> 'no' AND printed <> '' AND NOT is_readable
UNION ALL
SELECT r.claim_id, r.part_no, r.claim_form || ' does not speak of a ' || r.subject_type
FROM raw.claims AS r
INNER JOIN forms AS f ON r.claim_form = f.claim_form
WHERE NOT contains(' ' || f.subject_types || ' ', ' ' || r.subject_type || ' ')
UNION ALL
SELECT claim_id, part_no, 'no ' || subject_type || ' has the code ' || subject_code
FROM raw.claims
WHERE
    NOT CASE subject_type
        WHEN 'region' THEN subject_code IN (SELECT g.current_code FROM core.regions AS g)
        WHEN 'country' THEN subject_code IN (SELECT u.iso3 FROM core.un_egdi AS u)
        WHEN 'survey' THEN subject_code = 'EGDI'
        ELSE TRUE
    END
UNION ALL
-- What a province's index is best in, and whose national index is printed here.
SELECT c.claim_id, CAST(c.part_no AS VARCHAR), c.claim_form || ' does not speak of ' || c.subject_code
FROM core.claims AS c
WHERE
    (c.claim_form = 'best_in_province' AND length(c.subject_code) = 2)
    OR (c.claim_form IN ('index_reaches', 'has_target') AND c.claim_subject_type = 'country' AND c.subject_code <> 'IDN')
UNION ALL
SELECT r.claim_id, r.part_no, 'stated_on cannot be read: ' || r.stated_on
FROM raw.claims AS r
INNER JOIN core.claims AS c ON r.document_id = c.document_id AND r.locator = c.locator
WHERE r.stated_on <> '' AND (NOT regexp_full_match(r.stated_on, '20[0-9][0-9](-[0-9]{2}){0,2}') OR c.stated_from IS NULL)
UNION ALL
SELECT claim_id, part_no, 'neither year nor stated_on: which results judge it is not known'
FROM raw.claims
WHERE claim_form IN ('best_in_province', 'is_role_model', 'index_reaches') AND year = '' AND stated_on = ''
