-- severity: error
-- why: A country is set beside the ten most alike, and a member beside all other members.
-- remedy: correct the model, warehouse/sql/mart/egdi_peers.sql
-- A tie at the tenth place may bring more than ten; an edition of few countries has fewer.
WITH found AS (
    SELECT survey_year, focus_iso3, egdi_peer_group, count(*) AS peers, max(egdi_peer_order) AS last_order
    FROM mart.egdi_peers
    GROUP BY survey_year, focus_iso3, egdi_peer_group
),

wanted AS (
    SELECT
        survey_year,
        iso3 AS focus_iso3,
        'structure' AS egdi_peer_group,
        least(10, placed - 1) AS peers
    FROM (
        SELECT survey_year, iso3, count(*) OVER (PARTITION BY survey_year) AS placed
        FROM mart.egdi_ranking
        WHERE egdi IS NOT NULL AND hci <= 1 AND tii <= 1
    ) AS scored
    WHERE iso3 IN (SELECT iso3 FROM core.country_groups)
    UNION ALL
    SELECT r.survey_year, r.iso3, g.country_group, count(*) OVER (PARTITION BY r.survey_year, g.country_group) - 1
    FROM mart.egdi_ranking AS r
    INNER JOIN core.country_groups AS g ON r.iso3 = g.iso3 AND g.member_from_year <= r.survey_year
    WHERE r.egdi IS NOT NULL
)

SELECT
    coalesce(w.survey_year, f.survey_year) AS survey_year,
    coalesce(w.focus_iso3, f.focus_iso3) AS focus_iso3,
    coalesce(w.egdi_peer_group, f.egdi_peer_group) AS egdi_peer_group,
    w.peers AS peers_wanted,
    f.peers AS peers_found
FROM wanted AS w
FULL JOIN found AS f ON w.survey_year = f.survey_year AND w.focus_iso3 = f.focus_iso3 AND w.egdi_peer_group = f.egdi_peer_group
WHERE
    CASE coalesce(w.egdi_peer_group, f.egdi_peer_group)
        WHEN 'structure' THEN coalesce(f.peers, 0) < coalesce(w.peers, 0) OR coalesce(f.last_order, 0) > 10 OR w.peers IS NULL
        ELSE coalesce(w.peers, 0) <> coalesce(f.peers, 0)
    END
