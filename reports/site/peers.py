"""A region beside its peers: who is near in rank, and how its domains lie in their spread, for each group of peers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from markupsafe import Markup

from reports.site import charts
from reports.site.charts import Part, Scale, Spread
from reports.site.reading import Region, Row, SiteData
from reports.site.words import Words

Block = Mapping[str, Any]
KIND = "kind"
#: The groups in the order in which they are offered.
GROUPS = (KIND, "province", "nearest", "population_class", "island_group", "next_grade")
#: So many ranks above and below are shown of the kind, and of a smaller group.
_NEAR, _NEAR_IN_GROUP = 5, 2


@dataclass(frozen=True)
class PeerBlocks:
    """Makes the blocks about peers in one language; what is said of a region beside any other is made once.

    Args:
        data: of the release.
        words: of the language.
    """

    data: SiteData
    words: Words
    _shown: dict[str, Block] = field(default_factory=dict)

    # --- who is near ----------------------------------------------------------------------------------------------

    def near_in_kind(self, now: Row, bar: Callable[[Row, Scale, bool], Markup]) -> list[Block]:
        """The nearest ranks of its kind, with their intervals as bars that this function draws."""
        near = _around(now, self.data.ranking[now["kind"]], _NEAR)
        ends = [
            row[end] if row[end] is not None else row["rank_in_kind"] for row in near for end in ("rank_lo", "rank_hi")
        ]
        scale = Scale(min(ends) - 0.5, max(ends) + 0.5, 4, 116)
        return [
            {**self._beside(now, row), "bar": bar(row, scale, row is now) if row["rank_lo"] is not None else None}
            for row in near
        ]

    def _beside(self, now: Row, other: Row) -> Block:
        return {
            **self._of(other),
            "verdict": self._verdict(now, other),
            "mine": other is now,
        }

    def _verdict(self, now: Row, other: Row) -> Markup:
        """What sets it apart; of another kind, or without a result, only where it stands itself."""
        if other["rank_in_kind"] is None:
            return self.words.label("certainty", other["certainty"])
        if other["kind"] != now["kind"]:
            return self.words.say("rank_in_its_kind", other)
        return self.words.say(verdict(now, other))

    def _of(self, row: Row) -> Block:
        """What is said of a region beside whatever other."""
        code = row["region_code"]
        if code not in self._shown:
            ranked = row["rank_in_kind"] is not None
            self._shown[code] = {
                "region": self.data.of_code(code),
                "rank": self.words.show(row["rank_in_kind"], "count") if ranked else "–",
                "ties": self._ties(row["tied_in_kind"]),
                "index": self.words.show(row["spbe_index"]) if row["spbe_index"] is not None else "–",
                "interval": self.words.say("ranks_from_to", row) if row["rank_lo"] is not None else "",
                "bar": None,
            }
        return self._shown[code]

    def _ties(self, tied: int | None) -> list[Markup]:
        return [self.words.say("tied", tied=tied)] if tied is not None and tied > 1 else []

    # --- by group -------------------------------------------------------------------------------------------------

    def choice(self, region: Region, now: Row) -> Block:
        """Each group of a region with a rank: its name, its figures, and who is near; and why another is missing."""
        firsts = {name: region.peers[name][0] for name in GROUPS if name in region.peers}
        parts = self._parts_with_spread(region)
        return {
            "groups": [self._group(name, region, now) for name, row in firsts.items() if row["peer_note"] is None],
            "missing": [
                self.words.tell("peer_note", row["peer_note"], row)
                for row in firsts.values()
                if row["peer_note"] is not None
            ],
            "spreads": self._spreads(region, parts),
        }

    def _group(self, name: str, region: Region, now: Row) -> Block:
        about = region.among.get(name)
        known = about is not None and about["peer_median"] is not None
        code = "group_median" if name in {"nearest", "next_grade"} else "group_rank"
        return {
            "name": name,
            "label": self._label(name, region),
            "count": self.words.show(about["peer_count"], "count") if about else None,
            "caption": self._caption(name, region),
            "sentence": self.words.say(code, about) if known and about else None,
            "note": self.words.tell("peer_note", about["peer_note"], about) if about and about["peer_note"] else None,
            "ranks_are": self.words.say("ranks_in_province" if name == "province" else "ranks_in_kind", now),
            "rows": self.near_in_kind(now, _bare) if name == KIND else self._near_in_group(name, region, now),
        }

    def _label(self, name: str, region: Region) -> Markup:
        return self.words.tell("peer_type", name, region.peers[name][0])

    def _near_in_group(self, name: str, region: Region, now: Row) -> list[Block]:
        if name == "province":
            return [
                {
                    **self._beside(now, row),
                    "rank": self.words.show(row["rank_in_province"], "count"),
                    "ties": self._ties(row["tied_in_province"]),
                    # An interval of ranks in the province is not known.
                    "interval": "",
                }
                for row in _around(now, self._ranked_in_province[now["province_code"]], _NEAR_IN_GROUP)
            ]
        if name == "nearest":
            neighbours = {row["neighbour_code"] for row in region.peers[name]}
            near = [row for row in self.data.ranking[now["kind"]] if row["region_code"] in neighbours or row is now]
            without = sorted(neighbours - {None} - {row["region_code"] for row in near})
            near += [row for code in without if (row := self._now_of(code)) is not None]
        elif name == "next_grade":
            above = [row for row in self.data.ranking[now["kind"]] if _has_next(row, region)]
            near = [*above[-2 * _NEAR_IN_GROUP :], now] if above else []
        else:
            near = list(_around(now, self._ranked_in_group[name, region.peers[name][0]["peer_group"]], _NEAR_IN_GROUP))
        return [self._beside(now, row) for row in near]

    def _now_of(self, code: str) -> Row | None:
        region = self.data.of_code(code)
        return None if region is None else region.now

    @cached_property
    def _ranked_in_province(self) -> Mapping[str, list[Row]]:
        found: dict[str, list[Row]] = {}
        for ranked in self.data.ranking.values():
            for row in ranked:
                if row["rank_in_province"] is not None:
                    found.setdefault(row["province_code"], []).append(row)
        for rows in found.values():
            rows.sort(key=lambda row: (row["rank_in_province"], row["region_code"]))
        return found

    @cached_property
    def _ranked_in_group(self) -> Mapping[tuple[str, str], list[Row]]:
        """Who of a group is ranked, in order of rank; the group lies within one kind."""
        groups: dict[str, list[tuple[str, str]]] = {}
        for row in self.data.found["peers"]:
            groups.setdefault(row["region_code"], []).append((row["peer_type"], row["peer_group"]))
        found: dict[tuple[str, str], list[Row]] = {}
        for ranked in self.data.ranking.values():
            for row in ranked:
                for key in groups[row["region_code"]]:
                    found.setdefault(key, []).append(row)
        return found

    # --- domains --------------------------------------------------------------------------------------------------

    def domains(self, region: Region, groups: Sequence[str] = GROUPS) -> Block:
        """The domains beside its kind, and a chart that holds the marks of these groups."""
        parts = self._parts_with_spread(region)
        if not parts or all(row["score"] is None for row in parts):
            return {"reason": self.words.say("domains_none", evaluation_year=self.data.facts.newest_year)}
        drawn = [self._part(row, region, groups) for row in parts]
        caption = self._caption(KIND, region)
        following = [region.domains.get((row["measure"], "next_grade")) for row in parts]
        next_grade = [None if row is None else row["peer_median"] for row in following]
        has_next = any(median is not None for median in next_grade)
        return {
            "caption": caption,
            "chart": charts.parts_of_index(
                drawn,
                self._ticks(parts[0]),
                caption if len(groups) == 1 else self.words.say("domains_of_groups"),
            ),
            "next": self.words.say("next_grade_median", region.way) if has_next and region.way else None,
            "rows": [
                {
                    "name": self.words.of_row(row, "name"),
                    "score": self._known(row["score"]),
                    "status": "" if row["obs_status"] == "A" else self.words.label("obs_status", row["obs_status"]),
                    "quartiles": self._quartiles(row),
                    "median": self.words.show(row["peer_median"]),
                    "best": self.words.say("best_of" if row["peer_best_count"] == 1 else "best_of_many", row),
                    "next": self._known(median),
                    "position": self.words.label("peer_position", row["peer_position"]) if row["peer_position"] else "",
                }
                for row, median in zip(parts, next_grade, strict=True)
            ],
        }

    def _spreads(self, region: Region, parts: Sequence[Row]) -> Block:
        """Median and quartiles of each domain, a row for each group."""
        return {
            "heads": [self.words.of_row(row, "name") for row in parts],
            "rows": [
                {
                    "label": self._label(name, region),
                    "cells": [self._spread_shown(region.domains[row["measure"], name]) for row in parts],
                }
                for name in GROUPS
                if name in region.among and region.among[name]["peer_median"] is not None
            ],
        }

    def _spread_shown(self, row: Row) -> tuple[str, str]:
        return (
            (self.words.show(row["peer_median"]), self._quartiles(row)) if row["peer_median"] is not None else ("–", "")
        )

    def _quartiles(self, row: Row) -> str:
        return f"{self.words.show(row['peer_q1'])}–{self.words.show(row['peer_q3'])}"

    def _parts_with_spread(self, region: Region) -> list[Row]:
        of_kind = (row for (_, peers), row in region.domains.items() if peers == KIND)
        return [row for row in of_kind if row["peer_median"] is not None]

    def _caption(self, name: str, region: Region) -> Markup:
        about = region.among.get(name)
        if about is None:
            return Markup()
        code = "domains_caption" if name == KIND else "domains_beside"
        year = self.data.facts.newest_year
        return self.words.say(code, about, evaluation_year=year, group=self._label(name, region))

    def _ticks(self, first: Row) -> dict[float, str]:
        low, high = self.data.ends(first["instrument"])
        return {float(level): str(level) for level in range(low, high + 1)}

    def _part(self, row: Row, region: Region, groups: Sequence[str]) -> Part:
        of_groups = {name: region.domains.get((row["measure"], name)) for name in groups}
        following = region.domains.get((row["measure"], "next_grade"))
        next_grade = None if following is None else following["peer_median"]
        return Part(
            name=self.words.of_row(row, "name"),
            shown=self._known(row["score"]),
            score=None if row["score"] is None else float(row["score"]),
            spreads={
                f"of of-{name}": Spread(*(float(spread[column]) for column in _SPREAD))
                for name, spread in of_groups.items()
                if spread is not None and spread["peer_median"] is not None
            },
            next_grade=None if next_grade is None else float(next_grade),
        )

    def _known(self, value: object) -> str:
        return "–" if value is None else self.words.show(value)


_SPREAD = ("peer_q1", "peer_median", "peer_q3", "peer_best")


def _bare(row: Row, scale: Scale, mine: bool) -> Markup:
    """A bar for the eye only: the row says its interval."""
    return charts.small_interval(row["rank_lo"], row["rank_hi"], row["rank_in_kind"], scale, mine)


def _around(now: Row, ranked: Sequence[Row], most: int) -> Sequence[Row]:
    """So many above and below, and as many in all where it is near an end."""
    at = next(number for number, row in enumerate(ranked) if row is now)
    first = max(0, min(at - most, len(ranked) - 2 * most - 1))
    return ranked[first : first + 2 * most + 1]


def _has_next(row: Row, region: Region) -> bool:
    following = None if region.way is None else region.way["next_predikat"]
    return following is not None and row["predikat"] == following


def verdict(mine: Row, other: Row) -> str:
    """Whether another region is clearly ahead of this one, clearly behind it, or not told apart, as a code of words.

    Who is clearly behind this one are the `clearly_ahead_of` lowest of its kind, for a lead that is needed hangs on how
    well the two are known, which is the same for all whose indicators are not known.
    """
    if other is mine:
        return "this_region"
    # How many besides this one are higher, and lower.
    above = other["rank_in_kind"] - 1 - (mine["spbe_index"] > other["spbe_index"])
    below = other["ranked_in_kind"] - above - other["tied_in_kind"] - (mine["spbe_index"] != other["spbe_index"])
    if above < mine["clearly_behind"]:
        return "ahead"
    if below < mine["clearly_ahead_of"]:
        return "behind"
    return "alike"
