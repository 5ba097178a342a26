"""A PDF as words with their places, and the lines drawn on its pages."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from sources.declaration.errors import SourceError
from sources.reading.content import Content
from sources.reading.pdf_refusals import DAMAGED, page_text, refuse_bombs, refuse_pages
from sources.reading.spelling import without_hidden

if TYPE_CHECKING:
    from pdfplumber.page import Page
    from pdfplumber.pdf import PDF
    from pypdfium2 import PdfDocument as Pdfium

#: Two letters of one word stand at most this far apart, in parts of the letters' size; a space is 0.25.
_LETTER_GAP = 0.15
#: A box has two upright lines, a row of cells more.
_FEWEST_UPRIGHTS = 3


@dataclass(frozen=True)
class Word:
    """A word and its box, in points from the top left corner of the page as it is shown (turned, cropped).

    Args:
        text: the letters, without spaces.
        x0: left edge.
        x1: right edge.
        top: upper edge.
        bottom: lower edge.
        size: height of the font.
    """

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float

    @property
    def middle(self) -> float:
        """The height of the word's middle."""
        return (self.top + self.bottom) / 2


#: What pdfminer needs to find a page again: its object, its entries, its label.
_PageSource = tuple[object, object, str | None]


#: Left, top, right and bottom of a table's cell.
Cell = tuple[float, float, float, float]


@dataclass(frozen=True)
class DrawnLine:
    """A horizontal line, or an upper or lower edge of a box, in the words' coordinates."""

    y: float
    x0: float
    x1: float

    @property
    def width(self) -> float:
        """From end to end."""
        return self.x1 - self.x0


class PdfDocument:
    """The pages of an opened PDF, numbered from 1 as a viewer numbers them. One page is held at a time.

    Words that do not stand upright (a watermark across the page, a page number turned by 90 degrees) are left out.
    """

    def __init__(self, content: Content, pdfium: Pdfium, pdfplumber: PDF, pages: list[_PageSource]) -> None:
        self._content, self._pdfium, self._pdfplumber, self._pages = content, pdfium, pdfplumber, pages
        self._held: tuple[int, Page, list[Word], str] | None = None
        self.page_count = len(pages)

    def glance(self, page_no: int) -> str:
        """The page's text in the order of the file: fifty times as fast as words(), to tell kinds of files apart."""
        return page_text(self._pdfium, page_no - 1)

    def pages_without_text(self) -> list[str]:
        """A note that names the pages whose pictures are not read; empty when every page has text."""
        silent = [str(page) for page in range(1, self.page_count + 1) if not self.glance(page)]
        return [f"Pages without text, so not read: {', '.join(silent)}."] if silent else []

    def page(self, page_no: int) -> Page:
        """The pdfplumber page, for what is drawn on it; good until another page is taken."""
        return self._hold(page_no)[1]

    def words(self, page_no: int) -> list[Word]:
        """The words of a page, line by line from the top, each line from the left.

        Raises:
            SourceError: when the page cannot be read.
        """
        return self._hold(page_no)[2]

    def lines(self, page_no: int) -> list[list[Word]]:
        """The words of a page as lines."""
        return lines_of(self.words(page_no))

    def turned_text(self, page_no: int) -> str:
        """The letters of a page that do not stand upright, in the order of the file, without spaces."""
        return self._hold(page_no)[3]

    def text(self, page_no: int) -> str:
        """The page's lines in reading order."""
        return "\n".join(" ".join(word.text for word in line) for line in self.lines(page_no))

    def drawn_lines(self, page_no: int) -> list[DrawnLine]:
        """The horizontal lines and box edges of a page, from the top.

        Where three upright lines or more begin at one height, a row begins, also when a page break has taken the
        line above it.
        """
        page = self.page(page_no)
        left, top = page.cropbox[:2]
        found, begin = [], dict[int, set[float]]()
        for edge in page.edges:
            if edge["orientation"] == "h":
                found.append(DrawnLine(edge["top"] - top, edge["x0"] - left, edge["x1"] - left))
            else:
                begin.setdefault(round(edge["top"] - top), set()).add(round(edge["x0"] - left))
        found += [DrawnLine(y, min(xs), max(xs)) for y, xs in begin.items() if len(xs) >= _FEWEST_UPRIGHTS]
        return sorted(found, key=lambda line: (line.y, line.x0))

    def cells(self, page_no: int, xs: list[float], ys: list[float]) -> list[list[Cell]]:
        """The cells that vertical lines at xs and horizontal lines at ys part, row by row, by pdfplumber's finder."""
        from pdfplumber.table import TableFinder  # noqa: PLC0415

        upright = [(x, x, ys[0], ys[-1]) for x in xs]
        level = [(xs[0], xs[-1], y, y) for y in ys]
        settings: dict[str, Any] = {"vertical_strategy": "explicit", "horizontal_strategy": "explicit"}
        for way, lines in (("vertical", upright), ("horizontal", level)):
            settings[f"explicit_{way}_lines"] = [
                {"object_type": "line", "x0": x0, "x1": x1, "top": top, "bottom": bottom, "width": x1 - x0,
                 "height": bottom - top} for x0, x1, top, bottom in lines
            ]  # fmt: skip
        tables = TableFinder(self.page(page_no), settings).tables
        return [[cell for cell in row.cells if cell] for table in tables[:1] for row in table.rows]

    def _hold(self, page_no: int) -> tuple[int, Page, list[Word], str]:
        if self._held is None or self._held[0] != page_no:
            from pdfminer.pdfpage import PDFPage  # noqa: PLC0415

            self.release()
            try:
                # Made anew each time: a page object keeps the drawing that it has unpacked.
                source = PDFPage(self._pdfplumber.doc, *self._pages[page_no - 1])
                page = _page_class()(self._pdfplumber, source, page_number=page_no)
                words, turned = _words(page)
            except Exception as error:
                raise SourceError(
                    self._content.path, f"page {page_no} cannot be read ({type(error).__name__}: {error}).", DAMAGED
                ) from error
            self._held = (page_no, page, words, turned)
        return self._held

    def release(self) -> None:
        """Let go of the page that is held; memory then does not grow with the pages read."""
        if self._held is not None:
            self._held[1].close()
            self._held = None
            _forget_drawings(self._pdfplumber)


def unreadable(text: str) -> str | None:
    r"""Why a printed text cannot be taken over, None when it can.

    A list's bullet may be a private letter of its font; a name or a figure may not.

    Examples:
        >>> unreadable("Kota\x07 Magelang")
        'it holds characters that no one can see: U+0007'
        >>> unreadable("Kota Magelang") is None
        True
    """
    unseen = sorted({f"U+{ord(c):04X}" for c in text if unicodedata.category(c) in {"Cc", "Cf", "Cn", "Co", "Cs"}})
    if unseen:
        return f"it holds characters that no one can see: {', '.join(unseen)}"
    if "(cid:" in text or "\ufffd" in text:
        return "its font does not tell which letters it shows"
    return None


def lines_of(words: list[Word]) -> list[list[Word]]:
    """Words grouped into lines by the height of their middles, each from left to right."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (w.middle, w.x0)):
        # Lines of neighbouring cells may stand half a line apart: they are lines of their own.
        if lines and word.middle - lines[-1][0].middle <= 0.3 * min(word.size, lines[-1][0].size):
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda w: w.x0) for line in lines]


@cache
def _page_class() -> type[Page]:
    from pdfminer.layout import LTChar, LTItem  # noqa: PLC0415
    from pdfplumber.page import Page  # noqa: PLC0415

    class LightPage(Page):
        """A page whose letters carry what words are made of, and not their colours: a third of the time."""

        def process_object(self, obj: LTItem) -> dict[str, object]:
            if not isinstance(obj, LTChar):
                return super().process_object(obj)
            left, top = self.mediabox[:2]
            height = self.height + top
            return {
                "object_type": "char", "page_number": self.page_number, "text": obj.get_text(),
                "fontname": obj.fontname, "size": obj.size, "upright": obj.upright, "matrix": obj.matrix,
                "x0": obj.x0 + left, "x1": obj.x1 + left, "y0": obj.y0, "y1": obj.y1, "top": height - obj.y1,
                "bottom": height - obj.y0, "doctop": height - obj.y1, "width": obj.width, "height": obj.height,
            }  # fmt: skip

    return LightPage


def _words(page: Page) -> tuple[list[Word], str]:
    """The upright words of a page, and the letters that do not stand upright."""
    from pdfplumber.utils.text import dedupe_chars, extract_words  # noqa: PLC0415

    left, top, right, bottom = page.cropbox
    shown = [
        c for c in page.chars
        if left <= (c["x0"] + c["x1"]) / 2 <= right and top <= (c["top"] + c["bottom"]) / 2 <= bottom
    ]  # fmt: skip
    chars = [c for c in shown if c["matrix"][0] > 0 and abs(c["matrix"][1]) < 0.05 * c["matrix"][0]]
    upright = {id(c) for c in chars}
    turned = "".join(c["text"].strip() for c in shown if id(c) not in upright)
    # Bold is sometimes printed as the same letter twice, a hair apart.
    if len({(c["text"], round(c["x0"]), round(c["top"])) for c in chars if c["text"] != " "}) < sum(
        c["text"] != " " for c in chars
    ):
        chars = dedupe_chars(chars)
    found = []
    for w in extract_words(chars, x_tolerance_ratio=_LETTER_GAP, return_chars=True):
        # A soft hyphen at the end of a line joins it to the next one; see pdf_rows.
        soft = "\u00ad" if w["text"].endswith("\u00ad") else ""
        if text := unicodedata.normalize("NFC", without_hidden(w["text"])) + soft:
            size = max(c["size"] for c in w["chars"])
            found.append(Word(text, w["x0"] - left, w["x1"] - left, w["top"] - top, w["bottom"] - top, size))
    return [word for line in lines_of(found) for word in line], turned


@contextmanager
def opened(content: Content) -> Iterator[PdfDocument]:
    """Open a PDF for reading.

    Raises:
        SourceError: when it does not open, is cut off, wants a password, unpacks to absurd sizes, has too many or
            absurd pages, or no text.
    """
    import pypdfium2  # noqa: PLC0415

    refuse_bombs(content)
    if b"%%EOF" not in content.data[-4096:]:
        raise content.refusal("the PDF is cut off: its end is missing.", "download it again.")
    try:
        pdfium = pypdfium2.PdfDocument(content.data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise content.refusal(
                "the PDF is locked with a password.",
                "ask the publisher for the open PDF, or save it without the password.",
            ) from error  # fmt: skip
        raise content.refusal(f"the PDF does not open ({error}): it is damaged.", DAMAGED) from error
    try:
        refuse_pages(content, pdfium)
        document = _walk(content, pdfium)
        try:
            yield document
        finally:
            document.release()
    finally:
        pdfium.close()


def _walk(content: Content, pdfium: Pdfium) -> PdfDocument:
    import pdfplumber  # noqa: PLC0415  (costs 0.3 s, and only PDFs that passed need it)
    from pdfminer.pdfpage import PDFPage  # noqa: PLC0415

    try:
        pdf = pdfplumber.open(io.BytesIO(content.data))
        # Not pdf.pages: the page count that a file states may be a lie, and all pages would be held.
        found = islice(PDFPage.create_pages(pdf.doc), len(pdfium) + 1)
        pages: list[_PageSource] = [(page.pageid, page.attrs, page.label) for page in found]
        _forget_drawings(pdf)
    except Exception as error:
        raise content.refusal(
            f"the PDF does not open ({type(error).__name__}: {error}): it is damaged.", DAMAGED
        ) from error
    if len(pages) != len(pdfium):
        raise content.refusal(f"the PDF states {len(pdfium)} pages and does not have as many: it is damaged.", DAMAGED)
    return PdfDocument(content, pdfium, pdf, pages)


def _forget_drawings(pdf: PDF) -> None:
    """Drop the parts of the file that pdfminer keeps after unpacking them; nobody asks for them again."""
    from pdfminer.pdftypes import PDFStream  # noqa: PLC0415

    known = getattr(pdf.doc, "_cached_objs", {})
    for number in [number for number, (part, _) in known.items() if isinstance(part, PDFStream)]:
        del known[number]
