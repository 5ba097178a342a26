"""How rules are found, and that every table has its own: read without Great Expectations."""

import re

import pytest

from expectations.rules import Rule, Suite
from expectations.sql_rules import RULES_FOLDER, RuleFileError, find_sql_rules
from expectations.suites import SUITES
from warehouse import schema
from warehouse.connection import open_working
from warehouse.tables import TABLES

_RULES = {f"{name}: {rule.name}": rule for name, suite in SUITES.items() for rule in suite.rules}
_TABLE = TABLES["core.regions"]
_GOOD_HEADER = "-- severity: error\n-- why: So.\n-- remedy: look\n"


def test_every_table_has_a_suite_except_the_findings_themselves_and_what_is_told_of_releases():
    told = {name for name, table in TABLES.items() if table.story}
    assert set(SUITES) == set(TABLES) - {"audit.check_results", "audit.findings"} - told
    assert [name for name, suite in SUITES.items() if not suite.rule("stored_as_declared").blocks] == []


def test_only_tables_of_refusals_and_disputes_and_of_awaited_documents_may_be_empty():
    assert {name for name, table in TABLES.items() if table.fewest_rows == 0} == {
        # nothing wrong
        "audit.quarantine", "audit.conflicts", "audit.corrections_applied", "audit.findings", "core.accepted_findings",
        # no two years, or no official document
        "audit.yearly_changes", "audit.table_alignments", "audit.likely_exchanges", "audit.lattice_figures",
        "audit.held_back", "core.document_acceptances",
        # no cell that two documents state
        "audit.other_statements",
        # the first release
        "audit.revisions", "audit.ranking_history",
        # nothing came in, nobody supplied any
        "raw.spbe_decree", "raw.spbe_tauval", "raw.spbe_spreadsheet", "raw.spbe_typed_levels", "raw.un_data360",
        "raw.indicator_costs", "core.indicator_costs",
        # nobody with all levels or parts, nobody in two years, nobody that leads or lags
        "mart.recomputations",
        "mart.rank_intervals", "mart.grade_transitions", "mart.movers", "mart.next_predikat_steps",
        "mart.role_models", "mart.mentors",
    }  # fmt: skip


def test_every_rule_is_a_fact_with_reason_and_remedy():
    assert [name for name, rule in _RULES.items() if not re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)+", rule.name)] == []
    assert [name for name, rule in _RULES.items() if not rule.why.endswith(".") or rule.remedy.endswith(".")] == []
    assert [name for name, rule in _RULES.items() if bool(rule.expectations) == bool(rule.query)] == []


def test_every_remedy_begins_with_what_to_do():
    acts = {
        "add", "build", "compare", "correct", "do", "enter", "list", "look", "mark", "name", "quote", "remove", "state",
        "take", "withdraw",
    }  # fmt: skip
    assert {rule.remedy for rule in _RULES.values() if rule.remedy.split()[0] not in acts} == set()


def test_every_rule_file_is_a_rule_and_every_rule_runs_on_the_declared_tables(tmp_path):
    files = {f"{file.parts[-3]}.{file.parts[-2]}: {file.stem}" for file in RULES_FOLDER.rglob("*.sql")}
    generated = {name for name in _RULES if name.endswith(": stored_as_declared")}
    assert files == {name for name, rule in _RULES.items() if rule.query} - generated
    unable = {}
    with open_working(tmp_path / "spbe.duckdb") as connection:
        for table in TABLES.values():
            schema.create(connection, table)
        for name, rule in _RULES.items():
            if rule.query:
                try:
                    connection.execute(f"FROM ({rule.query}) ORDER BY ALL").fetchall()
                except Exception as error:
                    unable[name] = str(error)
    assert unable == {}


@pytest.mark.parametrize(
    ("file", "text", "problem"),
    [
        ("core/toys/all_is_well.sql", "SELECT 1", "begin the file with the lines"),
        ("core/toys/all_is_well.sql", _GOOD_HEADER.replace("error", "fatal") + "SELECT 1", "begin the file"),
        ("core/toys/all_is_well.sql", _GOOD_HEADER.replace("So.", "So") + "SELECT 1", "begin the file"),
        ("core/toys/all_is_well.sql", _GOOD_HEADER.replace("look", "look.") + "SELECT 1", "begin the file"),
        ("core/toys/all_is_well.sql", _GOOD_HEADER, "select what breaks it"),
        ("core/toys/all_is_well.sql", _GOOD_HEADER + "-- accepted by: a, b, c, d, e\nSELECT 1", "at most four columns"),
        ("core/toys/Fine.sql", _GOOD_HEADER + "SELECT 1", "in snake case"),
        ("core/toys/all_is_well.SQL", _GOOD_HEADER + "SELECT 1", "let its name end in .sql"),
        ("core/toy/all_is_well.sql", _GOOD_HEADER + "SELECT 1", "no table 'core.toy' is declared"),
        ("all_is_well.sql", _GOOD_HEADER + "SELECT 1", "no table '' is declared"),
    ],
)
def test_a_file_that_is_no_rule_is_named_when_the_rules_are_loaded(tmp_path, file, text, problem):
    (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / file).write_text(text, encoding="utf-8")
    with pytest.raises(RuleFileError, match=rf"^expectations/rules/{file}: .*{problem}"):
        find_sql_rules({"core.toys": _TABLE}, tmp_path)


def test_a_rule_file_is_a_rule_of_the_table_that_it_lies_under(tmp_path):
    (tmp_path / "core" / "toys").mkdir(parents=True)
    text = "-- severity: warning\n-- why: It must be.\n-- remedy: look at it\n-- A note.\nSELECT 1 AS one;\n"
    (tmp_path / "core" / "toys" / "all_is_well.sql").write_text(text, encoding="utf-8")
    found = find_sql_rules({"core.toys": _TABLE}, tmp_path)
    query = "-- A note.\nSELECT 1 AS one"
    assert found == {"core.toys": (Rule("all_is_well", "warning", "It must be.", "look at it", query=query),)}


def test_only_rules_that_say_by_what_a_finding_is_told_accept_any():
    accepting = {name for name, rule in _RULES.items() if rule.accepted_by}
    assert accepting == {name for name, rule in _RULES.items() if "core.accepted_findings" in rule.query}
    assert "core.observations: value_on_the_scale" in accepting


def test_a_rule_declared_twice_is_refused_by_name():
    rule = Rule("all_is_well", "error", "Why.", "look", query="SELECT 1")
    with pytest.raises(ValueError, match=r"core\.regions: rules declared twice: \['all_is_well'\]"):
        Suite(_TABLE, (rule, rule))
