"""The disturbances, each followed by a plain `spbe refresh` and a look at what is left behind."""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path

from benchmarks.reliability.world import LEFT_BEHIND, VICTIM, Ran, World, ended, flip_a_bit, kill, sentence
from warehouse.releases import switch


@dataclass
class Trial:
    """One disturbance and what came of it.

    Args:
        kind: the row of the table.
        step: where it hit.
        kills: process groups killed.
        problems: what should not be; empty when all is well.
        litter: files, processes and locks that are left behind after the next refresh.
        hands: what a person had to do, besides taking the disturbance away.
        told: what the disturbed command said.
        met: False when the step never came.
        is_last: False when another kill followed before a refresh was let through.
    """

    kind: str
    step: str
    kills: int = 0
    problems: list[str] = field(default_factory=list)
    litter: list[str] = field(default_factory=list)
    hands: list[str] = field(default_factory=list)
    told: str = ""
    met: bool = True
    is_last: bool = True

    def as_json(self) -> str:
        """One line."""
        return json.dumps(asdict(self), ensure_ascii=False)


@dataclass(frozen=True)
class Step:
    """A named step of a command: just before a change of a file.

    Args:
        name: what it is to a reader of the table.
        at: a pattern of the change; see victim/sitecustomize.py.
        most: it is hit at a chosen one of so many such changes.
    """

    name: str
    at: str
    most: int = 1


_NEW = r"\.new-[^/]*$"
ADDING = (
    Step("before the object is written", rf"open .*/objects/../{_NEW}"),
    Step("before the object gets its name", r"os.rename .*\.new-.* -> .*/objects/"),
    Step("before the extract is written", rf"open .*/extracts/{_NEW}"),
    Step("before the extract gets its name", r"os.rename .*\.new-.* -> .*/extracts/"),
    Step("before the card is written", rf"open .*/documents/.*{_NEW}"),
    Step("before the card gets its name", r"os.link .* -> .*/documents/"),
    Step("after the card got its name", rf"os.remove .*/documents/.*{_NEW}"),
)
INBOX = (
    Step("before the file is moved", r"os.rename .*/inbox/.* -> .*/inbox/"),
    Step("before its note is written", r"open .*/inbox/(done|refused)/.*\.txt$"),
)
WITHDRAWING = (
    Step("before the withdrawal is written", rf"open .*/documents/.*{_NEW}"),
    Step("before the withdrawal gets its name", r"os.link .*\.withdrawn\.yml"),
    Step("after it got its name", rf"os.remove .*/documents/.*{_NEW}"),
)
#: The parts of a refresh; the first come once in a row of kills, and after the last nothing is left to be killed.
BEGINNING = (
    Step("before the last refresh is forgotten", r"os.remove .*/last_refresh\.json"),
    Step("before a load is noted", r"os.rename .*/loaded\..* -> .*/loaded\.json"),
    Step("before what is held back is noted", r"os.rename .* -> .*/held_back\.json"),
)
RELEASING = (
    Step("before the cleaned rows are noted", r"os.rename .* -> .*/cleaned\.json"),
    Step("before the folder is staged", r"os.mkdir .*/\.staging$"),
    Step("while the tables are written", r"os.mkdir .*/\.staging/parquet$"),
    Step("while CSV files are written", r"open .*/\.staging/csv(-excel)?/", most=30),
    Step("while workbooks are written", r"open .*/\.staging/.*\.xlsx", most=20),
    Step("while pages are written", r"open .*/\.staging/situs/.*\.html", most=500),
    Step("while files are linked", r"os.link .* -> .*/\.staging/", most=20),
    Step("before the checksums are written", r"open .*/SHA256SUMS$"),
    Step("before the manifest is written", r"open .*/\.staging/manifest\.json$"),
    Step("while files are made read-only", r"os.chmod .*/\.staging/", most=800),
    Step("before the folder gets its name", r"os.rename .*/\.staging -> "),
)
SWITCHING = (
    Step("before the ledger has its entry", r"os.rename .*/archive/releases/\.new-\d+ -> "),
    Step("before the new link is made", r"os.symlink .*/\.current-[^/]*$"),
    Step("before the link is switched", r"os.rename .*/\.current-[^/]* -> .*/current$"),
    Step("after the switch, before the release is noted", r"os.rename .* -> .*/published\.json"),
    Step("before the refresh is noted", r"open .*/last_refresh\.new"),
    Step("before the note gets its name", r"os.rename .*last_refresh\.new -> "),
)
#: What is told of each part of the work begins so; how many lines of it come at least.
LOADING = ("while tables are loaded", "  raw.", 1)
LAYERS = (
    ("while tables are made", "  core.", 6),
    ("while marts are made", "  mart.", 6),
    ("while it is checked", "  audit.", 6),
)


#: Something to do, by the name that `--only` is held against.
Planned = tuple[str, Callable[[], list[Trial]]]
#: One way to kill a refresh: it gives the trial, and what the refresh said.
Way = Callable[[World], tuple[Trial, Ran]]
#: So many of a hundred kills.
_SHARES = {
    "adding": 24, "adding at random": 14, "inbox": 8, "withdrawing": 6, "beginning": 6, "loading": 4, "working": 12,
    "releasing": 12, "switching": 8, "refreshing at random": 6,
}  # fmt: skip
_LONGEST_ROW = 4


def kill_plan(world: World, kills: int) -> list[Planned]:
    """So many kills, of every kind and step."""
    of = {name: range(max(1, round(share * kills / 100))) for name, share in _SHARES.items()}
    plan: list[Planned] = [
        *(("adding", partial(_adding, world, ADDING[n % len(ADDING)])) for n in of["adding"]),
        *(("adding at random", partial(_adding, world, None)) for _ in of["adding at random"]),
        *(("inbox", partial(_inbox, world, INBOX[n % len(INBOX)], is_known=n % 4 < 2)) for n in of["inbox"]),
        *(("withdrawing", partial(_withdrawing, world, WITHDRAWING[n % len(WITHDRAWING)])) for n in of["withdrawing"]),
    ]
    first = [_at("a refresh begins", BEGINNING[n % len(BEGINNING)]) for n in of["beginning"]]
    first += [_while_at_work(*LOADING) for _ in of["loading"]]
    amid = [_at("making a release", RELEASING[n % len(RELEASING)]) for n in of["releasing"]]
    amid += [_while_at_work(*LAYERS[n % len(LAYERS)]) for n in of["working"]]
    last = [_at("switching", SWITCHING[n % len(SWITCHING)]) for n in of["switching"]]
    last += [_at_random] * len(of["refreshing at random"])
    return plan + [("refresh", partial(_row, world, row)) for row in _rows(world, first, amid, last)]


def one_more(world: World) -> Planned:
    """A kill in the place of one that came too late."""
    steps = (*RELEASING, *SWITCHING)
    return "refresh", partial(_row, world, [_at("making a release", world.chance.choice(steps))])


def _rows(world: World, *parts: list[Way]) -> list[list[Way]]:
    """Kills that follow each other before a refresh is let through, as rows of up to four."""
    first, amid, last = ([*part] for part in parts)
    for part in (first, amid, last):
        world.chance.shuffle(part)
    rows = []
    while first or amid or last:
        long = world.chance.randint(1, _LONGEST_ROW)
        ends = [part.pop() if part and world.chance.random() < 0.5 else None for part in (first, last)]
        middle = [amid.pop() for _ in range(min(len(amid), long - sum(end is not None for end in ends)))]
        row = [way for way in (ends[0], *middle, ends[1]) if way is not None]
        rows += [row] if row else []
    return rows


# --- refreshes that are killed ----------------------------------------------------------------------------------------


def _row(world: World, ways: list[Way]) -> list[Trial]:
    """A refresh that is killed, and the one that would mend it, and so on; then one that is let through."""
    _towards(world)
    trials, ran = [], Ran(0, "", 0)
    for way in ways:
        trial, ran = way(world)
        trial.is_last = way is ways[-1] or not trial.met or not trial.kills  # it came to its end
        trials.append(trial)
        if trial.is_last:
            break
        _look(world, trial, ran)
    _mended(world, trials[-1], ran)
    return trials


def _at(kind: str, step: Step) -> Way:
    def way(world: World) -> tuple[Trial, Ran]:
        trial = Trial(kind, step.name)
        ran = _killed_at(world, trial, step, world.chance.randint(1, step.most), "refresh")
        return trial, ran

    return way


def _killed_at(world: World, trial: Trial, step: Step, nth: int, *arguments: str) -> Ran:
    ran = ended(world.begin(*arguments, environment=world.kill_step(step.at, nth)), time.monotonic())
    trial.met = world.killed.exists()
    trial.kills = int(trial.met)
    return ran


def _while_at_work(name: str, begins: str, most: int) -> Way:
    def way(world: World) -> tuple[Trial, Ran]:
        trial = Trial("a refresh at work", name)
        process, began = world.begin("refresh"), time.monotonic()
        assert process.stdout is not None
        passed, nth, told = 0, world.chance.randint(1, most), []
        for line in process.stdout:
            told.append(line)
            passed += line.startswith(begins)
            if passed >= nth:
                time.sleep(world.chance.random() * 0.3)
                kill(process)
                break
        ran = ended(process, began)
        trial.kills = int(ran.code < 0)
        trial.met = ran.code < 0
        return trial, Ran(ran.code, "".join(told) + ran.told, ran.seconds)

    return way


def _at_random(world: World) -> tuple[Trial, Ran]:
    trial = Trial("a refresh at a random moment", "any")
    return trial, _killed_at_random(world, trial, "refresh", seconds=world.seconds)


def _killed_at_random(world: World, trial: Trial, *arguments: str, seconds: float) -> Ran:
    process, began = world.begin(*arguments), time.monotonic()
    with contextlib.suppress(subprocess.TimeoutExpired):  # it still runs
        process.wait(world.chance.random() * seconds)
    kill(process)
    ran = ended(process, began)
    trial.kills = int(ran.code < 0)
    return ran


def _towards(world: World) -> None:
    """Change the sources, so that the next refresh has to work and to make a release."""
    world.go_to(world.other())
    world.forget_releases()
    world.readers.allow(world.standing, world.expected)


def _look(world: World, trial: Trial, disturbed: Ran) -> None:
    """What a disturbed command has said, and whether the release that stands is whole."""
    trial.told = trial.told or (sentence(disturbed.told) if disturbed.code > 0 else "")
    if disturbed.has_traceback:
        trial.problems.append(f"a traceback: {disturbed.told[-600:]}")
    if LEFT_BEHIND in disturbed.told:
        trial.problems.append(LEFT_BEHIND)
    if not world.is_standing_whole():
        trial.problems.append("the release that stands is not whole")


def _mended(world: World, trial: Trial, disturbed: Ran, expected: str | None = None) -> Trial:
    """What the next plain refresh makes of it.

    Args:
        world: the world.
        trial: is filled.
        disturbed: what was disturbed.
        expected: the release that must stand then; that of the state when it is not given.
    """
    _look(world, trial, disturbed)
    expected = expected or world.expected
    world.readers.allow(world.standing, expected)
    for attempt in (1, 2):
        ran = world.refresh()
        if ran.has_traceback:
            trial.problems.append(f"a traceback in the next refresh: {ran.told[-600:]}")
        if ran.code == 0:
            break
        trial.problems.append(f"refresh {attempt} afterwards ended with {ran.code}: {ran.told[-900:]}")
        trial.hands.append("another refresh" if attempt == 1 else "the folder was set up anew")
    if world.standing != expected:
        trial.problems.append(f"{world.standing} stands, and built from nothing it is {expected}")
    if not world.is_standing_whole():
        trial.problems.append("the new release is not whole")
    world.readers.allow(expected)
    trial.litter = world.litter()
    return trial


# --- documents --------------------------------------------------------------------------------------------------------


def _adding(world: World, step: Step | None) -> list[Trial]:
    trial = Trial("adding a document", step.name if step else "at a random moment")
    file = str(world.write_document())
    before = world.cards()
    if step is None:
        ran = _killed_at_random(world, trial, "add", file, seconds=world.seconds / 3)
    else:
        ran = _killed_at(world, trial, step, 1, "add", file)
    return [_after_documents(world, trial, ran, before)]


def _after_documents(world: World, trial: Trial, ran: Ran, before: dict[str, bytes]) -> Trial:
    """The archive is whole, and the release is that of its documents; then the archive is as its backup."""
    looked = world.run("archive")
    if looked.code != 0:
        trial.problems.append(f"the archive is not whole: {looked.told[-600:]}")
    if world.cards() == before:
        return _mended(world, trial, ran)
    trial.step += " (it had come in)"
    _mended(world, trial, ran, world.reference())
    world.restore_archive()  # the next refresh takes it back
    return trial


def _inbox(world: World, step: Step, *, is_known: bool) -> list[Trial]:
    trial = Trial("the inbox", f"{step.name} ({'a known document' if is_known else 'a refused one'})")
    inbox = world.data / "inbox"
    file = inbox / "berkas.csv"
    if is_known:
        shutil.copy(world.folder / "pernyataan-1.csv", file)
    else:
        file.write_text("a,b\n1,2\n", encoding="utf-8")
    before = world.cards()
    ran = _killed_at(world, trial, step, 1, "add")
    again = world.run("add")
    if again.has_traceback or file.exists():
        trial.problems.append(f"the inbox was not taken in afterwards: {again.told[-600:]}")
    if world.cards() != before:
        trial.problems.append("the inbox has changed the archive")
    for folder in ("done", "refused"):
        shutil.rmtree(inbox / folder, ignore_errors=True)
    return [_mended(world, trial, ran)]


def _withdrawing(world: World, step: Step) -> list[Trial]:
    trial = Trial("withdrawing a document", step.name)
    before = world.cards()
    document = next(iter(before)).split("/")[1]
    ran = _killed_at(world, trial, step, 1, "withdraw", document, "--reason", "trial")
    return [_after_documents(world, trial, ran, before)]


# --- other disturbances -----------------------------------------------------------------------------------------------


def disturbances(world: World, rounds: int, faketime: Path | None) -> list[Planned]:
    """Everything but kills, each so many times."""
    once: list[Planned] = [("two at once", partial(_two_at_once, world)), ("to and fro", partial(_to_and_fro, world))]
    once += [(f"bit {name}", partial(_bit, world, name, what)) for name, what in _damaged(world)]
    if world.is_mounted:
        once += [("full disk", partial(_full_disk, world))] * 2
        once += [("read-only", partial(_read_only, world, name)) for name in _FOLDERS]
        once += [("read-only archive", partial(_read_only_archive, world))]
    if faketime is not None:
        once += [("clock", partial(_clock, world, faketime))]
    return once * rounds


#: Of the data folder; the last is the temporary one.
_FOLDERS = ("", "releases", "working", "dagster", "tmp")


def _two_at_once(world: World) -> list[Trial]:
    trial = Trial("two refreshes at once", "")
    _towards(world)
    began = time.monotonic()
    both = [world.begin("refresh")]
    time.sleep(world.chance.random() * 2)
    both.append(world.begin("refresh"))
    first, second = (ended(process, began) for process in both)
    codes = sorted((first.code, second.code))
    if codes not in ([0, 0], [0, 1]):
        trial.problems.append(f"they ended with {codes}: {first.told[-300:]} {second.told[-300:]}")
    if second.has_traceback:
        trial.problems.append(f"a traceback: {second.told[-600:]}")
    trial.told = "Another refresh is at work" if "Another refresh" in first.told + second.told else "one after another"
    return [_mended(world, trial, first)]


#: Switches of the link, one after another, and how long each is looked at.
_SWITCHES, _BETWEEN_SECONDS = 10_000, 0.005


def _to_and_fro(world: World) -> list[Trial]:
    """The link itself: switched many times between two whole releases, while everybody reads."""
    trial = Trial("the link, switched to and fro", f"{_SWITCHES:,} times")
    before = world.current.resolve()
    _towards(world)
    ran = world.refresh()
    folders = (before, world.current.resolve())
    for number in range(_SWITCHES):
        switch(world.data, folders[number % 2])  # the last is the one that is in force
        time.sleep(_BETWEEN_SECONDS)
    return [_mended(world, trial, ran)]


def _full_disk(world: World) -> list[Trial]:
    trial = Trial("a full disk", "")
    _towards(world)
    room = world.chance.choice([0.2, 2, 5, 10, 20, 40, 60, 90])
    world.resize(world.used_mb() + room)
    trial.step = f"{room} MB are free"
    try:
        ran = world.refresh()
    finally:
        world.resize(None)
    return [_mended(world, trial, ran)]


def _read_only(world: World, name: str) -> list[Trial]:
    trial = Trial("a read-only folder", f"data/{name}" if name != "tmp" else "the temporary folder")
    _towards(world)
    with world.read_only(world.tmp if name == "tmp" else world.data / name):
        ran = world.refresh()
    return [_mended(world, trial, ran)]


def _read_only_archive(world: World) -> list[Trial]:
    trial = Trial("a read-only folder", "data/archive, while a document is added")
    before = world.cards()
    with world.read_only(world.archive):
        ran = world.run("add", str(world.write_document()))
    if ran.code == 0:
        trial.problems.append(f"it was taken in: {ran.told}")
    return [_after_documents(world, trial, ran, before)]


def _clock(world: World, faketime: Path) -> list[Trial]:
    days = world.chance.choice([0.04, 1, 30, 400])
    trial = Trial("the clock set back", f"by {days} days, for one refresh")
    _towards(world)
    ran = world.run("refresh", environment={
        "LD_PRELOAD": str(faketime), "FAKETIME": f"-{int(days * 86400)}", "DONT_FAKE_MONOTONIC": "1",
        "FAKETIME_SKIP_CMDS": "tail", "PYTHONPATH": str(VICTIM),
    })  # fmt: skip
    if ran.code != 0:
        trial.problems.append(f"it ended with {ran.code}: {ran.told[-600:]}")
    _towards(world)  # the refresh that follows has work, too
    return [_mended(world, trial, ran)]


def _damaged(world: World) -> list[tuple[str, Callable[[], Path]]]:
    """What one bit of is changed, by its name in the table."""
    current = world.current
    return [
        ("the working database", lambda: world.data / "working" / "spbe.duckdb"),
        ("the database of the release", lambda: current.resolve() / "spbe.duckdb"),
        ("a Parquet file of the release", lambda: current.resolve() / "parquet" / "core.targets.parquet"),
        ("the manifest of the release", lambda: current.resolve() / "manifest.json"),
        ("the runs of Dagster", lambda: world.data / "dagster" / "storage" / "runs.db"),
        ("the notes of what is loaded", lambda: world.data / "working" / "loaded.json"),
        ("the note of what is held back", lambda: world.data / "working" / "held_back.json"),
        ("the note of the last refresh", lambda: world.data / "last_refresh.json"),
        ("an extract", lambda: next((world.archive / "extracts").glob("*.json"))),
        ("a card", lambda: next((world.archive / "documents").glob("*/*/*.yml"))),
        ("an entry of the ledger", lambda: max((world.archive / "releases").glob("[0-9]*/entry.json"))),
        ("an object", lambda: next((world.archive / "objects").glob("*/*"))),
    ]


#: Of these nothing else holds a copy: they are brought back from a backup, as the message says.
_ONLY_COPIES = ("a card", "an object", "an entry of the ledger")


def _bit(world: World, name: str, what: Callable[[], Path]) -> list[Trial]:
    trial = Trial("one bit changed", name)
    file, is_of_release, is_only_copy = what(), "of the release" in name, name in _ONLY_COPIES
    if is_of_release:
        world.readers.pause(True)  # what they would read is damaged until it is made anew
    kept = file.read_bytes()
    trial.step = f"{name}, {flip_a_bit(file, world.chance)}"
    if not is_of_release:
        _towards(world)
    ran = world.refresh()
    if is_only_copy and ran.code != 0:
        trial.hands.append("the file was brought back from a backup, as the message says")
    elif ran.code != 0:
        trial.problems.append(f"the refresh ended with {ran.code}: {ran.told[-900:]}")
    elif is_only_copy and world.standing != world.expected:
        trial.problems.append(f"{world.standing} was published, and told was: {sentence(ran.told)}")
    if is_only_copy:
        file.write_bytes(kept)
    _mended(world, trial, ran)
    for one in [one for one in trial.litter if ".damaged-" in one]:  # set aside for a person to look at, and told
        trial.litter.remove(one)
        (world.folder / one).unlink()
    if is_of_release:
        world.readers.pause(False)
    return [trial]
