"""A damaged document on its way in: examined and rehearsed as `spbe add` does; what stops it, warns, or says nothing.

Every trial begins with the bundled documents and an empty archive.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal
from unittest.mock import patch

from assets.rehearsal import findings_of, newly_broken, rehearse
from assets.standing import standing
from expectations.findings import Record
from sources.archive.holdings import Holding, with_arrivals
from sources.archive.store import Archive
from sources.declaration.declared import BUNDLED, Source, read_sources
from sources.declaration.errors import SourceError
from sources.declaration.sealing import seal
from sources.intake.archiving import Origin, to_be_archived
from sources.intake.examination import examine
from sources.intake.register import Background, read_background
from sources.reading.content import Content
from sources.reading.guarded import Extract

Step = Literal["refused on arrival", "refused by the build", "warned", "published"]

_LONGEST = 170
#: What reads a file in a process of its own; rows that are damaged after reading stand in its place.
_READING = "sources.intake.examination.read_guarded"
_NOTHING = Archive(Path("nothing"))


@dataclass(frozen=True)
class Outcome:
    """What came of a document.

    Args:
        step: how far it came.
        by: the rules that speak, or nothing where the examination has refused it.
        message: what the first of them says.
    """

    step: Step
    by: tuple[str, ...] = ()
    message: str = ""


@dataclass(frozen=True)
class Damage:
    """One damage.

    Args:
        name: what was done to the document.
        tried_on: brings the damaged document in.
        why_silent: why nothing could know, or why it changes no figure; empty for what must be named.
    """

    name: str
    tried_on: Callable[[Trial], Outcome]
    why_silent: str = ""


class Trial:
    """Where documents are tried."""

    @cached_property
    def _sources(self) -> tuple[Source, ...]:
        return read_sources(BUNDLED)

    @cached_property
    def _background(self) -> Background:
        return read_background(self._sources, {})

    @cached_property
    def before(self) -> list[Record]:
        """What the rules find without any document that is tried."""
        return findings_of(rehearse(self._sources, _NOTHING, standing(self._sources, _NOTHING, ())))

    def source(self, name: str) -> Source:
        """A source by its name."""
        (found,) = [source for source in self._sources if source.source == name]
        return found

    def hand_in(self, content: Content, extract: Extract | None = None) -> Outcome:
        """A file that is handed in.

        Args:
            content: the file.
            extract: what a reader has read of it, in place of reading it here.
        """
        try:
            with patch(_READING, return_value=extract) if extract else nullcontext():
                examined = examine(content, self._sources, _NOTHING, self._background)
        except SourceError as problem:
            return Outcome("refused on arrival", message=_short(problem.problem))
        problems = [problem for finding in examined.findings for problem in finding.problems]
        if examined.refused:
            return Outcome("refused on arrival", message=_short(problems[0]))
        if examined.is_known:
            return Outcome("published", message="known already: nothing to do")
        arriving = to_be_archived(examined, Origin("tried", datetime(2026, 11, 22, tzinfo=UTC)))
        held = with_arrivals(standing(self._sources, _NOTHING, ()), arriving)
        return self._judged(self._sources, held, "refused on arrival")

    def transcribed(self, snapshot: str, change: Callable[[bytes], bytes], *, sealed: bool = True) -> Outcome:
        """A transcription that is put in the place of the bundled one, and sealed."""
        with TemporaryDirectory() as folder:
            root = Path(folder) / "sources"
            shutil.copytree(BUNDLED, root, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
            (file,) = root.glob(f"*/snapshots/{snapshot}")
            file.write_bytes(change(file.read_bytes()))
            try:
                if sealed:
                    seal(file)
                sources = read_sources(root)
                return self._judged(sources, standing(sources, _NOTHING, ()), "refused by the build")
            except SourceError as problem:
                return Outcome("refused by the build", message=_short(problem.problem))

    def _judged(self, sources: Sequence[Source], held: Sequence[Holding], refused: Step) -> Outcome:
        new = newly_broken(rehearse(sources, _NOTHING, held), self.before)
        speaking = [broken for broken in new if broken.stops] or new
        if not speaking:
            return Outcome("published")
        # Of several, the one whose message is of the fewest rows says most.
        first = min(speaking, key=lambda broken: (len(broken.findings), broken.rule.name))
        by = tuple(sorted({broken.rule.name for broken in speaking}))
        return Outcome(refused if first.stops else "warned", by, _short(first.lines[0]))


def _short(text: str) -> str:
    one_line = " ".join(text.replace("|", "/").split())
    return one_line if len(one_line) <= _LONGEST else one_line[: _LONGEST - 3] + "..."
