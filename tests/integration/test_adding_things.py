"""A source and a mart come about as docs/architecture.md says, on a copy of the project; what is missing is named."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
import yaml

from tests.commands import ROOT

NAME = "example"
SECTION = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").split("## Adding a source or a mart\n")[1]
#: What describes the table of the new source: what describes one of the project's, but for this.
LIKE = ROOT / "sources" / "spbe_annual_report" / "snapshots" / "annual_report_2024.yml"
ITS_OWN = {
    "document_id": "example-2025", "file": "example_2025.csv", "edition": 2025, "document_type": "portal_table",
    "evidence_grade": "C", "held_copy": {"kind": "transcription"}, "states": {}, "notes": [],
}  # fmt: skip
#: Of the pages of regions, which take longest and know nothing of a new source or mart, those in one language.
_PAGES_IN_ONE_LANGUAGE = """
from dataclasses import replace
MAKERS = tuple(replace(maker, beside=maker.beside[:1]) for maker in MAKERS)
"""


class Copy:
    """A copy of the project, and commands run in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for room in ("pipelines", "assets", "sources", "expectations", "warehouse", "reports", "requirements"):
            shutil.copytree(ROOT / room, root / room)
        with (root / "reports" / "makers.py").open("a", encoding="utf-8") as makers:
            makers.write(_PAGES_IN_ONE_LANGUAGE)
        (root / "docs").mkdir()
        shutil.copy(ROOT / "dagster.yaml", root)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "SPBE_DATA": str(self.root / "data"), "SPBE_SOURCES": "", "PYTHONPATH": ""}
        return subprocess.run(
            [sys.executable, *arguments], cwd=self.root, env=environment, capture_output=True, text=True, check=False
        )

    def spbe(self, *arguments: str) -> None:
        ran = self.run("-m", "pipelines.cli", *arguments)
        assert ran.returncode == 0, ran.stdout + ran.stderr

    def load(self) -> str:
        """Load the definitions; the last line of what goes wrong."""
        ran = self.run("-c", "import pipelines.definitions")
        return ran.stderr.strip().splitlines()[-1] if ran.returncode else ""


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    """The project after the commands of the section up to `make refresh`."""
    copy = Copy(tmp_path / "project")
    (block,) = re.findall(r"```\n(.*?)```", SECTION.split("\n## ")[0], re.DOTALL)
    commands = [shlex.split(line.replace("NAME", NAME)) for line in block.splitlines()]
    assert commands[-2:] == [["make", "dictionary"], ["make", "refresh"]]
    for command in commands[:-2]:
        assert command[0] == ".venv/bin/spbe"
        copy.spbe(*command[1:])
    copy.spbe("dictionary")
    return copy


def test_a_new_source_and_a_new_mart_are_published_and_what_they_lack_is_named(copy: Copy) -> None:
    folder = copy.root / "sources" / NAME
    snapshot = folder / "snapshots" / "example_2025.csv"
    snapshot.parent.mkdir()
    snapshot.write_text('pdf_page,row_no,agency,index,predikat\n1,1,Kota Magelang,"3,10",Baik\n', encoding="utf-8")
    described = yaml.safe_load(LIKE.read_text(encoding="utf-8")) | ITS_OWN
    snapshot.with_suffix(".yml").write_text(yaml.safe_dump(described, sort_keys=False), encoding="utf-8")
    declared = (folder / "source.yml").read_text(encoding="utf-8")
    (folder / "source.yml").write_text(re.sub(r"(years:\n)  - \d+", r"\1  - 2025", declared), encoding="utf-8")
    copy.spbe("seal", "example_2025.csv")
    copy.spbe("refresh")
    with duckdb.connect(str(copy.root / "data" / "current" / "spbe.duckdb"), read_only=True) as release:
        counted = release.execute(
            "SELECT region_count FROM mart.example WHERE kind = 'kota' AND evaluation_year = 2024"
        )
        assert counted.fetchall() == [(93,)]
        stated = release.execute("SELECT printed_value FROM core.observations WHERE document_id = 'example-2025'")
        assert sorted(stated.fetchall()) == [("3,10",), ("Baik",)]
        derived = release.execute("SELECT count(*) FROM mart.figure_derivations WHERE mart_table = 'mart.example'")
        assert derived.fetchone() != (0,)

    for file in (f"warehouse/sql/mart/{NAME}.sql", f"warehouse/tables/raw/{NAME}.yml"):
        path = copy.root / file
        kept = path.read_text(encoding="utf-8")
        path.unlink()
        assert file in copy.load()
        path.write_text(kept, encoding="utf-8")
    stray = copy.root / "warehouse" / "sql" / "mart" / "stray.sql"
    stray.write_text("SELECT 1", encoding="utf-8")
    ran = copy.run("-m", "pipelines.cli", "refresh")
    assert ran.returncode == 1
    why = "warehouse/sql makes ['mart.stray']: write warehouse/tables/mart/stray.yml, or remove it.\n"
    assert ran.stderr.startswith(f"{why}Nothing was published. Release ")
    stray.unlink()
    model = copy.root / "warehouse" / "sql" / "mart" / f"{NAME}.sql"
    model.write_text(model.read_text(encoding="utf-8").replace("mart.region_ranking", "mart.nothing"), encoding="utf-8")
    assert f"mart.{NAME} reads ['mart.nothing'], which is not declared" in copy.load()
    for kind, taken in (("mart", NAME), ("source", "network")):
        again = copy.run("-m", "pipelines.cli", "new", kind, taken)
        assert again.returncode == 1
        assert "there already" in again.stderr
