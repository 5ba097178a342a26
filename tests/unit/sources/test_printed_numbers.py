"""Printed figures become exact decimals; a lost cell is told from a wrong one, and neither becomes a number."""

from hypothesis import given
from hypothesis import strategies as st

from sources.declaration.declared import Bilingual
from sources.statements.printed_numbers import PrintedFigure, read_figure


def test_a_printed_figure_is_read_exactly():
    values = {
        "3,52": "3.52",
        "4.50": "4.50",
        "1,00": "1.00",
        "\u00a03,52\n": "3.52",
        "3": "3",
        "03,52": "3.52",
        "100,00": "100.00",
        "0.3333333333": "0.3333333333",
    }
    readings = {printed: read_figure(printed) for printed in values}
    assert {printed: str(reading.value) for printed, reading in readings.items()} == values
    assert {(reading.lost, reading.wrong) for reading in readings.values()} == {(None, None)}


def test_an_empty_cell_or_a_figure_without_its_first_digit_is_lost_and_never_a_fraction():
    for printed in ("", "\u00a0", "\n"):
        assert read_figure(printed) == PrintedFigure(lost=Bilingual(id="sel kosong", en="the cell is empty"))
    for printed in (",60", ".60", " ,60 ", ",6"):
        reading = read_figure(printed)
        assert (reading.value, reading.wrong) == (None, None)
        assert "digits before the comma are lost" in reading.lost.en
        assert repr(printed.strip()) in reading.lost.en
        assert repr(printed.strip()) in reading.lost.id


def test_whatever_is_not_a_figure_is_wrong_and_quoted():
    for printed in (
        *("tiga", "3,5O", "n/a", "-", "NaN", "inf", "1e3", "-3,52", "+3,52", "3,5,2", "3..52", "3, 52", "3,", ","),
        *("3,52%", "3,52*", "3½", "1.234,56", "1234", "1_0", "3,12345678901", "\uff13,52", "\u0967"),
    ):
        assert read_figure(printed) == PrintedFigure(wrong=f"{printed!r} is not a figure")


@given(st.text("0123456789,.-+ eE%\u00a0", max_size=8))
def test_a_cell_is_a_figure_or_lost_or_wrong_and_never_two_of_them(printed):
    reading = read_figure(printed)
    assert sum(part is not None for part in (reading.value, reading.lost, reading.wrong)) == 1
    assert reading.value is None or 0 <= reading.value < 1000
