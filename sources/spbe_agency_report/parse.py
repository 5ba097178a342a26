"""The reader of the report that the ministry issues to one agency (LHE, LHP) as a PDF.

Belongs here: the reader as the others know it. Does not belong here: the reading (report.py), which is loaded when a
file comes in, because the definitions are loaded often.
"""

from __future__ import annotations

from sources.declaration.declared import Source
from sources.reading.content import Content
from sources.reading.parts import NotThis, Part, Reader


def read(content: Content, source: Source) -> tuple[Part, ...] | NotThis:
    """Read a report to one agency: its scores and, where the text has them, the group means.

    Args:
        content: the PDF.
        source: the declared source; not needed, since year and agency come from the text.

    Raises:
        SourceError: when the file does not open, or is such a report and cannot be read completely.
    """
    from sources.spbe_agency_report.report import read_report  # noqa: PLC0415

    return read_report(content)


READER = Reader(source="spbe_agency_report", kind="agency report (PDF)", media=frozenset({"pdf"}), version=1, read=read)
