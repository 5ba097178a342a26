"""An examination in words: what a file is, how it compares, and what is done with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sources.intake.comparison import Difference
from sources.intake.examination import Examination, ExaminedDocument

_MOST = 8


def render_examination(examined: Examination, *, dry_run: bool = False) -> str:
    """What is believed, found and done, as lines of text."""
    content = examined.content
    lines = [f"{content.name}: {examined.extract.kind}, {len(content.data):,} bytes, sha256 {content.sha256[:12]}"]
    for finding in examined.findings:
        lines += [f"  {line}" for line in _finding(finding, dry_run=dry_run, refused=examined.refused)]
    return "\n".join(lines)


def _finding(finding: ExaminedDocument, *, dry_run: bool, refused: bool) -> Iterator[str]:
    part, source = finding.part, finding.source
    yield f"{part.title}"
    yield f"  publisher    {source.publisher.en}"
    yield f"  year         {part.edition or 'none'}  (evidence grade {finding.grade}, source {source.source})"
    if part.decree_number:
        yield f"  decree       {part.decree_number}" + (f", {part.decree_date}" if part.decree_date else "")
    if finding.step == "nothing: it is known":
        yield f"  -> nothing to do: it is version {finding.version} of {finding.document_id}, byte for byte"
        return
    if finding.step == "left out":
        yield f"  -> left out: sources/{source.source}/source.yml does not declare the year {part.edition}"
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
    for note in part.notes:
        yield f"  note         {note}"
    for problem in finding.problems:
        yield f"  REFUSED      {problem}"
    yield f"  -> {_decision(finding, dry_run=dry_run, refused=refused)}"


def _decision(finding: ExaminedDocument, *, dry_run: bool, refused: bool) -> str:
    if refused:
        return "not taken in" if finding.problems else "not taken in: another document of the file is refused"
    verb = "would become" if dry_run else "archived as"
    if finding.step == "new version":
        return (
            f"{verb} version {finding.version} of {finding.document_id}; the version before it is kept, and no longer "
            "loaded"
        )
    return f"{verb} {finding.document_id}"


def _beside(finding: ExaminedDocument) -> str:
    if finding.rows_before is None:
        # Where there are no editions, lists of several people stand side by side: none follows another.
        return "" if finding.part.edition is None else "  (the first of its kind)"
    changed = "" if finding.changed_rows is None else f", {finding.changed_rows:,} rows are new or changed"
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
