"""Suites as asset checks: one Dagster check per rule, the offending rows in its metadata."""

# No postponed annotations here: Dagster reads the annotations of assets and checks as objects.

from collections.abc import Iterator, Sequence
from graphlib import CycleError, TopologicalSorter

import dagster as dg

from assets.described import key, key_of, records_table
from assets.workspace import Workspace
from expectations import runner
from expectations.rules import Rule, Suite
from expectations.runner import Finding, Report
from expectations.suites import SUITES
from sources.declaration.declared import Source
from warehouse import models, schema, writer
from warehouse.connection import Connection
from warehouse.tables import TABLES

CHECK_RESULTS = TABLES["audit.check_results"]


def build_checks(sources: tuple[Source, ...], assets: Sequence[dg.AssetsDefinition]) -> list[dg.AssetChecksDefinition]:
    """The checks of every suite: one step per source, and one per stage of what is built from them."""
    raw = {source.source: tuple(f"raw.{name}" for name in source.raw_tables) for source in sources}
    return [
        _checks_of(f"{prefix}_{name}", [SUITES[table] for table in tables])
        for prefix, steps in (("check_raw", raw), ("check_stage", check_stages(assets)))
        for name, tables in steps.items()
    ]


def check_stages(assets: Sequence[dg.AssetsDefinition]) -> dict[str, tuple[str, ...]]:
    """The tables that are built from raw ones in stages, by number: those of a stage are checked in one step.

    Blocking works between stages: a table stands in a later stage than every table that it is built from, and in no
    earlier one than the tables that its rules read. A step per stage instead of per table halves a run's events.

    Raises:
        ValueError: when rules read each other's tables in a circle.
    """
    built = [name for name in SUITES if not name.startswith("raw.")]
    built_from: dict[str, set[str]] = {name: set() for name in built} | {
        ".".join(spec.key.path): {".".join(dep.asset_key.path) for dep in spec.deps} & set(built)
        for asset in assets
        for spec in asset.specs
        if ".".join(spec.key.path) in SUITES
    }
    compared = {name: {read for rule in SUITES[name].rules for read in _reads(SUITES[name], rule)} for name in built}
    try:
        order = list(TopologicalSorter({n: built_from[n] | compared[n] & set(built) for n in built}).static_order())
    except CycleError as error:
        raise ValueError(
            f"{' <- '.join(error.args[1])}: a rule reads a table that is built from its own; move it to that table"
        ) from error
    stage: dict[str, int] = {}
    for name in order:
        after, beside = built_from[name], compared[name] & set(built)
        stage[name] = max([1, *(1 + stage[table] for table in after), *(stage[table] for table in beside)])
    return {
        f"{number:02}": tuple(name for name in built if stage[name] == number) for number in sorted(set(stage.values()))
    }


def _reads(suite: Suite, rule: Rule) -> tuple[str, ...]:
    """The other tables that a rule compares with."""
    return models.references(rule.query, but=suite.table) if rule.query else ()


def _checks_of(name: str, suites: Sequence[Suite]) -> dg.AssetChecksDefinition:
    @dg.multi_asset_check(
        name=name,
        specs=[
            dg.AssetCheckSpec(
                rule.name,
                asset=key(suite.table),
                blocking=rule.blocks,
                description=f"{rule.why} If it fails: {rule.remedy}.",
                additional_deps=[key_of(table) for table in _reads(suite, rule)],
                metadata={"kind": rule.kind},
            )
            for suite in suites
            for rule in suite.rules
        ],
        can_subset=True,
    )
    def run_suites(context: dg.AssetCheckExecutionContext, workspace: Workspace) -> Iterator[dg.AssetCheckResult]:
        wanted = {(".".join(check.asset_key.path), check.name) for check in context.selected_asset_check_keys}
        chosen = [suite for suite in suites if any(table == suite.table.full_name for table, _ in wanted)]
        with workspace.working() as connection:
            reports = runner.run(chosen, connection, only=wanted)
            store(connection, [report for report in reports if report.is_complete])
        for report in reports:
            for finding in report.findings:
                yield result_of(report, finding)

    return run_suites


def store(connection: Connection, reports: Sequence[Report]) -> None:
    """Keep whole suites' findings in audit.check_results, in place of the tables' earlier ones.

    Findings that another version of this project stored in other columns go: they are of other rules.
    """
    if schema.drift(connection, CHECK_RESULTS):
        schema.create(connection, CHECK_RESULTS)
    records = [record for report in reports for record in report.records()]
    writer.replace_partitions(connection, CHECK_RESULTS, records, [report.suite.table.full_name for report in reports])


def result_of(report: Report, finding: Finding) -> dg.AssetCheckResult:
    """A finding as Dagster shows it. Only ERROR blocks; a rule without a verdict is always an ERROR."""
    metadata: dict[str, dg.MetadataValue] = {
        "outcome": dg.MetadataValue.text(finding.outcome),
        "rows": dg.MetadataValue.int(report.rows),
    }
    if finding.outcome != "passed":
        metadata["violations"] = dg.MetadataValue.int(finding.violations)
        metadata["remedy"] = dg.MetadataValue.text(finding.remedy)
    if finding.examples:
        metadata["offending_rows"] = dg.MetadataValue.md(records_table(finding.examples))
    return dg.AssetCheckResult(
        asset_key=key(report.suite.table),
        check_name=finding.rule.name,
        passed=finding.passed,
        severity=dg.AssetCheckSeverity.ERROR if finding.stops or finding.rule.blocks else dg.AssetCheckSeverity.WARN,
        metadata=metadata,
    )
