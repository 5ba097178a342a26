-- severity: error
-- why: A gap and a place follow from the quartiles shown beside them.
-- remedy: correct the model, warehouse/sql/mart/domain_profile.sql
-- Quartiles out of order, or a gap, rank or count that does not follow from them.
SELECT
    evaluation_year,
    region_code,
    region_name,
    measure,
    peer_type,
    score,
    peer_q1,
    peer_median,
    peer_q3,
    peer_rank,
    peer_ranked
FROM mart.domain_profile
WHERE
    NOT coalesce(peer_q1 <= peer_median AND peer_median <= peer_q3, peer_q1 IS NULL AND peer_median IS NULL AND peer_q3 IS NULL)
    OR peer_gap <> score - peer_median
    OR NOT coalesce(peer_rank BETWEEN 1 AND peer_ranked, peer_rank IS NULL)
    OR (score IS NULL AND peer_rank IS NOT NULL)
    OR (
        -- The ten nearest and those with the next grade are others.
        peer_rank IS NOT NULL
        AND peer_ranked <> peer_count + CASE WHEN peer_type IN ('nearest', 'next_grade') THEN 1 ELSE 0 END
    )
    OR peer_best < peer_q3
    OR peer_mean > peer_best
