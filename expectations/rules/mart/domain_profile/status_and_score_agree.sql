-- severity: error
-- why: Nobody may read an empty cell as normal, nor a score as missing.
-- remedy: correct core.observation_flags, or the model mart.domain_profile
SELECT p.evaluation_year, p.region_code, p.measure, p.peer_type, p.score, p.obs_status
FROM mart.domain_profile AS p
WHERE (p.score IS NULL) <> (p.obs_status IN (SELECT f.obs_status FROM core.observation_flags AS f WHERE f.is_missing))
