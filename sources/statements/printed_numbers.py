"""Figures as they are printed in Indonesian documents: `3,52`, now and then `4.50`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from sources.declaration.declared import Bilingual
from sources.reading.spelling import figure_text

_NUMBER = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{1,10})?")
_LOST_LEADING_DIGIT = re.compile(r"[.,][0-9]+")


@dataclass(frozen=True)
class PrintedFigure:
    """What a printed cell says.

    Exactly one of the three is given: the value; why it is lost; why it is not a figure.
    """

    value: Decimal | None = None
    lost: Bilingual | None = None
    wrong: str | None = None


def read_figure(printed: str) -> PrintedFigure:
    """Read one printed cell.

    Examples:
        >>> read_figure("3,52").value
        Decimal('3.52')
        >>> read_figure("3.6900000000000004").value
        Decimal('3.69')
        >>> read_figure(",60").lost.en
        "printed ',60', the digits before the comma are lost"
        >>> read_figure("tiga").wrong
        "'tiga' is not a figure"
    """
    text = figure_text(printed)
    if not text:
        return PrintedFigure(lost=Bilingual(id="sel kosong", en="the cell is empty"))
    if _LOST_LEADING_DIGIT.fullmatch(text):
        return PrintedFigure(
            lost=Bilingual(
                id=f"tercetak {text!r}, angka sebelum koma hilang",
                en=f"printed {text!r}, the digits before the comma are lost",
            )
        )
    if not _NUMBER.fullmatch(text):
        return PrintedFigure(wrong=f"{printed.strip()!r} is not a figure")
    return PrintedFigure(value=Decimal(text.replace(",", ".")))
