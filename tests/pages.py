"""Pages of the site as trees, read without any program of the site."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_EMPTY = {"meta", "link", "input", "br", "path", "circle", "rect", "img"}


@dataclass
class Node:
    """An element of a page."""

    tag: str
    attributes: dict[str, str | None]
    parts: list[Node | str] = field(default_factory=list)

    def all(self, tag: str | None = None, **attributes: str) -> Iterator[Node]:
        for part in self.parts:
            if isinstance(part, Node):
                if tag in {None, part.tag} and all(
                    value in (part.attributes.get(name.rstrip("_")) or "").split(" ")
                    for name, value in attributes.items()
                ):
                    yield part
                yield from part.all(tag, **attributes)

    @property
    def text(self) -> str:
        return "".join(part if isinstance(part, str) else part.text for part in self.parts)

    @property
    def own_text(self) -> str:
        """Without what stands small beneath it."""
        return "".join(
            part if isinstance(part, str) else part.own_text
            for part in self.parts
            if isinstance(part, str) or part.tag not in {"small", "svg"}
        ).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Node("", {})
        self.open = [self.root]

    def handle_starttag(self, tag, attrs):
        node = Node(tag, dict(attrs))
        self.open[-1].parts.append(node)
        if tag not in _EMPTY:
            self.open.append(node)

    def handle_startendtag(self, tag, attrs):
        self.open[-1].parts.append(Node(tag, dict(attrs)))

    def handle_endtag(self, tag):
        if tag not in _EMPTY:
            assert self.open.pop().tag == tag

    def handle_data(self, data):
        self.open[-1].parts.append(data)


def read(page: str) -> Node:
    """A page as a tree; an element that is not closed where it should be is an error."""
    reader = _Reader()
    reader.feed(page)
    assert reader.open == [reader.root]
    return reader.root
