-- severity: error
-- why: Two tables must not rank the same region differently.
-- remedy: correct the model, warehouse/sql/mart/domain_profile.sql
-- A region whose index or rank among its kind is not that of mart.region_ranking.
SELECT
    p.evaluation_year,
    p.region_code,
    p.region_name,
    p.score,
    k.spbe_index,
    p.peer_rank,
    k.rank_in_kind
FROM mart.domain_profile AS p
INNER JOIN mart.region_ranking AS k ON p.evaluation_year = k.evaluation_year AND p.region_code = k.region_code
WHERE
    p.measure = 'INDEX'
    AND p.peer_type = 'kind'
    AND (
        p.score IS DISTINCT FROM k.spbe_index
        OR (p.peer_ranked IS NOT NULL AND (p.peer_rank <> k.rank_in_kind OR p.peer_ranked <> k.ranked_in_kind))
    )
