"""Asking publishers: what is new is taken in at once; what does not answer is reported, and the archive stands."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from pipelines.intake import Intake
from pipelines.settings import Settings
from sources.archive.store import Archive, Card
from sources.declaration.declared import Source
from sources.declaration.errors import SourceError
from sources.intake.archiving import Origin
from sources.network.errors import FetchError
from sources.portals.download import Download
from sources.portals.fetching import fetch_documents
from sources.portals.plan import plan_of
from sources.reading.content import identify

FetchResult = Literal["by hand", "not set up", "unreachable", "failed", "nothing yet", "unchanged", "refused", "new"]

_NOT_FOUND = 404


@dataclass(frozen=True)
class FetchOutcome:
    """What one publisher has answered, in a word and in sentences."""

    result: FetchResult
    message: str


def ask_publisher(
    settings: Settings, source: Source, years: Sequence[int], *, desk: Intake | None = None
) -> Iterator[FetchOutcome]:
    """Ask a source's publisher for years, one outcome per file; what is new is archived.

    The desk, where documents are taken in, is made when the first one comes.
    """
    values = settings.portal_values
    try:
        plan = plan_of(source)
        if plan is None:
            yield FetchOutcome("by hand", "Its documents are brought by hand; nobody can be asked.")
            return
        if missing := plan.missing(years, values):
            yield FetchOutcome("not set up", f"It is not asked: {missing}.")
            return
    except SourceError as problem:
        yield FetchOutcome("refused", str(problem))
        return
    standing = Archive(settings.archive_dir).standing(source)
    held = {card.original_name: card.headers for card in standing}
    try:
        for download in fetch_documents(plan, years, values=values, held=held):
            desk = desk or Intake(settings)
            yield _take_in(download, source, desk)
    except FetchError as problem:
        if problem.status == _NOT_FOUND and plan.kind == "file":
            yield FetchOutcome("nothing yet", f"It is not there (yet): {problem}")
        else:
            yield FetchOutcome("unreachable" if problem.passing else "failed", f"{problem} {_what_stands(standing)}")
    except SourceError as problem:
        yield FetchOutcome("refused", f"{problem} {_what_stands(standing)}")


def _take_in(download: Download, source: Source, desk: Intake) -> FetchOutcome:
    unchanged = FetchOutcome("unchanged", f"{download.name} has not changed since it was last fetched.")
    if download.not_modified:
        return unchanged
    if download.rows == 0:
        return FetchOutcome("nothing yet", f"{download.url} has no rows for these years yet.")
    digest = hashlib.sha256(download.body).hexdigest()
    for version in desk.archive.versions(source):
        if (withdrawn := version.withdrawn) is not None and version.card.sha256 == digest:
            return FetchOutcome(
                "unchanged",
                f"{download.name} is what was withdrawn on {withdrawn.on} ({withdrawn.reason}); it is not taken in "
                "again. `spbe add` takes it, once you have saved it.",
            )
    origin = Origin(f"fetched from {download.url}", download.retrieved_at, download.url, download.headers)
    taken = desk.take(identify(download.name, download.body), origin, source=source.source)
    if taken.outcome == "known":
        return unchanged
    return FetchOutcome("refused" if taken.outcome == "refused" else "new", taken.report)


def _what_stands(cards: Sequence[Card]) -> str:
    if not cards:
        return "The archive holds nothing of this source."
    newest = max(cards, key=lambda card: card.retrieved_at)
    document = f"{newest.document_id}, version {newest.version}"
    return f"The archive answers: {document}, of {newest.retrieved_at:%d %B %Y} stands."
