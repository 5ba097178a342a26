"""Which statement may speak for a cell, and as what; which years may be compared; what the parts of an index are."""

import re
from pathlib import Path

import warehouse
from warehouse import writer
from warehouse.tables import TABLES
from warehouse.words.catalogue import read_catalogue

#: Of the grade, and whether the year is complete.
_SPEAKS = {
    ("A", True): ("ranked", "official"),
    ("B", True): ("ranked", "official"),
    ("C", True): None,
    ("D", True): None,
    ("A", False): ("ranked", "official"),
    ("B", False): ("ranked", "official"),
    ("C", False): ("ranked", "no_national_results"),
    ("D", False): ("shown", "no_national_results"),
}


def test_weak_evidence_speaks_only_where_there_are_no_national_results(stated):
    for grade, complete in _SPEAKS:
        for subject_type in ("region", "central_agency", "agency_group"):
            year = 2024 if complete else 2022
            stated.say(f"{grade} {year}", "3,50", year=year, subject_type=subject_type, code=grade, grade=grade)
    found = {}
    for row in stated.derive(*stated.SCORES):
        cell = found.setdefault((row["subject_code"], row["evaluation_year"] == 2024), {})
        cell[row["subject_type"]] = (row["speaks_as"], row["speaks_because"])
    assert found == {
        cell: dict.fromkeys(("region", "central_agency", "agency_group"), expected)
        for cell, expected in _SPEAKS.items()
        if expected
    }


#: Of the year, the grade of evidence, and what the statement says: the status of the figure.
_OBSERVED = [
    (2024, "A", {}, "A"),
    (2022, "B", {}, "A"),
    (2022, "C", {}, "P"),
    (2022, "D", {}, "P"),
    (2021, "A", {}, "B"),  # the first year of its instrument
    (2021, "D", {}, "P"),
    (2018, "A", {}, "A"),  # nothing before it to compare with
    (2024, "A", {"status": "corrected", "status_reason_en": "x"}, "R"),
    (2021, "A", {"status": "corrected", "status_reason_en": "x"}, "R"),
    (2024, "A", {"status": "derived", "status_reason_en": "x"}, "I"),
    (2022, "D", {"status": "derived", "status_reason_en": "x"}, "P"),
    (2024, "A", {"value": None, "status": "dropped", "status_reason_en": "x"}, "O"),
    (2021, "D", {"value": None, "status": "lost_in_transcription", "status_reason_en": "x"}, "L"),
]


def test_the_status_of_a_figure_says_what_is_most_to_be_known_of_it(stated):
    stated.years = {2018: False, 2020: False, 2021: False, 2022: False, 2023: True, 2024: True}
    for number, (year, grade, said, _) in enumerate(_OBSERVED):
        stated.say(f"{grade} {year}", "3,50", year=year, grade=grade, code=f"{number:02d}", **said)
    found = {int(row["subject_code"]): row["obs_status"] for row in stated.derive(*stated.SCORES)}
    assert [found[number] for number in range(len(_OBSERVED))] == [status for *_, status in _OBSERVED]


def test_every_status_of_a_figure_has_its_flag_and_every_flag_a_status(memory):
    writer.derive(memory, TABLES["core.observation_flags"])
    flags = dict(memory.execute("SELECT status, obs_status FROM core.observation_flags").fetchall())
    catalogue = read_catalogue()
    assert set(flags) == set(catalogue.codes("status"))
    # What is summed up over a part, and what cannot be compared, no status of a single figure says.
    assert set(catalogue.codes("obs_status")) - set(flags.values()) == {"B", "E", "P"}


def test_years_are_compared_under_one_instrument_and_ranks_where_both_are_complete(memory, filled):
    years = [
        (2020, "SPBE-2018", True), (2021, "SPBE-2020", True), (2022, "SPBE-2020", True), (2023, "SPBE-2020", False),
        (2025, "SPBE-2020", True),
    ]  # fmt: skip
    writer.replace(
        memory,
        TABLES["core.evaluation_years"],
        [
            filled("core.evaluation_years", evaluation_year=year, instrument=instrument, nationally_complete=complete)
            for year, instrument, complete in years
        ],
    )
    writer.derive(memory, TABLES["core.year_pairs"])
    rows = memory.execute(
        "SELECT evaluation_year, previous_year, scores_comparable, ranks_comparable FROM core.year_pairs ORDER BY ALL"
    ).fetchall()
    assert rows == [(2021, 2020, False, False), (2022, 2021, True, True), (2023, 2022, True, False)]


def test_a_node_belongs_to_the_part_of_the_index_that_it_stands_below(memory, filled):
    nodes = {
        "INDEX": ("", "index"), "D1": ("INDEX", "domain"), "A1": ("D1", "aspect"), "I01": ("A1", "indicator"),
        "I02": ("A1", "indicator"), "I02-1": ("I02", "service"),
        # An instrument may have no domains, and an aspect whose indicators are not known.
        "A9": ("INDEX", "aspect"), "I09": ("A9", "indicator"), "A10": ("INDEX", "aspect"),
    }  # fmt: skip
    writer.replace(
        memory,
        TABLES["raw.instrument_nodes"],
        [
            filled("raw.instrument_nodes", instrument="PEMDI", node_code=code, parent_code=parent, node_type=node_type,
                   number="1", weight_percent="1.00", name_id="x", name_en="x", status="verified", document_id="x",
                   locator="x", line_no=line)
            for line, (code, (parent, node_type)) in enumerate(nodes.items())
        ],
    )  # fmt: skip
    writer.derive(memory, TABLES["core.instrument_nodes"])
    rows = memory.execute("SELECT node_code, part_code, is_leaf FROM core.instrument_nodes").fetchall()
    assert {code: part for code, part, _ in rows} == {
        "INDEX": None, "D1": "D1", "A1": "D1", "I01": "D1", "I02": "D1", "I02-1": "D1",
        "A9": "A9", "I09": "A9", "A10": "A10",
    }  # fmt: skip
    assert {code for code, _, is_leaf in rows if is_leaf} == {"I01", "I02-1", "I09"}


def test_no_mart_decides_by_grade_of_evidence_or_looks_for_leaves_itself():
    repeated = re.compile(r"evidence_grade\s*(?:=|<>|IN|NOT IN)\s|\.grade (?:not )?in|parent_code|node_type (?:=|IN) ")
    folder = Path(warehouse.__file__).parent
    # The lattice judges documents, and needs the tree itself.
    computed = (file for file in folder.glob("computed/**/*.py") if file.stem != "lattice_figures")
    models = [*folder.glob("sql/mart/*.sql"), *computed]
    assert len(models) > 20
    repeats = [
        (file.name, line.strip())
        for file in models
        for line in file.read_text(encoding="utf-8").splitlines()
        if repeated.search(line) and "node_type = 'index'" not in line
    ]
    assert repeats == []
