"""Claims about an evaluation year.

Belongs here: the forms whose year is evaluated. Does not belong here: forms about the UN survey.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

from warehouse.computed.claim_judging.evidence import Evidence, Figure
from warehouse.computed.claim_judging.judgement import (
    Claim,
    Judgement,
    Verdict,
    indonesian,
    not_national,
    without_row,
)
from warehouse.spec import Text

#: JRC's rule of thumb: below this share of members no mean is given.
_COVERAGE = Decimal("0.65")


def _best_in_province(claim: Claim, year: int, evidence: Evidence) -> Judgement:
    measure = claim.measure or "INDEX"
    region = evidence.standings.get((year, claim.subject_code))
    own = evidence.scores.get((year, claim.subject_code, measure))
    if region is None:
        return without_row(year)
    rivals = evidence.of_province(year, region.province_code, measure)
    best = max((figure.score for figure in rivals), default=None)
    leaders = [figure for figure in rivals if figure.score == best]
    names = ", ".join(figure.name for figure in leaders)
    places = tuple(dict.fromkeys(figure.place for figure in ([own] if own else []) + leaders))
    highest = (
        Text("", "")
        if best is None
        else Text(f"; tertinggi {names} {indonesian(best)}", f"; highest {names} {best}")
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
            not_national(year),
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
            f"{year}: {region.name} {indonesian(own.score)}, peringkat {rank} dari {len(rivals)} kabupaten/kota yang "
            f"dinilai di {region.province_name} (seluruhnya {region.members}){highest.id}",
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
        return without_row(year)
    if own is None or region.rank is None or region.ranked is None:
        figure = Text("tanpa angka", "has no figure") if own is None else Text(indonesian(own.score), str(own.score))
        return Judgement(
            "not_checkable",
            Text(f"{year}: {region.name} {figure.id}", f"{year}: {region.name} {figure.en}"),
            (own.place,) if own else (),
            own.grade if own else None,
            not_national(year)
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
            f"{year}: {region.name} {indonesian(own.score)}, peringkat {region.rank} dari {region.ranked} "
            f"{region.kind}; sepersepuluh terbaik sampai peringkat {tenth}{said.id}",
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
        return without_row(year)
    figures = _index_text(claim, year, own, evidence)
    if not own.official:
        weak = Text(f"Hanya ada angka mutu bukti {own.grade}", f"There is only a figure of grade {own.grade}")
        return Judgement("not_checkable", figures, (own.place,), own.grade, weak)
    reached = claim.value is not None and own.score >= claim.value
    return Judgement("confirmed" if reached else "contradicted", figures, (own.place,), own.grade)


def _has_target(claim: Claim, year: int, evidence: Evidence) -> Judgement:
    """An aim is a wish, not a fact: the figures that stand beside it are all that can be said."""
    own = _index_of(claim, year, evidence)
    wish = Text("Sebuah niat, bukan fakta yang dapat diperiksa", "An aim, not a fact that can be checked")
    if own is None:
        return Judgement("not_checkable", without_row(year).figures, reason=wish)
    return Judgement("not_checkable", _index_text(claim, year, own, evidence), (own.place,), own.grade, wish)


def _index_of(claim: Claim, year: int, evidence: Evidence) -> Figure | None:
    if claim.subject_type == "country":
        return evidence.national.get(year)
    return evidence.scores.get((year, claim.subject_code, "INDEX"))


def _index_text(claim: Claim, year: int, own: Figure, evidence: Evidence) -> Text:
    """The index, and for a province the mean of its kabupaten and kota: a claim seldom says which it means."""
    text = Text(
        f"{year}: {own.name} {indonesian(own.score)} (mutu bukti {own.grade})",
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
        f"{text.id}; rata-rata {len(members)} dari {of_all} kabupaten/kotanya {indonesian(mean)}",
        f"{text.en}; mean of {len(members)} of its {of_all} kabupaten/kota {mean}",
    )


#: Form -> what the figures of a year say of it.
EVALUATION_FORMS: dict[str, Callable[[Claim, int, Evidence], Judgement]] = {
    "best_in_province": _best_in_province,
    "is_role_model": _is_role_model,
    "index_reaches": _index_reaches,
    "has_target": _has_target,
}
