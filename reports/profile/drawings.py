"""Charts of the pages for paper: the same SVG, with the light colours of the pages' style sheet in it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from reports.site import charts

_STYLE = Path(charts.__file__).with_name("style.css")
FONT = "Libertinus Serif"
#: What a drawing takes from a style sheet; anything else is of pages.
_DRAWN = re.compile(r"(fill|opacity|paint-order|stroke(-[a-z]+)?|font-(size|weight)|text-anchor)\Z")
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")


def styled(svg: str) -> str:
    """A drawing that needs no style sheet beside it: with the rules of the classes that it names."""
    named = frozenset(name for found in re.findall(r'class="([^"]+)"', svg) for name in found.split())
    # The letters of paper are narrow: names that a page sets closer would be stretched.
    begun, rest = re.sub(r' (textLength|lengthAdjust)="[^"]+"', "", svg).split(">", 1)
    return f'{begun} xmlns="http://www.w3.org/2000/svg" font-family="{FONT}"><style>{_rules_of(named)}</style>{rest}'


@cache
def _rules_of(named: frozenset[str]) -> str:
    return "".join(rule for classes, rule in _rules() if classes <= named)


@cache
def _rules() -> list[tuple[set[str], str]]:
    """The rules of drawings with the classes that each needs, and with every colour written out.

    Readers of SVG outside browsers know no custom properties: tokens are replaced, and a rule that takes the fill of a
    grade becomes one for each grade.
    """
    text = re.sub(r"/\*.*?\*/", "", _STYLE.read_text(encoding="utf-8"), flags=re.DOTALL)
    tokens = dict(re.findall(r"--([\w-]+):\s*([^;]+);", text[: text.index("}")]))
    text = _without_media(text)
    fills = dict(re.findall(r"\.(g\d)\s*\{\s*--fill:\s*var\(--([\w-]+)\)", text))
    rules = []
    for selectors, body in _RULE.findall(text):
        declared = ";".join(line.strip() for line in body.split(";") if _DRAWN.match(line.partition(":")[0].strip()))
        for selector in map(str.strip, selectors.split(",") if declared else ()):
            if not re.fullmatch(r"[\w.\- ]*\.[\w.\- ]*", selector):
                continue  # of elements, states or attributes: of pages
            if "var(--fill)" in declared:
                rules += [(f"{selector}.{grade}", declared.replace("--fill", f"--{fills[grade]}")) for grade in fills]
            else:
                rules.append((selector, declared))
    return [
        (
            set(re.findall(r"\.([\w-]+)", selector)),
            f"{selector}{{{re.sub(r'var[(]--([^)]+)[)]', lambda found: tokens[found[1]], declared)}}}",
        )
        for selector, declared in rules
    ]


def _without_media(text: str) -> str:
    """The rules for every medium: blocks of ``@media`` are left out."""
    return re.sub(r"@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", text)
