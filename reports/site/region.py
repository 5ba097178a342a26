"""What stands on the page of a region: each block is figures, or the reason why there are none."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from typing import Any

from markupsafe import Markup

from reports.site import charts
from reports.site.calculator import Calculators
from reports.site.charts import Band, Era, Scale, Standing, Step, YearPoint
from reports.site.pair_map import map_of_learners, map_of_mentors
from reports.site.peers import KIND, PeerBlocks
from reports.site.reading import Region, Row, SiteData
from reports.site.words import Words

#: Evidence that is ranked; anything else is drawn hollow.
_FIRM = {"official", "agency_report"}
_CAUSES = ("own_part", "others_part", "entering_part", "leaving_part", "revision_part")
Block = Mapping[str, Any]


@dataclass(frozen=True)
class RegionPages:
    """Makes the blocks of pages of regions in one language; what regions of a kind share is drawn once.

    Args:
        data: of the release.
        words: of the language.
    """

    data: SiteData
    words: Words
    _standings: dict[str, Standing] = field(default_factory=dict)

    def page(self, region: Region) -> dict[str, Any]:
        """Everything that the page of a region shows."""
        return {
            **self._shared(region),
            "domains": self._peers.domains(region),
            "peers": self._choice_of_peers(region),
            "calculator": self._calculator(region),
            "mentor_map": map_of_mentors(region, self.data, self.words),
            "learner_map": map_of_learners(region, self.data, self.words),
        }

    def paper(self, region: Region) -> dict[str, Any]:
        """Everything that the profile of a region shows: nothing is chosen or moved there."""
        shared, now = self._shared(region), region.now
        if now is not None and now["rank_in_kind"] is not None:
            neighbours = self._peers.near_in_kind(now, self._interval)
            shared["standing"] = {**shared["standing"], "neighbours": neighbours}
        return {**shared, "domains": self._peers.domains(region, [KIND])}

    def _interval(self, row: Row, scale: Scale, mine: bool) -> Markup:
        label = self.words.say("ranks_from_to", row)
        return charts.interval((row["rank_lo"], row["rank_hi"], row["rank_in_kind"]), scale, label, mine)

    def _calculator(self, region: Region) -> Block:
        bands = self.bands(self.data.evaluation["instrument"])
        return self._calculators.block(region, bands, self.ticks(bands))

    def _shared(self, region: Region) -> dict[str, Any]:
        return {
            "region": region,
            "parent": self.data.regions[region.register["province_code"]],
            "name": self.name(region),
            "about": self._about(region),
            "lead": self._lead(region),
            "tiles": self._tiles(region),
            "notes": self._notes(region),
            "standing": self._standing(region),
            "years": self._years(region),
            "movement": self._movement(region),
            "way": self._way(region),
            "mentors": self._mentors(region),
            "learners": self._learners(region),
            "targets": self._targets(region),
            "sources": self._sources(region),
        }

    @cached_property
    def _peers(self) -> PeerBlocks:
        return PeerBlocks(self.data, self.words)

    @cached_property
    def _calculators(self) -> Calculators:
        return Calculators(self.data, self.words)

    @cached_property
    def year(self) -> int:
        """The newest nationally complete year."""
        return self.data.facts.newest_year

    def name(self, region: Region) -> Markup:
        """What the page calls it: a province's own government is not the province."""
        if region.register["kind"] == "provinsi":
            return self.words.say("province_government", region.register)
        return self.words.mark(region.name)

    def _known(self, value: object, form: str = "index") -> str:
        return "–" if value is None else self.words.show(value, form)

    def bands(self, instrument: str) -> list[Band]:
        """The grades on the instrument's scale, the lowest first; one without a name where they are not known."""
        low, high = map(float, self.data.ends(instrument))
        known = self.data.bands.get(instrument)
        if not known:
            return [Band("", low, high)]
        return [Band(row["predikat"], float(row["lower_inclusive"] or low), float(row["upper_bound"])) for row in known]

    def ticks(self, bands: Sequence[Band]) -> dict[float, str]:
        """The edges of grades as texts."""
        edges = [bands[0].low, *(band.high for band in bands)]
        return {edge: self.words.show(_decimal(edge), "magnitude") for edge in edges}

    # --- the first screen -----------------------------------------------------------------------------------------

    def _about(self, region: Region) -> list[Markup]:
        register = region.register
        found = [self.words.say("code_is", register)]
        if register["population"] is not None:
            found.append(self.words.say("population", register))
        return found

    def _lead(self, region: Region) -> Markup:
        now = region.now
        if now is None:
            return self.words.say("none_not_autonomous", region.register)
        row = {**now, "name": self.name(region).striptags()}
        if now["spbe_index"] is None:
            code = "none_not_evaluated" if now["certainty"] == "not_evaluated" else "none_otherwise"
            found = self.words.say(code, row)
            if region.last is not None and region.last["predikat"] is not None:
                found += " " + self.words.say("last_result", region.last)
            return found
        if now["predikat"] is None:
            return self.words.say("result_ungraded", row)
        return self.words.say(f"result_{_direction(now['rank_change'])}", row)

    def _tiles(self, region: Region) -> list[Block]:
        now = region.now
        if now is None or now["spbe_index"] is None:
            return []
        say = self.words.say
        return [
            {
                "title": say("index_of_year", now),
                "figure": self.words.show(now["spbe_index"]),
                "grade": now["predikat"],
                "notes": [say("evidence_is", now)],
            },
            {
                "title": say("rank_among", now),
                "figure": self.words.show(now["rank_in_kind"], "count"),
                "beside": say("of_ranked", ranked=now["ranked_in_kind"]),
                "notes": [*self._ties(now["tied_in_kind"]), *self._may_be(now)],
            },
            self._third_tile(region, now),
            self._change_tile(now),
        ]

    def _ties(self, tied: int | None) -> list[Markup]:
        return [self.words.say("tied", tied=tied)] if tied is not None and tied > 1 else []

    def _may_be(self, now: Row) -> list[Markup]:
        return [self.words.say("may_be", now)] if now["rank_lo"] is not None and now["rank_lo"] < now["rank_hi"] else []

    def _third_tile(self, region: Region, now: Row) -> Block:
        say = self.words.say
        if now["kind"] != "provinsi":
            return {
                "title": say("rank_in_province", now),
                "figure": self.words.show(now["rank_in_province"], "count"),
                "beside": say("of_ranked", ranked=now["ranked_in_province"]),
                "notes": self._ties(now["tied_in_province"]),
            }
        (province,) = (row for row in self.data.provinces if row["province_code"] == now["region_code"])
        note = province["summary_note"]
        known = province["median_index"] is not None
        return {
            "title": say("members_evaluated"),
            "figure": self.words.show(province["evaluated_count"], "count"),
            "beside": say("of_ranked", ranked=province["expected_count"]),
            "notes": [say("members_median", province)] if known else [self.words.tell("summary_note", note, province)],
        }

    def _change_tile(self, now: Row) -> Block:
        note = now["change_note"]
        if now["index_change"] is None or now["rank_change"] is None:
            reason = [self.words.tell("change_note", note, now)] if note is not None else []
            return {"title": self.words.say("no_change"), "figure": "–", "notes": reason}
        direction = {"rose": "up", "fell": "down"}.get(_direction(now["rank_change"]), "level")
        off_scale = now["deviation_note"]
        return {
            "title": self.words.say("change_since", now),
            "figure": self.words.show(now["index_change"], "signed_index"),
            "notes": [
                self.words.say(direction, now),
                *([self.words.tell("deviation_note", off_scale, now)] if off_scale is not None else []),
            ],
        }

    def _notes(self, region: Region) -> list[Markup]:
        """What must be known before the figures are used."""
        found = []
        if region.years and region.years[0]["evaluation_year"] > self.data.evaluations[0]["evaluation_year"]:
            found.append(self.words.say("new_region", region.register))
        former = [row for row in region.years if row["region_code"] != region.code]
        if former:
            found.append(self.words.say("formerly", former[-1]))
        if region.now is not None and self.words.of_row(region.now, "figure_note") is not None:
            found.append(self.words.say("flag_note", note=self.words.of_row(region.now, "figure_note")))
        model = region.role_model
        if model is not None and model["is_role_model"]:
            found.append(self.words.tell("role_model_reason", model["role_model_reason"], model))
        return found

    # --- where it stands ------------------------------------------------------------------------------------------

    def _standing(self, region: Region) -> Block:
        kind = region.register["kind"]
        ranking = self.data.ranking.get(kind, [])
        about = {"kind": kind, "ranked_in_kind": len(ranking), "evaluation_year": self.year}
        now = region.now
        title = self.words.say("standing", about)
        if now is None or now["rank_in_kind"] is None:
            return {"title": title, "reason": self.words.say("standing_none", about)}
        drawn = self._drawn(kind, now["instrument"])
        index = self.words.show(now["spbe_index"])
        sentence = self.words.tell("rank_standing", now["rank_standing"], now)
        return {
            "title": title,
            "caption": self.words.say("standing_caption", about),
            "chart": charts.standing_of(drawn, now["region_code"], f"{region.name} {index}", sentence),
            "grades": self._grades(kind, now),
            "sentence": sentence,
            "neighbours_caption": self.words.say("neighbours", name=region.name),
            "notes": [self.words.say("about_interval"), *self._about_weights(now)],
        }

    def _about_weights(self, now: Row) -> list[Markup]:
        return [self.words.say("about_weights", now)] if now["weights_rank_lo"] is not None else []

    def _drawn(self, kind: str, instrument: str) -> Standing:
        if kind not in self._standings:
            bands = self.bands(instrument)
            indices = {row["region_code"]: float(row["spbe_index"]) for row in self.data.ranking[kind]}
            self._standings[kind] = charts.standing(indices, bands, self.ticks(bands))
        return self._standings[kind]

    def _grades(self, kind: str, now: Row) -> list[Block]:
        """How many regions of the kind have each grade, the highest first."""
        bands = self.data.bands.get(now["instrument"], ())
        have = [row["predikat"] for row in self.data.ranking[kind]]
        low, _ = self.data.ends(now["instrument"])
        return [
            {
                "grade": band["predikat"],
                "edge": int(100 * (band["lower_inclusive"] or 0)),
                "range": self.words.say(
                    "from_to" if band["upper_inclusive"] else "up_to_below",
                    low=_decimal(band["lower_inclusive"] or low), high=band["upper_bound"],
                ),
                "count": self.words.show(have.count(band["predikat"]), "count"),
                "mine": band["predikat"] == now["predikat"],
            }
            for band in reversed(bands)
        ]  # fmt: skip

    # --- beside its peers -----------------------------------------------------------------------------------------

    def _choice_of_peers(self, region: Region) -> Block | None:
        """None where it has no rank: then standing and domains say why."""
        now = region.now
        if now is None or now["rank_in_kind"] is None:
            return None
        return self._peers.choice(region, now)

    # --- from year to year ----------------------------------------------------------------------------------------

    def _years(self, region: Region) -> Block:
        by_year = {row["evaluation_year"]: row for row in region.years}
        if not any(row["spbe_index"] is not None for row in region.years):
            return {"reason": self.words.say("years_none"), "missing": self._missing(by_year)}
        points = [
            self._point(one["evaluation_year"], one["instrument"], by_year.get(one["evaluation_year"]))
            for one in self.data.evaluations
        ]
        caption = self.words.say("years_caption", first=points[0].year, last=points[-1].year)
        rows = [row for row in region.years if row["spbe_index"] is not None]
        return {
            "caption": caption,
            "chart": charts.years(points, self._eras(points), caption),
            "note": self.words.say("years_note"),
            "missing": self._missing(by_year),
            "rows": [
                {
                    "year": row["evaluation_year"],
                    "instrument": row["instrument"],
                    "index": self.words.show(row["spbe_index"]),
                    "grade": row["predikat"],
                    "rank": self._rank_of(row),
                    "evidence": self.words.label("certainty", row["certainty"]),
                    "status": self.words.label("obs_status", row["obs_status"]),
                }
                for row in reversed(rows)
            ],
            "statuses": self._statuses(rows),
        }

    def _statuses(self, rows: Sequence[Row]) -> list[tuple[Markup, Markup]]:
        """What the statuses of these rows mean, but for that of a normal figure."""
        codes = sorted({row["obs_status"] for row in rows} - {"A"})
        return [(self.words.label("obs_status", code), self.words.tell("obs_status", code)) for code in codes]

    def _eras(self, points: Sequence[YearPoint]) -> list[Era]:
        """The years by their grades. Instruments whose grades have the same edges make one era.

        One of them may begin lower than the next: the longest scale of those with a figure is drawn. Years of an
        instrument without a figure are drawn like their neighbours.
        """
        used = sorted({point.instrument for point in points if point.index is not None}, reverse=True)
        of_edges: dict[tuple[float, ...], list[list[Band]]] = {}
        for instrument in used:
            bands = self.bands(instrument)
            of_edges.setdefault(tuple(band.low for band in bands[1:]), []).append(bands)
        drawn = {}
        for instrument in used:
            alike = of_edges[tuple(band.low for band in self.bands(instrument)[1:])]
            drawn[instrument] = min(alike, key=lambda found: (found[0].low, len(found) == 1))
        eras: list[Era] = []
        bands = next(drawn[point.instrument] for point in points if point.instrument in drawn)
        for point in points:
            bands = drawn.get(point.instrument, bands)
            if eras and eras[-1].bands == bands:
                eras[-1] = replace(eras[-1], last=point.year)
            else:
                eras.append(Era(point.year, point.year, bands, self.ticks(bands)))
        return eras

    def _rank_of(self, row: Row) -> Markup | str:
        if row["rank_in_kind"] is None:
            return "–"
        return self.words.say("of_all", some=row["rank_in_kind"], all=row["ranked_in_kind"])

    def _point(self, year: int, instrument: str, row: Row | None) -> YearPoint:
        index = None if row is None else row["spbe_index"]
        return YearPoint(
            year=year,
            instrument=instrument,
            index=None if index is None else float(index),
            shown="" if index is None else self.words.show(index),
            firm=row is not None and row["certainty"] in _FIRM,
        )

    def _missing(self, by_year: Mapping[int, Row]) -> list[Markup]:
        """The years without an index, by reason."""
        found = []
        years = [row["evaluation_year"] for row in self.data.evaluations]
        without = [year for year in years if year not in by_year or by_year[year]["spbe_index"] is None]
        certainties = {year: row["certainty"] for year, row in by_year.items()}
        for certainty, group in groupby(without, key=certainties.get):
            listed = ", ".join(map(str, group))
            if certainty is None:
                found.append(self.words.say("not_yet_there", years=listed))
            else:
                found.append(self.words.say("years_missing", years=listed, certainty=certainty))
        return found

    # --- why the rank moved ---------------------------------------------------------------------------------------

    def _movement(self, region: Region) -> Block:
        change = region.change
        if change is None or change["movement"] is None:
            note = None if change is None else change["change_note"]
            if note is not None and change is not None:
                return {"reason": self.words.tell("change_note", note, change)}
            return {"reason": self.words.say("movement_none")}
        steps = [
            Step(self.words.say(cause), self.words.show(change[cause], "signed"), float(change[cause]))
            for cause in _CAUSES
            if change[cause]
        ]
        sentence = self.words.tell("movement", change["movement"], change)
        before, after = (
            self.words.say("rank_of_year", year=change[column]) for column in ("previous_year", "evaluation_year")
        )
        return {
            "caption": self.words.say("movement_caption", change),
            "chart": charts.waterfall((before, change["rank_before"]), steps, (after, change["rank_now"]), sentence),
            "sentence": sentence,
            "rows": [
                (before, self.words.show(change["rank_before"], "count")),
                *((step.name, step.shown) for step in steps),
                (after, self.words.show(change["rank_now"], "count")),
            ],
            "note": self.words.say("movement_note"),
        }

    # --- the way to the next grade --------------------------------------------------------------------------------

    def _way(self, region: Region) -> Block:
        way = region.way
        if way is None or way["spbe_index"] is None:
            return {"title": self.words.say("way"), "reason": self.words.say("way_none", evaluation_year=self.year)}
        title = self.words.say("way_to", way) if way["next_predikat"] is not None else self.words.say("way")
        sentence = self.words.tell("way_note", way["way_note"], way)
        if not region.way_domains:
            return {"title": title, "reason": sentence}
        assert region.now is not None, "a way begins at an index"
        after = way["rank_after"] is not None and way["rank_after_lo"] is not None
        first = region.way_domains[0]
        has_reference = first["reference_from"] is not None
        return {
            "title": title,
            "sentence": sentence,
            "after": self.words.say("rank_after", way, ranked=region.now["ranked_in_kind"]) if after else None,
            "steps": self._steps(region.way_steps) if region.way_steps else None,
            "caption": self.words.say("way_caption", first) if has_reference else self.words.say("way_caption_alone"),
            "rows": [
                {
                    "name": self.words.of_row(row, "name"),
                    "weight": self.words.show(row["weight_percent"], "percent"),
                    "score": self._known(row["score"]),
                    "median": self._known(row["reference_median"]),
                    "gap": "–"
                    if row["reference_gap"] is None
                    else self.words.show(row["reference_gap"], "signed_index"),
                    "alone": self.words.tell("domain_note", row["domain_note"], row) if row["domain_note"] else "–",
                }
                for row in region.way_domains
            ],
        }

    def _steps(self, steps: Sequence[Row]) -> Block:
        """The smallest set of steps, a row for each indicator."""
        last = steps[-1]
        indicators: dict[str, list[Row]] = {}
        for row in steps:
            indicators.setdefault(row["node_code"], []).append(row)
        only_one = last["equally_small_sets"] == 1
        return {
            "caption": self.words.say("steps_caption", last, count=len(steps)),
            "rows": [
                {
                    "name": self.words.of_row(rows[0], "name"),
                    "levels": self.words.say(
                        "level_to_level", rising=rows[0]["from_level"], risen=rows[-1]["to_level"]
                    ),
                    "gain": self.words.show(rows[0]["step_gain"], "signed_index"),
                }
                for rows in indicators.values()
            ],
            "notes": [
                self.words.say("steps_only" if only_one else "steps_one_of", last),
                self.words.say("evidence_of", last),
            ],
        }

    # --- mentors and targets --------------------------------------------------------------------------------------

    def _mentors(self, region: Region) -> Block:
        if not region.mentors:
            scores = [row["score"] for (_, peers), row in region.domains.items() if peers == KIND]
            known = bool(scores) and None not in scores
            code = "mentors_not_needed" if known else "mentors_not_known"
            about = {"kind": region.register["kind"], "evaluation_year": self.year}
            return {"reason": self.words.say(code, about)}
        groups = groupby(region.mentors, key=lambda row: row["measure"])
        return {"domains": [self._mentors_of(list(rows)) for _, rows in groups]}

    def _mentors_of(self, rows: Sequence[Row]) -> Block:
        first = rows[0]
        found = [row for row in rows if row["mentor_code"] is not None]
        return {
            "name": self.words.of_row(first, "name"),
            "need": self.words.tell("mentor_need", first["mentor_need"], first),
            "reason": None if found else self.words.tell("mentor_note", first["mentor_note"], first),
            "rows": [
                {
                    "region": self.data.of_code(row["mentor_code"]),
                    "distance": self._distance(row),
                    "lead": self.words.say("lead", row),
                    "note": self.words.label("mentor_note", row["mentor_note"]),
                    "role_model": row["mentor_is_role_model"],
                }
                for row in found
            ],
        }

    def _distance(self, row: Row) -> Markup | str:
        return "–" if row["distance_km"] is None else self.words.say("km", row)

    def _learners(self, region: Region) -> Block | None:
        if not region.learners:
            return None
        groups = {code: list(rows) for code, rows in groupby(region.learners, key=lambda row: row["region_code"])}
        return {
            "caption": self.words.say("learners_caption", pairs=len(groups)),
            "rows": [
                {
                    "region": self.data.of_code(code),
                    "distance": self._distance(rows[0]),
                    "domains": ", ".join(self.words.of_row(row, "name") for row in rows),
                }
                for code, rows in sorted(groups.items(), key=lambda one: (one[1][0]["distance_km"] or 0, one[0]))
            ],
        }

    def _targets(self, region: Region) -> Block:
        if not region.targets:
            return {"reason": self.words.say("targets_none", evaluation_year=self.year)}
        return {
            "caption": self.words.say("targets_caption", evaluation_year=self.year),
            "rows": [
                {
                    "target": self.words.say("target_of_year" if row["target_year"] else "target_always", row),
                    "scope": self._scope(row),
                    "by": ", ".join(filter(None, (row["target_plan"], row["target_stated_by"]))),
                    "url": row["url"],
                    "result": self._known(row["result_value"]),
                    "status": self.words.label("target_status", row["target_status"]),
                    "note": self.words.tell("progress_note", row["progress_note"], row),
                }
                for row in region.targets
            ],
        }

    def _scope(self, row: Row) -> Markup | str:
        """What the target is of: the index, unless its remark must say it."""
        remark: str | None = self.words.of_row(row, "target_remark")
        if row["target_measure"] != "INDEX" and remark is not None:
            return remark
        return self.words.label("target_scope", row["target_scope"])

    # --- sources --------------------------------------------------------------------------------------------------

    def _sources(self, region: Region) -> Block:
        say = self.words.say
        rows = [
            {
                "title": row["document_title"],
                "url": row["url"],
                "place": self._place(row),
                "about": Markup("; ").join([say("figures_of_year", row), say("evidence_of", row)]),
            }
            for row in region.sources
        ]
        register = self.data.register
        rows.append(
            {
                "title": register["document_title"],
                "url": register["url"],
                "place": self._located(region.register),
                "about": Markup("; ").join([say("register_source"), say("evidence_of", register)]),
            }
        )
        no_index = region.now is not None and not region.sources
        return {"rows": rows, "reason": say("sources_none") if no_index else None}

    def _place(self, row: Row) -> str:
        """Page, table and rows; of a file without pages, its line."""
        named = (("page_no", "page"), ("table_no", "table_no"), ("row_no", "rows_there"))
        found = [str(self.words.say(code, row)) for code, column in named if row[column]]
        return ", ".join(found) or self._located(row)

    def _located(self, row: Row) -> str:
        """A place that has no page: the line of a file."""
        line = re.fullmatch(r"(?:line|row) (\d+)", row["locator"])
        return self.words.say("row_no", rows_there=line[1]) if line else str(row["locator"])


def _direction(change: int | None) -> str:
    if change is None:
        return "alone"
    return "rose" if change > 0 else "fell" if change < 0 else "unchanged"


def _decimal(value: float | Decimal) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(str(round(value, 4)))
