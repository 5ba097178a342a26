"""A working database that cannot be read whole is set aside; one that is sound, missing or held is left alone."""

import os

import duckdb
import pytest

from warehouse import writer
from warehouse.connection import open_working
from warehouse.damage import set_aside_if_damaged

#: Where the blocks of a DuckDB file begin, and how long each is.
_HEADERS, _BLOCK = 3 * 4096, 262_144

_HOLDS = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1])
print("ready", flush=True)
input()
"""


@pytest.fixture
def sound(database, scores, score):
    with open_working(database) as connection:
        writer.replace(connection, scores, [score(year, f"{year}.{n}") for year in (2023, 2024) for n in range(3000)])
    return database


def _flip(file, place):
    with file.open("r+b") as stream:
        stream.seek(place)
        byte = stream.read(1)
        stream.seek(place)
        stream.write(bytes([byte[0] ^ 1]))


@pytest.mark.parametrize(
    "damage",
    [
        lambda file: os.truncate(file, file.stat().st_size // 2),
        lambda file: file.write_text("no database", encoding="utf-8"),
        lambda file: file.write_bytes(b""),
        lambda file: _flip(file, 4096 + 20),
        lambda file: [_flip(file, place) for place in range(_HEADERS + 1000, file.stat().st_size, _BLOCK)],
    ],
    ids=["cut", "text", "empty", "header", "blocks"],
)
def test_a_damaged_database_is_set_aside_under_a_telling_name_however_often(sound, damage):
    whole = sound.read_bytes()
    for number in (1, 2):
        sound.write_bytes(whole)
        damage(sound)
        damaged = sound.read_bytes()
        told = set_aside_if_damaged(sound)
        assert "spbe.duckdb was damaged (" in told
        assert told.endswith("and made again.")
        assert not sound.exists()
        (aside,) = sound.parent.glob(f"spbe.duckdb.damaged-*-{number}")
        assert aside.name in told
        assert aside.read_bytes() == damaged


def test_a_sound_missing_or_held_database_is_left_alone(sound, other_process):
    assert set_aside_if_damaged(sound.with_name("none.duckdb")) is None
    assert set_aside_if_damaged(sound) is None
    other_process(_HOLDS, sound)
    assert set_aside_if_damaged(sound) is None
    assert sound.exists()


def test_a_database_that_may_not_be_written_to_is_no_damaged_one(sound, monkeypatch):
    monkeypatch.setattr(os, "access", lambda *_: False)  # whoever runs the tests as root may write to everything
    _flip(sound, 4096 + 20)
    with pytest.raises(duckdb.Error):
        set_aside_if_damaged(sound)
    assert sound.exists()
