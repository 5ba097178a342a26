"""Asking publishers: what is new there is taken in at once; what does not answer is said, and the archive stands.

Belongs here: which sources can be asked, and what a person is told of the answer. Does not belong here: how a
portal is asked (sources/portals/), what a document is (sources/intake/).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pipelines.intake import Desk
from pipelines.settings import Settings
from sources.archive.store import Archive, Card
from sources.declaration.declared import Source
from sources.declaration.errors import SourceError
from sources.intake.archiving import Origin
from sources.network.client import NetworkClient
from sources.network.errors import FetchError
from sources.network.limits import Limits
from sources.portals.download import Conditions, Download
from sources.portals.fetching import ClientFactory, fetch, obstacle
from sources.portals.plan import plan_of
from sources.reading.content import tell

Answer = Literal["by hand", "not set up", "unreachable", "failed", "nothing yet", "unchanged", "refused", "new"]

_NOT_FOUND = 404


@dataclass(frozen=True)
class Asked:
    """What one publisher has answered.

    Args:
        source: the source.
        answer: in a word.
        told: in sentences.
    """

    source: str
    answer: Answer
    told: str


def ask_publisher(
    settings: Settings,
    source: Source,
    years: Sequence[int],
    *,
    seconds: float | None = None,
    client_factory: ClientFactory = NetworkClient,
    desk: Desk | None = None,
) -> Iterator[Asked]:
    """Ask a source's publisher for years, one answer per file, and per portal that does not
    answer; what is new is archived.

    Args:
        settings: folders, and the addresses and keys of portals.
        source: whose publisher is asked.
        years: the editions that are wanted.
        seconds: the whole time for one portal; None for the source's own limits.
        client_factory: makes the client, for tests.
        desk: where documents are taken in; made when the first one comes.
    """
    try:
        plan = plan_of(source)
    except SourceError as problem:
        yield Asked(source.source, "refused", str(problem))
        return
    if plan is None:
        yield Asked(source.source, "by hand", "Its documents are brought by hand; nobody can be asked.")
        return
    archive = Archive(settings.archive_dir)
    previous, held = _held(archive.standing(source))
    if why := obstacle(plan, values=settings.portal_values, years=years):
        yield Asked(source.source, "not set up", f"It is not asked: {why}.")
        return
    answered = False
    try:
        downloads = fetch(
            plan,
            values=settings.portal_values,
            years=years,
            previous=previous,
            client_factory=_within(client_factory, seconds),
        )
        for download in downloads:
            desk = desk or Desk(settings)
            answered = True
            yield _take(download, source, desk)
    except FetchError as problem:
        if problem.status == _NOT_FOUND and plan.kind == "file":
            yield Asked(source.source, "nothing yet", f"It is not there (yet): {problem}")
        else:
            answer: Answer = "unreachable" if problem.passing else "failed"
            yield Asked(source.source, answer, f"{problem} {_archive_answers(held)}")
    except SourceError as problem:
        yield Asked(source.source, "refused", f"{problem} {_archive_answers(held)}")
    else:
        if not answered:
            yield Asked(source.source, "nothing yet", "The publisher has nothing for these years yet.")


def _within(client_factory: ClientFactory, seconds: float | None) -> ClientFactory:
    """The same client with all its work bounded."""
    if seconds is None:
        return client_factory

    def bounded(hosts: frozenset[str], limits: Limits) -> NetworkClient:
        return client_factory(
            hosts,
            replace(
                limits,
                session_seconds=min(seconds, limits.session_seconds),
                total_seconds=min(seconds, limits.total_seconds),
            ),
        )

    return bounded


def _take(download: Download, source: Source, desk: Desk) -> Asked:
    name = source.source
    if download.not_modified:
        return Asked(name, "unchanged", f"{download.name} has not changed since it was last fetched.")
    if download.rows == 0:
        return Asked(name, "nothing yet", f"{download.url} has no rows for these years yet.")
    digest = hashlib.sha256(download.body).hexdigest()
    for version in desk.archive.versions(source):
        if version.withdrawn is not None and version.card.sha256 == digest:
            gone = version.withdrawn
            return Asked(
                name, "unchanged",
                f"{download.name} is what was withdrawn on {gone.on} ({gone.reason}); it is not taken in again. "
                "`spbe add` takes it, once you have saved it.",
            )  # fmt: skip
    origin = Origin(f"fetched from {download.url}", download.retrieved_at, download.url, download.headers)
    result = desk.take(tell(download.name, download.body), origin, source=name)
    if result.outcome == "refused":
        return Asked(name, "refused", result.report)
    if result.outcome == "known":
        return Asked(name, "unchanged", f"{download.name} has not changed since it was last fetched.")
    return Asked(name, "new", result.report)


def _held(cards: Sequence[Card]) -> tuple[dict[str, Conditions], Card | None]:
    """What the server said of each file that is held, and the newest of them."""
    newest = max(cards, key=lambda card: card.retrieved_at, default=None)
    return {
        card.original_name: Conditions(card.headers.get("etag"), card.headers.get("last-modified")) for card in cards
    }, newest


def _archive_answers(held: Card | None) -> str:
    if held is None:
        return "The archive holds nothing of this source."
    return f"The archive answers: {held.document_id}, version {held.version}, of {held.retrieved_at:%d %B %Y} stands."


def in_sentences(answers: Sequence[Asked]) -> str:
    """Answers as one text for a schedule's tick."""
    return " ".join(asked.told for asked in answers)
