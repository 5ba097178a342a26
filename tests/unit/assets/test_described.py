"""What the UI shows of a stored table: its rows are in the preview, its columns are few."""

from assets.described import stored_metadata
from warehouse import schema
from warehouse.connection import open_working
from warehouse.tables import TABLES


def test_a_preview_shows_rows_of_the_first_columns(tmp_path):
    wide = TABLES["mart.region_ranking"]
    with open_working(tmp_path / "spbe.duckdb") as connection:
        schema.create(connection, wide)
        values = ", ".join("'33.71'" if c.type == "VARCHAR" else f"CAST(NULL AS {c.type})" for c in wide.columns)
        connection.execute(f"CREATE TABLE rows AS SELECT {values}")
        connection.execute(f"DROP TABLE {wide.full_name}")
        names = ", ".join(wide.column_names)
        connection.execute(f"CREATE TABLE {wide.full_name} AS SELECT * FROM rows AS t({names})")
        found = stored_metadata(connection, wide, is_new=True)
    header, _, *rows = found["preview"].value.splitlines()
    assert found["dagster/row_count"] == len(rows) == 1
    assert "33.71" in rows[0]
    assert header.count("|") == 11 < len(wide.columns)
    lineage = found["dagster/column_lineage"].deps_by_column
    assert {(dep.asset_key.path[-1], dep.column_name) for dep in lineage["spbe_index"]} >= {("spbe_scores", "score")}
    for column, made_of in lineage.items():
        assert column in wide.column_names
        for dep in made_of:
            assert dep.column_name in TABLES[".".join(dep.asset_key.path)].column_names
