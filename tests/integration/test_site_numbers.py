"""Every number that a page of a region says, in words, tables and drawings, stands in one row of the marts about it.

Read from the HTML and from the published tables alone. A sentence speaks of one row: all numbers in it must be of the
same. Years of evaluation, edges of grades on the axis of a drawing, and what the words themselves say (90%) stand in no
row.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.pages import Node, read
from warehouse.connection import Connection, open_release, records_of
from warehouse.words.catalogue import read_catalogue

#: No result, reports to one agency, a tie, a new province, governments of provinces, not autonomous, a short list.
_EDGES = ("96.05", "18.71", "16.07", "93", "31", "32", "31.71", "33.71", "73.71", "92.07")
_RANDOM = 30
_NUMBER = re.compile(r"(?:(?<![\w)])[+-])?\d(?:[\d.,]*\d)?")
#: By which columns a table speaks of a region.
_KEYS = {
    "core.regions": ("region_code",), "mart.region_ranking": ("current_code",), "mart.rank_intervals": ("region_code",),
    "mart.role_models": ("region_code",), "mart.province_summary": ("province_code",),
    "mart.domain_profile": ("region_code",), "mart.rank_change": ("region_code",),
    "mart.next_predikat": ("region_code",), "mart.next_predikat_domains": ("region_code",),
    "mart.next_predikat_steps": ("region_code",), "mart.mentors": ("region_code", "mentor_code"),
    "mart.target_progress": ("subject_code",), "mart.peers": ("region_code",),
    "mart.figure_provenance": ("subject_code",),
}  # fmt: skip
_PLACE = "subject_code, reference_year, document_title, page, table_no, row_no, locator"
#: Of which of these a section speaks; any other section may speak of all.
_TABLES = {
    "": ("region_ranking", "rank_intervals", "role_models", "regions", "province_summary"),
    "letak": ("region_ranking", "rank_intervals"),
    "tahun": ("region_ranking",),
    "domain": ("domain_profile", "next_predikat"),
    "sebab": ("rank_change", "region_ranking"),
    "jalan": ("next_predikat", "next_predikat_domains", "next_predikat_steps", "region_ranking"),
    "mentor": ("mentors", "domain_profile"),
    "dibantu": ("mentors",),
    "target": ("target_progress",),
    "kalkulator": ("region_ranking",),
    "asal": ("figure_provenance", "regions"),
    "pembanding": ("peers", "domain_profile", "region_ranking"),
    "terdekat": ("peers", "domain_profile", "region_ranking"),
}
#: Sections whose drawings and tables have the edges of grades or levels in them.
_WITH_EDGES = {"letak", "tahun", "domain", "kalkulator"}
#: Kilometres that the bar of a map may be long.
_BARS = ("1", "2", "5", "10", "20", "50", "100", "200", "500", "1.000", "1,000")
#: Sections that speak of years before the newest.
_OF_ALL_YEARS = {"", "tahun", "asal"}
Row = Mapping[str, Any]
Numbers = frozenset[str]


def _written(value: object, language: str) -> Iterator[str]:
    """A figure as a reader of the language may write it; of a text, the numbers in it."""
    if isinstance(value, str):
        yield from (found.lstrip("+-") for found in _NUMBER.findall(value))
    elif isinstance(value, date):
        yield from (str(value.day), str(value.year))
    elif isinstance(value, int | Decimal) and not isinstance(value, bool):
        whole, _, decimals = f"{abs(value):,}".partition(".")
        decimals = decimals.rstrip("0")
        fractional = {f"{whole}.{decimals:0<2}", f"{whole}.{decimals}".rstrip(".")}
        for form in {whole} if isinstance(value, int) else fractional:
            shown = form.translate(str.maketrans(",.", ".,")) if language == "id" else form
            yield from (shown, f"{'-' if value < 0 else '+'}{shown}")


def _numbers(language: str, *rows: Row) -> Numbers:
    return frozenset(one for row in rows for value in row.values() for one in _written(value, language))


class Tables:
    """The rows about some regions, by code."""

    def __init__(self, release: Connection, codes: Sequence[str]) -> None:
        years = records_of(release, "FROM core.evaluation_years ORDER BY evaluation_year")
        self.years = {str(row["evaluation_year"]) for row in years}
        self.year = max(row["evaluation_year"] for row in years if row["nationally_complete"])
        edges = records_of(
            release,
            "SELECT lower_inclusive, upper_bound FROM core.predikat_bands "
            "UNION SELECT level_min, level_max FROM core.instruments",
        )
        self.weights = records_of(
            release,
            "SELECT node_code, weight_percent FROM core.instrument_nodes "
            "INNER JOIN core.evaluation_years USING (instrument) "
            f"WHERE evaluation_year = {self.year} AND parent_code = 'INDEX'",
        )
        self.edges = {Decimal(value) for row in edges for value in row.values() if value is not None}
        self.about: defaultdict[str, list[tuple[str, Row]]] = defaultdict(list)
        wanted = ", ".join(f"'{code}'" for code in codes)
        for table, columns in _KEYS.items():
            where = " OR ".join(f"{column} IN ({wanted})" for column in columns)
            shown = _PLACE if table == "mart.figure_provenance" else "*"
            for row in records_of(release, f"SELECT DISTINCT {shown} FROM {table} WHERE {where}"):
                for code in {row[column] for column in columns}:
                    self.about[code].append((table.partition(".")[2], row))
        ranking = records_of(release, f"FROM mart.region_ranking WHERE evaluation_year = {self.year}")
        self.now = {row["region_name"]: row for row in ranking}
        intervals = records_of(release, f"FROM mart.rank_intervals WHERE evaluation_year = {self.year}")
        self.intervals = {row["region_code"]: row for row in intervals}

    def of(self, code: str, section: str, language: str) -> list[Numbers]:
        """The numbers of each row that a section of a region's page may speak of."""
        rows = [
            (table, row)
            for table, row in self.about[code]
            if table in _TABLES.get(section, (table,))
            and (section in _OF_ALL_YEARS or row.get("evaluation_year") in {None, self.year})
        ]
        found = [_numbers(language, row) for _, row in rows]
        if section == "letak":  # how many of its kind have each grade
            kinds = {row["kind"] for table, row in rows if table == "region_ranking"}
            grades = Counter(row["predikat"] for row in self.now.values() if row["kind"] in kinds)
            found += [frozenset([str(count)]) for count in grades.values()]
        if section == "jalan":  # the rank after, of how many are ranked
            found.append(
                _numbers(language, *(row for table, row in rows if table in {"next_predikat", "region_ranking"}))
            )
        if section == "asal":  # all rows of a place in a document stand together
            places = defaultdict(list)
            for table, row in rows:
                if table == "figure_provenance":
                    places[row["reference_year"], row["document_title"], row["page"], row["table_no"]].append(row)
            found += [_numbers(language, *together) for together in places.values()]
        if section == "dibantu":  # with how many it is paired
            learners = {row["region_code"] for _, row in rows if row["mentor_code"] == code}
            found.append(frozenset([str(len(learners))]))
        if section in {"mentor", "dibantu"}:  # a map: the numbers of its points, how many they are, and its bar
            points = len(
                {
                    row["mentor_code"] if section == "mentor" else row["region_code"]
                    for table, row in rows
                    if table == "mentors"
                }
            )
            found += [frozenset([one]) for one in (*map(str, range(1, points + 1)), *_BARS)]
        if section == "kalkulator":  # a part's weight, and the region's score of it
            about = [row for table, row in self.about[code] if table in {"domain_profile", "next_predikat_domains"}]
            found += [
                _numbers(language, row, weight)
                for row in about
                for weight in self.weights
                if row["evaluation_year"] == self.year and row["measure"] == weight["node_code"]
            ]
            # What the printed scores make, where that is another index than the printed one.
            scores = {row["measure"]: row["score"] for row in about if row["evaluation_year"] == self.year}
            made = sum(w["weight_percent"] * scores.get(w["node_code"], Decimal(0)) for w in self.weights) / 100
            own = [row for table, row in rows if table == "region_ranking"]
            found.append(_numbers(language, *own, {"made": Decimal(made).quantize(Decimal("0.01"), ROUND_HALF_UP)}))
        return found

    def beside(self, code: str, name: str, language: str) -> list[Numbers]:
        """The numbers of another region in its row of the table of neighbours: its own, and those as a neighbour."""
        other = self.now[name]["region_code"]
        as_neighbour = [
            row
            for table, row in self.about[code]
            if table == "peers" and row["neighbour_code"] == other and row["evaluation_year"] == self.year
        ]
        return [_numbers(language, self.now[name], self.intervals.get(other, {}), *as_neighbour)]


@pytest.fixture(scope="module")
def codes(good: Path) -> list[str]:
    """The edge regions and thirty others by chance that is always the same."""
    pages = (good / "current" / "situs" / "daerah").glob("*-*.html")
    others = sorted({file.name.split("-")[0] for file in pages} - set(_EDGES))
    return [*_EDGES, *random.Random(11).sample(others, _RANDOM)]


@pytest.fixture(scope="module")
def tables(good: Path, codes: list[str]) -> Tables:
    with open_release(good / "current" / "spbe.duckdb") as release:
        return Tables(release, codes)


@pytest.fixture(scope="module")
def said() -> frozenset[tuple[str, ...]]:
    """What the words say of themselves: each number in a text of the catalogue with the word before or after it."""
    texts = (
        text
        for listed in read_catalogue().lists.values()
        for words in listed.values()
        for both in (words.label, words.text)
        if both is not None
        for text in (both.id, both.en)
    )
    parts = (part.split() for text in texts for part in re.split(r"\{[^}]*\}", text))
    return frozenset(pair for words in parts for pair in pairwise(words) if any(map(_NUMBER.search, pair)))


def _texts(node: Node, section: str = "", region: str | None = None) -> Iterator[tuple[str, str | None, str]]:
    """Every text in a part of a page and every sentence about a drawing, with its section and the region of its row."""
    if node.tag == "section":
        section = node.attributes["aria-labelledby"] or ""
    if node.tag == "tr":
        region = next((head.own_text for head in node.all("th", scope="row")), None)
    if label := node.attributes.get("aria-label"):
        yield section, region, label
    for part in node.parts:
        if isinstance(part, str):
            yield section, region, part
        else:
            yield from _texts(part, section, region)


def _unexplained(text: str, said: frozenset[tuple[str, ...]]) -> set[str]:
    """The numbers of a text that its own words do not say of themselves."""
    if not _NUMBER.search(text):
        return set()
    words = text.split()
    pairs = [("", words[0]), *pairwise(words), (words[-1], "")]
    return {
        number
        for before, after in pairwise(pairs)
        if before not in said and after not in said
        for number in _NUMBER.findall(after[0])
    }


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_number_on_the_pages_of_forty_regions_stands_in_one_row_about_them(good, codes, tables, said, language):
    folder = good / "current" / "situs" / ("" if language == "id" else "en") / "daerah"
    edges = {one for value in tables.edges for one in _written(value, language)}
    wrong, seen = [], 0
    for code in codes:
        (file,) = folder.glob(f"{code}-*.html")
        (main,) = read(file.read_text(encoding="utf-8")).all("main")
        known: dict[str, list[Numbers]] = {}
        for section, region, text in _texts(main):
            numbers = _unexplained(text, said) - tables.years - (edges if section in _WITH_EDGES else set())
            if not numbers:
                continue
            seen += 1
            if section == "terdekat" and region in tables.now:
                rows = tables.beside(code, region, language)
            else:
                if section not in known:
                    known[section] = tables.of(code, section, language)
                rows = known[section]
            if not any(numbers <= row for row in rows):
                wrong.append((code, section, text.strip(), numbers))
    assert wrong == []
    assert seen > 100 * len(codes)
