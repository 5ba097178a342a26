"""The process in which Great Expectations lives: frames and rules in, verdicts out, over pipes.

Run as ``python -m expectations.worker``. Great Expectations takes seconds and a quarter of a gigabyte to
import; in a process of its own that happens beside the ingest instead of before it, and neither Dagster nor
the command line ever pays for it.
Belongs here: everything that touches Great Expectations. Does not belong here: what a verdict leads to.
"""

from __future__ import annotations

import math
import os
import pickle
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import pandas as pd

EXAMPLES_SHOWN = 10


@dataclass(frozen=True)
class Question:
    """One expectation to be put to a frame."""

    rule: str
    expectation: str
    arguments: dict[str, Any]


@dataclass(frozen=True)
class Verdict:
    """What Great Expectations answers.

    ``not_evaluated`` is neither: the expectation could not be put to the frame at all.
    """

    rule: str
    outcome: Literal["passed", "failed", "not_evaluated"]
    violations: int
    examples: tuple[dict[str, Any], ...]
    detail: str | None


@cache
def _frames() -> Any:  # noqa: ANN401 - Great Expectations' own type
    """Where every frame is put, one after the other, in one ephemeral context; nothing is written to disk.

    One place for all: Great Expectations serialises its whole configuration whenever a place is added or removed.
    """
    import great_expectations as gx  # noqa: PLC0415 - seconds and 250 MB
    from great_expectations.data_context.types.base import ProgressBarsConfig  # noqa: PLC0415

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    return context.data_sources.add_pandas("frames").add_dataframe_asset("frame").add_batch_definition("whole")


def judge(frame: pd.DataFrame, key: Sequence[str], questions: Sequence[Question]) -> list[Verdict]:
    """Put all questions to one frame, in one validation."""
    by_rule = _validated(frame, key, questions)
    return [_verdict(question.rule, by_rule[question.rule], frame) for question in questions]


def judge_counts(counts: Mapping[str, int]) -> list[Verdict]:
    """Judge for each rule that no row breaks it, in one validation of one column: a row per rule.

    Args:
        counts: how many rows break each rule.
    """
    import pandas as pd  # noqa: PLC0415 - with Great Expectations

    if not counts:
        return []
    frame = pd.DataFrame({"rule": list(counts), "violations": pd.array(list(counts.values()), dtype="int64")})
    expected = Question("", "ExpectColumnValuesToBeBetween", {"column": "violations", "min_value": 0, "max_value": 0})
    item = _validated(frame, ["rule"], [expected])[expected.rule]
    result: Mapping[str, Any] = item.result or {}
    broken = {row["rule"] for row in result.get("unexpected_index_list") or []}
    # Every row must have been looked at: a count that was passed over is no verdict.
    if result.get("element_count") != len(counts) or result.get("missing_count") or item.success != (not broken):
        reason = _exception_text(item.exception_info)
        return [Verdict(rule, "not_evaluated", 0, (), reason) for rule in counts]
    return [
        Verdict(rule, "failed", count, (), None) if rule in broken else Verdict(rule, "passed", 0, (), None)
        for rule, count in counts.items()
    ]


def _validated(frame: pd.DataFrame, key: Sequence[str], questions: Sequence[Question]) -> dict[str, Any]:
    """What Great Expectations answers, by rule."""
    import great_expectations as gx  # noqa: PLC0415

    batch = _frames().get_batch({"dataframe": frame})
    suite = gx.ExpectationSuite(
        name="suite",
        expectations=[
            getattr(gx.expectations, question.expectation)(**question.arguments, meta={"rule": question.rule})
            for question in questions
        ],
    )
    key_columns = [name for name in key if name in frame.columns]
    result = batch.validate(
        suite, result_format={"result_format": "COMPLETE", "unexpected_index_column_names": key_columns}
    )
    return {item.expectation_config.meta["rule"]: item for item in result.results}


def _verdict(rule: str, item: Any, frame: pd.DataFrame) -> Verdict:  # noqa: ANN401 - Great Expectations' own type
    if item.success:
        return Verdict(rule, "passed", 0, (), None)
    result: Mapping[str, Any] = item.result or {}
    if not result:
        return Verdict(rule, "not_evaluated", 0, (), _exception_text(item.exception_info))
    rows = result.get("unexpected_index_list") or []
    examples = tuple(_example(row, frame) for row in rows[:EXAMPLES_SHOWN])
    count = result.get("unexpected_count")
    detail = None if count is not None else f"observed {_plain(result.get('observed_value'))}"
    return Verdict(rule, "failed", int(count) if count is not None else max(1, len(rows)), examples, detail)


def _example(row: Any, frame: pd.DataFrame) -> dict[str, Any]:  # noqa: ANN401 - a mapping of the key, or a row number
    cells = row if isinstance(row, Mapping) else frame.iloc[int(row)].to_dict()
    return {str(name): _plain(value) for name, value in cells.items()}


def _exception_text(info: Any) -> str:  # noqa: ANN401 - two shapes, depending on where it was raised
    shapes = [info, *info.values()] if isinstance(info, Mapping) else [info]
    for shape in shapes:
        if isinstance(shape, Mapping) and shape.get("exception_message"):
            return str(shape["exception_message"])
    return "Great Expectations gave no verdict and no reason"


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a frame holds
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and math.isnan(value):
        return None
    return value if isinstance(value, bool | int | float | str | None) else str(value)


def serve() -> None:
    """Answer requests from standard input until it ends.

    A request is a pickled pair: how many rows break each rule, and a list of (frame, key, questions). The answer is
    a pickled list of verdicts, or the exception that prevented it.
    """
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # Whatever a library prints must not end up between the answers.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    _frames()  # warm before the first request

    while True:
        try:
            counts, frames = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        try:
            answer: object = [
                *judge_counts(counts),
                *(verdict for frame, key, questions in frames for verdict in judge(frame, key, questions)),
            ]
        except Exception as error:
            answer = RuntimeError(f"{type(error).__name__}: {error}")
        pickle.dump(answer, answers)
        answers.flush()


if __name__ == "__main__":
    from expectations.worker import (
        serve as serve_importable,
    )  # so that pickled classes have their real module

    serve_importable()
