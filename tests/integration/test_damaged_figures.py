"""The rules that hold a year against the year before, and figures against their lattice, on damaged real figures.

Each damage is one that a transcription suffers: what the rules find, where they say it begins, and how often.
"""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from expectations.suites import SUITES
from warehouse import models
from warehouse.connection import records_of
from warehouse.tables import TABLES

#: What the rules about years and the lattice read, and what is made again after a damage.
_STORED = (
    "core.accepted_findings", "core.documents", "core.instrument_nodes", "core.instruments", "core.observations",
    "core.predikat_bands", "core.regions", "core.un_editions", "core.un_egdi", "core.winning_statements",
    "core.year_pairs", "audit.conflicts",
)  # fmt: skip
_MADE = ("audit.yearly_changes", "audit.table_alignments", "audit.likely_exchanges")
_REPORT = "kemenpanrb-laporan-pelaksanaan-evaluasi-spbe-2024"
_FIGURES = ("D1", "D2", "D3", "D4", "INDEX")

Row = dict[str, tuple[Decimal, str]]


class Damaged:
    """The real tables in memory; each damage starts from the real figures again."""

    def __init__(self, working: Path) -> None:
        self.connection = duckdb.connect()
        self.connection.execute(f"ATTACH '{working}' AS real (READ_ONLY)")
        for name in _STORED:
            self.connection.execute(f"CREATE SCHEMA IF NOT EXISTS {name.split('.', maxsplit=1)[0]}")
            self.connection.execute(f"CREATE TABLE {name} AS FROM real.{name}")
        self.connection.execute("CREATE TABLE observations_as_printed AS FROM core.observations")
        printed = self.connection.execute(
            "SELECT evaluation_year, subject_code, printed_name, table_title, measure, value, printed_value "
            "FROM core.observations "
            f"WHERE document_id LIKE 'kemenpanrb-lap%' AND page IS NOT NULL AND measure IN {_FIGURES} "
            "ORDER BY evaluation_year, CAST(table_no AS INTEGER), line_no"
        ).fetchall()
        self._figures: dict[tuple[int, str], Row] = {}
        #: The printed tables of the report of 2024: title to codes in the order of the rows.
        self.tables: dict[str, list[str]] = {}
        self.names: dict[str, str] = {}
        for year, code, name, title, measure, value, print_ in printed:
            self.names[code] = name
            self._figures.setdefault((year, code), {})[measure] = (value, print_)
            if year == 2024 and measure == "INDEX":
                self.tables.setdefault(title, []).append(code)

    def figures(self, code: str, year: int = 2024) -> Row:
        """The figures of a body, each with its print."""
        return self._figures[year, code]

    def with_figures(self, changes: dict[str, Row]) -> None:
        """Let bodies have other figures in the report of 2024."""
        self.connection.execute("CREATE OR REPLACE TABLE core.observations AS FROM observations_as_printed")
        changed = [
            {"code": code, "measure": measure, "value": value, "printed": printed}
            for code, row in changes.items()
            for measure, (value, printed) in row.items()
        ]
        if changed:
            self.connection.register("changed", pa.Table.from_pylist(changed))
            self.connection.execute(
                "UPDATE core.observations AS o SET value = c.value, printed_value = c.printed FROM changed AS c "
                f"WHERE o.document_id = '{_REPORT}' AND o.subject_code = c.code AND o.measure = c.measure"
            )

    def broken(self, *names: str) -> dict[str, list[dict[str, object]]]:
        """What the SQL rules of some tables select, by rule, after these tables are made again."""
        for name in names:
            models.make(self.connection, TABLES[name])
        return self.selected(*names)

    def selected(self, *names: str) -> dict[str, list[dict[str, object]]]:
        """The same of tables as they stand."""
        rules = [rule for name in names for rule in SUITES[name].rules]
        asked = {rule.name: rule.query for rule in rules if rule.query and "raw." not in rule.query}
        found = {}
        for name, query in asked.items():
            if name != "stored_as_declared":
                rows = records_of(self.connection, query)
                found[name] = [row for row in rows if row.get("known_because") is None]
        return {rule: rows for rule, rows in found.items() if rows}


@pytest.fixture(scope="module")
def damaged(good: Path) -> Iterator[Damaged]:
    real = Damaged(good / "working" / "spbe.duckdb")
    yield real
    real.connection.close()


_OTHERS = "UPDATE core.un_egdi AS n SET osi = b.osi, tii = b.tii, hci = b.hci, epi = b.epi FROM core.un_egdi AS b"
#: Damages of the edition of 2024 that are tried together: the rule that names each, and a word of what it says.
_OF_THE_SURVEY = [
    {"UPDATE core.un_egdi SET osi = tii, tii = osi WHERE survey_year = 2024":
     ("columns_keep_to_their_own_history", "OSI and TII")},
    {f"{_OTHERS} WHERE n.survey_year = 2024 AND b.survey_year = 2020 AND n.iso3 = b.iso3":
     ("no_table_repeats_another_year", "2020")},
    {f"{_OTHERS} WHERE n.survey_year = 2024 AND b.survey_year = 2024 AND n.iso3 || b.iso3 IN ('IDNMLI', 'MLIIDN')":
     ("no_two_rows_look_exchanged", "Indonesia"),
     "UPDATE core.un_egdi SET epi = 0.9745 WHERE survey_year = 2024 AND iso3 = 'JPN'":
     ("epi_is_a_multiple_of_one_part", "0.9863"),
     "UPDATE core.un_egdi SET country_name = 'Chad' WHERE survey_year = 2024 AND iso3 = 'PER'":
     ("country_names_belong_to_their_codes", "PER"),
     "UPDATE core.un_egdi SET country_name = 'Gambiah' WHERE survey_year = 2024 AND iso3 = 'GMB'":
     ("countries_keep_their_names", "Gambiah")},
]  # fmt: skip


@pytest.mark.parametrize("damages", _OF_THE_SURVEY)
def test_what_is_wrong_in_an_edition_of_the_survey_is_named(
    damaged: Damaged, damages: dict[str, tuple[str, str]]
) -> None:
    damaged.connection.execute("CREATE OR REPLACE TABLE survey_as_printed AS FROM core.un_egdi")
    try:
        damaged.connection.execute("DELETE FROM core.un_egdi WHERE survey_year < 2018")
        for damage in damages:
            damaged.connection.execute(damage)
        found = damaged.broken(*_MADE) | damaged.selected("core.un_egdi")
        for rule, named in damages.values():
            assert named in str(found[rule])
    finally:
        damaged.connection.execute("CREATE OR REPLACE TABLE core.un_egdi AS FROM survey_as_printed")


@pytest.fixture(scope="module")
def of_indonesia(damaged: Damaged) -> Damaged:
    """Without the UN's editions, which take most of the time."""
    damaged.connection.execute("DELETE FROM core.un_egdi")
    return damaged


def _shifted(damaged: Damaged, codes: list[str], first: int, by: int) -> dict[str, Row]:
    """From a row on, every row has the figures of the row above (1) or below (-1); the last one closes the circle."""
    moved = codes[first:]
    return {code: damaged.figures(moved[(place - by) % len(moved)]) for place, code in enumerate(moved)}


def test_the_real_documents_raise_no_alarm_but_the_list_of_moves(damaged: Damaged) -> None:
    damaged.with_figures({})
    found = damaged.broken(*_MADE)
    assert set(found) == {"moves_are_within_the_usual"}
    assert damaged.selected("core.un_egdi", "audit.conflicts").keys() <= {"documents_agree"}
    moved = {row["printed_name"]: row for row in found["moves_are_within_the_usual"] if row["measure"] == "INDEX"}
    assert len(moved) == 12
    banyuasin = moved["Pemerintah Kab. Banyuasin"]
    assert (banyuasin["printed_value"], banyuasin["previous_value"]) == ("2,71", Decimal("1.05"))
    assert banyuasin["previous_locator"] == "p. 65, table 22, row 8"


@pytest.mark.parametrize("by", [1, -1])
def test_every_table_whose_rows_are_shifted_by_one_is_named(of_indonesia: Damaged, by: int) -> None:
    long = {title: codes for title, codes in of_indonesia.tables.items() if len(codes) >= 9}
    of_indonesia.with_figures(
        {c: row for codes in long.values() for c, row in _shifted(of_indonesia, codes, 0, by).items()}
    )
    found = of_indonesia.broken(*_MADE)["figures_stand_beside_their_names"]
    assert {row["printed_table"] for row in found} >= long.keys()
    told = {row["problem"] for row in found if row["printed_table"] in long}
    assert told == {f"each row has the figures of the row {'above' if by == 1 else 'below'}"}


def test_a_shift_that_begins_inside_a_table_is_found_where_it_begins(of_indonesia: Damaged) -> None:
    chance = random.Random(2024)
    begins, found = {}, {}
    tables = [(title, codes) for title, codes in of_indonesia.tables.items() if len(codes) >= 16]
    for some in (tables[::2], tables[1::2]):  # so that most of the document is as printed
        changes: dict[str, Row] = {}
        for title, codes in some:
            begins[title] = chance.randrange(2, len(codes) - 10)
            changes |= _shifted(of_indonesia, codes, begins[title], 1)
        of_indonesia.with_figures(changes)
        rules = of_indonesia.broken("audit.yearly_changes", "audit.table_alignments")
        for rule in ("no_rows_are_shifted_inside_a_table", "no_rows_look_shifted_inside_a_table"):
            found |= {row["printed_table"]: int(str(row["locator"]).split(" ")[-1]) - 1 for row in rules.get(rule, [])}
    assert found.keys() <= begins.keys()
    assert len(found) >= 0.8 * len(begins)
    assert sum(abs(at - begins[title]) <= 2 for title, at in found.items()) >= 0.75 * len(found)


def test_figures_in_another_order_than_their_names_are_named(of_indonesia: Damaged) -> None:
    title = "Hasil Evaluasi SPBE Pemerintah Daerah di Jawa Timur"
    codes = of_indonesia.tables[title]
    best_first = sorted((of_indonesia.figures(code) for code in codes), key=lambda row: -row["INDEX"][0])
    of_indonesia.with_figures(dict(zip(codes, best_first, strict=True)))
    (found,) = of_indonesia.broken("audit.yearly_changes", "audit.table_alignments")["figures_stand_beside_their_names"]
    assert found["printed_table"] == title


def _last_year(damaged: Damaged, codes: list[str]) -> dict[str, Row]:
    return {code: damaged.figures(code, 2023) for code in codes}


@pytest.mark.parametrize(
    ("choose", "rules"),
    [
        (lambda tables: tables["Hasil Evaluasi SPBE Pemerintah Daerah di Bali"], {"no_table_repeats_another_year"}),
        (lambda tables: tables["Hasil Evaluasi SPBE Pemerintah Daerah di Bali"][2:5],
         {"no_table_repeats_another_year", "no_body_repeats_another_year"}),
        (lambda tables: tables["Hasil Evaluasi SPBE Pemerintah Daerah di Bali"][2:4], {"no_body_repeats_another_year"}),
        # the provinces themselves, one in each table
        (lambda tables: [codes[0] for title, codes in tables.items() if "Daerah" in title][:8],
         {"no_table_repeats_another_year", "no_body_repeats_another_year"}),
    ],
)  # fmt: skip
def test_figures_of_the_year_before_are_named(
    of_indonesia: Damaged, choose: Callable[[dict[str, list[str]]], list[str]], rules: set[str]
) -> None:
    codes = choose(of_indonesia.tables)
    of_indonesia.with_figures(_last_year(of_indonesia, codes))
    found = of_indonesia.broken("audit.yearly_changes")
    assert rules <= found.keys()
    assert ("no_table_repeats_another_year" in found) == ("no_table_repeats_another_year" in rules)
    assert len(found["no_body_repeats_another_year"]) == len(codes)


def _pairs(damaged: Damaged) -> list[tuple[str, str]]:
    """Two bodies of one table, of which all figures are known."""
    whole = {code for codes in damaged.tables.values() for code in codes if len(damaged.figures(code)) == len(_FIGURES)}
    return [
        pair for codes in damaged.tables.values() for pair in itertools.combinations(codes, 2) if whole.issuperset(pair)
    ]


def _exchanged(damaged: Damaged, pairs: list[tuple[str, str]]) -> dict[str, Row]:
    return {code: damaged.figures(other) for pair in pairs for code, other in (pair, pair[::-1])}


def test_two_bodies_that_are_exchanged_are_named_together_or_as_moves(of_indonesia: Damaged) -> None:
    """Bodies that differ by more than a point: the more alike two histories are, the less could anything tell."""
    chance = random.Random(12)
    index = {code: of_indonesia.figures(code)["INDEX"][0] for codes in of_indonesia.tables.values() for code in codes}
    apart = [pair for pair in _pairs(of_indonesia) if abs(index[pair[0]] - index[pair[1]]) > 1]
    chosen = chance.sample(apart, 12)
    named = 0
    for some in (chosen[:4], chosen[4:8], chosen[8:]):  # few at a time: usual moves are told from the moves themselves
        of_indonesia.with_figures(_exchanged(of_indonesia, some))
        found = of_indonesia.broken("audit.yearly_changes", "audit.likely_exchanges")
        assert found.keys() <= {"moves_are_within_the_usual", "no_two_rows_look_exchanged"}
        told = {row["printed_name"] for rows in found.values() for row in rows}
        named += sum(bool(told & {of_indonesia.names[one], of_indonesia.names[other]}) for one, other in some)
    assert named >= 0.9 * len(chosen)


def test_kabupaten_and_kota_of_one_name_that_are_exchanged_are_named(of_indonesia: Damaged) -> None:
    """Of the 25 pairs that stand in one table most; among them Magelang, whose indices of 2024 differ by 0.23."""
    twins = [
        pair for pair in _pairs(of_indonesia)
        if len({re.sub(r"^Pemerintah (Kab\.|Kota) ", "", of_indonesia.names[code]) for code in pair}) == 1
    ]  # fmt: skip
    magelang = ("33.08", "33.71")
    named = []
    for some in ([magelang], twins):
        of_indonesia.with_figures(_exchanged(of_indonesia, some))
        rows = of_indonesia.broken("audit.yearly_changes", "audit.likely_exchanges")["no_two_rows_look_exchanged"]
        named.append({(row["printed_name"], row["other_name"]) for row in rows})
    assert named[0] == {tuple(of_indonesia.names[code] for code in magelang)}
    assert (len(twins), len(named[1]) >= 16) == (25, True)


# --- the lattice --------------------------------------------------------------------------------------------------


def _share_found(damaged: Damaged, wrong: dict[str, Row]) -> float:
    damaged.with_figures(wrong)
    found = damaged.broken("audit.lattice_figures")["figures_lie_on_the_lattice"]
    assert all(row["possible_values"] for row in found)
    return len({row["printed_name"] for row in found}) / len(wrong)


def test_a_misread_digit_leaves_the_lattice(of_indonesia: Damaged) -> None:
    """An index wrong by 0.01 in 86 of 100 cases, a domain wrong by 1 to 7 hundredths in 95; nothing that is right."""
    chance = random.Random(5)
    rows = {code: of_indonesia.figures(code) for codes in of_indonesia.tables.values() for code in codes}
    whole = {code: row for code, row in rows.items() if len(row) == len(_FIGURES)}

    def misread(measure: str, hundredths: int, row: Row) -> Row:
        value = row[measure][0] + Decimal(hundredths) / 100
        return {measure: (value, f"{value:.2f}".replace(".", ","))}

    either = (-1, 1)
    index = {code: misread("INDEX", chance.choice(either), row) for code, row in whole.items()}
    domain = {
        code: misread(chance.choice(_FIGURES[:4]), chance.choice(either) * chance.randint(1, 7), row)
        for code, row in whole.items()
    }
    assert _share_found(of_indonesia, index) == pytest.approx(0.86, abs=0.03)
    assert _share_found(of_indonesia, domain) == pytest.approx(0.96, abs=0.02)
