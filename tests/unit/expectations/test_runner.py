"""Rules put to real tables: what passes, what fails, and that whatever cannot be judged counts as failed."""

import json
import signal
import sys
import threading
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from expectations import runner, worker
from expectations.rules import Rule, Suite, between, matches, no_rows, one_of, row_count, structural, unique
from expectations.worker import EXAMPLES_SHOWN, Question
from warehouse import schema, writer
from warehouse.connection import open_working
from warehouse.tables import TABLES

_ROWS = [("33.08", 2024, Decimal("3.21"), "Baik"), ("33.71", 2024, Decimal("4.00"), "Sangat Baik")]


def _rule(kind, **changes):
    return {
        "between": lambda: between("score", 1, 5, "Scores run from 1 to 5.", **changes),
        "one_of": lambda: one_of("grade", ["Baik", "Sangat Baik"], "Grades.", **changes),
        "matches": lambda: matches("code", r"\d\d\.\d\d", "code_has_a_dot", "Codes.", **changes),
        "unique": lambda: unique(["score"], "score_once", "No ties here.", **changes),
        "unique pair": lambda: unique(["year", "grade"], "grade_once_a_year", "No ties here.", **changes),
        "row_count": lambda: row_count(2, 3, "two_or_three_rows", "Two kinds.", **changes),
        "no_rows": lambda: no_rows("SELECT code FROM core.toys WHERE score > 4.5", "none_too_good", "Why.", **changes),
    }[kind]()


_COUNTS = Question("", "ExpectColumnValuesToBeBetween", {"column": "violations", "min_value": 0, "max_value": 0})
_KINDS = ("between", "one_of", "matches", "unique", "unique pair", "row_count", "no_rows")
_BAD = {
    "between": ("34.71", 2023, Decimal("0.30"), "Baik"),
    "one_of": ("34.71", 2023, Decimal("3.00"), "Istimewa"),
    "matches": ("3471", 2023, Decimal("3.00"), "Baik"),
    "unique": ("34.71", 2023, Decimal("4.00"), "Baik"),
    "unique pair": ("34.71", 2024, Decimal("3.00"), "Baik"),
    "no_rows": ("34.71", 2023, Decimal("4.51"), "Baik"),
}


def test_a_suite_passes_on_rows_that_keep_its_rules(store, ask, table):
    store(*_ROWS)
    found = ask(*structural(table), *(_rule(kind) for kind in _KINDS))
    assert {finding.outcome for finding in found.values()} == {"passed"}
    assert [finding for finding in found.values() if finding.stops or finding.violations or finding.examples] == []


@pytest.mark.parametrize("kind", sorted(_BAD))
def test_one_bad_row_fails_exactly_the_rule_that_it_breaks_and_is_shown(store, ask, kind):
    store(*_ROWS, _BAD[kind])
    found = ask(*(_rule(each) for each in _KINDS))
    failed = {name for name, finding in found.items() if not finding.passed}
    broken = found[_rule(kind).name]
    assert failed == {broken.rule.name}
    assert broken.outcome == "failed"
    assert broken.stops
    assert broken.violations == (2 if kind.startswith("unique") else 1)
    assert _BAD[kind][0] in {example["code"] for example in broken.examples}


@pytest.mark.parametrize("kind", sorted(_BAD))
def test_a_warning_is_recorded_and_does_not_stop(store, ask, kind):
    store(*_ROWS, _BAD[kind])
    (finding,) = ask(_rule(kind, severity="warning")).values()
    assert (finding.outcome, finding.passed, finding.stops) == ("failed", False, False)


@pytest.mark.parametrize("rows", [0, 1, 4])
def test_a_wrong_number_of_rows_fails_and_is_told(store, ask, rows):
    store(*((f"33.{number:02}", 2024, None, None) for number in range(rows)))
    (finding,) = ask(_rule("row_count", remedy="look for the lost table")).values()
    assert finding.outcome == "failed"
    assert finding.violations >= 1
    assert finding.remedy == f"observed {rows}: look for the lost table"


def test_a_missing_value_breaks_no_rule_on_values(store, ask):
    store(*_ROWS, ("34.71", 2024, None, None))
    assert {finding.outcome for finding in ask(_rule("between"), _rule("one_of")).values()} == {"passed"}


def test_the_edges_of_a_range_belong_to_it(store, ask):
    store(("a", 1, Decimal("1.00"), None), ("b", 1, Decimal("5.00"), None))
    assert ask(_rule("between"))["score_within_1_and_5"].passed
    store(("a", 1, Decimal("0.99"), None), ("b", 1, Decimal("5.01"), None))
    assert ask(_rule("between"))["score_within_1_and_5"].violations == 2


def test_a_pattern_covers_the_whole_value(store, ask):
    store(*((code, 2024, None, None) for code in ("33.71", "x33.71", "33.71x", "33.7")))
    finding = ask(_rule("matches"))["code_has_a_dot"]
    assert {example["code"] for example in finding.examples} == {"x33.71", "33.71x", "33.7"}


# --- rules that need SQL ---------------------------------------------------------------------------------


def test_the_selected_rows_are_counted_and_ten_of_them_shown(store, ask):
    store(*((f"33.{number:02}", 2024, Decimal("3.50"), "Baik") for number in range(25)))
    rule = no_rows(
        "SELECT code, score, year FROM core.toys ORDER BY code", "nothing_is_there", "Why.", remedy="remove them"
    )
    finding = ask(rule)["nothing_is_there"]
    assert (finding.outcome, finding.violations, finding.stops) == ("failed", 25, True)
    assert len(finding.examples) == EXAMPLES_SHOWN == 10
    assert finding.examples[0] == {"code": "33.00", "score": 3.5, "year": 2024}
    assert finding.remedy == "remove them"


@given(st.dictionaries(st.text(max_size=20), st.integers(0, 3) | st.integers(0, 2**40), max_size=12))
@settings(deadline=None, max_examples=15)
def test_every_count_gets_its_own_verdict_in_the_order_asked(counts):
    verdicts = runner._VALIDATOR.ask([], lambda: counts)
    assert [(verdict.rule, verdict.violations) for verdict in verdicts] == list(counts.items())
    assert [verdict.outcome for verdict in verdicts] == ["failed" if count else "passed" for count in counts.values()]


def test_counts_that_were_not_all_looked_at_give_no_verdict(monkeypatch):
    whole = worker._validated(pd.DataFrame({"violations": [0, 0]}), [], [_COUNTS])[""]
    monkeypatch.setattr(worker, "_validated", lambda *_: {"": whole})
    assert [verdict.outcome for verdict in worker.judge_counts({"a": 0, "b": 0})] == ["passed", "passed"]
    assert {verdict.outcome for verdict in worker.judge_counts({"a": 0, "b": 0, "c": 0})} == {"not_evaluated"}


def test_frames_that_follow_each_other_are_judged_apart(store, ask, connection, table):
    store(*_ROWS, _BAD["one_of"])
    first = ask(_rule("one_of"), _rule("between"))
    store(*_ROWS)
    second = ask(_rule("one_of"), _rule("between"))
    assert [finding.outcome for finding in first.values()] == ["failed", "passed"]
    assert [finding.outcome for finding in second.values()] == ["passed", "passed"]


def test_the_shown_rows_do_not_depend_on_the_order_in_which_they_are_stored(store, ask):
    rows = [(f"33.{number:02}", 2024, Decimal("3.50"), "Baik") for number in range(25)]
    rule = no_rows("SELECT code FROM core.toys", "nothing_is_there", "Why.")
    store(*rows)
    forwards = ask(rule)["nothing_is_there"].examples
    store(*rows[::-1])
    assert ask(rule)["nothing_is_there"].examples == forwards


def test_any_kind_of_value_is_shown(store, ask):
    store(*_ROWS)
    sql = "SELECT DATE '2024-01-11' AS day, NULL AS nothing, true AS yes, 'Kab. Nduga – é' AS name, [1, 2] AS list"
    (example,) = ask(no_rows(sql, "nothing_is_there", "Why."))["nothing_is_there"].examples
    assert (example["nothing"], example["yes"], example["name"], example["list"]) == (
        None,
        True,
        "Kab. Nduga – é",
        [1, 2],
    )
    assert example["day"].startswith("2024-01-11")


@pytest.mark.parametrize("severity", ["error", "warning"])
@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("SELECT gone FROM core.toys", "gone"),
        ("SELECT code FROM core.no_such_table", "no_such_table"),
        ("SELEKT code", "syntax error"),
        ("SELECT CAST(grade AS INTEGER) FROM core.toys", "Baik"),
    ],
)
def test_sql_that_cannot_run_gives_no_verdict_and_stops_whatever_its_severity(store, ask, sql, told, severity):
    store(*_ROWS)
    found = ask(no_rows(sql, "rows_are_right", "Why.", severity=severity, remedy="repair it"), _rule("between"))
    broken = found["rows_are_right"]
    assert (broken.outcome, broken.passed, broken.stops, broken.violations) == ("not_evaluated", False, True, 0)
    assert told in broken.detail
    assert broken.remedy.endswith(": repair it")
    assert found["score_within_1_and_5"].passed


@pytest.mark.parametrize("severity", ["error", "warning"])
@pytest.mark.parametrize(
    "make",
    [
        lambda **more: between("gone", 1, 5, "Why.", **more),
        lambda **more: one_of("gone", ["Baik"], "Why.", **more),
        lambda **more: matches("gone", ".*", "gone_matches", "Why.", **more),
        lambda **more: unique(["gone"], "gone_once", "Why.", **more),
        lambda **more: unique(["year", "gone"], "gone_once_a_year", "Why.", **more),
    ],
    ids=["between", "one_of", "matches", "unique", "unique pair"],
)
def test_a_rule_on_a_missing_column_gives_no_verdict_and_stops_whatever_its_severity(store, ask, make, severity):
    store(*_ROWS)
    found = ask(make(severity=severity), _rule("one_of"))
    (broken,) = (finding for name, finding in found.items() if "gone" in name)
    assert (broken.outcome, broken.passed, broken.stops) == ("not_evaluated", False, True)
    assert broken.detail
    assert found["grade_is_known"].passed


def test_an_unknown_expectation_fails_loudly(store, ask):
    store(*_ROWS)
    with pytest.raises(RuntimeError, match="ExpectMiracles"):
        ask(Rule("a_miracle", "error", "Why.", "wait", "ExpectMiracles", {}))
    assert ask(_rule("between"))["score_within_1_and_5"].passed


@pytest.fixture
def stored(store, table):
    """The table, with two good rows in it."""
    store(*_ROWS)
    return table


# --- structure -------------------------------------------------------------------------------------------


def test_an_empty_table_passes_rules_on_values_but_not_its_structure(store, ask, table):
    store()
    found = ask(*structural(table), *(_rule(kind) for kind in ("between", "one_of", "matches", "unique")))
    assert {name for name, finding in found.items() if not finding.passed} == {"stored_as_declared"}
    assert found["stored_as_declared"].stops
    assert "the table is empty" in found["stored_as_declared"].examples[0].values()


def test_a_table_that_may_be_empty_passes_empty(store, ask, table):
    store()
    assert ask(*structural(table, may_be_empty=True))["stored_as_declared"].passed


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("ALTER TABLE core.toys DROP COLUMN grade", "declared, not stored"),
        ("ALTER TABLE core.toys ADD COLUMN more DATE", "stored, not declared"),
        ("ALTER TABLE core.toys ALTER score TYPE DOUBLE", "declared, not stored"),
        ("CREATE OR REPLACE TABLE core.toys AS FROM core.toys UNION ALL FROM core.toys", "the key names several rows"),
        (
            "CREATE OR REPLACE TABLE core.toys AS SELECT * REPLACE (NULL::VARCHAR AS code) FROM core.toys",
            "code is NULL",
        ),
    ],
    ids=["column lost", "column added", "type changed", "key doubled", "key missing"],
)
def test_a_drifted_table_fails_and_the_difference_is_told(stored, ask, connection, change, told):
    connection.execute(change)
    finding = ask(*structural(stored))["stored_as_declared"]
    assert (finding.outcome, finding.stops) == ("failed", True)
    assert told in {cell for example in finding.examples for cell in example.values()}


def test_rules_of_a_table_that_is_not_stored_give_no_verdict_and_stop(ask, table):
    found = ask(*structural(table), _rule("no_rows"))
    assert {(finding.outcome, finding.stops) for finding in found.values()} == {("not_evaluated", True)}


def test_a_table_stored_without_its_key_fails_its_structure_and_stops(stored, ask, connection):
    connection.execute("CREATE OR REPLACE TABLE core.toys AS SELECT year, score, grade FROM core.toys")
    found = ask(*structural(stored), _rule("between"))
    assert found["stored_as_declared"].stops


def test_every_declared_table_passes_or_fails_its_structural_rule_only_for_want_of_rows(tmp_path):
    suites = [Suite(table, structural(table)) for table in TABLES.values()]
    with open_working(tmp_path / "spbe.duckdb") as connection:
        connection.execute("BEGIN")
        for table in TABLES.values():
            schema.create(connection, table)
        connection.execute("COMMIT")
        reports = runner.run(suites, connection)
    assert [report.suite.table.full_name for report in reports] == list(TABLES)
    for report in reports:
        assert [tuple(example.values()) for example in report.findings[0].examples] == [
            (report.suite.table.full_name, "the table is empty")
        ]


# --- several suites, and parts of one --------------------------------------------------------------------


def test_only_the_asked_rules_are_put_and_the_report_says_so(store, connection, table):
    store(*_ROWS)
    suite = Suite(table, tuple(_rule(kind) for kind in _KINDS))
    only = {("core.toys", "none_too_good"), ("core.toys", "grade_is_known"), ("core.others", "code_has_a_dot")}
    (part,) = runner.run([suite], connection, only=only)
    assert {finding.rule.name for finding in part.findings} == {"none_too_good", "grade_is_known"}
    assert not part.is_complete
    (whole,) = runner.run([suite], connection)
    assert whole.is_complete
    assert part.table_fingerprint == whole.table_fingerprint


def test_nothing_asked_gives_a_report_without_findings(store, connection, table):
    store(*_ROWS)
    (report,) = runner.run([Suite(table, (_rule("between"),))], connection, only=set())
    assert report.findings == ()
    assert not report.is_complete


def test_rules_of_one_name_in_two_tables_are_not_confused(store, connection, table):
    store(*_ROWS)
    twin = type(table)("mart", "toys", table.title, table.grain, table.key, table.columns)
    writer.replace(connection, twin, [{"code": "x", "year": 1, "score": Decimal("0.10"), "grade": "Buruk"}])
    rules = (_rule("between"), _rule("one_of"), *structural(table))
    good, bad = runner.run([Suite(table, rules), Suite(twin, (*rules[:2], *structural(twin)))], connection)
    assert [finding.outcome for finding in good.findings] == ["passed", "passed", "passed"]
    assert [finding.outcome for finding in bad.findings] == ["failed", "failed", "passed"]


def test_a_report_carries_the_print_of_the_content_that_was_checked(store, connection, table):
    store(*_ROWS)
    suite = Suite(table, (_rule("between"),))
    (before,) = runner.run([suite], connection)
    assert before.table_fingerprint == writer.fingerprint(connection, table)
    store(*_ROWS[:1])
    (after,) = runner.run([suite], connection)
    assert after.table_fingerprint != before.table_fingerprint


@given(st.lists(st.integers(-999, 999), min_size=1, max_size=30))
@settings(deadline=None, max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_violations_are_counted_exactly(store, ask, hundredths):
    store(*((f"{number:03}", 2024, Decimal(value) / 100, None) for number, value in enumerate(hundredths)))
    expected = sum(not 100 <= value <= 500 for value in hundredths)
    sql = no_rows("SELECT code FROM core.toys WHERE score NOT BETWEEN 1 AND 5", "all_on_the_scale", "Why.")
    for finding in ask(_rule("between"), sql).values():
        assert finding.violations == expected
        assert finding.passed == (expected == 0)
        assert len(finding.examples) == min(expected, EXAMPLES_SHOWN)


# --- what is stored of it --------------------------------------------------------------------------------


def test_findings_become_records_of_the_check_results(store, connection, table):
    store(*_ROWS, _BAD["one_of"])
    rules = (*structural(table), _rule("one_of", remedy="look"), no_rows("SELECT gone", "rows_are_right", "Why."))
    (report,) = runner.run([Suite(table, rules)], connection)
    records = report.records()
    assert json.loads(json.dumps(records)) == records
    passed, failed, broken = records
    assert (passed["outcome"], passed["remedy"], passed["examples"], passed["violations"]) == ("passed", None, None, 0)
    assert (failed["outcome"], failed["remedy"], failed["severity"]) == ("failed", "look", "error")
    assert json.loads(failed["examples"])[0]["code"] == "34.71"
    assert (broken["outcome"], broken["violations"]) == ("not_evaluated", 0)
    assert "gone" in broken["remedy"]
    results = TABLES["audit.check_results"]
    assert writer.replace(connection, results, records) == 3
    assert [record["table_fingerprint"] for record in writer.records(connection, results)] == [
        report.table_fingerprint
    ] * 3


# --- the process behind it -------------------------------------------------------------------------------


@pytest.fixture
def validator():
    """A process of its own, so that the session's one stays."""
    made = runner._Validator()
    yield made
    made.stop()


def test_a_validation_process_that_cannot_load_its_library_says_what_to_run(tmp_path, monkeypatch, validator):
    broken = tmp_path / "great_expectations" / "__init__.py"
    broken.parent.mkdir()
    broken.write_text("raise SystemExit(7)", encoding="utf-8")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    with pytest.raises(RuntimeError) as failure:
        validator.ask([], dict)
    assert "ended with exit code 7" in str(failure.value)
    assert "python -m expectations.worker" in str(failure.value)


def test_a_validation_process_that_dies_while_it_is_asked_says_what_to_run(validator):
    validator.start()
    validator._process.send_signal(signal.SIGSTOP)  # it reads nothing, so that the question is still on its way
    death = threading.Timer(1, validator._process.kill)
    death.start()
    with pytest.raises(RuntimeError, match=r"python -m expectations\.worker"):
        validator.ask([(pd.DataFrame({"code": range(300_000)}), ["code"], [])], dict)
    death.join()


def test_when_counting_fails_the_next_question_gets_its_own_answer(validator):
    def failing():
        raise KeyError("no such rule")

    with pytest.raises(KeyError, match="no such rule"):
        validator.ask([(pd.DataFrame({"code": ["a"]}), ["code"], [])], failing)
    (verdict,) = validator.ask([], lambda: {"nothing_is_there": 3})
    assert (verdict.rule, verdict.outcome, verdict.violations) == ("nothing_is_there", "failed", 3)


def test_the_process_is_started_once_and_ends_when_it_is_told_to(validator):
    validator.start()
    process = validator._process
    validator.start()
    assert validator._process is process
    assert process.poll() is None
    validator.stop()
    assert process.poll() is not None
    validator.stop()
