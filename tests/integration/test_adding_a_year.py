"""A year of known shape comes in without Python, and goes out again without a trace."""

from __future__ import annotations

from pathlib import Path

import duckdb


def _bring_2025(bundle) -> None:
    """What docs/adding_a_year.md says, on a made-up report: last year's with Kota Magelang raised in all domains."""
    last = bundle.snapshot("annual_report_2024.csv")
    new = last.with_name("annual_report_2025.csv")
    old_row = next(line for line in last.read_text().splitlines() if "Pemerintah Kota Magelang" in line)
    place = old_row.split('"')[0]
    raised = f'{place}"5,00","5,00","5,00","5,00","5,00",Memuaskan'
    text = last.read_text().replace(old_row, raised)
    # The rows that lost a cell in the conversion of 2024 are whole in a made-up year.
    new.write_text(text)
    sidecar = last.with_suffix(".yml").read_text()
    sidecar = (
        sidecar.replace(last.name, new.name).replace("edition: 2024", "edition: 2025").replace("-2024", "-2025", 1)
    )
    new.with_suffix(".yml").write_text(sidecar)


def test_a_declared_year_comes_as_a_file_and_its_sidecar(bundle, data: Path, spbe) -> None:
    before = (data / "current").readlink()
    _bring_2025(bundle)
    assert spbe("seal", "annual_report_2025.csv", data=data, sources=bundle.root).code == 0
    ran = spbe("refresh", data=data, sources=bundle.root)
    assert ran.code == 0, ran.told
    assert "raw.spbe_annual_report 2025" in ran.out
    assert str((data / "current").readlink()).startswith("releases/2025-")
    with duckdb.connect(str(data / "current" / "spbe.duckdb"), read_only=True) as release:
        row = release.execute(
            "SELECT spbe_index, predikat, rank_in_kind, rank_in_province, index_change, rank_change "
            "FROM mart.region_ranking WHERE evaluation_year = 2025 AND region_code = '33.71'"
        ).fetchone()
        counted = release.execute(
            "SELECT count(spbe_index) FROM mart.region_ranking WHERE evaluation_year = 2025"
        ).fetchone()
    assert row is not None
    assert [float(row[0]), row[1], row[2], row[3], float(row[4]), row[5]] == [5.0, "Memuaskan", 1, 1, 1.31, 38]
    assert counted == (523,)
    assert "Kota Magelang" in ran.out
    assert "5.00 Memuaskan" in ran.out

    # Taken back: the year is awaited again, leaves the database, and the earlier release is current again.
    for suffix in (".csv", ".yml"):
        (bundle.root / "spbe_annual_report" / "snapshots" / f"annual_report_2025{suffix}").unlink()
    back = spbe("refresh", data=data, sources=bundle.root)
    assert back.code == 0, back.told
    assert (data / "current").readlink() == before
