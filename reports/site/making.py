"""Write the site: every page in both languages, one style sheet, one script, and the names that it searches."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from reports.site import charts
from reports.site.addresses import (
    ALL_REGIONS,
    COMPARE,
    DATA,
    FEED,
    FOLDER,
    HOME,
    TABLES,
    VIEWS,
    WORLD,
    in_language,
    province_address,
    ranking_address,
    relative,
)
from reports.site.compare import MOST, compared
from reports.site.data_page import Release, data_blocks, read_release, revisions
from reports.site.dictionary import tables_blocks, views_blocks
from reports.site.home import all_regions, home_blocks
from reports.site.province import ProvincePages, address_of
from reports.site.ranking import ranking_blocks
from reports.site.reading import Region, Row, SiteData, read_site
from reports.site.region import RegionPages
from reports.site.web import feed, sitemap
from reports.site.words import Words
from reports.site.world import world_blocks
from warehouse.connection import Connection
from warehouse.publish import ReleaseFacts
from warehouse.spec import Language

_HERE = Path(__file__).parent
_LANGUAGES: tuple[Language, ...] = ("id", "en")
_STATIC = ("style.css", "site.js")
_NAMES = "daerah.js"
_FIGURES = "angka.js"
_NAVIGATION = (
    (HOME, "home"),
    (ranking_address("kabupaten"), "ranking"),
    (COMPARE, "compare"),
    (ALL_REGIONS, "all_regions"),
    (WORLD, "world"),
    (DATA, "data_page"),
)


def write_site(database: Connection, folder: Path, facts: ReleaseFacts) -> None:
    """``situs/``: the pages, opened from a disk or from any web server.

    Args:
        database: a release, with its views in the search path.
        folder: the release's folder.
        facts: what the pages say of the release.
    """
    data, release = read_site(database, facts), read_release(database, folder, facts)
    root = folder / FOLDER
    root.mkdir()
    for name in _STATIC:
        (root / name).write_bytes((_HERE / name).read_bytes())
    (root / _NAMES).write_text(_searched(data), encoding="utf-8")
    for language in _LANGUAGES:
        file = root / in_language(_FIGURES, language)
        file.parent.mkdir(exist_ok=True)
        file.write_text(compared(data, Words(language)), encoding="utf-8")
    addresses = []
    for address, page in pages(data, release=release):
        (root / address).parent.mkdir(parents=True, exist_ok=True)
        (root / address).write_text(page, encoding="utf-8")
        addresses.append(address)
    if facts.site_url is not None:
        _write_for_the_web(root, facts.site_url, addresses, release)


def _write_for_the_web(root: Path, site_url: str, addresses: Sequence[str], release: Release) -> None:
    """What names whole addresses, which only a site whose address is known can do."""
    pages = [address for address in addresses if not address.startswith("en/")]
    (root / "sitemap.xml").write_text(sitemap(site_url, pages, _LANGUAGES), encoding="utf-8")
    for language in _LANGUAGES:
        file = root / in_language(FEED, language)
        changes = [text for _, text, _ in revisions(release, language)]
        file.write_text(feed(site_url, release.facts, changes, Words(language)), encoding="utf-8")


def pages(
    data: SiteData, only: frozenset[str] | None = None, release: Release | None = None
) -> Iterator[tuple[str, str]]:
    """Every page with its address.

    Args:
        data: of the release.
        only: codes of the regions whose pages are wanted; all where it is None.
        release: for the page of data and methods, which is not made where it is None.
    """
    for language in _LANGUAGES:
        writer = PageWriter(data, Words(language))
        yield writer.home([] if release is None else revisions(release, language))
        yield writer.all_regions()
        if data.found["surveys"]:
            yield writer.world()
        if release is not None:
            yield writer.data_page(release)
        yield writer.views()
        yield writer.tables()
        yield writer.compare()
        yield from map(writer.ranking, data.ranking)
        yield from map(writer.province, data.provinces)
        for region in data.regions.values():
            if only is None or region.code in only:
                yield writer.region(region)


class PageWriter:
    """Fills the templates in one language."""

    def __init__(self, data: SiteData, words: Words) -> None:
        """In the language of the words."""
        self._data, self._words = data, words
        self._templates = _templates()
        self._shared = {
            "w": words,
            "language": words.language,
            "glyph": charts.glyph,
            "home_page": HOME,
            "navigation": [(page, words.say(word)) for page, word in _NAVIGATION],
            "ranking_page": ranking_address,
            "province_page": lambda code: province_address(code, data.regions[code].name),
            "list_page": ALL_REGIONS,
            "data_page": DATA,
            "world_page": WORLD,
            "views_page": VIEWS,
            "tables_page": TABLES,
            "site_url": data.facts.site_url,
            "feed": FEED,
            "facts": {
                "release_id": data.facts.release_id,
                "evaluation_year": data.facts.newest_year,
                "data_date": data.facts.data_date,
            },
        }
        self._regions = RegionPages(data, words)
        self._provinces = ProvincePages(data, words)

    def home(self, changes: Sequence[tuple[str, str, str | None]]) -> tuple[str, str]:
        """The first page, with what the release says of its changes."""
        return self._fill("home", HOME, home_blocks(self._data, changes, self._words))

    def all_regions(self) -> tuple[str, str]:
        """The list of all regions."""
        return self._fill("regions", ALL_REGIONS, all_regions(self._data, self._words))

    def ranking(self, kind: str) -> tuple[str, str]:
        """All regions of a kind by rank."""
        return self._fill("ranking", ranking_address(kind), ranking_blocks(kind, self._data, self._words))

    def world(self) -> tuple[str, str]:
        """Indonesia in the world."""
        return self._fill("world", WORLD, world_blocks(self._data, self._words))

    def data_page(self, release: Release) -> tuple[str, str]:
        """Data and methods."""
        return self._fill("data", DATA, data_blocks(release, self._words))

    def views(self) -> tuple[str, str]:
        """The dictionary of planners' views."""
        return self._fill("dictionary", VIEWS, views_blocks(self._words))

    def tables(self) -> tuple[str, str]:
        """The dictionary of the published tables."""
        return self._fill("tables", TABLES, tables_blocks(self._words))

    def compare(self) -> tuple[str, str]:
        """Two to five regions side by side; its figures stand in a script of its own."""
        return self._fill("compare", COMPARE, {"figures": _FIGURES, "most": MOST})

    def province(self, summary: Row) -> tuple[str, str]:
        """The page of a province."""
        return self._fill("province", address_of(summary, self._data), self._provinces.blocks(summary))

    def region(self, region: Region) -> tuple[str, str]:
        """The page of one region."""
        return self._fill("region", region.address, self._regions.page(region))

    def _fill(self, template: str, page: str, blocks: Mapping[str, Any]) -> tuple[str, str]:
        language = self._words.language
        other: Language = "en" if language == "id" else "id"
        address = in_language(page, language)
        to_file = partial(relative, seen_from=address)
        filled = self._templates[template].render(
            {**self._shared, **blocks},
            page=page,
            address=address,
            to=lambda target: to_file(in_language(target, language)),
            to_file=to_file,
            other_language=other,
            other_page=to_file(in_language(page, other)),
        )
        return address, "\n".join(line for line in map(str.strip, filled.splitlines()) if line) + "\n"


@cache
def _templates() -> Mapping[str, Template]:
    """Their texts are escaped, and a name that is not given is an error."""
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return {
        name: environment.get_template(f"{name}.html")
        for name in (
            "compare",
            "data",
            "dictionary",
            "home",
            "province",
            "ranking",
            "regions",
            "region",
            "tables",
            "world",
        )
    }


def _searched(data: SiteData) -> str:
    """A script that holds, for each region, name, province, kind and address: a page from a disk may load no data."""
    rows = [
        [region.name, region.register["province_name"], region.register["kind"], region.address]
        for region in data.regions.values()
    ]
    return "var DAERAH=[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n];\n"
