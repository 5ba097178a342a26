"""A document that a person hands in."""

from pathlib import Path

import pytest

PRESS = (
    "evaluation_year,agency,index,predikat,url\n"
    '2025,Kota Magelang,"3,95",Sangat Baik,https://example.go.id/magelang-2025\n'
    '2025,Kabupaten Magelang,"3,10",Baik,https://example.go.id/magelang-2025\n'
)


@pytest.fixture
def press(tmp_path: Path) -> Path:
    file = tmp_path / "pernyataan.csv"
    file.write_text(PRESS, encoding="utf-8")
    return file
