"""Charts of the site: what is drawn is where its figure is, nothing covers another, and everything can be seen."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.site import charts
from reports.site.addresses import region_address, relative
from reports.site.charts import Band, Frame, Scale, Step
from reports.site.land import Ring

_STYLE = (Path(charts.__file__).parent / "style.css").read_text(encoding="utf-8")
_SCALE = Scale(1, 5, 12, 368)
_BANDS = [Band("Kurang", 1, 2.6), Band("Memuaskan", 2.6, 5)]


@given(values=st.lists(st.integers(100, 500).map(lambda value: value / 100), max_size=60), size=st.floats(3, 8))
def test_no_disc_touches_another_and_each_stands_at_its_figure(values, size):
    places = charts.swarm(values, _SCALE, size)
    assert [x for x, _ in places] == [_SCALE(value) for value in values]
    assert all(height >= size / 2 for _, height in places)
    for (x, height), (other_x, other_height) in combinations(places, 2):
        assert (x - other_x) ** 2 + (height - other_height) ** 2 >= (size - 1e-3) ** 2


@given(
    before=st.integers(1, 400),
    places=st.lists(st.integers(-800, 800).map(lambda half: half / 2).filter(bool), min_size=1, max_size=5),
)
def test_the_parts_of_a_move_lead_from_one_rank_to_the_other(before, places):
    after = before - sum(places)
    drawn = charts.waterfall(("2023", before), [Step("own", "+1", one) for one in places], ("2024", after), "moved")
    ends = [float(x) for x in re.findall(r'<circle cx="([-\d.]+)"', drawn)]
    links = [float(x) for x in re.findall(r'd="M([-\d.]+) [-\d.]+L[-\d.]+ [-\d.]+" class="link"', drawn)]
    assert links == [pytest.approx(ends[0], abs=0.11), *links[1:-1], pytest.approx(ends[1], abs=0.11)]
    bars = [
        (float(x), float(x) + float(width))
        for x, width in re.findall(r'<rect x="([-\d.]+)" y="[-\d.]+" width="([-\d.]+)"', drawn)
    ]
    # Each bar begins where the one before ends.
    for start, end, bar in ((*ends, bar) for ends, bar in zip(pairwise(links), bars, strict=True)):
        assert bar == (pytest.approx(min(start, end), abs=0.2), pytest.approx(max(start, end), abs=1.1))


@given(
    index=st.integers(100, 500).map(lambda value: value / 100), name=st.text(st.characters(codec="utf-8"), max_size=30)
)
def test_the_region_of_the_page_is_marked_at_its_index_whatever_its_name_holds(index, name):
    drawn = charts.standing({"a": index, "b": 3.0}, _BANDS, {1.0: "1", 5.0: "5"})
    chart = str(charts.standing_of(drawn, "a", name, name))
    (marked,) = re.findall(r'<circle cx="([-\d.]+)"[^>]*class="mine"', chart)
    assert float(marked) == pytest.approx(_SCALE(index), abs=0.051)
    assert not set(re.findall(r"<(\w+)", chart)) - {"svg", "g", "rect", "text", "path", "use", "circle"}


_DEGREES = st.tuples(st.floats(100, 120), st.floats(-10, 5))


@given(corners=st.lists(_DEGREES, min_size=3, max_size=12), least=st.sampled_from([0, 3]))
def test_a_coast_is_cut_at_the_edge_of_the_map(corners, least):
    longitudes, latitudes = zip(*corners, strict=True)
    ring = Ring(corners, min(longitudes), max(longitudes), min(latitudes), max(latitudes))
    frame = Frame(105, 115, -5, 0)
    for path in charts.outline(frame, [ring], 1, least=least).split("z")[:-1]:
        x, y, *steps = map(int, re.findall(r"-?\d+", path))
        for right, down in [(0, 0), *zip(steps[::2], steps[1::2], strict=True)]:
            x, y = x + right, y + down
            assert 0 <= x <= frame.width
            assert 0 <= y <= frame.height


@given(places=st.lists(_DEGREES, min_size=2, max_size=28))
def test_every_pair_on_the_map_has_its_number_beside_its_mark(places):
    frame = Frame(98, 122, -12, 7)
    drawn = str(charts.map_of_pairs(frame, "", places, (50, "100 km"), "map"))
    (marks,) = re.findall(r'd="([^"]+)" class="other"', drawn)
    at = [(int(x) + 3, int(y) + 3) for x, y in re.findall(r"M(-?\d+) (-?\d+)h", marks)]
    assert at == [(round(x), round(y)) for x, y in (frame.place(*place) for place in places[1:])]
    numbers = re.findall(r'<text x="(-?\d+)" y="(-?\d+)">(\d+)</text>', drawn)
    assert [int(number) for _, _, number in numbers] == list(range(1, len(places)))
    for (x, y, _), (mark_x, mark_y) in zip(numbers, at, strict=True):
        assert max(abs(int(x) - mark_x), abs(int(y) - 4 - mark_y)) <= 17


def test_a_coordinate_has_no_more_than_it_needs():
    assert [charts.shown(value) for value in (3.0, 3.14, -0.04, -2.06)] == ["3", "3.1", "0", "-2.1"]


@pytest.mark.parametrize(
    ("code", "name", "address"),
    [
        ("33.71", "Kota Magelang", "daerah/33.71-kota-magelang.html"),
        ("12.12", "Kabupaten Toba/Samosir (lama)", "daerah/12.12-kabupaten-toba-samosir-lama.html"),
    ],
)
def test_an_address_is_code_and_readable_name(code, name, address):
    assert region_address(code, name) == address
    assert relative("index.html", "en/" + address) == "../../index.html"


# --- what meets must differ -----------------------------------------------------------------------------------------

_TEXT, _SHAPE = 4.5, 3.0
#: Foreground, background, and the contrast that WCAG 2.2 asks for.
_PAIRS = [
    *((text, ground, _TEXT) for text in ("ink", "muted", "link") for ground in ("bg", "soft", "mine-soft")),
    *((text, ground, _TEXT) for text in ("ink", "muted") for ground in ("band0", "band1")),
    ("mine", "bg", _TEXT), ("bg", "mark", _TEXT),
    ("ink", "g1", _TEXT), ("ink", "g2", _TEXT), ("on-low", "g3", _TEXT), ("on-high", "g4", _TEXT),
    ("on-high", "g5", _TEXT),
    *(("mark", ground, _SHAPE) for ground in ("bg", "soft", "band0", "band1", "land", "g1", "g2", "quarters")),
    *(("mine", ground, _SHAPE) for ground in ("bg", "band0", "band1", "quarters")),
    *(("edge", ground, _SHAPE) for ground in ("bg", "soft", "band0", "band1")),
    ("ink", "quarters", _SHAPE), ("loss", "bg", _SHAPE), ("g4", "bg", _SHAPE),
]  # fmt: skip


def test_no_width_sets_a_colour():
    blocks = re.findall(r"@media \((?:min|max)-width[^{]*\{((?:[^{}]*\{[^{}]*\})*)", _STYLE)
    assert len(blocks) >= 3
    assert [
        one for block in blocks for one in re.findall(r"[\w-]*(?:color|background|fill|stroke|opacity)[^;}]*", block)
    ] == []


def _tokens(theme: str) -> dict[str, str]:
    light, dark = re.findall(r":root \{(.*?)\}", _STYLE, flags=re.S)[:2]
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", light))
    return found | (dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", dark)) if theme == "dark" else {})


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_colours_that_meet_differ_enough(theme):
    tokens = _tokens(theme)
    found = {
        (front, ground): round(_contrast(tokens[front], tokens[ground]), 2)
        for front, ground, asked in _PAIRS
        if _contrast(tokens[front], tokens[ground]) < asked
    }
    assert found == {}


def test_shades_of_grades_are_in_order():
    for theme, brighter in (("light", False), ("dark", True)):
        shades = [_luminance(_tokens(theme)[f"g{grade}"]) for grade in range(1, 6)]
        assert shades == sorted(shades, reverse=not brighter)


def test_no_colour_stands_outside_the_tokens():
    rules = re.sub(r":root \{.*?\}", "", _STYLE, flags=re.S)
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?!\s*~|[^{]*\{)", rules) == []
