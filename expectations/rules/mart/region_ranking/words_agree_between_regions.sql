-- severity: error
-- why: Whoever is clearly ahead has somebody clearly behind, and equals are never told apart.
-- remedy: correct the model, warehouse/sql/mart/region_ranking.sql
-- Whoever is clearly ahead has somebody clearly behind; nobody is forgotten; equal indices are never told apart.
SELECT evaluation_year, kind, sum(clearly_ahead_of) AS ahead_of, sum(clearly_behind) AS behind
FROM mart.region_ranking
WHERE rank_in_kind IS NOT NULL
GROUP BY evaluation_year, kind
HAVING
    sum(clearly_ahead_of) <> sum(clearly_behind)
    OR count(*) FILTER (
        least(clearly_ahead_of, not_distinguishable_from, clearly_behind) < 0
        OR clearly_ahead_of + not_distinguishable_from + clearly_behind <> ranked_in_kind - 1
        OR clearly_behind > rank_in_kind - 1
        OR clearly_ahead_of > ranked_in_kind - rank_in_kind - tied_in_kind + 1
    ) > 0
    OR count(*) <> count(clearly_ahead_of)
