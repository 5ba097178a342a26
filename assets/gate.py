"""The one gate: a document is taken in exactly when the next build would publish it."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from assets.rehearsal import Broken, findings_of, newly_broken, rehearse
from expectations.findings import Record
from expectations.rules import Rule
from expectations.suites import SUITES
from sources.archive.holdings import Holding, with_arrivals
from sources.archive.store import Acceptance, Archive
from sources.declaration.declared import Source
from sources.intake.examination import Breach
from sources.intake.remedies import remedy_on_arrival


class CannotBeAccepted(ValueError):
    """A rule that does not exist, or whose findings nobody may accept."""


@dataclass(frozen=True)
class Insistence:
    """What a person takes in all the same.

    Args:
        rules: the rules whose findings are accepted.
        because: why.
        by: who.
    """

    rules: tuple[str, ...]
    because: str
    by: str

    def __post_init__(self) -> None:
        accepting = {rule.name for suite in SUITES.values() for rule in suite.rules if rule.accepted_by}
        if unknown := sorted(set(self.rules) - accepting):
            raise CannotBeAccepted(
                f"Nobody may accept what breaks {', '.join(unknown)}: there is no such rule, or what breaks it cannot "
                f"be used at all. What may be accepted: {', '.join(sorted(accepting))}."
            )


@dataclass(frozen=True)
class Trial:
    """What the next build would make of documents that arrive.

    Args:
        breaches: what it would find broken, and does not find broken without them.
        arriving: the documents, with what is accepted noted on their cards.
        stops: whether anything at all would stop it.
        findings: all that it would find, as records of audit.findings.
    """

    breaches: tuple[Breach, ...]
    arriving: tuple[Holding, ...]
    stops: bool
    findings: tuple[Record, ...]


class Gate:
    """Where documents are tried against one state of the sources."""

    def __init__(self, sources: Sequence[Source], archive: Archive) -> None:
        self._sources, self._archive = sources, archive

    def try_documents(
        self,
        standing: Sequence[Holding],
        arriving: Sequence[Holding],
        insistence: Insistence | None = None,
        *,
        before: Sequence[Record] | None = None,
    ) -> Trial:
        """Rehearse the next build with documents that arrive.

        Args:
            standing: the documents that a build loads without them.
            arriving: the documents of one file, with their rows.
            insistence: what a person accepts.
            before: the findings of a build without them; None where they are not known.

        Raises:
            ArchiveDamaged: when bytes of the archive are lost or changed.
        """
        whole = self._rehearse(with_arrivals(standing, arriving))
        if before is None:
            before = findings_of(self._rehearse(standing)) if whole else ()
        found = newly_broken(whole, before)
        insisted = [one for one in found if insistence and one.rule.name in insistence.rules]
        accepted: tuple[Breach, ...] = ()
        if insisted and insistence:
            arriving = _accepted(arriving, insisted, insistence)
            whole = self._rehearse(with_arrivals(standing, arriving))
            found = newly_broken(whole, before)
            left = {one.rule.name for one in found}
            accepted = tuple(
                replace(_breach(one, arriving), accepted=insistence.because)
                for one in insisted
                if one.rule.name not in left
            )
        breaches = (*(_breach(one, arriving) for one in found), *accepted)
        return Trial(breaches, tuple(arriving), any(one.stops for one in whole), tuple(findings_of(whole)))

    def _rehearse(self, held: Sequence[Holding]) -> tuple[Broken, ...]:
        return rehearse(self._sources, self._archive, held)


def _breach(broken: Broken, arriving: Sequence[Holding]) -> Breach:
    rule = broken.rule
    names = {finding["document_id"] for finding in broken.findings}
    in_file = broken.table.startswith("raw.") or names & {holding.sidecar.document_id for holding in arriving}
    own = rule.on_arrival or ("" if in_file else rule.remedy)
    remedy = remedy_on_arrival(arriving[0], rule.name, own=own, can_be_accepted=bool(rule.accepted_by))
    return Breach(rule.name, broken.stops, rule.why, remedy, broken.lines)


def _accepted(arriving: Sequence[Holding], insisted: Collection[Broken], insistence: Insistence) -> list[Holding]:
    """The documents, with each finding noted on the card of the one that it names, or else of the first."""
    noted: list[Holding] = []
    for number, holding in enumerate(arriving):
        others = {h.sidecar.document_id for h in arriving} - {holding.sidecar.document_id}
        mine = [
            _acceptance(broken.rule, finding, insistence)
            for broken in insisted
            for finding in broken.findings
            if finding["document_id"] == holding.sidecar.document_id
            or (number == 0 and finding["document_id"] not in others)
        ]
        assert holding.card is not None
        card = holding.card.model_copy(update={"accepted": mine})
        noted.append(replace(holding, sidecar=card, card=card))
    return noted


def _acceptance(rule: Rule, finding: Record, insistence: Insistence) -> Acceptance:
    said = json.loads(finding["finding"])
    year, *others = (said[column] for column in rule.accepted_by)
    subject, measure, printed = ["" if value is None else str(value) for value in [*others, "", "", ""][:3]]
    return Acceptance(
        rule=rule.name, year=int(year), subject=subject, measure=measure, printed=printed,
        because=insistence.because, by=insistence.by,
    )  # fmt: skip
