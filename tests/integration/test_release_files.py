"""What a release holds besides its tables: equal to the views, and described as it is."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import shutil
import subprocess
import zlib
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from reports.changes import CHANGES
from reports.csv_files import LEFT_OUT, csv_views
from reports.makers import MAKERS
from reports.planner import read_views
from reports.planner.macros import read_macros
from warehouse.connection import open_release
from warehouse.publish import CHECKSUMS
from warehouse.releases import DATABASE, DATABASES, MANIFEST, WEB_DATABASE, read_manifest


@pytest.fixture(scope="module")
def current(good: Path) -> Path:
    return (good / "current").resolve()


@pytest.fixture(scope="module")
def release(current):
    with open_release(current / "spbe.duckdb") as opened:
        yield opened


def _rows(file: Path, **how: str) -> list[list[str]]:
    with file.open(newline="", **how) as stream:
        return list(csv.reader(stream, delimiter=";" if file.parent.name == "csv-excel" else ","))


def _plain(value: object) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _indonesian(value: object) -> str:
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    return str(value).replace(".", ",") if isinstance(value, Decimal) else _plain(value)


def _shown(cell: str) -> str:
    return "".join(re.findall(r'"((?:""|[^"])*)"', cell)).replace('""', '"') if cell.startswith("=") else cell


def test_every_file_is_one_part_and_no_other(current):
    parts = [file for maker in MAKERS for file in maker.files_in(current)]
    tables = [current / DATABASE, *(current / "parquet").glob("*")]
    files = {file for file in current.rglob("*") if file.is_file()} - {current / MANIFEST, current / CHECKSUMS}
    assert sorted([*parts, *tables]) == sorted(files)


def test_the_database_is_small_enough_to_be_sent_by_mail(current):
    # As a zip: DuckDB gives each table whole blocks of 256 KiB, so that the file itself is mostly empty room.
    with (current / "spbe.duckdb").open("rb") as database:
        assert len(zlib.compress(database.read())) <= 3_000_000


def test_the_part_for_the_web_is_small_enough_to_be_loaded_with_a_page(current):
    content = (current / WEB_DATABASE).read_bytes()
    assert len(content) <= 10_000_000
    assert len(zlib.compress(content)) <= 1_250_000


def test_a_first_release_answers_as_of_its_own_time_and_tells_that_it_is_the_first(current, release):
    recorded = ", ".join(column.names.id for column in read_macros()["peringkat_pada"].view.columns)
    for year in (2023, 2024):
        asked = release.execute(f"FROM peringkat_pada((SELECT max(diterbitkan_pada) FROM rilis), {year})").fetchall()
        assert asked == release.execute(f"SELECT {recorded} FROM peringkat({year})").fetchall()
        assert len(asked) > 500
    told = (current / CHANGES).read_text(encoding="utf-8")
    for heading, first in (("# Perubahan dalam rilis", "Rilis pertama"), ("# Changes in release", "The first release")):
        assert f"{heading} {current.name}\n" in told
        assert f"\n{first} " in told


def test_every_view_but_the_longest_is_a_file_of_each_kind_with_its_very_rows(current, release):
    assert set(csv_views()) == set(read_views()) - LEFT_OUT
    for folder in ("csv", "csv-excel"):
        assert {file.stem for file in (current / folder).iterdir()} == set(csv_views())
    for name, view in csv_views().items():
        rows = release.execute(f"FROM {name}").fetchall()
        names = [column.names.id for column in view.columns]
        plain, *plain_rows = _rows(current / "csv" / f"{name}.csv", encoding="utf-8")
        excel, *excel_rows = _rows(current / "csv-excel" / f"{name}.csv", encoding="utf-8-sig")
        assert plain == excel == names
        assert len(plain_rows) == len(excel_rows) == len(rows)
        step = 1 + len(rows) // 4000  # of the longest, a part
        for row, in_plain, in_excel in list(zip(rows, plain_rows, excel_rows, strict=True))[::step]:
            assert in_plain == [_plain(value) for value in row], name
            assert [_shown(cell) for cell in in_excel] == [_indonesian(value) for value in row], name
        assert (current / "csv-excel" / f"{name}.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_spreadsheet_in_indonesian_reads_codes_as_text_and_figures_as_numbers(current, release, tmp_path):
    office = shutil.which("soffice")
    assert office, "LibreOffice Calc is missing: install the package libreoffice-calc"
    names = ["peringkat", "koreksi", "target"]
    subprocess.run(
        [office, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "xlsx",
         "--infilter=CSV:59,34,UTF8,1,,1057,false,true,false", "--outdir", tmp_path,
         *(current / "csv-excel" / f"{name}.csv" for name in names)],
        check=True, capture_output=True,
    )  # fmt: skip
    for name in names:
        (sheet,) = openpyxl.load_workbook(tmp_path / f"{name}.xlsx", read_only=True, data_only=True)
        found = list(sheet.iter_rows(min_row=2, values_only=True))
        expected = release.execute(f"FROM {name}").fetchall()
        assert len(found) == len(expected)
        for got, row in zip(found, expected, strict=True):
            for cell, value in zip(got, row, strict=False):
                if isinstance(value, Decimal):
                    assert cell == pytest.approx(float(value)), (name, row)
                elif isinstance(value, date):
                    assert cell.date() == value, (name, row)
                else:
                    assert (cell if cell is not None else "") == (value if value is not None else ""), (name, row)


def test_the_data_package_is_valid_and_its_columns_are_those_of_the_views(current, release):
    from frictionless import Package

    package = Package(str(current / "datapackage.json"))
    report = package.validate(limit_rows=400)
    assert report.valid, report.flatten(["taskNumber", "fieldName", "note"])
    described = json.loads((current / "datapackage.json").read_text(encoding="utf-8"))
    assert described["version"] == read_manifest(current)["release_id"]
    types = {"INTEGER": "integer", "BIGINT": "integer", "BOOLEAN": "boolean", "DATE": "date", "VARCHAR": "string"}
    assert {resource["name"] for resource in described["resources"]} == set(csv_views())
    for resource in described["resources"]:
        columns = release.execute(f"DESCRIBE {resource['name']}").fetchall()
        fields = resource["schema"]["fields"]
        assert [(one["name"], one["type"]) for one in fields] == [
            (name, types.get(kind, "number")) for name, kind, *_ in columns
        ]
        assert all(one["description"] for one in fields)
        file = (current / resource["path"]).read_bytes()
        assert (resource["bytes"], resource["hash"]) == (len(file), f"sha256:{hashlib.sha256(file).hexdigest()}")
        key = ", ".join(resource["schema"]["primaryKey"])
        count, keys = release.execute(f"SELECT count(*), count(DISTINCT ({key})) FROM {resource['name']}").fetchone()
        assert count == keys, resource["name"]
    index = next(one for one in described["resources"] if one["name"] == "peringkat")["schema"]["fields"]
    assert next(one for one in index if one["name"] == "indeks")["unit"] == "1-5 (0-5: SPBE-2018)"


def test_every_document_is_a_source_with_its_terms_and_no_licence_is_made_up(current, release):
    described = json.loads((current / "datapackage.json").read_text(encoding="utf-8"))
    documents = release.execute(
        "SELECT d.document_id, c.label_id, c.label_en, c.text_id, c.text_en FROM core.documents AS d "
        "INNER JOIN core.codes AS c ON c.code_list = 'licence' AND d.licence = c.code ORDER BY d.document_id"
    ).fetchall()
    assert len(documents) == release.execute("SELECT count(*) FROM core.documents").fetchone()[0]
    for one, (document_id, *texts) in zip(described["sources"], documents, strict=True):
        assert one["documentId"] == document_id
        assert all(text in f"{one['licence']} {one['terms']}" for text in texts)
    assert "licenses" not in described
    citation = (current / "CITATION.txt").read_text(encoding="utf-8")
    for part in (read_manifest(current)["release_id"], *{text for _, *texts in documents for text in texts}):
        assert part in citation


def test_the_catalogue_record_names_every_file_with_its_sum_but_those_that_differ_each_time(current):
    record = json.loads((current / "dcat.jsonld").read_text(encoding="utf-8"))
    dataset = record["dcat:dataset"]
    distributions = {one["dcat:downloadURL"]["@id"]: one for one in dataset["dcat:distribution"]}
    kinds = {".csv", ".duckdb", ".parquet", ".xlsx"}
    files = {str(file.relative_to(current)) for file in current.rglob("*") if file.suffix in kinds}
    assert set(distributions) == files
    sums = dict(reversed(line.split("  ")) for line in (current / "SHA256SUMS").read_text().splitlines())
    for name, one in distributions.items():
        stated = one.get("spdx:checksum", {}).get("spdx:checksumValue", {}).get("@value")
        assert stated == (None if name in DATABASES else sums[name]), name
    assert dataset["dct:identifier"] == read_manifest(current)["release_id"]
    assert dataset["dct:modified"]["@value"] == read_manifest(current)["data_date"]
    assert (dataset["dct:temporal"]["dcat:startDate"]["@value"], dataset["dct:language"][0]["@id"][-3:]) == (
        "2003",
        "IND",
    )


def test_the_sums_of_a_release_can_be_checked_where_it_lies(current):
    ran = subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=current, check=False)
    assert ran.returncode == 0
    listed = {line.split("  ")[1] for line in (current / "SHA256SUMS").read_text().splitlines()}
    files = {str(file.relative_to(current)) for file in current.rglob("*") if file.is_file()}
    assert listed == files - {"SHA256SUMS", "manifest.json"}
    assert set(read_manifest(current)["files"]) == files - {"manifest.json"}
