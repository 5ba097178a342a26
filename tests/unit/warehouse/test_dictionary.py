"""The data dictionary says of every published column what it is, in both languages."""

from warehouse.dictionary import render
from warehouse.tables import PUBLISHED
from warehouse.words.catalogue import read_catalogue


def test_the_dictionary_has_one_section_per_published_table_marts_first():
    contents, *parts = render().split("\n## ")
    names = [part.splitlines()[0] for part in parts]
    assert sorted(names) == sorted(table.full_name for table in PUBLISHED)
    layers = [name.split(".")[0] for name in names]
    assert layers == sorted(layers, key=("mart", "core", "audit").index)
    assert [name for name in names if f"[`{name}`]" not in contents] == []


def test_a_section_says_everything_that_is_declared_of_its_table():
    sections = {part.splitlines()[0]: part for part in render().split("\n## ")[1:]}
    for table in PUBLISHED:
        text = sections[table.full_name]
        declared = (table.title, table.grain, *table.warnings)
        assert [said for said in declared if said.id not in text or said.en not in text] == []
        key = next(line for line in text.splitlines() if line.startswith("- Kunci"))
        assert [name for name in table.key if f"`{name}`" not in key] == []
        meanings = {column.name: read_catalogue().meaning(column) for column in table.columns}
        assert [line for line in text.splitlines() if line.startswith("| `")] == [
            f"| `{column.name}`{'' if column.name in table.required_columns else ' ?'} | {column.type} | "
            f"{column.unit or ''} | {meanings[column.name].id} | {meanings[column.name].en} |"
            for column in table.columns
        ]
