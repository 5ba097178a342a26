"""What is held of a source: an archived document stands over a bundled one, and a declared year may be awaited."""

import hashlib
from datetime import date

import pytest

from sources.archive import extracts
from sources.archive.holdings import held_years, holding_records, holdings, row_count, undeclared
from sources.archive.vouched import ArchiveDamaged
from sources.declaration.declared import read_source
from sources.declaration.errors import SourceError
from sources.reading.guarded import Extract
from sources.reading.parts import NotThis, Part, Reader
from tests.unit.sources.conftest import make_card

_COLUMNS = ["agency", "index"]
_ROWS = ({"agency": "Kota Magelang", "index": "3,69"}, {"agency": "Kota Tegal", "index": "2,10"})


@pytest.fixture(autouse=True)
def reader(monkeypatch):
    """A reader of the small source; what a file says was kept when it was archived."""
    made = Reader("reports", "report", frozenset({"csv"}), 1, lambda *_: NotThis("nothing"))
    monkeypatch.setattr(extracts, "reader_of", lambda _: made)


@pytest.fixture
def declared(source):
    """The small source: report-2023 and report-2024 come with it, 2025 is awaited."""
    source.declare(years=[2023, 2024, 2025])
    for year in (2023, 2024):
        content = f"agency,index\nKota Magelang,{year}\n".encode()
        source.put(f"report_{year}", content, edition=year, document_id=f"report-{year}")
    return lambda: read_source(source.folder)


@pytest.fixture
def arrive(archive):
    """Archive a document of the small source."""

    def add(document_id, edition, version=1, rows=_ROWS):
        data = f"{document_id} {edition} {version} {rows}".encode()
        digest = hashlib.sha256(data).hexdigest()
        part = Part("reports", edition, "", "Laporan", "annual_report", tuple(rows))
        extracts.keep_extract(archive, digest, Extract("reports", 1, "report", (part,)))
        card = make_card(data, document_id=document_id, edition=edition, version=version, rows=99)
        return archive.add(data, card)

    return add


def _held(source, archive):
    return {h.sidecar.document_id: (h.version, h.card is not None) for h in holdings(source, archive)}


def test_an_archived_document_stands_over_the_bundled_one_of_its_id_until_it_is_withdrawn(declared, archive, arrive):
    bundled = {"report-2023": (1, False), "report-2024": (1, False)}
    assert _held(declared(), archive) == bundled
    assert holdings(declared(), archive)[1].file_name == "reports/snapshots/report_2024.csv"
    card = arrive("report-2024", 2024, version=2)
    assert _held(declared(), archive) == bundled | {"report-2024": (2, True)}
    (holding,) = (h for h in holdings(declared(), archive) if h.card)
    assert holding.file_name == f"archive/objects/{card.sha256[:2]}/{card.sha256}"
    assert (holding.raw_table, holding.snapshot) == ("reports", None)
    # While it is held, lost bytes or a lost reader are named, and the bundled rows do not step in.
    with pytest.raises(SourceError, match=r"laporan\.csv: no source reports is declared any more.*withdraw report"):
        row_count(holding, archive, {})
    (archive.folder / card.file).unlink()
    with pytest.raises(SourceError, match="the archive has lost this file"):
        _records(declared, archive, 2024)
    archive.withdraw(card, by="budi", on=date(2026, 2, 1), reason="wrong file")
    assert _held(declared(), archive) == bundled
    assert row_count(holdings(declared(), archive)[1], archive, {}) == 1
    # A declared year without a document is awaited until one arrives.
    assert held_years(declared(), archive) == {2023, 2024}
    card = arrive("report-2025", 2025)
    assert held_years(declared(), archive) == {2023, 2024, 2025}
    archive.withdraw(card, by="budi", on=date(2026, 2, 1), reason="wrong file")
    assert held_years(declared(), archive) == {2023, 2024}


def test_what_nobody_declares_is_kept_not_loaded_and_named_with_both_ways_out(declared, archive, arrive, source):
    card = arrive("report-2025", 2025)
    assert undeclared([declared()], archive.everything()) == []
    source.declare(years=[2023, 2024])
    assert held_years(declared(), archive) == {2023, 2024}
    (told,) = undeclared([declared()], archive.everything())
    assert "report-2025 is kept in the archive and not loaded: sources/reports/source.yml does not declare 2025" in told
    assert "add the line `- 2025` to its `years`" in told
    assert "`spbe withdraw report-2025`" in told
    (told,) = undeclared([], archive.everything())
    assert "no source reports is declared. To load it, restore sources/reports" in told
    source.declare(years=[2023, 2024, 2025])
    assert held_years(declared(), archive) == {2023, 2024, 2025}
    archive.withdraw(card, by="budi", on=date(2026, 2, 1), reason="wrong file")
    assert undeclared([], archive.everything()) == []


def test_a_card_of_a_table_that_its_source_does_not_have_is_refused_until_it_is_withdrawn(declared, archive):
    card = archive.add(b"x", make_card(b"x", raw_table="report"))
    with pytest.raises(ArchiveDamaged, match=r"001\.yml: it is of the table report; sources/reports has reports"):
        holdings(declared(), archive)
    archive.withdraw(card, by="budi", on=date(2026, 2, 1), reason="no such table")
    assert len(holdings(declared(), archive)) == 2


def _records(declared, archive, edition, **how):
    source = declared()
    (holding,) = (h for h in holdings(source, archive) if h.sidecar.edition == edition)
    return holding_records(holding, _COLUMNS, archive, {"reports": source}, **{"by_edition": True, **how})


def test_rows_bear_the_id_of_their_document_and_a_number_and_are_counted_by_the_reader(declared, archive, arrive):
    arrive("report-2025", 2025)
    card = {"edition": 2025, "document_id": "report-2025", "document_version": 1}
    assert _records(declared, archive, 2025) == [
        {**card, "line_no": 1, "locator": "line 1", **_ROWS[0]},
        {**card, "line_no": 2, "locator": "line 2", **_ROWS[1]},
    ]
    assert "edition" not in _records(declared, archive, 2025, by_edition=False)[0]
    bundled = {"edition": 2024, "document_id": "report-2024", "document_version": 1}
    assert _records(declared, archive, 2024) == [
        {**bundled, "line_no": 2, "locator": "line 2", "agency": "Kota Magelang", "index": "2024"}
    ]
    # The number of rows is what the reader finds, not what the card says.
    source = declared()
    counts = [row_count(holding, archive, {"reports": source}) for holding in holdings(source, archive)]
    assert counts == [1, 1, 2]


def test_a_reader_that_hands_over_other_columns_is_refused_with_the_row(declared, archive, arrive):
    other = ({"agency": "Kota Tegal"}, {"index": "1", "agency": "x"}, {"agency": "x", "index": "1", "more": "2"})
    for version, row in enumerate(other, start=1):
        arrive("report-2025", 2025, version, rows=(_ROWS[0], row))
        with pytest.raises(SourceError, match=r"report-2025, line 2: its reader gives the columns") as refusal:
            _records(declared, archive, 2025)
        assert "not ['agency', 'index']" in str(refusal.value)
