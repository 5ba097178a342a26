"""What has come in and is not in the release is loaded: a year by its own job, sources without years by one."""

import dagster as dg
import pytest

from pipelines import document_verbs, sensors
from pipelines.calendar import LAUNCHED_BY
from pipelines.jobs import REFERENCE, build_jobs
from sources.archive.holdings import holdings
from sources.archive.store import Archive
from sources.declaration.declared import read_sources

_TARGET = b"targets:\n  - {target_id: a, subject_code: '33.71', target_value: '3,80', instrument: SPBE-2020}\n"


@pytest.fixture
def released(settings, monkeypatch):
    """A release of every document that is held now; gives the documents, to be changed by a test."""
    found = {}
    for source in read_sources(settings.sources_dir):
        for holding in holdings(source, Archive(settings.archive_dir)):
            card = holding.sidecar
            place = found.setdefault((source.source, card.edition), set())
            place.add((card.document_id, holding.version, card.sha256))
    monkeypatch.setattr(sensors, "released_documents", lambda _: found)
    return found


@pytest.fixture
def evaluate(settings):
    """What the sensor asks for: (job, partition, key) of each run, or why it asks for nothing."""
    jobs = build_jobs(read_sources(settings.sources_dir))
    sensor = sensors._load_new_documents(jobs, settings)

    def run():
        with dg.build_sensor_context() as context:
            asked = list(sensor(context))
        if len(asked) == 1 and isinstance(asked[0], dg.SkipReason):
            return asked[0].skip_message
        assert {request.tags[LAUNCHED_BY] for request in asked} == {"load_new_documents"}
        return [(request.job_name, request.partition_key, request.run_key) for request in asked]

    return run


def _add(settings, tmp_path, data=_TARGET):
    file = tmp_path / "targets.yml"
    file.write_bytes(data)
    assert document_verbs.add(settings, [file], dry_run=False, source=None, accept_shortfall=False) == 0


def test_nothing_is_asked_for_while_the_release_holds_every_document(released, evaluate):
    assert evaluate() == "The current release holds every document."


def test_a_document_without_a_year_is_loaded_by_the_job_of_all_sources_without_years(
    settings, released, evaluate, read_here, tmp_path
):
    _add(settings, tmp_path)
    ((job, partition, key),) = evaluate()
    assert (job, partition) == (REFERENCE, None)
    assert evaluate() == [(job, partition, key)], "the same state has the same key, so it is tried once"
    _add(settings, tmp_path, _TARGET.replace(b"3,80", b"3,90"))
    ((job, _, changed),) = evaluate()
    assert job == REFERENCE
    assert changed != key


def test_a_withdrawn_document_is_taken_out_by_the_same_job(settings, released, evaluate, read_here, tmp_path):
    released["targets", None].add(("planner-target-a", 1, "0" * 64))
    ((job, partition, _),) = evaluate()
    assert (job, partition) == (REFERENCE, None)


def test_a_year_is_loaded_by_its_own_job_beside_it(released, evaluate):
    released["spbe_press", 2025].pop()
    released["spbe_decree", 2024] = {("kepmen", 1, "0" * 64)}
    released["claims", None].clear()
    assert [(job, partition) for job, partition, _ in evaluate()] == [
        (REFERENCE, None),
        ("ingest_spbe_decree", "2024"),
        ("ingest_spbe_press", "2025"),
    ]


def test_before_the_first_release_everything_that_is_held_is_loaded(released, evaluate):
    expected = {(name, edition) for name, edition in released}
    released.clear()
    asked = evaluate()
    assert asked[0][0] == REFERENCE
    assert len(asked) == 1 + sum(edition is not None for _, edition in expected)


def test_a_year_and_a_source_that_dagster_does_not_know_yet_wait_for_it(settings, released, monkeypatch):
    before = [source for source in read_sources(settings.sources_dir) if source.source != "claims"]
    before = [s.model_copy(update={"years": [2018]}) if s.source == "spbe_press" else s for s in before]
    released["spbe_press", 2025].pop()
    released.pop(("claims", None))
    with monkeypatch.context() as patched:
        patched.setattr(sensors, "read_sources", lambda _: before)
        sensor = sensors._load_new_documents(build_jobs(tuple(before)), settings)
    with dg.build_sensor_context() as context:
        (skip,) = list(sensor(context))
    assert isinstance(skip, dg.SkipReason)


def test_a_broken_card_is_told(settings, released, evaluate, read_here, tmp_path):
    _add(settings, tmp_path)
    (card,) = (settings.archive_dir / "documents").rglob("001.yml")
    card.write_text("title: x\n", encoding="utf-8")
    assert "001.yml" in evaluate()


def test_the_archive_is_listed_without_a_year_where_there_is_none(settings, read_here, tmp_path, capsys):
    _add(settings, tmp_path)
    capsys.readouterr()
    assert document_verbs.list_archive(settings, None) == 0
    assert "  1 rows for raw.targets, " in capsys.readouterr().out
    assert document_verbs.withdraw(settings, "planner-target-a", "salah ketik") == 0
