"""What stands on the page of a province: its kabupaten and kota beside its own government."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from statistics import median
from typing import Any

from markupsafe import Markup

from reports.site import charts
from reports.site.addresses import province_address
from reports.site.charts import Arrow, Panel, Scale
from reports.site.claims import claims_of
from reports.site.reading import Region, Row, SiteData
from reports.site.words import Words

Block = Mapping[str, Any]
#: The target that the ministry sets for every region.
_MINIMUM = "every_region"


@dataclass(frozen=True)
class ProvincePages:
    """Makes the blocks of pages of provinces in one language.

    Args:
        data: of the release.
        words: of the language.
    """

    data: SiteData
    words: Words

    def blocks(self, summary: Row) -> dict[str, Any]:
        """Everything that the template shows of a province, whose row of mart.province_summary is given."""
        own = self.data.regions[summary["province_code"]]
        members = [
            region
            for region in self.data.regions.values()
            if region.now is not None
            and region.now["province_code"] == summary["province_code"]
            and region.now["kind"] != "provinsi"
        ]
        members.sort(key=lambda region: (_now(region)["rank_in_province"] or len(members) + 1, region.code))
        with_index = [region for region in members if _now(region)["spbe_index"] is not None]
        return {
            "own": own,
            "name": self.words.mark(own.name),
            "lead": self._lead(summary),
            "government": self._government(summary, own),
            "coverage": self._coverage(summary, members),
            "members": self._members(summary, with_index),
            "domains": self._domains(summary, own, with_index),
            "arrows": self._arrows(with_index),
            "plans": self._plans(summary),
            "minimum": self._minimum(with_index),
            "pairs": self._pairs(members),
            "claims": claims_of(self.data, self.words, _about({own.code, *(one.code for one in members)})),
        }

    @cached_property
    def _ends(self) -> tuple[int, int]:
        return self.data.ends(self.data.evaluation["instrument"])

    @cached_property
    def _ticks(self) -> dict[float, str]:
        low, high = self._ends
        return {float(level): str(level) for level in range(low, high + 1)}

    @cached_property
    def _intervals(self) -> Mapping[str, Row]:
        return {row["region_code"]: row for row in self.data.found["intervals"]}

    def _lead(self, summary: Row) -> Markup:
        if summary["median_index"] is None:
            return self.words.tell("summary_note", summary["summary_note"], summary)
        return self.words.say("province_lead", summary)

    def _government(self, summary: Row, own: Region) -> Block:
        now = own.now
        if now is None or now["rank_in_kind"] is None:
            return {"reason": self.words.say("government_none", evaluation_year=self.data.facts.newest_year)}
        return {"sentence": self.words.say("government_result", {**now, **summary}), "grade": now["predikat"]}

    def _coverage(self, summary: Row, members: Sequence[Region]) -> Block:
        without = [region for region in members if _now(region)["spbe_index"] is None]
        note = summary["summary_note"]
        return {
            "sentence": self.words.tell("summary_note", note, summary)
            if note is not None
            else self.words.say("coverage_whole", summary),
            "without": [
                {"region": region, "reason": self.words.label("certainty", _now(region)["certainty"])}
                for region in without
            ],
        }

    def _members(self, summary: Row, members: Sequence[Region]) -> Block:
        if not members:
            return {"reason": self._nobody(summary)}
        low, high = self._ends
        scale = Scale(low, high, 4, 116)
        about = {
            "low": low, "high": high, "evaluation_year": self.data.facts.newest_year,
            "province_name": summary["province_name"],
        }  # fmt: skip
        return {
            "caption": self.words.say("members_caption", about),
            "own_note": None if summary["own_index"] is None else self.words.say("members_own", summary),
            "rows": [self._member(region, summary["own_index"], scale) for region in members],
        }

    def _member(self, region: Region, own_index: Any, scale: Scale) -> Block:  # noqa: ANN401 - a figure or none
        now = _now(region)
        tied = now["tied_in_province"] or 0
        interval = self._intervals.get(now["region_code"])
        low, high = (now["spbe_index"],) * 2 if interval is None else (interval["index_lo"], interval["index_hi"])
        return {
            "region": region,
            "rank": "–" if now["rank_in_province"] is None else self.words.show(now["rank_in_province"], "count"),
            "tied": self.words.say("tied", tied=tied) if tied > 1 else None,
            "in_kind": "" if now["rank_in_kind"] is None else self.words.say("rank_in_its_kind", now),
            "index": self.words.show(now["spbe_index"]),
            "grade": now["predikat"],
            "bar": charts.index_range(
                (float(low), float(high)), float(now["spbe_index"]),
                None if own_index is None else float(own_index), scale,
                self.words.say("index_interval", low=low, high=high),
            ),
        }  # fmt: skip

    def _nobody(self, summary: Row) -> Markup:
        if summary["summary_note"] is not None:
            return self.words.tell("summary_note", summary["summary_note"], summary)
        return self.words.say("members_none", evaluation_year=self.data.facts.newest_year)

    def _domains(self, summary: Row, own: Region, members: Sequence[Region]) -> Block:
        scores: dict[str, list[Row]] = {}
        for region in members:
            for (measure, peers), row in sorted(region.domains.items()):
                if peers == "kind" and row["score"] is not None:
                    scores.setdefault(measure, []).append(row)
        if not scores:
            return {"reason": self._nobody(summary) if not members else self.words.say("province_domains_none")}
        found, rows = [], []
        for measure, those in scores.items():
            own_row = own.domains.get((measure, "kind"))
            own_score = None if own_row is None else own_row["score"]
            middle = median([row["score"] for row in those])
            name = self.words.of_row(those[0], "name")
            found.append(
                Panel(
                    name=name,
                    scores=[float(row["score"]) for row in those],
                    median=float(middle),
                    own=None if own_score is None else float(own_score),
                )
            )
            lowest, highest = (pick(those, key=lambda row: row["score"])["score"] for pick in (min, max))
            rows.append(
                (name, *(self.words.show(one) for one in (lowest, middle, highest)),
                 "–" if own_score is None else self.words.show(own_score))
            )  # fmt: skip
        caption = self.words.say(
            "province_domains_caption", {"evaluation_year": self.data.facts.newest_year, "members": len(members)}
        )
        return {"caption": caption, "chart": charts.panels(found, self._ticks, caption), "rows": rows}

    def _arrows(self, members: Sequence[Region]) -> Block:
        previous: dict[str, Any] = {
            region.code: next(
                (row["spbe_index"] for row in region.years if row["evaluation_year"] == _now(region)["previous_year"]),
                None,
            )
            for region in members
            if _now(region)["index_change"] is not None
        }
        if not previous:
            return {"reason": self.words.say("arrows_none")}
        caption = self.words.say("arrows_caption", _now(next(one for one in members if one.code in previous)))
        drawn = [
            Arrow(
                region.name.replace("Kabupaten", "Kab."),
                None if previous.get(region.code) is None else float(previous[region.code]),
                float(_now(region)["spbe_index"]),
            )
            for region in members
        ]
        return {
            "caption": caption,
            "chart": charts.arrows(drawn, self._ticks, caption),
            "some_new": len(previous) < len(members),
            "rows": [
                {
                    "region": region,
                    "before": "–" if previous.get(region.code) is None else self.words.show(previous[region.code]),
                    "now": self.words.show(_now(region)["spbe_index"]),
                    "change": "–"
                    if _now(region)["index_change"] is None
                    else self.words.show(_now(region)["index_change"], "signed_index"),
                }
                for region in members
            ],
        }

    # --- targets and mentors --------------------------------------------------------------------------------------

    def _plans(self, summary: Row) -> list[Block]:
        code = summary["province_code"]
        rows = [row for row in self.data.found["plan"] if row["province_code"] == code]
        return [self._plan(list(those)) for _, those in groupby(rows, key=lambda row: row["target_id"])]

    def _plan(self, rows: Sequence[Row]) -> Block:
        first = rows[0]
        mean_code = "plan_mean" if first["mean_index"] is not None else "plan_no_mean"
        below = [row for row in rows if row["each_note"] not in {"reached", "no_result"}]
        # Where nobody must rise for the mean, it is said once.
        mean_is_reached = all(row["mean_note"] in {"mean_reached", "no_result"} for row in rows)
        return {
            "name": self.words.say("plan_target", first),
            "remark": self.words.of_row(first, "target_remark"),
            "sentence": self.words.say(mean_code, first),
            "mean": self.words.tell("mean_note", "mean_reached", first) if mean_is_reached else None,
            "caption": self.words.say("plan_caption", first),
            "rows": [
                {
                    "region": self.data.of_code(row["region_code"]),
                    "index": self.words.show(row["spbe_index"]),
                    "each": self.words.tell("each_note", row["each_note"], row),
                    "mean": None if mean_is_reached else self.words.tell("mean_note", row["mean_note"], row),
                }
                for row in below
            ],
        }

    def _minimum(self, members: Sequence[Region]) -> Block:
        """Who is below what the ministry asks of every region, and by how much."""
        judged = [
            (region, row)
            for region in members
            for row in region.targets
            if row["target_scope"] == _MINIMUM and row["target_measure"] == "INDEX" and row["target_gap"] is not None
        ]
        if not judged:
            return {"reason": self.words.say("minimum_none")}
        below = [(region, row) for region, row in judged if row["target_gap"] < 0]
        about = {**judged[0][1], "below": len(below), "judged": len(judged)}
        return {
            "sentence": self.words.say("minimum_some" if below else "minimum_all", about),
            "caption": self.words.say("minimum_caption", about),
            "rows": [
                {
                    "region": region,
                    "index": self.words.show(row["result_value"]),
                    "rise": self.words.show(-row["target_gap"], "signed_index"),
                }
                for region, row in sorted(below, key=lambda one: (one[1]["target_gap"], one[0].code))
            ],
        }

    def _pairs(self, members: Sequence[Region]) -> list[Block]:
        """Of every learner and domain the mentor of the own province that comes first."""
        found: list[Block] = []
        for region in members:
            firsts: dict[str, Row] = {}
            for row in region.mentors:
                if row["mentor_code"] is not None and row["same_province"]:
                    firsts.setdefault(row["measure"], row)
            for code, rows in groupby(
                sorted(firsts.values(), key=lambda row: row["mentor_code"]), key=lambda row: row["mentor_code"]
            ):
                those = list(rows)
                km = those[0]["distance_km"]
                found.append(
                    {
                        "learner": region,
                        "mentor": self.data.of_code(code),
                        "km": "–" if km is None else self.words.say("km", those[0]),
                        "domains": ", ".join(str(self.words.of_row(row, "name")) for row in those),
                    }
                )
        return found


def address_of(summary: Row, data: SiteData) -> str:
    """The page of the province of a row of mart.province_summary."""
    return province_address(summary["province_code"], data.regions[summary["province_code"]].name)


def _now(region: Region) -> Row:
    assert region.now is not None, "it is of the register of that year"
    return region.now


def _about(codes: set[str]) -> Callable[[Row], bool]:
    return lambda row: row["claim_subject_type"] == "region" and row["subject_code"] in codes
