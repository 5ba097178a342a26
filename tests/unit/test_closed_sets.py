"""Closed sets that the sources state in their own types are the code lists of the catalogue."""

from typing import get_args

from sources.declaration.declared import DocumentType, EvidenceGrade
from sources.names.region_names import Kind
from sources.statements.corrections import Action
from sources.statements.statements import PREDIKAT, SubjectType
from sources.targets.parse import HORIZONS, SCOPES
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


def test_every_grade_of_an_instrument_is_a_state_of_the_distribution_of_grades() -> None:
    assert set(PREDIKAT) < set(read_catalogue().codes("grade_state"))
