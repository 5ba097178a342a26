-- core.observation_flags: one row per status of a figure: its code in the list of observation statuses of SDMX
-- (CL_OBS_STATUS); R is that of Eurostat, since SDMX has none for a figure that was put right.
SELECT
    status,
    obs_status,
    obs_status IN ('L', 'M', 'O') AS is_missing
FROM (
    VALUES
    ('published', 'A'), ('published_in_part', 'A'), ('corrected', 'R'), ('derived', 'I'),
    ('not_evaluated', 'M'), ('not_scored', 'M'), ('not_yet_scored', 'M'),
    ('not_held', 'L'), ('lost_in_transcription', 'L'),
    ('not_published', 'O'), ('dropped', 'O')
) AS flags (status, obs_status)
