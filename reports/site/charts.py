"""Charts as SVG, drawn by small functions: a scale, an axis, marks.

All are drawn for a width of 380 units, so that they are read on a telephone without scrolling; wide screens show two
beside each other. Colours, strokes and sizes of letters stand in style.css by class: a grade is told by shape and
shade, the region of the page by the one other hue. What is drawn is said in words and in a table beside the chart.

Belongs here: geometry. Does not belong here: words and notation of figures, which come as finished text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from markupsafe import Markup, escape

from reports.site.land import Ring

WIDTH = 380
_EDGE = 12
#: How wide a letter of a row's name is, at most in a text of some length.
_BOLD_LETTER = 7.2
#: Of so many parts each has much room.
_FEW_PARTS = 4


@dataclass(frozen=True)
class Scale:
    """A linear scale.

    Args:
        low, high: ends in the unit of the figure.
        start, end: where they are drawn; `start` may be the greater.
    """

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Where a value is drawn."""
        return self.start + (float(value) - self.low) / (self.high - self.low) * (self.end - self.start)


@dataclass(frozen=True)
class Band:
    """The range of a grade on the scale of the index."""

    grade: str
    low: float
    high: float


# --- parts --------------------------------------------------------------------------------------------------------


def shown(value: float) -> str:
    """A coordinate: a tenth of a unit is finer than anybody sees."""
    written = f"{value:.1f}".removesuffix(".0")
    return "0" if written == "-0" else written


_SPECIAL = re.compile("[&<>'\"]")
#: Names that are none in Python.
_ATTRIBUTES = {
    "class_": "class",
    "text_anchor": "text-anchor",
    "stroke_width": "stroke-width",
    "aria_label": "aria-label",
    "aria_hidden": "aria-hidden",
    "data_start": "data-start",
    "data_end": "data-end",
}


def element(name: str, content: str = "", **attributes: object) -> Markup:
    """An element; numbers as coordinates, texts escaped."""
    written = "".join(
        [
            f' {_ATTRIBUTES.get(key, key)}="{shown(value) if isinstance(value, float) else _escaped(plain(value))}"'
            for key, value in attributes.items()
            if value is not None
        ]
    )
    return Markup(f"<{name}{written}>{_escaped(content)}</{name}>" if content else f"<{name}{written}/>")


def _escaped(content: str) -> str:
    """Few of a hundred thousand texts need it."""
    return escape(content) if _SPECIAL.search(content) and not isinstance(content, Markup) else content


def plain(value: object) -> str:
    """A text without the elements in it: an attribute and a text of a chart hold none."""
    return value.striptags() if isinstance(value, Markup) else str(value)


def joined(parts: Iterable[str]) -> Markup:
    """Elements one after the other."""
    return Markup("").join(parts)


def text(x: float, y: float, content: str, class_: str | None = None, anchor: str | None = None) -> Markup:
    """A text on its base line; `anchor` is ``middle`` or ``end``."""
    return element("text", plain(content), x=float(x), y=float(y), class_=class_, text_anchor=anchor)


def row_name(x: float, y: float, name: str, room: float) -> Markup:
    """The name of a row, set closer where it would be wider than its room."""
    wide = len(name) * _BOLD_LETTER > room
    closer = {"textLength": float(room), "lengthAdjust": "spacingAndGlyphs"} if wide else {}
    return element("text", plain(name), x=float(x), y=float(y), class_="row-name", **closer)


def line(x1: float, y1: float, x2: float, y2: float, class_: str) -> Markup:
    """A straight line."""
    return element("path", d=f"M{shown(x1)} {shown(y1)}L{shown(x2)} {shown(y2)}", class_=class_)


def box(x: float, y: float, width: float, height: float, class_: str) -> Markup:
    """A rectangle."""
    return element("rect", x=float(x), y=float(y), width=float(width), height=float(height), class_=class_)


def dot(x: float, y: float, radius: float, class_: str) -> Markup:
    """A disc."""
    return element("circle", cx=float(x), cy=float(y), r=float(radius), class_=class_)


def drawing(height: float, label: str, parts: Iterable[str], class_: str, width: float = WIDTH) -> Markup:
    """The chart: one image with one text, for those who do not see it."""
    return element(
        "svg", joined(parts), viewBox=f"0 0 {shown(width)} {shown(height)}", class_=f"chart {class_}", role="img",
        aria_label=label,
    )  # fmt: skip


def axis(scale: Scale, y: float, ticks: Mapping[float, str]) -> Markup:
    """A base line with its ticks and their texts below."""
    return joined(
        [line(scale.start, y, scale.end, y, "axis")]
        + [text(scale(value), y + 14, label, "tick", "middle") for value, label in ticks.items()]
    )


def dots_path(places: Iterable[tuple[float, float]]) -> str:
    """Many discs of one size as one path in tenths of a unit: each a line of no length with round ends.

    The place of each is told from the last.
    """
    written, at = [], (0, 0)
    for x, y in sorted((round(10 * x), round(10 * y)) for x, y in places):
        written.append(f"m{x - at[0]}{_next(y - at[1])}h0")
        at = (x, y)
    return "".join(written)


def _next(value: float) -> str:
    """A coordinate that follows another: its sign sets them apart."""
    found = shown(value)
    return found if found.startswith("-") else f" {found}"


#: Shapes of about one area, drawn from their middle, for a size of 1.
_SHAPES = {
    "Memuaskan": "m0-1.5l1.5 1.5l-1.5 1.5l-1.5-1.5z",
    "Sangat Baik": "m-1.1-1.1h2.2v2.2h-2.2z",
    "Baik": "m-1.15 0a1.15 1.15 0 1 0 2.3 0a1.15 1.15 0 1 0-2.3 0z",
    "Cukup": "m0-1.4l1.35 2.4h-2.7z",
    "Kurang": "m-1 0a1 1 0 1 0 2 0a1 1 0 1 0-2 0z",
    "": "m-1-1l2 2m0-2l-2 2",
}
#: The class of a grade in style.css, the lowest first.
GRADE_CLASS = {"Kurang": "g1", "Cukup": "g2", "Baik": "g3", "Sangat Baik": "g4", "Memuaskan": "g5", "": "g0"}


def glyph(grade: str) -> Markup:
    """The shape of a grade, for a legend or beside its name."""
    shape = element("path", d=f"M0 0{_SHAPES[grade]}", class_=GRADE_CLASS[grade])
    return element("svg", shape, viewBox="-2 -2 4 4", class_="glyph", aria_hidden="true")


# --- the charts of a region ---------------------------------------------------------------------------------------

#: Sizes of discs: few may be larger than many.
_LARGEST, _SMALLEST = 7.4, 4.4
_GOLDEN = (5**0.5 - 1) / 2


def swarm(values: Sequence[float], scale: Scale, diameter: float) -> list[tuple[float, float]]:
    """Discs above a line, each as low as it can lie without touching another.

    Args:
        values: one for each disc.
        scale: across the line.
        diameter: of a disc, in units.

    Returns:
        The place of each disc in the order of `values`: x, and the height of its middle above the line.
    """
    placed: list[tuple[float, float]] = []
    places = [(0.0, 0.0)] * len(values)
    in_order = sorted(range(len(values)), key=lambda one: (values[one], one))
    # Not from left to right, or heaps would lean: in an order that jumps evenly.
    for number in (in_order[at] for at in sorted(range(len(values)), key=lambda at: at * _GOLDEN % 1)):
        x = scale(values[number])
        near = [(x - left, height) for left, height in placed if abs(x - left) < diameter]
        # It lies on the line, or rests on one that is near.
        heights = [diameter / 2]
        heights += [height + (diameter**2 - away**2) ** 0.5 for away, height in near]
        height = min(
            one for one in heights if all(away**2 + (one - other) ** 2 >= diameter**2 - 1e-6 for away, other in near)
        )
        placed.append((x, height))
        places[number] = (x, height)
    return places


@dataclass(frozen=True)
class Standing:
    """All regions of a kind on the scale of the index, drawn once and shared by all their pages.

    Args:
        scale: across.
        places: of each region's disc, by code.
        base: the line that they lie on.
        background: bands, axis and all discs.
        height: of the drawing.
        size: of a disc.
    """

    scale: Scale
    places: Mapping[str, tuple[float, float]]
    base: float
    background: Markup
    height: float
    size: float


def standing(indices: Mapping[str, float], bands: Sequence[Band], ticks: Mapping[float, str]) -> Standing:
    """Draw all regions of a kind.

    Args:
        indices: by code of region.
        bands: the grades, the lowest first; they end where the scale does.
        ticks: the edges of the bands.
    """
    scale = Scale(bands[0].low, bands[-1].high, _EDGE, WIDTH - _EDGE)
    size = max(_SMALLEST, min(_LARGEST, 60 / len(indices) ** 0.5))
    found = swarm(list(indices.values()), scale, size)
    above = max(height for _, height in found) + size
    top, base = 34, 34 + max(above, 40) + 4
    places = {code: (x, base - height) for code, (x, height) in zip(indices, found, strict=True)}
    parts = [*_grade_bands(bands, scale, top - 8, base), axis(scale, base, ticks)]
    for band in bands:
        inside = [
            places[code]
            for code, index in indices.items()
            if band.low <= index < band.high or (band is bands[-1] and index == band.high)
        ]
        if inside:
            class_ = GRADE_CLASS[band.grade]
            path = element("path", d=dots_path(inside), id=f"titik-{class_}", transform="scale(.1)")
            parts += [
                element("g", path, class_="swarm", stroke_width=10 * size),
                element("use", href=f"#titik-{class_}", class_=f"swarm-in {class_}", stroke_width=10 * (size - 1.2)),
            ]
    return Standing(scale, places, base, joined(parts), base + 20, size)


def standing_of(drawn: Standing, code: str, name: str, label: str) -> Markup:
    """That of one region: its disc is marked and named."""
    x, y = drawn.places[code]
    anchor = "start" if x < WIDTH / 3 else "end" if x > 2 * WIDTH / 3 else "middle"
    return drawing(
        drawn.height,
        label,
        [
            drawn.background,
            # Not across the names of the grades.
            element("path", d=f"M{shown(x)} 14V25M{shown(x)} 40V{shown(drawn.base)}", class_="mine-line"),
            dot(x, y, drawn.size / 2 + 1.5, "mine"),
            text(x, 10, name, "mine-name", anchor),
        ],
        "standing",
    )


def position(index: float, bands: Sequence[Band], ticks: Mapping[float, str], label: str) -> Markup:
    """An index among the grades, and a second mark upon it that a script moves between the ends that it names."""
    scale = Scale(bands[0].low, bands[-1].high, _EDGE, WIDTH - _EDGE)
    x, y, base = scale(index), 29.0, 40.0
    moved = element("circle", cx=x, cy=y, r=5.5, class_="mine moved", data_start=scale.start, data_end=scale.end)
    parts = [*_grade_bands(bands, scale, 0, base), axis(scale, base, ticks), dot(x, y, 5.5, "mine hollow"), moved]
    return drawing(base + 20, label, parts, "position")


def _grade_bands(bands: Sequence[Band], scale: Scale, top: float, base: float) -> list[Markup]:
    boxes, names = [], []
    for number, band in enumerate(bands):
        left, right = scale(band.low), scale(band.high)
        boxes.append(box(left, top, right - left, base - top, f"band{number % 2}"))
        # A narrow band's name reaches over its neighbours.
        names.append(text((left + right) / 2, top + 10, band.grade, "band-name", "middle"))
    return boxes + names


def interval(ranks: tuple[int, int, int], scale: Scale, label: str, mine: bool) -> Markup:
    """Lowest rank, highest rank and the rank that a region has, in a row of a table."""
    low, high, rank = ranks
    middle = 6.0
    return drawing(
        12,
        label,
        [
            line(scale.start, middle, scale.end, middle, "track"),
            line(scale(low), middle, scale(high), middle, "range"),
            dot(scale(rank), middle, 3.4, "mine" if mine else "point"),
        ],
        "interval",
        width=scale.end + scale.start,
    )


def small_interval(low: int, high: int, rank: int, scale: Scale, mine: bool = False) -> Markup:
    """That of one of hundreds of rows: for the eye only, the row says it in figures."""
    marks = [line(scale(low) - 1, 4, scale(high) + 1, 4, "range"), dot(scale(rank), 4, 3, "mine" if mine else "point")]
    return element(
        "svg", joined(marks), viewBox=f"0 0 {shown(scale.end + scale.start)} 8", class_="chart interval",
        aria_hidden="true",
    )  # fmt: skip


@dataclass(frozen=True)
class YearPoint:
    """One year of a region.

    Args:
        year: of the evaluation.
        instrument: that it was evaluated by.
        index: None where there is none.
        shown: the index as text.
        firm: False where the evidence is weak: the mark is hollow.
    """

    year: int
    instrument: str
    index: float | None
    shown: str
    firm: bool


@dataclass(frozen=True)
class Era:
    """Consecutive years that share their grades.

    Args:
        first: year.
        last: year.
        bands: the grades.
        ticks: their edges as texts.
    """

    first: int
    last: int
    bands: Sequence[Band]
    ticks: Mapping[float, str]


def years(points: Sequence[YearPoint], eras: Sequence[Era], label: str) -> Markup:
    """The index from year to year: no line crosses a change of instrument or a year without a figure.

    The edges of the first era stand at the left, the grades of the last at the right, with their edges where they are
    others.
    """
    # At the right, the grades, and their edges where these are not those at the left.
    left, right, top, base = 22.0, WIDTH - (70.0 if len(eras) == 1 else 92.0), 22.0, 172.0
    across = Scale(points[0].year - 0.5, points[-1].year + 0.5, left, right)
    ends = [(era.bands[0].low, era.bands[-1].high) for era in eras]
    up = Scale(min(low for low, _ in ends), max(high for _, high in ends), base, top)
    parts: list[Markup] = []
    for era in eras:
        start, end = across(era.first - 0.5), across(era.last + 0.5)
        parts += [
            box(start, up(band.high), end - start, up(band.low) - up(band.high), f"band{number % 2}")
            for number, band in enumerate(era.bands)
        ]
    for band in eras[-1].bands:
        edge = f" ≥{eras[-1].ticks[band.low]}" if len(eras) > 1 and band is not eras[-1].bands[0] else ""
        parts.append(text(right + 6, (up(band.low) + up(band.high)) / 2 + 3, f"{band.grade}{edge}", "band-name"))
    parts += [text(left - 5, up(value) + 3, name, "tick", "end") for value, name in eras[0].ticks.items()]
    groups = _by_instrument(points)
    for number, group in enumerate(groups):
        start = across(group[0].year - 0.5)
        if number:
            parts.append(line(start, top - 16, start, base, "break"))
        parts.append(text(start + 4, top - 6, group[0].instrument, "band-name"))
        for before, after in pairwise(group):
            if before.index is not None and after.index is not None:
                kind = "trend" if before.firm and after.firm else "trend weak"
                parts.append(line(across(before.year), up(before.index), across(after.year), up(after.index), kind))
    for point in points:
        x = across(point.year)
        parts.append(text(x, base + 13, f"{point.year}", "tick", "middle"))
        if point.index is None:
            parts.append(element("path", d=f"M{shown(x - 3)} {shown(base - 9)}l6 6m0-6l-6 6", class_="none"))
        else:
            y = up(point.index)
            parts.append(dot(x, y, 4.2, "mine" if point.firm else "mine hollow"))
            parts.append(text(x, y - 8 if y > top + 14 else y + 17, point.shown, "value", "middle"))
    return drawing(base + 18, label, parts, "years")


def _by_instrument(points: Sequence[YearPoint]) -> list[list[YearPoint]]:
    groups: list[list[YearPoint]] = []
    for point in points:
        if groups and groups[-1][-1].instrument == point.instrument:
            groups[-1].append(point)
        else:
            groups.append([point])
    return groups


@dataclass(frozen=True)
class Spread:
    """The scores of peers in one part of the index."""

    low_quarter: float
    median: float
    high_quarter: float
    best: float


@dataclass(frozen=True)
class Part:
    """A part of the index beside that of peers; None where a figure is not known.

    Args:
        name: of the part.
        shown: the score as text.
        score: of the region.
        spreads: by the class of the group of peers.
        next_grade: the median of those who have the next grade.
    """

    name: str
    shown: str
    score: float | None
    spreads: Mapping[str, Spread]
    next_grade: float | None


def parts_of_index(found: Sequence[Part], ticks: Mapping[float, str], label: str) -> Markup:
    """Each part on a line of its own: the middle half of the peers, their median, the best, and the region.

    The marks of each group of peers bear its class, so that a style sheet shows one of several.
    """
    scale = Scale(min(ticks), max(ticks), _EDGE, WIDTH - _EDGE)
    # Seven aspects stand closer than four domains: on paper they have the same room.
    row, below, above = 44.0 if len(found) <= _FEW_PARTS else 30.0, [], []
    groups: dict[str, list[tuple[float, Spread]]] = {}
    for number, part in enumerate(found):
        y = number * row + 30
        below += [
            row_name(_EDGE, y - 14, part.name, WIDTH - 2 * _EDGE - 40),
            text(WIDTH - _EDGE, y - 14, part.shown, "row-value", "end"),
            line(scale.start, y, scale.end, y, "track"),
        ]
        for class_, spread in part.spreads.items():
            groups.setdefault(class_, []).append((y, spread))
        if part.next_grade is not None:
            x = scale(part.next_grade)
            above.append(element("path", d=f"M{shown(x)} {shown(y - 5)}l5 5l-5 5l-5-5Z", class_="next"))
        if part.score is not None:
            above.append(dot(scale(part.score), y, 5, "mine"))
    base = len(found) * row + 6
    above += [text(scale(value), base + 8, name, "tick", "middle") for value, name in ticks.items()]
    middle = [element("g", _spreads(spreads, scale), class_=class_) for class_, spreads in groups.items()]
    return drawing(base + 14, label, [*below, *middle, *above], "parts")


def _spreads(found: Sequence[tuple[float, Spread]], scale: Scale) -> Markup:
    """Spreads on lines at these heights; a path for all marks of one look."""

    def upright(value: float, y: float, half: int) -> str:
        return f"M{shown(scale(value))} {shown(y - half)}v{2 * half}"

    boxes = (
        f"{upright(one.low_quarter, y, 6)}h{shown(scale(one.high_quarter) - scale(one.low_quarter))}v-12Z"
        for y, one in found
    )
    return joined(
        [
            element("path", d="".join(boxes), class_="quarters"),
            element("path", d="".join(upright(one.median, y, 8) for y, one in found), class_="median"),
            element("path", d="".join(upright(one.best, y, 6) for y, one in found), class_="best"),
        ]
    )


@dataclass(frozen=True)
class Step:
    """One cause of a move of the rank: so many places up, or down where it is negative."""

    name: str
    shown: str
    places: float


def waterfall(before: tuple[str, int], steps: Sequence[Step], after: tuple[str, int], label: str) -> Markup:
    """From one rank to the other, cause by cause; to the right is better."""
    at, reached = float(before[1]), [float(before[1])]
    for step in steps:
        at -= step.places
        reached.append(at)
    low, high = min(reached), max(reached)
    room = max((high - low) * 0.06, 0.5)
    # Room to the right of a bar for its figure.
    scale = Scale(high + room, low - room, _EDGE + 4, WIDTH - 62)
    row, y = 34.0, 18.0
    drawn = [dot(scale(before[1]), y, 4.2, "mine hollow"), *_rank_label(scale(before[1]), y, *before)]
    for step, start, end in zip(steps, reached, reached[1:], strict=False):
        drawn.append(line(scale(start), y + 4, scale(start), y + row - 6, "link"))
        y += row
        left, right = sorted((scale(start), scale(end)))
        drawn += [
            box(left, y - 6, max(right - left, 1), 12, "gain" if step.places > 0 else "loss"),
            text(right + 5, y + 4, step.shown, "value"),
            text(min(left, WIDTH - 200), y - 10, step.name, "row-note"),
        ]
    drawn.append(line(scale(after[1]), y + 6, scale(after[1]), y + row - 4, "link"))
    y += row
    drawn += [dot(scale(after[1]), y, 4.6, "mine"), *_rank_label(scale(after[1]), y, *after)]
    return drawing(y + 12, label, drawn, "waterfall")


def _rank_label(x: float, y: float, name: str, rank: int) -> list[Markup]:
    right = x < WIDTH * 0.6
    return [text(x + 9 if right else x - 9, y + 4, f"{name}: {rank}", "value", None if right else "end")]


# --- the charts of the nation -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Frame:
    """A part of the map: degrees, drawn from the left upper corner on."""

    west: float
    east: float
    south: float
    north: float
    width: float = WIDTH

    @cached_property
    def height(self) -> float:
        """In units; a degree is as high as it is wide, as near the equator."""
        return (self.north - self.south) / (self.east - self.west) * self.width

    def place(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Where a point of the earth is drawn."""
        return (
            (longitude - self.west) / (self.east - self.west) * self.width,
            (self.north - latitude) / (self.north - self.south) * self.height,
        )

    def holds(self, longitude: float, latitude: float) -> bool:
        """Whether a point lies in it."""
        return self.west <= longitude <= self.east and self.south <= latitude <= self.north


def map_of(
    frame: Frame,
    land: Sequence[Ring],
    points: Sequence[tuple[float, float, str]],
    size: float,
    label: str,
) -> Markup:
    """Points by shape and shade on land.

    Args:
        frame: what is shown.
        land: coasts.
        points: longitude, latitude and grade.
        size: radius of a point.
        label: what it shows, in words.
    """
    drawn = [element("path", d=outline(frame, land, 10), class_="land")]
    for grade, class_ in GRADE_CLASS.items():
        inside = [frame.place(x, y) for x, y, has in points if has == grade and frame.holds(x, y)]
        path = "".join(f"M{x / size:.2f} {y / size:.2f}{_SHAPES[grade]}" for x, y in inside)
        if path:
            # The shapes are of size 1: the path is drawn larger, its strokes are not.
            drawn.append(
                element(
                    "path",
                    d=path,
                    class_=f"mark {class_}",
                    transform=f"scale({size})",
                    stroke_width=f"{0.5 / size:.2f}",
                )
            )
    return drawing(frame.height, label, drawn, "map", width=frame.width)


def outline(frame: Frame, land: Sequence[Ring], fineness: int, least: float = 0) -> str:
    """Coasts within a frame as a path, cut at its edges.

    Args:
        frame: what is shown.
        land: coasts.
        fineness: places are whole numbers of this part of a unit.
        least: how many units a corner is away from the one before; what is smaller than twice as many vanishes.
    """
    paths, least = [], fineness * least
    for ring in land:
        if ring.west < frame.east and ring.east > frame.west and ring.south < frame.north and ring.north > frame.south:
            kept: list[tuple[int, int]] = []
            last_x = last_y = -math.inf
            for wide, high in _cut(ring, frame):
                x, y = round(fineness * wide), round(fineness * high)
                if abs(x - last_x) > least or abs(y - last_y) > least:
                    kept.append((x, y))
                    last_x, last_y = x, y
            if len(kept) > 2 and max(_apart(corner, kept[0]) for corner in kept) > 2 * least:  # noqa: PLR2004
                paths.append(_closed(kept, fineness))
    return "".join(paths)


def _apart(one: tuple[int, int], other: tuple[int, int]) -> int:
    return max(abs(one[0] - other[0]), abs(one[1] - other[1]))


def _cut(ring: Ring, frame: Frame) -> list[tuple[float, float]]:
    """What of a ring lies in a frame (Sutherland and Hodgman): edge after edge."""
    across, down = frame.width / (frame.east - frame.west), frame.height / (frame.north - frame.south)
    corners = [((x - frame.west) * across, (frame.north - y) * down) for x, y in ring.corners]
    if frame.holds(ring.west, ring.south) and frame.holds(ring.east, ring.north):
        return corners
    for axis_, end, above in ((0, 0.0, True), (0, frame.width, False), (1, 0.0, True), (1, frame.height, False)):
        kept: list[tuple[float, float]] = []
        for number, corner in enumerate(corners):
            before = corners[number - 1]
            inside, was_inside = (one[axis_] >= end if above else one[axis_] <= end for one in (corner, before))
            if inside != was_inside:
                share = (end - before[axis_]) / (corner[axis_] - before[axis_])
                kept.append((before[0] + share * (corner[0] - before[0]), before[1] + share * (corner[1] - before[1])))
            if inside:
                kept.append(corner)
        corners = kept
    return corners


def _closed(corners: Sequence[tuple[int, int]], fineness: int) -> str:
    """A ring whose corners are told from the one before."""
    (x, y), steps = corners[0], pairwise(corners)
    written = "".join(f"{_next((to_x - x) / fineness)}{_next((to_y - y) / fineness)}" for (x, y), (to_x, to_y) in steps)
    return f"M{shown(x / fineness)}{_next(y / fineness)}l{written.lstrip()}z"


def shares(rows: Sequence[tuple[str, Sequence[tuple[str, int]]]], label: str) -> Markup:
    """One bar a year, divided by grade; every part says its count where there is room."""
    left, right, height, gap = 38.0, WIDTH - 4.0, 26.0, 12.0
    drawn: list[Markup] = []
    for number, (name, counts) in enumerate(rows):
        y, x = number * (height + gap) + 4, left
        total = sum(count for _, count in counts)
        drawn.append(text(left - 6, y + height / 2 + 4, name, "value", "end"))
        for grade, count in counts:
            width = count / total * (right - left)
            drawn.append(box(x, y, width, height, f"share {GRADE_CLASS[grade]}"))
            if width > 18:  # noqa: PLR2004 - two digits fit
                drawn.append(text(x + width / 2, y + height / 2 + 4, f"{count}", f"on-{GRADE_CLASS[grade]}", "middle"))
            x += width
    return drawing(len(rows) * (height + gap), label, drawn, "shares")


def range_line(low: float, middle: float, high: float, scale: Scale, label: str) -> Markup:
    """Lowest, median and highest, in a row of a table."""
    y = 6.0
    return drawing(
        12,
        label,
        [
            line(scale.start, y, scale.end, y, "track"),
            line(scale(low), y, scale(high), y, "range"),
            dot(scale(middle), y, 3.4, "point"),
        ],
        "interval",
        width=scale.end + scale.start,
    )


#: Where a number may stand beside its mark, the first that is free.
_BESIDE = ((0, -9), (9, 0), (-9, 0), (0, 9), (8, -8), (-8, -8), (8, 8), (-8, 8), (0, -17), (17, 0), (-17, 0), (0, 17))


def map_of_pairs(
    frame: Frame, ground: str, places: Sequence[tuple[float, float]], bar: tuple[float, str], label: str
) -> Markup:
    """A region and those that it is paired with, on land, under numbers from 1 on.

    Args:
        frame: what is shown.
        ground: the land as a path.
        places: longitudes and latitudes, those of the region itself first.
        bar: a length in units, and what it stands for.
        label: what it shows, in words.
    """
    own, *others = at = [(round(x), round(y)) for x, y in (frame.place(*place) for place in places)]
    drawn = [
        element("path", d=ground, class_="land"),
        element("path", d="".join(f"M{own[0]} {own[1]}L{x} {y}" for x, y in others), class_="link"),
        element("path", d="".join(f"M{x - 3} {y - 3}h6v6h-6z" for x, y in others), class_="other"),
        dot(*own, 5, "mine"),
    ]
    taken: list[tuple[int, int]] = list(at)
    numbers = []
    for number, mark in enumerate(others, start=1):
        x, y = _free(mark, taken, frame)
        taken.append((x, y))
        numbers.append(element("text", str(number), x=x, y=y + 4))
    long, name = bar
    left, low = 8.0, frame.height - 8
    drawn += [
        element("g", joined(numbers), class_="no", text_anchor="middle"),
        element("path", d=f"M{shown(left)} {shown(low - 4)}v4h{shown(long)}v-4", class_="axis"),
        text(left + long + 5, low, name, "tick"),
    ]
    return drawing(frame.height, label, drawn, "map pairs-map", width=frame.width)


def _free(mark: tuple[int, int], taken: Sequence[tuple[int, int]], frame: Frame) -> tuple[int, int]:
    """Where a number stands beside its mark: the first place that is free, or the freest."""
    room = 11

    def crowd(place: tuple[int, int]) -> int:
        x, y = place
        if not (room < 2 * x < 2 * frame.width - room and room < 2 * y < 2 * frame.height - room):
            return room**2
        # A number is about as wide as it is high.
        near = (_apart(place, other) for other in taken if other != mark)
        return sum(max(0, room - away) for away in near)

    places = [(mark[0] + right, mark[1] + down) for right, down in _BESIDE]
    return next((place for place in places if not crowd(place)), None) or min(places, key=crowd)


# --- the charts of a province -------------------------------------------------------------------------------------


def index_range(ends: tuple[float, float], index: float, other: float | None, scale: Scale, label: str) -> Markup:
    """An index with its interval, in a row of a table; `other` is the index that all rows are beside."""
    y, (low, high) = 6.0, ends
    beside = [] if other is None else [line(scale(other), 0, scale(other), 12, "beside")]
    return drawing(
        12,
        label,
        [
            line(scale.start, y, scale.end, y, "track"),
            *beside,
            line(scale(low), y, scale(high), y, "range"),
            dot(scale(index), y, 3.4, "point"),
        ],
        "interval",
        width=scale.end + scale.start,
    )


@dataclass(frozen=True)
class Panel:
    """One of several small charts of one form: scores of members, and that of their government."""

    name: str
    scores: Sequence[float]
    median: float
    own: float | None


def panels(found: Sequence[Panel], ticks: Mapping[float, str], label: str) -> Markup:
    """Small multiples, two beside each other, all on one scale."""
    gap, size = 20.0, 5.0
    wide = (WIDTH - gap) / 2 - 8
    placed = [swarm(panel.scores, Scale(min(ticks), max(ticks), 0, wide), size) for panel in found]
    tall = max((height for places in placed for _, height in places), default=0.0) + size + 30
    drawn: list[Markup] = []
    for number, (panel, places) in enumerate(zip(found, placed, strict=True)):
        left = 4 + number % 2 * (wide + gap + 8)
        base = (number // 2 + 1) * (tall + 22) - 18
        scale = Scale(min(ticks), max(ticks), left, left + wide)
        drawn += [row_name(left, base - tall + 14, panel.name, wide), axis(scale, base, ticks)]
        drawn.append(line(scale(panel.median), base - tall + 20, scale(panel.median), base, "median"))
        path = dots_path((left + x, base - height) for x, height in places)
        drawn.append(element("path", d=path, class_="swarm", transform="scale(.1)", stroke_width=10 * (size - 0.8)))
        if panel.own is not None:
            x = scale(panel.own)
            drawn.append(line(x, base - tall + 22, x, base, "mine-line"))
            drawn.append(dot(x, base - tall + 24, 4, "mine"))
    return drawing((len(found) + 1) // 2 * (tall + 22), label, drawn, "panels")


@dataclass(frozen=True)
class Arrow:
    """A region from one year to the next; `start` is None where the first year has no index."""

    name: str
    start: float | None
    end: float


def arrows(found: Sequence[Arrow], ticks: Mapping[float, str], label: str) -> Markup:
    """A row for each region: from where it was, an arrow to where it is."""
    left, row = 168.0, 17.0
    scale = Scale(min(ticks), max(ticks), left, WIDTH - _EDGE)
    base = len(found) * row + 6
    drawn = [line(scale(value), 2, scale(value), base, "grid") for value in ticks]
    for number, one in enumerate(found):
        y = number * row + 12
        end = scale(one.end)
        drawn.append(text(left - 8, y + 4, one.name, "row-note", "end"))
        if one.start is None:
            drawn.append(dot(end, y, 3.2, "point"))
            continue
        start = scale(one.start)
        tip = min(5.0, abs(end - start)) * (1 if end >= start else -1)
        drawn.append(dot(start, y, 2.4, "start"))
        drawn.append(line(start, y, end - tip, y, "shaft"))
        drawn.append(element("path", d=f"M{shown(end)} {shown(y)}l{shown(-tip)}-4v8Z", class_="point"))
    drawn += [text(scale(value), base + 13, name, "tick", "middle") for value, name in ticks.items()]
    return drawing(base + 18, label, drawn, "arrows")


# --- the chart of the world ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Edition:
    """One edition of the survey: a country beside its group; `new_formula` where scores before it are another thing."""

    year: int
    lowest: float
    middle: float
    highest: float
    own: float
    shown: str
    new_formula: bool


def editions(found: Sequence[Edition], ticks: Mapping[float, str], label: str) -> Markup:
    """The score of a country over the band of its group; no line crosses a change of the formula."""
    across = Scale(found[0].year - 0.6, found[-1].year + 0.6, 30, WIDTH - 8)
    up = Scale(min(ticks), max(ticks), 190, 18)
    drawn = [line(30, up(value), WIDTH - 8, up(value), "grid") for value in ticks]
    drawn += [text(25, up(value) + 4, name, "tick", "end") for value, name in ticks.items()]
    groups: list[list[Edition]] = []
    for one in found:
        if one.new_formula or not groups:
            groups.append([])
        groups[-1].append(one)
    for group in groups:
        top = [(across(one.year), up(one.highest)) for one in group]
        bottom = [(across(one.year), up(one.lowest)) for one in reversed(group)]
        path = "L".join(f"{shown(x)} {shown(y)}" for x, y in [*top, *bottom])
        drawn.append(element("path", d=f"M{path}Z", class_="quarters"))
        for kind, height in (("middle", "middle"), ("trend", "own")):
            steps = "L".join(f"{shown(across(one.year))} {shown(up(getattr(one, height)))}" for one in group)
            drawn.append(element("path", d=f"M{steps}", class_=kind))
        if group is not groups[0]:
            x = across(group[0].year) - 8
            drawn.append(line(x, 12, x, 190, "break"))
    last = found[-1]
    drawn += [dot(across(one.year), up(one.own), 3.6, "mine") for one in found]
    drawn.append(text(across(last.year), up(last.own) - 8, last.shown, "value", "end"))
    labelled = [one for number, one in enumerate(found) if (len(found) - 1 - number) % 2 == 0]
    drawn += [text(across(one.year), 205, str(one.year), "tick", "middle") for one in labelled]
    return drawing(210, label, drawn, "editions")


def component_lines(
    name: str, points: Sequence[tuple[int, float, str]], ticks: Mapping[float, str], label: str
) -> Markup:
    """One component of a score by edition."""
    across = Scale(points[0][0] - 0.6, points[-1][0] + 0.6, 30, WIDTH - 8)
    up = Scale(min(ticks), max(ticks), 96, 22)
    drawn = [text(30, 12, name, "row-name")]
    drawn += [line(30, up(value), WIDTH - 8, up(value), "grid") for value in ticks]
    drawn += [text(25, up(value) + 4, shown_, "tick", "end") for value, shown_ in ticks.items()]
    steps = "L".join(f"{shown(across(year))} {shown(up(value))}" for year, value, _ in points)
    drawn.append(element("path", d=f"M{steps}", class_="trend"))
    drawn += [dot(across(year), up(value), 3, "mine") for year, value, _ in points]
    for year, value, written in (points[0], points[-1]):
        drawn.append(text(across(year), up(value) - 7, written, "value", "start" if year == points[0][0] else "end"))
    drawn += [text(across(year), 111, str(year), "tick", "middle") for year in (points[0][0], points[-1][0])]
    return drawing(116, label, drawn, "component")
