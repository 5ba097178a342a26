"""The data dictionary says of every published column what it is, in both languages."""

import pytest

from warehouse.dictionary import render
from warehouse.tables import PUBLISHED, TABLES


@pytest.fixture(scope="module")
def sections():
    """The dictionary's text per table."""
    parts = render().split("\n## ")
    return {part.splitlines()[0]: part for part in parts[1:]}


def test_every_published_table_has_one_section_marts_first(sections):
    assert sorted(sections) == sorted(table.full_name for table in PUBLISHED)
    layers = [name.split(".")[0] for name in sections]
    assert layers == sorted(layers, key=("mart", "core", "audit").index)


def test_the_contents_name_every_section():
    contents = render().split("\n## ")[0]
    assert [table.full_name for table in PUBLISHED if f"[`{table.full_name}`]" not in contents] == []


def test_what_is_not_published_is_not_described():
    assert [name for name, table in TABLES.items() if not table.published and f"## {name}\n" in render()] == []


@pytest.mark.parametrize("table", PUBLISHED, ids=lambda table: table.full_name)
def test_a_section_says_everything_that_is_declared_of_its_table(sections, table):
    text = sections[table.full_name]
    for declared in (table.title, table.grain, *table.warnings):
        assert declared.id in text
        assert declared.en in text
    key = next(line for line in text.splitlines() if line.startswith("- Kunci"))
    assert [name for name in table.key if f"`{name}`" not in key] == []


@pytest.mark.parametrize("table", PUBLISHED, ids=lambda table: table.full_name)
def test_a_section_has_one_line_per_column_with_type_unit_and_both_meanings(sections, table):
    lines = [line for line in sections[table.full_name].splitlines() if line.startswith("| `")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    required = set(table.required_columns)
    assert cells == [
        [
            f"`{column.name}`" + ("" if column.name in required else " ?"),
            column.type,
            column.unit or "",
            column.text.id,
            column.text.en,
        ]
        for column in table.columns
    ]


def test_the_dictionary_is_the_same_every_time():
    assert render() == render()
