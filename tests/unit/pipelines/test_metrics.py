"""The figures for a monitoring system: in its format, of how a refresh ended and of what stands, never half written."""

import json
import re
from dataclasses import replace

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pipelines import metrics, sensors
from pipelines.metrics import measured, write_metrics
from pipelines.refresh import AlreadyRunning, NeverBegun
from tests.commands import ROOT

_LABEL = r'[a-z_]+="(?:[^"\\\n]|\\[\\n"])*"'
_SAMPLE = re.compile(rf"([a-z_]+)(?:\{{({_LABEL}(?:,{_LABEL})*)\}})? (-?[0-9.e+-]+)")
_MANIFEST = {
    "release_id": "2024-0123456789ab", "created_at": "2026-11-28T12:00:00+00:00", "data_date": "2026-11-27",
    "publication": {"newest_year": 2024, "schema_version": "1.2"}, "tables": {"mart.movers": {"rows": 12}},
    "checks": {"passed": 300, "warned": 1}, "warnings": {"new": [{}, {}]},
}  # fmt: skip


def read(text):
    """Strictly as the format has it: each measure told of, then its values, each once."""
    found, told = {}, []
    assert text.endswith("\n")
    for line in text.splitlines():
        if line.startswith("# "):
            told.append(line.split()[1:3])
            continue
        name, labels, value = _SAMPLE.fullmatch(line).groups()
        assert told[-2:] == [["HELP", name], ["TYPE", name]]
        assert (name, labels) not in found
        found[name, labels] = float(value)
    return found


@pytest.fixture
def told(settings, tmp_path):
    return replace(settings, metrics_file=tmp_path / "spbe.prom")


@pytest.fixture
def released(told):
    told.current.mkdir(parents=True)
    (told.current / "manifest.json").write_text(json.dumps(_MANIFEST), encoding="utf-8")


@pytest.mark.usefixtures("released")
def test_it_says_how_the_refresh_ended_and_what_is_in_force(told, inbox):
    for name in ("waiting.pdf", ".hidden", "refused/old.csv", "refused/old.csv.txt", "refused/alone.txt"):
        (told.inbox_dir / name).parent.mkdir(parents=True, exist_ok=True)
        inbox(name, b"")
    write_metrics(told, "failed", 100.0, 102.5, warn=pytest.fail)
    said = read(told.metrics_file.read_text(encoding="utf-8"))
    for name, value in {
        ("spbe_refresh_outcome", 'outcome="failed"'): 1, ("spbe_refresh_outcome", 'outcome="succeeded"'): 0,
        ("spbe_refresh_seconds", None): 2.5, ("spbe_refresh_end_timestamp_seconds", None): 102.5,
        ("spbe_release_rows", 'table="mart.movers"'): 12, ("spbe_release_checks", 'outcome="warned"'): 1,
        ("spbe_release_new_warnings", None): 2, ("spbe_release_data_timestamp_seconds", None): 1795712400,
        ("spbe_inbox_files", 'state="waiting"'): 1, ("spbe_inbox_files", 'state="refused"'): 2,
        ("spbe_documents", 'state="held_back"'): 0,
    }.items():  # fmt: skip
        assert said[name] == value, name
    (info,) = [labels for name, labels in said if name == "spbe_release_info"]
    assert 'release="2024-0123456789ab",newest_year="2024",schema="1.2"' in info
    assert [file.name for file in told.metrics_file.parent.iterdir() if "prom" in file.name] == ["spbe.prom"]


@given(st.text())
def test_any_label_stays_one_line_and_can_be_read_back(said):
    rendered = metrics._rendered(("spbe_x", "Says.", {(("a", said),): 1.0}))
    line = rendered.removeprefix("# HELP spbe_x Says.\n# TYPE spbe_x gauge\n").removesuffix("\n")
    escaped = re.fullmatch(r'spbe_x\{a="(.*)"\} 1\.0', line, re.DOTALL)[1]
    assert "\n" not in escaped
    back = re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], escaped)
    assert back == said


def test_without_a_release_it_says_so_by_leaving_it_out_and_a_file_that_cannot_be_written_is_told(told, tmp_path):
    write_metrics(told, "unchanged", 1.0, 1.0, warn=pytest.fail)
    assert "spbe_release" not in told.metrics_file.read_text(encoding="utf-8")
    warned = []
    write_metrics(replace(told, metrics_file=tmp_path / "no" / "x.prom"), "failed", 1.0, 1.0, warn=warned.append)
    assert len(warned) == 1
    assert "x.prom" in warned[0]


@pytest.mark.parametrize(
    ("problem", "outcome"), [(None, "succeeded"), (NeverBegun("x"), "failed"), (AlreadyRunning("x"), None)]
)
def test_every_refresh_of_the_command_line_writes_it_but_one_beside_another(
    spbe, monkeypatch, tmp_path, problem, outcome
):
    def refresh(*_, **__):
        if problem:
            raise problem

    monkeypatch.setattr("pipelines.refresh.refresh", refresh)
    monkeypatch.setattr("pipelines.planner_verbs.show_release", lambda _: 0)
    monkeypatch.setenv("SPBE_METRICS", str(tmp_path / "spbe.prom"))
    (tmp_path / "data").mkdir()
    spbe("refresh", data=tmp_path / "data")
    file = tmp_path / "spbe.prom"
    assert file.exists() == (outcome is not None)
    if outcome:
        assert read(file.read_text(encoding="utf-8"))["spbe_refresh_outcome", f'outcome="{outcome}"'] == 1


def test_a_desk_has_neither_file_nor_sensor_of_it(settings, told):
    with measured(settings, warn=pytest.fail) as ended:
        ended.outcome = "succeeded"
    assert not told.metrics_file.exists()
    names = [{sensor.name for sensor in sensors.build_sensors((), one)} for one in (settings, told)]
    assert names[1] - names[0] == {"note_successes"}


@pytest.mark.usefixtures("released")
def test_each_alert_is_about_a_measure_that_is_written(told):
    write_metrics(told, "succeeded", 1.0, 2.0, warn=pytest.fail)
    written = {name for name, _ in read(told.metrics_file.read_text(encoding="utf-8"))}
    rules = yaml.safe_load((ROOT / "deploy" / "alerts.yml").read_text(encoding="utf-8"))["groups"][0]["rules"]
    asked = {name for rule in rules for name in re.findall(r"\bspbe_[a-z_]+", rule["expr"])}
    assert len(asked) > 4
    assert asked <= written
