"""Where things are, what a release is made from, and where Dagster keeps its own state."""

import os
from pathlib import Path

import pytest
import yaml

from pipelines import settings as module
from pipelines.settings import Settings, prepare_dagster_home, read_settings
from warehouse.spec import DeclarationError

_MADE_FROM = (
    "sources/reports/snapshots/report_2024.csv", "sources/reports/snapshots/report_2024.yml",
    "warehouse/sql/mart/ranking.sql", "expectations/rules.py", "assets/core.py", "reports/makers.py",
    "requirements/runtime.lock", "reports/site/region.html", "reports/site/style.css", "reports/site/site.js",
    "reports/site/land.json", "reports/profile/profile.typ",
    "data/archive/documents/reports/report-2025/001.yml", "elsewhere/reports/report_2025.csv",
)  # fmt: skip
_NOT_MADE_FROM = (
    "warehouse/__pycache__/writer.cpython-311.pyc", "warehouse/__pycache__/writer.py", "sources/reports/README.md",
    "data/working/spbe.duckdb", "data/archive/extracts/33a6.reports.v1.json",
    "data/inbox/laporan.csv", "data/failures.log", "notes.csv",
)  # fmt: skip


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A small project folder in place of this one, which may change while tests run."""
    for name in (*_MADE_FROM, *_NOT_MADE_FROM):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("1\n", encoding="utf-8")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    return tmp_path


@pytest.mark.parametrize("change", ["edited", "renamed", "removed", "added"])
def test_what_a_release_is_made_from_changes_its_print_and_nothing_else_does(project, change):
    made = Settings(data_dir=project / "data", sources_dir=project / "elsewhere")
    for file in (*_MADE_FROM, *_NOT_MADE_FROM):
        before, path = made.made_from(), project / file
        os.utime(path, (1, 1))
        assert made.made_from() == before
        if change == "edited":
            path.write_text("2\n", encoding="utf-8")
        elif change == "renamed":
            path.rename(path.with_stem("other"))
        elif change == "removed":
            path.unlink()
        else:
            path.with_stem("more").write_text("1\n", encoding="utf-8")
        assert (made.made_from() != before) == (file in _MADE_FROM), file


@pytest.fixture
def environment(monkeypatch):
    """An environment that is put back, whatever a test or the code under test sets."""
    for name in [*os.environ, "SPBE_DATA", "SPBE_SOURCES", "DAGSTER_HOME", "DAGSTER_DISABLE_TELEMETRY"]:
        if name.startswith(("SPBE_", "DAGSTER_")):
            monkeypatch.setenv(name, "set by a test")
            monkeypatch.delenv(name)
    return monkeypatch


def test_folders_lie_beside_the_code_or_where_the_environment_says_as_absolute_paths(environment, tmp_path):
    assert read_settings() == Settings(module.ROOT / "data", module.ROOT / "sources")
    environment.setenv("SPBE_DATA", "")
    environment.setenv("SPBE_SOURCES", "")
    assert read_settings() == Settings(module.ROOT / "data", module.ROOT / "sources")
    environment.chdir(tmp_path)
    environment.setenv("SPBE_DATA", "state")
    environment.setenv("SPBE_SOURCES", str(tmp_path / "elsewhere"))
    assert read_settings() == Settings(tmp_path.resolve() / "state", tmp_path.resolve() / "elsewhere")


def test_addresses_and_keys_are_taken_by_the_names_of_their_variables_and_never_shown(environment):
    taken = {
        "SPBE_TAUVAL_URL": "https://tauval.example.go.id/T0KEN",
        "SPBE_TAUVAL_KEY": " k3y with spaces T0KEN ",
        "SPBE_JABAR_2_URL": "https://data.example.id",
    }
    left = {"SPBE_EMPTY_KEY": ""} | dict.fromkeys(
        ("SPBE_URL", "SPBE_TAUVAL_SECRET", "SPBE_tauval_KEY", "TAUVAL_KEY", "SPBE_TAUVAL_KEY_OLD"), "of another form"
    )
    for name, value in (taken | left).items():
        environment.setenv(name, value)
    assert read_settings().portal_values == taken
    assert read_settings().webhook_url is None
    # Whoever has the address of a webhook can post.
    environment.setenv("SPBE_WEBHOOK_URL", "https://hooks.example.org/T0KEN")
    assert read_settings().webhook_url == "https://hooks.example.org/T0KEN"
    assert "T0KEN" not in repr(read_settings()) + str(read_settings())
    environment.setenv("SPBE_WEBHOOK_URL", "")
    assert read_settings().webhook_url is None


@pytest.mark.parametrize("given", ["https://spbe.example.go.id/situs", "https://spbe.example.go.id/situs/"])
def test_the_address_of_the_site_is_that_of_a_folder_and_shapes_a_release(environment, given):
    unknown = read_settings()
    assert unknown.site_url is None
    environment.setenv("SPBE_SITE_URL", given)
    assert read_settings().site_url == "https://spbe.example.go.id/situs/"
    assert read_settings().made_from() != unknown.made_from()


@pytest.mark.parametrize(
    "given", ["spbe.example.go.id/situs/", "/srv/situs/", "file:///srv/situs/", "https://", "https://example.id/?a=1"]
)
def test_what_is_no_address_of_a_folder_on_the_web_is_refused_by_name(environment, given):
    environment.setenv("SPBE_SITE_URL", given)
    with pytest.raises(DeclarationError, match=r"SPBE_SITE_URL is .*spbe\.example\.go\.id/situs"):
        read_settings()


def test_releases_are_carried_to_a_folder_or_a_bucket_and_the_keys_stand_elsewhere(environment, tmp_path):
    environment.chdir(tmp_path)
    for given, read in (
        ("", None), ("/srv/untuk umum", "file:///srv/untuk%20umum"), ("umum", (tmp_path / "umum").as_uri()),
        ("file:///srv/umum", "file:///srv/umum"), ("s3://spbe/rilis?region=x", "s3://spbe/rilis?region=x"),
    ):  # fmt: skip
        environment.setenv("SPBE_PUBLISH_TO", given)
        assert read_settings().publish_to == read
    for given in ("gs://spbe/rilis", "https://spbe.example.go.id/", "s3:///rilis", "file://srv"):
        environment.setenv("SPBE_PUBLISH_TO", given)
        with pytest.raises(DeclarationError, match=r"SPBE_PUBLISH_TO is .*s3://bucket/folder"):
            read_settings()
    environment.setenv("SPBE_PUBLISH_TO", "s3://key:s3cr3t@spbe/rilis")
    with pytest.raises(DeclarationError, match="AWS_SECRET_ACCESS_KEY") as refused:
        read_settings()
    assert "s3cr3t" not in str(refused.value)
    environment.delenv("SPBE_PUBLISH_TO")
    environment.setenv("AWS_SECRET_ACCESS_KEY", "s3cr3t of storage")
    assert read_settings().mask("it says s3cr3t of storage") == "it says ***"


def test_the_names_of_a_proxy_are_whole_names(environment):
    assert read_settings().ui_hosts == ()
    environment.setenv("SPBE_UI_HOSTS", " SPBE.example.go.id  intern ")
    assert read_settings().ui_hosts == ("spbe.example.go.id", "intern")
    for given in ("*", "*.example.go.id", "https://spbe.example.go.id", "spbe.example.go.id:443", "a,b"):
        environment.setenv("SPBE_UI_HOSTS", given)
        with pytest.raises(DeclarationError, match=r"SPBE_UI_HOSTS has .*spbe\.example\.go\.id"):
            read_settings()


def test_memory_is_whole_megabytes_or_gigabytes(environment):
    assert read_settings().memory is None
    environment.setenv("SPBE_MEMORY", "800MB")
    assert read_settings().memory == "800MB"
    for given in ("1", "half", "0GB", "80%", "1.5GB"):
        environment.setenv("SPBE_MEMORY", given)
        with pytest.raises(DeclarationError, match=r"SPBE_MEMORY is .*800MB"):
            read_settings()


_DATABASE = "postgresql+psycopg2://spbe:{}@db.example.go.id/spbe-dagster"


def test_of_the_address_of_a_database_the_password_alone_is_hidden(environment):
    environment.setenv("SPBE_POSTGRES_URL", _DATABASE.format("p%40ssw0rd"))
    read = read_settings()
    assert read.postgres_url == _DATABASE.format("p%40ssw0rd")
    assert "ssw0rd" not in repr(read)
    for mask in (read.mask, module.read_mask()):
        assert mask("p@ssw0rd p%40ssw0rd spbe-dagster db.example.go.id") == "*** *** spbe-dagster db.example.go.id"


@pytest.mark.parametrize(
    "given",
    ["postgresql://spbe:s3cret77@/spbe", "postgresql+psycopg2://spbe:s3cret77@db.example.go.id", "spbe:s3cret77",
     "postgresql+psycopg2://spbe:s3cret77@db:port/spbe", "postgresql+psycopg2://[s3cret77/spbe"],
)  # fmt: skip
def test_what_is_no_address_of_a_database_is_refused_and_not_repeated(environment, given):
    environment.setenv("SPBE_POSTGRES_URL", given)
    with pytest.raises(DeclarationError, match=r"SPBE_POSTGRES_URL is no .*psycopg2://spbe@/spbe\?host=") as refused:
        read_settings()
    assert "s3cret77" not in str(refused.value)


def test_history_is_kept_in_the_database_that_is_named_and_no_file_has_its_address(environment, tmp_path):
    chosen = Settings(tmp_path / "data", tmp_path / "sources", postgres_url=_DATABASE.format("s3cret77"))
    environment.setattr(module, "find_spec", lambda _: object())
    prepare_dagster_home(chosen)
    text = (chosen.dagster_home / "dagster.yaml").read_text(encoding="utf-8")
    made = yaml.safe_load(text)
    assert "s3cret77" not in text
    named = {part for part, said in made.items() if "postgres_url" in said.get("config", {})}
    assert named == {"run_storage", "event_log_storage", "schedule_storage"}
    assert {made[part]["config"]["postgres_url"]["env"] for part in named} == {"SPBE_POSTGRES_URL"}
    environment.setattr(module, "find_spec", lambda _: None)
    with pytest.raises(DeclarationError, match="make postgres"):
        prepare_dagster_home(chosen)


def test_duckdb_makes_the_tables_unless_spark_is_named(environment, tmp_path):
    assert read_settings().spark_folder is None
    environment.setenv("SPBE_DATA", str(tmp_path))
    environment.setenv("SPBE_ENGINE", "spark")
    assert read_settings().spark_folder == str(tmp_path / "working" / "spark")
    environment.setenv("SPBE_SPARK_FOLDER", "s3://bucket/spbe")
    assert read_settings().spark_folder == "s3://bucket/spbe"
    environment.setenv("SPBE_ENGINE", "polars")
    with pytest.raises(DeclarationError, match=r"^SPBE_ENGINE is 'polars': give duckdb, .* or spark\.$"):
        read_settings()


def test_all_run_time_state_lies_in_the_data_folder_and_dagsters_own_by_absolute_paths(environment, tmp_path):
    chosen = Settings(tmp_path / "data", tmp_path / "sources")
    paths = {chosen.archive_dir, chosen.inbox_dir, chosen.failure_log, chosen.current, chosen.dagster_home}
    assert len(paths) == 5
    assert {path.parent for path in paths} == {tmp_path / "data"}
    prepare_dagster_home(chosen)
    home = tmp_path / "data" / "dagster"
    assert os.environ["DAGSTER_HOME"] == str(home) == str(chosen.dagster_home)
    made = yaml.safe_load((home / "dagster.yaml").read_text(encoding="utf-8"))
    own = yaml.safe_load((module.ROOT / "dagster.yaml").read_text(encoding="utf-8"))
    folders = [Path(part["config"].pop("base_dir")) for part in made.values() if "base_dir" in part.get("config", {})]
    assert {folder.name for folder in folders} == {"storage", "artifacts", "compute_logs"}
    assert [folder for folder in folders if not (folder.is_absolute() and folder.is_relative_to(home))] == []
    for part in own.values():
        part.get("config", {}).pop("base_dir", None)
    assert made == own
    assert made["telemetry"] == {"enabled": False}


def test_preparing_again_leaves_the_file_as_it_is_unless_it_differs(environment, tmp_path):
    chosen = Settings(tmp_path / "data", tmp_path / "sources")
    prepare_dagster_home(chosen)
    file = chosen.dagster_home / "dagster.yaml"
    os.utime(file, (1, 1))
    prepare_dagster_home(chosen)
    assert file.stat().st_mtime == 1
    file.write_text("telemetry: {enabled: true}\n", encoding="utf-8")
    prepare_dagster_home(chosen)
    assert "telemetry: {enabled: true}" not in file.read_text(encoding="utf-8")
