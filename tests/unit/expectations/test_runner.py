"""Rules put to real tables: what passes, what fails, and that whatever cannot be judged counts as failed."""

import json
import sys
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from expectations import runner
from expectations.declared_rules import declared_rules
from expectations.rules import Expectation, Rule, Suite
from expectations.worker import EXAMPLES_SHOWN
from tests.unit.expectations.conftest import GOOD
from warehouse import writer
from warehouse.tables import TABLES


def _query(sql, name="rows_are_right", severity="error"):
    return Rule(name, severity, "Why.", "look", query=sql)


# --- what declarations say -------------------------------------------------------------------------------


def test_rows_as_declared_break_no_rule_also_on_the_edge_of_a_range_and_without_a_value(store, declared):
    store(*GOOD, ("33.01", 1, Decimal("1.00"), "Baik", None), ("33.02", 2, Decimal("5.00"), None, "kota"))
    assert declared() == [{}, {}]


def test_bad_rows_break_their_rules_and_are_shown_in_what_enters_and_in_what_is_made(store, declared):
    store(
        *GOOD,
        ("34.71", 2001, Decimal("0.99"), "Baik", None),
        ("34.72", 2002, Decimal("5.01"), "Baik", None),
        ("34.73", 2003, None, "Istimewa", None),
        ("34.74", 2004, None, "Baik", "Kota"),
        ("3471", 2005, None, "Baik", None),
        ("34.75\n", 2006, None, "Baik", None),
        ("x34.71", 2007, None, "Baik", None),
        ("34.76", 2024, None, "Baik", None),
    )
    enters, made = declared()
    assert {name: sorted(example["code"] for example in f.examples) for name, f in enters.items() if f.stops} == {
        "score_within_1_and_5": ["34.71", "34.72"],
        "grade_is_known": ["34.73"],
        "kind_is_known": ["34.74"],
        "code_has_its_form": ["34.75\n", "3471", "x34.71"],
        "one_row_per_year_and_grade": ["33.08", "34.76"],
    }
    assert all(finding.violations == len(finding.examples) for finding in enters.values())
    assert {name: (f.outcome, f.stops) for name, f in made.items()} == {"stored_as_declared": ("failed", True)}
    assert {example["problem"] for example in made["stored_as_declared"].examples} == {
        "score is not between 1 and 5",
        "grade is none of the codes predikat",
        "kind is none of the codes kind",
        "code has another form",
        "year / grade names several rows",
    }


@pytest.mark.parametrize(
    ("change", "told", "problem"),
    [
        ("ALTER TABLE {} DROP COLUMN score", "missing score DECIMAL(4,2)", "declared, not stored"),
        ("ALTER TABLE {} ADD COLUMN more DATE", "unexpected more DATE", "stored, not declared"),
        ("ALTER TABLE {} ALTER score TYPE DOUBLE", "unexpected score DOUBLE", "stored, not declared"),
        ("CREATE OR REPLACE TABLE {0} AS FROM {0} UNION ALL FROM {0}", "", "code names several rows"),
        ("CREATE OR REPLACE TABLE {0} AS SELECT * REPLACE (NULL::VARCHAR AS code) FROM {0}", "", "code is NULL"),
        ("CREATE OR REPLACE TABLE {0} AS SELECT * REPLACE (NULL::INTEGER AS year) FROM {0}", "", "year is NULL"),
        ("DELETE FROM {} WHERE code = '33.71'", "observed 1", "fewer rows than 2"),
        ("DELETE FROM {}", "observed 0", "fewer rows than 2"),
    ],
)
def test_a_table_that_is_not_stored_as_declared_stops(store, declared, change, told, problem):
    store(*GOOD)
    enters, made = (findings["stored_as_declared"] for findings in declared(change))
    assert enters.stops
    assert told in enters.remedy
    # A query on a column that is not there gives no verdict, which stops as well.
    assert made.stops
    assert made.outcome == "not_evaluated" or problem in {example["problem"] for example in made.examples}


def test_a_table_that_is_not_stored_gives_no_verdict_and_stops(table, ask):
    found = ask(*declared_rules(table), _query("SELECT code FROM core.toys"))
    assert {(finding.outcome, finding.stops) for finding in found.values()} == {("not_evaluated", True)}


def test_an_expectation_of_a_missing_column_gives_no_verdict_and_stops_whatever_its_severity(store, ask):
    store(*GOOD)
    here = Expectation("ExpectColumnValuesToNotBeNull", {"column": "code"})
    gone = {
        "ExpectColumnValuesToBeBetween": {"column": "gone", "min_value": 1, "max_value": 5},
        "ExpectColumnValuesToBeInSet": {"column": "gone", "value_set": ["Baik"]},
        "ExpectColumnValuesToMatchRegex": {"column": "gone", "regex": ".*"},
        "ExpectColumnValuesToNotBeNull": {"column": "gone"},
        "ExpectColumnValuesToBeUnique": {"column": "gone"},
        "ExpectCompoundColumnsToBeUnique": {"column_list": ["year", "gone"]},
    }
    broken = [
        Rule(f"{kind}_{severity}", severity, "Why.", "look", (here, Expectation(kind, named)))
        for kind, named in gone.items()
        for severity in ("error", "warning")
    ]
    found = ask(*broken, _query("SELECT 1 WHERE false"))
    assert found.pop("rows_are_right").passed
    assert len(found) == len(broken)
    for finding in found.values():
        assert (finding.outcome, finding.passed, finding.stops) == ("not_evaluated", False, True)
        assert "gone" in finding.remedy


def test_an_unknown_expectation_fails_loudly_and_the_next_question_is_answered(store, ask, table):
    store(*GOOD)
    with pytest.raises(RuntimeError, match="ExpectMiracles"):
        ask(Rule("a_miracle", "error", "Why.", "wait", (Expectation("ExpectMiracles"),)))
    assert ask(*declared_rules(table))["grade_is_known"].passed


# --- SQL rules -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("severity", "outcome", "stops"), [("error", "failed", True), ("warning", "warned", False)])
def test_the_selected_rows_are_counted_and_ten_of_them_shown(store, ask, severity, outcome, stops):
    rows = [(f"33.{number:02}", number, Decimal("3.50"), "Baik", None) for number in range(25)]
    rule = _query("SELECT code, score FROM core.toys", severity=severity)
    store(*rows)
    finding = ask(rule)["rows_are_right"]
    assert (finding.outcome, finding.violations, finding.stops, finding.remedy) == (outcome, 25, stops, "look")
    assert len(finding.examples) == EXAMPLES_SHOWN == 10
    assert finding.examples[0] == {"code": "33.00", "score": 3.5}
    store(*rows[::-1])
    assert ask(rule)["rows_are_right"].examples == finding.examples, "the order of storing is not that of showing"


def test_known_deviations_pass_and_hide_no_other(ask):
    known, other = "('a', 'it is printed so')", "('b', NULL)"
    cases = {
        "known_error": (known, "error", "known"),
        "known_warning": (known, "warning", "known"),
        "both_error": (f"{known}, {other}", "error", "failed"),
        "both_warning": (f"{known}, {other}", "warning", "warned"),
        "other_error": (other, "error", "failed"),
    }
    found = ask(
        *(
            _query(f"SELECT * FROM (VALUES {rows}) AS t (code, known_because)", name, severity)
            for name, (rows, severity, _) in cases.items()
        )
    )
    for name, (rows, _, outcome) in cases.items():
        finding = found[name]
        assert (finding.outcome, finding.passed) == (outcome, outcome == "known"), name
        assert finding.violations == rows.count("(")
        assert finding.examples[0]["known_because"] == (None if "NULL" in rows else "it is printed so")


def test_any_kind_of_value_is_shown(ask):
    sql = "SELECT DATE '2024-01-11' AS day, NULL AS nothing, true AS yes, 'Kab. Nduga – é' AS name, [1, 2] AS list"
    (example,) = ask(_query(sql))["rows_are_right"].examples
    assert example.pop("day").startswith("2024-01-11")
    assert example == {"nothing": None, "yes": True, "name": "Kab. Nduga – é", "list": [1, 2]}


def test_sql_that_cannot_run_gives_no_verdict_and_stops_whatever_its_severity(store, ask):
    store(*GOOD)
    cases = {
        ("SELECT gone FROM core.toys", "gone"),
        ("SELECT code FROM core.no_such_table", "no_such_table"),
        ("SELEKT code", "syntax error"),
        ("SELECT CAST(grade AS INTEGER) FROM core.toys", "Baik"),
    }
    for severity in ("error", "warning"):
        found = ask(*(_query(sql, f"rule_{told}", severity) for sql, told in cases))
        for _, told in cases:
            finding = found[f"rule_{told}"]
            assert (finding.outcome, finding.passed, finding.stops) == ("not_evaluated", False, True)
            assert finding.violations == 0
            assert told in finding.remedy
            assert finding.remedy.endswith("correct the rule, or the table that it asks")


@given(st.lists(st.integers(-999, 999), min_size=2, max_size=30))
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_violations_are_counted_exactly_by_expectation_and_by_query(store, ask, table, hundredths):
    store(*((f"33.{number:02}", number, Decimal(value) / 100, None, None) for number, value in enumerate(hundredths)))
    expected = sum(not 100 <= value <= 500 for value in hundredths)
    rule = Suite(table, declared_rules(table)).rule("score_within_1_and_5")
    sql = _query("SELECT code FROM core.toys WHERE score NOT BETWEEN 1 AND 5")
    for finding in ask(rule, sql).values():
        assert (finding.violations, finding.passed) == (expected, expected == 0)
        assert len(finding.examples) == min(expected, EXAMPLES_SHOWN)


# --- reports ---------------------------------------------------------------------------------------------


def test_only_the_asked_rules_are_put_and_the_report_says_so(store, connection, table):
    store(*GOOD)
    suite = Suite(table, (*declared_rules(table), _query("SELECT 1 WHERE false")))
    only = {("core.toys", "rows_are_right"), ("core.toys", "grade_is_known"), ("core.others", "kind_is_known")}
    (part,) = runner.run([suite], connection, only=only)
    assert [finding.rule.name for finding in part.findings] == ["grade_is_known", "rows_are_right"]
    assert not part.is_complete
    (none,) = runner.run([suite], connection, only=set())
    assert none.findings == ()
    (whole,) = runner.run([suite], connection)
    assert whole.is_complete
    assert part.table_fingerprint == whole.table_fingerprint == writer.fingerprint(connection, table)
    assert whole.rows == 2


def test_findings_become_records_of_the_check_results(store, connection, table):
    store(*GOOD, ("34.71", 2023, None, "Istimewa", None))
    rules = (*declared_rules(table), _query("SELECT gone"))
    (report,) = runner.run([Suite(table, rules)], connection)
    records = report.records()
    assert writer.replace(connection, TABLES["audit.check_results"], records) == len(rules)
    by_rule = {record["rule"]: record for record in records}
    assert {
        rule: (record["rule_kind"], record["outcome"], record["violations"]) for rule, record in by_rule.items()
    } == {
        "stored_as_declared": ("expectation", "passed", 0),
        "one_row_per_year_and_grade": ("expectation", "passed", 0),
        "code_has_its_form": ("expectation", "passed", 0),
        "score_within_1_and_5": ("expectation", "passed", 0),
        "grade_is_known": ("expectation", "failed", 1),
        "kind_is_known": ("expectation", "passed", 0),
        "rows_are_right": ("sql", "not_evaluated", 0),
    }
    assert json.loads(by_rule["grade_is_known"]["examples"]) == [{"code": "34.71", "grade": "Istimewa"}]
    assert {record["table_fingerprint"] for record in records} == {report.table_fingerprint}


# --- the process behind it -------------------------------------------------------------------------------


@pytest.fixture
def worker():
    """A process of its own, so that the session's one stays."""
    made = runner._Worker()
    yield made
    made.stop()


def _judge(worker, frame):
    with worker.judging(
        [(frame, ["code"], [Expectation("ExpectColumnValuesToNotBeNull", {"column": "code"})])]
    ) as answer:
        pass
    return answer


def test_a_worker_that_cannot_load_its_library_says_what_to_run(tmp_path, monkeypatch, worker):
    broken = tmp_path / "great_expectations" / "__init__.py"
    broken.parent.mkdir()
    broken.write_text("raise SystemExit(7)", encoding="utf-8")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    with pytest.raises(RuntimeError, match=r"ended with exit code 7.*python -m expectations\.worker"):
        _judge(worker, pd.DataFrame({"code": ["a"]}))


def test_what_fails_beside_a_question_leaves_the_next_its_own_answer_and_one_process_serves_all(worker):
    with pytest.raises(KeyError, match="no such rule"), worker.judging([(pd.DataFrame({"code": ["a"]}), ["code"], [])]):
        raise KeyError("no such rule")
    (((verdict,),), process) = (_judge(worker, pd.DataFrame({"code": [None]})), worker._process)
    assert (verdict.outcome, verdict.violations) == ("failed", 1)
    (((verdict,),), same) = (_judge(worker, pd.DataFrame({"code": ["a"]})), worker._process)
    assert (verdict.outcome, process is same) == ("passed", True)
    worker.stop()
    assert process.poll() is not None
