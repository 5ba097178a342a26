"""Rules put to real tables: what passes, what fails, and that whatever cannot be judged counts as failed.

All tests that need Great Expectations stand in this file, so that one process serves them.
"""

import json
import sys
from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from expectations import runner
from expectations.declared_rules import declared_rules
from expectations.in_sql import in_sql
from expectations.rules import Expectation, Rule, Suite
from expectations.suites import SUITES
from expectations.worker import ROWS_KEPT
from tests.conftest import costly
from warehouse import schema, writer
from warehouse.spec import Column, Table, Text
from warehouse.tables import TABLES

_TEXT = Text("teks", "text")
#: Judged by Great Expectations; `mart.toys` is the same, judged by SQL.
_TOYS = Table(
    layer="core",
    name="toys",
    title=_TEXT,
    grain=_TEXT,
    key=("code",),
    columns=(
        Column("code", "VARCHAR", _TEXT, pattern=r"\d\d\.\d\d"),
        Column("year", "INTEGER", _TEXT, required=True),
        Column("score", "DECIMAL(4,2)", _TEXT, range=(1, 5)),
        Column("grade", "VARCHAR", _TEXT, codes="predikat"),
        Column("kind", "VARCHAR", _TEXT, codes="kind"),
    ),
    unique=(("year", "grade"),),
    fewest_rows=2,
)
_BOTH = (_TOYS, replace(_TOYS, layer="mart"))
_DECLARED = declared_rules(_TOYS)
_GOOD = (("33.08", 2024, Decimal("3.21"), "Baik", "kota"), ("33.71", 2024, Decimal("4.00"), "Sangat Baik", None))


def _query(sql, name="rows_are_right", severity="error"):
    return Rule(name, severity, "Why.", "look", query=sql)


@pytest.fixture(scope="module", autouse=True)
def _validation_process():
    """Great Expectations takes seconds to load: begin with it, while tests that put queries alone run."""
    runner.warm_up()


@pytest.fixture
def store(connection):
    """Store rows of (code, year, score, grade, kind) in core.toys and mart.toys."""

    def write(*rows):
        records = [dict(zip(_TOYS.column_names, row, strict=True)) for row in rows]
        for toys in _BOTH:
            writer.replace(connection, toys, records)

    return write


@pytest.fixture
def ask(connection):
    """Put rules to core.toys; the findings by rule name."""

    def run(*rules):
        (report,) = runner.run([Suite(_TOYS, rules)], connection)
        return {finding.rule.name: finding for finding in report.findings}

    return run


@pytest.fixture
def declared(connection):
    """What the declarations of core.toys and mart.toys say of the stored rows: the broken rules of the two layers."""

    def run(change=""):
        for each in _BOTH if change else ():
            connection.execute(change.format(each.full_name))
        reports = runner.run([Suite(each, declared_rules(each)) for each in _BOTH], connection)
        return [{f.rule.name: f for f in report.findings if f.outcome != "passed"} for report in reports]

    return run


# --- what declarations say -------------------------------------------------------------------------------


def test_rows_as_declared_break_no_rule_also_on_the_edge_of_a_range_and_without_a_value(store, declared):
    store(*_GOOD, ("33.01", 1, Decimal("1.00"), "Baik", None), ("33.02", 2, Decimal("5.00"), None, "kota"))
    assert declared() == [{}, {}]


def test_bad_rows_break_their_rules_and_are_shown_in_what_enters_and_in_what_is_made(store, declared):
    store(
        *_GOOD,
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
    assert {name: sorted(example["code"] for example in f.rows) for name, f in enters.items() if f.stops} == {
        "score_within_1_and_5": ["34.71", "34.72"],
        "grade_is_known": ["34.73"],
        "kind_is_known": ["34.74"],
        "code_has_its_form": ["34.75\n", "3471", "x34.71"],
        "one_row_per_year_and_grade": ["33.08", "34.76"],
    }
    assert all(finding.violations == len(finding.rows) for finding in enters.values())
    assert {name: (f.outcome, f.stops) for name, f in made.items()} == {"stored_as_declared": ("failed", True)}
    assert {example["problem"] for example in made["stored_as_declared"].rows} == {
        "score is not between 1 and 5",
        "grade is none of the codes predikat",
        "kind is none of the codes kind",
        "code has another form",
        "year / grade names several rows",
    }


def test_every_rule_of_every_declaration_is_broken_by_its_own_rows_and_by_no_others(connection):
    """Each has a row of its own, or two of one name. That what is bundled breaks none is what every refresh shows."""
    suites, rows_of = [], {}
    for table in TABLES.values():
        rules = [rule for rule in declared_rules(table) if not rule.query and rule.name != "stored_as_declared"]
        suites.append(Suite(table, tuple(rules)))
        declared = ", ".join(f'"{column.name}" {column.type}' for column in table.columns)
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {table.layer}; CREATE TABLE {table.full_name} ({declared})")
        cells = {e.arguments["column"]: e for rule in rules for e in rule.expectations if "Unique" not in e.type}
        filled = Counter()
        for number, rule in enumerate(rules):
            (expectation,) = rule.expectations
            rows = 2 if "Unique" in expectation.type else 1
            joined = ", ".join("1" if name not in cells else _off(cells[name], number) for name in expectation.columns)
            connection.execute(
                f"INSERT INTO {table.full_name} ({', '.join(expectation.columns)}) "
                f"VALUES {', '.join(rows * [f'({joined})'])}"
            )
            filled.update(dict.fromkeys(expectation.columns, rows))
        for rule in rules:
            (expectation,) = rule.expectations
            rows_of[table.full_name, rule.name] = 2 if "Unique" in expectation.type else filled[expectation.columns[0]]
    assert len(rows_of) > 90
    reports = runner.run(suites, connection)
    found = {(one.suite.table.full_name, f.rule.name): f for one in reports for f in one.findings}
    assert {name: finding.violations for name, finding in found.items()} == rows_of
    assert {finding.outcome for finding in found.values()} == {"failed"}


def _off(cell, number):
    """A value that breaks what is expected of a cell, as SQL."""
    limit = cell.arguments.get("max_value")
    return f"'#{number}' || chr(10)" if limit is None else str(limit + 1)


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
    store(*_GOOD)
    enters, made = (findings["stored_as_declared"] for findings in declared(change))
    assert enters.stops
    assert told in enters.remedy
    # A query on a column that is not there gives no verdict, which stops as well.
    assert made.stops
    assert made.outcome == "not_evaluated" or problem in {example["problem"] for example in made.rows}


def test_a_table_that_is_not_stored_gives_no_verdict_and_stops(ask):
    found = ask(*_DECLARED, _query("SELECT code FROM core.toys"))
    assert {(finding.outcome, finding.stops) for finding in found.values()} == {("not_evaluated", True)}


def test_an_expectation_of_a_missing_column_gives_no_verdict_and_stops_whatever_its_severity(store, ask):
    store(*_GOOD)
    here = Expectation("ExpectColumnValuesToNotBeNull", {"column": "code"})
    gone = {
        "ExpectColumnValuesToBeBetween": {"min_value": 1, "max_value": 5},
        "ExpectColumnValuesToBeInSet": {"value_set": ["Baik"]},
        "ExpectColumnValuesToMatchRegex": {"regex": ".*"},
        "ExpectColumnValuesToNotBeNull": {},
        "ExpectColumnValuesToBeUnique": {},
    }
    expected = [Expectation(kind, {"column": "gone", **named}) for kind, named in gone.items()]
    expected.append(Expectation("ExpectCompoundColumnsToBeUnique", {"column_list": ["year", "gone"]}))
    broken = [
        Rule(f"{one.type}_{severity}", severity, "Why.", "look", (here, one))
        for one in expected
        for severity in ("error", "warning")
    ]
    found = ask(*broken, _query("SELECT 1 WHERE false"))
    assert found.pop("rows_are_right").passed
    assert len(found) == len(broken)
    for finding in found.values():
        assert (finding.outcome, finding.passed, finding.stops) == ("not_evaluated", False, True)
        assert "gone" in finding.remedy


def test_an_unknown_expectation_fails_loudly_and_the_next_question_is_answered(store, ask):
    store(*_GOOD)
    with pytest.raises(RuntimeError, match="ExpectMiracles"):
        ask(Rule("a_miracle", "error", "Why.", "wait", (Expectation("ExpectMiracles"),)))
    assert ask(*_DECLARED)["grade_is_known"].passed


# --- SQL rules -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("severity", "outcome", "stops"), [("error", "failed", True), ("warning", "warned", False)])
def test_the_selected_rows_are_counted_and_kept_up_to_a_limit(store, ask, severity, outcome, stops):
    rows = [(f"{number:05}", number, Decimal("3.50"), "Baik", None) for number in range(ROWS_KEPT + 5)]
    rule = _query("SELECT code, score FROM core.toys", severity=severity)
    store(*rows)
    finding = ask(rule)["rows_are_right"]
    assert (finding.outcome, finding.violations, finding.stops, finding.remedy) == (outcome, len(rows), stops, "look")
    assert len(finding.rows) == ROWS_KEPT
    assert finding.rows[0] == {"code": "00000", "score": 3.5}
    store(*rows[::-1])
    assert ask(rule)["rows_are_right"].rows == finding.rows, "the order of storing is not that of showing"


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
        assert finding.rows[0]["known_because"] == (None if "NULL" in rows else "it is printed so")


def test_any_kind_of_value_is_shown(ask):
    sql = "SELECT DATE '2024-01-11' AS day, NULL AS nothing, true AS yes, 'Kab. Nduga – é' AS name, [1, 2] AS list"
    (example,) = ask(_query(sql))["rows_are_right"].rows
    assert example.pop("day").startswith("2024-01-11")
    assert example == {"nothing": None, "yes": True, "name": "Kab. Nduga – é", "list": [1, 2]}


def test_sql_that_cannot_run_gives_no_verdict_and_stops_whatever_its_severity(store, ask):
    store(*_GOOD)
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


_CELLS = st.tuples(
    st.text("0123٣.x\n", max_size=6),
    st.integers(2020, 2022),
    st.none() | st.decimals(-9, 9, places=2),
    st.sampled_from(["Baik", "Cukup", "Istimewa", "", None]),
    st.sampled_from(["kota", "Kota", None]),
)


@given(st.lists(_CELLS, max_size=8, unique_by=lambda cells: cells[0]))
@settings(costly(2), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_declared_fact_has_one_verdict_be_it_judged_or_asked_in_sql(connection, store, rows):
    """A rehearsal asks in SQL what a build has Great Expectations judge."""
    store(*rows)
    judged, asked = (
        {f.rule.name: (f.outcome, f.violations) for f in report.findings}
        for suite in [Suite(_TOYS, _DECLARED)]
        for report in runner.run([suite, in_sql(suite)], connection)
    )
    assert asked == judged


@given(st.lists(st.integers(-999, 999), min_size=2, max_size=30))
@settings(costly(5), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_violations_are_counted_exactly_by_expectation_and_by_query(store, ask, hundredths):
    store(*((f"33.{number:02}", number, Decimal(value) / 100, None, None) for number, value in enumerate(hundredths)))
    expected = sum(not 100 <= value <= 500 for value in hundredths)
    rule = Suite(_TOYS, _DECLARED).rule("score_within_1_and_5")
    sql = _query("SELECT code FROM core.toys WHERE score NOT BETWEEN 1 AND 5")
    for finding in ask(rule, sql).values():
        assert (finding.violations, finding.passed) == (expected, expected == 0)
        assert len(finding.rows) == min(expected, ROWS_KEPT)


# --- reports ---------------------------------------------------------------------------------------------


def test_the_print_of_a_verdict_follows_rules_and_rows_of_every_table_that_is_read(store, connection):
    suite = Suite(
        _TOYS, (*_DECLARED, _query("SELECT t.code FROM core.toys AS t ANTI JOIN core.regions AS r USING (code)"))
    )

    def judged(suite=suite):
        return runner.print_of(suite, connection, {})

    store(*_GOOD)
    first = judged()
    store(*_GOOD)
    assert judged() == first
    assert runner.run([Suite(_TOYS, _DECLARED)], connection)[0].judged == judged(Suite(_TOYS, _DECLARED))
    seen = {first, judged(Suite(_TOYS, suite.rules[1:]))}
    store(*_GOOD[1:])
    seen.add(judged())
    schema.create(connection, TABLES["core.regions"])
    seen.add(judged())
    assert len(seen) == 4


def test_findings_become_records_of_the_check_results(store, connection):
    store(*_GOOD, ("34.71", 2023, None, "Istimewa", None))
    rules = (*_DECLARED, _query("SELECT gone"))
    (report,) = runner.run([Suite(_TOYS, rules)], connection)
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
    assert {record["table_fingerprint"] for record in records} == {report.judged}
    (row,) = report.row_records()
    assert (row["rule"], json.loads(row["finding"])) == ("grade_is_known", {"code": "34.71", "grade": "Istimewa"})
    assert writer.replace(connection, TABLES["audit.findings"], [row]) == 1


# --- the process behind it -------------------------------------------------------------------------------


def _answer(worker, *batches):
    with worker.judging(batches) as answer:
        pass
    return answer


def test_a_worker_that_cannot_load_its_library_says_what_to_run(tmp_path, monkeypatch):
    broken = tmp_path / "great_expectations" / "__init__.py"
    broken.parent.mkdir()
    broken.write_text("raise SystemExit(7)", encoding="utf-8")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    with pytest.raises(RuntimeError, match=r"ended with exit code 7.*python -m expectations\.worker"):
        _answer(runner._Worker(), (pd.DataFrame(), [], []))


def test_what_fails_beside_a_question_leaves_the_next_its_own_answer_and_one_process_serves_all(tmp_path, monkeypatch):
    """In place of the worker stands one that gives every question back."""
    (tmp_path / "expectations").mkdir()
    (tmp_path / "expectations" / "__init__.py").touch()
    (tmp_path / "expectations" / "worker.py").write_text(
        "import pickle, sys\n"
        "while True:\n"
        "    pickle.dump(pickle.load(sys.stdin.buffer), sys.stdout.buffer)\n"
        "    sys.stdout.buffer.flush()\n"
    )
    monkeypatch.chdir(tmp_path)
    worker = runner._Worker()
    with pytest.raises(KeyError, match="no such rule"), worker.judging(["first"]):
        raise KeyError("no such rule")
    assert _answer(worker, "second") == ["second"]
    process = worker._process
    assert _answer(worker, "third") == ["third"]
    assert worker._process is process
    worker.stop()
    assert process.poll() is not None


# --- the suites of the project: official tables stop a release, weak ones warn -----------------------------

_CORRECTIONS, _PRESS, _DEVIATIONS = "audit.corrections_applied", "raw.spbe_press", "raw.spbe_known_deviations"


@pytest.fixture
def put(connection, filled):
    """Store records with these values."""
    schema.create_missing(connection, [TABLES[name] for name in (_DEVIATIONS, "core.accepted_findings")])
    return lambda name, *records: writer.replace(connection, TABLES[name], [filled(name, **r) for r in records])


@pytest.fixture
def outcomes(connection):
    """What came of some rules of a table."""

    def run(name, *rules):
        chosen = tuple(rule for rule in SUITES[name].rules if not rules or rule.name in rules)
        (report,) = runner.run([Suite(TABLES[name], chosen)], connection)
        return {finding.rule.name: finding.outcome for finding in report.findings}

    return run


@pytest.mark.parametrize("grade", "ABCD")
def test_a_refused_row_stops_a_release_only_when_its_document_is_official(put, outcomes, grade):
    put("core.documents", {"document_id": "one", "evidence_grade": grade})
    put("audit.quarantine", {"observation_id": "one#2.ROW", "document_id": "one", "problem": "names no region"})
    assert outcomes("audit.quarantine", "nothing_is_refused", "nothing_weak_is_refused") == {
        "nothing_is_refused": "failed" if grade in "AB" else "passed",
        "nothing_weak_is_refused": "passed" if grade in "AB" else "warned",
    }


@pytest.mark.parametrize(
    ("printed_name", "is_listed", "outcome"),
    [
        ("(rata-rata)", True, "known"), ("Kota Magelangg", True, "warned"), (None, True, "warned"),
        # accepted with a document: goes when the document goes
        ("(rata-rata)", False, "known"), ("Kota Magelangg", False, "warned"), (None, False, "passed"),
    ],
)  # fmt: skip
def test_an_accepted_finding_is_known_and_one_that_is_listed_must_still_be_there(
    put, outcomes, printed_name, is_listed, outcome
):
    put("core.documents", {"document_id": "one", "evidence_grade": "D"})
    refused = {"document_id": "one", "evaluation_year": 2024, "printed_name": printed_name, "measure": "ROW"}
    put("audit.quarantine", *([refused] if printed_name else []))
    listed = {"accepted_subject": "(rata-rata)", "measure": "ROW", "printed_value": "", "is_listed": is_listed}
    accepted = {"reference_year": 2024, "rule": "nothing_weak_is_refused", "accepted_reason_en": "a mean"}
    put("core.accepted_findings", {**accepted, **listed})
    assert outcomes("audit.quarantine", "nothing_weak_is_refused") == {"nothing_weak_is_refused": outcome}


@pytest.mark.parametrize(
    ("table", "record", "found"),
    [
        (_CORRECTIONS, {"correction_outcome": "applied"}, {"every_correction_still_fits": "known"}),
        (_CORRECTIONS, {"correction_outcome": "expectation_failed"}, {"every_correction_still_fits": "failed"}),
        (_CORRECTIONS, {"correction_outcome": "not_found"}, {"every_correction_still_fits": "failed"}),
        (
            _CORRECTIONS,
            {"correction_outcome": "no_document"},
            {"every_correction_still_fits": "passed", "every_correction_has_its_document": "warned"},
        ),
        ("audit.held_back", {"document_id": "one"}, {"no_document_is_held_back": "warned"}),
        (_PRESS, {"url": "https://example.go.id/a"}, {"url_has_its_form": "passed", "page_has_an_address": "passed"}),
        (_PRESS, {"url": "Diskominfotiks Rohil"}, {"url_has_its_form": "passed", "page_has_an_address": "warned"}),
        (_PRESS, {"url": " "}, {"url_has_its_form": "failed", "page_has_an_address": "warned"}),
        (_PRESS, {"index": "3,52", "level": "kota"}, {"index_has_its_form": "passed", "level_has_its_form": "passed"}),
        (_PRESS, {"index": "4", "level": ""}, {"index_has_its_form": "passed", "level_has_its_form": "passed"}),
        (
            _PRESS,
            {"index": "3,5 dari 5", "level": "desa"},
            {"index_has_its_form": "failed", "level_has_its_form": "failed"},
        ),
        (_DEVIATIONS, {"rule": "rows_numbered_without_gaps"}, {"rule_is_known": "failed"}),  # it accepts none
        (_DEVIATIONS, {"rule": "value_on_the_scale"}, {"rule_is_known": "passed"}),
    ],
)
def test_a_row_has_the_outcome_that_its_rules_give_it(put, outcomes, table, record, found):
    put(table, record)
    assert outcomes(table, *found) == found


@pytest.mark.parametrize(
    ("source", "rows", "broken"),
    [
        ("spbe_decree", (517, 466), set()),
        ("spbe_decree", (8, 8), {"holds_every_body_of_its_year"}),
        ("spbe_annual_report", (517, 465), {"no_far_fewer_rows_than_the_edition_before"}),
        ("spbe_tauval", (8, 7), {"no_far_fewer_rows_than_the_edition_before"}),
        ("spbe_press", (8, 7), set()),  # its editions have no common size
    ],
)
def test_a_document_has_the_rows_that_are_known_and_not_far_fewer_than_the_one_before(
    put, outcomes, source, rows, broken
):
    years = ({"evaluation_year": 2021, "agencies_total": 517}, {"evaluation_year": 2022, "agencies_total": None})
    put("core.evaluation_years", *years)
    documents = (
        {"document_id": f"of-{year}", "edition": year, "file_rows": count}
        for year, count in zip((2021, 2022), rows, strict=True)
    )
    put("core.documents", *({**document, "source": source} for document in documents))
    rules = ("holds_every_body_of_its_year", "no_far_fewer_rows_than_the_edition_before")
    found = outcomes("core.documents", *rules)
    assert {rule for rule in rules if found[rule] == "failed"} == broken


@pytest.mark.parametrize(("lines", "outcome"), [([1, 1, 2], "passed"), ([1, 2, 3], "failed")])
def test_a_weak_table_of_which_most_rows_cannot_be_read_stops(put, outcomes, lines, outcome):
    """A row with several bad cells counts once."""
    put("core.documents", {"document_id": "one", "evidence_grade": "D", "file_rows": 4})
    refused = enumerate(lines)
    put("audit.quarantine", *({"observation_id": f"{n}", "document_id": "one", "line_no": at} for n, at in refused))
    found = outcomes("audit.quarantine", "most_rows_of_a_document_are_read")
    assert found == {"most_rows_of_a_document_are_read": outcome}


def test_a_table_of_which_nothing_has_come_in_passes(put, outcomes):
    for name in (
        "raw.spbe_decree",
        "raw.spbe_tauval",
        "raw.spbe_spreadsheet",
        "raw.spbe_typed_levels",
        "raw.un_data360",
    ):
        put(name)
        assert set(outcomes(name).values()) == {"passed"}, name


def test_a_cost_of_no_indicator_stops(put, outcomes):
    put("core.instrument_nodes")
    put("core.regions")
    put("core.indicator_costs", {"node_code": "I99", "cost_region": "*", "step_cost": 1})
    assert set(outcomes("core.indicator_costs", "cost_is_of_an_indicator_and_a_region").values()) == {"failed"}
