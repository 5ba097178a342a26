"""What is held back of the archive, and the note in which that is kept until something changes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from assets.prints import ROOT, print_of_files
from sources.archive.store import write_whole

#: What decides whether a document stops a build, besides the sources and the archive.
_DECIDES = ("assets", "expectations", "sources", "warehouse")
_NOTE = Path("working") / "held_back.json"


@dataclass(frozen=True)
class BrokenRule:
    """A rule that a document would break.

    Args:
        checked_table: full name of the table that the rule is about.
        rule: its name.
        why: why it exists.
        findings: what breaks it, each in a line.
    """

    checked_table: str
    rule: str
    why: str
    findings: tuple[str, ...]


@dataclass(frozen=True)
class HeldBack:
    """A version of a document that is not loaded, and why.

    Args:
        source: the source that it belongs to.
        document_id: the document.
        version: the version.
        broken: the rules that it would break.
        told: whether it was reported.
    """

    source: str
    document_id: str
    version: int
    broken: tuple[BrokenRule, ...]
    told: bool = False


@dataclass(frozen=True)
class Note:
    """What was last worked out.

    Args:
        of: the print of what it follows from.
        held_back: what is held back.
        findings: what breaks a rule without it, as records of audit.findings; None where that was not worked out.
        is_whole: whether marts were made and judged, too, as they are after a build has failed.
        build_failed: whether a build of it has failed all the same.
    """

    of: str
    held_back: tuple[HeldBack, ...] = ()
    findings: tuple[Mapping[str, Any], ...] | None = None
    is_whole: bool = False
    build_failed: bool = False

    @property
    def wants_the_whole(self) -> bool:
        """Whether a failed build is to be looked into."""
        return self.build_failed and not self.is_whole


def current_note(data_dir: Path, sources_dir: Path) -> Note:
    """What is held back; nothing where something has changed since, and that is to be worked out again."""
    note = read_note(data_dir)
    return note if note is not None and note.of == print_of_state(data_dir, sources_dir) else Note("")


def held_back_now(data_dir: Path, sources_dir: Path) -> tuple[HeldBack, ...]:
    """What is held back, as the current note has it."""
    note = read_note(data_dir)
    # Mostly nothing is, and then nothing needs to be compared.
    return current_note(data_dir, sources_dir).held_back if note and note.held_back else ()


def keys_of(held_back: Iterable[HeldBack]) -> frozenset[tuple[str, int]]:
    """(document id, version) of each, as the archive names it."""
    return frozenset((held.document_id, held.version) for held in held_back)


def read_note(data_dir: Path) -> Note | None:
    """What was last worked out, whatever has changed since."""
    try:
        kept: dict[str, Any] = json.loads((data_dir / _NOTE).read_text(encoding="utf-8"))
        held_back = tuple(
            HeldBack(**{**held, "broken": tuple(_broken(rule) for rule in held["broken"])})
            for held in kept["held_back"]
        )
        findings = None if kept["findings"] is None else tuple(kept["findings"])
        return Note(kept["of"], held_back, findings, kept["is_whole"], kept["build_failed"])
    except (OSError, ValueError, KeyError, TypeError):  # not there; not JSON, not text; not a note
        return None


def _broken(kept: dict[str, Any]) -> BrokenRule:
    return BrokenRule(**{**kept, "findings": tuple(kept["findings"])})


def write_note(data_dir: Path, note: Note) -> None:
    """Keep what was worked out."""
    content = json.dumps(asdict(note), ensure_ascii=False, indent=1)
    write_whole(data_dir / _NOTE, content.encode(), mode=0o644, replace=True)


def forget_note(data_dir: Path) -> None:
    """Forget what was worked out."""
    (data_dir / _NOTE).unlink(missing_ok=True)


def note_all_stands(data_dir: Path, sources_dir: Path, findings: Sequence[Mapping[str, Any]]) -> None:
    """Keep that nothing is held back: all that stands has just been rehearsed together, with these findings."""
    write_note(data_dir, Note(print_of_state(data_dir, sources_dir), findings=tuple(findings)))


def note_failed_build(data_dir: Path) -> None:
    """Keep that a build has failed of what was last worked out."""
    if (note := read_note(data_dir)) is not None:
        write_note(data_dir, replace(note, build_failed=True))


def print_of_state(data_dir: Path, sources_dir: Path) -> str:
    """A print of everything that decides what is held back."""
    return print_of_files([*(ROOT / name for name in _DECIDES), sources_dir, data_dir / "archive" / "documents"])
