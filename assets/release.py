"""The last assets: the results of all checks, the parts of the release that they allow, and the switch to it."""

# No postponed annotations here: Dagster reads the annotations of assets and checks as objects.

import fnmatch
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from datetime import date
from pathlib import Path, PurePath
from typing import Any

import dagster as dg

from assets import groups
from assets.checks import CHECK_RESULTS, FINDINGS, broken_rules, judge, stale_suites, suites_of
from assets.described import OWNERS, key, key_of, print_of_model, shown, stored_metadata
from assets.loads import record_stage
from assets.publication import TooFar, publication
from assets.workspace import Workspace
from expectations import runner
from expectations.findings import by_rule, describe, difference
from expectations.places import place_findings
from expectations.rules import Suite
from expectations.suites import SUITES
from reports.makers import MAKERS, helping_processes, make_parts, print_of_makers
from reports.planner import planner_statements
from reports.site.addresses import FOLDER as SITE_FOLDER
from warehouse import publish, releases, writer
from warehouse.connection import Connection
from warehouse.spec import Text
from warehouse.story import Publication
from warehouse.tables import CONTENT

#: The tag of a run that says why it publishes.
BECAUSE = "spbe/because"

RELEASE = dg.AssetKey(["release", "current"])
PROFILES = dg.AssetKey(["release", "profiles"])
_PROFILES = Text(
    "Profil dua halaman (PDF) setiap daerah, dari rilis yang berlaku: `data/profiles/<rilis>/`.",
    "The two pages (PDF) of every region, of the release in force: `data/profiles/<release>/`.",
)
_DATABASE = Text(
    "Basis data untuk perencana: `spbe.duckdb`, dan satu berkas Parquet per tabel.",
    "The database for planners: `spbe.duckdb`, and one Parquet file per table.",
)
_CURRENT = Text(
    "Rilis yang berlaku: `data/current` menunjuk ke sana setelah semua berkasnya utuh.",
    "The release in force: `data/current` points there once all its files are whole. Published only when no blocking "
    "rule has failed; the last good release stands otherwise.",
)


class PublishRefused(dg.Failure):
    """Blocking rules have failed; the last release stands."""


def build_release_assets() -> list[dg.AssetsDefinition]:
    """audit.check_results and everything below ``release/``."""
    return [check_results, release, profiles]


@dg.multi_asset(
    specs=[
        dg.AssetSpec(
            key(table),
            # The raw tables stand above these; an arrow from each of them would only hide the others.
            deps=[key_of(name) for name in SUITES if not name.startswith("raw.")],
            **shown(
                table, kinds={"greatexpectations"}, code_version=print_of_model(table, judge), group=groups.RELEASE
            ),
        )
        for table in (CHECK_RESULTS, FINDINGS)
    ],
    name="check_results",
)
def check_results(workspace: Workspace) -> Iterator[dg.MaterializeResult]:  # type: ignore[type-arg]
    """The findings of every suite on exactly the content that is about to be published."""
    with workspace.working() as connection:
        suites = suites_of(workspace.sources())
        facts = {name: suite for name, suite in suites.items() if suite.table.layer != "mart"}
        prints: dict[str, str] = {}  # of rows as they are now
        judged = judge(connection, list(facts.values()), prints)
        if not broken_rules(connection, facts):
            judged += judge(connection, list(suites.values()), prints)
        for table in (CHECK_RESULTS, FINDINGS):  # what is declared no more was judged, too
            writer.keep_partitions(connection, table, list(suites))
        place_findings(connection, suites)  # all of them anew: names and prints may have changed since they were found
        yield dg.MaterializeResult(
            asset_key=key(CHECK_RESULTS),
            metadata={
                **stored_metadata(connection, CHECK_RESULTS, is_new=True),
                **_counts(connection),
                "judged_here": ", ".join(judged) or "none",
            },
        )
        yield dg.MaterializeResult(asset_key=key(FINDINGS), metadata=stored_metadata(connection, FINDINGS, is_new=True))


def _counts(connection: Connection) -> dict[str, int]:
    records = writer.records(connection, CHECK_RESULTS)
    outcomes = [record["outcome"] for record in records]
    return {
        **{outcome: outcomes.count(outcome) for outcome in ("passed", "known", "warned")},
        "failed": sum(outcome in runner.STOPPING for outcome in outcomes),
    }


def _warnings(connection: Connection, workspace: Workspace) -> dict[str, Any]:
    """What is warned of, as it differs from the release that stood before."""
    now, before = by_rule(writer.records(connection, FINDINGS)), workspace.released_findings()
    remedies = {(one["checked_table"], one["rule"]): one["remedy"] for one in writer.records(connection, CHECK_RESULTS)}
    changed = {rule: difference(now.get(rule, ()), before.get(rule, ())) for rule in sorted({*now, *before})}

    def told(group: str) -> list[dict[str, str]]:
        return [
            {"table": rule[0], "rule": rule[1], "finding": describe(one), "remedy": remedies.get(rule, "")}
            for rule, difference in changed.items()
            for one in getattr(difference, group)
        ]

    manifest = releases.read_manifest(workspace.data_path / "current")
    standing = sum(len(one.standing) for one in changed.values())
    since = manifest["release_id"] if manifest else None
    return {"since": since, "new": told("new"), "gone": told("gone"), "standing": standing}


def _spec(name: str, kinds: set[str], text: Text, deps: Sequence[str]) -> dg.AssetSpec:
    return dg.AssetSpec(
        ["release", name],
        deps=[["release", other] for other in deps] or [key(CHECK_RESULTS), key(FINDINGS)],
        description=f"{text.id}\n\n*{text.en}*",
        group_name=groups.RELEASE,
        owners=OWNERS,
        kinds=kinds,
        tags={"layer": "release"},
    )


def _release_specs() -> list[dg.AssetSpec]:
    """The parts of a release, and the switch to it."""
    return [
        _spec("database", {"duckdb", "parquet"}, _DATABASE, []),
        *(_spec(maker.name, {maker.kind}, maker.text, ["database", *maker.describes]) for maker in MAKERS),
        _spec("current", {"file"}, _CURRENT, ["database", *(maker.name for maker in MAKERS)]),
    ]


@dg.multi_asset(name="release", specs=_release_specs())
def release(context: dg.AssetExecutionContext, workspace: Workspace) -> Iterator[dg.MaterializeResult]:  # type: ignore[type-arg]
    """All parts in one step: they share a folder that nobody sees until it is whole."""
    with workspace.working() as connection:
        _refuse_what_failed(connection, list(suites_of(workspace.sources()).values()))
        with publish.stage(connection, _contents(connection, workspace), workspace.data_path) as staging:
            told = None
            if staging.stays is None:
                told = _publication(context, connection, staging, workspace)
            yield from _parts(staging, workspace, told)
            published = staging.publish(
                {
                    "years": _years(connection),
                    "checks": _counts(connection),
                    "warnings": _warnings(connection, workspace),
                    "run_id": context.run.run_id,
                },
                told,
            )
    if releases.is_in_force(workspace.data_path, published.release_id):  # else another is pinned
        record_stage(workspace.data_path, "published", after="cleaned")
    yield dg.MaterializeResult(
        asset_key=RELEASE,
        metadata={
            "release_id": published.release_id,
            "new": published.is_new,
            "path": dg.MetadataValue.path(str(published.database)),
            "rows": dg.MetadataValue.json(published.rows),
            **({} if told is None else {"differs": dg.MetadataValue.json(_said_briefly(told))}),
        },
    )


def _said_briefly(told: Publication) -> dict[str, Any]:
    names = ("predecessor_id", "release_causes", "revised_cells", "moved_regions", "jumps", "release_note")
    return {name: told.said[name] for name in names}


def _publication(
    context: dg.AssetExecutionContext, connection: Connection, staging: publish.Staging, workspace: Workspace
) -> Publication:
    try:
        told = publication(connection, staging, workspace.data_path, workspace.sources(), context.run.tags.get(BECAUSE))
    except TooFar as problem:
        raise PublishRefused(str(problem)) from None
    for jump in told.said["jumps"]:
        context.log.warning(f"Far from the release before: {jump}")
    return told


@dg.asset(
    key=PROFILES,
    deps=[RELEASE],
    group_name=groups.RELEASE,
    owners=OWNERS,
    kinds={"pdf"},
    tags={"layer": "release"},
    description=f"{_PROFILES.id}\n\n*{_PROFILES.en}*",
)
def profiles(workspace: Workspace) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """Outside the job that publishes: they take longer than all other files of a release together."""
    from reports.profile import write_profiles  # noqa: PLC0415 - Typst is loaded by none but this

    folder = write_profiles((workspace.data_path / "current").resolve(), workspace.data_path / "profiles")
    files = sorted(folder.glob("*.pdf"))
    return dg.MaterializeResult(
        metadata={
            "release_id": folder.name,
            "path": dg.MetadataValue.path(str(folder)),
            "files": len(files),
            "bytes": sum(file.stat().st_size for file in files),
        }
    )


def _parts(staging: publish.Staging, workspace: Workspace, told: Publication | None) -> Iterator[dg.MaterializeResult]:  # type: ignore[type-arg]
    """Write the parts into the staged folder; nothing when the release of this content stands already."""

    def part(name: str, files: Iterable[Path], samples: Sequence[str]) -> dg.MaterializeResult:  # type: ignore[type-arg]
        return _part(name, staging, [str(file.relative_to(staging.folder)) for file in files], samples, workspace)

    with nullcontext() if told is None else helping_processes() as helpers:
        if told is not None:
            staging.write_tables(told)
        yield part("database", staging.table_files(), (releases.DATABASE, "parquet/mart.*ranking*"))
        for maker in MAKERS if helpers is None else make_parts(helpers, staging.folder, staging.facts):
            yield part(maker.name, maker.files_in(staging.folder), maker.samples)


def _part(
    name: str, staging: publish.Staging, files: Sequence[str], samples: Sequence[str], workspace: Workspace
) -> dg.MaterializeResult:  # type: ignore[type-arg]
    return dg.MaterializeResult(
        asset_key=["release", name],
        metadata={
            "release_id": staging.facts.release_id,
            "made": staging.stays or "yes",
            "files": len(files),
            "bytes": sum((staging.folder / file).stat().st_size for file in files),
            "files_by_kind": dg.MetadataValue.json(
                dict(sorted(Counter(PurePath(file).suffix for file in files).items()))
            ),
            **_samples(files, samples, workspace),
        },
    )


def _samples(files: Iterable[str], patterns: Sequence[str], workspace: Workspace) -> dict[str, dg.MetadataValue]:
    """Files of a part for a first look: the first as a path, all as a list, and pages of the web as links."""
    found = [file for pattern in patterns for file in sorted(fnmatch.filter(files, pattern))]
    current = workspace.data_path / "current"  # the part is there once the release is published
    return {
        "path": dg.MetadataValue.path(str(current / found[0])),
        "samples": dg.MetadataValue.md(
            "\n".join(f"- {_link(file, current, workspace.place.site_url)}" for file in found)
        ),
    }


def _link(file: str, current: Path, site_url: str | None) -> str:
    page = file.removeprefix(f"{SITE_FOLDER}/")
    return f"[{page}]({site_url}{page})" if site_url and page != file else f"`{current / file}`"


def _refuse_what_failed(connection: Connection, suites: Sequence[Suite]) -> None:
    refused = [one for one in writer.records(connection, CHECK_RESULTS) if one["outcome"] in runner.STOPPING]
    if not refused and (stale := stale_suites(connection, suites)):
        raise PublishRefused(f"Not as they were when they were checked: {', '.join(stale)}. Launch the job `refresh`.")
    if refused:
        raise PublishRefused(
            f"Not published; the last release stands. Broken rules that block: {len(refused)}\n"
            + "\n".join(
                f"    {one['checked_table']}: {one['rule']} ({one['violations']} rows): {one['remedy']}."
                for one in refused
            )
        )


def _contents(connection: Connection, workspace: Workspace) -> publish.Contents:
    return publish.Contents(
        tables=CONTENT,
        newest_year=_newest_year(connection),
        data_date=_data_date(connection),
        statements=planner_statements,
        made_by=print_of_makers(),
        site_url=workspace.place.site_url,
    )


def _newest_year(connection: Connection) -> int:
    row = connection.execute(
        "SELECT max(evaluation_year) FROM core.evaluation_years WHERE nationally_complete"
    ).fetchone()
    if row is None or row[0] is None:
        raise PublishRefused("No evaluation year is nationally complete: load an annual report first.")
    return int(row[0])


def _data_date(connection: Connection) -> date:
    """The day on which the newest document was retrieved."""
    row = connection.execute("SELECT max(retrieved_on) FROM core.documents").fetchone()
    assert row is not None, "a nationally complete year has a document"
    found: date = row[0]
    return found


def _years(connection: Connection) -> dict[str, list[int]]:
    """Editions per source that the release holds."""
    rows = connection.execute(
        "SELECT source, list(DISTINCT edition ORDER BY edition) FROM core.documents "
        "WHERE edition IS NOT NULL GROUP BY source"
    ).fetchall()
    return {source: list(editions) for source, editions in sorted(rows)}
