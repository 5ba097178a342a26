-- severity: error
-- why: Where a score is there its status says how good it is, and where there is none, why.
-- remedy: correct core.observation_flags, or the model that gives the status; a new status of figures needs a row there
SELECT s.evaluation_year, s.subject_type, s.subject_code, s.measure, s.printed_value, s.score, s.obs_status
FROM core.speaking_scores AS s
WHERE
    s.obs_status IS NULL
    OR (s.measure <> 'PREDIKAT' AND (s.score IS NULL) <> (s.obs_status IN (SELECT f.obs_status FROM core.observation_flags AS f WHERE f.is_missing)))
