"""What readers build upon stays: a break is refused, an addition is noted, a former name goes on answering."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest
import yaml

from reports.planner import contract, former, planner_statements
from reports.planner.contract import (
    ContractBroken,
    breaks,
    contract_text,
    note_contract,
    published_surface,
    read_contract,
)
from tests.commands import ROOT
from tests.saved_queries import columns_of, read_saved, save
from warehouse import schema
from warehouse.tables import PUBLISHED


@pytest.fixture(scope="module")
def now() -> contract.Surface:
    return published_surface()


@pytest.fixture(scope="module")
def empty() -> Iterator[duckdb.DuckDBPyConnection]:
    """A release without rows."""
    with duckdb.connect(config={"threads": 1}) as connection:
        for table in PUBLISHED:
            if table.in_database:
                schema.create(connection, table, keyed=False)
        for statement in planner_statements():
            connection.execute(statement)
        yield connection


def test_what_is_published_is_what_was_promised(now) -> None:
    promised = read_contract()
    assert breaks(promised.surface, now) == []
    assert promised.surface == now, "something has been added: run `make dictionary`, which notes it"
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert [one["name"] for one in former.read_former() if f"`{one['name']}`" not in changes] == []
    assert promised.version.startswith("1.") or f"Schema {promised.version.partition('.')[0]}" in changes


_PROMISED = {
    "tables": {"mart.scores": {"year": "INTEGER [year]", "grade": "VARCHAR {grade}"}},
    "parquet": {"core.others": {"year": "INTEGER [year]"}},
    "views": {"nilai": {"tahun": "INTEGER [year]"}},
    "macros": {"nilai": {"daerah": "needed", "tahun": "optional"}},
    "codes": {"grade": {"good": "", "poor": ""}},
}


def _with(path: str, value: object) -> contract.Surface:
    """What was promised, with one thing otherwise; None: without it."""
    changed = yaml.safe_load(yaml.safe_dump(_PROMISED))
    *way, last = path.split("/")
    at = changed
    for step in way:
        at = at.setdefault(step, {})
    if value is None:
        del at[last]
    else:
        at[last] = value
    return changed


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("tables/mart.scores", None), "tables: mart.scores is gone"),
        (("tables/mart.scores/grade", None), "tables: mart.scores: grade is gone"),
        (("tables/mart.scores/year", "BIGINT [year]"), "year was INTEGER [year], and is BIGINT [year]"),
        (("tables/mart.scores/year", "INTEGER [count]"), "year was INTEGER [year], and is INTEGER [count]"),
        (("tables/mart.scores/grade", "VARCHAR {other}"), "grade was VARCHAR {grade}, and is VARCHAR {other}"),
        (("parquet/core.others", None), "parquet: core.others is gone"),
        (("views/nilai/tahun", None), "views: nilai: tahun is gone"),
        (("macros/nilai/daerah", "optional"), "daerah was needed, and is optional"),
        (("macros/nilai/jenis", "needed"), "now needs daerah, jenis, where daerah were enough"),
        (("codes/grade/poor", None), "codes: grade: poor is gone"),
        (("tables/mart.scores/note", "VARCHAR"), None),
        (("tables/mart.more", {"year": "INTEGER [year]"}), None),
        (("macros/nilai/jenis", "optional"), None),
        (("codes/grade/fair", ""), None),
    ],
)
def test_a_break_is_told_and_refused_and_an_addition_is_noted(tmp_path, monkeypatch, change, told) -> None:
    file = tmp_path / "contract.yml"
    file.write_text(contract_text("1.4", _PROMISED), encoding="utf-8")
    changed = _with(*change)
    monkeypatch.setattr(contract, "published_surface", lambda: changed)
    if told is None:
        assert note_contract(file)
        assert (read_contract(file).version, read_contract(file).surface) == ("1.5", changed)
        assert not note_contract(file)
        return
    assert any(told in one for one in breaks(_PROMISED, changed))
    before = file.read_text(encoding="utf-8")
    with pytest.raises(ContractBroken, match=r"former\.yml"):
        note_contract(file)
    assert file.read_text(encoding="utf-8") == before
    file.write_text(before.replace("version: '1.4'", "version: '2.0'"), encoding="utf-8")  # a person decides so
    assert note_contract(file)
    assert (read_contract(file).version, read_contract(file).noted, read_contract(file).surface) == (
        "2.0",
        "2.0",
        changed,
    )


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[list[dict[str, str]]], None]]:
    """Write the former names into a folder of their own."""

    def write(entries: list[dict[str, str]]) -> None:
        (tmp_path / "former.yml").write_text(yaml.safe_dump({"former": entries}), encoding="utf-8")
        contract.planner_statements.__globals__["_of_any_release"].cache_clear()

    monkeypatch.setattr(former, "FOLDER", tmp_path)
    yield write
    contract.planner_statements.__globals__["_of_any_release"].cache_clear()


def test_a_former_name_that_a_view_or_a_macro_keeps_is_no_break(folder, now, monkeypatch) -> None:
    promised = {
        "tables": {"core.words": {"list": "VARCHAR [code]", "code": "VARCHAR"}},
        "macros": {"kata": {"daftar": "needed", "bahasa": "optional"}},
    }
    monkeypatch.setattr(contract, "read_contract", lambda: contract.Contract("1.4", "1.4", promised))
    assert breaks(promised, now) == ["tables: core.words is gone", "macros: kata is gone"]
    view = {"name": "core.words", "since": "1.5", "select": "SELECT code_list AS list, code FROM core.codes"}
    macro = {
        "name": "kata",
        "since": "1.5",
        "arguments": "daftar, bahasa := 'id'",
        "select": "SELECT daftar AS a, bahasa AS b",
    }
    folder([view, macro])
    assert breaks(promised, published_surface()) == []
    folder([{**view, "select": "SELECT 1 AS list, code FROM core.codes"}, macro])
    assert breaks(promised, published_surface()) == [
        "tables: core.words: list was VARCHAR [code], and is INTEGER [code]"
    ]


def test_saved_queries_answer_what_they_answered(empty) -> None:
    if os.environ.get("UPDATE_SNAPSHOT"):
        save(empty)
    saved = read_saved()
    assert len(saved) > 50
    wrong = {}
    for query, columns in saved.items():
        answered = columns_of(empty, query)
        if missing := {name: type_ for name, type_ in columns.items() if answered.get(name) != type_}:
            wrong[query] = missing
    assert wrong == {}
