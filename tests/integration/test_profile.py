"""The profile of a region on paper: two pages, the figures of its page, the same bytes on any machine."""

from __future__ import annotations

import hashlib
import io
import random
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pdfplumber
import pytest

from reports.profile import writing
from reports.profile.drawings import styled
from reports.profile.writing import NoProfile, Profiles, write_profiles
from reports.site import charts
from reports.site.addresses import profile_name
from reports.site.reading import SiteData, read_site
from warehouse.connection import open_release, records_of
from warehouse.releases import is_whole, read_facts

#: No result, levels known, a new province and a region of it, a province without kabupaten, long names, many notes.
_EDGES = ("96.05", "18.71", "96", "96.01", "31", "34", "16.12", "71.09", "93.01", "94.06", "73.71")


@pytest.fixture(scope="module")
def release(good: Path) -> Path:
    return (good / "current").resolve()


@pytest.fixture(scope="module")
def data(release: Path) -> SiteData:
    facts = read_facts(release)
    assert facts is not None
    with open_release(release / "spbe.duckdb") as database:
        return read_site(database, facts)


@pytest.fixture(scope="module")
def texts(data: SiteData) -> dict[str, list[str]]:
    """The pages of some regions as text, by code."""
    profiles = Profiles(data)
    codes = [code for code, region in data.regions.items() if region.now is not None]
    chosen = sorted({*_EDGES, *random.Random(11).sample(codes, 10)})
    return {code: _pages(profiles.pdf(data.regions[code])) for code in chosen}


def _pages(pdf: bytes) -> list[str]:
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        return [page.extract_text() for page in opened.pages]


def test_a_profile_is_two_pages_and_each_says_its_source_and_release(texts, data):
    for code, pages in texts.items():
        assert len(pages) == 2, code
        for number, page in enumerate(pages, start=1):
            last = page.splitlines()[-3:]
            assert any(line.startswith("Sumber: ") for line in last), (code, last)
            assert data.facts.release_id in last[-1]
            assert last[-1].endswith(f"halaman {number} dari 2")


def test_index_rank_and_domains_are_those_of_the_marts(texts, release):
    with open_release(release / "spbe.duckdb") as database:
        rows = records_of(
            database,
            "FROM mart.region_ranking WHERE evaluation_year = (SELECT max(evaluation_year) FROM core.evaluation_years"
            " WHERE nationally_complete)",
        )
        domains = records_of(
            database,
            "FROM mart.domain_profile WHERE is_part AND peer_type = 'kind' AND evaluation_year ="
            " (SELECT max(evaluation_year) FROM core.evaluation_years WHERE nationally_complete)",
        )
    for code, (first, _) in texts.items():
        (row,) = (row for row in rows if row["current_code"] == code)
        if row["spbe_index"] is None:
            assert "tidak dievaluasi" in first
            continue
        index = f"{row['spbe_index']:.2f}".replace(".", ",")
        said = re.sub(r"\s+", " ", first)
        assert f"memperoleh indeks SPBE {index} ({row['predikat']})" in said
        assert f"peringkat {row['rank_in_kind']} dari {row['ranked_in_kind']} " in said
        for domain in (one for one in domains if one["region_code"] == row["region_code"]):
            if domain["score"] is not None:
                score = f"{domain['score']:.4f}".rstrip("0")
                whole, fraction = score.split(".")
                assert f"{domain['name_id']}: {whole},{fraction.ljust(2, '0')}" in said, code


def test_a_region_without_a_result_is_told_why_and_never_praised(texts):
    said = re.sub(r"\s+", " ", " ".join(texts["96.05"]))
    assert "Kabupaten Maybrat tidak dievaluasi pada 2024" in said
    assert "tidak diketahui di mana daerah ini memerlukan mentor" in said
    assert "tidak ada mentor yang dipasangkan" not in said
    # Every heading has something under it.
    lines = [line for page in texts["96.05"] for line in page.splitlines()]
    headings = {"Mentor", "Target", "Letak di antara semua kabupaten", "Domain dibanding daerah sejenis"}
    assert not [line for line, after in pairwise(lines) if line in headings and after in headings]


def test_a_profile_is_tagged_dated_by_nothing_and_equal_byte_for_byte(data):
    region = data.regions["73.71"]
    first, again = (Profiles(data).pdf(region) for _ in range(2))
    assert hashlib.sha256(first).digest() == hashlib.sha256(again).digest()
    assert b"/MarkInfo" in first
    assert b"CreationDate" not in first
    assert b"pdfuaid:part>1<" in first.replace(b' xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"', b"")
    with pdfplumber.open(io.BytesIO(first)) as opened:
        # Only letters that Typst carries.
        fonts = {char["fontname"].partition("+")[2] for page in opened.pages for char in page.chars}
    assert {font.partition("-")[0] for font in fonts} == {"LibertinusSerif"}


def test_every_class_of_a_chart_that_the_pages_colour_is_coloured_on_paper(data):
    for chart in _charts(Profiles(data).content(data.regions["73.71"])):
        assert "var(" not in chart
        named = {name for found in re.findall(r'class="([^"]+)"', chart) for name in found.split()}
        for name in named & {"mine", "axis", "swarm", "quarters", "median", "gain", "loss", "trend", "range"}:
            assert re.search(rf"\.{name}\{{[^}}]*#[0-9a-f]{{6}}", chart), name


def _charts(content):
    if isinstance(content, dict):
        if "svg" in content:
            assert content["alt"]
            yield content["svg"]
        content = list(content.values())
    if isinstance(content, list):
        for part in content:
            yield from _charts(part)


def test_a_drawing_carries_only_the_rules_of_what_it_draws():
    glyph = styled(charts.glyph("Baik"))
    assert "#86b6e0" in glyph
    assert "swarm" not in glyph


def test_the_command_writes_one_and_refuses_a_name_that_is_not_clear(good, spbe, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ran = spbe("profile", "Kota Makassar", data=good)
    assert (ran.code, ran.out) == (0, "profil-73.71-kota-makassar.pdf\n")
    assert len(_pages((tmp_path / "profil-73.71-kota-makassar.pdf").read_bytes())) == 2
    ran = spbe("profile", "Magelang", data=good)
    assert (ran.code, "Kota Magelang (33.71)" in ran.err) == (1, True)
    ran = spbe("profile", "31.71", data=good)
    assert (ran.code, "bukan daerah otonom" in ran.err) == (1, True)
    assert spbe("profile", data=good).code == 2
    ran = spbe("profile", "Maybrat", "--out", str(tmp_path / "none" / "m.pdf"), data=good)
    assert (ran.code, "m.pdf" in ran.err) == (1, True)
    assert [file.name for file in tmp_path.iterdir()] == ["profil-73.71-kota-makassar.pdf"]


def test_what_does_not_fit_on_two_pages_is_refused(data, monkeypatch):
    content = Profiles.content
    monkeypatch.setattr(Profiles, "content", lambda *given: {**content(*given), "notes": ["Catatan."] * 200})
    with pytest.raises(NoProfile, match=r"Kota Makassar takes \d+ pages instead of 2"):
        Profiles(data).pdf(data.regions["73.71"])


def test_all_profiles_lie_beside_the_release_and_change_nothing_of_it(release, data, tmp_path, monkeypatch):
    """Those of a country of few autonomous regions; `.ci/run` writes those of the real one."""
    few = ("33.71", "73.71", "96.05")
    regions = {code: region if code in few else replace(region, now=None) for code, region in data.regions.items()}
    monkeypatch.setattr(writing, "read_site", lambda *_: replace(data, regions=regions))
    folder = write_profiles(release, tmp_path / "profiles")
    assert folder == tmp_path / "profiles" / data.facts.release_id
    files = {file.name: file for file in folder.iterdir()}
    assert set(files) == {profile_name(data.regions[code].address) for code in few}
    assert is_whole(release)
    # Made once for a release.
    before = files["profil-73.71-kota-makassar.pdf"].stat().st_mtime_ns
    assert write_profiles(release, tmp_path / "profiles") == folder
    assert files["profil-73.71-kota-makassar.pdf"].stat().st_mtime_ns == before
    assert [file.name for file in (tmp_path / "profiles").iterdir()] == [data.facts.release_id]
