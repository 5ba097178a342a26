"""The ZIP archive that a workbook is, unpacked within bounds and without what is never read.

Belongs here: sizes, ratios, locks, which parts are kept. Does not belong here: what stands in a part (part_scan.py),
sheets (xlsx.py), telling a workbook from other archives (reading/content.py).
"""

from __future__ import annotations

import io
import re
import zipfile

from sources.reading.workbook.part_scan import PartScan, scan_part
from sources.reading.workbook.refused import Refused

#: The most that a workbook may hold once unpacked, by its own account. Ten years of all agencies have some 5 MB.
MAX_UNPACKED_BYTES = 128 * 1024 * 1024
#: How often a large part may be larger unpacked than packed. Real sheets reach about 30, a bomb 1,000.
MAX_RATIO = 250
_RATIO_MATTERS_FROM = 4 * 1024 * 1024
_PIECE = 65_536

# The only parts that are unpacked: no pictures, macros, links to other files, document properties.
_PARTS = re.compile(r"\[Content_Types\]\.xml|_rels/\.rels|xl/(?!calcChain)[^/]+\.xml|xl/(_rels|worksheets)/[^/]+")


def unpack(data: bytes) -> tuple[io.BytesIO, dict[str, PartScan], tuple[str, ...]]:
    """The parts that hold cells, checked and in a ZIP of our own, with what a first look at each has shown.

    Returns:
        The new ZIP, part name -> its scan, and remarks on what was left behind.

    Raises:
        Refused: for an archive that is unreasonably large, locked or ambiguous, or a part that cannot be read.
        zipfile.BadZipFile: for a damaged one.
    """
    kept, parts, counted = io.BytesIO(), {}, [0]
    with zipfile.ZipFile(io.BytesIO(data)) as packed, zipfile.ZipFile(kept, "w") as clean:
        entries = packed.infolist()
        _check_entries(entries)
        for entry in entries:
            if not _PARTS.fullmatch(entry.filename):
                continue
            part = bytearray()
            # In small pieces, and never more than declared: an entry that lies about its size fails its checksum.
            with packed.open(entry) as stream:
                while piece := stream.read(_PIECE):
                    part += piece
            parts[entry.filename] = scan_part(entry.filename, bytes(part), counted)
            clean.writestr(entry.filename, part)
    names = [entry.filename.lower() for entry in entries]
    remarks = []
    if any("vbaproject" in name or name.startswith("xl/macrosheets/") for name in names):
        remarks.append("the workbook holds macros; they were not run")
    if any(name.startswith("xl/externallinks/") for name in names):
        remarks.append("the workbook refers to other files; values from them are as last computed")
    kept.seek(0)
    return kept, parts, tuple(remarks)


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MAX_UNPACKED_BYTES:
        raise Refused(
            f"unpacked it has {unpacked:,} bytes; {MAX_UNPACKED_BYTES:,} are the most.",
            "copy the table alone into a new workbook.",
        )
    for entry in entries:
        if entry.file_size > _RATIO_MATTERS_FROM and entry.file_size > MAX_RATIO * entry.compress_size:
            raise Refused(
                f"a part of it unpacks {entry.compress_size:,} bytes into {entry.file_size:,}: a bomb, or empty rows.",
                "copy the table alone into a new workbook.",
            )
        if entry.flag_bits & 0x1:
            raise Refused("it is locked with a password.", "save it without the password.")
        if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise Refused("it is packed in a way that workbooks are not.")
    if len({entry.filename for entry in entries}) < len(entries):
        raise Refused("it holds two parts of the same name: which one a program shows is open.")
