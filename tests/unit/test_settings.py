"""Where things are, what a release is made from, and where Dagster keeps its own state."""

import os
from pathlib import Path

import pytest
import yaml

from pipelines import settings as module
from pipelines.settings import Settings, prepare_dagster_home, read_settings


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A small project folder in place of this one, which may change while tests run."""
    root = tmp_path / "project"
    for name in (
        "sources/reports/snapshots/report_2024.csv",
        "sources/reports/snapshots/report_2024.yml",
        "sources/reports/README.md",
        "warehouse/sql/mart/ranking.sql",
        "expectations/rules.py",
        "assets/core.py",
        "requirements/runtime.lock",
        "reports/terminal.py",
        "data/archive/documents/reports/report-2025/001.yml",
    ):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("1\n", encoding="utf-8")
    monkeypatch.setattr(module, "ROOT", root)
    return root


def _print_of(root, sources=None):
    return Settings(data_dir=root / "data", sources_dir=sources or root / "sources").made_from()


def test_an_unchanged_project_has_the_same_print(project):
    assert _print_of(project) == _print_of(project)


@pytest.mark.parametrize(
    "file",
    [
        "sources/reports/snapshots/report_2024.csv",
        "sources/reports/snapshots/report_2024.yml",
        "warehouse/sql/mart/ranking.sql",
        "expectations/rules.py",
        "assets/core.py",
        "requirements/runtime.lock",
        "data/archive/documents/reports/report-2025/001.yml",
    ],
)
@pytest.mark.parametrize("change", ["edited", "renamed", "removed", "added"])
def test_whatever_a_release_is_made_from_changes_its_print(project, file, change):
    before, path = _print_of(project), project / file
    if change == "edited":
        path.write_text("2\n", encoding="utf-8")
    elif change == "renamed":
        path.rename(path.with_stem("other"))
    elif change == "removed":
        path.unlink()
    else:
        path.with_stem("other").write_text("1\n", encoding="utf-8")
    assert _print_of(project) != before


@pytest.mark.parametrize(
    "file",
    [
        "warehouse/__pycache__/writer.cpython-311.pyc",
        "warehouse/__pycache__/writer.py",
        "sources/reports/README.md",
        "reports/terminal.py",
        "data/working/spbe.duckdb",
        "data/archive/extracts/33a6.reports.v1.json",
        "data/inbox/laporan.csv",
        "data/failures.log",
        "notes.csv",
    ],
)
def test_what_a_release_is_not_made_from_does_not_change_its_print(project, file):
    before = _print_of(project)
    (project / file).parent.mkdir(parents=True, exist_ok=True)
    (project / file).write_text("something else\n", encoding="utf-8")
    assert _print_of(project) == before


def test_a_withdrawal_changes_the_print(project):
    before = _print_of(project)
    gone = project / "data/archive/documents/reports/report-2025/001.withdrawn.yml"
    gone.write_text("by: budi\n", encoding="utf-8")
    assert _print_of(project) != before


def test_sources_of_another_folder_count_too(project, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "reports").mkdir(parents=True)
    (elsewhere / "reports" / "report_2024.csv").write_text("1\n", encoding="utf-8")
    before = _print_of(project, elsewhere)
    assert before != _print_of(project)
    (elsewhere / "reports" / "report_2024.csv").write_text("2\n", encoding="utf-8")
    assert _print_of(project, elsewhere) != before


def test_a_time_of_change_does_not_count(project):
    before = _print_of(project)
    os.utime(project / "assets" / "core.py", (1, 1))
    assert _print_of(project) == before


@pytest.fixture
def environment(monkeypatch):
    """An environment that is put back, whatever a test or the code under test sets."""
    for name in [*os.environ, "SPBE_DATA", "SPBE_SOURCES", "DAGSTER_HOME", "DAGSTER_DISABLE_TELEMETRY"]:
        if not name.startswith(("SPBE_", "DAGSTER_")):
            continue
        monkeypatch.setenv(name, "set by a test")
        monkeypatch.delenv(name)
    return monkeypatch


def test_folders_lie_beside_the_code_when_the_environment_says_nothing(environment):
    assert read_settings() == Settings(module.ROOT / "data", module.ROOT / "sources")


def test_empty_variables_say_nothing(environment):
    environment.setenv("SPBE_DATA", "")
    environment.setenv("SPBE_SOURCES", "")
    assert read_settings() == Settings(module.ROOT / "data", module.ROOT / "sources")


def test_the_environment_chooses_the_folders_and_they_become_absolute(environment, tmp_path):
    environment.chdir(tmp_path)
    environment.setenv("SPBE_DATA", "state")
    environment.setenv("SPBE_SOURCES", str(tmp_path / "elsewhere"))
    assert read_settings() == Settings(tmp_path.resolve() / "state", tmp_path.resolve() / "elsewhere")


def test_addresses_and_keys_of_portals_are_taken_by_the_names_of_their_variables(environment):
    for name, value in {
        "SPBE_TAUVAL_URL": "https://tauval.example.go.id/api",
        "SPBE_TAUVAL_KEY": " k3y with spaces ",
        "SPBE_JABAR_2_URL": "https://data.example.id",
        "SPBE_EMPTY_KEY": "",
        "SPBE_URL": "too short",
        "SPBE_TAUVAL_SECRET": "another ending",
        "SPBE_tauval_KEY": "small letters",
        "TAUVAL_KEY": "another beginning",
        "MY_SPBE_TAUVAL_KEY": "another beginning",
        "SPBE_TAUVAL_KEY_OLD": "another ending",
    }.items():
        environment.setenv(name, value)
    assert read_settings().portal_values == {
        "SPBE_TAUVAL_URL": "https://tauval.example.go.id/api",
        "SPBE_TAUVAL_KEY": " k3y with spaces ",
        "SPBE_JABAR_2_URL": "https://data.example.id",
    }


@pytest.mark.parametrize(("value", "taken"), [("https://hooks.example.org/T0KEN", True), ("", False)])
def test_a_webhook_is_where_the_environment_says_or_nowhere(environment, value, taken):
    environment.setenv("SPBE_WEBHOOK_URL", value)
    assert read_settings().webhook_url == (value if taken else None)
    environment.delenv("SPBE_WEBHOOK_URL")
    assert read_settings().webhook_url is None


@pytest.mark.parametrize("name", ["SPBE_TAUVAL_KEY", "SPBE_TAUVAL_URL", "SPBE_WEBHOOK_URL"])
def test_what_is_issued_to_this_user_alone_is_not_shown(environment, name):
    """An address of a webhook is a key: whoever has it can post."""
    environment.setenv(name, "https://example.org/T0KEN")
    assert "T0KEN" not in repr(read_settings())
    assert "T0KEN" not in str(read_settings())


def test_every_folder_of_run_time_state_lies_in_the_data_folder(tmp_path):
    chosen = Settings(tmp_path / "data", tmp_path / "sources")
    places = {chosen.archive_dir, chosen.inbox_dir, chosen.failure_log, chosen.current, chosen.dagster_home}
    assert len(places) == 5
    assert {place.parent for place in places} == {tmp_path / "data"}


def test_dagsters_own_state_lies_in_the_data_folder_by_absolute_paths(environment, tmp_path):
    chosen = Settings(tmp_path / "data", tmp_path / "sources")
    prepare_dagster_home(chosen)
    home = tmp_path / "data" / "dagster"
    assert os.environ["DAGSTER_HOME"] == str(home) == str(chosen.dagster_home)
    config = yaml.safe_load((home / "dagster.yaml").read_text(encoding="utf-8"))
    folders = [Path(part["config"]["base_dir"]) for part in config.values() if "base_dir" in part.get("config", {})]
    assert [folder for folder in folders if not (folder.is_absolute() and folder.is_relative_to(home))] == []
    assert {folder.name for folder in folders} == {"storage", "artifacts", "compute_logs"}


def test_the_rest_of_the_projects_dagster_settings_is_kept(environment, tmp_path):
    prepare_dagster_home(Settings(tmp_path / "data", tmp_path / "sources"))
    made = yaml.safe_load((tmp_path / "data" / "dagster" / "dagster.yaml").read_text(encoding="utf-8"))
    own = yaml.safe_load((module.ROOT / "dagster.yaml").read_text(encoding="utf-8"))
    for config in (made, own):
        for part in config.values():
            part.get("config", {}).pop("base_dir", None)
    assert made == own
    assert made["telemetry"] == {"enabled": False}


def test_preparing_again_leaves_the_file_as_it_is(environment, tmp_path):
    chosen = Settings(tmp_path / "data", tmp_path / "sources")
    prepare_dagster_home(chosen)
    file = chosen.dagster_home / "dagster.yaml"
    os.utime(file, (1, 1))
    prepare_dagster_home(chosen)
    assert file.stat().st_mtime == 1
    file.write_text("telemetry: {enabled: true}\n", encoding="utf-8")
    prepare_dagster_home(chosen)
    assert "telemetry: {enabled: true}" not in file.read_text(encoding="utf-8")
