"""What a site has besides its pages where its address is known: a sitemap, and an Atom feed of releases.

No clock is looked at: an entry bears the time at which its release came into force, as the release tells it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from reports.site.addresses import DATA, FEED, HOME, in_language
from reports.site.reading import Row
from reports.site.words import Words
from warehouse.spec import Language

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"
_ATOM = "http://www.w3.org/2005/Atom"


def sitemap(site_url: str, pages: Iterable[str], languages: Sequence[Language]) -> str:
    """``sitemap.xml``: every page in every language, each with those that say the same.

    Args:
        site_url: where the site is read, with a slash at its end.
        pages: addresses without the language.
        languages: that each page stands in.
    """
    root = Element("urlset", {"xmlns": _SITEMAP, "xmlns:xhtml": _XHTML})
    for page in pages:
        addresses = {language: site_url + in_language(page, language) for language in languages}
        for address in addresses.values():
            url = _text(root, "url")
            _text(url, "loc", address)
            for language, other in addresses.items():
                ElementTree.SubElement(url, "xhtml:link", {"rel": "alternate", "hreflang": language, "href": other})
    return _written(root)


def feed(site_url: str, releases: Sequence[Row], words: Words) -> str:
    """The Atom feed in one language: an entry for each time that a release came into force.

    Args:
        site_url: where the site is read, with a slash at its end.
        releases: rows of audit.releases, the newest first.
        words: of the language.
    """
    own, home, about = (site_url + in_language(page, words.language) for page in (FEED, HOME, DATA))
    root = Element("feed", {"xmlns": _ATOM, "xml:lang": words.language})
    _text(root, "id", own)
    _text(root, "title", words.say("feed").striptags())
    _text(root, "updated", releases[0]["published_at"])
    _text(_text(root, "author"), "name", words.say("site").striptags())
    ElementTree.SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": own})
    ElementTree.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": home})
    for row in releases:
        entry = _text(root, "entry")
        _text(entry, "id", f"{home}#{row['release_id']}-{row['publication_no']}")
        _text(entry, "title", words.say("release_of", row).striptags())
        _text(entry, "updated", row["published_at"])
        ElementTree.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": f"{about}#rilis"})
        _text(entry, "summary", words.of_row(row, "release_told"))
    return _written(root)


def _text(parent: Element, name: str, text: str | None = None) -> Element:
    made = ElementTree.SubElement(parent, name)
    made.text = text
    return made


def _written(root: Element) -> str:
    ElementTree.indent(root, " ")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'
