"""Reading a file in a process of its own, with bounded time and memory, without keys and network (fence.py).

Files come from outside. A document that makes a library loop or swell ends its own process, with one clear
sentence, and harms neither a run nor the machine: readers need no bounds of their own.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sources.declaration.declared import read_source, read_sources
from sources.declaration.errors import SourceError
from sources.reading import fence
from sources.reading.content import Content, MediaType
from sources.reading.parts import Part
from sources.reading.readers import read_as, recognise

#: A 400-page report takes about a minute on two slow cores.
MAX_SECONDS = 600
_HARMFUL = "it is damaged, far larger than it seems, or made to do harm: ask the publisher for it again."


@dataclass(frozen=True)
class Extract:
    """What a file says, and who has read it.

    Args:
        reader: the source whose reader knows the file.
        version: that reader's version.
        kind: what the reader calls such a file.
        parts: the documents in it.
    """

    reader: str
    version: int
    kind: str
    parts: tuple[Part, ...]


def read_guarded(content: Content, sources_dir: Path, source: str | None = None) -> Extract:
    """Recognise and read a file in a process of its own.

    Args:
        content: the file.
        sources_dir: the source folders.
        source: whose document it is, when a person has said so; else all readers are tried.

    Raises:
        SourceError: as the readers do, and when the reading takes too long or too much memory.
    """
    command = [sys.executable, "-m", "sources.reading.guarded", content.name, content.media, str(sources_dir)]
    try:
        ran = subprocess.run(
            [*command, source or ""],
            input=content.data,
            capture_output=True,
            timeout=MAX_SECONDS,
            check=False,
            cwd=Path(__file__).parents[2],
            env=fence.bare_environment(),
        )
    except subprocess.TimeoutExpired:
        raise content.refusal(
            f"reading it has taken more than {MAX_SECONDS} seconds, which no document of this kind needs.",
            _HARMFUL,
        ) from None
    try:
        answer = json.loads(ran.stdout)
    except json.JSONDecodeError:
        raise content.refusal(f"reading it broke off ({_last_words(ran, content)}).", _HARMFUL) from None
    if "problem" in answer:
        raise content.refusal(answer["problem"], answer["remedy"], answer["line"])
    return from_json(answer)


def _last_words(ran: subprocess.CompletedProcess[bytes], content: Content) -> str:
    """Why a process has given no answer."""
    if ran.returncode < 0:  # a library in C ends the process where Python raises MemoryError
        ended = signal.Signals(-ran.returncode).name
        return f"{ended}, as when it takes more than {_mib(content):,} MiB of memory or {MAX_SECONDS} seconds"
    last = ran.stderr.decode(errors="replace").strip().splitlines()[-1:] or [f"exit code {ran.returncode}"]
    return last[0][:300]


def _mib(content: Content) -> int:
    return fence.memory_bound(len(content.data)) // 1024**2


def as_json(extract: Extract) -> dict[str, Any]:
    """An extract as JSON keeps it."""

    def plain(value: object) -> object:
        return value.isoformat() if isinstance(value, date) else value

    parts = [{key: plain(value) for key, value in asdict(part).items()} for part in extract.parts]
    return {"reader": extract.reader, "version": extract.version, "kind": extract.kind, "parts": parts}


def from_json(kept: dict[str, Any]) -> Extract:
    """The extract that as_json has made."""

    def day(value: str | None) -> date | None:
        return date.fromisoformat(value) if value else None

    parts = tuple(
        Part(
            **{
                **part,
                "rows": tuple(part["rows"]),
                "notes": tuple(part["notes"]),
                "document_date": day(part["document_date"]),
                "decree_date": day(part["decree_date"]),
            }
        )
        for part in kept["parts"]
    )
    return Extract(kept["reader"], kept["version"], kept["kind"], parts)


def _main(name: str, media: MediaType, sources_dir: str, source: str) -> None:
    content = Content(name, sys.stdin.buffer.read(), media)
    fence.close_in(MAX_SECONDS, len(content.data))
    # What a library prints, also one written in C, must not end up between the lines of the answer.
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    print(json.dumps(_answer(content, Path(sources_dir), source)), file=out, flush=True)


def _answer(content: Content, sources_dir: Path, source: str) -> dict[str, Any]:
    try:
        if source and not (sources_dir / source / "source.yml").exists():
            raise content.refusal(f"there is no source {source}.", "name a folder of sources/.")
        if source:
            reader, parts = read_as(content, read_source(sources_dir / source))
        else:
            reader, parts = recognise(content, read_sources(sources_dir))
        if not parts or any(not part.rows for part in parts):
            raise content.refusal("it holds no rows.", "check that it is the right file.")
    except SourceError as error:
        return {"problem": error.problem, "remedy": error.remedy, "line": error.line}
    except MemoryError:
        return {
            "problem": f"reading it takes more than {_mib(content):,} MiB of memory, which no document of this kind "
            "needs.",
            "remedy": _HARMFUL,
            "line": None,
        }
    return as_json(Extract(reader.source, reader.version, reader.kind, parts))


if __name__ == "__main__":
    _main(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4])  # type: ignore[arg-type]
