"""The calculator of a region's page: what its script needs to say what index, grade and rank other scores would give.

Weights are whole numbers (warehouse/computed/lattice.py) and scores are hundredths, so that the script adds whole
numbers: the grade follows from the exact index, the rank from the index in two decimals, as ranks are made of what is
printed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from itertools import pairwise
from typing import Any

from reports.site import charts
from reports.site.charts import Band
from reports.site.reading import Region, Row, SiteData
from reports.site.words import Words
from warehouse.computed.lattice import HALF_A_HUNDREDTH, WHOLE, whole_weights

Block = Mapping[str, Any]
_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True)
class Calculators:
    """Makes the calculators of regions in one language.

    Args:
        data: of the release.
        words: of the language.
    """

    data: SiteData
    words: Words

    def block(self, region: Region, bands: Sequence[Band], ticks: Mapping[float, str]) -> Block:
        """What a reader may move: the levels of the indicators where all are known, the parts of the index otherwise.

        Where there is nothing to begin with, the reason.

        Args:
            region: whose scores are moved.
            bands: the grades of the year's instrument, and `ticks` their edges.
            ticks: as texts.
        """
        year, now = self.data.facts.newest_year, region.now
        if now is None or now["spbe_index"] is None or now["rank_in_kind"] is None:
            return {"reason": self.words.say("calculator_no_index", evaluation_year=year)}
        parts = self._parts
        if sum(weight for _, weight in parts) != WHOLE:
            return {"reason": self.words.say("calculator_no_weights", now)}
        scores = {measure: row["score"] for (measure, peers), row in region.domains.items() if peers == "kind"}
        if any(scores.get(node["node_code"]) is None for node, _ in parts):
            return {"reason": self.words.say("calculator_no_scores", evaluation_year=year)}
        levels = self._levels(region, now)
        computed = sum(weight * scores[node["node_code"]] for node, weight in parts) / WHOLE
        computed = computed.quantize(_HUNDREDTH, ROUND_HALF_UP)
        low, high = self.data.ends(now["instrument"])
        return {
            "intro": self.words.say("calculator_levels" if levels else "calculator_parts", now),
            "note": self.words.say("calculator_note", now),
            "rounding": self.words.say("calculator_rounding", now, computed=computed)
            if not levels and computed != now["spbe_index"]
            else None,
            "low": low,
            "high": high,
            "whole": WHOLE,
            "parts": [self._part(node, weight, scores[node["node_code"]], levels, region) for node, weight in parts],
            "steps": self._steps(region) if levels else None,
            "graded": now["instrument"] in self.data.bands,
            "chart": charts.position(now["spbe_index"], bands, ticks, self.words.say("calculator_chart")),
            "others": _differences(self._others(now)),
            "ranked": self.words.show(now["ranked_in_kind"], "count"),
            "now": self._now(region, now),
        }

    @cached_property
    def _parts(self) -> Sequence[tuple[Row, int]]:
        nodes = [node for node in self.data.found["nodes"] if node["node_code"] == node["part_code"]]
        return list(zip(nodes, whole_weights(node["weight_percent"] for node in nodes), strict=True))

    @cached_property
    def _leaves(self) -> Sequence[tuple[Row, int]]:
        nodes = [node for node in self.data.found["nodes"] if node["is_leaf"]]
        return list(zip(nodes, whole_weights(node["weight_percent"] for node in nodes), strict=True))

    @cached_property
    def _known_levels(self) -> Mapping[str, Mapping[str, int]]:
        found: dict[str, dict[str, int]] = {}
        for row in self.data.found["levels"]:
            if row["score"] == int(row["score"]):
                found.setdefault(row["region_code"], {})[row["measure"]] = int(row["score"])
        return found

    def _levels(self, region: Region, now: Row) -> Mapping[str, int]:
        """The levels of all indicators; none unless they are whole and make the printed index."""
        if self.data.evaluation["level_step"] != 1:
            return {}
        levels = self._known_levels.get(now["region_code"], {})
        if any(node["node_code"] not in levels for node, _ in self._leaves):
            return {}
        index = sum(weight * levels[node["node_code"]] for node, weight in self._leaves)
        return levels if abs(index - now["spbe_index"] * WHOLE) <= HALF_A_HUNDREDTH else {}

    def _part(self, node: Row, weight: int, score: Decimal, levels: Mapping[str, int], region: Region) -> Block:
        goals = {row["node_code"]: row["to_level"] for row in region.way_steps}
        leaves = [
            {
                "name": self.words.of_row(leaf, "name"),
                "weight": leaf_weight,
                "level": levels[leaf["node_code"]],
                "goal": goals.get(leaf["node_code"]),
            }
            for leaf, leaf_weight in (self._leaves if levels else ())
            if leaf["part_code"] == node["node_code"]
        ]
        return {
            "name": self.words.of_row(node, "name"),
            "share": self.words.show(node["weight_percent"], "percent"),
            "weight": weight,
            "score": self.words.show(score),
            "hundredths": int(100 * score),
            "leaves": leaves,
            "count": self.words.say("calculator_indicators", count=len(leaves)),
        }

    @cached_property
    def _indices(self) -> Mapping[str, list[int]]:
        return {kind: [int(100 * row["spbe_index"]) for row in rows] for kind, rows in self.data.ranking.items()}

    def _others(self, now: Row) -> list[int]:
        """The indices of all others of its kind in hundredths, the highest first."""
        found = list(self._indices[now["kind"]])
        found.remove(int(100 * now["spbe_index"]))
        return found

    def _steps(self, region: Region) -> str | None:
        """To which grade the smallest set of steps leads."""
        return self.words.say("calculator_steps", region.way_steps[0]) if region.way_steps else None

    def _now(self, region: Region, now: Row) -> Block:
        way = region.way
        tied = now["tied_in_kind"] or 1
        return {
            "index": self.words.show(now["spbe_index"]),
            "grade": now["predikat"],
            "missing": "–" if way is None else self._missing(way),
            "rank": self.words.say("calculator_rank", rank=now["rank_in_kind"], ranked=now["ranked_in_kind"]),
            "tied": self.words.say("calculator_tied", tied=tied) if tied > 1 else None,
        }

    def _missing(self, way: Row) -> str:
        if way["next_predikat"] is None:
            return self.words.label("way_note", way["way_note"])
        grade = self.words.label("predikat", way["next_predikat"]).striptags()
        if way["points_missing"] == 0:
            return self.words.say("calculator_least", grade=grade)
        return self.words.say("calculator_missing", missing=self.words.show(way["points_missing"]), grade=grade)


def _differences(values: Sequence[int]) -> str:
    """The first, and how much less each next one is: shorter than all of them."""
    return " ".join(map(str, [*values[:1], *(before - after for before, after in pairwise(values))]))
