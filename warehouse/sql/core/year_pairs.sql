-- core.year_pairs: one row per evaluation year and the year before it, where both are declared: what of them may be
-- compared. Scores only where both were made by the same instrument; ranks only where both have national results too.
SELECT
    n.evaluation_year,
    b.evaluation_year AS previous_year,
    n.instrument,
    b.instrument AS previous_instrument,
    n.nationally_complete AS complete_now,
    b.nationally_complete AS complete_before,
    n.instrument = b.instrument AS scores_comparable,
    n.instrument = b.instrument AND n.nationally_complete AND b.nationally_complete AS ranks_comparable,
    n.document_id,
    n.locator
FROM core.evaluation_years AS n
INNER JOIN core.evaluation_years AS b ON n.evaluation_year = b.evaluation_year + 1
