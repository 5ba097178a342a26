"""A small source folder and a file counter to break, and the real register and documents of the project."""

import csv
import hashlib
import io
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest
import yaml

from sources.archive import extracts
from sources.archive.holdings import holdings
from sources.archive.store import Archive, Card
from sources.declaration.declared import BUNDLED, Bilingual, Snapshot, read_source, read_sources
from sources.declaration.errors import SourceError
from sources.declaration.snapshot_table import read_snapshot
from sources.intake import examination
from sources.intake.archiving import Origin, archive_documents, to_be_archived
from sources.intake.examination import examine
from sources.intake.register import KnownFigure, read_background
from sources.intake.report import render_examination
from sources.names.name_aliases import publisher_aliases
from sources.names.region_names import Alias, RegionNames, RegionVersion
from sources.reading.content import identify
from sources.reading.guarded import Extract
from sources.reading.readers import reader_of
from sources.regions.register import register_versions, usable_aliases
from sources.statements.statements import Document, Statements

_SOURCE = {
    "source": "reports", "raw_tables": ["reports"], "title": {"id": "Laporan", "en": "Reports"},
    "publisher": "KemenPANRB", "home_page": None, "licence": "none found", "evidence_grade": "A",
    "years": [2023, 2024], "refresh": None, "warnings": {"id": [], "en": []},
}  # fmt: skip
_SIDECAR = {
    "document_id": "report", "file": "", "sha256": "", "bytes": 0, "rows": 0, "title": "Laporan",
    "publisher": "KemenPANRB", "document_type": "annual_report", "document_number": None, "document_date": None,
    "decree_number": None, "decree_date": None, "edition": None, "url": None, "retrieved_from": "archive",
    "retrieved_on": "2026-11-22", "licence": "none found", "evidence_grade": "A",
    "transcription": "by hand", "held_copy": {"kind": "transcription"}, "states": {}, "notes": [],
}  # fmt: skip

_READER = reader_of(read_source(BUNDLED / "spbe_annual_report"))

AT = datetime(2026, 1, 12, 9, 30, tzinfo=ZoneInfo("Asia/Jakarta"))


def make_card(data, **changes):
    """The card of an archived document of these bytes."""
    digest = hashlib.sha256(data).hexdigest()
    made = {
        **_SIDECAR, "document_id": "report-2025", "file": f"objects/{digest[:2]}/{digest}", "sha256": digest,
        "bytes": len(data), "edition": 2025, "retrieved_on": "2026-01-12", "source": "reports",
        "raw_table": "reports", "version": 1, "original_name": "laporan.csv", "media": "csv", "retrieved_at": AT,
        "headers": {}, "reader": "reports",
    }  # fmt: skip
    return Card.model_validate({**made, **changes})


class Intake:
    """Where files are brought; ``read`` stands for the process in which they are read."""

    def __init__(self, folder, background, monkeypatch, read):
        self.archive, self.background, self.sources = Archive(folder), background, read_sources()
        monkeypatch.setattr(examination, "read_guarded", read)
        monkeypatch.setattr(extracts, "read_guarded", read)

    def examine(self, name, data, **how):
        return examine(identify(name, data), self.sources, self.archive, self.background, **how)

    def keep(self, examined, origin=None):
        """Archive without asking whether the next build would take it."""
        arriving = to_be_archived(examined, origin or Origin("handed in as berkas.csv", AT))
        return archive_documents(examined, arriving, self.archive)

    def held(self, source):
        return {h.sidecar.document_id: h.version for h in holdings(read_source(BUNDLED / source), self.archive)}


class Counter(Intake):
    """What a file says is what a test has written into it."""

    def __init__(self, folder, background, monkeypatch):
        self._said = {}
        super().__init__(folder, background, monkeypatch, self._read)

    def _read(self, content, sources_dir, source=None):
        assert sources_dir == BUNDLED
        return Extract(_READER.source, _READER.version, "a kind of document", self._said[content.data])

    def know(self, *figures):
        """Figures of the current release: (year, code, measure, printed, grade)."""
        known = {
            (year, "region", code, measure): KnownFigure(
                None if measure == "PREDIKAT" or not printed else Decimal(printed.replace(",", ".")),
                printed, "known-document", grade,
            )
            for year, code, measure, printed, grade in figures
        }  # fmt: skip
        self.background = replace(self.background, known=known)

    def bring(self, *parts, **how):
        """Examine a file that says this."""
        data = repr(parts).encode()
        self._said[data] = parts
        return self.examine("berkas.csv", data, **how)

    def take(self, *parts, **how):
        return self.keep(self.bring(*parts, **how))

    def examine_one(self, *parts, **how):
        """The finding of a file that holds one document."""
        (finding,) = self.bring(*parts, **how).findings
        return finding

    def report(self, *parts, **how):
        return render_examination(self.bring(*parts), **how)

    def holds_nothing(self):
        return not any(path.is_file() for path in self.archive.folder.rglob("*"))


@pytest.fixture(scope="session")
def background():
    """The register and the instruments, before the first release."""
    return read_background(read_sources(), {})


class SourceFolder:
    """A source folder that is right until a test spoils it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "snapshots").mkdir(parents=True)
        self.declare()
        for year in (2023, 2024):
            self.put(f"report_{year}", f"agency,index\nKota Magelang,{year}\n".encode(), edition=year)

    def declare(self, **changes):
        (self.folder / "source.yml").write_text(yaml.safe_dump({**_SOURCE, **changes}), encoding="utf-8")

    def file(self, stem):
        return self.folder / "snapshots" / f"{stem}.csv"

    def put(self, stem, content, **changes):
        file = self.file(stem)
        file.write_bytes(content)
        made = {"document_id": stem, "file": file.name, "bytes": len(content), "rows": content.count(b"\n") - 1}
        card = {**_SIDECAR, **made, "sha256": hashlib.sha256(content).hexdigest(), **changes}
        file.with_suffix(".yml").write_text(yaml.safe_dump(card, sort_keys=False), encoding="utf-8")
        return file

    def snapshots(self):
        return read_source(self.folder).snapshots

    def snapshot(self, stem) -> Snapshot:
        return next(snapshot for snapshot in self.snapshots() if snapshot.path.stem == stem)


@pytest.fixture
def archive(tmp_path):
    return Archive(tmp_path / "archive")


@pytest.fixture
def source(tmp_path):
    return SourceFolder(tmp_path / "reports")


def _cells(source, raw_table):
    """The bundled rows of a raw table as the register takes them, each with its document and line."""
    return [
        {"document_id": snapshot.sidecar.document_id, "locator": f"line {row.line_no}", **row.cells}
        for snapshot in read_source(BUNDLED / source).snapshots_of(raw_table)
        for row in read_snapshot(snapshot, list(csv_rows(source, snapshot.path.stem)[0]))
    ]


def csv_rows(source, name):
    """The rows of a bundled file, straight from the CSV."""
    with (BUNDLED / source / "snapshots" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


class Reads:
    """A reader of a bundled source, put to files that a test makes up."""

    def __init__(self, reader, file):
        self.reader, self.file, self.source = reader, file, read_source(BUNDLED / reader.source)

    def __call__(self, data):
        return self.reader.read(identify(self.file, data.encode() if isinstance(data, str) else data), self.source)

    def rows(self, data):
        return [row for part in self(data) for row in part.rows]

    def refusal(self, data):
        with pytest.raises(SourceError) as refusal:
            self(data)
        assert refusal.value.remedy
        return refusal.value


def as_csv(*entries, separator=","):
    """A CSV of these entries, with a column for each key that one of them has."""
    names = list(dict.fromkeys(name for entry in entries for name in entry))
    out = io.StringIO()
    writer = csv.DictWriter(out, names, restval="", delimiter=separator)
    writer.writeheader()
    writer.writerows(entries)
    return out.getvalue()


def as_xlsx(**sheets):
    """A workbook of these sheets, each a list of rows."""
    book, packed = openpyxl.Workbook(), io.BytesIO()
    book.remove(book.active)
    for title, rows in sheets.items():
        page = book.create_sheet(title)
        for row in rows:
            page.append(row)
    book.save(packed)
    return packed.getvalue()


def as_table(*entries):
    """The rows of a table of these entries: its headings, and what each has below them."""
    names = list(dict.fromkeys(name for entry in entries for name in entry))
    return [names, *([entry.get(name) for name in names] for entry in entries)]


@pytest.fixture(scope="session")
def listed():
    """Today's regions: what the register is compared with."""
    return csv_rows("regions", "regions")


@pytest.fixture(scope="session")
def changed():
    """The recorded changes."""
    return csv_rows("regions", "region_changes")


@pytest.fixture(scope="session")
def register():
    return register_versions(_cells("regions", "regions"), _cells("regions", "region_changes"))


@pytest.fixture(scope="session")
def spellings():
    return usable_aliases(_cells("regions", "region_aliases"))


@pytest.fixture(scope="session")
def versions(register):
    fields = RegionVersion.__dataclass_fields__
    return [RegionVersion(**{name: row[name] for name in fields}) for row in register]


@pytest.fixture(scope="session")
def names(versions, spellings):
    """The register with all usable spellings, as the pipeline builds it."""
    known = [Alias(row["alias_key"], row["alias_kind"], row["current_code"]) for row in spellings if row["usable"]]
    own = [alias for alias, _ in publisher_aliases(BUNDLED)]
    return RegionNames(versions, [*known, *own])


@pytest.fixture(scope="session")
def ambiguous(listed):
    """Names that are both a kabupaten and a kota, with both codes; found without the code under test."""
    codes = {kind: {row["name"].split(" ", 1)[1]: row["code"] for row in listed if row["kind"] == kind}
             for kind in ("kabupaten", "kota")}  # fmt: skip
    return {name: (code, codes["kota"][name]) for name, code in codes["kabupaten"].items() if name in codes["kota"]}


@pytest.fixture(scope="session")
def new_statements():
    """Makes an empty collection for one document of each source, under the instruments of 2018 to 2024."""
    return lambda: Statements(
        {name: Document(name, f"{name}.csv", grade) for name, grade in (("report", "A"), ("other", "B"))},
        {2018: "SPBE-2018", **dict.fromkeys(range(2021, 2025), "SPBE-2020")},
        {(2023, "Pemerintah Kab. Banyuasin", "D4"): Bilingual(id="sesuai dengan indeks", en="agrees with the index")},
    )
