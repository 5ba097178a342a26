"""The sitemap and the feed of a site whose address is known, read by a parser of XML."""

from datetime import date
from xml.etree import ElementTree

import pytest

from reports.site.web import feed, sitemap
from reports.site.words import Words
from warehouse.publish import ReleaseFacts

_URL = "https://spbe.example.go.id/situs/"
_FACTS = ReleaseFacts("2024-0123456789ab", 2024, date(2026, 11, 22), _URL)
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
def test_the_feed_names_the_release_whole_addresses_and_the_day_of_its_data(language, folder, said):
    text = feed(_URL, _FACTS, ["Satu & <dua>.", "Tiga."], Words(language))
    root = ElementTree.fromstring(text)
    assert root.tag == f"{_ATOM}feed"
    assert root.findtext(f"{_ATOM}id") == f"{_URL}{folder}rilis.atom"
    assert root.findtext(f"{_ATOM}updated") == "2026-11-22T00:00:00Z"
    assert root.findtext(f"{_ATOM}author/{_ATOM}name")
    (entry,) = root.findall(f"{_ATOM}entry")
    assert entry.findtext(f"{_ATOM}id", "").endswith("#2024-0123456789ab")
    assert entry.findtext(f"{_ATOM}title", "").startswith(f"{said} 2024-0123456789ab")
    assert entry.findtext(f"{_ATOM}summary") == "Satu & <dua>. Tiga."
    links = [link.get("href", "") for link in root.iter(f"{_ATOM}link")]
    assert [link.removeprefix(_URL + folder) for link in links] == ["rilis.atom", "index.html", "data.html#rilis"]
