"""An examination in words: what a file is, how it compares, and what is done with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sources.declaration.visible import on_one_line
from sources.intake.comparison import Change, Difference
from sources.intake.examination import NOTHING_TO_DO, Breach, Examination, ExaminedDocument

_MOST = 8
_MOST_CHANGES = 40


def render_examination(examined: Examination, *, dry_run: bool = False) -> str:
    """What is believed, found and done, as lines of text."""
    content = examined.content
    lines = [f"{content.name}: {examined.extract.kind}, {len(content.data):,} bytes, sha256 {content.sha256[:12]}"]
    for finding in examined.findings:
        lines += [f"  {line}" for line in _finding(finding)]
    for breach in sorted(examined.breaches, key=lambda breach: (not breach.blocks, breach.rule)):
        lines += [f"    {line}" for line in _breach(breach)]
    lines += [f"    -> {line}" for line in _decisions(examined, dry_run=dry_run)]
    return "\n".join(map(on_one_line, lines))


def _finding(finding: ExaminedDocument) -> Iterator[str]:
    part, source = finding.part, finding.source
    yield f"{part.title}"
    yield f"  publisher    {source.publisher.en}"
    yield f"  year         {part.edition or 'none'}  (evidence grade {finding.grade}, source {source.source})"
    if part.decree_number:
        yield f"  decree       {part.decree_number}" + (f", {part.decree_date}" if part.decree_date else "")
    if finding.step in NOTHING_TO_DO:
        return
    yield f"  rows         {len(part.rows):,}{_beside(finding)}"
    tables = len({row["table_no"] for row in part.rows if row.get("table_no")})
    if tables:
        yield f"  tables       {tables}"
    matched = [
        f"{count:,} {one if count == 1 else many}"
        for count, one, many in (
            (finding.regions, "region", "regions"),
            (finding.central, "central body", "central bodies"),
            (finding.groups, "group", "groups"),
        )
        if count
    ]
    if matched or finding.refused:
        yield f"  matched      {', '.join(matched) or 'nothing'}; {finding.figures:,} figures"
    if finding.refused:
        yield f"  not read     {len(finding.refused)}:"
        yield from _listed([f"{row['locator']}: {row['problem']}" for row in finding.refused])
    yield from _bodies("new", finding.appeared)
    yield from _bodies("gone", finding.gone)
    if finding.differences:
        yield f"  differ       {len(finding.differences):,} figures from the current release, the largest first:"
        yield from _listed([_difference(difference) for difference in finding.differences])
    if finding.moves:
        yield "  moves        largest against the year before:"
        yield from _listed(
            [f"{m.subject}: {m.before:.2f} -> {m.now:.2f} ({m.now - m.before:+.2f})" for m in finding.moves], most=5
        )
    if finding.changes:
        yield f"  changes      {len(finding.changes):,} rows beside what is held:"
        cells = [change for change in finding.changes if change.cells]
        yield from _listed([_change(change) for change in cells], most=_MOST_CHANGES)
        yield from _listed([_change(change) for change in finding.changes if not change.cells])
    for note in part.notes:
        yield f"  note         {note}"
    for problem in finding.problems:
        yield f"  REFUSED      {problem}"


def _change(change: Change) -> str:
    if not change.cells:
        return f"{change.who}: {'gone, stood at' if change.is_gone else 'new,'} {change.place}"
    cells = ", ".join(f"{column} {held or 'nothing'} -> {now or 'nothing'}" for column, held, now in change.cells)
    return f"{change.who}: {cells} ({change.place})"


def _breach(breach: Breach) -> Iterator[str]:
    """A rule that is broken: the fact, what breaks it, why that matters, what to do."""
    word = "warns" if not breach.blocks else "accepted" if breach.accepted is not None else "REFUSED"
    count = len(breach.findings)
    yield f"{word:12} {breach.rule}: {count:,} finding{'' if count == 1 else 's'}. {breach.why}"
    yield from (line[2:] for line in _listed(breach.findings))
    if breach.accepted is not None:
        yield f"  because: {breach.accepted}"
    else:
        yield f"  Remedy: {breach.remedy}."


def _decisions(examined: Examination, *, dry_run: bool) -> Iterator[str]:
    """What is done with each document of the file; the same of all is said once."""
    said = dict.fromkeys(
        _decision(finding, dry_run=dry_run, refused=examined.refused, is_alone=len(examined.findings) == 1)
        for finding in examined.findings
    )
    yield from said


def _decision(finding: ExaminedDocument, *, dry_run: bool, refused: bool, is_alone: bool) -> str:
    source, document, version = finding.source.source, finding.document_id, finding.version
    if finding.step == "nothing: it is known":
        return f"nothing to do: it is version {version} of {document}, byte for byte"
    if finding.step == "nothing: equal figures":
        return f"nothing to do: every figure is that of version {version} of {document}; a program saved it again"
    if finding.step == "left out":
        return f"left out: sources/{source}/source.yml does not declare the year {finding.part.edition}"
    if refused:
        return "not taken in" if is_alone else "not taken in: a file is taken in whole or not at all"
    verb = "would become" if dry_run else "archived as"
    if finding.step == "new version":
        return f"{verb} version {version} of {document}; the version before it is kept, and no longer loaded"
    return f"{verb} {document}"


def _beside(finding: ExaminedDocument) -> str:
    if finding.rows_before is None:
        # Where there are no editions, lists of several people stand side by side: none follows another.
        return "" if finding.part.edition is None else "  (the first of its kind)"
    changed = "" if finding.changes is None else f", {len(finding.changes):,} rows are new, changed or gone"
    return f"  ({finding.compared_with} has {finding.rows_before:,}{changed})"


def _bodies(word: str, names: Sequence[str]) -> Iterator[str]:
    if names:
        shown = ", ".join(names[:_MOST]) + (f" and {len(names) - _MOST} more" if len(names) > _MOST else "")
        yield f"  {word:12} {len(names)}: {shown}"


def _difference(difference: Difference) -> str:
    known = difference.known
    wins = "of the same grade: docs/adr/0008 says which stands"
    if difference.grade != known.evidence_grade:
        wins = "replaces it" if difference.grade < known.evidence_grade else "the known one stands"
    if difference.value is None and difference.measure != "PREDIKAT":
        wins = "its cell is lost: docs/adr/0008 says which stands"
    return (
        f"{difference.subject} {difference.year} {difference.measure}: {difference.printed or 'no figure'}, known "
        f"{known.printed or known.value or 'none'} (grade {known.evidence_grade}, {known.document_id}); {wins}"
    )


def _listed(lines: Sequence[str], most: int = _MOST) -> Iterator[str]:
    yield from (f"    {line}" for line in lines[:most])
    if len(lines) > most:
        yield f"    ... and {len(lines) - most} more"
