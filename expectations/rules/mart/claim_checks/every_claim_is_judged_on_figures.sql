-- severity: error
-- why: Every claim has one verdict; a decided one names figures of grade A or B and their place.
-- remedy: correct the judging, warehouse/computed/claim_judging
SELECT
    coalesce(c.claim_id, m.claim_id) AS claim_id,
    coalesce(c.part_no, m.part_no) AS part_no,
    m.verdict,
    m.evidence_grade,
    m.verdict_reason,
    coalesce(c.document_id, m.document_id) AS document_id,
    coalesce(c.locator, m.locator) AS locator
FROM core.claims AS c
FULL JOIN mart.claim_checks AS m ON c.claim_id = m.claim_id AND c.part_no = m.part_no
WHERE
    c.claim_id IS NULL
    OR m.claim_id IS NULL
    OR (m.verdict <> 'not_checkable' AND (m.evidence_grade NOT IN ('A', 'B') OR m.evidence_grade IS NULL))
    OR (
        m.verdict <> 'not_checkable'
        AND NOT EXISTS (
            SELECT 1 FROM mart.claim_figures AS f
            WHERE
                m.claim_id = f.claim_id AND m.part_no = f.part_no AND f.figure_role = 'judged'
                AND f.document_id IS NOT NULL
        )
    )
    OR (m.verdict = 'not_checkable' AND m.verdict_reason IS NULL)
