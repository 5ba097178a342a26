"""The parts of a release besides its tables: each is an asset, `release/<name>`.

Belongs here: the list of the makers, in the order in which they write, what they write beside each other, and the print
of what shapes their files. Does not belong here: how a file is made (csv_files.py, package.py and their neighbours).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path

from reports.changes import CHANGES, write_changes
from reports.csv_files import write_csv_files
from reports.package import write_package
from reports.processes import processes
from reports.site import LANGUAGES, write_data_pages, write_pages
from reports.web import write_web_database
from reports.workbook import write_workbooks
from warehouse.connection import Connection, open_release
from warehouse.releases import DATABASE, WEB_DATABASE, ReleaseFacts
from warehouse.spec import Text

_ROOT = Path(__file__).parent.parent
#: What shapes the files, besides the published tables: programs, declarations, words, and libraries.
_SOURCES = ("reports", "warehouse/words", "warehouse/publish.py")
_LIBRARIES = ("Babel", "Jinja2", "MarkupSafe", "XlsxWriter")


#: Given the staged database as a planner opens it, the folder of the release, and what its files say of it, writes
#: files into that folder. Equal arguments give equal bytes: no clock, no chance.
Write = Callable[[Connection, Path, ReleaseFacts], None]


@dataclass(frozen=True)
class Maker:
    """One part of a release.

    Args:
        name: the asset is ``release/<name>``.
        kind: the icon in the asset graph.
        text: what it is to a planner.
        files: where its files lie in the folder, as patterns: none is another part's.
        write: writes them; the makers write one after another.
        describes: the names of makers before it, of whose files its own speak.
        beside: writes those that take long and of which no other maker knows: each in a process of its own, while the
            makers write.
        samples: patterns of the files that the asset names for a first look, by their paths in the release.
    """

    name: str
    kind: str
    text: Text
    files: tuple[str, ...]
    write: Write
    samples: tuple[str, ...]
    describes: tuple[str, ...] = ()
    beside: tuple[Write, ...] = ()

    def files_in(self, folder: Path) -> list[Path]:
        """Its files in the folder of a release."""
        return [file for pattern in self.files for file in folder.glob(pattern) if file.is_file()]


#: In the order in which they write.
MAKERS = (
    Maker(
        "changes",
        "markdown",
        Text(
            "Apa yang berubah dalam rilis ini, dan mengapa, dalam dua bahasa: `CHANGES.md`.",
            "What this release changed, and why, in both languages: `CHANGES.md`.",
        ),
        (CHANGES,),
        write_changes,
        (CHANGES,),
    ),
    Maker(
        "csv",
        "csv",
        Text(
            "Tampilan untuk perencana sebagai CSV: `csv/` untuk program, `csv-excel/` untuk Excel berbahasa Indonesia.",
            "The planners' views as CSV: `csv/` for programs, `csv-excel/` for Excel in Indonesian.",
        ),
        ("csv/*", "csv-excel/*"),
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
        ("*.xlsx", "provinsi/*"),
        write_workbooks,
        ("spbe-*.xlsx", "provinsi/32-*.xlsx"),
    ),
    Maker(
        "web",
        "duckdb",
        Text(
            "Sebagian basis data untuk halaman web: `spbe-web.duckdb`.",
            "A part of the database for web pages: `spbe-web.duckdb`.",
        ),
        (WEB_DATABASE,),
        write_web_database,
        (WEB_DATABASE,),
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
        ("situs/**/*",),
        write_data_pages,
        ("situs/index.html", "situs/daerah/73.71-*.html", "situs/provinsi/32-*.html", "situs/en/index.html"),
        describes=("changes", "csv", "workbooks", "web"),
        beside=tuple(partial(write_pages, language=language) for language in LANGUAGES),
    ),
    Maker(
        "package",
        "json",
        Text(
            "Keterangan rilis: `datapackage.json`, catatan katalog `dcat.jsonld`, cara mengutip, ketentuan.",
            "What a release says of itself: `datapackage.json`, catalogue record `dcat.jsonld`, how to cite, terms.",
        ),
        ("datapackage.json", "dcat.jsonld", "CITATION.txt"),
        write_package,
        ("datapackage.json", "dcat.jsonld", "CITATION.txt"),
        describes=("csv", "workbooks", "web"),
    ),
)


def helping_processes() -> AbstractContextManager[Executor]:
    """The processes that `make_parts` needs; they load while this one does something else."""
    return processes(sum(len(maker.beside) for maker in MAKERS), __name__)


def make_parts(helpers: Executor, folder: Path, facts: ReleaseFacts) -> Iterator[Maker]:
    """Write all parts, and give each when its files are there.

    Args:
        helpers: the helping processes.
        folder: of the release; its database is there.
        facts: what the files say of the release.
    """
    begun = {
        maker: [helpers.submit(_write_in_process, write, folder, facts) for write in maker.beside] for maker in MAKERS
    }
    with open_release(folder / DATABASE) as database:
        for maker in MAKERS:
            maker.write(database, folder, facts)
            if not begun[maker]:
                yield maker
    for maker, writing in begun.items():
        for one in writing:
            one.result()
        if writing:
            yield maker


def _write_in_process(write: Write, folder: Path, facts: ReleaseFacts) -> None:
    with open_release(folder / DATABASE) as database:
        write(database, folder, facts)


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
