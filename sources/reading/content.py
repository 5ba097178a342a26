"""One file that has come in: its bytes, a harmless name, and its type told from the bytes and not from the name."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import unicodedata
import zipfile
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Literal

from sources.declaration.errors import SourceError

MediaType = Literal["pdf", "xlsx", "csv", "json"]

#: The largest file that is taken in. The largest real one (an annual report with page images) has 30 MB.
MAX_BYTES = 200 * 1024 * 1024
#: The most files in a ZIP archive. A workbook with pictures has some hundred.
MAX_ZIP_ENTRIES = 10_000
_NAME_LENGTH = 120
_HEAD = 4096

# A link is not followed, and a pipe that nobody writes to must not hold the run; Windows has neither flag.
_OPEN_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


@dataclass(frozen=True)
class Content:
    """A file's bytes and what they are.

    Args:
        name: the file's name, made harmless by harmless_name; for people, never for opening.
        data: all bytes.
        media: the type told from the bytes.
    """

    name: str
    data: bytes
    media: MediaType

    @cached_property
    def sha256(self) -> str:
        """The sha256 of the bytes, in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def path(self) -> Path:
        """The name as SourceError wants it; not a place on disk."""
        return Path(self.name)

    def refusal(self, problem: str, remedy: str, line: int | None = None) -> SourceError:
        """The error that names this file; see SourceError."""
        return SourceError(self.path, problem, remedy, line)


def harmless_name(name: str) -> str:
    r"""A file name without folders, control characters or surprises, for messages, sidecars and tables.

    Besides what hides or misleads, it leaves out what a system or a spreadsheet would act on: Windows device
    names, characters that Windows refuses, and a beginning that a spreadsheet takes for a formula.

    Examples:
        >>> harmless_name("../../etc/pass\x1b[31mwd")
        'pass_[31mwd'
        >>> harmless_name("C:\\Users\\x\\Laporan 2025.pdf")
        'Laporan 2025.pdf'
        >>> harmless_name("NUL.csv"), harmless_name("=1+1.csv")
        ('_NUL.csv', '_1+1.csv')
    """
    last = PureWindowsPath(PurePosixPath(name).name).name
    # Controls, and the marks that turn the direction of text around (a name could show another ending).
    clean = "".join("_" if unicodedata.category(c) in {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"} else c for c in last)
    clean = re.sub(r'[<>:"|?*]', "_", clean)[-_NAME_LENGTH:]
    clean = re.sub(r"^[=+@-]", "_", re.sub(r"^[.\s]+|[.\s]+$", "", clean))
    if re.match(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)\s*(?:\.|$)", clean):
        clean = f"_{clean}"
    return clean or "unnamed"


def read_content(path: Path) -> Content:
    """Read a file that a person or a fetch brings.

    The size is asked for before a byte is read, and no more than MAX_BYTES are read whatever it says.

    Raises:
        SourceError: when it is not a plain file, empty, too large, or of no type that can be read.
    """
    shown = Path(harmless_name(path.name))
    try:
        opened = os.open(path, _OPEN_FLAGS)
    except FileNotFoundError:
        raise SourceError(shown, "there is no such file.", "check the name and the folder.") from None
    except OSError as error:
        if path.is_symlink() or not path.is_file():
            raise _not_a_file(shown) from error
        raise SourceError(shown, f"it cannot be opened ({error.strerror}).", "check who may read it.") from error
    try:
        status = os.fstat(opened)
        if not stat.S_ISREG(status.st_mode):
            raise _not_a_file(shown)
        if status.st_size > MAX_BYTES:
            raise _too_large(shown, f"{status.st_size:,}")
        with os.fdopen(opened, "rb", closefd=False) as stream:
            data = stream.read(MAX_BYTES + 1)
    finally:
        os.close(opened)
    if len(data) > MAX_BYTES:
        raise _too_large(shown, f"more than {MAX_BYTES:,}")
    return identify(path.name, data)


def _not_a_file(shown: Path) -> SourceError:
    return SourceError(shown, "it is not a file.", "give a file, not a folder, link or device.")


def _too_large(shown: Path, size: str) -> SourceError:
    return SourceError(
        shown,
        f"it has {size} bytes; {MAX_BYTES:,} are the most that is taken in.",
        "check that it is the right file; a scan can be made smaller.",
    )


def identify(name: str, data: bytes) -> Content:
    """The content with its type, known by the bytes.

    Raises:
        SourceError: for an empty file, an HTML page, or a type that no reader opens, with the way out.
    """
    head = data[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    media: MediaType = "csv"
    refusal = next(((f"it is {what}.", remedy) for mark, what, remedy in _REFUSED if data.startswith(mark)), None)
    if not data or data.isspace():
        refusal = "the file is empty.", "download or save it again."
    elif data.startswith(b"PK\x03\x04"):
        media, refusal = "xlsx", _archive_refusal(data)
    elif _WEB_PAGE.match(head):
        page = "it is a web page (HTML), not a document: a login or error page was probably saved in its place."
        refusal = page, "open the address in a browser and save the document itself."
    elif b"%PDF-" in data[:1024]:
        media = "pdf"
    elif refusal is None and (data[:2] in {b"\xff\xfe", b"\xfe\xff"} or b"\0" in data[:65536]):
        remedy = "save a table as XLSX or as CSV in UTF-8; ask the publisher for a PDF."
        refusal = "it is neither PDF, XLSX nor UTF-8 text.", remedy
    elif _JSON.match(head):
        media = "json"
    elif head[:1] == b"<":
        refusal = "it is XML, not a table.", "save the table as XLSX or CSV."
    if refusal is None and media in {"csv", "json"}:
        refusal = _text_refusal(name, data[:_LOOKED_AT], media)
    if refusal is not None:
        raise SourceError(Path(harmless_name(name)), *refusal)
    return Content(harmless_name(name), data, media)


def _text_refusal(name: str, text: bytes, media: MediaType) -> tuple[str, str] | None:
    """What a text is that is no table: a conversion of a document, under a PDF's name or as Markdown."""
    is_pdf_by_name = PurePosixPath(name).suffix.lower() == ".pdf"
    what = (
        "JSON" if media == "json" else "Markdown text" if _is_markdown(text, headings=is_pdf_by_name) else "plain text"
    )
    if is_pdf_by_name:
        return (
            f"it is {what} under a PDF's name.",
            f"{_DOCUMENT_ITSELF}; a table may come as CSV or XLSX under its own name.",
        )
    return (f"it is {what}, not a table.", f"{_DOCUMENT_ITSELF}.") if what == "Markdown text" else None


def _is_markdown(text: bytes, *, headings: bool) -> bool:
    """Whether a text has a table of Markdown; with ``headings``, whether it has headings or bold words of Markdown.

    A YAML list has comments, which begin as headings do.
    """
    return _MARKDOWN_TABLE.search(text) is not None or (headings and _MARKDOWN.search(text) is not None)


#: How much of a text is looked at.
_LOOKED_AT = 262_144
_MARKDOWN_TABLE = re.compile(rb"(?m)^[ \t]*+\|?(?:[ \t]*:?-{2,}:?[ \t]*\|)+(?:[ \t]*:?-{2,}:?)?[ \t]*\r?$")
_MARKDOWN = re.compile(rb"(?m)^#{1,6} \S|^\*\*\S|^!\[")
_DOCUMENT_ITSELF = "a conversion has lost the document's pages: add the document itself as the publisher gives it"
# Comments are matched without a choice of where they end, or a page made of them would take for ever.
_WEB_PAGE = re.compile(
    rb"(?is)(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*"
    rb"<(?:!doctype\s+html|html|head|body|meta|title|script|style|table|div)\b"
)
_JSON = re.compile(rb'[\[{]\s*(?:[\]\[{}"\d-]|true|false|null)')

_UNPACK = "unpack it and add the files in it."
_PICTURE = "ask for the document itself; a photographed page cannot be read."
_PROGRAM = "do not open it; ask the sender for the document."
_REFUSED: tuple[tuple[bytes, str, str], ...] = (
    (b"\xd0\xcf\x11\xe0", "an old Office file (XLS or DOC) or a workbook with a password",
     "open it and save it as XLSX without a password."),
    (b"{\\rtf", "a text document (RTF)", "save its table as XLSX, or ask the publisher for the PDF."),
    (b"\x89PNG", "an image", _PICTURE),
    (b"\xff\xd8\xff", "an image", _PICTURE),
    (b"GIF8", "an image", _PICTURE),
    (b"II*\0", "an image", _PICTURE),
    (b"MM\0*", "an image", _PICTURE),
    (b"Rar!", "an archive (RAR)", _UNPACK),
    (b"7z\xbc\xaf", "an archive (7z)", _UNPACK),
    (b"\x1f\x8b", "a gzip archive", _UNPACK),
    (b"PK\x05\x06", "an empty ZIP archive", "save the workbook again."),
    (b"MZ", "a program", _PROGRAM),
    (b"\x7fELF", "a program", _PROGRAM),
)  # fmt: skip

_WORKBOOK = re.compile(r"xl/workbook\d*\.xml")
_AS_XLSX = "open it and save it as XLSX."
#: What else comes as a ZIP archive: the file in it that gives it away, what it is, what to do.
_OTHER_ARCHIVES: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (re.compile(r"xl/workbook\d*\.bin"), "a binary workbook (XLSB)", _AS_XLSX),
    (re.compile(r"word/.*"), "a text document (DOCX)",
     "ask the publisher for the PDF, or copy its table into a workbook."),
    (re.compile(r"ppt/.*"), "a presentation (PPTX)", "ask for the document that it was made from."),
    (re.compile(r"content\.xml"), "an OpenDocument file (ODS or ODT)", _AS_XLSX),
)  # fmt: skip


def _archive_refusal(data: bytes) -> tuple[str, str] | None:
    """What a ZIP archive is that is no workbook. Only its table of contents is read, nothing is unpacked."""
    # Counted before zipfile makes an object for each: each entry in the table of contents begins with this mark.
    if (entries := data.count(b"PK\x01\x02")) > MAX_ZIP_ENTRIES:
        problem = f"it is a ZIP archive of {entries:,} files; {MAX_ZIP_ENTRIES:,} are the most."
        return problem, "check that it is the right file."
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        return f"it begins like a workbook and is damaged or cut off ({error}).", "download or save it again."
    if any(_WORKBOOK.fullmatch(name) for name in names):
        return None
    for pattern, what, remedy in _OTHER_ARCHIVES:
        if any(pattern.fullmatch(name) for name in names):
            return f"it is {what}.", remedy
    few = ", ".join(harmless_name(name) for name in names[:3]) + (", ..." if len(names) > 3 else "")  # noqa: PLR2004
    return f"it is a ZIP archive and no workbook: looked for xl/workbook.xml, found {few}.", _UNPACK
