"""The derivations of figures: complete, true to the SQL of the models, and every path of them ends in print."""

import pytest

from expectations.sql_rules import RULES_FOLDER
from warehouse import derivations as declared
from warehouse import schema, writer
from warehouse.computed import figure_derivations, module_of
from warehouse.derivations import LINEAGE_FILE, TRAIL, derivations, figures_of
from warehouse.lineage import model_inputs, render
from warehouse.spec import Column, DeclarationError, Table, Text
from warehouse.tables import DECLARATIONS, TABLES
from warehouse.words.catalogue import read_catalogue

_MARTS = [table for table in TABLES.values() if table.layer == "mart"]
_TABLE = TABLES["mart.figure_derivations"]


# --- the declaration ------------------------------------------------------------------------------------------------


def test_every_number_of_every_mart_has_one_derivation():
    found = [(one.table, one.figure) for one in derivations()]
    assert len(set(found)) == len(found)
    assert [(t.full_name, name) for t in _MARTS for name in figures_of(t) if (t.full_name, name) not in found] == []


def test_numbers_are_figures_unless_they_name_the_row_or_belong_to_the_trail():
    steps = TABLES["mart.next_predikat_steps"]
    assert {"step_no", "node_code", "below_target"}.isdisjoint(figures_of(steps))
    assert [figures_of(TABLES[name]) for name in (*TRAIL, "core.spbe_scores")] == [(), (), ()]
    for table in _MARTS:
        measured = [c.name for c in table.columns if c.unit not in {None, "code"} and c.name not in table.key]
        assert table.full_name in TRAIL or set(measured) <= set(figures_of(table)), "whatever its type"


def test_an_input_of_a_mart_is_derived_itself():
    known = {(one.table, one.figure) for one in derivations()}
    inputs = {(one.table, one.column) for derivation in derivations() for one in derivation.inputs}
    assert sorted(one for one in inputs if one[0].startswith("mart.") and one not in known) == []


def test_an_input_is_a_column_that_a_model_in_python_says_it_reads():
    for one in derivations():
        module = module_of(TABLES[one.table])
        if module is not None:
            # The simulation has its assumptions from the constants that their table is made of.
            strangers = {found.table for found in one.inputs} - set(module.READS) - {"mart.robustness_assumptions"}
            assert not strangers, one
        assert all(found.column in TABLES[found.table].column_names for found in one.inputs), one


def test_types_and_rows_are_codes_that_are_used():
    catalogue = read_catalogue()
    assert {one.type for one in derivations()} == set(catalogue.codes("derivation_type"))
    assert {found.rows for one in derivations() for found in one.inputs} == set(catalogue.codes("input_rows"))
    assert [one for one in derivations() if not one.inputs and one.type != "declared"] == []
    assert [one for one in derivations() if not (one.text.id.endswith(".") and one.text.en.endswith("."))] == []


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"rows": {"core.regions": "nowhere"}}, r"which rows of core\.regions it uses"),
        ({"rows": {"core.un_egdi": "both_editions"}}, r"chosen of \['core\.un_egdi'\], which the model does not use"),
        ({"names": "colour"}, "no such column"),
        ({"type": "rankd"}, "type 'rankd' is no code of derivation_type"),
    ],
    ids=["unknown rows", "unused table", "no column", "unknown type"],
)
def test_a_wrong_derivation_is_told_with_its_file(monkeypatch, entry, said):
    mart = DECLARATIONS["mart.region_ranking"]
    figure = {"names": "rank_in_kind", "type": "ranked", "id": "a.", "en": "b.", **entry}
    monkeypatch.setattr(declared, "DECLARATIONS", {"mart.region_ranking": {**mart, "figures": [figure]}})
    with pytest.raises(DeclarationError, match=rf"mart/region_ranking\.yml: .*{said}"):
        derivations.__wrapped__()


# --- inputs from the SQL --------------------------------------------------------------------------------------------


def test_the_kept_lineage_is_what_the_models_say():
    assert LINEAGE_FILE.read_text(encoding="utf-8") == render(), "run `make dictionary`"


def _table(name, *columns):
    return Table("core", name, Text("a", "a"), Text("a", "a"), ("code",), tuple(_column(c) for c in columns))


def _column(name):
    return Column(name, "INTEGER", Text("a", "a"))


_TOYS = {one.full_name: one for one in (_table("a", "code", "x", "y", "z"), _table("b", "code", "w", "v"))}


@pytest.mark.parametrize(
    ("sql", "values", "conditions"),
    [
        ("SELECT x + y AS n FROM core.a", "a.x a.y", ""),
        ("SELECT x AS n FROM core.a WHERE y > 1", "a.x", "a.y"),
        ("WITH t AS (SELECT code, x AS q FROM core.a WHERE z = 1) SELECT q AS n FROM t", "a.x", "a.z"),
        ("SELECT a.x AS n FROM core.a JOIN core.b ON a.code = b.code AND b.w = 1", "a.x", "a.code b.code b.w"),
        ("SELECT a.x AS n FROM core.a LEFT JOIN core.b ON a.code = b.code AND b.w = 1", "a.x", ""),
        ("SELECT b.v AS n FROM core.a LEFT JOIN core.b ON a.code = b.code", "b.v", "a.code b.code"),
        ("SELECT rank() OVER (PARTITION BY y ORDER BY x) AS n FROM core.a", "a.x a.y", ""),
        ("SELECT sum(x) OVER w AS n FROM core.a WINDOW w AS (PARTITION BY y)", "a.x a.y", ""),
        ("SELECT count(*) AS n FROM core.a GROUP BY y", "", "a.y"),
        ("SELECT x AS n FROM core.a UNION ALL SELECT w FROM core.b WHERE v = 1", "a.x b.w", "b.v"),
        ("SELECT x AS n FROM core.a WHERE code IN (SELECT code FROM core.b WHERE w = 1)", "a.x", "a.code b.code b.w"),
        ("SELECT CASE WHEN y = 1 THEN x END AS n FROM core.a", "a.x a.y", ""),
        ("SELECT t.x AS n FROM (SELECT * FROM core.a) AS t", "a.x", ""),
    ],
)
def test_inputs_are_read_from_the_sql(sql, values, conditions):
    found = model_inputs(sql, _TOYS)["n"]
    assert found.values == {(f"core.{one.split('.')[0]}", one.split(".")[1]) for one in values.split()}
    assert found.conditions == {(f"core.{one.split('.')[0]}", one.split(".")[1]) for one in conditions.split()}


# --- the table and its rules ----------------------------------------------------------------------------------------


@pytest.fixture
def stored(memory, filled):
    """Write derivations, of one figure changed or left out, with pages of the index of the ranking; ask a rule."""
    schema.create(memory, TABLES["mart.figure_provenance"])
    pages = [filled("mart.figure_provenance", mart_table="mart.region_ranking", figure="spbe_index", subject_code="1")]
    writer.replace(memory, TABLES["mart.figure_provenance"], pages)
    declared_rows = figure_derivations.compute(memory)

    def write(figure=None, change=None, input_no=None):
        def is_meant(row):
            return (row["mart_table"], row["figure"]) == figure and input_no in {None, row["input_no"]}

        rows = [{**row, **(change or {})} if is_meant(row) else row for row in declared_rows]
        writer.replace(memory, _TABLE, [row for row in rows if change is not None or not is_meant(row)])

        def violations(rule):
            file = RULES_FOLDER / "mart" / "figure_derivations" / f"{rule}.sql"
            return memory.execute(file.read_text(encoding="utf-8")).fetchall()

        return violations

    return write


def test_a_path_through_a_figure_without_derivation_does_not_end_and_its_page_is_told(stored):
    broken = stored(("mart.domain_profile", "peer_median"))("every_path_ends_in_print")
    assert {(table, figure) for table, figure, *_ in broken} == {
        ("mart.mentors", figure) for figure in ("peer_median", "mentor_code", "mentor_load")
    }
    index = ("mart.region_ranking", "spbe_index")
    assert stored(index)("every_figure_with_a_page_is_derived") == [index]


def test_a_circle_is_found_however_long(stored):
    beginning = ("mart.region_ranking", "rank_in_kind")
    violations = stored(beginning, {"input_table": "mart.mentors", "input_figure": "mentor_is_role_model"})
    found = set(violations("no_figure_is_made_from_itself"))
    assert {("mart.mentors", "mentor_is_role_model"), ("mart.role_models", "is_role_model"), beginning} <= found


def test_an_input_that_leads_nowhere_is_told(stored):
    for change in (
        {"input_table": None},
        {"input_rows": None},
        {"input_table": "raw.un_egdi", "input_traced_in": "input_row"},  # not of core
        {"input_traced_in": "declared"},  # not a constant
        {"input_table": "mart.movers", "input_figure": "index_now", "input_traced_in": "mart.figure_provenance"},
    ):
        violations = stored(("mart.province_summary", "gini"), change, 1)
        assert [row[:3] for row in violations("every_path_ends_in_print")] == [("mart.province_summary", "gini", 1)]


def test_inputs_are_numbered_from_one_the_values_first_and_lead_to_their_pages_or_rows(stored, memory):
    stored()
    inputs: dict[tuple[str, str], list[dict[str, object]]] = {}
    for row in writer.records(memory, _TABLE):
        inputs.setdefault((row["mart_table"], row["figure"]), []).append(row)
    for found in inputs.values():
        found.sort(key=lambda row: row["input_no"])
        assert [row["input_no"] for row in found] == list(range(1, len(found) + 1))
        roles = [row["input_role"] for row in found]
        assert roles == sorted(roles, key=lambda role: role == "condition")
    missing = inputs["mart.next_predikat", "points_missing"]
    assert {(row["input_figure"], row["input_traced_in"]) for row in missing if row["input_role"] == "value"} == {
        ("spbe_index", "mart.figure_provenance"), ("lower_inclusive", "input_row"), ("upper_bound", "input_row"),
    }  # fmt: skip


def test_a_core_table_leads_to_its_statement_or_to_the_place_in_its_row_or_cannot_be_an_input():
    assert figure_derivations.traced_in("core.spbe_scores") == "core.observations"
    assert figure_derivations.traced_in("core.predikat_bands") == "input_row"
    with pytest.raises(figure_derivations.NotTraceable, match=r"core\.region_aliases"):
        figure_derivations.traced_in("core.region_aliases")
