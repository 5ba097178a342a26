"""What stands and is not loaded and published leads to one refresh; a state may come back, a failed one waits."""

import os
import shutil

import dagster as dg
import pytest

from assets import checks, loads
from expectations.suites import SUITES
from pipelines import document_verbs, sensors
from pipelines.assembly import build_defs
from pipelines.jobs import REFRESH, TAKE_IN
from pipelines.settings import Settings
from sources.archive.holdings import holdings
from sources.archive.store import Archive
from sources.declaration.declared import read_sources

_TARGET = b"targets:\n  - {target_id: a, subject_code: '33.71', target_value: '3,80', instrument: SPBE-2020}\n"
_DOCUMENT = "planner-target-a"


@pytest.fixture
def evaluate(settings, instance):
    """What a sensor asks for: the tags of the run, or why it asks for none."""
    made = {sensor.name: sensor for sensor in sensors.build_sensors(read_sources(settings.sources_dir), settings)}

    def run(name="publish_documents"):
        with dg.build_sensor_context(instance=instance, sensor_name=name) as context:
            asked = made[name](context)
        return asked.skip_message if isinstance(asked, dg.SkipReason) else asked.tags

    return run


@pytest.fixture
def end(instance):
    """Let the run that a sensor has asked for end."""

    def ended(tags, status=dg.DagsterRunStatus.SUCCESS, job=REFRESH):
        instance.add_run(dg.DagsterRun(job_name=job, status=status, tags=dict(tags)))

    return ended


@pytest.fixture
def load(settings):
    """Do what a refresh does to the notes of what is loaded; unpublished where the build fails."""

    def run(*, published=True):
        (settings.data_dir / "working").mkdir(exist_ok=True)
        (settings.data_dir / "working" / "spbe.duckdb").touch()
        archive = Archive(settings.archive_dir)
        for source in read_sources(settings.sources_dir):
            held = holdings(source, archive)
            for table in source.raw_tables:
                loads.forget_load(settings.data_dir, table, [])
                loads.record_load(settings.data_dir, [h for h in held if h.raw_table == table])
        if published:
            loads.record_stage(settings.data_dir, "published", after="loaded")

    return run


@pytest.fixture
def add(settings, read_here, tmp_path):
    """Take a planner's target in."""

    def run(data=_TARGET):
        file = tmp_path / "targets.yml"
        file.write_bytes(data)
        assert document_verbs.add(settings, [file], dry_run=False, source=None) == 0

    return run


def _due(settings):
    return list(loads.due_loads(settings.data_dir, settings.sources_dir))


_NOTHING = "Every document that stands is loaded and published."


def test_before_anything_is_loaded_everything_that_is_held_leads_to_one_run(settings, load, evaluate):
    assert {"targets", "un_egdi 2024", "spbe_annual_report 2023"} <= set(_due(settings))
    assert "spbe_annual_report 2025" not in _due(settings), "an awaited year is not due"
    assert isinstance(evaluate(), dict)
    load()
    assert evaluate() == _NOTHING
    (settings.data_dir / "working" / "spbe.duckdb").unlink()
    assert "targets" in _due(settings), "without the working database nothing is loaded"


def test_a_state_that_comes_back_is_loaded_again(settings, load, evaluate, end, add):
    load()
    asked = []
    for _ in range(2):
        add()
        assert _due(settings) == ["targets"]
        asked.append(evaluate())
        end(asked[-1])
        load()
        assert evaluate() == _NOTHING
        assert document_verbs.withdraw(settings, _DOCUMENT, "only tried") == 0
        asked.append(evaluate())
        end(asked[-1])
        load()
    assert all(isinstance(tags, dict) for tags in asked)


def test_a_document_whose_build_failed_can_be_withdrawn(settings, load, evaluate, end, add, capsys):  # noqa: PLR0917
    load()
    add()
    end(evaluate(), dg.DagsterRunStatus.FAILURE)
    load(published=False)
    assert "ended without success" in evaluate()
    capsys.readouterr()
    assert document_verbs.withdraw(settings, _DOCUMENT, "refused by a rule") == 0
    assert "To be loaded: targets. `make refresh` publishes" in capsys.readouterr().out
    assert isinstance(evaluate(), dict), "its rows are still in raw"
    load(published=False)
    assert evaluate() == _NOTHING


def test_what_was_corrected_is_due(settings, load, bundle):
    load()
    corrections = bundle.root / "spbe_annual_report" / "corrections.yml"
    corrections.write_text(corrections.read_text(encoding="utf-8") + "# looked at again\n", encoding="utf-8")
    due = loads.due_loads(settings.data_dir, bundle.root)
    assert list(due) == ["spbe_annual_report 2023", "spbe_annual_report 2024"]
    assert loads.due_loads(settings.data_dir, bundle.root, {"targets"}) == {}


def test_no_second_run_is_asked_for_while_one_is_at_work(evaluate, end):
    end({}, dg.DagsterRunStatus.STARTED)
    assert "at work" in evaluate()


def test_a_run_that_failed_or_was_stopped_waits_for_a_change(load, evaluate, end, add):
    load()
    add()
    for number, status in enumerate((dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED)):
        end(evaluate(), status)
        assert "ended without success" in evaluate()
        add(_TARGET.replace(b"3,80", b"3,9%d" % number).replace(b"id: a", b"id: b"))
        assert isinstance(evaluate(), dict)


def test_a_source_that_dagster_does_not_know_yet_waits_for_it(settings, load, instance):
    load()
    known = tuple(source for source in read_sources(settings.sources_dir) if source.source != "claims")
    loads.forget_load(settings.data_dir, "claims", [])
    sensor = sensors._publish_documents(known, settings)
    with dg.build_sensor_context(instance=instance, sensor_name=sensor.name) as context:
        assert sensor(context).skip_message == _NOTHING


def test_a_source_that_is_removed_is_due_and_its_documents_can_still_be_withdrawn(settings, load, add, bundle, capsys):
    add()
    load()
    shutil.rmtree(bundle.root / "targets")
    removed = Settings(settings.data_dir, bundle.root)
    assert set(loads.due_loads(removed.data_dir, removed.sources_dir, {"claims"})) == {"targets"}
    capsys.readouterr()
    assert document_verbs.list_archive(removed, None) == 0
    assert (
        f"{_DOCUMENT} is kept in the archive and not loaded: no source targets is declared" in capsys.readouterr().out
    )
    assert document_verbs.withdraw(removed, _DOCUMENT, "no longer wanted") == 0
    loads.record_gone(removed.data_dir, {"claims"})
    loads.record_stage(removed.data_dir, "published", after="loaded")
    assert "targets" not in loads.due_loads(removed.data_dir, removed.sources_dir)


def test_without_a_source_everything_else_is_made_and_judged(settings, bundle):
    """Its tables are empty, and no rule asks for rows in them."""
    shutil.rmtree(bundle.root / "spbe_press")
    made = build_defs(Settings(settings.data_dir, bundle.root)).resolve_job_def(REFRESH)
    assert "check_raw_un_egovkb" in made.graph.node_dict
    assert "check_raw_spbe_press" not in made.graph.node_dict
    judged = checks.suites_of(read_sources(bundle.root))
    assert SUITES.keys() - judged.keys() == {"raw.spbe_press"}


def test_a_broken_card_is_told(settings, load, evaluate, add, capsys):
    load()
    add()
    assert document_verbs.list_archive(settings, None) == 0
    assert "  1 rows for raw.targets, " in capsys.readouterr().out, "a document without a year is listed too"
    (card,) = (settings.archive_dir / "documents").rglob("001.yml")
    card.write_text("title: x\n", encoding="utf-8")
    assert "001.yml" in evaluate()
    assert document_verbs.withdraw(settings, _DOCUMENT, "only tried") == 1
    assert "001.yml" in capsys.readouterr().err


def test_a_file_that_is_put_back_into_the_inbox_is_looked_at_again(inbox, evaluate, end):
    inbox("pernyataan.csv", b"1", seconds_old=0)
    assert "Nothing waits" in evaluate("inbox"), "it may not be whole yet"
    file = inbox("pernyataan.csv", b"1")
    content, changed = file.read_bytes(), file.stat().st_mtime
    first = evaluate("inbox")
    end(first, job=TAKE_IN)
    file.unlink()
    assert "Nothing waits" in evaluate("inbox")
    inbox("pernyataan.csv", content, seconds_old=0)
    os.utime(file, (changed, changed))
    assert evaluate("inbox") == first


def test_a_file_that_cannot_be_taken_in_does_not_start_a_run_every_half_minute(inbox, evaluate, end):
    inbox("pernyataan.csv", b"1")
    end(evaluate("inbox"), dg.DagsterRunStatus.FAILURE, job=TAKE_IN)
    assert "ended without success" in evaluate("inbox")


@pytest.mark.parametrize("content", [b"\xff\xfe", b"[]", b'"text"', b'{"targets": 3}', b'{"targets": ['])
def test_a_note_of_what_is_loaded_that_cannot_be_read_counts_for_nothing_and_is_named(settings, load, content):
    load()
    assert (_due(settings), loads.damaged_notes(settings.data_dir)) == ([], [])
    note = settings.data_dir / "working" / "loaded.json"
    note.write_bytes(content)
    assert "targets" in _due(settings)
    ((named, _),) = loads.damaged_notes(settings.data_dir)
    assert named == note
    loads.forget_all(settings.data_dir)
    assert loads.damaged_notes(settings.data_dir) == []
