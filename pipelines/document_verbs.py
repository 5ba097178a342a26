"""The verbs about documents: ``spbe add``, ``fetch``, ``archive``, ``withdraw``.

Each returns an exit code: 0 done, 1 something was refused or failed.
"""

from __future__ import annotations

import getpass
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from assets.clock import JAKARTA
from assets.gate import CannotBeAccepted, Insistence
from assets.held_back import HeldBack, held_back_now
from assets.loads import due_loads
from pipelines.fetching import ask_publisher
from pipelines.intake import Intake, take_inbox, waiting
from pipelines.settings import Settings
from sources.archive.holdings import checked_reader, checked_table, undeclared
from sources.archive.store import Archive, Version, newest_standing
from sources.declaration.declared import read_sources
from sources.declaration.errors import SourceError
from sources.declaration.visible import on_one_line

_NAMED = 5


def add(
    settings: Settings,
    files: Sequence[Path],
    *,
    dry_run: bool,
    source: str | None,
    accept: Sequence[str] = (),
    because: str | None = None,
) -> int:
    """Take files in, or those of the inbox when none is named.

    Args:
        settings: the folders.
        files: the files.
        dry_run: whether they are only tried.
        source: whose documents they are, when a person has said so.
        accept: rules whose findings are accepted.
        because: why they are.
    """
    if bool(accept) != bool(because and because.strip()):
        print('Say what is accepted and why: --accept RULE --because "...".', file=sys.stderr)
        return 1
    try:
        insistence = Insistence(tuple(accept), because.strip(), getpass.getuser()) if because else None
        if files or dry_run:
            intake = Intake(settings)
            results = []
            for path in files or waiting(settings):
                results.append(
                    intake.take_file(
                        path,
                        dry_run=dry_run,
                        source=source,
                        insistence=insistence,
                    )
                )
                print(results[-1].report, flush=True)
        else:
            results = take_inbox(settings, waiting(settings))
            print("\n".join(taken.report for taken in results) or f"Nothing waits in {settings.inbox_dir}.")
    except (SourceError, CannotBeAccepted) as problem:
        print(problem, file=sys.stderr)
        return 1
    if any(taken.cards for taken in results):
        _print_due(settings)
    elif dry_run:
        print("\nNothing was written (--dry-run).")
    return 1 if any(taken.outcome == "refused" for taken in results) else 0


def fetch(settings: Settings, names: Sequence[str], years: Sequence[int] | None) -> int:
    """Ask the publishers of the named sources, or of all that can be asked; what is new is archived."""
    try:
        sources = {source.source: source for source in read_sources(settings.sources_dir) if source.years}
        unknown = [name for name in names if name not in sources]
        if unknown:
            print(f"No such source: {', '.join(unknown)}. There are: {', '.join(sources)}.", file=sys.stderr)
            return 1
        intake, failed, new = Intake(settings), False, False
        for name, source in sources.items():
            if (names and name not in names) or (not names and source.fetch is None):
                continue
            for outcome in ask_publisher(settings, source, years or source.years or [], desk=intake):
                print(f"{name}: {outcome.result}\n  {outcome.message}", flush=True)
                failed = failed or outcome.result in {"unreachable", "failed", "refused"}
                new = new or outcome.result == "new"
    except SourceError as problem:
        print(problem, file=sys.stderr)
        return 1
    if new:
        _print_due(settings)
    return 1 if failed else 0


def list_archive(settings: Settings, document: str | None, *, seal: bool = False) -> int:
    """List the archived documents, and verify card and bytes of each.

    Args:
        settings: the folders.
        document: one document; None: all.
        seal: whether cards of before are given a checksum of what they say now.
    """
    archive = Archive(settings.archive_dir)
    try:
        sources = {source.source: source for source in read_sources(settings.sources_dir)}
    except SourceError as problem:
        print(problem, file=sys.stderr)
        return 1
    held_back = {
        (held.document_id, held.version): held for held in held_back_now(settings.data_dir, settings.sources_dir)
    }
    everything, damaged = archive.look_through()
    standing = newest_standing(everything, held_back.keys())
    versions = [version for version in everything if document in {None, version.card.document_id}]
    damaged = [found for found in damaged if document in {None, found.file.parent.name}]
    broken = len(damaged)
    for version in versions:
        card, stands = version.card, version.card in standing
        _print_version(version, held_back.get((card.document_id, card.version)), stands=stands)
        try:
            archive.read(card.sha256)
            if stands and card.source in sources:
                checked_table(card, sources[card.source], archive)
                checked_reader(card, sources)
        except SourceError as problem:
            broken += 1
            print(f"  DAMAGED: {problem}")
    for found in damaged:
        print(f"DAMAGED: {found}")
    for kept in undeclared(list(sources.values()), versions):
        print(kept)
    if seal:
        for version in versions:
            archive.vouch_for(version)
    elif of_before := sum(len(version.without_checksum) for version in versions):
        print(
            f"{of_before} of its cards and withdrawals are from before they had a checksum: nothing tells whether they "
            "have changed. Look them through; `spbe archive --seal` vouches for what they say now."
        )
    if not versions and not damaged:
        print(f"No archived document{f' {document}' if document else ''} in {settings.archive_dir}.")
    return 1 if broken or (document and not versions) else 0


def _print_version(version: Version, held: HeldBack | None, *, stands: bool) -> None:
    card = version.card
    state = "stands" if stands else "replaced"
    if held is not None:
        state = f"held back: it breaks {', '.join(broken_rule.rule for broken_rule in held.broken)}"
    if version.withdrawn is not None:
        gone = version.withdrawn
        state = f"withdrawn on {gone.on} by {gone.by}: {gone.reason}"
    lines = [
        f"{card.document_id}  version {card.version}  {state}",
        f"  {card.title}",
        f"  {card.rows:,} rows for raw.{card.raw_table}{f' {card.edition}' if card.edition else ''}, "
        f"{card.bytes:,} bytes, "
        f"{card.retrieved_at.astimezone(JAKARTA):%Y-%m-%d %H:%M} WIB {card.retrieved_from}",
        f"  {card.file}",
        *(f"  accepted by {one.by}: {one.rule}, because {one.because}" for one in card.accepted),
    ]
    for broken_rule in held.broken if held else ():
        lines.append(f"  {broken_rule.rule}: {broken_rule.why}")
        lines += [f"    {finding}" for finding in broken_rule.findings[:_NAMED]]
    print("\n".join(map(on_one_line, lines)))


def withdraw(settings: Settings, document: str, reason: str) -> int:
    """Withdraw the newest version of a document; the one before it stands again."""
    archive = Archive(settings.archive_dir)
    try:
        cards = {card.document_id: card for card in newest_standing(archive.everything())}
        if document not in cards:
            known = ", ".join(sorted(cards)) or "none"
            print(f"No archived document {document} stands. Archived: {known}.", file=sys.stderr)
            return 1
        card = cards[document]
        archive.withdraw(card, by=getpass.getuser(), on=datetime.now(JAKARTA).date(), reason=reason)
    except SourceError as problem:
        print(problem, file=sys.stderr)
        return 1
    print(f"Version {card.version} of {document} is withdrawn; its bytes stay.")
    _print_due(settings)
    return 0


def _print_due(settings: Settings) -> None:
    """Say what the next refresh has to load, in few words."""
    try:
        due = list(due_loads(settings.data_dir, settings.sources_dir))
    except SourceError as problem:
        print(problem, file=sys.stderr)
        return
    if not due:
        print("\nWhat stands is loaded and published: nothing has to be done.")
        return
    named = ", ".join(due[:_NAMED]) + (f" and {len(due) - _NAMED} more" if len(due) > _NAMED else "")
    print(f"\nTo be loaded: {named}. `make refresh` publishes; while `make dev` runs, that happens by itself.")
