"""The workbooks of a release: opened by LibreOffice, recalculated, and read back equal to the views."""

from __future__ import annotations

import csv
import io
import os
import random
import re
import shutil
import subprocess
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import product
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from reports.workbook import write_workbooks
from reports.workbook.calculator import Formulas
from reports.workbook.instrument import Instrument, read_instrument
from sources.declaration.declared import read_sources
from sources.reading.content import identify
from sources.reading.readers import recognise
from sources.reading.workbook.opening import CALCULATOR, RELEASE_SHEETS
from warehouse.connection import Connection, open_release
from warehouse.releases import ReleaseFacts, read_manifest

YEAR = 2024
Rows = list[list[str | Decimal | None]]
#: The rows of each sheet, as a planner would ask for them.
SHEETS = {
    "Peringkat": f"FROM peringkat WHERE tahun = {YEAR}",
    "Deret waktu": "FROM profil WHERE indeks IS NOT NULL",
    "Provinsi": "FROM provinsi",
    "Domain": f"FROM domain WHERE tahun = {YEAR} AND macam_pembanding = 'sejenis'",
    "Pembanding": f"FROM pembanding WHERE tahun = {YEAR} AND macam_pembanding = 'tetangga terdekat'",
    "Jalan ke predikat": f"FROM langkah WHERE tahun = {YEAR}",
    "Jalan per domain": f"FROM langkah_domain WHERE tahun = {YEAR}",
    "Jalan per indikator": "FROM langkah_indikator",
    "Mentor": f"FROM mentor WHERE tahun = {YEAR}",
    "Teladan": f"FROM teladan WHERE tahun = {YEAR}",
    "Perubahan": f"FROM perubahan WHERE tahun = {YEAR}",
    "Target": "FROM target",
    "Rencana provinsi": "FROM rencana_provinsi",
    "Indonesia di dunia": "FROM indonesia_di_dunia",
    "Negara ASEAN": "FROM negara WHERE peringkat_asean IS NOT NULL",
    "Pernyataan": "FROM pernyataan",
    "Angka pernyataan": "FROM pernyataan_angka",
    "Tidak dievaluasi": "FROM tidak_dievaluasi",
    "Asal angka": "FROM asal_angka WHERE kolom = 'spbe_index' AND tabel = 'mart.region_ranking'",
    "Daerah": "FROM wilayah WHERE otonom",
    "Istilah": "FROM istilah",
}
OF_PROVINCES = {
    "Peringkat", "Deret waktu", "Domain", "Jalan ke predikat", "Jalan per domain", "Jalan per indikator", "Mentor",
    "Target", "Rencana provinsi", "Tidak dievaluasi",
}  # fmt: skip


@pytest.fixture(scope="module")
def release(good: Path) -> Iterator[Connection]:
    with open_release(good / "current" / "spbe.duckdb") as opened:
        yield opened


@pytest.fixture(scope="module")
def made(good: Path) -> Path:
    return (good / "current").resolve()


class Sheets(Mapping[str, Rows]):
    """The sheets of a workbook: texts, numbers, None for an empty cell. Each is read when it is asked for."""

    def __init__(self, files: dict[str, Path]) -> None:
        self._files, self._read = files, dict[str, Rows]()

    def __getitem__(self, name: str) -> Rows:
        if name not in self._read:
            self._read[name] = _cells(self._files[name])
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


@dataclass(frozen=True)
class Office:
    """LibreOffice with a profile of its own, in which every file is recalculated when it is opened."""

    folder: Path

    def sheets(self, *files: Path) -> list[Sheets]:
        """Every sheet of workbooks, all opened by one LibreOffice: to start it takes long."""
        # Comma, quotes around every text, UTF-8, values and not what is shown, every sheet.
        how = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,true,false,false,false,-1"
        ran = subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{self.folder}/profile", "--headless", "--convert-to", how,
             "--outdir", str(self.folder / "read"), *map(str, files)],
            capture_output=True, text=True, check=False, timeout=600,
        )  # fmt: skip
        read = [
            {
                path.stem.removeprefix(f"{file.stem}-"): path
                for path in (self.folder / "read").glob(f"{file.stem}-*.csv")
            }
            for file in files
        ]
        assert all(read), f"LibreOffice did not open all of {files}: {ran.stdout}{ran.stderr}"
        return [Sheets(one) for one in read]


_RECALCULATED = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item>
</oor:items>
"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    if shutil.which("soffice") is None:
        said = "LibreOffice Calc is not installed (Debian: apt-get install libreoffice-calc): no workbook was opened."
        if "CI" in os.environ:
            pytest.fail(said)
        pytest.skip(said)
    folder = tmp_path_factory.mktemp("office")
    (folder / "profile" / "user").mkdir(parents=True)
    (folder / "profile" / "user" / "registrymodifications.xcu").write_text(_RECALCULATED, encoding="utf-8")
    return Office(folder)


def _cells(file: Path) -> Rows:
    """The cells of a CSV file in which texts are quoted and numbers are not."""
    text = file.read_text(encoding="utf-8")
    marked = re.sub(r'"((?:[^"]|"")*)"', lambda found: f'"T{found[1]}"', text)
    rows = csv.reader(marked.splitlines(keepends=True))
    return [[_cell(cell) for cell in row] for row in rows]


def _cell(cell: str) -> str | Decimal | None:
    if cell.startswith("T"):
        return cell[1:]
    return Decimal(cell) if cell else None


def _table(sheet: Rows) -> list[dict[str, str | Decimal | None]]:
    """The rows below the headings of a data sheet, by heading."""
    at = next(number for number, row in enumerate(sheet) if row[0] == "← Panduan") + 1
    heads = [str(head) for head in sheet[at] if head]
    return [dict(zip(heads, row, strict=False)) for row in sheet[at + 1 :]]


def _as_cell(value: object) -> str | Decimal | None:
    if value is None or isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, date):
        return value.isoformat()
    assert isinstance(value, int | Decimal)
    return Decimal(value)


def _readable(name: str) -> str:
    return name.replace("_", " ").lower()


def _bare(heading: str) -> str:
    return (
        heading.lower()
        .replace("-", " ")
        .replace("km²", "km2")
        .replace("kab./kota", "kabkota")
        .replace("sha 256", "sha256")
    )


def _expected(release: Connection, query: str) -> list[dict[str, str | Decimal | None]]:
    result = release.execute(query)
    names = [_readable(name) for name, *_ in result.description or []]
    return [dict(zip(names, map(_as_cell, row), strict=True)) for row in result.fetchall()]


# --- the files ------------------------------------------------------------------------------------------------------


def test_a_release_holds_a_workbook_for_the_nation_and_one_for_each_province(made, release):
    provinces = release.execute("SELECT kode FROM wilayah WHERE jenis = 'provinsi'").fetchall()
    assert (made / f"spbe-{YEAR}.xlsx").is_file()
    files = sorted(file.name for file in (made / "provinsi").iterdir())
    assert [file.split("-")[0] for file in files] == sorted(code for (code,) in provinces)
    assert "96-papua-barat-daya.xlsx" in files
    assert "32-jawa-barat.xlsx" in files


def test_workbooks_of_the_same_release_are_equal_to_the_byte(made, release, tmp_path):
    manifest = read_manifest(made)
    assert manifest is not None
    day = release.execute("SELECT max(retrieved_on) FROM core.documents").fetchone()
    assert day is not None
    write_workbooks(release, tmp_path, ReleaseFacts(manifest["release_id"], YEAR, day[0]))
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert len(files) > 30
    for file in files:
        assert file.read_bytes() == (made / file.relative_to(tmp_path)).read_bytes(), file.name


def test_a_year_whose_instrument_is_not_known_yet_has_no_calculator_and_no_figures(release, tmp_path):
    write_workbooks(release, tmp_path, ReleaseFacts("2026-x", 2026, date(2026, 1, 1)))
    book = openpyxl.load_workbook(tmp_path / "spbe-2026.xlsx", read_only=True)
    assert "Kalkulator" not in book.sheetnames
    assert any(str(row[0]).startswith("Tidak ada data") for row in book["Peringkat"].iter_rows(values_only=True))
    assert any(
        "Tidak ada hasil 2026" in str(cell) for row in book["Profil"].iter_rows(values_only=True) for cell in row
    )


def test_tables_are_real_and_codes_are_texts_and_panes_are_frozen(made):
    book = openpyxl.load_workbook(made / "provinsi" / "32-jawa-barat.xlsx")
    assert set(book.sheetnames) == {"Panduan", "Grafik", "Arti kolom", *OF_PROVINCES}
    page = book["Peringkat"]
    (table,) = page.tables.values()
    assert table.name == "Peringkat"
    heads = [cell.value for cell in page[table.ref][0]]
    assert heads[:4] == ["Tahun", "Jenis", "Peringkat", "Daerah"]
    first = page[table.ref][1]
    by_head = dict(zip(heads, first, strict=True))
    assert by_head["Kode BPS"].data_type == "s"
    assert re.fullmatch(r"\d\d(\.\d\d)?", by_head["Kode"].value)
    assert by_head["Indeks"].data_type == "n"
    assert by_head["Indeks"].number_format == "0.00"
    assert by_head["Perubahan indeks"].number_format.startswith("+")
    assert page.freeze_panes == f"E{first[0].row}"
    assert page.page_setup.orientation == "landscape"
    assert page.conditional_formatting
    assert len(book["Grafik"]._charts) == 1


def test_the_guide_names_every_sheet_the_release_and_what_the_interval_is_of(made):
    manifest = read_manifest(made)
    for name in (f"spbe-{YEAR}.xlsx", "provinsi/96-papua-barat-daya.xlsx"):
        book = openpyxl.load_workbook(made / name, read_only=True)
        said = [str(cell) for row in book["Panduan"].iter_rows(values_only=True) for cell in row if cell]
        assert set(book.sheetnames) - {"Panduan"} <= set(said)
        assert any(manifest["release_id"] in text for text in said)
        assert any("meleset sedikit" in text and "bukan jaminan" in text for text in said)
        assert any("Tidak ada lisensi" in text or "lisensi" in text for text in said)


# --- the figures ----------------------------------------------------------------------------------------------------


LEVELS = [1 + number * 7 % 5 for number in range(47)]


def _type_into(file: Path, to: Path, region: str, kind: str, levels: Sequence[int]) -> Path:
    """Copy a workbook with other inputs; every formula keeps the value that it was written with."""
    names = re.findall(r'<sheet name="([^"]+)" sheetId="(\d+)"', zipfile.ZipFile(file).read("xl/workbook.xml").decode())
    parts = {name: f"xl/worksheets/sheet{number}.xml" for number, (name, _) in enumerate(names, start=1)}
    typed = {
        parts["Profil"]: {"B3": f't="inlineStr"><is><t>{region}</t></is></c>'},
        parts["Kalkulator"]: {
            "B5": f't="inlineStr"><is><t>{kind}</t></is></c>',
            "D3": f't="inlineStr"><is><t>{region}</t></is></c>',
            "F3": f"><v>{YEAR + 1}</v></c>",
            **{f"F{8 + at}": f"><v>{level}</v></c>" for at, level in enumerate(levels)},
        },
    }
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            text = old.read(part)
            for cell, content in typed.get(part, {}).items():
                pattern = rf'(<c r="{cell}" s="\d+")(?:/>| t="s"><v>\d+</v></c>)'
                changed, count = re.subn(pattern, lambda found, end=content: f"{found[1]} {end}", text.decode())
                assert count == 1, f"{part}: {cell}"
                text = changed.encode()
            new.writestr(part, text)
    return to


@dataclass(frozen=True)
class Read:
    """What LibreOffice reads in workbooks of the release, and in copies into which somebody has typed."""

    published: Sheets
    of_a_province: Sheets
    #: Kota Magelang and its levels.
    nation: Sheets
    #: A province with more targets than its profile shows.
    long: Sheets
    #: A region that was not evaluated, and a level that the scale does not have.
    unanswered: Sheets


@pytest.fixture(scope="module")
def read(office: Office, made: Path, release: Connection, tmp_path_factory: pytest.TempPathFactory) -> Read:
    ((silent,),) = release.execute(
        f"SELECT daerah FROM tidak_dievaluasi WHERE tahun = {YEAR} AND jenis = 'kabupaten' LIMIT 1"
    ).fetchall()
    book, folder = made / f"spbe-{YEAR}.xlsx", tmp_path_factory.mktemp("typed")
    # Papua Barat Daya is younger than some of its figures; one kota and five kabupaten, of which half were evaluated.
    return Read(
        *office.sheets(
            book,
            made / "provinsi" / "96-papua-barat-daya.xlsx",
            _type_into(book, folder / "kota.xlsx", "Kota Magelang", "kota", LEVELS),
            _type_into(book, folder / "banyak.xlsx", "Jawa Barat", "provinsi", LEVELS),
            _type_into(book, folder / "kosong.xlsx", silent, "kabupaten", [*[3] * 45, 6, 2]),
        )
    )


@pytest.fixture(scope="module")
def published(read: Read) -> Sheets:
    return read.published


@pytest.fixture(scope="module")
def nation(read: Read) -> Sheets:
    return read.nation


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_read_back_from_libreoffice_holds_the_rows_of_its_view(published, release, name):
    shown, expected = _table(published[name]), _expected(release, SHEETS[name])
    heads = [_bare(head) for head in shown[0]]
    assert set(heads) <= expected[0].keys()
    assert len(shown) == len(expected)
    for row, wanted in zip(shown, expected, strict=True):
        assert dict(zip(heads, row.values(), strict=True)) == {head: wanted[head] for head in heads}


@pytest.mark.parametrize("name", ["Profil", "Kalkulator"])
def test_values_written_with_the_formulas_are_what_they_give(published, made, name):
    # So that a reader without recalculation, such as a preview, shows right figures.
    book = openpyxl.load_workbook(made / f"spbe-{YEAR}.xlsx", read_only=True, data_only=True)
    written = {
        (row, column): value if isinstance(value, str) else round(value, 9)
        for row, cells in enumerate(book[name].iter_rows(values_only=True))
        for column, value in enumerate(cells)
        if value not in {None, ""}
    }
    given = {
        (row, column): value if isinstance(value, str) else round(float(value), 9)
        for row, cells in enumerate(published[name])
        for column, value in enumerate(cells)
        if value not in {None, ""}
    }
    assert len(written) > 200
    assert given == written


def test_no_formula_fails_and_no_cell_is_an_error(nation):
    for name, rows in nation.items():
        broken = [cell for row in rows for cell in row if isinstance(cell, str) and re.match(r"(#|Err:)", cell)]
        assert not broken, (name, broken[:3])


def test_a_province_has_its_rows_and_its_own_government(read, release):
    sheets = read.of_a_province
    assert {name for name in sheets if name not in {"Panduan", "Grafik", "Arti kolom"}} == OF_PROVINCES
    its = {code for (code,) in release.execute("SELECT kode FROM profil WHERE kode_terbaru LIKE '96%'").fetchall()}
    for name in OF_PROVINCES:
        expected = [row for row in _expected(release, SHEETS[name]) if row["kode"] in its]
        if not expected:
            assert any("Tidak ada data" in str(row[0]) for row in sheets[name]), name
            continue
        shown = _table(sheets[name])
        assert [row["Kode"] for row in shown] == [row["kode"] for row in expected], name
    assert any(row["Daerah"] == "Kabupaten Tambrauw" for row in _table(sheets["Tidak dievaluasi"]))


# --- the profile ----------------------------------------------------------------------------------------------------


def _part(sheet: Rows, title: str) -> list[dict[str, str | Decimal | None]]:
    """The rows of a part of the profile, by heading; without those that say nothing."""
    at = next(number for number, row in enumerate(sheet) if str(row[0]).startswith(title)) + 1
    heads = [str(head) for head in sheet[at] if head]
    rows = []
    for row in sheet[at + 1 :]:
        if row[0] is None:
            break
        rows.append(dict(zip(heads, row, strict=False)))
    return rows


def test_the_profile_shows_the_region_that_was_chosen(nation, release):
    profile = nation["Profil"]
    (ranked,) = _expected(release, f"FROM peringkat WHERE tahun = {YEAR} AND daerah = 'Kota Magelang'")
    (shown,) = _part(profile, f"Hasil {YEAR}")
    assert len(shown) > 8
    assert {_bare(head): value for head, value in shown.items()} == {
        head: "–" if ranked[head] is None else ranked[head] for head in map(_bare, shown)
    }
    years = {row["Tahun"]: row["Indeks"] for row in _part(profile, "Dari tahun ke tahun")}
    told = "SELECT tahun, indeks FROM profil WHERE daerah = 'Kota Magelang' AND indeks IS NOT NULL"
    known = dict(release.execute(told).fetchall())
    assert {year: index for year, index in years.items() if index != "–"} == known
    domains = release.execute(
        "SELECT kode_besaran, nilai, median_pembanding, posisi FROM domain WHERE daerah = 'Kota Magelang' AND "
        f"tahun = {YEAR} AND macam_pembanding = 'sejenis' AND kode_besaran IN ('INDEX', 'D1', 'D2', 'D3', 'D4')"
    ).fetchall()
    part = _part(profile, "Domain dibanding semua")
    assert {(r["Kode besaran"], r["Nilai"], r["Median pembanding"], r["Posisi"]) for r in part} == set(domains)
    peers = [r["Pembanding"] for r in _part(profile, "Tetangga terdekat")]
    told = (
        f"SELECT pembanding FROM pembanding WHERE tahun = {YEAR} AND daerah = 'Kota Magelang' "
        "AND macam_pembanding = 'tetangga terdekat' ORDER BY urutan"
    )
    assert peers == [name for (name,) in release.execute(told).fetchall()]


def test_a_profile_says_how_many_rows_it_leaves_out(read, release):
    ((targets,),) = release.execute("SELECT count(*) FROM target WHERE daerah = 'Jawa Barat'").fetchall()
    assert targets > 8
    said = {row[0]: row[3] for row in read.long["Profil"] if row[0] in {"Mentor", "Target"}}
    assert said["Target"] == f"8 dari {targets} baris; selebihnya di lembar Target."
    assert "baris" not in str(said["Mentor"])


def test_a_profile_without_a_result_says_so(read):
    profile = read.unanswered["Profil"]
    said = [str(cell) for row in profile for cell in row if cell]
    assert any(text.startswith(f"Tidak ada hasil {YEAR}") for text in said)
    assert any("Bukan berarti tidak perlu" in text for text in said)
    assert _part(profile, f"Hasil {YEAR}")[0]["Indeks"] == "–"


def test_a_level_off_the_scale_gives_no_index(read):
    sheet = read.unanswered["Kalkulator"]
    shown = dict(zip(sheet[3], sheet[4], strict=True))
    assert shown["Tingkat terisi"] == 46
    assert [row[7] for row in sheet[7:54] if row[7]] == ["← bukan bilangan 1–5"]
    assert sheet[7 + 45][7]
    assert not shown["Indeks SPBE"]
    assert not shown["Predikat"]


# --- the calculator -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def instrument(release: Connection) -> Instrument:
    return read_instrument(release, YEAR)


@dataclass(frozen=True)
class Result:
    """What the instrument makes of levels, in whole hundredths of a percent: no rounding before the end."""

    exact: Decimal
    rounded: Decimal
    grade: str
    missing: Decimal | None
    rank: int
    parts: tuple[Decimal, ...]


def _of_levels(
    nodes: Sequence[tuple[str, str, Decimal]], bands: Sequence[tuple[str, Decimal]],
    indices: Sequence[Decimal], levels: Sequence[int],
) -> Result:  # fmt: skip
    exact = sum(weight * level for (_, _, weight), level in zip(nodes, levels, strict=True)) / Decimal(100)
    rounded = exact.quantize(Decimal("0.01"), ROUND_HALF_UP)
    above = [edge for _, edge in bands if edge > exact]
    parts = []
    for at in (0, 1):
        for part in dict.fromkeys(node[at] for node in nodes):
            its = [(node[2], level) for node, level in zip(nodes, levels, strict=True) if node[at] == part]
            value = sum(weight * level for weight, level in its) / sum(weight for weight, _ in its)
            parts.append(value.quantize(Decimal("0.01"), ROUND_HALF_UP))
    return Result(
        exact=exact,
        rounded=rounded,
        grade=[grade for grade, edge in bands if edge <= exact][-1],
        missing=above[0] - exact if above else None,
        rank=1 + sum(index > rounded for index in indices),
        parts=tuple(parts),
    )


@pytest.fixture(scope="module")
def rules(release: Connection) -> tuple[list, list, list]:
    """Weights, edges and the indices of kota, straight from the tables."""
    nodes = release.execute(
        "SELECT i.part_code, i.parent_code, i.weight_percent FROM core.instrument_nodes AS i "
        "WHERE i.instrument = 'SPBE-2020' AND i.is_leaf ORDER BY i.number"
    ).fetchall()
    bands = release.execute(
        "SELECT predikat, coalesce(lower_inclusive, 1) AS edge FROM core.predikat_bands "
        "WHERE instrument = 'SPBE-2020' ORDER BY edge"
    ).fetchall()
    indices = release.execute(
        f"SELECT spbe_index FROM mart.region_ranking WHERE evaluation_year = {YEAR} AND kind = 'kota' "
        "AND rank_in_kind > 0"
    ).fetchall()
    return nodes, bands, [index for (index,) in indices]


def test_the_calculator_of_the_workbook_gives_what_the_instrument_says(nation, rules):
    wanted = _of_levels(*rules, LEVELS)
    sheet = nation["Kalkulator"]
    shown = dict(zip(sheet[3], sheet[4], strict=True))
    assert shown["Indeks sebelum dibulatkan"] == wanted.exact
    assert shown["Indeks SPBE"] == wanted.rounded
    assert shown["Predikat"] == wanted.grade
    assert shown["Poin ke predikat itu"] == wanted.missing
    assert shown[f"Peringkat pada {YEAR}"] == wanted.rank
    assert shown["Tingkat terisi"] == 47
    parts = [row[11] for row in sheet[7:11]] + [row[11] for row in sheet[13:21]]
    assert tuple(parts) == wanted.parts


def test_what_an_agency_types_into_the_calculator_comes_back_as_its_levels(nation):
    # The other sheets only say that it is a release; reading all of them takes long.
    book = openpyxl.Workbook()
    assert {*RELEASE_SHEETS, CALCULATOR} <= set(nation)
    for name in RELEASE_SHEETS:
        book.create_sheet(name)
    page = book.create_sheet(CALCULATOR)
    for row in nation[CALCULATOR]:
        page.append(row)
    packed = io.BytesIO()
    book.save(packed)
    reader, (part,) = recognise(identify("spbe.xlsx", packed.getvalue()), read_sources())
    assert (reader.source, part.same_as, part.edition) == ("spbe_typed_levels", "Kota Magelang", YEAR + 1)
    typed = {row["measure"]: int(row["printed_value"]) for row in part.rows}
    assert typed == {f"I{number:02}": level for number, level in enumerate(LEVELS, start=1)}


def test_the_calculators_formulas_agree_with_the_instrument_for_a_thousand_sets_of_levels(
    office, instrument, rules, tmp_path
):
    nodes, bands, indices = rules
    chance = random.Random(59)
    sets = [[chance.randint(1, 5) for _ in nodes] for _ in range(902)]
    # Levels that differ little have an index near their mean, and so near the edges.
    for base, share in product((1, 2, 3, 4), (0, 0.1, 0.2, 0.5, 0.8, 0.9)):
        sets += [[base + (chance.random() < share) for _ in nodes] for _ in range(4)]
    sets = sets[:998]
    sets += [[1] * 47, [5] * 47]
    file = tmp_path / "seribu.xlsx"
    book = xlsxwriter.Workbook(str(file))
    page = book.add_worksheet("Uji")
    count = len(nodes)
    for row, node in enumerate(nodes):
        for column, value in enumerate((node[1], node[0], float(node[2]))):
            page.write(row, column, value)
    for row, (grade, edge) in enumerate(bands):
        page.write(row, 3, grade)
        page.write(row, 4, float(edge))
    for row, index in enumerate(indices):
        page.write(row, 5, "kota")
        page.write(row, 6, float(index))
    for at, levels in enumerate(sets):
        letter = xl_col_to_name(10 + at)
        page.write_column(0, 10 + at, levels)
        formulas = Formulas(
            instrument, f"{letter}$1:{letter}${count}", f"$C$1:$C${count}", f"$A$1:$A${count}", f"$B$1:$B${count}",
            f"$D$1:$D${len(bands)}", f"$E$1:$E${len(bands)}", f"$F$1:$F${len(indices)}", f"$G$1:$G${len(indices)}",
        )  # fmt: skip
        filled, exact, rounded = (f"{letter}{count + number}" for number in (1, 2, 3))
        asked = [
            formulas.filled(), formulas.exact(filled), formulas.rounded(exact), formulas.grade(exact),
            formulas.missing(exact), formulas.rank(rounded, '"kota"'),
            *(formulas.part(formulas.domains, f'"{code}"', filled) for code in dict.fromkeys(n[0] for n in nodes)),
            *(formulas.part(formulas.aspects, f'"{code}"', filled) for code in dict.fromkeys(n[1] for n in nodes)),
        ]  # fmt: skip
        for row, formula in enumerate(asked, start=count):
            page.write_formula(row, 10 + at, f"={formula}")
    book.close()
    (read,) = office.sheets(file)
    (sheet,) = read.values()
    grades = Counter()
    for at, levels in enumerate(sets):
        wanted = _of_levels(nodes, bands, indices, levels)
        grades[wanted.grade] += 1
        got = [sheet[row][10 + at] for row in range(count, count + 18)]
        assert got == [47, wanted.exact, wanted.rounded, wanted.grade, wanted.missing or "", wanted.rank, *wanted.parts]
    assert len(sets) == 1000
    assert min(grades[grade] for grade, _ in bands) >= 2
