"""How rules are written down, and that every table has its own: read without Great Expectations."""

import os
import re
import subprocess
import sys

import pytest

from expectations.rules import Suite, between, matches, no_rows, one_of, row_count, structural, unique
from expectations.sql_rules import RuleFileError, find_sql_rules
from expectations.suites import SUITES
from warehouse.tables import TABLES

_each_suite = pytest.mark.parametrize("suite", SUITES.values(), ids=lambda suite: suite.table.full_name)


def _import(statement):
    code = f"{statement}\nimport sys\nprint(*sorted(name for name in sys.modules if '.' not in name))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "statement",
    [
        "import expectations.suites, expectations.runner",
        "import expectations.worker",
    ],
)
def test_rules_and_runner_are_loaded_without_great_expectations(statement):
    assert "great_expectations" not in _import(statement)


def test_rules_are_loaded_without_a_database():
    assert {"duckdb", "pandas", "pyarrow", "dagster"} & _import("import expectations.rules") == set()


# --- every table has its rules ---------------------------------------------------------------------------


def test_every_table_has_a_suite_except_the_findings_themselves():
    assert set(SUITES) == set(TABLES) - {"audit.check_results"}
    assert all(suite.table is TABLES[name] for name, suite in SUITES.items())


@_each_suite
def test_every_suite_has_one_structural_rule_that_blocks(suite):
    found = [rule for rule in suite.rules if rule.name == "stored_as_declared"]
    assert [rule.blocks for rule in found] == [True]


def test_only_tables_of_refusals_and_disputes_and_of_awaited_documents_may_be_empty():
    may_be_empty = {name for name, suite in SUITES.items() if "the table is empty" not in suite.rules[0].query}
    nothing_wrong = {"audit.quarantine", "audit.conflicts", "audit.corrections_applied"}
    nothing_came = {"spbe_decree", "spbe_tauval", "spbe_spreadsheet", "un_data360"}
    nobody_supplied = {"raw.indicator_costs", "core.indicator_costs"}
    # Nobody with all levels, nobody in two years, nobody that leads or lags: true of a first year or a small country.
    nobody_there = {"rank_intervals", "grade_transitions", "movers", "next_predikat_steps", "role_models", "mentors"}
    assert may_be_empty == (
        nothing_wrong
        | nobody_supplied
        | {f"raw.{name}" for name in nothing_came}
        | {f"mart.{name}" for name in nobody_there}
    )


@_each_suite
def test_a_rules_name_is_a_fact_in_snake_case(suite):
    assert [rule.name for rule in suite.rules if not re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)+", rule.name)] == []


@_each_suite
def test_a_rule_says_why_it_exists_and_what_to_do(suite):
    assert [rule.name for rule in suite.rules if not rule.why.strip().endswith(".")] == []
    assert [rule.name for rule in suite.rules if not rule.remedy.strip() or rule.remedy.endswith(".")] == []
    assert {rule.severity for rule in suite.rules} <= {"error", "warning"}


@_each_suite
def test_a_rule_on_rows_speaks_of_declared_columns_only(suite):
    on_rows = [rule for rule in suite.rules if rule.query is None]
    asked = {
        name for rule in on_rows for name in (rule.arguments.get("column"), *rule.arguments.get("column_list", ()))
    }
    assert asked - {None} <= set(suite.table.column_names)


@pytest.mark.parametrize(
    ("file", "text", "problem"),
    [
        ("core/toys/all_is_well.sql", "SELECT 1", "begin the file with the lines"),
        ("core/toys/all_is_well.sql", "-- severity: fatal\n-- why: So.\n-- remedy: look\nSELECT 1", "begin the file"),
        ("core/toys/all_is_well.sql", "-- severity: error\n-- why: So.\n-- remedy: look.\nSELECT 1", "begin the file"),
        ("core/toys/all_is_well.sql", "-- severity: error\n-- why: So.\n-- remedy: look\n", "select what breaks it"),
        ("core/toys/Fine.sql", "-- severity: error\n-- why: So.\n-- remedy: look\nSELECT 1", "in snake case"),
        ("core/toy/all_is_well.sql", "SELECT 1", "no table 'core.toy' is declared"),
        ("all_is_well.sql", "SELECT 1", "no table '' is declared"),
    ],
)
def test_a_file_that_is_no_rule_is_named_when_the_rules_are_loaded(tmp_path, table, file, text, problem):
    (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / file).write_text(text, encoding="utf-8")
    with pytest.raises(RuleFileError, match=rf"^expectations/rules/{file}: .*{problem}"):
        find_sql_rules({"core.toys": table}, tmp_path)


def test_a_rule_file_is_a_rule_of_the_table_that_it_lies_under(tmp_path, table):
    (tmp_path / "core" / "toys").mkdir(parents=True)
    (tmp_path / "core" / "toys" / "all_is_well.sql").write_text(
        "-- severity: warning\n-- why: It must be.\n-- remedy: look at it\n-- A note.\nSELECT 1 AS one;\n",
        encoding="utf-8",
    )
    ((rule,),) = find_sql_rules({"core.toys": table}, tmp_path).values()
    assert (rule.name, rule.severity, rule.why, rule.remedy) == ("all_is_well", "warning", "It must be.", "look at it")
    assert rule.query == "-- A note.\nSELECT 1 AS one"


# --- the vocabulary --------------------------------------------------------------------------------------


def test_a_rule_declared_twice_is_refused_by_name(table):
    with pytest.raises(ValueError, match=r"core\.toys: rules declared twice: \['grade_is_known'\]"):
        Suite(table, (one_of("grade", ["Baik"], "why."), one_of("grade", ["Cukup"], "why.")))


@pytest.mark.parametrize(
    ("low", "high", "name"),
    [
        (0, 5, "score_within_0_and_5"),
        (-11.5, 6.5, "score_within_minus_11_5_and_6_5"),
        (0.13, 1, "score_within_0_13_and_1"),
    ],
)
def test_a_range_names_its_edges(low, high, name):
    assert between("score", low, high, "why.").name == name


def test_only_an_error_blocks():
    assert no_rows("SELECT 1", "nothing", "why.").blocks
    assert not no_rows("SELECT 1", "nothing", "why.", severity="warning").blocks


@pytest.mark.parametrize(
    "rule",
    [
        between("score", 0, 5, "why.", severity="warning", remedy="look"),
        one_of("grade", ["Baik"], "why.", severity="warning", remedy="look"),
        matches("code", r"\d+", "code_is_a_number", "why.", severity="warning", remedy="look"),
        unique(["code"], "code_once", "why.", severity="warning", remedy="look"),
        row_count(1, None, "some_rows", "why.", severity="warning", remedy="look"),
        no_rows("SELECT 1", "nothing", "why.", severity="warning", remedy="look"),
    ],
    ids=lambda rule: rule.name,
)
def test_severity_reason_and_remedy_are_kept_by_every_kind_of_rule(rule):
    assert (rule.severity, rule.why, rule.remedy) == ("warning", "why.", "look")


def test_a_structural_rule_reads_its_own_table_only(table):
    (rule,) = structural(table)
    assert '"core"."toys"' in rule.query
    assert rule.blocks
