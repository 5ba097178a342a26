"""What is read of the rankings, scores and the survey for the subjects that claims speak of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from warehouse.computed.claim_judging.judgement import Place
from warehouse.connection import Connection, records_of


@dataclass(frozen=True)
class Figure:
    """One figure of one subject, whether it is the ministry's own, and where it stands."""

    code: str
    name: str
    score: Decimal
    grade: str
    official: bool
    place: Place


@dataclass(frozen=True)
class Standing:
    """One region in one year, as mart.region_ranking has it."""

    name: str
    kind: str
    province_code: str
    province_name: str
    rank: int | None
    ranked: int | None
    members: int | None
    role_model: bool | None


@dataclass(frozen=True)
class Country:
    """One country in one edition of the survey."""

    name: str
    rank: int | None
    ranked: int
    grade: str
    place: Place


@dataclass(frozen=True)
class Edition:
    """One edition of the survey."""

    ranked: int
    listed: int
    grade: str
    place: Place


@dataclass(frozen=True)
class Evidence:
    """All figures that a claim may be held against, each by year and subject."""

    years: dict[int, bool]
    decrees: dict[int, date]
    standings: dict[tuple[int, str], Standing]
    members: dict[tuple[int, str], list[str]]
    scores: dict[tuple[int, str, str], Figure]
    national: dict[int, Figure]
    countries: dict[tuple[int, str], Country]
    editions: dict[int, Edition]

    def complete(self, year: int) -> bool:
        """Whether the year's national results are loaded."""
        return self.years.get(year, False)

    def of_province(self, year: int, province_code: str, measure: str) -> list[Figure]:
        """The figures of the kabupaten and kota of a province, as of that year: those that there are, by code."""
        codes = self.members.get((year, province_code), [])
        return [self.scores[year, code, measure] for code in codes if (year, code, measure) in self.scores]


#: Only what a claim can be held against is read: the provinces and countries that claims speak of.
_PROVINCES = (
    "(SELECT p.province_code FROM mart.region_ranking AS p "
    "INNER JOIN core.claims AS c ON p.current_code = c.subject_code)"
)


def read_evidence(connection: Connection) -> Evidence:
    """All figures of the provinces and countries that claims speak of."""
    years = records_of(
        connection, "SELECT evaluation_year, nationally_complete, decree_date FROM core.evaluation_years"
    )
    ranking = records_of(
        connection,
        "SELECT r.evaluation_year, r.current_code, r.region_name, r.kind, r.province_code, r.province_name, "
        "r.rank_in_kind, r.ranked_in_kind, r.expected_in_province, m.is_role_model FROM mart.region_ranking AS r "
        "LEFT JOIN mart.role_models AS m ON r.evaluation_year = m.evaluation_year AND r.region_code = m.region_code "
        f"WHERE r.province_code IN {_PROVINCES} ORDER BY r.evaluation_year, r.current_code",
    )
    members: dict[tuple[int, str], list[str]] = {}
    for row in ranking:
        if row["kind"] != "provinsi":
            members.setdefault((row["evaluation_year"], row["province_code"]), []).append(row["current_code"])
    return Evidence(
        years={row["evaluation_year"]: row["nationally_complete"] for row in years},
        decrees={row["evaluation_year"]: row["decree_date"] for row in years if row["decree_date"] is not None},
        standings={
            (row["evaluation_year"], row["current_code"]): Standing(
                row["region_name"], row["kind"], row["province_code"], row["province_name"], row["rank_in_kind"],
                row["ranked_in_kind"], row["expected_in_province"], row["is_role_model"],
            )
            for row in ranking
        },
        members=members,
        **_figures(connection),
        **_survey(connection),
    )  # fmt: skip


def _figures(connection: Connection) -> dict[str, Any]:
    scores = records_of(
        connection,
        "SELECT r.evaluation_year, r.current_code, r.region_name, s.measure, s.score, s.evidence_grade, "
        "s.speaks_because = 'official' AS official, s.document_id, o.page, o.table_no, o.row_no "
        "FROM mart.region_ranking AS r "
        "INNER JOIN core.speaking_scores AS s ON s.subject_type = 'region' "
        "AND r.evaluation_year = s.evaluation_year AND r.region_code = s.subject_code "
        "LEFT JOIN core.observations AS o ON s.observation_id = o.observation_id "
        "WHERE (s.measure = 'INDEX' OR s.measure IN (SELECT c.measure FROM core.claims AS c)) AND s.score IS NOT NULL "
        f"AND r.province_code IN {_PROVINCES}",
    )
    national = records_of(
        connection,
        "SELECT g.evaluation_year, g.score, g.evidence_grade, g.speaks_because = 'official' AS official, "
        "g.document_id, o.page, o.table_no, o.row_no FROM core.speaking_scores AS g "
        "LEFT JOIN core.observations AS o ON g.observation_id = o.observation_id "
        "WHERE g.subject_type = 'agency_group' AND g.subject_code = 'Nasional' AND g.measure = 'INDEX'",
    )
    return {
        "scores": {
            (row["evaluation_year"], row["current_code"], row["measure"]): Figure(
                row["current_code"],
                row["region_name"],
                row["score"],
                row["evidence_grade"],
                row["official"],
                _place(row),
            )
            for row in scores
        },
        "national": {
            row["evaluation_year"]: Figure(
                "IDN", "Indonesia", row["score"], row["evidence_grade"], row["official"], _place(row)
            )
            for row in national
        },
    }


def _survey(connection: Connection) -> dict[str, Any]:
    countries = records_of(
        connection,
        "SELECT r.survey_year, r.iso3, r.country_name, r.egdi_rank, r.ranked_in_world, u.evidence_grade, "
        "u.document_id, w.row_no "
        "FROM mart.egdi_ranking AS r INNER JOIN core.un_egdi AS u ON r.survey_year = u.survey_year AND r.iso3 = u.iso3 "
        "LEFT JOIN raw.un_egdi AS w ON u.document_id = w.document_id AND u.line_no = w.line_no "
        "WHERE r.iso3 IN (SELECT c.subject_code FROM core.claims AS c)",
    )
    editions = records_of(
        connection,
        "SELECT r.survey_year, max(r.ranked_in_world) AS ranked, max(r.listed_in_world) AS listed, "
        "max(u.evidence_grade) AS evidence_grade, "
        "min(u.document_id) AS document_id "
        "FROM mart.egdi_ranking AS r INNER JOIN core.un_egdi AS u ON r.survey_year = u.survey_year AND r.iso3 = u.iso3 "
        "GROUP BY r.survey_year",
    )
    return {
        "countries": {
            (row["survey_year"], row["iso3"]): Country(
                row["country_name"], row["egdi_rank"], row["ranked_in_world"], row["evidence_grade"], _place(row)
            )
            for row in countries
        },
        "editions": {
            row["survey_year"]: Edition(row["ranked"], row["listed"], row["evidence_grade"], _place(row))
            for row in editions
        },
    }


def _place(row: dict[str, Any]) -> Place:
    return Place(row["document_id"], row.get("page"), row.get("table_no"), row.get("row_no"))
