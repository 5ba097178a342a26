"""Bad input: each is refused by name, with file, row and remedy; nothing is half-written, the last release stands."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

from sources.declaration.sealing import seal

REPORT = "annual_report_2024.csv"
#: Kota Magelang's line of that file.
MAGELANG = "Pemerintah Kota Magelang"


def _place(text: str, name: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if name in line)


def _state(data: Path) -> tuple[str, list[str], list[tuple[object, ...]]]:
    """What must not change: the current release, the releases there are, and the raw rows of the report."""
    with duckdb.connect(str(data / "working" / "spbe.duckdb"), read_only=True) as connection:
        rows = connection.execute("SELECT * FROM raw.spbe_annual_report ORDER BY ALL").fetchall()
    current = data / "current"
    return str(current.readlink()), sorted(p.name for p in (data / "releases").iterdir()), rows


@pytest.fixture
def refuses(bundle, data, spbe) -> Iterator[Callable[..., str]]:
    """Refresh, expect refusal, and prove that the last release stands whole. Returns what was said."""

    def run(*expected: str, raw_rows_stay: bool) -> str:
        before = _state(data)
        ran = spbe("refresh", data=data, sources=bundle.root)
        assert ran.code == 1, ran.told
        assert "still stands" in ran.err
        for text in expected:
            assert text in ran.told, f"{text!r} is not in:\n{ran.told}"
        after = _state(data)
        assert after[:2] == before[:2]
        if raw_rows_stay:
            assert after[2] == before[2]
        shown = spbe("show", data=data)
        assert shown.code == 0
        assert "3.69 Sangat Baik" in shown.out
        return ran.told

    return run


# --- refused while loading: the stored rows stay as they were ------------------------------------------------


def test_a_missing_column_is_named(bundle, refuses) -> None:
    bundle.edit_text(REPORT, lambda text: text.replace(",predikat\n", "\n", 1).replace(",Baik\n", "\n"), reseal=False)
    lines = bundle.snapshot(REPORT).read_text().splitlines()
    bundle.snapshot(REPORT).write_text("\n".join(",".join(line.split(",")[:10]) for line in lines) + "\n")
    _seal_anyway(bundle.snapshot(REPORT))
    refuses(REPORT, "line 1", "missing ['predikat']", "Remedy: the header must read", raw_rows_stay=True)


def test_an_extra_column_is_named(bundle, refuses) -> None:
    bundle.edit_text(
        REPORT,
        lambda text: "\n".join(f"{line},{n or 'rank'}" for n, line in enumerate(text.splitlines())) + "\n",
    )
    refuses(REPORT, "line 1", "not expected ['rank']", "Remedy:", raw_rows_stay=True)


def test_a_truncated_file_is_named_even_when_it_was_sealed(bundle, refuses) -> None:
    path = bundle.snapshot(REPORT)
    text = path.read_text()
    cut = text[: text.index(MAGELANG) + 12]
    path.write_text(cut)
    _seal_anyway(path)
    refuses(REPORT, f"line {len(cut.splitlines())}", "the last line is cut off", "Remedy:", raw_rows_stay=True)


def test_a_truncated_file_is_refused_before_it_is_read(bundle, refuses) -> None:
    path = bundle.snapshot(REPORT)
    path.write_bytes(path.read_bytes()[:40_000])
    refuses(REPORT, "40000 bytes, 81502 described", "cut off?", "spbe seal", raw_rows_stay=True)


def test_an_empty_file_is_named(bundle, refuses) -> None:
    bundle.snapshot(REPORT).write_bytes(b"")
    refuses(REPORT, "the file is empty", "Remedy: restore it", raw_rows_stay=True)


def test_a_wrong_year_in_the_sidecar_is_named(bundle, refuses) -> None:
    bundle.edit_yaml("spbe_annual_report/snapshots/annual_report_2024.yml", edition=2027)
    refuses(REPORT, "edition 2027", "source.yml does not declare", "Remedy:", raw_rows_stay=True)


def test_last_years_file_under_this_years_name_is_named(bundle, refuses) -> None:
    shutil.copy(bundle.snapshot("annual_report_2023.csv"), bundle.snapshot(REPORT))
    seal(bundle.snapshot(REPORT))
    refuses(REPORT, "the same bytes as annual_report_2023.csv", "a wrong year?", raw_rows_stay=True)


def test_a_year_in_a_report_that_is_not_its_edition_is_named(bundle, refuses) -> None:
    bundle.edit_text("bandar_lampung_2024.csv", lambda text: text.replace("2024,Pemerintah", "2023,Pemerintah", 1))
    refuses("evaluation_year_is_the_edition", "line", "| 2023 | 2024 |", "Remedy:", raw_rows_stay=True)


# --- refused by a rule after loading: nothing is published -----------------------------------------------------


def test_a_report_with_a_table_missing_is_refused(bundle, refuses) -> None:
    bundle.edit_rows(REPORT, lambda rows: [row for row in rows if row["table_no"] != "28"])
    refuses(
        "tables_numbered_without_gaps",
        "kemenpanrb-laporan-pelaksanaan-evaluasi-spbe-2024",
        "Remedy:",
        raw_rows_stay=False,
    )


def test_a_report_with_rows_missing_is_refused(bundle, refuses) -> None:
    bundle.edit_rows(REPORT, lambda rows: [row for row in rows if row["agency"] != MAGELANG])
    refuses("rows_numbered_without_gaps", "Remedy:", raw_rows_stay=False)


def test_the_last_table_missing_is_refused_by_the_reports_own_count(bundle, refuses) -> None:
    bundle.edit_rows(REPORT, lambda rows: [row for row in rows if row["table_no"] != "54"])
    refuses("rows_loaded_as_the_report_states", "615", "611", "Remedy:", raw_rows_stay=False)


def test_rows_that_cannot_be_read_are_quarantined_each_with_its_place_and_remedy(bundle, refuses) -> None:
    damage: dict[str, tuple[dict[str, str], list[str]]] = {
        "Pemerintah Kota Magelang": (
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
            ["the document has PEMERINTAH KABUPATEN  SEMARANG twice, before at p. "],
        ),
        "Pemerintah Kota Surakarta": ({"d2": "tiga"}, ["D2 of Pemerintah Kota Surakarta: 'tiga' is not a figure"]),
    }
    text = bundle.snapshot(REPORT).read_text()
    expected = ["nothing_is_refused", REPORT]
    for name, (_, told) in damage.items():
        expected += [f"| {_place(text, name)} |", *told]
    bundle.edit_rows(REPORT, lambda rows: [{**row, **damage.get(row["agency"], ({}, []))[0]} for row in rows])
    refuses(*expected, raw_rows_stay=False)


def test_a_duplicate_agency_is_refused(bundle, refuses) -> None:
    bundle.edit_rows(
        REPORT,
        lambda rows: [
            {**row, "agency": "Pemerintah Kab. Magelang"} if row["agency"] == MAGELANG else row for row in rows
        ],
    )
    refuses("agency_once_per_table", "Pemerintah Kab. Magelang", "Remedy:", raw_rows_stay=False)


def test_text_in_the_index_is_refused_with_its_place(bundle, refuses) -> None:
    line = _place(bundle.snapshot(REPORT).read_text(), MAGELANG)
    bundle.edit_rows(
        REPORT, lambda rows: [{**row, "index": "3,6O"} if row["agency"] == MAGELANG else row for row in rows]
    )
    refuses("index_printed_with_two_decimals", f"| {line} |", "Remedy:", raw_rows_stay=False)


def test_an_index_of_5_2_is_refused_with_its_place(bundle, refuses) -> None:
    line = _place(bundle.snapshot(REPORT).read_text(), MAGELANG)
    bundle.edit_rows(REPORT, lambda rows: [{**r, "index": "5,20"} if r["agency"] == MAGELANG else r for r in rows])
    refuses("value_on_the_scale", f"| {line} |", "5,20", MAGELANG, "Remedy:", raw_rows_stay=False)


def test_a_misread_digit_is_refused_because_the_domains_contradict_it(bundle, refuses) -> None:
    bundle.edit_rows(REPORT, lambda rows: [{**r, "index": "3,96"} if r["agency"] == MAGELANG else r for r in rows])
    refuses("index_follows_from_domains", "33.71", "3.96", "Remedy:", raw_rows_stay=False)


def test_a_grade_beyond_rounding_of_its_band_is_refused(bundle, refuses) -> None:
    bundle.edit_rows(REPORT, lambda rows: [{**r, "predikat": "Cukup"} if r["agency"] == MAGELANG else r for r in rows])
    refuses("predikat_fits_its_band", "33.71", "Cukup", "Remedy:", raw_rows_stay=False)


def test_after_a_repair_the_next_refresh_succeeds(bundle, data, spbe) -> None:
    original = bundle.snapshot(REPORT).read_bytes()
    bundle.edit_rows(REPORT, lambda rows: [{**r, "index": "5,20"} if r["agency"] == MAGELANG else r for r in rows])
    assert spbe("refresh", data=data, sources=bundle.root).code == 1
    bundle.snapshot(REPORT).write_bytes(original)
    seal(bundle.snapshot(REPORT))
    before = (data / "current").readlink()
    repaired = spbe("refresh", data=data, sources=bundle.root)
    assert repaired.code == 0, repaired.told
    assert (data / "current").readlink() == before, "the same content is the same release"


def _seal_anyway(path: Path) -> None:
    """Make the sidecar's sha256 and size fit a file that cannot even be counted."""
    import hashlib

    content = path.read_bytes()
    sidecar = path.with_suffix(".yml")
    lines = sidecar.read_text().splitlines()
    facts = {"sha256": hashlib.sha256(content).hexdigest(), "bytes": str(len(content))}
    sidecar.write_text(
        "\n".join(f"{key}: {facts[key]}" if (key := line.split(":")[0]) in facts else line for line in lines) + "\n"
    )
