"""What the READMEs and the planners' documents show is what a release answers; both READMEs state the same figures."""

from __future__ import annotations

import re
import shlex
import zipfile
from pathlib import Path

import pytest

from tests.commands import ROOT
from tests.shown_blocks import read_blocks
from warehouse.spec import Language

_READMES: dict[Language, Path] = {"en": ROOT / "README.md", "id": ROOT / "README.id.md"}
_DOCUMENTS = [(path, language) for language, path in _READMES.items()] + [
    (path, "id") for path in sorted((ROOT / "docs" / "id").glob("*.md"))
]
_SHOWN = [
    pytest.param(block, language, id=f"{path.name}-{at}")
    for path, language in _DOCUMENTS
    for at, block in enumerate(read_blocks(path))
]
#: The sections that both READMEs have.
_SECTIONS = {
    "Opening a release": "Membuka rilis",
    "Five questions": "Lima pertanyaan",
    "What was published, and what has changed": "Yang pernah diterbitkan, dan yang berubah",
    "What the figures may not be used for": "Yang tidak boleh dilakukan dengan angka ini",
    "Where the figures come from": "Dari mana angkanya",
    "How sure": "Seberapa pasti",
}
_LINK = re.compile(r"\]\(([^)\s]+)\)")


def _section(language: Language, heading: str) -> str:
    text = _READMES[language].read_text(encoding="utf-8")
    return text.split(f"\n## {heading}\n")[1].split("\n## ")[0]


@pytest.mark.parametrize(("block", "language"), _SHOWN)
def test_what_is_shown_is_what_is_answered(block, language, good, spbe, monkeypatch):
    monkeypatch.setattr("pipelines.inert._PIPED_WIDTH", 100)  # what fits a page
    if block.language == "sql":
        ran = spbe("sql", block.code, "--lang", language, data=good)
    else:
        program, *arguments = shlex.split(block.code)
        assert (block.language, program) == ("sh", ".venv/bin/spbe")
        ran = spbe(*arguments, data=good)
    assert ran.code == 0, ran.err
    answered = "".join(f"{line.rstrip()}\n" for line in ran.out.splitlines())
    assert block.printed.strip()
    assert f"\n{block.printed}" in f"\n{answered}"


@pytest.mark.parametrize(("english", "indonesian"), _SECTIONS.items())
def test_both_readmes_state_the_same_figures(english, indonesian):
    def figures(text: str) -> list[str]:
        told = re.sub(r"^```sql\n.*?^```", "", _LINK.sub("", text), flags=re.DOTALL | re.MULTILINE)
        return sorted(found.replace(",", ".") for found in re.findall(r"\d+(?:[.,]\d+)*", told))

    assert figures(_section("id", indonesian)) == figures(_section("en", english))


def test_both_readmes_begin_with_a_link_to_the_other():
    for language, other in (("en", "id"), ("id", "en")):
        first, *_ = _READMES[language].read_text(encoding="utf-8").splitlines()
        assert _LINK.findall(first) == [_READMES[other].name]


_COMMANDS = re.findall(r"^\| `spbe (.*?)` \|", "".join(path.read_text() for path in _READMES.values()), re.MULTILINE)


@pytest.mark.parametrize("command", sorted({*_COMMANDS}))
def test_every_command_of_a_readme_has_an_answer(command, good, spbe):
    ran = spbe(*shlex.split(command), data=good)
    assert (ran.code, ran.err) == (0, "")
    assert len(ran.out.splitlines()) > 1


def test_what_is_opened_is_in_a_release(good):
    (table, *_) = re.findall(r"\n\|---\|---\|\n(.*?)\n\n", _section("id", "Membuka rilis"), re.DOTALL)
    named = [name for row in table.splitlines() for name in re.findall(r"`([^`]+)`", row.split("|")[1])]
    assert {"spbe.duckdb", "csv-excel/peringkat.csv"} < set(named)
    assert [name for name in named if not (good / "current" / name).exists()] == []
    with zipfile.ZipFile(good / "current" / named[0]) as workbook:
        sheets = workbook.read("xl/workbook.xml").decode()
    assert [name for name in re.findall(r"\*\*(\w+)\*\*", table) if f'name="{name}"' not in sheets] == []


def test_links_of_documents_lead_somewhere():
    for path in (*_READMES.values(), *(ROOT / "docs").rglob("*.md")):
        for link in _LINK.findall(path.read_text(encoding="utf-8")):
            target, _, anchor = link.partition("#")
            if "://" in target:
                continue
            found = path.parent / target if target else path
            assert found.exists(), f"{path}: {link}"
            if anchor and found.suffix == ".md":
                headings = re.findall(r"^#+ (.*)$", found.read_text(encoding="utf-8"), re.MULTILINE)
                assert anchor in {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in headings}, (
                    f"{path}: {link}"
                )
