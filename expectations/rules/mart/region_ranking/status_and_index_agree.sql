-- severity: error
-- why: Nobody may read an empty cell as normal, nor a figure as missing.
-- remedy: correct core.observation_flags, or the model mart.region_ranking
SELECT r.evaluation_year, r.region_code, r.spbe_index, r.status, r.obs_status
FROM mart.region_ranking AS r
WHERE (r.spbe_index IS NULL) <> (r.obs_status IN (SELECT f.obs_status FROM core.observation_flags AS f WHERE f.is_missing))
