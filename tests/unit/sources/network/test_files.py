"""Plain files: by their address and year; what goes wrong on the way stands in tests/integration/test_documents.py."""

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


def test_a_name_from_an_address_is_harmless(server, bring):
    for path in ("/../../etc/passwd", "/%2e%2e%2f%2e%2e%2fetc%2fpasswd", "/a%00b%1b%5b31m.pdf", "/"):
        server.on("/etc/passwd", answer(PDF, media="application/pdf"))
        url = server.on(path, answer(PDF, media="application/pdf"))
        (download,) = bring({"kind": "file", "hosts": [server.netloc], "urls": {2024: url}})
        assert download.name.startswith("2024_")
        assert not set(download.name) & set("/\\\x00\x1b")
