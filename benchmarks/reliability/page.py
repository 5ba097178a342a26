"""docs/reliability.md: what a run has come to, in tables."""

from __future__ import annotations

import json
import platform
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.reliability.readers import READERS, WARNED_OF

_INTRODUCTION = """\
# Reliability

What comes of a pipeline that is killed, starved of disk, damaged or run twice, while people read. Written by
`make reliability` (`benchmarks/reliability/`), which works on a data folder of its own with all bundled sources in two
states: a figure differs, so each is a release of its own. The right release of each was built from nothing, apart.

- A **kill** is SIGKILL to the whole process group: at a random moment, when a part of the work begins (its first lines
  of progress), or just before a named change of a file. For the last, Python's own audit events are listened to in the
  killed process; the project has no hook for it.
- **After each disturbance** the release that stands must have every byte that its manifest vouches for, and the next
  plain `spbe refresh` must end with exit code 0 and without a traceback; the release that stands then must be, by its
  id, the one that is built from nothing of the same sources and documents. Of refreshes up to four are killed in a row,
  each at work on what the one before it has left, before one is let through.
- **Litter** is any file, process or held lock that is there after that refresh and was not before anything was
  disturbed; Dagster's history, the archive's documents and releases do not count. What is set aside as `*.damaged-*`
  and told is removed by the harness.
- **Readers**: eight processes open `data/current` anew, again and again. Each answer must be that of a release that may
  stand at the moment, as it was built apart: a sum over a table of the database, the bytes of a Parquet, CSV or text
  file. A read that fails is *refused*, another answer is *wrong*. They rest while the current release is damaged.
"""


def written(folder: Path) -> str:
    """The page of the run in a folder."""
    about, trials = _about(folder), _trials(folder)
    return (
        "\n".join(
            [_INTRODUCTION, *_run(about, trials), *_disturbances(about, trials), *_reads(about), *_rest(about, trials)]
        )
        + "\n"
    )


def has_problems(folder: Path) -> bool:
    """Whether a read was refused or wrong."""
    return any(one["kind"] not in WARNED_OF for one in _about(folder).get("problems", []))


def _about(folder: Path) -> dict[str, Any]:
    file = folder / "about.json"
    return {**json.loads(file.read_text(encoding="utf-8")), "folder": f"{folder.resolve()}/"} if file.exists() else {}


def _trials(folder: Path) -> list[dict[str, Any]]:
    file = folder / "trials.jsonl"
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []


def _run(about: dict[str, Any], trials: list[dict[str, Any]]) -> Iterator[str]:
    kills = sum(trial["kills"] for trial in trials)
    reads = sum(about["reads"].values())
    began = datetime.fromtimestamp(about["began"])
    versions = ", ".join(f"{name} {version(name)}" for name in ("duckdb", "dagster", "pyarrow"))
    yield (
        f"**{kills} kills, {len(trials)} disturbances, {reads:,} reads** in {about['seconds'] / 60:.0f} minutes on "
        f"{began:%Y-%m-%d}: `{about['command']}`, {about['processors']} processors, "
        f"{platform.system()} {platform.release().split('-')[0]}, Python {platform.python_version()}, {versions}."
    )
    yield ""


def _disturbances(about: dict[str, Any], trials: list[dict[str, Any]]) -> Iterator[str]:
    by_kind: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for trial in trials:
        by_kind[trial["kind"]].append(trial)
    yield "## Disturbances\n"
    yield "| disturbance | number | kills | let through afterwards | not right afterwards | hands needed | litter |"
    yield "|---|---:|---:|---:|---:|---:|---:|"
    for kind, listed in sorted(by_kind.items(), key=lambda item: (-sum(t["kills"] for t in item[1]), item[0])):
        columns = [
            len(listed), sum(t["kills"] for t in listed), sum(t["is_last"] for t in listed),
            sum(bool(t["problems"]) for t in listed),
            sum(bool(t["hands"]) for t in listed), sum(len(t["litter"]) for t in listed),
        ]  # fmt: skip
        yield f"| {kind} | {' | '.join(map(str, columns))} |"
    yield ""
    yield "By step:\n"
    yield "| disturbance | step | number |"
    yield "|---|---|---:|"
    steps = Counter((t["kind"], _plain(t)) for t in trials)
    for (kind, step), number in sorted(steps.items()):
        yield f"| {kind} | {step} | {number} |"
    yield ""


def _plain(trial: dict[str, Any]) -> str:
    step = str(trial["step"])
    if "random moment" in trial["kind"]:
        return "any"
    return step.split(", bit ", maxsplit=1)[0] + ("" if trial["met"] else " (never came)")


def _reads(about: dict[str, Any]) -> Iterator[str]:
    problems = Counter((one["kind"], one["what"]) for one in about["problems"])
    yield "## Reads\n"
    yield f"{READERS} processes.\n"
    yield "| read | number | refused | wrong |"
    yield "|---|---:|---:|---:|"
    for kind, number in about["reads"].items():
        if kind not in WARNED_OF:
            yield f"| {kind} | {number:,} | {problems[kind, 'refused']} | {problems[kind, 'wrong']} |"
    yield ""
    yield "How one should not read ([connect.md](connect.md#beberapa-berkas--several-files)), counted apart:\n"
    yield "| read | number | of two releases, or refused |"
    yield "|---|---:|---:|"
    for kind in WARNED_OF:
        yield f"| {kind} | {about['reads'][kind]:,} | {problems[kind, 'refused']} |"
    yield ""


def _rest(about: dict[str, Any], trials: list[dict[str, Any]]) -> Iterator[str]:
    yield "## What else\n"
    yield (
        f"- Files in the data folder, without documents, releases and Dagster's history: {about['files_before']} "
        f"before, {about['files_after']} after."
    )
    yield (
        f"- Dagster's history, which is kept: {about['history_before']:.1f} MB before, {about['history_after']:.1f} MB "
        "after."
    )
    yield (
        f"- The ledger of releases, which is kept: {about['ledger_before']:.1f} MB before, "
        f"{about['ledger_after']:.1f} MB after."
    )
    yield (
        f"- Objects in the archive whose arrival was killed before their card: {about['without_card']}; the same file "
        "coming again uses them."
    )
    if about["mounted"]:
        yield "- The data folder was a tmpfs: a disk is filled by making it smaller, a folder is read-only by a mount."
    else:
        yield "- Nothing could be mounted: a full disk and read-only folders were not tried."
    if not about["faketime"]:
        yield "- libfaketime was not found: the clock was not set back."
    hands = sorted({(t["step"].split(", bit ")[0], hand) for t in trials for hand in t["hands"]})
    for step, hand in hands:
        yield f"- A hand was needed for {step}: {hand}."
    told = sorted(
        {(t["kind"], t["told"].replace(about["folder"], "")) for t in trials if t["kind"] in _TELL and t["told"]}
    )
    if told:
        yield "\nWhat was said:\n"
        yield "| disturbance | what the disturbed refresh said |"
        yield "|---|---|"
        seen: Counter[str] = Counter()
        for kind, line in told:
            seen[kind] += 1
            if seen[kind] <= 6:
                yield f"| {kind} | {line.replace('|', '/')[:200]} |"


_TELL = ("a full disk", "a read-only folder", "one bit changed")
