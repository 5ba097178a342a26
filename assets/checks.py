"""Suites as asset checks: one Dagster check per rule, the offending rows in its metadata.

Belongs here: which tables are checked in one step, and findings as Dagster shows them. Does not belong here:
rules (expectations/).
"""

# No postponed annotations here: Dagster reads the annotations of assets and checks as objects.

from collections.abc import Iterator, Sequence
from graphlib import TopologicalSorter

import dagster as dg

from assets.described import key, key_of, records_table
from assets.workspace import Workspace
from expectations import runner
from expectations.rules import Suite
from expectations.runner import Finding, Report
from expectations.suites import SUITES
from sources.declaration.declared import Source
from warehouse import models, writer
from warehouse.connection import Connection
from warehouse.tables import TABLES

CHECK_RESULTS = TABLES["audit.check_results"]


#: Tables of core and audit that are checked in one step: those that do not build on each other. Blocking works
#: between stages, so a stage's tables wait for the stages before it. A stage instead of a step per table halves a
#: run's events. The marts follow by what they read.
_CORE_STAGES: dict[str, tuple[str, ...]] = {
    "reference": (
        "core.documents",
        "core.codes",
        "core.regions",
        "core.region_aliases",
        "core.instruments",
        "core.instrument_nodes",
        "core.predikat_bands",
        "core.evaluation_years",
        "core.un_editions",
        "core.country_groups",
    ),
    "year_pairs": ("core.year_pairs",),
    "un_egdi": ("core.un_egdi",),
    "plans": ("core.targets", "core.indicator_costs", "core.claims"),
    "observations": ("core.observations", "audit.quarantine", "audit.corrections_applied"),
    "winners": ("core.winning_statements",),
    "scores": ("core.spbe_scores", "core.central_scores", "core.group_means"),
    "speaking_scores": ("core.speaking_scores",),
    "conflicts": ("audit.conflicts",),
}


def _mart_stages() -> dict[str, tuple[str, ...]]:
    """The marts in stages: each after those that it reads."""
    marts = [name for name, table in TABLES.items() if table.layer == "mart"]
    reads = {name: set(models.reads(TABLES[name])) & set(marts) for name in marts}
    stage: dict[str, int] = {}
    for name in TopologicalSorter(reads).static_order():
        stage[name] = 1 + max((stage[read] for read in reads[name]), default=0)
    return {
        f"marts_{number}": tuple(name for name in marts if stage[name] == number)
        for number in sorted(set(stage.values()))
    }


STAGES = {**_CORE_STAGES, **_mart_stages()}


def build_checks(sources: tuple[Source, ...]) -> list[dg.AssetChecksDefinition]:
    """The checks of every suite: one step per source, and one per stage of what is built from them."""
    raw = {source.source: tuple(f"raw.{name}" for name in source.raw_tables) for source in sources}
    return [
        _checks_of(f"{prefix}_{name}", [SUITES[table] for table in tables])
        for prefix, stages in (("check_raw", raw), ("check", STAGES))
        for name, tables in stages.items()
    ]


def _checks_of(name: str, suites: Sequence[Suite]) -> dg.AssetChecksDefinition:
    @dg.multi_asset_check(
        name=name,
        specs=[
            dg.AssetCheckSpec(
                rule.name,
                asset=key(suite.table),
                blocking=rule.blocks,
                description=f"{rule.why} If it fails: {rule.remedy}.",
                # A rule that compares with another table waits for that table.
                additional_deps=[key_of(name) for name in models.references(rule.query, but=suite.table)]
                if rule.query
                else None,
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
                yield result_of(report.suite, finding)

    return run_suites


def store(connection: Connection, reports: Sequence[Report]) -> None:
    """Keep whole suites' findings in audit.check_results, in place of the tables' earlier ones."""
    records = [record for report in reports for record in report.records()]
    writer.replace_partitions(connection, CHECK_RESULTS, records, [report.suite.table.full_name for report in reports])


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
