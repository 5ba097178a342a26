"""Suites as asset checks: one Dagster check per rule, the offending rows in its metadata."""

# No postponed annotations here: Dagster reads the annotations of assets and checks as objects.

from collections.abc import Iterator

import dagster as dg

from assets.described import key, records_table, references
from assets.workspace import POOL, Workspace
from expectations import runner
from expectations.rules import Suite
from expectations.runner import Finding, Report
from expectations.suites import SUITES
from warehouse import writer
from warehouse.connection import Connection
from warehouse.tables import TABLES

CHECK_RESULTS = TABLES["audit.check_results"]


def build_checks() -> list[dg.AssetChecksDefinition]:
    """The checks of every suite."""
    return [_checks_of(suite) for suite in SUITES.values()]


def _checks_of(suite: Suite) -> dg.AssetChecksDefinition:
    table = suite.table

    @dg.multi_asset_check(
        name=f"check_{table.layer}_{table.name}",
        specs=[
            dg.AssetCheckSpec(
                rule.name,
                asset=key(table),
                blocking=rule.blocks,
                description=f"{rule.why} If it fails: {rule.remedy}.",
                # A rule that compares with another table waits for that table.
                additional_deps=references(rule.violations, but=table) if rule.violations else None,
            )
            for rule in suite.rules
        ],
        can_subset=True,
        pool=POOL,
    )
    def run_suite(context: dg.AssetCheckExecutionContext, workspace: Workspace) -> Iterator[dg.AssetCheckResult]:
        wanted = {check.name for check in context.selected_asset_check_keys}
        with workspace.working() as connection:
            report = runner.run(suite, connection, only=sorted(wanted))
            if len(wanted) == len(suite.rules):
                store(connection, report)
        for finding in report.findings:
            yield result_of(suite, finding)

    return run_suite


def store(connection: Connection, report: Report) -> None:
    """Keep a whole suite's findings in audit.check_results, in place of the table's earlier ones."""
    writer.replace_partitions(connection, CHECK_RESULTS, report.records(), [report.suite.table.full_name])


def result_of(suite: Suite, finding: Finding) -> dg.AssetCheckResult:
    """A finding as Dagster shows it. Only ERROR blocks; a rule without a verdict is always an ERROR."""
    metadata: dict[str, dg.MetadataValue] = {"outcome": dg.MetadataValue.text(finding.outcome)}
    if not finding.passed:
        metadata["violations"] = dg.MetadataValue.int(finding.violations)
        metadata["remedy"] = dg.MetadataValue.text(finding.remedy)
        if finding.examples:
            metadata["offending_rows"] = dg.MetadataValue.md(records_table(finding.examples))
    return dg.AssetCheckResult(
        asset_key=key(suite.table),
        check_name=finding.rule.name,
        passed=finding.passed,
        severity=dg.AssetCheckSeverity.ERROR if finding.stops or finding.rule.blocks else dg.AssetCheckSeverity.WARN,
        metadata=metadata,
    )
