"""The maps of a region's page: its mentors, and whom it can help, under the numbers that the lists give."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from math import cos, radians
from typing import Any

from reports.site import charts
from reports.site.charts import Frame
from reports.site.land import read_land
from reports.site.reading import Region, Row, SiteData
from reports.site.words import Words

Block = Mapping[str, Any]
#: Of the map in degrees, at least: the way across a large kabupaten.
_NARROWEST = 1.2
#: Height of the map by its width.
_FLATTEST, _TALLEST = 0.42, 0.8
#: Coasts end here: a map beyond them would show a coast where there is none.
_WEST, _EAST, _SOUTH, _NORTH = 94.0, 141.9, -11.8, 7.0
#: Corners of a coast are so many units apart.
_LEAST = 3
_KM_PER_DEGREE = 111.2
_SCALES = (500, 200, 100, 50, 20, 10)


def map_of_mentors(region: Region, data: SiteData, words: Words) -> Block | None:
    """Where its mentors are; None where it has none, or no place of it is known."""
    return _map(region, _by_distance((row["mentor_code"], row) for row in region.mentors), "mentors", data, words)


def map_of_learners(region: Region, data: SiteData, words: Words) -> Block | None:
    """Where the regions are that it can help; None where there are none, or no place of it is known."""
    return _map(region, _by_distance((row["region_code"], row) for row in region.learners), "learners", data, words)


def _map(region: Region, others: Sequence[str], which: str, data: SiteData, words: Words) -> Block | None:
    """The map, and the number of each region on it, from the nearest on."""
    places = [(code, place) for code in others if (place := _place(code, data)) is not None]
    own = _place(region.code, data)
    if own is None or not places:
        return None
    caption = words.say(f"map_of_{which}", name=region.name, count=len(places))
    found = [own, *(place for _, place in places)]
    frame = _frame(found)
    km = next((km for km in _SCALES if km / _km_of_unit(frame) <= charts.WIDTH / 3), _SCALES[-1])
    bar = (km / _km_of_unit(frame), str(words.say("km", distance_km=km)))
    return {
        "numbers": {code: number for number, (code, _) in enumerate(places, start=1)},
        "caption": caption,
        "others": words.say("mentor" if which == "mentors" else "can_be_helped"),
        "chart": charts.map_of_pairs(frame, _ground(frame), found, bar, caption),
    }


def _by_distance(pairs: Iterable[tuple[str | None, Row]]) -> list[str]:
    found = {code: (row["distance_km"] or 0, code) for code, row in pairs if code is not None}
    return sorted(found, key=found.__getitem__)


def _place(code: str, data: SiteData) -> tuple[float, float] | None:
    region = data.of_code(code)
    if region is None or region.register["longitude"] is None or region.register["latitude"] is None:
        return None
    return float(region.register["longitude"]), float(region.register["latitude"])


def _frame(places: Iterable[tuple[float, float]]) -> Frame:
    """Around all places with some room, neither very flat nor very tall."""
    longitudes, latitudes = zip(*places, strict=True)
    middle = [(min(found) + max(found)) / 2 for found in (longitudes, latitudes)]
    wide, tall = (max(1.2 * (max(found) - min(found)), _NARROWEST) for found in (longitudes, latitudes))
    wide = max(wide, tall / _TALLEST)
    tall = max(tall, wide * _FLATTEST)
    west, east = _within(middle[0], wide, _WEST, _EAST)
    south, north = _within(middle[1], tall, _SOUTH, _NORTH)
    return Frame(*(round(end, 2) for end in (west, east, south, north)))


def _within(middle: float, size: float, low: float, high: float) -> tuple[float, float]:
    """Of this size about the middle, pushed inside where it fits and does not."""
    size = min(size, high - low)
    start = min(max(middle - size / 2, low), high - size)
    return start, start + size


def _km_of_unit(frame: Frame) -> float:
    """Across, at the middle of the map."""
    return (frame.east - frame.west) * _KM_PER_DEGREE * cos(radians((frame.north + frame.south) / 2)) / frame.width


@cache
def _ground(frame: Frame) -> str:
    """The coasts within a frame; both languages draw them once."""
    return charts.outline(frame, read_land(), 1, least=_LEAST)
