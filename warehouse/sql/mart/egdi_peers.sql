-- mart.egdi_peers: one row per survey edition, scored country in focus, group and peer. In focus is every country that a
-- declared country group (ASEAN) holds or comes to hold. Beside it stand the other members of its group of that year, by
-- EGDI, and the ten countries of the world most alike in structure (HCI and TII: what a government works with; EGDI, OSI
-- and EPI, what it makes of that, are left out, so a result never chooses its own peers). Differences are divided by the
-- edition's standard deviation; equal distances share the order (1, 1, 3), so a tie at the tenth place brings an eleventh.
-- A component above 1 is an error of the source: such a row is nobody's neighbour and has none.
WITH scored AS (
    SELECT
        survey_year,
        iso3,
        country_name,
        egdi_rank,
        egdi,
        osi,
        hci,
        tii,
        epi,
        hci <= 1 AND tii <= 1 AS is_placed
    FROM mart.egdi_ranking
    WHERE egdi IS NOT NULL
),

-- Sums are of DECIMAL and therefore exact: the same rows in another order give the same bits.
totals AS (
    SELECT
        survey_year,
        CAST(count(*) AS DOUBLE) AS countries,
        CAST(sum(hci) AS DOUBLE) AS hci_sum,
        CAST(sum(hci * hci) AS DOUBLE) AS hci_squares,
        CAST(sum(tii) AS DOUBLE) AS tii_sum,
        CAST(sum(tii * tii) AS DOUBLE) AS tii_squares
    FROM scored
    WHERE is_placed
    GROUP BY survey_year
),

spread AS (
    SELECT
        survey_year,
        nullif(hci_squares / countries - (hci_sum / countries) * (hci_sum / countries), 0) AS hci_variance,
        nullif(tii_squares / countries - (tii_sum / countries) * (tii_sum / countries), 0) AS tii_variance
    FROM totals
),

pairs AS (
    SELECT
        f.survey_year,
        f.iso3 AS focus_iso3,
        p.iso3,
        coalesce(CAST((p.hci - f.hci) * (p.hci - f.hci) AS DOUBLE) / s.hci_variance, 0)
        + coalesce(CAST((p.tii - f.tii) * (p.tii - f.tii) AS DOUBLE) / s.tii_variance, 0) AS squared_distance
    FROM scored AS f
    INNER JOIN scored AS p ON f.survey_year = p.survey_year AND f.iso3 <> p.iso3
    INNER JOIN spread AS s ON f.survey_year = s.survey_year
    WHERE f.is_placed AND p.is_placed AND f.iso3 IN (SELECT iso3 FROM core.country_groups)
),

members AS (
    SELECT
        s.survey_year,
        g.country_group,
        s.iso3,
        rank() OVER (PARTITION BY s.survey_year, g.country_group ORDER BY s.egdi DESC) AS order_in_group
    FROM scored AS s
    INNER JOIN core.country_groups AS g ON s.iso3 = g.iso3 AND g.member_from_year <= s.survey_year
),

peers AS (
    SELECT
        survey_year,
        focus_iso3,
        iso3,
        'structure' AS egdi_peer_group,
        rank() OVER (PARTITION BY survey_year, focus_iso3 ORDER BY squared_distance) AS egdi_peer_order,
        squared_distance
    FROM pairs
    QUALIFY egdi_peer_order <= 10
    UNION ALL
    SELECT
        f.survey_year,
        f.iso3,
        p.iso3,
        p.country_group,
        p.order_in_group,
        d.squared_distance
    FROM members AS f
    INNER JOIN members AS p
        ON f.survey_year = p.survey_year AND f.country_group = p.country_group AND f.iso3 <> p.iso3
    LEFT JOIN pairs AS d ON f.survey_year = d.survey_year AND f.iso3 = d.focus_iso3 AND p.iso3 = d.iso3
)

SELECT
    r.survey_year,
    r.focus_iso3,
    f.country_name AS focus_name,
    r.egdi_peer_group,
    r.egdi_peer_order,
    r.iso3,
    p.country_name,
    CAST(sqrt(r.squared_distance) AS DECIMAL(8, 5)) AS structure_distance,
    p.egdi_rank,
    f.egdi_rank AS focus_egdi_rank,
    p.egdi,
    p.osi,
    p.hci,
    p.tii,
    p.epi,
    p.egdi - f.egdi AS egdi_gap,
    p.osi - f.osi AS osi_gap,
    p.hci - f.hci AS hci_gap,
    p.tii - f.tii AS tii_gap,
    p.epi - f.epi AS epi_gap
FROM peers AS r
INNER JOIN scored AS f ON r.survey_year = f.survey_year AND r.focus_iso3 = f.iso3
INNER JOIN scored AS p ON r.survey_year = p.survey_year AND r.iso3 = p.iso3
