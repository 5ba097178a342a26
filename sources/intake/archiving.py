"""Archiving what has been examined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sources.archive.extracts import keep_extract
from sources.archive.holdings import Holding
from sources.archive.store import Archive, Card
from sources.intake.examination import Examination, ExaminedDocument


@dataclass(frozen=True)
class Origin:
    """Where a file has come from.

    Args:
        retrieved_from: in words: "handed in as Laporan.pdf".
        at: when, with its zone.
        url: its address, when it was fetched; without secrets.
        headers: what the server said of it.
    """

    retrieved_from: str
    at: datetime
    url: str | None = None
    headers: dict[str, str] = field(default_factory=dict)


def to_be_archived(examined: Examination, origin: Origin) -> tuple[Holding, ...]:
    """Every document of an examined file that is new or changed, as it will be held."""
    return tuple(
        Holding(finding.source, card.raw_table, card, card.version, None, card, finding.part.rows)
        for finding in examined.findings
        if finding.step in {"new document", "new version"}
        for card in [_card(finding, examined, origin)]
    )


def archive_documents(examined: Examination, arriving: Sequence[Holding], archive: Archive) -> list[Card]:
    """Archive the documents of an examined file. Returns their cards."""
    assert not examined.refused, "a refused file is not taken in"
    # The extract first: a card says that the document can be read.
    keep_extract(archive, examined.content.sha256, examined.extract)
    return [archive.add(examined.content.data, holding.card) for holding in arriving if holding.card]


def _card(finding: ExaminedDocument, examined: Examination, origin: Origin) -> Card:
    part, source, content = finding.part, finding.source, examined.content
    arrival = source.arrival
    digest = content.sha256
    return Card.model_validate(
        {
            "document_id": finding.document_id,
            "file": f"objects/{digest[:2]}/{digest}",
            "sha256": digest,
            "bytes": len(content.data),
            "rows": len(part.rows),
            "title": part.title,
            "publisher": source.publisher,
            "document_type": part.document_type,
            "document_number": part.document_number,
            "document_date": part.document_date,
            "decree_number": part.decree_number,
            "decree_date": part.decree_date,
            "edition": part.edition,
            "url": origin.url,
            "retrieved_from": origin.retrieved_from,
            "retrieved_on": origin.at.date(),
            "licence": source.licence,
            "evidence_grade": finding.grade,
            "transcription": (
                f"{arrival.transcription if arrival else 'Read by this project.'} "
                f"Reader: {examined.extract.kind}, version {examined.extract.version}."
            ),
            "states": part.states,
            "notes": list(part.notes),
            "same_as": part.same_as,
            "source": source.source,
            "raw_table": part.raw_table,
            "version": finding.version,
            "original_name": content.name,
            "media": content.media,
            "retrieved_at": origin.at,
            "headers": origin.headers,
            "reader": examined.extract.reader,
        }
    )
