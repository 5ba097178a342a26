"""What a report says of itself: evaluation or monitoring, whose, of which year, of which date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from sources.declaration.errors import SourceError
from sources.names.region_names import spelling_key, split_kind
from sources.reading.dates import DATE, date_of_match

_SYSTEM = r"SISTEM PEMERINTAHAN BERBASIS ELEKTRONIK(?: \(SPBE\))?"
# Headings are in capitals; prose that speaks of other years is not.
_PAGE_HEADING = re.compile(rf"\b(EVALUASI|PEMANTAUAN|PEMANTAUAN DAN EVALUASI) {_SYSTEM} TAHUN (20[0-9]{{2}})\b")
_COVER_YEAR = re.compile(r"\bTAHUN (20[0-9]{2})\b", re.IGNORECASE)
_REPORT = re.compile(r"\bLAPORAN HASIL (EVALUASI|PEMANTAUAN)\b", re.IGNORECASE)
_DATE = re.compile(rf"\bJakarta, {DATE}\b", re.IGNORECASE)
_CENTRAL = r"(?:KEMENTERIAN|BADAN|LEMBAGA|KEJAKSAAN|KEPOLISIAN|SEKRETARIAT|MAHKAMAH|KOMISI|ARSIP|PERPUSTAKAAN)\b"
_AGENCY = rf"(?:PEMERINTAH (?!PUSAT\b|DAERAH\b(?! ISTIMEWA))|PEMPROV\b|PEMKAB\b|PEMKOT\b|{_CENTRAL})"
_AGENCY_IN_CAPITALS = re.compile(rf"\b{_AGENCY}(?: ?[A-Z(][A-Z.,()/-]*(?![a-z]))*")
_AGENCY_IN_ANY_LETTERS = re.compile(rf"\b{_AGENCY}.*", re.IGNORECASE)
_COVER_PHRASES = re.compile(
    rf"LAPORAN HASIL (?:EVALUASI|PEMANTAUAN)(?: DAN EVALUASI)?|INDEKS SPBE|{_SYSTEM}|TAHUN 20[0-9]{{2}}|"
    r"(?:DEPUTI BIDANG [A-Z, ]*?)?KEMENTERIAN PENDAYAGUNAAN APARATUR NEGARA DAN REFORMASI BIROKRASI|\bSPBE\b",
    re.IGNORECASE,
)
_CHECK_PAGES = "check that all its pages belong to one report."
_LOWER = frozenset({"DAN"})
_UPPER = frozenset({"DKI", "RI", "RRI", "TVRI", "TNI"})


def names_central_body(agency: str) -> bool:
    """Whether a report is to a central body: a region's name begins otherwise, also a misspelt one."""
    return re.match(_CENTRAL, agency, re.IGNORECASE) is not None


def squeezed(text: str) -> str:
    """A page's text on one line."""
    return " ".join(text.split())


def mentions_report(texts: Sequence[str]) -> bool:
    """Whether a document calls itself a report of results to one agency."""
    return any(_REPORT.search(squeezed(text)) for text in texts)


def variant_of(file: Path, texts: Sequence[str]) -> str:
    """``Evaluasi`` or ``Pemantauan``, from the cover or, where that is an image, from headings and text.

    Raises:
        SourceError: when the document does not say which, or says both.
    """
    cover, prose = (
        {m[1].upper() for text in some for m in _REPORT.finditer(squeezed(text))} for some in (texts[:1], texts)
    )
    headings = {m[1] for text in texts for m in _PAGE_HEADING.finditer(squeezed(text))} - {"PEMANTAUAN DAN EVALUASI"}
    variants = cover | headings or prose
    if len(variants) != 1:
        both = "both 'Laporan Hasil Evaluasi' and" if variants else "neither 'Laporan Hasil Evaluasi' nor"
        raise SourceError(file, f"it says {both} 'Laporan Hasil Pemantauan'.", _CHECK_PAGES)
    return variants.pop().capitalize()


def year_of(file: Path, texts: Sequence[str]) -> int:
    """The evaluation year, from the cover and the headings of pages.

    Raises:
        SourceError: when no heading has a year, or two have different ones.
    """
    pages: dict[str, int] = {}
    for page_no, text in enumerate(texts, start=1):
        line = squeezed(text)
        for year in [match[2] for match in _PAGE_HEADING.finditer(line)] + (
            _COVER_YEAR.findall(line) if page_no == 1 else []
        ):
            pages.setdefault(year, page_no)
    if not pages:
        raise SourceError(
            file,
            "no evaluation year is found on the cover ('TAHUN ...') or in a heading ('EVALUASI SISTEM PEMERINTAHAN "
            "BERBASIS ELEKTRONIK TAHUN ...', the same with PEMANTAUAN).",
            f"{_CHECK_PAGES[:-1]}; ask the sender for the PDF with text.",
        )
    if len(pages) > 1:
        years = ", ".join(f"{year} on page {page_no}" for year, page_no in pages.items())
        raise SourceError(file, f"its headings name several evaluation years: {years}.", _CHECK_PAGES)
    return int(next(iter(pages)))


def check_cover(file: Path, cover: str, agency: str, page_no: int) -> None:
    """Compare the name on the cover, where it is text, with that over the scores.

    Raises:
        SourceError: when the cover names another agency.
    """
    left_over = squeezed(_COVER_PHRASES.sub(" ", squeezed(cover)))
    if (capitals := _AGENCY_IN_CAPITALS.search(left_over)) is not None:
        other, same = capitals[0], _kind_and_key(capitals[0]) == _kind_and_key(agency)
    elif (letters := _AGENCY_IN_ANY_LETTERS.search(left_over)) is not None:
        other, same = letters[0], spelling_key(agency) in spelling_key(letters[0])
    else:
        return
    if not same:
        raise SourceError(file, f"the cover names {other.strip()!r}, page {page_no} {agency!r}.", _CHECK_PAGES)


def _kind_and_key(name: str) -> tuple[str | None, str]:
    kind, bare = split_kind(name)
    return kind, spelling_key(bare)


def in_usual_letters(name: str) -> str:
    """A name printed in capitals, as it is written in running text; another name unchanged.

    Examples:
        >>> in_usual_letters("PEMERINTAH KOTA BANDAR LAMPUNG")
        'Pemerintah Kota Bandar Lampung'
        >>> in_usual_letters("KEMENTERIAN HUKUM DAN HAK ASASI MANUSIA")
        'Kementerian Hukum dan Hak Asasi Manusia'
        >>> in_usual_letters("PEMERINTAH D.I. YOGYAKARTA")
        'Pemerintah D.I. Yogyakarta'
    """
    if name != name.upper():
        return name
    return " ".join(re.sub(r"[^\s/()-]+", lambda part: _usual(part[0]), word) for word in name.split())


def _usual(word: str) -> str:
    bare = word.strip(".,")
    if bare in _LOWER:
        return word.lower()
    if bare in _UPPER or re.fullmatch(r"(?:[A-Z]\.)+", word) or not re.search(r"[AEIOUY]", bare):
        return word  # an abbreviation
    return word.capitalize()


def date_of(texts: Sequence[str]) -> date | None:
    """The date below the foreword, ``Jakarta, 31 Januari 2023``; None when there is none, or several."""
    found = {date_of_match(match) for text in texts for match in _DATE.finditer(squeezed(text))}
    return found.pop() if len(found) == 1 else None
