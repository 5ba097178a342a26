"""The figures of the page that shows regions side by side: a script, for a page from a disk may load no data."""

from __future__ import annotations

import json
from collections.abc import Iterator

from reports.site.reading import Region, SiteData
from reports.site.words import Words

#: So many regions stand beside each other at most.
MOST = 5


def compared(data: SiteData, words: Words) -> str:
    """``var ANGKA``: what each column shows, and of each region, by code, its cells in the notation of the language."""
    measures: dict[str, str] = {}
    for region in data.regions.values():
        for (measure, peers), row in region.domains.items():
            if peers == "kind":
                measures.setdefault(measure, str(words.of_row(row, "name")))
    ordered = sorted(measures)
    heads = [str(words.say(one).striptags()) for one in _HEADS] + [measures[one] for one in ordered]
    rows = {region.code: list(_cells(region, ordered, words)) for region in data.regions.values()}
    lines = [f"{json.dumps(code)}:{json.dumps(cells, ensure_ascii=False)}" for code, cells in rows.items()]
    return f"var ANGKA={{heads:{json.dumps(heads, ensure_ascii=False)},rows:{{\n" + ",\n".join(lines) + "\n}};\n"


_HEADS = ("index", "grade", "rank", "rank_interval", "change_head", "population_head")


def _cells(region: Region, measures: list[str], words: Words) -> Iterator[str]:
    now = region.now
    population = region.register["population"]
    inhabitants = "–" if population is None else words.show(population, "count")
    if now is None or now["spbe_index"] is None:
        reason = words.label("certainty", now["certainty"]) if now is not None else words.say("not_autonomous")
        yield reason.striptags()
        yield from ["–"] * 4
    else:
        yield words.show(now["spbe_index"])
        yield "–" if now["predikat"] is None else words.label("predikat", now["predikat"]).striptags()
        ranked = now["rank_in_kind"] is not None
        yield words.say("rank_in_its_kind", now).striptags() if ranked else "–"
        yield words.say("ranks_from_to", now).striptags() if now["rank_lo"] is not None else "–"
        yield "–" if now["index_change"] is None else words.show(now["index_change"], "signed_index")
    yield inhabitants
    for measure in measures:
        row = region.domains.get((measure, "kind"))
        yield "–" if row is None or row["score"] is None else words.show(row["score"])
