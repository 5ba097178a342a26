"""Documents that come in: by hand or from a publisher; published, replaced, taken back."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
import duckdb
import openpyxl
import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet
from pytest_httpserver import HTTPServer

from assets.loads import due_loads
from pipelines import intake, jobs
from pipelines.assembly import build_defs
from pipelines.settings import Settings
from reports import makers
from sources.declaration.declared import BUNDLED, read_source
from tests.conftest import Bundle, OpenGate
from tests.made_up_year import next_year
from tests.misbehaving_server import answer, misbehaving_server, says
from warehouse.releases import read_manifest
from warehouse.tables import TABLES

#: What a planner types into two sheets of a workbook.
TARGETS: list[list[object]] = [
    ["Target Kota Magelang"],
    ["No", "Kode target", "Daerah", "Kode", "Tahun target", "Nilai target", "Instrumen", "Rencana"],
    [1, "magelang-contoh-2025", "Kota Magelang", "33.71", 2025, 3.8, "SPBE-2020", "RPJMD 2025-2029"],
]
COSTS: list[list[object]] = [
    ["Instrumen", "Kode indikator", "Biaya", "Catatan"],
    ["SPBE-2020", "I11", "0,5", "Sudah dianggarkan."],
]
#: What an agency types about itself, as it comes from an application.
LEVELS: list[list[object]] = [
    ["Hasil Penilaian Mandiri SPBE Kota Salatiga Tahun 2025"],
    ["No", "Indikator", "Nilai"],
    *([number, f"Tingkat Kematangan Indikator {number}", 3] for number in range(1, 48)),
]
TYPED = "typed-levels-kota-salatiga-2025"
WAYS = (
    "SELECT evaluation_year, max(step_no), max(evidence_grade) FROM mart.next_predikat_steps "
    "WHERE region_code = '33.73' GROUP BY evaluation_year"
)
PLANNED = ("planner-cost-beside-magelang-contoh-2025", "planner-target-magelang-contoh-2025")
RANKING_ROWS = "SELECT count(spbe_index) FROM mart.region_ranking"


def _save_workbook(path: Path, **sheets: list[list[object]]) -> None:
    book = openpyxl.Workbook()
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    book.save(path)


def _release(data: Path) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str((data / "current" / "spbe.duckdb").resolve()), read_only=True)


def _bring_2025(bundle: Bundle) -> Path:
    """What docs/adding_a_year.md says, on a made-up report in which Kota Magelang is raised in all domains."""
    last = bundle.snapshot("annual_report_2024.csv")
    new = last.with_name("annual_report_2025.csv")
    said = pd.read_csv(bundle.snapshot("press_2025.csv"), dtype=str, keep_default_na=False)
    # What the test itself adds as a statement of another is said so here, too.
    stated = {**dict(zip(said["agency"], said["index"], strict=True)), "Pemerintah Kab. Magelang": "3,10"}
    text = next_year(last.read_text(), stated)
    old_row = next(line for line in text.splitlines() if "Pemerintah Kota Magelang" in line)
    raised = old_row.split('"')[0] + '"5,00","5,00","5,00","5,00","5,00",Memuaskan'
    new.write_text(text.replace(old_row, raised))
    sidecar = last.with_suffix(".yml").read_text().replace(last.name, new.name)
    sidecar = sidecar.replace("edition: 2024", "edition: 2025").replace("-2024", "-2025", 1)
    new.with_suffix(".yml").write_text(sidecar)
    return new


def _take_2025_out(bundle: Bundle, report: Path) -> None:
    """Remove the report, and declare no more the year of the levels that have come in."""
    report.unlink()
    report.with_suffix(".yml").unlink()
    declared = read_source(bundle.root / "spbe_typed_levels").years or []
    bundle.edit_yaml("spbe_typed_levels/source.yml", years=[year for year in declared if year != 2025])


def _assert_published(data: Path, press: Path, target: Path) -> None:
    """The statement is shown with its grade, the target is judged, the cost weighs the steps; each with its file."""
    with _release(data) as release:
        assert release.execute(
            "SELECT CAST(spbe_index AS VARCHAR), evidence_grade, rank_in_kind FROM mart.region_ranking "
            "WHERE evaluation_year = 2025 AND region_code = '33.71'"
        ).fetchall() == [("3.95", "D", None)]
        ((original_name, file_name),) = release.execute(
            "SELECT d.original_name, d.file_name FROM core.observations o JOIN core.documents d USING (document_id) "
            "WHERE o.printed_name = 'Kota Magelang' AND o.evaluation_year = 2025 AND o.measure = 'INDEX' "
            "AND d.original_name IS NOT NULL"
        ).fetchall()
        assert original_name == "pernyataan.csv"
        assert (data / file_name).read_bytes() == press.read_bytes()
        assert release.execute(
            "SELECT evaluation_year, subject_name, target_status FROM mart.target_progress "
            "WHERE target_id = 'magelang-contoh-2025' AND result_value IS NOT NULL ORDER BY evaluation_year"
        ).fetchall() == [
            (2023, "Kota Magelang", "not_assessable"),
            (2024, "Kota Magelang", "on_track"),
            (2025, "Kota Magelang", "not_assessable"),  # known from press alone
        ]
        assert release.execute(
            "SELECT DISTINCT CAST(step_cost AS VARCHAR) FROM mart.next_predikat_steps "
            "WHERE evaluation_year = 2024 AND node_code = 'I11'"
        ).fetchall() == [("0.50",)]
        # From 3.00 to 3.50: twelve steps of the heaviest indicators bring 0.03 each, six of the next 0.0275.
        assert release.execute(WAYS).fetchall() == [(2025, 18, "D")]
        planned = release.execute(
            "SELECT document_id, edition, document_version, original_name, file_name FROM core.documents "
            "WHERE source = 'targets' AND original_name IS NOT NULL ORDER BY document_id"
        ).fetchall()
        assert [row[:4] for row in planned] == [(document, None, 1, "target.xlsx") for document in PLANNED]
        assert (data / planned[0][4]).read_bytes() == target.read_bytes()


def _made(data: Path, *tables: str) -> dict[str, str]:
    """Whether the last run has made each of these tables, as the UI shows it."""
    with dg.DagsterInstance.from_config(str(Settings(data, BUNDLED).dagster_home)) as instance:
        events = {name: instance.get_latest_materialization_event(dg.AssetKey(name.split("."))) for name in tables}
    return {
        name: str(event.asset_materialization.metadata["made"].value).partition(":")[0]
        for name, event in events.items()
        if event is not None and event.asset_materialization is not None
    }


def _assert_held_back(data: Path, document: str) -> None:
    """The release says which document is not in it, and by which rule; operators are told once."""
    with _release(data) as release:
        assert release.execute(
            "SELECT DISTINCT document_id, rule, version_in_its_place FROM audit.held_back"
        ).fetchall() == [(document, "most_rows_of_a_document_are_read", None)]
        assert release.execute("SELECT * FROM core.documents WHERE document_id = ?", [document]).fetchall() == []
    (told,) = map(json.loads, (data / "failures.log").read_text(encoding="utf-8").splitlines())
    assert told["message"] == f"Held back: {document}. All other documents are loaded."
    assert told["broken_rules"][0]["rule"] == "audit.quarantine: most_rows_of_a_document_are_read"
    assert f"spbe withdraw {document}" in told["broken_rules"][0]["remedy"]


def _assert_the_year_is_published(data: Path) -> None:
    """The made-up 2025, in which Kota Magelang comes first, also over the newer version of the statement."""
    with _release(data) as release:
        row = release.execute(
            "SELECT spbe_index, predikat, rank_in_kind, rank_in_province, index_change, rank_change "
            "FROM mart.region_ranking WHERE evaluation_year = 2025 AND region_code = '33.71'"
        ).fetchone()
        counted = release.execute(
            "SELECT count(spbe_index) FROM mart.region_ranking WHERE evaluation_year = 2025"
        ).fetchone()
        handed_in = release.execute(
            "SELECT d.document_version, o.printed_value "
            "FROM core.observations o JOIN core.documents d USING (document_id) "
            "WHERE d.original_name = 'pernyataan.csv' AND o.printed_name = 'Kota Magelang' AND o.measure = 'INDEX'"
        ).fetchall()
        assert release.execute(WAYS).fetchall() == [], "the year has national results"
    assert row is not None
    assert [float(row[0]), row[1], row[2], row[3], float(row[4]), row[5]] == [5.0, "Memuaskan", 1, 1, 1.31, 38]
    assert counted == (523,)
    assert handed_in == [(2, "3,96")], "the weaker figure is kept beside the official one"


def _tables(release: Path) -> dict[str, pa.Table]:
    """What is told of figures, by table."""
    files = [file for layer in ("core", "mart") for file in (release / "parquet").glob(f"{layer}.*.parquet")]
    return {file.stem: parquet.read_table(file) for file in files}


def _assert_every_difference_is_told(
    data: Path, number: int, old: dict[str, pa.Table], new: dict[str, pa.Table], kinds: set[str]
) -> None:
    """Nothing differs between two releases without a revision, and no revision is of anything else."""
    with _release(data) as release:
        said = release.execute(
            "SELECT revised_table, row_key, revised_column, revision_kind, places_moved, subject_code "
            "FROM audit.revisions WHERE publication_no = ?",
            [number],
        ).fetchall()
    told: dict[str, set[tuple[str, str]]] = {}
    for table, key, column, *_ in said:
        told.setdefault(table, set()).add((key, column))
    assert {name for name in new if not old[name].equals(new[name])} == set(told)
    assert {kind for _, _, _, kind, *_ in said} == kinds
    for name, cells_told in told.items():
        key = list(TABLES[name].key)
        frames = [some[name].to_pandas().astype(object).set_index(key) for some in (old, new)]
        before, after = (frame.where(frame.notna(), None) for frame in frames)
        both = before.index.intersection(after.index)
        left, right = before.loc[both], after.loc[both]
        differs = (left != right) & ~(left.isna() & right.isna())
        cells = int(differs.to_numpy().sum())
        assert len(cells_told) == cells + len(before.index.symmetric_difference(after.index)), name
    moved = {code for table, *_, places, code in said if table == "mart.region_ranking" and places}
    ranks = [
        {
            (row["evaluation_year"], row["region_code"]): row["rank_in_kind"]
            for row in some["mart.region_ranking"].to_pylist()
        }
        for some in (old, new)
    ]
    assert moved == {
        code for year, code in ranks[0].keys() & ranks[1].keys()
        if None not in (was := (ranks[0][year, code], ranks[1][year, code])) and was[0] != was[1]
    }  # fmt: skip


def _assert_every_ranking_can_be_asked_again(data: Path, releases: list[dict[str, pa.Table]]) -> None:
    """As of each publishing, the history answers the ranking of that release row for row."""
    with _release(data) as release:
        times = release.execute(
            "SELECT published_at, release_id FROM audit.releases ORDER BY publication_no"
        ).fetchall()
        assert len(times) == len(releases)
        assert times[0][1] == times[-1][1]
        for (moment, _), tables in zip(times, releases, strict=True):
            names = ", ".join(tables["mart.region_ranking"].column_names)
            then = release.execute(
                f"SELECT {names} FROM audit.ranking_history WHERE published_from <= $1 AND "
                "(published_until IS NULL OR published_until > $1) ORDER BY evaluation_year, kind, region_code",
                [moment],
            ).to_arrow_table()
            assert then.to_pylist() == tables["mart.region_ranking"].to_pylist()


@pytest.fixture
def let_in_no_table(tmp_path: Path, spbe, monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], str]:
    """What would stop the build is refused; this is what an older version of the rules has let in. Its document id."""

    def run(data: Path) -> str:
        table = tmp_path / "tabel.csv"
        rows = 'Tahun,Instansi,Indeks\n2025,Kota Magelung,"3,10"\n2025,Kota Tegalan,"3,20"\n'
        table.write_text(rows, encoding="utf-8")
        assert "most_rows_of_a_document_are_read" in spbe("add", str(table), data=data).out
        with monkeypatch.context() as older:
            older.setattr(intake, "Gate", OpenGate)
            added = spbe("add", str(table), data=data)
        assert added.code == 0, added.told
        return str(added.out.split("archived as ")[1].split()[0])

    return run


def test_documents_and_a_year_come_in_and_go_again_without_a_trace(  # noqa: PLR0915, PLR0917
    data: Path, press: Path, tmp_path: Path, bundle: Bundle, spbe, let_in_no_table: Callable[[Path], str]
) -> None:
    """Three launches for the ways of a document: each is a refresh of everything."""
    before = (data / "current").resolve()
    figures = _tables(before)

    # Added by hand: a statement, a target and a cost.
    target = tmp_path / "target.xlsx"
    _save_workbook(target, Target=TARGETS, Biaya=COSTS)
    levels = tmp_path / "tingkat.xlsx"
    _save_workbook(levels, Indikator=LEVELS)
    added = spbe("add", str(press), str(target), str(levels), data=data)
    assert added.code == 0, added.told
    held_back = let_in_no_table(data)
    assert "nothing to do" in spbe("add", str(press), data=data).out
    with _release(data) as planner, pytest.MonkeyPatch.context() as patched:
        # Who has the old release open is not disturbed and disturbs nobody. The pages of regions, which take longest,
        # are written in both languages with the year.
        patched.setattr(makers, "MAKERS", tuple(replace(one, beside=one.beside[:1]) for one in makers.MAKERS))
        counted = planner.execute(RANKING_ROWS).fetchone()
        ran = spbe("refresh", data=data)
        assert ran.code == 0, ran.told
        assert "Ditahan, tidak masuk rilis ini: " in ran.out
        assert planner.execute(RANKING_ROWS).fetchone() == counted
    _assert_published(data, press, target)
    _assert_held_back(data, held_back)
    # What nothing of it reaches stands as it is, and what it reaches does not.
    assert _made(data, "raw.regions", "mart.egdi_ranking", "core.codes", "mart.region_ranking") == {
        "raw.regions": "no", "mart.egdi_ranking": "no", "core.codes": "yes", "mart.region_ranking": "yes",
    }  # fmt: skip
    definitions = build_defs(Settings(data, BUNDLED))
    with dg.build_sensor_context(instance=dg.DagsterInstance.ephemeral(), definitions=definitions) as context:
        found = definitions.resolve_sensor_def("publish_documents")(context)
    assert isinstance(found, dg.SkipReason), "the release holds all of it"
    second = _tables(data / "current")
    _assert_every_difference_is_told(data, 2, figures, second, {"new_document"})

    # A changed file of the same page is a new version; the old bytes stay.
    press.write_text(press.read_text(encoding="utf-8").replace("3,95", "3,96"), encoding="utf-8")
    changed = spbe("add", str(press), data=data)
    assert "version 2" in changed.out
    assert "3,96, known 3,95" in changed.out
    assert len(list((data / "archive" / "objects").rglob("*"))) >= 2

    # A declared year comes as a file and its sidecar.
    year = _bring_2025(bundle)
    assert spbe("seal", year.name, data=data, sources=bundle.root).code == 0
    ran = spbe("refresh", data=data, sources=bundle.root)
    assert ran.code == 0, ran.told
    for shown in ("raw.spbe_annual_report 2025", "Kota Magelang", "5,00", "Memuaskan"):
        assert shown in ran.out
    assert str((data / "current").readlink()).startswith("releases/2025-")
    _assert_the_year_is_published(data)
    third = _tables(data / "current")
    _assert_every_difference_is_told(data, 3, second, third, {"new_document", "correction"})

    # Taken back: documents are withdrawn, the year of one is declared no more, the report's is awaited again, and the
    # release before is current again.
    document = changed.out.split("version 2 of ")[1].split(";")[0]
    for withdrawn in (document, document, *PLANNED, held_back):
        assert spbe("withdraw", withdrawn, "--reason", "only tried", data=data).code == 0
    assert spbe("withdraw", document, "--reason", "again", data=data).code == 1
    _take_2025_out(bundle, year)
    back = spbe("refresh", data=data, sources=bundle.root)
    assert back.code == 0, back.told
    assert f"{TYPED} is kept in the archive and not loaded: sources/spbe_typed_levels/source.yml" in back.err
    again = _tables(data / "current")
    assert read_manifest(data / "current")["release_id"] == before.name, "without them the release is the one before"
    assert all(again[name].equals(rows) for name, rows in figures.items())
    _assert_every_difference_is_told(data, 4, third, again, {"withdrawal"})
    _assert_every_ranking_can_be_asked_again(data, [figures, second, third, again])


@pytest.fixture
def watched(bundle: Bundle, httpserver: HTTPServer, good: Path, tmp_path: Path) -> Settings:
    """The UN source with a file to fetch for 2024, from a server of our own; its bundled 2024 is taken out."""
    for file in (bundle.root / "un_egovkb" / "snapshots").iterdir():
        if "2022" not in file.name:
            file.unlink()
    place = f"127.0.0.1:{httpserver.port}"
    bundle.edit_yaml(
        "un_egovkb/source.yml",
        years=[2022, 2024],
        fetch={
            "kind": "file",
            "hosts": [place],
            "urls": {2024: f"http://{place}/EGOV_DATA_2024.csv"},
            "limits": {"total_seconds": 5, "attempts": 2, "min_interval_seconds": 0, "backoff_seconds": 0.01},
        },
    )
    empty = tmp_path / "nothing"
    empty.mkdir()
    (empty / "current").symlink_to(good / "current")
    return Settings(empty, bundle.root)


def _tick(settings: Settings) -> tuple[bool, str]:
    """One tick of the calendar and the run that it asks for: whether that succeeds, and what it says."""
    definitions = build_defs(settings)
    with dg.DagsterInstance.ephemeral() as instance:
        context = dg.build_schedule_context(
            instance=instance, scheduled_execution_time=datetime(2026, 10, 5, tzinfo=UTC)
        )
        request = definitions.resolve_schedule_def("watch_un_egovkb")(context)
        assert isinstance(request, dg.RunRequest)
        result = definitions.resolve_job_def("ask_publisher").execute_in_process(
            instance=instance, run_config=request.run_config, raise_on_error=False
        )
        said = " ".join(str(entry.dagster_event or "") + entry.message for entry in instance.all_logs(result.run_id))
    return result.success, said


#: The columns of the bundled editions as the UN's site names them.
_UN_COLUMNS = {
    "survey_year": "Survey Year", "country": "Country Name", "egdi_rank": "E-Government Rank",
    "egdi": "E-Government Index", "epi": "E-Participation Index", "osi": "Online Service Index",
    "hci": "Human Capital Index", "tii": "Telecommunication Infrastructure Index",
}  # fmt: skip


def _un_csv() -> str:
    """The bundled edition of 2024 as the UN's site hands it out."""
    bundled = pd.read_csv(BUNDLED / "un_egovkb" / "snapshots" / "un_egdi_2024.csv", dtype=str, keep_default_na=False)
    rows = bundled.assign(survey_year="2024", country=bundled["country"] + " ")
    return rows[list(_UN_COLUMNS)].rename(columns=_UN_COLUMNS).to_csv(index=False)


def test_a_publisher_is_asked_by_the_calendar_and_by_hand(
    watched: Settings, httpserver: HTTPServer, spbe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "_ASK_AGAIN_SECONDS", 0.01)

    def serve(data: str, **how: object) -> None:
        httpserver.clear()
        httpserver.expect_request("/EGOV_DATA_2024.csv").respond_with_data(data, **how)

    def fetch() -> tuple[int, str]:
        ran = spbe("fetch", "un_egovkb", data=watched.data_dir, sources=watched.sources_dir)
        return ran.code, ran.out

    serve("", status=404)
    succeeded, said = _tick(watched)
    assert succeeded
    assert "not there (yet)" in said

    serve("", status=503)
    succeeded, said = _tick(watched)
    assert not succeeded, "a site that does not answer is reported, after Dagster has tried again"
    assert "The archive holds nothing of this source." in said
    assert said.count("STEP_RESTARTED") == 2

    serve(_un_csv(), content_type="text/csv", headers={"ETag": '"v1"'})
    assert _tick(watched)[0]
    assert "un_egdi 2024" in due_loads(watched.data_dir, watched.sources_dir)
    (card,) = (watched.archive_dir / "documents" / "un_egovkb").rglob("*.yml")
    assert '"v1"' in card.read_text()

    httpserver.clear()
    httpserver.expect_request("/EGOV_DATA_2024.csv", headers={"If-None-Match": '"v1"'}).respond_with_data(
        "", status=304
    )
    code, said = fetch()
    assert (code, "un_egovkb: unchanged" in said) == (0, True), said

    serve("", status=503)
    code, said = fetch()
    assert (code, "The archive answers: un-egovkb-egdi-2024, version 1" in said) == (1, True), said


def test_a_site_that_misbehaves_leaves_one_clear_error_and_nothing_in_the_archive(
    bundle: Bundle, tmp_path: Path, spbe
) -> None:
    with misbehaving_server() as server:
        page = answer(b"<!DOCTYPE html><html>masuk</html>", media="text/html")
        url = server.on("/EGOV_DATA_2024.csv", says(page))
        limits = {"total_seconds": 3, "attempts": 2, "backoff_seconds": 0.01}
        fetch = {"kind": "file", "hosts": [url.split("/")[2]], "urls": {2024: url}, "limits": limits}
        bundle.edit_yaml("un_egovkb/source.yml", fetch=fetch)
        ran = spbe("fetch", "un_egovkb", "--year", "2024", data=tmp_path / "data", sources=bundle.root)
    assert ran.code == 1, ran.told
    assert "Remedy:" in ran.out
    assert "The archive holds nothing of this source." in ran.out
    assert not [file for file in (tmp_path / "data").rglob("*") if file.is_file()]
