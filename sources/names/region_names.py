"""Printed names to region codes: kind first, then an exact look-up, never a guess."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from sources.names.nearest import Nearest
from sources.reading.spelling import as_seen, letters, unaccented, without_footnotes, wrong_encoding

Kind = Literal["provinsi", "kabupaten", "kota"]
KINDS: tuple[Kind, ...] = get_args(Kind)

# A kind is a whole word followed by a name: "Kotabaru" and "Kotawaringin" do not begin with a kind.
_KIND_WORDS: tuple[tuple[Kind, str], ...] = (
    ("kabupaten", r"(?:KABUPATEN|KAB)(?:\. ?| )|PEMKAB\.? "),
    ("kota", r"(?:KOTA|KOTAMADYA|KODYA|PEMKOT|PEMKO)\.? "),
    ("provinsi", r"(?:PROVINSI|PROPINSI|PROV|PROP)(?:\. ?| )|PEMPROV\.? "),
)
_KIND_PATTERNS = tuple((kind, re.compile(rf"(?:{words})(?P<name>\S.*)")) for kind, words in _KIND_WORDS)
#: Provinces whose own name says that they are one: D.I. Yogyakarta, DKI Jakarta, Daerah Khusus Jakarta; and Aceh.
_PROVINCE_ITSELF = re.compile(r"(?:D\. ?I\.? ?|(?:DI|DKI|DKJ|DAERAH ISTIMEWA|DAERAH KHUSUS) )\S.*|ACEH")
_GOVERNMENT = re.compile(r"(?:PEMERINTAH|PEMDA) (?:DAERAH (?=(?:KAB|KOTA|KODYA|PROV|PROP)))?")
#: What is written short in names of several regions. All other short names are spellings of one (region_aliases.csv).
_ABBREVIATIONS = (
    (re.compile(r"\bKEP(?:\.|\s)\s*"), "KEPULAUAN "),
    (re.compile(r"\bTJG?(?:\.|\s)\s*"), "TANJUNG "),
    (re.compile(r"\bSEL\."), "SELATAN"),
    (re.compile(r"\bUTR?\."), "UTARA"),
    (re.compile(r"\bTIM\."), "TIMUR"),
    (re.compile(r"\bBAR\."), "BARAT"),
    (re.compile(r"\bTENG\."), "TENGAH"),
    (re.compile(r"&"), "DAN"),
)


def split_kind(printed: str) -> tuple[Kind | None, str]:
    """The kind that a printed name states, and the name without it.

    Examples:
        >>> split_kind("Pemerintah Kab. Magelang")
        ('kabupaten', 'MAGELANG')
        >>> split_kind("Pemkot Magelang")
        ('kota', 'MAGELANG')
        >>> split_kind("DKI Jakarta")
        ('provinsi', 'DKI JAKARTA')
        >>> split_kind("Kotabaru")
        (None, 'KOTABARU')
    """
    text = _GOVERNMENT.sub("", _on_one_line(printed), count=1)
    for kind, pattern in _KIND_PATTERNS:
        if match := pattern.fullmatch(text):
            return kind, match["name"]
    return "provinsi" if _PROVINCE_ITSELF.fullmatch(text) else None, text


def _on_one_line(printed: str) -> str:
    line = unaccented(as_seen(without_footnotes(printed))).upper()
    # The number of a footnote that has lost its height: no name has a number.
    return re.sub(r"(?<=[A-Z])\d{1,2}$", "", line)


def spelling_key(name: str) -> str:
    """A name without the differences that do not matter: case, spaces, hyphens, dots, accents, what is written short.

    Example:
        >>> spelling_key("Kep. Bangka-Belitung") == spelling_key("KEPULAUAN BANGKA BELITUNG")
        True
    """
    line = _on_one_line(name)
    for short, whole in _ABBREVIATIONS:
        line = short.sub(whole, line)
    return letters(line)


@dataclass(frozen=True)
class RegionVersion:
    """One row of the register: a region as it was in a span of years."""

    region_code: str
    region_name: str
    kind: Kind
    province_code: str
    autonomous: bool
    valid_from_year: int | None
    valid_to_year: int | None
    current_code: str
    bps_code: str | None = None

    def has_code(self, printed: str) -> bool:
        """Whether a printed code is this region's, in either system, with or without its dot.

        A code of BPS is that of the version's own years.
        """
        own = {code.replace(".", "") for code in (self.region_code, self.current_code, self.bps_code) if code}
        return printed_code(printed).replace(".", "") in own

    def holds_in(self, year: int) -> bool:
        """Whether this version holds on 31 December of the year."""
        return (self.valid_from_year or year) <= year <= (self.valid_to_year or year)


@dataclass(frozen=True)
class Alias:
    """A usable spelling of one region."""

    alias_key: str
    kind: Kind
    current_code: str


@dataclass(frozen=True)
class Unresolved:
    """Why a name names no region, and what may have been meant; a person decides."""

    printed: str
    problem: str
    suggestions: tuple[str, ...]

    def __str__(self) -> str:
        meant = f" (meant: {'; '.join(self.suggestions)}?)" if self.suggestions else ""
        return f"{self.printed!r} names no region: {self.problem}{meant}"


def printed_code(printed: str) -> str:
    """The code that a cell means: without blanks, and with the zero that a program takes from a number's end.

    Examples:
        >>> printed_code("11.1"), printed_code(" 33. 71"), printed_code("3371.0"), printed_code("33,71")
        ('11.10', '33.71', '3371', '33.71')
    """
    code = re.sub(r"[\s']", "", as_seen(printed)).replace(",", ".")
    if re.fullmatch(r"\d\d\.\d", code) and not code.endswith(".0"):
        return f"{code}0"
    return re.sub(r"(?<=^\d{4})\.0+$|(?<=^\d\d)\.0+$", "", code)


class RegionNames:
    """The register as an index of names.

    Args:
        versions: the register with its history.
        aliases: usable spellings besides the register's own names.
    """

    def __init__(self, versions: Iterable[RegionVersion], aliases: Iterable[Alias]) -> None:
        self._versions = tuple(versions)
        self._nearest = Nearest(0.75)
        self._current_by_key: dict[tuple[Kind, str], set[str]] = {}
        for version in self._versions:
            self._add(version.kind, spelling_key(bare_name(version)), version.current_code)
        for alias in aliases:
            self._add(alias.kind, alias.alias_key, alias.current_code)
        self._keys: dict[Kind | None, set[str]] = {None: {key for _, key in self._current_by_key}}
        self._keys |= {kind: {key for of, key in self._current_by_key if of == kind} for kind in KINDS}
        self._labels = {
            version.region_code: f"{version.region_name} ({version.region_code})"
            for version in self._versions
            if version.valid_to_year is None
        }

    def _add(self, kind: Kind, key: str, current_code: str) -> None:
        self._current_by_key.setdefault((kind, key), set()).add(current_code)

    def records(self) -> list[dict[str, str]]:
        """Every name, usable spelling and code with the region that it names: records of core.region_names.

        Codes are those of Kemendagri with and without the dot and, of four digits, those of BPS of today.
        """
        names = {(key, kind, code) for (kind, key), codes in self._current_by_key.items() for code in codes}
        for version in self._versions:
            codes = {version.region_code, version.region_code.replace(".", "")}
            if version.bps_code and version.kind != "provinsi" and version.valid_to_year is None:
                codes.add(version.bps_code)
            names |= {(code, version.kind, version.current_code) for code in codes}
        today = {
            version.region_code: version.region_name for version in self._versions if version.valid_to_year is None
        }
        return [
            {"alias_key": key, "kind": kind, "current_code": code, "region_name": today[code]}
            for key, kind, code in sorted(names)
        ]

    def resolve(
        self, printed: str, year: int, kind: Kind | None = None, *, without_kind: bool = False
    ) -> RegionVersion | Unresolved:
        """The region that a printed name names in a year.

        Args:
            printed: the name as printed.
            year: the evaluation year; the register as of its 31 December is used.
            kind: the kind, where the document states it elsewhere than in the name.
            without_kind: whether a name that leaves its kind open is taken where one region alone bears it, as in
                what people type.
        """
        stated, name = split_kind(printed)
        key = spelling_key(name)

        def unresolved(problem: str, kind: Kind | None = None) -> Unresolved:
            if (meant := wrong_encoding(printed)) is not None:
                return Unresolved(printed, "its text was opened in a wrong encoding", (meant,))
            return Unresolved(printed, problem, self._suggest(key, kind))

        if kind is not None and stated is not None and kind != stated:
            return unresolved(f"the name says {stated}, its place says {kind}", stated)
        wanted = stated or kind
        # Some provinces are printed without the word: "Pemerintah Aceh", "Pemerintah D.I. Yogyakarta".
        as_government = _on_one_line(printed).startswith("PEMERINTAH ")
        if wanted is None and as_government and ("provinsi", key) in self._current_by_key:
            wanted = "provinsi"
        if wanted is None and without_kind:
            bearing = [kind for kind in KINDS if (kind, key) in self._current_by_key]
            wanted = bearing[0] if len(bearing) == 1 else None
        if wanted is None:
            return unresolved("the name does not say whether kabupaten, kota or provinsi")
        current = self._current_by_key.get((wanted, key), set())
        if not current:
            others = [self._labels[code] for other in KINDS for code in self._current_by_key.get((other, key), ())]
            which = f"; it is the name of {' and '.join(sorted(others))}" if others else ""
            return unresolved(f"no {wanted} of that name is in the register{which}", wanted)
        if len(current) > 1:
            return unresolved(f"{len(current)} {wanted} share it", wanted)
        (code,) = current
        held = [v for v in self._versions if v.current_code == code and v.kind == wanted and v.holds_in(year)]
        if len(held) == 1:
            return held[0]
        return unresolved(f"the register has {len(held)} versions of it in {year}", wanted)

    def resolve_row(
        self, printed: str, year: int, code: str = "", province: str = "", *, without_kind: bool = False
    ) -> RegionVersion | Unresolved:
        """The region of a table row that may also print a code and a province.

        The name decides; code and province must agree with it. Where the name leaves its kind open, a code tells
        it: two code systems are in use, so a code alone, without the name, names no region.

        Args:
            printed: the name as printed.
            year: the evaluation year.
            code: the Kemendagri or BPS code as printed, or nothing.
            province: the province as printed, or nothing.
            without_kind: as in ``resolve``, for a row that prints no code.
        """
        found = self.resolve(printed, year, without_kind=without_kind and not code.strip())
        stated, name = split_kind(printed)
        if isinstance(found, Unresolved) and stated is None and code.strip():
            tried = [self.resolve(printed, year, kind=kind) for kind in KINDS]
            fitting = [v for v in tried if isinstance(v, RegionVersion) and v.has_code(code)]
            if len(fitting) != 1:
                problem = f"its kind is open, and the code {code} is of no region of that name"
                return Unresolved(printed, problem, self._suggest(spelling_key(name), None))
            (found,) = fitting
        if isinstance(found, Unresolved):
            return found
        region = f"{found.region_name} ({found.region_code})"
        if code.strip() and not found.has_code(code):
            return Unresolved(printed, f"the name is that of {region}, the code {code} is not", ())
        if province.strip():
            around = self.resolve(province, year, kind="provinsi")
            if isinstance(around, Unresolved):
                return Unresolved(printed, f"its province {province!r} is not one: {around.problem}", ())
            if found.province_code != around.region_code:
                return Unresolved(printed, f"{region} does not lie in {around.region_name}", ())
        return found

    def _suggest(self, key: str, kind: Kind | None) -> tuple[str, ...]:
        """Regions of that name, or of names alike; of the stated kind, if one is stated."""
        kinds = KINDS if kind is None else (kind,)
        is_one = any((of, key) in self._current_by_key for of in kinds)
        meant = [key] if is_one else self._nearest.to(key, self._keys[kind], kind)
        codes = {code for of in kinds for one in meant for code in self._current_by_key.get((of, one), ())}
        return tuple(sorted(self._labels[code] for code in codes))


def bare_name(version: RegionVersion) -> str:
    """The register's name without its kind; a province's name has none."""
    kind, name = split_kind(version.region_name)
    return name if kind == version.kind else version.region_name
