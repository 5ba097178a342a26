"""Who helps whom: pairs of regions and role models in one order, in passes, with a limit for each role model."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

#: Most regions that one role model is given: the least multiple of five with which every kabupaten and kota that had
#: a weak domain in 2024 has a mentor.
LIMIT = 15
#: Most mentors of one region in one domain.
WANTED = 3

Point = tuple[int, ...]
#: Province code, and the three variables where they are known.
Place = tuple[str, Point | None]
#: A region, the domains in which the role model can help it, and the role model.
Pair = tuple[str, Sequence[str], str]


def pairs_in_order(
    needs: Mapping[str, Collection[str]],
    strengths: Mapping[str, Collection[str]],
    places: Mapping[str, Place],
) -> list[Pair]:
    """All pairs that could be made: the same province first, then the nearest, then by codes.

    Args:
        needs: the weak domains of each region.
        strengths: the strong domains of each role model.
        places: where both are.
    """

    def apart(region: str, mentor: str) -> tuple[bool, bool, int]:
        (here, own), (there, other) = places[region], places[mentor]
        if own is None or other is None:
            return here != there, True, 0
        return here != there, False, sum((a - b) ** 2 for a, b in zip(own, other, strict=True))

    pairs = [
        (region, [domain for domain in needs[region] if domain in strengths[mentor]], mentor)
        for region in needs
        for mentor in strengths
    ]
    return sorted((pair for pair in pairs if pair[1]), key=lambda pair: (apart(pair[0], pair[2]), pair[0], pair[2]))


def assign(pairs: Sequence[Pair], *, limit: int = LIMIT, wanted: int = WANTED) -> dict[tuple[str, str], list[str]]:
    """The mentors of each region and domain, the preferred first.

    Pass after pass goes through all pairs in their order; in the n-th a domain that has fewer than n mentors is given
    one who has taken the region on, or still can.

    Args:
        pairs: who could help whom, the most preferred first.
        limit: most regions per mentor.
        wanted: most mentors per region and domain.
    """
    given: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    regions_of: defaultdict[str, set[str]] = defaultdict(set)
    for number in range(1, wanted + 1):
        for at, (region, domains, mentor) in enumerate(pairs):
            if region in regions_of[mentor] or len(regions_of[mentor]) < limit:
                for domain in domains:
                    if len(given[region, domain]) < number and at not in given[region, domain]:
                        given[region, domain].add(at)
                        regions_of[mentor].add(region)
    return {cell: [pairs[at][2] for at in sorted(chosen)] for cell, chosen in given.items() if chosen}
