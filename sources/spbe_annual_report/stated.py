"""What an annual report says of itself in its text: its year, its title, its counts, its decree."""

from __future__ import annotations

import re
from pathlib import Path

from sources.declaration.errors import SourceError
from sources.reading.decrees import Citation, find_citations

_SPBE = (
    r"(?:SPBE|Sistem\s+Pemerintahan\s+Berbasis\s+Elektronik(?:\s+\(SPBE\))?"
    r"|Pemdi|(?:Kinerja\s+)?Pemerintah\s+Digital(?:\s+\(Pemdi\))?)"
)
_EVALUATION = rf"Evaluasi\s+{_SPBE}\b[^.\d]{{0,80}}?\b(?P<year>20\d\d)\b"
_REPORT = rf"Laporan\s+(?:[a-z]+\s+){{0,4}}?{_EVALUATION}"
#: Where a report says its year: on its cover and running head (a line of its own) first, then anywhere. A sentence
#: may well name the report of the year before.
_YEAR_PATTERNS = (
    ("its title", re.compile(rf"^\s*(?P<title>{_REPORT})[\s|–-]*\d*\s*$", re.I | re.M)),
    ("its text", re.compile(_REPORT, re.I)),
    ("its text", re.compile(_EVALUATION, re.I)),
)
_IN_WORDS = r"\s*(?:\([a-z ]+\)\s*)?"
# "12 instansi pusat memperoleh predikat Memuaskan" counts a part of them.
_NO_PART = r"(?![^.]{0,40}?\b(?:predikat|memperoleh|mendapat|mencapai|meraih|belum)\b)"
_COUNTS = {
    "agencies": rf"\b(\d{{2,3}}){_IN_WORDS}instansi(?: pemerintah| pusat dan (?:pemerintah )?daerah)?(?! pusat)\b",
    "central": rf"\b(\d{{1,3}}){_IN_WORDS}instansi pusat(?! dan (?:pemerintah )?daerah)\b",
    "regional": rf"\b(\d{{1,3}}){_IN_WORDS}pemerintah daerah\b",
    "provinces": rf"\b(\d{{1,2}}){_IN_WORDS}(?:pemerintah )?provinsi\b",
    "kabupaten": rf"\b(\d{{1,3}}){_IN_WORDS}(?:pemerintah )?kabupaten\b(?!/)",
    "kota": rf"\b(\d{{1,3}}){_IN_WORDS}(?:pemerintah )?kota\b",
}


def find_year(file: Path, pages: list[str]) -> tuple[int, str]:
    """The evaluation year and the title; the file name is not asked.

    Args:
        file: for errors.
        pages: the text of each page.

    Raises:
        SourceError: when the document states no year, or several.
    """
    for where, pattern in _YEAR_PATTERNS:
        matches = [match for page in pages for match in pattern.finditer(page)]
        years = sorted({match["year"] for match in matches})
        if len(years) > 1:
            raise SourceError(
                file, f"{where} says several years: {', '.join(years)}.",
                "find out which year the results are of; if the document contradicts itself, ask the publisher.",
            )  # fmt: skip
        if years:
            printed = matches[0]["title"] if where == "its title" else f"Laporan Evaluasi SPBE {years[0]}"
            return int(years[0]), " ".join(printed.split())
    raise SourceError(
        file, "it has tables of results, and no words like 'Laporan Evaluasi SPBE Tahun 2025' say of which year.",
        "look for the year in the document; without it, type the table into a spreadsheet with a column of years.",
    )  # fmt: skip


def find_counts(pages: list[str]) -> tuple[dict[str, int | str], list[str]]:
    """How many bodies the text says were evaluated, and a note when it says so in several ways.

    A number counts only where it fits the others: central and regional bodies add up to all, the kinds of regions
    to the regional ones.
    """
    text = " ".join(" ".join(page.split()) for page in pages)
    stated = {name: {int(n) for n in re.findall(words + _NO_PART, text, re.I)} for name, words in _COUNTS.items()}
    sums = {(a, c, r) for a in stated["agencies"] for c in stated["central"] for r in stated["regional"] if a == c + r}
    counts: dict[str, int | str] = {}
    notes = []
    if len(sums) == 1:
        counts.update(zip(("agencies", "central", "regional"), sums.pop(), strict=True))
    elif len(stated["agencies"]) == 1 and not (stated["central"] and stated["regional"]):
        counts["agencies"] = next(iter(stated["agencies"]))
    elif any(stated[name] for name in ("agencies", "central", "regional")):
        numbers = "; ".join(
            f"{name} {' or '.join(map(str, sorted(stated[name]))) or 'not stated'}"
            for name in ("agencies", "central", "regional")
        )
        notes.append(f"The counts that the text states do not fit each other and were not taken: {numbers}.")
    kinds = {
        (p, k, t) for p in stated["provinces"] for k in stated["kabupaten"] for t in stated["kota"]
        if p + k + t == counts.get("regional")
    }  # fmt: skip
    if len(kinds) == 1:
        counts.update(zip(("provinces", "kabupaten", "kota"), kinds.pop(), strict=True))
    return counts, notes


def find_decree(pages: list[str], year: int) -> tuple[Citation | None, list[str]]:
    """The decree that fixed these results, and a note when several could be meant.

    Guidelines are decrees too, and a report cites the decree of the year before: what does not speak of results of
    this year is left aside.
    """
    cited = [c for c in find_citations("\n".join(pages)) if _can_fix(c, year)]
    certain = [c for c in cited if str(year) in c.subject]
    names = sorted({c.name for c in certain or cited})
    if len(names) > 1:
        return None, [f"Several decrees are cited, and which one fixes these results is not clear: {', '.join(names)}."]
    of_it = [c for c in certain or cited if c.name in names]
    return next((c for c in of_it if c.dated is not None), of_it[0] if of_it else None), []


def _can_fix(citation: Citation, year: int) -> bool:
    about = re.search(r"\bhasil\b.{0,120}?\bevaluasi\b", citation.subject, re.I)
    if not citation.subject:
        return True
    years = re.findall(r"\btahun (20\d\d)\b", citation.subject[: citation.subject.find(".")] or citation.subject, re.I)
    return about is not None and (not years or str(year) in years[:1])
