"""Ministerial decrees as Indonesian documents cite them: "Keputusan Menteri PANRB Nomor 663 Tahun 2024"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from sources.reading.dates import DATE, date_of_match

_MINISTER = r"(?:PANRB|PAN[\s-]?RB|Pendayagunaan Aparatur Negara dan Reformasi Birokrasi)(?: Republik Indonesia)?"
_DECREE = re.compile(
    rf"(?:Keputusan Menteri|Kepmen) {_MINISTER} (?:Nomor|No\.?)\s*:? ?(?P<number>\d{{1,4}}) Tahun (?P<year>20\d\d)",
    re.I,
)
#: How far before a citation the word "Lampiran" may stand, in characters.
_BEFORE = 40
#: How far after its number a decree's subject and date stand, in characters.
_NEAR = 400


@dataclass(frozen=True)
class Citation:
    """One mention of a decree.

    Args:
        name: "Keputusan Menteri PANRB Nomor 13 Tahun 2024", however it is printed.
        subject: what stands after "tentang", up to the next citation; "" when nothing does.
        dated: the date beside the number, None when none is.
        annex: whether the word "Lampiran" stands right before.
    """

    name: str
    subject: str
    dated: date | None
    annex: bool


def find_citations(text: str) -> list[Citation]:
    r"""All mentions of decrees of the minister in a text.

    Examples:
        >>> (cited,) = find_citations("LAMPIRAN KEPUTUSAN MENTERI PANRB\n NOMOR 13 TAHUN 2024 TENTANG HASIL EVALUASI")
        >>> cited.name, cited.subject, cited.annex
        ('Keputusan Menteri PANRB Nomor 13 Tahun 2024', 'HASIL EVALUASI', True)
    """
    text = re.sub(r"\s+", " ", text)
    matches = list(_DECREE.finditer(text))
    found = []
    for at, match in enumerate(matches):
        until = matches[at + 1].start() if at + 1 < len(matches) else len(text)
        after = text[match.end() : min(until, match.end() + _NEAR)]
        _, _, subject = re.sub(r"\btentang\b", "\0", after, count=1, flags=re.I).partition("\0")
        # The date stands right after the number, or with the word "tanggal" later in the sentence.
        sentence = re.split(r"[.;] ", after)[0]
        dated = re.match(rf"\W*{DATE}", after, re.I) or re.search(rf"\btanggal {DATE}", sentence, re.I)
        annex = (
            re.search(r"lampiran\s*(?:[IVX]+\s*)?:?\s*$", text[max(match.start() - _BEFORE, 0) : match.start()], re.I)
            is not None
        )
        name = f"Keputusan Menteri PANRB Nomor {int(match['number'])} Tahun {match['year']}"
        found.append(Citation(name, subject.strip(), date_of_match(dated), annex))
    return found


def find_date(text: str, introduced_by: str) -> date | None:
    r"""The first date after some words: `find_date(text, r"ditetapkan di \\w+ pada tanggal")`."""
    return date_of_match(re.search(rf"{introduced_by}\W*{DATE}", re.sub(r"\s+", " ", text), re.I))
