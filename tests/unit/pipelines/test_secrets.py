"""Keys, issued addresses and passwords are shown, logged and kept nowhere, whatever a server says."""

import json
import traceback
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import dagster as dg
import pytest
import yaml

from pipelines import cli, inert, progress
from pipelines.event_log import OneEngineEventLogStorage
from pipelines.failures import report_failed_run, report_failure
from pipelines.jobs import build_ask_job
from pipelines.settings import read_mask, read_settings
from sources.network import client
from tests.misbehaving_server import answer, answers_json, misbehaving_server, redirect
from warehouse.spec import DeclarationError

KEY, TOKEN, PATH, WEBHOOK = "k3y/that+was=given", "issued-token-77", "/rahasia/v1/api", "T0KEN-of-the-webhook"
ASKED = "/rahasia/v1/api"
#: What a server does with the key that it is sent: says it again in every place that an answer has.
ECHOES = {
    "refuses": answers_json({"message": f"Kode {KEY} salah"}, 401, WWW_Authenticate=f'Basic realm="{KEY}"'),
    "is down": answers_json({"message": KEY}, 404, Set_Cookie=f"code={KEY}"),
    "redirects elsewhere": redirect(f"http://{TOKEN}.example/?code={KEY}"),
    "redirects in circles": redirect(f"{PATH}?app={TOKEN}&code=k3y%2Fthat%2Bwas%3Dgiven"),
    "shows a page": answer(f"<title>{KEY} {TOKEN}</title>".encode(), media="text/html"),
    "names a type": answer(media=f"text/{TOKEN}"),
    "says it as a year": answers_json([{"tahun": KEY}]),
    "says it as a figure": answers_json([{"tahun": 2024, "nama_instansi": KEY}], ETag=f'"{KEY}"'),
    "says no list": answers_json({"message": f"{KEY} {TOKEN} {PATH}"}),
}  # fmt: skip
each = pytest.mark.parametrize("said", ECHOES.values(), ids=ECHOES.keys())


@pytest.fixture
def server(monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setattr(client, "_wait_for_turn", lambda *_: None)
    with misbehaving_server() as opened:
        yield opened


@pytest.fixture
def asked(server, settings, monkeypatch):
    """The settings of an operator who has been given an address and a key, and reports to a webhook."""
    monkeypatch.setenv("SPBE_DATA", str(settings.data_dir))
    monkeypatch.setenv("SPBE_TAUVAL_URL", f"{server.url(ASKED)}?app={TOKEN}")
    monkeypatch.setenv("SPBE_TAUVAL_KEY", f" {KEY}\n")
    monkeypatch.setenv("SPBE_WEBHOOK_URL", f"{server.url(f'/hooks/{WEBHOOK}')}")
    return read_settings()


def _assert_hidden(text):
    forms = {KEY, TOKEN, WEBHOOK, PATH, "k3y%2Fthat%2Bwas%3Dgiven", "k3y/that%2Bwas%3Dgiven"}
    shown = {form: text[max(text.index(form) - 60, 0) : text.index(form) + 60] for form in forms if form in text}
    assert shown == {}


def _kept(folder, *, but=""):
    files = [file for file in sorted(folder.rglob("*")) if file.is_file() and but not in file.parts]
    return "".join(file.read_bytes().decode("utf-8", "replace") for file in files)


@each
def test_a_fetch_at_the_terminal_shows_and_keeps_no_secret(said, server, asked, capsys):
    server.on(ASKED, said)
    cli.main(["fetch", "spbe_tauval", "--year", "2024"])
    shown = "".join(capsys.readouterr())
    assert server.visits[0].headers["code"] == KEY
    assert "spbe_tauval: " in shown
    _assert_hidden(shown)
    _assert_hidden(_kept(asked.data_dir))


def test_a_failed_run_leaves_no_secret_in_event_log_traceback_failure_log_and_post(server, asked, tmp_path):
    config = {
        "module": OneEngineEventLogStorage.__module__,
        "class": OneEngineEventLogStorage.__name__,
        "config": {"base_dir": str(tmp_path / "home" / "storage")},
    }
    (tmp_path / "home").mkdir()
    home = {"telemetry": {"enabled": False}, "event_log_storage": config}
    (tmp_path / "home" / "dagster.yaml").write_text(yaml.safe_dump(home), encoding="utf-8")

    @dg.op
    def careless(context):
        context.log.info(f"asking with {KEY}")
        context.add_output_metadata({"address": asked.portal_values["SPBE_TAUVAL_URL"]})
        raise RuntimeError(f"no answer to {asked.portal_values['SPBE_TAUVAL_URL']} with {json.dumps(KEY)}")

    @dg.job
    def careless_job():
        careless()

    server.on(ASKED, ECHOES["refuses"])
    server.on(f"/hooks/{WEBHOOK}", answer())
    question = {"ops": {"ask": {"config": {"source": "spbe_tauval", "year": 2024}}}}
    with dg.DagsterInstance.from_config(str(tmp_path / "home")) as instance:
        for job, config in ((build_ask_job(asked), question), (careless_job, {})):
            ran = job.execute_in_process(instance=instance, run_config=config, raise_on_error=False)
            assert not ran.success
            report_failed_run(asked, instance, ran.dagster_run, warn=pytest.fail)
            stored = instance.all_logs(ran.run_id)
            assert any(entry.dagster_event and entry.dagster_event.is_step_failure for entry in stored)
            _assert_hidden(repr(stored))
            # What Dagster itself writes on the console is as the program says it: only the client hides secrets there.
            _assert_hidden(_kept(tmp_path / "home", but="compute_logs" if job is careless_job else ""))
    _assert_hidden(asked.failure_log.read_text(encoding="utf-8"))
    posted = [visit for visit in server.visits if WEBHOOK in visit.path]
    assert [b"***" in visit.posted for visit in posted] == [False, True]
    _assert_hidden("".join(visit.posted.decode() for visit in posted))


@pytest.mark.parametrize(
    "said", [answer(f"{WEBHOOK}".encode(), 500), redirect(f"/{WEBHOOK}"), answer(b"", 403, X_Said=WEBHOOK)]
)
def test_a_webhook_that_refuses_or_redirects_is_told_of_without_its_address(said, server, asked):
    server.on(f"/hooks/{WEBHOOK}", said)
    told = []
    at = datetime(2026, 1, 12, 7, tzinfo=ZoneInfo("Asia/Jakarta"))
    report_failure(asked, at=at, job="refresh", run_id=None, message="x", steps={}, warn=told.append)
    assert len(told) == 1
    _assert_hidden("".join(told))
    assert len(server.visits) == 1


def test_what_this_process_writes_to_the_terminal_is_masked(asked, capfd):
    with inert.visible_streams(read_mask()):
        print(f"{KEY} {TOKEN} {WEBHOOK}")
    terminal = progress.Terminal()
    print(KEY, file=terminal.err, flush=True)
    terminal.close()
    captured = capfd.readouterr()
    assert "***" in captured.out
    assert "***" in captured.err
    _assert_hidden(captured.out + captured.err)


def test_settings_show_no_secret(asked):
    _assert_hidden(repr(asked) + str(asked))
    try:
        raise RuntimeError(asked)
    except RuntimeError as error:
        _assert_hidden("".join(traceback.format_exception(error)))


def test_what_is_short_or_meant_to_be_known_is_not_masked(settings):
    shown = replace(
        settings, portal_values={"SPBE_A_KEY": "kota", "SPBE_SITE_URL": "https://a.example/situs/", "SPBE_B_URL": "https://b.example/x"}
    )  # fmt: skip
    assert shown.mask("kota https://a.example/situs/ /x") == "kota https://a.example/situs/ /x"


def test_an_address_of_the_site_with_a_password_is_refused_and_not_repeated(monkeypatch):
    monkeypatch.setenv("SPBE_SITE_URL", "https://budi:rahasia99@spbe.example.go.id/situs/")
    with pytest.raises(DeclarationError, match="carries a user name or password") as refused:
        read_settings()
    assert "rahasia99" not in str(refused.value)
