"""Set profiles: the blocks of a region's page as data for one template, compiled to PDF/UA by Typst.

Equal releases give equal bytes: the template names no date, and letters are those that Typst itself carries
(Libertinus Serif), whatever is installed on the machine.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property
from html import unescape
from itertools import repeat
from pathlib import Path
from typing import Any

import typst
from markupsafe import Markup

from reports.processes import processes
from reports.profile.drawings import styled
from reports.site import charts
from reports.site.addresses import profile_name
from reports.site.reading import Region, SiteData, read_site
from reports.site.region import RegionPages
from reports.site.words import Words
from warehouse.connection import Connection, open_release
from warehouse.releases import DATABASE, ReleaseFacts, read_facts
from warehouse.words.catalogue import render

_TEMPLATE = Path(__file__).with_name("profile.typ")
_PAGES = 2
#: One is in a PDF for each page.
_PAGE = re.compile(rb"/Type\s*/Page\b")
#: What the template takes of a region's page.
_BLOCKS = (
    "name", "about", "lead", "tiles", "notes", "standing", "years", "domains", "movement", "way", "mentors", "learners",
    "targets", "sources",
)  # fmt: skip
#: Headings and names of columns that the template writes.
_WORDS = (
    "best", "cause", "distance", "document", "domain", "domains", "gap", "index", "learners",
    "matched_by_figures", "median", "mentors", "mentors_caption", "middle_half", "movement", "nearest", "place",
    "places", "rank", "rank_interval", "region", "result", "role_model", "score", "sources", "state", "target",
    "targets", "their_median", "weight", "what_is_official", "years",
)  # fmt: skip


class NoProfile(LookupError):
    """The region is not evaluated by itself, so there is nothing to set; or it does not fit on the pages."""


def write_profile(database: Connection, facts: ReleaseFacts, name: str, file: Path | None = None) -> Path:
    """Write the profile of one region.

    Args:
        database: a release, with its views in the search path.
        facts: what the profile says of the release.
        name: of the region, as people write it, or its code.
        file: where it is written; by its own name in the working folder where it is None.

    Raises:
        NoProfile: when the region is not autonomous.
        SqlError: when no region, or more than one, bears the name; it says which may be meant.
    """
    row = database.execute("SELECT region FROM core.regions_asked([?])", [name]).fetchone()
    assert row is not None, "one row for each name"
    if row[0] is None:
        database.execute("FROM profil(?)", [name])  # the planners' macro refuses such a name, in words
    data = read_site(database, facts)
    region = data.regions[row[0]]
    pdf = Profiles(data).pdf(region)
    file = file or Path(profile_name(region.address))
    file.write_bytes(pdf)
    return file


def write_profiles(release: Path, home: Path) -> Path:
    """The folder of the profiles of every autonomous region: made now, unless it is there.

    Args:
        release: a release's folder.
        home: the profiles of each release lie in a folder of its id there, beside the releases and no part of them.

    Raises:
        NothingPublished: when there is no release.
    """
    with open_release(release / DATABASE) as database:
        facts = read_facts(release)
        assert facts is not None, "a database is published with its manifest"
        folder, staging = home / facts.release_id, home / f".{facts.release_id}-{os.getpid()}"
        if folder.is_dir():
            return folder
        data = read_site(database, facts)
    _sweep(home)
    staging.mkdir(parents=True)
    try:
        codes = [code for code, region in data.regions.items() if region.now is not None]
        number = os.cpu_count() or 1
        with processes(number, __name__) as pool:
            shares = [codes[first::number] for first in range(number)]
            list(pool.map(_write_share, repeat(data), shares, repeat(staging)))
        staging.rename(folder)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return folder


def _sweep(home: Path) -> None:
    """Remove what processes have left behind that were killed."""
    for folder in home.glob(".*-*"):
        try:
            os.kill(int(folder.name.rpartition("-")[2]), 0)
        except ProcessLookupError:
            shutil.rmtree(folder, ignore_errors=True)
        except (PermissionError, ValueError):
            continue  # another's process, or no folder of ours


def _write_share(data: SiteData, codes: Sequence[str], folder: Path) -> None:
    profiles = Profiles(data)
    for code in codes:
        region = data.regions[code]
        (folder / profile_name(region.address)).write_bytes(profiles.pdf(region))


class Profiles:
    """Sets the profiles of a release, in Indonesian."""

    def __init__(self, data: SiteData) -> None:
        """Of these data."""
        self._data = data
        self._words = Words("id", data.evaluation["instrument"])
        self._pages = RegionPages(data, self._words)

    def pdf(self, region: Region) -> bytes:
        """Two pages.

        Raises:
            NoProfile: when the region is not autonomous, or when what is to be said of it does not fit.
        """
        if region.now is None:
            raise NoProfile(self._pages.paper(region)["lead"].striptags())
        found = _compiler().compile(
            format="pdf", sys_inputs={"data": json.dumps(self.content(region))}, pdf_standards=["ua-1"]
        )
        assert isinstance(found, bytes), "a PDF is one file"
        if (pages := len(_PAGE.findall(found))) != _PAGES:
            raise NoProfile(
                f"The profile of {region.name} takes {pages} pages instead of {_PAGES}: let it say less, or smaller, "
                f"in reports/profile/{_TEMPLATE.name}."
            )
        return found

    def content(self, region: Region) -> dict[str, Any]:
        """What the template sets: texts, charts as SVG with what they show in words, and lists of these."""
        blocks = self._pages.paper(region)
        content: dict[str, Any] = _plain({name: blocks[name] for name in _BLOCKS})
        kind = self._words.label("kind", region.register["kind"])
        province = region.register["province_name"] if region.register["kind"] != "provinsi" else None
        return {
            **content,
            **self._shared,
            "title": self._say("title", name=content["name"]),
            "facts": " · ".join(filter(None, [str(kind).capitalize(), province, *content["about"]])),
            "source": self._source(content["sources"]["rows"]),
        }

    @cached_property
    def _shared(self) -> dict[str, Any]:
        facts = self._data.facts
        return {
            "words": {
                **{code: str(self._words.say(code)) for code in _WORDS},
                "verdict": self._say("verdict"),
            },
            "product": self._say("product"),
            "release": self._say("release", release_id=facts.release_id, data_date=facts.data_date),
            "pages": [self._say("page_of", page=page, pages=_PAGES) for page in range(1, _PAGES + 1)],
            "glyphs": {grade: styled(charts.glyph(grade)) for grade in charts.GRADE_CLASS},
        }

    def _source(self, rows: Sequence[Mapping[str, str]]) -> str:
        """The place of the newest result; without any, that of the register."""
        first = rows[0]
        return f"{self._say('source')} {first['title']}, {first['place']} ({first['about']})"

    def _say(self, code: str, **figures: object) -> str:
        return render("profile", code, figures, "id")


@cache
def _compiler() -> typst.Compiler:
    """One for all profiles of a process: what they share is set once."""
    return typst.Compiler(str(_TEMPLATE), root=str(_TEMPLATE.parent), ignore_system_fonts=True)


def _plain(value: object) -> Any:  # noqa: ANN401 - JSON
    """A block of a page as JSON: charts with their text, texts without elements, and regions by name."""
    if isinstance(value, Markup):
        return dict(_chart(value)) if value.startswith("<svg") else value.striptags()
    if isinstance(value, Region):
        return value.name
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    assert value is None or isinstance(value, str | int), f"{value!r} stands on a page, but has no place on paper"
    return value


def _chart(svg: Markup) -> Iterator[tuple[str, str]]:
    label = re.search(r'aria-label="([^"]*)"', svg)
    assert label is not None, "a chart says what it shows"
    yield "svg", styled(svg)
    yield "alt", unescape(label[1])
