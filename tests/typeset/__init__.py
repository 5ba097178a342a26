"""Typesets reports like the publishers' as PDFs, at test time, so that no PDF lies in the repository."""

from tests.typeset.documents import annual_report, decree, empty_pages, file_of, mono_pages, one_picture, stream
from tests.typeset.tables import LONG_HEADINGS, SHORT_HEADINGS, Layout, Row, Table, Typeset, tables_of, typeset

__all__ = [
    "LONG_HEADINGS",
    "SHORT_HEADINGS",
    "Layout",
    "Row",
    "Table",
    "Typeset",
    "annual_report",
    "decree",
    "empty_pages",
    "file_of",
    "mono_pages",
    "one_picture",
    "stream",
    "tables_of",
    "typeset",
]
