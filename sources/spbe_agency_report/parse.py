"""The report that the ministry issues to one agency (LHE, LHP) as a PDF: scores, levels, and the page of means."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sources.declaration.declared import Source
from sources.declaration.errors import SourceError
from sources.reading.content import Content
from sources.reading.parts import NotThis, Part, Reader
from sources.reading.pdf import PdfDocument, opened
from sources.spbe_agency_report import heading
from sources.spbe_agency_report.levels import IndicatorLevel, LevelTable, has_levels_title, may_hold_levels
from sources.spbe_agency_report.means import GroupMeans, may_hold_means, read_means
from sources.spbe_agency_report.measures import measures_of
from sources.spbe_agency_report.scores import AgencyScores, may_hold_scores, read_scores
from sources.statements.instruments import YearInstrument, instrument_of

# A page with less text than this has at most a heading: what it shows is a picture, and that is not read.
_HARDLY_ANY_TEXT = 120
# No report needs more pages for one table; placing the words of hundreds of pages takes minutes.
_MOST_PAGES = 5
_SCORES = "a page 'INDEKS SPBE – <agency>' with the table 'Nama Indeks / Nilai'"
_LEVELS = "a table 'No / Indikator / Nilai Tingkat Kematangan'"
_REMEDY = "ask the sender for the whole PDF with text; a page that is a picture can be typed into a CSV."
_OTHER_BODIES = "Lembaga lain"


def read(content: Content, source: Source) -> tuple[Part, ...] | NotThis:
    """Read a report to one agency.

    Returns:
        The agency's scores and, where the text has them, the group means; NotThis for any other PDF.

    Raises:
        SourceError: when the file does not open, or is such a report and cannot be read completely.
    """
    file = content.path
    with opened(content) as pdf:
        texts = [pdf.glance(page_no) for page_no in range(1, pdf.page_count + 1)]
        with_scores = [page_no for page_no, text in enumerate(texts, start=1) if may_hold_scores(text)]
        with_levels = [page_no for page_no, text in enumerate(texts, start=1) if may_hold_levels(text)]
        if not _is_report(texts, with_scores, with_levels):
            return _not_this(texts, with_scores, with_levels)
        year = heading.year_of(file, texts)
        instrument = _instrument(file, year)
        variant = heading.variant_of(file, texts)
        scores = _read_scores(file, pdf, with_scores, texts, year=year, instrument=instrument.name)
        heading.check_cover(file, pdf.text(1), scores.agency, scores.page_no)
        table = _read_levels(file, pdf, with_levels, texts, year=year, instrument=instrument)
        means = _read_means(pdf, texts, instrument.name)
    agency = heading.in_usual_letters(scores.agency)
    title = f"Laporan Hasil {variant} SPBE {agency} Tahun {year}"
    issued = heading.date_of(texts)
    notes = _notes(scores, agency, table, year)
    if issued is None:
        notes.append(f"No single date of issue is in the text.{_pictures(texts)}")
    if isinstance(means, str):
        notes.append(means)
    report = Part(
        raw_table="spbe_agency_report", edition=year, same_as=agency, title=title, document_type="agency_report",
        rows=_report_rows(year, agency, measures_of(instrument.name), scores, table.levels), document_date=issued,
        states={"levels": len(table.levels)}, notes=tuple(notes),
    )  # fmt: skip
    if isinstance(means, str):
        return (report,)
    rows, form = _means_rows(year, measures_of(instrument.name), means)
    return report, Part(
        raw_table="spbe_printed_means", edition=year, same_as=agency, title=f"{title}: rata-rata kelompok instansi",
        document_type="agency_report", rows=rows, document_date=issued, notes=form,
    )  # fmt: skip


READER = Reader(source="spbe_agency_report", kind="agency report (PDF)", media=frozenset({"pdf"}), version=1, read=read)


def _instrument(file: Path, year: int) -> YearInstrument:
    instrument = instrument_of(year)
    if instrument is None:
        raise SourceError(file, f"no instrument of {year} is known.", "add it to sources/instruments/snapshots.")
    if not measures_of(instrument.name):
        raise SourceError(
            file,
            f"it is of {year}, and how a report of {instrument.name} names its scores is not known here.",
            "type the levels into a table: sources/spbe_typed_levels/README.md; and report the layout.",
        )
    return instrument


def _is_report(texts: Sequence[str], with_scores: list[int], with_levels: list[int]) -> bool:
    if with_scores and with_levels:
        return True
    # The other page may be a picture, and then the reader must say so. Annual reports speak of such reports and of
    # levels too, so the words of the table's title are wanted then.
    return heading.mentions_report(texts) and (
        bool(with_scores) or any(has_levels_title(texts[n - 1]) for n in with_levels)
    )


def _not_this(texts: Sequence[str], with_scores: list[int], with_levels: list[int]) -> NotThis:
    begins = next((heading.squeezed(text) for text in texts if text), "")
    there = "only the first" if with_scores else "only the second" if with_levels else "neither"
    return NotThis(
        f"{_SCORES}, {_LEVELS} and the words 'Laporan Hasil Evaluasi' or 'Laporan Hasil Pemantauan'; "
        f"found {there} of the pages on {len(texts)} pages, and the text begins {begins[:80]!r}"
    )


def _read_scores(
    file: Path, pdf: PdfDocument, pages: list[int], texts: Sequence[str], *, year: int, instrument: str
) -> AgencyScores:
    if not pages:
        raise SourceError(file, f"no page has index and predikat: looked for {_SCORES}.{_pictures(texts)}", _REMEDY)
    if len(pages) > _MOST_PAGES:
        raise SourceError(file, f"{len(pages)} pages look like {_SCORES}.", "add one report per file.")
    first, *others = [read_scores(file, page_no, pdf.words(page_no), year, instrument) for page_no in pages]
    for other in others:
        if (other.agency, other.predikat, other.values) != (first.agency, first.predikat, first.values):
            raise SourceError(
                file,
                f"pages {first.page_no} and {other.page_no} contradict each other: {first.agency}, "
                f"{first.values['INDEX']} ({first.predikat}) and {other.agency}, {other.values['INDEX']} "
                f"({other.predikat}).",
                "add one report per file.",
            )
    return first


def _read_levels(
    file: Path, pdf: PdfDocument, pages: list[int], texts: Sequence[str], *, year: int, instrument: YearInstrument
) -> LevelTable:
    table = LevelTable(file, year, instrument)
    last = 0
    for page_no in range(1, pdf.page_count + 1):
        begins_here = not table.levels and page_no in pages
        goes_on_here = table.levels and texts[page_no - 1] and page_no - last <= _MOST_PAGES
        if (begins_here or goes_on_here) and not table.complete and table.read_page(page_no, pdf.words(page_no)):
            last = page_no
    table.check_complete(_pictures(texts))
    return table


def _read_means(pdf: PdfDocument, texts: Sequence[str], instrument: str) -> GroupMeans | str:
    """The means, or a sentence that says why there are none."""
    reason = f"No table of group means is in the text; none was taken.{_pictures(texts)}"
    likely = [page_no for page_no, text in enumerate(texts, start=1) if may_hold_means(text)]
    for page_no in likely[:_MOST_PAGES]:
        found = read_means(page_no, pdf.words(page_no), instrument)
        if isinstance(found, GroupMeans):
            return found
        reason = found or reason
    return reason


def _pictures(texts: Sequence[str]) -> str:
    pages = [str(page_no) for page_no, text in enumerate(texts, start=1) if len(text) < _HARDLY_ANY_TEXT]
    return f" Pages with hardly any text, whose pictures are not read: {', '.join(pages)}." if pages else ""


def _report_rows(
    year: int, agency: str, measures: Sequence[str], scores: AgencyScores, levels: Sequence[IndicatorLevel]
) -> tuple[dict[str, str], ...]:
    printed = [(scores.page_no, measure, scores.values[measure]) for measure in measures]
    printed.insert(1, (scores.page_no, "PREDIKAT", scores.predikat))
    printed += [(level.page_no, level.code, level.level) for level in levels]
    return tuple(
        {
            "evaluation_year": str(year), "agency": agency, "pdf_page": str(page_no), "row_no": str(row_no),
            "measure": measure, "printed_value": value,
        }
        for row_no, (page_no, measure, value) in enumerate(printed, start=1)
    )  # fmt: skip


def _means_rows(
    year: int, measures: Sequence[str], means: GroupMeans
) -> tuple[tuple[dict[str, str], ...], tuple[str, ...]]:
    """The rows in the form of this table's other editions, and what that form changes of the print."""
    notes = ['The row "SPBE" is called INDEX here.']
    if any("," in value for _, values in means.groups for value in values.values()):
        notes.append("The document prints decimal commas; a decimal point is written here, as in the other editions.")
    rows: list[dict[str, str]] = []
    for printed_group, values in means.groups:
        group = printed_group
        if printed_group.casefold() in {"lembaga lain", "lembaga lainnya"} and printed_group != _OTHER_BODIES:
            group = _OTHER_BODIES  # the same group of another edition has one name
            notes.append(f'The group is printed "{printed_group}".')
        rows += [
            {
                "table_no": "", "pdf_page": str(means.page_no), "row_no": str(len(rows) + at),
                "evaluation_year": str(year), "agency_group": group, "measure": measure,
                "printed_value": values[measure].replace(",", "."),
            }
            for at, measure in enumerate(measures, start=1)
        ]  # fmt: skip
    return tuple(rows), tuple(notes)


def _notes(scores: AgencyScores, agency: str, table: LevelTable, year: int) -> list[str]:
    numbers: dict[int, list[int]] = {}
    for level in table.levels:
        numbers.setdefault(level.page_no, []).append(level.number)
    pages = ", ".join(f"{page_no} (indicators {held[0]} to {held[-1]})" for page_no, held in numbers.items())
    notes = [
        f"Index, predikat, domains and aspects are printed on page {scores.page_no}; levels on page {pages}. Page "
        "numbers are those of the PDF.",
        "The report prints the predikat in brackets below the index; the brackets are left out.",
    ]
    if others := sorted(set(table.years) - {str(year)}):
        notes.append(f"The level table also shows {', '.join(others)}; only {year} is kept.")
    if agency != scores.agency:
        notes.append(f'The name is printed "{scores.agency}".')
    return notes
