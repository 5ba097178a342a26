"""mart.claim_checks: published claims, each judged by its form on the figures that were known when it was stated.

Belongs here: the closed set of forms, what makes each true or false, and the sentences that show the figures.
Does not belong here: whether a claim is well formed (sql/checks/core/claims), the figures (core, the other marts).

A claim about an evaluation year is judged on the year that it names, else on the newest year whose decree was out on
the day it was stated; the other years with national results stand beside it, without a verdict. Only grades A and B
confirm or contradict, and a ranking needs the national results.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

from warehouse.connection import Connection
from warehouse.spec import Text

READS = (
    "core.claims",
    "core.evaluation_years",
    "core.spbe_scores",
    "core.group_means",
    "core.observations",
    "core.un_egdi",
    "mart.region_ranking",
    "mart.role_models",
    "mart.egdi_ranking",
)

Verdict = Literal["confirmed", "contradicted", "not_checkable"]

#: JRC's rule of thumb: below this share of members no mean is given.
_COVERAGE = Decimal("0.65")


class UnknownClaimForm(ValueError):
    """A claim whose form is none of the closed set, past the rule that refuses it."""


@dataclass(frozen=True)
class Claim:
    """What is claimed, without who said so."""

    claim_id: str
    part_no: int
    claim_form: str
    subject_type: str
    subject_code: str
    measure: str | None
    year: int | None
    value: Decimal | None
    year_before: int | None
    value_before: Decimal | None
    stated_from: date | None


@dataclass(frozen=True)
class Figure:
    """One figure of one subject, and where it stands."""

    name: str
    score: Decimal
    grade: str
    place: str


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

    rank: int | None
    ranked: int
    grade: str
    place: str


@dataclass(frozen=True)
class Edition:
    """One edition of the survey."""

    ranked: int
    listed: int
    grade: str
    place: str


@dataclass(frozen=True)
class Judgement:
    """What the figures of one year say of a claim."""

    verdict: Verdict
    figures: Text
    places: tuple[str, ...] = ()
    grade: str | None = None
    reason: Text | None = None


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


def compute(connection: Connection) -> list[dict[str, Any]]:
    """One record per claim and part.

    Raises:
        UnknownClaimForm: naming the claim; the rule every_claim_is_well_formed refuses such a claim before.
    """
    evidence = _evidence(connection)
    records = []
    for stated in _records(connection, "SELECT * FROM core.claims ORDER BY claim_id, part_no"):
        claim = Claim(
            stated["claim_id"], stated["part_no"], stated["claim_form"], stated["claim_subject_type"],
            stated["subject_code"], stated["measure"], stated["claim_year"], stated["claim_value"],
            stated["claim_year_before"], stated["claim_value_before"], stated["stated_from"],
        )  # fmt: skip
        year = judged_year(claim, evidence)
        judgement = judge(claim, year, evidence)
        beside = [
            judge(claim, other, evidence).figures
            for other in sorted(evidence.years)
            if claim.claim_form not in SURVEY_FORMS and other != year and evidence.complete(other)
        ]
        records.append(
            {
                "claim_id": claim.claim_id, "part_no": claim.part_no, "stated_by": stated["stated_by"],
                "stated_on": stated["stated_on"], "quote_id": stated["quote_id"], "quote_en": stated["quote_en"],
                "claim_form": claim.claim_form, "claim_subject_type": claim.subject_type,
                "subject_code": claim.subject_code, "verdict": judgement.verdict,
                "verdict_reason": _bilingual([judgement.reason] if judgement.reason else []),
                "judged_year": year, "claim_figures": _bilingual([judgement.figures]),
                "evidence_grade": judgement.grade, "figure_places": "; ".join(judgement.places) or None,
                "figures_beside": _bilingual(beside), "url": stated["url"], "claim_note": stated["claim_note"],
                "document_id": stated["document_id"], "locator": stated["locator"],
            }
        )  # fmt: skip
    return records


def judged_year(claim: Claim, evidence: Evidence) -> int | None:
    """The year that judges a claim: the one it names, else the newest whose results were out when it was stated.

    An aim without a date is no older than the newest results; None where nothing was out yet.
    """
    if claim.year is not None:
        return claim.year
    if claim.stated_from is not None:
        return max((year for year, out in evidence.decrees.items() if out <= claim.stated_from), default=None)
    return max((year for year in evidence.years if evidence.complete(year)), default=None)


def judge(claim: Claim, year: int | None, evidence: Evidence) -> Judgement:
    """What the figures of one year say of a claim.

    Raises:
        UnknownClaimForm: for a form that is not one of FORMS.
    """
    form = FORMS.get(claim.claim_form)
    if form is None:
        raise UnknownClaimForm(
            f"{claim.claim_id}, part {claim.part_no}: no form is called {claim.claim_form!r}. Use one of "
            f"{', '.join(sorted(FORMS))} in sources/claims/snapshots/claims.csv, or write the new form in {__name__}."
        )
    if year is None:
        nothing = Text("Belum ada hasil yang diketahui pada hari itu", "No results were known on that day")
        return Judgement("not_checkable", nothing, reason=nothing)
    return form(claim, year, evidence)


# --- forms about the UN survey --------------------------------------------------------------------------------------


def _egdi_rank_equals(claim: Claim, year: int, evidence: Evidence) -> Judgement:
    country = evidence.countries.get((year, claim.subject_code))
    return _survey_judgement([(year, claim.value, country)])


def _egdi_rank_moved(claim: Claim, year: int, evidence: Evidence) -> Judgement:
    before = claim.year_before or 0
    return _survey_judgement(
        [
            (before, claim.value_before, evidence.countries.get((before, claim.subject_code))),
            (year, claim.value, evidence.countries.get((year, claim.subject_code))),
        ]
    )


def _survey_judgement(said: list[tuple[int, Decimal | None, Country | None]]) -> Judgement:
    """Ranks as the UN prints them against those that were claimed, edition by edition."""
    known = [(claimed, country) for _, claimed, country in said if country is not None and country.rank is not None]
    parts = [
        Text(
            f"{edition}: peringkat {country.rank} dari {country.ranked} negara yang dinilai",
            f"{edition}: rank {country.rank} of {country.ranked} scored countries",
        )
        if country is not None and country.rank is not None
        else Text(f"{edition}: tanpa peringkat", f"{edition}: no rank")
        for edition, _, country in said
    ]
    reason = None
    verdict: Verdict = "confirmed"
    if any(country.rank != claimed for claimed, country in known):
        verdict = "contradicted"
    elif len(known) < len(said):
        verdict = "not_checkable"
        reason = Text(
            "Edisi itu tidak termuat, atau negara itu tidak dinilai di dalamnya",
            "That edition is not loaded, or the country is not scored in it",
        )
    return Judgement(
        verdict, _joined(parts, "; "), tuple(country.place for _, country in known),
        max((country.grade for _, country in known), default=None), reason,
    )  # fmt: skip


def _countries_ranked_equals(claim: Claim, year: int, evidence: Evidence) -> Judgement:
    edition = evidence.editions.get(year)
    if edition is None:
        missing = Text(f"Edisi {year} tidak termuat", f"Edition {year} is not loaded")
        return Judgement("not_checkable", missing, reason=missing)
    return Judgement(
        "confirmed" if edition.ranked == claim.value else "contradicted",
        Text(
            f"{year}: {edition.ranked} negara dinilai dari {edition.listed} yang tercantum",
            f"{year}: {edition.ranked} countries scored of {edition.listed} listed",
        ),
        (edition.place,),
        edition.grade,
    )


# --- forms about an evaluation year ---------------------------------------------------------------------------------


def _best_in_province(claim: Claim, year: int, evidence: Evidence) -> Judgement:
    measure = claim.measure or "INDEX"
    region = evidence.standings.get((year, claim.subject_code))
    own = evidence.scores.get((year, claim.subject_code, measure))
    if region is None:
        return _without_row(year)
    rivals = evidence.of_province(year, region.province_code, measure)
    best = max((figure.score for figure in rivals), default=None)
    leaders = [figure for figure in rivals if figure.score == best]
    names = ", ".join(figure.name for figure in leaders)
    places = tuple(dict.fromkeys(figure.place for figure in ([own] if own else []) + leaders))
    highest = (
        Text("", "")
        if best is None
        else Text(f"; tertinggi {names} {_id(best)}", f"; highest {names} {best}")
    )  # fmt: skip
    if not evidence.complete(year):
        grade = max((figure.grade for figure in rivals), default=None)
        graded = Text("", "") if grade is None else Text(f", mutu bukti {grade}", f", grade {grade}")
        return Judgement(
            "not_checkable",
            Text(
                f"{year}: {len(rivals)} dari {region.members} kabupaten/kota di {region.province_name} punya angka"
                f"{graded.id}{highest.id}",
                f"{year}: {len(rivals)} of {region.members} kabupaten/kota of {region.province_name} have a figure"
                f"{graded.en}{highest.en}",
            ),
            places,
            grade,
            _not_national(year),
        )
    if own is None:
        return Judgement(
            "not_checkable",
            Text(f"{year}: {region.name} tanpa angka{highest.id}", f"{year}: {region.name} has no figure{highest.en}"),
            places,
            max((figure.grade for figure in leaders), default=None),
            Text(f"{region.name} tidak punya angka tahun {year}", f"{region.name} has no figure of {year}"),
        )
    rank = 1 + sum(figure.score > own.score for figure in rivals)
    return Judgement(
        "confirmed" if own.score == best else "contradicted",
        Text(
            f"{year}: {region.name} {_id(own.score)}, peringkat {rank} dari {len(rivals)} kabupaten/kota yang dinilai "
            f"di {region.province_name} (seluruhnya {region.members}){highest.id}",
            f"{year}: {region.name} {own.score}, rank {rank} of {len(rivals)} scored kabupaten/kota of "
            f"{region.province_name} ({region.members} in all){highest.en}",
        ),
        places,
        max(figure.grade for figure in [own, *leaders]),
    )


def _is_role_model(claim: Claim, year: int, evidence: Evidence) -> Judgement:
    """The best tenth of its kind is the first condition of a role model: outside it a region is none, whatever else."""
    region = evidence.standings.get((year, claim.subject_code))
    own = evidence.scores.get((year, claim.subject_code, "INDEX"))
    if region is None:
        return _without_row(year)
    if own is None or region.rank is None or region.ranked is None:
        figure = Text("tanpa angka", "has no figure") if own is None else Text(_id(own.score), str(own.score))
        return Judgement(
            "not_checkable",
            Text(f"{year}: {region.name} {figure.id}", f"{year}: {region.name} {figure.en}"),
            (own.place,) if own else (),
            own.grade if own else None,
            _not_national(year)
            if not evidence.complete(year)
            else Text(f"{region.name} tidak punya angka tahun {year}", f"{region.name} has no figure of {year}"),
        )
    tenth = region.ranked // 10
    reached = region.rank <= tenth
    said = {
        True: Text("; memenuhi syarat teladan", "; meets the conditions of a role model"),
        False: Text("; tidak memenuhi syarat teladan", "; does not meet the conditions of a role model"),
        None: Text("", ""),
    }[region.role_model]
    verdict: Verdict = "confirmed" if region.role_model else "contradicted"
    reason = None
    if region.role_model is None and reached:
        verdict = "not_checkable"
        reason = Text(
            "Termasuk sepersepuluh terbaik, tetapi syarat lain tidak dapat diperiksa: teladan harus bertahan dua tahun",
            "Among the best tenth, but the other conditions cannot be checked: a role model must last two years",
        )
    return Judgement(
        verdict,
        Text(
            f"{year}: {region.name} {_id(own.score)}, peringkat {region.rank} dari {region.ranked} {region.kind}; "
            f"sepersepuluh terbaik sampai peringkat {tenth}{said.id}",
            f"{year}: {region.name} {own.score}, rank {region.rank} of {region.ranked} {region.kind}; "
            f"the best tenth ends at rank {tenth}{said.en}",
        ),
        (own.place,),
        own.grade,
        reason,
    )


def _index_reaches(claim: Claim, year: int, evidence: Evidence) -> Judgement:
    own = _index_of(claim, year, evidence)
    if own is None:
        return _without_row(year)
    figures = _index_text(claim, year, own, evidence)
    if own.grade not in {"A", "B"}:
        weak = Text(f"Hanya ada angka mutu bukti {own.grade}", f"There is only a figure of grade {own.grade}")
        return Judgement("not_checkable", figures, (own.place,), own.grade, weak)
    reached = claim.value is not None and own.score >= claim.value
    return Judgement("confirmed" if reached else "contradicted", figures, (own.place,), own.grade)


def _has_target(claim: Claim, year: int, evidence: Evidence) -> Judgement:
    """An aim is a wish, not a fact: the figures that stand beside it are all that can be said."""
    own = _index_of(claim, year, evidence)
    wish = Text("Sebuah niat, bukan fakta yang dapat diperiksa", "An aim, not a fact that can be checked")
    if own is None:
        return Judgement("not_checkable", _without_row(year).figures, reason=wish)
    return Judgement("not_checkable", _index_text(claim, year, own, evidence), (own.place,), own.grade, wish)


#: The closed set: the rule every_claim_is_well_formed lists the same names, with the arguments that each takes.
SURVEY_FORMS: dict[str, Callable[[Claim, int, Evidence], Judgement]] = {
    "egdi_rank_equals": _egdi_rank_equals,
    "egdi_rank_moved": _egdi_rank_moved,
    "countries_ranked_equals": _countries_ranked_equals,
}
FORMS: dict[str, Callable[[Claim, int, Evidence], Judgement]] = {
    **SURVEY_FORMS,
    "best_in_province": _best_in_province,
    "is_role_model": _is_role_model,
    "index_reaches": _index_reaches,
    "has_target": _has_target,
}


def _index_of(claim: Claim, year: int, evidence: Evidence) -> Figure | None:
    if claim.subject_type == "country":
        return evidence.national.get(year)
    return evidence.scores.get((year, claim.subject_code, "INDEX"))


def _index_text(claim: Claim, year: int, own: Figure, evidence: Evidence) -> Text:
    """The index, and for a province the mean of its kabupaten and kota: a claim seldom says which it means."""
    text = Text(
        f"{year}: {own.name} {_id(own.score)} (mutu bukti {own.grade})",
        f"{year}: {own.name} {own.score} (grade {own.grade})",
    )
    region = evidence.standings.get((year, claim.subject_code))
    if claim.subject_type != "region" or region is None or region.kind != "provinsi" or not evidence.complete(year):
        return text
    members = [figure.score for figure in evidence.of_province(year, region.province_code, "INDEX")]
    of_all = len(evidence.members.get((year, region.province_code), []))
    if not members or len(members) < _COVERAGE * of_all:
        return text
    mean = (sum(members, Decimal(0)) / len(members)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return Text(
        f"{text.id}; rata-rata {len(members)} dari {of_all} kabupaten/kotanya {_id(mean)}",
        f"{text.en}; mean of {len(members)} of its {of_all} kabupaten/kota {mean}",
    )


def _without_row(year: int) -> Judgement:
    nothing = Text(f"{year}: tidak ada angka", f"{year}: no figure")
    return Judgement(
        "not_checkable", nothing,
        reason=Text(f"Tidak ada angka tahun {year}", f"There is no figure of {year}"),
    )  # fmt: skip


def _not_national(year: int) -> Text:
    return Text(
        f"Hasil nasional tahun {year} tidak termuat, jadi tidak semua daerah dapat dibandingkan",
        f"The national results of {year} are not loaded, so not all regions can be compared",
    )


def _id(number: Decimal) -> str:
    """A number as Indonesian writes it."""
    return str(number).replace(".", ",")


def _joined(texts: list[Text], by: str) -> Text:
    return Text(by.join(text.id for text in texts), by.join(text.en for text in texts))


def _bilingual(texts: list[Text]) -> str | None:
    """Sentences in both languages, as a planner reads them: ``Indonesian. | English.``."""
    if not texts:
        return None
    whole = _joined(texts, ". ")
    return f"{whole.id}. | {whole.en}."


# --- the figures ----------------------------------------------------------------------------------------------------


#: Only what a claim can be held against is read: the provinces and countries that claims speak of.
_PROVINCES = (
    "(SELECT p.province_code FROM mart.region_ranking AS p "
    "INNER JOIN core.claims AS c ON p.current_code = c.subject_code)"
)


def _evidence(connection: Connection) -> Evidence:
    years = _records(connection, "SELECT evaluation_year, nationally_complete, decree_date FROM core.evaluation_years")
    ranking = _records(
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
    # The ranking has left out what is too weak to stand in a complete year; so does this.
    scores = _records(
        connection,
        "SELECT r.evaluation_year, r.current_code, r.region_name, s.measure, s.score, s.evidence_grade, "
        "s.document_id, o.locator FROM mart.region_ranking AS r "
        "INNER JOIN core.spbe_scores AS s ON r.evaluation_year = s.evaluation_year AND r.region_code = s.region_code "
        "INNER JOIN core.evaluation_years AS y ON r.evaluation_year = y.evaluation_year "
        "LEFT JOIN core.observations AS o ON s.observation_id = o.observation_id "
        "WHERE s.measure IN ('INDEX', 'D1', 'D2', 'D3', 'D4') AND s.score IS NOT NULL "
        "AND (s.evidence_grade IN ('A', 'B') OR NOT y.nationally_complete) "
        f"AND r.province_code IN {_PROVINCES}",
    )
    national = _records(
        connection,
        "SELECT g.evaluation_year, g.score, g.evidence_grade, g.document_id, o.locator FROM core.group_means AS g "
        "LEFT JOIN core.observations AS o ON g.observation_id = o.observation_id "
        "WHERE g.agency_group = 'Nasional' AND g.measure = 'INDEX'",
    )
    return {
        "scores": {
            (row["evaluation_year"], row["current_code"], row["measure"]): Figure(
                row["region_name"], row["score"], row["evidence_grade"], _place(row)
            )
            for row in scores
        },
        "national": {
            row["evaluation_year"]: Figure("Indonesia", row["score"], row["evidence_grade"], _place(row))
            for row in national
        },
    }


def _survey(connection: Connection) -> dict[str, Any]:
    countries = _records(
        connection,
        "SELECT r.survey_year, r.iso3, r.egdi_rank, r.ranked_in_world, u.evidence_grade, u.document_id, u.locator "
        "FROM mart.egdi_ranking AS r INNER JOIN core.un_egdi AS u ON r.survey_year = u.survey_year AND r.iso3 = u.iso3 "
        "WHERE r.iso3 IN (SELECT c.subject_code FROM core.claims AS c)",
    )
    editions = _records(
        connection,
        "SELECT r.survey_year, max(r.ranked_in_world) AS ranked, max(r.listed_in_world) AS listed, "
        "max(u.evidence_grade) AS evidence_grade, "
        "string_agg(DISTINCT u.document_id, '; ' ORDER BY u.document_id) AS place "
        "FROM mart.egdi_ranking AS r INNER JOIN core.un_egdi AS u ON r.survey_year = u.survey_year AND r.iso3 = u.iso3 "
        "GROUP BY r.survey_year",
    )
    return {
        "countries": {
            (row["survey_year"], row["iso3"]): Country(
                row["egdi_rank"], row["ranked_in_world"], row["evidence_grade"], _place(row)
            )
            for row in countries
        },
        "editions": {
            row["survey_year"]: Edition(row["ranked"], row["listed"], row["evidence_grade"], row["place"])
            for row in editions
        },
    }


def _place(row: dict[str, Any]) -> str:
    return str(row["document_id"]) + (f" ({row['locator']})" if row["locator"] else "")


def _records(connection: Connection, query: str) -> list[dict[str, Any]]:
    result = connection.execute(query)
    names = [column[0] for column in result.description or []]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
