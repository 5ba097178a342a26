"""What stands on the page of a kind: all its regions by rank, and those without a result by reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from reports.site import charts
from reports.site.addresses import ranking_address
from reports.site.charts import Scale
from reports.site.reading import Region, Row, SiteData
from reports.site.words import Words
from warehouse.words.catalogue import read_catalogue

_KINDS = ("kabupaten", "kota", "provinsi")
_HIGHEST_FIRST = ("Memuaskan", "Sangat Baik", "Baik", "Cukup", "Kurang")


def ranking_blocks(kind: str, data: SiteData, words: Words) -> dict[str, Any]:
    """Everything that the template shows of a kind."""
    ranking = data.ranking[kind]
    sizes = {row["region_code"]: row["population_range"] for row in data.found["sizes"]}
    without = [
        region
        for region in data.regions.values()
        if region.now is not None and region.now["kind"] == kind and region.now["rank_in_kind"] is None
    ]
    about = {
        "kind": kind,
        "ranked": len(ranking),
        "without": len(without),
        "evaluation_year": data.facts.newest_year,
    }
    ends = max(row["rank_hi"] or row["rank_in_kind"] for row in ranking)
    scale = Scale(1, max(ends, 2), 4, 116)
    return {
        "kind": kind,
        "name": words.say("ranking_of", about),
        "lead": words.say("ranking_lead" if without else "ranking_lead_all", about),
        "caption": words.say("ranking_caption", about),
        "kinds": [(one, ranking_address(one), words.label("kind", one)) for one in _KINDS if one in data.ranking],
        "file": f"peringkat-{kind}-{data.facts.newest_year}.csv",
        "rows": [_row(row, data, sizes.get(row["region_code"]), scale, words) for row in ranking],
        "choices": _choices(kind, ranking, data, sizes, words),
        "without": _without(without, words),
    }


def _row(row: Row, data: SiteData, size: str | None, scale: Scale, words: Words) -> Mapping[str, Any]:
    region = data.of_code(row["region_code"])
    population = None if region is None else region.register["population"]
    known = row["rank_lo"] is not None
    return {
        "region": region,
        "name": row["region_name"],
        "rank": words.show(row["rank_in_kind"], "count"),
        "tied": words.say("tied", tied=row["tied_in_kind"]) if row["tied_in_kind"] > 1 else None,
        "province": row["province_name"],
        "province_code": row["province_code"],
        "index": words.show(row["spbe_index"]),
        "grade": row["predikat"],
        "size": size or "",
        "population": "–" if population is None else words.show(population, "count"),
        "interval": words.say("ranks_from_to", row) if known else "–",
        "bar": charts.small_interval(row["rank_lo"], row["rank_hi"], row["rank_in_kind"], scale) if known else "",
    }


def _choices(
    kind: str, ranking: Sequence[Row], data: SiteData, sizes: Mapping[str, str | None], words: Words
) -> list[Mapping[str, Any]]:
    """What the rows can be filtered by; a choice that no row meets is not offered."""
    provinces = sorted({(row["province_code"], row["province_name"]) for row in ranking})
    have = {row["predikat"] for row in ranking}
    there = {sizes.get(row["region_code"]) for row in ranking}
    found = [
        ("p", words.say("province"), [] if kind == "provinsi" else provinces),
        ("g", words.say("grade"), [(one, words.label("predikat", one)) for one in _HIGHEST_FIRST if one in have]),
        (
            "n",
            words.say("population_head"),
            [
                (code, words.label("population_range", code))
                for code in read_catalogue().codes("population_range")
                if code in there
            ],
        ),
    ]
    return [{"key": key, "label": label, "options": options} for key, label, options in found if options]


def _without(regions: Sequence[Region], words: Words) -> list[Mapping[str, Any]]:
    groups: defaultdict[str, list[Region]] = defaultdict(list)
    for region in regions:
        assert region.now is not None, "it is of the register of that year"
        groups[region.now["certainty"]].append(region)
    return [
        {"reason": _reason(certainty, words), "count": words.show(len(found), "count"), "regions": found}
        for certainty, found in groups.items()
    ]


def _reason(certainty: str, words: Words) -> Markup:
    return words.label("certainty", certainty)
