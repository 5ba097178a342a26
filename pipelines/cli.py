"""What a person types: ``spbe refresh``, ``add``, ``archive``, ``withdraw``, ``show``, ``dev``, ``seal``, ...

Heavy libraries are imported by the verb that needs them.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Literal

from pipelines.settings import ROOT, Settings, read_settings
from warehouse.spec import DeclarationError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb. Returns the exit code: 0 done, 1 the work failed, 2 wrong arguments, 130 interrupted."""
    parser = argparse.ArgumentParser(prog="spbe", description="Regional SPBE benchmarking.")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    refresh = verbs.add_parser("refresh", help="ingest, validate, derive, publish; then show the cities")
    refresh.add_argument("--force", action="store_true", help="run everything even when nothing has changed")
    verbs.add_parser("show", help="show the current release")
    add = verbs.add_parser("add", help="take documents in: say what each is, what would change, and archive it")
    add.add_argument("files", nargs="*", type=Path, help="the files; none: those in the inbox (data/inbox)")
    add.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
    add.add_argument("--as", dest="source", metavar="SOURCE", help="the source whose document it is")
    add.add_argument(
        "--accept-shortfall", action="store_true", help="take a document with far fewer rows than the last"
    )
    fetch = verbs.add_parser("fetch", help="ask the publishers that can be asked, and take in what is new")
    fetch.add_argument("sources", nargs="*", help="the sources; none: all that declare how")
    fetch.add_argument("--year", type=int, action="append", help="a declared year (may be repeated); none: all")
    archive = verbs.add_parser("archive", help="list the archived documents and verify their bytes")
    archive.add_argument("document", nargs="?", help="one document, with all its versions")
    withdraw = verbs.add_parser("withdraw", help="withdraw a document: its newest version counts no more")
    withdraw.add_argument("document", help="its document_id, as `spbe archive` lists it")
    withdraw.add_argument("--reason", required=True, help="why, for those who come after")
    dev = verbs.add_parser("dev", help="the Dagster UI and daemon on this project's instance")
    dev.add_argument("--port", default="3000", help="port of the UI (default 3000)")
    seal = verbs.add_parser("seal", help="make a snapshot's sidecar vouch for the file as it is now")
    seal.add_argument("file", type=Path, help="the snapshot: sources/<source>/snapshots/<file>.csv")
    new = verbs.add_parser("new", help="begin a source or a mart: write the files that it needs (docs/architecture.md)")
    new.add_argument("kind", choices=["source", "mart"])
    new.add_argument("name", help="its name, in lower snake case")
    verbs.add_parser("dictionary", help="write docs/data_dictionary.md and warehouse/lineage.yml anew (development)")
    chosen = parser.parse_args(arguments)
    try:
        return _run(chosen, read_settings())
    except DeclarationError as problem:
        print(problem, file=sys.stderr)
        return 1
    except BrokenPipeError:
        # A reader such as `head` has left; what it wanted it has.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _run(chosen: argparse.Namespace, settings: Settings) -> int:
    from pipelines import document_verbs as documents  # noqa: PLC0415 - the source room, without Dagster

    verbs: dict[str, Callable[[], int]] = {
        "refresh": lambda: _refresh(settings, force=chosen.force),
        "add": lambda: documents.add(
            settings,
            chosen.files,
            dry_run=chosen.dry_run,
            source=chosen.source,
            accept_shortfall=chosen.accept_shortfall,
        ),
        "fetch": lambda: documents.fetch(settings, chosen.sources, chosen.year),
        "archive": lambda: documents.list_archive(settings, chosen.document),
        "withdraw": lambda: documents.withdraw(settings, chosen.document, chosen.reason),
        "show": lambda: _show(settings),
        "dev": lambda: _dev(settings, chosen.port),
        "seal": lambda: _seal(chosen.file),
        "new": lambda: _new(chosen.kind, chosen.name),
        "dictionary": _dictionary,
    }
    return verbs[chosen.verb]()


def _refresh(settings: Settings, *, force: bool) -> int:
    from pipelines.refresh import AlreadyRunning, Phases, RefreshFailed, refresh, unchanged_release  # noqa: PLC0415
    from sources.declaration.errors import SourceError  # noqa: PLC0415

    phases = Phases()
    with phases.timed("look for changes"):
        unchanged = None if force else unchanged_release(settings)
    if unchanged:
        print(f"Nothing has changed since release {unchanged} was made, and it is whole.")
        print("(`make refresh ARGS=--force` runs everything anyway.)")
    else:
        try:
            refresh(settings, phases)
        except RefreshFailed as failure:
            print(
                f"\nThe run of the job {failure} failed: nothing was published. {_standing(settings)}", file=sys.stderr
            )
            return 1
        except KeyboardInterrupt:
            print(f"\nInterrupted: nothing was published. {_standing(settings)}", file=sys.stderr)
            return 130
        except (AlreadyRunning, SourceError) as problem:
            print(f"{problem}\nNothing was published. {_standing(settings)}", file=sys.stderr)
            return 1
    with phases.timed("show"):
        code = _show(settings)
    print(f"\nTimes: {phases.summary()}")
    return code


def _standing(settings: Settings) -> str:
    from warehouse.publish import read_manifest  # noqa: PLC0415

    manifest = read_manifest(settings.current)
    return f"Release {manifest['release_id']} still stands." if manifest else "There is no earlier release."


def _show(settings: Settings) -> int:
    from rich.console import Console  # noqa: PLC0415

    from reports.terminal import print_release  # noqa: PLC0415
    from warehouse.connection import NothingPublished  # noqa: PLC0415

    try:
        # A file or a pipe has no width of its own; a cut table would hide figures.
        print_release(settings.current, Console(width=None if sys.stdout.isatty() else 160))
    except NothingPublished as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


def _dev(settings: Settings, port: str) -> int:
    from pipelines.dev import serve  # noqa: PLC0415

    os.environ["SPBE_DATA"], os.environ["SPBE_SOURCES"] = str(settings.data_dir), str(settings.sources_dir)
    # That `dagster dev` is to be replaced by another tool is no news for whoever types `make dev`.
    os.environ["PYTHONWARNINGS"] = "ignore:Function `dev_command` is superseded"
    return serve(settings, port)


def _seal(file: Path) -> int:
    from sources.declaration.errors import SourceError  # noqa: PLC0415
    from sources.declaration.sealing import seal  # noqa: PLC0415

    if not file.exists():
        matches = sorted(read_settings().sources_dir.glob(f"*/snapshots/{file.name}"))
        if len(matches) != 1:
            print(f"{file}: no such file, and {len(matches)} snapshots have that name.", file=sys.stderr)
            return 1
        file = matches[0]
    try:
        changed = seal(file)
    except SourceError as problem:
        print(problem, file=sys.stderr)
        return 1
    for key, (old, new) in changed.items():
        print(f"{key}: {old} -> {new}")
    print(f"{file.with_suffix('.yml').name} {'now vouches' if changed else 'already vouched'} for {file.name}.")
    return 0


def _new(kind: Literal["source", "mart"], name: str) -> int:
    from pipelines.skeletons import CannotWrite, write_skeleton  # noqa: PLC0415

    try:
        files = write_skeleton(kind, name, ROOT, date.today().year)
    except CannotWrite as problem:
        print(problem, file=sys.stderr)
        return 1
    for file in files:
        print(f"Written: {file}")
    print("They work as they are. Fill in your own; docs/architecture.md says what each is for and what comes next.")
    return 0


def _dictionary() -> int:
    from warehouse import dictionary, lineage  # noqa: PLC0415
    from warehouse.derivations import LINEAGE_FILE  # noqa: PLC0415

    for file, text in (
        (LINEAGE_FILE, lineage.render()),
        (ROOT / "docs" / "data_dictionary.md", dictionary.render()),
    ):
        file.write_text(text, encoding="utf-8")
        print(f"Written: {file.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
