"""The annex of the minister's decree as a PDF: index and grade of every body, as printed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from sources.declaration.declared import Source
from sources.declaration.errors import SourceError
from sources.reading.content import Content
from sources.reading.decrees import Citation, find_citations, find_date
from sources.reading.parts import NotThis, Part, Reader

if TYPE_CHECKING:
    from sources.reading.pdf_headings import TableHeading
    from sources.reading.pdf_tables import ResultTables

COLUMNS = ("table_title", "pdf_page", "row_no", "agency", "index", "predikat")
_LOOKED_FOR = (
    "a decree, 'Keputusan Menteri PANRB Nomor ... tentang Hasil ... Evaluasi SPBE ... Tahun ...', with tables headed "
    "No, Nama Instansi, Indeks, Predikat and neither domains nor aspects"
)
_RESULTS = re.compile(
    r"^\W*hasil\b.{0,80}?\bevaluasi\b.{0,40}?(?:SPBE|Sistem Pemerintahan Berbasis Elektronik|Pemdi|"
    r"Pemerintah Digital).{0,160}?"
    r"\btahun (?P<year>20\d\d)\b", re.I,
)  # fmt: skip
#: What a page with a table of domains or aspects holds, however its words are ordered: told without placing any word.
_PARTS = [re.compile(words, re.I) for words in (r"\bpredikat\b", r"\d[.,]\d\d", r"\b[ad]\W?2\b|\bkelola\b")]
#: Lines that part the annex. Central bodies' groups as the annual reports name them.
_CATEGORIES = re.compile(
    r"(?:\w{1,4}[.)]\s*)?(?:INSTANSI PUSAT|KEMENTERIAN(?: KOORDINATOR)?|KEMENTERIAN(?:/| DAN )LEMBAGA|LEMBAGA"
    r"|LEMBAGA (?:PEMERINTAH )?NON[ -]?KEMENTERIAN(?: \(LPNK\))?|LEMBAGA NON[ -]?STRUKTURAL(?: \(LNS\))?|LEMBAGA NEGARA"
    r"|SEKRETARIAT (?:JENDERAL )?(?:LEMBAGA NEGARA|KABINET)|LEMBAGA PENYIARAN PUBLIK|LEMBAGA PEMERINTAH LAINNYA"
    r"|INSTANSI LAINNYA|ALAT NEGARA|PEMERINTAH DAERAH|(?:PEMERINTAH )?(?:DAERAH )?PROVINSI"
    r"|(?:PEMERINTAH )?(?:DAERAH )?KABUPATEN(?:/KOTA)?|(?:PEMERINTAH )?(?:DAERAH )?KOTA)", re.I,
)  # fmt: skip


def read(content: Content, source: Source) -> tuple[Part, ...] | NotThis:
    """Read a decree with its annex.

    Raises:
        SourceError: when it is one and its year or a table cannot be told for sure.
    """
    from sources.reading.pdf import opened  # noqa: PLC0415
    from sources.reading.pdf_tables import read_tables  # noqa: PLC0415

    with opened(content) as document:
        pages = [document.glance(page) for page in range(1, document.page_count + 1)]
        text = "\n".join(pages)
        cited = find_citations(text)
        if not cited:
            return NotThis(f"{_LOOKED_FOR}; it cites no decree of the minister")
        if not re.search("predikat", text, re.I):
            return NotThis(f"{_LOOKED_FOR}; the word 'Predikat' is nowhere in it")
        if with_parts := next((n for n, page in enumerate(pages, 1) if all(d.search(page) for d in _PARTS)), None):
            return NotThis(f"{_LOOKED_FOR}; page {with_parts} has a table with domains or aspects")
        found = read_tables(document, content.path, _is_wanted, _CATEGORIES)
        tables = [table for table in found.tables if table.wanted]
        if not tables or len(tables) < len(found.tables):
            return NotThis(f"{_LOOKED_FOR}; {_what_there_is(found)}")
        own, year = _own(content.path, cited)
        found.refuse_left_over(content.path, with_parts=False)
        rows = tuple(
            {
                "table_title": table.category or table.title, "pdf_page": str(row.page), "row_no": row.cells["no"],
                "agency": row.cells["name"], "index": row.cells["index"], "predikat": row.cells["predikat"],
            }
            for table in tables for row in table.rows
        )  # fmt: skip
        notes = [*found.notes, *document.pages_without_text()]
    # The day of signature stands beside the number, or after "Ditetapkan di Jakarta pada tanggal".
    dated = own.dated or find_date(text, r"ditetapkan di \w+ (?:pada )?tanggal")
    part = Part(
        raw_table="spbe_decree",
        edition=year,
        same_as="",
        title=f"{own.name} tentang {own.subject[: _RESULTS.search(own.subject).end()]}",  # type: ignore[union-attr]
        document_type="decree",
        rows=rows,
        document_number=own.name,
        document_date=dated,
        decree_number=own.name,
        decree_date=dated,
        notes=tuple(notes),
    )
    return (part,)


READER = Reader(source="spbe_decree", kind="decree annex (PDF)", media=frozenset({"pdf"}), version=1, read=read)


def _is_wanted(heading: TableHeading, title: str) -> bool:
    return not heading.parts


def _what_there_is(found: ResultTables) -> str:
    if found.refused:
        page, heading = found.refused[0]
        return f"page {page}: {heading.problem}"
    with_parts = next((table for table in found.tables if not table.wanted), None)
    if with_parts is not None:
        return f"the table on page {with_parts.page} has domains or aspects"
    return "no such heading was found"


def _own(file: Path, cited: list[Citation]) -> tuple[Citation, int]:
    """The decree that the document is, and the year that its results are of: the one after "tentang ... Tahun".

    Three years stand on such a page: that of the results, that of the decree's number and that of the signature.
    """
    results = [(c, match) for c in cited if (match := _RESULTS.search(c.subject)) is not None]
    # The preamble may cite the decree of the year before; the annex names its own.
    results = [(c, match) for c, match in results if c.annex] or results
    if not results:
        raise SourceError(
            file, f"it cites {cited[0].name} and has tables of results, and no words 'tentang Hasil ... Evaluasi SPBE "
            "... Tahun ...' say of which year.",
            "look for the evaluation year in the document; the year in the decree's number is another one.",
        )  # fmt: skip
    different = sorted({(c.name, match["year"]) for c, match in results})
    if len(different) > 1:
        named = "; ".join(f"{name}: results of {year}" for name, year in different)
        raise SourceError(
            file, f"it names several decrees or years of results: {named}.",
            "find out which of them the annex belongs to; split the file if it holds several.",
        )  # fmt: skip
    citation, match = results[0]
    return citation, int(match["year"])
