"""The parts of a release besides its tables: each is an asset, `release/<name>`, and is made by one function.

Belongs here: the list of the makers, in the order in which they write, and the print of what shapes their files. Does
not belong here: how a file is made (csv_files.py, package.py and their neighbours).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from reports.csv_files import write_csv_files
from reports.package import write_package
from reports.site import write_site
from reports.workbook import write_workbooks
from warehouse.connection import Connection
from warehouse.publish import ReleaseFacts
from warehouse.spec import Text

_ROOT = Path(__file__).parent.parent
#: What shapes the files, besides the published tables: programs, declarations, words, and libraries.
_SOURCES = ("reports", "warehouse/words", "warehouse/publish.py")
_LIBRARIES = ("Babel", "Jinja2", "MarkupSafe", "XlsxWriter")


@dataclass(frozen=True)
class Maker:
    """One part of a release.

    Args:
        name: the asset is ``release/<name>``.
        kind: the icon in the asset graph.
        text: what it is to a planner.
        write: given the staged database as a planner opens it, the folder of the release, and what its files say of
            it, writes files into that folder, under names that no other part uses. Equal arguments give equal bytes:
            no clock, no chance. Every file that lies in the folder at the end belongs to the release.
        samples: patterns of the files that the asset names for a first look, by their paths in the release.
    """

    name: str
    kind: str
    text: Text
    write: Callable[[Connection, Path, ReleaseFacts], None]
    samples: tuple[str, ...]


#: In the order in which they write; the package describes what the others have written.
MAKERS = (
    Maker(
        "csv",
        "csv",
        Text(
            "Tampilan untuk perencana sebagai CSV: `csv/` untuk program, `csv-excel/` untuk Excel berbahasa Indonesia.",
            "The planners' views as CSV: `csv/` for programs, `csv-excel/` for Excel in Indonesian.",
        ),
        write_csv_files,
        ("csv/peringkat.csv", "csv-excel/peringkat.csv"),
    ),
    Maker(
        "workbooks",
        "excel",
        Text(
            "Buku kerja Excel berbahasa Indonesia: `spbe-<tahun>.xlsx`, dan satu untuk tiap provinsi di `provinsi/`.",
            "Workbooks in Indonesian: `spbe-<year>.xlsx`, and one for each province in `provinsi/`.",
        ),
        write_workbooks,
        ("spbe-*.xlsx", "provinsi/32-*.xlsx"),
    ),
    Maker(
        "site",
        "html",
        Text(
            "Situs: halaman setiap daerah dalam dua bahasa, dibuka dari disk atau peladen web mana pun: "
            "`situs/index.html`.",
            "The site: a page of every region in both languages, opened from a disk or any web server: "
            "`situs/index.html`.",
        ),
        write_site,
        ("situs/index.html", "situs/daerah/73.71-*.html", "situs/provinsi/32-*.html", "situs/en/index.html"),
    ),
    Maker(
        "package",
        "json",
        Text(
            "Keterangan rilis: `datapackage.json`, catatan katalog `dcat.jsonld`, cara mengutip, ketentuan.",
            "What a release says of itself: `datapackage.json`, catalogue record `dcat.jsonld`, how to cite, terms.",
        ),
        write_package,
        ("datapackage.json", "dcat.jsonld", "CITATION.txt"),
    ),
)


def print_of_makers() -> str:
    """A sha256 of the makers: a change of one of them is another release of the same content."""
    digest = hashlib.sha256("\0".join(f"{name} {version(name)}" for name in _LIBRARIES).encode())
    for source in _SOURCES:
        path = _ROOT / source
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(str(file.relative_to(_ROOT)).encode() + b"\0")
                digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()
