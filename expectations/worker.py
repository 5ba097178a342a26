"""The process in which Great Expectations lives: frames and expectations in, verdicts out, over pipes.

Run as ``python -m expectations.worker``. Great Expectations takes seconds and a quarter of a gigabyte to import: in a
process of its own that happens beside the ingest, and neither Dagster nor the command line ever pays for it.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from expectations.rules import Expectation

if TYPE_CHECKING:
    import pandas as pd

#: Of each rule, this many offending rows are kept; a rule that more rows break says how many.
ROWS_KEPT = 500

#: A frame, the columns that tell which row is which, and what is expected of it.
Batch = tuple["pd.DataFrame", Sequence[str], Sequence[Expectation]]


@dataclass(frozen=True)
class Verdict:
    """What became of one expectation.

    Args:
        outcome: ``not_evaluated`` when it could not be put to the frame at all.
        violations: number of offending rows.
        rows: of them, as many as are kept.
        detail: what was observed, or why there is no verdict, where the rows do not say it.
    """

    outcome: Literal["passed", "failed", "not_evaluated"]
    violations: int = 0
    rows: tuple[dict[str, Any], ...] = ()
    detail: str | None = None


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


def judge(frame: pd.DataFrame, row_names: Sequence[str], expectations: Sequence[Expectation]) -> list[Verdict]:
    """Put a suite to a frame; a verdict for each expectation, in their order."""
    held = _validated(frame, expectations, "BOOLEAN_ONLY")
    # Only what does not hold is asked again, for its rows: that costs as much again, and nearly always all holds.
    failed = [number for number, item in enumerate(held) if not item.success]
    complete = {"result_format": "COMPLETE", "unexpected_index_column_names": list(row_names)}
    told = _validated(frame, [expectations[number] for number in failed], complete) if failed else []
    verdicts = [Verdict("passed")] * len(expectations)
    for number, item in zip(failed, told, strict=True):
        verdicts[number] = _verdict(item)
    return verdicts


def _validated(
    frame: pd.DataFrame, expectations: Sequence[Expectation], result_format: str | dict[str, Any]
) -> list[Any]:
    """What Great Expectations answers to each, in their order."""
    import great_expectations as gx  # noqa: PLC0415

    suite = gx.ExpectationSuite(
        name="suite",
        expectations=[
            getattr(gx.expectations, expectation.type)(**expectation.arguments, meta={"number": number})
            for number, expectation in enumerate(expectations)
        ],
    )
    result = _frames().get_batch({"dataframe": frame}).validate(suite, result_format=result_format)
    answers = {item.expectation_config.meta["number"]: item for item in result.results}
    return [answers[number] for number in range(len(expectations))]


def _verdict(item: Any) -> Verdict:  # noqa: ANN401 - Great Expectations' own type
    result: Mapping[str, Any] = item.result or {}
    if not result:
        return Verdict("not_evaluated", detail=_exception_text(item.exception_info))
    rows = result.get("unexpected_index_list") or []
    kept = tuple({str(name): _plain(value) for name, value in row.items()} for row in rows[:ROWS_KEPT])
    if "unexpected_count" in result:
        return Verdict("failed", int(result["unexpected_count"]), kept)
    if "element_count" in result or rows:
        return Verdict("failed", max(1, len(rows)), kept)
    mismatched = (result.get("details") or {}).get("mismatched") or {"observed": [result.get("observed_value")]}
    detail = "; ".join(
        f"{word} {', '.join(str(_plain(value)) for value in found)}" for word, found in mismatched.items()
    )
    return Verdict("failed", 1, detail=detail)


def _exception_text(info: Any) -> str:  # noqa: ANN401 - two shapes, depending on where it was raised
    shapes = [info, *info.values()] if isinstance(info, Mapping) else [info]
    for shape in shapes:
        if isinstance(shape, Mapping) and shape.get("exception_message"):
            return str(shape["exception_message"])
    return "Great Expectations gave no verdict and no reason"


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a frame holds
    import pandas as pd  # noqa: PLC0415 - with Great Expectations

    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, bool | int | str):
        return value
    if pd.api.types.is_scalar(value) and pd.isna(value):
        return None
    return value if isinstance(value, float) else str(value)


def serve() -> None:
    """Answer requests from standard input until it ends.

    A request is a pickled list of batches, the answer a pickled list of their verdicts, or the exception in its place.
    """
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # Whatever a library prints must not end up between the answers.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    _frames()  # warm before the first request

    while True:
        try:
            batches: list[Batch] = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        try:
            answer: object = [judge(*batch) for batch in batches]
        except Exception as error:
            answer = RuntimeError(f"{type(error).__name__}: {error}")
        pickle.dump(answer, answers)
        answers.flush()


if __name__ == "__main__":
    from expectations.worker import serve as serve_importable  # so that pickled classes have their real module

    serve_importable()
