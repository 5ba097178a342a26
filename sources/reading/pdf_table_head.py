"""The heading row of a result table on a PDF page, found by its words and their places.

Belongs here: which words head which column, where a heading begins and ends.
Does not belong here: captions (pdf_table_captions.py), rows (pdf_table_rows.py).
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass
from itertools import pairwise

from sources.reading.pdf import Rule, Word
from sources.reading.pdf_lines import FIGURE, Line, Span, covering, text_of
from sources.reading.pdf_table_captions import begins_caption, continues_caption

#: The columns of figures, in the publisher's order.
DOMAINS = ("d1", "d2", "d3", "d4")
FIGURES = (*DOMAINS, "index")

_NAME_SEEDS = {"instansi", "nama"}
_NAME_WORDS = {
    *_NAME_SEEDS, "pemerintah", "daerah", "pemda", "kementerian", "lembaga", "k", "l", "d", "pusat", "kelompok",
    "kategori", "jenis", "wilayah", "provinsi", "kabupaten", "kab", "kota",
}  # fmt: skip
_DOMAIN_WORDS = {
    "d1": "d1", "d2": "d2", "d3": "d3", "d4": "d4", "kebijakan": "d1", "kelola": "d2", "tatakelola": "d2",
    "manajemen": "d3", "layanan": "d4",
}  # fmt: skip
_ORDINALS = {"1": "d1", "2": "d2", "3": "d3", "4": "d4", "i": "d1", "ii": "d2", "iii": "d3", "iv": "d4"}
_INDEX_WORDS = {"indeks", "index"}
_SCORE_WORDS = {"nilai", "skor"}
_SUPPORT = {"domain", "tata", "internal", "spbe", "urut", "hasil", "evaluasi", "akhir", "dan", "per", "tahun", ""}
_KNOWN = {
    "no", "nomor", "predikat", *_NAME_WORDS, *_DOMAIN_WORDS, *_ORDINALS, *_INDEX_WORDS, *_SCORE_WORDS, *_SUPPORT,
}  # fmt: skip
# "Kementerian" may be the last line of a caption or the first of a name: such words count only inside the heading's
# drawn lines, or above "Predikat" where nothing is drawn.
_KNOWN_OUTSIDE = (_KNOWN - _NAME_WORDS - set(_ORDINALS)) | {"instansi"}
#: A heading of names that cannot end so.
_UNFINISHED = re.compile(r"(?:/|\bdan|\bpemerintah)$")
#: Lines of one heading stand at most this far apart, in parts of the letters' size.
_HEADING_GAP = 3.2


@dataclass(frozen=True)
class Heading:
    """The heading row of a table.

    Args:
        columns: the place of each column's heading, from left to right: no, name, d1 to d4, index, predikat.
        name_heading: the words over the names, small: "nama instansi".
        top: upper edge.
        bottom: lower edge.
    """

    columns: dict[str, Span]
    name_heading: str
    top: float
    bottom: float


@dataclass(frozen=True)
class NoHeading:
    """A line that heads a table but cannot be used, why, and whether it names domains."""

    problem: str
    domains: bool
    top: float


def key(word: Word) -> str:
    """A heading word without case and marks: "No." is "no". A year ("Indeks SPBE 2024") says nothing: it is ""."""
    return re.sub(r"[^a-z0-9/]|^20\d\d$", "", word.text.casefold())


def _among(word: Word, vocabulary: Container[str]) -> bool:
    """Whether a word, or each part of "Kementerian/Lembaga", is one of a vocabulary's."""
    name = key(word)
    return name in vocabulary or ("/" in name and all(part in vocabulary for part in name.split("/") if part))


def is_heading_or_caption(line: Line) -> bool:
    """Whether a line could be part of a heading, or begins a caption."""
    return all(_among(word, _KNOWN) for word in line) or begins_caption(line)


def find_headings(lines: list[Line], rules: list[Rule], apart: Container[int] = ()) -> list[Heading | NoHeading]:
    """All heading rows of a page, from the top.

    Args:
        lines: the page's lines.
        rules: its drawn lines.
        apart: which of the lines are known to belong to no heading.
    """
    found: list[Heading | NoHeading] = []
    for at, line in enumerate(lines):
        if (not found or line[0].middle > (found[-1].bottom if isinstance(found[-1], Heading) else found[-1].top)) and (
            any(key(word) == "predikat" for word in line)
        ):
            heading = _heading_at(lines, at, rules, apart)
            if heading is not None:
                found.append(heading)
    return found


def _heading_at(lines: list[Line], at: int, rules: list[Rule], apart: Container[int]) -> Heading | NoHeading | None:
    line = lines[at]
    unknown = [word.text for word in line if not _among(word, _KNOWN)]
    if unknown:
        starts = key(line[0]) in {"no", "nomor"} and any(_among(w, _NAME_WORDS) for w in line)
        spread = max((b.x0 - a.x1 for a, b in pairwise(line)), default=0) > line[0].size
        if starts and spread:
            named = sum(key(word) in _DOMAIN_WORDS for word in line)
            wrong = f"the heading {text_of(line)!r} has words that name no known column: {', '.join(unknown)}"
            return NoHeading(wrong, named > 1, line[0].top)
        return None
    first, last = _zone(lines, at, rules, apart)
    words = [word for part in lines[first : last + 1] for word in part]
    columns, problem = _columns(words)
    if problem:
        domains = any(column in columns for column in DOMAINS)
        return NoHeading(problem, domains, lines[first][0].top) if len(columns) >= 4 else None  # noqa: PLR2004
    bottom = max(word.bottom for word in words)
    numbered = lines[last + 1] if last + 1 < len(lines) else []
    if [re.sub(r"\D", "", w.text) for w in numbered] == [str(n + 1) for n in range(len(columns))]:
        bottom = max(word.bottom for word in numbered)  # a row that numbers the columns: (1) (2) (3) ...
    x0, x1 = columns["name"]
    over_names = [
        key(w) for w in sorted(words, key=lambda w: (w.middle, w.x0)) if _among(w, _NAME_WORDS) and x0 <= w.x0 < x1
    ]
    ordered = dict(sorted(columns.items(), key=lambda item: sum(item[1])))
    return Heading(ordered, " ".join(over_names), min(w.top for w in words), bottom)


def _zone(lines: list[Line], at: int, rules: list[Rule], apart: Container[int]) -> tuple[int, int]:
    """The first and last line of the heading around the line of the word "Predikat"."""
    line = lines[at]
    # The cell of "Predikat" is as high as the heading, also where other headings are split into two rows.
    grade = next(word for word in line if key(word) == "predikat")
    edges = covering(rules, grade.x0, grade.x1)
    ceiling = max((y for y in edges if y < line[0].middle), default=None)
    floor = min((y for y in edges if y > line[0].middle), default=None)
    if floor is not None and any(FIGURE.fullmatch(w.text) for low in lines[at:] for w in low if w.middle < floor):
        floor = None  # the edge of a shaded row further down
    if ceiling is not None and any(begins_caption(up) for up in lines[:at] if up[0].middle > ceiling):
        ceiling = None  # the lower edge of the table before
    first = last = at
    while first > 0 and first - 1 not in apart:
        upper = lines[first - 1]
        near = lines[first][0].middle - upper[0].middle <= _HEADING_GAP * upper[0].size
        inside = ceiling is not None and upper[0].middle > ceiling
        known = _KNOWN if inside or ceiling is None else _KNOWN_OUTSIDE
        if not near or not all(_among(w, known) for w in upper) or begins_caption(upper):
            break
        if not inside and continues_caption(lines, first - 1):
            break
        first -= 1
    while last + 1 < len(lines) and last + 1 not in apart:
        lower = lines[last + 1]
        near = lower[0].middle - lines[last][0].middle <= _HEADING_GAP * lower[0].size
        inside = floor is not None and lower[0].middle < floor
        domains = [w for upper in lines[first : last + 1] for w in upper if key(w) == "domain"]
        ordinal = {w for w in lower if key(w) in _ORDINALS and any(_heads(domain, w) for domain in domains)}
        known = _KNOWN if inside else _KNOWN_OUTSIDE
        over_names = [w for upper in lines[first : last + 1] for w in upper if _among(w, _NAME_WORDS)]
        goes_on = bool(over_names) and _UNFINISHED.search(" ".join(key(w) for w in over_names)) is not None
        if goes_on and all(_among(w, _NAME_WORDS) for w in lower):
            known = _KNOWN  # "Kementerian/Lembaga/Pemerintah" and below it "Daerah"
        if not near or not all(_among(w, known) or w in ordinal for w in lower):
            break
        last += 1
    return first, last


def _columns(words: list[Word]) -> tuple[dict[str, Span], str | None]:
    """The columns that heading words name, and what is wrong with them."""
    seeds: dict[str, list[Word]] = {}
    for word in words:
        name = key(word)
        if name in {"no", "nomor"}:
            seeds.setdefault("no", []).append(word)
        elif name == "predikat":
            seeds.setdefault("predikat", []).append(word)
        elif name in _DOMAIN_WORDS:
            seeds.setdefault(_DOMAIN_WORDS[name], []).append(word)
        elif name in _ORDINALS and any(_heads(domain, word) for domain in words if key(domain) == "domain"):
            seeds.setdefault(_ORDINALS[name], []).append(word)
    named = [w for w in words if key(w) in _NAME_SEEDS] or [w for w in words if _among(w, _NAME_WORDS)]
    # "Domain Layanan Pemerintah" is no name: words beside the names' own heading stand over other columns.
    others = [w for group in seeds.values() for w in group]
    seeds["name"] = [w for w in named if not any(_overlap(w, o) for o in others)]
    domains = [w for column in DOMAINS for w in seeds.get(column, [])]
    for vocabulary in (_INDEX_WORDS, _SCORE_WORDS):
        found = [w for w in words if key(w) in vocabulary and not any(_overlap(w, d) for d in domains)]
        inside = [w for w in found if domains and min(d.x0 for d in domains) < w.x0 < max(d.x1 for d in domains)]
        # "Indeks" over all four domains is their common heading.
        seeds["index"] = [w for w in found if w not in inside] or found
        if seeds["index"]:
            break
    columns = {c: (min(w.x0 for w in g), max(w.x1 for w in g)) for c, g in seeds.items() if g}
    missing = {"no", "name", "index", "predikat"} - columns.keys()
    if missing:
        return columns, f"the heading lacks {', '.join(sorted(missing))}"
    if 0 < sum(column in columns for column in DOMAINS) < len(DOMAINS):
        return columns, f"the heading names only {', '.join(c for c in DOMAINS if c in columns)} of the four domains"
    by_place = sorted(columns.items(), key=lambda item: item[1])
    for (left, (_, x1)), (right, (x0, _)) in pairwise(by_place):
        if x0 < x1 - 1:
            return columns, f"the headings of {left} and {right} stand over each other"
    return columns, None


def _heads(domain: Word, ordinal: Word) -> bool:
    """Whether "Domain" stands right before or above its number."""
    if abs(domain.middle - ordinal.middle) <= 0.3 * domain.size:
        return 0 <= ordinal.x0 - domain.x1 <= domain.size
    return 0 < ordinal.middle - domain.middle <= 2 * domain.size and _overlap(domain, ordinal)


def _overlap(one: Word, other: Word) -> bool:
    return one.x0 < other.x1 and other.x0 < one.x1
