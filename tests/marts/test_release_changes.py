"""CHANGES.md says what a release changed, why, and which regions moved, in both languages."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from reports.changes import CHANGES, write_changes
from reports.markdown import markdown_text
from reports.site.data_page import read_release
from reports.site.making import data_pages
from tests.pages import read
from warehouse.connection import records_of
from warehouse.releases import ReleaseFacts

_FACTS = ReleaseFacts("2024-000000000001", 2024, date(2026, 11, 22))


@pytest.fixture
def written(planner, tmp_path: Path):
    """CHANGES.md by language, of the ledger as it stands in the database; of the last event another record."""

    def write(**said: object) -> list[str]:
        (tmp_path / "parquet").mkdir(exist_ok=True)
        rows = records_of(planner, "FROM audit.release_records ORDER BY publication_no DESC LIMIT 1")
        record = json.dumps({**json.loads(rows[0]["release_record"]), **said})
        file = tmp_path / "parquet" / "audit.release_records.parquet"
        planner.execute(
            f"COPY (SELECT {rows[0]['publication_no']} AS publication_no, ? AS release_record) TO '{file}'", [record]
        )
        write_changes(planner, tmp_path, _FACTS)
        return (tmp_path / CHANGES).read_text(encoding="utf-8").split("\n---\n")

    return write


def test_what_moved_is_named_with_index_and_rank_before_and_now(planner, written):
    indonesian, english = written()
    (then,) = records_of(planner, "FROM peringkat_pada('2026-11-22', 2024) WHERE kode = '33.71'")
    (now,) = records_of(planner, "FROM peringkat(2024) WHERE kode = '33.71'")
    places = then["peringkat"] - now["peringkat"]
    row = f"| 2024 | Kota Magelang | 3,99 → 3,69 | {then['peringkat']} → {now['peringkat']} | {places} |"
    assert row in indonesian
    assert row.replace(",", ".") in english
    counted = "tabel_berubah = 'mart.region_ranking' AND kolom_berubah IN ('indeks', 'peringkat')"
    (rows,) = planner.execute(f"SELECT count(DISTINCT kunci_baris) FROM revisi WHERE {counted}").fetchone()
    assert rows > 20
    assert indonesian.count("\n| 202") == 20
    assert f"Dan {rows - 20} baris lain;" in indonesian
    assert "- koreksi: `sources/spbe_annual_report/corrections.yml`" in indonesian
    assert english.startswith("\n# Changes in release 2024-000000000001\n")
    (differ,) = planner.execute("SELECT count(*) FROM revisi WHERE kolom_berubah = 'indeks'").fetchone()
    assert differ == 2


def test_the_page_of_data_tells_of_the_last_releases_and_of_what_moved_most(planner, tmp_path, written):
    indonesian, _ = written()
    (_, html), (_, english) = data_pages(read_release(planner, tmp_path, _FACTS))
    page = read(html)
    (section,) = (one for one in page.all("section") if one.attributes["aria-labelledby"] == "rilis")
    table = next(section.all("tbody"))
    rows = [[cell.text for cell in row.all() if cell.tag in {"th", "td"}] for row in table.all("tr")]
    assert ["| " + " | ".join(row) + " |" for row in rows] == [
        line for line in indonesian.splitlines() if line.startswith("| 202")
    ]
    newest, first = records_of(planner, "FROM rilis")
    told = [text.text for text in section.all("dd")][-2:]
    assert told == [newest["yang_berubah"], first["yang_berubah"]]
    assert "333 regions have another rank" in english


def test_of_jumps_the_reason_is_given_and_what_somebody_wrote_stays_text(planner, written):
    note = "lihat [sini](https://example.go.id) <b>|\n# ya"
    document = records_of(planner, "FROM core.documents ORDER BY document_id LIMIT 1")[0]
    indonesian, english = written(
        release_causes=[{"kind": "new_document", "cause": document["document_id"], "detail": "v1"},
                        {"kind": "decision", "cause": note}],
        jumps=["rows of core.documents: 54 rows -> 40 rows"],
        release_acceptances=[{"rule": "bounds.rows", "subject": "core.documents", "because": note},
                             {"rule": "other_rule", "because": "tidak disebut"}],
    )  # fmt: skip
    for text, kind in ((indonesian, "dokumen baru"), (english, "new document")):
        assert f"- {kind}: {markdown_text(document['document_title'])} (`{document['document_id']}`, v1)" in text
        assert "- `rows of core.documents: 54 rows -> 40 rows`" in text
        assert text.count(r"lihat \[sini\](https://example.go.id) \<b\>\| # ya") == 2
        assert "tidak disebut" not in text


@pytest.mark.parametrize(
    ("change", "there", "not_there"),
    [
        ("revised_cells = NULL", [], ["## Yang berbeda", "## Indeks dan peringkat"]),
        ("release_note = 'sudah dicek'", ["Alasan yang diberikan: sudah dicek"], []),
        ("release_id = '2024-000000000000'", ["Isi ini sudah pernah berlaku, sejak 22 November 2026"], []),
        ("publication_no = 3", ["Tidak ada daerah yang indeks", "Tidak ada sel yang berbeda."], ["| tahun |"]),
    ],
)
def test_each_kind_of_release_is_told(planner, written, change, there, not_there):
    planner.execute("BEGIN")
    try:
        planner.execute(f"UPDATE audit.releases SET {change} WHERE publication_no = 2")
        planner.execute("UPDATE audit.release_records SET publication_no = 3 WHERE publication_no = 2 AND 3 IN "
                        "(SELECT publication_no FROM audit.releases)")  # fmt: skip
        indonesian, _ = written()
    finally:
        planner.execute("ROLLBACK")
    assert [text for text in there if text not in indonesian] == []
    assert [text for text in not_there if text in indonesian] == []
    assert indonesian.startswith("# Perubahan dalam rilis")
    assert "None" not in indonesian
