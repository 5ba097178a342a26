"""`spbe mcp`, asked by the protocol's own client: the planners' questions, with document and page, and nothing else."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

import pytest

from reports.planner import read_macros, read_views
from reports.quoting import NotAnswered, answer, questions, schema
from tests.commands import ROOT
from warehouse.connection import SqlError, open_release
from warehouse.releases import read_facts
from warehouse.spec import Language

#: What is asked of every question, by the kind of its arguments.
_ASKED = {
    "region": "Kota Magelang", "search": "magelan", "province": "Jawa Barat", "year": 2024, "value": "indeks",
    "number": 3.5, "moment": "2100-01-01",
}  # fmt: skip
_PLACE = {
    "daerah": "Kota Magelang", "tahun": 2024, "dokumen": "kemenpanrb-laporan-pelaksanaan-evaluasi-spbe-2024",
    "halaman": "74", "nomor_tabel": "31", "nomor_baris": "35",
}  # fmt: skip


@pytest.fixture(scope="module")
def release(good: Path):
    with open_release(good / "current" / "spbe.duckdb") as opened:
        yield opened, read_facts(good / "current")


@pytest.mark.parametrize("language", get_args(Language))
def test_every_question_is_answered_with_where_its_figures_are_printed(release, language):
    for name, macro in questions(language).items():
        needed = [one for one in macro.arguments if one.default is None]
        given = {one.names.in_language(language): _ASKED[one.kind] for one in needed}
        if macro.names.id == "asal" and language == "en":
            given["figure"] = "index"
        assert set(given) == set(schema(macro, language)["required"])
        try:
            found = answer(*release, name, given, language)
        except SqlError as problem:
            said = str(problem)  # of the macro, such as that a region has no targets
            assert said.startswith("Invalid Input Error: "), name
            continue
        columns = [column.names.in_language(language) for column in macro.view.columns]
        assert found["rows"], name
        assert list(found["rows"][0]) == columns
        assert len(found["rows"]) <= 100
        document = read_views()["asal_angka"].column("document_id").names.in_language(language)
        places = {one[document] for one in found["sources"]}
        assert places == {one[document] for one in found["documents"]}
        shows_year = {"evaluation_year", "reference_year"} & {column.token for column in macro.view.columns}
        assert bool(places) == bool(shows_year), name
        assert found["release"]["id"] == release[1].release_id
        json.dumps(found)


def test_what_is_left_out_of_a_long_answer_is_said(release):
    found = answer(*release, "peringkat", {"tahun": 2024, "jenis": None}, "id")
    ranked = release[0].execute("SELECT count(*) FROM peringkat(2024)").fetchone()[0]
    assert (len(found["rows"]), found["note"].split()[0]) == (100, str(ranked - 100))
    assert len(found["sources"]) == 100
    assert "note" not in answer(*release, "peringkat", {"tahun": 2024, "provinsi": "Banten"}, "id")


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("sql", {"query": "FROM panduan"}, "Tidak ada pertanyaan sql. Yang ada: asal, "),
        ("profil", {}, "daerah harus disebut."),
        ("profil", {"daerah": "Kota Magelang", "tahun := 1) --": 1}, "tidak dikenal di sini. Yang ada: daerah, tahun."),
        ("profil", {"daerah": ["Kota Magelang"]}, "daerah harus teks atau angka"),
        ("profil", {"daerah": "x" * 201}, "paling panjang 200 huruf"),
        ("profil", {"daerah": True}, "daerah harus teks atau angka"),
    ],
)  # fmt: skip
def test_nothing_but_questions_with_their_own_arguments_is_asked(release, name, given, said):
    with pytest.raises(NotAnswered) as refused:
        answer(*release, name, given, "id")
    assert said in str(refused.value)


@pytest.fixture(scope="module")
def client():
    """The protocol's own client, where it is installed."""
    if "CI" in os.environ:
        import mcp
    else:
        mcp = pytest.importorskip("mcp", reason="`make venv` installs it")
    return mcp


def _ask(client, data: Path, *asked: tuple[str, Mapping[str, Any]]):
    """The tools of the server, and what they answer, each as (whether it is an error, text, structure)."""

    async def run():
        server = client.StdioServerParameters(
            command=sys.executable,
            args=["-m", "pipelines.cli", "mcp"],
            cwd=ROOT,
            env={**os.environ, "SPBE_DATA": str(data)},
        )
        async with client.Client(server) as opened:
            tools = (await opened.list_tools()).tools
            found = [await opened.call_tool(name, dict(given)) for name, given in asked]
            return tools, [(one.is_error, one.content[0].text, one.structured_content) for one in found]

    return asyncio.run(run())


def test_an_assistant_asks_the_macros_and_quotes_document_and_page(client, good):
    asked = (
        ("profil", {"daerah": "kota magelang", "tahun": 2024}),
        ("profil", {"daerah": "Magelang"}),
        ("profil", {"daerah": "sumedng"}),
        ("sql", {"query": "FROM panduan"}),
        ("cari", {"teks": "\u202e'; ATTACH 'x'; --"}),
    )
    tools, (found, ambiguous, unknown, sql, hostile) = _ask(client, good, *asked)
    assert [tool.name for tool in tools] == list(read_macros())
    assert all(tool.annotations.read_only_hint and not tool.annotations.open_world_hint for tool in tools)
    is_error, text, told = found
    assert (is_error, json.loads(text)) == (False, told)
    (row,) = told["rows"]
    assert (row["indeks"], row["peringkat"], told["sources"]) == (3.69, 39, [_PLACE])
    assert told["documents"][0]["judul_dokumen"] == "Laporan Pelaksanaan Evaluasi SPBE 2024"
    # A macro's own sentence, and no kind of error before it.
    assert ambiguous[:2] == (True, 'Nama "Magelang" dipakai 2 daerah: Kabupaten Magelang (33.08), Kota Magelang '
                                   "(33.71). Tulis jenisnya, atau kodenya.")  # fmt: skip
    assert (unknown[0], "Sumedang" in unknown[1]) == (True, True)
    assert (sql[0], sql[1].startswith("Tidak ada pertanyaan sql.")) == (True, True)
    assert "\u202e" not in hostile[1]


def test_without_a_release_and_without_the_library_it_says_what_to_do(client, tmp_path, spbe, monkeypatch):
    _, ((is_error, text, _),) = _ask(client, tmp_path, ("cari", {"teks": "magelang"}))
    assert (is_error, "make refresh" in text) == (True, True)
    monkeypatch.delitem(sys.modules, "pipelines.assistants", raising=False)
    monkeypatch.setitem(sys.modules, "mcp.server", None)
    ran = spbe("mcp", data=tmp_path)
    assert (ran.code, "requirements/mcp.lock" in ran.err) == (1, True)
