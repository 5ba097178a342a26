"""PDFs that are refused before a page of them is walked in Python: absurd, hostile, or a picture."""

from __future__ import annotations

import base64
import re
import zlib
from typing import TYPE_CHECKING

from sources.reading.content import Content

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument as Pdfium

#: The most pages that a file may have. The longest real report has about 150.
MAX_PAGES = 2_000
#: The longest side of a page in points (200 inches, the limit of PDF viewers).
MAX_SIDE = 14_400
#: The most characters of one page. A page of small print has about 8,000.
MAX_PAGE_CHARS = 100_000
#: The most drawings and pieces of text of one page. A table with dotted borders has about 20,000.
MAX_PAGE_OBJECTS = 100_000
#: The most that one packed part of the file (a page's drawing, a font) may unpack to, in bytes.
MAX_UNPACKED = 32 * 1024 * 1024
#: The most times that a part may be packed. Programs pack once, and some write that in letters.
MAX_LAYERS = 3
#: How a deflated part begins (RFC 1950), and how much of one is unpacked at a time: 1,032 times as much at most.
_DEFLATED, _PIECE = 8, 1_024
#: What declares that a part is written in letters, base 85 or hexadecimal digits, and how such a part looks.
_IN_LETTERS = re.compile(rb"/(?:ASCII85Decode|A85|ASCIIHexDecode|AHx)\b")
_LETTERS, _HEXADECIMAL = re.compile(rb"[!-uz\s]+(?:~>?\s*)?$"), re.compile(rb"[0-9A-Fa-f\s]+$")
#: What helps with a damaged file.
DAMAGED = "download it again, or open it in a viewer and print it into a new PDF."
_WRONG_FILE = "check that it is the right file."


def refuse_bombs(content: Content) -> None:
    """Refuse a packed part that unpacks to absurd sizes, before any library unpacks it; images stay packed.

    What is packed tells so by its first bytes, whatever the file declares, also inside of what was unpacked.

    Raises:
        SourceError: when a part is larger than MAX_UNPACKED, or packed more than MAX_LAYERS times.
    """
    for found in re.finditer(rb"(?<!end)stream\r?\n", content.data):
        start = found.end()
        declared = content.data[max(content.data.rfind(b"obj", 0, start), 0) : start]
        if re.search(rb"/Subtype\s*/Image\b", declared):
            continue
        end = content.data.find(b"endstream", start)
        part = content.data[start : end if end != -1 else None]
        in_letters = len(_IN_LETTERS.findall(declared))
        for _ in range(MAX_LAYERS + 1):
            if in_letters and _LETTERS.match(part):
                part, in_letters = _out_of_letters(part), in_letters - 1
            else:
                part = _unpacked(part)
            if len(part) > MAX_UNPACKED:
                raise content.refusal(
                    f"a part of it unpacks to more than {MAX_UNPACKED:,} bytes.",
                    "check that it is the right file; a page that is one huge drawing cannot be read.",
                )  # fmt: skip
        if part:
            raise content.refusal(f"a part of it is packed more than {MAX_LAYERS} times over.", _WRONG_FILE)


def _unpacked(packed: bytes) -> bytes:
    """What a packed part holds, and no more than just past MAX_UNPACKED of it; nothing when it is not packed."""
    if not (len(packed) > 1 and packed[0] & 0x8F == _DEFLATED and (packed[0] * 256 + packed[1]) % 31 == 0):
        return b""
    # Without header and checksum, which the libraries do not insist on.
    unpacking, pieces, size = zlib.decompressobj(-zlib.MAX_WBITS), [], 0
    try:
        for start in range(2, len(packed), _PIECE):
            pieces.append(unpacking.decompress(packed[start : start + _PIECE]))
            size += len(pieces[-1])
            if unpacking.eof or size > MAX_UNPACKED:
                break
    except zlib.error:
        pass  # encrypted or damaged: the library that opens it will tell
    return b"".join(pieces)


def _out_of_letters(packed: bytes) -> bytes:
    """What is written in hexadecimal digits or in base 85; nothing when it is neither."""
    letters = packed.rstrip().removesuffix(b">").removesuffix(b"~")
    try:
        return bytes.fromhex(letters.decode()) if _HEXADECIMAL.match(letters) else base64.a85decode(letters)
    except ValueError:
        return b""


def refuse_pages(content: Content, pdfium: Pdfium) -> None:
    """Refuse too many pages, pages of absurd size or length, and a file without text.

    Raises:
        SourceError: with the page, and with the way out of a scan.
    """
    pages = len(pdfium)
    if not 0 < pages <= MAX_PAGES:
        raise content.refusal(
            f"it has {pages:,} pages; 1 to {MAX_PAGES:,} are read.", _WRONG_FILE
        )  # fmt: skip
    for index in range(pages):
        width, height = pdfium.get_page_size(index)
        if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE):
            raise content.refusal(f"page {index + 1} measures {width:,.0f} by {height:,.0f} points.", _WRONG_FILE)
    with_text = False
    for index in range(pages):
        text, objects = _look(pdfium, index)
        with_text = with_text or bool(text)
        if len(text) > MAX_PAGE_CHARS or objects > MAX_PAGE_OBJECTS:
            raise content.refusal(
                f"page {index + 1} has {len(text):,} characters and {objects:,} drawn parts; "
                f"{MAX_PAGE_CHARS:,} and {MAX_PAGE_OBJECTS:,} are the most.", _WRONG_FILE,
            )  # fmt: skip
    if not with_text:
        raise content.refusal(
            f"none of its {pages} pages has text: it is a scan or a picture.",
            "ask the publisher for the PDF with text, or transcribe it: docs/adding_a_year.md.",
        )  # fmt: skip


def page_text(pdfium: Pdfium, index: int) -> str:
    """The text of a page (from 0) in the order of the file; "" when it has none or cannot be loaded."""
    return _look(pdfium, index)[0]


def _look(pdfium: Pdfium, index: int) -> tuple[str, int]:
    from pypdfium2.raw import FPDFPage_CountObjects  # noqa: PLC0415

    try:
        page = pdfium[index]
        text = page.get_textpage()
        try:
            return str(text.get_text_range()).strip(), FPDFPage_CountObjects(page.raw)
        finally:
            text.close()
            page.close()
    except RuntimeError:  # a page that pdfium cannot load; reading it will say so
        return "", 0
