"""Plain files: by their address and year, conditionally, and never a web page in a document's place."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from sources.portals.download import Conditions
from sources.portals.pages import pack, unpack
from sources.reading.content import Content
from sources.reading.parts import NotThis
from sources.spbe_tauval.parse import READER as TAUVAL
from sources.un_data360.parse import READER as DATA360
from tests.misbehaving_server import answer, half_then_reset, in_turn, says

PDF = b"%PDF-1.7 a report"


def plan(server, **more):
    urls = {2023: server.url("/unduh/Laporan%20Evaluasi.pdf"), 2024: server.url("/unduh/laporan_2024.pdf?v=2")}
    return {"kind": "file", "hosts": [server.place], "urls": urls, **more}


def test_each_year_has_its_file_and_a_name_with_the_year(server, bring):
    report = says(answer(PDF, media="application/pdf", Last_Modified="Mon, 05 Jan 2026 00:00:00 GMT"))
    server.on("/unduh/Laporan%20Evaluasi.pdf", report)
    server.on("/unduh/laporan_2024.pdf", in_turn(half_then_reset(PDF), report))
    server.on("/unduh/2025.pdf", report)
    downloads = bring(plan(server, pattern=server.url("/unduh/{year}.pdf")), years=[2023, 2024, 2025])
    assert [one.name for one in downloads] == ["2023_Laporan Evaluasi.pdf", "laporan_2024.pdf", "2025.pdf"]
    assert {one.body for one in downloads} == {PDF}
    assert downloads[0].headers["last-modified"] == "Mon, 05 Jan 2026 00:00:00 GMT"
    assert downloads[0].rows is None


def test_a_year_without_an_address_is_left_out(server, bring):
    server.on("/unduh/laporan_2024.pdf", says(answer(PDF, media="application/octet-stream")))
    assert [one.name for one in bring(plan(server), years=[2024, 2025])] == ["laporan_2024.pdf"]


def test_an_unchanged_file_is_not_sent_again(server, bring):
    server.on("/unduh/laporan_2024.pdf", says(b"HTTP/1.1 304 Not Modified\r\n\r\n"))
    held = {"laporan_2024.pdf": Conditions(last_modified="Mon, 05 Jan 2026 00:00:00 GMT")}
    (download,) = bring(plan(server), previous=held)
    assert download.not_modified
    assert server.visits[0].headers["if-modified-since"] == "Mon, 05 Jan 2026 00:00:00 GMT"


def test_a_file_that_is_not_there_yet_is_told_from_a_site_that_is_down(server, refusal):
    server.on("/unduh/laporan_2024.pdf", says(answer(b"no", 404)))
    error = refusal(plan(server))
    assert (error.status, error.passing) == (404, False)
    server.on("/unduh/laporan_2024.pdf", says(answer(b"no", 503)))
    assert refusal(plan(server)).passing


def test_a_web_page_in_place_of_a_document_is_refused(server, refusal):
    server.on("/unduh/laporan_2024.pdf", says(answer(b"<html>", media="text/html")))
    assert "a login or firewall page" in refusal(plan(server)).problem


@pytest.mark.parametrize("path", ["/../../etc/passwd", "/%2e%2e%2f%2e%2e%2fetc%2fpasswd", "/a%00b%1b%5b31m.pdf", "/"])
def test_a_name_from_an_address_is_harmless(server, bring, path):
    server.behaviours = dict.fromkeys([path, "/etc/passwd"], says(answer(PDF, media="application/pdf")))
    (download,) = bring({"kind": "file", "hosts": [server.place], "urls": {2024: server.url(path)}})
    assert download.name.startswith("2024_")
    assert not set(download.name) & set("/\\\x00\x1b")


def test_an_envelope_gives_back_what_was_packed():
    pages = [
        ("https://a.example/?x=1", '\ufeff{"n": 3.50, "s": "é \\u0000 \U0001f600"}'),
        ("https://a.example/?x=2", "[]"),
    ]
    answers = unpack(Content("a.json", pack("data360", "UN_EGDI", pages), "json"))
    assert (answers.kind, answers.dataset) == ("data360", "UN_EGDI")
    assert answers.bodies == ({"n": "3.50", "s": "é \x00 \U0001f600"}, [])


@pytest.mark.parametrize(("kind", "body"), [("tauval", "[]"), ("data360", '{"count": 0, "value": []}')])
def test_an_envelope_is_read_by_the_reader_of_its_kind_only(kind, body):
    content = Content("a.json", pack(kind, "x", [("u", body)]), "json")
    for reader, own in [(TAUVAL, "tauval"), (DATA360, "data360")]:
        found = reader.read(content, SimpleNamespace(fetch=None, folder=Path("folder")))
        assert isinstance(found, NotThis) is (kind != own)
