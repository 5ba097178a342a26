"""Files taken in, from the command line or the inbox: which, in which order, and where they go afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from assets.clock import JAKARTA
from assets.gate import Gate, Insistence
from assets.held_back import current_note, keys_of, note_all_stands
from assets.known import known_figures
from assets.standing import standing
from pipelines.settings import Settings
from sources.archive.store import Archive, Card, sweep
from sources.archive.vouched import ArchiveDamaged
from sources.declaration.declared import read_sources
from sources.declaration.errors import SourceError
from sources.intake.archiving import Origin, archive_documents, to_be_archived
from sources.intake.examination import examine
from sources.intake.register import read_background
from sources.intake.report import render_examination
from sources.reading.content import Content, harmless_name, read_content

#: A file that was written to so recently may not be whole yet.
QUIET_SECONDS = 10.0
_LONGEST_NAME_BYTES = 200

Outcome = Literal["taken in", "known", "refused"]


@dataclass(frozen=True)
class IntakeResult:
    """What has become of one file.

    Args:
        name: the file's name, made harmless.
        outcome: refused files are not in the archive.
        report: what was believed and done, in words.
        cards: what was archived.
    """

    name: str
    outcome: Outcome
    report: str
    cards: tuple[Card, ...] = ()


class Intake:
    """Where files are examined and taken in, against one state of the sources and the current release."""

    def __init__(self, settings: Settings) -> None:
        sweep(settings.archive_dir)
        self.sources = read_sources(settings.sources_dir)
        self.archive = Archive(settings.archive_dir)
        self._settings = settings
        self._gate = Gate(self.sources, self.archive)
        self._background = read_background(self.sources, known_figures(settings.current))

    def take_file(
        self, path: Path, *, dry_run: bool = False, source: str | None = None, insistence: Insistence | None = None
    ) -> IntakeResult:
        """Examine a file, rehearse the next build with it and, unless it is refused, known or only tried, archive it.

        Args:
            path: the file.
            dry_run: whether it is only tried.
            source: whose document it is, when a person has said so.
            insistence: what a person accepts.
        """
        name = harmless_name(path.name)
        try:
            content = read_content(path)
        except (SourceError, OSError) as problem:
            return IntakeResult(name, "refused", f"{name}: REFUSED\n  {_without_place(problem)}")
        origin = Origin(f"handed in as {name}", datetime.now(JAKARTA))
        return self.take(content, origin, dry_run=dry_run, source=source, insistence=insistence)

    def take(
        self,
        content: Content,
        origin: Origin,
        *,
        dry_run: bool = False,
        source: str | None = None,
        insistence: Insistence | None = None,
    ) -> IntakeResult:
        """Examine content that is at hand; see take_file."""
        try:
            folders = self._settings.data_dir, self._settings.sources_dir
            note, trial = current_note(*folders), None
            held_back = keys_of(note.held_back)
            examined = examine(
                content, self.sources, self.archive, self._background, source=source, held_back=held_back
            )  # fmt: skip
            arriving = () if examined.refused else to_be_archived(examined, origin)
            if arriving:
                loaded = standing(self.sources, self.archive, note.held_back)
                trial = self._gate.try_documents(loaded, arriving, insistence, before=note.findings)
                examined = replace(examined, breaches=trial.breaches)
            report = render_examination(examined, dry_run=dry_run)
            if examined.refused:
                return IntakeResult(content.name, "refused", report)
            if trial is None:
                if any(finding.step == "nothing: it is known" for finding in examined.findings):
                    self.archive.keep(content.data)  # the archive may have lost it
                return IntakeResult(content.name, "known", report)
            if dry_run:
                return IntakeResult(content.name, "taken in", report)
            cards = tuple(archive_documents(examined, trial.arriving, self.archive))
            if not trial.stops and not held_back:
                note_all_stands(*folders, trial.findings)
        except ArchiveDamaged as problem:
            return IntakeResult(content.name, "refused", f"{content.name}: REFUSED\n  {problem}")
        except SourceError as problem:
            return IntakeResult(content.name, "refused", f"{content.name}: REFUSED\n  {_without_place(problem)}")
        return IntakeResult(content.name, "taken in", report, cards)


def _without_place(problem: Exception) -> str:
    """A problem without the file's name, which stands before it already."""
    if isinstance(problem, SourceError):
        at = f"line {problem.line}: " if problem.line is not None else ""
        return f"{at}{problem.problem} Remedy: {problem.remedy}"
    return str(problem)


def waiting(settings: Settings, *, quiet_seconds: float = 0.0) -> list[Path]:
    """The files in the inbox, oldest first.

    Args:
        settings: where the inbox is.
        quiet_seconds: leave out files that were still being written so recently.
    """
    if not settings.inbox_dir.is_dir():
        return []
    now = datetime.now().timestamp()
    found = []
    for path in settings.inbox_dir.iterdir():
        if path.name.startswith(".") or path.is_dir():
            continue
        try:
            changed = path.lstat().st_mtime
        except FileNotFoundError:
            continue  # taken away meanwhile
        # A clock that runs ahead dates a file into the future; that says nothing of its being whole.
        if changed > now or now - changed >= quiet_seconds:
            found.append((changed, path))
    return [path for _, path in sorted(found)]


def take_inbox(settings: Settings, paths: Sequence[Path]) -> list[IntakeResult]:
    """Take files of the inbox in; each moves to ``inbox/done`` or, with a note that says why, ``inbox/refused``."""
    intake = Intake(settings)
    results = []
    for path in paths:
        taken = intake.take_file(path)
        folder = settings.inbox_dir / ("refused" if taken.outcome == "refused" else "done")
        folder.mkdir(exist_ok=True)
        place = _free_place(folder, taken.name)
        try:
            path.rename(place)
        except FileNotFoundError:
            continue  # taken away meanwhile
        _note(place).write_text(taken.report + "\n", encoding="utf-8")
        results.append(taken)
    return results


def _note(place: Path) -> Path:
    return place.with_name(place.name + ".txt")


def _free_place(folder: Path, name: str) -> Path:
    """A place in the folder that no earlier file of that name has, nor its note."""
    wanted = folder / name
    stem, suffix = wanted.stem, wanted.suffix[:20]
    while len(f"{stem}{suffix}".encode()) > _LONGEST_NAME_BYTES:
        stem = stem[:-1]
    place, number = folder / f"{stem}{suffix}", 1
    while place.exists() or _note(place).exists():
        number += 1
        place = folder / f"{stem} ({number}){suffix}"
    return place
