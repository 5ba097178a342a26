"""The last two assets: the results of all checks, and the release that they allow."""

# No postponed annotations here: Dagster reads the annotations of assets and checks as objects.

from typing import Any

import dagster as dg

from assets import groups
from assets.checks import CHECK_RESULTS, store
from assets.described import OWNERS, key, key_of, stored_metadata, table_asset
from assets.loads import record_stage
from assets.workspace import Workspace
from expectations import runner
from expectations.suites import SUITES
from reports.planner import planner_statements
from warehouse import publish, schema, writer
from warehouse.connection import Connection
from warehouse.tables import PUBLISHED

RELEASE = dg.AssetKey(["release", "current"])


class PublishRefused(dg.Failure):
    """Blocking rules have failed; the last release stands."""


def build_release_assets() -> list[dg.AssetsDefinition]:
    """audit.check_results and release/current."""
    return [check_results, release]


@table_asset(
    CHECK_RESULTS,
    kind="greatexpectations",
    group=groups.RELEASE,
    # The raw tables stand above these; an arrow from each of them would only hide the others.
    deps=[key_of(name) for name in SUITES if not name.startswith("raw.")],
)
def check_results(workspace: Workspace) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """The findings of every suite on exactly the content that is about to be published."""
    with workspace.working() as connection:
        stale = _stale_suites(connection)
        if stale:
            store(connection, runner.run([SUITES[name] for name in stale], connection))
        counts = _counts(connection)
        return dg.MaterializeResult(
            metadata={
                **stored_metadata(connection, CHECK_RESULTS),
                **counts,
                "run_again": ", ".join(stale) or "none",
            }
        )


def _stale_suites(connection: Connection) -> list[str]:
    """Tables whose stored findings are not of the present rules on the present content."""
    stored: dict[str, dict[str, str]] = {}
    if not schema.drift(connection, CHECK_RESULTS):
        for record in writer.records(connection, CHECK_RESULTS):
            stored.setdefault(record["checked_table"], {})[record["rule"]] = record["table_fingerprint"]
    stale = []
    for name, suite in SUITES.items():
        found = stored.get(name, {})
        prints = set(found.values())
        if set(found) != {rule.name for rule in suite.rules} or prints != {writer.fingerprint(connection, suite.table)}:
            stale.append(name)
    return stale


def _counts(connection: Connection) -> dict[str, int]:
    records = writer.records(connection, CHECK_RESULTS)
    outcomes = [record["outcome"] for record in records]
    return {
        **{outcome: outcomes.count(outcome) for outcome in ("passed", "known", "warned")},
        "failed": sum(_refuses(record) for record in records),
    }


def _refuses(record: dict[str, Any]) -> bool:
    return record["outcome"] in {"failed", "not_evaluated"}


@dg.asset(
    key=RELEASE,
    deps=[key(CHECK_RESULTS)],
    group_name=groups.RELEASE,
    owners=OWNERS,
    kinds={"duckdb", "parquet"},
    tags={"layer": "release"},
)
def release(context: dg.AssetExecutionContext, workspace: Workspace) -> dg.MaterializeResult:  # type: ignore[type-arg]
    """Basis data yang dibuka perencana: `data/current/spbe.duckdb` dan satu berkas Parquet per tabel.

    *What planners open. Published only when no blocking rule has failed; the last good release stands otherwise.*
    """
    with workspace.working() as connection:
        refused = [record for record in writer.records(connection, CHECK_RESULTS) if _refuses(record)]
        if stale := _stale_suites(connection):
            raise PublishRefused(f"{', '.join(stale)} changed after being checked: launch the job `refresh`.")
        if refused:
            raise PublishRefused(
                "Not published; the last release stands. "
                + " ".join(
                    f"{record['checked_table']}: {record['rule']} ({record['violations']} rows): {record['remedy']}."
                    for record in refused
                )
            )
        published = publish.publish(
            connection,
            PUBLISHED,
            workspace.data_path,
            newest_year=_newest_year(connection),
            facts={
                "written_by": publish.WRITTEN_BY,
                "years": _years(connection),
                "checks": _counts(connection),
                "run_id": context.run.run_id,
            },
            statements=planner_statements,
        )
    record_stage(workspace.data_path, "published", after="cleaned")
    return dg.MaterializeResult(
        metadata={
            "release_id": published.release_id,
            "new": published.is_new,
            "path": dg.MetadataValue.path(str(published.database)),
            "rows": dg.MetadataValue.json(published.rows),
        }
    )


def _newest_year(connection: Connection) -> int:
    row = connection.execute(
        "SELECT max(evaluation_year) FROM core.evaluation_years WHERE nationally_complete"
    ).fetchone()
    if row is None or row[0] is None:
        raise PublishRefused("No evaluation year is nationally complete: load an annual report first.")
    return int(row[0])


def _years(connection: Connection) -> dict[str, list[int]]:
    """Editions per source that the release holds."""
    rows = connection.execute(
        "SELECT source, list(DISTINCT edition ORDER BY edition) FROM core.documents "
        "WHERE edition IS NOT NULL GROUP BY source"
    ).fetchall()
    return {source: list(editions) for source, editions in sorted(rows)}
