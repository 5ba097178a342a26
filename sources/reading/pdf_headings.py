"""What parts a PDF page of result tables, found by words: captions, headings and lines that name a category."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass
from itertools import pairwise

from sources.reading.pdf import DrawnLine, Word
from sources.reading.pdf_lines import FIGURE, Line, Span, covering, other_print, text_of

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
_INDEX_WORDS = ({"indeks", "index"}, {"nilai", "skor"})
_SUPPORT = {"domain", "tata", "internal", "spbe", "urut", "hasil", "evaluasi", "akhir", "dan", "per", "tahun", ""}
_KNOWN = {"no", "nomor", "predikat", *_NAME_WORDS, *_DOMAIN_WORDS, *_ORDINALS, *_SUPPORT}.union(*_INDEX_WORDS)
# "Kementerian" may be the last line of a caption or the first of a name: such words count only inside the heading's
# drawn lines, or above "Predikat" where nothing is drawn.
_KNOWN_OUTSIDE = (_KNOWN - _NAME_WORDS - set(_ORDINALS)) | {"instansi"}
#: A heading of names that cannot end so.
_UNFINISHED = re.compile(r"(?:/|\bdan|\bpemerintah)$")
#: Lines of one heading, and of one caption, stand at most this far apart, in parts of the letters' size.
_HEADING_GAP, _CAPTION_GAP = 3.2, 2.2
#: A caption has at most so many lines. They begin, or have their middles, at places that differ at most so many points.
_MOST_LINES, _ALIGNED = 4, 1.5
_CAPTION = re.compile(
    r"(?:(?:lanjutan|sambungan)\s+)?tabel\s+(?P<no>\d+(?:[.-]\d+)*)(?P<after>[.:]?)(?:\s+|$)(?P<title>.*)", re.I
)
_CONTINUED = re.compile(r"\s*[(\[]?\s*(?:lanjutan|sambungan)\s*[)\]]?\s*$", re.I)
#: A category line stands so far from others, in parts of the letters' size, and begins so many points from the names.
_WHOLE_LINE, _ASIDE = 0.9, 3


@dataclass(frozen=True)
class Caption:
    """A caption "Tabel n. Title": the number, the title joined from its lines, and its place."""

    number: str
    title: str
    top: float
    bottom: float


@dataclass(frozen=True)
class CategoryLine:
    """A line that names the category of the rows below it, and its place."""

    text: str
    top: float
    bottom: float


@dataclass(frozen=True)
class TableHeading:
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
class UnusableHeading:
    """A line that heads a table but cannot be used, why, and whether it names domains."""

    problem: str
    domains: bool
    top: float

    @property
    def bottom(self) -> float:
        """What is below may be anything."""
        return self.top


Mark = TableHeading | UnusableHeading | Caption | CategoryLine


def find_marks(lines: list[Line], drawn: list[DrawnLine], categories: re.Pattern[str] | None) -> list[Mark]:
    """Headings, captions and category lines of a page, from the top.

    Args:
        lines: the page's lines.
        drawn: its drawn lines.
        categories: lines that match as a whole are categories; None when there are none.
    """
    aside = _category_lines(lines, categories) if categories is not None else []
    marks: list[Mark] = []
    for at, line in enumerate(lines):
        if any(_key(word) == "predikat" for word in line) and (not marks or line[0].middle > marks[-1].bottom):
            heading = _heading_at(lines, at, drawn, aside)
            marks += [heading] if heading is not None else []
    headings = [mark for mark in marks if isinstance(mark, TableHeading)]
    for at in aside:
        top, bottom = min(w.top for w in lines[at]), max(w.bottom for w in lines[at])
        # A category word among the heading's words is none.
        if not any(heading.top < top < heading.bottom for heading in headings):
            marks.append(CategoryLine(text_of(lines[at]), top, bottom))
    for at, line in enumerate(lines):
        if _begins_caption(line):
            below = min((mark.top for mark in marks if mark.top > line[0].top), default=float("inf"))
            marks.append(_caption_at(lines, at, below))
    return sorted(marks, key=lambda mark: mark.top)


def _key(word: Word) -> str:
    """A heading word without case and marks: "No." is "no". A year ("Indeks SPBE 2024") says nothing: it is ""."""
    return re.sub(r"[^a-z0-9/]|^20\d\d$", "", word.text.casefold())


def _among(word: Word, vocabulary: Container[str]) -> bool:
    """Whether a word, or each part of "Kementerian/Lembaga", is one of a vocabulary's."""
    name = _key(word)
    return name in vocabulary or ("/" in name and all(part in vocabulary for part in name.split("/") if part))


def _begins_caption(line: Line) -> bool:
    """Whether a line begins a caption; an entry of a list of tables (dots up to a page number) does not."""
    match = _CAPTION.fullmatch(text_of(line))
    if match is None or re.search(r"\.{4,}|…|(?:\.\s){3,}", match.string):
        return False
    # "Tabel 31 menunjukkan bahwa ..." is a sentence.
    return not match["title"] or bool(match["after"]) or match["title"][0].isupper()


def _caption_at(lines: list[Line], at: int, below: float) -> Caption:
    first = _CAPTION.fullmatch(text_of(lines[at]))
    assert first is not None
    parts, bottom = [first["title"]], lines[at][0].bottom
    for above, line in pairwise(lines[at : at + _MOST_LINES]):
        far = line[0].middle - above[0].middle > _CAPTION_GAP * max(w.size for w in (*above, *line))
        table = any(FIGURE.fullmatch(word.text) for word in line)
        if line[0].middle >= below or far or table or other_print(line[0], above[0]) or _begins_caption(line):
            break
        parts.append(text_of(line))
        bottom = line[0].bottom
    title = _CONTINUED.sub("", " ".join(part for part in parts if part))
    return Caption(first["no"], " ".join(title.split()), lines[at][0].top, bottom)


def _continues_caption(lines: list[Line], at: int) -> bool:
    """Whether a line above a heading belongs to the caption over it: it is aligned with it and no nearer to below."""
    start = next((n for n in range(at - 1, max(at - _MOST_LINES, -1), -1) if _begins_caption(lines[n])), None)
    if start is None:
        return False
    caption = lines[start]

    def aligned(line: Line) -> bool:
        same_left = abs(caption[0].x0 - line[0].x0) <= _ALIGNED
        return same_left or abs(caption[0].x0 + caption[-1].x1 - line[0].x0 - line[-1].x1) <= 2 * _ALIGNED

    above, below = (lines[n + 1][0].middle - lines[n][0].middle for n in (at - 1, at))
    return above <= below + 0.5 and all(aligned(line) for line in lines[start + 1 : at + 1])


def _category_lines(lines: list[Line], categories: re.Pattern[str]) -> list[int]:
    """The lines that are a category as a whole.

    A wrapped name may have the line "PEMERINTAH KOTA": a category has a letter or number before it; or it comes once,
    stands a whole line away from others, and begins elsewhere than the names do.
    """
    # Names begin where most often something follows a row number.
    edges = sorted(line[1].x0 for line in lines if len(line) > 1 and line[0].text.strip("().").isdigit()
                   and line[1].text[0].isalpha())  # fmt: skip
    left = edges[len(edges) // 2] if edges else float("-inf")
    texts = [text_of(line) for line in lines]

    def stands_apart(at: int) -> bool:
        line = lines[at][0]
        beside = [*lines[max(at - 1, 0) : at], *lines[at + 1 : at + 2]]
        far = all(abs(other[0].middle - line.middle) > _WHOLE_LINE * line.size for other in beside)
        return texts.count(texts[at]) == 1 and far and abs(line.x0 - left) > _ASIDE

    return [
        at
        for at, text in enumerate(texts)
        if categories.fullmatch(text) and (re.match(r"\w{1,4}[.)]\s", text) or stands_apart(at))
    ]


def _heading_at(
    lines: list[Line], at: int, drawn: list[DrawnLine], aside: Container[int]
) -> TableHeading | UnusableHeading | None:
    """The heading around the line of the word "Predikat"; None when that line is no heading."""
    line = lines[at]
    unknown = [word.text for word in line if not _among(word, _KNOWN)]
    if unknown:
        starts = _key(line[0]) in {"no", "nomor"} and any(_among(w, _NAME_WORDS) for w in line)
        spread = max((b.x0 - a.x1 for a, b in pairwise(line)), default=0) > line[0].size
        wrong = f"the heading {text_of(line)!r} has words that name no known column: {', '.join(unknown)}"
        domains = sum(_key(word) in _DOMAIN_WORDS for word in line) > 1
        return UnusableHeading(wrong, domains, line[0].top) if starts and spread else None
    first, last = _extent(lines, at, drawn, aside)
    words = [word for part in lines[first : last + 1] for word in part]
    columns, problem = _columns(words)
    if problem:
        domains = any(column in columns for column in DOMAINS)
        return UnusableHeading(problem, domains, lines[first][0].top) if len(columns) >= 4 else None  # noqa: PLR2004
    numbered = lines[last + 1] if last + 1 < len(lines) else []
    if [re.sub(r"\D", "", w.text) for w in numbered] != [str(n + 1) for n in range(len(columns))]:
        numbered = []  # else a row that numbers the columns: (1) (2) (3) ...
    x0, x1 = columns["name"]
    over_names = [
        _key(w) for w in sorted(words, key=lambda w: (w.middle, w.x0)) if _among(w, _NAME_WORDS) and x0 <= w.x0 < x1
    ]
    ordered = dict(sorted(columns.items(), key=lambda item: sum(item[1])))
    bottom = max(word.bottom for word in [*words, *numbered])
    return TableHeading(ordered, " ".join(over_names), min(w.top for w in words), bottom)


def _extent(lines: list[Line], at: int, drawn: list[DrawnLine], aside: Container[int]) -> tuple[int, int]:
    """The first and last line of the heading around the line of the word "Predikat"."""
    line = lines[at]
    # The cell of "Predikat" is as high as the heading, also where other headings are split into two rows.
    grade = next(word for word in line if _key(word) == "predikat")
    edges = covering(drawn, grade.x0, grade.x1)
    ceiling = max((y for y in edges if y < line[0].middle), default=None)
    floor = min((y for y in edges if y > line[0].middle), default=None)
    if floor is not None and any(FIGURE.fullmatch(w.text) for low in lines[at:] for w in low if w.middle < floor):
        floor = None  # the edge of a shaded row further down
    if ceiling is not None and any(_begins_caption(up) for up in lines[:at] if up[0].middle > ceiling):
        ceiling = None  # the lower edge of the table before

    def near(upper: Line, lower: Line) -> bool:
        return lower[0].middle - upper[0].middle <= _HEADING_GAP * upper[0].size

    first = last = at
    while first > 0 and first - 1 not in aside:
        upper = lines[first - 1]
        inside = ceiling is not None and upper[0].middle > ceiling
        known = _KNOWN if inside or ceiling is None else _KNOWN_OUTSIDE
        if not near(upper, lines[first]) or not all(_among(w, known) for w in upper) or _begins_caption(upper):
            break
        if not inside and _continues_caption(lines, first - 1):
            break
        first -= 1
    while last + 1 < len(lines) and last + 1 not in aside:
        lower, so_far = lines[last + 1], [w for upper in lines[first : last + 1] for w in upper]
        known = _KNOWN if floor is not None and lower[0].middle < floor else _KNOWN_OUTSIDE
        over_names = " ".join(_key(w) for w in so_far if _among(w, _NAME_WORDS))
        if _UNFINISHED.search(over_names) and all(_among(w, _NAME_WORDS) for w in lower):
            known = _KNOWN  # "Kementerian/Lembaga/Pemerintah" and below it "Daerah"
        if not near(lines[last], lower) or not all(_among(w, known) or _numbers_a_domain(w, so_far) for w in lower):
            break
        last += 1
    return first, last


def _columns(words: list[Word]) -> tuple[dict[str, Span], str | None]:
    """The columns that heading words name, and what is wrong with them."""
    seeds: dict[str, list[Word]] = {}
    for word in words:
        name = _key(word)
        column = {"no": "no", "nomor": "no", "predikat": "predikat", **_DOMAIN_WORDS}.get(name)
        if column is None and _numbers_a_domain(word, words):
            column = _ORDINALS[name]
        if column is not None:
            seeds.setdefault(column, []).append(word)
    named = [w for w in words if _key(w) in _NAME_SEEDS] or [w for w in words if _among(w, _NAME_WORDS)]
    # "Domain Layanan Pemerintah" is no name: words beside the names' own heading stand over other columns.
    others = [w for group in seeds.values() for w in group]
    seeds["name"] = [w for w in named if not any(_overlap(w, other) for other in others)]
    domains = [w for column in DOMAINS for w in seeds.get(column, [])]
    for vocabulary in _INDEX_WORDS:
        found = [w for w in words if _key(w) in vocabulary and not any(_overlap(w, d) for d in domains)]
        # "Indeks" over all four domains is their common heading.
        inside = [w for w in found if domains and min(d.x0 for d in domains) < w.x0 < max(d.x1 for d in domains)]
        seeds["index"] = [w for w in found if w not in inside] or found
        if seeds["index"]:
            break
    columns = {c: (min(w.x0 for w in g), max(w.x1 for w in g)) for c, g in seeds.items() if g}
    if missing := {"no", "name", "index", "predikat"} - columns.keys():
        return columns, f"the heading lacks {', '.join(sorted(missing))}"
    if 0 < sum(column in columns for column in DOMAINS) < len(DOMAINS):
        return columns, f"the heading names only {', '.join(c for c in DOMAINS if c in columns)} of the four domains"
    for (left, (_, x1)), (right, (x0, _)) in pairwise(sorted(columns.items(), key=lambda item: item[1])):
        if x0 < x1 - 1:
            return columns, f"the headings of {left} and {right} stand over each other"
    return columns, None


def _numbers_a_domain(word: Word, words: list[Word]) -> bool:
    """Whether a word is the number of a domain, right behind or below the word "Domain"."""
    if _key(word) not in _ORDINALS:
        return False
    for domain in (w for w in words if _key(w) == "domain"):
        if abs(domain.middle - word.middle) <= 0.3 * domain.size:
            if 0 <= word.x0 - domain.x1 <= domain.size:
                return True
        elif 0 < word.middle - domain.middle <= 2 * domain.size and _overlap(domain, word):
            return True
    return False


def _overlap(one: Word, other: Word) -> bool:
    return one.x0 < other.x1 and other.x0 < one.x1
