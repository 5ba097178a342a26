"""Every damage, tried in as many processes as there are processors; a process is handed a number, not a function."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context

from benchmarks.validation import files, report, survey
from benchmarks.validation.trial import Damage, Outcome, Trial
from expectations.findings import Record

_GROUPS = (
    ("The annual report of 2024", report.damages),
    ("The UN edition of 2024", survey.damages),
    ("Files", files.damages),
)
#: What must be published without a word.
AS_THEY_ARE = {"report": report.pristine, "survey": survey.pristine}


@cache
def trial() -> Trial:
    """One in each process: what it knows of the bundled documents it works out once."""
    return Trial()


@cache
def every_damage() -> tuple[tuple[str, Damage], ...]:
    """Every damage, after the title of its group."""
    return tuple((title, damage) for title, damages in _GROUPS for damage in damages())


def tried(chosen: Sequence[int]) -> Iterator[tuple[str, Damage, Outcome]]:
    """What comes of some of them, in their order."""
    # Not forked: a fork would inherit the locks of DuckDB's threads.
    with ProcessPoolExecutor(mp_context=get_context("spawn"), initializer=_begin, initargs=(trial().before,)) as pool:
        for number, outcome in zip(chosen, pool.map(_try, chosen), strict=True):
            yield *every_damage()[number], outcome


def _begin(before: list[Record]) -> None:
    trial().before = before


def _try(number: int) -> Outcome:
    return every_damage()[number][1].tried_on(trial())
