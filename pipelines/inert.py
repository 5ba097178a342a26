"""Standard output and error as people are shown them: nothing that a stranger has written acts on the terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TextIO

from sources.declaration.visible import visible
from sources.network.masking import Mask

if TYPE_CHECKING:
    from rich.console import Console

    from reports.answers import Answer, AnswerFormat

#: A file or a pipe has no width of its own; wide enough that no figure is left out.
_PIPED_WIDTH = 160


class VisibleStream:
    """A stream to which all is written as visible text; in all else it is the stream itself."""

    def __init__(self, stream: TextIO, mask: Mask | None = None) -> None:
        self.stream, self._mask = stream, mask or Mask()

    def write(self, text: str) -> int:
        """Write a text without secrets; see visible."""
        return self.stream.write(visible(self._mask(text)))

    def writelines(self, lines: list[str]) -> None:
        """Write each of some texts; see write."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the stream has
        return getattr(self.stream, name)


@contextmanager
def visible_streams(mask: Mask | None = None) -> Iterator[None]:
    """Write visibly, and without secrets, to standard output and error."""
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = VisibleStream(sys.stdout, mask), VisibleStream(sys.stderr, mask)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


def seen(answer: Answer, form: AnswerFormat) -> Answer:
    """An answer whose texts are visible before a table is measured for them; what programs read is left as it is."""
    if form != "table":
        return answer
    rows = [tuple(visible(value) if isinstance(value, str) else value for value in row) for row in answer.rows]
    return replace(answer, rows=rows)


def console(*, stderr: bool = False) -> Console:
    """Where tables are printed: rich's own colours act, and no text does, neither as markup nor as control characters.

    What programs read (CSV, JSON, Markdown) is written as it is, unless a person looks at it.
    """
    from rich.console import Console, ConsoleOptions, RenderableType  # noqa: PLC0415 - by the verbs that need it
    from rich.segment import Segment  # noqa: PLC0415

    class VisibleConsole(Console):
        def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterator[Segment]:
            for text, style, control in super().render(renderable, options):
                yield Segment(text if control else visible(text), style, control)

        def out(self, *objects: object, end: str = "\n", **_: object) -> None:
            text = f"{' '.join(map(str, objects))}{end}"
            self.file.write(visible(text) if self.is_terminal else text)

    stream: Any = sys.stderr if stderr else sys.stdout
    return VisibleConsole(
        file=stream.stream if isinstance(stream, VisibleStream) else stream,
        markup=False,
        emoji=False,
        width=None if stderr or stream.isatty() else _PIPED_WIDTH,
    )
