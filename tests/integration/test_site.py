"""The site of a release: its pages say what the marts say, lead nowhere else, and say why where there is nothing."""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache, partial
from html import unescape
from itertools import accumulate, chain
from operator import sub
from pathlib import Path
from statistics import median
from urllib.parse import unquote, urlsplit

import pytest

from reports.site import making
from reports.site.data_page import Release, read_release
from reports.site.making import LANGUAGES, data_pages, pages, write_data_pages, write_pages
from reports.site.reading import SiteData, read_site
from tests.pages import Node, read
from warehouse.connection import open_release, records_of
from warehouse.releases import DATABASES, read_facts, read_manifest

#: No result, a single report before, a tie, a new province, governments of provinces, and not autonomous.
_EDGES = ("96.05", "18.71", "16.07", "93", "31", "32", "31.71", "33.71", "73.71", "92.07")
_BUDGET = {
    "index.html": 150_000,
    "daerah/index.html": 150_000,
    "peringkat/kabupaten.html": 300_000,
    "kamus-tabel.html": 200_000,
}
#: Pages of many regions.
_LARGE = 150_000


@pytest.fixture(scope="module")
def site(good: Path) -> Path:
    return (good / "current").resolve() / "situs"


@pytest.fixture(scope="module")
def marts(good: Path):
    """The newest national year of each mart that the pages show, by region."""
    with open_release(good / "current" / "spbe.duckdb") as release:
        year = "evaluation_year = (SELECT max(evaluation_year) FROM core.evaluation_years WHERE nationally_complete)"
        yield {
            name: records_of(release, f"SELECT * FROM {table} WHERE {year if 'mart' in table else 'true'}")
            for name, table in (
                ("ranking", "mart.region_ranking"), ("domains", "mart.domain_profile"),
                ("changes", "mart.rank_change"), ("ways", "mart.next_predikat"),
                ("way_domains", "mart.next_predikat_domains"), ("mentors", "mart.mentors"),
                ("targets", "mart.target_progress"), ("intervals", "mart.rank_intervals"),
                ("provinces", "mart.province_summary"), ("plan", "mart.province_plan"), ("peers", "mart.peers"),
                ("steps", "mart.next_predikat_steps"),
            )
        }  # fmt: skip


@pytest.fixture(scope="module")
def sample(site: Path) -> dict[str, dict[str, Node]]:
    """The pages of the edge regions and of twenty others by chance that is always the same, by language and code."""
    files = {file.name.split("-")[0]: file.name for file in (site / "daerah").glob("*-*.html")}
    codes = sorted({*_EDGES, *random.Random(11).sample(sorted(files), 20)})
    folders = {"id": site / "daerah", "en": site / "en" / "daerah"}
    return {
        language: {code: read((folder / files[code]).read_text(encoding="utf-8")) for code in codes}
        for language, folder in folders.items()
    }


def _shown(value: object, language: str, decimals: int | None = None) -> str:
    """A figure as a reader of the language writes it, made anew: two decimals at least where it has any."""
    if value is None:
        return "–"
    text = f"{value:,.{decimals}f}" if decimals is not None else f"{value:,}"
    if "." in text:
        whole, fraction = text.split(".")
        text = f"{whole}.{fraction.rstrip('0').ljust(2, '0')}"
    return text.translate(str.maketrans(",.", ".,")) if language == "id" else text


def _section(page: Node, name: str) -> Node:
    (found,) = (section for section in page.all("section") if section.attributes.get("aria-labelledby") == name)
    return found


def _cells(rows: Iterable[Node]) -> list[list[str]]:
    """The cells of rows, without what stands small beneath them."""
    return [[cell.own_text for cell in row.parts if isinstance(cell, Node)] for row in rows]


def _rows(part: Node) -> list[list[str]]:
    """The cells of the rows of the tables in a part of a page."""
    bodies = (body for table in part.all("table") for body in table.all("tbody"))
    return _cells(row for body in bodies for row in body.all("tr"))


def _group(page: Node, name: str) -> list[Node]:
    """The rows of the peers of one group; none where the group has nobody to show."""
    bodies = list(_section(page, "terdekat").all("tbody", class_=f"of-{name}"))
    return [row for body in bodies for row in body.all("tr") if row.attributes.get("class") != "head"]


def _pages(sample: dict[str, dict[str, Node]]) -> Iterator[tuple[str, str, Node]]:
    for language, found in sample.items():
        for code, page in found.items():
            yield language, code, page


def test_every_region_of_the_register_has_a_page_in_both_languages(good, site):
    with open_release(good / "current" / "spbe.duckdb") as release:
        codes = {row["region_code"] for row in records_of(release, "FROM core.regions WHERE valid_to_year IS NULL")}
    for folder in (site / "daerah", site / "en" / "daerah"):
        assert {file.name.split("-")[0] for file in folder.glob("*-*.html")} == codes


def test_pages_are_small_and_hold_no_script_no_style_and_nothing_from_elsewhere(site):
    for file in site.rglob("*.html"):
        page, name = file.read_text(encoding="utf-8"), str(file.relative_to(site)).removeprefix("en/")
        assert len(page.encode()) <= _BUDGET.get(name, 60_000 if name.startswith("daerah/") else _LARGE), name
        assert re.findall(r"<script(?! src=)|<style|style=|\son\w+=|javascript:", page) == [], name
        loaded = re.findall(r'<(?:script|img|link rel="(?:stylesheet|icon)")[^>]* (?:src|href)="([^"]+)"', page)
        assert all(not re.match(r"\w+:|//", one) or one == "data:," for one in loaded), (name, loaded)
        assert "default-src 'none'" in page


@cache  # every page of a folder writes them alike
def _led_to(folder: str, written: str) -> tuple[str, str, str]:
    """Scheme, file and mark of a link that pages of a folder write; no file where it leads elsewhere or stays."""
    parts = urlsplit(unescape(written))
    local = parts.path and not parts.scheme and not parts.netloc
    return parts.scheme, os.path.normpath(f"{folder}/{unquote(parts.path)}") if local else "", parts.fragment


def test_whoever_follows_links_from_the_first_page_reaches_every_page_and_no_dead_end(site):
    """As from a disk: each address is a file, each mark in it an element, and what lies elsewhere is a link alone."""
    files = {str(file) for file in site.parent.rglob("*") if file.is_file()}
    marks: dict[str, set[str]] = {}
    asked, elsewhere = {(str(site / "index.html"), "")}, set()
    waiting = [str(site / "index.html")]
    while waiting:
        page = waiting.pop()
        text = Path(page).read_text(encoding="utf-8")
        marks[page] = set(re.findall(r'<[^>]* id="([^"]*)"', text))
        links = re.findall(r'<([a-z]+) [^>]*?\b(?:href|src|srcset|action|data|poster)="([^"]*)"', text)
        for tag, written in set(links):
            scheme, file, mark = _led_to(str(Path(page).parent), written)
            if scheme:
                elsewhere.add((tag, scheme))
                continue
            asked.add((file or page, mark))
            if file.endswith(".html") and file in files and file not in marks:
                marks[file] = set()
                waiting.append(file)
    assert elsewhere <= {("a", "https"), ("a", "http"), ("link", "data")}
    assert {file for file, _ in asked} - files == set()
    # On the page that compares, a mark is a choice of regions.
    asked = {(file, mark) for file, mark in asked if mark and not file.endswith("bandingkan.html")}
    assert [(file, mark) for file, mark in asked if mark not in marks[file]] == []
    assert set(marks) == {file for file in files if file.endswith(".html")}
    searched = re.findall(r'"(daerah/[^"]+)"\]', (site / "daerah.js").read_text(encoding="utf-8"))
    assert len(searched) > 500
    assert [address for address in searched if str(site / address) not in marks] == []


def test_the_switch_of_language_keeps_the_page(sample):
    for language, code, page in _pages(sample):
        other = {"id": "en", "en": "id"}[language]
        (link,) = page.all("a", hreflang=other)
        assert code in (link.attributes["href"] or "")
        assert [node.attributes["lang"] for node in page.all("html")] == [language]


def test_tiles_and_title_say_what_the_ranking_says(sample, marts):
    ranking = {row["region_code"]: row for row in marts["ranking"]}
    for language, code, page in _pages(sample):
        tiles = [tile for part in page.all("ul", class_="tiles") for tile in part.all("li")]
        row = ranking.get(code)
        if row is None or row["spbe_index"] is None:
            assert not tiles
            continue
        figures = [next(tile.all("strong")).text for tile in tiles]
        rank, index = _shown(row["rank_in_kind"], language), _shown(row["spbe_index"], language)
        assert figures[:2] == [index, rank]
        if row["kind"] != "provinsi":
            assert figures[2] == _shown(row["rank_in_province"], language)
        if row["index_change"] is not None:
            sign = "+" if row["index_change"] > 0 else ""
            assert figures[3] == sign + _shown(row["index_change"], language)
            rests_on = {"id": "tercetak di luar skala instrumen", "en": "printed off the instrument's scale"}[language]
            assert (rests_on in tiles[3].text) == (code == "16.07")  # Banyuasin: D4 of 2023 is printed as 0,30
        (lead,) = page.all("p", class_="lead")
        assert index in lead.text
        assert f"{rank} " in lead.text
        assert row["predikat"] in lead.text
        if row["rank_lo"] < row["rank_hi"]:
            assert f"{row['rank_lo']}–{row['rank_hi']}" in tiles[1].text


def test_neighbours_are_the_nearest_ranks_and_their_verdicts_agree_with_the_sentence(sample, marts):
    bases = {row["region_code"]: row["interval_basis"] for row in marts["intervals"]}
    kinds = defaultdict(list)
    for row in sorted(marts["ranking"], key=lambda row: (row["rank_in_kind"] or 0, row["region_code"])):
        if row["rank_in_kind"] is not None:
            kinds[row["kind"]].append(row)
    names = {row["region_name"]: row for row in marts["ranking"]}
    words = {
        "id": ("jelas di atas", "tidak dapat dibedakan", "jelas di bawah", "daerah ini"),
        "en": ("clearly ahead", "not distinguishable", "clearly behind", "this region"),
    }
    gaps: dict[bool, set[int]] = {True: set(), False: set()}
    counted = 0
    for language, code, page in _pages(sample):
        mine = next((row for row in marts["ranking"] if row["region_code"] == code), None)
        if mine is None or mine["rank_in_kind"] is None:
            continue
        ordered, (ahead, alike, behind, this) = kinds[mine["kind"]], words[language]
        at = ordered.index(mine)
        near = _group(page, "kind")
        rows = _cells(near)
        said = [small.text for row in near for head in row.all("th") for small in head.all("small")]
        assert len(rows) == 11
        found = [names[name] for _, name, _, _ in rows]
        first = ordered.index(found[0])
        assert found == ordered[first : first + 11]
        assert first <= at <= first + 10
        for row, cells, verdict in zip(found, rows, said, strict=True):
            assert cells[0] == _shown(row["rank_in_kind"], language)
            assert cells[2] == _shown(row["spbe_index"], language)
            assert cells[3] == f"{row['rank_lo']}–{row['rank_hi']}"
            gap = int(100 * (row["spbe_index"] - mine["spbe_index"]))
            assert (verdict == this) == (row is mine)
            assert verdict != ahead or gap > 0
            assert verdict != behind or gap < 0
            if row is not mine and bases[row["region_code"]] == bases[code] == "indicator_weights":
                gaps[verdict != alike].add(abs(gap))
        # The sentence counts them: the first of the others are clearly ahead, the last clearly behind.
        others = [row for row in ordered if row is not mine]
        above, below = mine["clearly_behind"], mine["clearly_ahead_of"]
        verdicts = [ahead] * above + [alike] * (len(others) - above - below) + [behind] * below
        expected = {row["region_code"]: verdict for row, verdict in zip(others, verdicts, strict=True)}
        assert said == [expected.get(row["region_code"], this) for row in found]
        counts = re.findall(r"\d+", next(_section(page, "letak").all("p", class_="said")).text)
        if len(counts) == 4:
            assert counts == [str(one) for one in (len(ordered), below, len(others) - above - below, above)]
            counted += 1
    # What tells two apart is one lead for all of whom equally much is known.
    assert min(gaps[True]) > max(gaps[False])
    assert counted > 40


def test_each_group_of_peers_has_its_members_and_its_spread(sample, marts):
    rows_of = {name: defaultdict(list) for name in ("peers", "domains")}
    for name, groups in rows_of.items():
        for row in marts[name]:
            groups[row["region_code"]].append(row)
    by_code = {row["region_code"]: row for row in marts["ranking"]}
    names = {row["region_name"]: row for row in marts["ranking"]}
    in_group = defaultdict(set)
    for row in marts["peers"]:
        in_group[row["peer_type"], row["peer_group"]].add(row["region_code"])
    looked_at = 0
    for language, code, page in _pages(sample):
        mine = by_code.get(code)
        if mine is None or mine["rank_in_kind"] is None:
            assert not list(page.all("fieldset"))
            continue
        figures = {(row["measure"], row["peer_type"]): row for row in rows_of["domains"][code] if row["is_part"]}
        of_index = {row["peer_type"]: row for row in rows_of["domains"][code] if row["measure"] == "INDEX"}
        offered = [(node.attributes["value"], "checked" in node.attributes) for node in page.all("input", type="radio")]
        firsts = [row for row in rows_of["peers"][code] if row["peer_no"] <= 1]
        assert {name for name, _ in offered} == {row["peer_type"] for row in firsts if row["peer_note"] is None}
        without = [row["peer_note"] for row in firsts if row["peer_note"] is not None]
        assert len(list(_section(page, "pembanding").all("p", class_="small"))) == len(without)
        assert [checked for _, checked in offered] == [True] + [False] * (len(offered) - 1)
        (_, spreads) = _section(page, "domain").all("table")
        shown = _cells(next(spreads.all("tbody")).all("tr"))
        for name, _ in offered:
            about = of_index[name]
            (said,) = (one.text for one in _section(page, "terdekat").all("p", class_=f"of-{name}"))
            # Of members: who belongs to the group, or is a neighbour, or has the next grade, and the region itself.
            own = next(row for row in rows_of["peers"][code] if row["peer_type"] == name)
            if name == "nearest":
                members = {row["neighbour_code"] for row in rows_of["peers"][code] if row["peer_type"] == name}
            elif name == "next_grade":
                members = {
                    row["region_code"]
                    for row in marts["ranking"]
                    if f"{row['kind']}-{row['predikat']}" == own["peer_group"]
                }
            else:
                members = in_group[name, own["peer_group"]]
            cells = _cells(_group(page, name))
            found = [names[one] for _, one, _, _ in cells]
            assert {row["region_code"] for row in found} <= members | {code}
            assert [one for _, _, one, _ in cells] == [_shown(row["spbe_index"], language) for row in found]
            column = "rank_in_province" if name == "province" else "rank_in_kind"
            assert [one for one, *_ in cells] == [_shown(row[column], language) for row in found]
            ranks = [row[column] for row in found if row[column] is not None]
            assert ranks == sorted(ranks)
            assert mine in found
            assert len(found) >= min(5, len([one for one in members if by_code[one]["spbe_index"] is not None]))
            assert _shown(about["peer_median"], language) in said
            looked_at += 1
        expected = [
            [_shown(row["peer_median"], language) for (_, peers), row in sorted(figures.items()) if peers == name]
            for name, _ in offered
            if of_index[name]["peer_median"] is not None
        ]
        assert [cells[1:] for cells in shown] == expected
    assert looked_at > 200


def test_the_calculator_begins_from_the_figures_of_the_marts(sample, marts):
    scores = {
        (row["region_code"], row["measure"]): row["score"] for row in marts["domains"] if row["peer_type"] == "kind"
    }
    ranked = [row for row in marts["ranking"] if row["rank_in_kind"] is not None]
    by_code = {row["region_code"]: row for row in marts["ranking"]}
    for _, code, page in _pages(sample):
        forms = list(page.all("form", class_="calculator"))
        mine = by_code.get(code)
        if mine is None or mine["spbe_index"] is None:
            assert not forms
            continue
        (form,) = forms
        parts = [item for part in form.all("ul", class_="moves") for item in part.parts if isinstance(item, Node)]
        begun = [Decimal(part.attributes["data-now"]) / 100 for part in parts]
        assert begun == [scores[code, f"D{number}"] for number in range(1, len(parts) + 1)]
        weights = [int(part.attributes["data-weight"]) for part in parts]
        assert sum(weights) == int(form.attributes["data-whole"])
        made = sum(weight * score for weight, score in zip(weights, begun, strict=True)) / sum(weights)
        assert abs(made - mine["spbe_index"]) <= Decimal("0.011")
        lists = [leaves for part in parts for leaves in part.all("ul")]
        assert len(lists) == (len(parts) if mine["levels_known"] else 0)
        for leaves, part in zip(lists, parts, strict=False):
            shares = [int(weight) for weight in leaves.attributes["data-weights"].split()]
            assert len(list(leaves.all("li"))) == len(shares)
            assert sum(shares) == int(part.attributes["data-weight"])
        first, *less = map(int, form.attributes["data-others"].split())
        others = list(accumulate(less, sub, initial=first))
        assert others == sorted(
            (int(100 * row["spbe_index"]) for row in ranked if row["kind"] == mine["kind"] and row is not mine),
            reverse=True,
        )


def test_domains_movement_and_way_say_what_their_marts_say(sample, marts):
    by_code = {name: defaultdict(list) for name in ("domains", "changes", "ways", "way_domains")}
    for name, groups in by_code.items():
        for row in marts[name]:
            groups[row["region_code"]].append(row)
    for language, code, page in _pages(sample):
        if not any(row["region_code"] == code for row in marts["ranking"]):
            continue
        domains = [
            row for row in by_code["domains"][code] if row["is_part"] and row["peer_type"] == "kind" and row["score"]
        ]
        expected = [
            [_shown(row["score"], language), _shown(row["peer_median"], language)]
            for row in sorted(domains, key=lambda row: row["measure"])
        ]
        table = next(_section(page, "domain").all("table"), None)
        assert [cells[1:3] for cells in (_cells(table.all("tr"))[1:] if table else [])] == expected
        (change,) = by_code["changes"][code]
        causes = [change[f"{cause}_part"] for cause in ("own", "others", "entering", "leaving", "revision")]
        rows = _rows(_section(page, "sebab"))
        if change["movement"] is None:
            assert rows == []
        else:
            assert rows[0][1] == _shown(change["rank_before"], language)
            assert rows[-1][1] == _shown(change["rank_now"], language)
            shown = [float(places.replace(",", ".")) for _, places in rows[1:-1]]
            assert shown == [float(part) for part in causes if part]
            assert change["rank_before"] - sum(shown) == change["rank_now"]
        by_domain, by_indicator = (list(_section(page, "jalan").all("table"))[part] for part in (slice(1), slice(1, 2)))
        steps = [cells for table in by_domain for cells in _cells(table.all("tr"))[1::2]]
        way = sorted(by_code["way_domains"][code], key=lambda row: row["measure"])
        assert [cells[1:3] for cells in steps] == [
            [_shown(row["score"], language), _shown(row["reference_median"], language)] for row in way
        ]
        wanted = sorted((row for row in marts["steps"] if row["region_code"] == code), key=lambda row: row["step_no"])
        shown = [cells for table in by_indicator for cells in _cells(table.all("tr"))[1:]]
        assert sum(int(to) - int(low) for low, to in (cells[1].split(" → ") for cells in shown)) == len(wanted)
        risen = {row["node_code"]: (row[f"name_{language}"], f"{row['to_level']}") for row in wanted}
        assert {(cells[0], cells[1][-1]) for cells in shown} == set(risen.values())
        for table in by_indicator:
            assert _shown(wanted[-1]["index_after_step"], language) in next(table.all("caption")).text


def test_mentors_learners_and_targets_are_those_of_the_marts(sample, marts):
    names = {row["region_code"]: row["region_name"] for row in marts["ranking"]}
    for language, code, page in _pages(sample):
        if code not in names:
            continue
        pairs = [
            (link.text, next(item.all("span")).text)
            for item in _section(page, "mentor").all("li")
            for link in item.all("a")
        ]
        assert pairs == [
            (names[row["mentor_code"]], f"{_shown(row['distance_km'], language)} km")
            for row in sorted(marts["mentors"], key=lambda row: (row["measure"], row["mentor_no"] or 0))
            if row["region_code"] == code and row["mentor_code"] is not None
        ]
        learners = {row["region_code"] for row in marts["mentors"] if row["mentor_code"] == code}
        shown = [section for section in page.all("section") if section.attributes["aria-labelledby"] == "dibantu"]
        assert {cells[1] for section in shown for cells in _rows(section)} == {names[one] for one in learners}
        # A number is that of one region, on the map and in the list, from the nearest on.
        numbered = {
            next(item.all("a")).text: (int(next(item.all("b")).text), next(item.all("span")).text)
            for part in _section(page, "mentor").all("ul", class_="pairs")
            for item in part.all("li")
        }
        for part in [_section(page, "mentor"), *shown]:
            of_list = (
                sorted(number for number, _ in numbered.values())
                if part not in shown
                else [int(cells[0]) for cells in _rows(part)]
            )
            on_map = [int(one.text) for drawn in part.all("g", class_="no") for one in drawn.all("text")]
            assert on_map == of_list == list(range(1, len(on_map) + 1))
        away = [int(re.sub(r"\D", "", km)) for _, km in sorted(numbered.values())]
        assert away == sorted(away)
        targets = [row for row in marts["targets"] if row["subject_code"] == code]
        assert [cells[1] for cells in _rows(_section(page, "target"))] == [
            _shown(row["result_value"], language)
            for row in sorted(targets, key=lambda row: (row["target_scope"], row["target_id"]))
        ]


@pytest.mark.parametrize(("code", "language", "said"), [
    ("96.05", "id", "tidak dievaluasi pada 2024"), ("96.05", "en", "was not evaluated in 2024"),
    ("31.71", "id", "bukan daerah otonom"), ("31.71", "en", "is not an autonomous region"),
])  # fmt: skip
def test_a_region_without_result_says_why_in_every_block_and_is_not_praised(sample, code, language, said):
    page = sample[language][code]
    assert said in next(page.all("p", class_="lead")).text
    for section in page.all("section"):
        assert list(section.all("p", class_="reason")) or list(section.all("figure")) or list(section.all("table"))
    assert not re.search("tidak ada mentor|no mentor", page.text)


def test_no_block_is_empty(sample):
    for _, code, page in _pages(sample):
        for section in page.all("section"):
            held = [section.all("p", class_="reason"), section.all("svg"), section.all("table"), section.all("ul")]
            assert any(next(part, None) is not None for part in held), (code, section.attributes)
        for table in page.all("table"):
            assert len(list(table.all("caption"))) == 1
            assert all(head.text.strip() for head in table.all("th")), code


def test_the_home_page_says_the_nations_figures(site, marts):
    members = [row for row in marts["ranking"] if row["kind"] != "provinsi"]
    for language, file in (("id", site / "index.html"), ("en", site / "en" / "index.html")):
        page = read(file.read_text(encoding="utf-8"))
        lead = next(page.all("p", class_="lead")).text
        assert str(sum(row["spbe_index"] is not None for row in members)) in lead
        counts = [re.search(r": ([\d.,]+)$", item.text) for item in next(_section(page, "peta").all("ul")).all("li")]
        grades = ("Memuaskan", "Sangat Baik", "Baik", "Cukup", "Kurang", None)
        assert [found and int(found[1]) for found in counts] == [
            sum(row["predikat"] == grade for row in members) for grade in grades
        ]
        shown = {cells[0]: cells[1:] for cells in _rows(_section(page, "provinsi"))}
        assert set(shown) == {row["province_name"] for row in marts["provinces"]}
        for row in marts["provinces"]:
            cells = shown[row["province_name"]]
            assert cells[-1] == _shown(row["own_index"], language)
            if row["median_index"] is not None:
                assert cells[0] == _shown(row["median_index"], language)


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_home_page_leads_to_provinces_and_tells_what_is_new(good, site, language):
    address = site / ("index.html" if language == "id" else "en/index.html")
    page = read(address.read_text(encoding="utf-8"))
    links = [
        link.attributes["href"] for head in _section(page, "provinsi").all("th", scope="row") for link in head.all("a")
    ]
    assert len(links) == 38
    assert all(re.fullmatch(r"provinsi/\d\d-[a-z-]+\.html", link or "") for link in links)
    told = [part.text for part in _section(page, "baru").all("dd")]
    with open_release(good / "current" / "spbe.duckdb") as release:
        changes = records_of(release, f"FROM {'perubahan_rilis' if language == 'id' else 'en.release_changes'}")
        (newest,) = records_of(
            release,
            "SELECT * FROM core.evaluation_years WHERE nationally_complete ORDER BY evaluation_year DESC LIMIT 1",
        )
        later = records_of(
            release,
            "SELECT evaluation_year, count(*) AS regions FROM mart.region_ranking WHERE spbe_index IS NOT NULL "
            f"AND evaluation_year > {newest['evaluation_year']} GROUP BY evaluation_year, certainty ORDER BY ALL",
        )
        documents = records_of(
            release,
            "SELECT document_title FROM core.documents WHERE edition IS NOT NULL AND retrieved_on = "
            "(SELECT max(retrieved_on) FROM core.documents WHERE edition IS NOT NULL)",
        )
    results, came_in, *said = told
    assert newest["decree_number"] in results
    for row in later:
        assert {str(row["evaluation_year"]), str(row["regions"])} <= set(re.findall(r"\d+", results))
    assert came_in.startswith(f"{len(documents)} ")
    named = [item.text for item in next(_section(page, "baru").all("ul")).all("li")]
    assert len(named) == min(3, len(documents))
    assert set(named) <= {row["document_title"] for row in documents}
    assert [text.strip() for text in said] == [list(row.values())[1] for row in changes]


@pytest.mark.parametrize("kind", ["provinsi", "kabupaten", "kota"])
@pytest.mark.parametrize("language", ["id", "en"])
def test_a_ranking_holds_every_region_of_its_kind_with_its_figures(site, marts, kind, language):
    folder = site if language == "id" else site / "en"
    page = read((folder / "peringkat" / f"{kind}.html").read_text(encoding="utf-8"))
    members = [row for row in marts["ranking"] if row["kind"] == kind]
    ranked = [row for row in members if row["rank_in_kind"] is not None]
    (table,) = page.all("table")
    (body,) = table.all("tbody")
    expected = {
        row["region_name"]: (
            f"{row['rank_in_kind']}",
            f"{row['tied_in_kind']}" if row["tied_in_kind"] > 1 else "",
            _shown(row["spbe_index"], language),
            f"{row['rank_lo']}–{row['rank_hi']}",
            row["province_code"],
        )
        for row in ranked
    }
    shown = {}
    for row in body.all("tr"):
        rank, name, index, _, interval, _ = (cell for cell in row.parts if isinstance(cell, Node))
        ties = [re.sub(r"\D", "", small.text) for small in rank.all("small")]
        shown[name.own_text] = (
            rank.own_text, ties[0] if ties else "", index.own_text, interval.own_text, row.attributes["data-p"],
        )  # fmt: skip
    assert shown == expected
    ranks = [int(rank) for rank, *_ in shown.values()]
    assert ranks == sorted(ranks)
    without = {link.text for link in _section(page, "tanpa").all("a")}
    assert without == {row["region_name"] for row in members if row["rank_in_kind"] is None}
    offered = {option.attributes["value"] for option in page.all("option")} - {""}
    assert {row["predikat"] for row in ranked} < offered
    # A filter that leaves nothing is not offered.
    for select in page.all("select"):
        have = {row.attributes[f"data-{select.attributes['name']}"] for row in body.all("tr")}
        assert {option.attributes["value"] for option in select.all("option")} - {""} <= have


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_province_says_what_its_marts_say(site, marts, language):
    folder = (site if language == "id" else site / "en") / "provinsi"
    names = {row["region_code"]: row["region_name"] for row in marts["ranking"]}
    assert len(list(folder.glob("*.html"))) == len(marts["provinces"])
    # Few and many members, one that has a plan, low coverage, and none at all.
    for code in ("11", "31", "32", "91", "96"):
        (file,) = folder.glob(f"{code}-*.html")
        page = read(file.read_text(encoding="utf-8"))
        (summary,) = (row for row in marts["provinces"] if row["province_code"] == code)
        members = [row for row in marts["ranking"] if row["province_code"] == code and row["kind"] != "provinsi"]
        have = [row for row in members if row["spbe_index"] is not None]
        if summary["median_index"] is not None:
            assert _shown(summary["median_index"], language) in next(page.all("p", class_="lead")).text
        if summary["own_index"] is not None:
            assert _shown(summary["own_index"], language) in _section(page, "pemprov").text
        shown = {row[1]: (row[0], row[2]) for row in _rows(_section(page, "anggota"))}
        assert shown == {
            row["region_name"]: (_shown(row["rank_in_province"], language), _shown(row["spbe_index"], language))
            for row in have
        }
        assert {link.text for link in _section(page, "cakupan").all("a")} == {
            row["region_name"] for row in members if row["spbe_index"] is None
        }
        domains = [row for row in marts["domains"] if row["peer_type"] == "kind" and row["is_part"] and row["score"]]
        codes = {row["region_code"] for row in have}
        for cells, measure in zip(_rows(_section(page, "domain")), ("D1", "D2", "D3", "D4"), strict=False):
            scores = [row["score"] for row in domains if row["measure"] == measure and row["region_code"] in codes]
            own = [row["score"] for row in domains if row["measure"] == measure and row["region_code"] == code]
            expected = [_shown(one, language) for one in (min(scores), median(scores), max(scores), *own)]
            assert cells[1:] == expected
        changes = {cells[0]: cells[3] for cells in _rows(_section(page, "perubahan"))}
        for row in have if changes else []:
            sign = "+" if (row["index_change"] or 0) > 0 else ""
            assert changes[row["region_name"]] == sign + _shown(row["index_change"], language)
        rises = [row for row in marts["plan"] if row["province_code"] == code and row["each_note"] == "below"]
        below = [row for row in marts["targets"] if row["target_id"] == "nasional-minimum" and row["target_gap"]]
        short = [row for row in below if row["subject_code"] in codes and row["target_gap"] < 0]
        expected_rises = sorted(
            [(names[row["region_code"]], _shown(row["rise_for_each"], language)) for row in rises]
            + [(names[row["subject_code"]], f"+{_shown(-row['target_gap'], language)}") for row in short]
        )
        found = sorted(
            (cells[0], re.search(r"\+?\d+[.,]\d+", cells[2])[0]) for cells in _rows(_section(page, "target"))
        )
        assert found == expected_rises
        pairs = {(cells[0], cells[1], cells[2]) for cells in _rows(_section(page, "pasangan"))}
        assert pairs <= {
            (names[row["region_code"]], names[row["mentor_code"]], f"{_shown(row['distance_km'], language)} km")
            for row in marts["mentors"]
            if row["mentor_code"] is not None and row["same_province"]
        }
        learners = {row["region_code"] for row in marts["mentors"] if row["mentor_code"] and row["same_province"]}
        assert {learner for learner, *_ in pairs} == {names[one] for one in learners & codes}


@pytest.mark.parametrize("language", ["id", "en"])
def test_indonesia_in_the_world_says_what_the_survey_says(good, site, language):
    page = read(((site if language == "id" else site / "en") / "dunia.html").read_text(encoding="utf-8"))
    with open_release(good / "current" / "spbe.duckdb") as release:
        surveys = records_of(release, "FROM mart.egdi_ranking WHERE iso3 = 'IDN' ORDER BY survey_year DESC")
        asean = records_of(
            release,
            "FROM mart.egdi_ranking WHERE survey_year = (SELECT max(survey_year) FROM mart.egdi_ranking) "
            "AND rank_in_asean IS NOT NULL ORDER BY rank_in_asean, iso3",
        )
        claims = records_of(release, "FROM mart.claim_checks WHERE claim_subject_type IN ('country', 'survey')")
        moves = records_of(release, "FROM mart.egdi_rank_change WHERE iso3 = 'IDN' AND egdi_movement IS NOT NULL")
    of = {"id": "dari", "en": "of"}[language]
    assert _rows(_section(page, "edisi")) == [
        [
            str(row["survey_year"]),
            f"{row['egdi_rank']} {of} {row['ranked_in_world']}",
            f"{row['rank_in_asean']} {of} {row['ranked_in_asean']}" if row["rank_in_asean"] else "–",
            *(_shown(row[one], language) for one in ("egdi", "osi", "hci", "tii", "epi")),
        ]
        for row in surveys
    ]
    assert _rows(_section(page, "asean")) == [
        [str(row["rank_in_asean"]), row["country_name"], _shown(row["egdi"], language), str(row["egdi_rank"])]
        for row in asean
    ]
    causes = _section(page, "sebab")
    assert len(list(causes.all("dd"))) == len(moves)
    for row, said in zip(sorted(moves, key=lambda row: -row["survey_year"]), causes.all("dd"), strict=True):
        assert {str(row["rank_by_score_before"]), str(row["rank_by_score"])} <= set(re.findall(r"\d+", said.text))
    verdicts = {
        "confirmed": {"id": "sesuai dengan angka", "en": "the figures agree"},
        "contradicted": {"id": "tidak sesuai dengan angka", "en": "the figures do not agree"},
    }
    section = _section(page, "pernyataan")
    said = [one.text.strip("“”\n") for one in section.all("blockquote")]
    assert said == [row[f"quote_{language}"] for row in sorted(claims, key=lambda row: row["part_no"])]
    assert [one.text.strip() for one in section.all("p", class_="said")] == [
        verdicts[row["verdict"]][language] for row in sorted(claims, key=lambda row: row["part_no"])
    ]


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_dictionary_says_of_every_published_column_what_the_database_says(good, site, language):
    folder = site if language == "id" else site / "en"
    with open_release(good / "current" / "spbe.duckdb") as release:
        columns = records_of(
            release, "SELECT schema_name, table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal"
        )
    held = {(row["schema_name"], row["table_name"], row["column_name"]): row["comment"] for row in columns}
    schema = {"id": "main", "en": "en"}[language]
    views = read((folder / "kamus.html").read_text(encoding="utf-8"))
    shown: dict[tuple[str, str, str], str] = {}
    for section in views.all("section"):
        name = (section.attributes["aria-labelledby"] or "").removeprefix("en.")
        heads, texts = (list(section.all(tag)) for tag in ("dt", "dd"))
        for head, text in zip(heads, texts, strict=True):
            shown[schema, name, next(head.all("code")).text] = text.own_text
    guides = {"PANDUAN", "perubahan_rilis", "GUIDE", "release_changes"}
    assert set(shown) == {key for key in held if key[0] == schema and key[1] not in guides}
    assert [key for key, text in shown.items() if not held[key].startswith(text)] == []
    tables = read((folder / "kamus-tabel.html").read_text(encoding="utf-8"))
    meanings = dict(
        zip((part.text for part in tables.all("dt")), (part.own_text for part in tables.all("dd")), strict=True)
    )
    for (layer, table, name), comment in held.items():
        if layer in {"mart", "core", "audit"}:
            assert meanings[name] in comment, (table, name)
            assert f">{name}</a>" in (folder / "kamus-tabel.html").read_text(encoding="utf-8")
    assert {link.text for part in _section(tables, "tabel").all("p") for link in part.all("a")} == set(meanings)


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_comparison_holds_what_the_marts_hold_of_every_region(site, marts, language):
    text = ((site if language == "id" else site / "en") / "angka.js").read_text(encoding="utf-8")
    rows = {code: json.loads(cells) for code, cells in re.findall(r'^"([\d.]+)":(\[.*\]),?$', text, re.MULTILINE)}
    assert set(rows) == {file.name.split("-")[0] for file in (site / "daerah").glob("*-*.html")}
    domains = {
        (row["region_code"], row["measure"]): row["score"] for row in marts["domains"] if row["peer_type"] == "kind"
    }
    for row in marts["ranking"]:
        cells = rows[row["current_code"]]
        if row["spbe_index"] is not None:
            assert cells[0] == _shown(row["spbe_index"], language)
            assert re.findall(r"\d+", cells[2]) == [str(row["rank_in_kind"]), str(row["ranked_in_kind"])]
            assert cells[3] == f"{row['rank_lo']}–{row['rank_hi']}"
        scores = [domains[row["region_code"], measure] for measure in ("D1", "D2", "D3", "D4")]
        assert cells[6:10] == [_shown(score, language) for score in scores]


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_page_of_data_names_the_release_its_files_and_what_it_answers(good, site, language):
    page = read(((site if language == "id" else site / "en") / "data.html").read_text(encoding="utf-8"))
    manifest = read_manifest(good / "current")
    assert manifest is not None
    assert manifest["release_id"] in _section(page, "rilis").text
    assert manifest["release_id"] in _section(page, "kutip").text
    said = [int(re.search(r"\d+", item.text)[0]) for item in next(_section(page, "rilis").all("ul")).all("li")]
    assert said == [manifest["checks"][one] for one in ("passed", "known", "warned", "failed")]
    release = site.parent
    listed = [item for part in _section(page, "unduh").all("ul") for item in part.all("li")]
    for item in listed:
        name, sums = next(item.all("a")).text, [code.text for code in item.all("code")]
        assert sums == ([] if name in DATABASES else [hashlib.sha256((release / name).read_bytes()).hexdigest()])
    wanted = {file for kind in (".csv", ".parquet", ".xlsx", ".duckdb") for file in release.rglob(f"*{kind}")}
    assert {next(item.all("a")).text for item in listed} == {
        file.relative_to(release).as_posix() for file in wanted if file.relative_to(release).parts[0] != "situs"
    }
    with open_release(release / "spbe.duckdb") as opened:
        corrections = records_of(opened, "FROM audit.corrections_applied ORDER BY correction_id")
        assert [cells[0] for cells in _rows(_section(page, "kesalahan"))] == [
            row["printed_name"] for row in corrections
        ]
        asked = _section(page, "tanya")
        statements = [caption.text for caption in asked.all("caption")]
        assert len(statements) == 10
        for statement, table in zip(statements, asked.all("table"), strict=True):
            answer = records_of(opened, statement)
            heads = [head.text for head in table.all("th")]
            assert set(heads) <= set(answer[0])
            first = [cell.text for cell in next(next(table.all("tbody")).all("tr")).all("td")]
            for head, cell in zip(heads, first, strict=True):
                value = answer[0][head]
                if isinstance(value, str):
                    assert cell == value


def test_the_same_release_gives_the_same_bytes_and_another_of_the_same_figures_changes_what_names_it_alone(good, site):
    folder = site.parent
    facts = read_facts(folder)
    with open_release(folder / "spbe.duckdb") as opened:
        data, release = read_site(opened, facts), read_release(opened, folder, facts)

    def changed(data: SiteData, release: Release) -> set[str]:
        made = chain(pages(data, only=frozenset(_EDGES), changes=release.revisions), data_pages(release))
        return {address for address, page in made if page != (site / address).read_text(encoding="utf-8")}

    assert changed(data, release) == set()
    other = replace(facts, release_id="2024-000000000000", data_date=date(2030, 1, 1))
    assert changed(replace(data, facts=other), replace(release, facts=other)) == {
        "index.html", "en/index.html", "data.html", "en/data.html"
    }  # fmt: skip


def test_whole_addresses_stand_on_pages_only_where_the_site_knows_its_own(good, site, tmp_path, monkeypatch):
    absolute = {"canonical", "og:url", "application/atom+xml"}
    held = (site / "index.html").read_text(encoding="utf-8")
    assert [one for one in absolute if one in held] == []
    assert not list(site.rglob("*.atom"))
    assert not (site / "sitemap.xml").exists()
    url = "https://spbe.example.go.id/situs/"
    monkeypatch.setattr(making, "pages", partial(pages, only=frozenset(_EDGES)))
    facts = read_facts(good / "current")
    with open_release(good / "current" / "spbe.duckdb") as release:
        for language in LANGUAGES:
            write_pages(release, tmp_path, replace(facts, site_url=url), language)
        write_data_pages(release, tmp_path, replace(facts, site_url=url))
    made = tmp_path / "situs"
    addresses = {str(file.relative_to(made)) for file in made.rglob("*.html")}
    assert set(re.findall(r"<loc>(.*)</loc>", (made / "sitemap.xml").read_text(encoding="utf-8"))) == {
        url + address for address in addresses
    }
    for address in addresses:
        page = (made / address).read_text(encoding="utf-8")
        assert f'<link rel="canonical" href="{url}{address}">' in page
        assert f'<meta property="og:url" content="{url}{address}">' in page
        feed = re.search(r'type="application/atom\+xml" title="[^"]+" href="([^"]+)"', page)
        assert (made / address).parent.joinpath(feed[1]).resolve().is_file()
