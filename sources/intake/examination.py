"""One file examined: what it is believed to be, what is wrong with it, and what it would change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from sources.archive.holdings import Holding, holding_rows, holdings
from sources.archive.store import Archive
from sources.declaration.declared import OFFICIAL_GRADES, Source
from sources.declaration.raw_rows import locator
from sources.intake.comparison import (
    Change,
    Difference,
    Move,
    changes,
    differences,
    labels,
    missing_from,
    moves,
)
from sources.intake.identity import edition_problems, is_undeclared, last_edition, new_id, same_document
from sources.intake.register import Background
from sources.intake.row_checks import ROW_CHECKS, row_problems
from sources.reading.content import Content
from sources.reading.guarded import Extract, read_guarded
from sources.reading.parts import Part
from sources.statements.corrections import read_corrections
from sources.statements.readers import STATEMENT_READERS
from sources.statements.statements import Document, Statements

Step = Literal["new document", "new version", "nothing: it is known", "nothing: equal figures", "left out", "refused"]
NOTHING_TO_DO = {"nothing: it is known", "nothing: equal figures", "left out"}


@dataclass(frozen=True)
class Breach:
    """A rule that the next build would find broken by the file, and finds kept without it.

    Args:
        rule: its name.
        blocks: whether the build would be stopped by it.
        why: why the rule exists.
        remedy: what a person does about it.
        findings: what breaks it, each in a line: whom, figures, place, printed cells.
        accepted: why a person has accepted all of it, where one has.
    """

    rule: str
    blocks: bool
    why: str
    remedy: str
    findings: tuple[str, ...]
    accepted: str | None = None


@dataclass(frozen=True)
class ExaminedDocument:
    """What one document in the file is, and what would be done with it.

    Args:
        part: what the reader has read.
        source: the source that it belongs to.
        grade: its evidence grade: that of the source, or of the kind of document that it came in, if that is weaker.
        document_id: the document that it is, or becomes.
        version: the version that it is, or becomes.
        step: what is done when the file is taken in.
        problems: why it is refused, each with its remedy.
        rows_before: rows of the version or edition that it is compared with, None when there is none.
        compared_with: that document.
        changes: of a new version, how its rows differ from those of the version that is held.
        regions: regions matched.
        central: central bodies matched.
        groups: groups of bodies matched (printed means).
        figures: figures that can be read.
        refused: rows or figures that cannot, as in audit.quarantine.
        appeared: bodies that the compared document does not have.
        gone: bodies that only the compared document has.
        differences: figures stated otherwise in the current release.
        moves: index moves against last edition, largest first.
    """

    part: Part
    source: Source
    grade: str
    document_id: str
    version: int
    step: Step
    problems: tuple[str, ...] = ()
    rows_before: int | None = None
    compared_with: str | None = None
    changes: tuple[Change, ...] | None = None
    regions: int = 0
    central: int = 0
    groups: int = 0
    figures: int = 0
    refused: tuple[dict[str, Any], ...] = ()
    appeared: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    differences: tuple[Difference, ...] = ()
    moves: tuple[Move, ...] = ()


@dataclass(frozen=True)
class Examination:
    """One file, read, and every document in it; breaches are those that a rehearsal of the next build has found."""

    content: Content
    extract: Extract
    findings: tuple[ExaminedDocument, ...] = field(default_factory=tuple)
    breaches: tuple[Breach, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether any part is refused, or the build would be: a file is taken in whole or not at all."""
        stops = any(breach.blocks and breach.accepted is None for breach in self.breaches)
        return stops or any(finding.step == "refused" for finding in self.findings)

    @property
    def is_known(self) -> bool:
        """Whether there is nothing to do."""
        return all(finding.step in NOTHING_TO_DO for finding in self.findings)


def examine(
    content: Content,
    sources: Sequence[Source],
    archive: Archive,
    background: Background,
    *,
    source: str | None = None,
    held_back: Set[tuple[str, int]] = frozenset(),
) -> Examination:
    """Read a file and compare it with what is held and known.

    Args:
        content: the file.
        sources: all sources.
        archive: the archive.
        background: names, instruments and known figures.
        source: whose document it is, when a person has said so.
        held_back: (document id, version) of what is archived and not loaded: it may come again, with a reason.

    Raises:
        SourceError: when the file is of no known kind, or cannot be read completely.
    """
    by_name = {declared.source: declared for declared in sources}
    examiner = _Examiner(content, by_name, archive, background, held_back)
    extract = read_guarded(content, sources[0].folder.parent, source)
    reader = examiner.sources[extract.reader]
    documents = [examiner.document(part, reader) for part in extract.parts]
    documents = [_refused_if_doubled(document, documents) for document in documents]
    undeclared = [document for document in documents if is_undeclared(document.part, document.source)]
    if len(undeclared) < len(documents):
        # A table of many years is taken for the years that are declared; a single year must be declared.
        documents = [replace(d, step="left out", problems=()) if d in undeclared else d for d in documents]
    return Examination(content, extract, tuple(documents))


@dataclass(frozen=True)
class _Examiner:
    """One file, and what it is examined against."""

    content: Content
    sources: Mapping[str, Source]
    archive: Archive
    background: Background
    held_back: Set[tuple[str, int]]

    def document(self, part: Part, reader: Source) -> ExaminedDocument:
        source = next((source for source in self.sources.values() if part.raw_table in source.raw_tables), None)
        if source is None:
            problem = f"its reader hands over rows for raw.{part.raw_table}, which no source declares."
            raise self.content.refusal(problem, f"add it to `raw_tables` in sources/{reader.source}/source.yml.")
        # The means that a report to one body repeats are no better evidence than the report.
        grade = max(source.evidence_grade, reader.evidence_grade)
        held = [h for h in holdings(source, self.archive, self.held_back) if h.raw_table == part.raw_table]
        same = same_document(part, source, held)
        document_id = same.sidecar.document_id if same else new_id(part, source)
        if same is not None and same.card is not None and same.card.sha256 == self.content.sha256:
            return ExaminedDocument(part, source, grade, document_id, same.version, "nothing: it is known")
        before = same or last_edition(part, held)
        rows_before = self._rows(before) if before else None
        if same is not None and part.saved_again and list(part.rows) == rows_before:
            return ExaminedDocument(part, source, grade, document_id, same.version, "nothing: equal figures")
        statements = self._statements(part, document_id, source, grade)
        earlier = self._statements_held(before, rows_before)
        problems = [*edition_problems(part, source), *self._replaced_problems(source, document_id)]
        if not problems:
            problems += self._typed_problems(part, [holding for holding in held if holding is not same])
        now = {(row["evaluation_year"], row["subject_type"], row["subject_code"]) for row in statements.accepted}
        label = labels(self.background, statements)
        return ExaminedDocument(
            part=part,
            source=source,
            grade=grade,
            document_id=document_id,
            version=self._next_version(source, document_id),
            step="refused" if problems else ("new version" if same else "new document"),
            problems=tuple(problems),
            rows_before=None if rows_before is None else len(rows_before),
            compared_with=before.sidecar.document_id if before else None,
            changes=changes(part.rows, rows_before) if same and rows_before is not None else None,
            regions=sum(kind == "region" for _, kind, _ in now),
            central=sum(kind == "central_agency" for _, kind, _ in now),
            groups=sum(kind == "agency_group" for _, kind, _ in now),
            figures=len(statements.accepted),
            refused=tuple(statements.refused),
            appeared=missing_from(statements, earlier, label),
            gone=missing_from(earlier, statements, labels(self.background, earlier)) if earlier else (),
            differences=differences(statements, grade, self.background, label),
            moves=moves(statements, self.background, label) if grade in OFFICIAL_GRADES else (),
        )

    def _next_version(self, source: Source, document_id: str) -> int:
        """The number after every version that there has been, withdrawn ones and the bundled one included."""
        taken = [v.card.version for v in self.archive.versions(source) if v.card.document_id == document_id]
        bundled = [1 for snapshot in source.snapshots if snapshot.sidecar.document_id == document_id]
        return max([*taken, *bundled, 0]) + 1

    def _rows(self, holding: Holding) -> list[dict[str, str]]:
        return holding_rows(holding, self.archive, self.sources)

    def _statements(self, part: Part, document_id: str, source: Source, grade: str) -> Statements:
        """The part's rows, read as the pipeline will read them."""
        document = Document(document_id, part.title, grade)
        corrections = {source.source: read_corrections(source.folder)}
        statements = Statements({document_id: document}, self.background.instruments, {}, corrections)
        read = STATEMENT_READERS.get(part.raw_table)
        if read is not None:
            place = {"edition": part.edition, "document_id": document_id}
            rows = [
                {**place, "line_no": number, "locator": locator(cells, number), **cells}
                for number, cells in enumerate(part.rows, start=1)
            ]
            read(rows, self.background.names, statements)
        return statements

    def _statements_held(self, holding: Holding | None, rows: list[dict[str, str]] | None) -> Statements | None:
        if holding is None or rows is None:
            return None
        card = holding.sidecar
        part = Part(holding.raw_table, card.edition, card.same_as, card.title, card.document_type, tuple(rows))
        return self._statements(part, card.document_id, holding.source, card.evidence_grade)

    def _typed_problems(self, part: Part, others: Sequence[Holding]) -> list[str]:
        """What the rules of the pipeline would stop at, in rows that state no score."""
        if part.raw_table not in ROW_CHECKS:
            return []
        rows = {holding.sidecar.document_id: self._rows(holding) for holding in others}
        return row_problems(part.raw_table, part.rows, rows, self.background.lists)

    def _replaced_problems(self, source: Source, document_id: str) -> Iterator[str]:
        """An older version that comes again: taken as new, it would undo the later one without anybody deciding so."""
        for version in self.archive.versions(source):
            card = version.card
            if version.withdrawn is not None or (card.document_id, card.version) in self.held_back:
                continue
            if (card.document_id, card.sha256) == (document_id, self.content.sha256):
                yield (
                    f"these bytes are version {card.version} of {document_id}, which a later version has replaced. "
                    f"Remedy: to go back, withdraw the later version (`spbe withdraw {document_id}`)."
                )
                return


def _refused_if_doubled(finding: ExaminedDocument, all_findings: Sequence[ExaminedDocument]) -> ExaminedDocument:
    """Refused when another part of the file would be the same document."""
    same = [f for f in all_findings if (f.source, f.document_id) == (finding.source, finding.document_id)]
    if len(same) == 1:
        return finding
    problem = (
        f"{len(same)} tables of the file would be one document, {finding.document_id}. Remedy: give them different "
        "titles, or add them as files of their own."
    )
    return replace(finding, step="refused", problems=(*finding.problems, problem))
