"""What codes there are: today's regions, the instruments with their scales and nodes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sources.names.nearest import Nearest
from sources.names.region_names import spelling_key, split_kind

_ALIKE = 0.6
_COSTED = {"indicator", "service"}


@dataclass(frozen=True)
class Region:
    """A region of today's register."""

    name: str
    kind: str


@dataclass(frozen=True)
class Instrument:
    """An instrument.

    Args:
        level_min: the lowest level; None where the regulation has not been read.
        level_max: the highest level; None likewise.
        nodes: the type of each node ("index", "domain", ..., "indicator") by its code.
    """

    level_min: int | None
    level_max: int | None
    nodes: Mapping[str, str]

    @property
    def indicators(self) -> tuple[str, ...]:
        """The nodes that have a level of their own."""
        return tuple(code for code, kind in self.nodes.items() if kind in _COSTED)


@dataclass(frozen=True)
class ReferenceLists:
    """The lists.

    Args:
        regions: today's regions by code.
        former: codes that no region has any more, and the region's code of today.
        instruments: the instruments by name.
    """

    regions: Mapping[str, Region]
    former: Mapping[str, str]
    instruments: Mapping[str, Instrument]

    def meant(self, typed: str) -> str:
        """What may have been meant by a text that is no region's code: `` (meant: 33.71 Kota Magelang?)``."""
        if typed in self.former:
            codes = [self.former[typed]]
        elif any(character.isalpha() for character in typed):
            # A suggestion is of the kind that the text says, if it says one.
            kind, name = split_kind(typed)
            named = self._codes_by_name.get(kind, {})
            codes = [code for one in self._nearest.to(spelling_key(name), named, kind or "name") for code in named[one]]
        else:
            codes = self._nearest.to(typed, self.regions)
        suggested = "; ".join(f"{code} {self.regions[code].name}" for code in codes)
        return f" (meant: {suggested}?)" if suggested else ""

    @cached_property
    def _nearest(self) -> Nearest:
        return Nearest(_ALIKE)

    @cached_property
    def _codes_by_name(self) -> dict[str | None, dict[str, list[str]]]:
        """Today's codes by name, of each kind and, under None, of all."""
        found: dict[str | None, dict[str, list[str]]] = {}
        for code, region in self.regions.items():
            name = spelling_key(split_kind(region.name)[1])
            for kind in (region.kind, None):
                found.setdefault(kind, {}).setdefault(name, []).append(code)
        return found


def reference_lists(
    versions: Sequence[Mapping[str, Any]],
    instruments: Sequence[Mapping[str, str]],
    nodes: Sequence[Mapping[str, str]],
) -> ReferenceLists:
    """The lists from the reference sources.

    Args:
        versions: records of core.regions.
        instruments: rows of raw.instruments.
        nodes: rows of raw.instrument_nodes.
    """
    today = {row["region_code"]: row for row in versions if row["valid_to_year"] is None}
    return ReferenceLists(
        regions={code: Region(row["region_name"], row["kind"]) for code, row in today.items()},
        former={row["region_code"]: row["current_code"] for row in versions if row["region_code"] not in today},
        instruments={
            row["instrument"]: Instrument(
                _level(row["level_min"]),
                _level(row["level_max"]),
                {node["node_code"]: node["node_type"] for node in nodes if node["instrument"] == row["instrument"]},
            )
            for row in instruments
        },
    )


def _level(printed: str) -> int | None:
    return int(printed) if printed else None
