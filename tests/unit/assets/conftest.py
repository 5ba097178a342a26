"""Documents as a reader hands them over, tried at the gate and archived, against the bundled sources."""

from dataclasses import replace

import pytest

import assets.gate
import assets.standing
from assets.gate import Gate, Trial
from assets.held_back import keys_of
from assets.standing import standing
from sources.archive.holdings import Holding
from sources.declaration.declared import read_sources
from sources.intake.archiving import Origin, archive_documents, to_be_archived
from sources.intake.examination import Examination
from sources.intake.register import read_background
from sources.reading.parts import Part
from tests.rehearsals import remembered
from tests.unit.sources.conftest import AT, Counter, csv_rows


class Desk(Counter):
    """A counter with a gate; what it archives unasked is what an older version of the rules has let in."""

    def __init__(self, folder, background, monkeypatch):
        super().__init__(folder / "archive", background, monkeypatch)
        self.data = folder

    def standing(self, held_back=()) -> list[Holding]:
        return standing(self.sources, self.archive, held_back)

    def attempt(self, *parts: Part, insistence=None, origin=None, held_back=()) -> tuple[Examination, Trial]:
        """Examine a file that says this, and rehearse the next build with it."""
        examined = self.bring(*parts, held_back=keys_of(held_back))
        arriving = to_be_archived(examined, origin or Origin("handed in as berkas.csv", AT))
        trial = Gate(self.sources, self.archive).try_documents(self.standing(held_back), arriving, insistence)
        return replace(examined, breaches=trial.breaches), trial

    def archive_arriving(self, examined: Examination, trial: Trial) -> None:
        """Archive what the gate has let pass."""
        archive_documents(examined, trial.arriving, self.archive)


@pytest.fixture(autouse=True)
def rehearsals(monkeypatch):
    """Each state is rehearsed once."""
    monkeypatch.setattr(assets.gate, "rehearse", remembered)
    monkeypatch.setattr(assets.standing, "rehearse", remembered)


@pytest.fixture(scope="session")
def background():
    return read_background(read_sources(), {})


@pytest.fixture
def desk(tmp_path, background, monkeypatch):
    return Desk(tmp_path, background, monkeypatch)


_BLANK = dict.fromkeys(("sheet", "row_no", "evaluation_year", "agency", "region_code", "province", "d1", "d2", "d3",
                        "d4", "index", "predikat"), "")  # fmt: skip


def decree(*agencies: str, year: int = 2021, index: str = "3,21", predikat: str = "Baik") -> Part:
    """A decree that lists these bodies, each with the same result."""
    rows = tuple(
        {"table_title": "Hasil", "pdf_page": "2", "row_no": str(number), "agency": agency, "index": index,
         "predikat": predikat}
        for number, agency in enumerate(agencies, start=1)
    )  # fmt: skip
    return Part("spbe_decree", year, "", f"Keputusan {year}", "decree", rows)


def typed_table(*rows: dict[str, str], year: int = 2025, title: str = "tabel") -> Part:
    """A table that somebody has typed."""
    cells = tuple(
        {**_BLANK, "row_no": str(number), "evaluation_year": str(year), **row} for number, row in enumerate(rows, 1)
    )
    return Part("spbe_spreadsheet", year, title, title, "statements", cells)


def survey(year: int = 2026, **changes: dict[str, str]) -> Part:
    """The UN edition of 2024 under another year, with the cells of some countries changed."""
    rows = tuple({**row, **changes.get(row["iso3"], {})} for row in csv_rows("un_egovkb", "un_egdi_2024"))
    names = ("row_no", "country", "iso3", "egdi_rank", "egdi", "epi", "osi", "hci", "tii")
    cells = tuple({name: row[name] for name in names} for row in rows)
    return Part("un_egdi", year, "", f"Survey {year}", "survey_edition", cells)
