"""What stands on the page of Indonesia in the world: the UN survey beside SPBE, never joined with it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from statistics import median
from typing import Any

from markupsafe import Markup

from reports.site import charts
from reports.site.charts import Edition
from reports.site.claims import claims_of
from reports.site.reading import Row, SiteData
from reports.site.words import Words

_COMPONENTS = ("osi", "hci", "tii", "epi")
_ABOUT_THE_WORLD = {"country", "survey"}
_DECIMALS = 3


def world_blocks(data: SiteData, words: Words) -> dict[str, Any]:
    """Everything that the template shows of the survey."""
    surveys = data.found["surveys"]
    last = surveys[-1]
    ticks = {float(value): words.show(value, "magnitude") for value in (Decimal(0), Decimal("0.5"), Decimal(1))}
    asean = {year: list(rows) for year, rows in groupby(data.found["asean"], key=lambda row: row["survey_year"])}
    found = [_edition(row, asean[row["survey_year"]], words) for row in surveys if row["survey_year"] in asean]
    about = {"first": surveys[0]["survey_year"], "last": last["survey_year"]}
    caption = words.say("world_caption", about)
    newest = asean[last["survey_year"]]
    return {
        "lead": [*(_nation(data, words)), words.say("world_apart")],
        "caption": caption,
        "chart": charts.editions(found, ticks, caption),
        "editions": [
            {
                "year": row["survey_year"],
                "rank": words.say("of_all", some=row["egdi_rank"], all=row["ranked_in_world"]),
                "asean": words.say("of_all", some=row["rank_in_asean"], all=row["ranked_in_asean"])
                if row["rank_in_asean"] is not None
                else "–",
                "egdi": words.show(row["egdi"]),
                "parts": ["–" if row[one] is None else words.show(row[one]) for one in _COMPONENTS],
            }
            for row in reversed(surveys)
        ],
        "components": [
            charts.component_lines(
                words.say(one).striptags(), [_point(row, one, words) for row in surveys if row[one] is not None], ticks,
                words.say("component_label", {**about, "component": words.say(one).striptags()}),
            )
            for one in _COMPONENTS
        ],
        "asean_caption": words.say("asean_caption", last),
        "asean": [
            {
                "mine": row["iso3"] == last["iso3"],
                "rank": words.show(row["rank_in_asean"], "count"),
                "country": row["country_name"],
                "world": words.show(row["egdi_rank"], "count"),
                "egdi": words.show(row["egdi"]),
            }
            for row in newest
        ],
        "causes": _causes(data.found["survey_changes"], words),
        "claims": claims_of(data, words, lambda row: row["claim_subject_type"] in _ABOUT_THE_WORLD),
    }  # fmt: skip


def _nation(data: SiteData, words: Words) -> list[Markup]:
    surveys = [row for row in data.nation if row["indonesia_egdi"] is not None]
    return [words.say("world_rank", surveys[-1])]


def _edition(row: Row, asean: Sequence[Row], words: Words) -> Edition:
    scores = [float(one["egdi"]) for one in asean]
    return Edition(
        year=row["survey_year"],
        lowest=min(scores),
        middle=median(scores),
        highest=max(scores),
        own=float(row["egdi"]),
        shown=words.show(round(row["egdi"], _DECIMALS)),
        new_formula=row["egdi_change_note"] == "formula_changed",
    )


def _point(row: Row, component: str, words: Words) -> tuple[int, float, str]:
    return row["survey_year"], float(row[component]), words.show(round(row[component], _DECIMALS))


def _causes(changes: Sequence[Row], words: Words) -> list[dict[str, Any]]:
    return [
        {
            "year": row["survey_year"],
            "sentence": words.tell("egdi_movement", row["egdi_movement"], row),
            "note": words.tell("egdi_change_note", row["egdi_change_note"], row) if row["egdi_change_note"] else None,
        }
        for row in reversed(changes)
        if row["egdi_movement"] is not None
    ]
