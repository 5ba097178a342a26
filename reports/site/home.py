"""What stands on the first page, and on the list of all regions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from markupsafe import Markup

from reports.site import charts
from reports.site.charts import Frame, Scale
from reports.site.land import read_land
from reports.site.reading import Region, Row, SiteData
from reports.site.words import Words

_NATION = Frame(94.6, 141.4, -11.3, 6.3)
#: Where half of all regions lie, on a twentieth of the map.
_JAVA = Frame(105.0, 115.9, -9.0, -5.6)
_HIGHEST_FIRST = ("Memuaskan", "Sangat Baik", "Baik", "Cukup", "Kurang", "")
_GOOD = {"Memuaskan", "Sangat Baik", "Baik"}
#: Of the documents that came in last, so many are named.
_DOCUMENTS = 3


def home_blocks(data: SiteData, changes: Sequence[tuple[str, str, str | None]], words: Words) -> dict[str, Any]:
    """Everything that the template shows of the nation.

    Args:
        data: of the release.
        changes: what the release says of its changes: matter, text, and a statement to ask further.
        words: of the language.
    """
    members = [region for region in data.regions.values() if region.now and region.now["kind"] != "provinsi"]
    have = [(region.now or {})["predikat"] or "" for region in members]
    about = {
        "evaluation_year": data.facts.newest_year,
        "with_result": sum((region.now or {})["spbe_index"] is not None for region in members),
        "in_register": len(members),
        "good": sum(grade in _GOOD for grade in have),
    }
    points = [
        (float(region.register["longitude"]), float(region.register["latitude"]), grade)
        for region, grade in zip(members, have, strict=True)
        if region.register["longitude"] is not None and region.register["latitude"] is not None
    ]
    caption = words.say("map_caption", about)
    ends = data.ends(data.evaluation["instrument"])
    return {
        "sentences": [*_nation(data, words), words.say("coverage", about)],
        "map_caption": caption,
        "map": charts.map_of(_NATION, read_land(), points, 1.5, caption),
        "java": charts.map_of(_JAVA, read_land(), points, 2.4, words.say("map_java")),
        "legend": [(grade, _grade(grade, words), words.show(have.count(grade), "count")) for grade in _HIGHEST_FIRST],
        "grades": _grades(data, words),
        "provinces": _provinces(data, words),
        "provinces_caption": words.say("provinces_caption", {"low": ends[0], "high": ends[1], **about}),
        "world": _world(data, words),
        "news": [*_news(data, words), *({"topic": topic, "texts": [text]} for topic, text, _ in changes)],
    }


def _news(data: SiteData, words: Words) -> Iterator[Mapping[str, Any]]:
    """What the release knows of its years, and of the documents that came in last."""
    decreed = data.evaluation["decree_number"] is not None and data.evaluation["decree_date"] is not None
    yield {
        "topic": words.say("news_results"),
        "texts": [
            words.in_indonesian(
                words.say("news_decreed" if decreed else "news_newest", data.evaluation),
                data.evaluation["decree_number"] if decreed else "",
            ),
            *(words.say("news_later", row) for row in data.found["later_years"]),
        ],
    }
    documents = data.found["newest_documents"]
    if documents:
        code = "news_retrieved" if len(documents) <= _DOCUMENTS else "news_retrieved_some"
        yield {
            "topic": words.say("news_documents"),
            "texts": [words.say(code, documents[0])],
            "documents": documents[:_DOCUMENTS],
        }


def _grade(grade: str, words: Words) -> Markup:
    return words.label("predikat", grade) if grade else words.say("no_result")


def _nation(data: SiteData, words: Words) -> list[Markup]:
    """The printed national index, where there is one."""
    return [
        words.say("nation" if row["national_index_change"] is not None else "nation_alone", row)
        for row in data.nation
        if row["reference_year"] == data.facts.newest_year and row["national_index"] is not None
    ]


def _world(data: SiteData, words: Words) -> list[Markup]:
    surveys = [row for row in data.nation if row["indonesia_egdi"] is not None]
    return [words.say("world_rank", surveys[-1]), words.say("world_apart")] if surveys else []


def _grades(data: SiteData, words: Words) -> Mapping[str, Any]:
    # The same words have other edges under another instrument: such years are not drawn side by side.
    instrument = data.evaluation["instrument"]
    alike = [row for row in data.grades if row["instrument"] == instrument]
    years = {year: list(rows) for year, rows in groupby(alike, key=lambda row: row["evaluation_year"])}
    bars = [
        (
            str(year),
            [
                (row["grade_state"] if row["grade_state"] in charts.GRADE_CLASS else "", row["region_count"])
                for row in sorted(rows, key=lambda row: _order(row["grade_state"]))
                if row["region_count"]
            ],
        )
        for year, rows in years.items()
    ]
    states = [row["grade_state"] for row in next(iter(years.values()))] if years else []
    return {
        "chart": charts.shares(bars, words.say("grades_caption")),
        "note": words.say("grades_before", first=min(years)) if len(alike) < len(data.grades) else None,
        "heads": [(words.say("year"), ""), *((words.label("grade_state", state), "n") for state in states)],
        "rows": [(year, [words.show(row["region_count"], "count") for row in rows]) for year, rows in years.items()],
    }


def _order(state: str) -> int:
    """The lowest grade first, what is no grade last."""
    grades = [grade for grade in reversed(_HIGHEST_FIRST) if grade]
    return grades.index(state) if state in grades else len(grades)


def _provinces(data: SiteData, words: Words) -> list[Mapping[str, Any]]:
    scale = Scale(*data.ends(data.evaluation["instrument"]), start=4, end=116)
    ordered = sorted(
        data.provinces,
        key=lambda row: (row["median_index"] is None, -(row["median_index"] or 0), row["province_code"]),
    )
    return [_province(row, data.regions[row["province_code"]], scale, words) for row in ordered]


def _province(row: Row, region: Region, scale: Scale, words: Words) -> Mapping[str, Any]:
    known = row["median_index"] is not None
    own = row["own_index"]
    return {
        "region": region,
        "name": region.name,
        "evaluated": words.say("evaluated_of", row) if row["expected_count"] else None,
        "median": words.show(row["median_index"]) if known else None,
        "range": f"{words.show(row['worst_index'])}–{words.show(row['best_index'])}" if known else None,
        "line": charts.range_line(
            float(row["worst_index"]), float(row["median_index"]), float(row["best_index"]), scale,
            words.say("range_of_province", row),
        ) if known else None,
        "reason": None if known else words.tell("summary_note", row["summary_note"], row),
        "own": "–" if own is None else words.show(own),
        "own_grade": row["own_predikat"],
    }  # fmt: skip


def all_regions(data: SiteData, words: Words) -> dict[str, Any]:
    """The list of all regions, by province: what is read where there is no script to search with."""
    governments = sorted(data.regions.values(), key=lambda region: region.code)
    by_province = groupby(governments, key=lambda region: region.register["province_code"])
    groups = {code: list(found) for code, found in by_province}
    about = {
        "regions": sum(region.now is not None for region in governments),
        "evaluation_year": data.facts.newest_year,
    }
    return {
        "note": words.say("all_regions_note", about),
        "provinces": [
            {
                "name": found[0].register["province_name"],
                "code": code,
                "regions": [_listed(region, words) for region in found],
            }
            for code, found in groups.items()
        ],
    }


def _listed(region: Region, words: Words) -> Mapping[str, Any]:
    now = region.now or {"spbe_index": None, "predikat": None}
    is_province = region.register["kind"] == "provinsi"
    return {
        "region": region,
        "name": words.say("province_government", region.register) if is_province else region.name,
        "index": "" if now["spbe_index"] is None else words.show(now["spbe_index"]),
        "grade": now["predikat"] or "",
    }
