"""Coasts of Indonesia; where they are from stands in land.json."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Ring:
    """The coast of an island.

    Args:
        corners: longitude and latitude.
        west, east, south, north: between what they lie.
    """

    corners: Sequence[tuple[float, float]]
    west: float
    east: float
    south: float
    north: float


@cache
def read_land() -> Sequence[Ring]:
    """Every coast."""
    content = json.loads(Path(__file__).with_name("land.json").read_text(encoding="utf-8"))
    return [_ring([(x, y) for x, y in ring]) for ring in content["rings"]]


def _ring(corners: Sequence[tuple[float, float]]) -> Ring:
    longitudes, latitudes = zip(*corners, strict=True)
    return Ring(corners, min(longitudes), max(longitudes), min(latitudes), max(latitudes))
