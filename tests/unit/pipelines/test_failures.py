"""A failed run is reported in a log that operators read, and to a webhook, whose address stays secret."""

import json
import time
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from pipelines.failures import report_failure
from sources.network import webhook

_AT = datetime(2026, 1, 12, 7, 0, 5, 123456, tzinfo=ZoneInfo("Asia/Jakarta"))
_FAILED = {"job": "build_release", "run_id": "r1", "message": "a step failed", "steps": {"check_scores": "3 rows"}}
_BROKEN = [{"rule": "core.spbe_scores: all_is_well", "count": "3 rows", "findings": ["a", "b"], "remedy": "look"}]
_TOKEN = "T0KEN-that-nobody-may-see"


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch):
    """This machine's own proxies must not stand between the test and its server."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def fail(settings):
    """Tell of a failed run; gives what was said besides."""

    def tell(url=None, **changes):
        said = []
        report_failure(replace(settings, webhook_url=url), warn=said.append, **{"at": _AT, **_FAILED, **changes})
        return said

    return tell


def _log(settings):
    with settings.failure_log.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def test_a_failure_is_one_line_of_json_with_the_release_that_stands(settings, fail):
    assert fail(broken_rules=_BROKEN) == []
    at = "2026-01-12T07:00:05+07:00"
    entry = {**_FAILED, "at": at, "broken_rules": _BROKEN, "release_that_stands": None}
    assert _log(settings) == [entry]
    settings.current.mkdir()
    (settings.current / "manifest.json").write_text(json.dumps({"release_id": "2024-61e06c717c01"}), encoding="utf-8")
    fail()
    assert _log(settings) == [entry, {**entry, "broken_rules": [], "release_that_stands": "2024-61e06c717c01"}]


def test_whatever_a_failure_says_it_stays_one_line_of_some_length(settings, fail):
    fail(message="two\nlines \u2028 and é")
    assert _log(settings)[0]["message"] == "two\nlines \u2028 and é"
    assert settings.failure_log.read_bytes().count(b"\n") == 1
    fail(message="x" * 100_000, steps={"a": "y" * 100_000})
    assert len(settings.failure_log.read_bytes().splitlines()[-1]) < 5_000


def test_the_webhook_gets_what_the_log_gets(settings, fail, httpserver):
    httpserver.expect_oneshot_request(f"/{_TOKEN}", method="POST").respond_with_data("ok")
    assert fail(httpserver.url_for(f"/{_TOKEN}")) == []
    (request, _) = httpserver.log[-1]
    assert request.content_type == "application/json"
    assert request.json == _log(settings)[0]


def test_a_webhook_that_does_not_take_it_is_told_and_the_log_stands(settings, fail, httpserver):
    for status in (302, 404, 500):
        httpserver.expect_request(f"/{status}/{_TOKEN}").respond_with_data(
            "no", status=status, headers={"Location": "/elsewhere"}
        )
        (said,) = fail(httpserver.url_for(f"/{status}/{_TOKEN}"))
        assert [part for part in ("The webhook was not reached", str(status)) if part not in said] == []
        assert _TOKEN not in said
    assert len(_log(settings)) == 3
    assert [request.path for request, _ in httpserver.log] == [f"/{status}/{_TOKEN}" for status in (302, 404, 500)]


def test_a_webhook_that_cannot_be_reached_is_told_without_its_address(settings, fail):
    places = (
        "http://127.0.0.1:9",
        "http://no-such-host.invalid",
        "ftp://example.org",
        "http://exa mple",
        "http://[::1",
    )
    for url in (*(f"{place}/{_TOKEN}" for place in places), _TOKEN):
        (said,) = fail(url)
        assert "SPBE_WEBHOOK_URL" in said
        assert _TOKEN.lower() not in said.lower()
    assert _TOKEN not in settings.failure_log.read_text(encoding="utf-8")


def test_a_webhook_that_does_not_answer_is_given_up(settings, fail, httpserver, monkeypatch):
    monkeypatch.setattr(webhook, "_SECONDS", 0.2)

    def slow(_):
        time.sleep(0.8)

    httpserver.expect_request("/slow").respond_with_handler(slow)
    began = time.monotonic()
    (said,) = fail(httpserver.url_for("/slow"))
    assert time.monotonic() - began < 0.7
    assert "Timeout" in said
    assert len(_log(settings)) == 1
