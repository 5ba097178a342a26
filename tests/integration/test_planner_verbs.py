"""What a planner types at the command line, on the release of the real data."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

import warehouse.connection
from reports.answers import Answer, ask, print_answer
from reports.terminal import print_release
from tests.commands import ROOT
from warehouse.connection import open_release, restrict

QUESTIONS = (
    ("show",),
    ("show", "kab. sumedang", "Pemkot Tangerang"),
    ("show", "Maybrat"),
    ("rank",),
    ("rank", "--kind", "kota", "--year", "2023"),
    ("rank", "--provinsi", "jawa barat"),
    ("compare", "Kota Magelang", "33.73", "Kota Surakarta"),
    ("next", "Kota Makassar"),
    ("next", "Kota Makassar", "--by", "domain"),
    ("next", "Kota Bandar Lampung", "--by", "indicator"),
    ("mentors", "Kab. Sumedang"),
    ("explain", "Kota Makassar", "2024"),
    ("explain", "DIY", "2024", "--figure", "d2"),
)


def _read(text: str, form: str) -> list[dict[str, str]]:
    """The rows of an answer in one of the formats for programs, with empty text for what is missing."""
    if form == "csv":
        return list(csv.DictReader(io.StringIO(text)))
    if form == "json":
        return [{name: "" if value is None else str(value) for name, value in row.items()} for row in json.loads(text)]
    lines = [re.split(r"(?<!\\)\|", line)[1:-1] for line in text.splitlines()]
    heading, _, *rows = [[cell.strip() for cell in line] for line in lines]
    return [dict(zip(heading, row, strict=True)) for row in rows]


def test_the_ranking_is_the_same_in_every_format(good: Path, spbe) -> None:
    answers = {
        form: _read(spbe("rank", "--kind", "kota", "--format", form, data=good).out, form)
        for form in ("csv", "json", "md")
    }
    magelang = {form: next(row for row in rows if row["daerah"] == "Kota Magelang") for form, rows in answers.items()}
    assert {len(rows) for rows in answers.values()} == {93}
    for row in magelang.values():
        assert (row["tahun"], row["peringkat"], row["indeks"], row["kode"]) == ("2024", "39", "3.69", "33.71")
    table = spbe("rank", "--kind", "kota", data=good).out
    assert re.search(r"39 +Kota Magelang +3,69 +Sangat Baik", table)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("Kota Magelang", "2024"), ("selang peringkat sampai", "3,68805", "Kota Medan", "e7a67724", "pers")),
        (("Jawa Timur", "2024", "--figure", "d1"), ("nilai lain dipakai", "4,60", ",60")),
        (("Kota Magelang", "2024", "--figure", "peringkat"), ("peringkat dalam kelompok", "Kota Banda Aceh")),
        (("Kab. Nias Barat", "2024", "--figure", "predikat"), ("Kurang", "1,7985", "Kabupaten Manokwari")),
        (("Kota Magelang", "2021"), ("belum tersedia di sini", "Tidak ada dokumen yang menyebut angka ini.")),
        (("Aceh Tengah", "2025"), ("pers", "tidak diperingkat", "Tidak dapat dihitung ulang")),
        (("Kota Bandar Lampung", "2021", "--figure", "d4"), ("6,04%", "1,43956")),
        (("Kota Magelang", "2024", "--lang", "en"), ("just above", "3.68805", "Very good")),
    ],
)
def test_a_figure_is_explained_as_far_as_anything_is_known(good: Path, spbe, arguments, told) -> None:
    ran = spbe("explain", *arguments, data=good)
    assert (ran.code, ran.err) == (0, "")
    assert [one for one in told if one not in ran.out] == []


def test_a_release_of_an_older_program_is_told_what_it_lacks(good: Path, tmp_path: Path, spbe) -> None:
    older = tmp_path / "current" / "spbe.duckdb"
    older.parent.mkdir()
    older.write_bytes((good / "current" / "spbe.duckdb").read_bytes())
    with duckdb.connect(str(older)) as database:
        database.execute("DROP VIEW sekitar")
    ran = spbe("explain", "Kota Magelang", "2024", data=tmp_path)
    assert ran.code == 1
    assert "dibuat oleh program yang lebih lama dan belum memuat sekitar." in ran.err


def test_an_explanation_says_the_same_in_every_format(good: Path, spbe) -> None:
    outs = {
        form: spbe("explain", "Kota Magelang", "2024", "--format", form, data=good).out
        for form in ("json", "csv", "md")
    }
    parts = json.loads(outs["json"])
    assert list(parts) == ["profil", "asal", "koreksi", "sumber_lain", "hitung_ulang", "sekitar"]
    cells = {
        (row["bagian"], int(row["baris"]), row["kolom"]): row["nilai"]
        for row in csv.DictReader(io.StringIO(outs["csv"]))
    }
    assert len(cells) == sum(len(row) for rows in parts.values() for row in rows)
    for part, rows in parts.items():
        for number, row in enumerate(rows, start=1):
            for column, value in row.items():
                cell = cells[part, number, column]
                assert (
                    (float(cell) == value)
                    if isinstance(value, float)
                    else cell == ("" if value is None else str(value))
                )
                assert value is None or cell in outs["md"]


def test_english_is_english(good: Path, spbe, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = spbe("show", "Kota Magelang", "--lang", "en", data=good)
    assert re.search(r"2024 +3\.69 +Very good \(Sangat Baik\) +official", ran.out)
    monkeypatch.setenv("SPBE_LANG", "en")
    assert spbe("show", "Magelang", data=good).err.startswith('The name "Magelang" is that of 2 regions')


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        (("show", "magelang"), "Kabupaten Magelang (33.08), Kota Magelang (33.71)"),
        (("next", "sumedng"), "Kabupaten Sumedang (32.11)"),
        (("rank", "--kind", "kot"), "Pilih salah satu: provinsi, kabupaten, kota"),
        (("rank", "--year", "2025"), "2023; 2024"),
        (("explain", "Kota Magelang", "2024", "--figure", "indexx"), "indeks"),
        (("explain", "Papua Selatan", "2021"), "Tahun yang ada: 2022; 2023"),
        (("explain", "magelang", "2024"), "Kabupaten Magelang (33.08), Kota Magelang (33.71)"),
        (("compare", "Kota Magelang"), "two to five"),
        (("sql", ""), "FROM panduan"),
        (("sql", " ; "), "FROM panduan"),
        (("rnk",), "Did you mean 'rank'"),
        (("sql", "SELECT * FROM peringkt"), "peringkat"),
        (("sql", "COPY (SELECT 1) TO 'x.csv'"), "disabled"),
        (("sql", "FROM read_csv('/etc/passwd')"), "disabled"),
        (("sql", "SET memory_limit = '9GB'"), "locked"),
        (("sql", "DELETE FROM mart.peers"), "read-only"),
        (("sql", "SELECT 1; SET enable_external_access = true"), "FROM panduan"),
        (("sql", "SET enable_external_access = true"), "locked"),
        (("sql", "RESET memory_limit"), "locked"),
        (("sql", "PRAGMA enable_profiling = 'json'"), "locked"),
        (("sql", "ATTACH 'x.duckdb'"), "disabled"),
        (("sql", "COPY mart.peers FROM 'x.csv'"), "disabled"),
        (("sql", "EXPORT DATABASE 'x'"), "disabled"),
        (("sql", "FROM read_parquet('https://example.org/x.parquet')"), "disabled"),
        (("sql", "FROM read_text('/etc/hostname')"), "disabled"),
        (("sql", "FROM glob('/*')"), "disabled"),
        (("sql", "SELECT getenv('HOME')"), "getenv"),
        (("sql", "INSTALL httpfs"), "disabled"),
        (("sql", "LOAD httpfs"), "disabled"),
        (("sql", "CREATE SECRET s (TYPE s3)"), "disabled"),
        (("sql", "SELECT repeat('x', 1000000) FROM range(3000)"), "Out of Memory"),
    ],
)
def test_what_has_no_answer_says_why(good: Path, spbe, arguments: tuple[str, ...], answer: str) -> None:
    ran = spbe(*arguments, data=good)
    assert ran.code in {1, 2}
    assert ran.out == ""
    assert answer in ran.err
    assert "Traceback" not in ran.err


def test_a_query_ends_when_its_time_is_over(good: Path) -> None:
    with open_release(good / "current" / "spbe.duckdb") as connection:
        restrict(connection)
        with pytest.raises(TimeoutError, match="longer than"):
            ask(connection, "SELECT count(*) FROM range(100000000) AS a, range(100000) AS b", seconds=0.2)
        assert ask(connection, "SELECT 1").rows == [(1,)]


def test_whoever_asks_too_much_is_told_so(good: Path, spbe, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.planner_verbs._SECONDS", 1)
    ran = spbe("sql", "SELECT count(*) FROM range(100000000) AS a, range(100000) AS b", data=good)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("Kueri dihentikan setelah")
    # Also when it is the rows that take long, and when they are too many to be held.
    ran = spbe("sql", "FROM range(1000000000)", data=good)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("Kueri dihentikan setelah")
    monkeypatch.setattr("pipelines.planner_verbs._CHARACTERS", 1000)
    assert spbe("sql", "FROM range(200) WHERE range >= 100", data=good).code == 0
    ran = spbe("sql", "SELECT [range, range] FROM range(200)", data=good)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("Jawaban lebih besar dari 1.000 karakter")


def test_what_is_shown_is_of_one_release_while_another_takes_its_place(spbe, data, monkeypatch):
    before = spbe("show", data=data).out

    @contextmanager
    def switched_meanwhile(file):
        with open_release(file) as connection:
            (data / "current").unlink()
            (data / "current").symlink_to("releases")
            yield connection

    monkeypatch.setattr(warehouse.connection, "open_release", switched_meanwhile)
    shown = spbe("show", data=data)
    assert (shown.code, shown.out) == (0, before)


def test_the_release_in_short_breaks_no_word_at_a_terminal(good: Path) -> None:
    shown = {}
    for width, is_terminal in ((80, True), (400, False)):
        out = io.StringIO()
        with open_release(good / "current" / "spbe.duckdb") as connection:
            console = Console(file=out, width=width, force_terminal=is_terminal, no_color=True)
            print_release(connection, good / "current", console, "id")
        shown[width] = re.sub(r"\x1b\[[0-9;]*m", "", out.getvalue()).splitlines()
    *lines, path = shown[80]
    assert max(map(cell_len, lines)) <= 80
    assert path.endswith("spbe.duckdb")
    assert " ".join(shown[80]).split() == " ".join(shown[400]).split()


def test_json_stays_json_when_a_number_is_none() -> None:
    out = io.StringIO()
    print_answer(Answer(("a", "b"), [(float("nan"), float("inf"))]), "json", "id", Console(file=out))
    assert json.loads(out.getvalue(), parse_constant=pytest.fail) == [{"a": None, "b": None}]


def test_every_answer_fits_80_columns_and_breaks_no_word(good: Path, spbe, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.inert._PIPED_WIDTH", 80)
    for arguments in QUESTIONS:
        for language in ("id", "en"):
            ran = spbe(*arguments, "--lang", language, data=good)
            assert ran.code == 0, ran.err
            # Sentences and the file's path are left to the terminal to wrap.
            lines = [line for line in ran.out.splitlines() if "  " in line.strip() and ": " not in line]
            assert lines
            assert max(map(cell_len, lines)) <= 80, arguments


_TEXTS = st.text(alphabet="abc ", max_size=60).map(str.strip)


@given(
    st.lists(st.tuples(_TEXTS, st.integers(0, 99), _TEXTS, st.booleans()), min_size=1, max_size=6),
    st.integers(40, 100),
)
def test_a_table_never_is_wider_than_the_terminal(rows: list[tuple[object, ...]], width: int) -> None:
    out = io.StringIO()
    answer = Answer(("daerah", "seri", "penjelasan", "final"), rows)
    print_answer(answer, "table", "id", Console(file=out, width=width))
    assert all(cell_len(line) <= width for line in out.getvalue().splitlines())
    shown = out.getvalue().split()
    words = {word for row in rows for text in (row[0],) for word in str(text).split() if len(word) <= width - 4}
    assert words <= set(re.split(r"[\s;]+", " ".join(shown)))


def test_the_help_cuts_no_line(good: Path, spbe) -> None:
    told = spbe("--help", data=good).out
    assert "Peringkat satu tahun" in told
    assert "..." not in told.replace("[ARGS]...", "")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_complete_verbs_and_names(good: Path, shell: str) -> None:
    environment = {**os.environ, "SPBE_DATA": str(good), "_SPBE_COMPLETE": f"source_{shell}"}
    ran = subprocess.run(
        [sys.executable, "-m", "pipelines.cli"], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert "_SPBE_COMPLETE" in ran.stdout
    asked = {
        **environment,
        "_SPBE_COMPLETE": f"complete_{shell}",
        "COMP_WORDS": "spbe show Kota\\ Mage",
        "COMP_CWORD": "2",
        "_TYPER_COMPLETE_ARGS": "spbe show 'Kota Mage",
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
    }
    ran = subprocess.run(
        [sys.executable, "-m", "pipelines.cli"], cwd=ROOT, env=asked, capture_output=True, text=True, check=False
    )
    assert "Kota Magelang" in ran.stdout, ran.stderr
