"""Whole documents: an annual report, a decree with its annex, and files that are no documents at all."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace

from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from tests.typeset.tables import Layout, Table, Typeset, typeset


def annual_report(
    tables: Sequence[Table], year: int, layout: Layout | None = None, *, title: str | None = None,
    words: Sequence[str] = (), after: Sequence[str] = (),
) -> Typeset:  # fmt: skip
    """An annual report: cover, a page of words, the tables."""
    cover = [
        title or f"Laporan Pelaksanaan Evaluasi SPBE Tahun {year}",
        "Kementerian Pendayagunaan Aparatur Negara dan Reformasi Birokrasi",
    ]
    return typeset(tables, layout or Layout(), [cover, ["BAB I", *words]], after)


def decree(tables: Sequence[Table], year: int, number: str, signed: str, layout: Layout | None = None) -> Typeset:
    """A decree with its annex: categories as titles, no captions, no domains."""
    name = f"KEPUTUSAN MENTERI PENDAYAGUNAAN APARATUR NEGARA DAN REFORMASI BIROKRASI REPUBLIK INDONESIA NOMOR {number}"
    subject = (
        "TENTANG HASIL PEMANTAUAN DAN EVALUASI SISTEM PEMERINTAHAN BERBASIS ELEKTRONIK PADA KEMENTERIAN, LEMBAGA, DAN "
        f"PEMERINTAH DAERAH TAHUN {year}"
    )
    front = [
        [name, subject, "Mengingat: Peraturan Presiden Nomor 95 Tahun 2018 tentang SPBE;",
         f"Ditetapkan di Jakarta pada tanggal {signed}", "MENTERI"],
        [f"LAMPIRAN {name}", subject],
    ]  # fmt: skip
    plain = layout or Layout()
    return typeset(tables, replace(plain, order=("no", "agency", "index", "predikat"), caption="{title}"), front)


def mono_pages(count: int, *, text: str = "", size: tuple[float, float] = A4, user: str | None = None) -> bytes:
    """Pages that are all alike; with `user`, locked with that password."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=size, encrypt=user)
    for _ in range(count):
        if text:
            canvas.drawString(72, size[1] - 72, text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def empty_pages(count: int, *, stated: int | None = None, shown: str = "") -> bytes:
    """A PDF written by hand: `count` pages, of which it says that they are `stated`; the first shows `shown`."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>"
        % (count if stated is None else stated, b" ".join(b"%d 0 R" % (5 + n) for n in range(count))),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        stream(b"BT /F 12 Tf 72 700 Td (%s) Tj ET" % shown.encode("ascii")),
    ]
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>%s>>"
    objects += [page % b"/Contents 4 0 R", *[page % b""] * (count - 1)]
    return file_of(objects)


def stream(data: bytes, entries: bytes = b"") -> bytes:
    """A stream object."""
    return b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(data), entries, data)


def file_of(objects: Sequence[bytes]) -> bytes:
    """A PDF of objects numbered from 1, of which the first is the catalogue."""
    parts, offsets, at = [b"%PDF-1.7\n"], [], 9
    for number, body in enumerate(objects, start=1):
        part = b"%d 0 obj\n%s\nendobj\n" % (number, body)
        offsets.append(at)
        parts.append(part)
        at += len(part)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    parts.append(
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
        % (len(objects) + 1, table, len(objects) + 1, at)
    )
    return b"".join(parts)


def one_picture() -> bytes:
    """A page that is a picture, as a scanner makes it."""
    from PIL import Image

    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    canvas.drawImage(ImageReader(Image.new("L", (200, 280), 128)), 0, 0, *A4)
    canvas.showPage()
    canvas.save()
    return out.getvalue()
