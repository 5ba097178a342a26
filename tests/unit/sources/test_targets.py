"""Targets and costs of a planner: a short file reads to whole rows, or is refused with its line, value and remedy."""

from dataclasses import replace
from datetime import date

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sources.declaration.declared import read_sources
from sources.declaration.snapshot_table import read_snapshot
from sources.intake.identity import label_of
from sources.intake.reference_lists import Instrument
from sources.intake.row_checks import row_problems
from sources.reading.content import identify
from sources.reading.parts import NotThis
from sources.reading.readers import recognise
from sources.targets.parse import READER, TARGETS
from tests.commands import ROOT
from tests.unit.sources.conftest import Reads, as_csv, as_table, as_xlsx

_read = Reads(READER, "targets.yml")
_GOOD = {"target_id": "kota-contoh-2026", "subject_code": "33.71", "target_value": "3,80", "instrument": "SPBE-2020"}
_COST = {"instrument": "SPBE-2020", "node_code": "I29", "step_cost": "3"}


def _yaml(*targets, costs=(), name=None):
    """A file as a planner types it: one entry a line, every text quoted."""
    lists = {"targets": targets, "indicator_costs": costs}
    text = f"name: {name}\n" if name else ""
    for key, entries in lists.items():
        typed = [
            yaml.safe_dump(entry, default_style='"', default_flow_style=True, width=100_000, allow_unicode=True)
            for entry in entries
        ]
        text += f"{key}:\n" * bool(typed) + "".join(f"  - {line}" for line in typed)
    return text


def test_one_line_is_a_whole_target_and_what_was_filled_in_is_named():
    (part,) = _read(_yaml(_GOOD | {"target_year": "2025"}))
    assert (part.raw_table, part.edition, part.states) == ("targets", None, {"targets": 1})
    assert part.rows == (
        dict.fromkeys(TARGETS.columns, "")
        | _GOOD
        | {
            "scope": "region", "measure": "INDEX", "horizon": "by_year", "target_year": "2025",
            "printed_subject": "33.71", "evidence_grade": "D",
        },
    )  # fmt: skip
    assert part.notes == (
        "Filled in where nothing is stated: scope region (1), printed_subject 33.71 (1), measure INDEX (1), "
        "horizon by_year (1), evidence_grade D (1).",
    )


def test_what_is_stated_is_kept_as_typed_and_nothing_is_filled_in():
    stated = dict.fromkeys(TARGETS.columns, "x") | _GOOD | {
        "scope": "province_aggregate", "printed_subject": "rata-rata Jawa Tengah", "measure": "INDEX",
        "horizon": "every_year", "evidence_grade": "A", "stated_on": "2025-01-31", "url": "https://example.go.id/a",
    }  # fmt: skip
    del stated["target_year"]
    (part,) = _read(_yaml(stated))
    assert {name: cell for name, cell in part.rows[0].items() if name != "target_year"} == stated
    assert part.notes == ()
    bare = "{target_id: x-1, subject_code: 33.10, target_value: 3.50, instrument: SPBE-2020, stated_on: 2025-01-31}"
    (row,) = _read.rows(f"targets:\n- {bare}\n")  # also without quotation marks
    assert [row[name] for name in ("subject_code", "target_value", "stated_on")] == ["33.10", "3.50", "2025-01-31"]


def test_a_file_may_hold_targets_and_costs_and_each_is_a_document():
    targets, costs = _read(_yaml(_GOOD, costs=[_COST, _COST | {"region_code": "33.71", "step_cost": "0,5"}]))
    assert (targets.raw_table, costs.raw_table) == ("targets", "indicator_costs")
    assert label_of(targets.same_as) != label_of(costs.same_as)
    found = [tuple(row.values()) for row in costs.rows]
    assert found == [("SPBE-2020", "I29", "", "3", ""), ("SPBE-2020", "I29", "33.71", "0,5", "")]


def test_a_csv_is_known_by_its_columns_in_any_order_and_the_bundled_targets_would_be_taken_line_by_line():
    for separator in ",;":
        for entry, typed in ((_GOOD, _yaml(_GOOD)), (_COST, _yaml(costs=[_COST]))):
            turned = as_csv(dict(reversed(entry.items())), separator=separator)
            assert _read.rows(turned) == _read.rows(typed)
    (snapshot,) = _read.source.snapshots_of("targets")
    assert _read.rows(snapshot.path.read_bytes()) == [row.cells for row in read_snapshot(snapshot, TARGETS.columns)]


_WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp")), max_size=40
).filter(lambda text: text.strip()[:1] not in {"=", "+", "@"} and text.strip().lower() not in {"null", "~"})
_TARGET = st.fixed_dictionaries(
    {
        "target_id": st.from_regex(r"[a-z0-9]{1,9}(-[a-z0-9]{1,9}){0,3}", fullmatch=True),
        "target_value": st.from_regex(r"[1-4][.,][0-9]{2}", fullmatch=True),
    },
    optional={
        "target_year": st.integers(2018, 2045).map(str),
        **dict.fromkeys(("plan", "stated_by", "note", "printed_subject"), _WORDS),
    },
).map(lambda cells: _GOOD | cells)


#: What planners call the columns of the two lists, as the views of a release do.
_IN_WORDS = {
    "target_id": "Kode target", "scope": "Target untuk", "subject_code": "Kode", "printed_subject": "Daerah",
    "measure": "Besaran", "horizon": "Kapan", "target_year": "Tahun target", "target_value": "Nilai target",
    "instrument": "Instrumen", "plan": "Rencana", "stated_by": "Dinyatakan oleh", "note": "Catatan",
}  # fmt: skip


def _in_words(entry):
    return {_IN_WORDS[name]: cell for name, cell in entry.items()}


@given(st.lists(_TARGET, min_size=1, max_size=6, unique_by=lambda target: target["target_id"]))
def test_whatever_the_targets_every_kind_of_file_in_either_language_reads_to_the_same_rows(targets):
    rows = _read.rows(_yaml(*targets))
    named = [_in_words(target) for target in targets]
    titled = [["Target kami"], [], *as_table(*named)]
    for data in (
        _yaml(*named),
        as_csv(*targets),
        as_csv(*named, separator=";"),
        as_xlsx(Target=as_table(*targets)),
        as_xlsx(Catatan=[["Disusun Bappeda"]], Target=titled),
    ):
        assert _read.rows(data) == rows
    assert [row["target_id"] for row in rows] == [target["target_id"] for target in targets]
    for row, target in zip(rows, targets, strict=True):
        stated = {name: cell.strip() for name, cell in target.items() if cell.strip()}
        assert {name: row[name] for name in stated} == stated


def test_numbers_days_and_labels_of_a_workbook_are_read_as_a_person_sees_them():
    typed = {
        "No": 1, "Kode Target": "jabar-rata-rata", "Target untuk": "Rata-rata kabupaten/kota satu provinsi", "Kode": 32,
        "tahun_target": 2025, "target": 3.8, "Instrumen": "SPBE-2020", "Dinyatakan pada": date(2025, 1, 31),
    }  # fmt: skip
    costs = [_COST | {"step_cost": 0.5}, _COST | {"node_code": "I30", "region_code": 33.71}]
    targets, weights = _read(as_xlsx(Sasaran=as_table(typed), Biaya=as_table(*costs), Panduan=[["Cara mengisi"]]))
    stated = {"scope": "province_aggregate", "subject_code": "32", "target_year": "2025", "target_value": "3.8"}
    assert stated.items() < targets.rows[0].items()
    assert targets.rows[0]["stated_on"] == "2025-01-31"
    assert [row["step_cost"] for row in weights.rows] == ["0.5", "3"]
    assert weights.rows[1]["region_code"] == "33.71"
    assert "sheet 'Panduan' holds no such table" in targets.notes


def test_a_workbook_is_refused_with_sheet_row_value_and_remedy():
    good = as_table(_GOOD)
    for sheets, problem in (
        (
            {"Target": [*good, ["b", "33.71", "tiga", "SPBE-2020"]]},
            "sheet 'Target', row 3: target 2: target_value 'tiga'",
        ),
        ({"Target": [*good, ["b", "33.71", "=1+2", "SPBE-2020"]]}, "cell C3 has a formula without a computed value"),
        ({"Target": [*good, ["b", "33.71", True, "SPBE-2020"]]}, "cell C3 holds the logical value TRUE"),
        ({"Target": [*good, ["b", "33.71", "3"]]}, "row 3: target 2: instrument is empty"),
        ({"Target": [[*good[0], "Capaian"], [*good[1], 3]]}, "row 1: unknown: 'Capaian'"),
        (
            {"Target": [[*good[0], "Nilai target"], [*good[1], 3]]},
            "one name stands twice: 'target_value', 'Nilai target'",
        ),
        ({"Target": good[:1]}, "sheet 'Target', row 1: targets has no entry"),
        ({"A": good, "B": good}, "targets stand on the sheets 'A' and 'B'"),
    ):
        assert problem in str(_read.refusal(as_xlsx(**sheets)))
    (part,) = _read(as_xlsx(Target=[[*good[0], None, "Capaian"], [*good[1], "lihat", 3]]))
    assert part.notes[-1] == "columns beside the targets were not read: E, F"
    release = as_xlsx(Panduan=[["Rilis"]], Peringkat=[["Daerah", "Indeks"], ["Kota X", 3]], Target=good)
    assert isinstance(_read(release), NotThis), "a release does not come back as what somebody has typed"


def _labels(data):
    return [label_of(part.same_as) for part in _read(data)]


def test_a_file_is_known_by_its_name_or_else_by_its_first_entry():
    lain, grown_cost = _GOOD | {"target_id": "lain"}, _COST | {"node_code": "I30"}
    assert _labels(_yaml(_GOOD, costs=[_COST])) == _labels(_yaml(_GOOD, lain, costs=[_COST, grown_cost]))
    assert _labels(_yaml(_GOOD)) != _labels(_yaml(lain))
    assert _labels(as_csv(_COST)) != _labels(as_csv(_COST | {"region_code": "33.71"}))
    named = ["targets-rpjmd-contoh", "costs-rpjmd-contoh"]
    for first in (_GOOD, lain):
        assert _labels(_yaml(first, costs=[_COST], name="rpjmd-contoh")) == named
    # No file is the document of another, or the one that comes with the project, by chance.
    for one, other in (("x", "y"), ("y", "y")):
        assert _labels(_yaml(_GOOD | {"target_id": one}, name="y")) != _labels(_yaml(_GOOD | {"target_id": other}))
    assert _labels(_yaml(_GOOD, name="x", costs=[_COST])) != _labels(_yaml(_GOOD | {"target_id": "x"}, costs=[_COST]))
    assert "" not in _labels(_yaml(_GOOD, costs=[_COST]))


def test_a_wrong_target_is_refused_with_its_line_value_and_remedy():
    for cells, problem in (
        ({"target_id": ""}, "target_id is empty"),
        ({"target_id": "Kota Contoh"}, "target_id 'Kota Contoh' cannot be used"),
        ({"target_id": "a" * 61}, "cannot be used"),
        ({"scope": "kota"}, "scope 'kota' is not known"),
        ({"scope": "country"}, "subject_code '33.71' does not fit the scope country"),
        ({"scope": "every_region"}, "subject_code '33.71' does not fit the scope every_region"),
        ({"subject_code": "*"}, "subject_code '*' does not fit the scope region"),
        ({"scope": "province_aggregate", "measure": "D1"}, "measure 'D1': of the mean of a province only INDEX"),
        ({"scope": "country", "subject_code": "IDN", "measure": "LEVEL"}, "LEVEL does not fit the scope country"),
        ({"target_value": "tiga"}, "target_value 'tiga' is not a figure above 0 up to 5"),
        ({"target_value": "5,01"}, "'5,01'"),
        ({"target_value": "0,00"}, "'0,00'"),
        ({"target_value": "3,805"}, "'3,805'"),
        ({"target_value": "2,5", "measure": "LEVEL"}, "'2,5' is not a level from 1 to 5"),
        ({"target_year": "25"}, "target_year '25' is not a year from 2018 to 2045"),
        ({"target_year": "2017"}, "'2017'"),
        ({"target_year": "2046"}, "'2046'"),
        ({"target_year": "2025", "horizon": "undated"}, "target_year '2025' does not fit the horizon undated"),
        ({"horizon": "by_year"}, "target_year is empty, and the horizon is by_year"),
        ({"horizon": "soon"}, "horizon 'soon' is not known"),
        ({"instrument": "spbe"}, "instrument 'spbe' is no instrument's name"),
        ({"stated_on": "31 Januari 2025"}, "stated_on '31 Januari 2025' is not a date"),
        ({"stated_on": "2025-02-30"}, "'2025-02-30'"),
        ({"stated_on": "1925-01-31"}, "'1925-01-31' is not a date of this century"),
        ({"url": "https://user:secret@example.id/"}, "is not an address"),
        ({"evidence_grade": "E"}, "evidence_grade 'E' is not known"),
        ({"evidence_grade": "A", "note": "x"}, "evidence_grade A is that of the plan or decree itself"),
        ({"evidence_grade": "B"}, "evidence_grade B needs a place"),
        ({"plan": "null"}, "plan says 'null'"),
        ({"stated_by": "@SUM(1)"}, "stated_by begins like a formula"),
        ({"note": "Tabel \u202e5"}, "note holds a character that is not shown"),
        ({"note": "x" * 2001}, "note has 2,001 characters"),
    ):
        error = _read.refusal(_yaml(_GOOD | {"target_id": "lain"}, _GOOD | cells))
        assert "target 2: " in str(error)
        assert problem in str(error)
        assert error.line == 3


def test_a_wrong_cost_or_an_entry_without_a_required_key_or_that_stands_twice_is_refused():
    for cost in ("0,00", "-1", "tiga", "1000000", "1,234", ""):
        error = _read.refusal(_yaml(costs=[_COST, _COST | {"node_code": "I30", "step_cost": cost}]))
        problem = f"{cost!r} is not a figure above 0" if cost else "is empty"
        assert f"cost 2: step_cost {problem}" in str(error)
        assert error.line == 3
    for left_out in TARGETS.required:
        error = _read.refusal(_yaml(_GOOD, {name: cell for name, cell in _GOOD.items() if name != left_out}))
        assert f"entry 2 has no {left_out}" in str(error)
        assert error.line == 3
    for data in (_yaml(_GOOD, _GOOD), as_csv(_GOOD, _GOOD | {"target_value": "4"})):
        assert "target 2 repeats the target_id of target 1: kota-contoh-2026" in str(_read.refusal(data))
    error = _read.refusal(as_csv(_COST, _COST | {"step_cost": "4"}))
    assert "cost 2 repeats the instrument, node_code, region_code of cost 1: SPBE-2020 I29" in str(error)
    assert len(_read.rows(as_csv(_COST | {"region_code": "33.71"}, _COST))) == 2


def test_a_broken_file_is_refused_with_its_place():
    for data, problem, line in (
        (_yaml(_GOOD | {"tahun": "2025"}), "unknown: 'tahun'", 2),
        (as_csv(_GOOD | {"tahun": "2025"}), "unknown: 'tahun'", 1),
        ("targets:\n- {target_id: a, subject_code: 33.71, target_value: 3,80, instrument: SPBE-2020}\n", '"3,80"', 2),
        (_yaml(_GOOD) + "catatan: x\n", "unknown: 'catatan'", None),
        (_yaml(_GOOD) + _yaml(_GOOD), "one key stands twice", None),
        ("targets:\nindicator_costs:\n  - {instrument: SPBE-2020}\n", "targets is no list", None),
        ("indicator_costs:\n  node_code: I29\n", "indicator_costs is no list", 2),
        (as_csv(_GOOD).splitlines()[0] + "\n", "targets has no entry", 1),
        ("targets:\n  - {target_id: a\n", "it is not YAML", None),
        ("name: RPJMD Kota\n" + _yaml(_GOOD), "its name 'RPJMD Kota' cannot be used", None),
        ("targets:\n  - &a {target_id: a}\n  - *a\n", "anchor or alias", 2),
        ("targets:\n- " + "[" * 100_000, "nested too deeply", 2),
        ("targets:\n- {target_id: [a], subject_code: b, target_value: 3, instrument: c}\n", "no single text", 2),
    ):
        error = _read.refusal(data)
        assert problem in str(error)
        assert line in {None, error.line}


def test_a_file_of_another_kind_is_left_to_others():
    for data in (
        "evaluation_year,agency,index,url\n2025,Kota Contoh,3,x\n",
        "statements:\n  - evaluation_year: 2025\n",
        "name: x\nvalue: y\n",
        b"target_id,subject_code,target_value,instrument\nKota Sal\xe9,1,2,3\n",
        "- target_id: a\n  subject_code: b\n",
    ):
        assert isinstance(_read(data), NotThis)


# Between braces, commas look like the cells of a table; the other readers of text must leave such a file alone.
def test_of_all_readers_only_this_one_knows_such_a_file():
    for data in (
        _yaml(_GOOD | {"note": "satu, dua"}, _GOOD | {"target_id": "b"}, costs=[_COST]),
        "# mine\n" + _yaml(_GOOD, costs=[_COST | {"note": "a, b, c; d"}], name="rpjmd"),
        "  # indented\n" + _yaml(_GOOD | {"note": "satu, dua"}),
        "%YAML 1.2\n---\n" + _yaml(_GOOD | {"note": "satu, dua"}, costs=[_COST]),
        _yaml(_GOOD | {"note": "satu, dua"}).replace("targets:", "targets: # daftar, 2026"),
        as_csv(_GOOD, _GOOD | {"target_id": "b", "url": "https://example.go.id/a"}),
        as_csv(_COST, _COST | {"node_code": "I30"}),
        as_xlsx(Target=as_table(_in_words(_GOOD | {"printed_subject": "Kota Magelang"}))),
    ):
        found, _ = recognise(identify("x", data if isinstance(data, bytes) else data.encode()), read_sources())
        assert found.source == "targets"
    entry = "{evaluation_year: 2025, agency: Kota Magelang, index: 3.50, url: 'https://example.go.id/1'}"
    for data in (f"statements:\n  - {entry}\n  - {entry.replace('3.50', '3.51')}\n", f"- {entry}\n"):
        assert recognise(identify("x.yml", data.encode()), read_sources())[0].source == "spbe_press"


@pytest.fixture(scope="module")
def lists(background):
    known = background.lists
    return replace(known, instruments={**known.instruments, "BARU-2030": Instrument(None, None, {})})


def _problems(lists, data, others=None):
    return [p for part in _read(data) for p in row_problems(part.raw_table, part.rows, others or {}, lists)]


def test_what_the_rules_would_take_has_no_problem(lists):
    for cells in (
        {"subject_code": "33"},
        {"subject_code": "33", "scope": "province_aggregate"},
        {"subject_code": "IDN", "scope": "country", "measure": "D1"},
        {"subject_code": "*", "scope": "every_region"},
        {"measure": "LEVEL", "target_value": "3"},
        {"measure": "I47", "target_value": "5"},
        {"instrument": "SPBE-2018", "target_value": "0,5"},
    ):
        assert _problems(lists, _yaml(_GOOD | cells, costs=[_COST, _COST | {"region_code": "33.71"}])) == [], cells


@pytest.mark.parametrize("document", [_read.source.folder / "README.md", ROOT / "docs" / "id" / "menambah-target.md"])
def test_what_a_document_shows_has_no_problem(lists, document):
    blocks = document.read_text(encoding="utf-8").split("```\n")[1::2]
    begins = ("targets:", "name:", "indicator_costs:", "Kode target;", "Instrumen;")
    examples = [block for block in blocks if block.startswith(begins)]
    assert [_problems(lists, example) for example in examples] == [[], [], []]


def test_what_the_rules_would_stop_at_is_named_with_the_entry_and_the_remedy(lists):
    former, today = next(iter(lists.former.items()))
    for cells, problem in (
        ({"subject_code": "33.7"}, "subject_code '33.7' is of no region of today (meant: 33.7"),
        ({"subject_code": "Kota Magelang"}, "(meant: 33.71 Kota Magelang"),
        ({"subject_code": "kab. magelang*"}, "(meant: 33.08 Kabupaten Magelang"),
        ({"subject_code": "zzzz"}, "subject_code 'zzzz' is of no region of today. Remedy: write"),
        ({"subject_code": former}, f"(meant: {today} {lists.regions[today].name}?)"),
        ({"scope": "province_aggregate"}, "'33.71' is Kota Magelang; a mean of kabupaten/kota is of a province"),
        ({"instrument": "SPBE-2021"}, "instrument 'SPBE-2021' is not known. Remedy: write one of SPBE-2018, SPBE-2020"),
        ({"instrument": "BARU-2030"}, "the scale of BARU-2030 is not known here"),
        ({"instrument": "PEMDI-2026", "target_value": "0,5"}, "target_value '0,5' is not on the scale of PEMDI-2026"),
        ({"measure": "I99"}, "SPBE-2020 has no measure 'I99'"),
        ({"target_value": "0,9"}, "target_value '0,9' is not on the scale of SPBE-2020, 1 to 5"),
    ):
        (found,) = _problems(lists, _yaml(_GOOD | {"target_id": "a"}, _GOOD | cells))
        assert found.startswith("target 2 (kota-contoh-2026): ")
        assert problem in found
        assert "Remedy: " in found
    many = [_GOOD | {"target_id": f"t-{n}", "subject_code": "99.99"} for n in range(20)]
    problems = _problems(lists, _yaml(*many))
    assert (len(problems), problems[-1][:24]) == (9, "... and 12 more problems")
    for cells, problem in (
        ({"node_code": "I48"}, "node_code 'I48' is no indicator of SPBE-2020"),
        ({"region_code": "99.99"}, "region_code '99.99' is of no region of today"),
        ({"instrument": "SPBE-2019"}, "instrument 'SPBE-2019' is not known"),
        ({"instrument": "PEMDI-2026", "node_code": "I21"}, "node_code 'I21' is no indicator of PEMDI-2026"),
        ({"instrument": "BARU-2030"}, "no indicator of BARU-2030"),
    ):
        (found,) = _problems(lists, _yaml(costs=[_COST | cells]))
        assert found.startswith("cost 1 (")
        assert problem in found
        assert "Remedy: " in found


def test_what_another_document_holds_is_named_with_that_document(lists):
    (problem,) = _problems(lists, _yaml(_GOOD), {"project-targets": [_GOOD]})
    assert "project-targets has a target of that target_id" in problem
    assert "spbe withdraw project-targets" in problem
    for theirs, count in (("", 1), ("*", 1), ("33.71", 0)):
        problems = _problems(lists, _yaml(costs=[_COST]), {"planner-cost-x": [_COST | {"region_code": theirs}]})
        assert len(problems) == count
        assert all("planner-cost-x has a cost of it for all regions" in problem for problem in problems)
