"""A source's modules are found by their names; one that lacks its member is named in a sentence."""

import pytest

from sources.declaration.errors import SourceError
from sources.declaration.modules import member_of, sources_with
from sources.intake.row_checks import ROW_CHECKS
from sources.statements.readers import STATEMENT_READERS


def test_what_a_source_offers_is_found_by_the_name_of_its_module():
    assert "spbe_press" in sources_with("parse")
    assert set(STATEMENT_READERS) == set(sources_with("statements"))
    assert set(ROW_CHECKS) == {"targets", "indicator_costs"}


def test_a_module_without_its_member_is_named_with_the_remedy():
    with pytest.raises(SourceError, match=r"spbe_press/parse\.py: it has no `WRITER`.*write it like"):
        member_of("spbe_press", "parse", "WRITER")
