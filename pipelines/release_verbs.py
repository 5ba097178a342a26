"""The verbs of operators about releases: ``releases``, ``diff``, ``use``, ``unpin``, ``cite``, ``prune``, ``rebuild``.

They read and write the ledger and the release folders. Each returns an exit code: 0 done, 1 not.
"""

from __future__ import annotations

import getpass
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa

from assets.causes import LostInputs, inputs_of, recorded_holdings
from assets.clock import now
from pipelines.carrying import carry_out
from pipelines.inert import console
from pipelines.phases import Phases
from pipelines.refresh import AlreadyRunning, NeverBegun, RefreshFailed, alone, refresh
from pipelines.settings import Settings
from reports.answers import Answer, AnswerFormat, print_answer
from sources.archive.store import Archive
from sources.declaration.declared import read_sources
from sources.declaration.errors import SourceError
from warehouse import ledger, releases, revisions
from warehouse.connection import SqlError, WarehouseBusy, open_working
from warehouse.ledger import Entry, Ledger, LedgerDamaged

#: At a terminal so many cells are shown; the other formats have all.
_CELLS = 40
_COUNTED = ("table", "change", "rows")
_BRIEF = ("table", "row", "column", "old", "new", "places_moved")
_WAIT_SECONDS = 5.0
_Found = TypeVar("_Found")


class NoSuchRelease(ValueError):
    """No release, or several, are called so."""


def list_releases(settings: Settings, form: AnswerFormat) -> int:
    """Print every event of the ledger, the newest last."""

    def work() -> int:
        entries = Ledger(settings.data_dir).entries()
        if not entries:
            print("Nothing was published here since releases are recorded.")
            return 0
        last, pinned, cited = ledger.in_force(entries), ledger.pin(entries), ledger.cited(entries)
        rows = []
        for entry in entries:
            said = entry.said
            states = [
                *(["in force"] if entry is last else []),
                *(["pinned"] if entry is pinned else []),
                *(["cited"] if entry.release_id in cited and entry.puts_in_force else []),
                *([] if releases.folders_of(settings.data_dir, entry.release_id) else ["files gone"]),
            ]
            causes = "; ".join(f"{one['kind']}: {one['cause']}" for one in said.get("release_causes") or ())
            rows.append(
                (
                    entry.number, f"{entry.at:%Y-%m-%d %H:%M} WIB", entry.event, entry.release_id,
                    ", ".join(states) or None, said.get("revised_cells"), said.get("moved_regions"),
                    said.get("release_note"), said.get("code_commit"), causes or None,
                )
            )  # fmt: skip
        names = ("no", "at", "event", "release", "state", "revised_cells", "moved_regions", "note", "commit", "causes")
        print_answer(Answer(names, rows), form, "en", console())
        return 0

    return _told(work)


def diff(settings: Settings, older: str, newer: str, form: AnswerFormat) -> int:
    """Print what differs between two releases: counts, then cells."""
    from assets.publication import difference  # noqa: PLC0415 - a whole build's imports

    def work() -> int:
        found = difference(*(_whole(find(settings, name), "parquet/*") for name in (older, newer)))
        counted = Counter(zip(found["revised_table"].to_pylist(), found["revision_change"].to_pylist(), strict=True))
        counts = Answer(_COUNTED, [(*what, number) for what, number in sorted(counted.items())])
        _print_difference(counts, _cells(found), form)
        return 0

    return _told(work)


def _cells(found: pa.Table) -> Answer:
    names = ("revised_table", "row_key", "revised_column", "revision_change", "old_value", "new_value", "places_moved")
    shown = ("table", "row", "column", "change", "old", "new", "places_moved")
    return Answer(shown, list(zip(*(found[name].to_pylist() for name in names), strict=True)))


def _print_difference(counts: Answer, cells: Answer, form: AnswerFormat) -> None:
    out = console()
    if form == "json":
        both = {
            name: [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
            for name, answer in (("counts", counts), ("cells", cells))
        }
        out.out(json.dumps(both, ensure_ascii=False, indent=2), highlight=False)
        return
    if form == "csv":  # one table
        print_answer(cells, form, "en", out)
        return
    if not counts.rows:
        print("Nothing differs.")
        return
    print_answer(counts, form, "en", out)
    print()
    if form == "md":
        print_answer(cells, form, "en", out)
        return
    print_answer(
        Answer(_BRIEF, [_briefly(row) for row in sorted(cells.rows, key=_change_of)[:_CELLS]]), form, "en", out
    )
    if left := max(len(cells.rows) - _CELLS, 0):
        print(f"{left} more; --format csv, json or md has all, with the names of keys and whole rows that are gone.")


def _change_of(row: tuple[Any, ...]) -> int:
    return ("changed", "removed", "added").index(row[3])


def _briefly(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """A cell as it fits a line: the key without its names, and of a row that is gone no more than that it is."""
    table, key, column, change, old, new, moved = row
    named = key if key == revisions.ALL else " ".join(str(value) for value in json.loads(key).values())
    told = change if column == revisions.ALL else column
    return table, named, told, None if change == "removed" else old, new, moved


def use(settings: Settings, name: str, reason: str) -> int:
    """Put a release in force and keep it so."""
    from assets.publication import decision  # noqa: PLC0415

    def work() -> int:
        with _held(settings):
            folder = find(settings, name)
            if not releases.is_whole(folder):
                print(
                    f"{folder.name} is damaged and cannot be used. `spbe releases` lists the others.", file=sys.stderr
                )
                return 1
            entries = releases.settle(settings.data_dir)
            told = decision(settings.data_dir, folder, entries, reason=reason, by=getpass.getuser())
            releases.use(settings.data_dir, folder, told)
        print(f"Release {told.release_id} is in force and pinned; what is built is not published until `spbe unpin`.")
        if told.said["revised_cells"] is not None:
            print(
                f"Against {told.said['predecessor_id']}, {told.said['revised_cells']} cells differ and "
                f"{told.said['moved_regions']} regions have another rank."
            )
        return 0 if carry_out(settings) else 1

    return _told(work)


def unpin(settings: Settings, reason: str | None) -> int:
    """Let the next build be published again."""

    def work() -> int:
        with _held(settings):
            pinned = ledger.pin(releases.settle(settings.data_dir))
            if pinned is None:
                print("No release is pinned.", file=sys.stderr)
                return 1
            _say(settings, "unpinned", pinned.release_id, reason)
        print(f"Release {pinned.release_id} stays in force until the next build. `make refresh` builds what stands.")
        return 0

    return _told(work)


def cite(settings: Settings, name: str, reason: str) -> int:
    """Keep a release for ever, since somebody cites it."""

    def work() -> int:
        with _held(settings):
            release_id = releases.id_of(find(settings, name))
            _say(settings, "cited", release_id, reason)
        print(f"Release {release_id} is never removed by `spbe prune`.")
        return 0

    return _told(work)


def prune(settings: Settings, keep: int, *, dry_run: bool) -> int:
    """Remove the files of older releases, and their profiles; the ledger keeps what they said."""

    def work() -> int:
        with _held(settings):
            entries = releases.settle(settings.data_dir)
            going = releases.prunable(settings.data_dir, entries, keep)
            for folder in going:
                freed = sum(file.stat().st_size for file in folder.rglob("*") if file.stat().st_nlink == 1)
                print(f"{'Would remove' if dry_run else 'Removed'} {folder.name} ({freed / 1e6:.1f} MB)")
                if not dry_run:
                    releases.remove_release(settings.data_dir, folder)
        if not going:
            print(f"Nothing to remove: no more than {keep} releases besides those that are in force, pinned or cited.")
        return 0

    return _told(work)


def rebuild(settings: Settings, name: str, into: Path) -> int:
    """Build a release once more from the documents that it was made from, in a data folder of its own."""

    def work() -> int:
        entry = _recorded(settings, name)
        if into.exists() and any(into.iterdir()):
            print(f"{into} is not empty: name a new folder.", file=sys.stderr)
            return 1
        sources = read_sources(settings.sources_dir)
        held = recorded_holdings(entry.said["release_inputs"], sources, Archive(settings.archive_dir))
        for holding in held:
            if holding.card is not None:
                Archive(settings.archive_dir).copy_to(Archive(into / "archive"), holding.card)
        program = inputs_of((), sources)["program"]
        if program != entry.said["release_inputs"]["program"]:
            of = " ".join(filter(None, (entry.said["package_version"], entry.said["code_commit"])))
            print(f"It was made by the program {of}, which is not the one of today: the id may be another.")
        refresh(replace(settings, data_dir=into.resolve()), Phases())
        made = (releases.read_manifest(into / "current") or {}).get("release_id")
        if made == entry.release_id:
            print(f"The same release: {made}.")
            return 0
        print(f"Another release: {made}, not {entry.release_id}.", file=sys.stderr)
        return 1

    return _told(work)


def _recorded(settings: Settings, name: str) -> Entry:
    """The newest event that has published a release that is called so; see find.

    Raises:
        NoSuchRelease: when there is none, or there are several.
    """
    begun = _id_begun(settings, name)
    found = {
        entry.release_id: entry
        for entry in Ledger(settings.data_dir).entries()
        if entry.event == "published" and entry.release_id.startswith(begun)
    }
    return _the_one(name, found, f"No release {name} was published here: see `spbe releases`.")


def find(settings: Settings, name: str) -> Path:
    """The folder of a release: by its id, the beginning of it, its number in `spbe releases`, or ``current``.

    Raises:
        NoSuchRelease: when there is none, or there are several.
    """
    if name == "current" and settings.current.exists():
        return settings.current.resolve()
    begun = _id_begun(settings, name)
    folders = sorted((settings.data_dir / "releases").glob("[!.]*"))
    found = {releases.id_of(folder): folder for folder in folders if releases.id_of(folder).startswith(begun)}
    recorded = any(one.release_id.startswith(begun) for one in Ledger(settings.data_dir).entries())
    gone = f"The files of release {name} are gone; audit.revisions keeps what it changed."
    return _the_one(name, found, gone if recorded else f"There is no release {name}: see `spbe releases`.")


def _whole(folder: Path, which: str = "*") -> Path:
    """The folder, whose files are as they were published.

    Raises:
        NoSuchRelease: when they are not.
    """
    if not releases.is_whole(folder, which):
        release = releases.id_of(folder)
        raise NoSuchRelease(
            f"Release {release} is damaged and cannot be used: restore {folder} from a backup, or build it once more, "
            f"`spbe rebuild {release} --into FOLDER`."
        )
    return folder


def _id_begun(settings: Settings, name: str) -> str:
    """The id of what is called by its number or ``current``, or what there is of an id."""
    if name == "current":
        return str((releases.read_manifest(settings.current) or {}).get("release_id", name))
    if not name.strip():
        raise NoSuchRelease("Name a release: its id, the beginning of it, or its number in `spbe releases`.")
    if not (name.isascii() and name.isdecimal()) or len(name) >= len("2024"):
        return name.partition(".")[0]
    for entry in Ledger(settings.data_dir).entries():
        if entry.number == int(name):
            return entry.release_id
    raise NoSuchRelease(f"There is no event {name}: see `spbe releases`.")


def _the_one(name: str, found: Mapping[str, _Found], none: str) -> _Found:
    if len(found) > 1:
        raise NoSuchRelease(f"{name or 'Nothing'} can be {', '.join(found)}: write more of it.")
    if not found:
        raise NoSuchRelease(none)
    return next(iter(found.values()))


def _say(settings: Settings, event: ledger.Event, release_id: str, reason: str | None) -> Entry:
    said = {"release_note": reason, "decided_by": getpass.getuser()}
    kept = Ledger(settings.data_dir)
    return kept.append(event, release_id, now(kept.entries()), said)


@contextmanager
def _held(settings: Settings) -> Iterator[None]:
    """No run works in the data folder meanwhile."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with alone(settings):
        database = settings.data_dir / "working" / "spbe.duckdb"
        with ExitStack() as stack:
            with suppress(SqlError):  # damaged: no run has it open
                if database.exists():
                    stack.enter_context(open_working(database, wait_seconds=_WAIT_SECONDS))
            yield


def _told(work: Callable[[], int]) -> int:
    """Do it; what is wrong is one sentence."""
    try:
        return work()
    except (
        NoSuchRelease, LostInputs, LedgerDamaged, AlreadyRunning, NeverBegun, RefreshFailed, SourceError, WarehouseBusy,
    ) as problem:  # fmt: skip
        print(problem, file=sys.stderr)
        return 1
