"""What a site has besides its pages where its address is known: a sitemap, and an Atom feed of releases.

A release knows itself and none before it, so the feed has one entry, the release in force; a reader of feeds keeps
those that it has seen. No clock is looked at: an entry bears the day of the release's data.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from reports.site.addresses import DATA, FEED, HOME, in_language
from reports.site.words import Words
from warehouse.publish import ReleaseFacts
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


def feed(site_url: str, facts: ReleaseFacts, changes: Iterable[str], words: Words) -> str:
    """The Atom feed in one language.

    Args:
        site_url: where the site is read, with a slash at its end.
        facts: of the release.
        changes: what the release says of its changes.
        words: of the language.
    """
    own, home, about = (site_url + in_language(page, words.language) for page in (FEED, HOME, DATA))
    about_release = {
        "release_id": facts.release_id, "evaluation_year": facts.newest_year, "data_date": facts.data_date
    }  # fmt: skip
    updated = f"{facts.data_date.isoformat()}T00:00:00Z"
    root = Element("feed", {"xmlns": _ATOM, "xml:lang": words.language})
    _text(root, "id", own)
    _text(root, "title", words.say("feed").striptags())
    _text(root, "updated", updated)
    _text(_text(root, "author"), "name", words.say("site").striptags())
    ElementTree.SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": own})
    ElementTree.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": home})
    entry = _text(root, "entry")
    _text(entry, "id", f"{home}#{facts.release_id}")
    _text(entry, "title", words.say("release", about_release).striptags())
    _text(entry, "updated", updated)
    ElementTree.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": f"{about}#rilis"})
    _text(entry, "summary", " ".join(changes))
    return _written(root)


def _text(parent: Element, name: str, text: str | None = None) -> Element:
    made = ElementTree.SubElement(parent, name)
    made.text = text
    return made


def _written(root: Element) -> str:
    ElementTree.indent(root, " ")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'
