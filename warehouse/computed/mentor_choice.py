"""Who helps whom: the nearest within a province, and in passes within a limit beyond it.

Regions are numbered in the order of their codes, so that of two equally far the lower number is the lower code.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from heapq import merge
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

#: A mentor takes on regions of other provinces only while it has fewer than this, those of its own among them.
LIMIT = 15
#: Most mentors of one region in one domain.
WANTED = 3
#: Farther than any two places on earth: where the place of one is not known.
UNKNOWN_KM = 32_767

#: Mean radius of the earth (IUGG).
_EARTH_KM = 6371.0

Numbers = NDArray[np.signedinteger[Any]]


class Offers(NamedTuple):
    """Who could help a region, the nearest first, equally far by their numbers.

    Args:
        mentors: their numbers.
        apart: how far each is from the region.
        helps: whether it can help, one column per domain.
    """

    mentors: Numbers
    apart: Numbers
    helps: NDArray[np.bool_]


def distances_km(one: NDArray[np.float64], other: NDArray[np.float64]) -> Numbers:
    """The great circles between places (degrees of latitude and longitude, NaN where not known) in whole kilometres."""
    (from_north, from_east), (to_north, to_east) = (np.moveaxis(np.radians(places), -1, 0) for places in (one, other))
    across = np.sin((to_north - from_north) / 2) ** 2
    along = np.cos(from_north) * np.cos(to_north) * np.sin((to_east - from_east) / 2) ** 2
    apart = np.rint(2 * _EARTH_KM * np.arcsin(np.minimum(1, np.sqrt(across + along))))
    known: Numbers = np.nan_to_num(apart, nan=UNKNOWN_KM).astype(np.int16)
    return known


def nearest(apart: Numbers, helps: NDArray[np.bool_], wanted: int = WANTED) -> tuple[NDArray[np.intp], ...]:
    """For each region and domain the nearest who can help, whatever their load: regions, domains, mentors.

    Args:
        apart: kilometres from each region (row) to each mentor (column).
        helps: whether the mentor can help the region, by region, mentor and domain.
        wanted: most mentors per region and domain.
    """
    in_order = np.argsort(apart, axis=1, kind="stable")
    can = np.take_along_axis(helps, in_order[:, :, None], axis=1)
    regions, places, domains = np.nonzero(can & (can.cumsum(axis=1) <= wanted))
    return regions, domains, in_order[regions, places]


def assign(
    offers: Mapping[int, Offers], regions_of: Mapping[int, set[int]], *, limit: int = LIMIT, wanted: int = WANTED
) -> dict[tuple[int, int], list[tuple[int, int]]]:
    """The mentors of each region and domain, the preferred first, each with how far it is.

    Pass after pass goes through all offers, the nearest first, then by region and mentor; in the n-th a domain that
    has fewer than n mentors is given one who has taken the region on, or still can.

    Args:
        offers: by region, who could help it.
        regions_of: the regions that each mentor has taken on; those taken on here are added.
        limit: most regions of a mentor who takes on another.
        wanted: most mentors per region and domain.
    """
    domains_of = {region: np.flatnonzero(of_region.helps.any(axis=0)).tolist() for region, of_region in offers.items()}
    given: dict[tuple[int, int], list[tuple[int, int]]] = {
        (region, domain): [] for region, domains in domains_of.items() for domain in domains
    }

    def can(mentor: int, region: int) -> bool:
        return region in regions_of[mentor] or len(regions_of[mentor]) < limit

    def to(region: int, number: int) -> Iterator[tuple[int, int, int, int]]:
        """The offers to a region, for as long as one of its domains has fewer mentors than this."""
        of_region = offers[region]
        for at in range(len(of_region.mentors)):
            if all(len(given[region, domain]) >= number for domain in domains_of[region]):
                return
            mentor = int(of_region.mentors[at])
            if can(mentor, region):
                yield int(of_region.apart[at]), region, mentor, at

    for number in range(1, wanted + 1):
        for apart, region, mentor, at in merge(*(to(region, number) for region in offers)):
            if can(mentor, region):  # others have had their turn since it was offered
                for domain in domains_of[region]:
                    chosen = given[region, domain]
                    if offers[region].helps[at, domain] and len(chosen) < number and (apart, mentor) not in chosen:
                        chosen.append((apart, mentor))
                        regions_of[mentor].add(region)
    return {cell: sorted(chosen) for cell, chosen in given.items() if chosen}
