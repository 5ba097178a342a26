"""Closed sets that the sources state in their own types are the code lists of the catalogue."""

from typing import get_args

from reports.planner import read_views
from sources.declaration.declared import DocumentType, EvidenceGrade
from sources.names.region_names import Kind
from sources.spbe_typed_levels.parse import LEVELS
from sources.statements.corrections import Action
from sources.statements.instruments import bundled_rows
from sources.statements.statements import PREDIKAT, SubjectType
from sources.targets.parse import COSTS, HORIZONS, SCOPES, TARGETS
from warehouse.computed.simulation import Basis
from warehouse.words.catalogue import read_catalogue


def test_the_sources_and_the_catalogue_know_the_same_codes() -> None:
    stated = {
        "kind": get_args(Kind),
        "evidence_grade": get_args(EvidenceGrade),
        "document_type": get_args(DocumentType),
        "subject_type": get_args(SubjectType),
        "action": get_args(Action),
        "predikat": PREDIKAT,
        "target_scope": SCOPES,
        "target_horizon": HORIZONS,
        "interval_basis": get_args(Basis),
    }
    assert {name: set(codes) for name, codes in stated.items()} == {
        name: set(read_catalogue().codes(name)) for name in stated
    }


def test_what_planners_call_a_column_or_a_code_is_understood_when_they_type_it() -> None:
    own_token = {
        "scope": "target_scope", "printed_subject": "subject_name", "measure": "target_measure",
        "horizon": "target_horizon", "plan": "target_plan", "stated_by": "target_stated_by",
        "agency": "region_name", "level": "from_level",
    }  # fmt: skip
    for form, view in ((TARGETS, "target"), (COSTS, "langkah_indikator"), (LEVELS, "langkah_indikator")):
        shown = {column.token.split(":")[0]: column.names for column in read_views()[view].columns}
        met = {name: shown[token] for name in form.columns if (token := own_token.get(name, name)) in shown}
        assert len(met) > 2
        for own, names in met.items():
            assert (form.column(names.id), form.column(names.en)) == (own, own)
    for name in ("scope", "horizon"):
        for code in read_catalogue().codes(f"target_{name}"):
            for language in ("id", "en"):
                assert TARGETS.cell(name, read_catalogue().label(f"target_{name}", code, language)) == code


def test_every_instrument_says_what_its_index_and_its_parts_are_called() -> None:
    instruments = {row["instrument"] for row in bundled_rows("instruments.csv")}
    named = {name: set(codes) for name, codes in read_catalogue().lists.items() if set(codes) & instruments}
    assert {"index_called", "part_called", "small_difference"} < named.keys()
    assert all(codes == instruments for codes in named.values()), named


def test_every_grade_of_an_instrument_is_a_state_of_the_distribution_of_grades() -> None:
    assert set(PREDIKAT) < set(read_catalogue().codes("grade_state"))
