"""docs/data_dictionary.md: the published tables as Markdown, from their declarations and the catalogue of words."""

from __future__ import annotations

from warehouse.spec import Table
from warehouse.tables import PUBLISHED
from warehouse.words.catalogue import read_catalogue

_HEAD = """# Kamus data | Data dictionary

Dibuat dari deklarasi tabel (`warehouse/tables/`) dan katalog kata (`warehouse/words/`) dengan `make dictionary`;
jangan disunting dengan tangan. Teks yang sama tersimpan sebagai komentar di dalam `spbe.duckdb`; sebutan dan kalimat
setiap kode ada dalam `core.codes`.
Made from the table declarations and the catalogue of words by `make dictionary`; do not edit by hand. The same texts
stand as comments in `spbe.duckdb` (`SELECT * FROM duckdb_columns()`); label and sentence of every code stand in
`core.codes`.
"""


def render() -> str:
    """The whole dictionary, marts first: they are what planners read."""
    tables = sorted(PUBLISHED, key=lambda table: ("mart", "core", "audit").index(table.layer))
    contents = "\n".join(f"- [`{t.full_name}`](#{t.layer}{t.name}): {t.title.id} | {t.title.en}" for t in tables)
    return "\n".join([_HEAD, contents, "", *(_section(table) for table in tables)])


def _section(table: Table) -> str:
    lines = [
        f"## {table.full_name}",
        "",
        f"{table.title.id}. | {table.title.en}.",
        "",
        f"- Satu baris | One row: {table.grain.id} | {table.grain.en}",
        f"- Kunci | Key: {', '.join(f'`{name}`' for name in table.key)}",
        *([] if table.in_database else ["- Hanya sebagai Parquet | As Parquet only"]),
        *(f"- Perhatian | Caution: {warning.id} | {warning.en}" for warning in table.warnings),
        "",
        "| kolom, column | jenis, type | satuan, unit | arti | meaning |",
        "|---|---|---|---|---|",
    ]
    required = set(table.required_columns)
    for column in table.columns:
        text = read_catalogue().meaning(column)
        name = f"`{column.name}`" + ("" if column.name in required else " ?")
        lines.append(f"| {name} | {column.type} | {column.unit or ''} | {text.id} | {text.en} |")
    lines += ["", "`?`: boleh kosong, may be NULL.", ""]
    return "\n".join(lines)
