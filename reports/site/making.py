"""Write the site: every page in both languages, one style sheet, one script, and the names that it searches."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, get_args

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
from reports.site.data_page import Release, Revision, data_blocks, read_release, read_revisions
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
from warehouse.releases import ReleaseFacts
from warehouse.spec import Language

_HERE = Path(__file__).parent
#: That every page stands in, the first one first.
LANGUAGES: tuple[Language, ...] = get_args(Language)
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


def write_pages(database: Connection, folder: Path, facts: ReleaseFacts, language: Language) -> None:
    """``situs/``: the pages in one language, opened from a disk or from any web server.

    Not among them is that of data and methods. Those in the first language bring what both share.

    Args:
        database: a release, with its views in the search path.
        folder: the release's folder.
        facts: what the pages say of the release.
        language: of the pages.
    """
    data, root = read_site(database, facts), folder / FOLDER
    _write(root, in_language(_FIGURES, language), compared(data, Words(language, data.evaluation["instrument"])))
    changes = {language: read_revisions(database, language)}
    addresses = [_write(root, *page) for page in pages(data, [language], changes=changes)]
    if language != LANGUAGES[0]:
        return
    for name in _STATIC:
        _write(root, name, (_HERE / name).read_text(encoding="utf-8"))
    _write(root, _NAMES, _searched(data))
    if facts.site_url is not None:
        _write(root, "sitemap.xml", sitemap(facts.site_url, [*addresses, DATA], LANGUAGES))


def write_data_pages(database: Connection, folder: Path, facts: ReleaseFacts) -> None:
    """The page of data and methods in every language, and the feeds of releases where the site's address is known.

    Args:
        database: a release, with its views in the search path.
        folder: the release's folder, with every file that the page offers.
        facts: what the pages say of the release.
    """
    release, root = read_release(database, folder, facts), folder / FOLDER
    for address, page in data_pages(release):
        _write(root, address, page)
    if facts.site_url is not None:
        for language in LANGUAGES:
            entries = feed(facts.site_url, release.story.releases, Words(language))
            _write(root, in_language(FEED, language), entries)


def _write(root: Path, address: str, content: str) -> str:
    file = root / address
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(content, encoding="utf-8")
    return address


def pages(
    data: SiteData,
    languages: Sequence[Language] = LANGUAGES,
    only: frozenset[str] | None = None,
    changes: Mapping[Language, Sequence[Revision]] = MappingProxyType({}),
) -> Iterator[tuple[str, str]]:
    """Every page with its address, but that of data and methods.

    Args:
        data: of the release.
        languages: of the pages.
        only: codes of the regions whose pages are wanted; all where it is None.
        changes: what the release says of its changes, by language.
    """
    for language in languages:
        writer = PageWriter(data, Words(language, data.evaluation["instrument"]))
        yield writer.home(changes.get(language, ()))
        yield writer.all_regions()
        if data.found["surveys"]:
            yield writer.world()
        yield writer.views()
        yield writer.tables()
        yield writer.compare()
        yield from map(writer.ranking, data.ranking)
        yield from map(writer.province, data.provinces)
        for region in data.regions.values():
            if only is None or region.code in only:
                yield writer.region(region)


def data_pages(release: Release) -> Iterator[tuple[str, str]]:
    """The page of data and methods in every language, with its address."""
    for language in LANGUAGES:
        words = Words(language)
        yield Frame(words, release.facts).fill("data", DATA, data_blocks(release, words))


class Frame:
    """What is around every page in one language."""

    def __init__(self, words: Words, facts: ReleaseFacts) -> None:
        """In the language of the words."""
        self._words = words
        self._templates = _templates()
        self._shared = {
            "w": words,
            "language": words.language,
            "home_page": HOME,
            "navigation": [(page, words.say(word)) for page, word in _NAVIGATION],
            "list_page": ALL_REGIONS,
            "data_page": DATA,
            "world_page": WORLD,
            "views_page": VIEWS,
            "tables_page": TABLES,
            "site_url": facts.site_url,
            "feed": FEED,
            "facts": {
                "release_id": facts.release_id,
                "evaluation_year": facts.newest_year,
                "data_date": facts.data_date,
            },
        }

    def fill(self, template: str, page: str, blocks: Mapping[str, Any]) -> tuple[str, str]:
        """A page with its address.

        Args:
            template: its name.
            page: address without the language.
            blocks: what stands on the page.
        """
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


class PageWriter:
    """Fills the templates in one language."""

    def __init__(self, data: SiteData, words: Words) -> None:
        """In the language of the words."""
        self._data, self._words = data, words
        self._frame = Frame(words, data.facts)
        self._shared = {
            "glyph": charts.glyph,
            "ranking_page": ranking_address,
            "province_page": lambda code: province_address(code, data.regions[code].name),
        }
        self._regions = RegionPages(data, words)
        self._provinces = ProvincePages(data, words)

    def home(self, changes: Sequence[Revision]) -> tuple[str, str]:
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
        return self._frame.fill(template, page, {**self._shared, **blocks})


class _Environment(Environment):
    """Looks for a name in a row first: nearly all that templates ask are rows."""

    def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401 - as Jinja has it
        """What is called so in a row, else what Jinja finds."""
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


@cache
def _templates() -> Mapping[str, Template]:
    """Their texts are escaped, and a name that is not given is an error."""
    environment = _Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # Whatever else an address begins with, a browser may run.
    environment.tests["address"] = lambda url: bool(url) and str(url).startswith(("https://", "http://"))
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
