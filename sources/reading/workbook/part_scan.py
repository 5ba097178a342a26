"""A first look at one XML part of a workbook, before openpyxl sees it.

Belongs here: refusing entities, endless tags and too many elements; what openpyxl does not tell of a sheet. Does not
belong here: getting the part out of its ZIP (unpacking.py), what its cells hold (cells.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax import ContentHandler, SAXException

from sources.reading.workbook.refused import Refused
from sources.reading.workbook.sheet import Place

if TYPE_CHECKING:
    from xml.sax.xmlreader import AttributesImpl

#: The most XML elements of a workbook: about 300,000 cells in use.
MAX_ELEMENTS = 1_000_000
_MAX_DEPTH = 64
_PIECE, _MAX_STALLED = 65_536, 8


class PartScan(ContentHandler):
    """A first look at a part: its bounds, and what openpyxl does not tell of a sheet that it reads in passing."""

    def __init__(self, counted: list[int]) -> None:
        super().__init__()
        self._counted = counted
        self.events = 0
        self._depth = self._row = self._column = 0
        self._hidden_row = self._formula = self._in_value = self._filled = False
        self._type = ""
        self.last_row = self.last_column = 0
        self.merged: list[str] = []
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[tuple[int, int]] = []
        self.uncomputed: set[Place] = set()

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        """Note where a row, a cell or what describes them begins."""
        self.events += 1
        self._depth += 1
        self._counted[0] += 1
        if self._depth > _MAX_DEPTH or self._counted[0] > MAX_ELEMENTS:
            raise Refused(
                f"it has more than {MAX_ELEMENTS:,} elements, or they are nested more than {_MAX_DEPTH} deep.",
                "copy the table alone into a new workbook: empty rows and columns with a format count too.",
            )
        match name.rpartition(":")[2]:
            case "c":
                self._start_cell(attrs)
            case "v" | "t":
                self._in_value = True
            case "f":
                self._formula = True
            case "row":
                self._row, before = int(attrs.get("r") or self._row + 1), self._row
                self._column = 0
                self._hidden_row = attrs.get("hidden") in {"1", "true"}
                if self._row <= before:
                    raise Refused(f"row {self._row} stands below row {before}: the file is damaged.")
            case "mergeCell":
                self.merged.append(attrs["ref"])
            case "col" if attrs.get("hidden") in {"1", "true"}:
                self.hidden_columns.append((int(attrs["min"]), int(attrs["max"])))

    def _start_cell(self, attrs: AttributesImpl) -> None:
        before, self._type, self._formula, self._filled = self._column, attrs.get("t", "n"), False, False
        self._column += 1
        if "r" in attrs:
            from openpyxl.utils.cell import coordinate_to_tuple  # noqa: PLC0415

            row, self._column = coordinate_to_tuple(attrs["r"])
            if row != self._row or self._column <= before:
                raise Refused(f"cell {attrs['r']} does not stand where it says: the file is damaged.")

    def characters(self, content: str) -> None:
        """Note that the cell holds a value, not which."""
        self.events += 1
        if self._in_value and content:
            self._filled = True

    def endElement(self, name: str) -> None:
        """Take the cell that ends into account if anything stands in it."""
        self.events += 1
        self._depth -= 1
        match name.rpartition(":")[2]:
            case "v" | "t":
                self._in_value = False
            case "c" if self._filled or self._formula:
                # A formula whose result is an empty text is computed: it has the type of a text.
                if not self._filled and self._type != "str":
                    self.uncomputed.add((self._row, self._column))
                self.last_row, self.last_column = self._row, max(self.last_column, self._column)
                if self._hidden_row and self._row not in self.hidden_rows[-1:]:
                    self.hidden_rows.append(self._row)


def scan_part(name: str, part: bytes, counted: list[int]) -> PartScan:
    """Parse a part and tell what stands in it.

    Args:
        name: of the part within the workbook, for what is told to people.
        part: its bytes, unpacked.
        counted: the elements of all parts so far, as its only item; those of this part are added.

    Raises:
        Refused: for a part that is damaged or was made to do harm.
    """
    import defusedxml.sax  # noqa: PLC0415
    from defusedxml.common import DefusedXmlException  # noqa: PLC0415

    scan = PartScan(counted)
    parser = defusedxml.sax.make_parser()
    parser.forbid_dtd = True
    parser.setContentHandler(scan)
    events = stalled = 0
    try:
        for start in range(0, len(part), _PIECE):
            parser.feed(part[start : start + _PIECE])
            # A tag of megabytes is parsed from its beginning with every piece, so it would take for ever.
            stalled, events = (stalled + 1 if scan.events == events else 0), scan.events
            if stalled > _MAX_STALLED:
                raise Refused(f"its part {name} has a tag or comment without end.")
        parser.close()
    except DefusedXmlException as error:
        raise Refused(f"its part {name} declares XML entities or a DTD, which no workbook does.") from error
    except (SAXException, ValueError, KeyError) as error:
        raise Refused(f"its part {name} is damaged ({' '.join(str(error).split())[:200]}).") from error
    return scan
