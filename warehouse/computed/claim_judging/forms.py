"""The closed set of forms in which a claim can be checked: what the figures of one year say of each."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

from warehouse.computed.claim_judging.evidence import Country, Evidence, Figure
from warehouse.computed.claim_judging.judgement import Claim, ClaimFigure, Judgement

#: JRC's rule of thumb: below this share of members no mean is given.
_COVERAGE = Decimal("0.65")


# --- the UN survey: the year is an edition ------------------------------------------------------------------


def _egdi_rank_equals(claim: Claim, year: int, evidence: Evidence) -> Judgement:
    return _ranks_in_survey(claim, evidence, {year: claim.value})


def _egdi_rank_moved(claim: Claim, year: int, evidence: Evidence) -> Judgement:
    return _ranks_in_survey(claim, evidence, {claim.year_before or 0: claim.value_before, year: claim.value})


def _ranks_in_survey(claim: Claim, evidence: Evidence, claimed: dict[int, Decimal | None]) -> Judgement:
    """Ranks as the UN prints them against those that were claimed, edition by edition."""
    code = claim.subject_code
    known: dict[int, Country] = {}
    for edition in claimed:
        country = evidence.countries.get((edition, code))
        if country is not None and country.rank is not None:
            known[edition] = country
    figures = tuple(
        ClaimFigure("egdi_rank", edition, code, known[edition].name, rank=known[edition].rank,
                    count=known[edition].ranked, grade=known[edition].grade, place=known[edition].place)
        if edition in known
        else ClaimFigure("none", edition, code)
        for edition in claimed
    )  # fmt: skip
    grade = max((country.grade for country in known.values()), default=None)
    if any(country.rank != claimed[edition] for edition, country in known.items()):
        return Judgement("contradicted", figures, grade)
    if len(known) < len(claimed):
        return Judgement("not_checkable", figures, grade, "no_rank_in_edition")
    return Judgement("confirmed", figures, grade)


def _countries_ranked_equals(claim: Claim, year: int, evidence: Evidence) -> Judgement:
    edition = evidence.editions.get(year)
    if edition is None:
        return Judgement("not_checkable", reason="edition_not_available")
    figure = ClaimFigure("countries_scored", year, claim.subject_code, count=edition.ranked, total=edition.listed,
                         grade=edition.grade, place=edition.place)  # fmt: skip
    return Judgement("confirmed" if edition.ranked == claim.value else "contradicted", (figure,), edition.grade)


# --- an evaluation year -------------------------------------------------------------------------------------


def _best_in_province(claim: Claim, year: int, evidence: Evidence) -> Judgement:
    measure = claim.measure or "INDEX"
    region = evidence.standings.get((year, claim.subject_code))
    if region is None:
        return _without_figure(claim, year)
    own = evidence.scores.get((year, claim.subject_code, measure))
    rivals = evidence.of_province(year, region.province_code, measure)
    best = max((figure.score for figure in rivals), default=None)
    leaders = [figure for figure in rivals if figure.score == best]
    highest = tuple(_score(figure, year, measure, "best_in_province") for figure in leaders)
    if not evidence.complete(year):
        grade = max((figure.grade for figure in rivals), default=None)
        known = ClaimFigure("known_in_province", year, region.province_code, region.province_name, measure,
                            count=len(rivals), total=region.members, grade=grade)  # fmt: skip
        shown = (_score(own, year, measure),) if own else ()
        return Judgement("not_checkable", (known, *shown, *highest), grade, "no_national_results")
    if own is None:
        grade = max((figure.grade for figure in leaders), default=None)
        nothing = ClaimFigure("none", year, claim.subject_code, region.name, measure)
        return Judgement("not_checkable", (nothing, *highest), grade, "no_figure")
    rank = 1 + sum(figure.score > own.score for figure in rivals)
    placed = ClaimFigure("rank_in_province", year, own.code, own.name, measure, own.score, rank, len(rivals),
                         region.members, own.grade, own.place)  # fmt: skip
    grade = max(figure.grade for figure in [own, *leaders])
    return Judgement("confirmed" if own.score == best else "contradicted", (placed, *highest), grade)


def _is_role_model(claim: Claim, year: int, evidence: Evidence) -> Judgement:
    """The best tenth of its kind is the first condition of a role model: outside it a region is none, whatever else."""
    region = evidence.standings.get((year, claim.subject_code))
    if region is None:
        return _without_figure(claim, year)
    own = evidence.scores.get((year, claim.subject_code, "INDEX"))
    if own is None or region.rank is None or region.ranked is None:
        figure = _score(own, year) if own else ClaimFigure("none", year, claim.subject_code, region.name, "INDEX")
        reason = "no_figure" if evidence.complete(year) else "no_national_results"
        return Judgement("not_checkable", (figure,), own.grade if own else None, reason)
    tenth = region.ranked // 10
    figures = [
        ClaimFigure("rank_in_kind", year, own.code, own.name, "INDEX", own.score, region.rank, region.ranked,
                    grade=own.grade, place=own.place),
        ClaimFigure("best_tenth_of_kind", year, own.code, own.name, "INDEX", rank=tenth, count=region.ranked),
    ]  # fmt: skip
    if region.role_model is not None:
        figures.append(
            ClaimFigure("role_model" if region.role_model else "no_role_model", year, own.code, own.name)
        )  # fmt: skip
    if region.role_model is None and region.rank <= tenth:
        return Judgement("not_checkable", tuple(figures), own.grade, "one_year_only")
    return Judgement("criteria_met" if region.role_model else "criteria_not_met", tuple(figures), own.grade)


def _index_reaches(claim: Claim, year: int, evidence: Evidence) -> Judgement:
    own = _index_of(claim, year, evidence)
    if own is None:
        return _without_figure(claim, year)
    figures = _index_figures(claim, year, own, evidence)
    if not own.official:
        return Judgement("not_checkable", figures, own.grade, "weak_evidence")
    reached = claim.value is not None and own.score >= claim.value
    return Judgement("confirmed" if reached else "contradicted", figures, own.grade)


def _has_target(claim: Claim, year: int, evidence: Evidence) -> Judgement:
    """An aim is a wish, not a fact: the figures that stand beside it are all that can be said."""
    own = _index_of(claim, year, evidence)
    if own is None:
        return Judgement("not_checkable", _without_figure(claim, year).figures, reason="an_aim")
    return Judgement("not_checkable", _index_figures(claim, year, own, evidence), own.grade, "an_aim")


def _without_figure(claim: Claim, year: int) -> Judgement:
    return Judgement("not_checkable", (ClaimFigure("none", year, claim.subject_code),), reason="no_figure")


def _score(figure: Figure, year: int, measure: str = "INDEX", figure_type: str = "score") -> ClaimFigure:
    return ClaimFigure(figure_type, year, figure.code, figure.name, measure, figure.score, grade=figure.grade,
                       place=figure.place)  # fmt: skip


def _index_of(claim: Claim, year: int, evidence: Evidence) -> Figure | None:
    if claim.subject_type == "country":
        return evidence.national.get(year)
    return evidence.scores.get((year, claim.subject_code, "INDEX"))


def _index_figures(claim: Claim, year: int, own: Figure, evidence: Evidence) -> tuple[ClaimFigure, ...]:
    """The index, and for a province the mean of its kabupaten and kota: a claim seldom says which it means."""
    figure = _score(own, year)
    region = evidence.standings.get((year, claim.subject_code))
    if claim.subject_type != "region" or region is None or region.kind != "provinsi" or not evidence.complete(year):
        return (figure,)
    members = [member.score for member in evidence.of_province(year, region.province_code, "INDEX")]
    total = len(evidence.members.get((year, region.province_code), []))
    if not members or len(members) < _COVERAGE * total:
        return (figure,)
    mean = (sum(members, Decimal(0)) / len(members)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return figure, ClaimFigure("mean_of_province", year, own.code, own.name, "INDEX", mean, count=len(members),
                               total=total)  # fmt: skip


#: Form -> what the figures of a year say of it.
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
