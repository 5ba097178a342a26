"""Printed names to region codes: kind first, then an exact look-up, never a guess."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal["provinsi", "kabupaten", "kota"]
KINDS: tuple[Kind, ...] = get_args(Kind)

# A kind is a whole word followed by a name: "Kotabaru" and "Kotawaringin" do not begin with a kind.
_KIND_WORDS: tuple[tuple[Kind, str], ...] = (
    ("kabupaten", r"(?:PEMERINTAH\s+)?(?:KABUPATEN|KAB\.|KAB)(?:\s+|(?<=\.))"),
    ("kabupaten", r"PEMKAB\.?\s+"),
    ("kota", r"(?:PEMERINTAH\s+)?KOTA\s+"),
    ("kota", r"PEMKOT\.?\s+"),
    ("provinsi", r"(?:PEMERINTAH\s+)?(?:PROVINSI|PROPINSI|PROV\.|PROV)(?:\s+|(?<=\.))"),
    ("provinsi", r"PEMPROV\.?\s+"),
)
_KIND_PATTERNS = tuple((kind, re.compile(rf"{words}(?P<name>\S.*)")) for kind, words in _KIND_WORDS)


def split_kind(printed: str) -> tuple[Kind | None, str]:
    """The kind that a printed name states, and the name without it.

    Examples:
        >>> split_kind("Pemerintah Kab. Magelang")
        ('kabupaten', 'MAGELANG')
        >>> split_kind("Pemkot Magelang")
        ('kota', 'MAGELANG')
        >>> split_kind("Kotabaru")
        (None, 'KOTABARU')
    """
    text = _on_one_line(printed)
    for kind, pattern in _KIND_PATTERNS:
        if match := pattern.fullmatch(text):
            return kind, match["name"]
    return None, re.sub(r"^PEMERINTAH\s+", "", text)


def _on_one_line(printed: str) -> str:
    return " ".join(printed.upper().split())


def spelling_key(name: str) -> str:
    """A name without the differences that do not matter: case, spaces, hyphens, dots, "Kep.".

    Example:
        >>> spelling_key("Kep. Bangka-Belitung") == spelling_key("KEPULAUAN BANGKA BELITUNG")
        True
    """
    expanded = re.sub(r"\bKEP(?:\.|\s)\s*", "KEPULAUAN ", name.upper())
    return re.sub(r"[^A-Z0-9]", "", expanded)


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
        """Whether a printed code is this region's, in either system, with or without its dot."""
        digits = re.sub(r"[.\s]", "", printed)
        return digits in {
            code.replace(".", "") for code in (self.region_code, self.current_code, self.bps_code) if code
        }

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


class RegionNames:
    """The register as an index of names.

    Args:
        versions: the register with its history.
        aliases: usable spellings besides the register's own names.
    """

    def __init__(self, versions: Iterable[RegionVersion], aliases: Iterable[Alias]) -> None:
        self._versions = tuple(versions)
        self._current_by_key: dict[tuple[Kind, str], set[str]] = {}
        for version in self._versions:
            self._add(version.kind, spelling_key(bare_name(version)), version.current_code)
        for alias in aliases:
            self._add(alias.kind, alias.alias_key, alias.current_code)
        self._labels = {
            f"{version.region_name} ({version.region_code})": spelling_key(bare_name(version))
            for version in self._versions
        }

    def _add(self, kind: Kind, key: str, current_code: str) -> None:
        self._current_by_key.setdefault((kind, key), set()).add(current_code)

    def records(self) -> list[dict[str, str]]:
        """Every name, usable spelling and code with the region that it names: records of core.region_names.

        Codes are those of Kemendagri with and without the dot and, of four digits, those of BPS.
        """
        names = {(key, kind, code) for (kind, key), codes in self._current_by_key.items() for code in codes}
        for version in self._versions:
            codes = {version.region_code, version.region_code.replace(".", "")}
            if version.bps_code and version.kind != "provinsi":
                codes.add(version.bps_code)
            names |= {(code, version.kind, version.current_code) for code in codes}
        today = {
            version.region_code: version.region_name for version in self._versions if version.valid_to_year is None
        }
        return [
            {"alias_key": key, "kind": kind, "current_code": code, "region_name": today[code]}
            for key, kind, code in sorted(names)
        ]

    def resolve(self, printed: str, year: int, kind: Kind | None = None) -> RegionVersion | Unresolved:
        """The region that a printed name names in a year.

        Args:
            printed: the name as printed.
            year: the evaluation year; the register as of its 31 December is used.
            kind: the kind, where the document states it elsewhere than in the name.
        """
        stated, name = split_kind(printed)
        key = spelling_key(name)

        def unresolved(problem: str) -> Unresolved:
            return Unresolved(printed, problem, self._suggest(key))

        if kind is not None and stated is not None and kind != stated:
            return unresolved(f"the name says {stated}, its place says {kind}")
        wanted = stated or kind
        # Two provinces are printed without the word: "Pemerintah Aceh", "Pemerintah D.I. Yogyakarta".
        as_government = _on_one_line(printed).startswith("PEMERINTAH ")
        if wanted is None and as_government and ("provinsi", key) in self._current_by_key:
            wanted = "provinsi"
        if wanted is None:
            return unresolved("the name does not say whether kabupaten, kota or provinsi")
        current = self._current_by_key.get((wanted, key), set())
        if not current:
            return unresolved(f"no {wanted} of that name is in the register")
        if len(current) > 1:
            return unresolved(f"{len(current)} {wanted} share it")
        (code,) = current
        held = [v for v in self._versions if v.current_code == code and v.kind == wanted and v.holds_in(year)]
        return held[0] if len(held) == 1 else unresolved(f"the register has {len(held)} versions of it in {year}")

    def resolve_row(self, printed: str, year: int, code: str = "", province: str = "") -> RegionVersion | Unresolved:
        """The region of a table row that may also print a code and a province.

        The name decides; code and province must agree with it. Where the name leaves its kind open, a code tells
        it: two code systems are in use, so a code alone, without the name, names no region.

        Args:
            printed: the name as printed.
            year: the evaluation year.
            code: the Kemendagri or BPS code as printed, or nothing.
            province: the province as printed, or nothing.
        """
        found = self.resolve(printed, year)
        stated, name = split_kind(printed)
        if isinstance(found, Unresolved) and stated is None and code.strip():
            tried = [self.resolve(printed, year, kind=kind) for kind in KINDS]
            fitting = [v for v in tried if isinstance(v, RegionVersion) and v.has_code(code)]
            if len(fitting) != 1:
                problem = f"its kind is open, and the code {code} is of no region of that name"
                return Unresolved(printed, problem, self._suggest(spelling_key(name)))
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

    def _suggest(self, key: str) -> tuple[str, ...]:
        same = sorted(label for label, known in self._labels.items() if known == key)
        if same:
            return tuple(same)
        close = difflib.get_close_matches(key, set(self._labels.values()), n=3, cutoff=0.75)
        return tuple(sorted(label for label, known in self._labels.items() if known in close))


def bare_name(version: RegionVersion) -> str:
    """The register's name without its kind; a province's name has none."""
    kind, name = split_kind(version.region_name)
    return name if kind == version.kind else version.region_name
