"""How raw and core tables get their rows where no model makes them; without Dagster, so that a document can be tried.

Belongs here: documents and reference lists turned into the records of a table, for a run and for a rehearsal alike.
Does not belong here: what SQL or warehouse/computed makes, and anything that Dagster shows (raw.py, core.py).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from assets.held_back import HeldBack
from sources.archive.holdings import Holding, holding_records, row_count
from sources.archive.store import Archive
from sources.declaration.declared import Bilingual, Source, text_columns
from sources.regions.register import all_aliases, region_names, register_versions
from sources.statements.corrections import read_corrections
from sources.statements.readers import STATEMENT_READERS
from sources.statements.statements import AppliedCorrection, Document, Statements
from warehouse import writer
from warehouse.connection import Connection
from warehouse.spec import Table
from warehouse.tables import TABLES
from warehouse.words.catalogue import read_catalogue

Records = list[dict[str, Any]]

#: Columns of a raw table that the pipeline adds to what is printed.
_PLACE = {"edition", "document_id", "document_version", "line_no", "locator"}


@dataclass(frozen=True)
class Given:
    """What tables are made of, besides other tables.

    Args:
        sources: all sources.
        archive: the archive.
        loaded: gives the documents whose rows the raw tables hold.
        standing: gives the documents that are to be loaded, whether or not all could be.
        held_back: gives those that came in and are not loaded.
    """

    sources: Sequence[Source]
    archive: Archive
    loaded: Callable[[], Sequence[Holding]]
    standing: Callable[[], Sequence[Holding]]
    held_back: Callable[[], Sequence[HeldBack]] = tuple


@dataclass(frozen=True)
class Maker:
    """What makes some tables that are made together.

    Args:
        makes: the tables.
        reads: full names of the tables that it reads.
        kind: what it is made from, as the UI shows it.
        make: gives the records of each table, in their order.
    """

    makes: tuple[Table, ...]
    reads: tuple[str, ...]
    kind: str
    make: Callable[[Connection, Given], Sequence[Records]]

    def write(self, connection: Connection, given: Given) -> None:
        """Make the tables."""
        for table, records in zip(self.makes, self.make(connection, given), strict=True):
            writer.replace(connection, table, records)


def raw_records(table: Table, held: Sequence[Holding], archive: Archive, sources: Sequence[Source]) -> Records:
    """The rows of a raw table: those of its documents, as printed.

    Raises:
        SourceError: when a document's bytes are not the ones described, or cannot be read.
    """
    printed = [name for name in table.column_names if name not in _PLACE]
    by_name = {source.source: source for source in sources}
    by_edition, optional = table.partition is not None, frozenset(table.optional)
    return [
        record
        for holding in held
        for record in holding_records(holding, printed, archive, by_name, by_edition=by_edition, optional=optional)
    ]


def _documents(_: Connection, given: Given) -> tuple[Records]:
    declared = {source.source: source for source in given.sources}
    return ([_document_record(holding, given.archive, declared) for holding in given.loaded()],)


def _document_record(holding: Holding, archive: Archive, declared: dict[str, Source]) -> dict[str, Any]:
    card = holding.sidecar
    return {
        "document_id": card.document_id,
        "source": holding.source.source,
        "document_title": card.title,
        "document_type": card.document_type,
        **text_columns("publisher", card.publisher),
        "document_number": card.document_number,
        "document_date": card.document_date,
        "decree_number": card.decree_number,
        "decree_date": card.decree_date,
        "edition": card.edition,
        "evidence_grade": card.evidence_grade,
        "url": card.url,
        "retrieved_from": card.retrieved_from,
        "retrieved_on": card.retrieved_on,
        # Of a document that came in, what its source declares today: the copy on its card is of that day.
        "licence": holding.source.licence if holding.card else card.licence,
        "transcription": card.transcription,
        "copy_kind": card.held_copy.kind,
        "copy_sha256": card.held_copy.sha256,
        "copies_compared": "; ".join(
            f"{other.copy_at}: {other.rows_equal}/{other.rows}" for other in card.held_copy.compared_with
        )
        or None,
        "stated_agencies": card.states.get("agencies"),
        "stated_central": card.states.get("central"),
        "stated_regional": card.states.get("regional"),
        "first_table": card.states.get("first_table"),
        "last_table": card.states.get("last_table"),
        "file_name": holding.file_name,
        "file_sha256": card.sha256,
        "file_bytes": card.bytes,
        "file_rows": row_count(holding, archive, declared),
        "document_version": holding.version,
        "original_name": holding.card.original_name if holding.card else None,
        "retrieved_at": holding.card.retrieved_at.isoformat(timespec="seconds") if holding.card else None,
    }


def _acceptances(_: Connection, given: Given) -> tuple[Records]:
    return (
        [
            {
                "document_id": holding.sidecar.document_id,
                "rule": accepted.rule,
                "reference_year": accepted.year,
                "accepted_subject": accepted.subject,
                "measure": accepted.measure,
                "printed_value": accepted.printed,
                **text_columns("accepted_reason", Bilingual(id=accepted.because, en=accepted.because)),
                "decided_by": accepted.by,
                "decided_on": holding.card.retrieved_on,
            }
            for holding in given.standing()
            if holding.card is not None
            for accepted in holding.card.accepted
        ],
    )


def _held_back(_: Connection, given: Given) -> tuple[Records]:
    held_back = {(held.document_id, held.version): held for held in given.held_back()}
    standing = {holding.sidecar.document_id: holding.version for holding in given.standing()} if held_back else {}
    return (
        [
            {
                "document_id": card.document_id,
                "document_version": card.version,
                "source": card.source,
                "document_title": card.title,
                "edition": card.edition,
                "evidence_grade": card.evidence_grade,
                "original_name": card.original_name,
                "retrieved_at": card.retrieved_at.isoformat(timespec="seconds"),
                "version_in_its_place": standing.get(card.document_id),
                "checked_table": broken.checked_table,
                "rule": broken.rule,
                "why": broken.why,
                "finding_no": number,
                "finding_text": finding,
            }
            for source in (given.sources if held_back else ())
            for version in given.archive.versions(source)
            for card in [version.card]
            if (card.document_id, card.version) in held_back
            for broken in held_back[card.document_id, card.version].broken
            for number, finding in enumerate(broken.findings, start=1)
        ],
    )


def _codes(_: Connection, __: Given) -> tuple[Records]:
    return (list(read_catalogue().records()),)


def _regions(connection: Connection, _: Given) -> tuple[Records]:
    return (register_versions(_stored(connection, "raw.regions"), _stored(connection, "raw.region_changes")),)


def _aliases(connection: Connection, given: Given) -> tuple[Records]:
    return (all_aliases(_stored(connection, "raw.region_aliases"), given.sources[0].folder.parent),)


def _names(connection: Connection, _: Given) -> tuple[Records]:
    names = region_names(_stored(connection, "core.regions"), _stored(connection, "core.region_aliases"))
    return (names.records(),)


def _observations(connection: Connection, given: Given) -> tuple[Records, Records, Records]:
    documents, years = _stored(connection, "core.documents"), _stored(connection, "core.evaluation_years")
    statements = Statements(
        {
            row["document_id"]: Document(row["document_id"], row["file_name"], row["evidence_grade"])
            for row in documents
        },
        {row["evaluation_year"]: row["instrument"] for row in years},
        _deviations(connection),
        {source.source: read_corrections(source.folder) for source in given.sources},
    )
    names = region_names(_stored(connection, "core.regions"), _stored(connection, "core.region_aliases"))
    for name, read_statements in STATEMENT_READERS.items():
        read_statements(_stored(connection, f"raw.{name}"), names, statements)
    corrections = [_correction_record(applied) for applied in statements.corrections]
    known_since = {row["document_id"]: row["retrieved_on"] for row in documents}
    accepted = [{**record, "known_since": known_since[record["document_id"]]} for record in statements.accepted]
    return accepted, statements.refused, corrections


#: What is accepted against them is said beside the figure itself; other rules are of tables, documents or names.
_RULES_OF_A_FIGURE = (
    "value_on_the_scale", "figures_lie_on_the_lattice", "index_follows_from_domains", "figures_follow_from_levels",
    "predikat_fits_its_band",
)  # fmt: skip


def _deviations(connection: Connection) -> dict[tuple[int, str, str], Bilingual]:
    """Why a figure that breaks a rule stands; of several reasons that of the first rule."""
    accepted = _stored(connection, "core.accepted_findings")
    return {
        (row["reference_year"], row["accepted_subject"], row["measure"]): Bilingual(
            id=row["accepted_reason_id"], en=row["accepted_reason_en"]
        )
        for rule in reversed(_RULES_OF_A_FIGURE)
        for row in accepted
        if row["rule"] == rule
    }


def _correction_record(applied: AppliedCorrection) -> dict[str, Any]:
    declared = applied.correction
    return {
        "correction_id": f"{declared.document_id}#{declared.locator}.{declared.measure}",
        "source": applied.source,
        "document_id": declared.document_id,
        "locator": declared.locator,
        "printed_name": declared.agency,
        "measure": declared.measure,
        "action": declared.action,
        "expected_printed": declared.expect,
        "found_printed": applied.found_printed,
        "value": declared.value,
        "value_lo": declared.value_lo,
        "value_hi": declared.value_hi,
        "derived": declared.derived,
        "correction_outcome": applied.outcome,
        **text_columns("correction_reason", declared.reason),
        "decided_by": declared.decided_by,
        "decided_on": declared.decided_on,
    }


def _stored(connection: Connection, name: str) -> Records:
    return writer.records(connection, TABLES[name])


def _tables(*names: str) -> tuple[Table, ...]:
    return tuple(TABLES[name] for name in names)


_RAW = tuple(name for name, table in TABLES.items() if table.layer == "raw")

#: The tables of core and audit that need Python: names, codes and printed figures are read there.
MAKERS = (
    # Which documents are loaded, the raw tables say: so they come first.
    Maker(_tables("core.documents"), _RAW, "yaml", _documents),
    # Both of no table: what is accepted must be known, too, where a load has failed, so that all else is judged.
    Maker(_tables("core.document_acceptances"), (), "yaml", _acceptances),
    Maker(_tables("audit.held_back"), (), "yaml", _held_back),
    Maker(_tables("core.codes"), (), "yaml", _codes),
    Maker(_tables("core.regions"), ("raw.regions", "raw.region_changes"), "python", _regions),
    Maker(_tables("core.region_aliases"), ("raw.region_aliases",), "python", _aliases),
    Maker(_tables("core.region_names"), ("core.regions", "core.region_aliases"), "python", _names),
    Maker(
        _tables("core.observations", "audit.quarantine", "audit.corrections_applied"),
        (
            *(f"raw.{name}" for name in STATEMENT_READERS),
            *("core.accepted_findings", "core.documents", "core.evaluation_years"),
            *("core.regions", "core.region_aliases"),
        ),
        "python",
        _observations,
    ),
)
