"""Which documents a build loads: those that stand, but for those that would stop it, which are held back.

One bad document stops no other. A document that came in and would break a rule that blocks is left out, what stood
before it stands on, and the release says so. What is held back follows from the archive, the sources and the code
alone, and is worked out again when one of them changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from assets.held_back import BrokenRule, HeldBack, Note, keys_of, print_of_state, read_note, write_note
from assets.rehearsal import ALL_LAYERS, STATED, Broken, findings_of, newly_broken, rehearse
from expectations.findings import Record
from sources.archive.holdings import Holding, bundled, holdings, with_arrivals
from sources.archive.store import Archive
from sources.declaration.declared import Source


def standing(sources: Sequence[Source], archive: Archive, held_back: Sequence[HeldBack]) -> list[Holding]:
    """The documents that stand and are not held back."""
    return [holding for source in sources for holding in holdings(source, archive, keys_of(held_back))]


def settle(data_dir: Path, sources: Sequence[Source], archive: Archive) -> Note:
    """Work out what is held back, unless that is known.

    Raises:
        ArchiveDamaged: when bytes of the archive are lost or changed.
    """
    of = print_of_state(data_dir, sources[0].folder.parent)
    before = read_note(data_dir)
    if before is not None and before.of == of and not before.wants_the_whole:
        return before
    is_whole = before is not None and before.of == of
    layers = ALL_LAYERS if is_whole else STATED
    told = {replace(held, told=False) for held in before.held_back if held.told} if before else set()
    found, findings = _held_back(sources, archive, layers)
    held_back = tuple(replace(held, told=held in told) for held in found)
    note = Note(of, held_back, findings, is_whole)
    write_note(data_dir, note)
    return note


def _held_back(
    sources: Sequence[Source], archive: Archive, layers: Sequence[str]
) -> tuple[list[HeldBack], tuple[Record, ...] | None]:
    """Every version that stops a build, with its reasons, and the findings of a build without them.

    Where a version that is held back has replaced another, that one is tried in its place.
    """
    found: list[HeldBack] = []
    while arrived := sorted((h for h in standing(sources, archive, found) if h.card), key=_arrival):
        sifted = _sift(sources, archive, arrived, layers)
        if not sifted.culprits:
            return sorted(found, key=lambda one: (one.document_id, one.version)), tuple(sifted.findings)
        found += [
            HeldBack(holding.source.source, holding.sidecar.document_id, holding.version, _rules(broken))
            for holding, broken in sifted.culprits
        ]
    return sorted(found, key=lambda one: (one.document_id, one.version)), None


def _arrival(holding: Holding) -> tuple[datetime, str]:
    assert holding.card is not None
    return holding.card.retrieved_at, holding.sidecar.document_id


def _rules(broken: Sequence[Broken]) -> tuple[BrokenRule, ...]:
    return tuple(BrokenRule(one.table, one.rule.name, one.rule.why, one.lines) for one in broken)


@dataclass(frozen=True)
class _Sifted:
    """Documents that stop a build which goes on without them, each with the rules, and the findings of that build."""

    culprits: list[tuple[Holding, tuple[Broken, ...]]]
    findings: list[Record]


def _sift(sources: Sequence[Source], archive: Archive, arrived: Sequence[Holding], layers: Sequence[str]) -> _Sifted:
    """Find the culprits by halves, the older documents being taken first."""

    def broken_with(held: Sequence[Holding]) -> tuple[Broken, ...]:
        return rehearse(sources, archive, held, layers)

    base = [holding for source in sources for holding in bundled(source)]
    whole = broken_with(with_arrivals(base, arrived))
    if not any(one.stops for one in whole):
        return _Sifted([], findings_of(whole))
    admitted, before = base, findings_of(broken_with(base))
    culprits: list[tuple[Holding, tuple[Broken, ...]]] = []
    groups = [list(arrived)]
    while groups:
        group = groups.pop(0)
        now = broken_with(with_arrivals(admitted, group))
        stops = tuple(one for one in newly_broken(now, before) if one.stops)
        if not stops:
            admitted, before = with_arrivals(admitted, group), findings_of(now)
        elif len(group) == 1:
            culprits.append((group[0], stops))
        else:
            middle = len(group) // 2
            groups[:0] = [group[:middle], group[middle:]]
    return _Sifted(culprits, before)
