"""A row of a typed table states what its cells hold, of the region that it names, or is refused."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.spbe_spreadsheet.statements import read_statements
from sources.statements.statements import Document, Statements

_FIGURES = ("d1", "d2", "d3", "d4", "index", "predikat")


def _row(agency="Kota Magelang", line=2, **cells):
    return {
        "edition": 2024, "document_id": "table", "line_no": line, "locator": f"sheet indeks, row {line}",
        "sheet": "indeks", "row_no": str(line), "evaluation_year": "2024", "agency": agency, "region_code": "",
        "province": "", "d1": "", "d2": "", "d3": "", "d4": "", "index": "3,69", "predikat": "", **cells,
    }  # fmt: skip


@pytest.fixture(scope="module")
def read(names):
    def run(*rows):
        statements = Statements(
            {"table": Document("table", "t", "D")}, dict.fromkeys(range(2018, 2025), "SPBE-2020"), {}
        )
        read_statements(rows, names, statements)
        return statements

    return run


def _stated(statements):
    return [(r["evaluation_year"], r["subject_code"], r["measure"], r["printed_value"]) for r in statements.accepted]


def test_every_filled_cell_is_a_statement_and_a_blank_one_is_none(read):
    statements = read(_row(d1="3,10", d4=" ", predikat="Sangat Baik"))
    assert _stated(statements) == [
        (2024, "33.71", "INDEX", "3,69"),
        (2024, "33.71", "PREDIKAT", "Sangat Baik"),
        (2024, "33.71", "D1", "3,10"),
    ]
    assert [r["value"] for r in statements.accepted] == [Decimal("3.69"), None, Decimal("3.10")]
    assert {r["evidence_grade"] for r in statements.accepted} == {"D"}
    assert statements.refused == []


def test_the_year_is_the_one_that_the_row_states_and_never_guessed_from_the_edition(read):
    assert _stated(read(_row(evaluation_year="2021"))) == [(2021, "33.71", "INDEX", "3,69")]
    for year in ("", "24", "2024.0", "tahun 2024", "1999", "2024 ", "\u0662\u0660\u0662\u0664"):
        statements = read(_row(evaluation_year=year))
        (refusal,) = statements.refused
        assert statements.accepted == []
        assert refusal["problem"] == f"{year!r} is not a year"
        assert (refusal["measure"], refusal["evaluation_year"], refusal["printed_value"]) == ("ROW", 2024, year)


def test_code_and_province_help_to_find_the_region(read):
    for code, cells in [
        ("33.71", {"agency": "Magelang", "region_code": "3371"}),
        ("33.08", {"agency": "Magelang", "region_code": "33.08", "province": "Jawa Tengah"}),
        ("33.08", {"agency": "KAB. MAGELANG", "province": "JAWA TENGAH"}),
    ]:
        assert {r["subject_code"] for r in read(_row(**cells)).accepted} == {code}


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"agency": "Magelang"}, "does not say whether kabupaten, kota or provinsi"),
        ({"region_code": "33.08"}, "the code 33.08 is not"),
        ({"province": "Jawa Timur"}, "does not lie in Jawa Timur"),
        ({"agency": "Jumlah"}, "'Jumlah' names no region"),
        ({"agency": "Kementerian Keuangan"}, "names no region"),
        ({"index": "", "d1": " "}, "the row has no figure"),
    ],
)
def test_a_row_of_no_region_or_without_a_figure_is_refused_whole_with_what_to_write(read, cells, problem):
    statements = read(_row(**cells))
    (refusal,) = statements.refused
    assert statements.accepted == []
    assert problem in refusal["problem"]
    assert (refusal["measure"], refusal["locator"]) == ("ROW", "sheet indeks, row 2")
    assert refusal["remedy"]


def test_a_second_row_of_a_region_and_year_is_refused_and_adds_nothing_to_the_first(read):
    statements = read(_row(), _row("Pemkot Magelang", 3, index="", d1="1,00"), _row(line=4, evaluation_year="2023"))
    assert _stated(statements) == [(2024, "33.71", "INDEX", "3,69"), (2023, "33.71", "INDEX", "3,69")]
    (refusal,) = statements.refused
    assert "twice, before at sheet indeks, row 2" in refusal["problem"]


def test_a_figure_that_cannot_be_read_is_refused_alone(read):
    statements = read(_row(d1="tiga", predikat="Bagus"))
    assert [r["measure"] for r in statements.accepted] == ["INDEX"]
    assert sorted(r["measure"] for r in statements.refused) == ["D1", "PREDIKAT"]


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "agency": st.sampled_from(["Kota Magelang", "Kab. Magelang", "Magelang", "Jumlah", "", "Kota Tegal"]),
                "region_code": st.sampled_from(["", "3371", "33.08", "99"]),
                "evaluation_year": st.sampled_from(["2024", "2023", "", "2031"]),
                **{name: st.sampled_from(["", "3,5", ",5", "x", "Baik"]) for name in _FIGURES},
            }
        ),
        max_size=6,
    )
)
@settings(deadline=None, max_examples=60)
def test_no_row_is_dropped_and_no_cell_is_stated_twice(read, rows):
    statements = read(*(_row(line=number, **cells) for number, cells in enumerate(rows)))
    assert {record["line_no"] for record in (*statements.accepted, *statements.refused)} == set(range(len(rows)))
    cells = [(r["evaluation_year"], r["subject_code"], r["measure"]) for r in statements.accepted]
    assert len(cells) == len(set(cells))
    for record in statements.accepted:
        assert rows[record["line_no"]][record["measure"].lower()] == record["printed_value"]
