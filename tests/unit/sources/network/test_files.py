"""Plain files: by their address and year, conditionally, and never a web page in a document's place."""

from tests.misbehaving_server import answer, half_then_reset

PDF = b"%PDF-1.7 a report"


def plan(server, **more):
    urls = {2023: server.url("/unduh/Laporan%20Evaluasi.pdf"), 2024: server.url("/unduh/laporan_2024.pdf?v=2")}
    return {"kind": "file", "hosts": [server.netloc], "urls": urls, **more}


def test_each_year_has_its_file_and_a_name_with_the_year(server, bring):
    report = answer(PDF, media="application/pdf", Last_Modified="Mon, 05 Jan 2026 00:00:00 GMT")
    server.on("/unduh/Laporan%20Evaluasi.pdf", report)
    server.on("/unduh/laporan_2024.pdf", half_then_reset(PDF), report)
    server.on("/unduh/2025.pdf", report)
    downloads = bring(plan(server, pattern=server.url("/unduh/{year}.pdf")), years=[2023, 2024, 2025])
    assert [one.name for one in downloads] == ["2023_Laporan Evaluasi.pdf", "laporan_2024.pdf", "2025.pdf"]
    assert {one.body for one in downloads} == {PDF}
    assert downloads[0].headers["last-modified"] == "Mon, 05 Jan 2026 00:00:00 GMT"
    assert downloads[0].rows is None
    without_an_address = bring(plan(server), years=[2024, 2025])
    assert [one.name for one in without_an_address] == ["laporan_2024.pdf"]


def test_an_unchanged_file_is_not_sent_again(server, bring):
    server.on("/unduh/laporan_2024.pdf", b"HTTP/1.1 304 Not Modified\r\n\r\n")
    held = {"laporan_2024.pdf": {"last-modified": "Mon, 05 Jan 2026 00:00:00 GMT"}}
    (download,) = bring(plan(server), held=held)
    assert download.not_modified
    assert server.visits[0].headers["if-modified-since"] == "Mon, 05 Jan 2026 00:00:00 GMT"


def test_a_missing_file_a_site_that_is_down_and_a_web_page_are_told_apart(server, failed_fetch):
    for data, status, passing, problem in (
        (answer(b"no", 404), 404, False, "HTTP 404"),
        (answer(b"no", 503), 503, True, "HTTP 503"),
        (answer(b"<html>", media="text/html"), None, False, "a login or firewall page"),
    ):
        server.on("/unduh/laporan_2024.pdf", data)
        error = failed_fetch(plan(server))
        assert (error.status, error.passing) == (status, passing)
        assert problem in error.problem


def test_a_name_from_an_address_is_harmless(server, bring):
    for path in ("/../../etc/passwd", "/%2e%2e%2f%2e%2e%2fetc%2fpasswd", "/a%00b%1b%5b31m.pdf", "/"):
        server.on("/etc/passwd", answer(PDF, media="application/pdf"))
        url = server.on(path, answer(PDF, media="application/pdf"))
        (download,) = bring({"kind": "file", "hosts": [server.netloc], "urls": {2024: url}})
        assert download.name.startswith("2024_")
        assert not set(download.name) & set("/\\\x00\x1b")
