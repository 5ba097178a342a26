"""Who helps whom: pairs of regions in the order of their distance, and mentors given in passes within a limit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from math import asin, cos, radians, sin, sqrt

#: A mentor takes on regions of other provinces only while it has fewer than this, those of its own among them.
LIMIT = 15
#: Most mentors of one region in one domain.
WANTED = 3

#: Mean radius of the earth (IUGG).
_EARTH_KM = 6371.0

#: Latitude and longitude in degrees.
Point = tuple[float, float]
#: A region, the domains in which the mentor can help it, and the mentor.
Pair = tuple[str, Sequence[str], str]


def distance_km(one: Point | None, other: Point | None) -> int | None:
    """The great circle between two points in whole kilometres; None where one is not known."""
    if one is None or other is None:
        return None
    (from_north, from_east), (to_north, to_east) = (tuple(map(radians, point)) for point in (one, other))
    across = sin((to_north - from_north) / 2) ** 2
    along = cos(from_north) * cos(to_north) * sin((to_east - from_east) / 2) ** 2
    return round(2 * _EARTH_KM * asin(min(1.0, sqrt(across + along))))


def pairs_in_order(
    needs: Mapping[str, Mapping[str, Decimal]],
    strengths: Mapping[str, Mapping[str, Decimal]],
    points: Mapping[str, Point | None],
) -> list[Pair]:
    """All pairs that could be made: the nearest first, those of unknown distance last, then by codes.

    Args:
        needs: for each region and domain in which it needs help, the least score of whoever can give it.
        strengths: the scores of each region by domain, of those domains in which it could be a mentor.
        points: where both are.
    """
    found = []
    for region, bars in needs.items():
        for mentor, scores in strengths.items():
            domains = [domain for domain, bar in bars.items() if domain in scores and scores[domain] >= bar]
            if domains:
                apart = distance_km(points[region], points[mentor])
                found.append(((apart is None, apart or 0, region, mentor), (region, domains, mentor)))
    return [pair for _, pair in sorted(found, key=lambda item: item[0])]


def assign(
    pairs: Sequence[Pair], regions_of: dict[str, set[str]], *, limit: int | None, wanted: int = WANTED
) -> dict[tuple[str, str], list[str]]:
    """The mentors of each region and domain, the preferred first.

    Pass after pass goes through all pairs in their order; in the n-th a domain that has fewer than n mentors is given
    one who has taken the region on, or still can.

    Args:
        pairs: who could help whom, the most preferred first.
        regions_of: the regions that each mentor has taken on; those taken on here are added.
        limit: most regions of a mentor who takes on another; None where there is no limit.
        wanted: most mentors per region and domain.
    """
    given: dict[tuple[str, str], set[int]] = {}
    for number in range(1, wanted + 1):
        for at, (region, domains, mentor) in enumerate(pairs):
            taken = regions_of.setdefault(mentor, set())
            if region in taken or limit is None or len(taken) < limit:
                for domain in domains:
                    chosen = given.setdefault((region, domain), set())
                    if len(chosen) < number and at not in chosen:
                        chosen.add(at)
                        taken.add(region)
    return {cell: [pairs[at][2] for at in sorted(chosen)] for cell, chosen in given.items() if chosen}
