"""Kills and disturbs refreshes and arrivals while eight readers look on, and writes what came of it.

    python -m benchmarks.reliability                 200 kills; writes docs/reliability.md
    python -m benchmarks.reliability --kills 20      to try it; prints the page, and writes nothing
    python -m benchmarks.reliability --page FOLDER   the page of an earlier run, also of one that broke off

The folder of a run keeps what each trial came to, in `trials.jsonl`, as it goes. The exit code is 1 when anything was
refused, wrong, left behind or in need of a hand that docs/reliability.md does not name as meant.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

from benchmarks.reliability import page
from benchmarks.reliability.readers import Readers
from benchmarks.reliability.trials import Trial, disturbances, kill_plan, one_more
from benchmarks.reliability.world import World

_DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "reliability.md"
_WHOLE = 200
_FAKETIME = ("libfaketimeMT.so.1", "libfaketime.so.1")


def main() -> int:
    """Disturb, look, tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=_WHOLE)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="an empty or new folder to work in (default: a temporary one)")
    parser.add_argument("--only", help="trials whose kind or step has this in it")
    parser.add_argument("--pause", type=float, default=0.05, help="seconds that a reader rests after a read")
    parser.add_argument("--faketime", type=Path, help="libfaketime, where it is not found by itself")
    parser.add_argument("--page", type=Path, help="write the page of what lies in this folder")
    given = parser.parse_args()
    if given.page:
        _DOCUMENT.write_text(page.written(given.page), encoding="utf-8")
        return 0
    folder = given.folder or Path(tempfile.mkdtemp(prefix="spbe-reliability-"))
    folder = folder.resolve() / datetime.now().strftime("%Y%m%d-%H%M%S")
    failed = _run(folder, given)
    if not (folder / "about.json").exists():
        print("It was ended before anything was disturbed.", file=sys.stderr)
        return 1
    text = page.written(folder)
    if given.kills >= _WHOLE and not given.only:
        _DOCUMENT.write_text(text, encoding="utf-8")
    else:
        print(text)
    print(f"{'Not all is well' if failed else 'All is well'}: {folder}")
    return 1 if failed else 0


def _run(folder: Path, given: argparse.Namespace) -> bool:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    world, failed = World(folder, given.seed), False
    try:
        world.make()
        with Readers(world.current, folder, given.seed, given.pause) as readers:
            readers.pause(True)
            world.learn_states(readers)
            readers.allow(world.expected)
            readers.pause(False)
            failed = disturb(world, given)
    except KeyboardInterrupt:
        print("Interrupted; what was done so far is kept.", file=sys.stderr)
    finally:
        world.close()
        for made in [*folder.glob("fresh-*"), *(folder / name for name in ("sources", "archive", "data", "tmp"))]:
            shutil.rmtree(made, ignore_errors=True)
    return failed or page.has_problems(folder)


def disturb(world: World, given: argparse.Namespace) -> bool:
    """Everything that is planned, one after another. Returns whether anything was not as it should be."""
    faketime = given.faketime or _found_faketime()
    plan = kill_plan(world, given.kills) + disturbances(world, max(1, given.kills // 200), faketime)
    plan = [one for one in plan if not given.only or given.only in one[0]]
    world.chance.shuffle(plan)
    began, failed, kills = time.time(), False, 0
    about = {
        "command": f'make reliability ARGS="--kills {given.kills} --seed {given.seed}"', "began": began,
        "files_before": len(world.files()), "history_before": world.history_mb(),
        "ledger_before": world.ledger_mb(), "mounted": world.is_mounted, "faketime": faketime is not None,
        "processors": os.cpu_count(),
    }  # fmt: skip
    for number, (name, go) in enumerate(plan, start=1):  # which may grow
        try:
            trials = go()
        except Exception as error:  # what broke the harness is told like what breaks the project
            trials = [Trial(name, "", problems=[f"the harness: {type(error).__name__}: {error}"])]
            world.readers.pause(False)
        for trial in trials:
            failed = _tell(world.folder, trial, number, len(plan)) or failed
            kills += trial.kills
        if number == len(plan) < 2 * given.kills and kills < given.kills and not given.only:
            plan.append(one_more(world))  # a kill at a random moment may come after the end
        now = {
            "seconds": time.time() - began, "reads": world.readers.counts(), "problems": world.readers.problems(),
            "files_after": len(world.files()), "history_after": world.history_mb(), "ledger_after": world.ledger_mb(),
            "without_card": world.objects_without_card(),
        }  # fmt: skip
        (world.folder / "about.json").write_text(json.dumps({**about, **now}, indent=1), encoding="utf-8")
    return failed


def _tell(folder: Path, trial: Trial, number: int, of: int) -> bool:
    with (folder / "trials.jsonl").open("a", encoding="utf-8") as log:
        log.write(trial.as_json() + "\n")
    load = f"load {os.getloadavg()[0]:.1f}"
    print(
        f"{number}/{of} {trial.kind}: {trial.step}{'' if trial.met else ' (never came)'} [{load}] {trial.told[:90]}",
        flush=True,
    )
    for line in [*trial.problems, *(f"left: {one}" for one in trial.litter), *(f"hand: {one}" for one in trial.hands)]:
        print(f"    {line}", flush=True)
    return bool(trial.problems or trial.litter or not trial.met)


def _found_faketime() -> Path | None:
    found = [file for name in _FAKETIME for file in Path("/usr/lib").glob(f"*/faketime/{name}")]
    return found[0] if found else None


if __name__ == "__main__":
    sys.exit(main())
