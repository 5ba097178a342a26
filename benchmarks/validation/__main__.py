"""Damages documents as transcriptions, readers and spreadsheets do, brings them in, and writes what came of each.

    python -m benchmarks.validation            every damage; writes docs/validation.md
    python -m benchmarks.validation rows       those whose name has this in it; prints them, and writes nothing

A damage that is published without a word must say why nothing could know, or why it changes no figure: otherwise it
is named at the end, and the exit code is 1.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from benchmarks.validation.running import AS_THEY_ARE, every_damage, trial, tried
from benchmarks.validation.trial import Damage, Outcome

_DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "validation.md"

_INTRODUCTION = """\
# Validation

What comes of damaged documents. Written by `make validate` (`benchmarks/validation/`), which brings each in on its
own: examined, and the next build rehearsed, as `spbe add` does; a transcription is sealed, and the build rehearsed. The
report is the one of 2024, handed in as a new version of itself, as rows of its reader; the survey is the edition of
2024 as the UN's CSV.

- **refused on arrival**: the document is not taken in.
- **refused by the build**: a transcription stops the release; the last one stands.
- **warned**: published, with a warning that names it.
- **published**: nothing is said; the last column says why nothing could, or why no figure is changed.

Each damage is one example of its kind. How often a kind is found, by chance over many rows:
[methods.md](methods.md#what-a-new-document-is-held-against). For every rule in SQL there is one damage that breaks it
alone: `tests/integration/breaches.yml`.
"""


def _is_unexplained(damage: Damage, outcome: Outcome) -> bool:
    return outcome.step == "published" and not damage.why_silent and "nothing to do" not in outcome.message


def _table(tried: Iterable[tuple[Damage, Outcome]]) -> Iterator[str]:
    yield "| damage | outcome | rules | what is said |"
    yield "|---|---|---|---|"
    for damage, outcome in tried:
        said = damage.why_silent or outcome.message if outcome.step == "published" else outcome.message
        rules = ", ".join(f"`{rule}`" for rule in outcome.by)
        yield f"| {damage.name} | {outcome.step} | {rules} | {said} |"


def main(words: list[str]) -> int:
    """Try every damage, or those that are asked for."""
    for name, of in AS_THEY_ARE.items():
        outcome = of(trial())
        if outcome.step != "published":
            print(f"the {name} as it is: {outcome.step} by {outcome.by}: {outcome.message}", file=sys.stderr)
            return 1
    chosen = [n for n, (_, one) in enumerate(every_damage()) if not words or any(word in one.name for word in words)]
    by_title: dict[str, list[tuple[Damage, Outcome]]] = {}
    for title, damage, outcome in tried(chosen):
        print(f"{damage.name}: {outcome.step} {', '.join(outcome.by)} {outcome.message}", flush=True)
        by_title.setdefault(title, []).append((damage, outcome))
    if not words:
        _DOCUMENT.write_text(_written(by_title), encoding="utf-8")
    everything = [one for listed in by_title.values() for one in listed]
    unexplained = [damage.name for damage, outcome in everything if _is_unexplained(damage, outcome)]
    for name in unexplained:
        print(f"published without a word: {name}", file=sys.stderr)
    return 1 if unexplained else 0


def _written(tried: dict[str, list[tuple[Damage, Outcome]]]) -> str:
    lines = [_INTRODUCTION]
    counts = Counter(outcome.step for listed in tried.values() for _, outcome in listed)
    total = sum(counts.values())
    lines.append(f"{total} damages: " + ", ".join(f"{count} {step}" for step, count in counts.most_common()) + ".\n")
    for title, listed in tried.items():
        lines += [f"## {title}\n", *_table(listed), ""]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
