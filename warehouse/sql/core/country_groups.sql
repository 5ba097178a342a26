-- core.country_groups: one row per country and group.
SELECT
    country_group,
    iso3,
    CAST(member_from AS INTEGER) AS member_from_year,
    document_id,
    locator
FROM raw.un_country_groups
