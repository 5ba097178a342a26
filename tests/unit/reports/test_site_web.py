"""The sitemap and the feed of a site whose address is known, read by a parser of XML."""

from datetime import date
from xml.etree import ElementTree

import pytest

from reports.site.web import feed, sitemap
from reports.site.words import Words

_URL = "https://spbe.example.go.id/situs/"
_ATOM = "{http://www.w3.org/2005/Atom}"


def test_the_sitemap_holds_each_page_in_each_language_with_its_twins():
    text = sitemap(_URL, ["index.html", "daerah/33.71-kota-magelang.html"], ("id", "en"))
    urls = list(ElementTree.fromstring(text))
    located = [url.findtext("{*}loc") for url in urls]
    pages = ("index.html", "daerah/33.71-kota-magelang.html")
    assert located == [f"{_URL}{language}{page}" for page in pages for language in ("", "en/")]
    for url, page in zip(urls, [pages[0]] * 2 + [pages[1]] * 2, strict=True):
        twins = {link.get("hreflang"): link.get("href") for link in url.findall("{http://www.w3.org/1999/xhtml}link")}
        assert twins == {"id": _URL + page, "en": f"{_URL}en/{page}"}


@pytest.mark.parametrize(("language", "folder", "said"), [("id", "", "Rilis"), ("en", "en/", "Release")])
def test_the_feed_has_an_entry_for_each_release_at_its_time_the_newest_first(language, folder, said):
    releases = [
        {
            "publication_no": number, "release_id": f"2024-{content}", "published_on": date(2026, 11, 22),
            "published_at": f"2026-11-22T09:0{number}:00+07:00",
            "release_told_id": "Satu & <dua>.", "release_told_en": "Satu & <dua>.",
        }
        for number, content in ((3, "a"), (2, "b"), (1, "a"))
    ]  # fmt: skip
    root = ElementTree.fromstring(feed(_URL, releases, Words(language)))
    assert root.tag == f"{_ATOM}feed"
    assert root.findtext(f"{_ATOM}id") == f"{_URL}{folder}rilis.atom"
    assert root.findtext(f"{_ATOM}updated") == "2026-11-22T09:03:00+07:00"
    assert root.findtext(f"{_ATOM}author/{_ATOM}name")
    entries = root.findall(f"{_ATOM}entry")
    assert len({entry.findtext(f"{_ATOM}id") for entry in entries}) == len(entries) == 3
    assert [entry.findtext(f"{_ATOM}updated", "")[14:16] for entry in entries] == ["03", "02", "01"]
    assert entries[0].findtext(f"{_ATOM}title", "").startswith(f"{said} 2024-a, 22 November 2026")
    assert {entry.findtext(f"{_ATOM}summary") for entry in entries} == {"Satu & <dua>."}
    links = [link.get("href", "") for link in root.iter(f"{_ATOM}link")]
    assert [link.removeprefix(_URL + folder) for link in links] == [
        "rilis.atom",
        "index.html",
        *["data.html#rilis"] * 3,
    ]
