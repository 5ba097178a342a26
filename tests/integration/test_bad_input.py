"""Bad input: each fault is named with file, row and remedy; nothing is half-written, the last release stands.

What one file alone can show (headers, encoding, cut lines, sidecars) is tested beside its reader; here two bundles with
many faults each show what loading and the rules of the stages say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from tests.conftest import Bundle, Ran

REPORT = "annual_report_2024.csv"
MAGELANG = "Pemerintah Kota Magelang"


def _line(text: str, name: str) -> str:
    """How the line number of a name is told."""
    return f"line_no {next(number for number, line in enumerate(text.splitlines(), 1) if name in line)}"


def _state(data: Path) -> tuple[str, list[str]]:
    """What must not change: the current release, and the releases there are."""
    return str((data / "current").readlink()), sorted(path.name for path in (data / "releases").iterdir())


def _egdi_rows(data: Path) -> list[tuple[object, ...]]:
    with duckdb.connect(str(data / "working" / "spbe.duckdb"), read_only=True) as connection:
        return connection.execute("SELECT * FROM raw.un_egdi ORDER BY ALL").fetchall()


@pytest.fixture
def refuses(bundle: Bundle, data: Path, spbe: Callable[..., Ran]) -> Iterator[Callable[..., None]]:
    """Refresh, expect a refusal that names all of this, and prove that the last release stands whole."""

    def run(*expected: str) -> None:
        before = _state(data)
        ran = spbe("refresh", data=data, sources=bundle.root)
        assert ran.code == 1, ran.told
        assert "still stands" in ran.err
        missing = [text for text in expected if text not in ran.told]
        assert not missing, f"{missing} not in:\n{ran.told}"
        assert _state(data) == before
        assert "3,69  Sangat Baik" in spbe("show", data=data).out

    return run


def test_all_that_is_wrong_with_what_is_loaded_is_named_in_one_refusal(
    bundle: Bundle, data: Path, press: Path, spbe: Callable[..., Ran], refuses
) -> None:
    # A file that is cut off, and archived bytes that have changed.
    cut = bundle.snapshot("un_egdi_2024.csv")
    size = cut.stat().st_size
    cut.write_bytes(cut.read_bytes()[:5_000])
    stored = _egdi_rows(data)
    assert spbe("add", str(press), data=data).code == 0
    (archived,) = [file for file in (data / "archive" / "objects").rglob("*") if file.is_file()]
    archived.chmod(0o644)
    archived.write_bytes(archived.read_bytes() + b" ")

    # Rows that a printed table contradicts, of two sources.
    wrong = {
        MAGELANG: {"agency": "Pemerintah Kab. Magelang"},  # twice in its table
        "Pemerintah Kota Makassar": {"index": "4,O2"},  # a letter among the digits
    }

    def damage(rows: list[dict[str, str]]) -> list[dict[str, str]]:
        kept = [row for row in rows if row["table_no"] != "28" and row["agency"] != "Pemerintah Kota Tegal"]
        return [{**row, **wrong.get(row["agency"], {})} for row in kept]

    bundle.edit_rows(REPORT, damage)
    bundle.edit_text("bandar_lampung_2024.csv", lambda text: text.replace("2024,Pemerintah", "2023,Pemerintah", 1))
    refuses(
        *("un_egdi_2024.csv", f"5000 bytes, {size} described", "cut off?", "spbe seal", "Remedy:"),
        "the archived bytes have changed",
        "tables_numbered_without_gaps",
        "rows_numbered_without_gaps",
        "one_row_per_edition_and_table_no_and_agency",
        "Pemerintah Kab. Magelang",
        "index_has_its_form",
        _line(bundle.snapshot(REPORT).read_text(), "Pemerintah Kota Makassar"),
        "kemenpanrb-laporan-pelaksanaan-evaluasi-spbe-2024",
        "evaluation_year_is_the_edition",
        "evaluation_year 2023, edition 2024",
    )
    assert _egdi_rows(data) == stored


def test_rows_that_cannot_be_understood_are_quarantined_each_with_its_place_and_remedy(bundle: Bundle, refuses) -> None:
    damage: dict[str, tuple[dict[str, str], list[str]]] = {
        MAGELANG: (
            {"agency": "Pemerintah Kota Magelangg"},
            ["no kota of that name", "Kota Magelang (33.71)", "name_aliases.csv"],
        ),
        "Pemerintah Kota Semarang": (
            {"agency": "Pemerintah Semarang"},
            ["does not say whether", "Kabupaten Semarang (33.22); Kota Semarang (33.74)"],
        ),
        "Pemerintah Kota Tegal": (
            {"agency": "Magelang"},
            ["'Magelang' names no region", "Kabupaten Magelang (33.08); Kota Magelang (33.71)"],
        ),
        "Pemerintah Kota Salatiga": (
            {"agency": "Pemerintah Kota Tangerang"},
            ["is Kota Tangerang (36.71), and stands in the table of Jawa Tengah"],
        ),
        "Pemerintah Kab. Wonogiri": (
            {"agency": "PEMERINTAH KABUPATEN  SEMARANG"},
            ["two figures of PEMERINTAH KABUPATEN  SEMARANG 2024: ", "find out which of the two counts"],
        ),
        "Pemerintah Kota Surakarta": ({"d2": "tiga"}, ["D2 of Pemerintah Kota Surakarta: 'tiga' is not a figure"]),
        "Pemerintah Kota Makassar": ({"index": "5,20"}, ["value_on_the_scale", "5,20"]),
        # Figures that contradict each other: a misread digit, and a grade beyond the rounding of its band.
        "Pemerintah Kab. Brebes": ({"index": "2,64"}, ["index_follows_from_domains", "2,64", "p. 72, table 31, row 9"]),
        "Pemerintah Kab. Sumedang": (
            {"predikat": "Cukup"},
            ["predikat_fits_its_band", "Cukup", "p. 70, table 28, row 10"],
        ),
        # A correction of a lost cell, once the publisher has repaired it.
        "Pemerintah Provinsi Jawa Timur": ({"d1": "4,60"}, ["every_correction_still_fits", "corrections.yml"]),
    }
    text = bundle.snapshot(REPORT).read_text()
    expected = ["nothing_is_refused", REPORT, "no instrument is known for the evaluation year 2018", "evaluations.csv"]
    for name, (_, named) in damage.items():
        expected += named if named[-1].startswith(("p. ", "corrections.yml")) else [_line(text, name), *named]
    bundle.edit_rows(REPORT, lambda rows: [{**row, **damage.get(row["agency"], ({}, []))[0]} for row in rows])
    bundle.edit_rows("evaluations.csv", lambda rows: [row for row in rows if row["evaluation_year"] != "2018"])
    refuses(*expected)
