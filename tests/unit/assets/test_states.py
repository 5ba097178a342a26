"""Whatever came in and went, in whatever order: what is loaded is what is loaded from nothing, and every state is left.

The real archive, the real notes of what is loaded and real tables, without Dagster: documents of three rows.
"""

import contextlib
import hashlib
import shutil
from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from assets import loading, loads, making
from assets.loading import Store, load, load_all, loaded_documents, prepare_raw_tables
from assets.made import Made
from assets.making import MAKERS, Given
from assets.prints import print_of_files
from sources.archive.extracts import keep_extract
from sources.archive.holdings import holdings
from sources.archive.store import Archive, Card
from sources.declaration.declared import BUNDLED, Sidecar, read_sources
from sources.declaration.sealing import seal
from sources.reading.guarded import Extract
from sources.reading.parts import Part
from sources.reading.readers import reader_of
from sources.statements.readers import STATEMENT_READERS
from tests.conftest import costly
from warehouse import writer
from warehouse.tables import TABLES

_PLACE = {"edition", "document_id", "document_version", "line_no", "locator"}
#: Every source of which documents come in; the annual report is bundled, too.
SOURCES = {source.source: source for source in read_sources() if reader_of(source) is not None}
_ALWAYS = "spbe_annual_report"
_YEARS = (2023, 2024)
_MADE = [
    TABLES[name] for name in ("core.documents", "core.observations", "audit.quarantine", "audit.corrections_applied")
]
_MAKERS = [maker for maker in MAKERS if set(maker.makes) & set(_MADE)]


class Stopped(RuntimeError):
    """A build that was stopped."""


class World:
    """Two sources, an archive, and a working database that keeps what earlier builds have left in it."""

    def __init__(self, folder: Path, source: str, databases: tuple[duckdb.DuckDBPyConnection, ...]) -> None:
        self.data, self.root = folder / "data", folder / "sources"
        self.archive = Archive(self.data / "archive")
        self.kept, self.fresh = databases
        self.names = sorted({source, _ALWAYS})
        self.corrected: set[str] = set()
        self.published: object = None
        self.expected: object = None
        self._numbers = count(1)
        for name in self.names:
            (self.root / name / "snapshots").mkdir(parents=True)
            self.declare(name, _YEARS)
        self._bundle()
        for data in (self.data, folder / "fresh"):
            (data / "working").mkdir(parents=True)
            (data / "working" / "spbe.duckdb").touch()
        for database in databases:
            database.execute("DROP SCHEMA IF EXISTS raw CASCADE")

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Leave out the tables and readers of the other sources, of which there is nothing."""
        self.raw = [TABLES[f"raw.{table}"] for name in self.names for table in SOURCES[name].raw_tables]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(loading, "TABLES", {table.full_name: table for table in self.raw})
            patch.setattr(making, "STATEMENT_READERS", {n: r for n, r in STATEMENT_READERS.items() if n in self.names})
            yield

    # --- what people do ---------------------------------------------------------------------------------------

    def declare(self, source: str, years: tuple[int, ...] | None) -> None:
        """Declare these years of a source; None removes the source."""
        file = self.root / source / "source.yml"
        if years is None:
            file.unlink(missing_ok=True)
            return
        said = yaml.safe_load((BUNDLED / source / "source.yml").read_text(encoding="utf-8"))
        said["years"] = None if said["years"] is None else list(years)
        file.write_text(yaml.safe_dump(said), encoding="utf-8")
        if reader_of(SOURCES[source]):
            shutil.copy(BUNDLED / source / "parse.py", self.root / source)

    def add(self, source: str, year: int, letter: str, figure: str) -> None:
        """A document comes in: a new one, a new version, or the same bytes once more."""
        for table in SOURCES[source].raw_tables:
            edition = None if SOURCES[source].years is None else year
            document_id = _document_id(table, year, letter)
            part = Part(table, edition, document_id, "Dokumen", "statements", tuple(_rows(table, year, figure)))
            data = f"{document_id} {figure}".encode()
            reader = reader_of(SOURCES[source])
            versions = [v.card for v in self.archive.everything() if v.card.document_id == document_id]
            first = 2 if document_id == _document_id(_ALWAYS, 2023, "a") else 1
            card = _card(data, source, part, document_id, version=first + len(versions), reader=reader.source)
            keep_extract(self.archive, card.sha256, Extract(reader.source, reader.version, "x", (part,)))
            self.archive.add(data, card)

    def withdraw(self, source: str, year: int, letter: str) -> None:
        for table in SOURCES[source].raw_tables:
            for card in self.archive.standing(SOURCES[source]):
                if card.document_id == _document_id(table, year, letter):
                    self.archive.withdraw(card, by="budi", on=date(2026, 2, 1), reason="only tried")

    def correct(self, source: str, year: int, letter: str) -> None:
        """Correct a figure of a document, or take that back."""
        self.corrected ^= {_document_id(source, year, letter)}
        entries = [
            {
                "document_id": document_id, "locator": "row 1", "agency": "Kota Magelang", "measure": "INDEX",
                "action": "override", "expect": "3,10", "value": "3.99", "reason": {"id": "salah", "en": "wrong"},
                "decided_by": "budi", "decided_on": date(2026, 2, 1),
            }
            for document_id in sorted(self.corrected)
            if document_id.startswith(source.replace("_", "-"))
        ]  # fmt: skip
        file = self.root / source / "corrections.yml"
        file.write_text(yaml.safe_dump({"corrections": entries}), encoding="utf-8")

    # --- what the pipeline does -------------------------------------------------------------------------------

    def build(self, stopped: tuple[int, bool] | None = None) -> None:
        """A refresh; stopped at a table, before it is loaded or before that is noted."""
        with contextlib.suppress(Stopped):
            self._load(self.kept, self.data, stopped)
            self._make(self.kept, self.data)
            self.published = self.content(self.kept)
            loads.record_stage(self.data, "published", after="cleaned")
            assert self.due() == {}

    def _load(self, database, data: Path, stopped: tuple[int, bool] | None = None) -> None:
        sources = read_sources(self.root)
        prepare_raw_tables(database, data, sources)
        filled = [(source, name) for source in sources for name in source.raw_tables]
        for number, (source, name) in enumerate(filled):
            held = [h for h in holdings(source, self.archive) if h.raw_table == name]
            with _stopping(stopped if stopped and stopped[0] == number else None):
                load_all(database, Store(data, self.archive, sources), Made(database), TABLES[f"raw.{name}"], held)
        if stopped:
            raise Stopped

    def _make(self, database, data: Path) -> None:
        sources = read_sources(self.root)
        given_ = Given(sources, self.archive, lambda: loaded_documents(database, sources, self.archive), list)
        state = print_of_files([self.root, self.data / "archive" / "documents"])
        for maker in _MAKERS:
            reads = [name for name in maker.reads if not name.startswith("raw.") or TABLES[name] in self.raw]
            Made(database).make(maker.makes, partial(maker.write, database, given_), reads=reads, made_by=[state])
        loads.record_stage(data, "cleaned", after="loaded")

    def load_year(self, source: str, year: int) -> None:
        """One year of one source, as a person chooses it in the UI."""
        sources = {found.source: found for found in read_sources(self.root)}
        prepare_raw_tables(self.kept, self.data, tuple(sources.values()))
        if source not in sources or sources[source].years is None:
            return
        held = holdings(sources[source], self.archive)
        table = TABLES[f"raw.{sources[source].raw_tables[0]}"]
        load(self.kept, Store(self.data, self.archive, tuple(sources.values())), table, held, {year})

    def due(self) -> loads.Documents:
        return loads.due_loads(self.data, self.root)

    def from_nothing(self) -> object:
        """What a build from nothing publishes of the same sources and archive."""
        if self.expected is not None:
            return self.expected
        self.fresh.execute("DROP SCHEMA IF EXISTS raw CASCADE")
        fresh = self.data.parent / "fresh"
        self._load(self.fresh, fresh)
        self._make(self.fresh, fresh)
        self.expected = self.content(self.fresh)
        return self.expected

    def loaded_years(self) -> set[tuple[str, int]]:
        return {(table.name, year) for table in self.raw for year in writer.partitions(self.kept, table)}

    def declared_years(self) -> set[tuple[str, int]]:
        return {(s.raw_tables[0], year) for s in read_sources(self.root) for year in s.years or []}

    def content(self, database) -> dict[str, list[tuple[object, ...]]]:
        """Every row of the raw tables, and of what is made of them.

        But of corrections that lie idle: they change nothing, and the next refresh tells of them.
        """
        database.execute("DELETE FROM audit.corrections_applied WHERE correction_outcome = 'no_document'")
        tables = [table.full_name for table in (*self.raw, *_MADE)]
        return {name: database.execute(f"FROM {name} ORDER BY ALL").fetchall() for name in tables}

    def _bundle(self) -> None:
        name, document_id = f"{_ALWAYS}_2023.csv", _document_id(_ALWAYS, 2023, "a")
        rows = _rows(_ALWAYS, 2023, "3,10")
        file = self.root / _ALWAYS / "snapshots" / name
        lines = [",".join(rows[0]), *(",".join(f'"{cell}"' for cell in row.values()) for row in rows)]
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        part = Part(_ALWAYS, 2023, "", "Laporan", "annual_report", tuple(rows))
        said = _card(b"", _ALWAYS, part, document_id, version=1, reader=_ALWAYS).model_dump(mode="json")
        own = {*Card.model_fields} - {*Sidecar.model_fields}
        sidecar = {**{key: value for key, value in said.items() if key not in own}, "file": name}
        file.with_suffix(".yml").write_text(yaml.safe_dump(sidecar, sort_keys=False), encoding="utf-8")
        seal(file)


@contextlib.contextmanager
def _stopping(stopped: tuple[int, bool] | None) -> Iterator[None]:
    """Stop the load in the block: before anything is done, or before what was done is noted."""
    if stopped is None:
        yield
        return
    if not stopped[1]:
        raise Stopped

    def stop(*_: object) -> None:
        raise Stopped

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loading, "record_load", stop)
        yield


def _document_id(table: str, year: int, letter: str) -> str:
    return f"{table}-{year}-{letter}".replace("_", "-")


def _rows(table: str, year: int, figure: str) -> list[dict[str, str]]:
    """Two rows, the first of them of a kota."""
    said = {
        "agency": "Kota Magelang", "agency_group": "Nasional", "measure": "INDEX", "printed_value": figure,
        "index": figure, "evaluation_year": str(year), "row_no": "1", "value": figure, "egdi": figure,
    }  # fmt: skip
    first = {name: said.get(name, "") for name in TABLES[f"raw.{table}"].column_names if name not in _PLACE}
    other = {"row_no": "2", "agency": "Kota Antah", "subject_code": "33.72", "node_code": "I11"}
    return [first, {name: other.get(name, cell) for name, cell in first.items()}]


def _card(data: bytes, source: str, part: Part, document_id: str, *, version: int, reader: str) -> Card:
    digest = hashlib.sha256(data).hexdigest()
    said = {
        "document_id": document_id, "file": f"objects/{digest[:2]}/{digest}", "sha256": digest, "bytes": len(data),
        "rows": len(part.rows), "title": part.title, "publisher": "x", "document_type": part.document_type,
        "document_number": None, "document_date": None, "decree_number": None, "decree_date": None,
        "edition": part.edition, "url": None, "retrieved_from": "handed in", "retrieved_on": date(2026, 1, 12),
        "licence": "none", "evidence_grade": SOURCES[source].evidence_grade, "transcription": "read",
        "held_copy": {"kind": "handed_in"}, "states": {}, "notes": [], "same_as": part.same_as, "source": source,
        "raw_table": part.raw_table, "version": version, "original_name": "berkas.csv", "media": "csv",
        "retrieved_at": datetime(2026, 1, 12, 9, 30, tzinfo=ZoneInfo("Asia/Jakarta")), "headers": {},
        "reader": reader,
    }  # fmt: skip
    return Card.model_validate(said)


@pytest.fixture(scope="module")
def databases(filled):
    """Two databases with the reference tables that statements are read by."""
    kota = {"kind": "kota", "province_code": "33", "autonomous": True}
    regions = [filled("core.regions", region_code="33.71", region_name="Kota Magelang", current_code="33.71", **kota)]
    years = [filled("core.evaluation_years", evaluation_year=year, instrument="SPBE-2020") for year in _YEARS]
    with contextlib.ExitStack() as stack:
        opened = [stack.enter_context(duckdb.connect(config={"threads": 1})) for _ in range(2)]
        for database in opened:
            writer.replace(database, TABLES["core.regions"], regions)
            writer.replace(database, TABLES["core.evaluation_years"], years)
            for name in ("core.region_aliases", "core.accepted_findings"):
                writer.replace(database, TABLES[name], [])
        yield tuple(opened)


_YEAR, _LETTER = st.sampled_from(_YEARS), st.sampled_from("ab")
#: A refresh; one that stops at a table, before it is loaded or before that is noted; a year loaded in the UI; nothing.
_AFTERWARDS = st.one_of(
    st.just(("build", None)),
    st.tuples(st.just("build"), st.tuples(st.integers(0, 1), st.booleans())),
    st.tuples(st.just("load_year"), _YEAR),
    st.just(("wait",)),
)
_STEPS = st.lists(
    st.tuples(
        st.one_of(
            st.tuples(st.just("add"), _YEAR, _LETTER, st.sampled_from(["3,10", "3,20"])),
            st.tuples(st.just("withdraw"), _YEAR, _LETTER),
            st.tuples(st.just("correct"), _YEAR, _LETTER),
            st.tuples(st.just("declare"), st.sampled_from([_YEARS, (2024,), None])),
        ),
        _AFTERWARDS,
    ),
    min_size=3,
    max_size=7,
)
_BUILD, _WAIT = ("build", None), ("wait",)
_FIRST, _OTHER = ("add", 2024, "a", "3,10"), ("add", 2024, "a", "3,20")
_GONE = ("withdraw", 2024, "a")


@costly(3)
@given(st.sampled_from(sorted(SOURCES)), _STEPS)
@example("spbe_press", [(_FIRST, _BUILD), (_OTHER, _BUILD), (_GONE, _BUILD), (_FIRST, _BUILD), (_GONE, _BUILD)])
@example("spbe_press", [(_FIRST, _BUILD), (_OTHER, ("build", (1, True))), (_GONE, _WAIT)])
@example("targets", [(_FIRST, _BUILD), (_OTHER, ("build", (1, False))), (_GONE, _BUILD), (_GONE, _BUILD)])
@example("spbe_tauval", [(_FIRST, _BUILD), (("correct", 2024, "a"), _WAIT), (_GONE, _BUILD), (_FIRST, _BUILD)])
@example(
    "un_egovkb", [(_FIRST, _BUILD), (("declare", (2023,)), _BUILD), (_GONE, _BUILD), (("declare", _YEARS), _BUILD)]
)
@example("spbe_press", [(_FIRST, _BUILD), (("declare", None), _BUILD), (("declare", _YEARS), _BUILD)])
@example("spbe_annual_report", [(_FIRST, _BUILD), (_OTHER, ("load_year", 2024)), (_GONE, ("load_year", 2024))])
def test_after_whatever_came_and_went_what_is_published_is_what_is_built_from_nothing(
    databases, tmp_path_factory, source, steps
):
    world = World(tmp_path_factory.mktemp("world"), source, databases)
    with world.alone():
        _go(world, source, steps)


def _go(world, source, steps):
    for (name, *how), (then, *after) in [*steps, (("correct", 2023, "b"), _BUILD)]:
        if name == "declare" and how[0] == (2024,) and source == _ALWAYS:
            continue  # a bundled transcription of a year that is not declared is refused
        world.expected = None
        getattr(world, name)(source, *how)
        if then == "build":
            world.build(*after)
        elif then == "load_year":
            world.load_year(source, *after)
        if world.published is not None and not world.due():
            assert world.loaded_years() <= world.declared_years()
            assert world.published == world.content(world.kept) == world.from_nothing()
