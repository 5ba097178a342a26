"""What a person types: ``spbe refresh``, ``add``, ``archive``, ``withdraw``, ``show``, ``dev``, ``seal``, ...

Heavy libraries are imported by the verb that needs them.
"""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, ParamSpec

# Before Pydantic is loaded, which looks for plugins in whatever is installed; there are none.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

import typer

from pipelines import planner_verbs
from pipelines.inert import visible_streams
from pipelines.settings import ROOT, Settings, read_mask, read_settings
from warehouse.spec import DeclarationError

_Arguments = ParamSpec("_Arguments")

app = typer.Typer(
    help="Perbandingan SPBE daerah / regional SPBE benchmarking.",
    no_args_is_help=True,
    rich_markup_mode=None,  # plain help that pipes and small terminals show whole
    pretty_exceptions_enable=False,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb. Returns the exit code: 0 done, 1 the work failed, 2 wrong arguments, 130 interrupted."""
    with visible_streams(read_mask()):
        try:
            app(arguments, prog_name="spbe")
        except SystemExit as end:
            return end.code if isinstance(end.code, int) else 0
        except DeclarationError as problem:
            print(problem, file=sys.stderr)
            return 1
        except OSError as problem:
            from pipelines.failures import file_problem  # noqa: PLC0415 - seldom

            print(file_problem(problem), file=sys.stderr)
            return 1
    return 0


def _verb(function: Callable[_Arguments, int], name: str | None = None) -> Callable[_Arguments, None]:
    """Make a verb of a function whose result is its exit code."""

    @app.command(name=name or function.__name__)
    @functools.wraps(function)
    def run(*args: _Arguments.args, **kwargs: _Arguments.kwargs) -> None:
        raise typer.Exit(function(*args, **kwargs))

    return run


for _name, _function in planner_verbs.VERBS.items():
    _verb(_function, _name)


def _said(text: str) -> str:
    if not text.strip():
        raise typer.BadParameter("write why, for those who come after")
    return text


_Reason = Annotated[str, typer.Option(help="Why, for those who come after.", callback=_said)]


@_verb
def add(
    files: Annotated[
        list[Path] | None, typer.Argument(help="The files; none: those in the inbox (data/inbox).")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")] = False,
    source: Annotated[str | None, typer.Option("--as", help="The source whose document it is.")] = None,
    accept: Annotated[
        list[str] | None, typer.Option(help="A rule whose findings are accepted (may be repeated).")
    ] = None,
    because: Annotated[str | None, typer.Option(help="Why they are accepted, for those who come after.")] = None,
) -> int:
    """Take documents in: say what each is and changes; archive it."""
    from pipelines import document_verbs  # noqa: PLC0415 - the source room, without Dagster

    return document_verbs.add(
        read_settings(), files or [], dry_run=dry_run, source=source, accept=accept or (), because=because
    )


@_verb
def fetch(
    sources: Annotated[list[str] | None, typer.Argument(help="The sources; none: all that declare how.")] = None,
    year: Annotated[list[int] | None, typer.Option(help="A declared year (may be repeated); none: all.")] = None,
) -> int:
    """Ask the publishers that can be asked, and take in what is new."""
    from pipelines import document_verbs  # noqa: PLC0415

    return document_verbs.fetch(read_settings(), sources or [], year)


@_verb
def archive(
    document: Annotated[str | None, typer.Argument(help="One document, with all its versions.")] = None,
    seal: Annotated[
        bool, typer.Option("--seal", help="Vouch for cards from before they had a checksum, as they are now.")
    ] = False,
) -> int:
    """List the archived documents; verify their cards and bytes."""
    from pipelines import document_verbs  # noqa: PLC0415

    return document_verbs.list_archive(read_settings(), document, seal=seal)


@_verb
def withdraw(
    document: Annotated[str, typer.Argument(help="Its document_id, as `spbe archive` lists it.")],
    reason: _Reason,
) -> int:
    """Withdraw a document: its newest version counts no more."""
    from pipelines import document_verbs  # noqa: PLC0415

    return document_verbs.withdraw(read_settings(), document, reason)


@_verb
def releases(form: planner_verbs.Format = "table") -> int:
    """List what was published, when and why."""
    from pipelines import release_verbs  # noqa: PLC0415

    return release_verbs.list_releases(read_settings(), form)


_Release = Annotated[str, typer.Argument(help="Its id or the beginning of it, its number, or `current`.")]


@_verb
def diff(older: _Release, newer: _Release, form: planner_verbs.Format = "table") -> int:
    """What differs between two releases: counts, then cells."""
    from pipelines import release_verbs  # noqa: PLC0415

    return release_verbs.diff(read_settings(), older, newer, form)


@_verb
def use(release: _Release, reason: _Reason) -> int:
    """Put an older release in force, until `spbe unpin`."""
    from pipelines import release_verbs  # noqa: PLC0415

    return release_verbs.use(read_settings(), release, reason)


@_verb
def unpin(reason: Annotated[str | None, typer.Option(help="Why, for those who come after.")] = None) -> int:
    """Let the next build be published again."""
    from pipelines import release_verbs  # noqa: PLC0415

    return release_verbs.unpin(read_settings(), reason)


@_verb
def cite(release: _Release, reason: _Reason) -> int:
    """Keep a release for ever, since somebody cites it."""
    from pipelines import release_verbs  # noqa: PLC0415

    return release_verbs.cite(read_settings(), release, reason)


@_verb
def prune(
    keep: Annotated[int, typer.Option(min=0, help="How many stay besides those in force, pinned or cited.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go, and remove nothing.")] = False,
) -> int:
    """Remove older releases; what they changed stays."""
    from pipelines import release_verbs  # noqa: PLC0415

    return release_verbs.prune(read_settings(), keep, dry_run=dry_run)


@_verb
def rebuild(release: _Release, into: Annotated[Path, typer.Option(help="A new data folder.")]) -> int:
    """Build a release once more from its recorded documents."""
    from pipelines import release_verbs  # noqa: PLC0415

    return release_verbs.rebuild(read_settings(), release, into)


@_verb
def refresh(
    force: Annotated[bool, typer.Option("--force", help="Make everything anew even when nothing has changed.")] = False,
    because: Annotated[
        str | None, typer.Option(help="Why the release may be far from the last one; kept with it.")
    ] = None,
    lang: planner_verbs.Lang = "id",
) -> int:
    """Ingest, validate, derive, publish; then show the cities."""
    from pipelines.carrying import carry_out  # noqa: PLC0415
    from pipelines.last_refresh import unchanged_release  # noqa: PLC0415
    from pipelines.metrics import measured  # noqa: PLC0415
    from pipelines.phases import Phases  # noqa: PLC0415

    settings, phases = read_settings(), Phases()
    with measured(settings, warn=lambda message: print(message, file=sys.stderr)) as ended:
        with phases.timed("look for changes"):
            unchanged = None if force or because else unchanged_release(settings)
        if unchanged:
            print(f"Nothing has changed since release {unchanged} was made, and it is whole.")
            print("(`make refresh ARGS=--force` makes everything anew.)")
            ended.outcome = "unchanged"
        else:
            from pipelines import refresh as refreshing  # noqa: PLC0415

            try:
                refreshing.refresh(settings, phases, because, anew=force)
                ended.outcome = "succeeded"
            except refreshing.RefreshFailed as failure:
                print(
                    f"\nThe run of the job {failure} failed: nothing was published. {_standing(settings)}",
                    file=sys.stderr,
                )
                return 1
            except KeyboardInterrupt:
                print(f"\nInterrupted: nothing was published. {_standing(settings)}", file=sys.stderr)
                return 130
            except (refreshing.AlreadyRunning, refreshing.NeverBegun) as problem:
                if isinstance(problem, refreshing.AlreadyRunning):
                    ended.outcome = None
                print(f"{problem}\nNothing was published. {_standing(settings)}", file=sys.stderr)
                return 1
    carried = carry_out(settings, phases)
    with phases.timed("show"):
        code = planner_verbs.show_release(lang)
    print(f"\nTimes: {phases.summary()}")
    return code if carried else 1


def _standing(settings: Settings) -> str:
    from warehouse.releases import read_manifest  # noqa: PLC0415

    manifest = read_manifest(settings.current)
    return f"Release {manifest['release_id']} still stands." if manifest else "There is no earlier release."


_Port = Annotated[int, typer.Option(help="Port of the UI.")]


@_verb
def dev(port: _Port = 3000) -> int:
    """The Dagster UI and daemon on this project's instance."""
    from pipelines import dev as serving  # noqa: PLC0415

    return _begun(lambda settings: serving.serve(settings, port))


@_verb
def service(
    part: Annotated[Literal["definitions", "daemon", "ui"], typer.Argument(help="The part.")], port: _Port = 3000
) -> int:
    """One part of `dev`, for an init system (docs/deploy.md)."""
    from pipelines import dev as serving  # noqa: PLC0415

    return _begun(lambda settings: serving.serve_part(settings, part, port))


def _begun(begin: Callable[[Settings], int]) -> int:
    from pipelines.dev import CannotBegin  # noqa: PLC0415

    settings = read_settings()
    os.environ["SPBE_DATA"], os.environ["SPBE_SOURCES"] = str(settings.data_dir), str(settings.sources_dir)
    os.environ["PYTHONPATH"] = str(ROOT)  # this code, whichever is installed
    try:
        return begin(settings)
    except CannotBegin as problem:
        print(problem, file=sys.stderr)
        return 1


@_verb
def seal(
    file: Annotated[Path, typer.Argument(help="The snapshot: sources/<source>/snapshots/<file>.csv.")],
) -> int:
    """Make a snapshot's sidecar vouch for the file as it is now."""
    from sources.declaration import sealing  # noqa: PLC0415
    from sources.declaration.errors import SourceError  # noqa: PLC0415

    if not file.exists():
        matches = sorted(read_settings().sources_dir.glob(f"*/snapshots/{file.name}"))
        if len(matches) != 1:
            print(f"{file}: no such file, and {len(matches)} snapshots have that name.", file=sys.stderr)
            return 1
        file = matches[0]
    try:
        changed = sealing.seal(file)
    except SourceError as problem:
        print(problem, file=sys.stderr)
        return 1
    for key, (old, new) in changed.items():
        print(f"{key}: {old} -> {new}")
    print(f"{file.with_suffix('.yml').name} {'now vouches' if changed else 'already vouched'} for {file.name}.")
    return 0


@_verb
def new(
    kind: Annotated[Literal["source", "mart"], typer.Argument(help="What to begin.")],
    name: Annotated[str, typer.Argument(help="Its name, in lower snake case.")],
) -> int:
    """Begin a source or a mart: write its files."""
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


@_verb
def dictionary() -> int:
    """Write the data dictionary and what else is derived."""
    from reports.planner.contract import CONTRACT, note_contract  # noqa: PLC0415
    from warehouse import dictionary as data_dictionary  # noqa: PLC0415
    from warehouse import lineage  # noqa: PLC0415
    from warehouse.derivations import LINEAGE_FILE  # noqa: PLC0415

    for file, text in (
        (LINEAGE_FILE, lineage.render()),
        (ROOT / "docs" / "data_dictionary.md", data_dictionary.render()),
    ):
        file.write_text(text, encoding="utf-8")
        print(f"Written: {file.relative_to(ROOT)}")
    if note_contract():
        print(f"Written: {CONTRACT.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
