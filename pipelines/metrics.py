"""What a monitoring system asks of the last refresh and of the release in force, as a text file (docs/deploy.md).

It is the text format of Prometheus, which its node exporter collects from files. Loads no Dagster: a refresh that has
nothing to do writes it, too.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from datetime import time as clock
from pathlib import Path
from typing import Any, Literal, get_args

from assets.clock import JAKARTA
from pipelines.settings import Settings
from sources.declaration.errors import SourceError
from warehouse.releases import read_manifest

Outcome = Literal["succeeded", "unchanged", "failed"]

Labels = tuple[tuple[str, str], ...]
#: Name of a measure, what it says, and its values by their labels.
Measure = tuple[str, str, Mapping[Labels, float]]


@dataclass
class Ended:
    """How a refresh has ended; None where another one is at work, which will say so itself."""

    outcome: Outcome | None = "failed"


@contextmanager
def measured(settings: Settings, *, warn: Callable[[str], object]) -> Iterator[Ended]:
    """Write the figures of the refresh that ends with the block, however it ends."""
    begun, ended = time.time(), Ended()
    try:
        yield ended
    finally:
        if ended.outcome is not None:
            write_metrics(settings, ended.outcome, begun, time.time(), warn=warn)


def write_metrics(
    settings: Settings, outcome: Outcome, begun: float, ended: float, *, warn: Callable[[str], object]
) -> None:
    """Write the file that SPBE_METRICS names, whole or not at all; without that setting nothing.

    Args:
        settings: where what is told of lies.
        outcome: of the last refresh.
        begun: when it began, in seconds since 1970.
        ended: when it ended.
        warn: told when the file cannot be written, which changes nothing else.
    """
    file = settings.metrics_file
    if file is None:
        return
    measures = [*_of_refresh(outcome, begun, ended), *_of_release(settings), *_of_documents(settings)]
    new = file.with_name(f".{file.name}.new")  # a name that no collector reads
    try:
        new.write_text("".join(map(_rendered, measures)), encoding="utf-8")
        new.chmod(0o644)  # its reader is another account
        new.replace(file)
    except OSError as problem:
        warn(f"The metrics in {file} were not written: {problem.strerror}")


def _of_refresh(outcome: Outcome, begun: float, ended: float) -> Iterator[Measure]:
    each = _by("outcome", {one: one == outcome for one in get_args(Outcome)})
    yield "spbe_refresh_outcome", "1 for how the last refresh has ended.", each
    yield "spbe_refresh_seconds", "How long it has taken.", {(): ended - begun}
    yield "spbe_refresh_end_timestamp_seconds", "When it has ended.", {(): ended}


def _of_release(settings: Settings) -> Iterator[Measure]:
    from importlib.metadata import version  # noqa: PLC0415 - where nobody measures, nobody waits for these

    manifest = read_manifest(settings.current)
    if manifest is None:
        return
    facts: Mapping[str, Any] = manifest.get("publication", {})
    labels = {
        "release": manifest["release_id"], "newest_year": facts.get("newest_year", ""),
        "schema": facts.get("schema_version", ""), "program": version("spbe-benchmark"),
    }  # fmt: skip
    yield "spbe_release_info", "The release in force.", {tuple((name, str(said)) for name, said in labels.items()): 1}
    created = datetime.fromisoformat(manifest["created_at"]).timestamp()
    yield "spbe_release_timestamp_seconds", "When it was made.", {(): created}
    newest = datetime.combine(date.fromisoformat(manifest["data_date"]), clock(), JAKARTA).timestamp()
    yield "spbe_release_data_timestamp_seconds", "The day on which its newest document was retrieved.", {(): newest}
    rows = _by("table", {name: table["rows"] for name, table in manifest["tables"].items()})
    yield "spbe_release_rows", "Its rows, by table.", rows
    checks = _by("outcome", manifest["checks"])
    yield "spbe_release_checks", "Its rules, by outcome.", checks
    new = float(len(manifest["warnings"]["new"]))
    yield "spbe_release_new_warnings", "Findings that the release before it did not have.", {(): new}


def _of_documents(settings: Settings) -> Iterator[Measure]:
    inbox = settings.inbox_dir
    files = _by("state", {"waiting": _files(inbox), "refused": _files(inbox / "refused")})
    yield "spbe_inbox_files", "Files in the inbox; the notes beside refused ones are left out.", files
    from assets.held_back import held_back_now  # noqa: PLC0415
    from assets.loads import unpublished_documents  # noqa: PLC0415

    try:
        held_back = len(held_back_now(settings.data_dir, settings.sources_dir))
        unpublished = len(unpublished_documents(settings.data_dir, settings.sources_dir))
    except SourceError:  # the refresh itself says why
        return
    waiting = _by("state", {"held_back": held_back, "unpublished": unpublished})
    yield "spbe_documents", "Documents in the archive that no release holds.", waiting


def _by(label: str, values: Mapping[str, float]) -> dict[Labels, float]:
    return {((label, name),): float(value) for name, value in values.items()}


def _files(folder: Path) -> int:
    names = {path.name for path in folder.iterdir() if path.is_file()} if folder.is_dir() else set()
    return sum(not name.startswith(".") and name.removesuffix(".txt") not in names - {name} for name in names)


def _rendered(measure: Measure) -> str:
    name, says, values = measure
    lines = [f"# HELP {name} {says}", f"# TYPE {name} gauge"]
    for labels, value in values.items():
        named = ",".join(f'{label}="{_escaped(said)}"' for label, said in labels)
        lines.append(f"{name}{{{named}}} {value!r}" if named else f"{name} {value!r}")
    return "\n".join(lines) + "\n"


def _escaped(said: str) -> str:
    return said.replace("\\", r"\\").replace("\n", r"\n").replace('"', r"\"")
