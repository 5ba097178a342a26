"""Opening a PDF: words and their places, and what is refused before a page is walked."""

import base64
import io
import time
import tracemalloc
import zlib

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from sources.declaration.errors import SourceError
from sources.reading.content import identify
from sources.reading.pdf import lines_of, opened, unreadable
from tests.typeset.documents import empty_pages, file_of, mono_pages, one_picture, stream


def _page(draw, *, size=A4, rotate=0):
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=size)
    canvas.setPageRotation(rotate)
    draw(canvas)
    canvas.showPage()
    canvas.save()
    return identify("x.pdf", out.getvalue())


def _refusal(data):
    with pytest.raises(SourceError) as refused, opened(identify("report.pdf", data)):
        pass
    return str(refused.value)


def test_watermarks_text_outside_the_page_and_second_prints_for_bold_are_no_words_of_it():
    def draw(canvas):
        canvas.drawString(100, 700, "Predikat")
        canvas.drawString(100.3, 700, "Predikat")
        canvas.drawString(900, 700, "di luar")
        canvas.rotate(45)
        canvas.drawString(300, 100, "SALINAN")

    with opened(_page(draw)) as document:
        assert document.text(1) == "Predikat"


def test_neighbouring_cells_half_a_line_apart_are_lines_of_their_own():
    def draw(canvas):
        canvas.setFont("Helvetica", 10)
        canvas.drawString(100, 700, "Pemerintah Kota")
        canvas.drawString(60, 694, "1")
        canvas.drawString(100, 688, "Magelang")

    with opened(_page(draw)) as document:
        assert document.text(1).split("\n") == ["Pemerintah Kota", "1", "Magelang"]
        assert [len(line) for line in lines_of(document.words(1))] == [2, 1, 1]


def test_lines_and_edges_of_boxes_are_drawn_lines():
    def draw(canvas):
        canvas.drawString(100, 700, "x")
        canvas.line(50, 742, 200, 742)
        canvas.rect(50, 642, 100, 50, stroke=0, fill=1)

    with opened(_page(draw)) as document:
        found = [(round(line.y), round(line.x0), round(line.x1)) for line in document.drawn_lines(1)]
    assert found == [(100, 50, 200), (150, 50, 150), (200, 50, 150)]


def test_a_row_begins_where_upright_lines_do_though_a_page_break_took_the_line_above():
    def draw(canvas):
        canvas.drawString(100, 700, "x")
        for x in (50, 90, 200):
            canvas.line(x, 742, x, 642)

    with opened(_page(draw)) as document:
        (line,) = document.drawn_lines(1)
    assert (round(line.y), round(line.x0), round(line.x1)) == (100, 50, 200)


def test_memory_does_not_grow_with_the_pages_read():
    with opened(identify("x.pdf", mono_pages(60, text="Pemerintah Kota Magelang 3,69 " * 3))) as document:
        held = []
        tracemalloc.start()
        for page in range(1, 61):
            document.words(page)
            if page in {20, 60}:
                held.append(tracemalloc.get_traced_memory()[0])
        tracemalloc.stop()
    assert held[1] - held[0] < 250_000, "40 more pages must not hold 40 more pages' words"


def test_a_hundred_thousand_empty_pages_are_refused_at_once():
    data = empty_pages(100_000, shown="Laporan")
    begun = time.monotonic()
    assert "it has 100,000 pages; 1 to 2,000 are read" in _refusal(data)
    assert time.monotonic() - begun < 5


def test_a_false_page_count_is_refused():
    assert "states 3 pages and does not have as many" in _refusal(empty_pages(5_000, stated=3, shown="Laporan"))


def test_what_cannot_be_read_is_refused_with_its_reason():
    for data, told in (
        (b"%PDF-1.7\n" + b"x" * 5000 + b"\n%%EOF", "does not open"),
        (mono_pages(3, text="Laporan")[:-300], "cut off: its end is missing"),
        (mono_pages(3, text="Laporan", user="rahasia"), "locked with a password"),
        (one_picture(), "none of its 1 pages has text: it is a scan or a picture"),
        (one_picture(), "ask the publisher for the PDF with text, or transcribe it"),
        (mono_pages(2), "none of its 2 pages has text"),
        (mono_pages(1, text="Laporan", size=(20_000, 400)), "page 1 measures 20,000 by 400 points"),
    ):
        message = _refusal(data)
        assert told in message
        assert "report.pdf" in message
        assert "Remedy:" in message


def _packed(data, *filters):
    """A PDF whose one page is drawn by these bytes, packed as the filters say, the last one first."""
    pack = {"Flate": lambda d: zlib.compress(d, 9), "ASCII85": base64.a85encode, "ASCIIHex": lambda d: d.hex().encode()}
    for name in reversed(filters):
        data = pack[name](data)
    names = "".join(f"/{name}Decode" for name in filters).encode()
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>"
    return file_of(
        [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]>>", page,
         stream(data, b"/Filter[" + names + b"]")]
    )  # fmt: skip


@pytest.mark.parametrize(
    ("filters", "told"),
    [
        (["Flate"], "unpacks to more than 33,554,432 bytes"),
        (["Flate"] * 3, "unpacks to more than 33,554,432 bytes"),
        (["ASCII85", "Flate"], "unpacks to more than 33,554,432 bytes"),
        (["ASCIIHex", "Flate"], "unpacks to more than 33,554,432 bytes"),
        (["Flate"] * 5, "packed more than 3 times over"),
    ],
)
def test_a_page_that_unpacks_to_absurd_sizes_is_refused_before_it_is_unpacked(filters, told):
    data = _packed(b"q Q " * 12_000_000, *filters)
    assert len(data) < 200_000
    tracemalloc.start()
    assert told in _refusal(data)
    assert tracemalloc.get_traced_memory()[1] < 120_000_000
    tracemalloc.stop()


@pytest.mark.parametrize("filters", [[], ["Flate"], ["ASCII85", "Flate"], ["Flate", "ASCII85", "Flate"], ["ASCIIHex"]])
def test_a_page_that_is_packed_as_programs_pack_is_opened(filters):
    assert "none of its 1 pages has text" in _refusal(_packed(b"q Q " * 10_000, *filters))


def test_controls_and_private_letters_are_unreadable():
    assert unreadable("Kota\x1b Magelang") == "it holds characters that no one can see: U+001B"
    assert unreadable("Kota\u202eMagelang") == "it holds characters that no one can see: U+202E"
    assert unreadable("Kota \uf0b7") is not None
    assert unreadable("(cid:12)ota") is not None
    assert unreadable("Pemerintah Kab. Fak-Fak") is None
