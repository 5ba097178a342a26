"""What parts a PDF page of result tables, found by words: captions, headings and lines that name a category."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass
from itertools import pairwise

from sources.reading.pdf import DrawnLine, Word
from sources.reading.pdf_lines import FIGURE, Line, Span, covering, other_print, text_of

#: The columns of the parts of an index, in the publisher's order: domains, and aspects where there are no domains.
DOMAINS, ASPECTS = ("d1", "d2", "d3", "d4"), ("a1", "a2", "a3", "a4", "a5", "a6", "a7")
PARTS = (*DOMAINS, *ASPECTS)
FIGURES = (*PARTS, "index")

_COLUMN_WORDS = {"no": "no", "nomor": "no", "predikat": "predikat"}
_DOMAIN_WORDS = {column: column for column in DOMAINS} | {
    "kebijakan": "d1", "kelola": "d2", "tatakelola": "d2", "manajemen": "d3", "layanan": "d4",
}  # fmt: skip
#: Words that name an aspect and no domain, and those that mean another column beside them.
_ASPECT_WORDS = {column: column for column in ASPECTS} | {
    "penyelenggara": "a2", "data": "a3", "keamanan": "a4", "teknologi": "a5", "keterpaduan": "a6", "kepuasan": "a7",
}  # fmt: skip
_WORDS_BESIDE_ASPECTS = {"kelola": "a1", "tatakelola": "a1", "manajemen": "a1"}
_INDEX_WORDS = ({"indeks", "index"}, {"nilai", "skor"})
_OTHER_WORDS = {
    "domain", "aspek", "tata", "internal", "spbe", "pemdi", "digital", "pengguna", "urut", "hasil", "evaluasi", "akhir",
    "dan", "per", "tahun", "",
}  # fmt: skip
#: "Kementerian" may be the last line of a caption or the first of a name: outside the heading's drawn lines, such words
#: count only beside "Predikat".
_NAME_WORDS = {
    "nama", "pemerintah", "daerah", "pemda", "kementerian", "lembaga", "k", "l", "d", "pusat", "kelompok", "kategori",
    "jenis", "wilayah", "provinsi", "kabupaten", "kab", "kota",
}  # fmt: skip
_KNOWN_OUTSIDE = {
    "nama", "instansi", *_COLUMN_WORDS, *_DOMAIN_WORDS, *_ASPECT_WORDS, *_OTHER_WORDS
}.union(*_INDEX_WORDS)  # fmt: skip
_KNOWN = _KNOWN_OUTSIDE | _NAME_WORDS
#: Lines of one heading, and of one caption, stand at most this far apart, in parts of the letters' size.
_HEADING_GAP, _CAPTION_GAP = 3.2, 2.2
#: A caption has at most so many lines. Aligned lines begin, or have their middles, at most so many points apart.
_MOST_LINES, _ALIGNED = 4, 1.5
_CAPTION = re.compile(
    r"(?:(?:lanjutan|sambungan)\s+)?tabel\s+(?P<no>\d+(?:[.-]\d+)*)(?P<after>[.:]?)(?:\s+|$)(?P<title>.*)", re.I
)
#: Blanks are single ones there: a choice of how many stand where would take for ever.
_CONTINUED = re.compile(r" ?(?:[(\[] ?)?(?:lanjutan|sambungan) ?[)\]]?$", re.I)
#: A category line stands so far from others, in parts of the letters' size, and begins so many points from the names.
_WHOLE_LINE, _ASIDE = 0.9, 3


@dataclass(frozen=True)
class Mark:
    """Something that parts a page, and its place."""

    top: float
    bottom: float


@dataclass(frozen=True)
class Caption(Mark):
    """A caption "Tabel n. Title", its title joined from its lines."""

    number: str
    title: str


@dataclass(frozen=True)
class CategoryLine(Mark):
    """A line that names the category of the rows below it."""

    text: str


@dataclass(frozen=True)
class TableHeading(Mark):
    """The heading of a table: each column's place from left to right, and the words over the names."""

    columns: dict[str, Span]
    name_heading: str

    @property
    def parts(self) -> tuple[str, ...]:
        """The columns of the parts of an index; none in a table of indices alone."""
        return tuple(column for column in self.columns if column in PARTS)


@dataclass(frozen=True)
class UnusableHeading(Mark):
    """A heading that cannot be used, why, and whether it names parts of an index."""

    problem: str
    parts: bool


def find_marks(lines: list[Line], drawn: list[DrawnLine], categories: re.Pattern[str] | None) -> list[Mark]:
    """Headings, captions and lines that are a category as a whole, from the top of a page."""
    aside = _category_lines(lines, categories) if categories is not None else []
    captions = {at: _caption_end(lines, at, drawn) for at, line in enumerate(lines) if _begins_caption(line)}
    parting = {*aside, *(n for at, end in captions.items() for n in range(at, end))}
    marks: list[Mark] = []
    for at, line in enumerate(lines):
        if any(_key(word) == "predikat" for word in line) and (not marks or line[0].middle > marks[-1].bottom):
            heading = _heading_at(lines, at, drawn, parting)
            marks += [heading] if heading is not None else []
    marks += [CategoryLine(lines[at][0].top, lines[at][0].bottom, text_of(lines[at])) for at in aside]
    for at, end in captions.items():
        title = re.fullmatch(_CAPTION, " ".join(map(text_of, lines[at:end])))
        assert title is not None
        once = _CONTINUED.sub("", " ".join(title["title"].split()))
        marks.append(Caption(lines[at][0].top, lines[end - 1][0].bottom, title["no"], once))
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


def _caption_end(lines: list[Line], at: int, drawn: list[DrawnLine]) -> int:
    """Before which line the caption ends: the heading below is parted from it by a line, is spread, or not aligned."""
    first, end = lines[at], at + 1
    for above, line in pairwise(lines[at : at + _MOST_LINES]):
        far = line[0].middle - above[0].middle > _CAPTION_GAP * max(w.size for w in (*above, *line))
        parted = any(above[0].middle < rule.y < line[0].middle for rule in drawn)
        table = parted or _is_spread(line) or any(FIGURE.fullmatch(word.text) for word in line)
        centred = abs(first[0].x0 + first[-1].x1 - line[0].x0 - line[-1].x1) <= 2 * _ALIGNED
        aligned = centred or any(abs(word.x0 - line[0].x0) <= _ALIGNED for word in first[:3])
        heads = not aligned and all(_among(word, _KNOWN) for word in line)
        if far or table or heads or other_print(line[0], above[0]) or _begins_caption(line):
            break
        end += 1
    return end


def _is_spread(line: Line) -> bool:
    """Whether words of a line stand further apart than those of a sentence."""
    return any(right.x0 - left.x1 > left.size for left, right in pairwise(line))


def _category_lines(lines: list[Line], categories: re.Pattern[str]) -> list[int]:
    """The lines that are a category as a whole.

    A wrapped name may have the line "PEMERINTAH KOTA": a category has a letter or number before it; or it comes once,
    stands a whole line away from others, and begins elsewhere than the names do.
    """
    # Names begin where most often something follows a row number.
    names = sorted(
        line[1].x0 for line in lines
        if len(line) > 1 and line[0].text.strip("().").isdigit() and line[1].text[0].isalpha()
    )  # fmt: skip
    texts = list(map(text_of, lines))

    def stands_apart(at: int) -> bool:
        line = lines[at][0]
        beside = [*lines[max(at - 1, 0) : at], *lines[at + 1 : at + 2]]
        far = all(abs(other[0].middle - line.middle) > _WHOLE_LINE * line.size for other in beside)
        indented = not names or abs(line.x0 - names[len(names) // 2]) > _ASIDE
        return texts.count(texts[at]) == 1 and far and indented

    found = [at for at, text in enumerate(texts) if categories.fullmatch(text)]
    return [at for at in found if re.match(r"\w{1,4}[.)]\s", texts[at]) or stands_apart(at)]


def _heading_at(
    lines: list[Line], at: int, drawn: list[DrawnLine], parting: set[int]
) -> TableHeading | UnusableHeading | None:
    """The heading around the line of the word "Predikat"; None when that line is no heading."""
    first, last, closed = _extent(lines, at, drawn, parting)
    words = [word for line in lines[first : last + 1] for word in line]
    top = min(word.top for word in words)
    columns, problem = _columns(words)
    if unknown := [word.text for word in words if not _among(word, _KNOWN)]:
        problem = f"the heading {text_of(words)!r} has words that name no known column: {', '.join(unknown)}"
    elif not closed and not any(_key(word) == "instansi" for word in words):
        problem = problem or "no drawn line says where the heading of the names ends"
    if problem:
        # A sentence may hold the word "Predikat" too.
        heads = {"no", "name", "predikat"} <= columns.keys() and len(columns) > 3 and _is_spread(lines[at])  # noqa: PLR2004
        parts = any(c in columns for c in PARTS) or any(_key(word) in {"domain", "aspek"} for word in words)
        return UnusableHeading(top, top, problem, parts) if heads else None
    numbered = lines[last + 1] if last + 1 < len(lines) else []
    if [re.sub(r"\D", "", w.text) for w in numbered] != [str(n + 1) for n in range(len(columns))]:
        numbered = []  # else a row that numbers the columns: (1) (2) (3) ...
    x0, x1 = columns["name"]
    over_names = [w for w in sorted(words, key=lambda w: (w.middle, w.x0)) if x0 <= w.x0 < x1]
    bottom = max(word.bottom for word in [*words, *numbered])
    return TableHeading(top, bottom, columns, " ".join(map(_key, over_names)))


def _extent(lines: list[Line], at: int, drawn: list[DrawnLine], parting: set[int]) -> tuple[int, int, bool]:
    """First and last line of the heading around the line of "Predikat", and whether a drawn line closes it."""
    line = lines[at]
    # The cell of "Predikat" is as high as the heading, also where other headings are split into two rows.
    grade = next(word for word in line if _key(word) == "predikat")
    edges = [rule.y for rule in covering(drawn, grade.x0, grade.x1)]
    ceiling = max((y for y in edges if y < grade.middle), default=float("inf"))
    floor = min((y for y in edges if y > grade.middle), default=float("-inf"))
    if any(FIGURE.fullmatch(w.text) for low in lines[at:] for w in low if w.middle < floor):
        floor = float("-inf")  # the edge of a shaded row further down
    if any(up < at and lines[up][0].middle > ceiling for up in parting):
        ceiling = float("inf")  # the lower edge of the table before

    def belongs(n: int, beside: int, *, inside: bool) -> bool:
        near = abs(lines[n][0].middle - lines[beside][0].middle) <= _HEADING_GAP * lines[beside][0].size
        return near and n not in parting and all(_among(w, _KNOWN if inside else _KNOWN_OUTSIDE) for w in lines[n])

    first = last = at
    while first > 0 and belongs(first - 1, first, inside=lines[first - 1][0].middle > ceiling):
        first -= 1
    while last + 1 < len(lines) and belongs(last + 1, last, inside=lines[last + 1][0].middle < floor):
        last += 1
    return first, last, floor > grade.middle


def _columns(words: list[Word]) -> tuple[dict[str, Span], str | None]:
    """The columns that heading words name, from left to right, and what is wrong with them."""
    seeds: dict[str, list[Word]] = {}
    of_aspects = any(_key(word) in _ASPECT_WORDS for word in words)
    known = _COLUMN_WORDS | (_ASPECT_WORDS | _WORDS_BESIDE_ASPECTS if of_aspects else _DOMAIN_WORDS)
    all_parts = ASPECTS if of_aspects else DOMAINS
    for word in words:
        if column := known.get(_key(word)):
            seeds.setdefault(column, []).append(word)
    named = [w for w in words if _key(w) in {"nama", "instansi"}] or [w for w in words if _among(w, _NAME_WORDS)]
    # "Domain Layanan Pemerintah" is no name: words beside the names' own heading stand over other columns.
    others = [w for group in seeds.values() for w in group]
    seeds["name"] = [w for w in named if not any(w.x0 < o.x1 and o.x0 < w.x1 for o in others)]
    # "Indeks" over all parts is their common heading.
    parts = [edge for column in all_parts for w in seeds.get(column, []) for edge in (w.x0, w.x1)]
    for vocabulary in _INDEX_WORDS:
        found = [w for w in words if _key(w) in vocabulary]
        free = [w for w in found if not parts or w.x1 <= min(parts) or w.x0 >= max(parts)]
        seeds["index"] = seeds.get("index") or free
    spans = {column: (min(w.x0 for w in group), max(w.x1 for w in group)) for column, group in seeds.items() if group}
    columns = dict(sorted(spans.items(), key=lambda item: sum(item[1])))
    if missing := {"no", "name", "index", "predikat"} - columns.keys():
        return columns, f"the heading lacks {', '.join(sorted(missing))}"
    if 0 < sum(column in columns for column in all_parts) < len(all_parts):
        there = ", ".join(c for c in all_parts if c in columns)
        return columns, f"the heading names only {there} of the {'seven aspects' if of_aspects else 'four domains'}"
    if list(columns)[:2] != ["no", "name"]:
        return columns, f"the columns stand in the order {', '.join(columns)}; number and name must come first"
    for (left, (_, x1)), (right, (x0, _)) in pairwise(columns.items()):
        if x0 < x1 - 1:
            return columns, f"the headings of {left} and {right} stand over each other"
    return columns, None
