"""Suites as asset checks: one Dagster check per rule, with its findings, set against those of the last release."""

# No postponed annotations here: Dagster reads the annotations of assets and checks as objects.

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence, Set
from graphlib import TopologicalSorter

import dagster as dg

from assets.described import key, key_of
from assets.workspace import Workspace
from expectations import runner
from expectations.findings import Record, by_rule, difference, tell
from expectations.places import place_findings
from expectations.rules import Suite
from expectations.suites import SUITES
from sources.declaration.declared import Source
from sources.declaration.visible import on_one_line
from warehouse import schema, writer
from warehouse.connection import Connection, literal, records_of
from warehouse.spec import Table
from warehouse.tables import TABLES

CHECK_RESULTS, FINDINGS = TABLES["audit.check_results"], TABLES["audit.findings"]


def suites_of(sources: Sequence[Source]) -> dict[str, Suite]:
    """The suites by table, without those of raw tables that no source fills: such a table is empty, and need not be."""
    filled = {f"raw.{name}" for source in sources for name in source.raw_tables}
    return {name: suite for name, suite in SUITES.items() if name in filled or not name.startswith("raw.")}


def build_checks(sources: tuple[Source, ...], assets: Sequence[dg.AssetsDefinition]) -> list[dg.AssetChecksDefinition]:
    """The checks of every suite: one step per source for its raw tables, and one per table for all others.

    None of them blocks a step: what is wrong with a table keeps it from being published, and hides nothing that is
    wrong with another. Only a mart is not judged while what it is made from is wrong.
    """
    raw = {f"raw_{source.source}": [f"raw.{name}" for name in source.raw_tables] for source in sources}
    others = {name.replace(".", "_"): [name] for name in SUITES if not name.startswith("raw.")}
    above = _tables_above(assets)
    return [
        _checks_of(
            f"check_{name}",
            [SUITES[table] for table in tables],
            set().union(*(above[table] for table in tables if table.startswith("mart."))),
        )
        for name, tables in (raw | others).items()
    ]


def _tables_above(assets: Sequence[dg.AssetsDefinition]) -> dict[str, set[str]]:
    """What each table is made from, at whatever distance. The list of documents is made from no row of theirs."""
    above = {
        ".".join(spec.key.path): {".".join(dep.asset_key.path) for dep in spec.deps} & SUITES.keys()
        for asset in assets
        for spec in asset.specs
        if ".".join(spec.key.path) in SUITES
    } | {"core.documents": set()}
    for name in TopologicalSorter(above).static_order():
        above.setdefault(name, set())  # a raw table of a source that is declared no more
        above[name] = above[name].union(*(above[table] for table in above[name]))
    return above


def _checks_of(name: str, suites: Sequence[Suite], made_from: Set[str]) -> dg.AssetChecksDefinition:
    tables = [suite.table.full_name for suite in suites]

    @dg.multi_asset_check(
        name=name,
        specs=[
            dg.AssetCheckSpec(
                rule.name,
                asset=key(suite.table),
                description=f"{rule.why} If it fails: {rule.remedy}.",
                additional_deps=[key_of(table) for table in runner.reads(suite, rule)],
                metadata={"kind": rule.kind, "severity": rule.severity},
            )
            for suite in suites
            for rule in suite.rules
        ],
        can_subset=True,
        op_tags={"dagster/priority": "1"},  # at once: so that what is wrong is told before publishing refuses it
    )
    def run_suites(context: dg.AssetCheckExecutionContext, workspace: Workspace) -> Iterator[dg.AssetCheckResult]:
        wanted = {(".".join(check.asset_key.path), check.name) for check in context.selected_asset_check_keys}
        with workspace.working() as connection:
            if broken := broken_rules(connection, made_from):
                context.log.info(f"Not judged while what it is made from is wrong: {', '.join(broken)}")
                return
            judge(connection, suites, workspace.made(connection).rows)
            results = records_of(connection, _of_tables(CHECK_RESULTS, tables))
            place_findings(
                connection, {one["checked_table"] for one in results if one["outcome"] not in runner.PASSING}
            )
            found = by_rule(records_of(connection, _of_tables(FINDINGS, tables)))
            arrived = _arrived_documents(connection)
        before = workspace.released_findings()
        for result in results:
            rule = result["checked_table"], result["rule"]
            if rule in wanted:
                yield result_of(result, found.get(rule, ()), before.get(rule, ()), arrived)

    return run_suites


def broken_rules(connection: Connection, tables: Collection[str]) -> list[str]:
    """The rules of these tables that keep them from being published, as last judged: ``layer.table: rule``."""
    if not tables or schema.drift(connection, CHECK_RESULTS):
        return []
    return [
        f"{one['checked_table']}: {one['rule']}"
        for one in records_of(connection, _of_tables(CHECK_RESULTS, tables))
        if one["outcome"] in runner.STOPPING
    ]


def _of_tables(table: Table, names: Collection[str]) -> str:
    return f"FROM {table.full_name} WHERE checked_table IN ({', '.join(map(literal, names))}) ORDER BY ALL"


def judge(connection: Connection, suites: Sequence[Suite], prints: dict[str, str] | None = None) -> list[str]:
    """Have the suites judged whose stored findings rest on other rules or rows than the present ones.

    Args:
        connection: the working database.
        suites: the rules of some tables.
        prints: of rows; see runner.print_of.

    Returns:
        The names of their tables.
    """
    prints = {} if prints is None else prints
    stale = stale_suites(connection, suites, prints)
    if not stale:
        return []
    for table in (CHECK_RESULTS, FINDINGS):
        if schema.drift(connection, table):  # findings of another version of this project, of other rules
            schema.create(connection, table)
    reports = runner.run([SUITES[name] for name in stale], connection, prints)
    rows = [record for report in reports for record in report.row_records()]
    results = [record for report in reports for record in report.records()]
    writer.replace_partitions(connection, FINDINGS, rows, stale)
    writer.replace_partitions(connection, CHECK_RESULTS, results, stale)  # last: it says what has been judged
    for table in (CHECK_RESULTS, FINDINGS):
        prints.pop(table.full_name, None)
    return stale


def stale_suites(connection: Connection, suites: Sequence[Suite], prints: dict[str, str] | None = None) -> list[str]:
    """Tables whose stored findings are not those of the present rules on the present rows.

    Args:
        connection: the working database.
        suites: the rules of the tables that are asked about.
        prints: see runner.print_of.
    """
    if schema.drift(connection, CHECK_RESULTS) or schema.drift(connection, FINDINGS):
        return [suite.table.full_name for suite in suites]
    stored: dict[str, dict[str, str]] = defaultdict(dict)
    of_these = _of_tables(CHECK_RESULTS, [suite.table.full_name for suite in suites])
    judged = connection.execute(f"SELECT checked_table, rule, table_fingerprint {of_these}")
    for table, rule, print_of_rows in judged.fetchall():
        stored[table][rule] = print_of_rows
    prints = {} if prints is None else prints
    return [
        suite.table.full_name
        for suite in suites
        if stored[suite.table.full_name]
        != dict.fromkeys((rule.name for rule in suite.rules), runner.print_of(suite, connection, prints))
    ]


def _arrived_documents(connection: Connection) -> set[str]:
    """The documents that have come in as files: what is wrong with them is not corrected in a transcription."""
    if schema.drift(connection, TABLES["core.documents"]):
        return set()
    rows = connection.execute("SELECT document_id FROM core.documents WHERE original_name IS NOT NULL").fetchall()
    return {str(document) for (document,) in rows}


def result_of(
    result: Record, findings: Sequence[Record], before: Sequence[Record] = (), arrived: Set[str] = frozenset()
) -> dg.AssetCheckResult:
    """What came of a rule as Dagster shows it, the new findings first.

    Args:
        result: the record of audit.check_results.
        findings: its records of audit.findings.
        before: those of the last release.
        arrived: the documents that have come in as files.
    """
    outcome = result["outcome"]
    changed = difference(findings, before)
    lines = tell(findings, changed if outcome == "warned" or changed.gone else None)
    metadata: dict[str, dg.MetadataValue] = {"outcome": dg.MetadataValue.text(outcome)}
    if outcome != "passed":
        metadata["violations"] = dg.MetadataValue.int(result["violations"])
        blamed = sorted({one["document_id"] for one in findings if one["known_because"] is None} & arrived)
        ways_out = [f"; or take out what came in: `spbe withdraw {one} --reason ...`" for one in blamed]
        metadata["remedy"] = dg.MetadataValue.text(result["remedy"] + "".join(ways_out))
    if outcome == "warned" or changed.gone:
        for name in ("new", "gone", "standing"):
            metadata[name] = dg.MetadataValue.int(len(getattr(changed, name)))
    if lines:
        metadata["findings"] = dg.MetadataValue.md("\n".join(map(_as_code, lines)))
    stops = outcome in runner.STOPPING or result["severity"] == "error"
    return dg.AssetCheckResult(
        asset_key=key(TABLES[result["checked_table"]]),
        check_name=result["rule"],
        passed=outcome in runner.PASSING,
        severity=dg.AssetCheckSeverity.ERROR if stops else dg.AssetCheckSeverity.WARN,
        metadata=metadata,
    )


def _as_code(line: str) -> str:
    """A line of a Markdown list in which nothing that a document prints is taken for Markdown."""
    return "- `" + on_one_line(line).replace("`", "'") + "`"
