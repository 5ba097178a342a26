"""The declared derivations: complete, true to the models that they speak of, and every path of them ends in print."""

import re
from pathlib import Path

import pytest

import warehouse
from expectations.sql_rules import RULES_FOLDER
from warehouse import schema, writer
from warehouse.computed import figure_derivations, module_of
from warehouse.derivations import DERIVATIONS, TRAIL, figures_of
from warehouse.derivations.form import copied, how, uses
from warehouse.tables import TABLES
from warehouse.words.catalogue import read_catalogue

_MARTS = [table for table in TABLES.values() if table.layer == "mart"]
_DERIVED = {(derivation.table, derivation.figure) for derivation in DERIVATIONS}
_READ = re.compile(r"\b(?:FROM|JOIN)\s+((?:core|mart|audit)\.[a-z_0-9]+)")
#: The simulation has its assumptions from the constants that the table of assumptions is made of, not from that table.
_FROM_CONSTANTS = {("mart.rank_intervals", "mart.robustness_assumptions")}
_TABLE = TABLES["mart.figure_derivations"]


def _without_derivation(derivations):
    derived = {(derivation.table, derivation.figure) for derivation in derivations}
    return [
        (table.full_name, figure)
        for table in _MARTS
        for figure in figures_of(table)
        if (table.full_name, figure) not in derived
    ]


def _reads(name):
    computed = module_of(TABLES[name])
    return set(_READ.findall(writer.model_sql(name)) if computed is None else computed.READS)


#: Models that read in modules of a folder besides.
_READS_IN = {"mart.claim_checks": "claim_judging", "mart.claim_figures": "claim_judging"}


def _model(name):
    if module_of(TABLES[name]) is None:
        return writer.model_sql(name)
    folder = Path(warehouse.__file__).parent / "computed"
    modules = [folder / f"{TABLES[name].name}.py"]
    if name in _READS_IN:
        modules += sorted((folder / _READS_IN[name]).glob("*.py"))
    return "".join(module.read_text(encoding="utf-8") for module in modules)


def _inputs(name):
    """Each figure of a mart with each of its inputs."""
    return [(derivation, one) for derivation in DERIVATIONS if derivation.table == name for one in derivation.inputs]


_each_mart = pytest.mark.parametrize("name", sorted({derivation.table for derivation in DERIVATIONS}))


# --- the declaration ------------------------------------------------------------------------------------------------


def test_every_number_of_every_mart_has_a_derivation():
    assert _without_derivation(DERIVATIONS) == []


@pytest.mark.parametrize("figure", [("mart.next_predikat", "points_missing"), ("mart.region_ranking", "spbe_index")])
def test_a_figure_without_derivation_is_named(figure):
    kept = [derivation for derivation in DERIVATIONS if (derivation.table, derivation.figure) != figure]
    assert _without_derivation(kept) == [figure]


def test_numbers_are_figures_unless_they_name_the_row_or_belong_to_the_trail():
    steps = TABLES["mart.next_predikat_steps"]
    assert {"option_no", "step_no", "node_code", "below_target"}.isdisjoint(figures_of(steps))
    assert "step_gain" in figures_of(steps)
    assert [figures_of(TABLES[name]) for name in (*TRAIL, "core.spbe_scores")] == [(), (), ()]


def test_no_column_with_a_unit_escapes_for_its_type():
    measured = [
        (table.full_name, column.name)
        for table in _MARTS
        if table.full_name not in TRAIL
        for column in table.columns
        if column.unit not in {None, "code"} and column.name not in table.key
    ]
    assert [figure for figure in measured if figure[1] not in figures_of(TABLES[figure[0]])] == []


def test_a_figure_is_derived_once():
    assert len(_DERIVED) == len(DERIVATIONS)


@_each_mart
def test_a_derivation_names_columns_that_exist(name):
    own = {derivation.figure for derivation in DERIVATIONS if derivation.table == name}
    assert own <= set(TABLES[name].column_names)
    assert [(d.figure, one) for d, one in _inputs(name) if one.figure not in TABLES[one.table].column_names] == []


@_each_mart
def test_inputs_are_tables_that_the_model_reads(name):
    used = {one.table for _, one in _inputs(name)}
    assert used - _reads(name) - {table for mart, table in _FROM_CONSTANTS if mart == name} == set()


@_each_mart
def test_the_model_names_the_columns_that_it_is_said_to_use(name):
    words = set(re.findall(r"\w+", _model(name)))
    said = [(d.figure, one) for d, one in _inputs(name) if (name, one.table) not in _FROM_CONSTANTS]
    assert [(figure, one) for figure, one in said if one.figure not in words] == []


@_each_mart
def test_an_input_of_a_mart_is_derived_itself(name):
    marts = {(one.table, one.figure) for _, one in _inputs(name) if one.table.startswith("mart.")}
    assert marts - _DERIVED == set()


def test_every_code_of_the_closed_lists_is_used():
    inputs = [one for derivation in DERIVATIONS for one in derivation.inputs]
    assert set(read_catalogue().codes("input_rows")) == {one.rows for one in inputs}
    assert set(read_catalogue().codes("derivation_type")) == {derivation.type for derivation in DERIVATIONS}


def test_a_formula_is_one_text_in_both_languages():
    texts = [text for derivation in DERIVATIONS for text in (derivation.text.id, derivation.text.en)]
    assert [text for text in texts if not text.endswith(".") or " | " in text] == []


# --- the forms ------------------------------------------------------------------------------------------------------

_INDEX = uses("mart.region_ranking", "spbe_index", "same_region_and_year")


def test_rows_that_are_not_in_the_list_are_refused():
    with pytest.raises(ValueError, match=r"input_rows .* has no 'all_of_them'"):
        uses("mart.region_ranking", "spbe_index", "all_of_them")


def test_a_way_that_is_not_in_the_list_is_refused():
    with pytest.raises(ValueError, match=r"mart\.movers\.index_now: 'guessed' is none of"):
        how("mart.movers", "index_now", "guessed", "a.", "b.", _INDEX)


def test_only_a_declared_figure_is_made_from_nothing():
    with pytest.raises(ValueError, match="made from nothing"):
        how("mart.movers", "index_now", "computed", "a.", "b.")
    assert how("mart.mentors", "mentor_limit", "declared", "a.", "b.")[0].inputs == ()


def test_an_input_that_is_named_twice_is_refused():
    with pytest.raises(ValueError, match="named twice"):
        how("mart.movers", "index_now", "computed", "a.", "b.", _INDEX, _INDEX)


def test_a_copied_column_keeps_its_name_unless_another_is_given():
    same, other = copied("mart.movers", "index_now was=index_before", "mart.rank_change", "same_region_and_year")
    assert [(one.figure, one.inputs[0].figure) for one in (same, other)] == [
        ("index_now", "index_now"),
        ("was", "index_before"),
    ]


# --- the table and its rules ----------------------------------------------------------------------------------------


@pytest.fixture
def stored(memory, filled):
    """Write derivations, with pages of the index of the ranking, and ask a rule of them."""
    schema.create(memory, TABLES["mart.figure_provenance"])
    pages = [filled("mart.figure_provenance", mart_table="mart.region_ranking", figure="spbe_index", subject_code="1")]
    writer.replace(memory, TABLES["mart.figure_provenance"], pages)

    def write(records):
        writer.replace(memory, _TABLE, records)

        def violations(rule):
            file = RULES_FOLDER / "mart" / "figure_derivations" / f"{rule}.sql"
            return memory.execute(file.read_text(encoding="utf-8")).fetchall()

        return violations

    return lambda change=None: write(
        [
            row
            for record in figure_derivations.compute(memory)
            for row in [change(record) if change else record]
            if row is not None
        ]
    )


_RULES = ("every_path_ends_in_print", "no_figure_is_made_from_itself", "every_figure_with_a_page_is_derived")


def test_the_declared_derivations_keep_every_rule(stored):
    violations = stored()
    assert {rule: violations(rule) for rule in _RULES} == {rule: [] for rule in _RULES}


def test_a_path_through_a_figure_without_derivation_does_not_end(stored):
    gone = ("mart.domain_profile", "peer_median")
    violations = stored(lambda row: None if (row["mart_table"], row["figure"]) == gone else row)
    broken = violations("every_path_ends_in_print")
    assert {(table, figure) for table, figure, *_ in broken} == {("mart.mentors", "peer_median")}


def test_a_circle_is_found_however_long(stored):
    back = {"input_table": "mart.mentors", "input_figure": "mentor_code"}
    beginning = ("mart.region_ranking", "rank_in_kind")
    violations = stored(lambda row: {**row, **back} if (row["mart_table"], row["figure"]) == beginning else row)
    found = set(violations("no_figure_is_made_from_itself"))
    assert {("mart.mentors", "mentor_code"), ("mart.role_models", "is_role_model"), beginning} <= found


def test_a_page_of_a_figure_without_derivation_is_told(stored):
    gone = ("mart.region_ranking", "spbe_index")
    violations = stored(lambda row: None if (row["mart_table"], row["figure"]) == gone else row)
    assert violations("every_figure_with_a_page_is_derived") == [gone]


@pytest.mark.parametrize(
    "change",
    [
        {"input_table": None},
        {"input_rows": None},
        {"input_table": "raw.un_egdi", "input_traced_in": "input_row"},
        {"input_traced_in": "declared"},
        {"input_table": "mart.movers", "input_figure": "index_now", "input_traced_in": "mart.figure_provenance"},
    ],
    ids=["no table", "no rows", "not of core", "not a constant", "no pages"],
)
def test_an_input_that_leads_nowhere_is_told(stored, change):
    spoilt = ("mart.province_summary", "gini", 1)
    violations = stored(
        lambda row: {**row, **change} if (row["mart_table"], row["figure"], row["input_no"]) == spoilt else row
    )
    assert [row[:3] for row in violations("every_path_ends_in_print")] == [spoilt]


def test_an_input_with_pages_leads_to_them_and_the_others_to_their_derivation(stored, memory):
    stored()
    where = {
        (row["input_figure"], row["input_traced_in"])
        for row in writer.records(memory, _TABLE)
        if row["figure"] == "points_missing"
    }
    assert where == {
        ("spbe_index", "mart.figure_provenance"),
        ("predikat", "mart.figure_derivations"),
        ("lower_inclusive", "input_row"),
        ("upper_bound", "input_row"),
        ("predikat", "input_row"),
    }


def test_inputs_are_numbered_from_one_the_most_important_first(stored, memory):
    stored()
    numbers: dict[tuple[str, str], list[int]] = {}
    for row in writer.records(memory, _TABLE):
        numbers.setdefault((row["mart_table"], row["figure"]), []).append(row["input_no"])
    assert all(found == list(range(1, len(found) + 1)) for found in numbers.values())
    (first,) = [
        row for row in writer.records(memory, _TABLE) if row["figure"] == "points_missing" and row["input_no"] == 1
    ]
    assert first["input_figure"] == "spbe_index"


def test_a_table_whose_rows_name_no_place_cannot_be_an_input():
    with pytest.raises(figure_derivations.NotTraceable, match=r"core\.region_aliases"):
        figure_derivations.traced_in("core.region_aliases")


def test_a_core_table_leads_to_its_statement_or_to_the_place_in_its_row():
    assert figure_derivations.traced_in("core.spbe_scores") == "core.observations"
    assert figure_derivations.traced_in("core.predikat_bands") == "input_row"
