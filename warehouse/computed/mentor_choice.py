"""Who helps whom: pairs of regions and role models in one order, in passes, with a limit for each role model."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from heapq import heappop, heappush

#: Most regions that one role model is given: the least multiple of five with which every kabupaten and kota that had
#: a weak domain in 2024 has a mentor.
LIMIT = 15
#: Most mentors of one region in one domain.
WANTED = 3

#: Added to a squared distance, and larger than any: variables that are not known, and another province.
_UNKNOWN, _ELSEWHERE = 2**60, 2**61
#: Mentors looked at in one go; most regions never need more.
_AT_ONCE = 32

Point = tuple[int, ...]
#: Province code, and the three variables where they are known.
Place = tuple[str, Point | None]


class Given:
    """Who helps whom so far."""

    def __init__(self, needs: Mapping[str, Collection[str]], limit: int) -> None:
        self._needs = needs
        self._limit = limit
        self._counts: Counter[tuple[str, str]] = Counter()
        self._regions: defaultdict[str, set[str]] = defaultdict(set)
        #: The mentors of each region.
        self.mentors: defaultdict[str, set[str]] = defaultdict(set)
        #: Mentors who take on nobody else, in the order in which it came to that.
        self.full: list[str] = []
        #: What was given, and its place in the order of all pairs.
        self.places: dict[tuple[str, str, str], int] = {}

    def would_help(self, region: str, mentor: str) -> bool:
        """Whether the mentor has taken the region on, or still can."""
        return region in self._regions[mentor] or len(self._regions[mentor]) < self._limit

    def wants(self, region: str, number: int) -> bool:
        """Whether the region has a domain with fewer mentors than that."""
        return any(self._counts[region, domain] < number for domain in self._needs[region])

    def give(self, region: str, domains: Collection[str], mentor: str, number: int, place: int) -> None:
        """The mentor to the region, for those domains that have fewer mentors than that."""
        for domain in domains:
            if self._counts[region, domain] < number and (region, domain, mentor) not in self.places:
                self._counts[region, domain] += 1
                self.places[region, domain, mentor] = place
                self.mentors[region].add(mentor)
                if region not in self._regions[mentor]:
                    self._regions[mentor].add(region)
                    if len(self._regions[mentor]) == self._limit:
                        self.full.append(mentor)


#: A region's possible mentors, the preferred first: (place in the order of all pairs, mentor, domains). Those who
#: would not help it any more may be left out.
Candidates = Callable[[str], Iterator[tuple[int, str, Collection[str]]]]


def assign(
    needs: Mapping[str, Collection[str]],
    candidates_of: Callable[[Given], Candidates],
    *,
    limit: int = LIMIT,
    wanted: int = WANTED,
) -> list[tuple[str, str, str]]:
    """Who helps whom in which domain.

    Args:
        needs: the weak domains of each region.
        candidates_of: who could help a region, in order, by what is given so far; asked anew in every pass.
        limit: most regions per mentor.
        wanted: most mentors per region and domain.

    Returns:
        (region, domain, mentor), each region's preferred mentor first.
    """
    given = Given(needs, limit)
    candidates = candidates_of(given)
    for number in range(1, wanted + 1):
        asked = {region: candidates(region) for region in sorted(needs)}
        # The next pair of every region that still wants one. Taking the least of them again and again goes through
        # all pairs in their order without ever making those that nobody gets to.
        waiting: list[tuple[int, str, str, Collection[str]]] = []
        turns = list(asked)
        while turns or waiting:
            for region in turns:
                following = next(asked[region], None) if given.wants(region, number) else None
                if following is not None:
                    place, mentor, domains = following
                    heappush(waiting, (place, region, mentor, domains))
            turns = []
            if waiting:
                place, region, mentor, domains = heappop(waiting)
                if given.would_help(region, mentor):
                    given.give(region, domains, mentor, number, place)
                turns = [region]
    return sorted(given.places, key=lambda pair: (pair[0], pair[1], given.places[pair], pair[2]))


def nearest_first(
    given: Given,
    needs: Mapping[str, Collection[str]],
    strengths: Mapping[str, Collection[str]],
    places: Mapping[str, Place],
) -> Candidates:
    """Role models in a region's order of preference: its province's first, then the nearest, then by code."""
    import numpy as np  # noqa: PLC0415 - definitions load this module

    codes = sorted(strengths)
    index = {code: number for number, code in enumerate(codes)}
    points = np.array([places[code][1] or (0, 0, 0) for code in codes], dtype=np.int64).reshape(-1, 3)
    is_unknown = np.array([places[code][1] is None for code in codes], dtype=bool)
    numbers = {province: number for number, province in enumerate(sorted({place[0] for place in places.values()}))}
    provinces = np.array([numbers[places[code][0]] for code in codes], dtype=np.int64)
    is_full = np.zeros(len(codes), dtype=bool)
    known_full = 0

    def following(region: str, behind: int) -> list[tuple[int, int]]:
        """The next few after that place, all of an equal place together; none when there are no more."""
        nonlocal known_full
        is_full[[index[mentor] for mentor in given.full[known_full:]]] = True
        known_full = len(given.full)
        would_help = ~is_full
        would_help[[index[mentor] for mentor in given.mentors[region]]] = True
        province, point = places[region]
        apart = ((points - np.array(point or (0, 0, 0), dtype=np.int64)) ** 2).sum(axis=1)
        apart[is_unknown | (point is None)] = _UNKNOWN
        apart += np.where(provinces == numbers[province], 0, _ELSEWHERE)
        ahead = np.flatnonzero(would_help & (apart > behind))
        if ahead.size > _AT_ONCE:
            ahead = ahead[apart[ahead] <= np.partition(apart[ahead], _AT_ONCE - 1)[_AT_ONCE - 1]]
        ahead = ahead[np.argsort(apart[ahead], kind="stable")]
        return list(zip(apart[ahead].tolist(), ahead.tolist(), strict=True))

    def candidates(region: str) -> Iterator[tuple[int, str, Collection[str]]]:
        behind = -1
        while few := following(region, behind):
            for place, number in few:
                if given.would_help(region, codes[number]):
                    domains = [domain for domain in needs[region] if domain in strengths[codes[number]]]
                    if domains:
                        yield place, codes[number], domains
            behind = few[-1][0]

    return candidates
